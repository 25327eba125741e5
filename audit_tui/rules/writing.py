"""Writing the record: chained events and the values they commit to, and how an audit begins.

Pure: time, identities and randomness come from the clock that is given. What is written here is a proposal
until somebody has saved it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from audit_tui import __version__
from audit_tui.clock import Clock
from audit_tui.errors import InputError
from audit_tui.i18n import _
from audit_tui.model.audit import FACTS, Header
from audit_tui.model.checklist import Checklist
from audit_tui.model.event import Event, Grade, StoredValue, ValueClass
from audit_tui.model.site import VISIT_KINDS, Site
from audit_tui.model.text import clean
from audit_tui.rules.record import Change, chain_hash, commit, created_value, embed, genesis, value_class


class Pen:
    """Writes chained events, one after another, and the values they commit to."""

    def __init__(self, clock: Clock, actor: str, device: str, run: str, seq: int, prev: str) -> None:
        self._clock, self._actor, self._device, self._run = clock, actor, device, run
        self._seq, self._prev = seq, prev
        self._events: list[Event] = []
        self._values: list[StoredValue] = []

    def seal(self, value: Any, cls: ValueClass) -> str:
        """Commit to `value` and keep it beside the events."""
        salt = self._clock.token(16).hex()
        stored = StoredValue(commitment=commit(value, salt), salt=salt, value=value, cls=cls)
        self._values.append(stored)
        return stored.commitment

    def write(
        self,
        op: str,
        path: str,
        *,
        value: str | None = None,
        old: str | None = None,
        reason: str | None = None,
        grade: Grade | None = None,
    ) -> None:
        """Append one event; `value`, `old` and `reason` are commitments."""
        self._seq += 1
        body: dict[str, Any] = {
            "v": 1,
            "seq": self._seq,
            "op": op,
            "path": path,
            "value": value,
            "old": old,
            "reason": reason,
            "grade": grade,
            "actor": self._actor,
            "device": self._device,
            "run": self._run,
            "wall": self._clock.wall(),
            "offset": self._clock.offset(),
            "mono": self._clock.mono(),
            "prev": self._prev,
        }
        event = Event(**body, hash=chain_hash(body))
        self._prev = event.hash
        self._events.append(event)

    def change(self) -> Change:
        return Change(tuple(self._events), tuple(self._values))


def new_run(clock: Clock) -> str:
    """A random id for this run of the program, recorded with each event."""
    return clock.token(8).hex()


def begin(
    *,
    number: str,
    site: Site,
    checklists: Sequence[Checklist],
    facts: Mapping[str, Any],
    clock: Clock,
    actor: str,
    device: str,
    run: str,
    demo: bool = False,
) -> tuple[Header, Change]:
    """A new audit: its header and its first events, to be saved together.

    `facts` holds what is known about the visit (`kind`, `auditor`, `alias`, `visit_start` …); names as in
    `model.audit.FACTS`. Raises InputError for an unknown fact, no checklist, or the same one twice.
    """
    if not checklists:
        raise InputError("begin.none", _("An audit needs at least one checklist."))
    ids = [checklist.id for checklist in checklists]
    if len(set(ids)) != len(ids):
        raise InputError("begin.twice", _("A checklist was chosen twice: {ids}.").format(ids=", ".join(ids)))
    header = Header(
        id=clock.ulid(),
        number=number,
        demo=demo,
        app=__version__,
        site=site,
        checklists=[embed(checklist) for checklist in checklists],
    )
    pen = Pen(clock, actor, device, run, 0, genesis(header.id))
    pen.write("created", "", value=pen.seal(created_value(header), "answer"))
    for name, value in facts.items():
        check_fact(name, value)
        if value not in (None, ""):
            path = f"fact/{name}"
            pen.write("fact_changed", path, value=pen.seal(value, value_class("fact_changed", path)))
    return header, pen.change()


def reason_given(text: str) -> str:
    """A reason as it is recorded; InputError where nothing is said."""
    text = clean(text)[0].strip()
    if not text:
        raise InputError("reason.missing", _("A reason is needed."), next_step=_("Say in a few words why."))
    return text


def check_fact(name: str, value: Any) -> None:
    if name not in FACTS:
        raise InputError(
            "fact.unknown",
            _("{name!r} is no fact of a visit.").format(name=name),
            next_step=_("Known are: {facts}.").format(facts=", ".join(FACTS)),
        )
    if name == "kind" and value not in VISIT_KINDS:
        raise InputError(
            "fact.kind",
            _("{value!r} is no kind of visit.").format(value=value),
            next_step=_("Choose one of {visit_kinds}.").format(visit_kinds=", ".join(VISIT_KINDS)),
        )
    if name == "outcome" and value not in ("completed", "aborted"):
        raise InputError(
            "fact.outcome",
            _("{value!r} is no outcome of a visit; it is completed or aborted.").format(value=value),
        )
