"""What the visit before found at each question, and which corrective actions are open since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from audit_tui.model.audit import Evidence
from audit_tui.rules.last_time import before, is_same
from tests.rules.build import count, item, of, repeat, yes_no
from tests.rules.walked import walked


@dataclass(frozen=True)
class Due:
    path: str
    due: str | None = None


def asked(**keys: Any) -> Any:
    return of(
        yes_no("greeted", **keys),
        yes_no("open", required=False),
        item("photo", "front", required=False),
        item("info", "read"),
        repeat("calls", [count("rings")]),
    )


def found(now: Any, then: Any = None, actions: tuple[Due, ...] = (), said: Any = None) -> dict[str, Any]:
    view = None if then is None else walked(then, said=said or {})
    return before(walked(now).slots, view, "2026-03-05", "AUD-1", actions, "2026-04-01")


def test_what_was_said_then_is_told_at_the_same_question() -> None:
    (path, one), *others = found(asked(text="Hello?"), asked(), said={"phone/greeted": "no"}).items()
    assert (path, others) == ("phone/greeted", [])
    assert (one.day, one.number, one.item.value) == ("2026-03-05", "AUD-1", "no")
    assert one.checklist.id == "phone" and one.question.id == "greeted" and one.actions == ()


@pytest.mark.parametrize("now", [asked(meaning=2), of(count("greeted")), of(yes_no("other"))])
def test_another_question_of_that_name_or_none_tells_nothing(now: Any) -> None:
    assert found(now, asked(), said={"phone/greeted": "no"}) == {}


def test_a_photo_without_an_answer_is_something_and_an_open_question_is_not() -> None:
    then = walked(asked())
    photo = Evidence(id="01HF7YAT00ZZZZZZZZZZZZZZZZ", sha256="ab" * 32, kind="photo", extension="jpg", size=9)
    then.apply(then.add_evidence("phone/front", photo))
    known = before(walked(asked()).slots, then, "2026-03-05", "AUD-1", [], "2026-04-01")
    assert list(known) == ["phone/front"]
    assert known["phone/front"].item is not None and known["phone/front"].item.evidence == [photo]


def test_open_actions_are_told_and_those_past_their_day_are_overdue() -> None:
    actions = (
        Due("phone/greeted"),
        Due("phone/greeted", "2026-03-31"),
        Due("phone/greeted", "2026-04-01"),
        Due("parking/bays"),
    )
    known = found(asked(), None, actions)
    assert list(known) == ["phone/greeted"]
    one = known["phone/greeted"]
    assert [(each.due, late) for each, late in one.actions] == [
        (None, False),
        ("2026-03-31", True),
        ("2026-04-01", False),
    ]
    assert (one.item, one.checklist, one.question) == (None, None, None)
    both = found(asked(), asked(), actions, {"phone/greeted": "yes"})["phone/greeted"]
    assert both.item is not None and len(both.actions) == 3


def test_rounds_of_a_repeat_are_no_same_question() -> None:
    then, now = walked(asked()), walked(asked())
    for session in (then, now):
        session.apply(session.add_instance("phone/calls"))
        (ulid,) = session.record.projection.instances["phone/calls"]
        session.apply(session.answer(f"phone/calls/{ulid}/rings", 2))
    assert before(now.slots, then, "2026-03-05", "AUD-1", [], "2026-04-01") == {}


def test_what_makes_a_question_the_same() -> None:
    one, other = (of(yes_no("a", meaning=meaning)).items["a"].question for meaning in (1, 2))
    assert is_same(one, one) and not is_same(one, other)
    assert not is_same(one, of(count("a")).items["a"].question)
