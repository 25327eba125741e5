"""The summary: provisional score in words, progress by section, and what is open, failed, flagged or owed."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Any, ClassVar

from textual import work
from textual.binding import BindingType
from textual.content import Content

from audit_tui.errors import AuditError
from audit_tui.model.audit import State
from audit_tui.model.text import pick
from audit_tui.phrases.insights import previous_words
from audit_tui.phrases.numbers import percent_figure
from audit_tui.phrases.scoring import ScoreWords
from audit_tui.rules.comparison import compare
from audit_tui.rules.estimates import hangs_on_estimate
from audit_tui.rules.gathering import result_of
from audit_tui.rules.outcomes import AuditResult
from audit_tui.rules.repair import way_of
from audit_tui.store.audits import AuditStore
from audit_tui.tui import actions
from audit_tui.tui.desk import Desk, Step, Typed
from audit_tui.tui.ending import abandon, finish, report
from audit_tui.tui.guard import safe
from audit_tui.tui.outline import question_line
from audit_tui.tui.screens.desk_list import DeskListScreen
from audit_tui.tui.screens.facts import abort_visit, correct_date, correct_site, fact_values, facts_form
from audit_tui.tui.standards import of_audit, short_lines
from audit_tui.tui.talk import _, language, later_in, words
from audit_tui.tui.widgets.lines import Line, Lines
from audit_tui.tui.words import critical_words, failed_paths, owed_word, photo_owed_word, sign

_FACTS = "+facts"
_PHOTOS = "+photos"
_STANDARD = "+standard:"


class SummaryScreen(DeskListScreen):
    """Answers with the path to go to, `home`, or None."""

    SCOPE = "summary"
    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("summary")]
    CHANGING = frozenset(
        {"facts", "finish", "inbox", "photos", "correct_site", "correct_date", "abort", "abandon"}
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._previous: AuditResult | None = None
        """What came out of the visit before, once it has been looked up."""

    def on_mount(self) -> None:
        super().on_mount()
        self._look_back()

    @work(thread=True)
    def _look_back(self) -> None:
        from audit_tui.store.results import result_before

        try:
            rows = AuditStore(self.host.workspace, self.host.clock).rows()
            found = result_before(self.host.workspace, rows, self._desk.session.record)
        except AuditError:
            # The comparison is an extra; what the audit itself holds is told anyway.
            return
        if found is not None:
            with contextlib.suppress(RuntimeError):  # the app may have gone meanwhile
                self.app.call_from_thread(self._looked_back, found)

    def _looked_back(self, found: AuditResult) -> None:
        self._previous = found
        self._show()

    # -- showing --------------------------------------------------------------------------------------

    def show_desk(self) -> None:
        session, desk = self._desk.session, self._desk
        header, progress = session.record.header, session.progress()
        left = f"{_('Summary')} · {session.site.name}"
        tone = "" if desk.readonly else desk.tone
        counted = f"{progress.answered}/{progress.total}"
        self.entitle(left, number=header.number, middle=counted, right=desk.light, light=tone)
        self.head(self._score())
        self.fill(self._lines())

    def _score(self) -> Content:
        session = self._desk.session
        score = session.score()
        if session.record.projection.facts.get("outcome") == "aborted":
            why = str(session.record.projection.facts.get("abort_reason") or "")
            return Content(safe(_("Visit aborted: {why}. There is no score.").format(why=why))).stylize(
                "bold"
            )
        percent = score.percent if score.state == "scored" else score.provisional_percent
        lines = []
        if percent is None:
            lines.append(Content(_("No score yet: nothing that earns points is answered.")).stylize("bold"))
        elif session.is_open:
            told = _("Provisional score {percent} %, over what is answered so far.").format(
                percent=percent_figure(percent)
            )
            lines.append(Content(told).stylize("bold"))
        else:
            verdict = {True: _("passed"), False: _("not passed"), None: _("no verdict")}[score.passed]
            told = _("Score {percent} %: {verdict}.").format(percent=percent_figure(percent), verdict=verdict)
            lines.append(Content(told).stylize("bold"))
        if score.critical_failed:
            told = critical_words(score.critical_failed)
            lines.append(Content(safe(told)).stylize("bold $error"))
        if score.na_warning and score.na_share is not None:
            told = _("{percent} % of the scored questions are N/A; that is many.").format(
                percent=percent_figure(score.na_share)
            )
            lines.append(Content(told).stylize("$warning"))
        if self._previous is not None:
            told = previous_words(compare(self._previous, result_of(session)), _)
            lines.append(Content(safe(told)))
        lines += self._explained()
        return Content("\n").join(lines)

    def _explained(self) -> list[Content]:
        """That a score stands as recorded, and the shortest way to pass where it does not pass."""
        session = self._desk.session
        told = ScoreWords(session, language(), words())
        lines = [Content(safe(told.kept())).stylize("$warning")] if told.kept() else []
        score = session.score()
        if score.passed is False and score.state == "scored":
            lines.append(Content(safe(f"{told.way(way_of(session))} · {_('y tells why')}")))
        return lines

    def _lines(self) -> list[Line]:
        session = self._desk.session
        failed = failed_paths(session)
        lines: list[Line] = []
        owed = session.owed()
        if owed:
            lines.append(Line(None, _("Still asked for"), str(len(owed)), "head"))
            for each in owed:
                slot = session.slot(each.path)
                text = f"{sign('owed')} {owed_word(each)}: {pick(slot.question.text, language())}"
                lines.append(Line(f"{each.path}|{each.what}", text, "", "warn"))
        follow = session.photos_owed()
        if follow:
            lines.append(Line(None, _("Photos owed"), str(len(follow)), "head"))
            for slot in follow:
                text = f"{sign('photo')} {photo_owed_word(session, slot)}: {pick(slot.question.text, language())}"
                lines.append(Line(f"{slot.path}|owed", text, "", "warn"))
        if undeclared := session.undeclared():
            text = _("Photos to be declared before the report (p)")
            lines.append(Line(_PHOTOS, text, str(len(undeclared)), "warn"))
        short = short_lines(session)
        if short:
            lines.append(Line(None, _("Standards not met"), str(len(short)), "head"))
            lines += [replace(line, key=f"{_STANDARD}{line.key}") for line in short]
        open_ = [slot for slot in session.slots if slot.is_asked and session.state(slot.path) is State.OPEN]
        required = session.open_required()
        optional = [slot for slot in open_ if not slot.required]
        bad = [slot for slot in session.slots if slot.path in failed]
        flagged = [slot for slot in session.slots if session.item(slot.path).flagged]
        guessed = [slot for slot in session.slots if slot.is_asked and hangs_on_estimate(session, slot)]
        lacking = [slot for slot in session.slots if slot.is_asked and session.laps_left(slot)]
        for title, slots, tail in (
            (_("Failed"), bad, "failed"),
            (_("Flagged"), flagged, "flag"),
            (_("Estimated near the limit"), guessed, "guessed"),
            (_("More times are to be taken"), lacking, "laps"),
            (_("Open and required"), required, "open"),
            (_("Open, may stay open"), optional, "optional"),
        ):
            if slots:
                lines += [Line(None, title, str(len(slots)), "head")]
                for slot in slots:
                    line = question_line(session, slot, failed)
                    is_critical = getattr(slot.question, "critical", None) is not None
                    right = _(later_in("question", "critical")) if is_critical else line.right
                    lines.append(Line(f"{slot.path}|{tail}", line.text, right, line.tone))
        lines.append(Line(None, _("Sections"), "", "head"))
        lines += self._sections()
        lines.append(Line(None, _("Visit"), "", "head"))
        lines.append(Line(_FACTS, _("Visit details that the report prints"), self._facts_given()))
        return lines

    def _sections(self) -> list[Line]:
        session = self._desk.session
        lines = []
        for checklist in session.score().checklists:
            title = pick(session.checklist(checklist.id).title, language())
            for section in checklist.sections:
                name = next(s for s in session.checklist(checklist.id).sections if s.id == section.id)
                mine = [
                    s for s in session.slots if s.checklist == checklist.id and s.section.id == section.id
                ]
                progress = session.progress(mine)
                if not progress.total:
                    continue
                figure = _percent(section.percent)
                first = next(slot.path for slot in mine)
                right = f"{progress.answered}/{progress.total}  {figure:>8}"
                lines.append(Line(f"{first}|section", f"{title} › {pick(name.title, language())}", right))
        return lines

    def _facts_given(self) -> str:
        from audit_tui.tui.screens.facts import NAMES

        facts = self._desk.session.record.projection.facts
        given = sum(1 for name in NAMES if facts.get(name))
        return _("{given} of {total} given").format(given=given, total=len(NAMES))

    # -- doing ----------------------------------------------------------------------------------------

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        event.stop()
        if self._desk.unsaved:
            self._desk.retry()
        elif event.key == _FACTS:
            self.invoke("facts")
        elif event.key == _PHOTOS:
            self.invoke("photos")
        elif event.key.startswith(_STANDARD):
            self._open_standard(event.key.removeprefix(_STANDARD))
        else:
            self.dismiss(event.key.partition("|")[0])

    def _open_standard(self, id_: str) -> None:
        from audit_tui.tui.screens.standards import StandardScreen

        shelf = of_audit(self._desk.session)
        one = next(each for each in shelf.standards if each.id == id_)
        self.app.push_screen(StandardScreen(one, shelf), self._jump)

    def do_standards(self) -> None:
        from audit_tui.tui.screens.standards import StandardsScreen

        self.app.push_screen(StandardsScreen(of_audit(self._desk.session)), self._jump)

    def _home(self) -> None:
        if self.is_current:
            self.dismiss("home")

    def _save(self, make: Any, told: str = "") -> None:
        self._desk.queue(self._saving(make, told))

    def _saving(self, make: Any, told: str = "") -> Step:
        then = partial(self.say, told, "good") if told else None
        # Every one of them was typed, the reason if nothing else.
        first = next(iter(getattr(make, "args", ())), None)
        named = first.replace("_", " ") if isinstance(first, str) else _("visit details")
        return partial(self._desk.put, make, then, typed=Typed(f"fact:{named}", named, None))

    def do_retry(self) -> None:
        if self._desk.unsaved:
            self._desk.retry()
        else:
            self.say(_("Everything is saved."), "good")

    def do_facts(self) -> None:
        desk, session = self._desk, self._desk.session

        def filled(values: dict[str, str] | None) -> None:
            told = _("Visit details saved.")
            steps = [
                self._saving(partial(session.set_fact, name, value), told)
                for name, value in (values or {}).items()
            ]
            # What the disk refuses is kept at hand, field by field.
            desk.queue(*steps, partial(desk.forget, "facts"))

        facts, half = session.record.projection.facts, desk.half_typed("facts")
        typed = half.text if half is not None and isinstance(half.text, dict) else None
        box = facts_form(facts, typed)
        desk.watch(box, "facts", fact_values(facts))
        self.app.push_screen(box, filled)

    def do_finish(self) -> None:
        finish(self.host, self._desk, self._jump, self._home)

    def do_report(self) -> None:
        report(self.host, self._desk)

    def do_experience(self) -> None:
        from audit_tui.tui.screens.experience import ExperienceScreen

        self.app.push_screen(ExperienceScreen(self._desk.session))

    def do_inbox(self) -> None:
        from audit_tui.tui.screens.inbox import InboxScreen

        self.app.push_screen(InboxScreen(self._desk, None))

    def do_photos(self) -> None:
        from audit_tui.tui.screens.photos import PhotosScreen

        self.app.push_screen(PhotosScreen(self._desk), self._jump)

    def do_why(self) -> None:
        from audit_tui.tui.screens.why import WhyScreen

        self.app.push_screen(WhyScreen(self._desk.session), self._jump)

    def _jump(self, path: str | None) -> None:
        if path:
            self.dismiss(path)

    def do_abandon(self) -> None:
        abandon(self.host, self._desk, self._home)

    def do_abort(self) -> None:
        abort_visit(self.host, self._desk, self._save)

    def do_correct_site(self) -> None:
        correct_site(self.host, self._desk, self._save)

    def do_correct_date(self) -> None:
        correct_date(self.host, self._desk, self._save)


def _percent(value: Fraction | None) -> str:
    return "–" if value is None else f"{percent_figure(value)} %"
