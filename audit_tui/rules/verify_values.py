"""Checking the values of a record: each is the one that was committed to, used, of its class, and none lacks unsaid."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError

from audit_tui.clock import iso
from audit_tui.i18n import _, plural
from audit_tui.model.event import Event, SealedValue, StoredValue
from audit_tui.rules.classes import SAYING, ValueClasses
from audit_tui.rules.gone import erased_commitments
from audit_tui.rules.record import PUBLIC_CLASSES, Record, commit
from audit_tui.rules.verification import Findings

_NEVER_WITHHELD: Final = frozenset(
    {
        "created",
        "finished",
        "amended",
        "appealed",
        "flagged",
        "photo_owed",
        "photo_declared",
        "timer",
        "evidence_added",
        "evidence_removed",
    }
    | {"action_added", "action_removed", "checklist_moved", "checklist_declined"}
)


class ValuesCheck:
    """The values of one record; `public` where a report carries them."""

    def __init__(self, check: Findings, *, public: bool) -> None:
        self._check, self._public = check, public
        self.sealed: dict[str, SealedValue] = {}
        """Those that are there encrypted, by their commitment."""

    def take(self, values: list[Any]) -> dict[str, StoredValue]:
        """The values that are what they were committed to, by their commitment."""
        stored: dict[str, StoredValue] = {}
        for number, raw in enumerate(values, 1):
            # A report carries no encrypted value, so in one it is a value of no use.
            if not self._public and isinstance(raw, dict) and "sealed" in raw:
                self._sealed_value(number, raw, stored)
                continue
            try:
                value = StoredValue.model_validate(raw)
                true = commit(value.value, value.salt) == value.commitment
            except (ValidationError, ValueError, TypeError, RecursionError):
                self._check.find(
                    "value.shape", _("Value {number} is not as it should be.").format(number=number)
                )
                continue
            if not true:
                self._check.find(
                    "value.changed",
                    _("Value {number} is not the one that was recorded.").format(number=number),
                )
            elif value.commitment in stored or value.commitment in self.sealed:
                self._check.find("value.twice", _("Value {number} is there twice.").format(number=number))
            else:
                stored[value.commitment] = value
        self._check.result.published = len(stored)
        return stored

    def _sealed_value(self, number: int, raw: dict[str, Any], stored: Mapping[str, StoredValue]) -> None:
        try:
            value = SealedValue.model_validate(raw)
        except (ValidationError, ValueError, TypeError, RecursionError):
            self._check.find("value.shape", _("Value {number} is not as it should be.").format(number=number))
            return
        if value.commitment in stored or value.commitment in self.sealed:
            self._check.find("value.twice", _("Value {number} is there twice.").format(number=number))
        else:
            self.sealed[value.commitment] = value

    def check_uses(self, record: Record) -> None:
        """Every value is used, is of the class it should be, and none is missing without a reason."""
        used: set[str] = set()
        erased = erased_commitments(record)
        classes = ValueClasses(record)
        missing: set[str] = set()
        for event in record.events:
            classes.follow(event)
            for role, commitment in (("value", event.value), ("old", event.old), ("reason", event.reason)):
                if commitment is None:
                    continue
                used.add(commitment)
                stored = record.values.get(commitment) or record.sealed.get(commitment)
                if stored is None:
                    missing.add(commitment)
                    if role == "value":
                        self._absent(event, classes, gone=commitment in erased)
                elif role != "reason":
                    wanted = classes.class_of(event)
                    if wanted in ("private", "person") and stored.cls != wanted:
                        message = _("The value of event {seq} is not marked as {wanted}.").format(
                            seq=event.seq, wanted=wanted
                        )
                        self._check.find("value.class", message, event.seq)
                if commitment in record.sealed and not _may_be_sealed(event, role, classes):
                    # What a score rests on is never encrypted, so it cannot be hidden from a check.
                    self._check.find(
                        "value.sealed",
                        _("The value of event {seq} must not be encrypted.").format(seq=event.seq),
                        event.seq,
                    )
        kept: list[StoredValue | SealedValue] = [*record.values.values(), *record.sealed.values()]
        for each in kept:
            if each.commitment not in used:
                self._check.find(
                    "value.unused",
                    _("A value is there that no event recorded: {commitment}.").format(
                        commitment=each.commitment
                    ),
                )
            if (
                self._public
                and each.cls not in PUBLIC_CLASSES
                and (each.cls == "private" or record.kind == "mystery")
            ):
                self._check.find(
                    "value.leak",
                    _("A value of class {class_!r} is there; it must not be published.").format(
                        class_=each.cls
                    ),
                )
        self._check.result.erased = len(missing & erased)
        self._check.result.withheld = len(missing - erased)
        self._check.result.locked = len(record.sealed)

    def _absent(self, event: Event, classes: ValueClasses, *, gone: bool) -> None:
        if gone:
            return
        hidden = classes.class_of(event) in ("private", "person")
        if not self._public:
            self._check.find(
                "value.missing", _("The value of event {seq} is missing.").format(seq=event.seq), event.seq
            )
        elif not hidden and (event.op in _NEVER_WITHHELD or event.op in SAYING):
            self._check.find(
                "value.withheld",
                _("The value of event {seq} ({op} {path}) is withheld; reports publish it.").format(
                    seq=event.seq, op=event.op, path=event.path
                ),
                event.seq,
            )


def note_erasures(check: Findings, record: Record) -> None:
    """Note what was erased, when, by whom and on what ground."""
    for event in record.events:
        if event.op == "erased":
            named = record.value_of(event.value)
            count = len(named.get("commitments", ())) if isinstance(named, dict) else 0
            ground = str(record.value_of(event.reason) or _("not given"))[:200]
            values = plural("{count} value", "{count} values", count)
            check.result.notes.append(
                _(
                    "Event {seq} erased {values} on {day} for {actor} (ground: {ground}). Reports "
                    "made before it bear the fingerprint {prev}."
                ).format(
                    seq=event.seq,
                    values=values,
                    day=_day(event.wall),
                    actor=event.actor,
                    ground=ground,
                    prev=event.prev,
                )
            )


def _may_be_sealed(event: Event, role: str, classes: ValueClasses) -> bool:
    """Whether a value of an event is of a kind that is encrypted at rest (`rules.record.is_personal`)."""
    hidden = event.op == "action_added" or classes.class_of(event) in ("private", "person")
    return role != "reason" and hidden


def _day(wall: int) -> str:
    try:
        return iso(wall)[:10]
    except (ValueError, OverflowError, OSError):
        return _("an impossible day")
