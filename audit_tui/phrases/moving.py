"""A move to a newer checklist in words: what differs, and what becomes of what was said. The same everywhere."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from audit_tui.i18n import later_in
from audit_tui.model.text import pick
from audit_tui.phrases.numbers import number_words
from audit_tui.rules.comparing import Changed, Difference
from audit_tui.rules.moving import Fate, Move

Translate = Callable[[str], str]
_LONGEST = 160
_LANGUAGE = re.compile(r"[a-z]{2}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list of changes: a heading, something that changes, or a detail of it."""

    kind: Literal["head", "entry", "detail"]
    text: str


def rows(
    move: Move, label: Callable[[str], str], answer: Callable[[str], str], language: str, _: Translate
) -> Iterator[Row]:
    """The whole list: answers first, for they cannot be had again, then what differs.

    `label` names a path, `answer` tells what is said there now.
    """
    groups: tuple[tuple[str, list[Fate]], ...] = (
        (_("Open again: the answer does not fit any more"), [f for f in move.fates if f.outcome == "aside"]),
        (_("Gone with their questions"), [f for f in move.fates if f.outcome == "gone"]),
        (_("Kept, and counted otherwise"), [f for f in move.fates if f.outcome == "rescored"]),
        (_("Kept, and no longer shown"), [f for f in move.fates if f.outcome == "hidden"]),
    )
    for title, fates in groups:
        if fates:
            yield Row("head", f"{title} ({len(fates)})")
            for fate in fates:
                yield Row("entry", f"{label(fate.path)}: {answer(fate.path)}")
                if words := fate_words(fate, _):
                    yield Row("detail", words)
    if move.dropped:
        yield Row("head", f"{_('Rounds that are not carried over')} ({len(move.dropped)})")
        for path in move.dropped:
            yield Row("entry", label(path))
    yield Row("head", f"{_('What differs')} ({len(move.differences)})")
    for difference in move.differences:
        yield Row("entry", f"{subject_words(difference, _)}: {what_words(difference, _)}")
        if difference.what in ("added", "removed"):
            yield Row("detail", _short(pick(difference.text, language)))
        for changed in difference.changed:
            yield Row("detail", changed_words(changed, language, _))


def counts_words(move: Move, _: Translate) -> str:
    """How many answers go along and how many do not, on one line."""
    counts = dict.fromkeys(("kept", "rescored", "hidden", "aside", "gone"), 0)
    for fate in move.fates:
        counts[fate.outcome] += 1
    kept = len(move.fates) - counts["aside"] - counts["gone"]
    parts = [
        _("Answers kept: {count}").format(count=kept),
        _("open again: {count}").format(count=counts["aside"]),
    ]
    if counts["rescored"]:
        parts.insert(1, _("counted otherwise: {count}").format(count=counts["rescored"]))
    if counts["gone"]:
        parts.append(_("gone: {count}").format(count=counts["gone"]))
    return " · ".join(parts)


def subject_words(difference: Difference, _: Translate) -> str:
    """`question rings`, `section desk`."""
    names = {
        "question": _("question {id}"),
        "section": _("section {id}"),
        "standard": _("standard {id}"),
        "checklist": _("checklist {id}"),
    }
    return names[difference.of].format(id=difference.id)


def what_words(difference: Difference, _: Translate) -> str:
    """What is another about it, in a few words."""
    return {
        "added": _(later_in("question", "new")),
        "removed": _("gone"),
        "meaning": _("asks something else"),
        "moved": _("moved"),
        "retyped": _("answered in another way"),
        "choices": _("other choices"),
        "scoring": _("counted otherwise"),
        "limits": _("other limits"),
        "standard": _("another standard"),
        "conditions": _("other conditions"),
        "demands": _("other demands"),
        "order": _("another order"),
        "text": _("other words"),
        "details": _("other details"),
    }[difference.what]


def fate_words(fate: Fate, _: Translate) -> str:
    """Why an answer does not fit, or how it counts now; empty where nothing is to be said."""
    if fate.outcome == "rescored" and fate.before is not None and fate.after is not None:
        return _("{old} points, now {new}").format(old=_points(fate.before, _), new=_points(fate.after, _))
    if fate.outcome != "aside":
        return ""
    return {
        "meaning": _("the question asks something else now"),
        "type": _("it is answered in another way now"),
        "unit": _("it is measured in another unit now"),
        "scale": _("the scale is another one now"),
        "na": _("N/A is not allowed any more"),
        "repeat": _("it is asked at another place now"),
        "many": _("so many rounds are not taken any more"),
        "condition": _("a condition for the answer does not hold any more"),
        "value.choice": _("the choice is gone"),
        "value.low": _("it is below the least that is taken now"),
        "value.high": _("it is above the most that is taken now"),
        "value.step": _("it is not in the steps that are taken now"),
        "value.too_few": _("more choices have to be made now"),
        "value.too_many": _("so many choices cannot be made any more"),
        "value.long": _("it is longer than what is taken now"),
    }.get(fate.why, _("the question does not take it any more"))


def changed_words(changed: Changed, language: str, _: Translate) -> str:
    """`points: 4 → 6`."""
    old, new = (_value(each, language, _) for each in (changed.old, changed.new))
    return f"{changed.key}: {old} → {new}"


def _points(counted: tuple[Fraction, Fraction], _: Translate) -> str:
    got, most = (number_words(each) for each in counted)
    return _("{got} of {most}").format(got=got, most=most)


def _value(value: Any, language: str, _: Translate) -> str:
    if value is None:
        return _("nothing")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str):
        return _short(value)
    if isinstance(value, Mapping) and value and all(_LANGUAGE.fullmatch(key) for key in value):
        return f"“{_short(pick(value, language))}”"
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return _short(", ".join(value))
    return _short(json.dumps(value, ensure_ascii=False))


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


__all__ = [
    "Row",
    "changed_words",
    "counts_words",
    "fate_words",
    "rows",
    "subject_words",
    "what_words",
]
