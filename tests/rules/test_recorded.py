"""What is recorded with a finished audit, and when its score stands whatever the rules of today make of it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from audit_tui.rules import recorded as module
from audit_tui.rules.erasure import erased
from audit_tui.rules.record import Record, bundle
from audit_tui.rules.recorded import as_recorded, finished_value, kept_by, recorded_rules
from audit_tui.rules.repair import way_of
from audit_tui.rules.results import RULES_VERSION, as_json
from audit_tui.rules.verify import verify_bundle
from audit_tui.rules.view import AuditView
from audit_tui.rules.writing import Pen
from audit_tui.session import AuditSession
from tests.rules.build import phone
from tests.rules.walked import ACTOR, DEVICE, walked

SAID = {"phone/rings": "4", "phone/wait_s": "22", "phone/held": "no", "phone/solved": "yes"}


def finished(**changed: Any) -> AuditSession:
    session = walked(phone(), said={**SAID, **changed})
    session.apply(session.finish())
    return session


def rescore(record: Record) -> dict[str, Any] | None:
    return finished_value(record, AuditView(record).scored_anew())


def test_a_finished_audit_records_the_rules_and_the_hash_of_each_checklist() -> None:
    record = finished().record
    score = record.projection.score or {}
    assert score["rules"] == recorded_rules(record) == RULES_VERSION
    assert score["checklists"] == {"phone": record.header.checklists[0].hash}
    assert kept_by(record) is None
    check = verify_bundle(bundle(record), rescore)
    assert check.ok and check.recomputed == check.recorded


def with_recorded(session: AuditSession, monkeypatch: pytest.MonkeyPatch, **changed: Any) -> Record:
    """The audit finished with something else recorded."""
    value = finished_value(session.record, session.score())
    value = {key: one for key, one in {**value, **changed}.items() if one is not None}
    monkeypatch.setattr("audit_tui.session.finished_value", lambda *_: value)
    session.apply(session.finish())
    return session.record


def test_a_score_from_before_hashes_were_recorded_still_verifies(monkeypatch: pytest.MonkeyPatch) -> None:
    record = with_recorded(walked(phone(), said=SAID), monkeypatch, checklists=None)
    check = verify_bundle(bundle(record), rescore)
    assert check.ok, check.findings
    assert check.recomputed == check.recorded


def test_hashes_of_other_checklists_are_found_whatever_the_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    for rules in (RULES_VERSION, "0"):
        session = walked(phone(), said=SAID)
        record = with_recorded(session, monkeypatch, checklists={"phone": "0" * 64}, rules=rules)
        found = {finding.code for finding in verify_bundle(bundle(record), lambda _: None).findings}
        assert found == {"score.checklists"}


OTHER = {
    "state": "scored",
    "percent": "91.5",
    "raw_percent": "92.25",
    "provisional_percent": "91.5",
    "passed": True,
    "band": "compliant",
    "na_share": "0",
    "critical_failed": [],
    "checklists": [
        {
            "id": "phone",
            "percent": "91.5",
            "raw_percent": "92.25",
            "passed": True,
            "sections": [
                {
                    "id": "answering",
                    "percent": "80",
                    "raw_percent": "80",
                    "got": "8",
                    "max": "10",
                    "passed": True,
                },
                {
                    "id": "handling",
                    "percent": None,
                    "raw_percent": None,
                    "got": "0",
                    "max": "0",
                    "passed": None,
                },
            ],
        }
    ],
    "standards": [{"id": "phone/PH-01", "status": "met"}],
}


def test_a_score_by_other_rules_stands_in_every_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    record = with_recorded(walked(phone(), said=SAID), monkeypatch, rules="0", score=OTHER)
    view = AuditView(record)
    assert view.kept == "rules"
    shown = view.score()
    assert as_json(shown) == {
        **OTHER,
        "percent": 91.5,
        "raw_percent": 92.25,
        "provisional_percent": 91.5,
        "na_share": 0,
        "checklists": [
            {
                **OTHER["checklists"][0],  # type: ignore[index]
                "percent": 91.5,
                "raw_percent": 92.25,
                "sections": [
                    {
                        "id": "answering",
                        "percent": 80,
                        "raw_percent": 80,
                        "got": 8,
                        "max": 10,
                        "passed": True,
                    },
                    {
                        "id": "handling",
                        "percent": None,
                        "raw_percent": None,
                        "got": 0,
                        "max": 0,
                        "passed": None,
                    },
                ],
            }
        ],
    }
    assert (shown.checklists[0].band, shown.checklists[0].got, shown.checklists[0].state) == (
        "compliant",
        8,
        "scored",
    )
    assert [one.state for one in shown.checklists[0].sections] == ["scored", "not_assessed"]
    assert view.scored_anew().percent == 80
    assert way_of(view).state == "recorded"


def changed(path: list[Any], value: Any) -> Any:
    """OTHER with one place changed."""
    document: Any = {**OTHER, "checklists": [{**OTHER["checklists"][0]}]}  # type: ignore[index]
    place = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return document


@pytest.mark.parametrize(
    "broken",
    [
        None,
        [],
        "text",
        {},
        changed(["percent"], 91.5),
        changed(["percent"], "1e999999999"),
        changed(["passed"], "yes"),
        changed(["state"], "fine"),
        changed(["standards"], [{"id": "phone/PH-01", "status": "fine"}]),
        changed(["checklists"], []),
        changed(["checklists", 0, "sections"], []),
    ],
)
def test_a_recorded_score_of_no_use_is_left_aside(broken: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    record = with_recorded(walked(phone(), said=SAID), monkeypatch, rules="0", score=broken)
    view = AuditView(record)
    assert as_recorded(view.checklists, view.scored_anew(), broken) is None
    assert view.score().percent == 80


def test_a_score_that_says_nothing_of_a_standard_or_percent_keeps_what_is_known() -> None:
    session = walked(phone(), said={"phone/rings": "2"})
    document = changed(["standards"], []) | {"state": "incomplete", "percent": None, "band": None}
    document["checklists"][0] |= {"percent": None}
    shown = as_recorded(session.checklists, session.score(), document)
    assert shown is not None
    assert (shown.checklists[0].state, shown.checklists[0].band, shown.band) == ("incomplete", None, None)
    assert shown.standards[0].status == "met"


def erase(session: AuditSession, path: str) -> Record:
    record = session.record
    gone = next(event.value for event in record.events if event.path == path and event.value)
    pen = Pen(session._clock, ACTOR, DEVICE, "0" * 16, record.projection.seq, record.projection.head)
    return erased(record, [gone], "asked for", pen)


def test_an_answer_erased_afterwards_does_not_change_the_score() -> None:
    record = erase(finished(), "phone/wait_s")
    view = AuditView(record)
    assert (view.kept, view.score().percent, view.score().passed) == ("erased", 80, False)
    assert view.scored_anew().percent is None


def test_what_no_score_rests_on_may_be_erased_without_a_word() -> None:
    session = walked(phone(), said=SAID)
    note = session.note("phone/rings", "A remark")
    assert note is not None
    session.apply(note)
    session.apply(session.finish())
    record = session.record
    gone = next(event.value for event in record.events if event.op == "noted")
    pen = Pen(session._clock, ACTOR, DEVICE, "0" * 16, record.projection.seq, record.projection.head)
    assert AuditView(erased(record, [gone or ""], "asked for", pen)).kept is None


def test_an_open_audit_keeps_nothing() -> None:
    assert AuditView(walked(phone(), said=SAID).record).kept is None


def test_figures_are_read_exactly() -> None:
    assert module._figure("86.666667") == Fraction(86666667, 1000000)
    assert module._figure("1e-06") == Fraction(1, 1000000)


def test_an_audit_that_moved_to_a_newer_checklist_records_the_hash_of_that_one() -> None:
    session = walked(phone(), said=SAID)
    begun = session.record.checklists[0].hash
    newer = phone(target=95).checklist.model_copy(update={"version": "2"})
    session.apply(session.move_checklist(newer))
    session.apply(session.finish())
    score = session.record.projection.score or {}
    assert score["checklists"] == {"phone": session.record.checklists[0].hash} != {"phone": begun}
    assert verify_bundle(bundle(session.record), rescore).ok
