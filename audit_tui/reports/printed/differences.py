"""Where the words of a printed report are not those that its record gives.

Both are lists of pieces in reading order. They are laid side by side; what has no like on the other side is told
with its page, the heading and the row it stands in, and the words that differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final, Literal

from audit_tui.reports.printed.pieces import Piece, squeezed

Kind = Literal[
    "score",
    "cell",
    "text",
    "row missing",
    "missing",
    "row added",
    "added",
    "beside",
    "over",
    "painted",
    "note",
    "picture",
    "unmasked",
    "original",
    "unreadable",
    "untagged",
    "variant",
]
LONGEST: Final = 400
"""Words of a piece that are compared one by one; beyond that only its beginning is told."""
NEAR: Final = 4
"""Words that are told before and behind those that differ."""
_DIGITS = re.compile(r"\d+(?:[.,:/–-]\d+)*")


@dataclass(frozen=True, slots=True)
class Difference:
    """One place at which a page does not say what the record gives."""

    kind: Kind
    page: int
    under: str
    """The heading it stands under; empty on top of the first page."""
    row: str = ""
    column: str = ""
    printed: str = ""
    expected: str = ""
    wording: bool = False
    """Whether the sentence itself is another: the mark of another version rather than of another figure."""

    def as_json(self) -> dict[str, Any]:
        """The difference as JSON types; null where there is nothing to name."""
        return {
            "kind": self.kind.replace(" ", "-"),
            "page": self.page or None,
            "heading": self.under or None,
            "row": self.row or None,
            "column": self.column or None,
            "printed": self.printed or None,
            "expected": self.expected or None,
        }


def differences(
    printed: Sequence[Piece], expected: Sequence[Piece], *, scored: bool = True
) -> Iterator[Difference]:
    """Every place at which `printed` is not `expected`. `scored`: whether the first figure is a score."""
    first, last = _common(printed, expected)
    printed = printed[first : len(printed) - last]
    middle = expected[first : len(expected) - last]
    dial = next((each for each in expected if scored and each.tag == "Figure"), None)
    matcher = SequenceMatcher(
        None, [each.key for each in printed], [each.key for each in middle], autojunk=False
    )
    page = expected[first - 1].page if first else 1
    for operation, start, end, from_, to in matcher.get_opcodes():
        page = printed[start].page if start < len(printed) else page
        if operation != "equal":
            yield from _block(printed[start:end], middle[from_:to], page, dial)
        elif end > start:
            page = printed[end - 1].page


def _common(left: Sequence[Piece], right: Sequence[Piece]) -> tuple[int, int]:
    """How many pieces are alike from the beginning, and how many of the rest from the end."""
    most = min(len(left), len(right))
    first = next((at for at in range(most) if left[at].key != right[at].key), most)
    rest = most - first
    last = next((at for at in range(rest) if left[-1 - at].key != right[-1 - at].key), rest)
    return first, last


def _block(
    printed: Sequence[Piece], expected: Sequence[Piece], page: int, dial: Piece | None
) -> Iterator[Difference]:
    """Differences among pieces that stand in the same place."""
    free = list(printed)
    for piece in expected:
        partner = _partner(piece, free)
        if partner is None:
            yield _missing(piece, page)
            continue
        page = partner.page
        free.remove(partner)
        yield from _pair(partner, piece, is_score=piece is dial)
    for piece in free:
        yield _added(piece)


def _partner(piece: Piece, free: Sequence[Piece]) -> Piece | None:
    """The printed piece that `piece` became: the same row, or the likest text of its kind."""
    alike = [each for each in free if each.tag == piece.tag]
    if piece.tag in {"TR", "TH"}:
        same = [each for each in alike if row_name(each) == row_name(piece)]
        if same or not alike:
            return same[0] if same else None
        # The name of the row itself may have been changed.
        likest = max(alike, key=lambda each: _likeness(_joined(each), _joined(piece)))
        return likest if _likeness(_joined(likest), _joined(piece)) > 0.6 else None
    if not alike:
        return None
    likest = max(alike, key=lambda each: _likeness(_told(each), _told(piece)))
    return likest if len(free) == 1 or _likeness(_told(likest), _told(piece)) > 0.3 else None


def _pair(printed: Piece, expected: Piece, *, is_score: bool) -> Iterator[Difference]:
    if expected.tag in {"TR", "TH"}:
        yield from _cells(printed, expected)
        return
    if squeezed(printed.text) != squeezed(expected.text):
        kind: Kind = "score" if is_score else "text"
        yield _texts(kind, printed, expected, printed.text, expected.text)
    elif squeezed(printed.alt) != squeezed(expected.alt):
        yield _texts("text", printed, expected, printed.alt, expected.alt)


def _cells(printed: Piece, expected: Piece) -> Iterator[Difference]:
    """Cell by cell, by the words over the columns; a column that only one of them has is told once, in the head."""
    row = row_name(expected)
    is_head = expected.tag == "TH"
    by_head = {squeezed(cell.text if is_head else cell.head): cell for cell in printed.cells}
    aligned = len(printed.cells) == len(expected.cells)
    seen = set()
    for at, cell in enumerate(expected.cells):
        other = printed.cells[at] if aligned else by_head.get(squeezed(cell.text if is_head else cell.head))
        if other is None:
            continue
        seen.add(id(other))
        if squeezed(other.text) != squeezed(cell.text):
            wording = without_figures(other.text) != without_figures(cell.text)
            shown, wanted = (other.text, cell.text) if len(cell.text) < 60 else told(other.text, cell.text)
            head = "" if is_head else cell.head
            yield Difference(
                "cell", printed.page, expected.under, row, head, shown, wanted, wording and is_head
            )
    for other in printed.cells if not aligned else ():
        if id(other) not in seen and is_head:
            yield Difference("added", printed.page, expected.under, row, "", other.text, "", True)


def _texts(kind: Kind, printed: Piece, expected: Piece, shown: str, wanted: str) -> Difference:
    wording = without_figures(shown) != without_figures(wanted)
    return Difference(
        kind,
        printed.page,
        expected.under,
        "",
        "",
        *told(shown, wanted, near=0 if kind == "score" else NEAR),
        wording,
    )


def _missing(piece: Piece, page: int) -> Difference:
    row = piece.tag == "TR"
    return Difference(
        "row missing" if row else "missing",
        page,
        piece.under,
        row_name(piece),
        expected=_short(_joined(piece)),
        wording=not row,
    )


def _added(piece: Piece) -> Difference:
    row = piece.tag == "TR"
    return Difference(
        "row added" if row else "added",
        piece.page,
        piece.under,
        row_name(piece),
        printed=_short(_joined(piece)),
        wording=not row,
    )


def row_name(piece: Piece) -> str:
    """What a row is called: its first cell with words."""
    return next((cell.text[:80] for cell in piece.cells if cell.text), "")


def _joined(piece: Piece) -> str:
    """Everything that a piece says."""
    if piece.cells:
        return " | ".join(cell.text for cell in piece.cells if cell.text)
    return piece.text or piece.alt


def _told(piece: Piece) -> str:
    return _joined(piece)[:LONGEST]


def _likeness(left: str, right: str) -> float:
    matcher = SequenceMatcher(None, left[:LONGEST].split(), right[:LONGEST].split(), autojunk=False)
    return matcher.ratio()


def without_figures(text: str) -> str:
    return _DIGITS.sub("#", squeezed(text))


def _short(text: str) -> str:
    return text if len(text) <= 120 else text[:120].rsplit(" ", 1)[0] + "…"


def told(printed: str, expected: str, *, near: int = NEAR) -> tuple[str, str]:
    """The words that differ on both sides, with a few round them; the whole of short texts."""
    left, right = printed.split(), expected.split()
    first, last = 0, 0
    while first < min(len(left), len(right)) and left[first] == right[first]:
        first += 1
    while last < min(len(left), len(right)) - first and left[-1 - last] == right[-1 - last]:
        last += 1
    return _cut(left, first, last, near), _cut(right, first, last, near)


def _cut(words: Sequence[str], first: int, last: int, near: int) -> str:
    start, end = max(first - near, 0), min(len(words) - last + near, len(words))
    said = " ".join(words[start:end])
    if not near:
        return _short(said)
    return _short(("… " if start else "") + said) + (" …" if end < len(words) else "")


__all__ = ["Difference", "Kind", "differences", "row_name", "told", "without_figures"]
