"""Checking a record: whatever is changed in it is found, and nothing that is given to the check breaks it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit_tui.clock import FixedClock
from audit_tui.errors import InputError
from audit_tui.model.basics import SCHEMA
from audit_tui.rules.record import Record, bundle, chain_hash, commit, genesis
from audit_tui.rules.verify import Verification, verify_bundle, verify_tables
from audit_tui.store.auditfile import load
from audit_tui.store.audits import AuditStore
from audit_tui.store.reading import read_tables
from audit_tui.store.tables import Tables
from tests.store.builders import SCORE, Auditor, finished, new_workspace, started


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished open audit."""
    clock = FixedClock()
    store = AuditStore(new_workspace(tmp_path_factory.mktemp("verify")), clock)
    return finished(store, Auditor(clock))


@pytest.fixture(scope="module")
def mystery(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The record that the report of a mystery visit carries."""
    clock = FixedClock()
    store = AuditStore(new_workspace(tmp_path_factory.mktemp("mystery")), clock)
    file = finished(store, Auditor(clock, kind="mystery"))
    document: dict[str, Any] = orjson.loads(orjson.dumps(bundle(load(file, read_tables(file))[0])))
    return document


@pytest.fixture
def tables(path: Path) -> Tables:
    return read_tables(path)


def codes(check: Verification) -> list[str]:
    return list(dict.fromkeys(finding.code for finding in check.findings))


def rescore(record: Record) -> dict[str, Any]:
    return SCORE


# -- what holds ---------------------------------------------------------------------------------------


def test_a_finished_audit_holds_and_says_what_that_proves(tables: Tables) -> None:
    check = verify_tables(tables, rescore)
    assert check.ok, check.findings
    assert check.summary == "14 of 14 events hold; 13 values published, 0 withheld, 0 erased."
    assert (check.number, check.status) == ("AUD-2026-ROMA-01", "finished")
    assert check.head == tables["seal"]["1"]["head"]
    assert any(check.head in line for line in check.proves)
    assert any("somebody else" in line for line in check.cannot_prove)
    assert orjson.loads(orjson.dumps(check.as_json()))["ok"] is True


def test_a_report_s_record_holds_with_its_private_values_withheld(mystery: dict[str, Any]) -> None:
    check = verify_bundle(mystery, rescore)
    assert check.ok, check.findings
    assert (check.holding, check.published, check.withheld) == (14, 10, 3)
    text = orjson.dumps(mystery).decode()
    assert "Anna" not in text
    assert "rude" not in text


def test_a_draft_holds_and_is_noted_as_unfinished(tmp_path: Path) -> None:
    clock = FixedClock()
    with started(AuditStore(new_workspace(tmp_path), clock), Auditor(clock)) as audit:
        check = verify_tables(read_tables(audit.path))
    assert check.ok
    assert check.notes == ["The audit is not finished."]
    assert not verify_bundle(bundle(audit.record)).ok


def test_a_clock_that_went_back_is_noted_not_blamed(tmp_path: Path) -> None:
    clock = FixedClock()
    auditor = Auditor(clock)
    store = AuditStore(new_workspace(tmp_path), clock)
    with started(store, auditor) as audit:
        clock.tick(-61_000)
        audit.append(auditor.answer(audit.record))
        check = verify_tables(read_tables(audit.path))
    assert check.ok
    assert any("went back by 60.0 s between events 6 and 7" in note for note in check.notes)


# -- what is found ------------------------------------------------------------------------------------


def test_every_byte_of_a_finished_file_matters(path: Path, tmp_path: Path) -> None:
    content = path.read_bytes()
    copy_ = tmp_path / path.name
    unseen = []
    # Two ways of changing each byte, on a spread of places: all of them take a minute.
    for at in [*range(300), *range(300, len(content) - 600, 17), *range(len(content) - 600, len(content))]:
        for flip in (0x01, 0x20):
            copy_.write_bytes(content[:at] + bytes([content[at] ^ flip]) + content[at + 1 :])
            try:
                tables = read_tables(copy_)
            except InputError:
                continue
            if verify_tables(tables).ok:
                unseen.append((at, flip))
    assert unseen == []


@pytest.mark.parametrize(
    "cut",
    [lambda e: e.pop(4), lambda e: e.insert(4, e[4]), lambda e: e.insert(3, e.pop(4)), lambda e: e.pop(0)],
)
def test_a_dropped_doubled_or_moved_event_is_named(
    mystery: dict[str, Any], cut: Callable[[Any], Any]
) -> None:
    document = copy.deepcopy(mystery)
    cut(document["events"])
    check = verify_bundle(document)
    first = next(finding for finding in check.findings if finding.code == "chain.broken")
    assert first.seq in (1, 4, 5, 6)
    assert check.holding == first.seq - 1


def test_a_record_cut_off_before_its_end_is_found(mystery: dict[str, Any]) -> None:
    document = copy.deepcopy(mystery)
    del document["events"][-1]
    assert set(codes(verify_bundle(document))) == {"finished.missing", "value.unused"}


def set_(*keys: Any, to: Any) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        for key in keys[:-1]:
            document = document[key]
        document[keys[-1]] = to

    return change


def drop(*keys: Any) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        for key in keys[:-1]:
            document = document[key]
        del document[keys[-1]]

    return change


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (set_("events", 5, "wall", to=1), "chain.broken"),
        (set_("events", 5, "op", to="cleared"), "chain.broken"),
        (set_("events", 5, "extra", to=1), "chain.broken"),
        (set_("events", 5, to=None), "chain.broken"),
        (set_("audit", "id", to="01HF7YAT00ZZZZZZZZZZZZZZZZ"), "chain.broken"),
        (set_("audit", "number", to="AUD-2026-ROMA-09"), "header.changed"),
        (set_("audit", "site", "name", to="A Better Store"), "header.changed"),
        (set_("audit", "demo", to=True), "header.changed"),
        (set_("audit", "app", to="9.9"), "header.changed"),
        (set_("audit", "checklists", 0, "body", "title", to={"en": "X"}), "checklist.hash"),
        (set_("audit", "checklists", 0, "hash", to="0" * 64), "checklist.hash"),
        (set_("audit", "checklists", to=[]), "header.changed"),
        (set_("audit", "weather", to="rain"), "header.shape"),
        (drop("audit", "site"), "header.shape"),
        (set_("values", 1, "value", to="open"), "value.changed"),
        (set_("values", 0, "salt", to="00" * 16), "value.changed"),
        (set_("values", 0, "class", to="secret"), "value.shape"),
        (drop("values", 0), "created.withheld"),
        (drop("values", 3), "value.withheld"),
        (drop("values", -1), "value.withheld"),
        (set_("format", to="audit-record/2"), "record.format"),
        (set_("weather", to="rain"), "record.unknown"),
        (set_("events", to={}), "record.format"),
        (drop("values"), "record.format"),
    ],
)
def test_a_changed_report_record_is_found(
    mystery: dict[str, Any], change: Callable[[Any], None], code: str
) -> None:
    document = copy.deepcopy(mystery)
    change(document)
    check = verify_bundle(document)
    assert code in codes(check)
    assert check.proves == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (set_("answers", "2", "value", to="yes"), "projection.differs"),
        (drop("answers", "2"), "projection.differs"),
        (set_("answers", "9", to={"path": "phone/q9"}), "projection.differs"),
        (set_("audit", "1", "status", to="draft"), "projection.differs"),
        (set_("audit", "1", "facts", "auditor", to="Bruno"), "projection.differs"),
        (set_("audit", "1", "summary", "percent", to="100"), "seal.broken"),
        (set_("journal", "1", "seq", to=3), "journal.differs"),
        (set_("seal", "1", "digest", to="0" * 64), "seal.broken"),
        (set_("seal", "1", "signed", to="me"), "seal.broken"),
        (set_("seal", to={}), "table.shape"),
        (drop("seal"), "seal.missing"),
        (set_("audit", "2", to={}), "table.shape"),
        (drop("values", "4"), "table.numbers"),
        (set_("values", "3", "class", to="answer"), "seal.broken"),
        (set_("extra", to={}), "record.unknown"),
    ],
)
def test_a_changed_audit_file_is_found(tables: Tables, change: Callable[[Any], None], code: str) -> None:
    change(tables)
    assert code in codes(verify_tables(tables))


BEGAN = "is not what was recorded when the audit began."
SEALED = ("seal.broken", "The file was changed after it was sealed.", None)
KEPT = "is not what its events say."
WITHHELD = "is withheld; reports publish it."


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            set_("events", 5, "wall", to=1),
            [("chain.broken", "Event 6 was changed: its hash does not fit it.", 6)],
        ),
        (
            set_("audit", "id", to="01HF7YAT00ZZZZZZZZZZZZZZZZ"),
            [
                ("chain.broken", "Event 1 does not follow the one before it.", 1),
                ("header.changed", f"The header's 'id' {BEGAN}", 1),
            ],
        ),
        (set_("audit", "app", to="9.9"), [("header.changed", f"The header's 'app' {BEGAN}", 1)]),
        (
            set_("audit", "checklists", 0, "hash", to="0" * 64),
            [
                ("checklist.hash", "The checklist 'phone' is not the one the audit began with.", None),
                ("header.changed", f"The header's 'checklists' {BEGAN}", 1),
            ],
        ),
        (
            set_("audit", "checklists", 0, "id", to="fax"),
            [
                ("checklist.name", "The checklist 'fax' is not the one it is called.", None),
                ("header.changed", f"The header's 'checklists' {BEGAN}", 1),
                # Whose question it answers cannot be known any more, so the name in it counts as an answer.
                ("value.withheld", f"The value of event 10 (answered phone/sign) {WITHHELD}", 10),
            ],
        ),
        (
            set_("audit", "weather", to="rain"),
            [
                (
                    "header.shape",
                    "The header is not as it should be: weather: Extra inputs are not permitted.",
                    None,
                )
            ],
        ),
        (
            drop("audit", "site"),
            [("header.shape", "The header is not as it should be: site: Field required.", None)],
        ),
        (
            set_("values", 1, "value", to="open"),
            [("value.changed", "Value 2 is not the one that was recorded.", None)],
        ),
        (
            set_("values", 0, "class", to="secret"),
            [
                ("value.shape", "Value 1 is not as it should be.", None),
                ("created.withheld", "What the audit was begun with is withheld.", 1),
                ("value.withheld", f"The value of event 1 (created ) {WITHHELD}", 1),
            ],
        ),
        (
            drop("values", 3),
            [("value.withheld", f"The value of event 5 (answered phone/q1) {WITHHELD}", 5)],
        ),
        (
            set_("format", to="audit-record/2"),
            [
                (
                    "record.format",
                    "This is no record of an audit: its format is not 'audit-record/1'.",
                    None,
                )
            ],
        ),
        (
            set_("weather", to="rain"),
            [("record.unknown", "The record holds something unknown: 'weather'.", None)],
        ),
        (
            set_("w" * 50, to=1),
            [("record.unknown", f"The record holds something unknown: '{'w' * 40}'.", None)],
        ),
        (
            drop("values"),
            [("record.format", "The record lacks its header, its events or its values.", None)],
        ),
    ],
)
def test_what_is_found_in_a_record_is_told_word_for_word(
    mystery: dict[str, Any], change: Callable[[Any], None], told: list[tuple[str, str, int | None]]
) -> None:
    document = copy.deepcopy(mystery)
    change(document)
    assert [(each.code, each.message, each.seq) for each in verify_bundle(document).findings] == told


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            drop("answers", "2"),
            [
                ("projection.differs", f"The answer kept for 'phone/q2' {KEPT}", None),
                ("projection.order", "The kept answers are not in the order of the events.", None),
                SEALED,
            ],
        ),
        (
            set_("answers", "9", to={}),
            [
                ("projection.differs", f"The answer kept for '9' {KEPT}", None),
                ("projection.order", "The kept answers are not in the order of the events.", None),
                SEALED,
            ],
        ),
        (
            set_("audit", "1", "status", to="draft"),
            [("projection.differs", "The file's 'status' is not what the events add up to.", None), SEALED],
        ),
        (
            set_("journal", "1", "seq", to=3),
            [("journal.differs", "The journal does not name the last event.", None), SEALED],
        ),
        (
            set_("seal", "1", "signed", to="me"),
            [("seal.broken", "The seal's 'signed' is not as it should be.", None)],
        ),
        (
            set_("seal", "1", "events", to=3),
            [("seal.broken", "The seal names another number of events.", None)],
        ),
        (
            set_("seal", "1", "head", to="0" * 64),
            [("seal.broken", "The seal names another last event.", None)],
        ),
        (
            set_("seal", to={}),
            [("table.shape", "The table 'seal' does not hold exactly one document.", None)],
        ),
        (
            drop("seal"),
            [("seal.missing", "The audit is ended, but its file bears no seal.", None)],
        ),
        (
            drop("values", "4"),
            [
                ("table.numbers", "The entries of the table 'values' are not numbered 1, 2, 3 ….", None),
                ("value.missing", "The value of event 4 is missing.", 4),
                ("projection.differs", "The file's 'facts' is not what the events add up to.", None),
                SEALED,
            ],
        ),
        (
            set_("values", "3", "class", to="answer"),
            [("value.class", "The value of event 3 is not marked as person.", 3), SEALED],
        ),
        (
            set_("extra", to={}),
            [("record.unknown", "The file holds something unknown: 'extra'.", None), SEALED],
        ),
    ],
)
def test_what_is_found_in_a_file_is_told_word_for_word(
    tables: Tables, change: Callable[[Any], None], told: list[tuple[str, str, int | None]]
) -> None:
    change(tables)
    assert [(each.code, each.message, each.seq) for each in verify_tables(tables).findings] == told


def test_what_is_found_about_events_is_told_word_for_word(mystery: dict[str, Any]) -> None:
    def told(document: Any, code: str) -> list[tuple[str, int | None]]:
        return [(each.message, each.seq) for each in verify_bundle(document).findings if each.code == code]

    again = rechained(copy.deepcopy(mystery), 4, op="created")
    assert told(again, "created.twice") == [("Event 5 creates the audit again.", 5)]
    late = rechained(copy.deepcopy(mystery), 0, op="noted")
    assert told(late, "created.missing") == [("The record does not begin with the creation of the audit.", 1)]
    swapped = copy.deepcopy(mystery)
    swapped["events"][5:7] = reversed(swapped["events"][5:7])
    assert told(swapped, "chain.broken")[:2] == [
        ("Event 6 carries the number 7: events are missing, doubled or out of order.", 6),
        ("Event 7 carries the number 6: events are missing, doubled or out of order.", 7),
    ]
    twice = copy.deepcopy(mystery)
    twice["values"].append(twice["values"][1])
    assert told(twice, "value.twice") == [(f"Value {len(twice['values'])} is there twice.", None)]
    commitment = commit("x", "00" * 16)
    spare = copy.deepcopy(mystery)
    spare["values"].append({"commitment": commitment, "salt": "00" * 16, "value": "x", "class": "answer"})
    unused = f"A value is there that no event recorded: {commitment}."
    assert told(spare, "value.unused") == [(unused, None)]
    secret = copy.deepcopy(spare)
    secret["values"][-1]["class"] = "private"
    leaked = "A value of class 'private' is there; it must not be published."
    assert told(secret, "value.leak") == [(leaked, None)]
    broken = rechained(copy.deepcopy(mystery), 5, value=secret["values"][-1]["commitment"])
    assert told(broken, "value.class") == []
    at = next(n for n, event in enumerate(mystery["events"]) if event["op"] == "evidence_added")
    odd = copy.deepcopy(mystery)
    wrong = commit({"sha256": 1}, "00" * 16)
    odd["values"].append(
        {"commitment": wrong, "salt": "00" * 16, "value": {"sha256": 1}, "class": "evidence"}
    )
    useless = f"Event {at + 1} (evidence_added) has a value of no use."
    assert told(rechained(odd, at, value=wrong), "event.value") == [(useless, at + 1)]


def test_what_is_found_about_the_score_is_told_word_for_word(mystery: dict[str, Any], tables: Tables) -> None:
    def told(check: Verification) -> list[tuple[str, str, int | None]]:
        return [(each.code, each.message, each.seq) for each in check.findings]

    missing = rechained(copy.deepcopy(mystery), len(mystery["events"]) - 1, value=None)
    end = len(mystery["events"])
    assert ("score.missing", "No score was recorded at the end of the audit.", end) in told(
        verify_bundle(missing, rescore)
    )
    differs = verify_tables(tables, lambda record: {"rules": "1", "score": {"percent": "70"}})
    end = len(tables["events"])
    assert told(differs) == [("score.differs", "The recorded score does not follow from the answers.", end)]

    def broken(record: Record) -> dict[str, Any]:
        raise KeyError("phone")

    unusable = "The score cannot be computed again: KeyError."
    assert told(verify_tables(tables, broken)) == [("score.unusable", unusable, end)]
    assert verify_tables(tables, lambda record: None).notes == [
        "The score follows rules that this version does not know; not recomputed."
    ]
    assert verify_tables(tables).recomputed is None and verify_tables(tables).ok


def test_a_recorded_score_of_other_checklists_than_the_audit_has_is_found(tables: Tables) -> None:
    record = verify_tables(tables).record
    assert record is not None
    document: dict[str, Any] = orjson.loads(orjson.dumps(bundle(record)))
    value = {**SCORE, "checklists": {"phone": "0" * 64}}
    wrong = commit(value, "00" * 16)
    document["values"].append({"commitment": wrong, "salt": "00" * 16, "value": value, "class": "answer"})
    at = len(document["events"]) - 1
    check = verify_bundle(rechained(document, at, value=wrong), lambda record: value)
    assert ("score.checklists", "The recorded score names other checklists than the audit ended with.") in [
        (each.code, each.message) for each in check.findings
    ]


def test_the_result_as_json(tables: Tables) -> None:
    check = verify_tables(tables, rescore)
    assert check.as_json() == {
        "ok": True,
        "audit": tables["audit"]["1"]["id"],
        "number": "AUD-2026-ROMA-01",
        "status": "finished",
        "fingerprint": tables["seal"]["1"]["head"],
        "events": {"total": 14, "hold": 14},
        "values": {"published": 13, "withheld": 0, "erased": 0, "locked": 0},
        "score": {"recorded": SCORE, "recomputed": SCORE},
        "findings": [],
        "notes": [],
        "proves": [
            f"The 14 events are complete, in order and unchanged since their end was {check.head}.",
            "The 13 values shown are the ones that were recorded.",
            "The score follows from the recorded answers by the recorded rules.",
        ],
        "cannot_prove": [
            "Whoever holds this file could rebuild all of it.",
            "So compare the fingerprint with one that somebody else holds, as on a report handed over before.",
            "Times are those of the auditor's own clock.",
            "It does not show that an answer was true, only that it was given.",
        ],
    }
    del tables["seal"]
    found = verify_tables(tables).as_json()
    assert (found["ok"], found["proves"]) == (False, [])
    assert found["findings"] == [
        {
            "code": "seal.missing",
            "message": "The audit is ended, but its file bears no seal.",
            "seq": None,
            "page": None,
        }
    ]


def test_a_value_missing_from_the_store_is_found_but_an_erased_one_is_counted(tmp_path: Path) -> None:
    clock = FixedClock()
    auditor = Auditor(clock)
    with started(AuditStore(new_workspace(tmp_path), clock), auditor) as audit:
        record = audit.record
    gone = record.events[-1].value
    assert gone is not None
    del record.values[gone]
    assert "value.withheld" in codes(verify_bundle(bundle(record)))
    record.apply(auditor.change(record, "erased", "phone/q2", {"commitments": [gone]}))
    check = verify_bundle(bundle(record))
    assert codes(check) == ["finished.missing"]
    assert (check.erased, check.withheld) == (1, 0)


def test_a_private_note_in_a_report_s_record_is_found(tables: Tables) -> None:
    record = verify_tables(tables).record
    assert record is not None
    leaky = bundle(record)
    leaky["values"] = [value.model_dump(mode="json", by_alias=True) for value in record.values.values()]
    assert "value.leak" in codes(verify_bundle(leaky))
    for value in leaky["values"]:
        value["class"] = "note"
    assert "value.class" in codes(verify_bundle(leaky))


# -- the score ----------------------------------------------------------------------------------------


def test_a_recorded_score_that_does_not_follow_from_the_answers_is_found(tables: Tables) -> None:
    check = verify_tables(tables, lambda record: {"rules": "1", "score": {"percent": "70"}})
    assert codes(check) == ["score.differs"]
    assert (check.recorded, check.recomputed) == (SCORE, {"rules": "1", "score": {"percent": "70"}})


def test_rules_that_this_version_does_not_know_are_noted(tables: Tables) -> None:
    check = verify_tables(tables, lambda record: None)
    assert check.ok
    assert any("does not know" in note for note in check.notes)


def test_a_score_that_cannot_be_computed_is_a_finding(tables: Tables) -> None:
    def broken(record: Record) -> dict[str, Any]:
        raise KeyError("phone")

    assert codes(verify_tables(tables, broken)) == ["score.unusable"]


def test_a_chain_rebuilt_from_end_to_end_holds_but_under_another_fingerprint(mystery: dict[str, Any]) -> None:
    document = copy.deepcopy(mystery)
    stored = next(value for value in document["values"] if value["value"] == "no")
    old, stored["value"] = stored["commitment"], "yes"
    stored["commitment"] = commit("yes", stored["salt"])
    prev = genesis(document["audit"]["id"])
    for event in document["events"]:
        for key in ("value", "old", "reason"):
            if event[key] == old:
                event[key] = stored["commitment"]
        event["prev"] = prev
        prev = event["hash"] = chain_hash(event)
    check = verify_bundle(document)
    assert check.ok
    assert check.head != mystery["events"][-1]["hash"]


# -- hostile input ------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
@settings(max_examples=60, deadline=None)
def test_anything_at_all_ends_in_a_finding(document: Any) -> None:
    assert not verify_bundle(document).ok
    assert not verify_tables(document).ok


@given(data=st.data(), junk=JSON)
@settings(max_examples=150, deadline=None)
def test_junk_anywhere_in_a_record_ends_in_a_finding(
    mystery: dict[str, Any], path: Path, data: st.DataObject, junk: Any
) -> None:
    for original, verify in ((mystery, verify_bundle), (read_tables(path), verify_tables)):
        document = copy.deepcopy(original)
        at: Any = document
        while True:
            keys = list(at) if isinstance(at, dict) else list(range(len(at)))
            key = data.draw(st.sampled_from(keys))
            deeper = at[key]
            if not isinstance(deeper, dict | list) or not deeper or data.draw(st.integers(0, 3)) == 0:
                break
            at = deeper
        if type(at[key]) is type(junk) and at[key] == junk:
            continue
        at[key] = junk
        assert not verify(document).ok, key


def test_true_in_place_of_1_is_found(mystery: dict[str, Any]) -> None:
    document = {**mystery, "audit": {**mystery["audit"], "schema": True}}
    assert "header.shape" in codes(verify_bundle(document))


def test_a_bottomless_record_ends_in_a_finding(mystery: dict[str, Any]) -> None:
    deep: Any = 1
    for _ in range(100_000):
        deep = [deep]
    document = {
        **mystery,
        "values": [
            *mystery["values"],
            {"commitment": "0" * 64, "salt": "0" * 32, "value": deep, "class": "answer"},
        ],
    }
    assert "value.shape" in codes(verify_bundle(document))


# -- odd shapes ---------------------------------------------------------------------------------------


class Hostile(dict[str, Any]):
    """A mapping that breaks whoever looks into it."""

    def get(self, *_: Any) -> Any:
        raise MemoryError


def test_whatever_a_hostile_file_does_to_the_check_ends_in_a_finding() -> None:
    check = verify_bundle(Hostile(format="audit-record/1"))
    assert [(each.code, each.message) for each in check.findings] == [
        ("record.unreadable", "The record cannot be read: MemoryError.")
    ]
    assert not check.ok and check.proves == []


def test_a_file_without_a_header_that_can_be_read_is_found(tables: Tables) -> None:
    del tables["audit"]["1"]["site"]
    check = verify_tables(tables)
    assert "header.shape" in codes(check)
    assert check.record is None


def test_a_record_of_a_newer_version_is_told_as_such(mystery: dict[str, Any]) -> None:
    newer = {**mystery, "audit": {**mystery["audit"], "schema": SCHEMA + 1}}
    (finding,) = [each for each in verify_bundle(newer).findings if each.code == "record.newer"]
    assert finding.message == (
        f"The record was written by a newer version (schema {SCHEMA + 1}, known is {SCHEMA})."
    )


def test_a_record_that_was_migrated_still_follows_from_how_it_began(mystery: dict[str, Any]) -> None:
    def begun_under(schema: Any) -> dict[str, Any]:
        document = copy.deepcopy(mystery)
        (begun,) = [
            each for each in document["values"] if each["commitment"] == document["events"][0]["value"]
        ]
        begun["value"]["schema"] = schema
        begun["commitment"] = commit(begun["value"], begun["salt"])
        return rechained(document, 0, value=begun["commitment"])

    assert verify_bundle(begun_under(SCHEMA - 1)).ok
    for schema in (SCHEMA + 1, 0, "1", True, None):
        assert codes(verify_bundle(begun_under(schema))) == ["header.changed"], schema


def test_what_stood_before_and_why_may_be_missing_but_are_counted(mystery: dict[str, Any]) -> None:
    document = copy.deepcopy(mystery)
    gone = "ab" * 32
    at = next(n for n, event in enumerate(document["events"]) if event["op"] == "flagged")
    check = verify_bundle(rechained(document, at, old=gone, reason="cd" * 32))
    assert check.ok, check.findings
    assert check.withheld == verify_bundle(mystery).withheld + 2


def rechained(document: dict[str, Any], at: int, **changed: Any) -> dict[str, Any]:
    """The record with one event changed and the chain made anew from there, as a forger would."""
    prev = genesis(document["audit"]["id"])
    for number, event in enumerate(document["events"]):
        if number == at:
            event.update(changed)
        event["prev"] = prev
        event["hash"] = prev = chain_hash(event)
    return document


def test_one_fault_that_spoils_everything_is_told_fifty_times_and_not_more(mystery: dict[str, Any]) -> None:
    document = copy.deepcopy(mystery)
    document["events"] *= 10
    check = verify_bundle(document)
    assert sum(finding.code == "chain.broken" for finding in check.findings) == 50


@pytest.mark.parametrize("tables", [None, [], {"audit": []}, {"audit": {}}, {}])
def test_what_is_no_audit_file_is_told_as_such(tables: Any) -> None:
    assert codes(verify_tables(tables)) in (["record.format"], ["table.shape"])


def test_a_checklist_under_another_name_is_found(mystery: dict[str, Any]) -> None:
    document = copy.deepcopy(mystery)
    document["audit"]["checklists"][0]["id"] = "fax"
    assert "checklist.name" in codes(verify_bundle(document))


def test_a_checklist_that_cannot_be_hashed_is_not_the_one_it_began_with(mystery: dict[str, Any]) -> None:
    document = copy.deepcopy(mystery)
    document["audit"]["checklists"][0]["body"]["weight"] = float("inf")
    assert "checklist.hash" in codes(verify_bundle(document))


def test_a_value_that_is_there_twice_or_used_by_no_event_is_found(mystery: dict[str, Any]) -> None:
    twice = copy.deepcopy(mystery)
    twice["values"].append(twice["values"][1])
    assert codes(verify_bundle(twice)) == ["value.twice"]
    spare = copy.deepcopy(mystery)
    spare["values"].append(
        {"commitment": commit("x", "00" * 16), "salt": "00" * 16, "value": "x", "class": "answer"}
    )
    assert codes(verify_bundle(spare)) == ["value.unused"]


def test_an_audit_is_created_once_and_first(mystery: dict[str, Any]) -> None:
    again = rechained(copy.deepcopy(mystery), 4, op="created")
    assert "created.twice" in codes(verify_bundle(again))
    late = rechained(copy.deepcopy(mystery), 0, op="noted")
    assert "created.missing" in codes(verify_bundle(late))
    assert "created.missing" in codes(verify_bundle({**copy.deepcopy(mystery), "events": []}))


def test_a_value_of_no_use_to_its_event_is_found(mystery: dict[str, Any]) -> None:
    document = copy.deepcopy(mystery)
    at = next(n for n, event in enumerate(document["events"]) if event["op"] == "evidence_added")
    wrong = commit({"sha256": 1}, "00" * 16)
    document["values"].append(
        {"commitment": wrong, "salt": "00" * 16, "value": {"sha256": 1}, "class": "evidence"}
    )
    check = verify_bundle(rechained(document, at, value=wrong))
    assert "event.value" in codes(check)


def test_a_score_missing_at_the_end_is_found(mystery: dict[str, Any]) -> None:
    document = rechained(copy.deepcopy(mystery), -1 % len(mystery["events"]), value=None)
    assert "score.missing" in codes(verify_bundle(document, rescore))


def test_answers_kept_in_another_order_are_found(tables: Tables) -> None:
    tables["answers"] = dict(reversed(tables["answers"].items()))
    assert "projection.order" in codes(verify_tables(tables))


def test_an_erasure_tells_how_much_when_and_why_even_with_an_impossible_clock(tmp_path: Path) -> None:
    clock = FixedClock()
    auditor = Auditor(clock)
    with started(AuditStore(new_workspace(tmp_path), clock), auditor) as audit:
        record = audit.record
    gone = [event.value for event in record.events[-2:]]
    for each in gone:
        assert each is not None
        del record.values[each]
    record.apply(auditor.change(record, "erased", "", {"commitments": gone}))
    document = orjson.loads(orjson.dumps(bundle(record)))
    notes = verify_bundle(document).notes
    assert any("erased 2 values on 20" in note and "(ground: not given)" in note for note in notes), notes
    rechained(document, len(document["events"]) - 1, wall=9_000_000_000_000_000)
    assert any("on an impossible day" in note for note in verify_bundle(document).notes)


@pytest.mark.parametrize("broken", [False, True])
def test_a_score_that_rests_on_what_was_erased_is_noted_and_not_blamed(tmp_path: Path, broken: bool) -> None:
    clock = FixedClock()
    auditor = Auditor(clock)
    path = finished(AuditStore(new_workspace(tmp_path), clock), auditor)
    record, _ = load(path, read_tables(path))
    answered = next(event for event in record.events if event.path == "phone/q2" and event.op == "answered")
    assert answered.value is not None
    del record.values[answered.value]
    record.apply(auditor.change(record, "erased", "", {"commitments": [answered.value]}))

    def another(_: Record) -> dict[str, Any]:
        if broken:
            raise KeyError("q2")
        return {"rules": "1", "score": {"percent": "10"}}

    check = verify_bundle(bundle(record), another)
    assert check.ok, check.findings
    assert any("rests on values that were erased" in note for note in check.notes)
    assert check.recomputed is None
    assert not any("The score follows" in line for line in check.proves)


# -- values that are encrypted at rest -----------------------------------------------------------------------


def lock(tables: Tables, said: Any, **changed: Any) -> str:
    """Encrypt the value `said` of a file as if somebody else had the key; its number in the table."""
    number, stored = next((n, each) for n, each in tables["values"].items() if each["value"] == said)
    tables["values"][number] = {
        "commitment": stored["commitment"],
        "class": stored["class"],
        "sealed": f"{'0' * 16}:AAAA",
        **changed,
    }
    return number


def test_a_name_that_is_locked_is_counted_and_not_missing(tables: Tables) -> None:
    lock(tables, "The tall one was rude.")
    check = verify_tables(tables)
    assert (check.locked, check.withheld) == (1, 0)
    assert not {"value.missing", "value.sealed", "value.shape"} & set(codes(check))
    assert check.record is not None and len(check.record.sealed) == 1


def test_what_a_score_rests_on_must_not_be_locked(tables: Tables) -> None:
    lock(tables, "no")
    told = [
        (each.message, each.seq) for each in verify_tables(tables).findings if each.code == "value.sealed"
    ]
    at = next(
        n
        for n, event in tables["events"].items()
        if event["op"] == "answered" and event["path"] == "phone/q2"
    )
    assert told == [(f"The value of event {at} must not be encrypted.", int(at))]


def test_a_locked_value_of_an_odd_shape_or_there_twice_is_found(tables: Tables) -> None:
    again = copy.deepcopy(tables)
    number = lock(tables, "The tall one was rude.", sealed="nothing")
    assert ("value.shape", f"Value {number} is not as it should be.") in [
        (each.code, each.message) for each in verify_tables(tables).findings
    ]
    number = lock(again, "The tall one was rude.")
    more = str(len(again["values"]) + 1)
    again["values"][more] = again["values"][number]
    assert ("value.twice", f"Value {more} is there twice.") in [
        (each.code, each.message) for each in verify_tables(again).findings
    ]


def test_a_score_that_does_not_follow_while_values_are_locked_is_noted_and_not_blamed(tables: Tables) -> None:
    lock(tables, "The tall one was rude.")
    check = verify_tables(tables, lambda record: {"rules": "1", "score": {"percent": "70"}})
    assert "score.differs" not in codes(check) and check.recomputed is None
    assert "The score may rest on values that are locked; unlocked it is computed again." in check.notes


def test_a_report_holds_no_locked_value(mystery: dict[str, Any]) -> None:
    document = copy.deepcopy(mystery)
    stored = document["values"][-1]
    document["values"][-1] = {"commitment": stored["commitment"], "class": "note", "sealed": f"{'0' * 16}:AA"}
    assert "value.shape" in codes(verify_bundle(document))
