"""The figures of a network report as it carries them: JSON, each with the visits it rests on."""

from __future__ import annotations

from typing import Any

from audit_tui.reports.insights_json import part_json
from audit_tui.reports.network_basis import basis_json
from audit_tui.reports.network_given import Network
from audit_tui.reports.network_nps import nps_json
from audit_tui.rules.record import canonical

FORMAT = "audit-network/2"
ATTACHMENT = "network.json"
_STATUSES = ("open", "done", "verified")


def network_json(given: Network) -> bytes:
    """The figures of the report, canonical (RFC 8785): the same visits give the same bytes."""
    selected, selection = given.selected, given.selection
    document: dict[str, Any] = {
        "format": FORMAT,
        "as_of": given.as_of,
        "demo": selected.demo,
        "selection": {
            "sites": list(given.sites),
            "site": selection.site or None,
            "region": selection.region or None,
            "checklist": selection.checklist or None,
            "from": selection.start or None,
            "to": selection.end or None,
        },
        "sampling": {
            "visits": len(selected.visits),
            "sites": len(selected.sites),
            "first": min(one.day for one in selected.visits),
            "last": max(one.day for one in selected.visits),
            "aborted": selected.aborted,
            "unscored": selected.unscored,
            "remeasured": selected.remeasured,
            "drafts": given.left.drafts,
            "abandoned": given.left.abandoned,
            "unread": [{"number": one.number, "why": one.why} for one in given.left.unread],
            "without_visit": list(given.left.without_visit),
        },
        **{part: part_json(part, given) for part in ("improved", "league", "heatmap", "trend", "recurring")},
        "actions": {
            **{status: sum(one.status == status for one in given.actions) for status in _STATUSES},
            "overdue": [
                {
                    "id": one.id,
                    "number": one.number,
                    "site": one.site,
                    "what": one.what,
                    "owner": given.owner(one) or None,
                    "due": one.due,
                }
                for one in given.overdue
            ],
        },
        "feedback": [
            {"touchpoint": touchpoint, "wishes": kinds["wish"], "complaints": kinds["complaint"]}
            for touchpoint, kinds in given.heard.items()
        ],
        "nps": nps_json(given.asked, given.names),
        "basis": basis_json(given),
    }
    return canonical(document)
