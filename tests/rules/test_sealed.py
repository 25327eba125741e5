"""Encrypted values in a record: what a check proves without a key, and that nothing is hidden from it by them."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any, cast

import pytest

from audit_tui.clock import FixedClock
from audit_tui.model.event import SealedValue, StoredValue
from audit_tui.rules.erasure import of_class
from audit_tui.rules.history import history
from audit_tui.rules.record import Record, is_personal
from audit_tui.rules.verify import Verification, verify_bundle, verify_tables
from audit_tui.store.auditfile import load
from audit_tui.store.audits import AuditStore
from audit_tui.store.reading import read_tables
from audit_tui.store.rewriting import rewritten
from audit_tui.store.tables import Tables
from tests.store.builders import SCORE, Auditor, finished, new_workspace

TEXT = f"{'0' * 16}:{'A' * 40}"


class Sealer:
    """Seals without a key: nobody opens it again."""

    def seal_value(self, audit: str, stored: StoredValue) -> SealedValue:
        return SealedValue(commitment=stored.commitment, cls=stored.cls, sealed=TEXT)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Tables, Record]:
    """A finished audit with a private note and a signature, in plain."""
    clock = FixedClock()
    path: Path = finished(AuditStore(new_workspace(tmp_path_factory.mktemp("sealed")), clock), Auditor(clock))
    tables = read_tables(path)
    return tables, load(path, tables)[0]


@pytest.fixture
def tables(whole: tuple[Tables, Record]) -> Tables:
    """The same as it lies on disk in an encrypted workspace."""
    return copy.deepcopy(rewritten(whole[0], whole[1], cast(Any, Sealer())))


def rescore(record: Record) -> dict[str, Any]:
    return SCORE


def codes(check: Verification) -> list[str]:
    return list(dict.fromkeys(finding.code for finding in check.findings))


def resealed(tables: Tables, which: str) -> tuple[Tables, dict[str, Any]]:
    """The tables with one more value encrypted, by its class; its projection and seal are not made anew."""
    raw = next(raw for raw in tables["values"].values() if raw["class"] == which and "sealed" not in raw)
    kept = {"commitment": raw["commitment"], "class": raw["class"], "sealed": TEXT}
    raw.clear()
    raw.update(kept)
    return tables, raw


def test_an_encrypted_audit_holds_and_says_what_was_not_looked_at(tables: Tables) -> None:
    check = verify_tables(tables, rescore)
    assert check.ok, check.findings
    assert check.summary == "14 of 14 events hold; 10 values published, 0 withheld, 0 erased, 3 locked."
    assert check.cannot_prove[0].startswith("What the 3 locked values say was not looked at")
    assert check.as_json()["values"]["locked"] == 3
    assert check.recomputed == SCORE
    assert check.record is not None
    item = check.record.projection.item("phone/q2")
    assert (item.private_note, item.note != "") == ("", True)
    assert check.record.projection.facts["auditor"] is None
    assert check.record.projection.facts["alias"] == "MS-07"


def test_one_locked_value_is_one(tables: Tables, whole: tuple[Tables, Record]) -> None:
    check = Verification(locked=1)
    assert check.cannot_prove[0].startswith("What the 1 locked value says was not looked at")
    assert "locked" not in verify_tables(whole[0], rescore).summary


@pytest.mark.parametrize("which", ["answer", "note", "evidence"])
def test_what_a_score_rests_on_cannot_be_hidden_by_encrypting_it(tables: Tables, which: str) -> None:
    hidden, _ = resealed(tables, which)
    assert "value.sealed" in codes(verify_tables(hidden, rescore))


@pytest.mark.parametrize("change", [{"sealed": "x"}, {"class": "none"}, {"more": 1}, {"commitment": "ab"}])
def test_an_encrypted_value_of_no_shape_is_found(tables: Tables, change: dict[str, Any]) -> None:
    raw = next(raw for raw in tables["values"].values() if "sealed" in raw)
    raw.update(change)
    assert "value.shape" in codes(verify_tables(tables, rescore))


def test_a_value_that_is_there_twice_is_found_whichever_way_it_lies(
    tables: Tables, whole: tuple[Tables, Record]
) -> None:
    sealed = next(raw for raw in tables["values"].values() if "sealed" in raw)
    plain = whole[1].values[sealed["commitment"]].model_dump(mode="json", by_alias=True)
    for twice in (sealed, plain):
        both = copy.deepcopy(tables)
        both["values"][str(len(both["values"]) + 1)] = dict(twice)
        assert "value.twice" in codes(verify_tables(both, rescore))


def test_an_encrypted_value_that_no_event_recorded_and_one_of_another_class_are_found(tables: Tables) -> None:
    more = copy.deepcopy(tables)
    more["values"][str(len(more["values"]) + 1)] = {
        "commitment": "ab" * 32,
        "class": "private",
        "sealed": TEXT,
    }
    assert "value.unused" in codes(verify_tables(more, rescore))
    raw = next(raw for raw in tables["values"].values() if raw.get("class") == "private")
    raw["class"] = "answer"
    assert "value.class" in codes(verify_tables(tables, rescore))


def test_a_report_carries_no_encrypted_value(tables: Tables) -> None:
    document = {
        "format": "audit-record/1",
        "audit": {},
        "events": list(tables["events"].values()),
        "values": [raw for raw in tables["values"].values() if "sealed" in raw],
    }
    assert "value.shape" in codes(verify_bundle(document))


def test_a_score_that_cannot_be_computed_while_values_are_locked_is_a_note(tables: Tables) -> None:
    def other(record: Record) -> dict[str, Any]:
        return {"rules": "1", "score": {"percent": "1"}}

    def broken(record: Record) -> dict[str, Any]:
        raise ValueError

    for anew in (other, broken):
        check = verify_tables(tables, anew)
        assert check.ok, check.findings
        assert any("values that are locked" in note for note in check.notes)


def test_the_history_says_locked_to_who_may_see_it_and_withheld_to_others(tables: Tables) -> None:
    record = verify_tables(tables).record
    assert record is not None
    for classes, absent in (({"private"}, "locked"), ({"note"}, "withheld")):
        entries = [entry for entry in history(record, "phone/q2", classes=classes) if entry.private]  # type: ignore[arg-type]
        assert [entry.new.absent for entry in entries if entry.new] == [absent]


def test_what_is_due_counts_whether_it_is_locked_or_not(tables: Tables, whole: tuple[Tables, Record]) -> None:
    record = verify_tables(tables).record
    assert record is not None
    for cls in ("private", "person", "note"):
        assert sorted(of_class(record, cls)) == sorted(of_class(whole[1], cls))


@pytest.mark.parametrize(
    ("value", "cls", "personal"),
    [
        ("x", "private", True),
        ("x", "person", True),
        ("x", "note", False),
        ({"what": "Man the desk", "owner": "Anna"}, "answer", True),
        ({"what": "Man the desk"}, "answer", False),
        ({"what": "Man the desk", "owner": ""}, "answer", False),
    ],
)
def test_personal_is_what_names_somebody(value: Any, cls: Any, personal: bool) -> None:
    stored = StoredValue(commitment="ab" * 32, salt="cd" * 16, value=value, cls=cls)
    assert is_personal(stored) is personal
