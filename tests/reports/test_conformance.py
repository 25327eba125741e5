"""Every report conforms to PDF/UA-1 and PDF/A-3a, and its structure tree reads as the page does.

The validator is a program of its own; what it cannot see, whether the tree says the right things in the right
order, is read back here.
"""

from __future__ import annotations

import io
import itertools
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from audit_tui.i18n import translator
from audit_tui.reports.blank import blank_form
from audit_tui.reports.build import build_content
from audit_tui.reports.content import Around
from audit_tui.reports.pdf.audit_report import audit_report
from audit_tui.reports.pdf.blank_form import blank_pdf
from tests.reports.audits import FACTS, QUOTE, RINGS, SOLVED, Walk, small
from tests.reports.reading import report, text_of

HEADINGS = ("/H1", "/H2", "/H3")


def assert_conforms(pdf: bytes) -> None:
    page = pytest.importorskip("page", reason="page-validation is not installed")
    for profile in (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_3A):
        result = page.validate_pdf_bytes(pdf, profile=profile)
        assert result.is_compliant, (
            str(profile),
            [(each.rule_id, each.message) for each in result.failures][:5],
        )


def elements(pdf: bytes) -> Iterator[tuple[int, DictionaryObject]]:
    """Every element of the structure tree in reading order, with its depth."""
    reader = PdfReader(io.BytesIO(pdf))
    waiting: list[tuple[int, Any]] = [(0, reader.trailer["/Root"]["/StructTreeRoot"]["/K"])]  # type: ignore[index]
    while waiting:
        depth, node = waiting.pop()
        node = node.get_object()
        if isinstance(node, list):
            waiting += [(depth, kid) for kid in reversed(node)]
        elif isinstance(node, DictionaryObject) and "/S" in node:
            yield depth, node
            waiting.append((depth + 1, node["/K"]))


def tags(pdf: bytes) -> list[str]:
    return [str(element["/S"]) for _, element in elements(pdf)]


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_report_with_photos_findings_and_actions_conforms(failed: Walk, paper: Any) -> None:
    assert_conforms(audit_report(build_content(failed.record, blobs=failed.blobs), paper=paper))


def walked(folder: Path, count: int, **facts: Any) -> Walk:
    """An audit of `count` questions, all of them answered."""
    questions = [{**SOLVED, "id": f"q{n}"} for n in range(count)]
    walk = Walk(folder, [small([*questions, QUOTE])], facts={**FACTS, **facts})
    for n in range(count):
        walk.say("answer", f"phone/q{n}", "yes")
    return walk


@pytest.mark.parametrize(
    "facts", [{}, {"kind": "mystery"}, {"outcome": "aborted", "abort_reason": "Closed."}], ids=str
)
def test_reports_of_every_kind_conform(tmp_path: Path, facts: dict[str, Any]) -> None:
    assert_conforms(report(walked(tmp_path, 1, **facts)))


def test_a_table_that_runs_over_pages_is_one_table_with_one_head(tmp_path: Path) -> None:
    pdf = report(walked(tmp_path, 120))
    assert_conforms(pdf)
    tree = list(elements(pdf))
    tables = [node for _, node in tree if node["/S"] == "/Table"]
    heads = [node for _, node in tree if node["/S"] == "/THead"]
    assert len(PdfReader(io.BytesIO(pdf)).pages) > 4
    assert len(heads) == len(tables)
    (answers,) = (node for node in tables if len(_rows(node)) > 120)
    # A head, a row for each group, and each question once.
    assert len(_rows(answers)) == 1 + 1 + 121


def _rows(table: DictionaryObject) -> list[Any]:
    return [row for part in table["/K"] for row in part.get_object()["/K"]]  # type: ignore[attr-defined]


def test_headings_step_down_one_level_at_a_time(failed: Walk) -> None:
    levels = [HEADINGS.index(tag) for tag in tags(report(failed)) if tag in HEADINGS]
    assert levels[0] == 0 and {0, 1, 2} == set(levels)
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_every_picture_is_told_in_words_and_every_link_named(failed: Walk) -> None:
    pdf = report(failed)
    figures = [node for _, node in elements(pdf) if node["/S"] == "/Figure"]
    assert figures and all(str(node["/Alt"]).strip() for node in figures)
    assert any("Photo E01-1" in str(node["/Alt"]) for node in figures)
    links = [
        note.get_object()
        for page in PdfReader(io.BytesIO(pdf)).pages
        for note in page.get("/Annots", [])  # type: ignore[union-attr]
    ]
    assert links and all(str(link["/Contents"]).strip() and link["/F"] == 4 for link in links)
    assert tags(pdf).count("/Link") == len(links)


def test_table_cells_say_what_they_head(failed: Walk) -> None:
    scopes = {
        str(node["/A"]["/Scope"])  # type: ignore[index]
        for _, node in elements(report(failed))
        if node["/S"] == "/TH"
    }
    assert scopes == {"/Column", "/Row"}


def test_words_are_not_joined_where_a_line_was_broken(tmp_path: Path) -> None:
    if not shutil.which("pdfinfo"):
        pytest.skip("pdfinfo is missing")
    walk = walked(tmp_path / "w", 1)
    walk.say("note", "phone/q0", "seven " * 60)
    (tmp_path / "r.pdf").write_bytes(report(walk))
    told = subprocess.run(
        ["pdfinfo", "-struct-text", str(tmp_path / "r.pdf")], capture_output=True, check=True, text=True
    ).stdout
    assert "seven seven" in told and "sevenseven" not in told


def test_the_file_says_of_itself_what_its_dictionary_says(failed: Walk) -> None:
    reader = PdfReader(io.BytesIO(report(failed)))
    metadata, xmp = reader.metadata, reader.xmp_metadata
    assert metadata is not None and xmp is not None
    assert xmp.dc_title["x-default"] == metadata.title
    assert xmp.dc_creator == [metadata.author]
    assert xmp.dc_description["x-default"] == metadata.subject
    assert xmp.pdf_producer == metadata.producer and xmp.xmp_creator_tool == metadata.creator
    assert xmp.xmp_create_date is not None and metadata.creation_date is not None
    assert xmp.xmp_create_date == metadata.creation_date.replace(tzinfo=None)
    assert reader.trailer["/Root"]["/Lang"] == "en"  # type: ignore[index]


def test_a_question_that_the_checklist_has_not_in_the_language_is_told_in_one_it_has_and_says_which(
    tmp_path: Path,
) -> None:
    both = {"en": "Was the matter solved?", "pl": "Czy sprawa została załatwiona?"}
    told = {}
    for name, words in (("english", both["en"]), ("both", both)):
        walk = Walk(tmp_path / name, [small([{**SOLVED, "text": words}, QUOTE])])
        walk.say("answer", "phone/solved", "yes")
        for language in ("en", "pl"):
            pdf = report(walk, language=language)
            assert_conforms(pdf)
            assert both[language if name == "both" else "en"] in text_of(pdf)
            told[name, language] = [str(node["/Lang"]) for _, node in elements(pdf) if "/Lang" in node]
    assert told["english", "en"] == told["both", "en"] == []
    assert set(told["english", "pl"]) == {"en"}
    # The question itself and nothing else is Polish now: the standards are still English alone.
    assert len(told["both", "pl"]) == len(told["english", "pl"]) - 1


def test_a_blank_form_says_the_language_of_each_text_it_has_not_in_its_own() -> None:
    words = {"en": "How often did it ring?", "it": "Quante volte ha squillato?"}
    checklist = small([{**RINGS, "text": words}, SOLVED])
    told = {}
    for language in ("en", "it"):
        around = Around(
            language=language,
            organisation="Aurora Retail",
            logo=None,
            dated=datetime(2026, 11, 26, tzinfo=UTC),
            marks=(),
            confidentiality="Confidential",
            name="Blank form",
            tail=(),
            subject="Blank form",
            attachment=None,
            variant="blank",
        )
        translate = translator(language).gettext
        pdf = blank_pdf(blank_form([checklist], around=around, accent="", site=None, translate=translate))
        assert_conforms(pdf)
        assert words[language] in text_of(pdf)
        told[language] = {str(node["/Lang"]) for _, node in elements(pdf) if "/Lang" in node}
    assert told == {"en": set(), "it": {"en"}}


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=300))
def test_whatever_a_person_writes_the_file_conforms(
    tmp_path_factory: pytest.TempPathFactory, words: str
) -> None:
    walk = walked(tmp_path_factory.mktemp("walk"), 1)
    walk.say("note", "phone/q0", f"said: {words}")
    assert_conforms(report(walk))
