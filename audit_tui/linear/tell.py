"""What is said of a question, of an answer and of the whole audit, in words only. Asks nothing, changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from audit_tui.model.audit import State
from audit_tui.model.text import pick
from audit_tui.phrases.numbers import duration_words, percent_figure
from audit_tui.phrases.scoring import ScoreWords
from audit_tui.phrases.standards import law_words
from audit_tui.rules.estimates import hangs_on_estimate
from audit_tui.rules.laps import seconds
from audit_tui.rules.repair import way_of
from audit_tui.rules.routing import Slot
from audit_tui.rules.trace import explain_question
from audit_tui.session import AuditSession
from audit_tui.tui import cards
from audit_tui.tui.talk import _, language, plural, words
from audit_tui.tui.words import (
    calc_words,
    critical_words,
    failed_paths,
    grade_word,
    owed_word,
    owed_words,
    photo_owed_word,
    said,
    state_name,
    state_word,
)


def question(session: AuditSession, slot: Slot) -> Iterator[str]:
    """The card of a question, line by line."""
    checklist, asked = session.checklist(slot.checklist), slot.question
    place = f"{pick(checklist.title, language())}, {pick(slot.section.title, language())}"
    if slot.instance is not None and slot.repeat is not None:
        place += f", {pick(slot.repeat.text, language())} {slot.instance.index}"
    if slot.is_asked:
        peers = [one for one in session.slots if one.is_asked and one.checklist == slot.checklist]
        at = next(at for at, one in enumerate(peers, 1) if one.path == slot.path)
        yield _("Question {at} of {of}. {place}.").format(at=at, of=len(peers), place=place)
    else:
        yield f"{place}."
    yield pick(asked.text, language())
    if asked.help:
        yield pick(asked.help, language())
    yield from _marks(session, slot)
    yield from _standard(session, slot)
    yield from _choices(session, slot)


def _marks(session: AuditSession, slot: Slot) -> Iterator[str]:
    item, asked = session.item(slot.path), slot.question
    marks = []
    if slot.is_asked:
        if asked.critical is not None:
            marks.append(_("critical"))
        if not slot.required:
            marks.append(_("optional"))
        if getattr(asked, "neutral", False):
            marks.append(_("asked only, not scored"))
        if item.flagged:
            marks.append(_("flagged"))
        if item.photo_owed is not None:
            marks.append(photo_owed_word(session, slot))
    if marks:
        yield _("It is: {marks}.").format(marks=", ".join(marks))
    if slot.is_asked and session.state(slot.path) is not State.OPEN:
        yield answer(session, slot)
    elif asked.type == "calc":
        yield _("Computed: {value}.").format(value=calc_words(session, slot))
    if item.note:
        yield _("Note: {text}").format(text=item.note)
    if item.private_note:
        yield _("Private note: {text}").format(text=item.private_note)
    if item.evidence:
        yield plural(
            "{count} photo or file attached.", "{count} photos or files attached.", len(item.evidence)
        )
    for action in item.actions:
        yield _("Corrective action: {what}").format(what=action.what)


def _standard(session: AuditSession, slot: Slot) -> Iterator[str]:
    checklist, asked = session.checklist(slot.checklist), slot.question
    code = getattr(asked, "standard", None)
    standard = checklist.standards.get(code) if code else None
    if standard is not None:
        law = law_words(standard, session.record.header.site.jurisdiction, language(), _)
        figure = law or pick(standard.figure, language())
        told = pick(standard.text, language()).rstrip(".")
        yield _("Standard {code}: {text}.").format(code=code, text=f"{told} ({figure})" if figure else told)
    meets = cards.meets_words(checklist, asked, session.layouts[slot.checklist].lookup(slot))
    if meets:
        yield _("Counts as met: {what}.").format(what=meets.rstrip("."))


def _choices(session: AuditSession, slot: Slot) -> Iterator[str]:
    asked, manner = slot.question, cards.manner(slot.question)
    for option in cards.options(session.checklist(slot.checklist), asked):
        yield f"{option.code}. {option.label}" if option.label else option.code
    if manner == "repeat":
        rounds = session.record.projection.instances.get(slot.path, [])
        yield plural("There is {count} round.", "There are {count} rounds.", len(rounds))
    yield how(slot)


def how(slot: Slot) -> str:
    """How this question is answered, in a sentence."""
    asked, manner = slot.question, cards.manner(slot.question)
    by_type = {
        "count": _("Type a number; /c counts one more."),
        "stopwatch": _("Type a time as 95 or 1:35, or /t to start the stopwatch and /t to stop it."),
        "date": _("Type a date as 2026-11-18, or now."),
        "time": _("Type a time as 10:31, or now."),
        "datetime": _("Type date and time as 2026-11-18 10:31, or now."),
        "signature": _("Type the name in place of a signature."),
        "nps": _("Type a number from {low} to 10.").format(low=getattr(asked, "min", 0)),
    }
    by_manner = {
        "choose": _("Type the number of one of them."),
        "tick": _("Type the numbers of all that apply, with spaces between; a hyphen for none."),
        "write": _("Type the text; a line with nothing but a full stop ends it."),
        "attach": _("Type the path of a photo or file."),
        "read": _("Enter goes on."),
        "repeat": _("Type a number to go into a round, 0 for a new one, Enter to go on."),
    }
    told = by_type.get(asked.type) or by_manner.get(manner, "")
    if asked.type == "number":
        told = _("Type a number: {range}. A tilde before it says that it is estimated.").format(
            range=cards.field_hint(asked)
        )
    if not told:
        told = _("Type the answer.")
    if getattr(asked, "allow_na", False):
        told += " " + _("/x says that it does not apply.")
    return told


def running(session: AuditSession) -> Iterator[str]:
    """Each stopwatch that runs, the one that was started last first."""
    for path in session.running():
        elapsed = session.elapsed(path) or 0
        told = _("The stopwatch of question {number} runs: {time}.")
        at = next(at for at, slot in enumerate(session.slots, 1) if slot.path == path)
        yield told.format(number=at, time=duration_words(seconds(elapsed)))


def answer(session: AuditSession, slot: Slot) -> str:
    """What has been said, and what it earned and why."""
    words_of, grade = said(session, slot).rstrip("."), session.item(slot.path).grade
    if grade is not None and slot.question.type in cards.FIGURES:
        words_of = f"{words_of} ({grade_word(grade)})"
    told = _("Answered: {answer}.").format(answer=words_of)
    trace = explain_question(session, slot.path) if session.state(slot.path) is State.ANSWERED else None
    if trace is None or (not trace.score.points and not trace.score.failed) or trace.score.missing:
        return told
    if trace.score.state not in ("answered", "neutral"):
        return told
    return f"{told} {ScoreWords(session, language(), words()).short(trace)}".strip()


def outline(session: AuditSession) -> Iterator[str]:
    """All questions with their state in a word, numbered for `/g`."""
    failed = failed_paths(session)
    numbered = list(enumerate(session.slots, 1))
    for _key, group in groupby(numbered, key=lambda one: (one[1].checklist, one[1].section.id)):
        members = list(group)
        first = members[0][1]
        title = f"{pick(session.checklist(first.checklist).title, language())}, "
        title += pick(first.section.title, language())
        progress = session.progress([slot for _at, slot in members])
        yield _("{title}: {answered} of {total} answered").format(
            title=title, answered=progress.answered, total=progress.total
        )
        for at, slot in members:
            yield f"{at}. {line(session, slot, failed)}"


def line(session: AuditSession, slot: Slot, failed: set[str]) -> str:
    """A question with its state, in a line."""
    round_ = f"{slot.instance.index}. " if slot.instance is not None else ""
    flagged = f", {_('flagged')}" if session.item(slot.path).flagged else ""
    state = state_word(state_name(session, slot, failed))
    return f"{round_}{pick(slot.question.text, language())} ({state}{flagged})"


def summary(session: AuditSession) -> Iterator[str]:
    """How far the audit is, its provisional score, and what is open, failed and owed."""
    progress = session.progress()
    yield _("{answered} of {total} questions are answered.").format(
        answered=progress.answered, total=progress.total
    )
    yield from score(session)
    yield from running(session)
    failed = failed_paths(session)
    asked = [slot for slot in session.slots if slot.is_asked]
    open_ = [slot for slot in asked if not slot.required and session.state(slot.path) is State.OPEN]
    groups: list[tuple[str, list[Slot]]] = [
        (_("Required and open:"), session.open_required()),
        (_("Open, may stay open:"), open_),
        (_("Failed:"), [slot for slot in session.slots if slot.path in failed]),
        (_("Flagged:"), [slot for slot in session.slots if session.item(slot.path).flagged]),
        (_("Estimated near the limit:"), [slot for slot in asked if hangs_on_estimate(session, slot)]),
        (_("More times are to be taken:"), [slot for slot in asked if session.laps_left(slot)]),
        (_("Photos owed:"), session.photos_owed()),
    ]
    for title, slots in groups:
        if slots:
            yield title
            for slot in slots:
                at = session.slots.index(slot) + 1
                owed_since = f" ({photo_owed_word(session, slot)})" if title == _("Photos owed:") else ""
                critical = getattr(slot.question, "critical", None) is not None and slot.path in failed
                mark = f" ({_('critical')})" if critical else owed_since
                yield f"{at}. {pick(slot.question.text, language())}{mark}"
    if left := len(session.undeclared()):
        told = plural(
            "{count} photo is still to be declared.", "{count} photos are still to be declared.", left
        )
        yield f"{told} {_('/declare asks for each.')}"
    owed = session.owed()
    if owed:
        yield _("Failed items still ask for: {what}.").format(what=owed_words(owed))
        for each in owed:
            slot = session.slot(each.path)
            at = session.slots.index(slot) + 1
            yield f"{at}. {owed_word(each)}: {pick(slot.question.text, language())}"


def score(session: AuditSession) -> Iterator[str]:
    """The score in words: provisional while the audit is open."""
    found, facts = session.score(), session.record.projection.facts
    if facts.get("outcome") == "aborted":
        yield _("Visit aborted: {why}. There is no score.").format(why=facts.get("abort_reason") or "")
        return
    percent = found.percent if found.state == "scored" else found.provisional_percent
    if percent is None:
        yield _("No score yet: nothing that earns points is answered.")
    elif session.is_open:
        yield _("Provisional score {percent} %, over what is answered so far.").format(
            percent=percent_figure(percent)
        )
    else:
        verdict = {True: _("passed"), False: _("not passed"), None: _("no verdict")}[found.passed]
        yield _("Score {percent} %: {verdict}.").format(percent=percent_figure(percent), verdict=verdict)
    if found.critical_failed:
        yield critical_words(found.critical_failed)
    if found.na_warning and found.na_share is not None:
        yield _("{percent} % of the scored questions are N/A; that is many.").format(
            percent=percent_figure(found.na_share)
        )
    if found.passed is False and found.state == "scored":
        yield ScoreWords(session, language(), words()).way(way_of(session))
        yield _("/why tells how the score comes about.")
