"""Puts the figures of standards into the data of a checklist file before it is validated.

Texts, conditions and the limits of steps; every reference that leads nowhere is a fault at its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from audit_tui.errors import Fault
from audit_tui.library.kinds import language_of
from audit_tui.library.yaml_reader import DataPath, Document
from audit_tui.model.standard import Standard
from audit_tui.model.text import LANGUAGE
from audit_tui.rules.figures import FigureError, Figures, aligned, in_condition, in_limit, in_text, refers
from audit_tui.rules.routing import CONDITIONS
from audit_tui.rules.standards import TEXTS

_TEXTS = frozenset(
    {"text", "help", "label", "labels", "reason", "valid_message", "title", "description", "figure"}
)
_LIMITS = frozenset({"up_to", "above"})
_PARTS = ("title", "description", "scoring", "choices", "sections")


@dataclass(slots=True)
class Resolved:
    """The data with its figures. `touched` are the paths whose reference leads nowhere."""

    data: dict[str, Any]
    faults: list[Fault] = field(default_factory=list)
    touched: set[DataPath] = field(default_factory=set)
    aligned: dict[DataPath, str] = field(default_factory=dict)
    """Conditions that refer to figures, as the linter reads them: each word at the column of the file."""


def resolve(data: Mapping[str, Any], figures: Figures, document: Document) -> Resolved:
    """`data` of a checklist with every reference replaced; `document` gives the places."""
    found = Resolved(dict(data))
    walker = _Walker(figures, document, found)
    for name in _PARTS:
        if name in data:
            found.data[name] = walker.walk(data[name], (name,), "text" if name in _TEXTS else "")
    return found


class _Walker:
    def __init__(self, figures: Figures, document: Document, found: Resolved) -> None:
        self._figures, self._document, self._found = figures, document, found

    def walk(self, value: Any, path: DataPath, role: str) -> Any:
        if isinstance(value, str):
            return self._replaced(value, path, role) if role and refers(value) else value
        if isinstance(value, dict):
            return {key: self.walk(one, (*path, key), role or _role(key)) for key, one in value.items()}
        if isinstance(value, list):
            return [self.walk(one, (*path, place), role) for place, one in enumerate(value)]
        return value

    def _replaced(self, value: str, path: DataPath, role: str) -> Any:
        if role == "limit":
            return self._tried(lambda: in_limit(value, self._figures), path, Decimal(0))
        if role == "text":
            language = _language(path) or language_of(self._document.data)
            return self._tried(lambda: in_text(value, self._figures, language=language), path, value)
        made = self._tried(lambda: in_condition(value, self._figures), path, value)
        if made != value and path not in self._found.touched:
            self._found.aligned[path] = aligned(value, self._figures)
        return made

    def _tried(self, make: Callable[[], Any], path: DataPath, otherwise: Any) -> Any:
        try:
            return make()
        except FigureError as error:
            self._found.faults.append(figure_fault(self._document, path, error))
            self._found.touched.add(path)
            return otherwise


def _language(path: DataPath) -> str:
    """The language of the text at `path`; empty for a plain one, which is in the language of reference."""
    last = path[-1]
    return last if isinstance(last, str) and re.fullmatch(LANGUAGE, last) else ""


def _role(key: str | int) -> str:
    if key in _TEXTS:
        return "text"
    if key in _LIMITS:
        return "limit"
    return "condition" if key in CONDITIONS else ""


def figure_fault(document: Document, path: DataPath, error: FigureError) -> Fault:
    """The fault for a reference in the text at `path`."""
    if not document.has(path):
        path = path[:-1]  # a text without its language
    line, column = document.place_inside(path, error.column - 1)
    return Fault(document.file, line, column, "figure.unknown", error.message)


def figure_faults(document: Document, code: str, standard: Standard) -> list[tuple[DataPath, Fault]]:
    """The faults of the references in a standard's own texts, each with its path."""
    figures = Figures({code: standard})
    found: list[tuple[DataPath, Fault]] = []
    for name in TEXTS:
        for language, words in (getattr(standard, name) or {}).items():
            try:
                in_text(words, figures, code, language=language)
            except FigureError as error:
                path = ("standards", code, name, language)
                found.append((path, figure_fault(document, path, error)))
    return found
