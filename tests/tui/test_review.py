"""What follows the end of an audit, by keys: returned ones stand first, are corrected, verified, appealed, decided."""

from __future__ import annotations

import asyncio

import pytest

from audit_tui.clock import FixedClock
from audit_tui.reviewing import Reviewer
from audit_tui.rules.review import editions
from audit_tui.rules.writing import new_run
from audit_tui.saver import Saver
from audit_tui.session import AuditSession
from audit_tui.store.audits import AuditStore
from audit_tui.store.halftyped import HalfTyped, change_half_typed, half_typed_files, read_half_typed
from audit_tui.store.registry import Registry
from audit_tui.store.workspace import Workspace
from audit_tui.tui.screens import base
from audit_tui.tui.screens.home import HomeScreen
from audit_tui.tui.screens.outline import OutlineScreen
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
        assert isinstance(d.app.screen, ReviewScreen)
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


async def until_kept(d: Driver, workspace: Workspace, ref: str, what: str, text: object) -> None:
    """Wait until something is kept (or, for None, is not)."""
    for _ in range(400):
        await d.rest()
        found = read_half_typed(workspace, ref).get(what)
        if (None if found is None else found.text) == text:
            return
        await asyncio.sleep(0.01)
    raise AssertionError(read_half_typed(workspace, ref))


async def test_remarks_are_put_at_questions_while_looking_and_go_along_with_the_return(
    workspace: Workspace, clock: FixedClock, home: Open, ref: str
) -> None:
    async with home((100, 30)) as d:
        await d.keys("down", "c", "o")
        assert "F4 puts a remark at a question" in d.words()
        await d.keys("plus", "f4")
        assert "what is the auditor to look at again here?" in d.words()
        await d.type("The recording says yes.")
        await d.keys("escape")
        assert "Remark, not sent yet: The recording says yes." in d.words()
        await d.keys("escape")
        assert isinstance(d.app.screen, ReviewScreen)
        assert "Remarks, not sent yet" in d.words() and "Point 1? The recording says yes." in d.words()
        await d.keys("r")
        assert "1 remark goes with it." in d.words()
        await fill(d, "Eva Supervisor", "Listen again.")
        assert "Returned to its auditor." in d.words() and "not sent yet" not in d.words()
        await until_kept(d, workspace, ref, "remark:list/q1", None)
    with AuditStore(workspace, clock).open(ref, write=False) as audit:
        review = audit.record.projection.review
        assert review.remarks == {"": "Listen again.", "list/q1": "The recording says yes."}
    assert half_typed_files(workspace) == []


async def test_a_remark_is_put_at_a_question_that_is_chosen_changed_and_taken_back(
    workspace: Workspace, home: Open, ref: str
) -> None:
    async with home() as d:
        await d.keys("down", "c", "n")
        assert isinstance(d.app.screen, OutlineScreen)
        await d.keys("down", "down", "enter")
        await d.type("Why")
        await d.keys("escape")
        assert "Point 2? Why" in d.words() and "it goes with the audit when you return it" in d.words()
        await d.keys("home", "enter")
        await d.type(" so?")
        await d.keys("escape")
        assert "Point 2? Why so?" in d.words()
        await d.keys("home", "o")
        assert d.cursor == "list/q2"
        await d.keys("f4", *["backspace"] * 7, "escape")
        assert "The remark is taken back." in d.words() and "not sent yet" not in d.words()
        await d.keys("f4", "escape")
        assert "No remark was written." in d.words()


async def test_remarks_and_a_half_typed_return_survive_a_kill(
    workspace: Workspace, home: Open, ref: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "TYPING_TOLD_AFTER", 0.01)
    async with home() as d:
        await d.keys("down", "c", "n", "enter")
        await d.type("Half a rem")
        await until_kept(d, workspace, ref, "remark:list/q0", "Half a rem")
        await d.keys("escape", "r")
        await d.type("Eva Super")
        await until_kept(d, workspace, ref, "return", {"by": "Eva Super", "why": ""})
        review = next(one for one in d.app.screen_stack if isinstance(one, ReviewScreen))
        review._keeper = None
    async with home() as d:
        await d.keys("down", "c")
        assert "Point 0? Half a rem" in d.words()
        await d.keys("r")
        assert "Put back as it stood at 11:00" in d.words() and "Eva Super" in d.words()
        await d.type("visor")
        await d.keys("tab")
        await d.type("Look again.")
        await d.keys("f10")
        assert "Returned to its auditor." in d.words()


async def test_what_is_refused_stands_in_the_form_again_and_what_is_thrown_away_does_not(
    workspace: Workspace, home: Open, ref: str
) -> None:
    async with home() as d:
        await d.keys("down", "c", "r")
        await fill(d, "Anna Example", "Look again.")
        assert "Nobody judges their own audit" in d.words()
        await d.keys("r")
        assert "Look again." in d.words() and "Anna Example" not in d.words()
        await d.keys("escape", "2", "r")
        assert "Look again." not in d.words()


async def test_who_verifies_is_told_of_remarks_that_were_not_sent(
    workspace: Workspace, clock: FixedClock, home: Open, ref: str
) -> None:
    change_half_typed(workspace, ref, {"remark:list/q0": HalfTyped("Why?", clock.wall())})
    async with home() as d:
        await d.keys("down", "c", "v")
        assert "1 remark was not sent; return the audit to send it." in d.words()


async def test_the_key_bar_offers_what_the_audit_waits_for(
    workspace: Workspace, clock: FixedClock, home: Open, ref: str
) -> None:
    by = reviewer(workspace, clock)
    async with home() as d:
        await d.keys("down", "c")
        assert "o look at it n remark r return v verify a appeal" in d.words()
    by.appeal(ref, "Store manager", "", "No.")
    async with home() as d:
        await d.keys("enter")
        assert "u uphold j reject o look at it" in d.words()
    by.decide(ref, "Eva Supervisor", "Yes.", upheld=True)
    async with home() as d:
        await d.keys("enter")
        assert "c correct it o look at it" in d.words()


async def test_what_is_asked_of_the_auditor_is_read_whole_in_a_small_window(
    workspace: Workspace, clock: FixedClock, home: Open, ref: str
) -> None:
    words = "Is that the main entrance, or the one at the back that is locked on Sundays?"
    reviewer(workspace, clock).hand_back(ref, "Eva Supervisor", f"Look again. {words}", {"list/q1": words})
    async with home((60, 20)) as d:
        await d.keys("enter")
        assert d.words().count(words) == 4
        await d.pilot.resize_terminal(100, 30)
        await d.rest()
        assert d.words().count(words) == 4


async def test_looking_begins_at_the_first_question_that_the_site_objects_to(
    workspace: Workspace, clock: FixedClock, home: Open, ref: str
) -> None:
    reviewer(workspace, clock).appeal(ref, "Store manager", "", "No.", {"list/q2": "It was shut."})
    async with home() as d:
        await d.keys("enter", "o")
        assert d.cursor == "list/q2"
