"""One window on an audit: what is visible and open, what failed items owe, search, and the next question."""

from __future__ import annotations

from typing import Any

import pytest

from audit_tui.clock import FixedClock
from audit_tui.errors import InputError
from audit_tui.model.audit import Action, Evidence, State
from audit_tui.model.checklist import Checklist
from audit_tui.model.event import SealedValue
from audit_tui.model.site import Site
from audit_tui.rules.record import Record, is_personal
from audit_tui.rules.view import AuditView, Owed, Progress
from audit_tui.rules.writing import begin, new_run
from audit_tui.session import AuditSession

DEMANDS = {"comment": "required", "photo": "required", "action": True}
QUESTIONS: list[dict[str, Any]] = [
    {"id": "brief", "type": "info", "text": "Read this."},
    {
        "id": "greeted",
        "type": "yes_no",
        "text": {"en": "Greeted?", "it": "Saluto?"},
        "help": "By anybody",
        "points": 2,
        "standard": "PH-01",
        "on_fail": DEMANDS,
    },
    {
        "id": "seen",
        "type": "yes_no",
        "text": "Seen?",
        "points": 1,
        "on_fail": DEMANDS,
        "evidence": "required",
    },
    {"id": "spare", "type": "yes_no", "text": "Spare?", "required": False, "points": 1},
    {"id": "deep", "type": "yes_no", "text": "Deeper?", "show_if": "${spare} = 'yes'", "points": 1},
    {"id": "sign", "type": "photo", "text": "Sign", "required": False},
    {
        "id": "calls",
        "type": "repeat",
        "text": "Calls",
        "min_count": 1,
        "questions": [{"id": "rings", "type": "count", "text": "Rings"}],
    },
]
CHECKLIST = Checklist.model_validate(
    {
        "format": "audit-checklist/1",
        "id": "desk",
        "version": "1",
        "languages": ["en", "it"],
        "title": "Desk",
        "standards": {
            "PH-01": {
                "text": "A customer is welcomed.",
                "source": {"en": "House rules, 4.1", "it": "Regole della casa"},
            }
        },
        "sections": [{"id": "s", "title": "S", "questions": QUESTIONS}],
    },
    context={"language": "en"},
)


@pytest.fixture
def session() -> AuditSession:
    clock = FixedClock()
    header, change = begin(
        number="A",
        site=Site(id="S", name="Shop", profile="public"),
        checklists=[CHECKLIST],
        facts={"kind": "open"},
        clock=clock,
        actor=clock.ulid(),
        device=clock.ulid(),
        run=new_run(clock),
    )
    record = Record.build(header, change.events, change.values)
    return AuditSession(record, clock=clock, actor=clock.ulid(), device=clock.ulid(), run=new_run(clock))


def say(session: AuditSession, **answers: str) -> None:
    for name, value in answers.items():
        session.apply(session.answer(f"desk/{name}", value))


def photo() -> Evidence:
    return Evidence(id=FixedClock().ulid(), sha256="ab" * 32, kind="photo", extension="jpg", size=1)


def test_hidden_questions_are_not_there(session: AuditSession) -> None:
    with pytest.raises(InputError) as refused:
        session.slot("desk/deep")
    assert refused.value.code == "path.hidden"
    say(session, spare="yes")
    assert session.slot("desk/deep").question.id == "deep"


def test_progress_counts_what_is_asked_and_only_that(session: AuditSession) -> None:
    assert session.progress() == Progress(0, 4)
    say(session, greeted="yes", spare="yes")
    assert session.progress() == Progress(2, 5)
    assert session.progress([session.slot("desk/greeted"), session.slot("desk/brief")]) == Progress(1, 1)


def test_each_question_knows_which_it_is_of_those_that_are_asked_now(session: AuditSession) -> None:
    assert session.number(session.slot("desk/brief")) == (0, 4)
    assert session.number(session.slot("desk/sign")) == (4, 4)
    assert session.place_of("desk/sign") == 4
    say(session, spare="yes")
    assert session.number(session.slot("desk/sign")) == (5, 5)
    assert session.place_of("desk/sign") == 5
    assert session.place_of("desk/unknown") is session.place_of(None) is None


def test_finishing_waits_for_required_questions_and_for_repeats_that_are_too_short(
    session: AuditSession,
) -> None:
    assert [slot.path for slot in session.open_required()] == ["desk/greeted", "desk/seen", "desk/calls"]
    say(session, greeted="yes")
    session.apply(session.add_instance("desk/calls"))
    (instance,) = session.record.projection.instances["desk/calls"]
    assert [slot.path for slot in session.open_required()] == ["desk/seen", f"desk/calls/{instance}/rings"]


def test_a_photo_question_is_answered_by_what_is_attached(session: AuditSession) -> None:
    assert session.state("desk/sign") is State.OPEN
    session.apply(session.add_evidence("desk/sign", photo()))
    assert session.state("desk/sign") is State.ANSWERED
    session.apply(session.add_evidence("desk/greeted", photo()))
    assert session.state("desk/greeted") is State.OPEN


def test_a_failed_item_owes_what_the_checklist_demands_until_it_is_given(session: AuditSession) -> None:
    assert session.owed() == []
    say(session, greeted="no")
    path = "desk/greeted"
    assert session.owed() == [Owed(path, "comment"), Owed(path, "photo"), Owed(path, "action")]
    session.apply(session.note(path, "Nobody.") or pytest.fail())
    session.apply(session.add_evidence(path, photo()))
    session.apply(session.add_action(path, Action(id=FixedClock().ulid(), what="Greet")))
    assert session.owed() == []


def test_required_evidence_is_owed_once_whether_the_item_failed_or_not(session: AuditSession) -> None:
    say(session, seen="yes")
    assert session.owed() == [Owed("desk/seen", "evidence")]
    say(session, seen="no")
    assert [each.what for each in session.owed()] == ["evidence", "comment", "action"]


def test_a_good_answer_owes_nothing_that_a_failed_one_would(session: AuditSession) -> None:
    say(session, greeted="yes", spare="no")
    assert session.owed() == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("greeted?", ["greeted"]),
        ("SALUTO", ["greeted"]),
        ("anybody", ["greeted"]),
        ("PH-01", ["greeted"]),
        ("welcomed", ["greeted"]),
        ("house rules", ["greeted"]),
        ("regole", ["greeted"]),
        ("desk.spare", ["spare"]),
        ("a tall man", ["spare"]),
        ("between us", ["spare"]),
        ("deeper", []),
        ("  ", []),
        ("unheard of", []),
    ],
)
def test_search_looks_at_texts_helps_standards_and_notes(
    session: AuditSession, words: str, found: list[str]
) -> None:
    for text, private in (("A tall man", False), ("Between us", True)):
        session.apply(session.note("desk/spare", text, private=private) or pytest.fail())
    assert [slot.question.id for slot in session.search(words)] == found


def test_the_next_open_question_goes_round_once(session: AuditSession) -> None:
    assert session.next_open(None) == "desk/greeted"
    assert session.next_open("desk/greeted") == "desk/seen"
    assert session.next_open("desk/calls") == "desk/greeted"
    assert session.next_open("desk/unknown") == "desk/greeted"
    assert session.next_open("desk/seen", required_only=True) == "desk/calls"
    assert session.next_open("desk/seen") == "desk/spare"
    say(session, greeted="yes", seen="yes", spare="no")
    session.apply(session.add_evidence("desk/sign", photo()))
    session.apply(session.add_instance("desk/calls"))
    (instance,) = session.record.projection.instances["desk/calls"]
    say(session, **{f"calls/{instance}/rings": "3"})
    assert session.next_open(None) is None


def test_the_site_and_its_profile_are_those_corrected_last(session: AuditSession) -> None:
    assert (session.site.name, session.profile) == ("Shop", "public")
    session.apply(session.correct_site(Site(id="T", name="Other", profile="monopoly"), "wrong door"))
    assert (session.site.name, session.profile) == ("Other", "monopoly")
    assert AuditView(session.record).site.id == "T"


def test_an_aborted_visit_has_no_score_whatever_was_answered(session: AuditSession) -> None:
    say(session, greeted="yes")
    assert session.score().provisional_percent == 100
    session.apply(session.set_fact("outcome", "aborted") or pytest.fail())
    assert session.score().state == "not_assessed" and session.score().provisional_percent is None


def test_the_score_is_computed_once_for_each_change(session: AuditSession) -> None:
    first = session.score()
    assert session.score() is first
    say(session, greeted="no")
    assert session.score() is not first


def test_given_and_layouts_are_what_the_rules_read(session: AuditSession) -> None:
    say(session, greeted="no")
    assert session.given["desk/greeted"].value == "no"
    assert list(session.layouts) == ["desk"]
    assert session.is_open


def test_an_action_that_is_encrypted_is_not_asked_for_again(session: AuditSession) -> None:
    path = "desk/greeted"
    session.apply(session.answer(path, "no"))
    action = Action(id=session._clock.ulid(), what="Greet", owner="Anna Conti", due="2026-12-01")
    session.apply(session.add_action(path, action))
    record = session.record
    hidden = {
        each.commitment: SealedValue(
            commitment=each.commitment, cls=each.cls, sealed=f"{'0' * 16}:{'A' * 40}"
        )
        for each in record.values.values()
        if is_personal(each) and each.cls == "answer"
    }
    shown = [each for each in record.values.values() if each.commitment not in hidden]
    locked = AuditView(Record.build(record.header, record.events, shown, hidden.values()))
    assert locked.item(path).actions == []
    assert [one.what for one in locked.owed()] == [one.what for one in AuditView(record).owed()]
    assert "action" not in [one.what for one in locked.owed()]
