"""Makes the demo: a workspace marked DEMO with the fictional chain's year of audits in it.

Deterministic: two runs of one version give the same audit files, byte for byte.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from audit_tui.clock import FixedClock
from audit_tui.demo import words
from audit_tui.demo.answers import survey_answers
from audit_tui.demo.chain import AUDITORS, CLIENT, CORE, ORGANISATION, PLACES, SITES, VISITS, Visit
from audit_tui.demo.reviews import review
from audit_tui.demo.walk import Walker
from audit_tui.evidence.files import keep
from audit_tui.library.loader import load_checklist
from audit_tui.library.overrides import laid_down
from audit_tui.model.audit import Evidence
from audit_tui.model.checklist import Checklist
from audit_tui.model.site import Person, Site
from audit_tui.paths import shipped_checklists
from audit_tui.rehearsal import Rehearsal
from audit_tui.rules.writing import begin, new_run
from audit_tui.saver import Saver
from audit_tui.store.actions import ActionList
from audit_tui.store.audits import AuditStore
from audit_tui.store.disk import make_directory, not_saved, replace
from audit_tui.store.feedback import FieldNotes
from audit_tui.store.registry import Registry
from audit_tui.store.responses import SurveyResponses
from audit_tui.store.workspace import Workspace, absolute, create_workspace, open_workspace

_LAST_ROUND = "2026-09-01"
_SEED = 20_251_118


def make_demo(directory: Path, progress: Callable[[int, int], None] | None = None) -> Workspace:
    """Make `directory` (new or empty) into a demo workspace and fill it.

    It appears whole or not at all: it is made beside and moved there. `progress` is told how many audits of how
    many are made; what it raises breaks it off. Raises InputError where the folder
    holds other things, NotSavedError where the disk refuses.
    """
    directory = absolute(directory)
    try:
        if directory.exists() and not (directory.is_dir() and not any(directory.iterdir())):
            # Refuses it, with the reason.
            return create_workspace(directory)
        make_directory(directory.parent)
        beside = Path(tempfile.mkdtemp(prefix=f".{directory.name}.", dir=directory.parent))
        try:
            _fill(beside / directory.name, progress or (lambda _done, _total: None))
            if directory.exists():
                directory.rmdir()
            replace(beside / directory.name, directory)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        raise not_saved(error, directory) from error
    return open_workspace(directory, {})


def _fill(directory: Path, progress: Callable[[int, int], None]) -> None:
    workspace = create_workspace(directory, organisation=ORGANISATION, demo=True)
    clock = FixedClock(now=_utc(VISITS[0].start, SITES[0]), seed=_SEED)
    registry = Registry(workspace, clock)
    registry.put_sites(list(SITES))
    people = [registry.remember_person(auditor.name, auditor.alias) for auditor in AUDITORS]
    maker = _Maker(workspace, clock, people, registry.device(), _checklists(workspace))
    for number, visit in enumerate(VISITS):
        progress(number, len(VISITS))
        maker.make(visit, number)
    progress(len(VISITS), len(VISITS))
    review(AuditStore(workspace, clock), registry, clock)
    # Whichever visit was made last: what is not of a visit belongs to the end of the year.
    clock.now = clock.started = max(_utc(visit.start, _site(visit)) for visit in VISITS)
    _settle_actions(ActionList(workspace, clock))
    for day, site, touchpoint, kind, text in words.FIELD_NOTES:
        FieldNotes(workspace, clock).add(kind, text, site=site, touchpoint=touchpoint, day=day)
    SurveyResponses(workspace, clock).add(*survey_answers(random.Random(_SEED)))
    # The list of audits was made for the files as they lay there; it is made anew where they lie now.
    workspace.catalogue.unlink(missing_ok=True)


def _checklists(workspace: Workspace) -> dict[tuple[str, str], Checklist]:
    """By site and id: the checklists as they hold there, each read once for all sites under one law."""
    read: dict[tuple[str, str], Checklist] = {}
    found = {}
    for site in SITES:
        laid = laid_down(workspace.standards, site)
        for id_ in CORE:
            key = (laid.terms.jurisdiction, id_)
            if key not in read:
                read[key] = load_checklist(shipped_checklists() / f"{id_}.yaml", laid)
            found[site.id, id_] = read[key]
    return found


def _settle_actions(actions: ActionList) -> None:
    """Most of what was asked for in earlier rounds has been done and checked; every fourth is overdue."""
    earlier = [action for action in actions.list_actions() if action.due and action.due < _LAST_ROUND]
    for place, action in enumerate(earlier):
        if place % 4:
            actions.set_status(action.id, "verified" if place % 4 > 1 else "done")


class _Maker:
    """Makes one audit after the other."""

    def __init__(
        self,
        workspace: Workspace,
        clock: FixedClock,
        people: list[Person],
        device: str,
        checklists: dict[tuple[str, str], Checklist],
    ) -> None:
        self._workspace, self._clock = workspace, clock
        self._people, self._device, self._checklists = people, device, checklists
        self._store = AuditStore(workspace, clock)

    def make(self, visit: Visit, number: int) -> None:
        site = _site(visit)
        begun = datetime.fromisoformat(visit.start)
        self._set_clock(visit, site)
        walked = self._walked(visit, site, begun, random.Random(_SEED + number), number)
        session = walked.session
        with walked.keep(self._store) as audit:
            saver = Saver(audit, session)
            if visit.ending in ("finished", "aborted"):
                saver.save(session.finish(allow_open=visit.ending == "aborted"))
            elif visit.ending == "abandoned":
                saver.save(session.abandon(words.ABANDONED))
            saver.close()

    def _walked(
        self, visit: Visit, site: Site, begun: datetime, chance: random.Random, number: int
    ) -> Rehearsal:
        clock, person = self._clock, self._people[visit.auditor]
        run = new_run(clock)
        header, first = begin(
            number=self._store.next_number(site.id, begun.year),
            site=site,
            checklists=[self._checklists[site.id, id_] for id_ in visit.checklists],
            facts=_facts(visit, site, person),
            clock=clock,
            actor=person.id,
            device=self._device,
            run=run,
            demo=True,
        )
        rehearsal = Rehearsal(header, first, clock=clock, actor=person.id, device=self._device, run=run)
        session, take = rehearsal.session, rehearsal.take
        walker = Walker(
            session,
            take,
            clock=clock,
            chance=chance,
            level=visit.level,
            said={**PLACES[site.id], **visit.said},
            begun=begun,
            camera=_Camera(self._workspace, clock, site, number),
        )
        walker.walk(visit.share)
        if visit.ending == "draft":
            waiting = session.next_open(None)
            if waiting:
                take(session.flag(waiting, True))
            return rehearsal
        walker.follow_up()
        walker.declare()
        take(session.set_fact("visit_end", f"{begun + timedelta(minutes=visit.minutes):%Y-%m-%dT%H:%M}"))
        if visit.ending == "aborted":
            take(session.set_fact("outcome", "aborted"))
            take(session.set_fact("abort_reason", words.ABORTED))
            return rehearsal
        take(session.set_fact("outcome", "completed"))
        passed = session.score().passed
        take(session.set_fact("conclusion", words.CONCLUSIONS[passed]))
        if passed is False:
            take(session.set_fact("follow_up", f"{begun + timedelta(days=60):%Y-%m-%d}"))
            if visit.kind == "open":
                take(session.set_fact("diverging_opinion", words.DIVERGING))
        return rehearsal

    def _set_clock(self, visit: Visit, site: Site) -> None:
        """The form is filled in while the visit goes on, on mystery visits half an hour after it."""
        start = _utc(visit.start, site)
        if visit.kind == "mystery":
            start += (visit.minutes + 30) * 60_000
        self._clock.now = self._clock.started = start
        zone = datetime.fromtimestamp(start / 1000, ZoneInfo(site.zone)).utcoffset() or timedelta()
        self._clock.minutes_ahead = int(zone.total_seconds() // 60)


class _Camera:
    """Draws scenes of one visit and keeps them as evidence."""

    def __init__(self, workspace: Workspace, clock: FixedClock, site: Site, number: int) -> None:
        self._workspace, self._clock, self._site, self._seed = workspace, clock, site, number * 100

    def __call__(self, scene: str, at: datetime) -> Evidence:
        from audit_tui.demo.scenes import draw

        self._seed += 1
        picture = draw(scene, label=f"{self._site.name} · {at:%Y-%m-%d %H:%M}", taken=at, seed=self._seed)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "photo.jpg"
            path.write_bytes(picture)
            return keep(self._workspace.blobs, path, clock=self._clock)


def _site(visit: Visit) -> Site:
    return next(one for one in SITES if one.id == visit.site)


def _utc(local: str, site: Site) -> int:
    moment = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(site.zone))
    return int(moment.astimezone(UTC).timestamp() * 1000)


def _facts(visit: Visit, site: Site, person: Person) -> dict[str, Any]:
    titles = ", ".join(visit.checklists)
    facts = {
        "kind": visit.kind,
        "auditor": person.name,
        "alias": person.alias,
        "visit_start": visit.start,
        "client": CLIENT,
        "objective": f"To see whether {site.name} keeps the service standards of the chain.",
        "scope": f"The touchpoints {titles}, once, at the time of the visit.",
        "criteria": "The chain's service standards, edition 2026.1",
        "distribution": "Store manager; customer service office",
        "confidentiality": "DEMO: invented, free to show",
        "acquaintance": "none",
    }
    if visit.kind == "open":
        facts["participants"] = f"{person.name}; the store manager"
    return facts
