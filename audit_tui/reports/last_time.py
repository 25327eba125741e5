"""What was found the last time at a question, in words: the same on the screen and elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from audit_tui.locale_format import day_words
from audit_tui.reports.words import Translate, answer_words
from audit_tui.rules.last_time import Before


def before_words(known: Before, language: str, translate: Translate) -> list[str]:
    """What was said the last time and the beginning of its note, in parts; nothing where nothing was said."""
    _ = translate
    if known.item is None or known.checklist is None:
        return []
    answer = answer_words(known.checklist, known.question, known.item, language, _)
    parts = [_("Last time ({day}): {answer}").format(day=day_words(known.day), answer=answer)]
    return [*parts, f"“{known.item.note[:80]}”"] if known.item.note else parts


def action_lines(known: Before, translate: Translate) -> Iterator[list[str]]:
    """Each corrective action that is open since, in parts: what, who, by when."""
    _ = translate
    for action, is_late in known.actions:
        words = _("Open action, overdue: {what}") if is_late else _("Open action: {what}")
        parts = [words.format(what=action.what[:80])]
        parts += [action.owner] if action.owner else []
        yield [*parts, _("by {day}").format(day=day_words(action.due))] if action.due else parts
