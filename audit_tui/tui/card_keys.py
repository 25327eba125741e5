"""Which key of an action works on a question card, for hints that name it. No widgets, no saving."""

from __future__ import annotations

from typing import Any

from audit_tui.model.question import DateQuestion, Signature, TextQuestion
from audit_tui.tui import actions
from audit_tui.tui.cards import manner, takes


def key_on(question: Any, id_: str) -> str:
    """The first key of an action that is not taken by the field of this card, as a person reads it."""
    if manner(question) != "field":
        return actions.key(id_)
    if isinstance(question, TextQuestion | Signature):
        return actions.typing_key(id_)
    for each in actions.shown_keys(actions.get(id_)):
        mine = isinstance(question, DateQuestion) and each in ("n", "N")
        if not mine and (len(each) > 1 or not takes(question, each, "0")):
            return each
    return actions.key(id_)
