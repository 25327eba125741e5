"""A form of a few lines: what is wrong is said in place, and what was typed is never thrown away unasked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from audit_tui.model.text import clean
from audit_tui.phrases.causes import causes
from audit_tui.phrases.standards import profiles
from audit_tui.rules.moments import example_day, read_due
from audit_tui.rules.values import ValueProblem
from audit_tui.tui import actions
from audit_tui.tui.guard import safe
from audit_tui.tui.screens.base import BaseModal
from audit_tui.tui.screens.prompt import ConfirmScreen
from audit_tui.tui.talk import _
from audit_tui.tui.typed import as_moment, is_day, local_zone
from audit_tui.tui.widgets.bars import KeyBar
from audit_tui.tui.widgets.entries import Choice, LongEntry

if TYPE_CHECKING:
    from audit_tui.model.site import Site


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a form.

    `hint` stands under the form while the field has the focus. With `choices` (value → what is shown for it) one
    of them is chosen instead of typed. A `long` text wraps instead of running out of sight.
    """

    name: str
    label: str
    value: str = ""
    hint: str = ""
    choices: Mapping[str, str] | None = None
    long: bool = False

    @property
    def start(self) -> str:
        """What the field says before anything is typed."""
        return self.value if self.choices is not None else clean(self.value, newlines=False)[0].strip()


Check = Callable[[Mapping[str, str]], dict[str, str]]
"""Takes what is typed; answers with field → what is wrong with it."""


class FormScreen(BaseModal):
    """Fields to fill in. Answers with the values, or None when stepped out of."""

    SCOPE = "form"
    CSS_PATH = "form.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "out", show=False),
        Binding("f10", "save", show=False, priority=True),
    ]

    def __init__(
        self, title: str, fields: Sequence[Field], check: Check, *, help: str = "", unsaved: bool = False
    ) -> None:
        """`unsaved` says that the values are somebody's own already, though the disk has not got them."""
        super().__init__()
        self._unsaved = unsaved
        self._title, self._fields, self._check, self._help = title, list(fields), check, help

    def compose(self) -> ComposeResult:
        wide = min(26, 2 + max(cell_len(field.label) for field in self._fields))
        with Vertical(classes="box"):
            yield Static(Content(safe(self._title)), classes="box-title")
            if self._help:
                yield Static(Content(safe(self._help)), classes="box-help")
            with VerticalScroll(id="form-fields", can_focus=False):
                for field in self._fields:
                    with Horizontal(classes="form-row"):
                        label = Static(Content(safe(field.label)), classes="form-label")
                        label.styles.width = wide
                        yield label
                        yield _entry(field)
            yield Static(id="form-hint", classes="box-help")
            yield Static(id="form-error", classes="box-error")
        yield KeyBar(actions.bar("form"))

    def on_mount(self) -> None:
        self.query_one("#form-error").display = False
        self._entries()[0].focus()

    def first_look(self, event: events.Key) -> bool:
        """The arrows go from field to field; within a text of several lines they are its own."""
        by = {"up": -1, "down": 1}.get(event.key)
        if by is None or isinstance(self.focused, LongEntry):
            return False
        self.focus_next() if by > 0 else self.focus_previous()
        return True

    def _entries(self) -> list[Widget]:
        return [self.query_one(f"#field-{field.name}") for field in self._fields]

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """The hint of the field that has the focus, whole."""
        hint = next((each.hint for each in self._fields if event.widget.id == f"field-{each.name}"), "")
        shown = self.query_one("#form-hint", Static)
        shown.update(Content(safe(hint)))

    def _values(self) -> dict[str, str]:
        return {field.name: _typed(self.query_one(f"#field-{field.name}")) for field in self._fields}

    def half_typed(self) -> dict[str, str]:
        return self._values()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.typed_on()

    def on_text_area_changed(self, event: LongEntry.Changed) -> None:
        event.stop()
        self.typed_on()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._next(event.input)

    def on_choice_submitted(self, event: Choice.Submitted) -> None:
        event.stop()
        self._next(event.choice)

    def on_long_entry_submitted(self, event: LongEntry.Submitted) -> None:
        event.stop()
        self._next(event.entry)

    def _next(self, entry: Widget) -> None:
        if entry is self._entries()[-1]:
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
        self.query_one(f"#field-{name}").focus()

    def action_out(self) -> None:
        if not self._unsaved and self._values() == {field.name: field.start for field in self._fields}:
            self.dismiss(None)
            return

        def chosen(answer: str | None) -> None:
            if answer == "keep":
                self.action_save()
            elif answer == "drop":
                self.dismiss(None)

        answers = [("keep", _("Keep it")), ("drop", _("Throw it away"))]
        self.app.push_screen(ConfirmScreen(_("Keep what you typed?"), "", answers), chosen)

    # -- what a click on the bar does -----------------------------------------------------------------

    def do_save(self) -> None:
        self.action_save()

    def do_back(self) -> None:
        self.action_out()

    def do_next(self) -> None:
        self.focus_next()


def _entry(field: Field) -> Widget:
    id_ = f"field-{field.name}"
    if field.choices is not None:
        return Choice(field.choices, field.value, id=id_)
    if field.long:
        return LongEntry(safe(field.value), id=id_)
    entry = Input(safe(field.value), id=id_)
    entry.cursor_blink = False
    entry.select_on_focus = False
    return entry


def _typed(entry: Widget) -> str:
    if isinstance(entry, Choice):
        return entry.value
    text = entry.text if isinstance(entry, LongEntry) else str(getattr(entry, "value", ""))
    return clean(text, newlines=False, limit=max(1, len(text)))[0].strip()


def action_form(
    question: str, values: Mapping[str, str], today: date, *, with_cause: bool, unsaved: bool = False
) -> FormScreen:
    """What is to be done about a finding, by whom and by when; `today` is that of the site.

    `values` by field, as `action_values`; `with_cause`: whether the root cause is asked for; `unsaved` as for
    `FormScreen`.
    """

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
        Field("what", _("What"), values.get("what", ""), _("what is to be done"), long=True),
        Field("owner", _("Who"), values.get("owner", ""), _("function or team")),
        Field("due", _("By when"), values.get("due", ""), hint),
        Field("verify", _("Verified by"), values.get("verify", ""), _("how it will be checked"), long=True),
    ]
    if with_cause:
        hint = _("why it came about; ← → chooses, – leaves it open")
        known = {"": "–", **causes(_)}
        fields.append(Field("cause", _("Root cause"), values.get("cause", ""), hint, choices=known))
    return FormScreen(_("Corrective action"), fields, check, help=question, unsaved=unsaved)


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
        Field(
            "profile",
            _("Customers"),
            site.profile if site else profile,
            _("What customers expect there: of a private firm, a public body, or a monopoly."),
            choices=profiles(_),
        ),
    ]
    return FormScreen(_("New site") if site is None else _("Correct the site"), fields, check)


def date_hint() -> str:
    """How a date is typed, said so that it does not look like one that is there already."""
    return _("year-month-day, for example 2026-12-31")


__all__ = [
    "Field",
    "FormScreen",
    "action_form",
    "as_moment",
    "date_hint",
    "is_day",
    "site_form",
]
