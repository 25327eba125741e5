"""How long after the visit answers were given, in words, for command line and report."""

from __future__ import annotations

from collections.abc import Callable

from audit_tui.i18n import later
from audit_tui.rules.recall import Recall

Translate = Callable[[str], str]
Count = Callable[[str, str, int], str]

_SINCE = {
    "visit_end": later("{answers}, {median} after the end of the visit (median), {longest} at the latest"),
    "visit_start": later(
        "{answers}, {median} after the beginning of the visit (median), {longest} at the latest; no end was stated"
    ),
}


def recall_words(found: Recall, _: Translate, ngettext: Count) -> str:
    """`118 answers, 42 min after the end of the visit (median), 1 h 35 min at the latest`."""
    answers = ngettext("{count} answer", "{count} answers", found.answers).format(count=found.answers)
    return _(_SINCE[found.since]).format(
        answers=answers, median=delay_words(found.median, _), longest=delay_words(found.longest, _)
    )


def delay_words(seconds: int, _: Translate) -> str:
    """A delay to the minute, over two days to the hour."""
    minutes = seconds // 60
    if minutes < 1:
        return _("under a minute")
    hours, rest = divmod(minutes, 60)
    if hours >= 48:
        return _("{days} d {hours} h").format(days=hours // 24, hours=hours % 24)
    if hours:
        return _("{hours} h {minutes} min").format(hours=hours, minutes=rest)
    return _("{minutes} min").format(minutes=rest)
