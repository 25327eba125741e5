"""What can be done with a report that has been written."""

from __future__ import annotations

from audit_tui.tui.actions.core import act
from audit_tui.tui.talk import later, later_in

ACTIONS = (
    act("report.elsewhere", "w,f4", later("elsewhere"), later("Write it into another folder."), 3),
    act(
        "report.variant",
        "v",
        later("other form"),
        later("Another form, language, paper or folder; what page 1 says."),
        4,
    ),
    act(
        "report.open", "enter,o", later_in("key", "open"), later("Open the report in the system's viewer."), 1
    ),
    act("report.copy", "c", later("copy path"), later("Copy the path of the report."), 2),
    act("report.close", "escape", later("back"), later("Close."), 5),
)
