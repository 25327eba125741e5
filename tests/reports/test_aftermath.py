"""What followed the end of an audit, in its report: both results, what was answered anew, and no name too many."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from audit_tui.i18n import languages
from audit_tui.reports.build import appeal_of, build_content
from audit_tui.reports.content import ReportContent
from audit_tui.reports.pdf.audit_report import audit_report
from audit_tui.rules.judging import appeal, confirm, decide, hand_back, reopen
from audit_tui.rules.writing import Pen, new_run
from tests.reports.audits import ACTOR, DEVICE, FACTS, RINGS, SOLVED, Walk, small
from tests.reports.reading import check_pages, report, text_of
from tests.reports.test_conformance import assert_conforms
from tests.reports.test_printed import carried, said

EVA = "01KAFD00000000000000000EEE"
SIGN = {"id": "sign", "type": "signature", "text": "Name", "required": False}


class Reviewed(Walk):
    """A finished audit that others look at."""

    def pen(self, actor: str = EVA) -> Pen:
        self.clock.tick(86_400_000)
        last = self.record.projection
        return Pen(self.clock, actor, DEVICE, new_run(self.clock), last.seq, last.head)

    def returned(self, why: str = "The recording says three.", **remarks: str) -> None:
        by_path = {f"phone/{id_}": words for id_, words in remarks.items()}
        self.session.apply(hand_back(self.record, self.pen(), EVA, "Eva Supervisor", why, by_path))

    def opened(self) -> None:
        self.session.apply(reopen(self.record, self.pen(ACTOR)))

    def corrected(self) -> None:
        self.returned(rings="Was it four?")
        self.opened()
        self.say("answer", "phone/rings", "2")
        self.say("note", "phone/rings", "Heard <b>again</b>.")
        self.photo("phone/rings")
        self.say("finish", why="Listened to the recording.")

    def verified(self) -> None:
        self.session.apply(confirm(self.record, self.pen(), EVA, "Eva Supervisor"))

    def appealed(self) -> None:
        change = appeal(
            self.record, self.pen(ACTOR), "Store manager", "2026-11-20", "It was two.", today="2027-01-01"
        )
        self.session.apply(change)

    def decided(self, *, upheld: bool) -> None:
        self.session.apply(
            decide(self.record, self.pen(), EVA, "Eva Supervisor", "It was heard.", upheld=upheld)
        )


def finished(folder: Path, kind: str = "open") -> Reviewed:
    walk = Reviewed(folder, [small([RINGS, SOLVED, SIGN])], facts={**FACTS, "kind": kind})
    walk.say("answer", "phone/rings", "4")
    walk.say("answer", "phone/solved", "yes")
    walk.say("answer", "phone/sign", "CANARY Kowalczyk")
    walk.say("finish")
    return walk


@pytest.fixture
def walk(tmp_path: Path) -> Reviewed:
    return finished(tmp_path)


def content(walk: Walk, **more: Any) -> ReportContent:
    return build_content(walk.record, blobs=walk.blobs, organisation="Aurora Retail", **more)


def test_a_report_of_an_audit_that_nobody_looked_at_says_nothing_of_it(walk: Reviewed) -> None:
    made = content(walk)
    assert made.aftermath is None and made.notice == ""
    assert "After the end of the audit" not in text_of(report(walk))


def test_both_results_and_each_question_answered_anew_are_told(walk: Reviewed) -> None:
    walk.corrected()
    after = content(walk).aftermath
    assert after is not None
    assert [(one.words) for one in after.happened] == [
        "Returned by Eva Supervisor: The recording says three.\nphone.rings: “How often did it ring?” Was it four?",
        "Corrected and handed in again: Listened to the recording.",
    ]
    assert [(number, score) for number, _day, score in after.editions] == [
        ("1", "83.3\xa0%, not passed"),
        ("2", "100.0\xa0%, passed"),
    ]
    (change,) = after.changes
    assert (change.edition, change.label, change.question) == ("2", "phone.rings", "How often did it ring?")
    assert (change.before, change.after) == ("4", "2 · Heard <b>again</b>. · 1 photo")
    told = text_of(report(walk))
    assert "After the end of the audit" in told and "Heard <b>again</b>." in told


def test_page_1_names_the_edition_and_the_result_before(walk: Reviewed) -> None:
    walk.corrected()
    page = PdfReader(io.BytesIO(report(walk))).pages[0].extract_text()
    told = " ".join(page.replace("\xa0", " ").split())
    assert "Edition 2 of 20 Nov 2026; the result of edition 1: 83.3 %, not passed." in told


@pytest.mark.parametrize(
    ("so_far", "notice"),
    [
        (["returned"], "Preliminary: this audit was returned to its auditor and waits to be corrected."),
        (
            ["returned", "opened"],
            "Preliminary: this audit was returned to its auditor and is being corrected.",
        ),
        (
            ["appealed"],
            "Preliminary: the site has appealed against this result, and nobody has decided yet.",
        ),
        (["corrected", "verified"], ""),
    ],
)
def test_while_the_result_may_still_change_every_page_says_so(
    walk: Reviewed, so_far: list[str], notice: str
) -> None:
    for step in so_far:
        getattr(walk, step)()
    assert content(walk).notice == notice


def test_the_supervisor_who_verified_signs_with_name_and_day(walk: Reviewed) -> None:
    assert [(one.name, one.note) for one in content(walk).signatures][2] == ("", "Signature and date")
    walk.verified()
    assert [(one.name, one.note) for one in content(walk).signatures][2] == (
        "Eva Supervisor",
        "Verified on 19\xa0Nov\xa02026",
    )


def test_on_a_mystery_visit_neither_reviewer_nor_shopper_is_named(tmp_path: Path) -> None:
    walk = finished(tmp_path, "mystery")
    walk.corrected()
    walk.appealed()
    walk.decided(upheld=False)
    walk.verified()
    pdf = report(walk)
    attached = audit_report(content(walk))
    for name in (b"Eva Supervisor", b"CANARY"):
        assert name not in attached
    told = text_of(pdf)
    assert "Eva" not in told and "CANARY" not in told
    assert "Verified by a second person" in told and "Appeal by Store manager" in told


def test_a_signature_given_anew_is_not_told_on_a_mystery_visit(tmp_path: Path) -> None:
    walk = finished(tmp_path, "mystery")
    walk.returned()
    walk.opened()
    walk.say("answer", "phone/sign", "CANARY Other")
    walk.say("finish", why="Signed.")
    after = content(walk).aftermath
    assert after is not None and [one.after for one in after.changes] == ["withheld"]


def test_what_a_newer_checklist_no_longer_asks_is_told_as_it_was_asked(walk: Reviewed) -> None:
    walk.returned()
    walk.opened()
    walk.say("answer", "phone/solved", "no")
    body = walk.record.checklists[0].body
    newer = small([RINGS, SIGN], version="2026.2")
    assert body["version"] != newer.version
    walk.session.apply(walk.session.move_checklist(newer))
    walk.say("finish", why="The newer list.")
    after = content(walk).aftermath
    assert after is not None
    assert "Was the matter solved?" in [one.question for one in after.changes]


def test_the_time_to_appeal_begins_again_with_a_correction_and_ends_with_a_decision(walk: Reviewed) -> None:
    first = appeal_of(walk.record, 14, "2026-11-20")
    assert first is not None and first.until == "2026-12-02"
    walk.corrected()
    second = appeal_of(walk.record, 14, "2026-11-20")
    assert second is not None and second.until > first.until
    walk.appealed()
    walk.decided(upheld=False)
    assert appeal_of(walk.record, 14, "2026-11-20") is None


@pytest.mark.parametrize("language", languages())
def test_it_conforms_and_every_word_of_it_is_proved_by_the_record(walk: Reviewed, language: str) -> None:
    walk.corrected()
    walk.appealed()
    walk.decided(upheld=False)
    walk.verified()
    pdf = report(walk, language=language)
    assert_conforms(pdf)
    check = check_pages(pdf, carried(walk.record))
    assert (said(check), check.aside, check.extent) == ([], [], "look")


def test_a_long_correction_flows_over_pages(tmp_path: Path) -> None:
    questions = [{**SOLVED, "id": f"q{n}", "text": f"Was matter {n} solved? " * 6} for n in range(60)]
    walk = Reviewed(tmp_path, [small(questions)])
    for n in range(60):
        walk.say("answer", f"phone/q{n}", "no")
    walk.say("finish")
    walk.returned()
    walk.opened()
    for n in range(60):
        walk.say("answer", f"phone/q{n}", "yes")
        walk.say("note", f"phone/q{n}", "A long word on it. " * 40)
    walk.say("finish", why="All of it. " * 200)
    pdf = report(walk)
    assert_conforms(pdf)
    assert text_of(pdf).count("A long word on it.") > 60 * 40
