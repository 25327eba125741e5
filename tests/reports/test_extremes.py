"""The smallest and the largest reports: whole, conformant, and proved by `verify` like any other."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from audit_tui.reports.jsonfile import audit_json
from audit_tui.rules.verify import verify_bundle
from tests.reports.audits import SOLVED, Walk, small
from tests.reports.reading import check_pages, report, text_of
from tests.reports.test_conformance import assert_conforms


def asked(count: int) -> list[dict[str, Any]]:
    return [{**SOLVED, "id": f"q{number}", "text": f"Question number {number}?"} for number in range(count)]


def proved(walk: Walk) -> bytes:
    """The report of the walk, which conforms and says what its record gives."""
    walk.say("finish")
    pdf = report(walk)
    assert_conforms(pdf)
    record = verify_bundle(json.loads(audit_json(walk.record))).record
    assert record is not None
    found = check_pages(pdf, record)
    assert (found.extent, found.found, found.aside) == ("look", [], [])
    return pdf


def test_three_hundred_photos_in_findings_and_elsewhere(tmp_path: Path) -> None:
    walk = Walk(tmp_path, [small(asked(2))])
    walk.say("answer", "phone/q0", "no")
    walk.say("answer", "phone/q1", "yes")
    for number in range(300):
        walk.photo(f"phone/q{number % 2}", size=(64 + number, 48), caption=f"photo number {number}")
    pdf = proved(walk)
    words = text_of(pdf)
    assert all(f"photo number {number}" in words for number in range(300))
    assert "E01-150" in words and "P-150" in words
    pages = PdfReader(io.BytesIO(pdf)).pages
    assert sum(len(page.images) for page in pages) == 300


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_one_question_without_a_photo(tmp_path: Path, answer: str) -> None:
    walk = Walk(tmp_path, [small(asked(1))])
    walk.say("answer", "phone/q0", answer)
    pdf = proved(walk)
    assert "Question number 0?" in text_of(pdf)
    assert not any(page.images for page in PdfReader(io.BytesIO(pdf)).pages)


def test_a_thousand_questions(tmp_path: Path) -> None:
    walk = Walk(tmp_path, [small(asked(1000))])
    for number in range(1000):
        walk.say("answer", f"phone/q{number}", "no" if number % 50 == 7 else "yes")
    words = text_of(proved(walk))
    assert all(f"Question number {number}?" in words for number in range(1000))
    assert "1000 / 1000" in words.replace("1000/", "1000 /")


def test_a_word_of_two_hundred_thousand_characters(tmp_path: Path) -> None:
    walk = Walk(tmp_path, [small(asked(1))])
    walk.say("answer", "phone/q0", "no")
    walk.say("note", "phone/q0", "x" * 200_000)
    words = text_of(proved(walk))
    assert words.count("x") >= len(walk.record.projection.items["phone/q0"].note or "")
