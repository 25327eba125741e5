"""A workspace with one open audit that has a question of every type, and a way to drive the app by keys."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key
from textual.message_pump import MessagePump
from textual.pilot import Pilot

from audit_tui.clock import FixedClock
from audit_tui.model.checklist import Checklist
from audit_tui.model.site import Site
from audit_tui.rules.record import Record
from audit_tui.rules.writing import begin, new_run
from audit_tui.saver import Saver
from audit_tui.session import AuditSession
from audit_tui.store.audits import AuditStore
from audit_tui.store.registry import Registry
from audit_tui.store.replay import journal_file
from audit_tui.store.workspace import Workspace, create_workspace
from audit_tui.tui.app import AuditApp
from audit_tui.tui.guard import BOUNCE
from audit_tui.tui.screens.walk import WalkScreen

SITE = Site(id="ROMA-01", name="Fictional Store Rome", address="Invented Street 1", zone="Europe/Rome")
HEAD: dict[str, Any] = {"format": "audit-checklist/1", "version": "1"}
TYPES: dict[str, Any] = {
    **HEAD,
    "id": "kinds",
    "title": "Every kind",
    "standards": {
        "PH-01": {"text": "A call is picked up within three rings.", "figure": "3 rings", "source": "Custom"}
    },
    "sections": [
        {
            "id": "one",
            "title": "One of each",
            "questions": [
                {"id": "read", "type": "info", "text": "Read this first."},
                {
                    "id": "greeted",
                    "type": "yes_no",
                    "text": "Were you greeted?",
                    "points": 2,
                    "allow_na": True,
                },
                {"id": "tone", "type": "scale", "text": "How friendly?", "points": 4, "max": 4},
                {"id": "recommend", "type": "nps", "text": "How likely to recommend?"},
                {
                    "id": "who",
                    "type": "single",
                    "text": "Who came?",
                    "choices": [
                        {"id": "seller", "label": "A seller", "points": 2},
                        {"id": "nobody", "label": "Nobody", "points": 0},
                    ],
                },
                {
                    "id": "heard",
                    "type": "multi",
                    "text": "What did you hear?",
                    "choices": [
                        {"id": "hello", "label": "A greeting", "points": 1},
                        {"id": "name", "label": "A name", "points": 1},
                        {"id": "offer", "label": "An offer", "points": 1},
                    ],
                },
                {"id": "light", "type": "number", "text": "How bright?", "unit": "lx", "min": 0, "max": 500},
                {
                    "id": "rings",
                    "type": "count",
                    "text": "How many rings?",
                    "points": 4,
                    "meets": ". <= 3",
                    "standard": "PH-01",
                },
                {
                    "id": "wait",
                    "type": "stopwatch",
                    "text": "How long a wait?",
                    "points": 4,
                    "meets": ". <= 30",
                },
                {"id": "day", "type": "date", "text": "Which day?"},
                {"id": "hour", "type": "time", "text": "Which hour?"},
                {"id": "at", "type": "datetime", "text": "When was it?"},
                {"id": "words", "type": "text", "text": "Which words?"},
                {"id": "story", "type": "text", "text": "What happened?", "multiline": True},
                {"id": "picture", "type": "photo", "text": "A picture of the sign"},
                {"id": "paper", "type": "file", "text": "The receipt"},
                {"id": "signed", "type": "signature", "text": "Your name"},
                {"id": "double", "type": "calc", "text": "Twice the rings", "formula": "${rings} * 2"},
                {
                    "id": "calls",
                    "type": "repeat",
                    "text": "Further call",
                    "questions": [{"id": "again", "type": "count", "text": "Rings again"}],
                },
                {
                    "id": "solved",
                    "type": "yes_no",
                    "text": "Was it solved?",
                    "points": 8,
                    "critical": {"cap": 60},
                    "on_fail": {"comment": "required", "action": True},
                },
            ],
        }
    ],
}


def yes_no(count: int, **more: Any) -> dict[str, Any]:
    """A checklist of `count` yes/no questions q0, q1 …"""
    questions = [
        {"id": f"q{n}", "type": "yes_no", "text": f"Point {n}?", "points": 1, "allow_na": True, **more}
        for n in range(count)
    ]
    return {
        **HEAD,
        "id": "list",
        "title": "List",
        "sections": [{"id": "s", "title": "Section", "questions": questions}],
    }


def numbers(*more: dict[str, Any]) -> dict[str, Any]:
    """A checklist of figures n0, n1 …, each with what is given for it."""
    questions = [
        {"id": f"n{n}", "type": "number", "text": f"Figure {n}?", **each} for n, each in enumerate(more)
    ]
    return {
        **HEAD,
        "id": "list",
        "title": "List",
        "sections": [{"id": "s", "title": "Section", "questions": questions}],
    }


class Driver:
    """The app under the fingers of somebody who waits for each key to have its effect."""

    def __init__(self, app: AuditApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot
        self._at = 0.0
        """When the last key was pressed."""

    async def keys(self, *keys: str) -> None:
        """Press keys one after the other; the same key again comes later than a bouncing one would."""
        for key in keys:
            self._press(key)
            await self.rest()

    def _press(self, key: str) -> None:
        """Send a key as the terminal would, with a moment of its own: no machine is too slow or too fast for it."""
        name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
        try:
            character: str | None = unicodedata.lookup(
                _get_unicode_name_from_key(REPLACED_KEYS.get(name, name))
            )
        except KeyError:
            character = key if len(key) == 1 else None
        event = events.Key(name, character)
        self._at = event.time = max(event.time, self._at + BOUNCE * 1.2)
        event.set_sender(self.app)
        self.app.post_message(event)

    async def type(self, text: str) -> None:
        """Type a text into what has the focus."""
        for character in text:
            self._press("space" if character == " " else character)
            await self._drawn()
        await self.rest()

    async def rest(self) -> None:
        """Wait until everything asked for is saved and shown."""
        for _ in range(500):
            await self._drawn()
            busy = [s for s in self.app.screen_stack if isinstance(s, WalkScreen) and s.desk.waiting]
            unsettled = not getattr(self.app.screen, "_settled", True)
            if not busy and not unsettled and not any(worker.is_running for worker in self.app.workers):
                break
            await asyncio.sleep(0.005)
        await self._drawn()

    async def _drawn(self) -> None:
        """Wait until no message waits and nothing is to be drawn.

        The pilot waits until the process idles for some fiftieths of a second, three times for every key; that is
        most of the time that tests of screens took, and on a machine with other work it is no proof.
        """
        calm = 0
        for spin in range(2000):
            # A second at the least is given to what waits for a thread or a clock.
            await asyncio.sleep(0 if spin < 1000 else 0.001)
            screen = self.app.screen
            pumps = [self.app, *self.app.screen_stack, *screen.walk_children()]
            if all(map(_idle, pumps)):
                await self.app.animator.wait_until_complete()
                screen._on_timer_update()
                undrawn = screen._callbacks or screen._dirty_widgets or screen._layout_required
                calm = 0 if undrawn or not all(map(_idle, pumps)) else calm + 1
                if calm == 3:
                    return
            else:
                calm = 0

    @property
    def walk(self) -> WalkScreen:
        return next(s for s in self.app.screen_stack if isinstance(s, WalkScreen))

    @property
    def record(self) -> Record:
        return self.walk.session.record

    def value(self, question: str, checklist: str = "kinds") -> Any:
        return self.walk.session.item(f"{checklist}/{question}").value

    @property
    def cursor(self) -> str:
        return str(self.walk.session.cursor)

    async def go(self, path: str) -> None:
        """Put the walk on a question."""
        self.walk.go(path)
        await self.rest()

    async def click(self, words: str) -> None:
        """Click where `words` stand on the screen."""
        for y, line in enumerate(self.text().split("\n")):
            if words in line:
                await self.pilot.click(offset=(line.index(words) + 1, y))
                for _hop in range(3):  # from a box to the app, from there to the field, and back to the box
                    await self.rest()
                return
        raise AssertionError(f"{words!r} is not on the screen:\n{self.text()}")

    def text(self) -> str:
        """Everything on the screen, as lines of text."""
        lines = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip) for strip in lines)

    def words(self) -> str:
        """The words on the screen in one line, however they are wrapped and boxed."""
        return " ".join(re.sub(r"[│╭╮╰╯─▸]", " ", self.text()).split())


def _idle(pump: MessagePump) -> bool:
    """Whether a widget has nothing in hand and waits for its next message."""
    queue = pump._message_queue
    waits = bool(queue.ready_event._waiters) or not pump._running  # type: ignore[attr-defined]
    return waits and queue.empty() and not pump._next_callbacks


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(now=1_795_341_600_000, minutes_ahead=60)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return create_workspace(tmp_path / "shop", organisation="Fictional Stores")


def start(workspace: Workspace, clock: FixedClock, *checklists: dict[str, Any], **facts: Any) -> str:
    """Begin an audit and let go of it; returns its id."""
    registry, store = Registry(workspace, clock), AuditStore(workspace, clock)
    if registry.find_site(SITE.id) is None:
        registry.add_site(SITE)
    person = registry.remember_person("Anna Example", "Shopper 7")
    header, change = begin(
        number=store.next_number(SITE.id, 2026),
        site=SITE,
        checklists=[Checklist.model_validate(one, context={"language": "en"}) for one in checklists],
        facts={
            "kind": "open",
            "auditor": person.name,
            "alias": person.alias,
            "visit_start": "2026-11-22T10:30",
            **facts,
        },
        clock=clock,
        actor=person.id,
        device=registry.device(),
        run=new_run(clock),
    )
    store.create(header, change).close()
    return header.id


Open = Callable[..., AbstractAsyncContextManager[Driver]]


@pytest.fixture
def home(workspace: Workspace, clock: FixedClock) -> Open:
    """The app at home."""

    @asynccontextmanager
    async def run(size: tuple[int, int] = (80, 24)) -> AsyncIterator[Driver]:
        app = AuditApp(workspace, clock)
        async with app.run_test(size=size) as pilot:
            driver = Driver(app, pilot)
            await driver.rest()
            yield driver

    return run


@pytest.fixture
def walking(workspace: Workspace, clock: FixedClock, home: Open) -> Open:
    """The app in the walk of an audit over the checklists given."""

    @asynccontextmanager
    async def run(
        *checklists: dict[str, Any], size: tuple[int, int] = (80, 24), at: str = "", **facts: Any
    ) -> AsyncIterator[Driver]:
        start(workspace, clock, *(checklists or (TYPES,)), **facts)
        async with home(size) as driver:
            await driver.keys("enter")
            if at:
                await driver.go(at)
            yield driver

    return run


def damage(workspace: Workspace, clock: FixedClock, ref: str) -> None:
    """Answer the open list audit three times, kill the program, and flip a byte in its second answer."""
    store = AuditStore(workspace, clock)
    audit = store.open(ref)
    for path, value in (("list/q0", "yes"), ("list/q1", "no"), ("list/q2", "yes")):
        session = AuditSession(
            audit.record, clock=clock, actor=audit.record.events[0].actor, device=clock.ulid(), run="0" * 16
        )
        clock.tick(60_000)
        Saver(audit, session).save(session.answer(path, value))
    assert audit._writer is not None
    audit._writer.database.storage.abandon()
    audit._writer = None
    audit.close()
    journal = journal_file(audit.path)
    content = bytearray(journal.read_bytes())
    content[content.index(b"\n") + 100] ^= 1
    journal.write_bytes(content)
