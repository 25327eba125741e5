"""The shorter variants of a report: what each prints, that it conforms, and where its links lead."""

from __future__ import annotations

import hashlib
import io
import shutil
from pathlib import Path
from typing import Any, get_args

import pytest
from pypdf import PdfReader

from audit_tui.reports.build import build_content
from audit_tui.reports.content import Variant
from audit_tui.reports.pdf.audit_report import audit_report
from tests.reports.audits import FACTS, RINGS, SOLVED, Walk, small
from tests.reports.reading import text_of, whites
from tests.reports.test_conformance import assert_conforms, tags

VARIANTS: tuple[Variant, ...] = get_args(Variant)


def written(walk: Walk, variant: Variant, *, paper: Any = "A4", **more: Any) -> bytes:
    content = build_content(walk.record, blobs=walk.blobs, organisation="Aurora Retail", **more)
    return audit_report(content, paper=paper, variant=variant)


def many(folder: Path, count: int, checklists: int = 1, **facts: Any) -> Walk:
    """An audit in which every one of `count` questions of each checklist fails, with a note."""
    lists = [
        small(
            [
                {**SOLVED, "id": f"q{n}", "text": f"Was matter {n} solved?", "standard": None}
                if n % 2
                else {**RINGS, "id": f"q{n}", "text": f"Rings of call {n}", "standard": None}
                for n in range(count)
            ],
            id=f"phone_{at}" if at else "phone",
            title={"en": f"Telephone {at}"},
        )
        for at in range(checklists)
    ]
    walk = Walk(folder, lists, facts={**FACTS, **facts})
    for one in lists:
        for n in range(count):
            walk.say("answer", f"{one.id}/q{n}", "no" if n % 2 else "9")
            walk.say("note", f"{one.id}/q{n}", "Seen and heard at the desk, twice. " * (1 + n % 4))
    walk.say("finish")
    return walk


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("attached", [True, False])
def test_every_variant_conforms_and_is_the_same_bytes_each_time(
    failed: Walk, variant: Variant, paper: Any, attached: bool
) -> None:
    pdf = written(failed, variant, paper=paper, attached=attached)
    assert pdf == written(failed, variant, paper=paper, attached=attached)
    assert_conforms(pdf)


@pytest.mark.parametrize("variant", VARIANTS)
def test_links_lead_only_to_what_stands_in_the_variant(failed: Walk, variant: Variant) -> None:
    reader = PdfReader(io.BytesIO(written(failed, variant)))
    known = {page.indirect_reference for page in reader.pages}
    links = [
        note.get_object()
        for page in reader.pages
        for note in page.get("/Annots", [])  # type: ignore[union-attr]
    ]
    assert all(link["/Dest"].get_object()[0] in known for link in links)
    assert bool(links) == (variant != "actions")


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_title_of_the_file_says_which_variant_it_is(failed: Walk, variant: Variant) -> None:
    meta = PdfReader(io.BytesIO(written(failed, variant))).metadata
    names = {"full": "Compliance report", "summary": "Compliance summary", "actions": "Action sheet"}
    assert meta is not None and str(meta.title).startswith(names[variant])


def test_without_attachment_the_fingerprint_is_printed_and_nothing_is_carried(failed: Walk) -> None:
    data = build_content(failed.record, blobs=failed.blobs).integrity.attachment
    digest = hashlib.sha256(data).hexdigest()
    for variant in VARIANTS:
        pdf = written(failed, variant, attached=False)
        assert not PdfReader(io.BytesIO(pdf)).attachments
        words = text_of(pdf)
        assert digest[:32] in words and digest[32:] in words
        assert "This file carries no attachment." in words and "is attached to this file" not in words


@pytest.mark.parametrize(("count", "checklists"), [(1, 1), (40, 1), (3, 20)])
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_summary_is_two_pages_whatever_the_audit_holds(
    count: int, checklists: int, paper: Any, tmp_path: Path
) -> None:
    facts = {"conclusion": "The store has to change much. " * 200, "scope": "Everything there is. " * 200}
    pdf = written(many(tmp_path, count, checklists, **facts), "summary", paper=paper)
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 2
    words = text_of(pdf)
    assert "The full report goes on here." in words
    if count * checklists > 20:
        assert f"of {count * checklists}, the gravest first; the full report has all." in words
    if checklists > 10:
        assert f"lowest of {checklists} touchpoints; the full report has all." in words


def test_the_summary_gives_result_findings_actions_and_what_it_rests_on(failed: Walk) -> None:
    words = text_of(written(failed, "summary"))
    for expected in (
        "The site does not pass: a critical item failed.",
        "Findings and actions",
        "NC-01 Not met: The matter is solved in one call. A-01 · Let every call end with an answer",
        "L. Conti",
        "25 Nov 2026",
        "The carrier, not the store, left the pallets.",
        "An audit is a sample",
    ):
        assert expected in words, expected
    assert "All answers" not in words and "Photo" not in words


def test_the_action_sheet_has_each_finding_with_room_for_cause_owner_day_and_signature(failed: Walk) -> None:
    pdf = written(failed, "actions")
    words = text_of(pdf)
    for expected in (
        "NC-01 Not met: The matter is solved in one call.",
        "Was the matter solved? no (0 / 8)",
        "An unsolved call comes back.",
        "A-01 · Let every call end with an answer",
        "L. Conti",
        "It rang & rang <b>loudly</b>.",
        "FOR THE SITE",
    ):
        assert expected in words, expected
    # NC-01 and NC-02 each ask for a cause, and for two signatures.
    assert words.count("ROOT CAUSE") == 2 and words.count("CHECKED ON") == 2
    assert tags(pdf).count("/H2") >= 3


def test_no_variant_names_the_shopper_or_prints_a_private_note(tmp_path: Path) -> None:
    facts = {**FACTS, "kind": "mystery", "auditor": "CANARY-NAME", "participants": "CANARY-GUEST"}
    walk = Walk(tmp_path, [small([RINGS, SOLVED])], facts=facts)
    walk.say("answer", "phone/rings", "9")
    walk.say("answer", "phone/solved", "no")
    walk.say("note", "phone/solved", "CANARY-PRIVATE-NOTE", private=True)
    walk.action("phone/solved", "Let every call end", owner="CANARY-OWNER")
    walk.say("finish")
    for variant in VARIANTS:
        words = text_of(written(walk, variant))
        assert "Shopper K7" in words and "CANARY" not in words, variant


@pytest.mark.parametrize("variant", VARIANTS)
def test_drafts_and_broken_off_visits_have_their_variants_too(tmp_path: Path, variant: Variant) -> None:
    draft = Walk(tmp_path, [small([RINGS, SOLVED])])
    draft.say("answer", "phone/rings", "1")
    pages = PdfReader(io.BytesIO(written(draft, variant))).pages
    assert all("Provisional – the audit is not finished" in page.extract_text() for page in pages)
    broken = {**FACTS, "outcome": "aborted", "abort_reason": "The store had burnt down"}
    walk = Walk(tmp_path, [small([RINGS, SOLVED])], facts=broken)
    walk.say("finish")
    pdf = written(walk, variant)
    assert "The visit was broken off, so there is no score." in text_of(pdf)
    assert_conforms(pdf)


@pytest.mark.skipif(not shutil.which("pdftoppm"), reason="needs pdftoppm to look at pages")
@pytest.mark.parametrize("count", [1, 5, 30])
def test_no_page_of_an_action_sheet_is_mostly_white(count: int, tmp_path: Path) -> None:
    walk = many(tmp_path, count)
    pages = tmp_path / "pages"
    pages.mkdir()
    shares = whites(written(walk, "actions"), pages)
    assert max(shares[:-1], default=0) < 0.5, shares
    assert shares[-1] < 0.75, shares
