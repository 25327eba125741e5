"""A network report that was changed is caught: on its pages, in its figures, or in the visits that these rest on.

Pages are changed with the glyphs of their own fonts, figures in the attachment, as a forger would.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from audit_tui.clock import SystemClock
from audit_tui.errors import InputError
from audit_tui.reports.network_basis import Basis, network_of
from audit_tui.reports.printed.network import NetworkCheck, check_network
from audit_tui.reports.printed.network_words import cannot_prove, findings, notes, proves
from audit_tui.reports.publish_network import publish_network
from audit_tui.rules.insights import Selection
from audit_tui.rules.record import canonical
from audit_tui.store.audits import AuditStore
from tests.demo.once import demo
from tests.reports.editing import Forger, row_out_of_tree

LANGUAGES = ("en", "it", "pl", "ru", "uk", "zh-Hans")
DAY = "2026-11-26"
SOUTH = Selection(region="South")
"""Two sites of five, which are checked in two thirds of the time."""

Made = Callable[..., bytes]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The network report of the demo; each is written once."""
    written: dict[tuple[Any, ...], bytes] = {}
    folder = tmp_path_factory.mktemp("network")

    def make(
        language: str = "en", selection: Selection | None = None, paper: Any = "A4", sites: Any = ()
    ) -> bytes:
        key = (language, selection, paper, sites)
        if key not in written:
            path = folder / f"{len(written)}.pdf"
            publish_network(
                AuditStore(demo(), SystemClock()),
                SystemClock(),
                selection or Selection(),
                sites=sites,
                as_of=DAY,
                language=language,
                paper=paper,
                to=path,
            )
            written[key] = path.read_bytes()
        return written[key]

    return make


def carried(pdf: bytes) -> bytes:
    (data,) = PdfReader(io.BytesIO(pdf)).attachments["network.json"]
    assert isinstance(data, bytes)
    return data


def checked(pdf: bytes, attached: bytes | None = None) -> NetworkCheck:
    return check_network(pdf, carried(pdf) if attached is None else attached)


def said(check: NetworkCheck) -> list[str]:
    return [one.message for one in findings(check)]


def forged(pdf: bytes, change: Callable[[Any], None]) -> NetworkCheck:
    """The check of a report whose attached data were changed."""
    document = json.loads(carried(pdf))
    change(document)
    return checked(pdf, canonical(document))


# -- what holds ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_untouched_report_follows_from_its_visits_word_for_word(made: Made, language: str) -> None:
    check = checked(made(language))
    assert said(check) == [] and list(notes(check)) == []
    assert check.pages is not None and check.pages.extent == "look" and check.pages.compared > 100
    assert check.figures > 1000 and len(check.visits) == 22
    assert any(f"on the {check.pages.pages} pages" in one for one in proves(check))
    assert any(
        "does not show that the attached visits are those of real audits" in one
        for one in cannot_prove(check)
    )


@pytest.mark.parametrize(
    ("selection", "sites", "paper"),
    [
        (SOUTH, (), "Letter"),
        (Selection(checklist="phone"), (), "A4"),
        (Selection(start="2026-01-01", end="2026-03-31"), (), "A4"),
        (Selection(), ("HARBOUR", "MEADOW"), "A4"),
        (Selection(site="harbour"), (), "A4"),
    ],
    ids=["region", "checklist", "period", "sites", "one site"],
)
def test_a_report_over_a_part_of_the_visits_holds_on_either_paper(
    made: Made, selection: Selection, sites: tuple[str, ...], paper: str
) -> None:
    check = checked(made("en", selection, paper, sites))
    assert said(check) == [] and 0 < len(check.visits) < 22


def test_the_organisations_own_line_at_the_foot_is_taken_as_it_is_printed(made: Made) -> None:
    from audit_tui.reports.network import network_content
    from audit_tui.reports.pdf.network_report import network_report

    network = network_of(json.loads(carried(made())), "it")
    content = network_content(
        network, organisation="Aurora & Söhne", confidentiality="For the board; not for shops"
    )
    pdf = network_report(content, paper="Letter")
    assert "For the board; not for shops" in PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert said(checked(pdf)) == []


def test_the_schema_that_is_documented_is_that_by_which_it_is_read() -> None:
    documented = json.loads(Path("docs/json/network.schema.json").read_text(encoding="utf-8"))
    read = Basis.model_json_schema(by_alias=True)
    assert set(documented["properties"]["basis"]["properties"]) == set(read["properties"])
    for name, shape in read["$defs"].items():
        assert set(documented["$defs"][name]["properties"]) == set(shape["properties"])
        assert documented["$defs"][name].get("required") == shape.get("required")


def test_no_name_of_a_person_and_no_note_is_carried(made: Made) -> None:
    data = carried(made())
    for name in (b"Dana", b"Robin", b"Kim", b"Shopper", b"private"):
        assert name not in data


# -- pages that were changed --------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_figure_that_was_changed_on_a_page_is_named_in_every_language(made: Made, language: str) -> None:
    pdf = made(language)
    forger = Forger(pdf)
    medians = {
        f"{float(one.median):.1f}" for one in network_of(json.loads(carried(pdf)), language).league.standings
    }
    for printed in (form for median in medians for form in (median, median.replace(".", ","))):
        if any(printed in page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages):
            forger.rewrite(printed, printed[::-1], times=1)
            break
    assert said(checked(forger.bytes(), carried(pdf)))


FORGERIES = {
    "a median": ("88.5", "98.5"),
    "the period": ("2025", "2024"),
    "a site": ("Aurora Harbour", "Aurora Meadow"),
    "a share": ("of 21 visits", "of 22 visits"),
    "the day of the report": ("26 Nov 2026", "25 Nov 2026"),
}


@pytest.mark.parametrize("what", FORGERIES)
def test_each_printed_figure_that_was_changed_is_named(made: Made, what: str) -> None:
    forger = Forger(made())
    forger.rewrite(*FORGERIES[what])
    sentences = said(checked(forger.bytes(), carried(made())))
    assert sentences and all(sentence.startswith("Page ") for sentence in sentences)
    assert any("the figures give" in sentence for sentence in sentences)


@pytest.mark.parametrize(
    ("row", "section"), [("–", "League of sites"), ("phone/PH-01", "What keeps falling short")]
)
def test_a_row_taken_off_a_table_is_missed(made: Made, row: str, section: str) -> None:
    forger = Forger(made())
    row_out_of_tree(forger, row)
    sentences = said(checked(forger.bytes(), carried(made())))
    assert any(section in each and f"the row {row} is missing" in each for each in sentences), sentences


def test_two_sites_that_changed_places_are_named(made: Made) -> None:
    forger = Forger(made())
    for old, new in (("Aurora Harbour", "Aurora TTTTTTT"), ("Aurora Meadow", "Aurora Harbour")):
        forger.rewrite(old, new, page=2, times=1)
    forger.rewrite("Aurora TTTTTTT", "Aurora Meadow", page=2, times=1)
    sentences = said(checked(forger.bytes(), carried(made())))
    assert any("League of sites" in each and "“Aurora Meadow”" in each for each in sentences), sentences
    assert any("League of sites" in each and "“Aurora Harbour”" in each for each in sentences), sentences


def test_a_page_taken_out_and_words_put_over_one_are_noticed(made: Made) -> None:
    forger = Forger(made())
    forger.drop_page(3)
    assert any("is missing" in sentence for sentence in said(checked(forger.bytes(), carried(made()))))
    forger = Forger(made())
    forger.overlay(1, b"BT /F1+0 12 Tf 100 700 Td (\x01\x02) Tj ET")
    assert any("was put on the page" in one for one in said(checked(forger.bytes(), carried(made()))))


def test_the_printed_hash_is_that_of_the_attached_figures(made: Made) -> None:
    pdf = made()
    half = checked(pdf).sha256[:32]
    forger = Forger(pdf)
    forger.rewrite(half, half[::-1])
    (sentence,) = said(checked(forger.bytes(), carried(pdf)))
    assert half[::-1] in sentence


def test_pages_without_structure_or_of_another_kind_prove_nothing(made: Made) -> None:
    forger = Forger(made())
    forger.drop_structure()
    (sentence,) = said(checked(forger.bytes(), carried(made())))
    assert "have lost the structure" in sentence
    forger = Forger(made())
    forger.say("audit_tui 0.1.0; variant full")
    (sentence,) = said(checked(forger.bytes(), carried(made())))
    assert "of a form that this version does not write" in sentence


def test_of_another_version_figures_and_rows_are_compared(made: Made) -> None:
    forger = Forger(made())
    forger.say("audit_tui 0.0.1; variant network")
    forger.rewrite("Sampling statement", "Statement")
    check = checked(forger.bytes(), carried(made()))
    assert said(check) == [] and check.pages is not None and check.pages.extent == "figures"
    assert any("0.0.1" in one for one in notes(check))
    assert any("every sentence" in one for one in cannot_prove(check))
    forger.rewrite("88.5", "98.5")
    assert said(checked(forger.bytes(), carried(made())))


# -- figures that were changed ------------------------------------------------------------------------


def swapped(rows: list[Any]) -> None:
    rows[0], rows[1] = rows[1], rows[0]


CHANGES: dict[str, tuple[Callable[[Any], Any], str]] = {
    "median": (
        lambda d: d["league"]["sites"][0].update(median=99.9),
        "].median is 99.9; the attached visits give",
    ),
    "interval": (
        lambda d: d["recurring"]["standards"][0]["interval"].update(high=1),
        "].interval.high is 1;",
    ),
    "a count": (
        lambda d: d["sampling"].update(visits=23),
        "sampling.visits is 23; the attached visits give 22",
    ),
    "the league's order": (lambda d: swapped(d["league"]["sites"]), "league.sites stand in the order"),
    "a row of the league": (lambda d: d["league"]["sites"].pop(), "is missing; the attached visits give"),
    "a row more": (
        lambda d: d["league"]["sites"].append({**d["league"]["sites"][0], "site": "NEW"}),
        "which the attached visits do not give",
    ),
    "what was fixed": (
        lambda d: d["improved"]["sites"][0]["last"]["fixed"].append({"id": "phone/PH-99", "text": "x"}),
        "phone/PH-99",
    ),
    "a score of recommendation": (
        lambda d: d["nps"]["surveys"]["overall"][0].update(promoters=999),
        "].promoters is 999;",
    ),
    "an action": (lambda d: d["actions"].update(open=0), "actions.open is 0;"),
    "an overdue action": (lambda d: d["actions"]["overdue"].pop(), "actions.overdue["),
    "true for one": (lambda d: d["sampling"].update(aborted=True), "sampling.aborted is true;"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_each_attached_figure_that_was_changed_is_named_with_what_the_visits_give(
    made: Made, what: str
) -> None:
    change, sentence = CHANGES[what]
    assert any(sentence in one for one in said(forged(made(), change))), said(forged(made(), change))


VISITS: dict[str, Callable[[Any], Any]] = {
    "a percentage": lambda b: b["visits"][3].update(percent="99.5"),
    "a verdict": lambda b: b["visits"][3].update(passed=not b["visits"][3]["passed"]),
    "a standard": lambda b: b["visits"][-1]["checklists"][0].update(
        standards=b["visits"][-1]["checklists"][0]["standards"].replace("m", "n", 1)
    ),
    "the site": lambda b: b["visits"][3].update(site="NEW"),
    "the day": lambda b: b["visits"][0].update(day="2024-01-01"),
    "a visit left out": lambda b: b["visits"].pop(3),
    "a visit twice": lambda b: b["visits"].append(b["visits"][-1]),
    "the weight of a checklist": lambda b: b["editions"][0].update(weight="7"),
    "an answer of a customer": lambda b: b["answers"][0].update(promoters=b["answers"][0]["promoters"] + 1),
    "an action done": lambda b: b["actions"].pop(),
    "the order of the visits": lambda b: b["visits"].reverse(),
}


@pytest.mark.parametrize("what", VISITS)
def test_a_visit_that_was_changed_no_longer_gives_the_figures(made: Made, what: str) -> None:
    assert said(forged(made(), lambda document: VISITS[what](document["basis"])))


def test_a_changed_fingerprint_shows_in_the_printed_hash(made: Made) -> None:
    check = forged(made(), lambda document: document["basis"]["visits"][0].update(fingerprint="0" * 64))
    assert any("Integrity" in sentence and "is printed" in sentence for sentence in said(check)), said(check)


def leaves(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(node, dict):
        return [leaf for key, each in node.items() for leaf in leaves(each, (*path, key))]
    if isinstance(node, list):
        return [leaf for at, each in enumerate(node) for leaf in leaves(each, (*path, at))]
    return [path]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_single_value_is_changed_in_the_attachment_something_is_found(made: Made, data: Any) -> None:
    pdf = made()
    document = json.loads(carried(pdf))
    path = data.draw(st.sampled_from(leaves(document)))
    holder = document
    for step in path[:-1]:
        holder = holder[step]
    old = holder[path[-1]]
    new = data.draw(
        st.one_of(
            st.none(), st.booleans(), st.integers(-3, 200), st.text(max_size=8), st.just([]), st.just({})
        )
        | (st.just(old + 1) if isinstance(old, int) else st.just(f"{old}x"))
    )
    holder[path[-1]] = new
    if canonical(document) == canonical(json.loads(carried(pdf))):
        return
    try:
        check = checked(pdf, canonical(document))
    except InputError as error:
        assert error.code == "network.form" and path == ("format",)
    else:
        assert not check.ok, path


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 10**6), byte=st.integers(0, 255))
def test_whatever_byte_of_the_attachment_is_changed_something_is_found(
    made: Made, at: int, byte: int
) -> None:
    pdf = made("en", SOUTH)
    whole = bytearray(carried(pdf))
    at %= len(whole)
    if whole[at] == byte:
        byte ^= 1
    whole[at] = byte
    try:
        check = checked(pdf, bytes(whole))
    except InputError as error:
        assert error.code == "network.form"
    else:
        assert not check.ok


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"null", b'"x"'])
def test_what_is_no_such_data_is_told(made: Made, data: bytes) -> None:
    try:
        assert said(checked(made(), data))
    except InputError as error:
        assert error.code == "network.form"


@pytest.mark.parametrize("part", ["basis", "selection", "sampling", "feedback", "actions", "as_of"])
def test_data_without_one_of_its_parts_is_told(made: Made, part: str) -> None:
    assert said(forged(made(), lambda document: document.pop(part)))


def test_data_written_with_other_blanks_are_not_those_that_were_attached(made: Made) -> None:
    loose = json.dumps(json.loads(carried(made()))).encode()
    assert any("not the one that the report was written with" in one for one in said(checked(made(), loose)))


def test_millions_of_answers_are_not_counted_one_by_one(made: Made) -> None:
    check = forged(made(), lambda d: d["basis"]["answers"][0].update(promoters=10**12))
    assert said(check) == ["The attached network.json cannot be read: ValueError."]


def test_a_form_of_another_version_is_refused(made: Made) -> None:
    with pytest.raises(InputError, match="does not know: audit-network/9"):
        forged(made(), lambda document: document.update(format="audit-network/9"))
