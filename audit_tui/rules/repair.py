"""The shortest way to pass: the fewest findings whose repair makes the visit pass.

Repaired, a finding's questions stand at full points; all other answers stay as they are, and so do the questions
that are asked. A checklist passes by itself, so the ways of the checklists add up to that of the visit:

- a finding with a critical failure has to be repaired, whatever the percentage; with all of them gone no cap is
  left, and what the others gain simply adds up;
- of the rest as few as lift every section to its minimum and the checklist to its mark (`cover`); of equally few
  those that lift it least beyond the mark, then those that stand first in the encounter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any, Literal

from audit_tui.rules.compliance import NonConformity, nonconformities
from audit_tui.rules.cover import BUDGET, Item, cover
from audit_tui.rules.results import ChecklistScore, VisitScore, number, weighted_mean
from audit_tui.rules.routing import CompiledChecklist
from audit_tui.rules.scoring import section_weights
from audit_tui.rules.view import AuditView

WayState = Literal["passed", "open", "incomplete", "no_limit", "not_assessed", "closed", "recorded"]


@dataclass(frozen=True, slots=True)
class Way:
    """The shortest way to pass.

    `passed`: nothing to do. `open`: `findings` lead there. `incomplete`: required questions are open.
    `no_limit`: checklists without a limit have no verdict. `not_assessed`: nothing of them was assessed.
    `closed`: not even the repair of every finding passes. `recorded`: the score is the recorded one, which
    these rules did not make.
    """

    state: WayState
    findings: tuple[NonConformity, ...] = ()
    """What to repair, as numbered."""
    percent: Fraction | None = None
    """The visit's percentage afterwards."""
    checklists: tuple[tuple[str, Fraction], ...] = ()
    """Percentage afterwards of each checklist in which something is to be repaired."""
    blocking: tuple[str, ...] = ()
    """The checklists that leave no way, by id."""
    exact: bool = True
    """No way is shorter, and none so short stays closer to the marks; else the best that was found."""
    least: int = 0
    """So many repairs are needed at least, proved."""


@dataclass(frozen=True, slots=True)
class _Part:
    """The way through one checklist."""

    findings: tuple[NonConformity, ...]
    percent: Fraction
    exact: bool
    least: int


def way_of(view: AuditView) -> Way:
    """The shortest way for an audit as it stands."""
    if view.kept is not None:
        return Way("recorded")
    return shortest_way(view.checklists, view.score())


def shortest_way(checklists: Iterable[CompiledChecklist], score: VisitScore, budget: int = BUDGET) -> Way:
    """The shortest way for the visit that `score` shows. `budget`: steps of the search for each checklist."""
    if score.passed:
        return Way("passed", percent=score.percent)
    if blocking := _blocking(score, "incomplete"):
        return Way("incomplete", blocking=blocking)
    unlimited = [
        one.id
        for one in score.checklists
        if one.pass_from is None and all(section.pass_from is None for section in one.sections)
    ]
    if unlimited:
        return Way("no_limit", blocking=tuple(unlimited))
    if score.percent is None or _blocking(score, "not_assessed"):
        return Way("not_assessed", blocking=_blocking(score, "not_assessed"))
    found: dict[str, list[NonConformity]] = {}
    for finding in nonconformities(score):
        found.setdefault(finding.checklist, []).append(finding)
    parts: dict[str, _Part] = {}
    closed = []
    for compiled, one in zip(checklists, score.checklists, strict=True):
        if one.passed:
            continue
        part = _through(one, section_weights(compiled, one.sections), found.get(one.id, []), budget)
        if part is None:
            closed.append(one.id)
        else:
            parts[one.id] = part
    if closed:
        return Way("closed", blocking=tuple(closed))
    afterwards = (
        (parts[one.id].percent if one.id in parts else one.percent, Fraction(one.weight))
        for one in score.checklists
    )
    chosen = [finding for part in parts.values() for finding in part.findings]
    return Way(
        "open",
        findings=tuple(sorted(chosen, key=lambda one: one.number)),
        percent=weighted_mean(afterwards),
        checklists=tuple((id_, part.percent) for id_, part in parts.items()),
        exact=all(part.exact for part in parts.values()),
        least=sum(part.least for part in parts.values()),
    )


def _blocking(score: VisitScore, state: str) -> tuple[str, ...]:
    return tuple(one.id for one in score.checklists if one.state == state)


def _through(
    one: ChecklistScore, weights: Sequence[Fraction], findings: Sequence[NonConformity], budget: int
) -> _Part | None:
    """The shortest way through one assessed checklist; None where there is none."""
    questions = {question.path: question for question in one.questions}
    order = {path: place for place, path in enumerate(questions)}
    sections = {section.id: section for section in one.sections}
    weigh = {section.id: weight for section, weight in zip(one.sections, weights, strict=True)}
    whole = sum((weigh[id_] for id_, section in sections.items() if section.max), Fraction(0))

    def gains(finding: NonConformity) -> dict[str, Fraction]:
        """Points by section."""
        gained: dict[str, Fraction] = {}
        for path in finding.questions:
            question = questions[path]
            gained[question.section] = gained.get(question.section, Fraction(0)) + question.max - question.got
        return gained

    def lift(gained: dict[str, Fraction]) -> Fraction:
        """Points of a hundred of the checklist."""
        shares = (weigh[id_] * points * 100 / sections[id_].max for id_, points in gained.items() if points)
        return sum(shares, Fraction(0)) / whole

    critical = [finding for finding in findings if finding.severity == "critical"]
    others = sorted(
        (finding for finding in findings if finding.severity != "critical"),
        key=lambda finding: order[finding.questions[0]],
    )
    got = {id_: section.got for id_, section in sections.items()}
    for finding in critical:
        for id_, points in gains(finding).items():
            got[id_] += points
    percent = lift(got)
    limits = [section for section in one.sections if section.pass_from is not None and section.max]
    needs = [Fraction(section.pass_from or 0) * section.max / 100 - got[section.id] for section in limits]
    floor = max(Fraction(one.pass_from or 0) - percent, Fraction(0))
    gained = [gains(finding) for finding in others]
    lifts = [lift(each) for each in gained]
    # Whole numbers: each need in its own unit, the lift of the checklist last.
    columns = [[each.get(section.id, Fraction(0)) for each in gained] for section in limits]
    units = [
        lcm(need.denominator, *(points.denominator for points in column))
        for need, column in zip([*needs, floor], [*columns, lifts], strict=True)
    ]
    items = [
        Item(
            {
                at: int(points * unit)
                for at, (points, unit) in enumerate(zip(row, units, strict=True))
                if points
            },
            int(row[-1] * units[-1]),
        )
        for row in zip(*columns, lifts, strict=True)
    ]
    asked = [int(need * unit) for need, unit in zip([*needs, floor], units, strict=True)]
    covered = cover(items, asked, asked[-1], budget)
    if covered is None:
        return None
    return _Part(
        findings=(*critical, *(others[at] for at in covered.chosen)),
        percent=percent + sum((lifts[at] for at in covered.chosen), Fraction(0)),
        exact=covered.exact,
        least=covered.least + len(critical),
    )


def way_json(way: Way) -> dict[str, Any]:
    """The way as JSON types."""
    return {
        "state": way.state,
        "findings": [
            {
                "number": one.number,
                "severity": one.severity,
                "checklist": one.checklist,
                "standard": one.standard,
                "questions": list(one.questions),
            }
            for one in way.findings
        ],
        "percent": number(way.percent),
        "checklists": [{"id": id_, "percent": number(percent)} for id_, percent in way.checklists],
        "blocking": list(way.blocking),
        "exact": way.exact,
        "least": way.least,
    }
