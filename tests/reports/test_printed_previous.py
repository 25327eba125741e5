"""What a report says of the visit before follows from what it carries of that visit, and from that visit's record."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from audit_tui.reports.jsonfile import audit_json
from audit_tui.reports.previous import Earlier, Previous, previous_json, previous_of
from audit_tui.reports.printed.previous import (
    cannot_prove,
    check_previous,
    findings,
    notes,
    previous_given,
    proves,
)
from audit_tui.reports.printed.visits import Held, record_at, recorded_result
from audit_tui.rules.outcomes import AuditResult
from audit_tui.rules.record import Record, canonical
from audit_tui.rules.verify import verify_bundle
from tests.reports.audits import FACTS, RINGS, SOLVED, Walk, small
from tests.reports.editing import Forger
from tests.reports.reading import came_out, check_pages, report
from tests.reports.test_conformance import assert_conforms
from tests.reports.test_printed import carried, said

LANGUAGES = ("en", "it", "pl", "ru", "uk", "zh-Hans")


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    facts = {**FACTS, "visit_start": "2026-08-11T10:05", "visit_end": "2026-08-11T10:30"}
    walk = Walk(tmp_path_factory.mktemp("before"), [small([RINGS, SOLVED])], facts=facts, seed=1)
    walk.say("answer", "phone/rings", "9")
    walk.say("note", "phone/rings", "CANARY-PUBLIC-NOTE")
    walk.say("answer", "phone/solved", "yes")
    walk.say("note", "phone/solved", "CANARY-PRIVATE-NOTE", private=True)
    walk.say("finish")
    return walk


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    walk = Walk(tmp_path_factory.mktemp("after"), [small([RINGS, SOLVED])], seed=2)
    walk.say("answer", "phone/rings", "2")
    walk.say("answer", "phone/solved", "yes")
    walk.say("finish")
    return walk


@pytest.fixture(scope="module")
def pdf(before: Walk, after: Walk) -> bytes:
    return report(after, earlier=Earlier(came_out(before)))


def attached(pdf: bytes) -> bytes:
    (data,) = PdfReader(io.BytesIO(pdf)).attachments["previous.json"]
    assert isinstance(data, bytes)
    return data


def held(walk: Walk) -> Held:
    return Held(walk.record.header.number, "audit.json", "", recorded_result(walk.record), walk.record)


def test_a_report_that_compares_carries_what_it_compared_with_and_conforms(
    pdf: bytes, before: Walk, after: Walk
) -> None:
    assert_conforms(pdf)
    data = attached(pdf)
    Previous.model_validate_json(data)
    assert previous_of(data, carried(after.record)) == previous_of(data, after.record)
    shown = json.loads(data)["visits"][0]
    record = before.record
    assert (shown["id"], shown["number"]) == (record.header.id, record.header.number)
    assert (shown["fingerprint"], shown["day"]) == (record.projection.head, "2026-08-11")
    assert b"CANARY" not in data and b"Marta" not in data and b"rings?" not in data and len(data) < 3000
    assert previous_json(after.record, [came_out(before)]) == data


def test_the_shape_that_is_documented_is_that_by_which_it_is_read(pdf: bytes) -> None:
    import jsonschema

    schema = json.loads(Path("docs/json/previous.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(json.loads(attached(pdf)))
    read = Previous.model_json_schema()
    assert set(schema["properties"]) == set(read["properties"])
    for name, shape in read["$defs"].items():
        assert set(schema["$defs"][name]["properties"]) == set(shape["properties"])


def test_a_report_without_a_visit_before_and_one_without_attachment_carry_nothing_of_it(
    before: Walk, after: Walk
) -> None:
    for written in (report(after), report(after, earlier=Earlier(came_out(before)), attached=False)):
        assert "previous.json" not in PdfReader(io.BytesIO(written)).attachments


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_printed_comparison_follows_word_for_word_in_every_language(
    before: Walk, after: Walk, language: str
) -> None:
    written, record = (
        report(after, earlier=Earlier(came_out(before)), language=language),
        carried(after.record),
    )
    found = check_pages(written, record, Earlier(*previous_of(attached(written), record)))
    assert (found.extent, said(found), found.aside) == ("look", [], [])


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("+33.3 vs", "+23.3 vs", "+23.3"),
        ("66.7", "76.7", "76.7"),
        ("fixed 1", "fixed 0", "fixed 0"),
        ("2 of 2 questions", "1 of 2 questions", "1 of 2"),
    ],
)
def test_a_comparison_that_was_changed_on_the_page_is_named(
    pdf: bytes, after: Walk, old: str, new: str, told: str
) -> None:
    record = carried(after.record)
    forger = Forger(pdf)
    forger.rewrite(old, new)
    sentences = said(check_pages(forger.bytes(), record, Earlier(*previous_of(attached(pdf), record))))
    assert any(told in sentence and "the audit gives" in sentence for sentence in sentences), sentences


def test_a_comparison_whose_ground_was_taken_away_is_no_part_of_the_report(pdf: bytes, after: Walk) -> None:
    sentences = said(check_pages(pdf, carried(after.record)))
    assert any("Previous visit" in sentence or "vs. previous" in sentence for sentence in sentences), (
        sentences
    )


Change = Callable[[Any], Any]
CHANGES: dict[str, Change] = {
    "another audit": lambda d: d["audit"].update(number="X"),
    "another site": lambda d: d["visits"][0].update(site="OTHER"),
    "a later day": lambda d: d["visits"][0].update(day="2027-01-01"),
    "no visit": lambda d: d["visits"].clear(),
    "a standard more": lambda d: d["visits"][0]["checklists"][0].update(standards="mmmmmm"),
    "a visit twice": lambda d: d["visits"].append(d["visits"][0]),
    "an unknown key": lambda d: d.update(note="x"),
    "no edition": lambda d: d["editions"].clear(),
    "a weight without end": lambda d: d["editions"][0].update(weight="1/0"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_is_carried_and_does_not_fit_is_of_no_use(pdf: bytes, after: Walk, what: str) -> None:
    document = json.loads(attached(pdf))
    CHANGES[what](document)
    check = check_previous(canonical(document), carried(after.record), None, [])
    assert check is not None and not check.ok and check.before is None
    (finding,) = findings(check)
    assert "of the visits before is of no use" in finding.message and list(proves(check)) == []


@settings(max_examples=80, deadline=None)
@given(at=st.integers(0, 10**6), byte=st.integers(0, 255))
def test_whatever_byte_of_it_is_changed_is_found_with_the_record_of_that_visit(
    pdf: bytes, before: Walk, after: Walk, at: int, byte: int
) -> None:
    whole = bytearray(attached(pdf))
    at %= len(whole)
    whole[at] = byte if whole[at] != byte else byte ^ 1
    # The names of site and region are those of the registry on the day of the report.
    text = bytes(whole[max(at - 60, 0) : at + 1])
    if b'"name":"' in text.rpartition(b",")[2] or b'"region":"' in text.rpartition(b",")[2]:
        return
    check = check_previous(bytes(whole), carried(after.record), lambda id_: held(before), [])
    assert check is not None and (not check.ok or not check.held)


def test_alone_it_says_what_it_cannot_prove_and_what_would(pdf: bytes, before: Walk, after: Walk) -> None:
    check = check_previous(attached(pdf), carried(after.record), None, [])
    assert check is not None and check.ok
    number = before.record.header.number
    (proof,) = proves(check)
    assert f"from what the report carries of {number} (2026-08-11, 66.7" in proof
    assert [number in each for each in cannot_prove(check)] == [True, True]
    assert "--against" in next(iter(cannot_prove(check)))


def test_with_its_record_the_comparison_is_proved(pdf: bytes, before: Walk, after: Walk) -> None:
    check = check_previous(attached(pdf), carried(after.record), lambda id_: held(before), [])
    assert check is not None and check.ok and list(notes(check)) == []
    (proof,) = proves(check)
    assert "follows from the record of" in proof
    (left,) = cannot_prove(check)
    assert "was the last visit before" in left


def test_a_better_visit_before_that_everything_was_drawn_anew_from_is_found_by_its_record(
    before: Walk, after: Walk
) -> None:
    from dataclasses import replace

    real = came_out(before)
    forged = replace(real, percent_text="20", passed=False)
    written, record = report(after, earlier=Earlier(forged)), carried(after.record)
    alone = check_previous(attached(written), record, None, [])
    assert alone is not None and alone.before is not None
    assert said(check_pages(written, record, alone.earlier)) == []
    check = check_previous(attached(written), record, lambda id_: held(before), [])
    assert check is not None and not check.ok
    assert any("percent is attached as 20, its record gives" in one.message for one in findings(check))


def test_another_audit_given_that_would_be_the_visit_before_is_named(
    pdf: bytes, before: Walk, after: Walk, tmp_path: Path
) -> None:
    facts = {**FACTS, "visit_start": "2026-10-01T10:05"}
    between = Walk(tmp_path, [small([RINGS, SOLVED])], facts=facts, seed=3)
    between.say("answer", "phone/rings", "2")
    between.say("answer", "phone/solved", "no")
    between.say("finish")
    others: list[AuditResult] = [recorded_result(walk.record) for walk in (before, between)]
    check = check_previous(attached(pdf), carried(after.record), lambda id_: held(before), others)
    assert check is not None
    assert any(f"{between.record.header.number} would be the visit before" in one for one in notes(check))


def test_a_report_that_lost_what_it_carried_takes_the_visit_before_from_the_records_given(
    pdf: bytes, before: Walk, after: Walk
) -> None:
    record = carried(after.record)
    check = previous_given(record, lambda id_: held(before), [recorded_result(before.record)])
    assert check is not None and check.before is not None
    found = check_pages(pdf, record, check.earlier, stripped=True)
    assert (said(found), found.aside) == ([], [])
    assert previous_given(record, lambda id_: None, []) is None


def test_a_record_is_held_as_it_stood_at_the_fingerprint(before: Walk) -> None:
    record: Record = before.record
    then = record_at(record, record.projection.head)
    assert then is not None and recorded_result(then) == recorded_result(record)
    assert record_at(record, record.events[1].hash) is None
    assert record_at(record, "0" * 64) is None
    assert verify_bundle(json.loads(audit_json(record))).ok
