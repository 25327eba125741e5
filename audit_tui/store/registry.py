"""The registry: sites, people, this machine, and the audit numbers already given.

Audits take snapshots from it; changing an entry never changes an audit.
"""

from __future__ import annotations

import difflib
import re
import socket
from collections.abc import Callable
from typing import Any, Final

from tinydb.table import Table

from audit_tui.clock import Clock
from audit_tui.errors import InputError
from audit_tui.i18n import _
from audit_tui.model.site import Person, Site
from audit_tui.model.text import clean
from audit_tui.store.shared import read_table, transaction
from audit_tui.store.workspace import Workspace

_NUMBER: Final = re.compile(r"(AUD-\d{4}-[A-Z0-9_-]+-)(\d{1,9})", re.ASCII)


class Registry:
    """Sites and people of one workspace, in `registry.json`."""

    def __init__(self, workspace: Workspace, clock: Clock) -> None:
        self._path = workspace.registry
        self._lock = workspace.locks / "registry.lock"
        self._vault = workspace.vault
        self._clock = clock

    # -- sites ----------------------------------------------------------------------------------------

    def sites(self) -> list[Site]:
        """All sites, by name."""
        sites = [Site.model_validate(raw) for raw in read_table(self._path, "sites", self._vault)]
        return sorted(sites, key=lambda site: (site.name.casefold(), site.id.casefold()))

    def find_site(self, ref: str) -> Site | None:
        """The site with this id or alias, in any case; None where there is none."""
        wanted = ref.strip().casefold()
        sites = self.sites()
        for site in sites:
            if site.id.casefold() == wanted:
                return site
        for site in sites:
            if wanted in (alias.casefold() for alias in site.aliases):
                return site
        return None

    def get_site(self, ref: str) -> Site:
        """The site with this id or alias; InputError with near matches where there is none."""
        site = self.find_site(ref)
        if site is None:
            near = self.suggest_sites(ref)
            hint = (
                _("Did you mean {near}?").format(near=" or ".join(near))
                if near
                else _("Create it first, or import a list of sites.")
            )
            raise InputError(
                "site.unknown", _("There is no site {ref!r}.").format(ref=ref.strip()[:60]), next_step=hint
            )
        return site

    def suggest_sites(self, ref: str, count: int = 3) -> list[str]:
        """Ids of sites whose id, alias or name is like `ref`."""
        names: dict[str, str] = {}
        for site in self.sites():
            for name in (site.id, site.name, *site.aliases):
                names.setdefault(name.casefold(), site.id)
        near = difflib.get_close_matches(ref.strip().casefold(), names, n=count, cutoff=0.6)
        return list(dict.fromkeys(names[name] for name in near))

    def add_site(self, site: Site) -> None:
        """Keep a new site. InputError where its id or an alias is taken."""
        self.put_sites([site], new=True)

    def update_site(self, site: Site) -> None:
        """Change the site with this id. InputError where there is none or an alias is taken."""
        self.put_sites([site], new=False)

    def put_sites(self, sites: list[Site], *, new: bool | None = None) -> tuple[int, int]:
        """Keep sites, all or none; returns how many were added and how many changed.

        `new` True refuses ids that are there already, False ids that are not, None takes both.
        """
        added = updated = 0

        def change(table: Table) -> None:
            nonlocal added, updated
            kept: dict[str, dict[str, Any]] = {raw["id"].casefold(): dict(raw) for raw in table.all()}
            for site in sites:
                known = kept.get(site.id.casefold())
                if known is not None and new is True:
                    raise InputError(
                        "site.taken", _("There is a site {id!r} already.").format(id=known["id"])
                    )
                if known is None and new is False:
                    raise InputError("site.unknown", _("There is no site {id!r}.").format(id=site.id))
                dumped = site.model_dump(mode="json", exclude_none=True)
                added += known is None
                updated += known is not None and known != dumped
                kept[site.id.casefold()] = dumped
            _refuse_shared_names(list(kept.values()))
            table.truncate()
            table.insert_multiple(kept.values())

        self._change("sites", change)
        return added, updated

    # -- people ---------------------------------------------------------------------------------------

    def people(self) -> list[Person]:
        """Everybody who is remembered, by name."""
        people = [Person.model_validate(raw) for raw in read_table(self._path, "people", self._vault)]
        return sorted(people, key=lambda person: person.name.casefold())

    def find_person(self, ref: str) -> Person | None:
        """The person with this name, alias or id, in any case."""
        wanted = ref.strip().casefold()
        for person in self.people():
            if wanted in (person.name.casefold(), person.alias.casefold(), person.id.casefold()):
                return person
        return None

    def remember_person(self, name: str, alias: str = "") -> Person:
        """The person called so, made if new. A new alias replaces the old one.

        Without an alias a new person gets a free one (`Auditor 3`), for a mystery visit shows nothing else.
        InputError where the alias is somebody else's or the name is empty.
        """
        name = clean(name, newlines=False, limit=500)[0].strip()
        alias = clean(alias, newlines=False, limit=500)[0].strip()
        if not name:
            raise InputError("person.name", _("The name of the auditor is empty."))
        known = self._person(self.people(), name, alias)
        if known is not None and alias in ("", known.alias):
            return known
        result: list[Person] = []

        def change(table: Table) -> None:
            documents = table.all()
            people = [Person.model_validate(dict(document)) for document in documents]
            known = self._person(people, name, alias)
            other = [p for p in people if p != known and p.alias.casefold() == alias.casefold() and alias]
            if other:
                raise InputError(
                    "person.alias",
                    _("The alias {alias!r} is somebody else's.").format(alias=alias),
                    next_step=_("Choose another."),
                )
            person = Person(
                id=known.id if known else self._clock.ulid(),
                name=known.name if known else name,
                alias=alias or (known.alias if known else _free_alias(people)),
            )
            result.append(person)
            at = next((document.doc_id for document in documents if document["id"] == person.id), None)
            if at is None:
                table.insert(person.model_dump(mode="json"))
            else:
                table.update(person.model_dump(mode="json"), doc_ids=[at])

        self._change("people", change)
        return result[0]

    @staticmethod
    def _person(people: list[Person], name: str, alias: str) -> Person | None:
        named = [person for person in people if person.name.casefold() == name.casefold()]
        same = [person for person in named if person.alias.casefold() == alias.casefold()]
        return next(iter(same or named), None)

    # -- this machine, numbers ------------------------------------------------------------------------

    def device(self) -> str:
        """The ULID of this machine in this workspace, made once."""
        host = socket.gethostname().casefold()
        for raw in read_table(self._path, "devices", self._vault):
            if raw.get("host") == host:
                return str(raw["id"])
        made: list[str] = []

        def change(table: Table) -> None:
            for document in table.all():
                if document.get("host") == host:
                    made.append(str(document["id"]))
                    return
            made.append(self._clock.ulid())
            table.insert({"id": made[0], "host": host})

        self._change("devices", change)
        return made[0]

    def last_number(self, prefix: str) -> int:
        """The highest number ever given under this prefix (`AUD-2026-ROMA-`), 0 for none."""
        used = [
            raw["last"]
            for raw in read_table(self._path, "numbers", self._vault)
            if raw.get("prefix") == prefix
        ]
        return max(used, default=0)

    def use_number(self, number: str) -> None:
        """Keep in mind that an audit bears this number, even if it is deleted; other forms are not counted."""
        match = _NUMBER.fullmatch(number.upper())
        if match is None:
            return
        prefix, last = match[1], int(match[2])

        def change(table: Table) -> None:
            for document in table.all():
                if document["prefix"] == prefix:
                    table.update({"last": max(last, document["last"])}, doc_ids=[document.doc_id])
                    return
            table.insert({"prefix": prefix, "last": last})

        self._change("numbers", change)

    def _change(self, name: str, change: Callable[[Table], None]) -> None:
        with transaction(self._path, self._lock, vault=self._vault) as database:
            change(database.table(name, cache_size=0))


def _free_alias(people: list[Person]) -> str:
    taken = {person.alias.casefold() for person in people}
    number = 1
    while f"auditor {number}" in taken:
        number += 1
    return _("Auditor {number}").format(number=number)


def _refuse_shared_names(documents: list[dict[str, Any]]) -> None:
    """An id or alias must lead to one site only."""
    owner: dict[str, str] = {}
    for document in documents:
        for name in (document["id"], *document.get("aliases", ())):
            other = owner.setdefault(name.casefold(), document["id"])
            if other != document["id"]:
                raise InputError(
                    "site.alias",
                    _("{name!r} would lead to two sites, {other!r} and {id!r}.").format(
                        name=name, other=other, id=document["id"]
                    ),
                    next_step=_("Give one of them another alias."),
                )
