"""A bare Textual card: the places of the walk's screen, changed by each key; nothing is judged and nothing saved.

What a key of the walk costs beyond it is the answer: rules, history, and a flush to the disk.
"""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Footer, Static

OF = 1000


class BareCard(App[None]):
    BINDINGS = [("1", "answer", "Answer")]  # noqa: RUF012
    CSS = """
    #title, #strip, #status { height: 1; }
    #card { width: 1fr; }
    #body { height: 1fr; }
    VerticalScroll { height: auto; margin-top: 1; }
    """
    answered = 0

    def compose(self) -> ComposeResult:
        yield Static(id="title")
        yield Static(id="strip")
        with Horizontal(id="body"), Vertical(id="card"):
            with VerticalScroll():
                yield Static(id="text")
            with VerticalScroll():
                yield Static(
                    "1  ( ) Yes\n2  ( ) No\n9  ( ) not observed\n0  ( ) does not apply", id="choices"
                )
                yield Static("Press the number.", id="below")
        yield Static(id="status")
        yield Footer()

    def on_mount(self) -> None:
        self.show()

    def action_answer(self) -> None:
        self.answered += 1
        self.show()

    def show(self) -> None:
        number, share = self.answered + 1, self.answered / OF
        self.query_one("#title", Static).update(
            f"Store · A-0001 {self.answered}/{OF}   saved 10:00:{number:02d}"
        )
        self.query_one("#strip", Static).update(
            "━" * int(share * 72) + "─" * (72 - int(share * 72)) + f" {share:.0%}"
        )
        self.query_one("#text", Static).update(
            f"Benchmark › Section {number // 10 + 1}  {number} of {OF}   ○ open\n\n"
            f"Was point {number} as it should be?\n\nBM-01  Points are as they should be."
        )
        self.query_one("#status", Static).update(f"a{number} = Yes · 2 of 2 points · F8 undo")


if __name__ == "__main__":
    BareCard().run()
