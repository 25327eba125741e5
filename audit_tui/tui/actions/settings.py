"""What can be done among the settings of a person, and with the keys of the program."""

from __future__ import annotations

from audit_tui.tui.actions.core import act
from audit_tui.tui.talk import later, later_in

ACTIONS = (
    act(
        "settings.choose",
        "enter",
        later_in("key", "change"),
        later("Change what is under the cursor."),
        1,
        True,
    ),
    act("settings.keys", "k,f2", later("keys"), later("See all keys of the program and give others."), 2),
    act("settings.back", "escape", later("back"), later("Back; everything chosen is kept."), 3),
    act(
        "keys.choose",
        "enter",
        later("give a key"),
        later("Press a key for what is under the cursor; the keys it has stay."),
        1,
        True,
    ),
    act(
        "keys.take",
        "minus,delete",
        later("take a key away"),
        later("Take one of its keys away; one always stays."),
        2,
    ),
    act("keys.reset", "r,f3", later("as it came"), later("Give it the keys it came with."), 3),
    act(
        "keys.reset_all",
        "f8,w",
        later("all as they came"),
        later("Give everything the keys it came with."),
        4,
    ),
    act(
        "keys.find",
        "slash,f7",
        later("find"),
        later("Show only actions with these words, or with this key."),
        5,
    ),
    act("keys.back", "escape", later("back"), later("Back to the settings."), 6),
)
