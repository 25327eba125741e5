"""A form of a few lines: what is wrong is said in place, and what was typed is never thrown away unasked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from audit_tui.model.text import clean
from audit_tui.rules.moments import example_day, read_due
from audit_tui.rules.values import ValueProblem
from audit_tui.tui.guard import safe
from audit_tui.tui.screens.base import BaseModal
from audit_tui.tui.screens.prompt import ConfirmScreen
from audit_tui.tui.talk import _
from audit_tui.tui.typed import as_moment, is_day, local_zone

if TYPE_CHECKING:
    from audit_tui.model.audit import Action
    from audit_tui.model.site import Site


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a form. `hint` is shown while it is empty."""

    name: str
    label: str
    value: str = ""
    hint: str = ""


Check = Callable[[Mapping[str, str]], dict[str, str]]
"""Takes what is typed; answers with field → what is wrong with it."""


class FormScreen(BaseModal):
    """Fields to fill in. Answers with the values, or None when stepped out of."""

    CSS_PATH = "form.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "out", show=False),
        Binding("f10", "save", show=False, priority=True),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]

    def __init__(
        self, title: str, fields: Sequence[Field], check: Check, *, help: str = "", unsaved: bool = False
    ) -> None:
        """`unsaved` says that the values are somebody's own already, though the disk has not got them."""
        super().__init__()
        self._unsaved = unsaved
        self._title, self._fields, self._check, self._help = title, list(fields), check, help

    def compose(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield Static(Content(safe(self._title)), classes="box-title")
            if self._help:
                yield Static(Content(safe(self._help)), classes="box-help")
            with VerticalScroll(id="form-fields", can_focus=False):
                for field in self._fields:
                    with Horizontal(classes="form-row"):
                        yield Static(Content(safe(field.label)), classes="form-label")
                        entry = Input(safe(field.value), placeholder=field.hint, id=f"field-{field.name}")
                        entry.cursor_blink = False
                        entry.select_on_focus = False
                        yield entry
            yield Static(id="form-error", classes="box-error")
            yield Static(Content(_("Enter or ↓ next field · F10 saves · Esc steps back")), classes="box-keys")

    def on_mount(self) -> None:
        self.query_one("#form-error").display = False
        self.query(Input).first().focus()

    def _values(self) -> dict[str, str]:
        return {
            field.name: clean(self.query_one(f"#field-{field.name}", Input).value, newlines=False)[0].strip()
            for field in self._fields
        }

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.input is self.query(Input).last():
            self.action_save()
        else:
            self.focus_next()

    def action_save(self) -> None:
        values = self._values()
        faults = self._check(values)
        if not faults:
            self.dismiss(values)
            return
        name = next(field.name for field in self._fields if field.name in faults)
        label = next(field.label for field in self._fields if field.name == name)
        shown = self.query_one("#form-error", Static)
        shown.update(Content(safe(f"{label}: {faults[name]}")))
        shown.display = True
        self.query_one(f"#field-{name}", Input).focus()

    def action_out(self) -> None:
        if not self._unsaved and self._values() == {
            field.name: clean(field.value, newlines=False)[0].strip() for field in self._fields
        }:
            self.dismiss(None)
            return

        def chosen(answer: str | None) -> None:
            if answer == "keep":
                self.action_save()
            elif answer == "drop":
                self.dismiss(None)

        answers = [("keep", _("Keep it")), ("drop", _("Throw it away"))]
        self.app.push_screen(ConfirmScreen(_("Keep what you typed?"), "", answers), chosen)


def action_form(question: str, before: Action | None, today: date) -> FormScreen:
    """What is to be done about a finding, by whom and by when; `today` is that of the site."""

    def check(values: Mapping[str, str]) -> dict[str, str]:
        faults = {}
        if not values["what"]:
            faults["what"] = _("say in a few words what is to be done.")
        try:
            if values["due"]:
                read_due(values["due"], today)
        except ValueProblem as fault:
            faults["due"] = f"{fault.message}."
        return faults

    hint = _("{example}, {tomorrow} or +14 (days)").format(example=example_day(), tomorrow=_("tomorrow"))
    fields = [
        Field("what", _("What"), before.what if before else "", _("what is to be done")),
        Field("owner", _("Who"), before.owner if before else "", _("function or team")),
        Field("due", _("By when"), (before.due or "") if before else "", hint),
        Field("verify", _("Verified by"), before.verify if before else "", _("how it will be checked")),
    ]
    return FormScreen(_("Corrective action"), fields, check, help=question)


def site_form(known: Callable[[str], bool], profile: str, site: Site | None = None) -> FormScreen:
    """A site to create (or, given one, to correct). `known` tells whether an id is taken."""

    def check(values: Mapping[str, str]) -> dict[str, str]:
        from audit_tui.tui.sites import faults_of

        faults = faults_of(values)
        if "id" not in faults and site is None and known(values["id"]):
            faults["id"] = _("there is a site with this id already.")
        return faults

    fields = [
        Field("id", _("Short id"), site.id if site else "", _("e.g. ROMA-01; letters, digits, - and _")),
        Field("name", _("Name"), site.name if site else "", _("as customers know it")),
        Field("address", _("Address"), site.address if site else ""),
        Field("region", _("Region"), site.region if site else ""),
        Field("zone", _("Time zone"), site.zone if site else local_zone(), _("e.g. Europe/Rome")),
        Field(
            "jurisdiction",
            _("Law of"),
            (site.jurisdiction or "") if site else "",
            _("country, e.g. IT, PL, US-CA; may stay empty"),
        ),
        Field("profile", _("Customers"), site.profile if site else profile, _("private, public or monopoly")),
    ]
    help_ = _("What customers expect there: of a private firm, a public body, or a monopoly.")
    return FormScreen(_("New site") if site is None else _("Correct the site"), fields, check, help=help_)


__all__ = ["Field", "FormScreen", "action_form", "as_moment", "is_day", "site_form"]
