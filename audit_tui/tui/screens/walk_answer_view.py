"""How the card of the walk shows the way to answer it: choices, field, time, what stands there, what is owed.

Reads the session and says what the page draws. Changes nothing.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from audit_tui.locale_format import Figure
from audit_tui.model.audit import Item, State
from audit_tui.model.text import pick
from audit_tui.phrases.scoring import ScoreWords
from audit_tui.reports.words import duration_words
from audit_tui.rules.estimates import hangs_on_estimate
from audit_tui.rules.laps import figure
from audit_tui.rules.points import marker, most_points
from audit_tui.rules.record import REDO, UNDO
from audit_tui.rules.routing import Slot
from audit_tui.rules.trace import QuestionTrace, explain_question
from audit_tui.tui import actions, cards
from audit_tui.tui.actions.core import shown
from audit_tui.tui.card_keys import key_on
from audit_tui.tui.talk import _, language, later_in, words
from audit_tui.tui.widgets.card import Look, Offered
from audit_tui.tui.widgets.sheet import Words, line
from audit_tui.tui.words import calc_words, grade_word, owed_word, said, sign

if TYPE_CHECKING:
    from audit_tui.tui.screens.walk import WalkScreen

_SETTLES = {
    "comment": "walk.note",
    "photo": "walk.evidence",
    "evidence": "walk.evidence",
    "action": "walk.action",
}
"""What is owed → the action that gives it."""
_ROW_FROM = 7
"""So many steps of a scale stand in a row rather than one under the other."""


class Answer(NamedTuple):
    """What the page shows of an answer."""

    offered: Offered = Offered()
    field: bool = False
    """Whether it is typed on the card."""
    above: tuple[Words, ...] = ()
    below: tuple[Words, ...] = ()


class AnswerView:
    """Says the part of one walk screen that is answered."""

    def __init__(self, screen: WalkScreen) -> None:
        self._screen = screen

    def trace(self, slot: Slot) -> QuestionTrace | None:
        """What the answer of this question earns, and why; None while it has none or earns nothing by its type."""
        session = self._screen.session
        if not slot.is_asked or session.state(slot.path) is not State.ANSWERED:
            return None
        trace = explain_question(session, slot.path)
        if trace is None or (not trace.score.points and not trace.score.failed):
            return None
        return trace if trace.score.state in ("answered", "neutral") and not trace.score.missing else None

    def judged(self, slot: Slot) -> Words | None:
        """In a line, what the answer earned and by what rule."""
        trace = self.trace(slot)
        if trace is None:
            return None
        told = ScoreWords(self._screen.session, language(), words()).short(trace)
        full = trace.score.got == trace.score.points
        style = "$error" if trace.score.failed else "$success" if full else "$warning"
        return line(told, f"bold {style}" if not trace.delight or full else "bold")

    # -- the answer -----------------------------------------------------------------------------------

    def answer(self) -> Answer:
        """How the card at hand is answered now."""
        screen, slot = self._screen, self._screen.slot
        if slot is None:
            return Answer()
        question, item = slot.question, screen.session.item(slot.path)
        if screen.follow_up:
            return self._follow_up(slot)
        checklist = screen.session.checklist(slot.checklist)
        below: list[Words] = []
        if screen.desk.problem:
            below.append(line(screen.desk.problem, "bold $error"))
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
            below += self._reading(slot)
        elif manner == "attach":
            below += self._attached(slot)
        elif manner == "write":
            below += self._written(slot)
        elif manner == "field":
            below += self._measured(slot)
            look = "menu"
        runs = question.type == "stopwatch" and screen.session.elapsed(slot.path) is not None
        if (judged := self.judged(slot)) is not None and not screen.dirty and not runs:
            below.append(judged)
        if question.type in cards.FIGURES and hangs_on_estimate(screen.session, slot):
            told = _("Estimated near the limit: a tenth more or less would earn other points.")
            below.append(line(told, "$warning"))
        below += self._set_aside(slot) + self._owed(slot)
        below += [line(each, "$accent") for each in screen.last_times.lines(slot)]
        below.append(line(self._hint(slot), "$text-muted"))
        editable = manner == "field" and not screen.desk.readonly and screen.session.is_open
        if editable:
            offered = self._at_hand(slot)
        if manner == "field" and not editable:
            below.insert(0, line(said(screen.session, slot) or _("not answered"), "bold"))
        return Answer(Offered(tuple(offered), frozenset(chosen), look), editable, below=tuple(below))

    def _follow_up(self, slot: Slot) -> Answer:
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
        below = [line(hint, "$text-muted")]
        if self._screen.desk.problem:
            below.insert(0, line(self._screen.desk.problem, "bold $error"))
        above = line(told, "bold $warning")
        return Answer(Offered(tuple(offered), look="menu"), above=(above,), below=tuple(below))

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
            offered.append(cards.Option("0", _(later_in("repetition", "one more")), ""))
        return offered

    def _reading(self, slot: Slot) -> list[Words]:
        return [line(calc_words(self._screen.session, slot), "bold")] if slot.question.type == "calc" else []

    def _attached(self, slot: Slot) -> list[Words]:
        evidence = self._screen.session.item(slot.path).evidence
        if not evidence:
            return [line(_("Nothing attached yet."), "$text-muted")]
        return [line(evidence_words(at, each)) for at, each in enumerate(evidence, 1)]

    def _written(self, slot: Slot) -> list[Words]:
        value = self._screen.session.item(slot.path).value
        if not isinstance(value, str) or not value:
            return [line(_("Nothing written yet."), "$text-muted")]
        return [line(value, newlines=True)]

    def _measured(self, slot: Slot) -> list[Words]:
        screen, item = self._screen, self._screen.session.item(slot.path)
        if slot.question.type not in cards.FIGURES:
            return []
        if slot.question.type == "stopwatch" and screen.session.elapsed(slot.path) is not None:
            return [*self._running(slot), *self._laps(slot, item)]
        lines = []
        if item.state is State.ANSWERED:
            told = said(screen.session, slot)
            if slot.question.type == "stopwatch" and isinstance(item.value, str):
                told = duration_words(item.value)  # the times taken stand in a line of their own
            if item.grade:
                told += f" · {grade_word(item.grade)}"
            lines.append(line(told, "bold"))
        lines += self._laps(slot, item)
        if screen.graded != "noted" and (screen.dirty or item.state is not State.ANSWERED):
            kept = _("will be kept as {grade} ({key} changes that)").format(
                grade=grade_word(screen.graded), key=key_on(slot.question, "walk.grade")
            )
            lines.append(line(kept, "$warning"))
        return lines

    def _running(self, slot: Slot) -> list[Words]:
        """The time that runs, what it would earn if it were stopped now, and what happened meanwhile."""
        session = self._screen.session
        elapsed = session.elapsed(slot.path) or 0
        told = _("running {seconds} s · Space stops").format(seconds=f"{Figure(elapsed / 1000):.1f}")
        lines = [line(told, "bold $warning")]
        compiled = next(one for one in session.checklists if one.checklist.id == slot.checklist)
        most = most_points(compiled.checklist, slot.question)
        if most:
            mark = marker(compiled.checklist, slot.question, compiled.items[slot.question.id].expressions)
            got = mark(Decimal(elapsed) / 1000, session.layouts[slot.checklist].lookup(slot)).got
            told = _("{got} of {most} points so far").format(got=_points(got), most=_points(most))
            style = "$success" if got == most else "$warning" if got else "$error"
            lines.append(line(told, f"bold {style}"))
        if slept := session.slept(slot.path):
            told = _("The computer slept {slept} of it; the time ran on.").format(
                slept=duration_words(f"{slept / 1000:.0f}")
            )
            lines.append(line(told, "$warning"))
        if session.was_restarted(slot.path):
            told = _("The program was started anew meanwhile; the time ran on.")
            lines.append(line(told, "$warning"))
        return lines

    def _laps(self, slot: Slot, item: Item) -> list[Words]:
        """The times taken so far, how many are wanted, and which one answers."""
        question = slot.question
        if question.type != "stopwatch":
            return []
        times = ", ".join(duration_words(each) for each in item.laps) or "–"
        if self._by_hand(slot, item):
            why = self._why(slot)
            told = (
                _("Corrected by hand: {why}. Taken before: {times}")
                if why
                else _("By hand. Taken before: {times}")
            )
            return [line(told.format(why=why.rstrip("."), times=times))]
        if not (question.laps or len(item.laps) > 1):
            return []
        takes = {
            "last": _("the last one counts"),
            "mean": _("their mean counts"),
            "median": _("their median counts"),
            "shortest": _("the shortest counts"),
            "longest": _("the longest counts"),
        }[question.take or "last"]
        if question.laps:
            told = _("Taken {count} of {wanted}: {times} · {takes}")
        else:
            told = _("Taken {count}: {times} · {takes}")
        told = told.format(count=len(item.laps), wanted=question.laps, times=times, takes=takes)
        return [line(told)]

    def _by_hand(self, slot: Slot, item: Item) -> bool:
        """Whether the answer is another than what the stopwatch took."""
        if not item.laps or item.state is not State.ANSWERED or item.grade == "measured":
            return False
        return bool(item.value != figure(item.laps, slot.question.take or "last"))

    def _why(self, slot: Slot) -> str:
        """The reason given with the last answer; empty where none was."""
        record = self._screen.session.record
        last = next(
            (each for each in reversed(record.events) if each.path == slot.path and each.op == "answered"),
            None,
        )
        why = record.value_of(last.reason) if last is not None else None
        return why if isinstance(why, str) and why not in (UNDO, REDO) else ""

    def _at_hand(self, slot: Slot) -> list[cards.Option]:
        """What one key or one click does on a card with a field: count, time, or answer with now."""
        kind = slot.question.type
        if kind == "count":
            return [cards.Option(shown("space"), _("one more"), "tap")]
        if kind == "stopwatch":
            runs = self._screen.session.elapsed(slot.path) is not None
            word = _(later_in("stopwatch", "stop")) if runs else _("start the stopwatch")
            return [cards.Option(shown("space"), word, "tap")]
        if kind in ("date", "time", "datetime"):
            now = self._screen.asks.now(kind)
            word = _("today: {day}") if kind == "date" else _("now: {moment}")
            return [cards.Option("n", word.format(day=now, moment=now), "now")]
        return []

    def _set_aside(self, slot: Slot) -> list[Words]:
        item = self._screen.session.item(slot.path)
        if item.state is State.NOT_APPLICABLE:
            return [line(f"{sign('na')} {_('N/A')}: {item.reason}", "bold")]
        if item.state is State.NOT_OBSERVED:
            return [line(f"{sign('not_observed')} {_('not observed')}: {item.reason}", "bold")]
        return []

    def _owed(self, slot: Slot) -> list[Words]:
        wanted = self._screen.asks.debts(slot.path)
        if not wanted:
            return []
        asked = ", ".join(
            f"{owed_word(owed)} ({key_on(slot.question, _SETTLES[owed.what])})" for owed in wanted
        )
        return [line(_("Still asked for: {what}").format(what=asked), "bold $warning")]

    def _hint(self, slot: Slot) -> str:
        question, screen = slot.question, self._screen
        if screen.desk.readonly:
            words = _("Read only: {why} You can look at everything.").format(
                why=_sentence(screen.desk.readonly, ".")
            )
            again = screen.desk.reopened is not None and screen.session.is_open
            tried = _("{key} tries again.").format(key=actions.key("walk.retry"))
            return f"{words} {tried}" if again else words
        manner = cards.manner(question)
        if manner == "repeat":
            return _("A number goes in · 0 adds one · Del removes one · Enter goes on")
        if manner == "read":
            return _("Enter goes on")
        first = ""
        if manner == "tick":
            first = _("Numbers tick, Enter confirms")
        elif manner == "attach":
            first = _("Enter attaches · {key} goes on").format(key=key_on(question, "walk.next"))
        elif manner == "write":
            first = _("Enter opens the editor")
        if question.type in ("number", "count", "stopwatch"):
            key = key_on(question, "walk.grade")
            first = _("Enter confirms · {key} noted or estimated").format(key=key)
        if (taken := cards.range_words(question)) and question.type in cards.FIGURES:
            first = f"{taken} · {first}"
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
            key = "0" if zero else key_on(question, "walk.not_applicable")
            parts.append(_("{key} N/A").format(key=key))
        parts.append(_("{key} not observed").format(key=key_on(question, "walk.not_observed")))
        return " · ".join(part for part in parts if part)


def evidence_words(at: int, evidence: Any) -> str:
    """One attachment in a line."""
    kind = _("photo") if evidence.kind == "photo" else _("file")
    size = f"{evidence.width}×{evidence.height}" if evidence.width else f"{max(1, evidence.size // 1024)} kB"
    told = f"{at}  {kind} .{evidence.extension} · {size} · {evidence.sha256[:8]}"
    return f"{told} · {evidence.caption}" if evidence.caption else told


def _points(value: Fraction) -> str:
    return str(value) if value.denominator == 1 else f"{Figure(value):g}"


def _sentence(told: str, end: str = "") -> str:
    told = told[:1].upper() + told[1:]
    return told if not end or told.endswith(end) else told + end
