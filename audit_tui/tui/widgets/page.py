"""The page of the walk: title, progress, question, answer, notes, status and keys, drawn as one sheet.

Knows where each has its place and what gives way to what where there is little room. The field to type in and the
outline are widgets of their own that lie on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from textual import events
from textual.app import ComposeResult
from textual.geometry import Offset

from audit_tui.tui.actions import Action
from audit_tui.tui.widgets.bars import BAR, KeyBar, Title, keys_row, progress_row, status_rows, title_row
from audit_tui.tui.widgets.card import Choices, Offered, choice_rows
from audit_tui.tui.widgets.field import CardField
from audit_tui.tui.widgets.lines import Lines
from audit_tui.tui.widgets.sheet import BLANK, Part, Row, Sheet, Words, clipped, wrapped

TALL: Final = 24
"""Rows from which on there are blank ones between the parts."""
_HEAD: Final = 2
"""Rows of the title and the progress."""
_WIDEST: Final = 98
"""Cells that a question takes at most in a row: longer ones are hard to read."""
_FIELD: Final = 74
"""Cells of the field."""
_OUTLINE: Final = 38
"""Cells of the outline where it stands beside the card."""
_ANSWER_SHARE: Final = 0.7
"""How much of the page the answer takes at most; what is longer is scrolled."""
_LEAST_TEXT: Final = 3
_NOTES, _JOTS = 2, 9
"""Rows that notes and jottings take at most."""


@dataclass(frozen=True, slots=True)
class Picture:
    """All that the page says, not yet cut to its size."""

    path: str | None
    """Of the question at hand."""
    title: Title
    done: int
    total: int
    place: Words
    text: tuple[Words, ...]
    above: tuple[Words, ...]
    offered: Offered
    field: bool
    below: tuple[Words, ...]
    notes: tuple[Words, ...]
    jots: tuple[Words, ...]
    status: str
    tone: str
    keys: tuple[Action, ...]


class Page(Sheet):
    """Draws the picture of an audit at one question."""

    DEFAULT_CSS = "Page { width: 100%; height: 100%; overflow: hidden hidden; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.field, self.outline = CardField(id="walk-field"), Lines(id="walk-outline")
        self._picture: Picture | None = None
        self._field_at: tuple[int, int, int] | None = None
        self._first = {"text": 0, "answer": 0}
        """The first row of the question, and of the answer, that shows."""
        self._most = {"text": 0, "answer": 0}
        """What it is when the last one shows."""
        self._covered = False
        self._made: dict[Callable[..., Any], tuple[tuple[Any, ...], Any]] = {}
        self._answer_from = 0
        """The row of the page where the answer begins."""
        self._asked_at = (0, 0)
        """Column and row of the page where the question begins, or what of it shows."""

    def compose(self) -> ComposeResult:
        yield self.outline
        yield self.field

    def show(self, picture: Picture) -> None:
        if self._picture is None or picture.path != self._picture.path:
            self._first = {"text": 0, "answer": 0}
        self._picture = picture
        self.field.display = picture.field
        self.redraw()

    def cover(self, *, covered: bool) -> None:
        """Under a box the keys of the page do not count, so none stand there."""
        self._covered = covered
        self.redraw()

    def forget(self) -> None:
        self._made.clear()

    @property
    def spot(self) -> Offset:
        """The cell of the screen where the question begins."""
        return self.region.offset + self._asked_at

    def scroll(self, part: str, by: int) -> None:
        """Move a question or an answer that is longer than its room."""
        self._first[part] = max(0, min(self._first[part] + by, self._most[part]))
        self.redraw()

    def rows(self, width: int, height: int) -> list[Row]:
        shown = self._picture
        if shown is None:
            return []
        head = [title_row(shown.title, width), progress_row(shown.done, shown.total, width)]
        foot = [*status_rows(shown.status, shown.tone, width), self._keys(shown.keys, width)]
        room = height - len(head) - len(foot)
        left = _OUTLINE if self.outline.display else 0
        card = self._card(shown, width - left, room)[:room]
        if left:
            card = [row._replace(left=row.left + left) for row in card]
            self._end_outline(len(foot))
        return [*head, *card, *[Row()] * (room - len(card)), *foot]

    def _keys(self, offered: tuple[Action, ...], width: int) -> Row:
        """The key bar."""
        kept: Row = self._same((offered, width), keys_row)
        return Row(ground=BAR) if self._covered else kept

    def _same(self, given: tuple[Any, ...], make: Callable[..., Any]) -> Any:
        """What `make` makes of `given`; it is the same from card to card, so what it made before is kept."""
        if self._made.get(make, ((), None))[0] != given:
            self._made[make] = given, make(*given)
        return self._made[make][1]

    def _card(self, shown: Picture, width: int, room: int) -> list[Row]:
        gap = [Row()] if self.outer_size.height >= TALL else []
        inner = width - 2
        notes = [Row(words, 1) for words in _all(shown.notes, inner)[:_NOTES]]
        notes += [Row(clipped(words, inner), 1) for words in shown.jots[:_JOTS]]
        answer = [Row(words, 1) for words in _all(shown.above, inner)]
        if shown.offered.options:
            answer += self._same((shown.offered, width), choice_rows)
        field_at = len(answer)
        if shown.field:
            answer += [Row()] * self.field.height
        if gap and shown.offered.options and shown.below:
            answer += gap
        answer += [Row(words, 1) for words in _all(shown.below, inner)]
        answer = self._window("answer", answer, int(room * _ANSWER_SHARE))

        left = max(_LEAST_TEXT, room - len(answer) - len(notes) - 2 * len(gap))
        for cells in (min(_WIDEST, inner), min(_WIDEST, inner - 1)):
            head = _all([shown.place, *([BLANK] if gap else [])], cells)
            text = [Row(each, 1) for each in (*head, *_all(shown.text, cells))]
            if len(text) <= left:
                break  # else a bar stands in the last cell
        text = self._window("text", text, left)
        above = max(0, len(head) - self._first["text"])
        self._asked_at = self.outer_size.width - width + 1, _HEAD + len(gap) + above
        self._answer_from = _HEAD + len(gap) + len(text) + len(gap)
        if shown.field:
            # Scrolled out of sight, it is put out of the page.
            at = field_at - self._first["answer"]
            y = self._answer_from + at if at >= 0 else self.outer_size.height
            self._place_field(self.outer_size.width - width + 1, y, min(_FIELD, inner))
        return [*gap, *text, *gap, *answer, *notes]

    def _window(self, part: str, rows: list[Row], room: int) -> list[Row]:
        """As much of the rows as there is room for, with a bar that says where they are."""
        most = self._most[part] = max(0, len(rows) - room)
        first = self._first[part] = min(self._first[part], most)
        if not most:
            return rows
        thumb = max(1, room * room // len(rows))
        at = first * (room - thumb) // most
        return [
            row._replace(edge=Part("█", "$primary") if at <= y < at + thumb else Part("│", "$text-muted"))
            for y, row in enumerate(rows[first : first + room])
        ]

    def _place_field(self, x: int, y: int, width: int) -> None:
        if (x, y, width) != self._field_at:
            self._field_at = x, y, width
            self.field.styles.offset = x, y
            self.field.styles.width = width

    def _end_outline(self, foot: int) -> None:
        if self.outline.styles.margin.bottom != foot:
            self.outline.styles.margin = (_HEAD, 0, foot, 0)

    # -- the mouse ------------------------------------------------------------------------------------

    def picked(self, target: Any) -> None:
        if isinstance(target, Action):
            self.post_message(KeyBar.Pressed(target.name))
        else:
            self.post_message(Choices.Picked(target))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self.scroll(self._part_at(event.y), 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self.scroll(self._part_at(event.y), -1)

    def _part_at(self, y: int) -> str:
        return "answer" if y >= self._answer_from else "text"


def _all(told: Iterable[Words], width: int) -> list[Words]:
    """Everything told, in rows of at most `width` cells."""
    return [row for words in told for row in wrapped(words, width)]
