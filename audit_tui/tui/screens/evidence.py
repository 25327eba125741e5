"""Photos and files of one question: attach by path, with a caption; see what is there; take one away."""

from __future__ import annotations

import os
from functools import partial
from itertools import takewhile
from pathlib import Path
from typing import ClassVar, Final

from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.suggester import Suggester
from textual.widgets import Input, Static

from audit_tui.errors import AuditError
from audit_tui.model.audit import Evidence
from audit_tui.model.text import clean, pick
from audit_tui.paths import expanded
from audit_tui.rules.routing import Slot
from audit_tui.store.workspace import Workspace
from audit_tui.tui.desk import Desk, Saved, Typed
from audit_tui.tui.folders import typed_path
from audit_tui.tui.guard import safe
from audit_tui.tui.screens.base import BaseModal
from audit_tui.tui.screens.prompt import ConfirmScreen
from audit_tui.tui.talk import _, language
from audit_tui.tui.widgets.lines import Line, Lines

_SHOWN: Final = 8
"""So many names are shown that the typed path can go on with."""


def completions(value: str) -> list[str]:
    """What lies in the folder of the typed path and begins like it; folders end with their separator."""
    head, sep, tail = value.rpartition(os.sep)
    folder = expanded(Path(head + os.sep if sep else "."))
    try:
        with os.scandir(folder) as entries:
            return sorted(
                entry.name + (os.sep if entry.is_dir() else "")
                for entry in entries
                if entry.name.startswith(tail) and (tail or not entry.name.startswith("."))
            )
    except (OSError, ValueError):
        return []


class PathSuggester(Suggester):
    """Completes the path that is being typed from what lies in its folder."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        if not value:
            return None
        head, sep, tail = value.rpartition(os.sep)
        names = completions(value)
        if not names or (not tail and len(names) > 1):
            return None
        return f"{head}{sep}{names[0]}"


class EvidenceScreen(BaseModal):
    """Attachments of one question. Answers with how many there are now."""

    CSS_PATH = "evidence.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "out", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
        Binding("delete", "remove", show=False),
    ]

    def __init__(self, desk: Desk, slot: Slot, workspace: Workspace) -> None:
        super().__init__()
        self._desk, self._slot, self._workspace = desk, slot, workspace
        self._postbox = desk.postbox
        self._changed = desk.changed
        self._working = False

    def compose(self) -> ComposeResult:
        title = _("Photos") if self._slot.question.type == "photo" else _("Photos and files")
        with Vertical(classes="box"):
            yield Static(Content(title), classes="box-title")
            yield Static(Content(safe(pick(self._slot.question.text, language()))), classes="box-help")
            yield Static(Content(_("Path (Tab or → completes)")), classes="box-label")
            path = Input(
                placeholder=_("e.g. ~/Pictures/sign.jpg"), suggester=PathSuggester(), id="evidence-path"
            )
            path.cursor_blink = False
            path.select_on_focus = False
            yield path
            yield Static(id="evidence-names", classes="box-help")
            yield Static(Content(_("Caption (may stay empty)")), classes="box-label")
            caption = Input(id="evidence-caption", max_length=500)
            caption.cursor_blink = False
            caption.select_on_focus = False
            yield caption
            yield Static(id="evidence-word", classes="box-error")
            yield Lines(id="evidence-kept")
            yield Static(
                Content(_("Enter attaches · ↓ to the list, Del takes one away · Esc goes back")),
                classes="box-keys",
            )

    def on_mount(self) -> None:
        # The answer of the writer thread comes here while this box is open.
        self._desk.postbox, self._desk.changed = self, self._show
        self.query_one("#evidence-names").display = False
        self._show()
        self.query_one("#evidence-path").focus()

    def on_unmount(self) -> None:
        self._desk.postbox, self._desk.changed = self._postbox, self._changed

    @property
    def _kept(self) -> list[Evidence]:
        return self._desk.session.item(self._slot.path).evidence

    def _show(self) -> None:
        from audit_tui.tui.screens.walk_answer_view import evidence_words

        if not self.is_attached:
            return
        lines = self.query_one(Lines)
        lines.display = bool(self._kept)
        lines.styles.height = min(6, len(self._kept))
        lines.show([Line(each.id, evidence_words(at, each)) for at, each in enumerate(self._kept, 1)])
        if self._desk.problem:
            self._say(self._desk.problem)

    def _say(self, words: str) -> None:
        word = self.query_one("#evidence-word", Static)
        word.update(Content(safe(words)))
        word.display = bool(words)

    def first_look(self, event: events.Key) -> bool:
        path = self.query_one("#evidence-path", Input)
        return event.key == "tab" and self.focused is path and self._complete(path)

    def _complete(self, path: Input) -> bool:
        """Go on with the path as far as all that fits it agrees; False where it says all of it already."""
        head, sep, tail = path.value.rpartition(os.sep)
        names = completions(path.value) if path.value else []
        if not names:
            return False
        # They are sorted, so what the first and the last begin with all of them do.
        same = list(takewhile(lambda pair: pair[0] == pair[1], zip(names[0], names[-1], strict=False)))
        if len(same) <= len(tail):
            return False
        path.value = f"{head}{sep}{names[0][: len(same)]}"
        path.cursor_position = len(path.value)
        return True

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what the path can go on with, where that is more than one."""
        event.stop()
        if event.input.id == "evidence-path":
            names = completions(event.value) if event.value else []
            told = "   ".join(names[:_SHOWN]) + ("  …" if len(names) > _SHOWN else "")
            shown = self.query_one("#evidence-names", Static)
            shown.update(Content(safe(told)))
            shown.display = len(names) > 1

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        text = self.query_one("#evidence-path", Input).value
        if (
            event.input.id == "evidence-path"
            and text.strip()
            and not self.query_one("#evidence-caption", Input).value
        ):
            path = typed_path(text)
            if path.is_dir():
                self._say(_("This is a folder; go on to a file in it."))
                return
            if path.is_file():
                self.query_one("#evidence-caption").focus()
                self._say(_("Enter once more attaches it; type a caption before if you like."))
                return
        if not text.strip():
            self.action_out()
            return
        self._take(text)

    def _take(self, text: str) -> None:
        if self._working:
            return
        self._working = True
        caption = clean(self.query_one("#evidence-caption", Input).value, newlines=False)[0].strip()
        self._say(_("Copying…"))
        self._keep(typed_path(text), caption)

    @work(thread=True)
    def _keep(self, path: Path, caption: str) -> None:
        from audit_tui.evidence.files import keep

        try:
            evidence: Evidence | AuditError = keep(
                self._workspace.blobs,
                path,
                clock=self._desk.clock,
                caption=caption,
                vault=self._workspace.vault,
            )
        except AuditError as error:
            evidence = error
        self.app.call_from_thread(self._copied, evidence)

    def _copied(self, evidence: Evidence | AuditError) -> None:
        self._working = False
        if isinstance(evidence, AuditError):
            self._say(" ".join(part for part in (evidence.what, evidence.next_step) if part))
            self.query_one("#evidence-path").focus()
            return
        session, path = self._desk.session, self._slot.path
        typed = Typed(
            f"evidence:{path}", _("the photo or file at {label}").format(label=self._slot.label), None
        )
        self._desk.queue(
            partial(self._desk.put, lambda: session.add_evidence(path, evidence), self._attached, typed=typed)
        )

    def _attached(self) -> None:
        if not self.is_attached:
            return
        self._say(_("Attached and saved. Another path, or Esc to go back."))
        for name in ("path", "caption"):
            self.query_one(f"#evidence-{name}", Input).value = ""
        self.query_one("#evidence-path").focus()

    def action_remove(self) -> None:
        lines = self.query_one(Lines)
        if self.focused is not lines or lines.key is None:
            return
        session, path, gone = self._desk.session, self._slot.path, lines.key
        words = _("Taken away. The file stays with the history of the audit.")
        self._desk.queue(
            partial(self._desk.put, lambda: session.remove_evidence(path, gone), partial(self._say, words))
        )

    def on_saved(self, event: Saved) -> None:
        event.stop()
        event.desk.settle(event.outcome)

    def action_out(self) -> None:
        if self._working or self._desk.busy:
            return
        text = self.query_one("#evidence-path", Input).value
        if not text.strip():
            self.dismiss(len(self._kept))
            return

        def chosen(answer: str | None) -> None:
            if answer == "attach":
                self._take(text)
            elif answer == "drop":
                self.dismiss(len(self._kept))

        answers = [("attach", _("Attach it")), ("drop", _("Throw it away"))]
        self.app.push_screen(
            ConfirmScreen(_("What is to become of the path you typed?"), text, answers), chosen
        )
