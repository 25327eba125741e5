"""A text in another language than the report's says so, also inside a sentence of the report."""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pypdf import PdfReader

from audit_tui.clock import SystemClock
from audit_tui.i18n import languages
from audit_tui.library.loader import load_checklist
from audit_tui.model.checklist import Checklist
from audit_tui.paths import shipped_checklists
from audit_tui.reports.build import build_content
from audit_tui.reports.content import Around, Variant
from audit_tui.reports.foreign import (
    Foreign,
    keeping,
    language_of,
    mostly_in,
    parts_of,
    pick,
    shortened,
    without_stop,
)
from audit_tui.reports.pdf.audit_report import audit_report
from audit_tui.reports.pdf.blocks import text
from audit_tui.reports.pdf.fonts import typeface
from audit_tui.reports.pdf.frame import draw_pdf
from audit_tui.reports.pdf.layout import lay_out
from audit_tui.reports.publish import earlier_audits
from audit_tui.reports.publish_blank import publish_blank
from audit_tui.store.audits import AuditStore
from audit_tui.store.blobs import blobs_of
from tests.demo.once import demo
from tests.reports.audits import QUOTE, SOLVED, Walk, small
from tests.reports.reading import report, text_of
from tests.reports.test_conformance import assert_conforms
from tests.reports.test_languages import around
from tests.reports.tongues import tongues

ENGLISH = {"en": "The matter is solved in one call."}


def spoken(pdf: bytes) -> list[str]:
    """What the pages draw between the marks of another language, as the codes of its glyphs, and how often."""
    pages = [page.get_contents() for page in PdfReader(io.BytesIO(pdf)).pages]
    streams = [page.get_data().decode("latin-1") for page in pages if page is not None]
    assert all(one.count(" BDC") == len(re.findall(r"\bEMC\b", one)) for one in streams)
    return [lang for one in streams for lang in re.findall(r"/Span <</Lang \((\S+)\)>> BDC", one)]


def test_a_sentence_keeps_the_language_of_what_it_is_made_of() -> None:
    words = pick(ENGLISH, "it")
    told = keeping(f"Non rispettato: {words} (PH-01)", words)
    assert told == "Non rispettato: The matter is solved in one call. (PH-01)"
    assert parts_of(told) == (("Non rispettato: ", None), (str(words), "en"), (" (PH-01)", None))


def test_a_sentence_of_the_language_of_the_report_has_one_part() -> None:
    words = pick({"it": "La questione è risolta."}, "it")
    assert parts_of(keeping(f"Rispettato: {words}", words)) == ((f"Rispettato: {words}", None),)


def test_a_full_stop_goes_and_the_language_stays() -> None:
    words = pick(ENGLISH, "it")
    told = without_stop(keeping(f"Non rispettato: {words}", words))
    assert told == "Non rispettato: The matter is solved in one call"
    assert parts_of(told)[1] == ("The matter is solved in one call", "en")


def test_a_report_marks_the_english_of_a_checklist_that_has_no_other(tmp_path: Path) -> None:
    walk = Walk(tmp_path, [small([SOLVED, QUOTE])])
    walk.say("answer", "phone/solved", "no")
    walk.say("finish")
    own, abroad = report(walk, language="en"), report(walk, language="it")
    assert_conforms(abroad)
    assert spoken(own) == []
    assert set(spoken(abroad)) == {"en"}
    assert "Non rispettato: The matter is solved in one call" in text_of(abroad)


def test_a_sentence_that_goes_on_on_the_next_page_goes_on_in_its_language() -> None:
    foreign = Foreign(" ".join(["the customer waits"] * 40))
    foreign.language = "en"
    sentence = text(keeping(f"Osservato: {foreign}.", foreign))
    facts: Around = around("it")
    lines = [text(f"riga {at}") for at in range(52)]
    with typeface(facts):
        layout = lay_out([*lines, sentence], "A4")
        pdf = draw_pdf(facts, layout, paper="A4", title="t", translate=str)
    assert layout.pages == 2
    assert spoken(pdf) == ["en", "en"]
    assert_conforms(pdf)


def test_what_was_cut_still_knows_its_languages() -> None:
    words = pick(ENGLISH, "it")
    sentence = keeping(f"Non rispettato: {words}", words)
    assert parts_of(shortened(sentence, "Non rispettato: The matter…")) == (
        ("Non rispettato: ", None),
        ("The matter", "en"),
        ("…", None),
    )
    assert parts_of(shortened(sentence, "Non risp…")) == (("Non risp…", None),)
    assert shortened(sentence, sentence) is sentence
    assert language_of(shortened(words, str(words))) == "en"


def test_a_figure_is_told_in_the_language_that_most_of_its_words_are_in() -> None:
    words = pick(ENGLISH, "it")
    assert mostly_in(keeping(f"Foto: {words}", words)) == "en"
    assert mostly_in(keeping(f"Una fotografia con molte parole italiane, e poi: {words[:10]}", words)) is None


@pytest.mark.parametrize("variant", get_args(Variant))
def test_every_word_of_a_checklist_in_english_alone_is_said_in_english(variant: Variant) -> None:
    workspace = demo()
    store = AuditStore(workspace, SystemClock())
    with store.open("AUD-2026-MEADOW-04", write=False) as audit:
        record = audit.record
    english = {text for one in record.header.checklists for text in _left_in_english(one.body)}
    content = build_content(
        record, blobs=blobs_of(workspace), language="it", earlier=earlier_audits(store, record)
    )
    assert list(_unmarked(audit_report(content, variant=variant), english)) == []


def test_a_blank_form_of_a_checklist_in_english_alone_says_so(tmp_path: Path) -> None:
    lists = [load_checklist(shipped_checklists() / f"{name}.yaml") for name in ("phone", "reception")]
    bodies = [one.model_dump(mode="json", by_alias=True, exclude_none=True) for one in lists]
    english = {text for body in bodies for text in _left_in_english(body)}
    form = publish_blank(
        demo(),
        [Checklist.model_validate(body) for body in bodies],
        as_of="2026-10-01",
        language="it",
        to=tmp_path / "form.pdf",
    )
    assert list(_unmarked(form.read_bytes(), english)) == []


def _left_in_english(body: Any) -> Iterator[str]:
    """The English texts of a checklist, from which those in other languages are taken away."""
    if isinstance(body, dict) and "en" in body and set(body) <= {*languages(), "zh-Hans"}:
        yield body["en"]
        for other in set(body) - {"en"}:
            del body[other]
        return
    if isinstance(body, dict | list):
        for each in body.values() if isinstance(body, dict) else body:
            yield from _left_in_english(each)


def _unmarked(pdf: bytes, english: Collection[str]) -> Iterator[str]:
    """What an Italian report says in Italian although the English of the checklist is most of it."""
    wanted = ["".join(text.split()) for text in english if len(text) > 9]
    for language, words in tongues(pdf):
        said = "".join(words.split())
        if language == "it" and any(text in said and 2 * len(text) > len(said) for text in wanted):
            yield words
