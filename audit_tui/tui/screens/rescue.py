"""Entries that an audit does not hold: after a damage, or of a copy in quarantine. Said again one by one or all.

They are said through the session, as new entries with a reason; leaving loses nothing, for the copies stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual.binding import BindingType

from audit_tui.clock import site_now
from audit_tui.errors import InputError
from audit_tui.reports.rescue import entry_words, standing_words
from audit_tui.rescuing import Standing, reason_of, say_again, standings
from audit_tui.rules.record import Change
from audit_tui.store.auditfile import Rescued
from audit_tui.tui import actions
from audit_tui.tui.desk import Desk, Step
from audit_tui.tui.screens.desk_list import DeskListScreen
from audit_tui.tui.screens.lists import head
from audit_tui.tui.talk import _, language, plural
from audit_tui.tui.widgets.lines import Line, Lines
from audit_tui.tui.words import sign

_LOOKS: dict[Standing, tuple[str, str]] = {
    "new": ("open", "warn"),
    "same": ("answered", "good"),
    "replaced": ("na", "dim"),
    "lost": ("failed", "bad"),
    "locked": ("failed", "bad"),
}


class RescueScreen(DeskListScreen):
    """Stands over the walk of the audit that the entries are for; answers with how many were said again."""

    SCOPE = "rescue"
    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("rescue")]

    def __init__(self, desk: Desk, entries: Sequence[Rescued], what: str, *, kept: Path | None) -> None:
        """`what` tells in words why they are here; `kept` is where the copy lies that holds them."""
        super().__init__(desk)
        self._entries, self._what, self._kept = list(entries), what, kept
        self._refused: dict[int, str] = {}
        self._count = 0

    def on_unmount(self) -> None:
        self._desk.postbox, self._desk.changed = self._postbox, self._changed

    def on_resize(self) -> None:
        self._show()

    # -- showing --------------------------------------------------------------------------------------

    @property
    def _standings(self) -> list[Standing]:
        return standings(self._desk.session, self._entries)

    def show_desk(self) -> None:
        if self._desk.settling:
            return
        session, desk = self._desk.session, self._desk
        light = "" if desk.readonly else desk.tone
        number = session.record.header.number
        self.entitle(f"{_('Say again')} · {number}", right=desk.light, light=light)
        self.head("\n".join(self._words()))
        rows: list[Line] = []
        for at, (entry, standing) in enumerate(zip(self._entries, self._standings, strict=True)):
            label, value = entry_words(entry, session, language(), _)
            moment = site_now(entry.wall, session.site.zone)
            look, tone = _LOOKS[standing]
            word = standing_words(standing, _)
            if at in self._refused and standing == "new":
                look, tone, word = "failed", "bad", _("refused")
            text = f"{sign(look)} {moment:%m-%d %H:%M}  {label}: {value}"
            rows.append(Line(str(at), text, word, tone))
        if rows:
            rows.insert(0, head(_("What was said, in its order"), _("now")))
        self.fill(rows)

    def _words(self) -> list[str]:
        words = [self._what]
        if not self._entries:
            words.append(_("Nothing can be said again: no later entry is whole. Esc goes on."))
        elif self._desk.readonly:
            words.append(_("The audit can only be read now, so nothing can be said again yet."))
        else:
            left = self._standings.count("new")
            words.append(
                plural(
                    "{count} entry is not in the audit. Enter says one again, a says all.",
                    "{count} entries are not in the audit. Enter says one again, a says all.",
                    left,
                )
                if left
                else _("Everything that can be said again is in the audit. Esc goes on.")
            )
        if self._desk.rescue is not None and not self._desk.readonly:
            words.append(_("What was damaged in between can only be answered anew."))
        return words

    # -- doing ----------------------------------------------------------------------------------------

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        event.stop()
        self._say(int(event.key))

    def on_lines_toggled(self, event: Lines.Toggled) -> None:
        event.stop()
        self._say(int(event.key))

    def _say(self, at: int) -> None:
        standing = self._standings[at]
        if self._desk.unsaved:
            self._desk.retry()
        elif not self._writable():
            return
        elif standing in ("same", "lost", "locked"):
            self.say(standing_words(standing, _).capitalize() + ".", "" if standing == "same" else "bad")
        else:
            self._desk.queue(self._saying(at))

    def do_all(self) -> None:
        if not self._writable():
            return
        new = [at for at, standing in enumerate(self._standings) if standing == "new"]
        self._desk.queue(*map(self._saying, new))

    def _writable(self) -> bool:
        if self._desk.readonly:
            self.say(_("This audit can only be read: {why}").format(why=self._desk.readonly), "bad")
        return not self._desk.readonly

    def _saying(self, at: int) -> Step:
        return partial(self._desk.put, partial(self._again, at), partial(self._said, at))

    def _again(self, at: int) -> Change | None:
        """The change; what the checklist refuses is shown at the entry and does not stop the others."""
        entry = self._entries[at]
        self._refused.pop(at, None)
        try:
            return say_again(self._desk.session, entry, reason_of(entry))
        except InputError as error:
            self._refused[at] = error.what
            return None

    def _said(self, at: int) -> None:
        if at in self._refused:
            self.say(self._refused[at], "bad")
            return
        self._count += 1
        label, value = entry_words(self._entries[at], self._desk.session, language(), _)
        self.say(_("Said again: {label}: {value}").format(label=label, value=value), "good")

    def do_leave(self) -> None:
        self._desk.queue(self._leave)

    def _leave(self) -> None:
        if not self.is_current:
            return
        left = self._standings.count("new")
        walk = next((one for one in self.app.screen_stack if hasattr(one, "keep_and")), None)
        if left and walk is not None and self._kept is not None:
            words = plural(
                "{count} entry was not said again; it stays in quarantine (F6 at home).",
                "{count} entries were not said again; they stay in quarantine (F6 at home).",
                left,
            )
            walk.call_after_refresh(walk.say, words)  # type: ignore[attr-defined]
        if walk is not None:
            walk.renew()  # type: ignore[attr-defined]
        self.dismiss(self._count)
