"""A photo that was exchanged in a report is caught: by its carried hash, by its masks, by its original.

Pictures are exchanged in the file itself, as a forger would.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFilter
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, NumberObject

from audit_tui.reports.attachment import attached_to
from audit_tui.reports.pictures import FORMAT, pictures_of
from audit_tui.reports.printed.check import PagesCheck
from audit_tui.reports.printed.words import difference_words, pages_cannot_prove, pages_prove
from audit_tui.rules.record import canonical
from audit_tui.store.blobs import Blob
from tests.reports.audits import RINGS, SOLVED, Walk, small
from tests.reports.reading import check_pages, report
from tests.reports.test_conformance import assert_conforms
from tests.reports.test_printed import carried, said

MASK = (20, 30, 40, 50)


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """A finished audit with a photo that is clear and one that is masked, both of a failed question."""
    made = Walk(tmp_path_factory.mktemp("walk"), [small([RINGS, SOLVED])])
    made.say("answer", "phone/rings", "4")
    made.say("answer", "phone/solved", "no")
    made.photo("phone/solved", caption="the call log")
    masked = made.photo("phone/solved", "olive", (600, 800), clear=False)
    made.say("declare_photo", "phone/solved", masked.id, [MASK])
    made.say("finish")
    return made


@pytest.fixture(scope="module")
def pdf(walk: Walk) -> bytes:
    return report(walk)


Change = Callable[[Image.Image], Image.Image]


def exchanged(pdf: bytes, number: int, change: Change, *, quality: int = 82) -> bytes:
    """The report with its photo `number` (0 is clear, 1 is masked) changed."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    stream = _images(writer)[number]
    image = Image.open(io.BytesIO(stream._data)).convert("RGB")
    out = io.BytesIO()
    changed = change(image)
    changed.save(out, "JPEG", quality=quality)
    stream._data = out.getvalue()
    stream[NameObject("/Width")], stream[NameObject("/Height")] = map(NumberObject, changed.size)
    return _written(writer)


def _images(writer: PdfWriter) -> list[Any]:
    """The photo that is clear, which is broad, and the masked one, which is high."""
    found = []
    for page in writer.pages:
        resources: Any = page["/Resources"]
        for each in (resources.get("/XObject") or {}).values():
            if each.get_object().get("/Subtype") == "/Image":
                found.append(each.get_object())
    return sorted(found, key=lambda each: int(each["/Height"]) > int(each["/Width"]))


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def carrying(pdf: bytes, pictures: bytes) -> bytes:
    """The report with other hashes of its photos attached."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    names: Any = writer._root_object["/Names"]["/EmbeddedFiles"]["/Names"]  # type: ignore[index]
    at = [str(each) for each in names].index("pictures.json")
    names[at + 1].get_object()["/EF"]["/F"].get_object().set_data(pictures)
    return _written(writer)


def red(image: Image.Image) -> Image.Image:
    return Image.new("RGB", image.size, "red")


def a_spot(image: Image.Image) -> Image.Image:
    """A small thing painted over: 20 of some 500 pixels."""
    ImageDraw.Draw(image).rectangle((30, 30, 50, 50), fill="white")
    return image


def photos(check: PagesCheck) -> list[tuple[str, str]]:
    return [(each.kind, each.row) for each in check.found if each.kind in ("picture", "unmasked", "original")]


def test_a_report_carries_the_hash_of_each_photo_as_it_is_printed_and_conforms(
    walk: Walk, pdf: bytes, tmp_path: Path
) -> None:
    import hashlib

    import jsonschema

    assert_conforms(pdf)
    (tmp_path / "r.pdf").write_bytes(pdf)
    data = attached_to(tmp_path / "r.pdf").pictures
    assert data is not None
    schema = json.loads(Path("docs/json/pictures.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(json.loads(data))
    printed = [each._data for each in _images(PdfWriter(clone_from=PdfReader(io.BytesIO(pdf))))]
    assert {one.printed for one in pictures_of(data)} == {hashlib.sha256(one).hexdigest() for one in printed}
    evidence = walk.record.projection.items["phone/solved"].evidence
    assert [one.original for one in pictures_of(data)] == [one.sha256 for one in evidence]


def test_a_report_without_photos_or_without_its_record_carries_no_such_hashes(
    walk: Walk, tmp_path: Path
) -> None:
    bare = Walk(tmp_path, [small([RINGS])])
    bare.say("answer", "phone/rings", "2")
    bare.say("finish")
    for written in (report(bare), report(walk, attached=False)):
        assert "pictures.json" not in PdfReader(io.BytesIO(written)).attachments


@pytest.mark.parametrize("change", [red, a_spot], ids=lambda change: change.__name__)
def test_a_photo_that_was_exchanged_is_named_with_its_page(walk: Walk, pdf: bytes, change: Change) -> None:
    found = check_pages(exchanged(pdf, 0, change), carried(walk.record))
    assert photos(found) == [("picture", "E01-1")]
    (sentence,) = said(found)
    assert sentence.startswith(
        "Page "
    ) and "the photo E01-1 is not the one that the report was written with" in (sentence)


def test_two_photos_that_changed_places_are_named(walk: Walk, pdf: bytes) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    one, other = _images(writer)
    one._data, other._data = other._data, one._data
    for key in map(NameObject, ("/Width", "/Height")):
        one[key], other[key] = other[key], one[key]
    found = check_pages(_written(writer), carried(walk.record))
    assert set(photos(found)) >= {("picture", "E01-1"), ("picture", "E01-2")}


def test_a_photo_whose_mask_was_taken_away_is_named_even_where_its_hash_was_forged_too(
    walk: Walk, pdf: bytes
) -> None:
    forged = exchanged(pdf, 1, red)
    found = check_pages(rehashed(forged, walk), carried(walk.record))
    assert photos(found) == [("unmasked", "E01-2")]
    (sentence,) = said(found)
    assert "the photo E01-2 shows what the record masks" in sentence


def rehashed(pdf: bytes, walk: Walk) -> bytes:
    """As a forger does who changes the carried hashes too."""
    import hashlib

    printed = _images(PdfWriter(clone_from=PdfReader(io.BytesIO(pdf))))
    evidence = walk.record.projection.items["phone/solved"].evidence
    pictures = [
        {
            "original": one.sha256,
            "printed": hashlib.sha256(each._data).hexdigest(),
            "width": int(each["/Width"]),
            "height": int(each["/Height"]),
        }
        for one, each in zip(evidence, printed, strict=True)
    ]
    return carrying(pdf, canonical({"format": FORMAT, "pictures": pictures}))


def originals(walk: Walk) -> Callable[[str], Blob | None]:
    return walk.blobs


@pytest.mark.parametrize("change", [red, a_spot], ids=lambda change: change.__name__)
def test_a_photo_exchanged_with_its_hash_holds_by_itself_and_its_original_finds_it_out(
    walk: Walk, pdf: bytes, change: Change
) -> None:
    forged, record = rehashed(exchanged(pdf, 0, change), walk), carried(walk.record)
    alone = check_pages(forged, record)
    assert said(alone) == []
    assert any("2 printed photos were not compared with their originals" in one for one in left(alone))
    found = check_pages(forged, record, originals=originals(walk))
    assert photos(found) == [("original", "E01-1")]
    (sentence,) = said(found)
    assert "the photo E01-1 does not show what its original shows" in sentence


def left(check: PagesCheck) -> list[str]:
    return list(pages_cannot_prove(check, str))


def test_with_the_originals_untouched_photos_are_proved_to_show_what_these_show(
    walk: Walk, pdf: bytes
) -> None:
    found = check_pages(pdf, carried(walk.record), originals=originals(walk))
    assert found.proved and found.pictures is not None and found.pictures.originals == 2
    assert "2 printed photos show what their originals show." in list(pages_prove(found, str))
    assert not any("originals" in one for one in left(found))


def test_what_another_library_for_jpeg_does_to_a_photo_is_no_exchange(walk: Walk, pdf: bytes) -> None:
    """The same photo packed with another quality, or a little softer, still shows what its original shows."""
    for change, quality in (
        (lambda image: image, 90),
        (lambda i: i.filter(ImageFilter.GaussianBlur(0.4)), 82),
    ):
        forged = rehashed(exchanged(pdf, 0, change, quality=quality), walk)
        assert photos(check_pages(forged, carried(walk.record), originals=originals(walk))) == []


def test_an_original_that_is_not_there_or_was_changed_is_none(walk: Walk, pdf: bytes, tmp_path: Path) -> None:
    from audit_tui.store.blobs import PlainFile

    (tmp_path / "other").write_bytes(b"another picture")
    for given in (lambda _sha256: None, lambda _sha256: PlainFile(tmp_path / "other")):
        found = check_pages(pdf, carried(walk.record), originals=given)
        assert found.pictures is not None and found.pictures.without == ["E01-1", "E01-2"]
        assert any("2 printed photos were not compared with their originals" in one for one in left(found))


@pytest.mark.parametrize(
    "data", [b"", b"[]", canonical({"format": FORMAT, "pictures": []}), b'{"format": "audit-pictures/1"}']
)
def test_carried_hashes_that_were_damaged_or_taken_out_prove_no_photo(
    walk: Walk, pdf: bytes, data: bytes
) -> None:
    found = check_pages(carrying(pdf, data), carried(walk.record))
    assert photos(found) == [("picture", "E01-1"), ("picture", "E01-2")]


def test_a_report_that_names_this_version_and_lost_its_hashes_alone_is_found_out(
    walk: Walk, pdf: bytes
) -> None:
    from audit_tui.reports.printed.check import check_pages as without

    assert photos(without(pdf, carried(walk.record))) == [("picture", "E01-1"), ("picture", "E01-2")]


@pytest.mark.parametrize("key", ["/Decode", "/SMask"])
def test_a_photo_shown_through_something_else_is_not_the_one_that_was_written(
    walk: Walk, pdf: bytes, key: str
) -> None:
    from pypdf.generic import ArrayObject

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    one, other = _images(writer)
    inverted = ArrayObject(map(NumberObject, (1, 0, 1, 0, 1, 0)))
    one[NameObject(key)] = inverted if key == "/Decode" else other.indirect_reference
    found = check_pages(_written(writer), carried(walk.record))
    assert ("picture", "E01-1") in photos(found)


def test_each_of_these_is_a_sentence_of_its_own(walk: Walk, pdf: bytes) -> None:
    found = check_pages(exchanged(pdf, 1, red), carried(walk.record), originals=originals(walk))
    assert photos(found) == [("picture", "E01-2"), ("unmasked", "E01-2"), ("original", "E01-2")]
    assert len({difference_words(each, str) for each in found.found}) == 3
