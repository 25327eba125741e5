"""Checking the score of a record: that of each edition follows from the answers it was recorded with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from audit_tui.i18n import _
from audit_tui.rules.gone import rests_on_erased
from audit_tui.rules.record import Record, checklist_hashes
from audit_tui.rules.review import EndedEdition, editions, up_to
from audit_tui.rules.verification import Findings

Rescore = Callable[[Record], dict[str, Any] | None]
"""Computes from a record what its `finished` event should have recorded."""


def check_score(check: Findings, record: Record, rescore: Rescore | None) -> None:
    """The score of each edition follows from its answers; the last one is the one that is told."""
    check.result.recorded = record.projection.score
    if rescore is None:
        return
    ended = editions(record)
    blind, locked = rests_on_erased(record), bool(record.sealed)
    for one in ended:
        is_last = one is ended[-1]
        is_now = is_last and record.projection.status == "finished"
        at = record if is_now else up_to(record, one.event.seq)
        recomputed = _edition(check, at, one, rescore, blind=blind, locked=locked)
        if is_last:
            check.result.recomputed = recomputed


def _edition(
    check: Findings, record: Record, one: EndedEdition, rescore: Rescore, *, blind: bool, locked: bool
) -> dict[str, Any] | None:
    """What the score of an edition is when it is computed again; None where that cannot be said."""
    seq, notes = one.event.seq, check.result.notes
    if not one.recorded:
        check.find("score.missing", _("No score was recorded at the end of the audit."), seq)
        return None
    hashes = one.recorded.get("checklists")
    if hashes is not None and hashes != checklist_hashes(record):
        check.find(
            "score.checklists",
            _("The recorded score names other checklists than the audit ended with."),
            seq,
        )
    recomputed: dict[str, Any] | None = None
    try:
        recomputed = rescore(record)
    except Exception as error:  # a checklist that was tampered with may be unusable in any way
        if not blind and not locked:
            check.find(
                "score.unusable",
                _("The score cannot be computed again: {name}.").format(name=type(error).__name__),
                seq,
            )
            return None
    else:
        if recomputed is None:
            notes.append(_("The score follows rules that this version does not know; not recomputed."))
            return None
        if hashes is None:  # recorded before scores named their checklists
            recomputed = {key: value for key, value in recomputed.items() if key != "checklists"}
    if recomputed == one.recorded:
        return recomputed
    if locked and not blind:
        notes.append(_("The score may rest on values that are locked; unlocked it is computed again."))
    elif blind:
        notes.append(_("The score rests on values that were erased; it cannot be computed again."))
    else:
        check.find("score.differs", _("The recorded score does not follow from the answers."), seq)
        return recomputed
    return None
