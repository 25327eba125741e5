"""The history of questions as `show --history` prints it: who said what when, what stood there before, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit_tui.cli.common import plural
from audit_tui.clock import iso
from audit_tui.model.text import pick
from audit_tui.reports.histories import Asked
from audit_tui.reports.history import grade_words, op_words, told_in, why_words

_LANGUAGE = "en"


def lines(found: Sequence[Asked]) -> Iterator[str]:
    """The histories as text, oldest first."""
    for one in found:
        yield ""
        aside = "" if one.visible else " (no longer asked)"
        count = plural(len(one.entries), "entry", "entries")
        yield f"{one.label}: {pick(one.question.text, _LANGUAGE)}{aside} · {count}"
        for entry in one.entries:
            grade = grade_words(entry, str)
            yield (
                f"  {iso(entry.wall, entry.offset)} · {entry.who or 'unknown'} · {op_words(entry, str)}"
                f"{f' ({grade})' if grade else ''}"
            )
            for word, text in (
                ("was", told_in(one.view, one.path, entry.old, _LANGUAGE, str)),
                ("now", told_in(one.view, one.path, entry.new, _LANGUAGE, str)),
                ("why", why_words(entry, str)),
            ):
                if text:
                    yield from (f"      {line}" for line in f"{word}: {text}".split("\n"))
    if not found:
        yield ""
        yield "Nothing has been said yet."
