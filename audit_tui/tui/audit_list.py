"""The audits of home as a list that is searched and sorted while one types. Plain work on the catalogue's rows.

It reads what the list shows and nothing else: on a mystery visit that is the alias.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from itertools import compress
from typing import TYPE_CHECKING, Any, Final

from audit_tui.locale_format import FIRM, Figure
from audit_tui.tui.talk import _, later, later_in

if TYPE_CHECKING:
    from audit_tui.store.catalogue import Row

ORDERS: Final = {
    "status": later("by status: open audits first"),
    "date": later("by date of the visit, newest first"),
    "site": later("by site"),
    "score": later("by score, lowest first"),
}
"""The orders of the list, in the order in which one key goes through them, in words."""

_STATUS: Final = {"draft": 0, "finished": 1, "abandoned": 1, "damaged": 2}
_WORDS: Final = {
    "draft": (later_in("audit", "open"), "draft"),
    "finished": (later("finished"), "finished"),
    "abandoned": (later("abandoned"), "abandoned"),
    "damaged": (later("cannot be read"), "damaged"),
}


class AuditList:
    """The rows at hand, arranged and narrowed. What is worked out once is kept until the rows change."""

    def __init__(self) -> None:
        self._taken: list[Row] = []
        self._rows: list[Row] = []
        self._by_id: dict[str, Row] = {}
        self._arranged: dict[str, list[Row]] = {}
        self._texts: dict[str, list[str]] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def take(self, rows: Sequence[Row]) -> None:
        """Work on these rows from now on; their order is kept among equals."""
        if rows != self._taken:
            self._taken = list(rows)
            self._by_id = {row.id: row for row in rows}
            self._rows = list(self._by_id.values())
            self._arranged, self._texts = {}, {}

    def reword(self) -> None:
        """Search in the words of another language from now on."""
        self._texts = {}

    def get(self, id_: str) -> Row | None:
        return self._by_id.get(id_)

    def __getitem__(self, id_: str) -> Row:
        return self._by_id[id_]

    def find(self, text: str, order: str) -> list[Row]:
        """The rows in that order in which every word of `text` stands, without regard to case."""
        rows = self._arranged.get(order)
        if rows is None:
            rows = self._arranged[order] = _KEYS[order](self._rows)
        words = text.casefold().split()
        if not words:
            return rows
        texts = self._texts.get(order)
        if texts is None:
            texts = self._texts[order] = [_searched(row) for row in rows]
        # The longest word sorts out the most. No pair is made of a row and its text: thousands of new objects
        # at each key would set off the collector of garbage, which takes longer than the search.
        for word in sorted(words, key=len, reverse=True):
            hits = [word in text for text in texts]
            rows, texts = list(compress(rows, hits)), list(compress(texts, hits))
        return rows


def _searched(row: Row) -> str:
    """What is looked through: what the list shows of an audit, and its ids."""
    shown, plain = _WORDS[row.status]
    parts = (
        row.site_name,
        row.site_id,
        row.number or row.id,
        _(shown),
        plain,
        row.visit_date,
        row.auditor,
        *row.checklists,
        row.fault,
    )
    return "\n".join(parts).casefold()


def _by_status(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: _STATUS[row.status])


def _by_date(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: row.visit_date, reverse=True)


def _by_site(rows: list[Row]) -> list[Row]:
    return sorted(_by_date(rows), key=lambda row: (not row.site_id, row.site_name.casefold(), row.site_id))


def _by_score(rows: list[Row]) -> list[Row]:
    return sorted(_by_date(rows), key=_score)


def _score(row: Row) -> tuple[bool, Decimal]:
    """Of ended audits only: what is still open has none yet."""
    figure = score_of(row) if row.status == "finished" else None
    return figure is None, figure or Decimal(0)


def score_of(row: Row) -> Decimal | None:
    """The score in percent; None where there is none or it is no number."""
    try:
        figure = Decimal(row.percent) if row.percent is not None else None
    except InvalidOperation:
        return None
    return figure if figure is None or figure.is_finite() else None


def score_words(row: Row) -> str:
    """The score as the language in use writes it, or that there is none."""
    score = score_of(row)
    return _("no score") if score is None else f"{Figure(score):.1f}{FIRM}%"


_KEYS: Final[dict[str, Callable[[list[Any]], list[Any]]]] = {
    "status": _by_status,
    "date": _by_date,
    "site": _by_site,
    "score": _by_score,
}
