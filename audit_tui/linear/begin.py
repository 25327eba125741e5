"""A new audit in lines: site, auditor, kind of visit, date and time, checklists. Nothing is begun half."""

from __future__ import annotations

from pydantic import ValidationError

from audit_tui.beginning import CORE, begin_audit, core_rank, in_order
from audit_tui.clock import Clock, site_now
from audit_tui.library.finder import find_checklists
from audit_tui.linear.dates import understood
from audit_tui.linear.voice import Voice
from audit_tui.locale_format import moment_words
from audit_tui.model.site import Person, Site
from audit_tui.model.text import pick
from audit_tui.paths import shipped_checklists
from audit_tui.rules.moments import example_day
from audit_tui.rules.planning import DueTask
from audit_tui.store.audits import AuditStore
from audit_tui.store.registry import Registry
from audit_tui.tui.sites import faults_of, site_of
from audit_tui.tui.talk import _, language, plural
from audit_tui.tui.typed import local_zone
from audit_tui.tui.words import kind_help, kind_word, kinds


def begin(
    store: AuditStore,
    registry: Registry,
    clock: Clock,
    voice: Voice,
    *,
    run: str,
    task: DueTask | None = None,
) -> str | None:
    """Ask for all that an audit begins with, of a `task` of the plan for what the plan leaves open; its id, or None
    where the person stepped back."""
    voice.say(_("New audit. Enter steps back."))
    planned = registry.find_site(task.site) if task is not None and task.site else None
    site = planned or _site(store, registry, voice)
    person = _person(registry, voice) if site is not None else None
    if site is None or person is None:
        return None
    kind: str = (task.entry.kind or "") if task is not None else ""
    if not kind:
        chosen = voice.ask_one_of(
            _("What kind of visit?"), [f"{kind_word(kind)}: {kind_help(kind)}" for kind in kinds()]
        )
        if chosen is None:
            return None
        kind = kinds()[chosen]
    start = _start(site, clock, voice)
    found = {
        info.id: info
        for info in find_checklists([store.workspace.checklists, shipped_checklists()])
        if not info.problem
    }
    asked = [id_ for id_ in task.entry.checklists if id_ in found] if task is not None else []
    ids = in_order(asked) or _checklists(
        [(id_, pick(info.title, language()) or id_, info.questions) for id_, info in found.items()], voice
    )
    if not ids:
        return None
    return begin_audit(
        store,
        registry,
        clock,
        site=site,
        person=person,
        kind=kind,
        start=start,
        checklists=[found[id_].path for id_ in ids],
        run=run,
    )


def _site(store: AuditStore, registry: Registry, voice: Voice) -> Site | None:
    fault, sites = "", registry.sites()
    while True:
        lines = [f"{at}. {site.name} ({site.id})" for at, site in enumerate(sites[:20], 1)]
        if len(sites) > 20:
            lines.append(_("and {count} more; words find them.").format(count=len(sites) - 20))
        lines.append(_("Which site? A number, an id, words of its name, or + for a new one."))
        typed, fault = voice.ask("\n".join(lines), fault=fault), ""
        if not typed:
            return None
        if typed == "+":
            made = _new_site(store, registry, voice)
            if made is not None:
                return made
            continue
        if typed.isdecimal() and 1 <= int(typed) <= min(20, len(sites)):
            return sites[int(typed) - 1]
        exact = registry.find_site(typed)
        if exact is not None:
            return exact
        wanted = typed.casefold()
        near = [one for one in sites if wanted in f"{one.name} {one.id} {one.address}".casefold()]
        if len(near) == 1:
            return near[0]
        if near:
            at_ = voice.ask_one_of(_("Which one?"), [f"{one.name} ({one.id})" for one in near[:20]])
            if at_ is not None:
                return near[at_]
        else:
            fault = _("No site fits what you typed.")


def _new_site(store: AuditStore, registry: Registry, voice: Voice) -> Site | None:
    asked = {
        "id": _("Short id, e.g. ROMA-01; letters, digits, hyphen and underscore."),
        "name": _("Name, as customers know it."),
        "address": _("Address, or Enter."),
        "region": _("Region, or Enter."),
        "zone": _("Time zone, e.g. Europe/Rome; Enter: {zone}.").format(zone=local_zone()),
        "jurisdiction": _("Country whose law holds, e.g. IT, PL, US-CA; or Enter."),
    }
    values: dict[str, str] = {"profile": store.workspace.settings.profile}
    for name, question in asked.items():
        fault = ""
        while True:
            values[name] = voice.ask(question, fault=fault)
            if name == "zone":
                values[name] = values[name] or local_zone()
            if name == "id" and not values[name]:
                return None
            faults = faults_of(
                {"id": "X", "name": "X", **values} if name != "id" else {"name": "X", **values}
            )
            if name == "id" and registry.find_site(values[name]) is not None:
                faults["id"] = _("there is a site with this id already.")
            if name not in faults:
                break
            fault = faults[name]
    try:
        site = site_of(values)
    except ValidationError as error:
        voice.say(str(error.errors()[0]["msg"]))
        return None
    registry.add_site(site)
    return site


def _person(registry: Registry, voice: Voice) -> Person | None:
    people = registry.people()
    for at, person in enumerate(people, 1):
        voice.say(f"{at}. {person.name} ({_('alias {alias}').format(alias=person.alias)})")
    typed = voice.ask(_("Who audits? A number, or a new name."))
    if not typed:
        return None
    if typed.isdecimal() and 1 <= int(typed) <= len(people):
        return people[int(typed) - 1]
    known = next((one for one in people if one.name.casefold() == typed.casefold()), None)
    if known is not None:
        return known
    alias = voice.ask(
        _("Under which alias? On a mystery visit only this is ever shown. Enter gives one by itself.")
    )
    return registry.remember_person(typed, alias)


def _start(site: Site, clock: Clock, voice: Voice) -> str:
    now = site_now(clock.wall(), site.zone)
    question = _("When does the visit begin? Local time of the site, as {moment}; Enter: {now}.").format(
        moment=f"{example_day()} 10:31", now=moment_words(f"{now:%Y-%m-%dT%H:%M}")
    )
    lines = voice.asks(question)
    while typed := next(lines):
        if (start := understood(voice, "datetime", typed, now.date())) is not None:
            return start
    return f"{now:%Y-%m-%dT%H:%M}"


def _checklists(found: list[tuple[str, str, int]], voice: Voice) -> list[str]:
    found = sorted(found, key=lambda one: (core_rank(one[0]), one[0]))
    if not found:
        voice.say(_("No checklists were found."))
        return []
    lines = [
        f"{at}. {title}, {plural('{count} question', '{count} questions', asked)}"
        for at, (_id, title, asked) in enumerate(found, 1)
    ]
    all_core, fault = {one[0] for one in found} >= set(CORE), ""
    lines.append(
        _("Which checklists? Numbers with spaces between, or core for the four core touchpoints.")
        if all_core
        else _("Which checklists? Numbers with spaces between.")
    )
    while True:
        typed = voice.ask("\n".join(lines), fault=fault)
        if not typed:
            return []
        if all_core and typed.casefold() == "core":
            return list(CORE)
        numbers = typed.replace(",", " ").split()
        ids = {one[0] for one in found}
        if all(each in ids or (each.isdecimal() and 1 <= int(each) <= len(found)) for each in numbers):
            return in_order({each if each in ids else found[int(each) - 1][0] for each in numbers})
        fault = _("Type numbers from 1 to {last}.").format(last=len(found))
