"""Answers by type: what may be given, in which canonical form it is kept, and what a condition sees of it.

`check_value` takes what a person typed or a file holds and answers with the canonical form or with a
`ValueProblem`. It never guesses: a value that fits two readings or none is refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from functools import lru_cache
from typing import Any

from audit_tui.i18n import _
from audit_tui.locale_format import MINUS, figure_words
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
    TextQuestion,
    YesNo,
    plain,
)
from audit_tui.model.text import find_unsafe
from audit_tui.rules.functions import Value, to_number

Canonical = str | list[str]
"""An answer as it is kept: the ids of a multi question as a list, everything else as text."""

_NUMERIC = (Scale, Nps, NumberQuestion, Count, Stopwatch, FileQuestion)
_NUMBER = re.compile(r"[-+\u2212]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)")
_DURATION = re.compile(r"(?:([0-9]{1,3}):)?([0-9]{1,4}):([0-9]{2}(?:[.,][0-9]{1,3})?)")
_FROM_TO = re.compile(r"([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)\s*[-–—]\s*([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)")
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"[0-9]{1,2}:[0-9]{2}(?::00)?")
_MOMENT = re.compile(rf"({_DATE.pattern})[T ]({_TIME.pattern})")
_MAX_NAME = 200


class ValueProblem(ValueError):  # noqa: N818 - a word that the screen and the answers file share
    """A value that the question does not take. `code` is stable; `params` fill the translated message."""

    def __init__(self, code: str, message: str, **params: str) -> None:
        self.code = code
        self.message = message
        self.params: Mapping[str, str] = params
        super().__init__(message)


def as_value(question: Any, canonical: Canonical | None) -> Value:
    """What conditions see of a canonical answer: a Decimal, a tuple of choice ids, or text; None for none.

    A value that is not canonical (a record that was tampered with) is None too, never an error.
    """
    return reader(question)(canonical)


def reader(question: Any) -> Callable[[Canonical | None], Value]:
    """What reads the canonical answers to `question` as `as_value` does."""
    if isinstance(question, _NUMERIC):
        return _as_number
    return _as_choices if isinstance(question, Multi) else _as_text


def _as_number(canonical: Canonical | None) -> Value:
    return _number_of(canonical) if isinstance(canonical, str) else None


_number_of = lru_cache(maxsize=8192)(to_number)
"""The same few figures are read again at every answer."""


def _as_choices(canonical: Canonical | None) -> Value:
    return tuple(map(str, canonical)) if isinstance(canonical, list) else None


def _as_text(canonical: Canonical | None) -> Value:
    return canonical if isinstance(canonical, str) else None


def check_value(checklist: Checklist, question: Any, value: Any) -> Canonical:
    """The canonical form of a raw answer (text, number, truth, list); ValueProblem where it is none.

    Numbers may be written with a comma; a stopwatch and a number in seconds take `95`, `1:35`, `0:01:35`
    and a from–to of two clock times such as `10:31-10:42`. JSON true and false are yes and no. For photos
    and files the value is how many there are.
    """
    if isinstance(question, YesNo):
        return _yes_no(value)
    if isinstance(question, Single):
        return _choice(_ids(checklist, question), _text_of(value))
    if isinstance(question, Multi):
        return _several(_ids(checklist, question), question, value)
    if isinstance(question, TextQuestion):
        return _text(value, question.max_length, question.multiline)
    if isinstance(question, Signature):
        return _text(value, _MAX_NAME, multiline=False)
    if isinstance(question, DateQuestion):
        return _when(question.type, _text_of(value))
    if isinstance(question, Stopwatch):
        return plain(_within(_seconds(value), Decimal(0), question.max))
    if isinstance(question, NumberQuestion):
        number = _within(
            _seconds(value) if question.unit == "s" else _number(value), question.min, question.max
        )
        start = question.min if question.min is not None else Decimal(0)
        if question.step and (Fraction(number) - Fraction(start)) % Fraction(question.step):
            step, base = plain(question.step), plain(start)
            message = _("{number} is not in steps of {step} from {base}").format(
                number=_figure(number), step=figure_words(step), base=figure_words(base)
            )
            raise ValueProblem("value.step", message, step=step, start=base)
        return plain(number)
    if isinstance(question, Scale | Nps | Count | FileQuestion):
        low, high = _whole_range(question)
        number = _number(value)
        if number != number.to_integral_value():
            raise ValueProblem(
                "value.whole", _("a whole number is expected, not {number}").format(number=_figure(number))
            )
        return plain(_within(number, Decimal(low), Decimal(high)))
    raise ValueProblem("value.not_asked", _("{id} is not answered").format(id=question.id), id=question.id)


def _whole_range(question: Scale | Nps | Count | FileQuestion) -> tuple[int, int]:
    if isinstance(question, FileQuestion):
        return 0, question.max_count
    return question.min, 10 if isinstance(question, Nps) else question.max


def _text_of(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value.strip()
    raise ValueProblem("value.type", _("a text is expected, not {kind}").format(kind=_kind(value)))


def _kind(value: Any) -> str:
    """What was given where something else was asked for; never a text, which has a message of its own."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return _("true or false")
    if isinstance(value, int | float | Decimal):
        return _("a number")
    return _("a list") if isinstance(value, Sequence) else _("a mapping")


def _number(value: Any) -> Decimal:
    """An exact decimal with at most 24 digits, within a thousand million."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        raise ValueProblem("value.number", _("a number is expected, not {kind}").format(kind=_kind(value)))
    if isinstance(value, str):
        written = value.strip()
    else:
        # repr gives the shortest decimal that means this float; a number beyond the range stays out of format
        exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
        written = format(exact, "f") if exact.is_finite() and abs(exact.adjusted()) <= 24 else str(exact)
    if len(written) > 26 or not _NUMBER.fullmatch(written):
        raise ValueProblem(
            "value.number",
            _("a number is expected, not {shown}").format(shown=_shown(written)),
            value=_shown(written),
        )
    number = Decimal(written.replace(",", ".").replace(MINUS, "-"))
    return _within(number, Decimal(-1_000_000_000), Decimal(1_000_000_000)) + 0  # + 0: no minus zero


def _shown(text: str) -> str:
    return f"'{text[:40]}…'" if len(text) > 40 else f"'{text}'"


def _figure(number: Decimal) -> str:
    """As the person who reads the message writes numbers."""
    return figure_words(plain(number))


def _within(number: Decimal, low: Decimal | None, high: Decimal | None) -> Decimal:
    if low is not None and number < low:
        raise ValueProblem(
            "value.low",
            _("{number} is below {low}").format(number=_figure(number), low=_figure(low)),
            limit=plain(low),
        )
    if high is not None and number > high:
        raise ValueProblem(
            "value.high",
            _("{number} is above {high}").format(number=_figure(number), high=_figure(high)),
            limit=plain(high),
        )
    return number


def _seconds(value: Any) -> Decimal:
    """Seconds from a number, a duration, or two clock times (the second may be after midnight)."""
    if not isinstance(value, str):
        return _number(value)
    written = value.strip()
    span = _FROM_TO.fullmatch(written)
    if span:
        begin, end = (_clock_seconds(part) for part in span.groups())
        return Decimal((end - begin) % 86_400)
    match = _DURATION.fullmatch(written)
    if match:
        hours, minutes, seconds = int(match[1] or 0), int(match[2]), Decimal(match[3].replace(",", "."))
        if seconds >= 60 or (match[1] and minutes >= 60):
            raise ValueProblem(
                "value.duration", _("{shown} has 60 or more seconds or minutes").format(shown=_shown(written))
            )
        return hours * 3600 + minutes * 60 + seconds
    if ":" in written:
        message = _("{shown} is no duration; write 95, 1:35, 0:01:35 or 10:31-10:42").format(
            shown=_shown(written)
        )
        raise ValueProblem("value.duration", message)
    return _number(written)


def _clock_seconds(written: str) -> int:
    match = _CLOCK.fullmatch(written)
    hour, minute, second = (int(part or 0) for part in match.groups()) if match else (24, 0, 0)
    if hour > 23 or minute > 59 or second > 59:
        raise ValueProblem(
            "value.time", _("{shown} is no time of day").format(shown=_shown(written)), value=_shown(written)
        )
    return hour * 3600 + minute * 60 + second


def _yes_no(value: Any) -> str:
    word = _text_of(value).casefold()
    word = {"true": "yes", "false": "no"}.get(word, word)
    if word not in {"yes", "no"}:
        raise ValueProblem(
            "value.yes_no",
            _("yes or no is expected, not {shown}").format(shown=_shown(word)),
            value=_shown(word),
        )
    return word


def _ids(checklist: Checklist, question: Single | Multi) -> list[str]:
    return [choice.id for choice in checklist.choices_of(question)]


def _choice(ids: list[str], given: str) -> str:
    if given in ids:
        return given
    near = get_close_matches(given.casefold(), ids, 1)
    hint = (
        _("; did you mean {near}?").format(near=near[0])
        if near
        else _("; the choices are {ids}").format(ids=", ".join(ids))
    )
    raise ValueProblem(
        "value.choice",
        _("there is no choice {shown}{hint}").format(shown=_shown(given), hint=hint),
        value=_shown(given),
    )


def _several(ids: list[str], question: Multi, value: Any) -> list[str]:
    if isinstance(value, str):
        given = [part for part in re.split(r"[,\s]+", value) if part]
    elif isinstance(value, list | tuple):
        given = [_text_of(part) for part in value]
    else:
        raise ValueProblem(
            "value.list", _("a list of choices is expected, not {kind}").format(kind=_kind(value))
        )
    chosen = {_choice(ids, part) for part in given}
    least, most = question.min_selected, question.max_selected
    if len(chosen) < least:
        raise ValueProblem(
            "value.too_few", _("at least {least} are to be chosen").format(least=least), limit=str(least)
        )
    if most is not None and len(chosen) > most:
        raise ValueProblem(
            "value.too_many", _("at most {most} can be chosen").format(most=most), limit=str(most)
        )
    return [one for one in ids if one in chosen]


def _text(value: Any, longest: int, multiline: bool) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise ValueProblem("value.type", _("a text is expected, not {kind}").format(kind=_kind(value)))
    text = unicodedata.normalize("NFC", str(value)).strip()
    if not text:
        raise ValueProblem("value.empty", _("the text is empty"))
    at = find_unsafe(text)
    if at is not None:
        raise ValueProblem(
            "value.unsafe", _("the text holds the forbidden character U+{ord:04X}").format(ord=ord(text[at]))
        )
    if not multiline and ("\n" in text or "\t" in text):
        raise ValueProblem("value.line", _("the text has to stand on one line"))
    if len(text) > longest:
        raise ValueProblem(
            "value.long",
            _("the text is longer than {longest} characters").format(longest=longest),
            limit=str(longest),
        )
    return text


_WHEN = {"date": "2026-11-18", "time": "10:31", "datetime": "2026-11-18T10:30"}


def _when(kind: str, written: str) -> str:
    """A date, a time of day to the minute, or both, as ISO 8601 writes them."""
    moment = _MOMENT.fullmatch(written)
    if kind == "datetime" and moment:
        day, clock = moment.groups()
    elif kind == "date" and _DATE.fullmatch(written):
        day, clock = written, "00:00"
    elif kind == "time" and _TIME.fullmatch(written):
        day, clock = "2000-01-01", written
    else:
        raise ValueProblem(
            f"value.{kind}",
            _("{shown} is not written like {when}").format(shown=_shown(written), when=_WHEN[kind]),
        )
    try:
        read = datetime.fromisoformat(f"{day}T{clock[:5].removesuffix(':').zfill(5)}")
    except ValueError:
        what = _("time of day") if kind == "time" else _("date in the calendar")
        raise ValueProblem(
            f"value.{kind}", _("{shown} is no {what}").format(shown=_shown(written), what=what)
        ) from None
    return {"date": read.date().isoformat(), "time": f"{read:%H:%M}"}.get(kind) or f"{read:%Y-%m-%dT%H:%M}"
