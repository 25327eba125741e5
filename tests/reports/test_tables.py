"""CSV and JSON of audits."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit_tui.i18n import translator
from audit_tui.reports.jsonfile import audit_json, export_json
from audit_tui.reports.subject import Subject
from audit_tui.reports.tables import ANSWERS, AUDITS, answers_csv, audits_csv, cell
from audit_tui.rules.verify import verify_bundle
from tests.reports.audits import FACTS, QUOTE, RINGS, SOLVED, Walk, small


def subject(walk: Walk) -> Subject:
    """The audit that was walked, in English."""
    return Subject(walk.record, "en", translator("en"), walk.blobs)


def rows(table: bytes, delimiter: str = ",") -> list[dict[str, str]]:
    """The table as a spreadsheet reads it."""
    return list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def test_answers_are_one_row_a_question(failed: Walk) -> None:
    rings, solved = rows(answers_csv([subject(failed)]))
    assert list(rings) == list(ANSWERS)
    assert rings["label"] == "phone.rings" and rings["value"] == "4" and rings["points"] == "2"
    assert rings["max"] == "4" and rings["standard"] == "phone/PH-01" and rings["finding"] == "NC-02"
    assert rings["note"] == "It rang & rang <b>loudly</b>." and rings["failed"] == "false"
    assert solved["value"] == "no" and solved["words"] == "no" and solved["failed"] == "true"
    assert len(solved["evidence"].split("; ")) == 2
    assert {row["auditor"] for row in (rings, solved)} == {"Marta Kowalczyk"}


def test_audits_are_one_row_each(failed: Walk) -> None:
    (row,) = rows(audits_csv([subject(failed)], delimiter=";", mark=True), ";")
    assert list(row) == list(AUDITS)
    assert row["site"] == "0417" and row["visit_date"] == "2026-11-18" and row["passed"] == "false"
    assert row["percent"] == "16.666667"
    assert (row["critical"], row["major"], row["minor"]) == ("1", "0", "1")
    assert (row["standards_met"], row["standards_assessed"]) == ("0", "2")


def test_the_byte_order_mark_is_there_only_on_request(failed: Walk) -> None:
    assert audits_csv([subject(failed)], mark=True).startswith(b"\xef\xbb\xbf")
    assert audits_csv([subject(failed)]).startswith(b"audit,")


def test_lines_end_as_rfc_4180_says(failed: Walk) -> None:
    table = answers_csv([subject(failed)])
    assert table.count(b"\r\n") == 3 and table.endswith(b"\r\n")


@pytest.mark.parametrize("text", ["=1+1", "+SUM(A1)", "-2+3", "@cmd", "\t=1", "\r=1", "＝1"])
def test_what_begins_like_a_formula_is_guarded(text: str) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-5", "+5", "-5.25", "plain", "a=b", ""])
def test_numbers_and_plain_text_are_left_as_they_are(text: str) -> None:
    assert cell(text) == text


@given(st.text(max_size=60))
def test_any_text_survives_the_way_into_a_table_and_back(text: str) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow([cell(text), "end"])
    (row,) = csv.reader(io.StringIO(out.getvalue(), newline=""))
    assert row[0].removeprefix("'") == text.removeprefix("'") and row[1] == "end"


def test_private_notes_and_names_of_mystery_shoppers_leave_in_no_table(tmp_path: Path) -> None:
    signature = {"id": "signed", "type": "signature", "text": "Your name", "required": False}
    walk = Walk(tmp_path, [small([RINGS, signature])], facts={**FACTS, "kind": "mystery"})
    walk.say("answer", "phone/rings", "9")
    walk.say("note", "phone/rings", "CANARY-PRIVATE", private=True)
    walk.say("answer", "phone/signed", "Marta Kowalczyk")
    walk.say("finish")
    each = subject(walk)
    for output in (answers_csv([each]), audits_csv([each]), export_json(each), audit_json(walk.record)):
        assert b"Kowalczyk" not in output and b"CANARY" not in output and b"Ferri" not in output
    assert b"Shopper K7" in audits_csv([each])


def test_the_json_export_gives_facts_score_and_answers(failed: Walk) -> None:
    document = json.loads(export_json(subject(failed)))
    assert document["score"]["critical_failed"] == ["phone.solved"]
    assert document["facts"]["client"] == "Aurora Retail S.p.A."
    assert [answer["label"] for answer in document["answers"]] == ["phone.rings", "phone.solved"]
    assert document["head"] == failed.record.projection.head


def test_the_attached_json_verifies_and_is_the_same_each_time(failed: Walk) -> None:
    assert audit_json(failed.record) == audit_json(failed.record)
    assert verify_bundle(json.loads(audit_json(failed.record))).ok


def test_hidden_questions_are_in_no_table(tmp_path: Path) -> None:
    hidden = {**QUOTE, "show_if": "${rings} > 5"}
    walk = Walk(tmp_path, [small([RINGS, hidden, SOLVED])])
    walk.say("answer", "phone/rings", "1")
    assert [row["question"] for row in rows(answers_csv([subject(walk)]))] == ["rings", "solved"]
