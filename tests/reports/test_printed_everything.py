"""Whatever is changed in a report, `verify` notices: each word on each page, and what is seen besides words.

Here a part of all words is changed, one after another. `AUDIT_TUI_FORGERIES=all` changes every one (minutes).
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    ContentStream,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from audit_tui.clock import SystemClock
from audit_tui.reports.attachment import attached_to
from audit_tui.reports.previous import NOTHING
from audit_tui.reports.printed.again import drawn_again
from audit_tui.reports.printed.check import PagesCheck, compare_pages
from audit_tui.reports.printed.key import key_in
from audit_tui.reports.printed.network import check_network
from audit_tui.reports.printed.pieces import printed_in
from audit_tui.reports.printed.previous import check_previous
from audit_tui.reports.printed.words import pages_unproved
from audit_tui.reports.publish import publish
from audit_tui.rules.verify import verify_bundle
from audit_tui.store.audits import AuditStore
from tests.demo.once import demo
from tests.reports.editing import Forger
from tests.reports.inventory import Inventory
from tests.reports.reading import check_pages

ALL = os.environ.get("AUDIT_TUI_FORGERIES") == "all"
EVERY = 1 if ALL else 67
"""Of so many strings one is changed: a prime, so that no column of a table is always passed by."""
AUDITS = {
    "compared, in English": ("AUD-2026-HARBOUR-03", "en"),
    "a mystery visit, in Chinese": ("AUD-2026-OLD-TOWN-02", "zh-Hans"),
    "with photos, in Ukrainian": ("AUD-2025-HARBOUR-01", "uk"),
}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Path]:
    folder = tmp_path_factory.mktemp("written")
    store = AuditStore(demo(), SystemClock())

    def write(number: str, language: str) -> Path:
        path = folder / f"{number}_{language}.pdf"
        return path if path.exists() else publish(store, number, to=path, language=language)

    return write


Written = Callable[[str, str], Path]


@pytest.mark.parametrize("which", AUDITS)
def test_whatever_word_of_a_report_is_changed_its_page_is_named(written: Written, which: str) -> None:
    path = written(*AUDITS[which])
    pdf, files = path.read_bytes(), attached_to(path)
    assert files.audit is not None
    record = verify_bundle(json.loads(files.audit)).record
    assert record is not None
    looked = check_previous(files.previous, record, None, [])
    before = looked.earlier if looked is not None else NOTHING
    whole = printed_in(PdfReader(io.BytesIO(pdf)))
    key = key_in(whole.keywords)
    drawn = drawn_again(record, whole, key, before)
    assert drawn is not None and drawn.aside == []
    inventory, changed = Inventory(pdf), 0
    for page, words, printed in inventory.strings(EVERY, len(which)):
        check = PagesCheck("nothing", key=key)
        compare_pages(check, printed, drawn.printed, drawn.content.language)
        assert any(each.page == page for each in check.found), (page, words)
        changed += 1
    for said, printed in inventory.told():
        check = PagesCheck("nothing", key=key)
        compare_pages(check, printed, drawn.printed, drawn.content.language)
        assert check.found, said
    assert changed > (1000 if ALL else 15)


def test_whatever_word_of_a_network_report_is_changed_its_page_is_named(
    tmp_path: Path,
) -> None:
    from audit_tui.reports.publish_network import publish_network
    from audit_tui.rules.insights import Selection

    path = tmp_path / "network.pdf"
    publish_network(
        AuditStore(demo(), SystemClock()), SystemClock(), Selection(), as_of="2026-11-26", to=path
    )
    pdf = path.read_bytes()
    whole = printed_in(PdfReader(io.BytesIO(pdf)))
    check = check_network(pdf, attached_to(path).network or b"")
    assert check.ok and check.pages is not None and check.pages.proved
    for page, words, printed in Inventory(pdf).strings(EVERY):
        pages = PagesCheck("nothing", key=key_in(whole.keywords))
        compare_pages(pages, printed, whole, "en", scored=False)
        assert any(each.page == page for each in pages.found), (page, words)


# -- what is seen besides words -----------------------------------------------------------------------


def _operators(forger: Forger, page: int, change: Callable[[list[Any]], None]) -> None:
    sheet = forger.writer.pages[page - 1]
    stream = ContentStream(sheet.get_contents(), forger.writer)
    operations = stream.operations
    change(operations)
    stream._operations, stream._data = operations, b""  # type: ignore[attr-defined]
    sheet[NameObject("/Contents")] = stream


def _before_first(name: bytes, operands: list[Any]) -> Callable[[list[Any]], None]:
    def change(operations: list[Any]) -> None:
        at = next(at for at, (_given, operator) in enumerate(operations) if operator == b"Tj")
        operations.insert(at, (operands, name))

    return change


def _hidden(forger: Forger) -> None:
    _operators(forger, 1, _before_first(b"Tr", [NumberObject(3)]))


def _white(forger: Forger) -> None:
    _operators(forger, 1, _before_first(b"rg", [FloatObject(1)] * 3))


def _moved(forger: Forger) -> None:
    _operators(forger, 1, _before_first(b"Ts", [NumberObject(900)]))


def _grown(forger: Forger) -> None:
    """A shape that is there anyway made to cover the page."""

    def change(operations: list[Any]) -> None:
        at = next(at for at, (_given, operator) in enumerate(operations) if operator == b"re")
        operations[at] = ([NumberObject(each) for each in (0, 0, 600, 850)], b"re")

    _operators(forger, 1, change)


def _cropped(forger: Forger) -> None:
    forger.writer.pages[0][NameObject("/CropBox")] = ArrayObject(map(FloatObject, (0, 400, 595, 842)))


def _turned(forger: Forger) -> None:
    forger.writer.pages[0][NameObject("/Rotate")] = NumberObject(180)


def _another_font(forger: Forger) -> None:
    """The letters of a font exchanged: the same codes show other shapes."""
    fonts: Any = forger.writer.pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    one, other = [each.get_object()["/FontDescriptor"].get_object() for each in fonts.values()][:2]
    one[NameObject("/FontFile2")] = other.raw_get("/FontFile2")


def _a_link(forger: Forger) -> None:
    """A link on the page made to cover all of it."""
    annotations: Any = forger.writer.pages[0]["/Annots"]
    annotations[0].get_object()[NameObject("/Rect")] = ArrayObject(map(FloatObject, (0, 0, 595, 842)))


def _another_outline(forger: Forger) -> None:
    outline: Any = forger.writer._root_object["/Outlines"]["/First"]  # type: ignore[index]
    outline.get_object()[NameObject("/Title")] = TextStringObject("Passed")


def _another_title(forger: Forger) -> None:
    forger.writer.add_metadata({"/Title": "Passed"})


@pytest.mark.parametrize(
    "change",
    [
        _hidden,
        _white,
        _moved,
        _grown,
        _cropped,
        _turned,
        _another_font,
        _a_link,
        _another_outline,
        _another_title,
    ],
    ids=lambda change: change.__name__.strip("_"),
)
def test_pages_with_the_right_words_that_look_otherwise_are_not_proved(
    written: Written, change: Callable[[Forger], None]
) -> None:
    path = written("AUD-2026-HARBOUR-03", "en")
    forger = Forger(path.read_bytes())
    change(forger)
    check = checked(forger.bytes(), path)
    assert not check.proved
    assert check.found or "something else may be seen" in pages_unproved(check, str)


def test_a_file_that_another_program_only_saved_anew_is_proved(written: Written) -> None:
    path = written("AUD-2026-HARBOUR-03", "en")
    forger = Forger(path.read_bytes())
    for page in forger.writer.pages:
        page.compress_content_streams(level=1)
    assert forger.bytes() != path.read_bytes()
    assert checked(forger.bytes(), path).proved


def checked(pdf: bytes, of: Path) -> PagesCheck:
    """The pages of a forged report against what the report `of` carries."""
    files = attached_to(of)
    record = verify_bundle(json.loads(files.audit or b"")).record
    assert record is not None
    looked = check_previous(files.previous, record, None, [])
    before = looked.earlier if looked is not None else NOTHING
    return check_pages(pdf, record, before)


# -- who claims that another version wrote it ---------------------------------------------------------


def _stripped(forger: Forger) -> None:
    forger.say("")
    forger.drop_structure()


CLAIMS: dict[str, Callable[[Forger], None]] = {
    "an older version": lambda forger: forger.say("audit_tui 0.0.1; variant full"),
    "a newer version": lambda forger: forger.say("audit_tui 99.0; variant full"),
    "a form nobody knows": lambda forger: forger.say("audit_tui 99.0; variant poem"),
    "no version": lambda forger: forger.say(""),
    "no version and no structure": _stripped,
}
FORGERIES = {
    "an older version": ("not pass", "pass"),
    "a newer version": ("Limits", "Limit"),
    "a form nobody knows": ("not pass", "pass"),
    "no version": ("not pass", "pass"),
    "no version and no structure": ("77.8", "87.8"),
}


@pytest.mark.parametrize("claim", CLAIMS)
def test_who_claims_another_version_gets_no_changed_page_proved(written: Written, claim: str) -> None:
    path = written("AUD-2025-HARBOUR-01", "en")
    forger = Forger(path.read_bytes())
    assert forger.rewrite(*FORGERIES[claim])
    CLAIMS[claim](forger)
    check = checked(forger.bytes(), path)
    assert not check.proved and (check.found or pages_unproved(check, str))


def test_a_report_of_another_version_that_says_the_same_and_looks_the_same_is_proved(
    written: Written,
) -> None:
    path = written("AUD-2025-HARBOUR-01", "en")
    forger = Forger(path.read_bytes())
    CLAIMS["an older version"](forger)
    assert checked(forger.bytes(), path).proved
