"""Keeps what is being typed in one audit, so that no end of the program takes it along. Knows no screen.

What is told here is written within a second or two by a thread of its own: typing never waits for the disk. It is no
answer and counts for nothing until it is saved; a disk that refuses costs no more than that.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from audit_tui.clock import Clock
from audit_tui.errors import AuditError
from audit_tui.model.audit import Action, Item
from audit_tui.rules.routing import Slot
from audit_tui.session import AuditSession
from audit_tui.store.halftyped import HalfTyped, Text, change_half_typed, read_half_typed
from audit_tui.store.workspace import Workspace

PAUSE: Final = 1.0
"""Seconds between two writes."""


class Keeper:
    """What stands half typed in one audit (ULID), by what it is about. Used on one thread, writes on another."""

    def __init__(self, workspace: Workspace, audit: str, clock: Clock) -> None:
        self._workspace, self._audit, self._clock = workspace, audit, clock
        self._texts = read_half_typed(workspace, audit)
        self._news = threading.Condition()
        self._put: dict[str, HalfTyped] = {}
        self._drop: set[str] = set()
        self._waiting = self._closing = False
        self._thread: threading.Thread | None = None

    def all(self) -> dict[str, HalfTyped]:
        """Everything that stands half typed now."""
        return dict(self._texts)

    def get(self, what: str) -> HalfTyped | None:
        """What stands half typed about something."""
        return self._texts.get(what)

    def keep(self, what: str, text: Text) -> None:
        """Keep a text as it stands now; one that is empty is nothing to keep."""
        if not text:
            self.drop(what)
            return
        before = self._texts.get(what)
        if before is None or before.text != text:
            self._texts[what] = HalfTyped(text, self._clock.wall(), self._clock.offset())
            self._tell(what)

    def drop(self, what: str) -> None:
        """Keep it no longer: it is saved, or nobody wants it any more."""
        if self._texts.pop(what, None) is not None:
            self._tell(what)

    def drop_all(self) -> None:
        """Keep nothing any longer."""
        for what in list(self._texts):
            self.drop(what)

    def close(self) -> None:
        """Write what is not written yet, and end the thread."""
        thread = self._thread
        if thread is not None:
            with self._news:
                self._closing = True
                self._news.notify()
            thread.join()
            self._thread, self._closing = None, False

    def _tell(self, what: str) -> None:
        with self._news:
            kept = self._texts.get(what)
            if kept is None:
                self._put.pop(what, None)
                self._drop.add(what)
            else:
                self._drop.discard(what)
                self._put[what] = kept
            self._waiting = True
            self._news.notify()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while True:
            with self._news:
                self._news.wait_for(lambda: self._waiting or self._closing)
                put, drop = dict(self._put), set(self._drop)
                self._put.clear()
                self._drop.clear()
                self._waiting = False
            if put or drop:
                self._write(put, drop)
            with self._news:
                if self._closing and not self._waiting:
                    return
                self._news.wait_for(lambda: self._closing, PAUSE)

    def _write(self, put: dict[str, HalfTyped], drop: set[str]) -> None:
        try:
            change_half_typed(self._workspace, self._audit, put, drop)
        except AuditError:
            with self._news:
                # With the next text that comes it is tried again; what came meanwhile is newer.
                newer = self._put.keys() | self._drop
                self._put.update({what: one for what, one in put.items() if what not in newer})
                self._drop.update(drop - newer)


ANYWHERE: Final = ("jot", "facts")
"""Kinds of text that belong to no question."""
OFFERED: Final = ("note", "private", "text", "action", "reason", "unseen", *ANYWHERE)
"""Kinds that are offered when an audit is opened again; others stand again where they were typed."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A text that stands half typed and can be gone on with."""

    what: str
    """Its kind, and the path of its question after a colon."""
    kind: str
    slot: Slot | None
    """The question it is about; None where it is about none."""
    half: HalfTyped


def waiting(keeper: Keeper, session: AuditSession, kinds: tuple[str, ...] = OFFERED) -> list[Waiting]:
    """What of these kinds waits to be gone on with, the last kept last.

    What was saved in the very moment in which the program was killed is dropped here; what is about a question that
    is not asked any more stays kept.
    """
    found = []
    for what, half in keeper.all().items():
        kind, _colon, path = what.partition(":")
        slot = session.visible(path) if path else None
        if kind not in kinds or (slot is None) != (kind in ANYWHERE):
            continue
        if (
            slot is not None
            and _saved(kind, session.item(path), with_cause=session.record.asks_cause) == half.text
        ):
            keeper.drop(what)
        else:
            found.append(Waiting(what, kind, slot, half))
    return sorted(found, key=lambda one: one.half.wall)


def action_values(action: Action | None, *, with_cause: bool) -> dict[str, str]:
    """The fields of a corrective action as they are typed; empty ones where there is none yet.

    `with_cause`: whether the root cause is one of them.
    """
    values = dict.fromkeys(("what", "owner", "due", "verify"), "")
    if action is not None:
        values = {
            "what": action.what,
            "owner": action.owner,
            "due": action.due or "",
            "verify": action.verify,
        }
    if with_cause:
        values["cause"] = (action.cause if action is not None else None) or ""
    return values


def _saved(kind: str, item: Item, *, with_cause: bool) -> Any:
    """What is saved in the same place."""
    match kind:
        case "note":
            return item.note
        case "private":
            return item.private_note
        case "action":
            return action_values(item.actions[-1] if item.actions else None, with_cause=with_cause)
        case "reason" | "unseen":
            return item.reason
    return item.value


class Remarks:
    """What a second person wants to be looked at, question by question, kept until the audit is returned with it."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper

    def all(self, paths: Iterable[str] = ()) -> dict[str, str]:
        """Path of a question → what is asked there, in the order of `paths`, any others after them."""
        found = {
            what.partition(":")[2]: one.text
            for what, one in self._keeper.all().items()
            if what.startswith("remark:") and isinstance(one.text, str) and one.text.strip()
        }
        return {path: found[path] for path in dict.fromkeys([*paths, *found]) if path in found}

    def at(self, path: str) -> str:
        """What is asked at a question; empty where nothing is."""
        return self.all().get(path, "")

    def put(self, path: str, text: str) -> None:
        """Ask something at a question; an empty text takes it back."""
        self._keeper.keep(f"remark:{path}", text)

    def sent(self) -> None:
        """They are in the audit now."""
        for path in self.all():
            self._keeper.drop(f"remark:{path}")
