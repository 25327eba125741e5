"""The chart of the last audits: which audits, and what is said of each. It draws nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from audit_tui.locale_format import conventions, in_a_row, led_by, listed, short_day_words
from audit_tui.reports.content import AuditCourse, CoursePoint
from audit_tui.reports.subject import Subject
from audit_tui.reports.words import DASH, Translate, number_words, percent_figure
from audit_tui.rules.trend import LEAST_POINTS, Step


def audit_course(subject: Subject, course: Sequence[Step], target: Fraction | None) -> AuditCourse | None:
    """The chart of `course`, whose last step is the audit itself; None where there is none.

    `target` is that of the audit, in percent.
    """
    if not course:
        return None
    _ = subject.say
    limits = [] if target is None else [target]
    points = tuple(
        CoursePoint(
            short_day_words(step.result.day), float(step.percent), percent_figure(step.percent, *limits)
        )
        for step in course
    )
    aim = _("target {percent}").format(percent=number_words(target)) if target is not None else ""
    parts = sum(not step.is_whole for step in course)
    note = _("The same site by the same checklists; the filled point is this audit.")
    if parts:
        more = subject.count(
            "{n} of them asked something else as well; its score is the one over what is asked now.",
            "{n} of them asked something else as well; their scores are those over what is asked now.",
            parts,
        )
        note = in_a_row([note, more])
    return AuditCourse(
        title=subject.count(
            "Compliance over the last {n} audit (%)", "Compliance over the last {n} audits (%)", len(points)
        ),
        points=points,
        target=None if target is None else float(target),
        target_words=aim,
        told=_told(points, aim, _),
        note=note,
    )


def _told(points: Sequence[CoursePoint], aim: str, translate: Translate) -> str:
    figures = listed(f"{point.day} {DASH} {point.figure}" for point in points)
    return led_by(translate("Compliance in percent"), f"{figures}; {aim}" if aim else figures)


def course_as_told(title: str, told: str, note: str, translate: Translate) -> AuditCourse | None:
    """The chart that says `told`, as a printed report has it; None where these are not such words."""
    begins = led_by(translate("Compliance in percent"), "…")[:-1]
    figures, _mark, aim = told.removeprefix(begins).partition("; ")
    parts = [each.rpartition(f" {DASH} ") for each in figures.split(conventions().between)]
    try:
        points = tuple(CoursePoint(day, _read(figure), figure) for day, _dash, figure in parts)
        target = _read(re.sub(r"[^0-9.,]", "", aim)) if aim else None
    except ValueError:
        return None
    is_course = told.startswith(begins) and len(points) >= LEAST_POINTS and all(each.day for each in points)
    return AuditCourse(title, points, target, aim, told, note) if is_course else None


def _read(figure: str) -> float:
    return float(figure.replace(conventions().decimal, "."))
