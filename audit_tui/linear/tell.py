"""What is said of a question, of an answer and of the whole audit, in words only. Asks nothing, changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Final

from audit_tui.linear.dates import with_example
from audit_tui.linear.voice import aloud
from audit_tui.locale_format import bracketed, finished, listed
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
from audit_tui.rules.view import AuditView
from audit_tui.session import AuditSession
from audit_tui.tui import cards
from audit_tui.tui.keyboard import latin
from audit_tui.tui.talk import _, language, later_in, plural, words
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

_SHOWN: Final = 3
"""So many of a group the summary tells one by one; of more, their number."""
_WRITTEN: Final = ("text", "signature")
"""Types whose answer was typed as it stands; it is not said back."""

New = Callable[[str], bool]
"""Whether something is met for the first time in this sitting, so that it is explained."""


def numbers(view: AuditView) -> dict[str, int]:
    """The number of each question, over the whole audit; what takes no answer has none."""
    asked = [slot for slot in view.slots if slot.is_asked]
    return {slot.path: at for at, slot in enumerate(asked, 1)}


def path_numbered(view: AuditView, typed: str) -> str | None:
    """The path of the question that has the number typed; None where none has it."""
    return next((path for path, at in numbers(view).items() if str(at) == typed), None)


def numbered(numbers_of: dict[str, int], slot: Slot) -> str:
    """The words of a question, after its number where it has one."""
    at, text = numbers_of.get(slot.path), pick(slot.question.text, language())
    return f"{at}. {text}" if at else text


def place(session: AuditSession, slot: Slot) -> str:
    """Checklist, section and round of a question."""
    checklist = session.checklist(slot.checklist)
    parts = [pick(checklist.title, language()), pick(slot.section.title, language())]
    if slot.instance is not None and slot.repeat is not None:
        parts.append(f"{pick(slot.repeat.text, language())} {slot.instance.index}")
    return finished(listed(parts))


def question(session: AuditSession, slot: Slot, new: New, *, full: bool = False) -> Iterator[str]:
    """The card of a question, line by line, in the order in which it is needed: what is asked, what is known, what
    can be answered. How that is typed is told where it is `new`; `full` tells that and the standard always."""
    asked, numbers_of = slot.question, numbers(session)
    text = pick(asked.text, language())
    if at := numbers_of.get(slot.path):
        text = f"{_('{at} of {of}').format(at=at, of=len(numbers_of))}. {text}"
    yield text
    yield from _marks(session, slot, full=full)
    if asked.help:
        yield pick(asked.help, language())
    yield from _choices(session, slot)
    if told := how(slot, new, full=full):
        yield told
    yield from _standard(session, slot, full=full)


def _marks(session: AuditSession, slot: Slot, *, full: bool) -> Iterator[str]:
    item, asked = session.item(slot.path), slot.question
    marks = []
    if slot.is_asked:
        if asked.critical is not None:
            marks.append(_(later_in("question", "critical")))
        if not slot.required:
            marks.append(_("optional"))
        if getattr(asked, "neutral", False):
            marks.append(_("asked only, not scored"))
        if item.flagged:
            marks.append(_("flagged"))
        if item.photo_owed is not None:
            marks.append(photo_owed_word(session, slot))
    if marks:
        yield finished(listed(marks).capitalize())
    asked_again = session.record.projection.review.remarks.get(slot.path, "")
    if session.is_correction and asked_again:
        yield _("Returned: {words}").format(words=asked_again)
    if slot.is_asked and session.state(slot.path) is not State.OPEN:
        yield answer(session, slot, why=full)
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


def _standard(session: AuditSession, slot: Slot, *, full: bool) -> Iterator[str]:
    """The standard, and what counts as met; of the latter alone what the words of the question do not say."""
    checklist, asked = session.checklist(slot.checklist), slot.question
    code = getattr(asked, "standard", None)
    standard = checklist.standards.get(code) if code and full else None
    if standard is not None:
        law = law_words(standard, session.record.header.site.jurisdiction, language(), _)
        figure = law or pick(standard.figure, language())
        told = pick(standard.text, language()).rstrip(".。")
        yield _("Standard {code}: {text}.").format(
            code=code, text=bracketed(told, figure) if figure else told
        )
    telling = full or asked.type in cards.FIGURES or getattr(asked, "good", "yes") == "no"
    meets = cards.meets_words(checklist, asked, session.layouts[slot.checklist].lookup(slot))
    if meets and telling:
        yield _("Counts as met: {what}.").format(what=aloud(meets.rstrip(".。")))


def _choices(session: AuditSession, slot: Slot) -> Iterator[str]:
    asked, manner = slot.question, cards.manner(slot.question)
    offered = cards.options(session.checklist(slot.checklist), asked)
    if len(offered) > 2 and not any(one.label for one in offered[1:-1]):
        # Steps without words are one range; each would be a line of its own to hear.
        low, high = (
            f"{one.code}, {one.label}" if one.label else one.code for one in (offered[0], offered[-1])
        )
        low += "," if offered[0].label else ""
        yield finished(_("{low} to {high}").format(low=low, high=high))
    elif asked.type == "yes_no":
        yield finished(listed(f"{one.code} {one.label}" for one in offered))
    else:
        for option in offered:
            yield f"{option.code}. {option.label}" if option.label else option.code
    if manner == "repeat":
        rounds = session.record.projection.instances.get(slot.path, [])
        yield plural("There is {count} round.", "There are {count} rounds.", len(rounds))
    if asked.type == "number":
        yield finished(cards.range_words(asked))


def how(slot: Slot, new: New, *, full: bool = False) -> str:
    """How this question is answered, as far as that is `new`, or all of it; empty where it is known."""
    asked, manner = slot.question, cards.manner(slot.question)
    by_type = {
        "yes_no": _("Type y or n, or the number."),
        "number": _("Type a number; a tilde before it says that it is estimated."),
        "count": _("Type a number; /c counts one more."),
        "stopwatch": _("Type a time as 95 or 1:35, or /t to start the stopwatch and /t to stop it."),
        "date": with_example(_("Type a date as {example}, or now.")),
        "time": _("Type a time as 10:31, or now."),
        "datetime": with_example(_("Type date and time as {moment}, or now.")),
        "signature": _("Type the name in place of a signature."),
    }
    by_manner = {
        "choose": _("Type the number of one of them."),
        "tick": _("Type the numbers of all that apply, with spaces between; a hyphen for none."),
        "write": _("Type the text; a line with nothing but a full stop ends it."),
        "attach": _("Type the path of a photo or file."),
        "read": _("Enter goes on."),
        "repeat": _("Type a number to go into a round, 0 for a new one, Enter to go on."),
    }
    kind = asked.type if asked.type in by_type else manner
    told = []
    if new(kind) or full:
        told.append(by_type.get(asked.type) or by_manner.get(manner) or _("Type the answer."))
    if getattr(asked, "allow_na", False) and (new("na") or full):
        told.append(_("/x says that it does not apply."))
    return " ".join(told)


def running(session: AuditSession) -> Iterator[str]:
    """Each stopwatch that runs, the one that was started last first."""
    numbers_of = numbers(session)
    for path in session.running():
        elapsed = session.elapsed(path) or 0
        told = _("The stopwatch of question {number} runs: {time}.")
        yield told.format(number=numbers_of[path], time=duration_words(seconds(elapsed)))


def answer(session: AuditSession, slot: Slot, *, why: bool = False) -> str:
    """What has been said, and what it earned; `why` tells always by which rule."""
    return _("Answered: {answer}.").format(answer=_answered(session, slot, why=why))


def saved(session: AuditSession, slot: Slot) -> str:
    """That an answer is saved, and what it was taken for and earned; nothing more of what was typed in words."""
    if slot.question.type in _WRITTEN and session.state(slot.path) is State.ANSWERED:
        return _("Saved.")
    return _("Saved: {answer}.").format(answer=_answered(session, slot))


def _said(session: AuditSession, slot: Slot) -> str:
    """What was said, in words; a step of a scale by itself, as the scale was told with the question."""
    if slot.question.type in ("scale", "nps") and session.state(slot.path) is State.ANSWERED:
        value = str(session.item(slot.path).value)
        offered = cards.options(session.checklist(slot.checklist), slot.question)
        label = next((one.label for one in offered if one.value == value), "")
        return f"{value}, {label}" if label and value not in label else label or value
    return said(session, slot).rstrip(".。")


def _answered(session: AuditSession, slot: Slot, *, why: bool = False) -> str:
    words_of, grade = _said(session, slot), session.item(slot.path).grade
    figure = slot.question.type in cards.FIGURES
    if grade is not None and figure:
        words_of = bracketed(words_of, grade_word(grade))
    trace = explain_question(session, slot.path) if session.state(slot.path) is State.ANSWERED else None
    if trace is None or (not trace.score.points and not trace.score.failed) or trace.score.missing:
        return words_of
    if trace.score.state not in ("answered", "neutral"):
        return words_of
    told = ScoreWords(session, language(), words())
    # Of a choice its own words are the reason; that a figure is within its limit needs none.
    short_of = figure and trace.score.got < trace.score.points
    if why or short_of or trace.delight or not trace.score.points:
        return f"{words_of}, {told.short(trace)}".rstrip(".")
    return f"{words_of}, {told.points(trace)}"


def outline(session: AuditSession, wanted: str = "") -> Iterator[str]:
    """The questions of the section at hand, numbered for `/g`; of the other sections and checklists how far they are.

    `wanted` tells the questions of all of them (`all`), or those in which its words stand.
    """
    failed, numbers_of = failed_paths(session), numbers(session)
    if wanted and latin(wanted.casefold()) not in ("all", _("all")):
        found = session.search(wanted)
        yield f"{plural('{count} question', '{count} questions', len(found))}:"
        for slot in found:
            yield line(session, slot, failed, numbers_of)
        return
    cursor = session.slot(session.cursor) if session.cursor else None
    here = _section(cursor) if cursor is not None and not wanted else None
    for key, group in groupby(
        session.slots,
        key=lambda slot: _section(slot) if not here or slot.checklist == here[0] else (slot.checklist, ""),
    ):
        members = list(group)
        title = pick(session.checklist(key[0]).title, language())
        if key[1]:
            title = listed([title, pick(members[0].section.title, language())])
        progress = session.progress(members)
        told = _("{title}: {answered} of {total} answered").format(
            title=title, answered=progress.answered, total=progress.total
        )
        first = next((numbers_of[slot.path] for slot in members if slot.is_asked), 0)
        yield f"{first}. {told}" if first else told
        if wanted or key == here:
            for slot in members:
                yield line(session, slot, failed, numbers_of)
    if not wanted:
        yield _("/l all tells the questions of all, /l and words those with these words.")


def _section(slot: Slot) -> tuple[str, str]:
    return slot.checklist, slot.section.id


def line(session: AuditSession, slot: Slot, failed: set[str], numbers_of: dict[str, int]) -> str:
    """A question with its number, its round and its state, in a line."""
    told = numbered(numbers_of, slot)
    if slot.instance is not None and slot.repeat is not None:
        told += f", {pick(slot.repeat.text, language())} {slot.instance.index}"
    flagged = f", {_('flagged')}" if session.item(slot.path).flagged else ""
    return f"{told} ({state_word(state_name(session, slot, failed))}{flagged})"


def summary(session: AuditSession, *, whole: bool = False) -> Iterator[str]:
    """How far the audit is, its provisional score, and what is open, failed and owed: of each a few, or the `whole`."""
    progress = session.progress()
    yield _("{answered} of {total} questions are answered.").format(
        answered=progress.answered, total=progress.total
    )
    yield from score(session)
    yield from running(session)
    failed, numbers_of = failed_paths(session), numbers(session)
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
    most = len(session.slots) if whole else _SHOWN
    for title, slots in groups:
        if slots:
            yield f"{title} {len(slots)}"
        for slot in slots[:most]:
            owed_since = f" ({photo_owed_word(session, slot)})" if title == _("Photos owed:") else ""
            critical = getattr(slot.question, "critical", None) is not None and slot.path in failed
            mark = f" ({_('critical')})" if critical else owed_since
            yield f"{numbered(numbers_of, slot)}{mark}"
        yield from _more(len(slots) - most)
    if left := len(session.undeclared()):
        told = plural(
            "{count} photo is still to be declared.", "{count} photos are still to be declared.", left
        )
        yield f"{told} {_('/declare asks for each.')}"
    owed = session.owed()
    if owed:
        yield _("Failed items still ask for: {what}.").format(what=owed_words(owed))
        for each in owed[:most]:
            yield f"{owed_word(each)}: {numbered(numbers_of, session.slot(each.path))}"
        yield from _more(len(owed) - most)


def _more(left: int) -> Iterator[str]:
    if left > 0:
        yield _("and {count} more; /s all tells them.").format(count=left)


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
        texts = {slot.label: pick(slot.question.text, language()).rstrip(".?。？") for slot in session.slots}
        yield critical_words(tuple(texts.get(label, label) for label in found.critical_failed))
    if found.na_warning and found.na_share is not None:
        yield _("{percent} % of the scored questions are N/A; that is many.").format(
            percent=percent_figure(found.na_share)
        )
    if found.passed is False and found.state == "scored":
        yield ScoreWords(session, language(), words()).way(way_of(session))
        yield _("/why tells how the score comes about.")
