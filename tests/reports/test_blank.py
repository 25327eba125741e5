"""The blank form: every question is there with what may be answered, on paper of every size."""

from __future__ import annotations

import io
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from audit_tui.library.loader import load_checklist
from audit_tui.model.checklist import Checklist
from audit_tui.model.site import Site
from audit_tui.paths import shipped_checklists
from audit_tui.reports.blank import BlankForm, blank_form
from audit_tui.reports.content import Around
from audit_tui.reports.pdf.blank_form import blank_pdf
from tests.reports.audits import RINGS, SITE, small
from tests.reports.reading import text_of, whites
from tests.reports.test_conformance import assert_conforms, tags

SHIPPED = sorted(path.stem for path in shipped_checklists().glob("*.yaml"))


def form_of(*checklists: Checklist, site: Site | None = SITE) -> BlankForm:
    around = Around(
        language="en",
        organisation="Aurora Retail",
        logo=None,
        dated=datetime(2026, 11, 26, tzinfo=UTC),
        marks=(),
        confidentiality="Confidential once it is filled in",
        name="Blank form",
        tail=(),
        subject="Blank form",
        attachment=None,
        variant="blank",
    )
    return blank_form(checklists, around=around, accent="", site=site, translate=lambda message: message)


def printed(*questions: dict[str, Any], **more: Any) -> str:
    return text_of(blank_pdf(form_of(small(questions, **more))))


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("paper", ["A4", "Letter", "A5"])
def test_shipped_checklists_print_and_conform(name: str, paper: str) -> None:
    form = form_of(load_checklist(shipped_checklists() / f"{name}.yaml"), site=None)
    pdf = blank_pdf(form, paper=paper)
    assert pdf == blank_pdf(form, paper=paper)
    assert_conforms(pdf)
    assert not PdfReader(io.BytesIO(pdf)).attachments


@pytest.mark.parametrize("name", SHIPPED)
def test_every_question_that_is_asked_stands_on_the_paper_in_order(name: str) -> None:
    checklist = load_checklist(shipped_checklists() / f"{name}.yaml")
    words = text_of(blank_pdf(form_of(checklist)))
    form = form_of(checklist).checklists[0]
    asked = [one for section in form.sections for one in section.questions if one.is_asked]
    at = 0
    for one in asked:
        at = words.index(" ".join(one.text.split()), at)
    numbers = [one.number for one in asked]
    assert all(numbers) and len(asked) > 10
    kinds = {question.type for _section, question, _repeat in checklist.walk()}
    assert "info" in kinds


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ({"type": "yes_no", "allow_na": True}, "yes no not applicable"),
        (
            {"type": "scale", "min": 1, "max": 4, "labels": {1: {"en": "Rude"}, 4: {"en": "Friendly"}}},
            "1 Rude 2 3 4 Friendly",
        ),
        ({"type": "nps"}, "0 1 2 3 4 5 6 7 8 9 10"),
        ({"type": "number", "unit": "lx", "min": "0", "max": "500"}, "lx, 0 to 500"),
        ({"type": "count", "max": 20}, "count, 0 to 20"),
        ({"type": "stopwatch"}, " s "),
        ({"type": "date"}, "year-month-day"),
        ({"type": "time"}, "hour:minute"),
        ({"type": "photo"}, "taken number of the photo or file"),
        ({"type": "signature"}, "name and signature"),
        (
            {
                "type": "single",
                "choices": [{"id": "a", "label": {"en": "Alpha"}}, {"id": "b", "label": {"en": "Beta"}}],
            },
            "Alpha Beta",
        ),
    ],
    ids=lambda given: given.get("type") if isinstance(given, dict) else "",
)
def test_each_kind_of_question_has_its_boxes_or_its_line(question: dict[str, Any], expected: str) -> None:
    words = printed({"id": "q", "text": "The question", "neutral": True, **question})
    assert expected in words.split("The question")[1]


def test_standards_conditions_and_demands_are_said_in_words() -> None:
    words = printed(
        {"id": "held", "type": "yes_no", "text": "Were you put on hold?", "neutral": True},
        {**RINGS, "show_if": "${held} = 'yes'", "on_fail": {"comment": "required", "action": True}},
        {"id": "x", "type": "calc", "text": "WORKED-OUT", "formula": "${rings} * 2"},
    )
    for expected in (
        "1.1 Were you put on hold?",
        "1.2 How often did it ring?",
        "Only if question 1.1 is “yes”.",
        "If it fails: a note, a corrective action.",
        "PH-01 · 3 rings",
        "Aurora Store 0417, Via Vincenzo Capelli 3",
    ):
        assert expected in words, expected
    assert "WORKED-OUT" not in words


def test_what_is_never_asked_at_the_site_takes_no_number() -> None:
    words = printed(
        {"id": "never", "type": "yes_no", "text": "NEVER-ASKED", "neutral": True, "show_if": "1 = 2"},
        {
            "id": "after",
            "type": "yes_no",
            "text": "NEVER-AFTER",
            "neutral": True,
            "show_if": "${never} = 'yes'",
        },
        {"id": "asked", "type": "yes_no", "text": "Always asked", "neutral": True, "show_if": "1 = 1"},
    )
    assert "NEVER" not in words and "1.1 Always asked" in words and "Only if" not in words


def test_a_repeated_part_is_printed_as_often_as_it_is_asked_at_least() -> None:
    inner = [{"id": "again", "type": "yes_no", "text": "Was it so?", "neutral": True}]
    repeat = {
        "id": "calls",
        "type": "repeat",
        "text": "Further call",
        "min_count": 3,
        "max_count": 9,
        "questions": inner,
    }
    words = printed(repeat)
    assert words.count("1.1.1 Was it so?") == 3
    assert "Up to 9 times; copy this part for more than 3." in words


@pytest.mark.skipif(not shutil.which("pdftoppm"), reason="needs pdftoppm to look at pages")
@pytest.mark.parametrize("name", SHIPPED)
def test_no_page_of_a_form_is_mostly_white(name: str, tmp_path: Path) -> None:
    pdf = blank_pdf(form_of(load_checklist(shipped_checklists() / f"{name}.yaml")))
    assert max(whites(pdf, tmp_path)) < 0.3


def test_boxes_are_lists_and_lines_to_write_on_are_no_content() -> None:
    pdf = blank_pdf(form_of(small([{"id": "q", "type": "yes_no", "text": "Was it so?", "neutral": True}])))
    assert tags(pdf).count("/LI") == 2 and "/Figure" not in tags(pdf)


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=40).flatmap(
            lambda words: st.sampled_from([words, f"{words} " * 60])
        ),
        min_size=1,
        max_size=30,
    )
)
def test_whatever_a_checklist_says_is_printed_and_conforms(labels: list[str]) -> None:
    choices = [{"id": f"c{at}", "label": {"en": f"x{label}"}} for at, label in enumerate(labels)]
    question = {"id": "q", "type": "multi", "text": f"x{labels[0]}", "neutral": True, "choices": choices}
    assert_conforms(blank_pdf(form_of(small([question])), paper="A5"))
