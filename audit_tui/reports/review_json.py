"""What followed the end of an audit as JSON holds it, for exports and for `review --json`."""

from __future__ import annotations

from typing import Any

from audit_tui.clock import iso
from audit_tui.rules.record import Record
from audit_tui.rules.review import editions, followed


def review_json(record: Record, *, names: bool) -> dict[str, Any]:
    """How far the review is, the editions, and each thing that followed. Without `names` nobody who judged is named;
    in which role the site appealed always is.
    """
    review = record.projection.review
    return {
        "review": review.state or None,
        "appeal": review.appeal or None,
        "remarks": dict(review.remarks),
        "editions": [
            {
                "edition": one.number,
                "handed_in": iso(one.event.wall, one.event.offset),
                "percent": one.percent,
                "passed": one.passed,
                "why": one.why or None,
                "fingerprint": one.event.hash,
            }
            for one in editions(record)
        ],
        "followed": [
            {
                "seq": each.event.seq,
                "at": iso(each.event.wall, each.event.offset),
                "op": each.event.op,
                "by": (each.by or None) if names or each.event.op == "appealed" else None,
                "received": each.received or None,
                "why": each.why or None,
                "questions": dict(each.questions),
            }
            for each in followed(record)
        ],
    }
