"""Estimates on which the points hang: a figure that was guessed so near a limit that a little more or less counts.

Pure. A tenth either way is taken for what a person misjudges a short time or a small number by; it is a custom of
this program, not a figure of a standard.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from audit_tui.model.audit import State
from audit_tui.rules.functions import to_number
from audit_tui.rules.points import marker
from audit_tui.rules.routing import Slot
from audit_tui.rules.view import AuditView

_TENTH: Final = Decimal("0.1")


def hangs_on_estimate(view: AuditView, slot: Slot) -> bool:
    """Whether the answer is an estimate, and a tenth more or less would earn other points."""
    item = view.item(slot.path)
    if item.grade != "estimated" or view.state(slot.path) is not State.ANSWERED:
        return False
    value = to_number(item.value) if isinstance(item.value, str) else None
    if value is None:
        return False
    compiled = next(one for one in view.checklists if one.checklist.id == slot.checklist)
    mark = marker(compiled.checklist, slot.question, compiled.items[slot.question.id].expressions)
    find = view.layouts[slot.checklist].lookup(slot)
    around = (value, value * (1 - _TENTH), value * (1 + _TENTH))
    return len({mark(each, find).got for each in around}) > 1
