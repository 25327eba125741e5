"""The one registry of what a person can do: bindings, the key bar, F1 help, the palette and the settings read it.

Each group of screens has a module of its own with the tuple `ACTIONS`; what a person gave other keys to is in
`keys`. A new action is an entry in its group and a method `do_<name>` on its screen, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from textual.binding import Binding

from audit_tui.tui.actions import (
    agreement,
    customers,
    day,
    everywhere,
    form,
    home,
    insights,
    move,
    new_audit,
    report,
    reports,
    review,
    settings,
    standards,
    store,
    summary,
    walk,
)
from audit_tui.tui.actions.core import Action, is_keypad, shown, split, with_twins

ACTIONS: Final[tuple[Action, ...]] = (
    *home.ACTIONS,
    *insights.ACTIONS,
    *new_audit.ACTIONS,
    *walk.ACTIONS,
    *summary.ACTIONS,
    *customers.ACTIONS,
    *day.ACTIONS,
    *move.ACTIONS,
    *agreement.ACTIONS,
    *standards.ACTIONS,
    *store.ACTIONS,
    *report.ACTIONS,
    *reports.ACTIONS,
    *review.ACTIONS,
    *form.ACTIONS,
    *settings.ACTIONS,
    *everywhere.ACTIONS,
)
_BY_ID: Final = {action.id: action for action in ACTIONS}
_given: dict[str, str] = {}


def give(keys: dict[str, str]) -> dict[str, str]:
    """Use other keys from now on: action id → keys as `f8,u`. Answers with them as Textual's keymap.

    Ids that are not known, or whose keys are fixed, are left out.
    """
    _given.clear()
    _given.update({id_: each for id_, each in keys.items() if id_ in _BY_ID and not _BY_ID[id_].fixed})
    by_key.cache_clear()
    return {id_: ",".join(with_twins(split(each))) for id_, each in _given.items()}


def keys_of(action: Action) -> list[str]:
    """The keys an action has now: a person's own, else those it came with."""
    return split(_given.get(action.id, action.keys))


def shown_keys(action: Action) -> list[str]:
    """Its keys as a person reads them, the second names of keypad keys left out."""
    return [shown(key) for key in keys_of(action) if not is_keypad(key)]


def key(id_: str) -> str:
    """The first key of an action as a person reads it, for sentences that name it."""
    return shown_keys(get(id_))[0]


def typing_key(id_: str) -> str:
    """The same where letters and signs are typed: the first key that writes none, if it has one."""
    keys = shown_keys(get(id_))
    return next((each for each in keys if len(each) > 1 and each != "Space"), keys[0])


def of(scope: str) -> Iterator[Action]:
    """The actions of one screen, in the order of the help."""
    return (action for action in ACTIONS if action.scope == scope)


def get(id_: str) -> Action:
    return _BY_ID[id_]


def bindings(scope: str) -> list[Binding]:
    """Textual's bindings of one screen; each leads to `action_act(name)` and can be remapped by its id."""
    return [
        Binding(
            ",".join(with_twins(split(action.keys))),
            f"act({action.name!r})",
            action.label,
            show=False,
            id=action.id,
        )
        for action in of(scope)
        if not action.by_card
    ]


@cache
def by_key(scope: str) -> dict[str, str]:
    """Key → name of the action on that screen, as the keys are now."""
    return {
        key: action.name for action in of(scope) if not action.by_card for key in with_twins(keys_of(action))
    }


@cache
def bar(scope: str) -> tuple[Action, ...]:
    """What the key bar offers on that screen, most wanted first; the way back is among it, help the last one."""
    help_ = get("app.help")
    chosen = sorted((action for action in of(scope) if action.bar), key=lambda action: action.bar)
    offered = [action for action in chosen if action != help_]
    back = [action for action in offered[7:] if is_back(action)]
    return (*offered[: 7 - len(back)], *back, help_)


def is_back(action: Action) -> bool:
    """Whether it leads away from its screen, as Esc does."""
    return "escape" in action.keys.split(",")


__all__ = [
    "ACTIONS",
    "Action",
    "bar",
    "bindings",
    "by_key",
    "get",
    "give",
    "is_back",
    "key",
    "keys_of",
    "of",
    "shown_keys",
    "typing_key",
]
