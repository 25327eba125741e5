"""The least a Textual app can be: one label and a footer. What start-up and keys are compared with."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Footer, Label


class Minimal(App[None]):
    BINDINGS = [("space", "count", "Count")]  # noqa: RUF012
    counted = 0

    def compose(self) -> ComposeResult:
        yield Label("0")
        yield Footer()

    def action_count(self) -> None:
        self.counted += 1
        self.query_one(Label).update(str(self.counted))


if __name__ == "__main__":
    Minimal().run()
