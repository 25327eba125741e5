"""Reads a small YAML file (or JSON, which is YAML) into plain data and remembers where everything stands.

Scalars follow the core schema of YAML 1.2, so `no`, `on` and `12:30` stay text; numbers with a point become
`Decimal`. Anchors, aliases, tags, merge keys, duplicate keys, deep nesting and large files are refused, and
no object is ever built from the file. It collects as many faults as it can in one reading; it knows nothing
of checklists.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from audit_tui.errors import Fault, InputError
from audit_tui.i18n import _
from audit_tui.library.yaml_faults import explain_syntax
from audit_tui.model.text import find_unsafe

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 32
MAX_UNSAFE = 20
"""So many forbidden characters are named one by one; a file with more is of another kind."""

OWN_KEY = "x_"
"""Keys with this beginning are the user's own; they are read over."""

DataPath = tuple[str | int, ...]

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?[0-9]{1,30}")
# Two digits of exponent are plenty; more would let a file of ten bytes name a number of a gigabyte.
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]{1,30}|[0-9]{1,30}(?:\.[0-9]{0,30})?)(?:[eE][-+]?[0-9]{1,2})?")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_TRUES = frozenset({"true", "True", "TRUE"})
_FALSES = frozenset({"false", "False", "FALSE"})
_NUMBER_STARTS = frozenset("+-.0123456789")
_SURROGATES = re.compile(r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")


def value_at(data: Any, path: DataPath) -> Any:
    """The part of the data at `path`; None where there is none."""
    for part in path:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data


@dataclass(slots=True)
class Document:
    """A file as plain data (dict, list, str, int, Decimal, bool, None) with the place of every part.

    `complete` is false where reading stopped half-way; `data` is None then. `broken` holds the paths whose
    value was refused and stands as None in `data`.
    """

    file: str
    text: str
    data: Any = None
    complete: bool = False
    faults: list[Fault] = field(default_factory=list)
    broken: set[DataPath] = field(default_factory=set)
    _values: dict[DataPath, tuple[int, int, str | None]] = field(default_factory=dict)
    """Where a value begins and ends in `text`, and its quotes: numbers only, which the collector skips."""
    _keys: dict[DataPath, int] = field(default_factory=dict)
    _lines: list[int] = field(default_factory=list)

    def place(self, path: DataPath) -> tuple[int, int]:
        """Line and column (from 1) of the value at `path`, or of the nearest part around it."""
        while path and path not in self._values:
            path = path[:-1]
        return self._place_of(self._values[path][0]) if path in self._values else (1, 1)

    def place_of_key(self, path: DataPath) -> tuple[int, int]:
        """Line and column of the key that `path` ends with, or of the nearest part around it."""
        start = self._keys.get(path)
        return self.place(path) if start is None else self._place_of(start)

    def place_inside(self, path: DataPath, offset: int) -> tuple[int, int]:
        """Line and column of character `offset` (from 0) in the text at `path`, through quotes and folds."""
        found, value = self._values.get(path), value_at(self.data, path)
        if found is None or not isinstance(value, str):
            return self.place(path)
        return self._place_of(_align(self.text, found, value, offset))

    def _place_of(self, index: int) -> tuple[int, int]:
        if not self._lines:
            self._lines = [0, *(match.end() for match in re.finditer("\n", self.text))]
        line = bisect_right(self._lines, index)
        return line, index - self._lines[line - 1] + 1

    def has(self, path: DataPath) -> bool:
        """Whether something is written at `path`."""
        return path in self._values

    def is_plain(self, path: DataPath) -> bool:
        """Whether what is written at `path` stands without quotes."""
        return path in self._values and not self._values[path][2]

    def rest_of_line(self, path: DataPath) -> str:
        """What stands on the line after the value at `path`."""
        start = self._values[path][1]
        end = self.text.find("\n", start)
        return self.text[start : end if end >= 0 else len(self.text)]

    def fault(
        self, path: DataPath, code: str, message: str, *, key: bool = False, severity: str = "error"
    ) -> Fault:
        """A fault at the value (or the key) of `path`."""
        line, column = self.place_of_key(path) if key else self.place(path)
        return Fault(self.file, line, column, code, message, severity)


def read_text(path: Path) -> str:
    """The text of a file, or one clear sentence (`InputError`) why it is none."""
    where = str(path)
    try:
        if path.is_dir():
            raise InputError(
                "file.directory", _("this is a folder."), where=where, next_step=_("Name a file.")
            )
        if not path.exists():
            raise InputError(
                "file.missing", _("there is no such file."), where=where, next_step=_("Check the name.")
            )
        if not path.is_file():
            raise InputError("file.kind", _("this is not an ordinary file."), where=where)
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or _("the name is not one the system accepts")
        raise InputError(
            "file.unreadable", _("the file cannot be read ({reason}).").format(reason=reason), where=where
        ) from error
    if len(raw) > MAX_BYTES:
        raise InputError(
            "file.large",
            _("the file is larger than 1 MiB."),
            where=where,
            next_step=_("Split it into several."),
        )
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(
            "file.encoding", _("the file is saved as UTF-16."), where=where, next_step=_("Save it as UTF-8.")
        )
    if b"\0" in raw:
        raise InputError("file.binary", _("this is not a text file."), where=where)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        raise InputError(
            "file.encoding",
            _("the byte {raw:#04x} is not UTF-8.").format(raw=raw[error.start]),
            where=f"{where}:{line}:{column}",
            next_step=_("Save the file as UTF-8."),
        ) from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _join_surrogates(text) if path.suffix.lower() == ".json" else text


def read_document(path: Path) -> Document:
    """The file at `path` with all faults of its form; `InputError` where it is no file of text at all."""
    return parse_document(read_text(path), str(path))


def parse_document(text: str, file: str) -> Document:
    """`text` as plain data with places; `file` is the name that faults carry. `InputError` if it is empty."""
    document = Document(file, text)
    document.text = _without_unsafe(document, text)
    _Walker(document).read()
    return document


def scalar(text: str) -> Any:
    """The value of a scalar without quotes in the core schema of YAML 1.2."""
    if text in _NULLS:
        return None
    if text in _TRUES:
        return True
    if text in _FALSES:
        return False
    if text[0] in _NUMBER_STARTS:
        if _INT.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text):
            return Decimal(format(Decimal(text), "f"))
    return text


class _Stop(Exception):  # noqa: N818 - it ends the reading, it is no error of its own
    """Reading cannot go on; the fault is noted already."""


class _Walker:
    """Turns the parser's events into data, one fault after the other."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.events: Iterator[Any] = yaml.parse(document.text, Loader=_LOADER)
        self.muted = 0

    def read(self) -> None:
        document = self.document
        try:
            next(self.events)
            if isinstance(next(self.events), yaml.StreamEndEvent):
                raise InputError("file.empty", _("the file is empty."), where=document.file)
            data = self.node(next(self.events), (), 1)
            next(self.events)
            if not isinstance(after := next(self.events), yaml.StreamEndEvent):
                self.fault(
                    after, "yaml.documents", _("a second document begins here; write one file for each")
                )
                raise _Stop
            document.data, document.complete = data, True
        except _Stop:
            pass
        except yaml.YAMLError as error:
            line, column, message = explain_syntax(document.text, error)
            document.faults.append(Fault(document.file, line, column, "yaml.syntax", message))

    def fault(self, event: Any, code: str, message: str) -> None:
        mark = event.start_mark
        self.document.faults.append(Fault(self.document.file, mark.line + 1, mark.column + 1, code, message))

    def node(self, event: Any, path: DataPath, depth: int) -> Any:
        """The value that begins with `event`; None, and a fault, where it is refused."""
        document = self.document
        if not self.muted:
            style = getattr(event, "style", None)
            document._values[path] = event.start_mark.index, event.end_mark.index, style
        if isinstance(event, yaml.AliasEvent):
            self.refuse(
                event,
                path,
                "yaml.alias",
                _("the alias *{anchor} is not allowed; write the value").format(anchor=event.anchor),
            )
            return None
        if event.anchor is not None:
            self.refuse(
                event,
                path,
                "yaml.anchor",
                _("the anchor &{anchor} is not allowed; leave it out").format(anchor=event.anchor),
            )
        if event.tag is not None:
            self.refuse(
                event, path, "yaml.tag", _("the tag {tag} is not allowed; leave it out").format(tag=event.tag)
            )
        if isinstance(event, yaml.ScalarEvent):
            if event.style == '"' and (at := find_unsafe(event.value)) is not None:
                self.refuse(
                    event,
                    path,
                    "text.unsafe",
                    _("the text holds {name}; take it out").format(name=_name(event.value[at])),
                )
                return None
            return event.value if event.style else scalar(event.value)
        if depth > MAX_DEPTH:
            self.fault(
                event, "yaml.depth", _("nested deeper than {max_depth} levels").format(max_depth=MAX_DEPTH)
            )
            raise _Stop
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Any] = []
            while not isinstance(inner := next(self.events), yaml.SequenceEndEvent):
                items.append(self.node(inner, (*path, len(items)), depth + 1))
            return items
        return self.mapping(event, path, depth)

    def refuse(self, event: Any, path: DataPath, code: str, message: str) -> None:
        self.fault(event, code, message)
        self.document.broken.add(path)

    def mapping(self, event: Any, path: DataPath, depth: int) -> dict[str | int, Any]:
        document = self.document
        found: dict[str | int, Any] = {}
        seen: dict[str, int] = {}
        while not isinstance(key_event := next(self.events), yaml.MappingEndEvent):
            key = self.key(key_event, depth)
            value_event = next(self.events)
            if key is None:
                self.skip(value_event, path, depth)
                continue
            if event.flow_style and self.is_cut(key_event, value_event):
                continue
            if (first := seen.get(str(key))) is not None:
                self.fault(
                    key_event,
                    "yaml.duplicate",
                    _("the key '{key}' is written twice; first on line {first}").format(key=key, first=first),
                )
                self.skip(value_event, path, depth)
                continue
            seen[str(key)] = key_event.start_mark.line + 1
            inner = (*path, key)
            if not self.muted:
                document._keys[inner] = key_event.start_mark.index
            if isinstance(key, str) and key.startswith(OWN_KEY) and "." not in key:
                self.skip(value_event, path, depth)
                continue
            found[key] = self.node(value_event, inner, depth + 1)
        return found

    def key(self, event: Any, depth: int) -> str | int | None:
        """A key: text, or a whole number (the labels of a scale have such keys); None if it is refused."""
        if isinstance(event, yaml.ScalarEvent) and event.anchor is None and event.tag is None:
            value: str = event.value
            if event.style:
                if find_unsafe(value) is None:
                    return value
                self.fault(event, "text.unsafe", _("the key holds a forbidden character; take it out"))
                return None
            if value == "<<":
                self.fault(event, "yaml.merge", _("merge keys (<<) are not allowed; write the keys out"))
                return None
            number = scalar(value) if value and value[0] in _NUMBER_STARTS else None
            return number if isinstance(number, int) else value
        if isinstance(event, yaml.ScalarEvent):
            self.fault(event, "yaml.tag", _("a key is plain text, without anchor (&) or tag (!)"))
        elif isinstance(event, yaml.AliasEvent):
            self.fault(
                event,
                "yaml.alias",
                _("the alias *{anchor} is not allowed; write the key").format(anchor=event.anchor),
            )
        else:
            self.fault(
                event, "yaml.key", _("a key must be plain text; a text that begins with { or [ needs quotes")
            )
            self.skip(event, (), depth)
        return None

    def skip(self, event: Any, path: DataPath, depth: int) -> None:
        """Reads over a value for its faults only."""
        self.muted += 1
        self.node(event, path, depth + 1)
        self.muted -= 1

    def is_cut(self, key: Any, value: Any) -> bool:
        """Whether `key` is the rest of a text that a comma cut in two: `{en: a, b}`."""
        if not isinstance(value, yaml.ScalarEvent) or value.value or value.style or value.tag or value.anchor:
            return False
        until: Any = value.start_mark
        if ":" in self.document.text[key.end_mark.index : until.index + 1]:
            return False
        if not key.style and ":" in key.value:
            message = _("a space is missing after the ':' in '{short}'").format(short=_short(key.value))
        else:
            message = _(
                "the comma before '{short}' ends the text: inside {{ }} put the whole text in "
                "quotes, or write each key on a line of its own"
            ).format(short=_short(key.value))
        self.fault(key, "yaml.comma", message)
        return True


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def _name(character: str) -> str:
    name = unicodedata.name(character, "")
    return _("the forbidden character U+{ord:04X}").format(ord=ord(character)) + (
        f" ({name.lower()})" if name else ""
    )


def _without_unsafe(document: Document, text: str) -> str:
    """The text with every forbidden character noted as a fault and replaced, so that places stay right."""
    if find_unsafe(text) is None:
        return text
    kept: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        clean = line
        while (at := find_unsafe(clean)) is not None:
            if len(document.faults) < MAX_UNSAFE:
                message = _("{name} is not allowed; take it out").format(name=_name(clean[at]))
                document.faults.append(Fault(document.file, number, at + 1, "text.unsafe", message))
            clean = f"{clean[:at]}?{clean[at + 1 :]}"
        kept.append(clean)
    return "\n".join(kept)


def _join_surrogates(text: str) -> str:
    """JSON writes a character above U+FFFF as two escapes; YAML knows one long one."""

    def joined(match: re.Match[str]) -> str:
        high, low = int(match[2], 16), int(match[3], 16)
        return f"{match[1]}\\U{0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00):08x}"

    return _SURROGATES.sub(joined, text)


def _align(text: str, written: tuple[int, int, str | None], value: str, offset: int) -> int:
    """Index in the file of character `offset` of a scalar, walking the written form beside its value."""
    at, end, style = written
    folds = "\n" in text[at:end]
    if style in {"'", '"'}:
        at += 1
    elif style in {"|", ">"}:
        at = text.find("\n", at) + 1

    def skip_indentation(wanted: str) -> None:
        nonlocal at
        while folds and at < end and text[at] != wanted and text[at] in " \t\n":
            if text[at] == "\n" and wanted == " ":
                return
            at += 1

    for wanted in value[:offset]:
        skip_indentation(wanted)
        if style == "'" and wanted == "'":
            at += 2
        elif style == '"' and text[at : at + 1] == "\\":
            at += {"x": 4, "u": 6, "U": 10}.get(text[at + 1 : at + 2], 2)
        else:
            at += 1
    skip_indentation(value[offset : offset + 1] or "\n")
    return min(at, len(text))
