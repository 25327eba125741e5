"""Makes the sound part of a faulty checklist readable, so that one check names the faults of both kinds.

What the validator refused is taken out or replaced by a stand-in; the result serves the linter only and is
never used for an audit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from audit_tui.library.yaml_reader import DataPath, value_at
from audit_tui.model.checklist import FORMAT, Checklist

_ROUNDS = 3
_ID = re.compile(r"[a-z][a-z0-9_]{0,63}")
_STAND_INS: dict[str, Any] = {"format": FORMAT, "id": "unnamed", "version": "0", "title": "?", "text": "?"}


@dataclass(slots=True)
class Salvaged:
    """What could be read. `touched` are the paths that were changed, `opaque` ids that stand for anything."""

    checklist: Checklist | None
    touched: set[DataPath] = field(default_factory=set)
    opaque: set[str] = field(default_factory=set)


def salvage(data: Any, faulty: Iterable[DataPath], language: str, standards: dict[str, Any]) -> Salvaged:
    """A checklist from `data` without what is at the `faulty` paths."""
    saved = Salvaged(None)
    data = deepcopy(data)
    paths = list(faulty)
    for _ in range(_ROUNDS):
        for path in paths:
            _mend(data, path, saved)
        own = data.get("standards")
        whole = {**data, "standards": {**standards, **(own if isinstance(own, dict) else {})}}
        try:
            saved.checklist = Checklist.model_validate(whole, context={"language": language})
            return saved
        except ValidationError as error:
            paths = [tuple(p for p in one["loc"] if p != "[key]") for one in error.errors(include_url=False)]
    return saved


def _question_in(path: DataPath) -> DataPath | None:
    """The path of the question that `path` lies in, the inner one in a repeat."""
    found = None
    for end in range(2, len(path) + 1):
        if path[end - 2] == "questions" and isinstance(path[end - 1], int):
            found = path[:end]
    return found


def _mend(data: Any, path: DataPath, saved: Salvaged) -> None:
    question = _question_in(path)
    if question is not None:
        _stand_in(data, question, saved)
        return
    saved.touched.add(path)
    if not path:
        return
    holder, key = value_at(data, path[:-1]), path[-1]
    if isinstance(holder, list):
        if isinstance(key, int) and key < len(holder) and path == ("sections", key):
            holder[key] = {"id": f"unnamed_{key}", "title": "?", "questions": []}
        elif isinstance(key, int) and key < len(holder):
            _mend(data, path[:-1], saved)
    elif isinstance(holder, dict):
        if key == "id" and len(path) > 1:
            holder[key] = f"unnamed_{len(saved.touched)}"
        elif key == "questions":
            holder[key] = []
        elif key in _STAND_INS:
            holder[key] = _STAND_INS[str(key)]
        elif key in holder:
            del holder[key]
        else:
            _mend(data, path[:-1], saved)
    elif len(path) > 1:
        _mend(data, path[:-1], saved)


def _stand_in(data: Any, path: DataPath, saved: Salvaged) -> None:
    """Puts an info in the place of a faulty question; its id, and those inside it, stay known."""
    holder, old = value_at(data, path[:-1]), value_at(data, path)
    saved.touched.add(path)
    if not isinstance(holder, list):
        return
    id_ = f"unnamed_{len(saved.touched)}"
    if isinstance(old, dict):
        inner = old.get("questions")
        parts = [old, *(inner if isinstance(inner, list) else ())]
        ids = [one["id"] for one in parts if isinstance(one, dict) and isinstance(one.get("id"), str)]
        saved.opaque.update(ids)
        if isinstance(written := old.get("id"), str) and _ID.fullmatch(written):
            id_ = written
    holder[int(path[-1])] = {"type": "info", "id": id_, "text": "?"}
