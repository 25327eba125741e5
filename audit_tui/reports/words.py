"""Values as words: answers, dates and moments as a report or a table shows them; numbers as `phrases.numbers` says.

It formats nothing that it does not understand: a value that is not canonical is shown as it stands.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

from audit_tui.i18n import translator
from audit_tui.locale_format import (
    FIRM,
    MINUS,
    clauses,
    day_words,
    figure_words,
    led_by,
    listed,
    moment_words,
)
from audit_tui.model.audit import Item, State
from audit_tui.model.checklist import Checklist
from audit_tui.model.question import (
    Count,
    DateQuestion,
    FileQuestion,
    Multi,
    Nps,
    NumberQuestion,
    Scale,
    Signature,
    Single,
    Stopwatch,
    YesNo,
)
from audit_tui.phrases.numbers import (
    DASH,
    change_words,
    duration_words,
    measure_words,
    number_words,
    percent_figure,
    percent_words,
    points_words,
)
from audit_tui.reports.foreign import keeping, pick

Translate = Callable[[str], str]


def period_words(start: str, end: str) -> str:
    """From a moment to another: `18 Nov 2026, 10:30–12:05`, or both in full when the day changes."""
    if not end or not start:
        return moment_words(start or end)
    if start[:10] == end[:10] and len(start) > 10 and len(end) > 10:
        return f"{moment_words(start)}{DASH}{end[11:16]}"
    return f"{moment_words(start)} {DASH} {moment_words(end)}"


def clock_words(wall: int, zone: str) -> str:
    """The local time of day at `wall` (UTC ms) in the IANA `zone`: `10:33`."""
    return local(wall, zone).strftime("%H:%M")


def local(wall: int, zone: str, offset: int | None = None) -> datetime:
    """`wall` (UTC ms) as local time of `zone`, or `offset` minutes ahead of UTC where that is known better."""
    moment = datetime.fromtimestamp(wall / 1000, UTC)
    if offset is not None:
        return moment.astimezone(timezone(timedelta(minutes=offset)))
    return moment.astimezone(ZoneInfo(zone))


def answer_words(checklist: Checklist, question: Any, item: Item, language: str, translate: Translate) -> str:
    """What was answered, in words; a state in words where there is no answer."""
    _ = translate
    if isinstance(question, FileQuestion) and item.evidence:
        return evidence_words(len(item.evidence), question.type, language)
    if item.state is State.OPEN:
        return _("not answered")
    if item.state is State.NOT_APPLICABLE:
        return _("not applicable")
    if item.state is State.NOT_OBSERVED:
        return _("not observed")
    if item.value is None:
        return _("withheld")
    told = value_words(checklist, question, item.value, language, _)
    if isinstance(question, Stopwatch) and len(item.laps) > 1:
        times = listed(map(duration_words, item.laps))
        return _("{answer} (times taken: {times})").format(answer=told, times=times)
    return told


def evidence_words(count: int, kind: str, language: str) -> str:
    """`1 photo`, `3 files`, in the number that the language asks for."""
    ngettext = translator(language).ngettext
    if kind == "photo":
        told = ngettext("{count} photo", "{count} photos", count)
    else:
        told = ngettext("{count} file", "{count} files", count)
    return told.format(count=count)


def value_words(checklist: Checklist, question: Any, value: Any, language: str, translate: Translate) -> str:
    """A canonical value in words."""
    _ = translate
    written = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    if isinstance(question, YesNo):
        return {"yes": _("yes"), "no": _("no")}.get(written, written)
    if isinstance(question, Single | Multi):
        labels = {choice.id: pick(choice.label, language) for choice in checklist.choices_of(question)}
        ids = value if isinstance(value, list) else [written]
        chosen = [labels.get(str(one), str(one)) for one in ids]
        return keeping(clauses(chosen), *chosen) or _("none")
    if isinstance(question, Scale):
        return _scale_words(question, written, language, _)
    if isinstance(question, Nps):
        return _("{answer} on the scale {low}–10").format(answer=written, low=question.min)
    if isinstance(question, Stopwatch):
        return duration_words(written)
    if isinstance(question, NumberQuestion):
        return measure_words(written, question.unit)
    if isinstance(question, Count):
        return figure_words(written)
    if isinstance(question, DateQuestion):
        return written if question.type == "time" else moment_words(written)
    if isinstance(question, Signature):
        return _("signed: {name}").format(name=written)
    return written


def _scale_words(question: Scale, written: str, language: str, _: Translate) -> str:
    shown = _("{answer} on the scale {low}–{high}").format(
        answer=figure_words(written),
        low=figure_words(str(question.min)),
        high=figure_words(str(question.max)),
    )
    label = question.labels.get(int(written)) if written.lstrip("-").isdigit() else None
    words = pick(label, language)
    return keeping(led_by(shown, words), words) if label else shown


__all__ = [
    "DASH",
    "FIRM",
    "MINUS",
    "Translate",
    "answer_words",
    "change_words",
    "clock_words",
    "day_words",
    "duration_words",
    "evidence_words",
    "figure_words",
    "local",
    "measure_words",
    "moment_words",
    "number_words",
    "percent_figure",
    "percent_words",
    "period_words",
    "points_words",
    "value_words",
]
