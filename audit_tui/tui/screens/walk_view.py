"""What the walk shows: reads the session and draws it into the widgets of the screen. Changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from audit_tui.model.audit import State
from audit_tui.model.text import pick
from audit_tui.phrases.scoring import ScoreWords
from audit_tui.phrases.standards import law_words
from audit_tui.rules.routing import Slot
from audit_tui.rules.trace import QuestionTrace, explain_question
from audit_tui.tui import actions, cards
from audit_tui.tui.guard import safe
from audit_tui.tui.outline import Standing, outline_lines, standing
from audit_tui.tui.talk import _, language, plural, words
from audit_tui.tui.widgets.bars import KeyBar, ProgressStrip, StatusLine, TitleBar
from audit_tui.tui.widgets.card import CardText, Choices, Look, QuestionText
from audit_tui.tui.widgets.lines import Lines
from audit_tui.tui.words import (
    calc_words,
    failed_paths,
    owed_word,
    said,
    sign,
    state_name,
    state_word,
)

if TYPE_CHECKING:
    from audit_tui.tui.screens.walk_card import CardScreen

_GRADES = {"measured": "measured", "noted": "noted", "estimated": "estimated", "imported": "imported"}
_ROW_FROM = 7
"""So many steps of a scale stand in a row rather than one under the other."""


class WalkView:
    """Draws one walk screen."""

    def __init__(self, screen: CardScreen) -> None:
        self._screen = screen
        self._outlined: tuple[Any, ...] | None = None

    def all(self) -> None:
        where = standing(self._screen.session, self._screen.slot)
        self.title(where)
        self.keys()
        self.text(where)
        self.answer()
        self.note()
        self.status()
        self.outline()

    def title(self, where: Standing) -> None:
        screen, session = self._screen, self._screen.session
        header = session.record.header
        left = f"{session.site.name} · {header.number}"
        if header.demo:
            left = f"DEMO · {left}"
        counted = f"{where.answered}/{where.total}"
        light = {"good": "good", "wait": "wait", "bad": "bad"}[screen.desk.tone]
        if screen.desk.readonly:
            light = ""
        screen.query_one(TitleBar).show(left, middle=counted, right=screen.desk.light, light=light)
        screen.query_one(ProgressStrip).show(where.answered, where.total)

    def keys(self) -> None:
        """The key bar; on a card with a field Enter stands where the numbers stand on others."""
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
        law = law_words(standard, session.record.header.site.jurisdiction, _) if standard else ""
        if standard is not None and standard.source and not law:
            source = standard.source
            if standard.edition and standard.edition.startswith("check"):
                source += f" ({standard.edition})"
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
                remark=_("Asked only, not scored.") if getattr(question, "neutral", False) else "",
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
            if question.critical is not None:
                parts.append(_("critical"))
            if not slot.required:
                parts.append(_("optional"))
        return " · ".join(parts)

    def trace(self, slot: Slot) -> QuestionTrace | None:
        """What the answer of this question earns, and why; None while it has none or earns nothing by its type."""
        session = self._screen.session
        if not slot.is_asked or session.state(slot.path) is not State.ANSWERED:
            return None
        trace = explain_question(session, slot.path)
        if trace is None or (not trace.score.points and not trace.score.failed):
            return None
        return trace if trace.score.state in ("answered", "neutral") and not trace.score.missing else None

    def judged(self, slot: Slot) -> Content | None:
        """In a line, what the answer earned and by what rule."""
        trace = self.trace(slot)
        if trace is None:
            return None
        told = ScoreWords(self._screen.session, language(), words()).short(trace)
        full = trace.score.got == trace.score.points
        style = "$error" if trace.score.failed else "$success" if full else "$warning"
        return Content(safe(told)).stylize(f"bold {style}" if not trace.delight or full else "bold")

    # -- the answer -----------------------------------------------------------------------------------

    def answer(self) -> None:
        screen, slot = self._screen, self._screen.slot
        if slot is None:
            self._put([], [], field=False, below=[])
            return
        question, item = slot.question, screen.session.item(slot.path)
        if screen.follow_up:
            self._follow_up(slot)
            return
        checklist = screen.session.checklist(slot.checklist)
        below: list[Content] = []
        if screen.desk.problem:
            below.append(Content(safe(screen.desk.problem)).stylize("bold $error"))
        manner = cards.manner(question)
        offered = cards.options(checklist, question)
        chosen = screen.ticks if manner == "tick" else [item.value] if isinstance(item.value, str) else []
        look: Look = {"tick": "many", "repeat": "menu"}.get(manner, "one")  # type: ignore[assignment]
        bare = not any(option.label for option in offered)
        if question.type == "nps" or (question.type == "scale" and (bare or len(offered) > _ROW_FROM)):
            look = "row"
        if manner == "repeat":
            offered, chosen = self._instances(slot), []
        elif manner == "read":
            below.append(self._reading(slot))
        elif manner == "attach":
            below += self._attached(slot)
        elif manner == "write":
            below += self._written(slot)
        elif manner == "field":
            below += self._measured(slot)
        if (judged := self.judged(slot)) is not None and not screen.dirty:
            below.append(judged)
        below += self._set_aside(slot) + self._owed(slot)
        below.append(Content(self._hint(slot)).stylize("$text-muted"))
        editable = manner == "field" and not screen.desk.readonly and screen.session.is_open
        if manner == "field" and not editable:
            below.insert(0, Content(safe(said(screen.session, slot) or _("not answered"))).stylize("bold"))
        self._put(offered, chosen, field=editable, below=below, look=look)
        if editable:
            screen.field.placeholder = cards.field_hint(question)

    def _put(
        self,
        offered: list[cards.Option],
        chosen: Any,
        *,
        field: bool,
        below: list[Content],
        above: Content | None = None,
        look: Look = "one",
    ) -> None:
        screen = self._screen
        choices = screen.query_one(Choices)
        choices.display = bool(offered)
        choices.show(offered, chosen, look)
        screen.field.display = field
        head = screen.query_one("#walk-above", Static)
        head.display = above is not None
        head.update(above or Content(""))
        lines = [line for line in below if line.plain]
        if lines and offered and screen.has_class("-tall"):
            lines.insert(0, Content(""))
        screen.query_one("#walk-below", Static).update(Content("\n").join(lines))

    def _follow_up(self, slot: Slot) -> None:
        wanted = self._screen.asks.debts(slot.path)
        verbs = {
            "comment": _("write the note"),
            "photo": _("attach the photo"),
            "evidence": _("attach the photo or file"),
            "action": _("ask for the corrective action"),
        }
        offered = [cards.Option(str(at), verbs[owed.what], owed.what) for at, owed in enumerate(wanted, 1)]
        asked = ", ".join(owed_word(owed) for owed in wanted)
        trace = self.trace(slot)
        told = (
            _("{answer}. This failure asks for: {what}.")
            if trace is not None and trace.score.failed
            else _("{answer}. This question asks for: {what}.")
        ).format(answer=_sentence(said(self._screen.session, slot)), what=asked)
        hint = _("A number opens it · Enter goes on, it stays owed · Esc back to the answer")
        below = [Content(hint).stylize("$text-muted")]
        if self._screen.desk.problem:
            below.insert(0, Content(safe(self._screen.desk.problem)).stylize("bold $error"))
        above = Content(safe(told)).stylize("bold $warning")
        self._put(offered, [], field=False, below=below, above=above, look="menu")

    def _instances(self, slot: Slot) -> list[cards.Option]:
        session = self._screen.session
        name = pick(slot.question.text, language())
        offered = []
        for at, ulid in enumerate(session.record.projection.instances.get(slot.path, ()), 1):
            mine = [s for s in session.slots if s.path.startswith(f"{slot.path}/{ulid}/")]
            progress = session.progress(mine)
            label = _("{name} {at}: {answered} of {total} answered").format(
                name=name, at=at, answered=progress.answered, total=progress.total
            )
            offered.append(cards.Option(str(at), label, ulid))
        if len(offered) < slot.question.max_count:
            offered.append(cards.Option("0", _("one more"), ""))
        return offered

    def _reading(self, slot: Slot) -> Content:
        if slot.question.type == "calc":
            return Content(safe(calc_words(self._screen.session, slot))).stylize("bold")
        return Content("")

    def _attached(self, slot: Slot) -> list[Content]:
        evidence = self._screen.session.item(slot.path).evidence
        if not evidence:
            return [Content(_("Nothing attached yet.")).stylize("$text-muted")]
        return [Content(safe(evidence_words(at, each))) for at, each in enumerate(evidence, 1)]

    def _written(self, slot: Slot) -> list[Content]:
        value = self._screen.session.item(slot.path).value
        if not isinstance(value, str) or not value:
            return [Content(_("Nothing written yet.")).stylize("$text-muted")]
        return [Content(safe(value, newlines=True))]

    def _measured(self, slot: Slot) -> list[Content]:
        screen, question, item = self._screen, slot.question, self._screen.session.item(slot.path)
        if question.type not in ("number", "count", "stopwatch"):
            return []
        elapsed = screen.session.elapsed(slot.path) if question.type == "stopwatch" else None
        if elapsed is not None:
            running = _("running {seconds} s · Space stops").format(seconds=f"{elapsed / 1000:.1f}")
            return [Content(running).stylize("bold $warning")]
        lines = []
        if item.state is State.ANSWERED:
            told = said(screen.session, slot)
            if item.grade:
                told += f" · {_(_GRADES[item.grade])}"
            lines.append(Content(safe(told)).stylize("bold"))
        if screen.estimated and (screen.dirty or item.state is not State.ANSWERED):
            lines.append(Content(_("will be kept as estimated (g changes that)")).stylize("$warning"))
        return lines

    def _set_aside(self, slot: Slot) -> list[Content]:
        item = self._screen.session.item(slot.path)
        if item.state is State.NOT_APPLICABLE:
            return [Content(safe(f"{sign('na')} {_('N/A')}: {item.reason}")).stylize("bold")]
        if item.state is State.NOT_OBSERVED:
            return [
                Content(safe(f"{sign('not_observed')} {_('not observed')}: {item.reason}")).stylize("bold")
            ]
        return []

    def _owed(self, slot: Slot) -> list[Content]:
        wanted = self._screen.asks.debts(slot.path)
        if not wanted:
            return []
        keys = {"comment": "*", "photo": "e", "evidence": "e", "action": "a"}
        asked = ", ".join(f"{owed_word(owed)} ({keys[owed.what]})" for owed in wanted)
        return [Content(_("Still asked for: {what}").format(what=asked)).stylize("bold $warning")]

    def _hint(self, slot: Slot) -> str:
        question, screen = slot.question, self._screen
        if screen.desk.readonly:
            words = _("Read only: {why} You can look at everything.").format(
                why=_sentence(screen.desk.readonly, ".")
            )
            again = screen.desk.reopened is not None and screen.session.is_open
            return f"{words} {_('F12 tries again.')}" if again else words
        manner = cards.manner(question)
        if manner == "repeat":
            return _("A number goes in · 0 adds one · Del removes one · Enter goes on")
        if manner == "read":
            return _("Enter goes on")
        first = {
            "tick": _("Numbers tick, Enter confirms"),
            "attach": _("Enter attaches · + goes on"),
            "write": _("Enter opens the editor"),
        }.get(manner, "")
        if question.type in ("number", "count", "stopwatch"):
            first = _("Enter confirms · g noted or estimated")
        zero = (
            question.allow_na
            and manner != "field"
            and not any(
                option.code == "0"
                for option in cards.options(screen.session.checklist(slot.checklist), question)
            )
        )
        parts = [first]
        if question.allow_na:
            parts.append(
                _("0 N/A") if zero else _("^n N/A") if question.type in ("text", "signature") else _("x N/A")
            )
        parts.append(
            _("^o not observed")
            if manner == "field" and question.type in ("text", "signature")
            else _("v not observed")
        )
        return " · ".join(part for part in parts if part)

    # -- the rest -------------------------------------------------------------------------------------

    def field_text(self, slot: Slot) -> str:
        """What is kept for this card, as one would type it."""
        value = self._screen.session.item(slot.path).value
        if cards.manner(slot.question) != "field" or not isinstance(value, str):
            return ""
        return value.replace("T", " ") if slot.question.type == "datetime" else value

    def note(self) -> None:
        shown, slot = self._screen.query_one("#walk-note", Static), self._screen.slot
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
        shown.update(Content("\n").join(lines))

    def status(self) -> None:
        screen = self._screen
        if screen.is_attached:
            screen.query_one(StatusLine).say(screen.echo, screen.echo_tone)

    def echo_answer(self, path: str) -> None:
        session = self._screen.session
        slot = next((one for one in session.slots if one.path == path), None)
        if slot is not None:
            told = (said(session, slot) or _("open"))[:40]
            trace = self.trace(slot)
            points = ScoreWords(session, language(), words()).points(trace) if trace is not None else ""
            told = f"{told} · {points}" if points else told
            self._screen.say(_("{label} = {answer} · F8 undo").format(label=slot.label, answer=told))

    def echo_undo(self, path: str) -> None:
        session = self._screen.session
        slot = next((one for one in session.slots if one.path == path), None)
        label = slot.label if slot else path
        now = said(session, slot) if slot else ""
        told = _("Taken back: {label} is open again.") if not now else _("Taken back: {label} = {now}")
        self._screen.say(told.format(label=label, now=now[:40]))

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


def evidence_words(at: int, evidence: Any) -> str:
    """One attachment in a line."""
    kind = _("photo") if evidence.kind == "photo" else _("file")
    size = f"{evidence.width}×{evidence.height}" if evidence.width else f"{max(1, evidence.size // 1024)} kB"
    told = f"{at}  {kind} .{evidence.extension} · {size} · {evidence.sha256[:8]}"
    return f"{told} · {evidence.caption}" if evidence.caption else told


def _sentence(told: str, end: str = "") -> str:
    told = told[:1].upper() + told[1:]
    return told if not end or told.endswith(end) else told + end
