"""What the walk shows round the answer: title, question, note, status, outline. Reads the session, changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.containers import VerticalScroll
from textual.content import Content

from audit_tui.model.event import Event
from audit_tui.model.text import pick
from audit_tui.phrases.scoring import ScoreWords
from audit_tui.phrases.standards import edition_words, law_words
from audit_tui.reports.words import duration_words
from audit_tui.rules.attempts import CALL
from audit_tui.rules.jottings import JOT, beside, jottings
from audit_tui.rules.record import PRIVATE
from audit_tui.rules.routing import Slot
from audit_tui.tui import actions, cards
from audit_tui.tui.guard import safe
from audit_tui.tui.outline import Standing, outline_lines, standing
from audit_tui.tui.screens.jots import told as jotted
from audit_tui.tui.screens.walk_answer_view import AnswerView
from audit_tui.tui.talk import _, language, later_in, plural, words
from audit_tui.tui.widgets.bars import KeyBar, ProgressStrip, StatusLine, TitleBar
from audit_tui.tui.widgets.card import CardText, QuestionText
from audit_tui.tui.widgets.lines import Lines
from audit_tui.tui.widgets.told import Told
from audit_tui.tui.words import (
    failed_paths,
    photo_owed_word,
    said,
    shortened,
    sign,
    state_name,
    state_word,
)

if TYPE_CHECKING:
    from audit_tui.tui.screens.walk import WalkScreen

_ECHO = 40
"""So many characters of an answer are said back."""


class WalkView(AnswerView):
    """Draws one walk screen."""

    def __init__(self, screen: WalkScreen) -> None:
        super().__init__(screen)
        self._outlined: tuple[Any, ...] | None = None

    def all(self) -> None:
        where = standing(self._screen.session, self._screen.slot)
        self.title(where)
        self.keys()
        self.text(where)
        self.answer()
        self.note()
        self.jottings(where)
        self.status()
        self.outline()

    def title(self, where: Standing | None = None) -> None:
        """Where one is and how far, the time that runs on another card, and the save light."""
        screen, session = self._screen, self._screen.session
        where = where or standing(session, screen.slot)
        header = session.record.header
        left = session.site.name
        if header.demo:
            left = f"DEMO · {left}"
        counted = f"{self._elsewhere()}{where.answered}/{where.total}"
        light = {"good": "good", "wait": "wait", "bad": "bad"}[screen.desk.tone]
        if screen.desk.readonly:
            light = ""
        screen.query_one(TitleBar).show(
            left, number=header.number, middle=counted, right=screen.desk.light, light=light
        )
        screen.query_one(ProgressStrip).show(where.answered, where.total)

    def _remark(self, slot: Slot) -> str:
        """What a corrected audit was returned for here, else that the question is not scored."""
        session = self._screen.session
        asked = session.record.projection.review.remarks.get(slot.path, "")
        if session.is_correction and asked:
            return _("Returned: {words}").format(words=" ".join(asked.split()))
        return _("Asked only, not scored.") if getattr(slot.question, "neutral", False) else ""

    def _elsewhere(self) -> str:
        """The time that runs on a card that is not at hand."""
        session = self._screen.session
        for path in session.running() if session.is_open else ():
            if path != session.cursor:
                seconds = (session.elapsed(path) or 0) // 1000
                return f"{sign('running')} {seconds} s   "
        return ""

    def keys(self) -> None:
        """The key bar; what stands first in it is what the card at hand takes."""
        slot = self._screen.slot
        offered = actions.bar("walk")
        if (
            self._screen.follow_up
            or slot is None
            or cards.manner(slot.question) in ("choose", "tick", "repeat")
        ):
            self._screen.query_one(KeyBar).show(offered)
        else:
            self._screen.query_one(KeyBar).show([actions.get("walk.confirm"), *offered[1:]])

    def text(self, where: Standing) -> None:
        slot = self._screen.slot
        shown = self._screen.query_one(QuestionText)
        if slot is None:
            shown.show(
                CardText("", "", _("Nothing is asked here: every question is hidden by its conditions."))
            )
            return
        session = self._screen.session
        checklist, question = session.checklist(slot.checklist), slot.question
        place = f"{pick(checklist.title, language())} › {pick(slot.section.title, language())}"
        if slot.instance is not None and slot.repeat is not None:
            place += f" › {pick(slot.repeat.text, language())} {slot.instance.index}"
        if where.at:
            place += "  " + _("{at} of {of}").format(at=where.at, of=where.of)
        code = getattr(question, "standard", None)
        standard = checklist.standards.get(code) if code else None
        source = ""
        law = law_words(standard, session.record.header.site.jurisdiction, language(), _) if standard else ""
        if standard is not None and standard.source and not law:
            source = pick(standard.source, language())
            if standard.edition and standard.edition.startswith("check"):
                source += f" ({edition_words(standard.edition, _)})"
        shown.show(
            CardText(
                place=place,
                marks=self._marks(slot),
                text=pick(question.text, language()),
                help=pick(question.help, language()),
                code=code or "",
                standard=pick(standard.text, language()) if standard else "",
                figure=law or (pick(standard.figure, language()) if standard else ""),
                source=source,
                meets=cards.meets_words(checklist, question, session.layouts[slot.checklist].lookup(slot)),
                remark=self._remark(slot),
            ),
            airy=self._screen.has_class("-tall"),
        )

    def _marks(self, slot: Slot) -> str:
        session, question = self._screen.session, slot.question
        parts = []
        if slot.is_asked:
            trace = self.trace(slot)
            failed = {slot.path} if trace is not None and trace.score.failed else set()
            name = state_name(session, slot, failed)
            parts.append(f"{sign(name)} {state_word(name)}")
            if session.item(slot.path).flagged:
                parts.append(f"{sign('flag')} {_('flagged')}")
            if session.item(slot.path).photo_owed is not None:
                parts.append(f"{sign('photo')} {photo_owed_word(session, slot)}")
            if question.critical is not None:
                parts.append(_("critical"))
            if not slot.required:
                parts.append(_("optional"))
        return " · ".join(parts)

    # -- the rest -------------------------------------------------------------------------------------

    def field_text(self, slot: Slot) -> str:
        """What is kept for this card, as one would type it."""
        value = self._screen.session.item(slot.path).value
        if cards.manner(slot.question) != "field" or not isinstance(value, str):
            return ""
        return value.replace("T", " ") if slot.question.type == "datetime" else value

    def note(self) -> None:
        shown, slot = self._screen.query_one("#walk-note", Told), self._screen.slot
        item = self._screen.session.item(slot.path) if slot else None
        lines: list[Content] = []
        if item is not None and slot is not None:
            if item.note:
                label = _("Note:") + " "
                lines.append(Content(label + safe(item.note)).stylize("$accent", 0, len(label)))
            extras = []
            if item.private_note:
                extras.append(_("private note"))
            if item.evidence and cards.manner(slot.question) != "attach":
                extras.append(plural("{count} attachment", "{count} attachments", len(item.evidence)))
            if item.actions:
                extras.append(
                    plural("{count} corrective action", "{count} corrective actions", len(item.actions))
                )
            if extras:
                lines.append(Content(" · ".join(extras)).stylize("$accent"))
        shown.display = bool(lines)
        shown.tell(Content("\n").join(lines))

    def jottings(self, where: Standing) -> None:
        """What was jotted down before the debrief, as far as it belongs to this part of the visit."""
        screen = self._screen
        shown = screen.query_one("#walk-jots", Told)
        found = jottings(screen.session.record) if screen.session.is_open else []
        shown.display = bool(found)
        if not found:
            return
        room = 1 if screen.has_class("-low") else 8 if screen.size.height >= 34 else 3
        at = screen.session.place_of(screen.session.cursor) or 0
        near = beside(found, at, len(screen.session.slots), room)
        lines = [Content(safe(jotted(one))).stylize("$accent", 0, 5) for one in near]
        if len(near) < len(found):
            first = found.index(near[0]) + 1
            more = _("jotted down: {first}–{last} of {total}, {key} shows all").format(
                first=first, last=first + len(near) - 1, total=len(found), key=actions.key("walk.jot")
            )
            lines.append(Content(more).stylize("$text-muted"))
        shown.tell(Content("\n").join(lines))

    def status(self) -> None:
        screen = self._screen
        if screen.is_attached:
            screen.query_one(StatusLine).say(screen.echo, screen.echo_tone)

    def _said(self, slot: Slot) -> str:
        """The answer in words for the status line; the times taken stand on the card."""
        value = self._screen.session.item(slot.path).value
        if slot.question.type == "stopwatch" and isinstance(value, str):
            return duration_words(value)
        return said(self._screen.session, slot)

    def echo_answer(self, path: str) -> None:
        session = self._screen.session
        slot = session.visible(path)
        if slot is not None:
            told = shortened(self._said(slot) or _(later_in("question", "open")), _ECHO)
            trace = self.trace(slot)
            points = ScoreWords(session, language(), words()).points(trace) if trace is not None else ""
            told = f"{told} · {points}" if points else told
            undo = actions.key("walk.undo")
            self._screen.say(
                _("{label} = {answer} · {key} undo").format(label=slot.label, answer=told, key=undo)
            )

    def echo_step(self, event: Event, *, redone: bool) -> str:
        """Say what was taken back or said again; answers with the question it is about."""
        session, path = self._screen.session, event.path.removesuffix(PRIVATE)
        if event.op in ("repeat_added", "repeat_removed"):
            path = path.rpartition("/")[0]
        slot = session.visible(path)
        label = (
            slot.label
            if slot
            else _("the jot pad")
            if path.startswith(JOT)
            else _("the calls")
            if path.startswith(CALL)
            else path
        )
        now = shortened(self._said(slot) if slot else "", _ECHO)
        what = {
            "noted": _("the note"),
            "flagged": _("the flag"),
            "photo_owed": _("that a photo is owed"),
            "photo_declared": _("whether the photo can be published"),
            "evidence_added": _("the attachment"),
            "evidence_removed": _("the attachment"),
            "action_added": _("the corrective action"),
            "action_removed": _("the corrective action"),
            "timer": _("the stopwatch"),
            "repeat_added": _("the round"),
            "repeat_removed": _("the round"),
        }.get(event.op)
        if what is not None:
            told = _("Done again at {label}: {what}.") if redone else _("Taken back at {label}: {what}.")
        elif redone:
            told = _("Done again: {label} is {now} now.") if now else _("Done again: {label} is open.")
        else:
            told = (
                _("Taken back: {label} is {now} again.") if now else _("Taken back: {label} is open again.")
            )
        self._screen.say(told.format(label=label, now=now, what=what or ""))
        return session.cursor or path if path.startswith((JOT, CALL)) else path

    def outline(self) -> None:
        lines = self._screen.query_one("#walk-outline", Lines)
        if not lines.display or not self._screen.has_class("-wide"):
            self._outlined = None
            return
        session = self._screen.session
        state = (session.record.projection.seq, len(session.slots))
        if state != self._outlined:
            self._outlined = state
            lines.show(outline_lines(session, failed_paths(session)), keep=session.cursor)
        elif self._screen.focused is not lines:
            lines.put_cursor(session.cursor)

    def scroll(self, by: int) -> None:
        """Move a long question text up or down."""
        self._screen.query_one("#walk-scroll", VerticalScroll).scroll_relative(y=by, animate=False)
