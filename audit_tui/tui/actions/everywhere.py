"""What can be done on every screen. Help, commands and quit keep their keys, so that nobody loses the way."""

from __future__ import annotations

from audit_tui.tui.actions.core import Action, act
from audit_tui.tui.talk import later


def lock(scope: str) -> Action:
    """The key lock of a screen that stands over an audit."""
    return act(
        f"{scope}.lock",
        "q,shift+f12,f24",
        later("lock the keys"),
        later("No key and no click counts until 1, 3, 5 are pressed; stopwatches run on."),
    )


ACTIONS = (
    *map(lock, ("summary", "why", "experience", "standards", "photos", "inbox", "rescue")),
    act("app.help", "f1,question_mark", later("help"), later("The keys of this screen."), 8, fixed=True),
    act("app.palette", "ctrl+p", later("commands"), later("All commands, by typing."), fixed=True),
    act(
        "app.settings",
        "comma",
        later("settings"),
        later("Colours, signs, language, keys, and whether the walk goes on by itself."),
    ),
    act(
        "app.hide",
        "ctrl+d,f11",
        later("hide"),
        later("Hide everything behind a neutral screen; the same key brings it back as it was."),
    ),
    act(
        "app.quit",
        "ctrl+q",
        later("quit"),
        later("Leave the program; everything said is saved."),
        fixed=True,
    ),
)
