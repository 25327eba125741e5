"""What can be done while a new audit is begun."""

from __future__ import annotations

from audit_tui.tui.actions.core import act
from audit_tui.tui.talk import later

ACTIONS = (
    act("new.choose", "enter", later("choose"), later("Take what is under the cursor and go on."), 1, True),
    act("new.tick", "space", later("tick"), later("Tick or untick a checklist."), 2, True),
    act("new.back", "escape", later("back"), later("Back to the step before."), 3),
)
