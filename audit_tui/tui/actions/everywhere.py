"""What can be done on every screen."""

from __future__ import annotations

from audit_tui.tui.actions.core import act
from audit_tui.tui.talk import later

ACTIONS = (
    act("app.help", "f1,question_mark", later("help"), later("The keys of this screen."), 8),
    act("app.palette", "ctrl+p", later("commands"), later("All commands, by typing.")),
    act("app.quit", "ctrl+q", later("quit"), later("Leave the program; everything said is saved.")),
)
