"""What can be done where reports of one or many audits are chosen and written."""

from __future__ import annotations

from audit_tui.tui.actions.core import act
from audit_tui.tui.talk import later

ACTIONS = (
    act(
        "reports.choose",
        "enter",
        later("choose"),
        later("Write, change what is under the cursor, or open a report that is written."),
        1,
        True,
    ),
    act("reports.write", "w,f10", later("write"), later("Write the reports as they are chosen."), 2),
    act("reports.folder", "d,f4", later("folder"), later("Write into another folder."), 3),
    act("reports.copy", "c", later("copy path"), later("Copy the path of the report under the cursor."), 4),
    act("reports.back", "escape", later("back"), later("Back; breaks off what is being written."), 5),
)
