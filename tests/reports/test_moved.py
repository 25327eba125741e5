"""The report of an audit that was moved to a newer checklist says so, and proves itself with both."""

from __future__ import annotations

import json
from pathlib import Path

from audit_tui.i18n import translator
from audit_tui.reports.build_conclusion import statements
from audit_tui.reports.jsonfile import audit_json
from audit_tui.reports.subject import Subject
from audit_tui.reports.tables import answer_records, audit_record
from audit_tui.rules.verify import verify_bundle
from tests.reports.audits import QUOTE, RINGS, SOLVED, Walk, small


def moved(folder: Path) -> Walk:
    """Two answers, of which the newer version takes one; a third question is gone."""
    walk = Walk(folder, [small([RINGS, SOLVED, QUOTE])])
    walk.say("answer", "phone/rings", "2")
    walk.say("answer", "phone/solved", "yes")
    walk.say("answer", "phone/quote", "One moment please")
    rings = {**RINGS, "max": 1}
    walk.say("move_checklist", small([rings, SOLVED], version="2026.2"))
    return walk


def subject(walk: Walk) -> Subject:
    return Subject(walk.record, "en", translator("en"), walk.blobs)


def said(walk: Walk) -> dict[str, str]:
    return {fact.label: fact.value for fact in statements(subject(walk))}


def test_the_method_says_from_what_to_what_when_and_what_was_set_aside(tmp_path: Path) -> None:
    told = said(moved(tmp_path))
    words = told["Newer checklists"]
    assert "Telephone was moved from version 2026.1 to 2026.2 on 18 Nov 2026" in words.replace("\u00a0", " ")
    assert "phone.rings, phone.quote" in words
    assert "Telephone 2026.2" in told["Criteria"]


def test_a_move_that_kept_every_answer_says_that(tmp_path: Path) -> None:
    walk = Walk(tmp_path, [small([RINGS])])
    walk.say("answer", "phone/rings", "2")
    walk.say("move_checklist", small([RINGS], version="2026.2"))
    assert "Every answer was kept." in said(walk)["Newer checklists"]


def test_an_audit_that_never_moved_says_nothing_of_it(tmp_path: Path) -> None:
    assert "Newer checklists" not in said(Walk(tmp_path, [small([RINGS])]))


def test_tables_and_the_attached_record_are_of_the_newer_version(tmp_path: Path) -> None:
    walk = moved(tmp_path)
    walk.say("answer", "phone/rings", "1")
    walk.say("finish")
    about = subject(walk)
    assert {row["version"] for row in answer_records(about)} == {"2026.2"}
    assert audit_record(about)["checklists"] == ["phone 2026.2"]
    check = verify_bundle(json.loads(audit_json(walk.record)))
    assert check.ok, check.findings
