"""Photos and files of one question: attach by path, with a caption; see what is there; take one away."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import work
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
from audit_tui.tui.talk import _, language
from audit_tui.tui.widgets.lines import Line, Lines


class PathSuggester(Suggester):
    """Completes the path that is being typed from what lies in its folder."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        if not value:
            return None
        head, _sep, tail = value.rpartition(os.sep)
        folder = expanded(Path(head + os.sep if _sep else "."))
        try:
            names = sorted(entry.name for entry in os.scandir(folder) if entry.name.startswith(tail))
        except (OSError, ValueError):
            return None
        if not names or (not tail and len(names) > 1):
            return None
        found = folder / names[0]
        return f"{head}{_sep}{names[0]}" + (os.sep if found.is_dir() else "")


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
            yield Static(Content(_("Path (→ completes)")), classes="box-label")
            path = Input(
                placeholder=_("e.g. ~/Pictures/sign.jpg"), suggester=PathSuggester(), id="evidence-path"
            )
            path.cursor_blink = False
            path.select_on_focus = False
            yield path
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
        if not self._working and not self._desk.busy:
            self.dismiss(len(self._kept))
