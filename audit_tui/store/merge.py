"""What happens when something restored meets what is there: the rules alone, no files.

What is there is never replaced by anything that is not newer and made of it; two histories that went apart
are never mixed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from pydantic import ValidationError

from audit_tui.i18n import _
from audit_tui.model.plan import PlanEntry
from audit_tui.model.site import Person, Site
from audit_tui.model.survey import SurveyResponse
from audit_tui.model.text import Model
from audit_tui.store.actions import TrackedAction
from audit_tui.store.feedback import FieldNote
from audit_tui.store.ledgers import ACTIONS, FEEDBACK, PLAN, SURVEYS, Ledger

Document = Mapping[str, Any]


class Relation(StrEnum):
    """How the events of a restored audit stand to those of the same audit here."""

    SAME = "same"
    BEHIND = "behind"
    """Everything restored is here, and more."""
    AHEAD = "ahead"
    """Everything here is restored, and more."""
    DIVERGED = "diverged"


def relation(here: Sequence[str], restored: Sequence[str]) -> Relation:
    """Compare two audits by the hashes of their events, in order; a hash stands for all events up to it."""
    if list(here[: len(restored)]) == list(restored):
        return Relation.SAME if len(here) == len(restored) else Relation.BEHIND
    if list(restored[: len(here)]) == list(here):
        return Relation.AHEAD
    return Relation.DIVERGED


class Merge(NamedTuple):
    """What a table takes in: documents to add, documents to put in the place of others, and what stays out."""

    added: list[dict[str, Any]]
    changed: list[dict[str, Any]]
    left_out: list[str]
    """Why each of the others was left out, in words."""


def merge_sites(here: Sequence[Document], restored: Sequence[Document]) -> Merge:
    """Sites that are not here; one that is here stays as it is. No name leads to two sites."""
    taken = {
        str(name).casefold(): str(site["id"])
        for site in here
        for name in (site["id"], *site.get("aliases", ()))
    }
    known = {str(site["id"]).casefold() for site in here}
    added, left_out = [], []
    for raw in restored:
        try:
            site = Site.model_validate(raw)
        except ValidationError:
            left_out.append(_("A site is not as it should be: {id!r}.").format(id=str(raw.get("id"))[:40]))
            continue
        if site.id.casefold() in known:
            continue
        names = dict.fromkeys(name.casefold() for name in (site.id, *site.aliases))
        clash = next((name for name in names if name in taken), None)
        if clash is not None:
            left_out.append(
                _("Site {id!r}: {clash!r} leads to site {taken!r} here.").format(
                    id=site.id, clash=clash, taken=taken[clash]
                )
            )
            continue
        taken |= dict.fromkeys(names, site.id)
        known.add(site.id.casefold())
        added.append(dict(raw))
    return Merge(added, [], left_out)


def merge_people(here: Sequence[Document], restored: Sequence[Document]) -> Merge:
    """People who are not here, by id; those here stay as they are. No alias is two people's."""
    ids = {str(person["id"]) for person in here}
    aliases = {str(person.get("alias", "")).casefold(): str(person.get("name", "")) for person in here}
    added, left_out = [], []
    for raw in restored:
        try:
            person = Person.model_validate(raw)
        except ValidationError:
            left_out.append(_("A person is not as it should be: {id!r}.").format(id=str(raw.get("id"))[:40]))
            continue
        alias = person.alias.casefold()
        if person.id in ids or (alias and aliases.get(alias, "").casefold() == person.name.casefold()):
            continue
        if alias and alias in aliases:
            left_out.append(
                _("{name}: the alias {alias!r} is somebody else's here.").format(
                    name=person.name, alias=person.alias
                )
            )
            continue
        ids.add(person.id)
        aliases[alias] = person.name
        added.append(dict(raw))
    return Merge(added, [], left_out)


def merge_devices(here: Sequence[Document], restored: Sequence[Document]) -> Merge:
    """Machines whose id and host are not here."""
    known = {str(device.get(key)) for device in here for key in ("id", "host")}
    added = [
        dict(raw)
        for raw in restored
        if isinstance(raw.get("id"), str)
        and isinstance(raw.get("host"), str)
        and not {raw["id"], raw["host"]} & known
    ]
    return Merge(added, [], [])


def merge_numbers(here: Sequence[Document], restored: Sequence[Document]) -> Merge:
    """The higher one of two last numbers of a prefix, so that no number is given twice."""
    last = {str(entry["prefix"]): int(entry["last"]) for entry in here}
    added: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    for raw in restored:
        prefix, number = raw.get("prefix"), raw.get("last")
        if not isinstance(prefix, str) or not isinstance(number, int) or number <= last.get(prefix, 0):
            continue
        (changed if prefix in last else added).append({"prefix": prefix, "last": number})
        last[prefix] = number
    return Merge(added, changed, [])


def _merge_entries(ledger: Ledger, model: type[Model]) -> Rule:
    def merge(here: Sequence[Document], restored: Sequence[Document]) -> Merge:
        """Entries that are not here, and the states of known ones that were set later than those here."""
        known = {str(entry["id"]): int(entry["changed"]) for entry in here}
        added, changed, left_out = [], [], []
        for raw in restored:
            try:
                model.model_validate(raw)
            except ValidationError:
                what = _(ledger.entry).capitalize()
                left_out.append(
                    _("{what} is not as it should be: {id!r}.").format(what=what, id=str(raw.get("id"))[:40])
                )
                continue
            id_, moment = str(raw["id"]), int(raw["changed"])
            if id_ not in known:
                added.append(dict(raw))
            elif moment > known[id_]:
                changed.append(dict(raw))
            known[id_] = max(moment, known.get(id_, 0))
        return Merge(added, changed, left_out)

    return merge


def merge_holds(here: Sequence[Document], restored: Sequence[Document]) -> Merge:
    """Legal holds of audits that are not held here: holding once too often erases nothing."""
    known = {str(hold["audit"]) for hold in here}
    wanted = ("audit", "number", "reason")
    added = [
        dict(raw)
        for raw in restored
        if all(isinstance(raw.get(key), str) for key in wanted)
        and isinstance(raw.get("since"), int)
        and raw["audit"] not in known
    ]
    return Merge(added, [], [])


Rule = Callable[[Sequence[Document], Sequence[Document]], Merge]

MERGES: Mapping[str, tuple[Rule, str]] = {
    "sites": (merge_sites, "id"),
    "people": (merge_people, "id"),
    "devices": (merge_devices, "id"),
    "numbers": (merge_numbers, "prefix"),
    "holds": (merge_holds, "audit"),
    "actions": (_merge_entries(ACTIONS, TrackedAction), "id"),
    "feedback": (_merge_entries(FEEDBACK, FieldNote), "id"),
    "surveys": (_merge_entries(SURVEYS, SurveyResponse), "id"),
    "plan": (_merge_entries(PLAN, PlanEntry), "id"),
}
"""Table → its rule, and the field that names a document of it."""
