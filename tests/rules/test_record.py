"""The record: commitments, the chain, what folding events gives, and what a report's bundle may carry."""

from __future__ import annotations

import json
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from audit_tui.clock import FixedClock
from audit_tui.model.audit import State
from audit_tui.model.checklist import Checklist
from audit_tui.model.event import StoredValue
from audit_tui.model.site import Site
from audit_tui.rules.record import (
    Record,
    as_text,
    bundle,
    canonical,
    chain_hash,
    commit,
    digest,
    embed,
    genesis,
    is_personal,
    value_class,
)
from audit_tui.rules.writing import begin, new_run
from audit_tui.session import AuditSession

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
salts = st.binary(min_size=16, max_size=16).map(bytes.hex)


@given(
    st.dictionaries(
        st.text("abzä\U0001f600\uffff", max_size=2) | st.text(max_size=3),
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=8),
        max_size=4,
    )
)
def test_the_canonical_form_is_that_of_rfc_8785_by_whatever_way_it_is_made(value: dict[str, Any]) -> None:
    try:
        expected = rfc8785.dumps(value)
    except ValueError:
        with pytest.raises(ValueError):
            canonical(value)
    else:
        assert canonical(value) == expected


@given(st.recursive(values | st.floats(), lambda inner: st.lists(inner, max_size=3) | st.tuples(inner)))
def test_nested_values_have_that_form_too(value: Any) -> None:
    try:
        expected = rfc8785.dumps(value)
    except ValueError:
        with pytest.raises(ValueError):
            canonical(value)
    else:
        assert canonical(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        'text \u2028 \x07 " \\ \x7f é 😀',
        None,
        -7,
        [],
        {},
        {"b": [1, {"z": [], "a": ({}, "x")}], "a": True, "B": None},
        {"a": [1, 2.5]},
        {"a": {"b": 1e21}},
        [["deep", {"é": 1}]],
        {"\U0001f600": 1, "\ufb33": 2},
        [[[[[[1]]]]], (2,)],
    ],
)
def test_texts_numbers_lists_and_tables_have_the_form_of_rfc_8785(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@pytest.mark.parametrize(
    "value", [2**53, [2**60], {"a": [2**70]}, float("nan"), "\ud800", [object()], {1: 2}, {"a": {1}}]
)
def test_what_has_no_such_form_is_refused(value: Any) -> None:
    with pytest.raises(ValueError):
        canonical(value)


def test_a_value_nested_deeper_than_usual_has_that_form() -> None:
    value: Any = "x"
    for _ in range(300):
        value = [{"a": value}]
    assert canonical(value) == rfc8785.dumps(value)


@given(values, salts)
def test_a_commitment_is_repeatable_from_value_and_salt(value: Any, salt: str) -> None:
    again = json.loads(canonical(value))
    assert commit(value, salt) == commit(again, salt)


@given(values, values, salts, salts)
def test_another_value_or_salt_gives_another_commitment(one: Any, two: Any, salt: str, other: str) -> None:
    if canonical(one) != canonical(two):
        assert commit(one, salt) != commit(two, salt)
    if salt != other:
        assert commit(one, salt) != commit(one, other)


def test_the_first_event_is_bound_to_its_audit() -> None:
    assert genesis("01A") != genesis("01B")


def test_the_hash_of_an_event_covers_all_but_itself() -> None:
    event = {"seq": 1, "op": "created", "prev": "00"}
    assert chain_hash(event) == chain_hash({**event, "hash": "anything"})
    assert chain_hash(event) != chain_hash({**event, "seq": 2})


def test_numbers_are_text_in_the_record() -> None:
    assert as_text({"a": [1, 2.5, True, None, "x"]}) == {"a": ["1", "2.5", True, None, "x"]}


CHECKLIST = Checklist.model_validate(
    {
        "format": "audit-checklist/1",
        "id": "desk",
        "version": "1",
        "title": "Desk",
        "sections": [
            {
                "id": "s",
                "title": "S",
                "questions": [
                    {"id": "greeted", "type": "yes_no", "text": "Greeted?", "points": 2, "allow_na": True},
                    {"id": "name", "type": "signature", "text": "Your name", "required": False},
                ],
            }
        ],
    }
)


def walked(kind: str) -> AuditSession:
    clock = FixedClock()
    header, change = begin(
        number="AUD-1",
        site=Site(id="S1", name="Fictional"),
        checklists=[CHECKLIST],
        facts={"kind": kind, "auditor": {"name": "CANARY-NAME"}, "alias": "Shopper 7"},
        clock=clock,
        actor=clock.ulid(),
        device=clock.ulid(),
        run=new_run(clock),
    )
    record = Record.build(header, change.events, change.values)
    session = AuditSession(record, clock=clock, actor=clock.ulid(), device=clock.ulid(), run=new_run(clock))
    session.apply(session.answer("desk/greeted", "no"))
    for text, private in (("public words", False), ("CANARY-PRIVATE", True)):
        change_ = session.note("desk/greeted", text, private=private)
        assert change_ is not None
        session.apply(change_)
    session.apply(session.answer("desk/name", "CANARY-SIGNED"))
    session.apply(session.finish())
    return session


@pytest.mark.parametrize(
    ("kind", "names_shown"), [("mystery", False), ("open", True), ("phone", True), ("delivery", True)]
)
def test_a_bundle_carries_names_only_of_visits_that_were_not_mystery_visits(
    kind: str, names_shown: bool
) -> None:
    text = json.dumps(bundle(walked(kind).record))
    assert "CANARY-PRIVATE" not in text
    assert ("CANARY-NAME" in text) is names_shown
    assert ("CANARY-SIGNED" in text) is names_shown
    assert "public words" in text
    assert "Shopper 7" in text


@pytest.mark.parametrize(
    ("kind", "asked"), [("open", True), ("phone", False), ("delivery", False), ("mystery", False)]
)
def test_the_auditor_says_root_causes_of_an_open_visit_only(kind: str, asked: bool) -> None:
    assert walked(kind).record.asks_cause is asked


def test_what_is_withheld_still_counts_as_said() -> None:
    session = walked("mystery")
    document = bundle(session.record)
    kept = {value["commitment"] for value in document["values"]}
    again = Record.build(
        session.record.header,
        session.record.events,
        [v for c, v in session.record.values.items() if c in kept],
    )
    assert again.projection.head == session.record.projection.head
    signed = again.projection.item("desk/name")
    assert (signed.state, signed.value) == (State.ANSWERED, None)
    assert again.projection.item("desk/greeted").private_note == ""
    assert again.projection.item("desk/greeted").value == "no"


def test_a_checklist_is_embedded_whole_and_reads_back_the_same() -> None:
    embedded = embed(CHECKLIST)
    assert embedded.hash == digest(embedded.body)
    assert Checklist.model_validate(json.loads(json.dumps(embedded.body))) == CHECKLIST


def test_why_something_was_not_said_is_a_note() -> None:
    assert value_class("not_applicable", "phone/q") == value_class("not_observed", "phone/q") == "note"


@pytest.mark.parametrize(
    ("cls", "value", "personal"),
    [
        ("private", "rude", True),
        ("person", "Ann", True),
        ("note", "Ann", False),
        ("answer", {"what": "Train", "owner": "Ann"}, True),
        ("answer", {"what": "Train", "owner": ""}, False),
        ("answer", {"what": "Train"}, False),
        ("answer", "yes", False),
    ],
)
def test_what_is_encrypted_at_rest_is_what_speaks_of_people(cls: Any, value: Any, personal: bool) -> None:
    stored = StoredValue(commitment=commit(value, "00" * 16), salt="00" * 16, value=value, cls=cls)
    assert is_personal(stored) is personal
