"""What the report says about standards and non-conformities: rows, cards, photos and actions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from audit_tui.locale_format import bracketed, clauses, in_a_row, led_by, listed
from audit_tui.model.audit import Action, Cause, Evidence
from audit_tui.model.standard import Standard
from audit_tui.phrases.causes import cause_words
from audit_tui.phrases.standards import authority_words, law_words, replaced_words
from audit_tui.reports.content import (
    ActionRow,
    Fact,
    NonConformity,
    Photo,
    Pointer,
    StandardGroup,
    StandardRow,
    Status,
)
from audit_tui.reports.foreign import keeping, shortened, without_stop
from audit_tui.reports.subject import Subject
from audit_tui.reports.words import DASH, FIRM, day_words, percent_words, points_words
from audit_tui.rules import compliance
from audit_tui.rules.results import StandardResult
from audit_tui.rules.routing import Slot

NAMED = 3
"""Critical failures that the verdict names."""
FIRST = 4
"""Entries of "act on these first" and of "what went well" at most."""


def anchor_of(full_id: str) -> str:
    """The place in the report of the standard `phone/PH-01`."""
    return f"std-{full_id.replace('/', '-')}"


def standards_met(subject: Subject, checklist_id: str | None) -> tuple[int, int, int]:
    """Expected standards that are met, that were assessed, and that were not, of one checklist or of all."""
    counted = [
        result
        for result in subject.score.standards
        if result.kind == "expected" and (checklist_id is None or result.id.startswith(f"{checklist_id}/"))
    ]
    assessed = [result for result in counted if result.status != "not_assessed"]
    met = sum(result.status == "met" for result in assessed)
    return met, len(assessed), len(counted) - len(assessed)


def standard_groups(subject: Subject) -> tuple[StandardGroup, ...]:
    """Every standard, by checklist; nothing where the visit was broken off."""
    if subject.aborted:
        return ()
    number_of = {finding.standard: finding for finding in subject.findings if finding.standard}
    groups = []
    for score in subject.score.checklists:
        rows = []
        for result in subject.score.standards:
            standard = subject.standard(result.id)
            if not result.id.startswith(f"{score.id}/") or standard is None:
                continue
            finding = number_of.get(result.id)
            status, word = _standard_result(subject, result, finding)
            rows.append(
                StandardRow(
                    code=subject.code(result.id),
                    anchor=anchor_of(result.id),
                    requirement=subject.pick(standard.text),
                    figure=_law(subject, standard) or subject.pick(standard.figure),
                    kind=subject.say("delight") if result.kind == "delight" else subject.say("expected"),
                    status=status,
                    result=word,
                    points=points_words(result.got, result.max) if result.observations else DASH,
                    finding=finding.number if finding else "",
                )
            )
        if rows:
            title = subject.title(score.id)
            limits = [limit for limit in (score.target, score.pass_from) if limit is not None]
            groups.append(StandardGroup(title, percent_words(score.percent, *limits), tuple(rows)))
    return tuple(groups)


def _standard_result(
    subject: Subject, result: StandardResult, finding: compliance.NonConformity | None
) -> tuple[Status, str]:
    _ = subject.say
    standard = subject.standard(result.id)
    if standard is not None and not standard.applies:
        return "na", _("Does not apply")
    if finding is not None and finding.severity == "critical":
        return "critical", _("Critical")
    if result.kind == "delight":
        if result.status == "met":
            return "pass", _("Given")
        answered = any(subject.questions[path].state == "answered" for path in result.questions)
        return "na", _("Not given") if answered else _("Not assessed")
    words: dict[str, tuple[Status, str]] = {
        "met": ("pass", _("Met")),
        "partly": ("minor", _("Partly met")),
        "not_met": ("major", _("Not met")),
    }
    return words.get(result.status, ("na", _("Not assessed")))


def _law(subject: Subject, standard: Standard) -> str:
    """What the law of the site asks, with its source; empty where the standard has no table for it."""
    words = law_words(standard, subject.record.header.site.jurisdiction, subject.language, subject.say)
    named = [
        table.source or standard.source for by_law in standard.tables.values() for table in by_law.values()
    ]
    return keeping(words, *(subject.pick(each) for each in named))


def _authority(subject: Subject, full_id: str, standard: Standard) -> str:
    """Where the figure of a standard comes from, how binding it is, and what it replaced."""
    words = _law(subject, standard)
    if not words:
        words = authority_words(standard, subject.language, subject.say)
        words = keeping(words, subject.pick(standard.source))
    replaced = subject.replaced(full_id)
    if not replaced:
        return words
    told = replaced_words(replaced, subject.language, subject.say)
    return keeping(f"{words} · {told}", words, *(subject.pick(each.by) for each in replaced))


def sources(subject: Subject) -> tuple[Fact, ...]:
    """What binding standards rest on, each source once with its codes; custom needs no proof on paper."""
    codes: dict[str, list[str]] = {}
    for result in subject.score.standards:
        standard = subject.standard(result.id)
        if standard is None or subject.aborted:
            continue
        bound = standard.source and standard.grade != "custom"
        if not bound and not subject.replaced(result.id):
            continue
        codes.setdefault(_authority(subject, result.id, standard), []).append(subject.code(result.id))
    return tuple(Fact(listed(found), source) for source, found in codes.items())


def _photo(subject: Subject, slot: Slot, evidence: Evidence, tag: str) -> Photo:
    words = evidence.caption or subject.asked(slot)
    caption = keeping(" · ".join(part for part in (subject.taken(evidence), words) if part), words)
    masks = subject.item(slot).declared.get(evidence.id)
    return Photo(tag, caption, evidence.sha256, subject.blobs(evidence.sha256), masks)


def further_photos(subject: Subject, tags: Mapping[str, str]) -> tuple[Photo, ...]:
    """Photos that belong to no finding."""
    return tuple(
        _photo(subject, slot, evidence, tags[evidence.id])
        for slot in subject.view.slots
        if slot.path not in subject.finding_of
        for evidence in subject.item(slot).evidence
        if evidence.kind == "photo"
    )


def finding_cards(subject: Subject, tags: Mapping[str, str]) -> tuple[NonConformity, ...]:
    """A card for each non-conformity."""
    return tuple(_card(subject, finding, tags) for finding in subject.findings)


def _card(subject: Subject, finding: compliance.NonConformity, tags: Mapping[str, str]) -> NonConformity:
    _ = subject.say
    slots = [subject.view.slot(path) for path in finding.questions]
    standard = subject.standard(finding.standard)
    words = {"critical": _("critical"), "major": _("major"), "minor": _("minor")}
    actions = [action for slot in slots for action in subject.item(slot).actions]
    owner, due = _who_and_when(subject, actions, standard)
    photos = [
        _photo(subject, slot, evidence, tags[evidence.id])
        for slot in slots
        for evidence in subject.item(slot).evidence
        if evidence.kind == "photo"
    ]
    reasons = [
        subject.pick(slot.question.critical.reason)
        for slot in slots
        if slot.question.critical is not None and subject.questions[slot.path].critical_failed
    ]
    return NonConformity(
        number=finding.number,
        title=_title(subject, finding, slots, standard),
        severity=finding.severity,
        severity_word=words[finding.severity],
        code=subject.code(finding.standard),
        standard=anchor_of(finding.standard) if finding.standard else "",
        touchpoint=subject.title(finding.checklist),
        requirement=_requirement(subject, finding.standard, standard)
        if standard and finding.standard
        else "",
        observed=tuple(_observed(subject, slot) for slot in slots),
        notes=tuple(item.note for item in map(subject.item, slots) if item.note),
        effect=subject.pick(standard.effect) if standard else "",
        root_cause=listed(cause_words(cause, _) for cause in causes_of(subject, finding)) or None,
        owner=owner,
        due=due,
        critical_reason=keeping(in_a_row(reasons), *reasons),
        photos=tuple(photos),
    )


def causes_of(subject: Subject, finding: compliance.NonConformity) -> tuple[Cause, ...]:
    """The root causes recorded with the actions of a finding, each once; none unless the visit was an open one."""
    if not subject.record.asks_cause:
        return ()
    actions = [
        action for path in finding.questions for action in subject.item(subject.view.slot(path)).actions
    ]
    return tuple(dict.fromkeys(action.cause for action in actions if action.cause is not None))


def _title(
    subject: Subject, finding: compliance.NonConformity, slots: list[Slot], standard: Standard | None
) -> str:
    _ = subject.say
    if standard is None:
        return _said(subject, slots[0])
    words = subject.pick(standard.text)
    head = _("Met in part: {text}") if finding.severity == "minor" else _("Not met: {text}")
    return keeping(head.format(text=words), words)


def _requirement(subject: Subject, full_id: str, standard: Standard) -> str:
    figure, authority = subject.pick(standard.figure), _authority(subject, full_id, standard)
    if not figure or _law(subject, standard):
        return authority
    return keeping(bracketed(figure, authority), figure, authority)


def _observed(subject: Subject, slot: Slot) -> str:
    score = subject.questions[slot.path]
    if not score.points:
        return _said(subject, slot)
    points = points_words(score.got, score.points).replace(" ", FIRM)
    said = _said(subject, slot)
    return keeping(bracketed(said, points), said)


def _said(subject: Subject, slot: Slot) -> str:
    """Question and answer in one line."""
    question, answer = subject.asked(slot), subject.answer(slot)
    return keeping(led_by(question, answer), question, answer)


def _who_and_when(
    subject: Subject, actions: list[Action], standard: Standard | None
) -> tuple[str | None, str | None]:
    """Owner and due day; null (a line to fill in) where nobody has named them.

    On a mystery visit the owner is for the site to name, whatever the standard says.
    """
    owner: str | None = next((action.owner for action in actions if action.owner), None)
    due = next((day_words(action.due) for action in actions if action.due), None)
    if owner is None and not subject.mystery and standard is not None:
        owner = subject.pick(standard.owner) or None
    return (None if subject.mystery else owner), due


def critical_words(subject: Subject) -> str:
    """Which standards the critical failures concern; the first three by name."""
    _ = subject.say
    critical = [finding for finding in subject.findings if finding.severity == "critical"]
    named = [without_stop(_short(_plain_title(subject, finding))) for finding in critical[:NAMED]]
    words = _("Not met: {text}.").format(text=clauses(named))
    rest = len(critical) - NAMED
    if rest > 0:
        words = in_a_row([words, subject.count("And {n} more.", "And {n} more.", rest)])
    return keeping(words, *named)


def _plain_title(subject: Subject, finding: compliance.NonConformity) -> str:
    standard = subject.standard(finding.standard)
    if standard is not None:
        return subject.pick(standard.text)
    return subject.asked(subject.view.slot(finding.questions[0]))


def pointers(subject: Subject) -> tuple[Pointer, ...]:
    """The gravest findings, each with what was noted, or else asked and answered."""
    found = []
    for finding in subject.findings[:FIRST]:
        slots = [subject.view.slot(path) for path in finding.questions]
        note = next((subject.item(slot).note for slot in slots if subject.item(slot).note), "")
        seen = note or _said(subject, slots[0])
        title = without_stop(_title(subject, finding, slots, subject.standard(finding.standard)))
        found.append(Pointer(finding.severity, finding.number, title, _short(seen)))
    return tuple(found)


def _short(words: str, limit: int = 160) -> str:
    """The beginning of `words`, cut between two words."""
    if len(words) <= limit:
        return keeping(" ".join(words.split()), words)
    said = " ".join(words[: limit * 4].split())
    if len(said) > limit:
        said = said[:limit].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
    return shortened(words, said)


def what_went_well(subject: Subject) -> tuple[str, ...]:
    """Delights that were given, then the met standards that weigh most."""
    met = [result for result in subject.score.standards if result.status == "met"]
    met.sort(key=lambda result: (result.kind != "delight", -result.max))
    words = []
    for result in met[:FIRST]:
        standard = subject.standard(result.id)
        if standard is not None:
            said = without_stop(_short(subject.pick(standard.text)))
            words.append(keeping(bracketed(said, subject.code(result.id)), said))
    return tuple(words)


def action_rows(subject: Subject) -> tuple[ActionRow, ...]:
    """The actions that were asked for, then a line for each grave finding that has none yet."""
    _ = subject.say
    rows: list[tuple[Any, ...]] = []
    covered: set[str] = set()
    for slot in subject.view.slots:
        number = subject.finding_of.get(slot.path, "")
        for action in subject.item(slot).actions:
            covered.add(number)
            owner = None if subject.mystery else action.owner or None
            planned = bool(owner and action.due)
            due = day_words(action.due) if action.due else None
            rows.append((action.what, action.verify, number, owner, due, int(planned), True))
    for finding in subject.findings:
        if finding.severity == "minor" or finding.number in covered:
            continue
        slots = [subject.view.slot(path) for path in finding.questions]
        owner, due = _who_and_when(subject, [], subject.standard(finding.standard))
        question, restored = _short(subject.asked(slots[0])), _plain_title(subject, finding)
        verify = keeping(_("Verified by asking again: {question}").format(question=question), question)
        what = keeping(_("Restore: {text}").format(text=restored), restored)
        rows.append((what, verify, finding.number, owner, due, 0, False))
    return tuple(ActionRow(f"A-{number:02d}", *row) for number, row in enumerate(rows, start=1))
