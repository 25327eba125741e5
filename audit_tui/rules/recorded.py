"""The score of a finished audit: what is recorded with it, and when the recorded one stands in place of a new one.

A finished audit is never scored again in silence. Where other rules were in force, or where answers it rests on
were erased, its figures are those that were recorded; each question is still told as these rules see it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any, Final, Literal, get_args

from audit_tui.rules.gone import rests_on_erased
from audit_tui.rules.record import Record, as_text, checklist_hashes
from audit_tui.rules.results import (
    RULES_VERSION,
    ChecklistScore,
    ScoreState,
    SectionScore,
    StandardStatus,
    VisitScore,
    as_json,
)
from audit_tui.rules.routing import CompiledChecklist
from audit_tui.rules.scoring import band_of

Kept = Literal["rules", "erased"]
"""Why a recorded score stands: it was made by other rules, or answers that it rests on were erased."""

_FIGURE: Final = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?(?:e-[0-9]{1,2})?")


def finished_value(record: Record, score: VisitScore) -> dict[str, Any]:
    """What the event that finishes an audit records: rules, checklists and score, numbers as text."""
    return {
        "rules": RULES_VERSION,
        "checklists": checklist_hashes(record),
        "score": as_text(as_json(score)),
    }


def recorded_rules(record: Record) -> str:
    """Version of the rules that the recorded score was made by; empty where there is none."""
    return str((record.projection.score or {}).get("rules") or "")


def kept_by(record: Record) -> Kept | None:
    """Why the recorded score of a finished audit stands; None where it can be computed from the answers."""
    if record.projection.status != "finished" or record.projection.score is None:
        return None
    if recorded_rules(record) != RULES_VERSION:
        return "rules"
    return "erased" if rests_on_erased(record) else None


def as_recorded(
    checklists: Iterable[CompiledChecklist], computed: VisitScore, recorded: Any
) -> VisitScore | None:
    """`computed` with every figure that was recorded; None where what was recorded is of no use."""
    try:
        known = {one["id"]: one for one in recorded["checklists"]}
        status = {one["id"]: _one_of(one["status"], StandardStatus) for one in recorded["standards"]}
        scores = tuple(
            _checklist(compiled, one, known[one.id])
            for compiled, one in zip(checklists, computed.checklists, strict=True)
        )
        return replace(
            computed,
            state=_one_of(recorded["state"], ScoreState),
            percent=_figure(recorded["percent"]),
            raw_percent=_figure(recorded["raw_percent"]),
            provisional_percent=_figure(recorded["provisional_percent"]),
            passed=_truth(recorded["passed"]),
            band=None if recorded["band"] is None else str(recorded["band"]),
            na_share=_figure(recorded["na_share"]),
            critical_failed=tuple(map(str, recorded["critical_failed"])),
            checklists=scores,
            standards=tuple(
                replace(one, status=status.get(one.id, one.status)) for one in computed.standards
            ),
        )
    except (KeyError, TypeError, ValueError):
        return None


def _checklist(compiled: CompiledChecklist, one: ChecklistScore, known: Mapping[str, Any]) -> ChecklistScore:
    by_id = {section["id"]: section for section in known["sections"]}
    sections = tuple(_section(section, by_id[section.id]) for section in one.sections)
    percent = _figure(known["percent"])
    return replace(
        one,
        state=_state(one.state, percent),
        percent=percent,
        raw_percent=_figure(known["raw_percent"]),
        passed=_truth(known["passed"]),
        band=band_of(percent, compiled.checklist.scoring.bands),
        got=sum((section.got for section in sections), Fraction(0)),
        max=sum((section.max for section in sections), Fraction(0)),
        sections=sections,
    )


def _section(one: SectionScore, known: Mapping[str, Any]) -> SectionScore:
    percent = _figure(known["percent"])
    return replace(
        one,
        state=_state(one.state, percent),
        percent=percent,
        raw_percent=_figure(known["raw_percent"]),
        got=_figure(known["got"]) or Fraction(0),
        max=_figure(known["max"]) or Fraction(0),
        passed=_truth(known["passed"]),
    )


def _state(computed: ScoreState, percent: Fraction | None) -> ScoreState:
    if percent is not None:
        return "scored"
    return "not_assessed" if computed == "scored" else computed


def _figure(text: Any) -> Fraction | None:
    if text is None:
        return None
    if not isinstance(text, str) or not _FIGURE.fullmatch(text):
        raise ValueError("no figure")
    return Fraction(text)


def _truth(value: Any) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    raise ValueError("no truth")


def _one_of(value: Any, words: Any) -> Any:
    if value not in get_args(words):
        raise ValueError("unknown word")
    return value
