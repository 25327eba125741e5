"""What a typed line means as an answer, by question type, and the saying of it."""

from __future__ import annotations

from collections.abc import Callable

from audit_tui.clock import site_now
from audit_tui.linear import demands
from audit_tui.linear.bench import Bench
from audit_tui.linear.dates import understood
from audit_tui.model.audit import State
from audit_tui.model.event import Grade
from audit_tui.phrases.numbers import duration_words
from audit_tui.rules.routing import Slot
from audit_tui.store.workspace import Workspace
from audit_tui.tui import cards
from audit_tui.tui.keyboard import latin
from audit_tui.tui.talk import _, plural
from audit_tui.tui.words import grade_word

_NOW = {"date": "%Y-%m-%d", "time": "%H:%M", "datetime": "%Y-%m-%d %H:%M"}


def answer(bench: Bench, slot: Slot, typed: str, workspace: Workspace) -> bool:
    """Answer with what was typed; says why where it does not fit. Whether it is saved, which is left to be said."""
    manner = cards.manner(slot.question)
    by_manner: dict[str, Callable[[], bool]] = {
        "choose": lambda: _choose(bench, slot, typed),
        "tick": lambda: _tick(bench, slot, typed),
        "attach": lambda: demands.evidence(bench, slot, typed, workspace, quietly=True),
        "write": lambda: _put(bench, slot, typed),
        "field": lambda: _field(bench, slot, typed),
    }
    return by_manner[manner]()


def _put(bench: Bench, slot: Slot, raw: object, grade: Grade | None = None) -> bool:
    return bench.put(lambda: bench.session.answer(slot.path, raw, grade=grade), quietly=True)


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
    elif kind in _NOW:
        read = understood(
            bench.voice, kind, typed, site_now(bench.clock.wall(), bench.session.site.zone).date()
        )
        if read is None:
            return False
        typed = read
    grade: Grade | None = None
    if kind in ("number", "count", "stopwatch"):
        estimated = typed.startswith("~")
        typed, grade = typed.removeprefix("~").strip(), "estimated" if estimated else "noted"
    item = bench.session.item(slot.path)
    if kind == "stopwatch" and item.grade == "measured" and item.laps:
        return _correct(bench, slot, typed, grade)
    return _put(bench, slot, typed, grade)


def _correct(bench: Bench, slot: Slot, typed: str, grade: Grade | None) -> bool:
    """A measured time is corrected by hand with a reason only, which the history keeps."""
    why = bench.voice.ask(_("Why is the measured time corrected? Enter keeps it."))
    if not why:
        bench.voice.say(_("The measured time stands."))
        return False
    return bench.put(lambda: bench.session.answer(slot.path, typed, grade=grade, reason=why), quietly=True)


def regrade(bench: Bench, slot: Slot) -> bool:
    """Say whether a figure was noted down, estimated, or measured with an instrument; whether that is saved."""
    item = bench.session.item(slot.path)
    if slot.question.type not in cards.FIGURES or item.state is not State.ANSWERED:
        bench.voice.say(_("Only a figure is measured, noted or estimated."))
        return False
    grades: list[Grade] = ["noted", "estimated", "measured"]
    chosen = bench.voice.ask_one_of(_("How was it taken?"), [grade_word(grade) for grade in grades])
    return chosen is not None and _put(bench, slot, item.value, grades[chosen])


def one_more(bench: Bench, slot: Slot) -> bool:
    """Count one more; whether that is saved."""
    value = bench.session.item(slot.path).value
    so_far = int(value) if isinstance(value, str) and value.isdigit() else 0
    return bench.put(lambda: bench.session.answer(slot.path, str(so_far + 1), grade="measured"), quietly=True)


def toggle(bench: Bench, slot: Slot) -> bool:
    """Start or stop the stopwatch of a question. Whether a time was taken now."""
    session = bench.session
    if session.elapsed(slot.path) is None:
        if bench.put(lambda: session.start_timer(slot.path), quietly=True):
            bench.voice.say(_("The stopwatch runs; it goes on wherever you go. /t stops it."))
        return False
    return bench.put(lambda: session.stop_timer(slot.path), quietly=True)


def tell_laps(bench: Bench, slot: Slot) -> None:
    """The times taken so far where there are several, and how many are still to be taken."""
    session = bench.session
    laps = session.item(slot.path).laps
    if len(laps) > 1:
        bench.voice.say(_("Times taken: {times}.").format(times=", ".join(map(duration_words, laps))))
    if left := session.laps_left(slot):
        bench.voice.say(
            plural(
                "{count} more time is to be taken; /t starts it.",
                "{count} more times are to be taken; /t starts one.",
                left,
            )
        )


def not_applicable(bench: Bench, slot: Slot, why: str) -> bool:
    """Say that it does not apply, and why."""
    if not slot.question.allow_na:
        bench.voice.say(_("N/A is not allowed here. If it could not be seen: /v, not observed."))
        return False
    why = why or bench.voice.ask(_("Why does this not apply? Enter steps back."))
    return bool(why) and bench.put(lambda: bench.session.not_applicable(slot.path, why), quietly=True)


def not_observed(bench: Bench, slot: Slot, why: str) -> bool:
    """Say that it could not be observed, and why."""
    why = why or bench.voice.ask(_("Why could this not be observed? Enter steps back."))
    return bool(why) and bench.put(lambda: bench.session.not_observed(slot.path, why), quietly=True)


def enter_round(bench: Bench, slot: Slot, number: int) -> str | None:
    """Go into a round of a repeat, 0 for a new one; the path to go to, None where there is none."""
    session = bench.session
    if number == 0 and not bench.put(lambda: session.add_instance(slot.path), quietly=True):
        return None
    rounds = session.record.projection.instances.get(slot.path, [])
    if not 1 <= (number or len(rounds)) <= len(rounds):
        bench.voice.say(_("There is no number {number} yet; 0 adds one.").format(number=number))
        return None
    ulid = rounds[(number or len(rounds)) - 1]
    mine = [one for one in session.slots if one.path.startswith(f"{slot.path}/{ulid}/")]
    first = next((one for one in mine if one.is_asked and session.state(one.path) is State.OPEN), None)
    return (first or mine[0]).path if mine else None
