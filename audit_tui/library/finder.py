"""Lists the checklists of some folders and finds one by its id or path, without checking them.

A listing only looks; whether a checklist can be used is said when it is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audit_tui.errors import InputError
from audit_tui.i18n import _
from audit_tui.library.explain import suggest
from audit_tui.library.heads import MARK, SUFFIXES, checklist_files
from audit_tui.library.yaml_reader import parse_document, read_text, value_at


@dataclass(frozen=True, slots=True)
class ChecklistInfo:
    """A checklist as a list shows it. `problem` is empty, or the first reason why it cannot be used."""

    id: str
    title: dict[str, str]
    version: str
    path: Path
    questions: int
    languages: tuple[str, ...] = ()
    touchpoint: str = ""
    problem: str = ""


def find_checklists(folders: Sequence[Path]) -> list[ChecklistInfo]:
    """The checklists in `folders` and below, by id; of two with one id the earlier folder's wins.

    Folders that do not exist are passed over. A file that cannot be read as YAML is listed under its
    file name with its problem.
    """
    found: dict[str, ChecklistInfo] = {}
    for path in checklist_files(folders):
        if (info := _look(path)) is not None:
            found.setdefault(info.id, info)
    return [found[id_] for id_ in sorted(found)]


def resolve(id_or_path: str, folders: Sequence[Path]) -> Path:
    """The file of a checklist given by its id or its path; `InputError` if there is none."""
    given = Path(id_or_path)
    if given.suffix.lower() in SUFFIXES or "/" in id_or_path or "\\" in id_or_path:
        if given.is_file():
            return given
        raise InputError("checklist.missing", _("there is no such file."), where=id_or_path)
    listed = {info.id: info.path for info in find_checklists(folders)}
    if id_or_path in listed:
        return listed[id_or_path]
    hint = suggest(id_or_path, listed).removeprefix("; ").capitalize()
    known = (
        _("Known are {listed}.").format(listed=", ".join(listed))
        if listed
        else _("No folder of checklists holds any.")
    )
    raise InputError(
        "checklist.unknown",
        _("there is no checklist '{id_or_path}'.").format(id_or_path=id_or_path),
        next_step=hint or known,
    )


def _look(path: Path) -> ChecklistInfo | None:
    """What a file says of itself; None if it is no checklist."""
    try:
        text = read_text(path)
        if MARK not in text:
            return None
        document = parse_document(text, str(path))
    except InputError:
        return None
    if not document.complete or not isinstance(document.data, dict):
        problem = str(document.faults[0]) if document.faults else _("it holds no keys and values")
        return ChecklistInfo(path.stem, {}, "", path, 0, problem=problem)
    data = document.data
    if not str(data.get("format", "")).startswith(MARK):
        return None
    languages = tuple(str(one) for one in data.get("languages") or ("en",) if isinstance(one, str)) or ("en",)
    title = data.get("title")
    titles = title if isinstance(title, dict) else {languages[0]: title}
    return ChecklistInfo(
        id=str(data.get("id") or path.stem),
        title={str(key): str(value) for key, value in titles.items() if value is not None},
        version=str(data.get("version", "")),
        path=path,
        questions=sum(_count(section) for section in _items(data, "sections")),
        languages=languages,
        touchpoint=str(data.get("touchpoint") or ""),
        problem=str(document.faults[0]) if document.faults else "",
    )


def _items(data: Any, key: str) -> list[Any]:
    value = value_at(data, (key,))
    return value if isinstance(value, list) else []


def _count(section: Any) -> int:
    """Questions to answer: those of a repeat once, without infos and calcs."""
    count = 0
    for question in _items(section, "questions"):
        kind = value_at(question, ("type",))
        count += _count(question) if kind == "repeat" else kind not in {"info", "calc"}
    return count
