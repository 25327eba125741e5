"""Field notes of customers' wishes and complaints: counted by touchpoint, listed, added by a short form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from textual.binding import BindingType

from audit_tui.errors import AuditError, InputError
from audit_tui.model.checklist import TOUCHPOINTS
from audit_tui.model.site import Site
from audit_tui.phrases.touchpoints import touchpoint_words
from audit_tui.phrases.visits import FEEDBACK
from audit_tui.store.feedback import KINDS, FeedbackKind, FieldNote, FieldNotes, count
from audit_tui.tui import actions
from audit_tui.tui.app import AuditApp
from audit_tui.tui.days import day_column
from audit_tui.tui.guard import safe
from audit_tui.tui.screens.form import Field, FormScreen, date_hint, is_day
from audit_tui.tui.screens.lists import ListScreen
from audit_tui.tui.screens.prompt import ConfirmScreen
from audit_tui.tui.talk import _, later, plural
from audit_tui.tui.widgets.lines import Line, Lines

_SHOWN = {"": later("wishes and complaints"), "wish": later("wishes"), "complaint": later("complaints")}


class FeedbackScreen(ListScreen):
    """The field notes of the workspace."""

    SCOPE = "feedback"
    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("feedback")]

    def __init__(self) -> None:
        super().__init__()
        self._kind = ""
        self._notes: dict[str, FieldNote] = {}

    def on_mount(self) -> None:
        super().on_mount()
        self._show()

    def _store(self) -> FieldNotes:
        return FieldNotes(self.host.workspace, self.host.clock)

    def _show(self) -> None:
        try:
            notes = self._store().all(kind=self._kind or None)
        except AuditError as error:
            self.say(str(error), "bad")
            return
        self._notes = {note.id: note for note in notes}
        self.entitle(f"{_('Field notes')} · {_(_SHOWN[self._kind])}")
        head = plural("{count} field note.", "{count} field notes.", len(notes))
        if not notes:
            head = _("No field notes yet. n notes what a customer wished for or complained about.")
        self.head(head, bold=True)
        lines: list[Line] = []
        if notes:
            lines.append(Line(None, _("By touchpoint"), "", "head"))
            counted = {
                touchpoint: [_figure(kind, counts[kind]) for kind in KINDS if self._kind in ("", kind)]
                for touchpoint, counts in count(notes).items()
            }
            wide = max(cell_len(figure) for figures in counted.values() for figure in figures)
            for touchpoint, figures in counted.items():
                told = "  ".join(" " * (wide - cell_len(figure)) + figure for figure in figures)
                lines.append(Line(None, f" {touchpoint_words(touchpoint, _)}", told))
            lines.append(Line(None, _("The last heard first"), "", "head"))
        for note in notes:
            text = f"{day_column(note.day)}  {_(FEEDBACK[note.kind])}: {' '.join(note.text.split())}"
            lines.append(Line(note.id, text, f"{note.site} · {touchpoint_words(note.touchpoint, _)}"))
        self.lines.show(lines)

    def do_add(self) -> None:
        def saved(note: FieldNote) -> None:
            self._show()
            self.say(_("Noted: {text}").format(text=note.text[:60]), "good")

        try:
            sites = self.host.registry.sites()
        except AuditError as error:
            self.say(str(error), "bad")
            return
        if not sites:
            self.say(_("There is no site yet; the first audit (n at home) makes one."), "bad")
            return
        site = sites[0] if len(sites) == 1 else None
        note_feedback(self.host, site, "", saved)

    def do_kind(self) -> None:
        kinds = ["", *KINDS]
        self._kind = kinds[(kinds.index(self._kind) + 1) % len(kinds)]
        self._show()

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """The whole text, which a line may have no room for."""
        event.stop()
        note = self._notes[event.key]
        self.say(note.text)

    def do_remove(self) -> None:
        note = self._notes.get(self.lines.key or "")
        if note is None:
            self.say(_("Choose a note."))
            return

        def chosen(answer: str | None) -> None:
            if answer == "delete":
                try:
                    self._store().remove(note.id)
                except AuditError as error:
                    self.say(str(error), "bad")
                    return
                self._show()
                self.say(_("Deleted."), "good")

        answers = [("keep", _("Keep it")), ("delete", _("Delete this note for good"))]
        self.app.push_screen(ConfirmScreen(_("Delete this note?"), note.text[:300], answers), chosen)


def _figure(kind: FeedbackKind, count: int) -> str:
    if kind == "wish":
        return plural("{count} wish", "{count} wishes", count)
    return plural("{count} complaint", "{count} complaints", count)


def note_feedback(
    host: AuditApp,
    site: Site | None,
    touchpoint: str,
    saved: Callable[[FieldNote], None],
    *,
    audit: str | None = None,
    number: str = "",
    by: str | None = None,
) -> None:
    """Ask for a wish or complaint and keep it; what was typed comes back where the disk refuses it."""
    values = {
        "kind": "",
        "text": "",
        "touchpoint": touchpoint,
        "site": site.id if site else "",
        "day": datetime.fromtimestamp(host.clock.wall() / 1000, UTC)
        .astimezone(ZoneInfo(site.zone) if site else None)
        .date()
        .isoformat(),
    }

    def check(given: Mapping[str, str]) -> dict[str, str]:
        faults = {}
        if given["kind"] not in KINDS:
            faults["kind"] = _("choose whether it is a wish or a complaint.")
        if not given["text"]:
            faults["text"] = _("say in a few words what the customer said.")
        if given["touchpoint"] not in TOUCHPOINTS:
            faults["touchpoint"] = _("choose what it is about.")
        if host.registry.find_site(given["site"]) is None:
            known = ", ".join(one.id for one in host.registry.sites()[:12])
            faults["site"] = _("there is no such site; known are {names}").format(names=known)
        if not is_day(given["day"]):
            faults["day"] = _("write the date as 2026-12-31.")
        return faults

    def filled(given: dict[str, str] | None) -> None:
        if given is None:
            return
        found = host.registry.find_site(given["site"])
        try:
            if found is None:
                raise InputError("site.unknown", _("The site is gone."))
            note = FieldNotes(host.workspace, host.clock).add(
                given["kind"],
                given["text"],
                site=found.id,
                touchpoint=given["touchpoint"],
                day=given["day"],
                by=by,
                audit=audit,
                number=number,
            )
        except AuditError as error:
            ask(given, str(error))
            return
        saved(note)

    def ask(given: Mapping[str, str], problem: str) -> None:
        fields = [
            Field(
                "kind",
                _("Kind"),
                given["kind"],
                _("← → or a letter chooses"),
                choices={kind: _(word) for kind, word in FEEDBACK.items()},
            ),
            Field("text", _("What was said"), given["text"], _("in the customer's words"), long=True),
            Field(
                "touchpoint",
                _("Touchpoint"),
                given["touchpoint"],
                _("← → or a letter chooses"),
                choices={each: touchpoint_words(each, _) for each in TOUCHPOINTS},
            ),
            Field("site", _("Site"), given["site"], _("short id")),
            Field("day", _("Heard on"), given["day"], date_hint()),
        ]
        help_ = problem or _("Never write down who the customer was.")
        host.push_screen(
            FormScreen(
                _("Wish or complaint of a customer"), fields, check, help=safe(help_), unsaved=bool(problem)
            ),
            filled,
        )

    ask(values, "")
