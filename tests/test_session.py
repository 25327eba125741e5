"""The walk as a state machine: answers in, events out, and nothing shown that was not saved."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit_tui.clock import FixedClock
from audit_tui.errors import InputError, RefusedError
from audit_tui.model.audit import Action, Evidence, State
from audit_tui.model.checklist import Checklist
from audit_tui.model.site import Site
from audit_tui.rules.record import Change, Record, chain_hash, commit, genesis
from audit_tui.rules.view import Owed
from audit_tui.rules.writing import begin, new_run
from audit_tui.session import AuditSession

PHONE: dict[str, Any] = {
    "format": "audit-checklist/1",
    "id": "phone",
    "version": "1",
    "title": "Phone",
    "scoring": {"pass_from": 85},
    "sections": [
        {
            "id": "answering",
            "title": "Answering",
            "questions": [
                {"id": "rings", "type": "count", "text": "How many rings?", "points": 4, "meets": ". <= 3"},
                {"id": "held", "type": "yes_no", "text": "Were you put on hold?", "neutral": True},
                {
                    "id": "hold_s",
                    "type": "stopwatch",
                    "text": "How long was the hold?",
                    "show_if": "${held} = 'yes'",
                    "points": 4,
                    "meets": ". <= 30",
                },
                {
                    "id": "solved",
                    "type": "yes_no",
                    "text": "Was it solved?",
                    "points": 8,
                    "allow_na": True,
                    "critical": {"cap": 60},
                    "on_fail": {"comment": "required", "photo": "required", "action": True},
                },
                {"id": "screen", "type": "photo", "text": "A picture of the display", "required": False},
                {"id": "name", "type": "signature", "text": "Your name", "required": False},
                {
                    "id": "calls",
                    "type": "repeat",
                    "text": "Further calls",
                    "max_count": 2,
                    "questions": [
                        {"id": "again", "type": "count", "text": "Rings", "points": 1, "meets": ". < 4"}
                    ],
                },
            ],
        }
    ],
}
SITE = Site(id="S1", name="Fictional Store", zone="Europe/Rome")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


def start(clock: FixedClock, **facts: Any) -> AuditSession:
    checklist = Checklist.model_validate(PHONE)
    header, change = begin(
        number="AUD-1",
        site=SITE,
        checklists=[checklist],
        facts={"kind": "open", **facts},
        clock=clock,
        actor=clock.ulid(),
        device=clock.ulid(),
        run=new_run(clock),
    )
    return reopened(Record.build(header, change.events, change.values), clock)


def reopened(record: Record, clock: FixedClock) -> AuditSession:
    again = Record.build(record.header, record.events, record.values.values())
    return AuditSession(again, clock=clock, actor=clock.ulid(), device=clock.ulid(), run=new_run(clock))


@pytest.fixture
def session(clock: FixedClock) -> AuditSession:
    return start(clock)


def say(session: AuditSession, change: Change | None) -> None:
    assert change is not None
    session.apply(change)


def paths(session: AuditSession) -> list[str]:
    return [slot.path for slot in session.slots]


def photo(clock: FixedClock) -> Evidence:
    return Evidence(id=clock.ulid(), sha256="0" * 64, kind="photo", extension="jpg", size=9)


# -- proposing and taking in ----------------------------------------------------------------------------


def test_an_answer_counts_only_once_it_has_been_handed_back(session: AuditSession) -> None:
    change = session.answer("phone/rings", 3)
    assert session.state("phone/rings") is State.OPEN
    session.apply(change)
    assert session.state("phone/rings") is State.ANSWERED
    assert session.item("phone/rings").value == "3"


def test_events_are_chained_from_the_first_and_carry_no_values(session: AuditSession) -> None:
    say(session, session.answer("phone/rings", 3))
    events = session.record.events
    previous = genesis(session.record.header.id)
    for number, event in enumerate(events, 1):
        assert (event.seq, event.prev) == (number, previous)
        assert event.hash == chain_hash(event.model_dump(mode="json"))
        previous = event.hash
    stored = session.record.values[events[-1].value or ""]
    assert stored.value == "3"
    assert commit("3", stored.salt) == events[-1].value


def test_a_new_answer_names_the_old_one(session: AuditSession) -> None:
    say(session, session.answer("phone/rings", 3))
    first = session.record.events[-1]
    say(session, session.answer("phone/rings", 5))
    assert session.record.events[-1].old == first.value


@pytest.mark.parametrize("raw", ["many", -1, "1.5", True, None, [1]])
def test_a_value_that_does_not_fit_is_refused_in_words(session: AuditSession, raw: Any) -> None:
    with pytest.raises(InputError):
        session.answer("phone/rings", raw)


def test_a_hidden_question_cannot_be_answered(session: AuditSession) -> None:
    with pytest.raises(InputError, match="hold_s"):
        session.answer("phone/hold_s", 12)


def test_not_applicable_only_where_the_checklist_allows_it_and_with_a_reason(session: AuditSession) -> None:
    with pytest.raises(InputError, match="not observed"):
        session.not_applicable("phone/rings", "no phone")
    with pytest.raises(InputError, match="reason"):
        session.not_applicable("phone/solved", "  ")
    say(session, session.not_applicable("phone/solved", "nothing was asked"))
    assert session.item("phone/solved").reason == "nothing was asked"


def test_a_typed_signature_is_a_persons_name_and_kept_as_such(session: AuditSession) -> None:
    say(session, session.answer("phone/name", "A. Auditor"))
    assert session.record.values[session.record.events[-1].value or ""].cls == "person"


# -- the way through ------------------------------------------------------------------------------------


def test_a_follow_up_appears_with_its_condition_and_keeps_its_answer_when_hidden(
    session: AuditSession,
) -> None:
    assert "phone/hold_s" not in paths(session)
    say(session, session.answer("phone/held", "yes"))
    assert paths(session).index("phone/hold_s") == paths(session).index("phone/held") + 1
    say(session, session.answer("phone/hold_s", "12.5"))
    say(session, session.answer("phone/held", "no"))
    assert "phone/hold_s" not in paths(session)
    say(session, session.answer("phone/held", "yes"))
    assert session.item("phone/hold_s").value == "12.5"


def test_next_open_goes_round_once(session: AuditSession) -> None:
    say(session, session.answer("phone/held", "no"))
    assert session.next_open("phone/rings") == "phone/solved"
    assert session.next_open("phone/name") == "phone/rings"
    assert session.next_open("phone/solved", required_only=True) == "phone/rings"


def test_resuming_goes_to_the_kept_place(session: AuditSession, clock: FixedClock) -> None:
    say(session, session.answer("phone/rings", 2))
    session.move_to("phone/screen")
    place = session.place()
    back = reopened(session.record, clock)
    back.resume(place.path, place.seq)
    assert back.cursor == "phone/screen"


def test_resuming_after_a_kill_goes_to_what_follows_the_last_saved_answer(
    session: AuditSession, clock: FixedClock
) -> None:
    place = session.place()
    say(session, session.answer("phone/rings", 2))
    say(session, session.answer("phone/held", "yes"))
    back = reopened(session.record, clock)
    back.resume(place.path, place.seq)
    assert back.cursor == "phone/hold_s"


def test_repeats_add_and_remove_instances(session: AuditSession) -> None:
    say(session, session.add_instance("phone/calls"))
    say(session, session.add_instance("phone/calls"))
    with pytest.raises(InputError, match="at most 2"):
        session.add_instance("phone/calls")
    first, second = session.record.projection.instances["phone/calls"]
    say(session, session.answer(f"phone/calls/{second}/again", 3))
    assert [slot.label for slot in session.slots][-2:] == ["phone.calls[1].again", "phone.calls[2].again"]
    say(session, session.remove_instance("phone/calls", first))
    assert session.slots[-1].label == "phone.calls[1].again"
    assert session.state(session.slots[-1].path) is State.ANSWERED


def test_search_finds_texts_and_notes_without_regard_to_case(session: AuditSession) -> None:
    say(session, session.note("phone/rings", "The line was BUSY"))
    assert [slot.question.id for slot in session.search("busy")] == ["rings"]
    assert [slot.question.id for slot in session.search("PUT ON HOLD")] == ["held"]
    assert session.search("   ") == []


# -- undo -----------------------------------------------------------------------------------------------


def test_undo_brings_back_what_was_said_before_and_is_itself_recorded(session: AuditSession) -> None:
    say(session, session.answer("phone/solved", "no", grade="noted"))
    say(session, session.not_applicable("phone/solved", "cut off"))
    say(session, session.undo())
    item = session.item("phone/solved")
    assert (item.state, item.value, item.grade) == (State.ANSWERED, "no", "noted")
    say(session, session.undo())
    assert session.state("phone/solved") is State.OPEN
    assert session.undo() is None
    assert [event.op for event in session.record.events[-4:]] == [
        "answered",
        "not_applicable",
        "answered",
        "cleared",
    ]


def test_undo_reaches_back_beyond_the_end_of_the_program(session: AuditSession, clock: FixedClock) -> None:
    say(session, session.answer("phone/rings", 3))
    say(session, session.answer("phone/held", "no"))
    say(session, session.undo())
    back = reopened(session.record, clock)
    say(back, back.undo())
    assert back.state("phone/rings") is State.OPEN
    assert back.undo() is None


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("rings"), st.integers(0, 9)),
            st.tuples(st.just("held"), st.sampled_from(["yes", "no"])),
            st.tuples(st.just("solved"), st.sampled_from(["yes", "no"])),
            st.tuples(st.just("na"), st.just(0)),
            st.tuples(st.just("undo"), st.just(0)),
            st.tuples(st.just("reopen"), st.just(0)),
        ),
        max_size=25,
    )
)
def test_undo_is_the_inverse_of_saying_whatever_came_between(steps: list[tuple[str, Any]]) -> None:
    clock = FixedClock()
    session = start(clock)
    history: list[dict[str, Any]] = []

    def said() -> dict[str, Any]:
        items = session.record.projection.items.values()
        return {item.path: (item.state, item.value) for item in items if item.state is not State.OPEN}

    for what, value in steps:
        if what == "reopen":
            session = reopened(session.record, clock)
        elif what == "undo":
            change = session.undo()
            assert (change is None) == (not history)
            if change is not None:
                session.apply(change)
                assert said() == history.pop()
        else:
            history.append(said())
            if what == "na":
                session.apply(session.not_applicable("phone/solved", "why"))
            else:
                session.apply(session.answer(f"phone/{what}", value))


# -- stopwatch ------------------------------------------------------------------------------------------


def test_the_stopwatch_answers_with_measured_seconds(session: AuditSession, clock: FixedClock) -> None:
    say(session, session.answer("phone/held", "yes"))
    say(session, session.start_timer("phone/hold_s"))
    clock.tick(12_340)
    assert session.elapsed("phone/hold_s") == 12_340
    say(session, session.stop_timer("phone/hold_s"))
    item = session.item("phone/hold_s")
    assert (item.value, item.grade, item.timer_started) == ("12.3", "measured", None)


def test_a_running_stopwatch_survives_the_end_of_the_program(
    session: AuditSession, clock: FixedClock
) -> None:
    say(session, session.answer("phone/held", "yes"))
    say(session, session.start_timer("phone/hold_s"))
    back = reopened(session.record, clock)
    clock.tick(5_000)
    assert back.elapsed("phone/hold_s") == 5_000


def test_stopping_a_stopwatch_that_does_not_run_is_refused(session: AuditSession) -> None:
    say(session, session.answer("phone/held", "yes"))
    with pytest.raises(InputError, match="not running"):
        session.stop_timer("phone/hold_s")


# -- evidence, demands, facts -----------------------------------------------------------------------------


def test_a_photo_question_is_answered_by_what_is_attached(session: AuditSession, clock: FixedClock) -> None:
    picture = photo(clock)
    say(session, session.add_evidence("phone/screen", picture))
    assert session.state("phone/screen") is State.ANSWERED
    say(session, session.remove_evidence("phone/screen", picture.id))
    assert session.state("phone/screen") is State.OPEN


def test_a_photo_of_a_finding_does_not_answer_its_question(session: AuditSession, clock: FixedClock) -> None:
    say(session, session.add_evidence("phone/solved", photo(clock)))
    assert session.state("phone/solved") is State.OPEN


def test_a_failed_item_owes_what_the_checklist_demands_until_it_is_given(
    session: AuditSession, clock: FixedClock
) -> None:
    say(session, session.answer("phone/solved", "no"))
    owed = [Owed("phone/solved", what) for what in ("comment", "photo", "action")]
    assert session.owed() == owed
    say(session, session.note("phone/solved", "The line was cut."))
    say(session, session.add_evidence("phone/solved", photo(clock)))
    assert session.owed() == owed[2:]
    say(session, session.add_action("phone/solved", Action(id=clock.ulid(), what="Call back")))
    assert session.owed() == []


def test_private_notes_are_kept_apart(session: AuditSession) -> None:
    say(session, session.note("phone/rings", "public"))
    say(session, session.note("phone/rings", "for me", private=True))
    item = session.item("phone/rings")
    assert (item.note, item.private_note) == ("public", "for me")
    assert session.record.values[session.record.events[-1].value or ""].cls == "private"
    assert session.note("phone/rings", "public") is None


def test_a_fact_is_checked_and_a_correction_keeps_its_reason(session: AuditSession) -> None:
    with pytest.raises(InputError, match="no fact"):
        session.set_fact("weather", "fine")
    with pytest.raises(InputError, match="mystery"):
        session.set_fact("kind", "secret")
    assert session.set_fact("kind", "open") is None
    say(session, session.correct_site(Site(id="S2", name="Other"), "chose the wrong one"))
    assert session.site.id == "S2"
    assert session.record.header.site.id == "S1"
    assert session.record.value_of(session.record.events[-1].reason) == "chose the wrong one"


# -- the end ------------------------------------------------------------------------------------------------


def test_finishing_waits_for_required_questions_and_names_them(session: AuditSession) -> None:
    say(session, session.answer("phone/rings", 2))
    with pytest.raises(RefusedError, match=r"1 required question is open: phone\.solved"):
        session.finish()


def test_a_finished_audit_holds_its_score_and_takes_nothing_more(session: AuditSession) -> None:
    say(session, session.answer("phone/rings", 2))
    say(session, session.answer("phone/held", "no"))
    say(session, session.answer("phone/solved", "yes"))
    say(session, session.finish())
    assert session.record.projection.status == "finished"
    assert session.record.projection.score is not None
    assert session.record.projection.score["score"]["percent"] == "100"
    with pytest.raises(RefusedError, match="finished"):
        session.answer("phone/rings", 1)
    with pytest.raises(RefusedError):
        session.undo()


def test_an_aborted_visit_finishes_without_a_score(session: AuditSession) -> None:
    say(session, session.answer("phone/rings", 2))
    say(session, session.set_fact("outcome", "aborted"))
    say(session, session.finish())
    assert session.record.projection.score is not None
    assert session.record.projection.score["score"]["state"] == "not_assessed"


def test_abandoning_needs_a_reason_and_keeps_it(session: AuditSession) -> None:
    with pytest.raises(InputError):
        session.abandon(" ")
    say(session, session.abandon("store closed for good"))
    assert session.record.projection.status == "abandoned"
    assert session.record.projection.ending_reason == "store closed for good"


def test_beginning_refuses_no_checklist_and_the_same_one_twice(clock: FixedClock) -> None:
    checklist = Checklist.model_validate(PHONE)
    common: dict[str, Any] = {
        "number": "1",
        "site": SITE,
        "facts": {},
        "clock": clock,
        "actor": clock.ulid(),
        "device": clock.ulid(),
        "run": new_run(clock),
    }
    with pytest.raises(InputError, match="at least one"):
        begin(checklists=[], **common)
    with pytest.raises(InputError, match="twice"):
        begin(checklists=[checklist, checklist], **common)
