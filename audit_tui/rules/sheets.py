"""What one auditor judged on one visit, in the shape in which two auditors' judgements can be compared.

Pure. Compared is the judgement, not the wording: of a measured time or count whether and how far it meets its
standard, of a choice which one it is. Not applicable is a judgement; not observed and unanswered are none. Not
compared are texts, dates, photos and files, and figures that are noted without being judged.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from audit_tui.model.audit import State
from audit_tui.model.checklist import Checklist
from audit_tui.model.question import Count, Multi, Nps, NumberQuestion, Scale, Single, Stopwatch, YesNo
from audit_tui.rules.points import most_points
from audit_tui.rules.record import digest
from audit_tui.rules.results import QuestionScore
from audit_tui.rules.routing import CompiledChecklist
from audit_tui.rules.statistics import Number
from audit_tui.rules.view import AuditView

NOT_APPLICABLE: Final = "n/a"
"""The category of what does not apply; no id of a choice looks like it."""

_MEANING: Final = frozenset(
    {
        "type",
        "meaning",
        "good",
        "min",
        "max",
        "choices",
        "points",
        "meets",
        "partly",
        "steps",
        "unit",
        "neutral",
    }
)
"""What an answer depends on. The wording is not part of it: a changed wording is still the same question."""

_MEASURED: Final = (NumberQuestion, Count, Stopwatch)


@dataclass(frozen=True, slots=True)
class Form:
    """A question as far as judgements on it can be compared."""

    id: str
    """`phone.rings`, in a repeat `phone.calls.rings`."""
    checklist: Checklist
    question: Any
    meaning: str
    """Two questions of this id mean the same where this is equal."""
    scored: bool
    categories: tuple[Hashable, ...]
    """What it can be answered with; empty where that is not limited."""
    places: Mapping[Hashable, Number] | None
    """Category → where it lies, where they have an order."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One judgement."""

    form: Form
    label: str
    """`phone.calls[1].rings`."""
    category: Hashable
    share: Fraction | None
    """What it earned of what it could earn, 0 to 1; None where it is not scored or does not apply."""
    value: Any
    """The answer as recorded; None where it does not apply."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One audit as a set of judgements. It carries no name that a report of it would not."""

    id: str
    number: str
    site: str
    site_name: str
    day: str
    """Local date of the visit; empty where it is not known."""
    auditor: str
    """The alias on a mystery visit, the name on others; empty where neither is known."""
    judged: Mapping[str, Judged]
    """By label; those of a repeat are matched by their order."""
    checklists: tuple[str, ...]
    """Ids, in encounter order."""


def sheet(view: AuditView) -> Sheet:
    """The judgements of an audit; an aborted visit has none."""
    facts, header = view.record.projection.facts, view.record.header
    alias, name = str(facts.get("alias") or ""), str(facts.get("auditor") or "")
    return Sheet(
        id=header.id,
        number=header.number,
        site=view.site.id,
        site_name=view.site.name,
        day=str(facts.get("visit_start") or "")[:10],
        auditor=alias if view.record.kind == "mystery" else name or alias,
        judged={} if facts.get("outcome") == "aborted" else _judgements(view),
        checklists=tuple(one.checklist.id for one in view.checklists),
    )


def _judgements(view: AuditView) -> dict[str, Judged]:
    scored = {one.path: one for one in view.score().questions}
    forms = {
        (compiled.checklist.id, id_): form
        for compiled in view.checklists
        for id_, form in _forms(compiled).items()
    }
    found = {}
    for slot in view.slots:
        form = forms.get((slot.checklist, slot.question.id))
        if form is None:
            continue
        given = view.given.get(slot.path)
        result = scored[slot.path]
        if given is None:
            continue
        if given.state is State.NOT_APPLICABLE and slot.question.allow_na:
            found[slot.label] = Judged(form, slot.label, NOT_APPLICABLE, None, None)
        elif given.state is State.ANSWERED and given.value is not None:
            category, share = _category(form, given.value, result)
            found[slot.label] = Judged(form, slot.label, category, share, given.value)
    return found


def _category(form: Form, value: Any, result: QuestionScore) -> tuple[Hashable, Fraction | None]:
    share = None
    if result.points:
        share = Fraction(0) if result.failed else result.got / result.points
    if isinstance(form.question, _MEASURED) and share is not None:
        return share, share
    return (tuple(sorted(value)) if isinstance(value, list) else value), share


def _forms(compiled: CompiledChecklist) -> dict[str, Form]:
    checklist, forms = compiled.checklist, {}
    for _, question, repeat in checklist.walk():
        kind = _kind(checklist, question)
        if kind is not None:
            within = f"{repeat.id}." if repeat is not None else ""
            forms[question.id] = Form(
                f"{checklist.id}.{within}{question.id}",
                checklist,
                question,
                digest(_meaning(checklist, question)),
                most_points(checklist, question) > 0,
                *kind,
            )
    return forms


def _kind(
    checklist: Checklist, question: Any
) -> tuple[tuple[Hashable, ...], Mapping[Hashable, Number] | None] | None:
    """Categories and their places; None where answers of this type are not compared."""
    if isinstance(question, YesNo):
        return ("no", "yes"), None
    if isinstance(question, Scale):
        return _ordered({str(n): n for n in range(question.min, question.max + 1)})
    if isinstance(question, Nps):
        return _ordered({str(n): n for n in range(question.min, 11)})
    if isinstance(question, Single):
        return tuple(choice.id for choice in checklist.choices_of(question)), None
    if isinstance(question, _MEASURED):
        if not most_points(checklist, question):
            return None
        return _ordered({share: share for share in _shares(question)})
    return ((), None) if isinstance(question, Multi) else None


def _ordered(places: dict[Hashable, Number]) -> tuple[tuple[Hashable, ...], Mapping[Hashable, Number]]:
    return tuple(places), places


def _shares(question: NumberQuestion | Count | Stopwatch) -> list[Fraction]:
    """What a scored question of measure can earn of its points, lowest first."""
    if question.steps:
        most = max(Fraction(step.points) for step in question.steps)
        return sorted({Fraction(0), *(Fraction(step.points) / most for step in question.steps)})
    halves = [Fraction(0)] + [Fraction(1, 2)] * (question.partly is not None)
    return halves + [Fraction(1)] * (question.meets is not None)


def _meaning(checklist: Checklist, question: Any) -> dict[str, Any]:
    meaning: dict[str, Any] = question.model_dump(mode="json", include=_MEANING, exclude_none=True)
    if isinstance(question, Single | Multi):
        meaning["choices"] = [
            choice.model_dump(mode="json", exclude={"label"}, exclude_none=True)
            for choice in checklist.choices_of(question)
        ]
    return meaning
