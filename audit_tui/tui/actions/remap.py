"""Other keys for actions: what a key may be, whom it belongs to, and what a person's keys are after a change.

Nothing here is stored or shown. A key is never taken from an action without one being left to it.
"""

from __future__ import annotations

from typing import Final, Literal

from audit_tui.tui.actions import ACTIONS, Action, get, keys_of
from audit_tui.tui.actions.core import split, with_twins

KEPT: Final = frozenset(
    {f"ctrl+{letter}" for letter in "ijmhszcqp"}
    | {"ctrl+left_square_bracket", "ctrl+backslash", "ctrl+at", "ctrl+space"}
)
"""Keys that terminals keep for themselves or confuse with others, and those that always mean the same here."""

Refusal = Literal["terminal", "fixed", "last"]


def refusal(action: Action, key: str) -> Refusal | None:
    """Why `key` cannot be given to `action`: the terminal keeps it, or what it does is fixed; None if it can."""
    parts = key.split("+")
    if (
        key in KEPT
        or "alt" in parts
        or {"ctrl", "shift"} <= set(parts)
        or {"super", "meta", "hyper"} & {*parts}
    ):
        return "terminal"
    owner = belongs_to(action, key)
    return "fixed" if owner is not None and owner.fixed else None


def belongs_to(action: Action, key: str) -> Action | None:
    """The other action that `key` means now where `action` can be done; of several, one that cannot give it up."""
    meant = set(with_twins([key]))
    found: Action | None = None
    for other in ACTIONS:
        near = other.scope in (action.scope, "app") or action.scope == "app"
        if near and other.id != action.id and meant & set(with_twins(_spelt(other))):
            if other.fixed:
                return other
            found = found or other
    return found


def give_key(own: dict[str, str], action: Action, key: str) -> dict[str, str]:
    """The person's keys once `key` is the first of `action`; whoever had it gives it up.

    An action that has no other key gets one of those that `action` had in exchange. ValueError where that would
    mean something else there.
    """
    given = ""
    mine = [key, *(each for each in keys_of(action) if each != key)]
    after = dict(own)
    while (other := _owner(after, action, key)) is not None:
        meant = set(with_twins([key]))
        left = [each for each in _keys(after, other) if each not in meant]
        if not left:
            # One key serves for several screens; the keypad's second name of it goes with it.
            given = given or mine[1]
            left = [given]
            mine = [each for each in mine if each == key or each not in with_twins([given])]
        after[other.id] = ",".join(left)
    after[action.id] = ",".join(mine)
    after = _tidy(after)
    if consistent(after) != after:
        raise ValueError("exchange")
    return after


def take_key(own: dict[str, str], action: Action, key: str) -> dict[str, str]:
    """The person's keys once `action` no longer has `key`. ValueError where it is its last."""
    left = [each for each in keys_of(action) if each not in with_twins([key])]
    if not left:
        raise ValueError("last")
    return _tidy({**own, action.id: ",".join(left)})


def reset(own: dict[str, str], action: Action) -> dict[str, str]:
    """The person's keys once `action` has those it came with; whoever took one of them gives it back."""
    after = {id_: keys for id_, keys in own.items() if id_ != action.id}
    for key in split(action.keys):
        while (other := _owner(after, action, key)) is not None:
            del after[other.id]
    return _tidy(after)


def consistent(own: dict[str, str]) -> dict[str, str]:
    """As much of `own` as can hold: without unknown or fixed actions, kept keys and keys that clash."""
    after: dict[str, str] = {}
    for id_, keys in own.items():
        try:
            action = get(id_)
        except KeyError:
            continue
        wanted = split(keys)
        if action.fixed or not wanted or any(refusal(action, key) for key in wanted):
            continue
        after[id_] = ",".join(wanted)
    for id_ in list(after):
        if any(_owner(after, get(id_), key) is not None for key in split(after[id_])):
            del after[id_]
    return _tidy(after)


def _keys(own: dict[str, str], action: Action) -> list[str]:
    return split(own.get(action.id, action.keys))


def _owner(own: dict[str, str], action: Action, key: str) -> Action | None:
    meant = set(with_twins([key]))
    for other in ACTIONS:
        near = other.scope in (action.scope, "app") or action.scope == "app"
        if near and other.id != action.id and not other.fixed and meant & set(with_twins(_keys(own, other))):
            return other
    return None


def _spelt(action: Action) -> list[str]:
    """Its keys one by one: `1-9` are nine."""
    found = []
    for key in keys_of(action):
        if len(key) == 3 and key[1] == "-" and key[0].isdigit() and key[2].isdigit():
            found += [str(digit) for digit in range(int(key[0]), int(key[2]) + 1)]
        else:
            found.append(key)
    return found


def _tidy(own: dict[str, str]) -> dict[str, str]:
    """Without what is as it came."""
    return {
        id_: keys
        for id_, keys in own.items()
        if [*split(keys)] != split(get(id_).keys) and not get(id_).fixed
    }
