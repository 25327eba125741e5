"""On an open visit the card shows what was found the last time; on a mystery visit it never does."""

from __future__ import annotations

import pytest

from audit_tui.clock import FixedClock
from audit_tui.model.audit import Action
from audit_tui.saver import Saver
from audit_tui.session import AuditSession
from audit_tui.store.audits import AuditStore
from audit_tui.store.workspace import Workspace
from tests.tui.conftest import Open, start, yes_no

DEMANDING = {"on_fail": {"comment": "required", "action": True}}


def finished(workspace: Workspace, clock: FixedClock, **facts: str) -> None:
    """A visit a week before: the first point failed, with a note and an action; the second was well."""
    ref = start(workspace, clock, yes_no(3, **DEMANDING), **{"visit_start": "2026-11-15T10:30", **facts})
    with AuditStore(workspace, clock).open(ref) as audit:
        session = AuditSession(
            audit.record, clock=clock, actor=audit.record.events[0].actor, device=clock.ulid(), run="0" * 16
        )
        saver = Saver(audit, session)
        action = Action(id=clock.ulid(), what="Train the desk", owner="Store manager", due="2026-11-20")
        for change in (
            session.answer("list/q0", "no"),
            None,
        ):
            if change:
                saver.save(change)
        note = session.note("list/q0", "Nobody looked up")
        assert note is not None
        saver.save(note)
        saver.save(session.note("list/q0", "seen by a guest", private=True) or note)
        saver.save(session.add_action("list/q0", action))
        saver.save(session.answer("list/q1", "yes"))
        saver.save(session.answer("list/q2", "yes"))
        saver.save(session.finish())


async def test_an_open_visit_shows_the_last_result_and_the_open_action(
    walking: Open, workspace: Workspace, clock: FixedClock
) -> None:
    finished(workspace, clock)
    clock.tick(3_600_000)
    async with walking(yes_no(3, **DEMANDING)) as d:
        shown = d.words()
        assert "Last time (15 Nov 2026): no · “Nobody looked up” · = still so" in shown
        assert "Open action, overdue: Train the desk · Store manager · by 20 Nov 2026" in shown
        assert "seen by a guest" not in shown


@pytest.mark.parametrize("kind", ["mystery", "phone", "delivery"])
async def test_no_other_kind_of_visit_is_told_anything(
    walking: Open, workspace: Workspace, clock: FixedClock, kind: str
) -> None:
    finished(workspace, clock)
    clock.tick(3_600_000)
    async with walking(yes_no(3, **DEMANDING), kind=kind) as d:
        assert "Last time" not in d.text() and "Open action" not in d.text()
        await d.keys("equals_sign")
        assert d.record.projection.items == {}
        assert "Only on an open visit" in d.text()


@pytest.mark.parametrize("key", ["equals_sign", "equal"])
async def test_still_so_is_one_key_with_the_note_and_the_same_action(
    walking: Open, workspace: Workspace, clock: FixedClock, key: str
) -> None:
    finished(workspace, clock)
    clock.tick(3_600_000)
    async with walking(yes_no(3, **DEMANDING)) as d:
        await d.keys(key)
        item = d.walk.session.item("list/q0")
        assert item.value == "no"
        assert item.note == "Still so as on 2026-11-15: Nobody looked up"
        assert [one.what for one in item.actions] == ["Train the desk"]
        assert d.walk.session.owed() == []
        assert d.cursor == "list/q1"
        await d.keys(key)
        assert (d.value("q1", "list"), d.cursor) == ("yes", "list/q2")


async def test_a_question_that_asks_something_else_now_is_not_compared(
    walking: Open, workspace: Workspace, clock: FixedClock
) -> None:
    finished(workspace, clock)
    clock.tick(3_600_000)
    async with walking(yes_no(3, meaning=2)) as d:
        assert "Last time" not in d.text()


async def test_a_figure_is_never_still_so(walking: Open) -> None:
    async with walking(at="kinds/light") as d:
        await d.keys("equals_sign")
        assert d.value("light") is None
        assert "could still be so" in d.text()
