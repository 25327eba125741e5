"""What a typed line means as an answer, by question type, and the saying of it."""

from __future__ import annotations

from collections.abc import Callable

from audit_tui.clock import site_now
from audit_tui.linear import demands
from audit_tui.linear.bench import Bench
from audit_tui.model.audit import State
from audit_tui.model.event import Grade
from audit_tui.rules.routing import Slot
from audit_tui.store.workspace import Workspace
from audit_tui.tui import cards
from audit_tui.tui.keyboard import latin
from audit_tui.tui.talk import _

_NOW = {"date": "%Y-%m-%d", "time": "%H:%M", "datetime": "%Y-%m-%d %H:%M"}


def answer(bench: Bench, slot: Slot, typed: str, workspace: Workspace) -> bool:
    """Answer with what was typed; says why where it does not fit. Whether the answer is saved."""
    manner = cards.manner(slot.question)
    by_manner: dict[str, Callable[[], bool]] = {
        "choose": lambda: _choose(bench, slot, typed),
        "tick": lambda: _tick(bench, slot, typed),
        "attach": lambda: demands.evidence(bench, slot, typed, workspace),
        "write": lambda: _put(bench, slot, typed),
        "field": lambda: _field(bench, slot, typed),
    }
    return by_manner[manner]()


def _put(bench: Bench, slot: Slot, raw: object, grade: Grade | None = None) -> bool:
    return bench.put(lambda: bench.session.answer(slot.path, raw, grade=grade))


def _choose(bench: Bench, slot: Slot, typed: str) -> bool:
    options = cards.options(bench.session.checklist(slot.checklist), slot.question)
    wanted = typed.casefold()
    found = [one for one in options if wanted in (one.code, one.label.casefold())]
    if not found and slot.question.type == "yes_no" and latin(wanted) in ("y", "yes", "n", "no"):
        found = [one for one in options if one.value[0] == latin(wanted)[0]]
    if not found and wanted == "0" and slot.question.allow_na:
        return not_applicable(bench, slot, "")
    if not found:
        bench.voice.say(_("There is no choice {typed} here.").format(typed=typed[:40]))
        return False
    return _put(bench, slot, found[0].value)


def _tick(bench: Bench, slot: Slot, typed: str) -> bool:
    options = cards.options(bench.session.checklist(slot.checklist), slot.question)
    if typed in ("-", "–"):
        return _put(bench, slot, [])
    if typed == "0" and slot.question.allow_na:
        return not_applicable(bench, slot, "")
    by_code = {one.code: one.value for one in options}
    codes = typed.replace(",", " ").split()
    unknown = [code for code in codes if code not in by_code]
    if unknown:
        bench.voice.say(_("There is no choice {typed} here.").format(typed=unknown[0][:40]))
        return False
    return _put(bench, slot, list(dict.fromkeys(by_code[code] for code in codes)))


def _field(bench: Bench, slot: Slot, typed: str) -> bool:
    kind = slot.question.type
    if kind in _NOW and typed.casefold() in ("n", "now", "today", _("now").casefold()):
        typed = f"{site_now(bench.clock.wall(), bench.session.site.zone):{_NOW[kind]}}"
    grade: Grade | None = None
    if kind in ("number", "count", "stopwatch"):
        estimated = typed.startswith("~")
        typed, grade = typed.removeprefix("~").strip(), "estimated" if estimated else "noted"
    return _put(bench, slot, typed, grade)


def count(bench: Bench, slot: Slot) -> bool:
    """Count one more, or start or stop the stopwatch. Whether the question is answered now."""
    session = bench.session
    if slot.question.type == "count":
        value = session.item(slot.path).value
        so_far = int(value) if isinstance(value, str) and value.isdigit() else 0
        return bench.put(lambda: session.answer(slot.path, str(so_far + 1), grade="measured"))
    if slot.question.type != "stopwatch":
        bench.voice.say(_("Nothing is counted or timed here."))
        return False
    if session.elapsed(slot.path) is None:
        if bench.put(lambda: session.start_timer(slot.path), quietly=True):
            bench.voice.say(_("The stopwatch runs; it goes on wherever you go. /t here stops it."))
        return False
    return bench.put(lambda: session.stop_timer(slot.path))


def not_applicable(bench: Bench, slot: Slot, why: str) -> bool:
    """Say that it does not apply, and why."""
    if not slot.question.allow_na:
        bench.voice.say(_("N/A is not allowed here. If it could not be seen: /v, not observed."))
        return False
    why = why or bench.voice.ask(_("Why does this not apply? Nothing steps back."))
    return bool(why) and bench.put(lambda: bench.session.not_applicable(slot.path, why))


def not_observed(bench: Bench, slot: Slot, why: str) -> bool:
    """Say that it could not be observed, and why."""
    why = why or bench.voice.ask(_("Why could this not be observed? Nothing steps back."))
    return bool(why) and bench.put(lambda: bench.session.not_observed(slot.path, why))


def enter_round(bench: Bench, slot: Slot, number: int) -> str | None:
    """Go into a round of a repeat, 0 for a new one; the path to go to, None where there is none."""
    session = bench.session
    if number == 0 and not bench.put(lambda: session.add_instance(slot.path)):
        return None
    rounds = session.record.projection.instances.get(slot.path, [])
    if not 1 <= (number or len(rounds)) <= len(rounds):
        bench.voice.say(_("There is no number {number} yet; 0 adds one.").format(number=number))
        return None
    ulid = rounds[(number or len(rounds)) - 1]
    mine = [one for one in session.slots if one.path.startswith(f"{slot.path}/{ulid}/")]
    first = next((one for one in mine if one.is_asked and session.state(one.path) is State.OPEN), None)
    return (first or mine[0]).path if mine else None
