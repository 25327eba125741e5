"""What follows the end of an audit, by keys: returned ones stand first, are corrected, verified, appealed, decided."""

from __future__ import annotations

import pytest

from audit_tui.clock import FixedClock
from audit_tui.reviewing import Reviewer
from audit_tui.rules.review import editions
from audit_tui.rules.writing import new_run
from audit_tui.saver import Saver
from audit_tui.session import AuditSession
from audit_tui.store.audits import AuditStore
from audit_tui.store.registry import Registry
from audit_tui.store.workspace import Workspace
from audit_tui.tui.screens.home import HomeScreen
from audit_tui.tui.screens.review import ReviewScreen
from audit_tui.tui.screens.walk import WalkScreen
from tests.tui.conftest import Driver, Open, start, yes_no


@pytest.fixture
def ref(workspace: Workspace, clock: FixedClock) -> str:
    """A finished audit of three questions, the second failed."""
    ref = start(workspace, clock, yes_no(3))
    with AuditStore(workspace, clock).open(ref) as audit:
        first = audit.record.events[0]
        session = AuditSession(
            audit.record, clock=clock, actor=first.actor, device=first.device, run=new_run(clock)
        )
        saver = Saver(audit, session)
        for slot, said in zip(session.slots, ("yes", "no", "yes"), strict=True):
            saver.save(session.answer(slot.path, said))
        saver.save(session.finish())
        saver.close()
    return ref


def reviewer(workspace: Workspace, clock: FixedClock) -> Reviewer:
    return Reviewer(AuditStore(workspace, clock), Registry(workspace, clock), clock, new_run(clock))


async def fill(d: Driver, *texts: str) -> None:
    for at, text in enumerate(texts):
        if at:
            await d.keys("tab")
        await d.type(text)
    await d.keys("f10")


async def test_a_returned_audit_stands_first_is_corrected_and_handed_in_again(
    workspace: Workspace, clock: FixedClock, home: Open, ref: str
) -> None:
    reviewer(workspace, clock).hand_back(
        ref, "Eva Supervisor", "Listen again.", {"list/q1": "The recording says yes."}
    )
    async with home() as d:
        text = d.text()
        assert text.index("Returned or appealed") < text.index("AUD-2026-ROMA-01-01")
        await d.keys("enter")
        assert isinstance(d.app.screen, ReviewScreen)
        assert "waits to be corrected" in d.words() and "The recording says yes." in d.words()
        await d.keys("c")
        assert isinstance(d.app.screen, WalkScreen) and d.cursor == "list/q1"
        assert "Returned: The recording says yes." in d.words()
        assert "Returned: Listen again." in d.words()
        await d.keys("1", "f10")
        assert "Hand AUD-2026-ROMA-01-01 in again?" in d.words()
        await d.keys("1")
        await d.type("Heard it.")
        await d.keys("enter", "escape")
    with AuditStore(workspace, clock).open(ref, write=False) as audit:
        first, second = editions(audit.record)
        assert (second.why, audit.record.projection.status) == ("Heard it.", "finished")
        assert first.percent != second.percent


async def test_a_second_person_verifies_and_the_auditor_cannot(
    clock: FixedClock, home: Open, ref: str
) -> None:
    async with home() as d:
        await d.keys("down", "c", "v")
        await fill(d, "Anna Example")
        assert "Nobody judges their own audit" in d.words()
        await d.keys("v")
        await fill(d, "Eva Supervisor")
        assert "A second person has verified it." in d.words()
        assert "Verified by Eva Supervisor" in d.words()
        await d.keys("escape")
        assert isinstance(d.app.screen, HomeScreen)


async def test_an_appeal_is_recorded_upheld_and_leads_to_a_correction(home: Open, ref: str) -> None:
    async with home((100, 30)) as d:
        await d.keys("c", "a")
        await fill(d, "Store manager")
        assert "Please type something." in d.words()
        await d.type("It was open.")
        await d.keys("f10")
        assert "The appeal is recorded" in d.words() and "nobody has decided yet" in d.words()
        await d.keys("u")
        await fill(d, "Eva Supervisor", "Seen.")
        assert "Upheld: the audit is to be corrected." in d.words()
        await d.keys("escape")
        assert "Returned or appealed" in d.text()


async def test_a_rejected_appeal_lets_the_result_stand_and_a_return_needs_a_reason(
    workspace: Workspace, clock: FixedClock, home: Open, ref: str
) -> None:
    reviewer(workspace, clock).appeal(ref, "Store manager", "", "No.")
    async with home() as d:
        await d.keys("enter", "j")
        await fill(d, "Eva Supervisor", "It was shut.")
        assert "Rejected: the result stands." in d.words()
        await d.keys("r")
        await fill(d, "Eva Supervisor")
        assert "Please type something." in d.words()
        await d.keys("escape", "2", "c")
        assert "it was not returned" in d.words()


async def test_who_decides_looks_at_the_answers_first_and_changes_nothing_by_it(
    workspace: Workspace, clock: FixedClock, home: Open, ref: str
) -> None:
    reviewer(workspace, clock).appeal(ref, "Store manager", "", "No.")
    async with home() as d:
        await d.keys("enter", "o")
        assert isinstance(d.app.screen, WalkScreen) and "read only" in d.text()
        await d.keys("escape")
        assert isinstance(d.app.screen, HomeScreen) and "appeal open" in d.text()


async def test_an_open_audit_has_no_review(workspace: Workspace, clock: FixedClock, home: Open) -> None:
    start(workspace, clock, yes_no(1))
    async with home() as d:
        await d.keys("c")
        assert "Choose a finished audit" in d.words()


async def test_what_a_correction_changed_is_told_with_both_results(
    workspace: Workspace, clock: FixedClock, home: Open, ref: str
) -> None:
    by = reviewer(workspace, clock)
    by.hand_back(ref, "Eva Supervisor", "Listen again.")
    by.reopen(ref)
    store = AuditStore(workspace, clock)
    with store.open(ref) as audit:
        first = audit.record.events[0]
        session = AuditSession(
            audit.record, clock=clock, actor=first.actor, device=first.device, run=new_run(clock)
        )
        saver = Saver(audit, session)
        saver.save(session.answer("list/q1", "yes"))
        saver.save(session.finish(why="Heard [bold]it[/no]."))
        saver.close()
    async with home((100, 30)) as d:
        await d.keys("c")
        told = d.words()
        assert "Changed in edition 2" in told and "was no, now yes" in told
        assert "Edition 1" in told and "Edition 2" in told
        assert "Heard [bold]it[/no]." in told
