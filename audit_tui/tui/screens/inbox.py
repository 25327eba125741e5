"""Pictures from phones: the inbox beside the photos that are owed, matched by their time, attached on a key.

A phone's clock is put right by one picture of this computer's clock, which stands in the title. What does not clearly
belong to one owed photo is asked, never guessed. Pictures stay in the folder; the audit keeps copies.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.binding import BindingType

from audit_tui.clock import site_now
from audit_tui.errors import AuditError
from audit_tui.evidence.inbox import Found, look, match
from audit_tui.locale_format import moment_words
from audit_tui.model.audit import Evidence
from audit_tui.model.text import pick
from audit_tui.rules.photos import Proposal, shift_of
from audit_tui.tui import actions
from audit_tui.tui.desk import Desk, Typed
from audit_tui.tui.folders import typed_path
from audit_tui.tui.screens.desk_list import DeskListScreen
from audit_tui.tui.screens.lists import head
from audit_tui.tui.screens.prompt import ConfirmScreen, PromptScreen
from audit_tui.tui.talk import _, language, plural
from audit_tui.tui.widgets.lines import Line, Lines
from audit_tui.tui.words import moment, photo_owed_word, sign

_OFFERED = 7
"""So many places are offered for one picture; the two answers after them leave it, or name the card at hand."""


class InboxScreen(DeskListScreen):
    """The inbox of one audit. Its result is None."""

    SCOPE = "inbox"
    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("inbox")]
    CHANGING = frozenset({"all", "choose"})

    def __init__(self, desk: Desk, at_hand: str | None) -> None:
        """`at_hand` is the question one comes from: a picture can always be attached there."""
        super().__init__(desk)
        self._at_hand = at_hand
        self._folder: Path | None = None
        self._found: dict[str, Found] = {}
        self._proposals: dict[str, Proposal] = {}
        self._clocks: set[str] = set()
        """Pictures of this computer's clock."""
        self._busy = False

    def on_mount(self) -> None:
        super().on_mount()
        self.set_interval(1.0, self._tick)
        self.do_refresh()

    @property
    def folder(self) -> Path:
        """The folder that is looked into."""
        return self._folder or self.host.workspace.inbox

    # -- looking --------------------------------------------------------------------------------------

    def do_refresh(self) -> None:
        self.head(_("Looking into {folder} …").format(folder=str(self.folder)))
        if self._folder is None:
            # The one folder to put pictures into is there when one looks for it.
            with contextlib.suppress(OSError):
                self.folder.mkdir(parents=True, exist_ok=True)
        self._tick()
        items = self._desk.session.record.projection.items.values()
        self._look(self.folder, [each for item in items for each in item.evidence])

    @work(thread=True, exclusive=True)
    def _look(self, folder: Path, known: Sequence[Evidence]) -> None:
        fault, found = "", []
        try:
            found = look(folder, known)
        except AuditError as error:
            fault = str(error)
        with contextlib.suppress(RuntimeError):  # the app may have gone meanwhile
            self.app.call_from_thread(self._looked, found, fault)

    def _looked(self, found: Sequence[Found], fault: str) -> None:
        self._found = {each.path.name: each for each in found}
        self._show()
        if fault:
            self.say(fault, "bad")

    def _tick(self) -> None:
        clock = site_now(self._desk.clock.wall() + self._desk.clock.offset() * 60_000, "UTC")
        told = _("clock {time}").format(time=f"{clock:%Y-%m-%d %H:%M:%S}")
        number = self._desk.session.record.header.number
        self.entitle(f"{_('Pictures from phones')} · {number}", right=told)

    # -- showing --------------------------------------------------------------------------------------

    def show_desk(self) -> None:
        session = self._desk.session
        waiting = [each for each in self._found.values() if not (each.attached or each.fault)]
        owed = [slot.path for slot in session.photos_owed()]
        found = match(session, self._found.values(), self.host.preferences.phones, self._clocks)
        self._proposals = {each.name: each for each in found}
        self.head(self._above(len(waiting), len(owed), any(each.fit == "unset" for each in found)))
        rows = [self._line(each) for each in self._found.values()]
        if rows:
            title = _("Pictures in {folder}").format(folder=str(self.folder))
            rows.insert(0, head(title, str(len(rows))))
        if owed:
            rows.append(head(_("Photos owed"), str(len(owed))))
            rows += [Line(None, f" {sign('photo')} {self._place(path)}", "", "warn") for path in owed]
        self.fill(rows)

    def _above(self, waiting: int, owed: int, unset: bool) -> str:
        if not self._found:
            return _("There are no pictures in {folder}. Copy them there, then F5.").format(
                folder=str(self.folder)
            )
        lines = [
            _("{pictures}, {owed}.").format(
                pictures=plural("{count} new picture", "{count} new pictures", waiting),
                owed=plural("{count} photo is owed", "{count} photos are owed", owed),
            )
        ]
        if unset:
            lines.append(
                _("Take a picture of the clock above with the phone, put the cursor on it here, and press c.")
            )
        return "\n".join(lines)

    def _line(self, found: Found) -> Line:
        name, picture = found.path.name, found.picture
        taken = moment_words(picture.taken) if picture.taken else _("no time")
        text = f" {name}  {taken}"
        if found.fault:
            return Line(name, f"{text}  {found.fault}", "", "bad")
        if found.attached:
            return Line(name, text, _("attached"), "dim")
        if name in self._clocks:
            return Line(name, text, _("the clock"), "dim")
        proposal = self._proposals[name]
        words = {
            "unclear": _("unclear: Enter asks"),
            "none": _("nothing was owed then"),
            "unset": _("the phone's clock is not known"),
            "undated": _("no time in it: Enter asks"),
        }
        if proposal.path is not None:
            return Line(name, f"{text} → {self._place(proposal.path)}", _("fits"), "good")
        return Line(name, text, words[proposal.fit], "warn" if proposal.fit == "unclear" else "")

    def _place(self, path: str) -> str:
        session = self._desk.session
        slot = session.slot(path)
        told = f"{slot.label}: {pick(slot.question.text, language())}"
        owed = photo_owed_word(session, slot)
        return f"{told} ({owed})" if owed else told

    # -- doing ----------------------------------------------------------------------------------------

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        event.stop()
        if self._desk.unsaved:
            self._desk.retry()
        else:
            self.invoke("choose")

    def do_choose(self) -> None:
        """Ask where the picture under the cursor belongs."""
        found = self._found.get(self.lines.key or "")
        if found is None or self._busy:
            return
        if found.fault:
            self.say(found.fault, "bad")
            return
        session = self._desk.session
        proposal = self._proposals.get(found.path.name)
        paths = [
            *(proposal.paths if proposal is not None else ()),
            *(slot.path for slot in session.photos_owed()),
        ]
        paths = list(dict.fromkeys(paths))[:_OFFERED]
        here = session.visible(self._at_hand or "")
        if here is not None and here.is_asked and here.path not in paths:
            paths.append(here.path)
        if not paths:
            self.say(_("No photo is owed: go to the question, then come here, or attach it there with e."))
            return

        def chosen(path: str | None) -> None:
            if path:
                self._take_in([(found, path)])

        answers = [(path, self._place(path)) for path in paths] + [("", _("Leave it in the inbox"))]
        title = _("Where does {name} belong?").format(name=found.path.name)
        text = moment(found.picture.taken) if found.picture.taken else ""
        self.app.push_screen(ConfirmScreen(title, text, answers), chosen)

    def do_all(self) -> None:
        """Attach every picture that clearly belongs to one owed photo."""
        pairs = [
            (self._found[each.name], each.path) for each in self._proposals.values() if each.path is not None
        ]
        if not pairs:
            self.say(_("No picture clearly fits one owed photo; Enter on a picture asks where it belongs."))
        elif not self._busy:
            self._take_in(pairs)

    def do_learn(self) -> None:
        """Learn from a picture of this computer's clock how a phone's clock goes."""
        found = self._found.get(self.lines.key or "")
        if found is None or found.picture.taken is None:
            self.say(_("Put the cursor on a picture of this computer's clock that has a time."), "bad")
            return
        taken, phone, ahead = found.picture.taken, found.picture.phone, self._desk.clock.offset()

        def typed(shown: str | None) -> None:
            shift = shift_of(taken, shown, ahead) if shown else None
            if shift is None:
                return
            fault = self.host.prefer(phones={**self.host.preferences.phones, phone: shift})
            self._clocks.add(found.path.name)
            self._show()
            behind = round(shift / 1000) + ahead * 60
            name = phone or _("phones that do not say what they are")
            told = _("Learnt: {phone} is {seconds} s behind this computer.").format(
                phone=name, seconds=behind
            )
            self.say(fault or told, "bad" if fault else "good")

        box = PromptScreen(
            _("Which time does the clock in {name} show?").format(name=found.path.name),
            help=_(
                "As 10:31:05, with the date before where it is another day. Enter alone: the phone is right."
            ),
            value=taken[11:],
            check=lambda text: (
                "" if shift_of(taken, text, ahead) is not None else _("This is no time as 10:31:05.")
            ),
        )
        self.app.push_screen(box, typed)

    def do_folder(self) -> None:
        def typed(text: str | None) -> None:
            if text:
                self._folder = typed_path(text)
                self.do_refresh()

        def fault(text: str) -> str:
            return (
                ""
                if typed_path(text).is_dir()
                else _("There is no such folder: {path}").format(path=text[:200])
            )

        title = _("Which folder holds the pictures?")
        help_ = _("For this time; the setting “inbox” of the workspace names the usual one.")
        self.app.push_screen(PromptScreen(title, help=help_, value=str(self.folder), check=fault), typed)

    # -- attaching ------------------------------------------------------------------------------------

    def _take_in(self, pairs: Sequence[tuple[Found, str]]) -> None:
        self._busy = True
        self.say(_("Copying…"))
        self._keep(list(pairs))

    @work(thread=True)
    def _keep(self, pairs: Sequence[tuple[Found, str]]) -> None:
        from audit_tui.evidence.files import keep

        workspace = self.host.workspace
        for found, path in pairs:
            try:
                kept: Evidence | AuditError = keep(
                    workspace.blobs, found.path, clock=self._desk.clock, vault=workspace.vault
                )
            except AuditError as error:
                kept = error
            self.app.call_from_thread(self._copied, found, path, kept)
        self.app.call_from_thread(self._desk.queue, self._done)

    def _copied(self, found: Found, path: str, kept: Evidence | AuditError) -> None:
        if isinstance(kept, AuditError):
            self._desk.problem = " ".join(part for part in (kept.what, kept.next_step) if part)
            self._show()
            return
        session = self._desk.session
        typed = Typed(f"inbox:{path}:{kept.sha256}", _("the photo {name}").format(name=found.path.name), None)
        then = partial(self._taken_in, found)
        self._desk.queue(partial(self._desk.put, lambda: session.add_evidence(path, kept), then, typed=typed))

    def _taken_in(self, found: Found) -> None:
        self._found[found.path.name] = Found(found.path, found.picture, attached=True)
        self.say(_("Attached and saved: {name}").format(name=found.path.name), "good")

    def _done(self) -> None:
        self._busy = False
        self._show()
