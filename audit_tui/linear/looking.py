"""What is told when somebody asks: why this score, the history of a question, its standard. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit_tui.clock import iso
from audit_tui.errors import AuditError
from audit_tui.linear import tell
from audit_tui.linear.here import Here
from audit_tui.linear.voice import aloud
from audit_tui.model.site import Person
from audit_tui.model.text import pick
from audit_tui.phrases.experience import balance_sentence, balance_sum, balance_words, idle_words, slices
from audit_tui.phrases.insights import previous_words
from audit_tui.phrases.numbers import percent_figure
from audit_tui.phrases.scoring import ScoreWords
from audit_tui.phrases.standards import about_words, met_words
from audit_tui.reports.history import grade_words, op_words, told_in, why_words
from audit_tui.rules.comparison import compare
from audit_tui.rules.experience import experience
from audit_tui.rules.gathering import result_of
from audit_tui.rules.history import Entry
from audit_tui.rules.history import history as entries_of
from audit_tui.rules.repair import way_of
from audit_tui.rules.routing import Slot
from audit_tui.rules.standards import Listed, listed
from audit_tui.rules.trace import QuestionTrace, explain
from audit_tui.rules.view import AuditView
from audit_tui.store.results import result_before
from audit_tui.tui.talk import _, language, plural, words


def why(view: AuditView) -> Iterator[str]:
    """How the score comes about, from the visit down to the question, and the shortest way to pass."""
    trace, told = explain(view), ScoreWords(view, language(), words())
    if kept := told.kept():
        yield kept
    yield told.way(way_of(view))
    yield told.visit(trace)
    for checklist in trace.checklists:
        yield told.checklist(checklist)
        for section in checklist.sections:
            yield told.section(checklist.score.id, section)
            for question in section.questions:
                yield from _question(view, told, question)


def _question(view: AuditView, told: ScoreWords, trace: QuestionTrace) -> Iterator[str]:
    """A question that is answered; those that are open the summary names."""
    if trace.score.reason != "hidden" and not trace.score.reason.startswith("unanswered"):
        at = tell.numbers(view)[trace.score.path]
        text = told.text(trace)
        stop = "" if text.endswith(("?", ".", "!", "？", "。")) else ":"
        yield f"{at}. {text}{stop} {told.question(trace)}."


def history(view: AuditView, slot: Slot, people: Sequence[Person]) -> Iterator[str]:
    """Who said what at a question when, what stood there before, and why; the last entry first."""
    entries = entries_of(view.record, slot.path, people)
    if not entries:
        yield _("Nothing has been said here yet.")
        return
    yield plural("{count} entry, the last one first", "{count} entries, the last one first", len(entries))
    for entry in reversed(entries):
        yield _entry(view, slot, entry)


def _entry(view: AuditView, slot: Slot, entry: Entry) -> str:
    grade = grade_words(entry, _)
    what = f"{op_words(entry, _)} ({grade})" if grade else op_words(entry, _)
    parts = [f"{iso(entry.wall, entry.offset).replace('T', ' ')}: {what}, {entry.who or _('unknown')}"]
    for word, text in (
        (_("was"), told_in(view, slot.path, entry.old, language(), _)),
        (_("now"), told_in(view, slot.path, entry.new, language(), _)),
        (_("why"), why_words(entry, _)),
    ):
        if text:
            parts.append(f"{word}: {text}")
    if entry.private:
        parts.append(_("It never leaves this computer."))
    return "; ".join(parts)


def standards(view: AuditView, slot: Slot | None) -> Iterator[str]:
    """All about the standard of a question, with how it came out; without one, all standards of the audit."""
    shelf = [one for compiled in view.checklists for one in listed(compiled.checklist)]
    results = {one.id: one for one in view.score().standards}
    code = getattr(slot.question, "standard", None) if slot is not None else None
    wanted = f"{slot.checklist}/{code}" if slot is not None and code else ""
    one = next((each for each in shelf if each.id == wanted), None)
    if one is not None:
        yield from _standard(one, view)
        if one.standard.applies:
            yield f"{met_words(results[one.id].status, _).capitalize()}."
        return
    if not shelf:
        yield _("This audit has no standards.")
    for each in shelf:
        status = met_words(results[each.id].status, _) if each.standard.applies else _("does not apply")
        yield f"{each.id}: {pick(each.standard.text, language())} ({status})"


def missed(view: AuditView) -> Iterator[str]:
    """The standards that were not met or met in part, each in a line; nothing where all were."""
    results = {one.id: one for one in view.score().standards}
    shelf = [one for compiled in view.checklists for one in listed(compiled.checklist)]
    short = [one for one in shelf if results[one.id].status in ("not_met", "partly")]
    if any(results[one.id].kind == "expected" for one in short):
        yield f"{_('Standards not met')}:"
    for one in short:
        if results[one.id].kind == "expected":
            yield f"{one.id}: {pick(one.standard.text, language())} ({met_words(results[one.id].status, _)})"


def before(here: Here, view: AuditView) -> Iterator[str]:
    """How the score stands to that of the visit before; nothing where there was none, or it cannot be read."""
    try:
        found = result_before(here.workspace, here.store.rows(), view.record)
    except AuditError:
        # The comparison is an extra; what the audit itself holds is told anyway.
        return
    if found is not None:
        yield aloud(previous_words(compare(found, result_of(view)), _))


def _standard(one: Listed, view: AuditView) -> Iterator[str]:
    yield f"{one.id}: {pick(one.standard.text, language())}"
    if not one.standard.applies:
        yield _("Does not apply here: its questions are asked without being scored.")
    for label, value in about_words(one, view.record.header.site.jurisdiction, language(), _):
        yield f"{label}: {aloud(value)}"


def balance(view: AuditView) -> Iterator[str]:
    """The experience of the visit: positives against five times the negatives, and what they rest on."""
    seen = experience(view.checklists, view.score(), language())
    if seen.is_empty:
        yield _("Nothing was assessed yet that says anything of the experience.")
        return
    yield _("Balance {balance}: {sum}.").format(
        balance=balance_words(seen.balance, _), sum=balance_sum(seen.balance, _)
    )
    yield from (each for each in (balance_sentence(seen.balance, _), idle_words(seen, _)) if each)
    titles = {one.checklist.id: pick(one.checklist.title, language()) for one in view.checklists}
    for group in slices(seen, titles, _):
        yield f"{group.title}:"
        for row in group.rows:
            named = f"{row.title} ({row.explanation})" if row.explanation else row.title
            figure = row.count if row.percent is None else f"{percent_figure(row.percent)} %, n = {row.count}"
            yield f"{named}: {figure}"
