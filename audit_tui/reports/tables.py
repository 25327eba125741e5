"""Audits as tables for spreadsheets: one long table of answers, one of audits. Published values only.

Every text cell is guarded: a spreadsheet runs what begins like a formula (OWASP ASVS 5.0, 1.2.10).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal

from audit_tui.model.question import Calc
from audit_tui.reports.build_findings import standards_met
from audit_tui.reports.subject import Subject
from audit_tui.rules.functions import to_text
from audit_tui.rules.results import number
from audit_tui.rules.routing import Slot

ANSWERS = (
    "audit",
    "number",
    "status",
    "site",
    "visit_date",
    "kind",
    "auditor",
    "checklist",
    "version",
    "section",
    "question",
    "instance",
    "label",
    "text",
    "type",
    "standard",
    "state",
    "value",
    "unit",
    "words",
    "reason",
    "note",
    "grade",
    "points",
    "max",
    "failed",
    "finding",
    "evidence",
)
AUDITS = (
    "audit",
    "number",
    "status",
    "site",
    "site_name",
    "region",
    "visit_date",
    "kind",
    "auditor",
    "checklists",
    "outcome",
    "state",
    "percent",
    "raw_percent",
    "passed",
    "band",
    "standards_met",
    "standards_assessed",
    "critical",
    "major",
    "minor",
    "questions",
    "answered",
    "not_applicable",
    "not_observed",
    "open",
    "edition",
    "review",
    "appeal",
)
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def answer_records(subject: Subject) -> list[dict[str, Any]]:
    """One record for each visible question, in encounter order, with the columns of ANSWERS."""
    return [
        _answer(subject, slot)
        for slot in subject.view.slots
        if slot.is_asked or isinstance(slot.question, Calc)
    ]


def _answer(subject: Subject, slot: Slot) -> dict[str, Any]:
    item, score = subject.item(slot), subject.questions.get(slot.path)
    calc = isinstance(slot.question, Calc)
    value: Any = item.value
    if calc:
        found = subject.view.layouts[slot.checklist].calc.get(slot.path)
        value = to_text(found) if found is not None else None
    scored = score is not None and score.points > 0 and score.state == "answered"
    return {
        "audit": subject.record.header.id,
        "number": subject.record.header.number,
        "status": subject.record.projection.status,
        "site": subject.view.site.id,
        "visit_date": subject.visit_day,
        "kind": subject.record.kind,
        "auditor": subject.auditor,
        "checklist": slot.checklist,
        "version": subject.checklist(slot.checklist).version,
        "section": slot.section.id,
        "question": slot.question.id,
        "instance": slot.instance.index if slot.instance else None,
        "label": slot.label,
        "text": subject.pick(slot.question.text),
        "type": slot.question.type,
        "standard": score.standard if score is not None else None,
        "state": "calculated" if calc else subject.state(slot).value,
        "value": value,
        "unit": "s" if slot.question.type == "stopwatch" else getattr(slot.question, "unit", None),
        "words": None if calc else subject.answer(slot),
        "reason": item.reason or None,
        "note": item.note or None,
        "grade": item.grade,
        "points": number(score.got) if scored and score is not None else None,
        "max": number(score.points) if scored and score is not None else None,
        "failed": score.failed if score is not None and score.state == "answered" else None,
        "finding": subject.finding_of.get(slot.path),
        "evidence": [one.sha256 for one in item.evidence],
    }


def audit_record(subject: Subject) -> dict[str, Any]:
    """One audit as a record with the columns of AUDITS."""
    score, site = subject.score, subject.view.site
    met, assessed, _ = standards_met(subject, None)
    done, review = score.completeness, subject.record.projection.review
    severities = [finding.severity for finding in subject.findings]
    return {
        "audit": subject.record.header.id,
        "number": subject.record.header.number,
        "status": subject.record.projection.status,
        "site": site.id,
        "site_name": site.name,
        "region": site.region or None,
        "visit_date": subject.visit_day,
        "kind": subject.record.kind,
        "auditor": subject.auditor,
        "checklists": [f"{one.id} {one.version}" for one in subject.record.checklists],
        "outcome": subject.fact("outcome") or None,
        "state": score.state,
        "percent": number(score.percent),
        "raw_percent": number(score.raw_percent),
        "passed": score.passed,
        "band": score.band,
        "standards_met": met,
        "standards_assessed": assessed,
        "critical": severities.count("critical"),
        "major": severities.count("major"),
        "minor": severities.count("minor"),
        "questions": done.visible,
        "answered": done.answered,
        "not_applicable": done.not_applicable,
        "not_observed": done.not_observed,
        "open": done.unanswered,
        "edition": review.edition,
        "review": review.state or None,
        "appeal": review.appeal or None,
    }


def answers_csv(
    subjects: Iterable[Subject], *, delimiter: Literal[",", ";"] = ",", mark: bool = False
) -> bytes:
    """The long table of answers of all `subjects`; `mark` puts a byte order mark first, for Excel."""
    return write_csv(ANSWERS, (row for each in subjects for row in answer_records(each)), delimiter, mark)


def audits_csv(
    subjects: Iterable[Subject], *, delimiter: Literal[",", ";"] = ",", mark: bool = False
) -> bytes:
    """The table of audits, one row each."""
    return write_csv(AUDITS, map(audit_record, subjects), delimiter, mark)


def write_csv(
    columns: Sequence[str],
    rows: Iterable[Mapping[str, Any]],
    delimiter: str,
    mark: bool,
    commas: Callable[[str, Mapping[str, Any]], bool] | None = None,
) -> bytes:
    """CSV after RFC 4180: CRLF, quotes where needed, UTF-8.

    `commas` says of which columns of a row the numbers take a decimal comma; none where it is left out.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(
            [
                with_comma(cell(row[column]))
                if commas is not None and commas(column, row)
                else cell(row[column])
                for column in columns
            ]
        )
    return out.getvalue().encode("utf-8-sig" if mark else "utf-8")


def with_comma(text: str) -> str:
    """A number with a decimal comma; anything else as it stands."""
    return text.replace(".", ",") if _DECIMAL.fullmatch(text) else text


def cell(value: Any) -> str:
    """A value as the text of a cell: numbers as they are, truth in words, text that cannot be a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    text = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
    if text.startswith(FORMULA) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text
