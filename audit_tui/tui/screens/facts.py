"""The facts of a visit: the form, and the corrections that need a reason. Each fact is a change of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from audit_tui.tui.desk import Desk
from audit_tui.tui.screens.form import Field, FormScreen, as_moment, is_day
from audit_tui.tui.screens.prompt import ConfirmScreen, PromptScreen
from audit_tui.tui.talk import _, later
from audit_tui.tui.words import moment

if TYPE_CHECKING:
    from audit_tui.tui.app import AuditApp

Save = Callable[[Any, str], None]

_LABELS = {
    "visit_end": (later("Visit ended"), later("year-month-day hour:minute, for example 2026-11-18 12:05")),
    "client": (later("Client"), later("who asked for the audit")),
    "objective": (later("Objective"), later("what it is to find out")),
    "scope": (later("Scope"), later("what was looked at, and what not")),
    "criteria": (later("Criteria"), later("service charter, edition; empty: the checklists")),
    "participants": (later("Participants"), later("who took part besides the auditor")),
    "conclusion": (later("Conclusion"), later("the result in your words")),
    "diverging_opinion": (later("Other opinions"), later("where somebody disagrees")),
    "distribution": (later("Distribution"), later("who receives the report")),
    "confidentiality": (later("Confidentiality"), later("e.g. internal")),
    "follow_up": (later("Follow-up on"), later("year-month-day, for example 2026-12-18")),
    "acquaintance": (later("Acquaintance"), later("whom of the staff the auditor knows; or: none")),
}
_LONG = frozenset(_LABELS) - {"visit_end", "confidentiality", "follow_up"}
NAMES = tuple(_LABELS)
"""The facts that the form asks for."""


def fact_values(facts: Mapping[str, Any]) -> dict[str, str]:
    """The facts of a visit as they are typed."""
    values = {name: str(facts.get(name) or "") for name in NAMES}
    return {**values, "visit_end": moment(values["visit_end"])}


def facts_form(facts: Mapping[str, Any], typed: Mapping[str, str] | None = None) -> FormScreen:
    """The facts of the visit that can be filled in freely; answers with those in the form the record keeps.

    `typed` is what was being typed in it before, and is not saved yet.
    """
    values = {**fact_values(facts), **(typed or {})}
    fields = [
        Field(name, _(label), values[name], _(hint), long=name in _LONG)
        for name, (label, hint) in _LABELS.items()
    ]

    def check(values: Mapping[str, str]) -> dict[str, str]:
        faults = {}
        if values["visit_end"] and as_moment(values["visit_end"]) is None:
            faults["visit_end"] = _("write date and time as 2026-11-18 12:05.")
        elif values["visit_end"] and str(facts.get("visit_start") or "") > (
            as_moment(values["visit_end"]) or ""
        ):
            faults["visit_end"] = _("the visit ends before it begins.")
        if values["follow_up"] and not is_day(values["follow_up"]):
            faults["follow_up"] = _("write the date as 2026-12-18.")
        return faults

    return _FactsForm(_("Visit details"), fields, check, unsaved=typed is not None)


class _FactsForm(FormScreen):
    """Answers with the end of the visit as the record writes it."""

    def dismiss(self, result: Any = None) -> Any:
        if isinstance(result, dict) and result.get("visit_end"):
            result = {**result, "visit_end": as_moment(result["visit_end"])}
        return super().dismiss(result)


def abort_visit(app: AuditApp, desk: Desk, save: Save) -> None:
    """Say that the visit was broken off and why, or take that back."""
    session = desk.session
    if session.record.projection.facts.get("outcome") == "aborted":
        answers = [("yes", _("Yes, it was completed")), ("no", _("No, leave it aborted"))]

        def chosen(answer: str | None) -> None:
            if answer == "yes":
                save(partial(session.set_fact, "outcome", "completed"), _("The visit counts as completed."))

        app.push_screen(ConfirmScreen(_("Was the visit completed after all?"), "", answers), chosen)
        return

    def given(why: str | None) -> None:
        if why:
            save(partial(session.set_fact, "abort_reason", why), "")
            save(
                partial(session.set_fact, "outcome", "aborted"),
                _("The visit is marked as aborted: no score."),
            )

    help_ = _("E.g. the site was closed, or the auditor was recognised. An aborted visit has no score.")
    app.push_screen(PromptScreen(_("Why was the visit aborted?"), help=help_), given)


def correct_date(app: AuditApp, desk: Desk, save: Save) -> None:
    """A new date and time of the visit, then the reason for it."""
    session = desk.session
    before = moment(str(session.record.projection.facts.get("visit_start") or ""))

    def dated(text: str | None) -> None:
        when = as_moment(text) if text else None
        if when is None:
            return

        def given(why: str | None) -> None:
            if why:
                make = partial(session.set_fact, "visit_start", when, reason=why)
                save(make, _("The date of the visit is corrected."))

        app.push_screen(PromptScreen(_("Why is the date corrected?")), given)

    def check(text: str) -> str:
        return "" if as_moment(text) else _("Please write date and time as 2026-11-18 10:30.")

    help_ = _("Local time of the site.")
    app.push_screen(
        PromptScreen(_("When did the visit begin?"), help=help_, value=before, check=check), dated
    )


def correct_site(app: AuditApp, desk: Desk, save: Save) -> None:
    """The right site, chosen by its id or created, then the reason for it."""
    session, registry = desk.session, app.registry

    def found(ref: str | None) -> None:
        if not ref:
            return
        site = registry.find_site(ref)

        def given(why: str | None) -> None:
            if why and site is not None:
                save(partial(session.correct_site, site, why), _("The site is corrected."))

        app.push_screen(PromptScreen(_("Why is the site corrected?")), given)

    def check(ref: str) -> str:
        if registry.find_site(ref) is not None:
            return ""
        near = registry.suggest_sites(ref)
        hint = (
            _("Did you mean {near}?").format(near=", ".join(near))
            if near
            else _("Create it first, with a new audit.")
        )
        return _("There is no site {ref}.").format(ref=ref[:40]) + " " + hint

    known = ", ".join(site.id for site in registry.sites()[:12])
    help_ = _("Known are {known}.").format(known=known) if known else ""
    box = PromptScreen(_("Id of the right site"), help=help_, check=check)
    app.push_screen(box, found)
