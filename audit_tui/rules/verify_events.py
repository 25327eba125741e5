"""Checking the events of a record: the chain, what the audit was begun with, moves to newer checklists, who judges."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from pydantic import ValidationError

from audit_tui.i18n import _
from audit_tui.locale_format import Figure
from audit_tui.model.audit import EmbeddedChecklist, Header
from audit_tui.model.basics import SCHEMA
from audit_tui.model.event import Event
from audit_tui.rules.record import Record, chain_hash, created_value, digest, genesis
from audit_tui.rules.review import JUDGING, authors
from audit_tui.rules.verification import Findings


def check_chain(check: Findings, audit_id: str, events: list[Any]) -> list[Event]:
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
            check.find(
                "chain.broken", _("Event {number} {fault}.").format(number=number, fault=fault), number
            )
            whole = False
        if event is not None:
            typed.append(event)
            prev = event.hash
        check.result.holding += whole
    return typed


def check_header(check: Findings, raw: dict[str, Any]) -> Header | None:
    """The header where it has its shape; with the checklists that it holds."""
    if isinstance(raw.get("schema"), int) and raw["schema"] > SCHEMA:
        check.find(
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
        check.find(
            "header.shape",
            _("The header is not as it should be: {place}: {msg}.").format(place=place, msg=first["msg"]),
        )
        return None
    # By their canonical form: to Python true equals 1.
    if _digest(header.model_dump(mode="json", by_alias=True, exclude_none=True)) != _digest(raw):
        check.find("header.shape", _("The header is not written as this program writes it."))
    for embedded in header.checklists:
        _embedded(check, embedded, _("the one the audit began with"))
    return header


def _embedded(check: Findings, embedded: EmbeddedChecklist, which: str, seq: int | None = None) -> None:
    if _digest(embedded.body) != embedded.hash:
        check.find(
            "checklist.hash",
            _("The checklist {id!r} is not {which}.").format(id=embedded.id, which=which),
            seq,
        )
    elif embedded.body.get("id") != embedded.id or embedded.body.get("version") != embedded.version:
        check.find(
            "checklist.name",
            _("The checklist {id!r} is not the one it is called.").format(id=embedded.id),
            seq,
        )


def check_created(check: Findings, record: Record) -> None:
    """The record begins with the creation of the audit, once, and that with what the header says."""
    first = record.events[0] if record.events else None
    if first is None or first.op != "created":
        check.find("created.missing", _("The record does not begin with the creation of the audit."), 1)
        return
    for event in record.events[1:]:
        if event.op == "created":
            check.find(
                "created.twice",
                _("Event {seq} creates the audit again.").format(seq=event.seq),
                event.seq,
            )
    value = record.value_of(first.value)
    if not isinstance(value, dict):
        check.find("created.withheld", _("What the audit was begun with is withheld."), 1)
        return
    expected = created_value(record.header)
    for key in expected | value:
        if key == "schema" and _is_migrated(value.get(key), expected[key]):
            continue
        if value.get(key) != expected.get(key):
            message = _("The header's {key!r} is not what was recorded when the audit began.").format(
                key=str(key)[:40]
            )
            check.find("header.changed", message, 1)


def check_moves(check: Findings, record: Record) -> None:
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
            check.find(
                "checklist.moved",
                _("Event {seq} moves to no checklist.").format(seq=event.seq),
                event.seq,
            )
            continue
        if ended or newer.id != event.path or newer.id not in known:
            words = _("after the end of the audit") if ended else _("of which the audit has none")
            check.find(
                "checklist.moved",
                _("Event {seq} moves to a checklist {id!r} {words}.").format(
                    seq=event.seq, id=newer.id[:64], words=words
                ),
                event.seq,
            )
        _embedded(check, newer, _("the one the audit moved to"), event.seq)


def check_judges(check: Findings, record: Record) -> None:
    """Nobody judges what they answered or handed in themselves."""
    for number, event in enumerate(record.events):
        if event.op in JUDGING and event.actor in authors(record.events[:number]):
            check.find(
                "review.self",
                _("Event {seq} ({op}) judges an audit of the same person.").format(
                    seq=event.seq, op=event.op
                ),
                event.seq,
            )


def check_clocks(check: Findings, events: list[Event]) -> None:
    """Note where the clock went back within one run of the program."""
    for before, after in pairwise(events):
        if before.run == after.run and after.wall < before.wall:
            check.result.notes.append(
                _("The clock went back by {wall:.1f} s between events {seq} and {seq2}.").format(
                    wall=Figure((before.wall - after.wall) / 1000), seq=before.seq, seq2=after.seq
                )
            )


def _is_migrated(begun: Any, now: int) -> bool:
    """Whether an audit was begun with an older schema than its file has now."""
    return isinstance(begun, int) and not isinstance(begun, bool) and 0 < begun < now


def _digest(value: Any) -> str:
    try:
        return digest(value)
    except (ValueError, TypeError, RecursionError):
        return ""
