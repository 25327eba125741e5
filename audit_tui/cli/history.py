"""The history of questions as `show --history` prints it: who said what when, what stood there before, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit_tui.clock import iso
from audit_tui.i18n import _, language, plural
from audit_tui.model.text import pick
from audit_tui.reports.histories import Asked
from audit_tui.reports.history import grade_words, op_words, told_in, why_words


def lines(found: Sequence[Asked]) -> Iterator[str]:
    """The histories as text, oldest first."""
    for one in found:
        yield ""
        aside = "" if one.visible else " " + _("(no longer asked)")
        count = plural("{count} entry", "{count} entries", len(one.entries))
        yield f"{one.label}: {pick(one.question.text, language())}{aside} · {count}"
        for entry in one.entries:
            grade = grade_words(entry, _)
            yield (
                f"  {iso(entry.wall, entry.offset)} · {entry.who or _('unknown')} · {op_words(entry, _)}"
                f"{f' ({grade})' if grade else ''}"
            )
            for word, text in (
                (_("was"), told_in(one.view, one.path, entry.old, language(), _)),
                (_("now"), told_in(one.view, one.path, entry.new, language(), _)),
                (_("why"), why_words(entry, _)),
            ):
                if text:
                    yield from (f"      {line}" for line in f"{word}: {text}".split("\n"))
    if not found:
        yield ""
        yield _("Nothing has been said yet.")
