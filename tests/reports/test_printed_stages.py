"""Reports drawn at each stage of an audit that was returned, corrected and appealed against, verified afterwards.

Each holds by itself; against the audit as it is now it holds as the record stood when it was written.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from audit_tui.cli.against import Against
from audit_tui.reports.jsonfile import audit_json
from audit_tui.reports.previous import previous_json, previous_of
from audit_tui.reports.printed.bare import Said, as_printed, what_it_says
from audit_tui.reports.printed.previous import check_previous
from audit_tui.reports.printed.visits import Held, against_judged, record_at, recorded_result
from audit_tui.rules.record import Record
from tests.reports.audits import FACTS, RINGS, SOLVED, Walk, small
from tests.reports.reading import came_out, check_pages, report
from tests.reports.test_aftermath import Reviewed, finished
from tests.reports.test_printed import carried, said

Stage = Callable[[Reviewed], None]


def _corrected(walk: Reviewed, rings: str) -> None:
    walk.say("answer", "phone/rings", rings)
    walk.say("note", "phone/rings", f"Heard again: {rings}.")
    walk.say("finish", why="Listened to the recording.")


def _again(walk: Reviewed) -> None:
    walk.opened()
    _corrected(walk, "5")


STAGES: dict[str, Stage] = {
    "finished": lambda walk: None,
    "returned": lambda walk: walk.returned(),
    "being corrected": lambda walk: walk.opened(),
    "corrected": lambda walk: _corrected(walk, "2"),
    "appealed": lambda walk: walk.appealed(),
    "upheld": lambda walk: walk.decided(upheld=True),
    "corrected again": _again,
    "verified": lambda walk: walk.verified(),
}


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[bytes, Record, str]]:
    """Of each stage the report without its attachment, the record it was drawn from, and its fingerprint."""
    walk = finished(tmp_path_factory.mktemp("walk"))
    made = {}
    for name, step in STAGES.items():
        step(walk)
        record = carried(walk.record)
        made[name] = report(walk, attached=False), record, walk.record.projection.head
    return made


def last(stages: dict[str, tuple[bytes, Record, str]]) -> Record:
    return stages["verified"][1]


@pytest.mark.parametrize("stage", STAGES)
def test_the_report_of_each_stage_holds_by_its_own_record(
    stages: dict[str, tuple[bytes, Record, str]], stage: str
) -> None:
    pdf, record, _head = stages[stage]
    check = check_pages(pdf, record)
    assert (said(check), check.aside, check.extent) == ([], [], "look")


@pytest.mark.parametrize("stage", STAGES)
def test_the_report_of_each_stage_holds_against_the_audit_as_it_went_on(
    stages: dict[str, tuple[bytes, Record, str]], stage: str
) -> None:
    pdf, record, head = stages[stage]
    then = as_printed(last(stages), what_it_says(pdf))
    assert then.projection.head == head and len(then.events) == len(record.events)
    assert audit_json(then) == audit_json(record)
    check = check_pages(pdf, then)
    assert (said(check), check.extent) == ([], "look")


def test_held_against_the_record_as_it_is_now_the_report_before_would_not_hold(
    stages: dict[str, tuple[bytes, Record, str]],
) -> None:
    assert said(check_pages(stages["finished"][0], last(stages)))


def test_a_report_that_prints_no_fingerprint_of_the_audit_is_held_against_it_as_it_is(
    stages: dict[str, tuple[bytes, Record, str]],
) -> None:
    record = last(stages)
    assert as_printed(record, None) is record
    assert as_printed(record, replace(_said(stages), hashes=frozenset({"0" * 64}))) is record


def _said(stages: dict[str, tuple[bytes, Record, str]]) -> Said:
    found = what_it_says(stages["finished"][0])
    assert found is not None
    return found


ENDED = ("finished", "corrected", "corrected again", "verified")


@pytest.mark.parametrize("stage", ENDED)
def test_a_visit_that_a_later_report_carries_is_held_as_it_stood_then(
    stages: dict[str, tuple[bytes, Record, str]], stage: str
) -> None:
    record, head = last(stages), stages[stage][2]
    then = record_at(record, head)
    assert then is not None and then.projection.head == head
    assert recorded_result(then).percent_text == recorded_result(stages[stage][1]).percent_text


@pytest.mark.parametrize("stage", ["returned", "being corrected", "upheld"])
def test_a_stage_at_which_no_result_stood_is_told_by_whether_one_was_recorded(
    stages: dict[str, tuple[bytes, Record, str]], stage: str
) -> None:
    """A returned audit keeps its result until it is corrected; while it is corrected it has none to compare."""
    then = record_at(last(stages), stages[stage][2])
    assert (then is None) is (stages[stage][1].projection.status != "finished")


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Reviewed, dict[str, bytes], Walk]]:
    """An audit that went through the stages, a later one, and what its report carried at each of them."""
    before = finished(tmp_path_factory.mktemp("before"))
    later = {**FACTS, "visit_start": "2027-02-01T10:30", "visit_end": "2027-02-01T11:00"}
    after = Walk(tmp_path_factory.mktemp("after"), [small([RINGS, SOLVED])], facts=later, seed=7)
    after.say("answer", "phone/rings", "1")
    after.say("answer", "phone/solved", "yes")
    after.say("finish")
    carried_at = {}
    for name, step in STAGES.items():
        step(before)
        if name in ENDED:
            carried_at[name] = previous_json(after.record, [came_out(before)])
    yield before, carried_at, after


@pytest.mark.parametrize("stage", ENDED)
def test_the_comparison_with_a_visit_that_was_corrected_since_holds_against_its_record(
    compared: tuple[Reviewed, dict[str, bytes], Walk], stage: str
) -> None:
    before, carried_at, after = compared
    record = before.record
    held = Held(record.header.number, "audit.json", "", recorded_result(record), record)
    data = carried_at[stage]
    check = check_previous(data, after.record, lambda _id: held, [])
    assert check is not None and check.ok, check
    (visit,) = previous_of(data, after.record)
    better = replace(visit, head="0" * 64)
    assert next(iter(against_judged(better, held))).place == "fingerprint"


def test_against_the_audit_a_report_of_another_chain_is_found_out(tmp_path: Path) -> None:
    """Whoever rebuilds the whole chain makes a report that holds by itself; the audit never had its fingerprint."""
    walk = finished(tmp_path)
    (tmp_path / "audit.json").write_bytes(audit_json(walk.record))
    document = json.loads(audit_json(walk.record))
    id_, head = document["audit"]["id"], walk.record.projection.head
    against = Against([tmp_path / "audit.json"], lambda _record: None)
    report_ = tmp_path / "report.pdf"
    same = against.own(id_, head, report_)
    assert same is not None and (same.flaw, same.followed) == ("", 0)
    earlier = against.own(id_, walk.record.events[2].hash, report_)
    assert earlier is not None and earlier.followed == len(walk.record.events) - 3
    other = against.own(id_, "0" * 64, report_)
    assert other is not None and other.followed is None and other.flaw == ""
    assert against.own("01KAFD00000000000000000AAA", head, report_) is None
    assert against.own(id_, head, tmp_path / "audit.json") is None
