"""The chart of the last audits: every number of it is told, drawn once, and follows from what the report carries."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from reportlab.platypus import CondPageBreak

from audit_tui.clock import FixedClock
from audit_tui.i18n import languages, translator
from audit_tui.locale_format import written_in
from audit_tui.reports.build import build_content
from audit_tui.reports.build_course import course_as_told
from audit_tui.reports.content import AuditCourse, CoursePoint, ReportContent
from audit_tui.reports.pdf import sections
from audit_tui.reports.pdf.audit_report import audit_report
from audit_tui.reports.pdf.blocks import stacked
from audit_tui.reports.pdf.course_chart import CourseChart
from audit_tui.reports.pdf.fonts import REGULAR, SEMIBOLD, typeface, width_of
from audit_tui.reports.previous import Earlier, looked_back, previous_of
from audit_tui.reports.printed.pieces import Piece, printed_in
from audit_tui.reports.printed.previous import cannot_prove, check_previous, findings, notes, proves
from audit_tui.reports.printed.visits import Held, recorded_result
from audit_tui.reports.publish import earlier_audits
from audit_tui.store.audits import AuditStore
from audit_tui.store.workspace import create_workspace
from tests.demo.once import demo
from tests.reports.audits import FACTS, RINGS, SOLVED, Walk, small
from tests.reports.editing import Forger
from tests.reports.reading import came_out, check_pages, report, text_of
from tests.reports.test_conformance import assert_conforms
from tests.reports.test_printed import carried, said
from tests.reports.test_printed_previous import attached
from tests.store.audited import audited

RANG = (("2026-02-11", "9", "yes"), ("2026-05-20", "2", "yes"), ("2026-08-11", "4", "yes"))
"""Day, rings and whether it was solved: 66.7, 100 and 83.3 percent."""


def walked(folder: Path, day: str, rings: str, solved: str, seed: int) -> Walk:
    facts = {**FACTS, "visit_start": f"{day}T10:05", "visit_end": f"{day}T10:30"}
    walk = Walk(folder, [small([RINGS, SOLVED])], facts=facts, seed=seed)
    walk.say("answer", "phone/rings", rings)
    walk.say("answer", "phone/solved", solved)
    walk.say("finish")
    return walk


@pytest.fixture(scope="module")
def visits(tmp_path_factory: pytest.TempPathFactory) -> list[Walk]:
    """Three visits before, and the one that the report is about."""
    told = [*RANG, ("2026-11-18", "2", "no")]
    return [walked(tmp_path_factory.mktemp("walk"), *one, seed=at) for at, one in enumerate(told, 1)]


def earlier(visits: Sequence[Walk]) -> Earlier:
    """What the report of the last of `visits` compares with."""
    return looked_back([came_out(one) for one in visits[:-1]], visits[-1].record)


@pytest.fixture(scope="module")
def pdf(visits: list[Walk]) -> bytes:
    return report(visits[-1], earlier=earlier(visits))


def content(visits: Sequence[Walk], **more: Any) -> ReportContent:
    return build_content(visits[-1].record, blobs=visits[-1].blobs, earlier=earlier(visits), **more)


def figure(pdf: bytes, words: str) -> Piece:
    pieces = printed_in(PdfReader(io.BytesIO(pdf))).pieces
    return next(each for each in pieces if each.tag == "Figure" and words in each.alt)


def held(walk: Walk) -> Held:
    return Held(walk.record.header.number, "audit.json", "", recorded_result(walk.record), walk.record)


def test_the_chart_tells_every_audit_with_day_and_percentage_and_this_one_last(
    visits: list[Walk], pdf: bytes
) -> None:
    course = content(visits).course
    assert course is not None
    assert [each.figure for each in course.points] == ["66.7", "100.0", "83.3", "33.3"]
    assert (course.target, course.target_words) == (90.0, "target 90")
    shown = figure(pdf, "Compliance in percent")
    assert shown.under == "Compliance over the last 4 audits (%)"
    assert shown.alt == (
        "Compliance in percent: 11 Feb 2026 – 66.7, 20 May 2026 – 100.0, 11 Aug 2026 – 83.3, 18 Nov 2026 – 33.3; "
        "target 90"
    )
    for words in ("66.7", "100.0", "83.3", "33.3", "11 Feb 2026", "18 Nov 2026", "target 90"):
        assert shown.text.count(words) == 1
    assert_conforms(pdf)


def test_its_last_figure_is_that_of_the_dial(visits: list[Walk]) -> None:
    made = content(visits)
    assert made.course is not None
    assert made.course.points[-1].figure == made.dial.figure


def test_with_one_visit_before_there_is_no_chart_and_only_that_visit_is_carried(visits: list[Walk]) -> None:
    written = report(visits[-1], earlier=earlier(visits[-2:]))
    assert "Compliance over" not in text_of(written)
    assert len(previous_of(attached(written), visits[-1].record)) == 1


def test_it_goes_back_five_audits_at_most(tmp_path: Path) -> None:
    told = [(f"2026-0{at}-01", "2", "yes") for at in range(1, 8)]
    walks = [walked(tmp_path, *one, seed=at) for at, one in enumerate(told, 1)]
    made = content(walks)
    assert made.course is not None
    assert [each.day[2:5] for each in made.course.points] == ["Feb", "Mar", "Apr", "May", "Jun", "Jul"]


def test_the_chart_its_heading_and_its_caption_go_over_to_the_next_page_together(visits: list[Walk]) -> None:
    break_, heading, chart, caption = sections.course(content(visits), 480)
    assert isinstance(break_, CondPageBreak)
    assert break_.height >= heading.getSpaceBefore() + stacked([heading, chart, caption], 480)


def test_without_corrective_actions_the_chart_is_a_section_of_its_own(tmp_path: Path) -> None:
    told = [(f"2026-0{at}-01", "2", "yes") for at in range(1, 4)]
    walks = [walked(tmp_path, *one, seed=at) for at, one in enumerate(told, 1)]
    written = report(walks[-1], earlier=earlier(walks))
    heads = [each.text for each in printed_in(PdfReader(io.BytesIO(written))).pieces if each.tag == "H1"]
    assert "Compliance over the last 3 audits (%)" in heads and "Corrective action plan" not in heads


def test_what_an_earlier_audit_asked_besides_is_told(tmp_path: Path, visits: list[Walk]) -> None:
    more = {**RINGS, "id": "again", "standard": None}
    facts = {**FACTS, "visit_start": "2026-09-11T10:05"}
    other = Walk(tmp_path, [small([RINGS, SOLVED, more])], facts=facts, seed=9)
    for id_, value in (("rings", "2"), ("solved", "yes"), ("again", "9")):
        other.say("answer", f"phone/{id_}", value)
    other.say("finish")
    course = content([*visits[:-1], other, visits[-1]]).course
    assert course is not None
    assert [each.figure for each in course.points][-2] == "100.0"
    assert "1 of them asked something else as well; its score" in course.note


@pytest.mark.parametrize("language", languages())
def test_in_every_language_it_follows_word_for_word_from_what_is_carried(
    visits: list[Walk], language: str
) -> None:
    written, record = (
        report(visits[-1], earlier=earlier(visits), language=language),
        carried(visits[-1].record),
    )
    found = check_pages(written, record, looked_back(previous_of(attached(written), record), record))
    assert (found.extent, said(found), found.aside) == ("look", [], [])


@pytest.mark.parametrize("language", languages())
def test_of_a_report_that_lost_what_it_carried_it_is_told_as_not_compared(
    visits: list[Walk], language: str
) -> None:
    record = carried(visits[-1].record)
    told = content(visits, language=language).course
    assert told is not None
    written = report(visits[-1], earlier=earlier(visits), language=language)
    bare = report(visits[-1], earlier=earlier(visits), language=language, attached=False)
    for found in (check_pages(written, record, stripped=True), check_pages(bare, record)):
        assert (found.extent, said(found)) == ("words", [])
        assert any("".join(told.told.split()) == "".join(each.split()) for each in found.aside)
    # With the records of all visits it is compared like the rest.
    found = check_pages(written, record, earlier(visits), stripped=True)
    assert (said(found), found.aside) == ([], [])


def test_a_figure_that_was_changed_in_the_chart_is_named(visits: list[Walk], pdf: bytes) -> None:
    record = carried(visits[-1].record)
    forger = Forger(pdf)
    forger.rewrite("100.0", "101.0")
    found = check_pages(forger.bytes(), record, looked_back(previous_of(attached(pdf), record), record))
    assert any("101.0" in sentence and "audit gives" in sentence for sentence in said(found))


def test_with_every_record_the_trend_is_proved_and_with_some_it_is_told_which_are_not(
    visits: list[Walk], pdf: bytes
) -> None:
    record = carried(visits[-1].record)
    by_id = {one.record.header.id: held(one) for one in visits[:-1]}
    others = [one.result for one in by_id.values() if one.result is not None]
    check = check_previous(attached(pdf), record, by_id.get, others)
    assert check is not None and check.ok and list(notes(check)) == []
    assert "The trend follows from the records of" in list(proves(check))[1]
    last = others[-1]
    some = check_previous(attached(pdf), record, {last.id: by_id[last.id]}.get, [last])
    assert some is not None
    assert "The trend follows from what the report carries of" in list(proves(some))[1]
    assert "came out as the report carries them" in next(iter(cannot_prove(some)))


def test_an_earlier_audit_that_was_made_better_is_found_by_its_record(visits: list[Walk]) -> None:
    record = carried(visits[-1].record)
    real = earlier(visits)
    forged = replace(real.course[0], percent_text="90")
    written = report(visits[-1], earlier=replace(real, course=(forged, *real.course[1:])))
    assert figure(written, "– 90.0").alt
    by_id = {one.record.header.id: held(one) for one in visits[:-1]}
    check = check_previous(attached(written), record, by_id.get, [])
    assert check is not None and not check.ok
    assert any("percent is attached as 90, its record gives" in one.message for one in findings(check))


def test_an_audit_that_was_left_out_of_the_trend_is_named(visits: list[Walk]) -> None:
    record = carried(visits[-1].record)
    written = report(visits[-1], earlier=earlier([visits[0], *visits[2:]]))
    by_id = {one.record.header.id: held(one) for one in visits[:-1]}
    others = [one.result for one in by_id.values() if one.result is not None]
    check = check_previous(attached(written), record, by_id.get, others)
    assert check is not None and check.ok
    (note,) = notes(check)
    assert "the trend would also go back to" in note


def test_the_trend_ends_at_an_audit_that_cannot_be_read(tmp_path: Path) -> None:
    clock = FixedClock(seed=3)
    store = AuditStore(create_workspace(tmp_path / "chain"), clock)
    numbers = [
        audited(store, clock, f"2026-0{month}-05", a=True, b=True, c=True) for month in (2, 3, 4, 5, 6)
    ]
    with store.open(numbers[-1], write=False) as audit:
        record = audit.record
    assert [each.day[5:7] for each in earlier_audits(store, record).course] == ["02", "03", "04", "05"]
    path = store.audit_path(numbers[1])
    stat, whole = path.stat(), path.read_bytes()
    path.write_bytes(whole.replace(b'"events"', b'"eventz"', 1))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert [each.day[5:7] for each in earlier_audits(store, record).course] == ["04", "05"]


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(
    "values", [(99, 98, 97, 99, 100, 98), (84, 86, 85, 90, 40, 85), (0, 0, 100, 0, 5, 60)]
)
@pytest.mark.parametrize("width", [493.0, 238.0])
def test_no_label_touches_another(language: str, values: tuple[int, ...], width: float) -> None:
    days = ("2025-09-28", "2025-11-28", "2026-02-28", "2026-05-28", "2026-09-28", "2026-11-28")
    with written_in(language):
        from audit_tui.locale_format import short_day_words

        points = tuple(
            CoursePoint(short_day_words(day), float(value), f"{value}.0")
            for day, value in zip(days, values, strict=True)
        )
    words = translator(language).gettext("target {percent}").format(percent="87.5")
    course = AuditCourse("", points, 87.5, words, "", "")
    with typeface(course):
        boxes = labels(CourseChart(course, width))
    for at, one in enumerate(boxes):
        assert one[0] >= 0 and one[2] <= width
        for other in boxes[at + 1 :]:
            apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            assert apart, (one, other)


def labels(chart: CourseChart) -> list[tuple[float, float, float, float, str]]:
    """The box of every word that a chart draws."""
    drawn: list[tuple[float, float, float, float, str]] = []
    fonts = [(REGULAR, 1.0)]

    class Canvas:
        def __getattr__(self, name: str) -> Any:
            return lambda *given, **more: self if name == "beginPath" else None

        def setFont(self, name: str, size: float) -> None:  # noqa: N802 - as reportlab calls it
            fonts[0] = (name, size)

        def _box(self, x: float, y: float, words: str) -> None:
            width = width_of(words, *fonts[0])
            drawn.append((x, y - 1, x + width, y + fonts[0][1] * 0.72, words))

        def drawString(self, x: float, y: float, words: str) -> None:  # noqa: N802
            self._box(x, y, words)

        def drawCentredString(self, x: float, y: float, words: str) -> None:  # noqa: N802
            self._box(x - width_of(words, *fonts[0]) / 2, y, words)

        def drawRightString(self, x: float, y: float, words: str) -> None:  # noqa: N802
            self._box(x - width_of(words, *fonts[0]), y, words)

    chart.canv = Canvas()
    chart.draw()
    return drawn


def test_words_that_are_no_chart_are_not_taken_for_one() -> None:
    say = translator("en").gettext
    with written_in("en"):
        for told in (
            "",
            "Compliance in percent: ",
            "Compliance in percent: a – b, c – d, e – f",
            "Photo E01-1",
        ):
            assert course_as_told("", told, "", say) is None
        read = course_as_told("T", "Compliance in percent: a – 1.5, b – 2, c – 3", "n", say)
    assert read is not None and [each.value for each in read.points] == [1.5, 2, 3]
    assert (read.target, read.note, SEMIBOLD != REGULAR) == (None, "n", True)


def test_the_demo_shows_it_on_the_page_of_the_corrective_actions(tmp_path: Path) -> None:
    from audit_tui.clock import SystemClock
    from audit_tui.reports.publish import content_of

    made = content_of(AuditStore(demo(), SystemClock()), "AUD-2026-MEADOW-04")
    assert made.course is not None and len(made.course.points) == 4
    assert made.previous is not None and len(made.previous) < 60_000
    assert "Compliance over the last 4 audits" in text_of(audit_report(made))
