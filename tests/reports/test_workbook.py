"""The Excel workbook: types kept, the same bytes each time, and nothing that a person wrote ever runs."""

from __future__ import annotations

import gc
import io
import re
import sys
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from audit_tui.errors import InputError
from audit_tui.model.site import Site
from audit_tui.reports import workbook as made_by
from audit_tui.reports.sheets import SHEETS, Exported
from audit_tui.reports.workbook import LONGEST, workbook
from audit_tui.store.feedback import FieldNote
from tests.reports.audits import FACTS, QUOTE, RINGS, SOLVED, Walk, small
from tests.reports.test_tables import subject

WHEN = {"id": "asked_on", "type": "date", "text": "When did you ask?", "required": False}
AT = {"id": "asked_at", "type": "datetime", "text": "At what time?", "required": False}
ULID = "01KAFD00000000000000000AAA"


def note(text: str, site: str = "0417") -> FieldNote:
    return FieldNote(
        id=ULID, kind="wish", text=text, site=site, touchpoint="phone", day="2026-11-18", changed=0
    )


def read(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content))


def cells(content: bytes, sheet: str) -> list[dict[str, Any]]:
    head, *rows = read(content)[sheet].iter_rows()
    return [{name.value: cell for name, cell in zip(head, row, strict=True)} for row in rows]


def raw(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        return {name: archive.read(name) for name in archive.namelist()}


def test_numbers_percentages_days_and_truths_stay_what_they_are(tmp_path: Path) -> None:
    walk = Walk(tmp_path, [small([RINGS, SOLVED, WHEN, AT, QUOTE])])
    walk.say("answer", "phone/rings", "4")
    walk.say("answer", "phone/solved", "no")
    walk.say("answer", "phone/asked_on", "2026-11-18")
    walk.say("answer", "phone/asked_at", "2026-11-18T10:15")
    walk.say("answer", "phone/quote", "2026-11-18")
    walk.say("finish")
    made = workbook(Exported([subject(walk)])).content
    (audit,) = cells(made, "audits")
    assert audit["visit_date"].value == datetime(2026, 11, 18) and audit["visit_date"].is_date
    assert audit["percent"].number_format == "0.0%" and audit["percent"].value == pytest.approx(1 / 6)
    assert audit["passed"].value is False and audit["passed"].data_type == "b"
    assert audit["site"].value == "0417" and audit["site"].data_type == "s"
    values = {row["question"].value: row["value"] for row in cells(made, "answers")}
    assert values["rings"].value == 4 and values["rings"].data_type == "n"
    assert values["asked_on"].value == datetime(2026, 11, 18)
    assert values["asked_on"].number_format == "yyyy-mm-dd"
    assert values["asked_at"].value == datetime(2026, 11, 18, 10, 15)
    # What a person wrote stays text, even where it looks like a day.
    assert values["quote"].value == "2026-11-18" and values["quote"].data_type == "s"
    (first, second) = cells(made, "findings")
    assert (first["severity"].value, first["points"].value, first["max"].value) == ("critical", 0, 8)
    assert second["questions"].value == "phone.rings"


def test_every_sheet_has_a_frozen_head_a_filter_and_sensible_widths(failed: Walk) -> None:
    book = read(workbook(Exported([subject(failed)])).content)
    assert book.sheetnames == list(SHEETS)
    for page in book:
        assert page.freeze_panes == "A2"
        assert tuple(cell.value for cell in page[1]) == SHEETS[page.title].columns
        assert all(cell.font.bold for cell in page[1])
        assert page.auto_filter.ref == page.dimensions
        widths = [page.column_dimensions[cell.column_letter].width for cell in page[1]]
        assert all(9 <= width <= 61 for width in widths)


def test_the_same_audits_give_the_same_bytes_dated_by_what_they_hold(
    failed: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = workbook(Exported([subject(failed)])).content

    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime(2042, 1, 1, tzinfo=tz)

    import openpyxl.writer.excel as writer

    monkeypatch.setattr(writer.datetime, "datetime", Later)
    assert workbook(Exported([subject(failed)])).content == first
    dated = subject(failed).dated.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    assert raw(first)["docProps/core.xml"].count(dated) == 2


HOSTILE = [
    "=1+1",
    '=HYPERLINK("http://example.invalid","x")',
    "+SUM(A1)",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "＝1",
    "=cmd|' /C calc'!A0",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_begins_like_a_formula_is_text_with_a_quote_prefix(text: str) -> None:
    made = workbook(Exported([], notes=[note(text)])).content
    (row,) = cells(made, "feedback")
    assert row["text"].value == text and row["text"].data_type == "s" and row["text"].quotePrefix
    assert not any(b"<f" in part for name, part in raw(made).items() if "worksheets/" in name)


def test_hostile_answers_of_a_walk_are_text_everywhere(tmp_path: Path) -> None:
    walk = Walk(tmp_path, [small([RINGS, SOLVED, QUOTE])], facts={**FACTS, "auditor": "=1+1"})
    walk.say("answer", "phone/rings", "9")
    walk.say("note", "phone/rings", "=1+1")
    walk.say("answer", "phone/quote", "@SUM(A1)")
    walk.action("phone/rings", "+1", owner="-1")
    site = Site(id="0417", name="=1+1", address="@here", aliases=["=2"])
    made = workbook(Exported([subject(walk)], [site], [note("=3")])).content
    seen = 0
    for page in read(made):
        for line in page.iter_rows(min_row=2):
            for cell in line:
                assert cell.data_type != "f"
                if isinstance(cell.value, str) and cell.value[0] in "=+-@":
                    assert cell.quotePrefix, (page.title, cell.coordinate)
                    seen += 1
    assert seen >= 8
    assert not any(b"<f" in part for name, part in raw(made).items() if "worksheets/" in name)


def unescaped(value: str) -> str:
    """A cell's text as Excel reads it (ECMA-376, 22.9.2.19)."""
    return re.sub("_x([0-9A-F]{4})_", lambda match: chr(int(match[1], 16)), value)


@settings(deadline=None, max_examples=60)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_any_text_survives_the_way_into_a_cell_and_back(text: str) -> None:
    page = made_by.Workbook(write_only=True).create_sheet("one")
    cell = made_by._text(page, text)
    assert cell.data_type == "s" and unescaped(cell._value) == text
    assert cell.quotePrefix == text.startswith(made_by.FORMULA)


@pytest.mark.parametrize("text", ["bell \x07", "_x0041_", "line\rfeed\nhere", "\x00"])
def test_characters_that_xml_cannot_hold_are_written_as_sheets_write_them(text: str) -> None:
    page = made_by.Workbook(write_only=True)
    sheet = page.create_sheet("one")
    sheet.append([made_by._text(sheet, text)])
    out = io.BytesIO()
    page.save(out)
    assert unescaped(read(out.getvalue())["one"]["A1"].value) == text


def test_a_text_longer_than_a_cell_is_cut_and_told() -> None:
    made = made_by._text(made_by.Workbook(write_only=True).create_sheet("one"), "x" * (LONGEST + 1))
    assert len(made._value) == LONGEST and made._value.endswith("…")


@pytest.mark.parametrize("value", ["12345678901234567890", "0.12345678901234567", "1e5", "four", ""])
def test_what_a_spreadsheet_would_round_stays_text(value: str) -> None:
    assert made_by._typed(value, "number") == value


@pytest.mark.parametrize(
    ("value", "kind", "typed"),
    [
        ("4", "number", 4),
        ("-2.5", "number", -2.5),
        ("2026-11-18", "day", date(2026, 11, 18)),
        ("1899-12-31", "day", "1899-12-31"),
        ("2026-02-30", "day", "2026-02-30"),
        (85, "percent", 0.85),
        (True, "truth", True),
        (["a", "b"], "text", "a; b"),
    ],
)
def test_values_are_typed_by_what_they_are(value: Any, kind: Any, typed: Any) -> None:
    assert made_by._typed(value, kind) == typed


def test_more_rows_than_a_sheet_holds_are_refused(failed: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(made_by, "MOST_ROWS", 2)
    with pytest.raises(InputError, match="The table answers has 2 rows; a sheet holds 1"):
        workbook(Exported([subject(failed)]))


@pytest.mark.parametrize("broken_off_by", [InputError, KeyboardInterrupt])
def test_a_workbook_that_is_broken_off_leaves_no_complaint_behind(
    failed: Walk, monkeypatch: pytest.MonkeyPatch, broken_off_by: type[BaseException]
) -> None:
    complaints: list[str] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda told: complaints.append(str(told.exc_value)))
    write = made_by._write

    def fill(book: Any, name: str, *given: Any) -> int:
        if name == "answers":
            raise broken_off_by("export.rows", "Too many.")
        return write(book, name, *given)

    monkeypatch.setattr(made_by, "_write", fill)
    with pytest.raises(broken_off_by):
        workbook(Exported([subject(failed)]))
    gc.collect()
    assert complaints == []
