"""What can be done in a form, and in the small boxes that have no keys of their own."""

from __future__ import annotations

from audit_tui.tui.actions.core import act
from audit_tui.tui.talk import later

ACTIONS = (
    act("form.save", "f10", later("save"), later("Keep what the form says."), 1, by_card=True),
    act(
        "form.next", "enter,down", later("next field"), later("The next field; the last one saves."), 2, True
    ),
    act("form.previous", "up", later("field before"), later("The field before."), by_card=True),
    act(
        "form.choose",
        "left,right,space",
        later("choose"),
        later("Another choice, where there are some; a letter goes to the next one that begins with it."),
        4,
        True,
    ),
    act(
        "form.back",
        "escape",
        later("back"),
        later("Step back; what was typed is never thrown away unasked."),
        3,
        True,
    ),
    act(
        "box.confirm",
        "enter",
        later("confirm"),
        later("Take what is typed or under the cursor."),
        by_card=True,
    ),
    act("box.back", "escape", later("back"), later("Step back."), by_card=True),
)
