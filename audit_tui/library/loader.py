"""Finds, reads and checks the files of checklists and of shared standards.

A checklist leaves here whole and without errors, or not at all. Nothing is written and nothing is cached.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from audit_tui.errors import Fault, FaultyFileError, InputError
from audit_tui.library.explain import explain, show
from audit_tui.library.lint import lint, lint_standards
from audit_tui.library.salvage import salvage
from audit_tui.library.yaml_reader import DataPath, Document, read_document
from audit_tui.model.checklist import FORMAT, STANDARDS_FORMAT, Checklist, StandardsFile
from audit_tui.model.standard import Standard
from audit_tui.paths import shipped_checklists


def load_checklist(path: Path) -> Checklist:
    """The checklist in a file; `FaultyFileError` with every fault, `InputError` if it is no file of text."""
    checklist, faults = read_checklist(path)
    if checklist is None:
        raise FaultyFileError(faults)
    return checklist


def read_checklist(path: Path) -> tuple[Checklist | None, list[Fault]]:
    """The checklist and all faults and warnings in the order of the file; None if one of them is an error."""
    document = read_document(path)
    faults = list(document.faults)
    if not document.complete:
        return None, faults
    data = document.data
    if (wrong := _wrong_kind(document, FORMAT)) is not None:
        return None, [*faults, wrong]
    language = _language(data)
    shared = _shared_standards(document, path, faults)
    own = data.get("standards")
    standards = {**shared, **own} if isinstance(own, dict) else shared if own is None else own
    checklist: Checklist | None = None
    try:
        checklist = Checklist.model_validate({**data, "standards": standards}, context={"language": language})
        faults += lint(checklist, document, shared=shared)
    except ValidationError as error:
        explained = explain(document, error)
        faults += [fault for _, fault in explained]
        saved = salvage(data, [fault_path for fault_path, _ in explained], language, shared)
        if saved.checklist is not None:
            more = lint(saved.checklist, document, shared=shared, opaque=saved.opaque, touched=saved.touched)
            faults += [fault for fault in more if fault.severity == "error"]
    faults = sorted(
        dict.fromkeys(faults), key=lambda fault: (fault.file != str(path), fault.line, fault.column)
    )
    if checklist is None or any(fault.severity == "error" for fault in faults):
        return None, faults
    return checklist.model_copy(update={"standards": _used(checklist, shared, own)}), faults


def load_standards(path: Path) -> StandardsFile:
    """A file of shared standards; `FaultyFileError` with every fault, `InputError` if it is no text."""
    standards, faults = read_standards(path)
    if standards is None:
        raise FaultyFileError(faults)
    return standards


def read_standards(path: Path) -> tuple[StandardsFile | None, list[Fault]]:
    """A file of shared standards and all its faults and warnings; None if one of them is an error."""
    document = read_document(path)
    faults = list(document.faults)
    if not document.complete:
        return None, faults
    if (wrong := _wrong_kind(document, STANDARDS_FORMAT)) is not None:
        return None, [*faults, wrong]
    standards: StandardsFile | None = None
    try:
        context = {"language": _language(document.data)}
        standards = StandardsFile.model_validate(document.data, context=context)
        faults += lint_standards(standards, document)
    except ValidationError as error:
        faults += [fault for _, fault in explain(document, error)]
    faults.sort(key=lambda fault: (fault.line, fault.column))
    return (None if any(fault.severity == "error" for fault in faults) else standards), faults


def _wrong_kind(document: Document, wanted: str) -> Fault | None:
    """A file of another kind gets one sentence, not one for each of its keys."""
    data = document.data
    path: DataPath = ()
    if not isinstance(data, dict):
        message = f"a file of this kind holds keys and values and begins with 'format: {wanted}'"
    elif "format" not in data:
        message = f"'format: {wanted}' is missing at the beginning"
    elif data["format"] != wanted:
        path, written = ("format",), data["format"]
        kinds = {FORMAT: "a checklist", STANDARDS_FORMAT: "a file of standards"}
        if isinstance(written, str) and written in kinds:
            message = f"this is {kinds[written]}, not {kinds[wanted]}"
        else:
            message = f"'format' must be {wanted}, not {show(written)}; this program knows no other"
    else:
        return None
    return document.fault(path, "file.format", message)


def _language(data: dict[str, Any]) -> str:
    languages = data.get("languages")
    first = languages[0] if isinstance(languages, list) and languages else None
    return first if isinstance(first, str) else "en"


def _used(checklist: Checklist, shared: dict[str, Standard], own: Any) -> dict[str, Standard]:
    """The checklist's own standards, and of the shared ones those that a question measures."""
    asked = {getattr(question, "standard", None) for _, question, _ in checklist.walk()}
    own_ids = set(own or ())
    return {
        id_: standard
        for id_, standard in checklist.standards.items()
        if id_ in own_ids or id_ not in shared or id_ in asked
    }


def _shared_standards(document: Document, path: Path, faults: list[Fault]) -> dict[str, Standard]:
    name = document.data.get("standards_from")
    if not isinstance(name, str) or not name.strip():
        return {}

    def wrong(message: str) -> dict[str, Standard]:
        faults.append(document.fault(("standards_from",), "standards.file", message))
        return {}

    if "\\" in name or ":" in name or name.startswith(("/", "~")):
        return wrong("write the path from this file, with /, e.g. standards/retail.yaml")
    try:
        found = find_beside(path, name)
        if found is None:
            return wrong(f"there is no file '{name}' beside this one or among the shipped checklists")
        standards, more = read_standards(found)
    except InputError as error:
        return wrong(f"the file of standards cannot be read: {error}")
    faults += [fault for fault in more if fault.severity == "error"]
    return dict(standards.standards) if standards else {}


def find_beside(path: Path, name: str) -> Path | None:
    """The file that `name` means in the file at `path`: beside it or among the shipped; never outside."""
    folder, shipped = path.resolve().parent, shipped_checklists().resolve()
    home = shipped if folder.is_relative_to(shipped) else folder
    for base, limit in ((folder, home), (shipped, shipped)):
        try:
            candidate = (base / name).resolve()
            if candidate.is_relative_to(limit) and candidate.is_file():
                return candidate
        except (OSError, ValueError):
            continue
    return None
