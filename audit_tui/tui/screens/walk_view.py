"""What the walk shows: the picture of an audit at one question, and its outline. Reads the session, changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from audit_tui.model.event import Event
from audit_tui.model.text import pick
from audit_tui.phrases.scoring import ScoreWords
from audit_tui.phrases.standards import edition_words, law_words
from audit_tui.reports.words import duration_words
from audit_tui.rules.attempts import CALL
from audit_tui.rules.jottings import JOT, Jotting, beside, jottings
from audit_tui.rules.record import PRIVATE
from audit_tui.rules.routing import Slot
from audit_tui.tui import actions, cards
from audit_tui.tui.guard import safe
from audit_tui.tui.outline import Standing, outline_lines, standing
from audit_tui.tui.screens.jots import told as jotted
from audit_tui.tui.screens.walk_answer_view import AnswerView
from audit_tui.tui.talk import _, language, later_in, plural, words
from audit_tui.tui.widgets.bars import Title
from audit_tui.tui.widgets.page import Picture
from audit_tui.tui.widgets.sheet import BLANK, Part, Words, line
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
    from audit_tui.model.checklist import Checklist
    from audit_tui.tui.actions import Action
    from audit_tui.tui.screens.walk import WalkScreen
    from audit_tui.tui.widgets.lines import Lines

_ECHO = 40
"""So many characters of an answer are said back."""


class WalkView(AnswerView):
    """Says what one walk screen shows."""

    def __init__(self, screen: WalkScreen) -> None:
        super().__init__(screen)
        self._outlined: tuple[Any, ...] | None = None
        self._jots, self._looked_at = False, 0
        """Whether anything was ever jotted down, and how many events were looked at for it."""

    def picture(self) -> Picture:
        """Everything as it is now."""
        screen, slot = self._screen, self._screen.slot
        where, answer = standing(screen.session, slot), self.answer()
        place, text = self._question(slot, where)
        return Picture(
            path=screen.session.cursor,
            title=self._title(where),
            done=where.answered,
            total=where.total,
            place=place,
            text=text,
            above=answer.above,
            offered=answer.offered,
            field=answer.field,
            below=answer.below,
            notes=self._notes(slot),
            jots=self._jottings(),
            status=screen.echo,
            tone=screen.echo_tone,
            keys=self._keys(slot),
        )

    def _title(self, where: Standing) -> Title:
        """Where one is and how far, the time that runs on another card, and the save light."""
        screen, session = self._screen, self._screen.session
        header = session.record.header
        left = session.site.name
        if header.demo:
            left = f"DEMO · {left}"
        counted = f"{self._elsewhere()}{where.answered}/{where.total}"
        light = "" if screen.desk.readonly else screen.desk.tone
        return Title(left, header.number, counted, screen.desk.light, light)

    def _remark(self, slot: Slot) -> str:
        """What is asked or was asked of the auditor here, else that the question is not scored."""
        session, remarks = self._screen.session, self._screen.desk.remarks
        if remarks is not None and (remark := remarks.at(slot.path)):
            return _("Remark, not sent yet: {words}").format(words=" ".join(remark.split()))
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

    def _keys(self, slot: Slot | None) -> tuple[Action, ...]:
        """The key bar; what stands first in it is what the card at hand takes."""
        offered = actions.bar("walk")
        if (
            self._screen.follow_up
            or slot is None
            or cards.manner(slot.question) in ("choose", "tick", "repeat")
        ):
            return offered
        return (actions.get("walk.confirm"), *offered[1:])

    def _question(self, slot: Slot | None, where: Standing) -> tuple[Words, tuple[Words, ...]]:
        """Where the card is, and question, help, standard with figure and source, and what counts as met."""
        if slot is None:
            told = _("Nothing is asked here: every question is hidden by its conditions.")
            return BLANK, (line(told, "bold"),)
        session = self._screen.session
        checklist, question = session.checklist(slot.checklist), slot.question
        place = f"{pick(checklist.title, language())} › {pick(slot.section.title, language())}"
        if slot.instance is not None and slot.repeat is not None:
            place += f" › {pick(slot.repeat.text, language())} {slot.instance.index}"
        if where.at:
            place += "  " + _("{at} of {of}").format(at=where.at, of=where.of)
        marks = self._marks(slot)
        head = Part(safe(place), "$text-muted"), Part(f"   {safe(marks)}" if marks else "", "$accent")
        lines = [line(pick(question.text, language()), "bold", newlines=True)]
        if help_ := pick(question.help, language()):
            lines.append(line(help_, "$text-muted", newlines=True))
        lines += self._standard(checklist, getattr(question, "standard", None))
        if remark := self._remark(slot):
            lines.append(line(remark, "$text-muted"))
        if meets := cards.meets_words(checklist, question, session.layouts[slot.checklist].lookup(slot)):
            if not getattr(question, "standard", None):
                lines.append(BLANK)
            lines.append((Part(_("Met:") + " ", "$success"), *line(meets)))
        return head, tuple(lines)

    def _standard(self, checklist: Checklist, code: str | None) -> list[Words]:
        """The standard that is measured, its figure or law, and where it comes from."""
        standard = checklist.standards.get(code) if code else None
        if code is None or standard is None:
            return []
        jurisdiction = self._screen.session.record.header.site.jurisdiction
        law = law_words(standard, jurisdiction, language(), _)
        source = ""
        if standard.source and not law:
            source = pick(standard.source, language())
            if standard.edition and standard.edition.startswith("check"):
                source += f" ({edition_words(standard.edition, _)})"
        words = (Part(code, "bold $primary"), *line(f"  {pick(standard.text, language())}"))
        facts = [each for each in (law or pick(standard.figure, language()), source) if each]
        return [BLANK, words, *([line(" · ".join(facts), "$text-muted")] if facts else [])]

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
                parts.append(_(later_in("question", "critical")))
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

    def _notes(self, slot: Slot | None) -> tuple[Words, ...]:
        if slot is None:
            return ()
        item, told = self._screen.session.item(slot.path), []
        if item.note:
            told.append((Part(_("Note:") + " ", "$accent"), *line(item.note)))
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
            told.append(line(" · ".join(extras), "$accent"))
        return tuple(told)

    def _jottings(self) -> tuple[Words, ...]:
        """What was jotted down before the debrief, as far as it belongs to this part of the visit."""
        screen = self._screen
        found = self._jotted() if screen.session.is_open else []
        if not found:
            return ()
        room = 1 if screen.has_class("-low") else 8 if screen.size.height >= 34 else 3
        at = screen.session.place_of(screen.session.cursor) or 0
        near = beside(found, at, len(screen.session.slots), room)
        lines: list[Words] = [
            (Part(told[:5], "$accent"), Part(told[5:])) for told in map(safe, map(jotted, near))
        ]
        if len(near) < len(found):
            first = found.index(near[0]) + 1
            more = _("jotted down: {first}–{last} of {total}, {key} shows all").format(
                first=first, last=first + len(near) - 1, total=len(found), key=actions.key("walk.jot")
            )
            lines.append(line(more, "$text-muted"))
        return tuple(lines)

    def _jotted(self) -> list[Jotting]:
        """What stands on the jot pad. Most audits have none, and are not searched for it at every key."""
        record = self._screen.session.record
        if not self._jots:
            self._jots = any(event.path.startswith(JOT) for event in record.events[self._looked_at :])
            self._looked_at = len(record.events)
        return jottings(record) if self._jots else []

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

    def outline(self, lines: Lines) -> None:
        """Bring the outline up to date, where it stands beside the card."""
        if not lines.display:
            self._outlined = None
            return
        session = self._screen.session
        state = (session.record.projection.seq, len(session.slots))
        if state != self._outlined:
            self._outlined = state
            lines.show(outline_lines(session, failed_paths(session)), keep=session.cursor)
        elif self._screen.focused is not lines:
            lines.put_cursor(session.cursor)
