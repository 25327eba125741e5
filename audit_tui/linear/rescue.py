"""Saying again what was whole after a damage: told entry by entry, said again one by one or all."""

from __future__ import annotations

from audit_tui.clock import site_now
from audit_tui.errors import InputError
from audit_tui.linear.bench import Bench
from audit_tui.reports.rescue import entry_words, standing_words
from audit_tui.rescuing import reason_of, say_again, standings
from audit_tui.rules.record import Change
from audit_tui.store.auditfile import Rescued
from audit_tui.tui.keyboard import latin
from audit_tui.tui.talk import _, language, plural


def offer(bench: Bench) -> None:
    """Tell what became of an audit that was found damaged, and ask what of it is to be said again."""
    found = bench.audit.rescue
    if found is None:
        bench.voice.say(_("This audit was whole when it was opened; there is nothing to say again."))
        return
    bench.voice.say(found.what)
    if not found.later:
        bench.voice.say(_("Nothing can be said again: no later entry is whole."))
    elif bench.readonly:
        bench.voice.say(_("The audit can only be read now, so nothing can be said again yet."))
    else:
        bench.voice.say(_("What was damaged in between can only be answered anew."))
        _ask(bench, list(found.later))
    if found.kept is not None:
        bench.voice.say(_("The damaged file is kept: {path}").format(path=found.kept))


def _ask(bench: Bench, entries: list[Rescued]) -> None:
    while left := _tell(bench, entries):
        typed = bench.voice.ask(_("A number says one again, a says all; Enter goes on without."))
        if not typed:
            bench.voice.say(_("/rescue asks again, until the audit is left."))
            return
        if latin(typed.casefold()) == "a":
            said = sum(_say(bench, entries[at]) for at in left)
            bench.voice.say(plural("{count} entry said again.", "{count} entries said again.", said))
            if said < len(left):
                return
        elif typed.isdecimal() and 1 <= int(typed) <= len(entries):
            _say(bench, entries[int(typed) - 1])
        else:
            bench.voice.say(_("Type numbers from 1 to {last}.").format(last=len(entries)))
    bench.voice.say(_("Everything that can be said again is in the audit."))


def _tell(bench: Bench, entries: list[Rescued]) -> list[int]:
    """Say what was said, in its order, and how it stands to the audit; which of it the audit does not hold."""
    session = bench.session
    found = standings(session, entries)
    left = [at for at, standing in enumerate(found) if standing == "new"]
    if left:
        for at, (entry, standing) in enumerate(zip(entries, found, strict=True), 1):
            label, value = entry_words(entry, session, language(), _)
            moment = site_now(entry.wall, session.site.zone)
            told = f"{at}. {moment:%m-%d %H:%M} {label}: {value} ({standing_words(standing, _)})"
            bench.voice.say(told)
    return left


def _say(bench: Bench, entry: Rescued) -> bool:
    """Say one entry again; whether it is in the audit now. What the checklist refuses is told."""
    refused = False

    def make() -> Change | None:
        nonlocal refused
        try:
            return say_again(bench.session, entry, reason_of(entry))
        except InputError:
            refused = True
            raise

    saved = bench.put(make, quietly=True) and not refused
    if saved:
        label, value = entry_words(entry, bench.session, language(), _)
        bench.voice.say(_("Said again: {label}: {value}").format(label=label, value=value))
    return saved
