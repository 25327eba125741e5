"""What can be done over many visits."""

from __future__ import annotations

from audit_tui.tui.actions.core import act
from audit_tui.tui.talk import later

ACTIONS = (
    act(
        "insights.open",
        "enter",
        later("go there"),
        later("To the trend of the site, or to the audit under the cursor."),
        1,
        True,
    ),
    act("insights.next_part", "tab", later("next part"), later("The next of the five parts."), 2),
    act("insights.previous_part", "shift+tab", later("part before"), later("The part before.")),
    act("insights.site", "s,f2", later("site"), later("Look at one site or one region only, or at all."), 3),
    act(
        "insights.period",
        "p,f3",
        later("period"),
        later("All visits, or those of the last 12, 6 or 3 months, in turn."),
        4,
    ),
    act(
        "insights.checklist",
        "c,f4",
        later("checklist"),
        later("Look at one checklist only, by its own percentage, or at all."),
        5,
    ),
    act(
        "insights.mean",
        "m,f5",
        later("mean"),
        later("In the heat map: the mean over the period, or the last visit."),
        6,
    ),
    act("insights.improved", "1", later("improved"), later("What improved at each site.")),
    act("insights.league", "2", later("league"), later("The sites side by side.")),
    act("insights.heatmap", "3", later("heat map"), later("Sites by touchpoints.")),
    act("insights.trend", "4", later("trend"), later("Each site over time.")),
    act("insights.recurring", "5", later("recurring"), later("The standards that keep falling short.")),
    act(
        "insights.right",
        "right",
        later("columns to the right"),
        later("In the heat map: further touchpoints."),
    ),
    act(
        "insights.left",
        "left",
        later("columns to the left"),
        later("In the heat map: the touchpoints before."),
    ),
    act(
        "insights.report",
        "r,f9",
        later("report"),
        later("Write the network report, a PDF file, over the visits that are chosen."),
        6,
    ),
    act("insights.back", "escape", later("back"), later("Back to the view before, then home."), 7),
)
