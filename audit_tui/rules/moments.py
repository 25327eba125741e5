"""Dates and times as a person types them, in the order of the language, read as the record keeps them.

Pure. What fits two readings is refused and never guessed; files and programs write ISO 8601 and do not pass here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from audit_tui.i18n import _
from audit_tui.locale_format import day_order
from audit_tui.rules.values import ValueProblem

_YEAR_FIRST: Final = re.compile(r"([0-9]{4})([-./,])([0-9]{1,2})\2([0-9]{1,2})\.?")
_NUMBERS: Final = re.compile(r"([0-9]{1,2})([-./,])([0-9]{1,2})(?:\2([0-9]{4}|[0-9]{2})?)?\.?")
_CLOCK: Final = re.compile(r"([0-9]{1,2})(?:[:.,]?([0-9]{2})(?::00)?)?")
_SPACED: Final = re.compile(r"([-./,])\s+")
_MARKED: Final = re.compile(r",?\s+|T")
_UNMARKED: Final = re.compile(r"[./,]+")
_AHEAD: Final = re.compile(r"\+\s*([0-9]{1,4})")


def example_day() -> str:
    """18 November 2026 in numbers, as the language in use writes them."""
    return "18.11.2026" if day_order() == "day" else "2026-11-18"


def read_moment(kind: str, written: str, today: date) -> str:
    """What was typed for a `date`, a `time` or a `datetime`, as the record keeps it; ValueProblem where it is none.

    A date is in numbers with points, commas, slashes or hyphens: with the year first in every language, else in the
    order of the one in use; without a year it is of the year of `today`. A time of day is an hour, or an hour
    and two digits of minutes with or without a sign between. A moment is a date, then a time.
    """
    written = written.strip()
    if kind == "time":
        found = set(_clocks(written))
        like = "10:31"
    elif kind == "date":
        found = {day.isoformat() for day in _days(written, today)}
        like = example_day()
    else:
        found = _moments(written, _MARKED, today)
        if not found and not _days(written, today):  # else a year would be taken for a time
            found = _moments(written, _UNMARKED, today)
        like = f"{example_day()} 10:31"
    if len(found) == 1:
        return found.pop()
    raise _refusal(kind, written, sorted(found), like)


def read_due(written: str, today: date) -> str:
    """The same for a day to come: `today`, `tomorrow` and `+14` (days) too; a date without a year is the next such."""
    written = written.strip()
    word = written.casefold()
    ahead = _AHEAD.fullmatch(word)
    days = {_("today").casefold(): 0, _("tomorrow").casefold(): 1, "today": 0, "tomorrow": 1}.get(word)
    if ahead:
        days = int(ahead[1])
    if days is not None:
        return (today + timedelta(days=days)).isoformat()
    day = date.fromisoformat(read_moment("date", written, today))
    if day < today and not _has_year(written):
        return read_moment("date", written, date(today.year + 1, 1, 1))
    return day.isoformat()


def _has_year(written: str) -> bool:
    joined = _SPACED.sub(r"\1", written)
    numbers = _NUMBERS.fullmatch(joined)
    return numbers is None or numbers[4] is not None


def _refusal(kind: str, written: str, found: list[str], like: str) -> ValueProblem:
    shown = f"'{written[:40]}…'" if len(written) > 40 else f"'{written}'"
    if found:
        message = _("{shown} could be {one} or {other}: write the year first").format(
            shown=shown, one=found[0].replace("T", " "), other=found[-1].replace("T", " ")
        )
    elif kind == "date" and _is_dated(written):
        message = _("{shown} is no {what}").format(shown=shown, what=_("date in the calendar"))
    elif kind == "time" and _CLOCK.fullmatch(written):
        message = _("{shown} is no {what}").format(shown=shown, what=_("time of day"))
    else:
        message = _("{shown} is not written like {when}").format(shown=shown, when=like)
    return ValueProblem(f"value.{kind}", message)


def _is_dated(written: str) -> bool:
    """Whether the numbers are those of a date, if not of one that there is."""
    numbers = _NUMBERS.fullmatch(written)
    if numbers is None:
        return bool(_YEAR_FIRST.fullmatch(written))
    return day_order() == "day" or len(numbers[4] or "") != 2


def _days(written: str, today: date) -> set[date]:
    """Every day that `written` can mean."""
    joined = _SPACED.sub(r"\1", written)
    if match := _YEAR_FIRST.fullmatch(joined):
        return _in_calendar([(int(match[1]), int(match[3]), int(match[4]))])
    match = _NUMBERS.fullmatch(joined)
    if match is None:
        return set()
    first, second, typed = int(match[1]), int(match[3]), match[4]
    order = day_order()
    if typed is None:
        year = today.year
    elif len(typed) == 4:
        year = int(typed)
    elif order == "day":
        year = 2000 + int(typed)
    else:
        return set()  # with the year in two digits it could stand at either end
    day_first, month_first = (year, second, first), (year, first, second)
    if order == "day":
        return _in_calendar([day_first])
    if order == "year" and typed is None:
        return _in_calendar([month_first])
    return _in_calendar([day_first, month_first])


def _in_calendar(candidates: Iterable[tuple[int, int, int]]) -> set[date]:
    found = set()
    for year, month, day in candidates:
        try:
            found.add(date(year, month, day))
        except ValueError:
            continue
    return found


def _clocks(written: str) -> list[str]:
    match = _CLOCK.fullmatch(written)
    if match is None:
        return []
    hour, minute = int(match[1]), int(match[2] or 0)
    return [f"{hour:02}:{minute:02}"] if hour < 24 and minute < 60 else []


def _moments(written: str, between: re.Pattern[str], today: date) -> set[str]:
    """Every moment that `written` can mean when what is `between` parts the date from the time."""
    return {
        f"{day.isoformat()}T{clock}"
        for match in between.finditer(written)
        for clock in _clocks(written[match.end() :].strip())
        for day in _days(written[: match.start()].strip(), today)
    }
