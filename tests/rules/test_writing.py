"""How an audit begins: its first events commit to everything in its header, and only known facts are taken."""

from __future__ import annotations

from typing import Any

import pytest

from audit_tui.clock import FixedClock
from audit_tui.errors import InputError
from audit_tui.model.checklist import Checklist
from audit_tui.model.site import Site
from audit_tui.rules.record import Change, Record, chain_hash, created_value, genesis
from audit_tui.rules.writing import begin, check_fact, new_run
from tests.rules.build import of, yes_no

PHONE: Checklist = of(yes_no("a")).checklist
PARKING: Checklist = of(yes_no("a"), id_="parking").checklist


def begun(*checklists: Checklist, **facts: Any) -> tuple[Record, Change]:
    clock = FixedClock(minutes_ahead=60)
    header, change = begin(
        number="A-1",
        site=Site(id="S", name="Shop"),
        checklists=checklists or [PHONE],
        facts=facts,
        clock=clock,
        actor=clock.ulid(),
        device=clock.ulid(),
        run=new_run(clock),
        demo=True,
    )
    return Record.build(header, change.events, change.values), change


def test_the_first_event_commits_to_the_header_and_to_the_hash_of_each_checklist() -> None:
    record, change = begun(PHONE, PARKING)
    (event,) = change.events
    assert (event.op, event.seq, event.path, event.prev) == ("created", 1, "", genesis(record.header.id))
    assert record.value_of(event.value) == created_value(record.header)
    assert [one["hash"] for one in created_value(record.header)["checklists"]] == [
        one.hash for one in record.header.checklists
    ]
    assert record.header.demo and record.header.number == "A-1"


def test_events_are_chained_and_carry_both_clocks() -> None:
    _, change = begun(kind="open", auditor="Anna")
    first, second, third = change.events
    assert (second.prev, third.prev) == (first.hash, second.hash)
    assert all(chain_hash(event.model_dump(mode="json")) == event.hash for event in change.events)
    assert {(event.offset, event.v) for event in change.events} == {(60, 1)}
    assert [event.seq for event in change.events] == [1, 2, 3]


def test_facts_are_recorded_one_by_one_in_their_class_and_empty_ones_left_out() -> None:
    record, change = begun(kind="open", auditor="Anna", client="", objective=None, alias="MS-7")
    assert [event.path for event in change.events[1:]] == ["fact/kind", "fact/auditor", "fact/alias"]
    assert [value.cls for value in change.values] == ["answer", "answer", "person", "answer"]
    assert record.projection.facts == {"kind": "open", "auditor": "Anna", "alias": "MS-7"}


def test_no_two_values_share_a_salt() -> None:
    _, change = begun(client="Same", objective="Same")
    assert len({value.salt for value in change.values}) == len(change.values)
    assert all(len(value.salt) == 32 for value in change.values)


def test_an_audit_needs_a_checklist_and_each_only_once() -> None:
    clock = FixedClock()
    for checklists, code in (([], "begin.none"), ([PHONE, PHONE], "begin.twice")):
        with pytest.raises(InputError) as refused:
            begin(
                number="A",
                site=Site(id="S", name="Shop"),
                checklists=checklists,
                facts={},
                clock=clock,
                actor=clock.ulid(),
                device=clock.ulid(),
                run=new_run(clock),
            )
        assert refused.value.code == code


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("weather", "rain", "fact.unknown"),
        ("kind", "secret", "fact.kind"),
        ("outcome", "well", "fact.outcome"),
    ],
)
def test_what_is_no_fact_of_a_visit_is_refused(name: str, value: str, code: str) -> None:
    with pytest.raises(InputError) as refused:
        check_fact(name, value)
    assert refused.value.code == code
    with pytest.raises(InputError):
        begun(**{name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [("kind", "mystery"), ("outcome", "completed"), ("outcome", "aborted"), ("client", "x")],
)
def test_facts_of_a_visit_are_taken(name: str, value: str) -> None:
    check_fact(name, value)
    assert begun(**{name: value})[0].projection.facts[name] == value


def test_a_run_has_a_random_name_of_its_own() -> None:
    clock = FixedClock()
    assert len(new_run(clock)) == 16 and new_run(clock) != new_run(clock)
