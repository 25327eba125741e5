"""Standards as lines and as a text to read: for the catalogue of a site, and for an audit with how each came out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from textual.content import Content

from audit_tui.model.text import pick
from audit_tui.phrases.standards import about_words, met_words
from audit_tui.rules.results import StandardResult
from audit_tui.rules.standards import Listed, listed
from audit_tui.rules.view import AuditView
from audit_tui.tui.guard import safe
from audit_tui.tui.outline import question_line
from audit_tui.tui.talk import _, language, plural
from audit_tui.tui.widgets.lines import Line
from audit_tui.tui.words import failed_paths

_TONES = {"not_met": "bad", "partly": "warn", "met": "good", "not_assessed": "dim"}


@dataclass(frozen=True, slots=True)
class Shelf:
    """The standards that a screen shows, and the audit that they were judged in, if it is one."""

    standards: Sequence[Listed]
    view: AuditView | None = None
    jurisdiction: str | None = None
    """Of the site; tables of other countries are left out where it is known."""

    @property
    def results(self) -> dict[str, StandardResult]:
        return {one.id: one for one in self.view.score().standards} if self.view is not None else {}


def of_audit(view: AuditView) -> Shelf:
    """The standards of an audit, as it was begun with them."""
    found = [one for compiled in view.checklists for one in listed(compiled.checklist)]
    return Shelf(found, view, view.record.header.site.jurisdiction)


def shelf_lines(shelf: Shelf) -> list[Line]:
    """Every standard in a line, under the heading of its checklist."""
    results, lines = shelf.results, []
    for _title, group in groupby(shelf.standards, key=lambda one: one.id.partition("/")[0]):
        members = list(group)
        count = plural("{count} standard", "{count} standards", len(members))
        lines.append(Line(None, pick(members[0].title, language()), count, "head"))
        lines += [standard_line(one, results.get(one.id)) for one in members]
    return lines


def standard_line(one: Listed, result: StandardResult | None) -> Line:
    """One standard: its code and text; at the right how it came out, or whose figure it is."""
    text = f"{one.id.partition('/')[2]:<6} {pick(one.standard.text, language())}"
    if not one.standard.applies:
        return Line(one.id, text, _("does not apply"), "dim")
    if result is not None:
        return Line(one.id, text, met_words(result.status, _), _TONES[result.status])
    if one.replaced:
        return Line(one.id, text, level_word(one.replaced[-1].level), "warn")
    grades = {"law": _("law"), "charter": _("charter"), "custom": _("custom"), "vendor": _("vendor")}
    return Line(one.id, text, grades[one.standard.grade])


def level_word(level: str) -> str:
    """Who replaced a shipped figure."""
    return _("own, site") if level == "site" else _("own")


def short_lines(view: AuditView) -> list[Line]:
    """The standards of an audit that were not met, then those met in part; nothing where all were."""
    shelf = of_audit(view)
    results = shelf.results
    return [
        standard_line(one, results[one.id])
        for status in ("not_met", "partly")
        for one in shelf.standards
        if results[one.id].status == status and results[one.id].kind == "expected"
    ]


def told(one: Listed, shelf: Shelf) -> Content:
    """All about a standard, to read."""
    standard = one.standard
    lines = [Content(safe(pick(standard.text, language()))).stylize("bold")]
    if not standard.applies:
        words = _("Does not apply here: its questions are asked without being scored.")
        lines.append(Content(words).stylize("$warning"))
    for label, value in about_words(one, shelf.jurisdiction, language(), _):
        head = f"{label}: "
        lines.append(Content(head + safe(value)).stylize("$text-muted", 0, len(head)))
    return Content("\n").join(lines)


def question_lines(one: Listed, shelf: Shelf) -> Iterable[Line]:
    """The questions that measure a standard; in an audit those that are asked, with their state, to go to."""
    if shelf.view is None:
        for measure in one.measures:
            yield Line(None, f"{measure.label}: {pick(measure.text, language())}")
        return
    failed = failed_paths(shelf.view)
    paths = shelf.results[one.id].questions
    for path in paths:
        yield question_line(shelf.view, shelf.view.slot(path), failed)
    if not paths:
        yield Line(None, _("None of its questions is asked on this visit."), "", "dim")
