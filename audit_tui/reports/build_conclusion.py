"""How the report ends: the conclusion, what the audit rests on, who signs, and what binds paper to record.

The items are those that ISO 19011:2018, 6.5.1 a) to k), asks of an audit report.
"""

from __future__ import annotations

from itertools import pairwise

from audit_tui.locale_format import bracketed, clauses, ended, finished, in_a_row, led_by, listed
from audit_tui.phrases.attempts import attempts_words
from audit_tui.phrases.recall import recall_words
from audit_tui.reports.build_aftermath import verified_by
from audit_tui.reports.build_findings import standards_met
from audit_tui.reports.content import Appeal, Fact, Integrity, MatrixRow, Signature
from audit_tui.reports.foreign import keeping
from audit_tui.reports.jsonfile import audit_json
from audit_tui.reports.subject import Subject
from audit_tui.reports.words import day_words, local, percent_words, period_words
from audit_tui.rules.attempts import attempts
from audit_tui.rules.moving import moves
from audit_tui.rules.recall import recall
from audit_tui.rules.record import bundle


def conclusion(subject: Subject) -> str:
    """What the audit concludes: the computed result, then the auditor's own words."""
    _, score = subject.say, subject.score
    said = []
    if subject.aborted:
        said.append(_("The visit was broken off; no conclusion on the standards is drawn from it."))
    elif score.percent is None:
        said.append(_("The degree to which the criteria are fulfilled could not be established."))
    else:
        met, assessed, _unassessed = standards_met(subject, None)
        said.append(
            _(
                "{met} of {assessed} assessed standards are met. The criteria are fulfilled to {percent}."
            ).format(met=met, assessed=assessed, percent=percent_words(score.percent))
        )
        if score.passed is True:
            said.append(_("The site passes."))
        elif score.passed is False:
            said.append(_("The site does not pass."))
    grave = [finding for finding in subject.findings if finding.severity != "minor"]
    if grave:
        said.append(
            subject.count(
                "{n} critical or major non-conformity calls for action.",
                "{n} critical or major non-conformities call for action.",
                len(grave),
            )
        )
    if score.na_warning:
        said.append(_("Many questions did not apply, so the score rests on few of them."))
    follow_up = subject.fact("follow_up")
    if follow_up:
        said.append(ended(_("Follow-up: {when}.").format(when=day_words(follow_up))))
    own = subject.fact("conclusion")
    return in_a_row(said) + (f"\n{own}" if own else "")


def statements(subject: Subject, appeal: Appeal | None = None) -> tuple[Fact, ...]:
    """Objective, scope, team, dates and the rest, each with what is said where nobody said anything."""
    _, site = subject.say, subject.view.site
    none = _("Not stated.")
    start, end = subject.fact("visit_start"), subject.fact("visit_end")
    visit = period_words(start, end) if start or end else day_words(subject.visit_day)
    place = ", ".join(part for part in (site.name, site.address) if part)
    rows = [
        Fact(
            _("Objective"),
            subject.fact("objective")
            or _("To establish to what degree the site keeps to the service standards of the checklists."),
        ),
        Fact(_("Scope"), subject.fact("scope") or _scope(subject), "scope"),
        Fact(_("Audit client"), subject.fact("client") or none),
        Fact(_("Team and participants"), _team(subject)),
        Fact(_("Dates and places"), in_a_row([finished(bracketed(visit, site.zone)), finished(place)])),
        Fact(_("Criteria"), _criteria(subject)),
        Fact(_("Method"), _method(subject)),
        *_moves(subject),
        Fact(
            _("Scoring"),
            _(
                "Points earned divided by points that could be earned, section by section, weighted as the "
                "checklists say. Not applicable and not observed items leave the score. A failed critical "
                "item caps the score, and the site does not pass."
            )
            + (f" {subject.told.kept()}" if subject.view.kept else ""),
        ),
        Fact(
            _("Sampling"),
            _(
                "An audit is a sample: what was seen may not represent every day and every shift, and what "
                "was not seen is not thereby proven to be in order."
            ),
            "sampling",
        ),
        Fact(_("Diverging opinions"), subject.fact("diverging_opinion") or _("None recorded."), "opinions"),
        Fact(_("Distribution"), subject.fact("distribution") or none),
    ]
    if appeal is not None:
        words = (
            _("The site may appeal until {day}; so long the result is preliminary.")
            if appeal.is_open
            else _("The time to appeal ended on {day}; the result is no longer preliminary.")
        )
        rows.append(Fact(_("Appeal"), ended(words.format(day=day_words(appeal.until))), "appeal"))
    remembered = recall(subject.view) if subject.mystery and not subject.aborted else None
    if remembered is not None:
        words = recall_words(remembered, _, subject.translation.ngettext)
        rows.append(Fact(_("Recall delay"), finished(f"{words[:1].upper()}{words[1:]}"), "recall"))
    if called := attempts(subject.record):
        rows.append(Fact(_("Calls"), finished(attempts_words(called, _)), "calls"))
    if subject.fact("acquaintance"):
        rows.append(Fact(_("Acquaintance declared"), subject.fact("acquaintance")))
    if subject.aborted:
        rows.insert(
            0,
            Fact(
                _("Outcome"),
                _("Aborted: {why}").format(why=subject.fact("abort_reason") or none),
                "outcome",
            ),
        )
    ending = subject.record.projection.ending_reason
    if subject.record.projection.status == "abandoned":
        rows.insert(0, Fact(_("Outcome"), _("Abandoned: {why}").format(why=ending or none), "outcome"))
    return tuple(rows)


def _scope(subject: Subject) -> str:
    titles = [subject.title(one.id) for one in subject.record.checklists]
    questions = subject.count("{n} question", "{n} questions", subject.score.completeness.visible)
    return keeping(finished(led_by(listed(titles), questions)), *titles)


def _team(subject: Subject) -> str:
    _ = subject.say
    who = _("{name} (auditor).").format(name=subject.auditor) if subject.auditor else _("Not stated.")
    if subject.mystery:
        return in_a_row([who, _("A mystery visit: the site was not told, and there was no closing meeting.")])
    with_whom = subject.fact("participants")
    return in_a_row([who, _("Participants: {names}.").format(names=with_whom)]) if with_whom else who


def _criteria(subject: Subject) -> str:
    stated = subject.fact("criteria")
    titles = [subject.title(one.id) for one in subject.record.checklists]
    lists = clauses(
        bracketed(f"{title} {one.version}", f"sha256 {one.hash[:12]}…")
        for title, one in zip(titles, subject.record.checklists, strict=True)
    )
    return keeping(f"{stated}\n{lists}" if stated else lists, *titles)


def _method(subject: Subject) -> str:
    _ = subject.say
    measured = sum(item.grade == "measured" for item in subject.record.projection.items.values())
    photos = sum(len(subject.view.item(slot.path).evidence) for slot in subject.view.slots)
    kinds = {
        "mystery": _("Unannounced visit as a customer."),
        "open": _("Announced visit with observation and interview."),
        "phone": _("Test calls as a customer."),
        "delivery": _("Test order and delivery as a customer."),
    }
    parts = [kinds.get(subject.record.kind, "")]
    if measured:
        parts.append(subject.count("{n} value measured.", "{n} values measured.", measured))
    if photos:
        parts.append(subject.count("{n} piece of evidence.", "{n} pieces of evidence.", photos))
    return in_a_row(parts)


def _moves(subject: Subject) -> tuple[Fact, ...]:
    """That the audit went on with newer checklists: when, from what to what, and what was set aside then."""
    _ = subject.say
    said = []
    for one in moves(subject.record):
        moved = _("{checklist} was moved from version {old} to {new} on {day}.").format(
            checklist=subject.title(one.checklist),
            old=one.old.version,
            new=one.new.version,
            day=day_words(local(one.wall, subject.zone).date().isoformat()),
        )
        if one.aside:
            labels = listed(subject.label(path) for path in one.aside)
            aside = _("Answers that were set aside, because the newer version does not take them: {labels}.")
            moved = in_a_row([moved, aside.format(labels=labels)])
        else:
            moved = in_a_row([moved, _("Every answer was kept.")])
        said.append(moved)
    return (Fact(_("Newer checklists"), "\n".join(said)),) if said else ()


def signatures(subject: Subject) -> tuple[Signature, ...]:
    """Who signs: the auditor, the site for having received it, a supervisor."""
    _ = subject.say
    line = _("Signature and date")
    site = _("Received by the site") if subject.mystery else _("For the site")
    name, day = verified_by(subject)
    verified = _("Verified on {day}").format(day=day_words(day)) if day else line
    return (
        Signature(_("Auditor"), subject.auditor, line),
        Signature(site, "", line),
        Signature(_("Supervisor"), name, verified),
    )


def matrix(subject: Subject) -> tuple[MatrixRow, ...]:
    """Where each item of ISO 19011:2018, 6.5.1, stands in the report."""
    _ = subject.say
    scope, closing = _("Scope, method and limits"), _("Conclusion and sign-off")
    standards, findings = _("Compliance by standard"), _("Non-conformities and evidence")
    summary, answers = _("Summary"), _("All answers")
    seen = (findings, "findings") if subject.findings else (answers, "answers")
    criteria = (
        (scope, "scope") if subject.aborted or not subject.score.standards else (standards, "standards")
    )
    return tuple(
        MatrixRow(letter, asks, *where)
        for letter, asks, where in (
            ("a", _("the audit objectives"), (scope, "scope")),
            ("b", _("the audit scope"), (scope, "scope")),
            ("c", _("the audit client"), (scope, "scope")),
            ("d", _("the audit team and the participants"), (scope, "scope")),
            ("e", _("dates and places"), (scope, "scope")),
            ("f", _("the audit criteria"), criteria),
            ("g", _("the findings and their evidence"), seen),
            ("h", _("the conclusions"), (closing, "conclusion")),
            ("i", _("the degree to which the criteria are fulfilled"), (summary, "summary")),
            ("j", _("unresolved diverging opinions"), (scope, "scope")),
            ("k", _("that an audit is a sample, with the risk that follows"), (scope, "scope")),
        )
    )


def integrity(subject: Subject, *, attached: bool = True) -> Integrity:
    """The record as it is attached, and the counts that are printed beside its fingerprint."""
    record = subject.record
    used = {c for event in record.events for c in (event.value, event.old, event.reason) if c}
    published = len(bundle(record)["values"])
    return Integrity(
        audit=record.header.id,
        attachment=audit_json(record),
        head=record.projection.head,
        events=len(record.events),
        published=published,
        withheld=len(used) - published,
        warnings=_clock_warnings(subject),
        attached=attached,
    )


def _clock_warnings(subject: Subject) -> tuple[str, ...]:
    """Where the clock went back within one run of the program."""
    _, warnings = subject.say, []
    events = subject.record.events
    for before, after in pairwise(events):
        if before.run == after.run and after.wall < before.wall:
            warnings.append(
                _("The clock went back by {seconds} s before event {event}.").format(
                    seconds=-(-(before.wall - after.wall) // 1000), event=after.seq
                )
            )
    return tuple(warnings[:5])
