"""Faults of scoring in a checklist: points, steps, ranges, critical items, weights, bands.

Source of the rules: what a question can earn is `points`, or its steps, or its choices, and never two of
them; what is asked without being scored (`neutral`) has none; what is critical must be able to fail.
"""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal
from typing import Any

from audit_tui.i18n import _
from audit_tui.library.lint_context import Context, Entry
from audit_tui.library.yaml_reader import DataPath
from audit_tui.model.question import (
    Calc,
    Count,
    Info,
    Multi,
    Nps,
    NumberQuestion,
    Repeat,
    Scale,
    Single,
    Step,
    Stopwatch,
    YesNo,
    is_required,
    plain,
)

_MEASURED = (NumberQuestion, Count, Stopwatch)


def lint_scoring(context: Context) -> None:
    """Notes every fault of scoring."""
    for entry in context.entries:
        if isinstance(entry.question, Info | Calc | Repeat):
            continue
        _range(context, entry)
        _points(context, entry)
        if isinstance(entry.question, _MEASURED):
            _measured(context, entry)
        if entry.question.critical is not None:
            _critical(context, entry)
        _demands(context, entry)
        _factors(context, entry)
        _meaning(context, entry)
    _sections(context)
    _bands(context)


def can_earn(context: Context, question: Any) -> bool:
    """Whether the question has a maximum above nothing, so that it enters the score."""
    if getattr(question, "neutral", True):
        return False
    if isinstance(question, Single | Multi):
        return any(choice.points for choice in context.choices(question) or ())
    if isinstance(question, _MEASURED) and question.steps is not None:
        return any(step.points for step in question.steps)
    return bool(getattr(question, "points", None))


def _factors(context: Context, entry: Entry) -> None:
    """A factor of conduct is a score, so it needs a question that earns points; each is named once."""
    factors, path = entry.question.factors, (*entry.path, "factors")
    if factors and not can_earn(context, entry.question):
        message = _(
            "'factors' are scored, and this question earns no points; take them out or give it points"
        )
        context.warn(path, "factors.unscored", message, key=True)
    for at, factor in enumerate(factors):
        if factor in factors[:at]:
            context.error((*path, at), "factors.twice", _("{factor!r} is named twice").format(factor=factor))


def _meaning(context: Context, entry: Entry) -> None:
    question = entry.question
    watched = question.critical is not None or question.on_fail is not None
    if question.meaning > 1 and not (can_earn(context, question) or watched or isinstance(question, Nps)):
        message = _("'meaning' changes nothing here: what earns no points and cannot fail is never compared")
        context.warn((*entry.path, "meaning"), "meaning.unused", message, key=True)


def _range(context: Context, entry: Entry) -> None:
    question = entry.question
    low, high = getattr(question, "min", None), getattr(question, "max", None)
    if low is None or high is None:
        pass
    elif isinstance(question, Scale) and low >= high:
        message = _("'min' must be less than 'max'; the scale runs from {low} to {high}").format(
            low=low, high=high
        )
        context.error((*entry.path, "min"), "range.order", message)
    elif low > high:
        context.error((*entry.path, "min"), "range.order", _("'min' is larger than 'max'"))
    if isinstance(question, NumberQuestion) and question.step is not None and question.step <= 0:
        context.error((*entry.path, "step"), "range.step", _("'step' must be more than 0"))


def _points(context: Context, entry: Entry) -> None:
    question, path = entry.question, entry.path
    points = getattr(question, "points", None)
    if question.neutral:
        if points is not None:
            message = _("a neutral question is not scored; take out 'points' or 'neutral'")
            context.error((*path, "points"), "points.neutral", message, key=True)
        if isinstance(question, Single | Multi) and not isinstance(question.choices, str):
            for number, choice in enumerate(question.choices):
                if choice.points:
                    message = _("the choices of a neutral question earn no points")
                    context.error((*path, "choices", number, "points"), "points.neutral", message, key=True)
        return
    if isinstance(question, Multi) and points and not can_earn(context, question):
        message = _("'points' is the limit for the choices' points, and no choice has any")
        context.error((*path, "points"), "points.choices", message, key=True)


def _measured(context: Context, entry: Entry) -> None:
    question, path = entry.question, entry.path
    if question.steps is not None:
        for name in ("points", "meets", "partly"):
            if getattr(question, name) is not None:
                message = _("'{name}' cannot stand beside 'steps', which say the points").format(name=name)
                context.error((*path, name), "steps.beside", message, key=True)
        if question.neutral:
            message = _("a neutral question is not scored; take out 'steps' or 'neutral'")
            context.error((*path, "steps"), "points.neutral", message, key=True)
        _steps(context, path, question)
        return
    if question.partly is not None and question.meets is None:
        context.error((*path, "partly"), "points.partly", _("'partly' needs 'meets' beside it"), key=True)
    elif question.points is not None and question.meets is None and not question.neutral:
        message = _("'points' needs 'meets' or 'steps', which say when they are earned")
        context.error((*path, "points"), "points.unearned", message, key=True)
    if question.meets is not None and question.points is None:
        message = _("'meets' needs 'points' to earn; write points: 0 to measure a standard without scoring")
        if question.neutral:
            message = _("a neutral question is not scored; take out 'meets' or 'neutral'")
        context.error((*path, "meets"), "points.missing", message, key=True)


Cut = tuple[Decimal, int]
"""A place between values: just before (0) or just after (1) a number."""


def _steps(context: Context, path: DataPath, question: Any) -> None:
    """Walks the steps in order and keeps what no step has taken yet: one interval between two cuts."""
    path = (*path, "steps")
    if not question.steps:
        context.error(path, "steps.empty", _("'steps' needs at least one step"))
        return
    whole = isinstance(question, Count)
    start, end = lowest, highest = _domain(question)
    for number, step in enumerate(question.steps):
        at = (*path, number)
        if (step.up_to is None) == (step.above is None):
            context.error(at, "steps.form", _("a step has either 'up_to' or 'above'"))
            return
        cut = _cut(step, whole)
        taken = start < end and (start < cut if step.up_to is not None else cut < end)
        overlaps = lowest < start > cut if step.up_to is None else highest > end < cut
        if not taken:
            message = _("no value comes to this step: those before it, or the limits, leave it none")
            context.error(at, "steps.unreachable", message)
        elif overlaps:
            context.error(at, "steps.overlap", _("this step overlaps one before it, which comes first"))
        if step.up_to is not None:
            start = max(start, cut)
        else:
            end = min(end, cut)
    if start < end:
        context.error(
            path, "steps.gap", _("no step fits {between}").format(between=_between(start, end)), key=True
        )


def _domain(question: Any) -> tuple[Cut, Cut]:
    low = getattr(question, "min", Decimal(0))
    start = (Decimal("-Infinity"), 0) if low is None else (Decimal(low), 0)
    end = (Decimal("Infinity"), 1) if question.max is None else (Decimal(question.max), 1)
    return ((start[0] - 1, 1) if isinstance(question, Count) else start), end


def _cut(step: Step, whole: bool) -> Cut:
    limit = step.up_to if step.up_to is not None else step.above
    assert limit is not None
    return (limit.to_integral_value(ROUND_FLOOR) if whole else limit), 1


def _between(start: Cut, end: Cut) -> str:
    parts = []
    if start[0].is_finite():
        parts.append(f"{'above' if start[1] else 'from'} {plain(start[0])}")
    if end[0].is_finite():
        parts.append(_("up to {end}").format(end=plain(end[0])))
    return "values " + " ".join(parts) if parts else _("any value")


def _critical(context: Context, entry: Entry) -> None:
    question, path = entry.question, (*entry.path, "critical")
    if question.allow_na:
        message = _("'allow_na' on a critical question lets it be passed over; is that meant?")
        context.warn((*entry.path, "allow_na"), "critical.allow_na", message, key=True)
    if (reason := _cannot_fail(context, question)) is not None:
        context.error(
            path,
            "critical.never",
            _("this critical question can never fail: {reason}").format(reason=reason),
            key=True,
        )


def _cannot_fail(context: Context, question: Any) -> str | None:
    if isinstance(question, YesNo):
        return None
    if isinstance(question, Single | Multi):
        choices = context.choices(question)
        if choices is None or any(choice.fails for choice in choices):
            return None
        if not can_earn(context, question):
            return _("no choice has points or 'fails: true'")
        if isinstance(question, Single) and all(choice.points for choice in choices):
            return _("every choice earns points")
        return None
    if isinstance(question, _MEASURED) and question.steps is not None:
        return None if any(step.points == 0 for step in question.steps) else _("every step earns points")
    if isinstance(question, Scale | NumberQuestion | Count | Stopwatch):
        return None if can_earn(context, question) else _("it has no points")
    return _("a {type} question is not scored").format(type=question.type)


def _demands(context: Context, entry: Entry) -> None:
    question, path = entry.question, entry.path
    if question.valid_if is not None and question.valid_message is None:
        message = _("'valid_if' without 'valid_message' leaves the auditor without a reason")
        context.warn((*path, "valid_if"), "valid.message", message, key=True)
    if question.valid_message is not None and question.valid_if is None:
        context.warn(
            (*path, "valid_message"), "valid.unused", _("'valid_message' needs 'valid_if'"), key=True
        )
    if question.require_if is not None and is_required(question):
        message = _("'require_if' changes nothing: the question is required; write required: false beside it")
        context.warn((*path, "require_if"), "require.unused", message, key=True)


def _sections(context: Context) -> None:
    sections = context.checklist.sections
    weighted = [section for section in sections if section.weight is not None]
    for number, section in enumerate(sections):
        path: DataPath = ("sections", number)
        if weighted and section.weight is None:
            message = _("section '{id}' has no weight while others have; give one to all or to none").format(
                id=section.id
            )
            context.error(path, "weight.some", message)
        scored = any(can_earn(context, one.question) for one in context.entries if one.section is section)
        if not scored and section.questions and section.weight != 0:
            message = _(
                "section '{id}' has no points and is not assessed; weight: 0 says it is meant"
            ).format(id=section.id)
            context.warn(path, "section.no_points", message)
    if weighted and not any(section.weight for section in weighted):
        context.warn(
            ("sections",), "weight.zero", _("all weights are 0: the checklist is not assessed"), key=True
        )


def _bands(context: Context) -> None:
    bands = context.checklist.scoring.bands
    path: DataPath = ("scoring", "bands")
    starts: set[Decimal] = set()
    ids: set[str] = set()
    for number, band in enumerate(bands):
        if band.from_ in starts:
            message = _("another band begins at {start} too").format(start=plain(band.from_))
            context.error((*path, number, "from"), "bands.duplicate", message)
        if band.id in ids:
            context.error(
                (*path, number, "id"),
                "bands.id",
                _("the id '{id}' is taken by another band").format(id=band.id),
            )
        starts.add(band.from_)
        ids.add(band.id)
    if 0 not in starts:
        context.error(path, "bands.zero", _("no band begins at 0, so a low score would have none"), key=True)
