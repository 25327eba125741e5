"""A text in another language than the report's says so, also inside a sentence of the report."""

from __future__ import annotations

import io
import re
from pathlib import Path

from pypdf import PdfReader

from audit_tui.reports.content import Around
from audit_tui.reports.foreign import Foreign, keeping, parts_of, pick, without_stop
from audit_tui.reports.pdf.blocks import text
from audit_tui.reports.pdf.fonts import typeface
from audit_tui.reports.pdf.frame import draw_pdf
from audit_tui.reports.pdf.layout import lay_out
from tests.reports.audits import QUOTE, SOLVED, Walk, small
from tests.reports.reading import report, text_of
from tests.reports.test_conformance import assert_conforms
from tests.reports.test_languages import around

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
