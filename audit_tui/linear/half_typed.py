"""What was being typed when the program was killed: told when the audit is opened again, saved where it is wanted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from audit_tui.clock import site_now
from audit_tui.keeping import OFFERED, Waiting, waiting
from audit_tui.linear import answering, tell
from audit_tui.linear.bench import Bench
from audit_tui.model.audit import Action
from audit_tui.phrases.causes import cause_of
from audit_tui.rules.moments import read_due
from audit_tui.rules.record import Change
from audit_tui.rules.routing import Slot
from audit_tui.tui.kept_words import excerpt, waiting_words
from audit_tui.tui.talk import _
from audit_tui.tui.typed import as_moment


def offer(bench: Bench) -> None:
    """Tell what stands half typed, the last first, and ask of each what is to become of it."""
    keeper = bench.keeper
    if keeper is None or not bench.session.is_open:
        return
    for one in reversed(waiting(keeper, bench.session, (*OFFERED, "card"))):
        bench.voice.say(_("You were typing when the program ended"))
        bench.voice.say(waiting_words(one, bench.clock))
        bench.voice.say(one.half.text if isinstance(one.half.text, str) else excerpt(one.half))
        answers = [_("Save it as it stands"), _("Not now; it stays kept"), _("Throw it away")]
        chosen = bench.voice.ask_one_of(_("What is to become of it?"), answers)
        if chosen == 2 or (chosen == 0 and _save(bench, one)):
            keeper.drop(one.what)


def _save(bench: Bench, one: Waiting) -> bool:
    """Save a text as it stands; whether it is in the audit now. What does not fit is told."""
    session, slot, text = bench.session, one.slot, one.half.text
    if isinstance(text, dict):
        return _action(bench, slot, text) if slot is not None else _facts(bench, text)
    if slot is None:
        return bench.put(lambda: session.jot(str(text)))
    path, words = slot.path, text if isinstance(text, str) else ""
    saving: dict[str, Callable[[], Change | None]] = {
        "note": lambda: session.note(path, words, private=False),
        "private": lambda: session.note(path, words, private=True),
        "reason": lambda: session.not_applicable(path, words),
        "unseen": lambda: session.not_observed(path, words),
    }
    if one.kind in saving:
        return bench.put(saving[one.kind])
    if isinstance(text, list):
        return bench.put(lambda: session.answer(path, text))
    saved = answering.answer(bench, slot, words, bench.here.workspace)
    if saved:
        bench.voice.say(tell.saved(session, slot))
    return saved


def _action(bench: Bench, slot: Slot, values: dict[str, str]) -> bool:
    session, before = bench.session, bench.session.item(slot.path).actions

    def make() -> Change | None:
        today = date.fromisoformat(f"{site_now(bench.clock.wall(), session.site.zone):%Y-%m-%d}")
        due = values.get("due", "")
        action = Action(
            id=before[-1].id if before else bench.clock.ulid(),
            what=values.get("what", ""),
            owner=values.get("owner", ""),
            due=read_due(due, today) if due else None,
            verify=values.get("verify", ""),
            cause=cause_of(values.get("cause", "")),
        )
        return session.add_action(slot.path, action)

    return bench.put(make)


def _facts(bench: Bench, values: dict[str, str]) -> bool:
    session, saved = bench.session, True
    for name, typed in values.items():
        value = as_moment(typed) or typed if name == "visit_end" else typed
        if value != str(session.record.projection.facts.get(name) or ""):
            saved = bench.put(lambda name=name, value=value: session.set_fact(name, value)) and saved  # type: ignore[misc]
    return saved
