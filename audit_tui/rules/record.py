"""The record: canonical form, commitments, the chain of events, and folding events into what they mean.

Pure functions. An event never carries a value, only a commitment to it, so a value can be withheld from a
report or erased, and the chain still holds. Nothing here reads a clock or touches a disk.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import orjson
import rfc8785

from audit_tui.model.audit import (
    PERSONAL_FACTS,
    Action,
    Box,
    EmbeddedChecklist,
    Evidence,
    Header,
    Item,
    Projection,
    State,
)
from audit_tui.model.event import Event, SealedValue, StoredValue, ValueClass
from audit_tui.model.review import Review
from audit_tui.rules.laps import read_clock

if TYPE_CHECKING:
    # Only for its name: lists and the first screen must not load the models of checklists.
    from audit_tui.model.checklist import Checklist

BUNDLE_FORMAT: Final = "audit-record/1"
_VALUE_DOMAIN: Final = b"audit-value/1"
_CHAIN_DOMAIN: Final = b"audit-chain/1"
UNDO: Final = "undo"
"""The reason recorded with an event that takes back an answer.

Why a question does not apply or was not observed is the `value` of its event; `reason` says why a change
was made.
"""

REDO: Final = "redo"
"""The reason recorded with an event that says again what was taken back."""

MOVED: Final = "checklist_moved"
"""The reason recorded with what a move to a newer checklist sets aside."""

MARKS: Final = frozenset({UNDO, REDO, MOVED})
"""Reasons that the program gives and nobody wrote."""

PRIVATE: Final = "#private"
"""Ending of the path of a private note, so that it stays apart even where its text is withheld."""

_FLAT: Final = frozenset({str, int, bool, type(None)})
_NESTED: Final = frozenset({dict, list, tuple})
_TEXT: Final = frozenset({str})
_SORTED: Final = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER
_BY_SOMEBODY: Final = frozenset({"returned", "verified", "appeal_upheld", "appeal_rejected"})
"""Events whose value is the name of who says it."""
PUBLIC_CLASSES: Final[frozenset[ValueClass]] = frozenset({"answer", "note", "evidence"})


def canonical(value: Any) -> bytes:
    """`value` in the one form that is hashed: JSON Canonicalization Scheme, RFC 8785."""
    if type(value) in _FLAT or (type(value) in _NESTED and _is_plain(value)):
        # Nearly everything is one of these: the form is then plain sorted JSON, which is made many times faster.
        with contextlib.suppress(TypeError):
            return orjson.dumps(value, option=_SORTED)
    return rfc8785.dumps(value)


def _is_plain(value: Any) -> bool:
    """Whether there is nothing in a dict or list that RFC 8785 writes or orders differently: fractions, other keys."""
    if type(value) is dict:
        if not (_TEXT.issuperset(map(type, value)) and "".join(value).isascii()):
            return False
        value = value.values()
    if _FLAT.issuperset(map(type, value)):
        return True
    for each in value:
        if type(each) in _NESTED:
            if not _is_plain(each):
                return False
        elif type(each) not in _FLAT:
            return False
    return True


def digest(value: Any) -> str:
    """SHA-256 of the canonical form, 64 hex digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def commit(value: Any, salt: str) -> str:
    """The commitment to `value`: SHA-256("audit-value/1" ‖ salt ‖ canonical value); salt: 32 hex digits."""
    return hashlib.sha256(_VALUE_DOMAIN + bytes.fromhex(salt) + canonical(value)).hexdigest()


def genesis(audit_id: str) -> str:
    """What stands as `prev` in the first event: binds the chain to this audit."""
    return hashlib.sha256(_CHAIN_DOMAIN + audit_id.encode()).hexdigest()


def chain_hash(event: Mapping[str, Any]) -> str:
    """Hash of an event given as a mapping; a `hash` in it is left out."""
    return digest({key: value for key, value in event.items() if key != "hash"})


def embed(checklist: Checklist) -> EmbeddedChecklist:
    """A checklist as it is kept in an audit: whole, with the hash of its canonical model."""
    body = checklist.dump()
    return EmbeddedChecklist(id=checklist.id, version=checklist.version, hash=digest(body), body=body)


@dataclass(frozen=True, slots=True)
class Change:
    """Events that belong together and the values they commit to: saved whole or not at all."""

    events: tuple[Event, ...]
    values: tuple[StoredValue, ...]


@dataclass(slots=True)
class Record:
    """A whole audit in memory: header, events, values by commitment, and their projection."""

    header: Header
    events: list[Event] = field(default_factory=list)
    values: dict[str, StoredValue] = field(default_factory=dict)
    projection: Projection = field(default_factory=Projection)
    sealed: dict[str, SealedValue] = field(default_factory=dict)
    """Values that are there but cannot be read here, for the key of the workspace was not given. The projection
    is folded without them."""

    @classmethod
    def build(
        cls,
        header: Header,
        events: Iterable[Event],
        values: Iterable[StoredValue],
        sealed: Iterable[SealedValue] = (),
    ) -> Record:
        """A record folded from its parts."""
        record = cls(header=header, projection=Projection(head=genesis(header.id)))
        record.sealed = {each.commitment: each for each in sealed}
        record.apply(Change(tuple(events), tuple(values)))
        return record

    def apply(self, change: Change) -> None:
        """Take in a change that has been saved."""
        for stored in change.values:
            self.values[stored.commitment] = stored
        for event in change.events:
            self.events.append(event)
            apply_event(self.projection, event, self.values)

    def value_of(self, commitment: str | None) -> Any:
        """The value behind a commitment, None where it is withheld or erased."""
        stored = self.values.get(commitment) if commitment else None
        return stored.value if stored else None

    @property
    def checklists(self) -> list[EmbeddedChecklist]:
        """The checklists in force: each as the audit was begun with it, or the newer one that it moved to."""
        return [self.editions(begun.id)[-1] for begun in self.header.checklists]

    def editions(self, checklist_id: str) -> list[EmbeddedChecklist]:
        """A checklist as the audit was begun with it, then each newer version that it moved to."""
        begun = [one for one in self.header.checklists if one.id == checklist_id]
        return [*begun, *self.projection.moved.get(checklist_id, ())]

    @property
    def kind(self) -> str:
        """Kind of visit; an audit whose kind is not known is treated as a mystery visit."""
        return str(self.projection.facts.get("kind") or "mystery")

    @property
    def asks_cause(self) -> bool:
        """Whether the auditor may say root causes: on an open visit. Of any other the site says them itself."""
        return self.kind == "open"


def erased_by(record: Record, event: Event) -> frozenset[str]:
    """The commitments whose values an `erased` event took away; none for any other event.

    Its own value is `{"commitments": [...]}`; what is not of that form names none.
    """
    value = record.value_of(event.value) if event.op == "erased" else None
    named = value.get("commitments") if isinstance(value, dict) else None
    return frozenset(each for each in named or () if isinstance(each, str))


def _retype(value: Any, model: type[Evidence] | type[Action]) -> Any:
    return model.model_validate(value) if isinstance(value, dict) else None


def _answering(projection: Projection, event: Event, value: Any) -> None:
    item = projection.items.setdefault(event.path, Item(event.path))
    item.state = {
        "answered": State.ANSWERED,
        "cleared": State.OPEN,
        "not_applicable": State.NOT_APPLICABLE,
        "not_observed": State.NOT_OBSERVED,
    }[event.op]
    item.value = value if event.op == "answered" else None
    item.reason = str(value or "") if event.op in ("not_applicable", "not_observed") else ""
    item.grade = event.grade
    item.timer_started = None
    item.at = event.wall


def _evidence(projection: Projection, event: Event, value: Any) -> None:
    item = projection.items.setdefault(event.path, Item(event.path))
    if event.op == "evidence_added":
        evidence = _retype(value, Evidence)
        if evidence is not None:
            item.evidence.append(evidence)
    else:
        gone = value.get("id") if isinstance(value, dict) else None
        item.evidence = [kept for kept in item.evidence if kept.id != gone]


def _owe(projection: Projection, event: Event, value: Any) -> None:
    """A photo follows, or does not any more: then the event has no value. It says when the moment was, so that it
    is the same where it is said again."""
    item = projection.items.setdefault(event.path, Item(event.path))
    at = value.get("at") if isinstance(value, dict) else None
    since = at if isinstance(at, int) else event.wall
    item.photo_promised = since if event.value else None
    item.photos_before = frozenset(each.id for each in item.evidence)


def boxes_of(value: Any) -> tuple[Box, ...] | None:
    """The masks in the value of a declaration; None where it declares nothing, or cannot be understood."""
    boxes = value.get("boxes") if isinstance(value, dict) else None
    if not isinstance(boxes, list) or not all(_is_box(each) for each in boxes):
        return None
    return tuple((left, top, width, height) for left, top, width, height in boxes)


def _is_box(box: Any) -> bool:
    """Whether it is a rectangle within the photo, in whole percent."""
    if not isinstance(box, list) or len(box) != 4 or not all(type(each) is int for each in box):
        return False
    left, top, width, height = map(int, box)
    return left >= 0 and top >= 0 and width > 0 and height > 0 and left + width <= 100 and top + height <= 100


def _declare(projection: Projection, event: Event, value: Any) -> None:
    item = projection.items.setdefault(event.path, Item(event.path))
    if isinstance(value, dict):
        id_, boxes = str(value.get("id")), boxes_of(value)
        item.declared.pop(id_, None)
        if boxes is not None:
            item.declared[id_] = boxes


def _action(projection: Projection, event: Event, value: Any) -> None:
    item = projection.items.setdefault(event.path, Item(event.path))
    if event.op == "action_added":
        action = _retype(value, Action)
        if action is not None:
            item.actions = [kept for kept in item.actions if kept.id != action.id] + [action]
    else:
        gone = value.get("id") if isinstance(value, dict) else None
        item.actions = [kept for kept in item.actions if kept.id != gone]


def _note(projection: Projection, event: Event, value: Any) -> None:
    path = event.path.removesuffix(PRIVATE)
    item = projection.items.setdefault(path, Item(path))
    if event.path.endswith(PRIVATE):
        item.private_note = str(value or "")
    else:
        item.note = str(value or "")


def put_back(instances: list[str]) -> None:
    """Bring the last one to its place: ids tell the order in which the instances of a repeat were made."""
    instance = instances.pop()
    at = next((at for at, each in enumerate(instances) if each > instance), len(instances))
    instances.insert(at, instance)


def _repeat(projection: Projection, event: Event, reason: Any) -> None:
    path, _, instance = event.path.rpartition("/")
    present = projection.instances.setdefault(path, [])
    if event.op == "repeat_added":
        present.append(instance)
        if reason in (UNDO, REDO):
            put_back(present)
    elif instance in present:
        present.remove(instance)


def _moved(projection: Projection, event: Event, value: Any) -> None:
    """What cannot be read as a checklist of that id moves nothing; `verify` tells of it."""
    match value:
        case {"id": str() as id_, "version": str(), "hash": str(), "body": dict()} if id_ == event.path:
            projection.moved.setdefault(id_, []).append(EmbeddedChecklist.model_validate(value))


def _review(projection: Projection, event: Event, value: Any, reason: str) -> None:
    """What a reviewer says of a finished audit, and the auditor's correction of one that was returned."""
    review = projection.review
    match event.op:
        case "returned":
            remarks = {**review.remarks, event.path: reason} if event.path else {"": reason}
            projection.review = replace(review, state="returned", remarks=remarks)
        case "reopened":
            projection.status, projection.score = "draft", None
            projection.review = replace(review, state="reopened")
        case "amended":
            projection.status = "finished"
            projection.score = value if isinstance(value, dict) else None
            projection.review = replace(
                review, state="resubmitted", edition=review.edition + 1, handed_in=event.wall
            )
        case _:
            projection.review = replace(review, state="verified", remarks={})


def _appeal(review: Review, event: Event, reason: str) -> Review:
    """An appeal of the site and what was decided; one that is upheld gives the audit back for correction."""
    if event.op == "appealed":
        grounds = {**review.grounds, event.path: reason} if event.path else {"": reason}
        return replace(review, appeal="open", grounds=grounds)
    if event.op == "appeal_rejected":
        return replace(review, appeal="rejected")
    return replace(review, appeal="upheld", state="returned", remarks={**review.grounds, "": reason})


def apply_event(projection: Projection, event: Event, values: Mapping[str, StoredValue]) -> None:
    """Fold one event into the projection. A value that is withheld or erased counts as given but unknown."""

    def look(commitment: str | None) -> Any:
        stored = values.get(commitment) if commitment else None
        return stored.value if stored else None

    value, reason = look(event.value), look(event.reason)
    match event.op:
        case "answered" | "cleared" | "not_applicable" | "not_observed":
            _answering(projection, event, value)
        case "noted":
            _note(projection, event, value)
        case "flagged":
            projection.items.setdefault(event.path, Item(event.path)).flagged = bool(value)
        case "photo_owed":
            _owe(projection, event, value)
        case "photo_declared":
            _declare(projection, event, value)
        case "evidence_added" | "evidence_removed":
            _evidence(projection, event, value)
        case "action_added" | "action_removed":
            _action(projection, event, value)
        case "repeat_added" | "repeat_removed":
            _repeat(projection, event, reason)
        case "timer":
            item = projection.items.setdefault(event.path, Item(event.path))
            item.timer_started, item.laps = read_clock(value, event.wall, item.laps)
        case "fact_changed":
            projection.facts[event.path.removeprefix("fact/")] = value
        case "checklist_moved":
            _moved(projection, event, value)
        case "checklist_declined":
            if isinstance(value, dict):
                projection.declined.append(str(value.get("hash")))
        case "created":
            projection.created_at = event.wall
        case "finished" | "abandoned":
            projection.status = "finished" if event.op == "finished" else "abandoned"
            projection.ended_at = event.wall
            projection.ending_reason = str(reason or "")
            projection.score = value if isinstance(value, dict) else None
        case "returned" | "reopened" | "amended" | "verified":
            _review(projection, event, value, str(reason or ""))
        case "appealed" | "appeal_upheld" | "appeal_rejected":
            projection.review = _appeal(projection.review, event, str(reason or ""))
        case _:
            pass
    projection.seq = event.seq
    projection.head = event.hash
    projection.changed_at = event.wall


def value_class(op: str, path: str) -> ValueClass:
    """The class of the value of an event (answers to signature questions are `person`; see the session)."""
    if op == "noted":
        return "private" if path.endswith(PRIVATE) else "note"
    if op in ("not_applicable", "not_observed"):
        return "note"
    if op in ("evidence_added", "evidence_removed", "photo_declared"):
        return "evidence"
    if op == "fact_changed" and path.removeprefix("fact/") in PERSONAL_FACTS:
        return "person"
    if op in _BY_SOMEBODY:
        return "person"
    return "answer"


def is_personal(stored: StoredValue) -> bool:
    """Whether a value is encrypted at rest where the workspace asks for it.

    Private notes, names of auditors and participants, signatures, and corrective actions that name their owner.
    """
    value = stored.value
    return stored.cls in ("private", "person") or (isinstance(value, dict) and bool(value.get("owner")))


def published_classes(kind: str) -> frozenset[ValueClass]:
    """What a report of this kind of visit may carry: names only where the visit was not a mystery one.

    Source: codes of the mystery-shopping trade; ISO 20252:2019 on the anonymity of fieldworkers.
    """
    return PUBLIC_CLASSES if kind == "mystery" else PUBLIC_CLASSES | {"person"}


def bundle(record: Record) -> dict[str, Any]:
    """The audit as a report carries it: every event, the checklists, and only the values it publishes."""
    allowed = published_classes(record.kind)
    used = [c for event in record.events for c in (event.value, event.old, event.reason) if c]
    kept = [record.values[c] for c in dict.fromkeys(used) if c in record.values]
    return {
        "format": BUNDLE_FORMAT,
        "audit": record.header.model_dump(mode="json", by_alias=True, exclude_none=True),
        "events": [event.model_dump(mode="json") for event in record.events],
        "values": [v.model_dump(mode="json", by_alias=True) for v in kept if v.cls in allowed],
    }


def checklist_hashes(record: Record) -> dict[str, str]:
    """Id of each checklist → SHA-256 of the edition of it that is in force."""
    return {embedded.id: embedded.hash for embedded in record.checklists}


def created_value(header: Header) -> dict[str, Any]:
    """What the first event commits to: everything in the header, the checklists by their hash."""
    body = header.model_dump(mode="json", by_alias=True, exclude_none=True)
    body["checklists"] = [{"id": c.id, "version": c.version, "hash": c.hash} for c in header.checklists]
    return body


def as_text(value: Any) -> Any:
    """`value` with every number written as text, as the record keeps numbers."""
    if isinstance(value, dict):
        return {key: as_text(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [as_text(inner) for inner in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value
