"""What a question card offers and what a key means on it, by question type. No widgets, no saving.

A choice is answered by the number before it. Where numbers have two digits, a first digit that could
begin a longer one waits for the second or for Enter, so that every answer is one or two keys.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Literal

from audit_tui.locale_format import unit_words
from audit_tui.model.checklist import Checklist
from audit_tui.model.number import plain
from audit_tui.model.question import (
    Count,
    DateQuestion,
    Multi,
    Nps,
    NumberQuestion,
    Scale,
    Single,
    Stopwatch,
    TextQuestion,
    YesNo,
)
from audit_tui.model.text import pick
from audit_tui.phrases.limits import hangs_on_others, limit_words, unit_of
from audit_tui.phrases.numbers import number_as_written, with_unit
from audit_tui.rules.expressions import Lookup
from audit_tui.rules.moments import example_day
from audit_tui.tui.talk import _, language

FIGURES: Final = ("number", "count", "stopwatch")
"""Types that are measured, noted or estimated."""

_CLOCK: Final = re.compile(r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})? ?")
"""A time of day after which another one may follow."""

_MANY: Final = 100_000
"""A counter that takes as many has no limit worth telling."""

Manner = Literal["choose", "tick", "field", "write", "attach", "read", "repeat"]
"""How a card is answered: one choice, ticks, a typed field, the editor, attachments, nothing, instances."""


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: the number to type, what it says, and the raw answer it stands for."""

    code: str
    label: str
    value: str


def manner(question: Any) -> Manner:
    """How a question of this type is answered."""
    kind = question.type
    if kind in ("yes_no", "scale", "nps", "single"):
        return "choose"
    if kind == "text" and question.multiline:
        return "write"
    by_kind: dict[str, Manner] = {
        "multi": "tick",
        "photo": "attach",
        "file": "attach",
        "info": "read",
        "calc": "read",
        "repeat": "repeat",
    }
    return by_kind.get(kind, "field")


def options(checklist: Checklist, question: Any) -> list[Option]:
    """The choices of a card in their order; empty where nothing is chosen from a list."""
    if isinstance(question, YesNo):
        return [Option("1", _("Yes"), "yes"), Option("2", _("No"), "no")]
    if isinstance(question, Nps):
        ends = {question.min: _("not at all likely"), 10: _("extremely likely")}
        return [Option(str(n), ends.get(n, ""), str(n)) for n in range(question.min, 11)]
    if isinstance(question, Scale):
        values = range(question.min, question.max + 1)
        labels = {n: pick(question.labels.get(n), language()) for n in values}
        if question.min >= 0:
            return [Option(str(n), labels[n], str(n)) for n in values]
        # A minus is a key for moving, so the steps of such a scale are counted from 1.
        return [Option(str(at), f"{n}  {labels[n]}".rstrip(), str(n)) for at, n in enumerate(values, 1)]
    if isinstance(question, Single | Multi):
        return [
            Option(str(at), pick(choice.label, language()), choice.id)
            for at, choice in enumerate(checklist.choices_of(question), 1)
        ]
    return []


class Digits:
    """Collects the digits of one choice."""

    def __init__(self) -> None:
        self.typed = ""

    def press(self, digit: str, offered: list[Option]) -> Option | None:
        """The option that is meant, or None while more digits could follow or none fits."""
        typed = self.typed + digit
        codes = {option.code: option for option in offered}
        if not any(code.startswith(typed) for code in codes):
            typed = digit if any(code.startswith(digit) for code in codes) else ""
        longer = any(code != typed and code.startswith(typed) for code in codes) if typed else False
        self.typed = typed if longer else ""
        return codes.get(typed) if typed and not longer else None

    def settle(self, offered: list[Option]) -> Option | None:
        """What the digits so far mean when Enter ends them."""
        typed, self.typed = self.typed, ""
        return next((option for option in offered if option.code == typed), None)


def takes(question: Any, character: str, before: str = "") -> bool:
    """Whether a character belongs to the field of this card; what does not may be a command.

    `before` is what stands there before it. A plus never belongs: it is the key for the next question. A
    minus belongs where it can be meant: first in a figure that may be negative, between two times of day,
    inside a date; else it is the key for the previous question.
    """
    if isinstance(question, Count):
        return character.isdigit()
    if isinstance(question, NumberQuestion | Stopwatch):
        timed = isinstance(question, Stopwatch) or question.unit == "s"
        if character in "-–":
            return (timed and _CLOCK.fullmatch(before) is not None) or (
                not before and _can_be_negative(question)
            )
        return character.isdigit() or character in (".,: " if timed and before else ".,")
    if isinstance(question, DateQuestion):
        if character == "-":
            return bool(before)
        return (
            character.isdigit() or character in "./,: " or (character == "T" and question.type == "datetime")
        )
    return True


def _can_be_negative(question: NumberQuestion | Stopwatch) -> bool:
    return isinstance(question, NumberQuestion) and (question.min is None or question.min < 0)


def field_hint(question: Any) -> str:
    """How an answer is written, shown in the empty field."""
    if isinstance(question, Count):
        return _("or type a number")
    if isinstance(question, Stopwatch):
        return _("or type 95, 1:35 or 10:31-10:42")
    if isinstance(question, NumberQuestion):
        return _("type 95, 1:35 or 10:31-10:42") if question.unit == "s" else _("type the number")
    if isinstance(question, DateQuestion):
        return {
            "date": _("{example} · n is today"),
            "time": _("{example} · n is now"),
            "datetime": _("{example} · n is now"),
        }[question.type].format(example=_example(question.type))
    if question.type == "signature":
        return _("type the name in place of a signature")
    return _("type the answer")


def _example(kind: str) -> str:
    """A moment as it is quickly typed."""
    return {"date": example_day(), "time": "10:31, 1031"}.get(kind, f"{example_day()} 10:31")


def range_words(question: Any) -> str:
    """What a figure may be, with its unit, e.g. `0 to 500 lx`; empty where the question takes none."""
    if isinstance(question, Stopwatch):
        return _("up to {limit} s").format(limit=number_as_written(question.max))
    if isinstance(question, Count):
        limited = question.min > 0 or question.max < _MANY
        return _("{low} to {high}").format(low=question.min, high=question.max) if limited else ""
    if not isinstance(question, NumberQuestion):
        return ""
    told = _between(question)
    if question.step and question.step != 1:
        return _("{range}, in steps of {step}").format(range=told, step=number_as_written(question.step))
    return told


def _between(question: NumberQuestion) -> str:
    low, high, unit = question.min, question.max, question.unit
    if low is not None and high is not None:
        return _("{low} to {high}").format(low=number_as_written(low), high=with_unit(plain(high), unit))
    if low is not None:
        return _("at least {low}").format(low=with_unit(plain(low), unit))
    if high is not None:
        return _("at most {high}").format(high=with_unit(plain(high), unit))
    return _("a number in {unit}").format(unit=unit_words(unit)) if unit else _("a number")


def limit_of(question: Any) -> int:
    """How many characters the field of this card takes."""
    if isinstance(question, TextQuestion):
        return question.max_length
    return 200 if question.type == "signature" else 40


def meets_words(checklist: Checklist, question: Any, find: Lookup) -> str:
    """What counts as met, in words: the limits and the points the card is judged by.

    `find` gives the answers to other questions, from which a limit may have to be worked out.
    """
    if getattr(question, "neutral", False):
        return ""
    if isinstance(question, YesNo):
        return _("Yes") if question.good == "yes" else _("No")
    if isinstance(question, Scale) and question.points:
        return _("{best} earns all, {worst} nothing").format(best=question.max, worst=question.min)
    if isinstance(question, Single):
        scored = [(choice.points or Decimal(0), choice) for choice in checklist.choices_of(question)]
        best = max((points for points, _choice in scored), default=Decimal(0))
        if best:
            labels = [pick(choice.label, language()) for points, choice in scored if points == best]
            return " / ".join(labels)
    if isinstance(question, Multi) and any(choice.points for choice in checklist.choices_of(question)):
        return _("each one counts")
    if isinstance(question, NumberQuestion | Count | Stopwatch):
        return _measure_words(question, find)
    return ""


def _measure_words(question: NumberQuestion | Count | Stopwatch, find: Lookup) -> str:
    unit = unit_of(question)
    if question.steps:
        parts = []
        for step in question.steps:
            points = number_as_written(step.points)
            if step.up_to is not None:
                parts.append(
                    _("to {limit}: {points}").format(limit=with_unit(plain(step.up_to), unit), points=points)
                )
            else:
                above = "" if step.above is None else with_unit(plain(step.above), unit)
                parts.append(_("above {limit}: {points}").format(limit=above, points=points))
        return ", ".join(parts) + " " + _("points")
    words = []
    if question.meets:
        words.append(_limit(question.meets, question, find))
    if question.partly:
        words.append(_("half the points: {limit}").format(limit=_limit(question.partly, question, find)))
    return " · ".join(words)


def _limit(condition: str, question: NumberQuestion | Count | Stopwatch, find: Lookup) -> str:
    """A limit in words, called asked where it is worked out from other answers."""
    words = limit_words(condition, question.id, unit_of(question), find, _)
    if words != condition and hangs_on_others(condition, question.id):
        return _("asked: {limit}").format(limit=words)
    return words
