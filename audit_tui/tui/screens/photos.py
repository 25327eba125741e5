"""Photos before they are published: of each it is said that nobody can be recognised in it, or what is masked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.binding import BindingType

from audit_tui.locale_format import moment_words
from audit_tui.model.audit import Box, Evidence
from audit_tui.model.text import pick
from audit_tui.rules.photos import as_boxes
from audit_tui.rules.routing import Slot
from audit_tui.tui import actions
from audit_tui.tui.desk import Desk, Typed
from audit_tui.tui.screens.desk_list import DeskListScreen
from audit_tui.tui.screens.prompt import PromptScreen
from audit_tui.tui.talk import _, language, plural
from audit_tui.tui.widgets.lines import Line, Lines


class PhotosScreen(DeskListScreen):
    """All photos of one audit. Answers with the path to go to, or None."""

    SCOPE = "photos"
    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("photos")]
    CHANGING = frozenset({"clear", "mask", "undeclare"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._photos: dict[str, tuple[Slot, Evidence]] = {}

    def show_desk(self) -> None:
        session = self._desk.session
        self._photos = {each.id: (slot, each) for slot, each in session.photos()}
        self.entitle(f"{_('Photos for the report')} · {session.record.header.number}", right=self._desk.light)
        left = len(session.undeclared())
        if not self._photos:
            self.head(_("There are no photos."))
        elif left:
            told = plural(
                "{count} photo is still to be declared.", "{count} photos are still to be declared.", left
            )
            self.head(f"{told} {_('Look at each in full before you say that it is clear.')}")
        else:
            self.head(_("Every photo is declared."))
        self.fill([self._line(slot, photo) for slot, photo in self._photos.values()])

    def _line(self, slot: Slot, photo: Evidence) -> Line:
        boxes = self._desk.session.item(slot.path).declared.get(photo.id)
        words = photo.caption or pick(slot.question.text, language())
        taken = moment_words(photo.taken) if photo.taken else photo.sha256[:8]
        text = f" {slot.label}: {words} · {taken}"
        if boxes is None:
            return Line(photo.id, text, _("not declared"), "warn")
        if not boxes:
            return Line(photo.id, text, _("declared clear"), "good")
        return Line(
            photo.id, text, plural("masked: {count} part", "masked: {count} parts", len(boxes)), "good"
        )

    # -- doing ----------------------------------------------------------------------------------------

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        event.stop()
        if self._desk.unsaved:
            self._desk.retry()
        else:
            self.invoke("clear")

    def do_clear(self) -> None:
        self._declare(())

    def do_undeclare(self) -> None:
        self._declare(None)

    def do_mask(self) -> None:
        found = self._photos.get(self.lines.key or "")
        if found is None:
            return
        slot, photo = found
        boxes = self._desk.session.item(slot.path).declared.get(photo.id, ())

        def typed(text: str | None) -> None:
            if text:
                self._declare(as_boxes(text))

        box = PromptScreen(
            _("What is to be masked?"),
            help=_(
                "Left, top, width and height in percent of the upright photo: 10 20 30 40; several with ; between."
            ),
            value="; ".join(" ".join(map(str, each)) for each in boxes),
            check=lambda text: (
                ""
                if as_boxes(text)
                else _("This is no mask: left, top, width and height in percent, several with ; between.")
            ),
        )
        self.app.push_screen(box, typed)

    def do_jump(self) -> None:
        found = self._photos.get(self.lines.key or "")
        self.dismiss(found[0].path if found is not None else None)

    def _declare(self, boxes: Sequence[Box] | None) -> None:
        found = self._photos.get(self.lines.key or "")
        if found is None:
            return
        slot, photo = found
        session = self._desk.session
        typed = Typed(f"declared:{photo.id}", _("the photo at {label}").format(label=slot.label), None)
        make = partial(session.declare_photo, slot.path, photo.id, boxes)
        then = None if boxes is None else self._onward
        self._desk.queue(partial(self._desk.put, make, then, typed=typed))

    def _onward(self) -> None:
        """Go on to the next photo of which nothing is said."""
        undeclared = [photo.id for _slot, photo in self._desk.session.undeclared()]
        if undeclared:
            self.lines.put_cursor(undeclared[0])
