"""A block of telephone tests in lines: one checklist over many sites, and how each call ended."""

from __future__ import annotations

from collections.abc import Callable

from audit_tui.errors import AuditError
from audit_tui.linear.bench import Bench
from audit_tui.linear.here import Here
from audit_tui.model.site import Site
from audit_tui.model.text import pick
from audit_tui.phrases.attempts import attempts_words, outcome_words
from audit_tui.rules.attempts import OUTCOMES, Outcome
from audit_tui.tui.talk import _, language
from audit_tui.tui.words import visit_words
from audit_tui.visits.calls import Calls, open_sites, phone_checklists


def block(here: Here, walk: Callable[[str], None]) -> None:
    """Ask for checklist and auditor, then call one site after another until nothing is typed."""
    voice = here.voice
    sites, people = open_sites(here.registry.sites(), here.store.today()), here.registry.people()
    if not sites or not people:
        voice.say(_("There is no site or no auditor yet; the first audit (n at home) makes both."))
        return
    found = phone_checklists(here.workspace)
    if not found:
        voice.say(_("No checklists were found."))
        return
    titles = [pick(one.title, language()) or one.id for one in found]
    at = 0 if len(found) == 1 else voice.ask_one_of(_("Which checklist?"), titles)
    who = 0 if len(people) == 1 else voice.ask_one_of(_("Who calls?"), [one.name for one in people])
    if at is None or who is None:
        return
    calls = Calls(
        here.store,
        here.registry,
        here.clock,
        checklist=found[at],
        person=people[who],
        sites=sites,
        run=here.run,
    )
    voice.say(f"{_('Telephone tests')}: {titles[at]}")
    while True:
        try:
            calls.look()
        except AuditError as error:
            voice.say(str(error))
        for number, site in enumerate(sites, 1):
            voice.say(f"{number}. {_line(calls, site)}")
        typed = voice.ask(_("Which site do you call? Enter goes back; every call is saved."))
        if not typed:
            return
        if typed.isdecimal() and 1 <= int(typed) <= len(sites):
            try:
                _call(here, calls, sites[int(typed) - 1], walk)
            except AuditError as error:
                voice.say(str(error))
        else:
            voice.say(_("Type numbers from 1 to {last}.").format(last=len(sites)))


def _line(calls: Calls, site: Site) -> str:
    row = calls.rows.get(site.id)
    if row is None:
        return f"{site.name}, {_('not called')}"
    made = attempts_words(calls.attempts(site.id), _)
    return ", ".join(part for part in (site.name, row.number, made, visit_words(row)) if part)


def _call(here: Here, calls: Calls, site: Site, walk: Callable[[str], None]) -> None:
    """Ask how a call to a site ended; who was reached is asked the questions."""
    row = calls.rows.get(site.id)
    if row is not None and row.status == "finished":
        here.voice.say(_("{number} is finished; nothing is added to it.").format(number=row.number))
        return
    endings = [outcome_words(each, _) for each in OUTCOMES]
    at = here.voice.ask_one_of(_("How did the call to {site} end?").format(site=site.name), endings)
    if at is None:
        return
    outcome: Outcome = OUTCOMES[at]
    ref = calls.audit(site)
    bench = Bench(here, ref)
    try:
        saved = bench.put(lambda: bench.session.call(outcome))
    finally:
        bench.close()
    if saved and outcome == "reached":
        walk(ref)
