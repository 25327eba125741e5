"""Tables of audits as an Excel workbook: one tidy sheet each, types kept, nothing in it that runs.

Whatever a person or a file wrote is text, also what begins like a formula: such cells are strings with the
quote prefix, which a spreadsheet does not even read as a formula when somebody edits them (OWASP ASVS 5.0,
1.2.10). The same audits give the same bytes: the file is dated by what it holds and never by the clock.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from audit_tui.errors import InputError
from audit_tui.i18n import _
from audit_tui.locale_format import Count
from audit_tui.reports.sheets import SHEETS, Exported, Kind, kind_of
from audit_tui.reports.tables import FORMULA

MOST_ROWS: Final = 1_048_576
"""Rows of a sheet, the head among them."""
LONGEST: Final = 32_767
"""Characters of a cell."""
NARROWEST, WIDEST = 8, 60

_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]+)?")
_EXACT = 15
"""Digits that a number of a spreadsheet holds; a longer one stays text."""
# How the format of sheets writes characters that XML cannot hold, and an underscore that would read as such.
_ESCAPED = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_FORMATS: Final = {"percent": "0.0%", "day": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm"}
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_OLDEST = (1980, 1, 1, 0, 0, 0)
"""The first moment that a ZIP archive can name: each part carries it."""


@dataclass(frozen=True, slots=True)
class Made:
    """A workbook as bytes, and how many texts were too long for a cell and are cut in it."""

    content: bytes
    cut: int


def workbook(given: Exported) -> Made:
    """All tables of `given`, a sheet each. InputError where a table has more rows than a sheet."""
    book = Workbook(write_only=True)
    try:
        cut = _write_all(book, given)
    except BaseException:
        # A sheet that is left open complains on the error stream, long after.
        for page in book.worksheets:
            page.close()
        raise
    dated = max((each.dated for each in given.subjects), default=datetime(2000, 1, 1, tzinfo=UTC))
    book.properties.creator = "audit_tui"
    book.properties.created = dated.replace(tzinfo=None)
    out = io.BytesIO()
    book.save(out)
    return Made(_fixed(out.getvalue(), dated), cut)


def _write_all(book: Any, given: Exported) -> int:
    """Fill a sheet for each table; how many texts were cut."""
    cut = 0
    for name, sheet in SHEETS.items():
        records = list(sheet.records(given))
        if len(records) >= MOST_ROWS:
            raise InputError(
                "export.rows",
                _("The table {name} has {count:,} rows; a sheet holds {most_rows:,}.").format(
                    name=name, count=Count(len(records)), most_rows=Count(MOST_ROWS - 1)
                ),
                next_step=_("Choose a shorter period or fewer sites, or write CSV."),
            )
        cut += _write(book, name, sheet.columns, records)
    return cut


def _write(book: Any, name: str, columns: Sequence[str], records: Sequence[Mapping[str, Any]]) -> int:
    page = book.create_sheet(name)
    rows, cut = [], 0
    widths = [len(column) + 3 for column in columns]  # room for the button of the filter
    for record in records:
        cells = []
        for at, column in enumerate(columns):
            made, shown = _cell(page, record[column], kind_of(column, record))
            widths[at] = max(widths[at], shown)
            cut += shown > LONGEST
            cells.append(made)
        rows.append(cells)
    page.freeze_panes = "A2"
    for at, shown in enumerate(widths, 1):
        page.column_dimensions[get_column_letter(at)].width = min(max(shown, NARROWEST), WIDEST) + 1
    page.append([_head(page, column) for column in columns])
    for cells in rows:
        page.append(cells)
    page.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(rows) + 1}"
    return cut


def _head(page: Any, column: str) -> Any:
    made = WriteOnlyCell(page, value=column)
    made.font = Font(bold=True)
    made.alignment = Alignment(vertical="top")
    return made


def _cell(page: Any, value: Any, kind: Kind) -> tuple[Any, int]:
    """The cell for a value, and how many characters are read in it."""
    if value is None:
        return None, 0
    found = _typed(value, kind)
    if isinstance(found, str):
        return _text(page, found), max(map(len, found.split("\n"))) if len(found) <= LONGEST else len(found)
    made = WriteOnlyCell(page, value=found)
    if kind in _FORMATS and not isinstance(found, bool):
        made.number_format = _FORMATS[kind]
    return made, 16 if isinstance(found, datetime) else 10 if isinstance(found, date) else len(str(value))


def _typed(value: Any, kind: Kind) -> Any:
    """A number, a day, a moment or a truth as such; whatever does not read as one stays text."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return round(value / 100, 8) if kind == "percent" else value
    if isinstance(value, list):
        return "; ".join(map(str, value))
    written = str(value)
    try:
        if kind == "number" and _NUMBER.fullmatch(written):
            exact = Decimal(written)
            if len(exact.as_tuple().digits) <= _EXACT:
                return int(exact) if exact == exact.to_integral_value() else float(exact)
        elif kind == "day":
            return _storable(date.fromisoformat(written), written)
        elif kind == "moment":
            return _storable(datetime.fromisoformat(written).replace(tzinfo=None), written)
    except (ValueError, InvalidOperation):
        pass
    return written


def _storable(day: date, written: str) -> Any:
    """A spreadsheet counts days from March 1900 on without a fault; what was before stays text."""
    return day if (day.year, day.month) >= (1900, 3) else written


def _text(page: Any, written: str) -> Any:
    """A cell of text that can never be a formula."""
    guarded = written.startswith(FORMULA)
    if len(written) > LONGEST:
        written = written[: LONGEST - 1] + "…"
    made = WriteOnlyCell(page, value="")
    # Past the setter, which would read `=1+1` as a formula and refuse what XML cannot hold.
    made._value = _ESCAPED.sub(lambda match: f"_x{ord(match[0]):04X}_", written)
    made.data_type = "s"
    if guarded:
        made.quotePrefix = True
    return made


def _fixed(content: bytes, dated: datetime) -> bytes:
    """The archive again with nothing in it that tells when it was written."""
    moment = dated.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as made,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for entry in made.infolist():
            data = made.read(entry)
            if entry.filename == "docProps/core.xml":
                data = _MODIFIED.sub(rb"\g<1>" + moment + rb"\g<2>", data)
            info = zipfile.ZipInfo(entry.filename, _OLDEST)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            info.create_system = 3
            archive.writestr(info, data)
    return out.getvalue()
