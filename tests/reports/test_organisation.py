"""What a report says beyond its audit: until when the site may appeal, and what the organisation lays down."""

from __future__ import annotations

import io
from pathlib import Path
from typing import get_args

import pytest
from pypdf import PdfReader

from audit_tui.reports.build import appeal_of, build_content
from audit_tui.reports.content import Appeal, Variant
from audit_tui.reports.pdf.audit_report import audit_report
from audit_tui.reports.printed.key import key_in, written_key
from audit_tui.settings import Settings, contrast_on_white, too_light
from audit_tui.tui.screens.organisation import faults_of
from tests.reports.audits import RINGS, Walk, small
from tests.reports.reading import check_pages, report, text_of
from tests.reports.test_conformance import assert_conforms
from tests.reports.test_printed import carried

OPEN, OVER = Appeal("2026-12-02", True), Appeal("2026-12-02", False)
NOTICE = "Preliminary: the site may appeal against this result until 2 Dec 2026."


def test_the_time_to_appeal_is_counted_in_days_of_the_site_from_the_end_of_the_audit(failed: Walk) -> None:
    # Ended on 18 Nov 2026 by the site's clock.
    record = failed.record
    ended = appeal_of(record, 1, "2000-01-01")
    assert ended is not None
    last = ended.until
    assert appeal_of(record, 1, last) == Appeal(last, True)
    assert appeal_of(record, 1, f"{last[:-2]}{int(last[-2:]) + 1:02d}") == Appeal(last, False)
    assert appeal_of(record, 0, last) is None


def test_a_draft_has_no_time_to_appeal(tmp_path: Path) -> None:
    assert appeal_of(Walk(tmp_path, [small([RINGS])]).record, 14, "2026-01-01") is None


@pytest.mark.parametrize("variant", get_args(Variant))
def test_while_the_site_may_appeal_every_page_says_that_the_result_is_preliminary(
    failed: Walk, variant: Variant
) -> None:
    content = build_content(failed.record, blobs=failed.blobs, appeal=OPEN)
    pdf = audit_report(content, variant=variant)
    assert_conforms(pdf)
    pages = PdfReader(io.BytesIO(pdf)).pages
    assert all(NOTICE in " ".join(page.extract_text().split()) for page in pages)
    after = text_of(
        audit_report(build_content(failed.record, blobs=failed.blobs, appeal=OVER), variant=variant)
    )
    assert "Preliminary" not in after
    if variant != "actions":
        assert "so long the result is preliminary" in text_of(pdf)
        assert "The time to appeal ended on 2 Dec 2026; the result is no longer preliminary." in after


def test_without_a_time_to_appeal_nothing_is_said_of_it(failed: Walk) -> None:
    assert "ppeal" not in text_of(report(failed))


@pytest.mark.parametrize("variant", get_args(Variant))
@pytest.mark.parametrize("appeal", [None, OPEN, OVER], ids=str)
def test_verify_knows_the_time_to_appeal_and_the_organisations_own_foot(
    failed: Walk, variant: Variant, appeal: Appeal | None
) -> None:
    content = build_content(
        failed.record, blobs=failed.blobs, appeal=appeal, confidentiality="For Aurora's board; nobody else"
    )
    found = check_pages(audit_report(content, variant=variant), carried(failed.record))
    assert (found.extent, found.found) == ("look", [])
    assert found.settled[1] == "For Aurora's board; nobody else"
    until = [] if appeal is None else [appeal.until]
    assert len(found.settled) == 2 + len(until) and all(
        "2\xa0Dec\xa02026" in each for each in found.settled[2:]
    )


@pytest.mark.parametrize("attached", [True, False])
@pytest.mark.parametrize("appeal", [None, OPEN, OVER], ids=str)
@pytest.mark.parametrize("accent", ["", "#8a2be2"])
@pytest.mark.parametrize("foot", ["", "ours; foot x", "机密"])
def test_the_key_of_a_file_is_read_as_it_was_written(
    attached: bool, appeal: Appeal | None, foot: str, accent: str
) -> None:
    key = key_in(written_key("full", attached=attached, appeal=appeal, foot=foot, accent=accent))
    assert key is not None and (key.variant, key.attached, key.appeal, key.foot, key.accent) == (
        "full",
        attached,
        appeal,
        foot,
        accent,
    )


def test_a_colour_too_light_for_text_is_told_with_its_contrast(tmp_path: Path) -> None:
    assert (round(contrast_on_white("#000000")), contrast_on_white("#FFFFFF")) == (21, 1.0)
    assert too_light("#14365C") == ""
    assert too_light("#FFEE00") == (
        "#FFEE00 is too light on white: its contrast is 1.2 to 1, and text needs 4.5 to 1."
    )
    given = dict.fromkeys(("organisation", "logo", "confidentiality"), "")
    faults = faults_of({**given, "accent": "#FFEE00", "appeal_days": "x"}, tmp_path)
    assert "too light" in faults["accent"] and "0 to 365" in faults["appeal_days"]
    assert faults_of({**given, "accent": Settings().accent, "appeal_days": "14"}, tmp_path) == {}
