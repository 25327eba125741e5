"""What may follow the end of an audit: who may do what and when, what it makes of the audit, and how it is proved."""

from __future__ import annotations

import copy
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit_tui.clock import FixedClock
from audit_tui.errors import AuditError, InputError, RefusedError
from audit_tui.model.audit import State
from audit_tui.rules.judging import appeal, confirm, decide, hand_back, reopen
from audit_tui.rules.record import Change, Record, bundle
from audit_tui.rules.recorded import finished_value
from audit_tui.rules.review import authors, differences, editions, followed, up_to
from audit_tui.rules.tables import audit_state
from audit_tui.rules.verify import verify_bundle
from audit_tui.rules.view import AuditView
from audit_tui.rules.writing import Pen, new_run
from audit_tui.session import AuditSession
from tests.rules.build import of, yes_no
from tests.rules.walked import ACTOR, DEVICE, walked, write

SUPERVISOR = "01KAFD00000000000000000SSS"
TODAY = "2026-11-26"


def rescore(record: Record) -> dict[str, Any]:
    return finished_value(record, AuditView(record).scored_anew())


def ended() -> AuditSession:
    """A finished audit that scores one point of two."""
    session = walked(
        of(yes_no("a", points=1), yes_no("b", points=1)), said={"phone/a": "yes", "phone/b": "no"}
    )
    session.apply(session.finish())
    return session


def pen(session: AuditSession, actor: str = SUPERVISOR) -> Pen:
    projection = session.record.projection
    clock = FixedClock(now=projection.changed_at + 60_000)
    return Pen(clock, actor, DEVICE, new_run(clock), projection.seq, projection.head)


def returned(session: AuditSession, why: str = "The photo is blurred.", **remarks: str) -> Change:
    by_path = {f"phone/{id_}": words for id_, words in remarks.items()}
    return hand_back(session.record, pen(session), SUPERVISOR, "Eva Supervisor", why, by_path)


def appealed(session: AuditSession, **grounds: str) -> Change:
    by_path = {f"phone/{id_}": words for id_, words in grounds.items()}
    return appeal(
        session.record,
        pen(session, ACTOR),
        "Store manager",
        "2026-11-20",
        "There was a queue.",
        by_path,
        today=TODAY,
    )


def decided(session: AuditSession, *, upheld: bool) -> Change:
    return decide(session.record, pen(session), SUPERVISOR, "Eva Supervisor", "It was seen.", upheld=upheld)


def confirmed(session: AuditSession) -> Change:
    return confirm(session.record, pen(session), SUPERVISOR, "Eva Supervisor", "Photos seen.")


def opened(session: AuditSession) -> Change:
    return reopen(session.record, pen(session, ACTOR))


def corrected() -> AuditSession:
    """An audit that was returned, corrected to two points of two, and handed in again."""
    session = ended()
    session.apply(returned(session, b="Was it really so?"))
    session.apply(opened(session))
    session.apply(session.answer("phone/b", "yes"))
    session.apply(session.finish(why="Looked at the photo again."))
    return session


# -- what follows what --------------------------------------------------------------------------------------


def test_an_audit_that_nobody_looked_at_has_no_review() -> None:
    session = ended()
    assert session.record.projection.review.is_untouched
    assert "review" not in audit_state(session.record.projection)


def test_a_returned_audit_says_for_what_and_stays_finished() -> None:
    session = ended()
    session.apply(returned(session, "Two things.", b="Was it really so?"))
    review = session.record.projection.review
    assert (review.state, review.edition, session.record.projection.status) == ("returned", 1, "finished")
    assert dict(review.remarks) == {"": "Two things.", "phone/b": "Was it really so?"}
    assert audit_state(session.record.projection)["review"] == {
        "state": "returned",
        "edition": 1,
        "appeal": "",
    }


def test_returned_once_more_only_the_later_remarks_stand() -> None:
    session = ended()
    session.apply(returned(session, "First.", a="One."))
    session.apply(returned(session, "Second.", b="Two."))
    assert dict(session.record.projection.review.remarks) == {"": "Second.", "phone/b": "Two."}


def test_a_correction_is_walked_as_ever_and_handed_in_as_the_next_edition() -> None:
    session = corrected()
    projection = session.record.projection
    assert (projection.status, projection.review.state, projection.review.edition) == (
        "finished",
        "resubmitted",
        2,
    )
    assert projection.review.handed_in == session.record.events[-1].wall
    first, second = editions(session.record)
    assert (first.number, first.percent, first.passed, first.why) == (1, "50", None, "")
    assert (second.number, second.percent, second.why) == (2, "100", "Looked at the photo again.")


def test_what_a_correction_changed_is_told_question_by_question() -> None:
    (one,) = differences(corrected().record, 2)
    assert (one.path, one.before.value, one.after.value) == ("phone/b", "no", "yes")


def test_a_note_or_a_reason_is_a_difference_and_a_flag_or_a_private_note_is_none() -> None:
    session = ended()
    session.apply(returned(session))
    session.apply(opened(session))
    session.apply(session.flag("phone/a", True))
    session.apply(session.note("phone/a", "Mine alone.", private=True) or Change((), ()))
    session.apply(session.note("phone/b", "For all.") or Change((), ()))
    session.apply(session.finish(why="One note."))
    assert [each.path for each in differences(session.record, 2)] == ["phone/b"]


def test_an_edition_that_is_not_there_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="no edition 2"):
        differences(ended().record, 2)
    with pytest.raises(ValueError, match="no edition 1"):
        differences(corrected().record, 1)


def test_an_edition_of_which_nothing_is_known_has_no_score() -> None:
    session = corrected()
    first = session.record.events[[event.op for event in session.record.events].index("finished")]
    session.record.values.pop(str(first.value))
    one, two = editions(session.record)
    assert (one.recorded, one.percent, one.figure, one.passed) == ({}, None, None, None)
    assert (two.percent, two.figure) == ("100", Fraction(100))
    session.record.values[str(two.event.value)] = session.record.values[str(two.event.value)].model_copy(
        update={"value": {"score": "none"}}
    )
    assert editions(session.record)[1].percent is None


@pytest.mark.parametrize("percent", ["ninety", "1/0"])
def test_a_recorded_score_that_is_no_number_is_told_as_it_was_written(percent: str) -> None:
    session = corrected()
    second = str(editions(session.record)[1].event.value)
    session.record.values[second] = session.record.values[second].model_copy(
        update={"value": {"score": {"percent": percent}}}
    )
    two = editions(session.record)[1]
    assert (two.percent, two.figure) == (percent, None)


def test_a_record_can_be_looked_at_as_it_was() -> None:
    session = corrected()
    was = up_to(session.record, editions(session.record)[0].event.seq)
    assert was.projection.item("phone/b").value == "no" and was.projection.review.is_untouched


def test_handing_in_again_needs_a_word_on_what_was_done() -> None:
    session = ended()
    session.apply(returned(session))
    session.apply(opened(session))
    with pytest.raises(InputError) as refused:
        session.finish(why="  ")
    assert refused.value.code == "reason.missing"


def test_what_was_finished_once_cannot_be_abandoned() -> None:
    session = ended()
    session.apply(returned(session))
    session.apply(opened(session))
    with pytest.raises(RefusedError) as refused:
        session.abandon("No time.")
    assert refused.value.code == "abandon.finished"


def test_what_was_handed_in_cannot_be_undone_but_a_correction_can() -> None:
    session = ended()
    session.apply(returned(session))
    session.apply(opened(session))
    assert session.undo() is None and session.redo() is None
    session.apply(session.answer("phone/b", "yes"))
    session.apply(session.undo() or Change((), ()))
    assert session.item("phone/b").value == "no"
    assert session.undo() is None


def test_a_verified_audit_has_no_open_remarks_and_may_be_returned_again() -> None:
    session = corrected()
    session.apply(confirmed(session))
    assert (session.record.projection.review.state, dict(session.record.projection.review.remarks)) == (
        "verified",
        {},
    )
    session.apply(returned(session))
    assert session.record.projection.review.state == "returned"


def test_verifying_needs_no_word() -> None:
    session = ended()
    session.apply(confirm(session.record, pen(session), SUPERVISOR, "Eva Supervisor"))
    assert session.record.events[-1].reason is None


def test_an_appeal_is_open_until_it_is_decided() -> None:
    session = ended()
    session.apply(appealed(session, b="The line was long."))
    review = session.record.projection.review
    assert (review.appeal, review.state, review.is_untouched) == ("open", "", False)
    assert dict(review.grounds) == {"": "There was a queue.", "phone/b": "The line was long."}
    session.apply(decided(session, upheld=False))
    assert session.record.projection.review.appeal == "rejected"
    session.apply(appealed(session))
    assert dict(session.record.projection.review.grounds) == {"": "There was a queue."}


def test_an_appeal_that_is_upheld_gives_the_audit_back_for_correction() -> None:
    session = ended()
    session.apply(appealed(session, b="The line was long."))
    session.apply(decided(session, upheld=True))
    review = session.record.projection.review
    assert (review.appeal, review.state) == ("upheld", "returned")
    assert dict(review.remarks) == {"": "It was seen.", "phone/b": "The line was long."}
    session.apply(opened(session))
    assert session.is_correction


# -- telling it ---------------------------------------------------------------------------------------------


def test_what_followed_is_told_in_order_with_who_said_it_why_and_of_which_questions() -> None:
    session = ended()
    session.apply(appealed(session, a="It was closed.", b="The line was long."))
    session.apply(decided(session, upheld=True))
    session.apply(opened(session))
    session.apply(session.finish(why="Looked at the photo again."))
    told = [
        (one.event.op, one.by, one.received, one.why, dict(one.questions)) for one in followed(session.record)
    ]
    assert told == [
        (
            "appealed",
            "Store manager",
            "2026-11-20",
            "There was a queue.",
            {"phone/a": "It was closed.", "phone/b": "The line was long."},
        ),
        ("appeal_upheld", "Eva Supervisor", "", "It was seen.", {}),
        ("reopened", "", "", "", {}),
        ("amended", "", "", "Looked at the photo again.", {}),
    ]


def test_nothing_followed_an_audit_that_only_ended() -> None:
    assert followed(ended().record) == []


def test_a_name_and_a_reason_that_are_not_known_are_told_as_nothing() -> None:
    session = ended()
    session.apply(returned(session, b="Was it really so?"))
    session.record.values.clear()
    (one,) = followed(session.record)
    assert (one.by, one.why, dict(one.questions)) == ("", "", {"phone/b": ""})


# -- what is refused ----------------------------------------------------------------------------------------

Act = Callable[[AuditSession], Change]


@pytest.mark.parametrize("act", [returned, confirmed, appealed, opened])
def test_nothing_follows_an_audit_that_is_not_finished(act: Act) -> None:
    session = walked(of(yes_no("a")), said={"phone/a": "yes"})
    with pytest.raises(RefusedError, match="it is not finished"):
        act(session)


@pytest.mark.parametrize("act", [returned, confirmed, appealed, opened])
def test_what_is_being_corrected_waits_until_it_is_handed_in(act: Act) -> None:
    session = ended()
    session.apply(returned(session))
    session.apply(opened(session))
    with pytest.raises(RefusedError, match="it is being corrected"):
        act(session)


@pytest.mark.parametrize("act", [returned, confirmed, appealed, opened])
def test_an_open_appeal_is_decided_first(act: Act) -> None:
    session = ended()
    session.apply(appealed(session))
    with pytest.raises(RefusedError, match="an appeal is open"):
        act(session)


def test_only_what_was_returned_is_opened_again() -> None:
    with pytest.raises(RefusedError, match="it was not returned"):
        opened(ended())


def test_only_an_open_appeal_is_decided() -> None:
    with pytest.raises(RefusedError, match="no appeal is open"):
        decided(ended(), upheld=True)


@pytest.mark.parametrize("by", ["return", "verify", "decide"])
def test_nobody_judges_their_own_audit(by: str) -> None:
    session = ended()
    if by == "decide":
        session.apply(appealed(session))
    record, own = session.record, pen(session, ACTOR)
    with pytest.raises(RefusedError) as refused:
        if by == "return":
            hand_back(record, own, ACTOR, "A", "Why not.")
        elif by == "verify":
            confirm(record, own, ACTOR, "A")
        else:
            decide(record, own, ACTOR, "A", "Why not.", upheld=True)
    assert refused.value.code == "review.self"


def test_who_corrects_is_an_author_and_who_returns_is_none() -> None:
    assert authors(corrected().record.events) == {ACTOR}


@pytest.mark.parametrize("day", ["2026-11-27", "20.11.2026", "2026-02-30", "20261120", ""])
def test_an_appeal_came_in_on_a_day_that_can_be(day: str) -> None:
    session = ended()
    with pytest.raises(InputError) as refused:
        appeal(session.record, pen(session), "Store manager", day, "Why.", today=TODAY)
    assert refused.value.code == "review.day"


def test_who_says_it_and_why_must_be_said() -> None:
    session = ended()
    with pytest.raises(InputError) as nameless:
        hand_back(session.record, pen(session), SUPERVISOR, " ", "Why.")
    with pytest.raises(InputError) as wordless:
        returned(session, " ")
    assert (nameless.value.code, wordless.value.code) == ("review.name", "reason.missing")


def test_a_remark_is_on_a_question_of_the_audit() -> None:
    with pytest.raises(InputError) as refused:
        returned(ended(), z="What?")
    assert (refused.value.code, "phone/z" in refused.value.what) == ("path.unknown", True)


# -- proving it ---------------------------------------------------------------------------------------------


def carried(session: AuditSession) -> dict[str, Any]:
    document: dict[str, Any] = orjson.loads(orjson.dumps(bundle(session.record)))
    return document


def test_a_corrected_audit_is_proved_with_both_of_its_scores() -> None:
    check = verify_bundle(carried(corrected()), rescore)
    assert check.findings == []
    assert check.recomputed is not None and check.recomputed["score"]["percent"] == "100"


def test_while_it_is_corrected_the_first_score_is_still_proved() -> None:
    session = ended()
    session.apply(returned(session))
    session.apply(opened(session))
    check = verify_bundle(carried(session), rescore)
    assert [each.code for each in check.findings] == ["finished.missing"]
    assert check.recomputed is not None and check.recomputed["score"]["percent"] == "50"


def test_a_wrong_score_of_an_earlier_edition_is_found() -> None:
    session = corrected()
    first = editions(session.record)[0].event.seq

    def wrong(record: Record) -> dict[str, Any]:
        value = rescore(record)
        return {**value, "rules": "0"} if record.projection.seq == first else value

    (finding,) = verify_bundle(carried(session), wrong).findings
    assert (finding.code, finding.seq) == ("score.differs", first)


@pytest.mark.parametrize(
    ("op", "path"),
    [("answered", "phone/b"), ("finished", ""), ("abandoned", ""), ("amended", ""), ("reopened", "")],
)
def test_what_cannot_stand_after_the_end_is_found(op: str, path: str) -> None:
    session = ended()
    write(session, op, path, "yes")
    check = verify_bundle(carried(session), rescore)
    misplaced = [each for each in check.findings if each.code == "event.misplaced"]
    assert [each.seq for each in misplaced] == [session.record.projection.seq]


def test_who_judged_their_own_audit_is_found() -> None:
    session = ended()
    write(session, "verified", "", "A", cls="person")
    (finding,) = verify_bundle(carried(session), rescore).findings
    assert (finding.code, finding.seq) == ("review.self", session.record.projection.seq)


def test_names_of_reviewers_leave_with_a_report_only_where_names_do() -> None:
    def names(kind: str) -> bool:
        session = walked(of(yes_no("a")), said={"phone/a": "yes"}, kind=kind)
        session.apply(session.finish())
        session.apply(confirmed(session))
        document = carried(session)
        assert verify_bundle(document, rescore).findings == []
        return "Eva Supervisor" in str(document)

    assert names("open") and not names("mystery")


def test_any_event_of_a_review_that_is_dropped_is_found() -> None:
    whole = carried(corrected())
    for at in range(len(whole["events"])):
        less = copy.deepcopy(whole)
        del less["events"][at]
        assert not verify_bundle(less, rescore).ok


def flipped(session: AuditSession) -> Change:
    return session.answer("phone/b", "no" if session.item("phone/b").value == "yes" else "yes")


STEPS: dict[str, Callable[[AuditSession], Change | None]] = {
    "return": returned,
    "verify": confirmed,
    "appeal": appealed,
    "uphold": lambda session: decided(session, upheld=True),
    "reject": lambda session: decided(session, upheld=False),
    "reopen": opened,
    "answer": flipped,
    "hand in": lambda session: session.finish(why="Done."),
    "abandon": lambda session: session.abandon("Why."),
    "undo": lambda session: session.undo(),
}


@given(steps=st.lists(st.sampled_from(sorted(STEPS)), max_size=14))
@settings(deadline=None)
def test_no_way_through_a_review_changes_a_score_that_was_handed_in(steps: list[str]) -> None:
    session = ended()
    told: list[tuple[Any, ...]] = []
    for step in steps:
        try:
            change = STEPS[step](session)
        except AuditError:
            continue
        session.apply(change or Change((), ()))
        now = [(one.percent, one.why) for one in editions(session.record)]
        assert now[: len(told)] == told
        told = now
    findings = verify_bundle(carried(session), rescore).findings
    assert {each.code for each in findings} <= {"finished.missing"}
    assert session.state("phone/a") is State.ANSWERED
