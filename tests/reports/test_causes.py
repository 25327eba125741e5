"""Root causes of an open inspection: on the cards and in a chart; of any other visit the site says them itself."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from audit_tui.i18n import translator
from audit_tui.model.audit import Action, Cause
from audit_tui.reports.build import build_content
from audit_tui.reports.content import CauseRow, Causes
from audit_tui.reports.pdf.audit_report import audit_report
from audit_tui.reports.pdf.causes_chart import CausesChart
from audit_tui.reports.printed.pieces import Piece, printed_in
from audit_tui.reports.sheets import action_records
from audit_tui.reports.subject import Subject
from tests.reports.audits import FACTS, RINGS, SOLVED, Walk, small
from tests.reports.reading import check_pages, report, text_of
from tests.reports.test_conformance import assert_conforms
from tests.reports.test_printed import carried, said

AGAIN = {**SOLVED, "id": "again", "text": "Was a second matter solved?", "standard": None}
ANSWERS = {"rings": "5", "solved": "no", "again": "no"}
"""A standard that is met in part (minor) and two critical failures."""


def walked(folder: Path, causes: dict[str, Cause | None], *, kind: str = "open", **answers: str) -> Walk:
    """A visit with a corrective action for each question in `causes`."""
    walk = Walk(folder, [small([RINGS, SOLVED, AGAIN])], facts={**FACTS, "kind": kind})
    for id_, value in {**ANSWERS, **answers}.items():
        walk.say("answer", f"phone/{id_}", value)
    for id_, cause in causes.items():
        action = Action(id=walk.clock.ulid(), what=f"Mend {id_}", due="2026-12-01", cause=cause)
        walk.say("add_action", f"phone/{id_}", action)
    walk.say("finish")
    return walk


def chart(walk: Walk, **more: Any) -> Causes | None:
    return build_content(walk.record, blobs=walk.blobs, **more).causes


def exported(walk: Walk) -> list[dict[str, Any]]:
    return list(action_records(Subject(walk.record, "en", translator("en"), walk.blobs)))


def figures(pdf: bytes) -> list[Piece]:
    pieces = printed_in(PdfReader(io.BytesIO(pdf))).pieces
    return [each for each in pieces if each.tag == "Figure" and "by root cause" in each.alt]


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    causes: dict[str, Cause | None] = {"rings": "staffing", "solved": "staffing", "again": "process"}
    return walked(tmp_path_factory.mktemp("walk"), causes)


@pytest.fixture(scope="module")
def pdf(walk: Walk) -> bytes:
    return report(walk)


def test_the_chart_tells_every_cause_with_its_count_of_each_severity_the_most_frequent_first(
    walk: Walk, pdf: bytes
) -> None:
    made = chart(walk)
    assert made is not None
    assert made.rows == (
        CauseRow("Too few people", (("critical", 1), ("minor", 1))),
        CauseRow("No clear rule or owner", (("critical", 1),)),
    )
    assert made.legend == (("critical", "critical"), ("minor", "minor"))
    assert made.note == ""
    (shown,) = figures(pdf)
    assert shown.under == "Non-conformities by root cause"
    assert shown.alt == (
        "Non-conformities by root cause: Too few people: 1 critical, 1 minor; No clear rule or owner: 1 critical"
    )
    for words in ("Too few people", "No clear rule or owner", "critical", "minor"):
        assert shown.text.count(words) == 1
    assert shown.text.count("1") == 3
    assert_conforms(pdf)


def test_the_card_says_the_recorded_cause_and_leaves_no_line_to_write_it(walk: Walk, pdf: bytes) -> None:
    words = text_of(pdf)
    assert "FOR THE SITE TO FILL IN" not in words
    assert words.count("ROOT CAUSE") == 2
    assert "Root cause: Too few people" in words, "minor findings stand in a table"


def test_the_action_sheet_says_it_too(walk: Walk) -> None:
    words = text_of(audit_report(build_content(walk.record, blobs=walk.blobs), variant="actions"))
    assert "Too few people" in words and "No clear rule or owner" in words


def test_what_has_no_recorded_cause_is_counted_under_the_chart_and_keeps_its_line(tmp_path: Path) -> None:
    walk = walked(tmp_path, {"rings": None, "solved": "supplier"})
    made = chart(walk)
    assert made is not None
    assert made.rows == (CauseRow("Supplier", (("critical", 1),)),)
    assert made.note == "2 without a recorded cause."
    words = text_of(report(walk))
    assert "2 without a recorded cause." in words
    assert words.count("FOR THE SITE TO FILL IN") == 1


def test_a_finding_with_two_causes_counts_with_each_and_the_chart_says_so(tmp_path: Path) -> None:
    walk = Walk(tmp_path, [small([RINGS, SOLVED])], facts=FACTS)
    walk.say("answer", "phone/solved", "no")
    walk.say("answer", "phone/rings", "1")
    causes: tuple[Cause, ...] = ("equipment", "training", "equipment")
    for cause in causes:
        walk.say("add_action", "phone/solved", Action(id=walk.clock.ulid(), what="Mend", cause=cause))
    walk.say("finish")
    made = build_content(walk.record, blobs=walk.blobs)
    assert made.findings[0].root_cause == "Equipment, systems, Training, information"
    assert made.causes is not None
    assert [(row.title, row.counts) for row in made.causes.rows] == [
        ("Equipment, systems", (("critical", 1),)),
        ("Training, information", (("critical", 1),)),
    ]
    assert made.causes.note == "What has several causes counts with each."


def test_without_any_recorded_cause_there_is_no_chart(tmp_path: Path) -> None:
    walk = walked(tmp_path, {"solved": None})
    assert chart(walk) is None
    assert figures(report(walk)) == []


def test_a_cause_of_something_that_is_no_finding_makes_no_chart(tmp_path: Path) -> None:
    walk = walked(tmp_path, {"rings": "premises"}, rings="1")
    assert chart(walk) is None


@pytest.mark.parametrize("kind", ["mystery", "phone"])
def test_of_a_visit_that_was_not_open_it_stays_blank_for_the_site_whatever_the_record_says(
    tmp_path: Path, kind: str
) -> None:
    walk = walked(tmp_path, {"solved": "staffing"}, kind=kind)
    assert chart(walk) is None
    words = text_of(report(walk))
    assert "FOR THE SITE TO FILL IN" in words and "Too few people" not in words
    assert [one["cause"] for one in exported(walk)] == [None]


def test_exports_carry_its_code(walk: Walk) -> None:
    assert [one["cause"] for one in exported(walk)] == ["staffing", "staffing", "process"]


def test_verify_draws_the_chart_anew_from_the_record(walk: Walk, pdf: bytes, tmp_path: Path) -> None:
    assert not check_pages(pdf, carried(walk.record)).found
    other = walked(tmp_path, {"rings": "staffing", "solved": "staffing", "again": "supplier"})
    told = said(check_pages(pdf, carried(other.record)))
    assert any("No clear rule or owner" in each for each in told)


@pytest.mark.parametrize("language", ["it", "pl", "uk", "ru", "zh"])
def test_in_every_language_the_names_stand_beside_their_bars(walk: Walk, language: str) -> None:
    made = chart(walk, language=language)
    assert made is not None
    drawn = CausesChart(made, 515)
    assert all("…" not in name for name in drawn.names)


def test_many_findings_of_one_cause_stay_within_the_page() -> None:
    rows = (CauseRow("Other cause", (("critical", 1), ("major", 300), ("minor", 99))),)
    drawn = CausesChart(Causes("t", rows, (("major", "major"),), "t", ""), 500)
    assert drawn.left + 400 * drawn.each <= 500
