"""What every part of the linter works on: the items of a checklist with their paths, and the list of faults.

Decides nothing itself, except that nothing is said about parts that the validator has refused already.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from audit_tui.errors import Fault
from audit_tui.library.yaml_reader import DataPath, Document
from audit_tui.model.checklist import Checklist, Section
from audit_tui.model.question import Choice, Multi, Repeat, Single


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a section with its place in the file."""

    path: DataPath
    section: Section
    section_path: DataPath
    question: Any
    repeat: Repeat | None
    repeat_path: DataPath


class Notes:
    """The faults of one file, without those about parts that were refused before."""

    def __init__(self, document: Document, touched: Collection[DataPath] = ()) -> None:
        self.document = document
        self.touched = tuple(touched)
        self.faults: list[Fault] = []

    def error(self, path: DataPath, code: str, message: str, *, key: bool = False) -> None:
        """Notes that the file cannot be used so."""
        self._note(path, code, message, key, "error")

    def warn(self, path: DataPath, code: str, message: str, *, key: bool = False) -> None:
        """Notes what probably was not meant."""
        self._note(path, code, message, key, "warning")

    def error_inside(self, path: DataPath, column: int, code: str, message: str) -> None:
        """Notes an error at a column (from 1) inside the text at `path`."""
        if not self._is_touched(path):
            line, place = self.document.place_inside(path, column - 1)
            self.faults.append(Fault(self.document.file, line, place, code, message))

    def _note(self, path: DataPath, code: str, message: str, key: bool, severity: str) -> None:
        if not self._is_touched(path):
            self.faults.append(self.document.fault(path, code, message, key=key, severity=severity))

    def _is_touched(self, path: DataPath) -> bool:
        return any(one[: len(path)] == path or path[: len(one)] == one for one in self.touched)

    def is_open(self, name: str) -> bool:
        """Whether parts of the top-level mapping `name` were refused, so that it may lack something."""
        return any(one[:1] == (name,) for one in self.touched)


class Context(Notes):
    """A checklist under the linter."""

    def __init__(
        self,
        checklist: Checklist,
        document: Document,
        opaque: Collection[str] = (),
        touched: Collection[DataPath] = (),
        aligned: Mapping[DataPath, str] | None = None,
    ) -> None:
        super().__init__(document, touched)
        self.checklist = checklist
        self.aligned = aligned or {}
        """Conditions with the figures of standards in them, each word at its column in the file."""
        self.opaque = frozenset(opaque)
        self.entries = list(_entries(checklist))
        self.by_id: dict[str, Entry] = {}
        for entry in self.entries:
            self.by_id.setdefault(entry.question.id, entry)

    def choices(self, question: Single | Multi) -> list[Choice] | None:
        """The choices of a question; None where the named list does not exist."""
        if isinstance(question.choices, str):
            return self.checklist.choices.get(question.choices)
        return question.choices


def _entries(checklist: Checklist) -> list[Entry]:
    found: list[Entry] = []
    for number, section in enumerate(checklist.sections):
        at: DataPath = ("sections", number)
        for place, question in enumerate(section.questions):
            path = (*at, "questions", place)
            found.append(Entry(path, section, at, question, None, ()))
            if isinstance(question, Repeat):
                for inner, asked in enumerate(question.questions):
                    found.append(Entry((*path, "questions", inner), section, at, asked, question, path))
    return found
