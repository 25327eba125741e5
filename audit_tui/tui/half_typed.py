"""What was being typed when the program was killed or its window closed: offered when the audit is opened again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from audit_tui.keeping import waiting
from audit_tui.tui.kept_words import excerpt, waiting_words
from audit_tui.tui.screens.prompt import ConfirmScreen
from audit_tui.tui.talk import _

if TYPE_CHECKING:
    from audit_tui.tui.screens.walk import WalkScreen


def offer(walk: WalkScreen) -> None:
    """Offer what was being typed in a box, the last first; on cards it stands again by itself."""
    desk, asks = walk.desk, walk.asks
    if desk.keeper is None or not walk.session.is_open:
        return
    opening: dict[str, Callable[[], None]] = {
        "note": partial(asks.note, private=False),
        "private": partial(asks.note, private=True),
        "text": partial(_write, walk),
        "action": asks.action,
        "reason": asks.not_applicable,
        "unseen": asks.not_observed,
        "jot": asks.jot,
        "facts": asks.facts,
    }
    found = waiting(desk.keeper, walk.session)

    def ask() -> None:
        if not found:
            return
        one = found.pop()

        def chosen(answer: str | None) -> None:
            if answer == "go":
                if one.slot is not None:
                    desk.queue(partial(walk.go, one.slot.path))
                desk.queue(opening[one.kind])
                return
            if answer == "drop":
                desk.forget(one.what)
            ask()

        answers = [
            ("go", _("Go on writing it")),
            ("later", _("Not now; it stays kept")),
            ("drop", _("Throw it away")),
        ]
        title = _("You were typing when the program ended")
        text = f"{waiting_words(one, desk.clock)}\n{excerpt(one.half)}"
        walk.app.push_screen(ConfirmScreen(title, text, answers), chosen)

    ask()


def _write(walk: WalkScreen) -> None:
    if walk.slot is not None:
        walk.asks.write_text(walk.slot)
