"""Whom a search is about, and where a record speaks of them.

Finds names as words, in any case and either order; what is found is shown to a person before anything is done
with it. Reads records and bytes that it is given, never a disk, and changes nothing.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from audit_tui.model.event import Event, ValueClass
from audit_tui.rules.record import Record

FIXED: Final = frozenset({"created", "checklist_moved", "finished", "amended", "erased"})
"""Events whose values are the record itself: without them neither header nor score could be checked."""

SHORTEST_NAME: Final = 2
SHORTEST_PART: Final = 3
"""Letters of a first or last name alone that are worth showing."""

SHORTEST_RAW: Final = 4
"""Bytes of a name that are looked for in photos; shorter ones turn up in them by chance."""

_WIDTH: Final = 30
_ESCAPE: Final = re.compile(r"\\([nrtbf\"\\/])")
_SIGNS: Final = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
_CLOSED_FACTS: Final = frozenset({"fact/kind", "fact/outcome"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for."""

    names: tuple[str, ...]
    whole: re.Pattern[str]
    """A whole name or alias."""
    part: re.Pattern[str] | None
    """A first or last name alone: perhaps them, perhaps somebody else."""
    raw: re.Pattern[bytes]
    """A whole name in the bytes of any file that is not compressed."""
    is_short: bool
    """Whether the bytes of photos say nothing about them."""
    hints: tuple[str, ...]
    """Folded words, one of which is in every text that speaks of them: patterns are slow, most texts do not."""
    raw_hints: tuple[bytes, ...]

    def speaks_of(self, value: Any) -> bool:
        """Whether a value holds a whole name."""
        return any(self.whole.search(text) for text in texts(value))

    def in_text(self, content: bytes, *, parts: bool = False) -> bool:
        """Whether a text file, JSON included, holds a whole name (or a part of one)."""
        text = content.decode("utf-8", "replace")
        folded = _fold(text)
        if not any(hint in folded for hint in self.hints):
            return False
        text = _ESCAPE.sub(lambda found: _SIGNS.get(found[1], found[1]), text)
        patterns = (self.whole, self.part) if parts else (self.whole,)
        return any(each is not None and each.search(text) for each in patterns)

    def in_bytes(self, content: bytes) -> bool:
        """Whether the bytes of a photo or any other file hold a whole name; a short one is not looked for."""
        if self.is_short:
            return False
        lower = content.lower()
        return any(hint in lower for hint in self.raw_hints) and self.raw.search(content) is not None


def _fold(text: str) -> str:
    # The dotless and the dotted I of Turkish match i without regard to case.
    return text.casefold().replace("\u0131", "i").replace("\u0307", "")


def _hint(text: str) -> str:
    """The longest run of letters in a text, empty where it has none; nothing in it is ever escaped."""
    return max(re.findall(r"[^\W_]+", text), key=len, default="")


def wanted(names: Iterable[str]) -> Wanted:
    """A search for somebody by name and aliases; empty ones are left out.

    The parts of the first one are looked for as well, to be shown as perhaps.
    """
    plain = (" ".join(unicodedata.normalize("NFC", name).split()) for name in names)
    kept = tuple(dict.fromkeys(name for name in plain if name))
    words = kept[0].split()
    parts = set(words) if len(words) > 1 else set()
    parts = {word for word in parts if len(word.strip(".,'-")) >= SHORTEST_PART}
    return Wanted(
        names=kept,
        whole=_any(pattern for name in kept for pattern in _orders(name)),
        part=_any(_word(part) for part in sorted(parts)) if parts else None,
        raw=re.compile(b"|".join(sorted({each for name in kept for each in _encoded(name)})), re.IGNORECASE),
        hints=tuple({_fold(_hint(text)) for text in (*kept, *parts)}),
        raw_hints=tuple({hint for name in kept for hint in _raw_hints(name)}),
        is_short=min(len(name.encode()) for name in kept) < SHORTEST_RAW,
    )


def _any(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


def _word(text: str, inner: str | None = None) -> str:
    """A pattern for `text` as words of their own, where its script separates words by spaces."""
    before = r"(?<!\w)" if _parted(text[0]) else ""
    after = r"(?!\w)" if _parted(text[-1]) else ""
    return before + (re.escape(text) if inner is None else inner) + after


def _parted(sign: str) -> bool:
    return sign.lower() != sign.upper() or sign.isdecimal()


def _orders(name: str) -> Iterator[str]:
    """`Anna Conti` as it is written in texts, lists and addresses: Conti, Anna; anna.conti@…"""
    words = name.split()
    escaped = [re.escape(word) for word in words]
    yield _word(name, r"[\s._-]+".join(escaped))
    if len(words) > 1:
        yield _word(words[-1] + words[-2], r"[\s,._-]+".join([escaped[-1], *escaped[:-1]]))


def _encoded(name: str) -> Iterator[bytes]:
    """The bytes of a name in UTF-8, in JSON with escapes, and in UTF-16 as photos hold it."""
    for form in (name, name.lower(), name.upper(), name.title()):
        words = [re.escape(word.encode()) for word in form.split()]
        yield _bounded(rb"(?:[\s._-]|\\[nrt]|\xc2\xa0)+".join(words))
        if len(words) > 1:
            yield _bounded(rb"(?:[\s,._-]|\\[nrt]|\xc2\xa0)+".join([words[-1], *words[:-1]]))
        yield re.escape(form.encode("utf-16-le"))
        if not form.isascii():
            yield re.escape(json.dumps(form)[1:-1].encode())


def _raw_hints(name: str) -> Iterator[bytes]:
    for form in (name, name.lower(), name.upper(), name.title()):
        hint = max(re.findall(rb"[0-9A-Za-z\x80-\xff]+", form.encode()), key=len, default=b"")
        yield hint.lower()
        yield form.encode("utf-16-le").lower()
        if not form.isascii():
            yield json.dumps(form)[1:-1].encode().lower()


def _bounded(pattern: bytes) -> bytes:
    # In JSON the letter of an escape (\n) may stand right before a name.
    return rb"(?:(?<![0-9A-Za-z_])|(?<=\\[nrtbf]))" + pattern + rb"(?![0-9A-Za-z_])"


def texts(value: Any) -> Iterator[str]:
    """Every text in a value of the record."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts(inner)


@dataclass(frozen=True, slots=True)
class Mention:
    """One value of a record that speaks of somebody."""

    commitment: str
    seq: int
    """The first event that recorded it."""
    op: str
    path: str
    cls: ValueClass
    excerpt: str
    certain: bool
    """Whether a whole name or alias is in it, or only a part of a name."""
    fixed: bool
    """Whether it cannot be taken out of the record."""
    sha256: str = ""
    """Content of the photo or file that goes with it."""


def excerpt(text: str, found: re.Match[str] | None) -> str:
    """Some of the text around what was found, on one line."""
    start = max(0, (found.start() if found else 0) - _WIDTH)
    end = (found.end() if found else 0) + _WIDTH
    shown = " ".join(text[start:end].split())
    return ("…" if start else "") + shown + ("…" if end < len(text) else "")


def look(value: Any, whom: Wanted) -> tuple[str, bool] | None:
    """An excerpt of a value and whether a whole name is in it; None where it speaks of nobody wanted."""
    for certain, pattern in ((True, whom.whole), (False, whom.part)):
        if pattern is None:
            continue
        for text in texts(value):
            if (found := pattern.search(text)) is not None:
                return excerpt(text, found), certain
    return None


def mentions(record: Record, whom: Wanted, pictured: frozenset[str] = frozenset()) -> list[Mention]:
    """The values of a record that speak of somebody, in the order they were recorded.

    `pictured` holds the SHA-256 of evidence whose content names them. Name and alias of the auditor of one
    audit belong together: where one is meant, so is the other.
    """
    own = _own_facts(record, whom)
    found = []
    for commitment, event in _first_uses(record).items():
        stored = record.values.get(commitment)
        if stored is None or event.path in _CLOSED_FACTS:
            continue
        sha256 = str(stored.value.get("sha256", "")) if isinstance(stored.value, dict) else ""
        seen = look(stored.value, whom)
        if seen is None or not seen[1]:
            if commitment in own:
                seen = str(stored.value)[: 2 * _WIDTH], True
            elif sha256 and sha256 in pictured:
                seen = f"named inside the file {sha256[:16]}…", True
        fixed = event.op in FIXED and commitment != event.reason
        # A part of a name in what cannot go anyway, the address of a place say, is of no use to anybody.
        if seen is not None and (seen[1] or not fixed):
            found.append(
                Mention(
                    commitment,
                    event.seq,
                    event.op,
                    event.path,
                    stored.cls,
                    seen[0],
                    certain=seen[1],
                    fixed=fixed,
                    sha256=sha256,
                )
            )
    return found


def _first_uses(record: Record) -> dict[str, Event]:
    uses: dict[str, Event] = {}
    for event in record.events:
        for commitment in (event.value, event.reason, event.old):
            if commitment is not None:
                uses.setdefault(commitment, event)
    return uses


def _own_facts(record: Record, whom: Wanted) -> set[str]:
    """Commitments to name and alias of the auditor, where it is the one wanted and nobody else."""
    given: dict[str, set[str]] = {"fact/auditor": set(), "fact/alias": set()}
    values: dict[str, set[str]] = {"fact/auditor": set(), "fact/alias": set()}
    for event in record.events:
        stored = record.values.get(event.value) if event.value and event.path in given else None
        if stored is not None and isinstance(stored.value, str):
            given[event.path].add(stored.commitment)
            values[event.path].add(stored.value)
    names, aliases = values["fact/auditor"], values["fact/alias"]
    meant = any(whom.whole.fullmatch(text.strip()) for text in names | aliases)
    if meant and len(names) <= 1 and len(aliases) <= 1:
        return given["fact/auditor"] | given["fact/alias"]
    return set()
