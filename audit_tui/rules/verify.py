"""Checking a record against itself: chain, commitments, header, projection, seal and score.

Takes whatever it is given, however damaged or hostile, and answers with findings; it never raises and never
touches a disk. What such a check can prove and what it cannot is part of its answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any, Final

from pydantic import ValidationError

from audit_tui.clock import iso
from audit_tui.i18n import _, plural
from audit_tui.locale_format import Figure
from audit_tui.model.audit import EmbeddedChecklist, Header, Projection
from audit_tui.model.basics import SCHEMA
from audit_tui.model.event import Event, SealedValue, StoredValue
from audit_tui.rules.classes import SAYING, ValueClasses
from audit_tui.rules.gone import erased_commitments, rests_on_erased
from audit_tui.rules.record import (
    BUNDLE_FORMAT,
    PUBLIC_CLASSES,
    Record,
    apply_event,
    chain_hash,
    checklist_hashes,
    commit,
    created_value,
    digest,
    genesis,
)
from audit_tui.rules.review import JUDGING, EndedEdition, authors, editions, is_misplaced, up_to
from audit_tui.rules.tables import audit_state, item_document, make_seal
from audit_tui.rules.verification import Finding, Verification

Rescore = Callable[[Record], dict[str, Any] | None]
"""Computes from a record what its `finished` event should have recorded."""

TABLES: Final = frozenset({"audit", "events", "values", "answers", "journal", "cursor", "seal"})
_BUNDLE_KEYS: Final = frozenset({"format", "audit", "events", "values"})
_DERIVED: Final = (
    *("status", "kind", "facts", "instances", "moved", "created_at", "changed_at", "ended_at"),
    "review",
)
_FREE: Final = frozenset({"summary"})
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
MAX_FINDINGS: Final = 50
"""Findings kept of one kind of check; one damaged byte early in a chain can spoil every later event."""


def verify_bundle(document: Any, rescore: Rescore | None = None) -> Verification:
    """Check the record that a report carries (the JSON form of `rules.record.bundle`)."""
    return _guarded(lambda check: check.bundle(document), rescore)


def verify_tables(tables: Any, rescore: Rescore | None = None) -> Verification:
    """Check the tables of an audit file, draft or finished."""
    return _guarded(lambda check: check.tables(tables), rescore)


def _guarded(run: Callable[[_Check], None], rescore: Rescore | None) -> Verification:
    check = _Check(rescore)
    try:
        run(check)
    except Exception as error:  # a hostile file must end in a finding, whatever it does to the check
        check.find(
            "record.unreadable", _("The record cannot be read: {name}.").format(name=type(error).__name__)
        )
    return check.result


class _Check:
    """One run over one record."""

    def __init__(self, rescore: Rescore | None) -> None:
        self.result = Verification()
        self._rescore = rescore
        self._public = False
        self._counts: dict[str, int] = {}
        self._sealed: dict[str, SealedValue] = {}

    def find(self, code: str, message: str, seq: int | None = None) -> None:
        count = self._counts[code] = self._counts.get(code, 0) + 1
        if count <= MAX_FINDINGS:
            self.result.findings.append(Finding(code, message, seq))

    # -- the two shapes -------------------------------------------------------------------------------

    def bundle(self, document: Any) -> None:
        if not isinstance(document, dict) or document.get("format") != BUNDLE_FORMAT:
            self.find(
                "record.format",
                _("This is no record of an audit: its format is not {bundle_format!r}.").format(
                    bundle_format=BUNDLE_FORMAT
                ),
            )
            return
        self._public = True
        self._unknown(document, _BUNDLE_KEYS, "record")
        record = self._record(document.get("audit"), document.get("events"), document.get("values"))
        if record is not None:
            self._ended(record.projection, sealed=True)
            self._score(record)

    def tables(self, tables: Any) -> None:
        if not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
            self.find("record.format", _("This is no audit file: it does not consist of tables."))
            return
        self._unknown(tables, TABLES, "file")
        document = self._single(tables, "audit", required=True)
        if document is None:
            return
        derived = {name: document.get(name) for name in _DERIVED}
        header = {k: v for k, v in document.items() if k not in _DERIVED and k not in _FREE}
        events, values = self._listed(tables, "events"), self._listed(tables, "values")
        record = self._record(header, events, values)
        if record is None:
            return
        self._projection(record, derived, tables)
        sealed = "seal" in tables
        if sealed:
            self._seal(tables, record)
        elif record.projection.status != "draft":
            self.find("seal.missing", _("The audit is ended, but its file bears no seal."))
        self._ended(record.projection, sealed=sealed)
        self._score(record)

    def _single(self, tables: Mapping[str, Any], name: str, *, required: bool) -> dict[str, Any] | None:
        table = tables.get(name)
        if table is None and not required:
            return None
        document = table.get("1") if isinstance(table, dict) and list(table) == ["1"] else None
        if not isinstance(document, dict):
            self.find(
                "table.shape", _("The table {name!r} does not hold exactly one document.").format(name=name)
            )
            return None
        return document

    def _listed(self, tables: Mapping[str, Any], name: str) -> list[Any]:
        table = tables.get(name, {})
        if list(table) != [str(number) for number in range(1, len(table) + 1)]:
            self.find(
                "table.numbers",
                _("The entries of the table {name!r} are not numbered 1, 2, 3 ….").format(name=name),
            )
        return list(table.values())

    def _unknown(self, found: Mapping[Any, Any], known: frozenset[str], what: str) -> None:
        for key in found:
            if key not in known:
                self.find(
                    "record.unknown",
                    _("The {what} holds something unknown: {key!r}.").format(what=what, key=str(key)[:40]),
                )

    # -- the record -----------------------------------------------------------------------------------

    def _record(self, header: Any, events: Any, values: Any) -> Record | None:
        if not isinstance(header, dict) or not isinstance(events, list) or not isinstance(values, list):
            self.find("record.format", _("The record lacks its header, its events or its values."))
            return None
        result = self.result
        result.audit, result.number = str(header.get("id", ""))[:26], str(header.get("number", ""))[:500]
        result.events = len(events)
        stored = self._values(values)
        typed = self._chain(result.audit, events)
        if typed:
            result.head = typed[-1].hash
        shaped = self._header(header)
        if shaped is None:
            return None
        record = Record(
            header=shaped, values=stored, projection=Projection(head=genesis(shaped.id)), sealed=self._sealed
        )
        for event in typed:
            if is_misplaced(record.projection, event.op, event.path):
                self.find(
                    "event.misplaced",
                    _("Event {seq} ({op}) does not belong where it stands.").format(
                        seq=event.seq, op=event.op
                    ),
                    event.seq,
                )
            try:
                apply_event(record.projection, event, stored)
            except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
                self.find(
                    "event.value",
                    _("Event {seq} ({op}) has a value of no use.").format(seq=event.seq, op=event.op),
                    event.seq,
                )
            record.events.append(event)
        self._created(record)
        self._moves(record)
        self._judges(record)
        self._uses(record)
        self._erasures(record)
        self._clocks(typed)
        result.status = record.projection.status
        result.record = record
        return record

    def _header(self, raw: dict[str, Any]) -> Header | None:
        if isinstance(raw.get("schema"), int) and raw["schema"] > SCHEMA:
            self.find(
                "record.newer",
                _("The record was written by a newer version (schema {schema}, known is {schema2}).").format(
                    schema=raw["schema"], schema2=SCHEMA
                ),
            )
        try:
            header = Header.model_validate(raw)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"])[:120]
            self.find(
                "header.shape",
                _("The header is not as it should be: {place}: {msg}.").format(place=place, msg=first["msg"]),
            )
            return None
        # By their canonical form: to Python true equals 1.
        if _digest(header.model_dump(mode="json", by_alias=True, exclude_none=True)) != _digest(raw):
            self.find("header.shape", _("The header is not written as this program writes it."))
        for embedded in header.checklists:
            self._embedded(embedded, _("the one the audit began with"))
        return header

    def _embedded(self, embedded: EmbeddedChecklist, which: str, seq: int | None = None) -> None:
        if _digest(embedded.body) != embedded.hash:
            self.find(
                "checklist.hash",
                _("The checklist {id!r} is not {which}.").format(id=embedded.id, which=which),
                seq,
            )
        elif embedded.body.get("id") != embedded.id or embedded.body.get("version") != embedded.version:
            self.find(
                "checklist.name",
                _("The checklist {id!r} is not the one it is called.").format(id=embedded.id),
                seq,
            )

    def _moves(self, record: Record) -> None:
        """Every move leads to a whole checklist that the audit has, before the audit is ended."""
        known, ended = {one.id for one in record.header.checklists}, False
        for event in record.events:
            if event.op in ("finished", "abandoned", "amended", "reopened"):
                ended = event.op != "reopened"
            if event.op != "checklist_moved":
                continue
            try:
                newer = EmbeddedChecklist.model_validate(record.value_of(event.value))
            except ValidationError:
                self.find(
                    "checklist.moved",
                    _("Event {seq} moves to no checklist.").format(seq=event.seq),
                    event.seq,
                )
                continue
            if ended or newer.id != event.path or newer.id not in known:
                words = _("after the end of the audit") if ended else _("of which the audit has none")
                self.find(
                    "checklist.moved",
                    _("Event {seq} moves to a checklist {id!r} {words}.").format(
                        seq=event.seq, id=newer.id[:64], words=words
                    ),
                    event.seq,
                )
            self._embedded(newer, _("the one the audit moved to"), event.seq)

    def _judges(self, record: Record) -> None:
        """Nobody judges what they answered or handed in themselves."""
        for number, event in enumerate(record.events):
            if event.op in JUDGING and event.actor in authors(record.events[:number]):
                self.find(
                    "review.self",
                    _("Event {seq} ({op}) judges an audit of the same person.").format(
                        seq=event.seq, op=event.op
                    ),
                    event.seq,
                )

    def _values(self, values: list[Any]) -> dict[str, StoredValue]:
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
                self.find("value.shape", _("Value {number} is not as it should be.").format(number=number))
                continue
            if not true:
                self.find(
                    "value.changed",
                    _("Value {number} is not the one that was recorded.").format(number=number),
                )
            elif value.commitment in stored or value.commitment in self._sealed:
                self.find("value.twice", _("Value {number} is there twice.").format(number=number))
            else:
                stored[value.commitment] = value
        self.result.published = len(stored)
        return stored

    def _sealed_value(self, number: int, raw: dict[str, Any], stored: Mapping[str, StoredValue]) -> None:
        try:
            value = SealedValue.model_validate(raw)
        except (ValidationError, ValueError, TypeError, RecursionError):
            self.find("value.shape", _("Value {number} is not as it should be.").format(number=number))
            return
        if value.commitment in stored or value.commitment in self._sealed:
            self.find("value.twice", _("Value {number} is there twice.").format(number=number))
        else:
            self._sealed[value.commitment] = value

    def _chain(self, audit_id: str, events: list[Any]) -> list[Event]:
        """The events whose shape holds; `holding` counts how far the chain is unbroken."""
        typed: list[Event] = []
        prev, whole = genesis(audit_id), True
        for number, raw in enumerate(events, 1):
            fault = ""
            event: Event | None = None
            try:
                event = Event.model_validate(raw, strict=True)
                if chain_hash(raw) != event.hash:
                    fault = _("was changed: its hash does not fit it")
                elif event.seq != number:
                    fault = _("carries the number {seq}: events are missing, doubled or out of order").format(
                        seq=event.seq
                    )
                elif event.prev != prev:
                    fault = _("does not follow the one before it")
            except (ValidationError, ValueError, TypeError, RecursionError):
                fault = _("is not as it should be")
            if fault:
                self.find(
                    "chain.broken", _("Event {number} {fault}.").format(number=number, fault=fault), number
                )
                whole = False
            if event is not None:
                typed.append(event)
                prev = event.hash
            self.result.holding += whole
        return typed

    def _created(self, record: Record) -> None:
        first = record.events[0] if record.events else None
        if first is None or first.op != "created":
            self.find("created.missing", _("The record does not begin with the creation of the audit."), 1)
            return
        for event in record.events[1:]:
            if event.op == "created":
                self.find(
                    "created.twice",
                    _("Event {seq} creates the audit again.").format(seq=event.seq),
                    event.seq,
                )
        value = record.value_of(first.value)
        if not isinstance(value, dict):
            self.find("created.withheld", _("What the audit was begun with is withheld."), 1)
            return
        expected = created_value(record.header)
        for key in expected | value:
            if key == "schema" and _is_migrated(value.get(key), expected[key]):
                continue
            if value.get(key) != expected.get(key):
                message = _("The header's {key!r} is not what was recorded when the audit began.").format(
                    key=str(key)[:40]
                )
                self.find("header.changed", message, 1)

    def _uses(self, record: Record) -> None:
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
                        self.find("value.class", message, event.seq)
                if commitment in record.sealed and not _may_be_sealed(event, role, classes):
                    # What a score rests on is never encrypted, so it cannot be hidden from a check.
                    self.find(
                        "value.sealed",
                        _("The value of event {seq} must not be encrypted.").format(seq=event.seq),
                        event.seq,
                    )
        kept: list[StoredValue | SealedValue] = [*record.values.values(), *record.sealed.values()]
        for each in kept:
            if each.commitment not in used:
                self.find(
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
                self.find(
                    "value.leak",
                    _("A value of class {class_!r} is there; it must not be published.").format(
                        class_=each.cls
                    ),
                )
        self.result.erased = len(missing & erased)
        self.result.withheld = len(missing - erased)
        self.result.locked = len(record.sealed)

    def _absent(self, event: Event, classes: ValueClasses, *, gone: bool) -> None:
        if gone:
            return
        hidden = classes.class_of(event) in ("private", "person")
        if not self._public:
            self.find(
                "value.missing", _("The value of event {seq} is missing.").format(seq=event.seq), event.seq
            )
        elif not hidden and (event.op in _NEVER_WITHHELD or event.op in SAYING):
            self.find(
                "value.withheld",
                _("The value of event {seq} ({op} {path}) is withheld; reports publish it.").format(
                    seq=event.seq, op=event.op, path=event.path
                ),
                event.seq,
            )

    def _erasures(self, record: Record) -> None:
        for event in record.events:
            if event.op == "erased":
                named = record.value_of(event.value)
                count = len(named.get("commitments", ())) if isinstance(named, dict) else 0
                ground = str(record.value_of(event.reason) or _("not given"))[:200]
                values = plural("{count} value", "{count} values", count)
                self.result.notes.append(
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

    def _clocks(self, events: list[Event]) -> None:
        for before, after in pairwise(events):
            if before.run == after.run and after.wall < before.wall:
                self.result.notes.append(
                    _("The clock went back by {wall:.1f} s between events {seq} and {seq2}.").format(
                        wall=Figure((before.wall - after.wall) / 1000), seq=before.seq, seq2=after.seq
                    )
                )

    def _ended(self, projection: Projection, *, sealed: bool) -> None:
        if projection.status == "draft":
            message = _("The audit is not finished.")
            if sealed:
                self.find("finished.missing", message)
            else:
                self.result.notes.append(message)

    # -- projection, seal, score ----------------------------------------------------------------------

    def _projection(self, record: Record, derived: Mapping[str, Any], tables: Mapping[str, Any]) -> None:
        expected = audit_state(record.projection)
        for name in _DERIVED:
            if derived[name] != expected.get(name):
                self.find(
                    "projection.differs",
                    _("The file's {name!r} is not what the events add up to.").format(name=name),
                )
        answers = {
            str(number): item_document(item)
            for number, item in enumerate(record.projection.items.values(), 1)
        }
        kept = tables.get("answers", {})
        for key in kept.keys() | answers.keys():
            if kept.get(key) != answers.get(key):
                path = (answers.get(key) or kept.get(key) or {}).get("path", key)
                self.find(
                    "projection.differs",
                    _("The answer kept for {path!r} is not what its events say.").format(path=path),
                )
        if list(kept) != list(answers):
            self.find("projection.order", _("The kept answers are not in the order of the events."))
        journal = self._single(tables, "journal", required=True)
        wanted = {"seq": record.projection.seq, "chain": record.projection.head}
        if journal is not None and journal != wanted:
            self.find("journal.differs", _("The journal does not name the last event."))
        self._single(tables, "cursor", required=False)

    def _seal(self, tables: Mapping[str, Any], record: Record) -> None:
        seal = self._single(tables, "seal", required=True)
        if seal is None:
            return
        wanted = make_seal(tables, record.projection)
        for key in wanted.keys() | seal.keys():
            if seal.get(key) != wanted.get(key):
                words = {
                    "digest": _("The file was changed after it was sealed."),
                    "events": _("The seal names another number of events."),
                    "head": _("The seal names another last event."),
                }
                self.find(
                    "seal.broken",
                    words.get(key, _("The seal's {key!r} is not as it should be.").format(key=key[:40])),
                )

    def _score(self, record: Record) -> None:
        """The score of each edition follows from its answers; the last one is the one that is told."""
        self.result.recorded = record.projection.score
        if self._rescore is None:
            return
        ended = editions(record)
        blind, locked = rests_on_erased(record), bool(record.sealed)
        for one in ended:
            is_last = one is ended[-1]
            is_now = is_last and record.projection.status == "finished"
            at = record if is_now else up_to(record, one.event.seq)
            recomputed = self._edition(at, one, self._rescore, blind=blind, locked=locked)
            if is_last:
                self.result.recomputed = recomputed

    def _edition(
        self, record: Record, one: EndedEdition, rescore: Rescore, *, blind: bool, locked: bool
    ) -> dict[str, Any] | None:
        """What the score of an edition is when it is computed again; None where that cannot be said."""
        seq, notes = one.event.seq, self.result.notes
        if not one.recorded:
            self.find("score.missing", _("No score was recorded at the end of the audit."), seq)
            return None
        hashes = one.recorded.get("checklists")
        if hashes is not None and hashes != checklist_hashes(record):
            self.find(
                "score.checklists",
                _("The recorded score names other checklists than the audit ended with."),
                seq,
            )
        recomputed: dict[str, Any] | None = None
        try:
            recomputed = rescore(record)
        except Exception as error:  # a checklist that was tampered with may be unusable in any way
            if not blind and not locked:
                self.find(
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
            self.find("score.differs", _("The recorded score does not follow from the answers."), seq)
            return recomputed
        return None


def _may_be_sealed(event: Event, role: str, classes: ValueClasses) -> bool:
    """Whether a value of an event is of a kind that is encrypted at rest (`rules.record.is_personal`)."""
    hidden = event.op == "action_added" or classes.class_of(event) in ("private", "person")
    return role != "reason" and hidden


def _is_migrated(begun: Any, now: int) -> bool:
    """Whether an audit was begun with an older schema than its file has now."""
    return isinstance(begun, int) and not isinstance(begun, bool) and 0 < begun < now


def _digest(value: Any) -> str:
    try:
        return digest(value)
    except (ValueError, TypeError, RecursionError):
        return ""


def _day(wall: int) -> str:
    try:
        return iso(wall)[:10]
    except (ValueError, OverflowError, OSError):
        return _("an impossible day")


__all__ = ["Finding", "Rescore", "Verification", "verify_bundle", "verify_tables"]
