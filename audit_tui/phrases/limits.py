"""The limits of a question in words: a simple condition as `at most 3`, any other as its author wrote it."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from audit_tui.model.number import plain
from audit_tui.phrases.numbers import measure_words
from audit_tui.rules.expressions import ExpressionError, Lookup, parse
from audit_tui.rules.functions import to_number

Translate = Callable[[str], str]
_BARE: Final = re.compile(r"\s*(?P<name>\S+?)\s*(?P<op><=|>=|<|>|=)\s*(?P<limit>[^<>=].*)")


def limit_words(condition: str, own: str, unit: str | None, find: Lookup, _: Translate) -> str:
    """`. <= 45` of a question in seconds as `at most 45 s`.

    `own`: id of the question that it stands on. `find` gives the answers to other questions, from which a limit
    may have to be worked out; where that cannot be, the condition stands as it is written.
    """
    said = [_one_limit(part, own, unit, find, _) for part in re.split(r" and (?=\. ?[<>=])", condition)]
    known = [part for part in said if part is not None]
    return _(" and ").join(known) if len(known) == len(said) else condition


def hangs_on_others(condition: str, own: str) -> bool:
    """Whether a condition that can be understood looks at answers to other questions."""
    return bool(parse(condition).names - {own})


def _one_limit(condition: str, own: str, unit: str | None, find: Lookup, _: Translate) -> str | None:
    match = _BARE.fullmatch(condition)
    if match is None or match["name"] not in {".", own, f"${{{own}}}"}:
        return None
    if " and " in match["limit"] or " or " in match["limit"]:
        return None  # what follows the sign is more than a limit
    try:
        expression = parse(match["limit"])
    except ExpressionError:
        return None
    value = to_number(expression.evaluate(find))
    if value is None or expression.uses_self or own in expression.names:
        return None
    words = {
        "<=": _("at most {limit}"),
        "<": _("under {limit}"),
        ">=": _("at least {limit}"),
        ">": _("above {limit}"),
        "=": "{limit}",
    }
    return words[match["op"]].format(limit=measure_words(plain(value), unit))


def unit_of(question: object) -> str | None:
    """The unit that answers to a question are in; None where they have none."""
    if getattr(question, "type", "") == "stopwatch":
        return "s"
    unit: str | None = getattr(question, "unit", None)
    return unit


def whole(number: Decimal | int) -> int:
    """For plural forms: a number that is not whole takes the form of many."""
    return int(number) if number == int(number) else 2
