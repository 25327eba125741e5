"""The photos of an audit: tags by finding, what is declared of each, what no report prints; the end waits for them."""

from __future__ import annotations

import pytest

from audit_tui.errors import RefusedError
from audit_tui.rules.shown import added_at, audit_photos, photo_tags, undeclared_tags
from audit_tui.session import AuditSession
from tests.rules.build import count, of, yes_no
from tests.rules.test_photo_owed import photo, take
from tests.rules.walked import walked, write

RINGS, HELD = "phone/rings", "phone/held"


def visited(*more: dict[str, object], **facts: object) -> AuditSession:
    """A question that fell short, one that did not, and whatever else."""
    return walked(
        of(count("rings", points="4", meets=". <= 3"), yes_no("held", points="2"), *more),
        said={RINGS: 9, HELD: "yes"},
        **facts,
    )


def attach(session: AuditSession, path: str, kind: str = "photo") -> str:
    one = photo(session, kind)
    take(session, session.add_evidence(path, one))
    return one.id


def test_photos_are_tagged_by_their_finding_and_counted_outside_of_findings() -> None:
    session = visited()
    other, first, second = attach(session, HELD), attach(session, RINGS), attach(session, RINGS)
    attach(session, RINGS, "file")
    assert photo_tags(session) == {first: "E01-1", second: "E01-2", other: "P-1"}


def test_each_photo_is_told_with_its_place_and_with_what_is_declared_of_it() -> None:
    session = visited()
    first, second, third = (attach(session, RINGS) for _ in range(3))
    take(session, session.declare_photo(RINGS, first))
    take(session, session.declare_photo(RINGS, second, [(1, 2, 3, 4)]))
    told = [(each.tag, each.label, each.state, each.masks) for each in audit_photos(session)]
    assert told == [
        ("E01-1", "phone.rings", "clear", ()),
        ("E01-2", "phone.rings", "masked", ((1, 2, 3, 4),)),
        ("E01-3", "phone.rings", "undeclared", ()),
    ]
    assert [each.evidence.id for each in audit_photos(session)] == [first, second, third]
    assert undeclared_tags(session) == ["E01-3"]


def test_when_a_photo_was_attached_is_told_as_far_as_the_record_says_what_was() -> None:
    session = visited()
    one = attach(session, RINGS)
    write(session, "evidence_added", RINGS, "nonsense")
    at = next(event.wall for event in session.record.events if event.op == "evidence_added")
    assert added_at(session.record) == {one: at}
    assert [each.added for each in audit_photos(session)] == [at]


def test_a_photo_of_a_hidden_question_is_private_as_long_as_that_is_hidden() -> None:
    session = visited(yes_no("hold", show_if="${held} = 'yes'"))
    hidden = attach(session, "phone/hold")
    take(session, session.answer(HELD, "no"))
    assert [(each.tag, each.path, each.label, each.state) for each in audit_photos(session)] == [
        ("", "phone/hold", "phone.hold", "private")
    ]
    assert session.undeclared() == []
    take(session, session.answer(HELD, "yes"))
    assert [each.id for _slot, each in session.undeclared()] == [hidden]


@pytest.mark.parametrize(("kind", "state", "waits"), [("mystery", "private", 0), ("open", "undeclared", 1)])
def test_a_photo_of_a_signature_is_private_on_a_mystery_visit(kind: str, state: str, waits: int) -> None:
    session = visited({"id": "sign", "type": "signature", "text": "Sign", "required": False}, kind=kind)
    attach(session, "phone/sign")
    (told,) = audit_photos(session)
    assert (told.state, told.label) == (state, "phone.sign")
    assert len(session.undeclared()) == waits


def test_the_end_waits_until_each_photo_that_would_be_printed_is_declared_or_taken_away() -> None:
    session = visited()
    clear, away = attach(session, RINGS), attach(session, HELD)
    with pytest.raises(RefusedError) as refused:
        session.finish()
    assert refused.value.code == "finish.undeclared" and refused.value.exit_code == 1
    assert (
        refused.value.what
        == "2 photos are not declared clear or masked: E01-1 (phone.rings), P-1 (phone.held)."
    )
    assert "audit-tui photos AUD-1" in refused.value.next_step
    take(session, session.declare_photo(RINGS, clear))
    with pytest.raises(RefusedError, match=r"1 photo is not declared clear or masked: P-1"):
        session.finish(allow_open=True)
    take(session, session.remove_evidence(HELD, away))
    take(session, session.finish())
    assert session.record.projection.status == "finished"


def test_open_questions_and_undeclared_photos_are_told_together_and_many_are_counted() -> None:
    session = visited(yes_no("solved"))
    for _ in range(7):
        attach(session, RINGS)
    with pytest.raises(RefusedError) as refused:
        session.finish()
    assert refused.value.code == "finish.open"
    assert "1 required question is open: phone.solved." in refused.value.what
    assert "7 photos are not declared" in refused.value.what
    assert "E01-5 (phone.rings) and 2 more." in refused.value.what


def test_a_visit_that_was_broken_off_waits_for_its_photos_too() -> None:
    session = visited(yes_no("solved"))
    attach(session, HELD)
    take(session, session.set_fact("outcome", "aborted"))
    with pytest.raises(RefusedError, match=r"1 photo is not declared clear or masked: P-1 \(phone\.held\)"):
        session.finish()


def test_a_private_photo_keeps_nobody_from_finishing() -> None:
    session = visited(yes_no("hold", show_if="${held} = 'yes'", required=False))
    attach(session, "phone/hold")
    take(session, session.answer(HELD, "no"))
    take(session, session.finish())
    assert session.record.projection.status == "finished"
