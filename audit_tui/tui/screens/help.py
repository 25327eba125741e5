"""The keys of a screen and what they do, from the one registry of actions; a click on a line does it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from audit_tui.tui import actions
from audit_tui.tui.screens.base import BaseModal
from audit_tui.tui.talk import _, later

_ABOUT = {
    "home": later("Open audits come first. Enter goes on with one at the exact question where you left."),
    "new": later("Four or five short steps; Esc goes back one step."),
    "walk": later(
        "Type the number before an answer. Each answer is saved before the next question is shown."
    ),
    "summary": later("What is open, failed and still owed. Enter on a line goes there."),
    "day": later(
        "Store and number of each visit stay in sight. Enter shows the briefing as long as nothing is answered."
    ),
    "block": later(
        "Each site is an audit of its own, begun by the first call. One number says how a call ended."
    ),
    "corrective": later(
        "What finished audits asked for. Done: somebody says so. Verified: a check has shown it."
    ),
    "photos": later(
        "The original stays as it is and is never printed; what is masked is blackened in the report."
    ),
    "inbox": later(
        "A picture is attached by itself only where its time clearly fits one owed photo; else you are asked."
    ),
    "feedback": later(
        "A wish or complaint is a record of its own. It changes no score; never note who the customer was."
    ),
    "nps": later(
        "Promoters (9, 10) less detractors (0 to 6) in percent. Scales and surveys and visits are never pooled."
    ),
    "surveys": later("Each answer is saved as it is typed. Never note who a customer was."),
    "agreement": later(
        "AC1 and kappa: 1 is full agreement, 0 what chance gives. Under ten comparisons only counts are shown."
    ),
    "agreed": later("Who judged what, where people judged differently."),
    "experience": later(
        "One negative experience takes about five positive ones to make good. It never changes the score."
    ),
    "insights": later(
        "Compared are the same sites and comparable questions only. Enter goes to the trend of a site, or to the audit."
    ),
    "standards": later(
        "Your own figures stand in standards/organisation.yaml and standards/sites/SITE.yaml of the workspace."
    ),
    "rescue": later(
        "What was said is said again as a new entry with a reason; the copy it comes from stays."
    ),
    "store": later(
        "Where everything lies, what is wrong and what to do. Enter opens a line or reads it whole."
    ),
    "quarantine": later("What the program put aside. Nothing here is deleted by itself."),
    "privacy": later(
        "What is kept longer than the workspace's own periods say. Nothing is erased unasked; a legal hold keeps all."
    ),
    "backups": later(
        "A backup is one ZIP that is read back before it counts. Taking one back is for the command line: "
        "audit-tui restore FILE."
    ),
    "review": later(
        "Nobody judges their own audit. A correction is the next edition; the result before is kept and told."
    ),
    "report": later("The report is a PDF file; it carries the data of the audit and can be verified."),
}

_ENTRANCES = ("home", "walk")
"""Where somebody who hears the screen may find themselves."""


class _HelpLine(Static):
    """Half of a line of the help: a click on it does what it says."""

    def __init__(self, content: Content, name: str, classes: str) -> None:
        super().__init__(content, classes=classes)
        self._action = name

    def on_click(self) -> None:
        self.screen.dismiss(self._action)


class HelpScreen(BaseModal):
    """Shows the keys; any of Esc, Enter and F1 closes it. Answers with the action that was clicked, or None."""

    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,f1,question_mark", "out", show=False),
    ]

    def __init__(self, scope: str) -> None:
        super().__init__()
        self._scope = scope

    def compose(self) -> ComposeResult:
        with Vertical(classes="box -help"):
            yield Static(Content(_("Help")), classes="box-title")
            if self._scope in _ENTRANCES:
                told = _(
                    "With a screen reader or a braille display: {key} leaves; audit-tui --linear asks in lines."
                )
                yield Static(Content(told.format(key=actions.key("app.quit"))), classes="box-help")
            if self._scope in _ABOUT:
                yield Static(Content(_(_ABOUT[self._scope])), classes="box-help")
            with VerticalScroll(id="help-keys"):
                for action in (*actions.of(self._scope), *actions.of("app")):
                    keys = Content(" ".join(actions.shown_keys(action))).stylize("bold $accent")
                    yield _HelpLine(keys, action.name, "help-key")
                    yield _HelpLine(Content(_(action.help)), action.name, "help-text")
            yield Static(
                Content(_("↑ ↓ scroll · a click on a line does it · Esc closes")), classes="box-keys"
            )

    def on_mount(self) -> None:
        self.query_one("#help-keys").focus()

    def action_out(self) -> None:
        self.dismiss(None)
