"""Every variant of the report in every language of the program: it conforms, and its words can be read back."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import catalogues
import pytest
from pypdf import PdfReader

from audit_tui import i18n
from audit_tui.library.loader import load_checklist
from audit_tui.locale_format import day_words, written_in
from audit_tui.paths import shipped_checklists
from audit_tui.reports.blank import blank_form
from audit_tui.reports.build import build_content
from audit_tui.reports.content import Around, ReportContent
from audit_tui.reports.network import network_content
from audit_tui.reports.network_given import Network
from audit_tui.reports.network_nps import Asked
from audit_tui.reports.network_sampling import Left
from audit_tui.reports.pdf.audit_report import audit_report
from audit_tui.reports.pdf.blank_form import blank_pdf
from audit_tui.reports.pdf.fonts import unprintable
from audit_tui.reports.pdf.network_report import network_report
from audit_tui.rules.gathering import result_of
from audit_tui.rules.insights import Selection, select
from audit_tui.rules.view import AuditView
from tests.reports.audits import QUOTE, RINGS, SITE, SOLVED, Walk, small
from tests.reports.test_conformance import assert_conforms

LANGUAGES = tuple(i18n.NAMES)
VARIANTS = ("full", "summary", "actions", "blank", "network")


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """A finished audit with a critical and a minor finding, a photo and an action with a day."""
    walk = Walk(tmp_path_factory.mktemp("walk"), [small([RINGS, SOLVED, QUOTE])])
    walk.say("answer", "phone/rings", "4")
    walk.say("answer", "phone/solved", "no")
    walk.say("answer", "phone/quote", "“We are closed.”")
    walk.photo("phone/solved", caption="the call log")
    walk.action("phone/solved", "Let every call end with an answer")
    walk.say("finish")
    return walk


def around(language: str) -> Around:
    _ = i18n.translator(language).gettext
    return Around(
        language=language,
        organisation="Aurora Retail",
        logo=None,
        dated=datetime(2026, 11, 26, tzinfo=UTC),
        marks=(_("DEMO – fictional data"),),
        confidentiality=_("Confidential once it is filled in"),
        name=_("Blank form"),
        tail=(),
        subject=_("Blank form"),
        attachment=None,
        variant="blank",
    )


def network_of(walk: Walk, language: str) -> Network:
    """Two visits to one site, the same answers on another day."""
    later = result_of(AuditView(walk.record))
    before = replace(later, id="A1", number="2026-0417-10", day="2026-08-11")
    selection = Selection("", "", "", "", "")
    return Network(
        selection=selection,
        sites=(),
        selected=select([before, later], selection),
        left=Left(drafts=1, abandoned=0, unread=[], without_visit=[]),
        actions=[],
        heard={},
        mystery=frozenset(),
        names={},
        asked=Asked(),
        as_of="2026-11-26",
        language=language,
    )


Made = Callable[[str, str], bytes]


@pytest.fixture(scope="module")
def made(walk: Walk) -> Made:
    """The PDF of a variant in a language; each is drawn once."""
    drawn: dict[tuple[str, str], bytes] = {}

    def draw(variant: str, language: str) -> bytes:
        if variant == "network":
            return network_report(network_content(network_of(walk, language), organisation="Aurora Retail"))
        if variant == "blank":
            translate = i18n.translator(language).gettext
            form = blank_form(
                walk.checklists, around=around(language), accent="", site=SITE, translate=translate
            )
            return blank_pdf(form)
        return audit_report(content(walk, language), variant=variant)  # type: ignore[arg-type]

    def once(variant: str, language: str) -> bytes:
        if (variant, language) not in drawn:
            drawn[variant, language] = draw(variant, language)
        return drawn[variant, language]

    return once


def content(walk: Walk, language: str) -> ReportContent:
    return build_content(walk.record, blobs=walk.blobs, organisation="Aurora Retail", language=language)


def read_back(pdf: bytes, folder: Path) -> str:
    """What pdftotext reads, without white space: where a line was broken does not matter."""
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is missing")
    file = folder / "read.pdf"
    file.write_bytes(pdf)
    told = subprocess.run(["pdftotext", "-raw", "-enc", "UTF-8", file, "-"], capture_output=True, check=True)
    return squeezed(told.stdout.decode("utf-8"))


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("variant", VARIANTS)
def test_it_conforms_and_says_its_language(made: Made, variant: str, language: str) -> None:
    pdf = made(variant, language)
    assert_conforms(pdf)
    assert PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/Lang"] == language  # type: ignore[index]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("variant", VARIANTS)
def test_the_file_is_sound(made: Made, variant: str, language: str, tmp_path: Path) -> None:
    if not shutil.which("qpdf"):
        pytest.skip("qpdf is missing")
    file = tmp_path / "report.pdf"
    file.write_bytes(made(variant, language))
    subprocess.run(["qpdf", "--check", file], check=True, capture_output=True)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("variant", VARIANTS)
def test_its_words_are_read_back_whole(
    made: Made, walk: Walk, variant: str, language: str, tmp_path: Path
) -> None:
    shown = read_back(made(variant, language), tmp_path)
    _ = i18n.translator(language).gettext
    if variant == "blank":
        wanted = [_("Blank form").upper(), "Telephone", *(q["text"] for q in (RINGS, SOLVED)), _("Notes")]
    elif variant == "network":
        given = network_content(network_of(walk, language), organisation="Aurora Retail")
        wanted = [given.title, given.sub, given.lead, given.lead_more, *(k.label for k in given.kpis)]
    else:
        said = content(walk, language)
        facts = [fact.value for fact in said.facts[: 3 if variant == "actions" else 4]]
        wanted = [said.verdict, *facts, *(one.title for one in said.findings)]
        wanted += [one.due for one in said.findings if one.due and variant != "summary"]
    assert [words for words in wanted if squeezed(words) not in shown] == []
    assert "[U+" not in shown
    for page in range(1, len(PdfReader(io.BytesIO(made(variant, language))).pages) + 1):
        assert squeezed(_("Page {page} of {total}").partition("{")[0]) in shown, page


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_date_is_broken_over_two_lines(made: Made, walk: Walk, language: str, tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    for variant in ("summary", "full", "network"):
        file.write_bytes(made(variant, language))
        told = subprocess.run(
            ["pdftotext", "-layout", "-enc", "UTF-8", file, "-"], capture_output=True, check=True
        )
        lines = [re.sub(r"\s", "", line) for line in told.stdout.decode("utf-8").splitlines()]
        with written_in(language):
            due = squeezed(day_words("2026-11-25" if variant != "network" else "2026-08-11"))
        assert any(due in line for line in lines), (variant, due)


def _printed_words(language: str) -> list[str]:
    """What a language's catalogue says for messages that are not of the screens or the command line alone."""
    faces = ("audit_tui/tui/", "audit_tui/cli/", "audit_tui/linear/")
    catalog = catalogues.read(catalogues.po_file(language), language)
    found: list[str] = []
    for message in catalog:
        if message.id and not all(file.startswith(faces) for file, _line in message.locations):
            found += [message.string] if isinstance(message.string, str) else message.string
    return found


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_the_fonts_have_every_letter_that_a_catalogue_prints(language: str) -> None:
    words = _printed_words(language)
    assert len(words) > 500
    assert unprintable(words) == []


def test_the_fonts_have_every_letter_of_the_shipped_checklists() -> None:
    for path in sorted(shipped_checklists().glob("*.yaml")):
        assert unprintable(load_checklist(path).model_dump(mode="json")) == [], path.name
