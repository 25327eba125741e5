"""The PDF report, read back."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from audit_tui.reports.attachment import attached_audit
from audit_tui.reports.build import build_content
from audit_tui.reports.pdf.audit_report import audit_report, places
from audit_tui.reports.previous import Earlier
from audit_tui.rules.verify import verify_bundle
from tests.reports.audits import FACTS, QUOTE, RINGS, SOLVED, Walk, small
from tests.reports.reading import came_out, fonts_of, report, text_of, whites


def decoded(pdf: bytes) -> bytes:
    """Every byte of the file, and of every stream in it unpacked."""
    parts = [pdf]
    for match in re.finditer(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            parts.append(zlib.decompressobj().decompress(match[1]))
        except zlib.error:
            continue
    return b"\n".join(parts)


def test_the_first_page_gives_the_result_in_words_and_figures(failed: Walk) -> None:
    words = text_of(report(failed))
    assert "Compliance report" in words
    assert "The site does not pass: a critical item failed." in words
    # (2 + 0) of 12 points; the cap of 60 does not bite.
    assert "16.7" in words
    assert "0 / 2 Standards met" in words
    assert "1 critical" in words and "1 minor" in words


def test_the_first_page_tells_the_shortest_way_to_pass(failed: Walk) -> None:
    content = build_content(failed.record, blobs=failed.blobs)
    # Both have to go: NC-01 is critical, and without NC-02 ten of twelve points are below 85 %.
    assert content.way == "Shortest way to pass: repair NC-01 and NC-02 → 100.0\u00a0%"
    first = PdfReader(io.BytesIO(report(failed))).pages[0].extract_text()
    assert "Shortest way to pass: repair NC-01 and NC-02" in " ".join(first.split())


def test_a_score_by_other_rules_is_printed_as_recorded_and_every_page_says_so(
    failed: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    figure = build_content(failed.record, blobs=failed.blobs).dial.figure
    monkeypatch.setattr("audit_tui.rules.recorded.RULES_VERSION", "2")
    monkeypatch.setattr("audit_tui.phrases.scoring.RULES_VERSION", "2")
    content = build_content(failed.record, blobs=failed.blobs)
    assert (content.dial.figure, content.marks) == (figure, ("Score as recorded",))
    assert "not worked out for a score that stands as recorded" in content.way
    (scoring,) = [fact.value for fact in content.statements if fact.label == "Scoring"]
    assert scoring.endswith("stands as recorded under rules 1; the questions are told by rules 2.")


def test_a_finding_shows_requirement_answer_note_effect_action_and_photos(failed: Walk) -> None:
    words = text_of(report(failed))
    for expected in (
        "NC-01",
        "Not met: The matter is solved in one call.",
        "Was the matter solved? no (0 / 8)",
        "An unsolved call comes back.",
        "It rang & rang <b>loudly</b>.",
        "one call (Charter of the house · 2025 · charter or contract)",
        "The caller calls again.",
        "Let every call end with an answer",
        "E01-1",
        "E01-2",
        "the call log",
    ):
        assert expected in words, expected


def test_the_matrix_of_iso_19011_has_every_letter_and_each_leads_somewhere(failed: Walk) -> None:
    content = build_content(failed.record, blobs=failed.blobs)
    assert "".join(row.letter for row in content.matrix) == "abcdefghijk"
    assert {row.anchor for row in content.matrix} <= places(content)


def test_links_lead_from_findings_to_standards_and_evidence(failed: Walk) -> None:
    reader = PdfReader(io.BytesIO(report(failed)))
    pages = {page.indirect_reference.idnum for page in reader.pages}
    targets = [
        annotation.get_object()["/Dest"] for page in reader.pages for annotation in page.get("/Annots") or ()
    ]
    # 2 pointers, 2 in the standards, 2 codes on cards and rows, 2 answers, 2 photos, 2 actions, 11 letters.
    assert len(targets) == 23
    assert {target[0].idnum for target in targets} <= pages


def test_the_outline_lists_the_sections_in_order(failed: Walk) -> None:
    outline = PdfReader(io.BytesIO(report(failed))).outline
    titles = [entry.title for entry in outline if not isinstance(entry, list)]
    assert titles == [
        "Compliance report",
        "Compliance by standard",
        "Non-conformities and evidence",
        "All answers",
        "Corrective action plan",
        "Experience",
        "Conclusion and sign-off",
    ]


def test_the_attachment_is_the_record_and_its_hash_is_printed(failed: Walk, tmp_path: Path) -> None:
    pdf = report(failed)
    file = tmp_path / "report.pdf"
    file.write_bytes(pdf)
    attached = attached_audit(file)
    result = verify_bundle(json.loads(attached))
    assert result.ok, result.findings
    digest = hashlib.sha256(attached).hexdigest()
    printed = text_of(pdf).replace(" ", "")
    assert digest in printed
    assert failed.record.projection.head in printed
    assert f"all its events ({result.events})" in text_of(pdf)
    assert f"publishes ({result.published})" in text_of(pdf)
    assert f"commitment: {result.withheld}." in text_of(pdf)


def test_the_attachment_is_named_in_the_catalog_as_the_source(failed: Walk) -> None:
    catalog = PdfReader(io.BytesIO(report(failed))).trailer["/Root"]
    file = catalog["/AF"][0]
    assert file.get_object()["/F"] == "audit.json"
    assert file.get_object()["/AFRelationship"] == "/Source"
    assert file.get_object()["/EF"]["/F"].get_object()["/Subtype"] == "/application/json"
    assert catalog["/Lang"] == "en"


def test_a_private_note_is_in_no_byte_of_the_file(failed: Walk) -> None:
    assert "CANARY-PRIVATE-NOTE" in str(failed.record.values)
    assert b"CANARY-PRIVATE" not in decoded(report(failed))


def test_a_mystery_visit_shows_the_alias_and_no_name_in_any_byte(tmp_path: Path) -> None:
    signature = {"id": "signed", "type": "signature", "text": "Your name", "required": False}
    walk = Walk(tmp_path, [small([RINGS, signature])], facts={**FACTS, "kind": "mystery"})
    walk.say("answer", "phone/rings", "9")
    walk.say("answer", "phone/signed", "Marta Kowalczyk")
    walk.say("finish")
    pdf = report(walk)
    everything, words = decoded(pdf), text_of(pdf)
    assert b"Kowalczyk" not in everything and "Kowalczyk" not in words
    assert b"Giulia Ferri" not in everything and "Giulia Ferri" not in words
    assert "Shopper K7" in words
    assert "there was no closing meeting" in words
    assert "ROOT CAUSE (FOR THE SITE TO FILL IN)" in words
    assert "Front desk" not in words.partition("NC-01 Not met")[2].partition("All answers")[0]


def test_a_mystery_visit_says_how_long_after_it_the_answers_were_given(tmp_path: Path) -> None:
    for kind in ("mystery", "open"):
        walk = Walk(tmp_path / kind, [small([RINGS])], facts={**FACTS, "kind": kind})
        ended = datetime(2026, 11, 18, 11, 5, tzinfo=UTC)  # 12:05 in Rome
        walk.clock.now = int(ended.timestamp() * 1000) + 95 * 60_000
        walk.say("jot", "CANARY-JOTTING")
        walk.say("answer", "phone/rings", "9")
        walk.say("finish")
        pdf = report(walk)
        told = "1 answer, 1 h 35 min after the end of the visit (median), 1 h 35 min at the latest."
        assert (told in " ".join(text_of(pdf).split())) == (kind == "mystery")
        assert b"CANARY-JOTTING" not in decoded(pdf)


def test_an_open_visit_names_the_auditor_the_participants_and_the_owner(failed: Walk) -> None:
    words = text_of(report(failed))
    assert "Marta Kowalczyk" in words and "Giulia Ferri" in words and "L. Conti" in words
    assert "The carrier, not the store, left the pallets." in words


@pytest.mark.parametrize(
    "hostile",
    [
        "<b>bold <i>and unclosed",
        '<img src="/etc/passwd"/>',
        "a & b &amp; &#x41; ]]> --",
        "<a href='file:///etc/passwd'>x</a>",
        "\\x00 (paren) %comment",
    ],
)
def test_text_of_people_is_never_markup(hostile: str, tmp_path: Path) -> None:
    walk = Walk(tmp_path, [small([RINGS, QUOTE])])
    walk.say("answer", "phone/rings", "9")
    walk.say("answer", "phone/quote", hostile)
    walk.say("note", "phone/rings", hostile)
    walk.say("finish")
    assert text_of(report(walk)).count(hostile) >= 2


def test_characters_without_a_glyph_print_as_their_code(tmp_path: Path) -> None:
    walk = Walk(tmp_path, [small([RINGS])])
    walk.say("answer", "phone/rings", "9")
    walk.say("note", "phone/rings", "Zażółć, Щедрик, ціна – and 😀 𠀋")
    walk.say("finish")
    words = text_of(report(walk))
    assert "Zażółć, Щедрик, ціна – and [U+1F600] [U+2000B]" in words


def test_a_word_of_two_hundred_thousand_characters_is_printed_in_full(failed: Walk) -> None:
    content = build_content(failed.record, blobs=failed.blobs)
    first = replace(content.findings[0], notes=("x" * 200_000,))
    answer = replace(content.answers[0].rows[0], remark="y" * 200_000)
    group = replace(content.answers[0], rows=(answer,))
    words = text_of(audit_report(replace(content, findings=(first, *content.findings[1:]), answers=(group,))))
    assert words.count("x") >= 200_000
    assert words.count("y") >= 200_000


def test_only_inter_is_embedded(failed: Walk) -> None:
    pdf = report(failed)
    assert fonts_of(pdf)
    assert all(re.fullmatch(r"/[A-Z]{6}\+Inter-(Regular|SemiBold|Bold)", name) for name in fonts_of(pdf))
    assert b"Helvetica" not in decoded(pdf)


def test_the_same_audit_gives_the_same_bytes_dated_when_it_was_finished(failed: Walk) -> None:
    once, again = report(failed), report(failed)
    assert once == again
    ended = datetime.fromtimestamp(failed.record.projection.ended_at // 1000, UTC)
    meta = PdfReader(io.BytesIO(once)).metadata
    assert meta is not None and meta.creation_date == ended
    assert meta.author == "Aurora Retail" and meta.title is not None and "2026-0417-11" in meta.title


def test_photos_carry_no_exif(tmp_path: Path) -> None:
    walk = Walk(tmp_path, [small([RINGS])])
    walk.say("answer", "phone/rings", "9")
    evidence = walk.photo("phone/rings")
    original = tmp_path / evidence.sha256
    exif = Image.Exif()
    exif[0x010E] = "EXIF-CANARY"
    with Image.open(original) as image:
        image.load()
        image.save(original, "JPEG", exif=exif)
    walk.say("finish")
    assert b"EXIF-CANARY" in original.read_bytes()
    pdf = report(walk)
    assert b"EXIF-CANARY" not in decoded(pdf)
    assert b"DCTDecode" in pdf


def test_a_photo_that_cannot_be_read_says_so_and_keeps_its_hash(tmp_path: Path) -> None:
    walk = Walk(tmp_path, [small([RINGS])])
    walk.say("answer", "phone/rings", "9")
    evidence = walk.photo("phone/rings")
    (tmp_path / evidence.sha256).write_bytes(b"not a picture")
    walk.say("finish")
    words = text_of(report(walk))
    assert "The original cannot be read" in words
    assert f"sha256 {evidence.sha256[:6]}…{evidence.sha256[-4:]}" in words


def test_only_photos_that_are_declared_are_printed_and_what_is_masked_is_black(tmp_path: Path) -> None:
    walk = Walk(tmp_path, [small([RINGS])])
    walk.say("answer", "phone/rings", "9")
    clear = walk.photo("phone/rings", clear=False)
    masked = walk.photo("phone/rings", "olive", (600, 800), clear=False)
    walk.photo("phone/rings", "teal", (640, 480), caption="nobody looked", clear=False)
    assert text_of(report(walk)).count("Left out: not declared clear") == 3, (
        "a provisional report prints none"
    )
    walk.say("declare_photo", "phone/rings", clear.id)
    walk.say("declare_photo", "phone/rings", masked.id, [(0, 0, 100, 100)])
    pdf = report(walk)
    words = text_of(pdf)
    assert words.count("Left out: not declared clear") == 1 and "nobody looked" in words
    photos = [image.image for page in PdfReader(io.BytesIO(pdf)).pages for image in page.images]
    brightest = [photo.convert("L").getextrema()[1] for photo in photos if photo is not None]
    assert sorted(light < 20 for light in brightest) == [False, True]


def test_an_audit_that_ended_without_any_declaration_prints_places_for_its_photos_and_verifies(
    tmp_path: Path,
) -> None:
    walk = Walk(tmp_path, [small([RINGS])])
    walk.say("answer", "phone/rings", "9")
    evidence = walk.photo("phone/rings", clear=False)
    walk.end_undeclared()
    pdf = report(walk)
    words = text_of(pdf)
    assert "Left out: not declared clear" in words and "E01-1" in words
    assert f"sha256 {evidence.sha256[:6]}…{evidence.sha256[-4:]}" in words
    assert not any(page.images for page in PdfReader(io.BytesIO(pdf)).pages)
    file = tmp_path / "report.pdf"
    file.write_bytes(pdf)
    assert verify_bundle(json.loads(attached_audit(file))).ok


def test_many_photos_all_appear_with_their_tags(tmp_path: Path) -> None:
    walk = Walk(tmp_path, [small([RINGS])])
    walk.say("answer", "phone/rings", "9")
    for number in range(23):
        walk.photo("phone/rings", caption=f"number {number}")
    walk.say("finish")
    pdf = report(walk)
    words = text_of(pdf)
    assert all(f"number {number}" in words and f"E01-{number + 1}" in words for number in range(23))
    assert "(continued)" in words


@pytest.mark.parametrize("size", [(800, 200), (20, 400)])
def test_a_logo_stands_in_the_header_and_a_broken_one_gives_way_to_the_mark(
    size: tuple[int, int], failed: Walk, tmp_path: Path
) -> None:
    logo, broken = tmp_path / "logo.png", tmp_path / "broken.png"
    Image.new("RGBA", size, (20, 54, 92, 128)).save(logo)
    broken.write_bytes(logo.read_bytes()[:60])
    without = report(failed)
    assert len(PdfReader(io.BytesIO(report(failed, logo=logo))).pages[0].images) == 1
    assert report(failed, logo=broken) == without


def test_an_aborted_visit_has_no_score_but_its_reason(tmp_path: Path) -> None:
    facts = {**FACTS, "outcome": "aborted", "abort_reason": "The store had burnt down"}
    walk = Walk(tmp_path, [small([RINGS, SOLVED])], facts=facts)
    walk.say("answer", "phone/rings", "1")
    walk.say("finish")
    words = text_of(report(walk))
    assert "The visit was broken off, so there is no score. The store had burnt down." in words
    assert "No score" in words
    assert "100.0" not in words
    assert "Score by touchpoint" not in words


def test_a_draft_is_marked_provisional_on_every_page_and_says_what_is_open(tmp_path: Path) -> None:
    walk = Walk(tmp_path, [small([RINGS, SOLVED])])
    walk.say("answer", "phone/rings", "1")
    pages = PdfReader(io.BytesIO(report(walk))).pages
    assert all("Provisional – the audit is not finished" in page.extract_text() for page in pages)
    first = " ".join(pages[0].extract_text().split())
    assert "There is no final score: 1 required question is open." in first
    assert "Incomplete" in first and "100.0 % so far" in first.replace("\u00a0", " ")


def test_an_audit_of_nothing_but_not_applicable_is_not_assessed(tmp_path: Path) -> None:
    walk = Walk(tmp_path, [small([SOLVED])])
    walk.say("not_applicable", "phone/solved", "nobody called")
    walk.say("finish")
    words = text_of(report(walk))
    assert "Nothing was assessed, so there is no score." in words
    assert "Not assessed" in words
    assert "nobody called" in words


def test_letter_paper_holds_the_same_text_as_a4(failed: Walk) -> None:
    content = build_content(failed.record, blobs=failed.blobs)
    letter = audit_report(content, paper="Letter")
    box = PdfReader(io.BytesIO(letter)).pages[0].mediabox
    assert (float(box.width), float(box.height)) == (612, 792)
    assert sorted(set(text_of(letter).split())) == sorted(set(text_of(audit_report(content)).split()))


def test_demo_data_is_marked_on_every_page(tmp_path: Path) -> None:
    walk = Walk(tmp_path, [small([RINGS])], demo=True)
    walk.say("answer", "phone/rings", "1")
    walk.say("finish")
    pages = PdfReader(io.BytesIO(report(walk))).pages
    assert all("DEMO – fictional data" in page.extract_text() for page in pages)
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page.extract_text()


def test_the_previous_audit_is_compared_by_checklist(failed: Walk, tmp_path: Path) -> None:
    before = Walk(tmp_path, [small([RINGS, SOLVED])], seed=2)
    before.say("answer", "phone/rings", "9")
    before.say("answer", "phone/solved", "no")
    before.say("finish")
    words = text_of(report(failed, earlier=Earlier(came_out(before))))
    assert "+16.7" in words  # 2 of 12 points against none


def test_a_question_whose_meaning_changed_is_compared_on_neither_side(failed: Walk, tmp_path: Path) -> None:
    before = Walk(tmp_path, [small([{**RINGS, "meaning": 2}, SOLVED])], seed=2)
    before.say("answer", "phone/rings", "9")
    before.say("answer", "phone/solved", "no")
    before.say("finish")
    words = " ".join(text_of(report(failed, earlier=Earlier(came_out(before)))).split())
    assert "(1 of 2 questions comparable)" in words
    assert "fixed 0, recurring 1, new 0, not re-checked 1" in words
    assert "+16.7" not in words


def many(count: int) -> list[dict[str, object]]:
    return [{**SOLVED, "id": f"q{number}", "text": f"Question number {number}?"} for number in range(count)]


@pytest.mark.skipif(not shutil.which("pdftoppm"), reason="needs pdftoppm to look at pages")
@pytest.mark.parametrize("count", [1, 7, 120])
@pytest.mark.parametrize("every", [1, 3])
def test_no_page_is_mostly_white(count: int, every: int, tmp_path: Path) -> None:
    questions = [{**one, "standard": None} if number % 2 else one for number, one in enumerate(many(count))]
    walk = Walk(tmp_path, [small([{k: v for k, v in one.items() if v is not None} for one in questions])])
    for number in range(count):
        walk.say("answer", f"phone/q{number}", "no" if number % every == 0 else "yes")
        if number % 5 == 0:
            walk.say("note", f"phone/q{number}", "Seen and heard at the desk. " * (1 + number % 9))
        if number % 7 == 0:
            for _ in range(1 + number % 4):
                walk.photo(f"phone/q{number}", size=(300, 200))
    walk.say("finish")
    pages = tmp_path / "pages"
    pages.mkdir()
    shares = whites(report(walk), pages)
    assert max(shares[:-1]) < 0.5, shares
    assert shares[-1] < 0.75, shares


def test_the_accent_is_used_but_never_paler_than_readable(failed: Walk) -> None:
    from audit_tui.reports.pdf import theme
    from audit_tui.settings import contrast_of

    with theme.accent("#FFEE00"):
        colour = theme.brand()
    assert contrast_of(colour.red, colour.green, colour.blue) >= 4.5
    assert report(failed, accent="#7A1FA2") != report(failed)
