"""Survey answers from a CSV file, as a survey tool or a spreadsheet saves it. All faults at once, by line.

Nothing of a faulty file is kept, and no file is taken in twice.
"""

from __future__ import annotations

import difflib
import hashlib
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from audit_tui.errors import Fault, InputError
from audit_tui.i18n import _
from audit_tui.model.survey import SCALES
from audit_tui.store.csv_rows import CsvFile, read_csv
from audit_tui.store.registry import Registry
from audit_tui.store.responses import Given, SurveyResponses

COLUMNS: Final = ("site", "date", "answer", "scale", "channel", "touchpoint", "comment")
NEEDED: Final = ("site", "date", "answer")


class ResponseImport(NamedTuple):
    """How an import ended. With faults nothing was kept."""

    added: int
    batch: str
    """The mark by which the whole import can be removed."""
    faults: tuple[Fault, ...]


def import_responses(
    responses: SurveyResponses, registry: Registry, path: Path, *, scale: str | None = None
) -> ResponseImport:
    """Take in the answers of a CSV file.

    The first line names the columns (`COLUMNS`; site, date and answer are needed); comma or semicolon; UTF-8.
    The scale stands in a column or is given as `scale`: it is never guessed from the answers. InputError
    where there is no readable file or it was taken in already, NotSavedError where the disk refuses.
    """
    file = read_csv(path, COLUMNS, NEEDED)
    faults = list(file.faults)
    if scale is None and set(NEEDED) <= set(file.header) and "scale" not in file.header:
        message = _("It is not said which scale was used. Add a column scale ({scales}), or --scale.").format(
            scales=" or ".join(SCALES)
        )
        faults.append(Fault(str(path), 1, 1, "csv.scale", message))
        return ResponseImport(0, "", tuple(faults))
    given = _answers(responses, registry, file, scale, faults)
    if not given and not faults:
        faults.append(Fault(str(path), 0, 0, "csv.empty", _("There is no answer in this file.")))
    batch = hashlib.sha256(file.content).hexdigest()[:16]
    if faults:
        return ResponseImport(0, batch, tuple(sorted(faults, key=lambda fault: (fault.line, fault.column))))
    return ResponseImport(len(responses.add(*given, batch=batch)), batch, ())


def _answers(
    responses: SurveyResponses, registry: Registry, file: CsvFile, scale: str | None, faults: list[Fault]
) -> list[Given]:
    sites = {name.casefold(): one.id for one in registry.sites() for name in (one.id, *one.aliases)}
    given = []
    for line, row in file.rows:
        site = sites.get(row.get("site", "").casefold())
        problems = {}
        if site is None:
            near = difflib.get_close_matches(row.get("site", "").casefold(), sites, n=1, cutoff=0.7)
            hint = " " + _("Did you mean {sites}?").format(sites=sites[near[0]]) if near else ""
            problems["site"] = _("There is no site {site!r}.{hint}").format(
                site=row.get("site", "")[:40], hint=hint
            )
        if not _is_day(row.get("date", "")):
            problems["date"] = _("{date!r} is no date; write it as 2026-11-18.").format(
                date=row.get("date", "")[:40]
            )
        if not (row.get("answer", "").isascii() and row.get("answer", "").isdigit()):
            problems["answer"] = _("{answer!r} is no whole number.").format(answer=row.get("answer", "")[:40])
        if not problems and site is not None:
            one = Given(
                site=site,
                day=row["date"],
                answer=int(row["answer"]),
                scale=row.get("scale") or scale or "",
                channel=row.get("channel") or "other",
                touchpoint=row.get("touchpoint", ""),
                comment=row.get("comment", ""),
            )
            try:
                responses.check(one)
                given.append(one)
            except InputError as error:
                column = {"survey.day": "date"}.get(error.code, error.code.removeprefix("survey."))
                problems[column] = str(error)
        for column, message in problems.items():
            at = file.header.index(column) + 1 if column in file.header else 1
            faults.append(Fault(file.name, line, at, f"csv.{column}", message))
    return given


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and date.fromisoformat(text) is not None
    except ValueError:
        return False
