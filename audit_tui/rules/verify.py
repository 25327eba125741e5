"""Checking a record against itself: chain, commitments, header, projection, seal and score.

Takes whatever it is given, however damaged or hostile, and answers with findings; it never raises and never
touches a disk. What such a check can prove and what it cannot is part of its answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from pydantic import ValidationError

from audit_tui.i18n import _
from audit_tui.model.audit import Projection
from audit_tui.rules.record import BUNDLE_FORMAT, Record, apply_event, genesis
from audit_tui.rules.review import is_misplaced
from audit_tui.rules.tables import audit_state, item_document, make_seal
from audit_tui.rules.verification import Finding, Findings, Verification
from audit_tui.rules.verify_events import (
    check_chain,
    check_clocks,
    check_created,
    check_header,
    check_judges,
    check_moves,
)
from audit_tui.rules.verify_score import Rescore, check_score
from audit_tui.rules.verify_values import ValuesCheck, note_erasures

TABLES: Final = frozenset({"audit", "events", "values", "answers", "journal", "cursor", "seal"})
_BUNDLE_KEYS: Final = frozenset({"format", "audit", "events", "values"})
_DERIVED: Final = (
    *("status", "kind", "facts", "instances", "moved", "created_at", "changed_at", "ended_at"),
    "review",
)
_FREE: Final = frozenset({"summary"})


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


class _Check(Findings):
    """One run over one record."""

    def __init__(self, rescore: Rescore | None) -> None:
        super().__init__()
        self._rescore = rescore
        self._public = False

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
            check_score(self, record, self._rescore)

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
        check_score(self, record, self._rescore)

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
        kept = ValuesCheck(self, public=self._public)
        stored = kept.take(values)
        typed = check_chain(self, result.audit, events)
        if typed:
            result.head = typed[-1].hash
        shaped = check_header(self, header)
        if shaped is None:
            return None
        record = Record(
            header=shaped, values=stored, projection=Projection(head=genesis(shaped.id)), sealed=kept.sealed
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
        check_created(self, record)
        check_moves(self, record)
        check_judges(self, record)
        kept.check_uses(record)
        note_erasures(self, record)
        check_clocks(self, typed)
        result.status = record.projection.status
        result.record = record
        return record

    def _ended(self, projection: Projection, *, sealed: bool) -> None:
        if projection.status == "draft":
            message = _("The audit is not finished.")
            if sealed:
                self.find("finished.missing", message)
            else:
                self.result.notes.append(message)

    # -- projection, seal -----------------------------------------------------------------------------

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


__all__ = ["Finding", "Rescore", "Verification", "verify_bundle", "verify_tables"]
