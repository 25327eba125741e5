"""A report whose pages were changed is caught, and what was changed is named with its page.

Every test changes the letters of a real report with the glyphs of its own fonts, as a forger would.
"""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from audit_tui.reports.build import build_content
from audit_tui.reports.content import Variant
from audit_tui.reports.jsonfile import audit_json
from audit_tui.reports.pdf.audit_report import audit_report
from audit_tui.reports.previous import Earlier
from audit_tui.reports.printed.bare import what_it_says
from audit_tui.reports.printed.check import PagesCheck
from audit_tui.reports.printed.words import (
    difference_words,
    pages_cannot_prove,
    pages_notes,
    pages_prove,
    pages_unproved,
)
from audit_tui.rules.record import Record
from audit_tui.rules.verify import verify_bundle
from tests.reports.audits import FACTS, RINGS, SOLVED, Walk, small
from tests.reports.editing import Forger, row_out_of_tree
from tests.reports.reading import came_out, check_pages, report


def carried(record: Record) -> Record:
    """The record as it comes out of a report: only with what is published."""
    result = verify_bundle(json.loads(audit_json(record)))
    assert result.record is not None
    return result.record


def said(check: PagesCheck) -> list[str]:
    return [difference_words(each, str) for each in check.found]


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """A finished audit with a critical and a minor finding, notes, photos and an action."""
    made = Walk(tmp_path_factory.mktemp("walk"), [small([RINGS, SOLVED])])
    made.say("answer", "phone/rings", "4")
    made.say("note", "phone/rings", "It rang & rang <b>loudly</b>.")
    made.say("answer", "phone/solved", "no")
    made.say("note", "phone/solved", "CANARY-PRIVATE-NOTE", private=True)
    made.photo("phone/solved", caption="the call log")
    made.photo("phone/solved", "olive", (600, 800))
    made.action("phone/solved", "Let every call end with an answer")
    made.say("finish")
    return made


@pytest.fixture(scope="module")
def pdf(walk: Walk) -> bytes:
    return report(walk)


Check = Callable[[bytes], PagesCheck]


@pytest.fixture(scope="module")
def check(walk: Walk) -> Check:
    """The comparison of a forged report with the record of the audit."""
    record = carried(walk.record)
    return lambda forged: check_pages(forged, record)


def test_an_untouched_report_says_word_for_word_what_its_record_gives(pdf: bytes, check: Check) -> None:
    found = check(pdf)
    assert (found.extent, found.obstacle, said(found), found.otherwise, found.aside) == (
        "look",
        "",
        [],
        [],
        [],
    )
    assert found.compared > 100 and found.proved and pages_unproved(found, str) == ""
    words, look, photos = pages_prove(found, str)
    assert words.startswith(f"Every word on the {found.pages} pages follows from the record")
    assert look.startswith("The pages look as this version draws them")
    assert photos.startswith("2 printed photos are those that the report was written with")


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("kind", ["open", "mystery", "delivery"])
def test_both_papers_and_every_kind_of_visit_hold(tmp_path: Path, paper: str, kind: str) -> None:
    walk = Walk(tmp_path, [small([RINGS, SOLVED])], facts={**FACTS, "kind": kind})
    walk.say("answer", "phone/rings", "9")
    walk.say("answer", "phone/solved", "yes")
    walk.say("finish")
    content = build_content(walk.record, blobs=walk.blobs, organisation="Aurora & Söhne")
    pdf = audit_report(content, paper=paper)  # type: ignore[arg-type]
    found = check_pages(pdf, carried(walk.record))
    assert (found.extent, said(found), found.aside) == ("look", [], [])


@pytest.mark.parametrize("attached", [True, False], ids=["attached", "unattached"])
@pytest.mark.parametrize("variant", ["full", "summary", "actions"])
def test_every_variant_is_compared_as_what_it_is(
    walk: Walk, check: Check, variant: Variant, attached: bool
) -> None:
    content = build_content(walk.record, blobs=walk.blobs, organisation="Aurora Retail", attached=attached)
    pdf = audit_report(content, variant=variant)
    found = check(pdf)
    assert (found.extent, said(found)) == ("look", [])
    assert found.key is not None and (found.key.variant, found.key.attached) == (variant, attached)
    forger = Forger(pdf)
    forger.rewrite("critical", "minor")
    assert said(check(forger.bytes()))


def test_a_report_in_chinese_is_compared_as_well(tmp_path: Path) -> None:
    walk = Walk(
        tmp_path, [small([RINGS, SOLVED])], facts={**FACTS, "auditor": "王小明", "objective": "检查服务标准"}
    )
    walk.say("answer", "phone/rings", "4")
    walk.say("note", "phone/rings", "铃声响了四次 \U0001f600")
    walk.say("answer", "phone/solved", "yes")
    walk.say("finish")
    for language in ("en", "zh-Hans"):
        pdf, record = report(walk, language=language), carried(walk.record)
        found = check_pages(pdf, record)
        assert (found.extent, said(found)) == ("look", [])
        forger = Forger(pdf)
        forger.rewrite("四", "小")
        assert said(check_pages(forger.bytes(), record))


@pytest.mark.parametrize("ending", ["aborted", "abandoned", "draft"])
def test_a_visit_that_did_not_come_to_its_end_holds(tmp_path: Path, ending: str) -> None:
    facts = (
        {**FACTS, "outcome": "aborted", "abort_reason": "The shop was closed."}
        if ending == "aborted"
        else FACTS
    )
    walk = Walk(tmp_path, [small([RINGS, SOLVED])], facts=facts)
    walk.say("answer", "phone/rings", "2")
    if ending == "aborted":
        walk.say("answer", "phone/solved", "yes")
        walk.say("finish")
    elif ending == "abandoned":
        walk.say("abandon", "Wrong site.")
    found = check_pages(report(walk), carried(walk.record))
    assert (found.extent, said(found)) == ("look", [])


# What is printed, what it is changed into, and what is then said of it.
FORGERIES = {
    "score": (
        "16.7",
        "76.1",
        "Page 1, Compliance report: the score printed is 76.1 %, the audit gives 16.7 %.",
    ),
    "verdict": ("does not pass: a", "does pass: a", "“The site does pass: a critical item …” is printed"),
    "standards met": ("/ 2", "/ 1", "“0/ 1” is printed, the audit gives “0/ 2”"),
    "verdict of a standard": (
        "Partly met",
        "Met",
        "PH-01: Result is printed as “Met”, the audit gives “Partly met”",
    ),
    "points of a standard": (
        "2 / 4",
        "4 / 4",
        "PH-01: Points is printed as “4 / 4”, the audit gives “2 / 4”",
    ),
    "severity of a finding": ("critical", "minor", "the audit gives “critical”"),
    "an answer": ("no (0 / 8)", "no (8 / 8)", "“… the matter solved? no (8 / 8)”"),
    "a note": ("rang & rang", "rang", "the audit gives"),
    "the date": ("18 Nov 2026", "11 Nov 2026", "11 Nov 2026"),
    "the owner": ("L. Conti", "L. Ferri", "Owner is printed as “L. Ferri”, the audit gives “L. Conti”"),
    "the due day": ("25 Nov 2026", "28 Nov 2026", "Due is printed as “28 Nov 2026”"),
    "an action": ("Let every call end", "Let a call end", "A-01"),
    "the diverging opinion": ("not the store,", "the store,", "the audit gives"),
    "the number of the audit": ("2026-0417-11", "2026-0417-12", "in the head or foot"),
    "the site": ("Aurora Store 0417", "Aurora Store 0714", "Aurora Store 0714"),
    "the auditor": ("Marta Kowalczyk", "Marta Konti", "the audit gives “Marta Kowalczyk"),
}


# Three reports, each with several places changed: none hides another.
TOGETHER = [
    ("score", "points of a standard", "the date", "the owner", "the number of the audit"),
    ("verdict", "verdict of a standard", "an answer", "the due day", "the site"),
    ("standards met", "severity of a finding", "a note", "an action", "the diverging opinion", "the auditor"),
]


@pytest.mark.parametrize("group", TOGETHER, ids=lambda group: group[0])
def test_each_printed_figure_that_was_changed_is_named(
    pdf: bytes, check: Check, group: tuple[str, ...]
) -> None:
    forger = Forger(pdf)
    for what in group:
        forger.rewrite(*FORGERIES[what][:2])
    sentences = said(check(forger.bytes()))
    for what in group:
        assert any(FORGERIES[what][2] in sentence for sentence in sentences), (what, sentences)
    assert all(sentence.startswith("Page ") for sentence in sentences)


def test_every_kind_of_figure_is_forged_by_some_test() -> None:
    assert {what for group in TOGETHER for what in group} == set(FORGERIES)


def test_the_printed_hash_is_held_against_the_attached_record(walk: Walk, pdf: bytes, check: Check) -> None:
    said_of_itself = what_it_says(pdf)
    assert said_of_itself is not None and said_of_itself.number == walk.record.header.number
    half = said_of_itself.sha256[:32]
    forger = Forger(pdf)
    forger.rewrite(half, half[::-1])
    (sentence,) = said(check(forger.bytes()))
    assert f"“{half[::-1]} {said_of_itself.sha256[32:]}” is printed" in sentence
    head = walk.record.projection.head
    forger = Forger(pdf)
    forger.rewrite(head[32:], head[:32])
    (sentence,) = said(check(forger.bytes()))
    assert f"the audit gives “{head[:32]} {head[32:]}”" in sentence


def test_a_finding_taken_off_the_page_is_missed(pdf: bytes, check: Check) -> None:
    forger = Forger(pdf)
    row_out_of_tree(forger, "NC-02")
    sentences = said(check(forger.bytes()))
    assert any("the row NC-02 is missing" in sentence for sentence in sentences), sentences


def test_a_page_taken_out_is_missed(pdf: bytes, check: Check) -> None:
    forger = Forger(pdf)
    forger.drop_page(2)
    sentences = said(check(forger.bytes()))
    assert any("the row PH-01 is missing" in sentence for sentence in sentences)
    assert any("in the head or foot" in sentence for sentence in sentences)


def test_words_put_over_a_page_are_named(pdf: bytes, check: Check) -> None:
    forger = Forger(pdf)
    forger.overlay(1, b"BT /F1+0 12 Tf 100 700 Td (\x01\x02) Tj ET")
    (sentence,) = said(check(forger.bytes()))
    assert "was put on the page; it is no part of the report" in sentence


@pytest.mark.parametrize(
    "cover",
    [
        b"1 1 1 rg 100 500 300 100 re f",
        b"/Artifact <</Type /Layout>> BDC 1 1 1 rg 100 500 300 100 re f EMC",
    ],
    ids=["bare", "as decoration"],
)
def test_a_cover_painted_over_the_words_is_noticed(pdf: bytes, check: Check, cover: bytes) -> None:
    forger = Forger(pdf)
    forger.overlay(2, cover)
    assert said(check(forger.bytes())) == ["Page 2: something was painted over the page, or taken from it."]


def test_a_text_box_of_an_editor_is_noticed(pdf: bytes, check: Check) -> None:
    forger = Forger(pdf)
    forger.comment(1)
    assert said(check(forger.bytes())) == ["Page 1: a comment or a field was put on the page."]


def test_a_logo_and_an_accent_change_no_word(walk: Walk, check: Check, tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (200, 80), "navy").save(tmp_path / "logo.png")
    pdf = report(walk, logo=tmp_path / "logo.png", accent="#8a2be2")
    found = check(pdf)
    assert (said(found), found.extent) == ([], "look")


def test_a_photo_that_was_lost_is_told_and_no_forgery(walk: Walk, check: Check, tmp_path: Path) -> None:
    pdf = audit_report(
        build_content(walk.record, blobs=lambda _: tmp_path / "none", organisation="Aurora Retail")
    )
    found = check(pdf)
    assert (said(found), found.extent) == ([], "look")
    _organisation, *lost = found.settled
    assert len(lost) == 2 and "the call log" in lost[0]
    assert any("the call log" in sentence for sentence in pages_cannot_prove(found, str))


def test_a_report_of_an_earlier_version_shows_undeclared_photos_and_is_no_forgery(tmp_path: Path) -> None:
    old = Walk(tmp_path, [small([RINGS])])
    old.say("answer", "phone/rings", "9")
    old.photo("phone/rings", clear=False)
    old.end_undeclared()
    content = build_content(old.record, blobs=old.blobs, organisation="Aurora Retail")
    shown = [
        replace(each, photos=tuple(replace(photo, masks=()) for photo in each.photos))
        for each in content.findings
    ]
    pdf = audit_report(replace(content, findings=tuple(shown)))
    assert any(page.images for page in PdfReader(io.BytesIO(pdf)).pages)
    for written in (pdf, audit_report(content)):
        assert said(check_pages(written, carried(old.record))) == []


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Record, Walk, Walk]:
    """A report that compares with the visit before; its record, and both visits."""
    walks = []
    for number, rings in enumerate(("9", "2")):
        walk = Walk(tmp_path_factory.mktemp("walk"), [small([RINGS, SOLVED])], seed=number + 1)
        walk.say("answer", "phone/rings", rings)
        walk.say("answer", "phone/solved", "yes")
        walk.say("finish")
        walks.append(walk)
    return report(walks[1], earlier=Earlier(came_out(walks[0]))), carried(walks[1].record), walks[1], walks[0]


def test_of_a_report_that_lost_what_it_carries_the_comparison_is_told_as_not_compared(
    compared: tuple[bytes, Record, Walk, Walk],
) -> None:
    found = check_pages(*compared[:2], stripped=True)
    assert (found.extent, said(found)) == ("words", [])
    assert found.aside[0] == "+33.3 vs. previous"
    assert found.aside[1].startswith("Previous visit: 66.7 % on")
    assert found.aside[2] == "Telephone: +33.3"
    (note,) = pages_notes(found, str)
    assert "Previous visit: 66.7" in note
    assert "comparison with the visit before rests on what the report does not carry" in pages_unproved(
        found, str
    )


@pytest.mark.parametrize("language", ["it", "pl", "ru", "uk", "zh-Hans"])
def test_the_visit_before_is_known_in_every_language(
    compared: tuple[bytes, Record, Walk, Walk], language: str
) -> None:
    _pdf, record, walk, before = compared
    written = report(walk, earlier=Earlier(came_out(before)), language=language)
    found = check_pages(written, record, stripped=True)
    assert (found.extent, said(found)) == ("words", [])
    # On the dial, in the verdict and in the table of scores.
    assert len(found.aside) >= 3 and any("33" in each for each in found.aside)


def test_a_head_that_another_version_words_otherwise_is_no_forgery(pdf: bytes, check: Check) -> None:
    forger = Forger(pdf)
    forger.say("")
    forger.rewrite("Requirement", "Required")
    found = check(forger.bytes())
    assert (said(found), found.otherwise != [], found.proved) == ([], True, False)


def test_what_stands_before_the_visit_before_is_compared_all_the_same(
    compared: tuple[bytes, Record, Walk, Walk],
) -> None:
    forger = Forger(compared[0])
    forger.rewrite("100.0", "10.0", page=1)
    sentences = said(check_pages(forger.bytes(), compared[1], stripped=True))
    assert any("the score printed is 10.0 %, the audit gives 100.0 %" in each for each in sentences)


# -- other versions -----------------------------------------------------------------------------------


@pytest.mark.parametrize("keywords", ["", "audit_tui 0.0.1; variant full"])
def test_of_another_version_figures_and_rows_are_compared(pdf: bytes, check: Check, keywords: str) -> None:
    forger = Forger(pdf)
    forger.say(keywords)
    forger.rewrite("The site does not pass: a", "The site passes not: a")
    found = check(forger.bytes())
    assert (found.extent, said(found), len(found.otherwise)) == ("figures", [], 1)
    version, *places = pages_notes(found, str)
    assert "this is 0.1.0" in version and len(places) == 1 and "The site passes not" in places[0]
    assert not found.proved
    assert pages_unproved(found, str) == "1 place on the pages is not as this version writes it"
    forger.rewrite("16.7", "76.1", page=1)
    forger.rewrite("Partly met", "Met")
    sentences = said(check(forger.bytes()))
    assert any("the score printed is 76.1 %" in each for each in sentences)
    assert any("PH-01: Result is printed as “Met”" in each for each in sentences)


def test_a_variant_of_a_newer_version_is_not_compared_and_it_says_so(pdf: bytes, check: Check) -> None:
    forger = Forger(pdf)
    forger.say("audit_tui 99.0; variant poem")
    found = check(forger.bytes())
    assert (found.extent, found.obstacle, said(found)) == ("nothing", "variant", [])
    assert "does not know" in next(pages_notes(found, str))
    assert list(pages_prove(found, str)) == []
    assert pages_unproved(found, str) == "the pages were not compared with the record"


def test_pages_without_structure_are_searched_for_their_hashes(pdf: bytes, check: Check) -> None:
    forger = Forger(pdf)
    forger.say("")
    forger.drop_structure()
    found = check(forger.bytes())
    assert (found.extent, found.obstacle, said(found)) == ("hashes", "untagged", [])
    assert "no figure on them was compared" in next(pages_notes(found, str))
    assert pages_unproved(found, str) == "the pages were not compared with the record"
    hash_ = what_it_says(pdf)
    assert hash_ is not None
    forger.rewrite(hash_.sha256[:32], hash_.sha256[:32][::-1])
    assert said(check(forger.bytes())) == [f"The pages: nowhere stands “{hash_.sha256}”."]


def test_pages_that_cannot_be_read_prove_nothing(check: Check) -> None:
    found = check(b"%PDF-1.7\nnothing")
    assert (found.extent, found.obstacle) == ("nothing", "unreadable")
    assert said(found) == ["The pages cannot be read, so nothing on them is proved."]


def test_a_report_that_names_its_version_has_its_structure_and_a_known_form(pdf: bytes, check: Check) -> None:
    forger = Forger(pdf)
    forger.drop_structure()
    assert "have lost the structure" in said(check(forger.bytes()))[0]
    forger = Forger(pdf)
    forger.say(str(PdfReader(io.BytesIO(pdf)).metadata["/Keywords"]).replace("variant full", "variant poem"))  # type: ignore[index]
    assert "does not write" in said(check(forger.bytes()))[0]


def test_whatever_is_damaged_the_comparison_ends(pdf: bytes, check: Check) -> None:
    """Pages unpacked, so that the damage meets operators, structure and fonts and not only compressed bytes."""
    source = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    out = io.BytesIO()
    source.write(out)
    chance = random.Random(5)
    for _ in range(12):
        damaged = bytearray(out.getvalue())
        for _ in range(chance.choice([1, 5, 30])):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        assert check(bytes(damaged)).extent in {"look", "words", "figures", "hashes", "nothing"}
        what_it_says(bytes(damaged))
