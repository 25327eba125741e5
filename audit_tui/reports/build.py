"""From the record of an audit to what its report says: every figure is computed here, from the record alone.

It draws nothing and writes nothing. What a report may not publish does not pass this room: private notes
are never read, and on a mystery visit no name is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

from audit_tui.i18n import translator
from audit_tui.locale_format import FIRM, ended, finished, in_a_row, listed, written_in
from audit_tui.model.audit import State
from audit_tui.model.checklist import DEFAULT_BANDS
from audit_tui.model.question import Nps
from audit_tui.phrases.insights import previous_words
from audit_tui.reports.build_aftermath import aftermath, edition_words, review_notice
from audit_tui.reports.build_answers import answer_groups, limits
from audit_tui.reports.build_causes import root_causes
from audit_tui.reports.build_conclusion import conclusion, integrity, matrix, signatures, statements
from audit_tui.reports.build_course import audit_course
from audit_tui.reports.build_experience import build_experience
from audit_tui.reports.build_findings import (
    action_rows,
    critical_words,
    finding_cards,
    further_photos,
    pointers,
    sources,
    standard_groups,
    standards_met,
    what_went_well,
)
from audit_tui.reports.content import Appeal, Dial, Fact, Kpi, ReportContent, ScoreRow, Status, Tick
from audit_tui.reports.foreign import keeping
from audit_tui.reports.previous import NOTHING, Earlier, previous_json
from audit_tui.reports.subject import Blobs, Subject, percent_status
from audit_tui.reports.words import (
    DASH,
    change_words,
    day_words,
    local,
    percent_figure,
    percent_words,
    period_words,
)
from audit_tui.rules.comparison import Comparison, compare
from audit_tui.rules.gathering import result_of
from audit_tui.rules.record import Record
from audit_tui.rules.repair import way_of
from audit_tui.rules.results import ChecklistScore, VisitScore
from audit_tui.rules.shown import photo_tags
from audit_tui.rules.trend import course_to
from audit_tui.rules.view import AuditView

SECTIONS_SHOWN = 8
"""Sections stand under their touchpoint while the table has no more rows than this."""
MOST_NAMES = 6
"""Names of touchpoints in a line at most."""


def build_content(
    record: Record,
    *,
    blobs: Blobs,
    language: str = "en",
    organisation: str = "",
    confidentiality: str = "",
    accent: str = "",
    logo: Path | None = None,
    earlier: Earlier = NOTHING,
    attached: bool = True,
    appeal: Appeal | None = None,
) -> ReportContent:
    """What the report of `record` says in `language`.

    `blobs` tells where an original lies. `accent` is `#RRGGBB` or empty. `earlier` is what came out of the visits
    before at the same site; compared is what both assessed by the same question. `attached`: whether the file
    will carry the record. `appeal`: until when the site may appeal, where it may at all.
    """
    with written_in(language):
        subject = Subject(record, language, translator(language), blobs)
        now = result_of(subject.view) if earlier.all else None
        compared = compare(earlier.last, now) if earlier.last is not None and now is not None else None
        scores = tuple(_score_rows(subject, compared))
        course = course_to(now, earlier.course) if now is not None else ()
        told = earlier.last is not None and (
            subject.score.percent is not None or any(row.change for row in scores)
        )
        shown = Earlier(earlier.last if told else None, tuple(one.result for one in course[:-1]))
        _ = subject.say
        site, tags = subject.view.site, photo_tags(subject.view)
        bold, more = verdict(subject)
        more = keeping(f"{more} {edition_words(subject)}".strip(), more)
        if compared is not None and subject.score.percent is not None:
            before = previous_words(compared, _).replace(" %", f"{FIRM}%").replace("→ ", f"→{FIRM}")
            more = keeping(in_a_row([more, before]), more)
        return ReportContent(
            language=language,
            organisation=organisation or subject.fact("client") or _("Service audit"),
            accent=accent,
            logo=logo,
            number=record.header.number,
            overline=f"{_('Service standards audit')} · {kind_words(subject)}",
            site=site.name,
            address=site.address,
            visit_date=day_words(subject.visit_day),
            dated=subject.dated,
            facts=_facts(subject),
            marks=_marks(subject),
            notice=_notice(subject, appeal),
            appeal=appeal,
            foot="" if subject.fact("confidentiality") else confidentiality,
            confidentiality=subject.fact("confidentiality")
            or confidentiality
            or _("Confidential – for the client and the audited site only"),
            dial=_dial(subject, compared),
            verdict=bold,
            verdict_more=more,
            kpis=_kpis(subject),
            scores=scores,
            way=_way(subject),
            act_first=pointers(subject),
            went_well=what_went_well(subject),
            standards=standard_groups(subject),
            findings=finding_cards(subject, tags),
            answers=answer_groups(subject, tags),
            further_photos=further_photos(subject, tags),
            actions=action_rows(subject),
            course=audit_course(subject, course, visit_target(subject.score)),
            causes=root_causes(subject),
            experience=build_experience(subject),
            conclusion=conclusion(subject),
            statements=statements(subject, appeal),
            aftermath=aftermath(subject),
            limits=limits(subject),
            sources=sources(subject),
            signatures=signatures(subject),
            matrix=matrix(subject),
            integrity=integrity(subject, attached=attached),
            previous=previous_json(record, shown.all) if attached and shown.all else None,
        )


def _way(subject: Subject) -> str:
    """The shortest way to pass, where there is something to repair and somebody to do it."""
    ended = subject.aborted or subject.record.projection.status == "abandoned"
    if ended or subject.score.passed or not subject.findings:
        return ""
    return subject.told.way(way_of(subject.view))


def kind_words(subject: Subject) -> str:
    """The kind of visit in words."""
    _ = subject.say
    kinds = {
        "mystery": _("mystery visit"),
        "open": _("announced visit"),
        "phone": _("audit by telephone"),
        "delivery": _("test delivery"),
    }
    return kinds.get(subject.record.kind, subject.record.kind)


def _marks(subject: Subject) -> tuple[str, ...]:
    _ = subject.say
    marks = []
    if subject.record.header.demo:
        marks.append(_("DEMO – fictional data"))
    if subject.record.projection.status == "draft":
        marks.append(_("Provisional – the audit is not finished"))
    elif subject.record.projection.status == "abandoned":
        marks.append(_("Abandoned – not a result"))
    if subject.view.kept:
        marks.append(_("Score as recorded"))
    return tuple(marks)


def _notice(subject: Subject, appeal: Appeal | None) -> str:
    if (told := review_notice(subject)) or appeal is None or not appeal.is_open:
        return told
    words = subject.say("Preliminary: the site may appeal against this result until {day}.")
    return ended(words.format(day=day_words(appeal.until)))


def appeal_of(record: Record, days: int, as_of: str) -> Appeal | None:
    """Until when the site may appeal, `days` after the day on which an audit was handed in; None without any.

    Days are those of the site. `as_of` (`YYYY-MM-DD`): the day on which one looks; the last day still counts. After
    an appeal that was decided there is no other.
    """
    review = record.projection.review
    ended = review.handed_in or record.projection.ended_at
    if not days or record.projection.status != "finished" or review.appeal:
        return None
    until = local(ended, AuditView(record).site.zone).date() + timedelta(days=days)
    return Appeal(until.isoformat(), as_of <= until.isoformat())


def _facts(subject: Subject) -> tuple[Fact, ...]:
    _ = subject.say
    lists = subject.record.checklists
    versions = {embedded.version for embedded in lists}
    titles = [subject.title(one.id) for one in lists]
    if len(versions) == 1:
        named = f"{_listed(subject, titles)}{FIRM}·{FIRM}{versions.pop()}"
    else:
        named = _listed(subject, [f"{title} {one.version}" for title, one in zip(titles, lists, strict=True)])
    start, end = subject.fact("visit_start"), subject.fact("visit_end")
    visit = period_words(start, end) if start or end else day_words(subject.visit_day)
    return (
        Fact(_("Auditor"), subject.auditor or DASH),
        Fact(_("Visit"), visit),
        Fact(_("Checklists"), keeping(named, *titles)),
        Fact(_("Criteria"), subject.fact("criteria") or _("Standards of the checklists")),
    )


def visit_target(score: VisitScore) -> Fraction | None:
    """The targets of the assessed checklists, weighted as their percentages are; null where one has none."""
    assessed = [one for one in score.checklists if one.percent is not None and one.weight > 0]
    if not assessed or any(one.target is None for one in assessed):
        return None
    total = sum((Fraction(one.weight) for one in assessed), Fraction(0))
    weighed = (Fraction(one.target or 0) * Fraction(one.weight) for one in assessed)
    return sum(weighed, Fraction(0)) / total


def _visit_status(score: VisitScore) -> Status:
    if score.critical_failed:
        return "critical"
    if score.percent is None:
        return "na"
    if score.passed is False:
        return "major"
    return percent_status(score.percent, visit_target(score))


def _state_word(subject: Subject, state: str) -> str:
    _ = subject.say
    return {"incomplete": _("Incomplete"), "not_assessed": _("Not assessed")}.get(state, DASH)


def _dial(subject: Subject, compared: Comparison | None) -> Dial:
    _ = subject.say
    score = subject.score
    ticks = tuple(Tick(float(band.from_), str(band.from_)) for band in DEFAULT_BANDS if band.from_ > 0)
    if score.percent is None:
        word = _("No score") if subject.aborted else _state_word(subject, score.state)
        note = ""
        if score.state == "incomplete" and score.provisional_percent is not None:
            note = _("{percent} so far").format(percent=percent_words(score.provisional_percent))
        status: Status = "critical" if score.critical_failed else "na"
        chip = _("Not passed") if score.passed is False else _("No verdict")
        return Dial(None, word, "", note, status, chip, ticks)
    limits = [band.from_ for band in DEFAULT_BANDS]
    note = ""
    was = compared.percent_before if compared is not None and _same_checklists(compared) else None
    now = compared.percent_after if compared is not None else None
    if was is not None and now is not None:
        change = change_words(now, was)
        note = _("{change} vs. previous").format(change=change)
    if score.raw_percent is not None and score.raw_percent != score.percent:
        note = _("{percent} before the cap").format(percent=percent_words(score.raw_percent))
    labels = {band.id: subject.pick(band.label) for band in DEFAULT_BANDS}
    verdicts = {True: _("Passed"), False: _("Not passed"), None: labels.get(score.band or "", DASH)}
    return Dial(
        value=float(score.percent),
        figure=percent_figure(score.percent, *limits),
        unit="%",
        note=note,
        status=_visit_status(score),
        verdict=verdicts[score.passed],
        ticks=ticks,
    )


def _same_checklists(compared: Comparison) -> bool:
    return compared.before.asked == compared.after.asked


def _compared_in(compared: Comparison | None, checklist: str) -> Comparison | None:
    """The part of a comparison that is about one checklist; None where both visits did not ask it."""
    if compared is None:
        return None
    before, after = compared.before.only(checklist), compared.after.only(checklist)
    return compare(before, after) if before is not None and after is not None else None


def verdict(subject: Subject) -> tuple[str, str]:
    """The result in a sentence, and what explains it."""
    _, score, projection = subject.say, subject.score, subject.record.projection
    if projection.status == "abandoned":
        return _("The audit was abandoned; it has no result."), finished(projection.ending_reason.strip())
    if subject.aborted:
        return _("The visit was broken off, so there is no score."), finished(
            subject.fact("abort_reason").strip()
        )
    if score.percent is None:
        return _without_score(subject)
    target = visit_target(score)
    more: list[str] = []
    if score.critical_failed:
        bold = subject.count(
            "The site does not pass: a critical item failed.",
            "The site does not pass: {n} critical items failed.",
            len(score.critical_failed),
        )
        more.append(critical_words(subject))
    elif score.passed is False:
        bold = _("The site does not pass, with {percent}.").format(percent=percent_words(score.percent))
    elif target is not None and score.percent < target:
        bold = _("The site is {points} points below its target of {target}.").format(
            points=percent_figure(target - score.percent), target=percent_words(target)
        )
    elif target is not None:
        bold = _("The site is on target, with {percent}.").format(
            percent=percent_words(score.percent, target)
        )
    else:
        bold = _("The site scores {percent}.").format(percent=percent_words(score.percent))
    said = [*more, *_by_touchpoint(subject)]
    return bold, keeping(in_a_row(said), *said)


def _without_score(subject: Subject) -> tuple[str, str]:
    _, score = subject.say, subject.score
    if score.state == "not_assessed":
        return _("Nothing was assessed, so there is no score."), ""
    missing = sum(question.missing for question in score.questions)
    bold = subject.count(
        "There is no final score: {n} required question is open.",
        "There is no final score: {n} required questions are open.",
        missing,
    )
    more = ""
    if score.provisional_percent is not None:
        so_far = percent_words(score.provisional_percent)
        more = _("What is answered so far earns {percent}.").format(percent=so_far)
    if score.critical_failed:
        more = in_a_row([critical_words(subject), more])
    return bold, more


def _by_touchpoint(subject: Subject) -> list[str]:
    """Which touchpoints fail and which are on target, in a sentence each; nothing for a single one."""
    _, scores = subject.say, subject.score.checklists
    if len(scores) < 2:
        low = [section.id for one in scores for section in one.sections if section.passed is False]
        sections = [
            subject.pick(section.title)
            for one in scores
            for section in subject.checklist(one.id).sections
            if section.id in low
        ]
        words = _("Below its own minimum: {names}.").format(names=listed(sections))
        return [keeping(words, *sections)] if sections else []
    failed = [one for one in scores if one.passed is False]
    good = [
        one
        for one in scores
        if one.passed is not False and one.percent is not None and one.percent >= (one.target or 85)
    ]
    said = []
    if failed:
        said.append(_told(_("Below standard: {names}."), subject, failed))
    if good:
        said.append(_told(_("On target: {names}."), subject, good))
    return said


def _told(words: str, subject: Subject, scores: Iterable[ChecklistScore]) -> str:
    titles = [subject.title(one.id) for one in scores]
    return keeping(words.format(names=_listed(subject, titles)), *titles)


def _listed(subject: Subject, names: Sequence[str]) -> str:
    """`names` in a line; of very many the first few, and how many more. All stand under the criteria."""
    if len(names) <= MOST_NAMES:
        return listed(names)
    more = subject.count("{n} more", "{n} more", len(names) - MOST_NAMES + 1)
    return listed([*names[: MOST_NAMES - 1], more])


def _kpis(subject: Subject) -> tuple[Kpi, ...]:
    _, done = subject.say, subject.score.completeness
    met, assessed, unassessed = standards_met(subject, None)
    marks: list[tuple[Status, str]] = []
    grave: Counter[Status] = Counter(finding.severity for finding in subject.findings)
    counted: tuple[tuple[Status, str], ...] = (
        ("critical", subject.count("{n} critical", "{n} critical", grave["critical"])),
        ("major", subject.count("{n} major", "{n} major", grave["major"])),
        ("minor", subject.count("{n} minor", "{n} minor", grave["minor"])),
    )
    marks += [(severity, words) for severity, words in counted if grave[severity]]
    aside = [
        subject.count("{n} not observed", "{n} not observed", done.not_observed) if done.not_observed else "",
        subject.count("{n} not applicable", "{n} not applicable", done.not_applicable)
        if done.not_applicable
        else "",
        subject.count("{n} open", "{n} open", done.unanswered) if done.unanswered else "",
    ]
    return (
        Kpi(
            str(met),
            f"/ {assessed}",
            _("Standards met"),
            subject.count("{n} not assessed", "{n} not assessed", unassessed) if unassessed else "",
        ),
        Kpi(str(len(subject.findings)), "", _("Non-conformities"), "" if marks else _("none"), tuple(marks)),
        _recommend(subject) or _actions(subject),
        Kpi(
            str(done.answered),
            f"/ {done.visible}",
            _("Questions answered"),
            listed(part for part in aside if part),
        ),
    )


def _recommend(subject: Subject) -> Kpi | None:
    """The shopper's own likelihood to recommend, where it was asked and answered."""
    _ = subject.say
    for slot in subject.view.slots:
        if not isinstance(slot.question, Nps) or subject.state(slot) is not State.ANSWERED:
            continue
        given = str(subject.item(slot).value)
        group = _("detractor (up to 6)")
        if given.isdigit() and int(given) >= 7:
            group = _("promoter (9–10)") if int(given) >= 9 else _("neutral (7–8)")
        scale = _("{low}–10 scale: {group}").format(low=slot.question.min, group=group)
        return Kpi(given, "/ 10", _("Likelihood to recommend"), scale)
    return None


def _actions(subject: Subject) -> Kpi:
    _ = subject.say
    agreed = sum(len(subject.view.item(slot.path).actions) for slot in subject.view.slots)
    return Kpi(str(agreed), "", _("Corrective actions asked for"), "")


def _score_rows(subject: Subject, compared: Comparison | None) -> Iterable[ScoreRow]:
    _, scores = subject.say, subject.score.checklists
    if subject.aborted:
        return
    with_sections = len(scores) + sum(len(one.sections) for one in scores) <= SECTIONS_SHOWN
    for one in scores:
        past = _compared_in(compared, one.id)
        was = past.percent_before if past is not None else None
        now = past.percent_after if past is not None else None
        limits = [limit for limit in (one.target, one.pass_from) if limit is not None]
        met, assessed, _unassessed = standards_met(subject, one.id)
        status, result = _result(subject, one)
        yield ScoreRow(
            title=subject.title(one.id),
            value=float(one.percent) if one.percent is not None else None,
            score=percent_figure(one.percent, *limits) if one.percent is not None else DASH,
            target=float(one.target) if one.target is not None else None,
            previous=float(was) if was is not None else None,
            change=change_words(now, was)
            if one.percent is not None and now is not None and was is not None
            else "",
            met=f"{met} / {assessed}",
            status=status,
            result=result,
        )
        if not with_sections or len(one.sections) < 2:
            continue
        titles = {section.id: subject.pick(section.title) for section in subject.checklist(one.id).sections}
        for section in one.sections:
            colour = percent_status(section.percent, section.pass_from or one.target)
            low = section.passed is False
            yield ScoreRow(
                title=titles[section.id],
                value=float(section.percent) if section.percent is not None else None,
                score=percent_figure(section.percent) if section.percent is not None else DASH,
                target=float(section.pass_from) if section.pass_from is not None else None,
                previous=None,
                change="",
                met="",
                status="major" if low else colour,
                result=_("Below its minimum") if low else _section_word(subject, section.state, colour),
                level=1,
            )


def _section_word(subject: Subject, state: str, status: Status) -> str:
    _ = subject.say
    if state != "scored":
        return _state_word(subject, state)
    return {"pass": _("On target"), "minor": _("Below target")}.get(status, _("Low"))


def _result(subject: Subject, one: ChecklistScore) -> tuple[Status, str]:
    """Colour and word of a touchpoint's result."""
    _ = subject.say
    if one.critical_failed:
        return "critical", _("Critical failure")
    if one.percent is None:
        return "na", _state_word(subject, one.state)
    if one.passed is False:
        return "major", _("Below standard")
    if one.target is None:
        labels = {band.id: subject.pick(band.label) for band in subject.checklist(one.id).scoring.bands}
        return percent_status(one.percent, None), labels.get(one.band or "", DASH)
    if one.percent >= one.target:
        return "pass", _("On target")
    return "minor", _("Below target")
