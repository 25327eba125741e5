"""The photos of an audit one by one: the tag each has in the report, and whether it can be shown there.

Reads only. A photo is shown once somebody said that nobody can be recognised in it, or what of it is masked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from audit_tui.model.audit import Box, Evidence
from audit_tui.rules.compliance import nonconformities
from audit_tui.rules.record import Record
from audit_tui.rules.view import AuditView

PhotoState = Literal["undeclared", "clear", "masked", "private"]
"""undeclared: nobody said yet whether it can be shown · clear: nobody can be recognised in it · masked: parts of it
are blackened · private: no report prints it, whatever is said of it (`AuditView.photos`)."""


@dataclass(frozen=True, slots=True)
class AuditPhoto:
    """One photo of an audit."""

    tag: str
    """`E01-1`, or `P-1` outside of findings; empty for a private one. Of a draft it follows the answers."""
    path: str
    """The question it is attached to."""
    label: str
    """`parking.sign`, as answers files have it."""
    evidence: Evidence
    state: PhotoState
    masks: tuple[Box, ...] = ()
    """Left, top, width and height of what is masked, in percent of the upright photo."""
    added: int | None = None
    """When it was attached, UTC milliseconds; None where that is withheld."""


def photo_tags(view: AuditView) -> Mapping[str, str]:
    """Id of each photo that a report prints → its tag: `E01-1` in a finding, `P-1` elsewhere, in encounter order."""
    finding_of = {path: found.number for found in nonconformities(view.score()) for path in found.questions}
    tags: dict[str, str] = {}
    counts: dict[str, int] = {}
    for slot, photo in view.photos():
        number = finding_of.get(slot.path, "")
        counts[number] = counts.get(number, 0) + 1
        head = f"E{number.partition('-')[2]}" if number else "P"
        tags[photo.id] = f"{head}-{counts[number]}"
    return tags


def audit_photos(view: AuditView) -> list[AuditPhoto]:
    """All photos of an audit: those that a report prints in encounter order, then the private ones."""
    tags, times = photo_tags(view), added_at(view.record)
    found = []
    for slot, photo in view.photos():
        masks = view.item(slot.path).declared.get(photo.id)
        state: PhotoState = "undeclared" if masks is None else "masked" if masks else "clear"
        when = times.get(photo.id)
        found.append(AuditPhoto(tags[photo.id], slot.path, slot.label, photo, state, masks or (), when))
    printed = {(each.path, each.evidence.id) for each in found}
    for path, item in view.record.projection.items.items():
        slot_there = view.visible(path)
        label = slot_there.label if slot_there is not None else path.replace("/", ".")
        found += [
            AuditPhoto("", path, label, each, "private", added=times.get(each.id))
            for each in item.evidence
            if each.kind == "photo" and (path, each.id) not in printed
        ]
    return found


def added_at(record: Record) -> Mapping[str, int]:
    """Id of a piece of evidence → when it was attached, UTC milliseconds."""
    times: dict[str, int] = {}
    for event in record.events:
        value = record.value_of(event.value) if event.op == "evidence_added" else None
        if isinstance(value, dict):
            times[str(value.get("id"))] = event.wall
    return times


def undeclared_tags(view: AuditView) -> list[str]:
    """Tags of the photos that a report leaves out, for nobody said whether they can be shown."""
    tags = photo_tags(view)
    return [tags[photo.id] for _slot, photo in view.undeclared()]
