"""Finds, reads and checks the files of checklists and of shared standards.

A checklist leaves here whole and without errors, or not at all. Nothing is written and nothing is cached.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from audit_tui.errors import Fault, FaultyFileError, InputError
from audit_tui.i18n import _
from audit_tui.library.explain import explain
from audit_tui.library.kinds import language_of, wrong_kind
from audit_tui.library.lint import lint, lint_standards
from audit_tui.library.overrides import NOTHING_LAID_DOWN, LaidDown
from audit_tui.library.resolve import figure_faults, resolve
from audit_tui.library.salvage import salvage
from audit_tui.library.yaml_reader import DataPath, Document, read_document
from audit_tui.model.checklist import FORMAT, STANDARDS_FORMAT, Checklist, StandardsFile
from audit_tui.model.standard import Replaced, Standard
from audit_tui.paths import shipped_checklists
from audit_tui.rules.figures import FigureError, Figures
from audit_tui.rules.standards import Holding, holding, switched_off


def load_checklist(path: Path, laid: LaidDown = NOTHING_LAID_DOWN) -> Checklist:
    """The checklist in a file as it holds under `laid`, its figures worked in.

    `FaultyFileError` with every fault, `InputError` if it is no file of text.
    """
    checklist, faults = read_checklist(path, laid)
    if checklist is None:
        raise FaultyFileError([fault for fault in faults if fault.severity == "error"])
    return checklist


def read_checklist(path: Path, laid: LaidDown = NOTHING_LAID_DOWN) -> tuple[Checklist | None, list[Fault]]:
    """The checklist and all faults and warnings in the order of the file; None if one of them is an error.

    `laid` is what organisation and site lay down; its faults that concern this checklist are among them.
    """
    document = read_document(path)
    faults = list(document.faults)
    if not document.complete:
        return None, faults
    data = document.data
    if (wrong := wrong_kind(document, FORMAT)) is not None:
        return None, [*faults, wrong]
    if "replaced" in data:
        message = _("'replaced' is written by the program; overrides stand in files of their own")
        return None, [*faults, document.fault(("replaced",), "schema.unknown_key", message, key=True)]
    language = language_of(data)
    shared = _shared_standards(document, path, faults)
    own = data.get("standards")
    gathered = _gather(document, shared or {}, own, language, laid)
    faults += gathered.faults
    resolved = resolve(data, Figures(gathered.standards, laid.terms.jurisdiction), document)
    faults += [] if shared is None else gathered.without_echoes(resolved.faults)
    touched = resolved.touched | gathered.touched | ({("standards_from",)} if shared is None else set())
    standards = own
    if own is None or isinstance(own, dict):
        standards = {**(shared or {}), **(own or {}), **gathered.standards}
    checklist: Checklist | None = None
    try:
        whole = {**resolved.data, "standards": standards}
        checklist = Checklist.model_validate(whole, context={"language": language})
        faults += lint(checklist, document, shared=shared or (), touched=touched, aligned=resolved.aligned)
    except ValidationError as error:
        explained = explain(document, error)
        faults += [fault for _rest, fault in explained]
        saved = salvage(
            resolved.data, [fault_path for fault_path, _rest in explained], language, shared or {}
        )
        if saved.checklist is not None:
            more = lint(
                saved.checklist,
                document,
                shared=shared or (),
                opaque=saved.opaque,
                touched=touched | saved.touched,
                aligned=resolved.aligned,
            )
            faults += [fault for fault in more if fault.severity == "error"]
    faults = sorted(
        dict.fromkeys(faults), key=lambda fault: (fault.file != str(path), fault.line, fault.column)
    )
    if checklist is None or any(fault.severity == "error" for fault in faults):
        return None, faults
    used = _used(checklist, shared or {}, own)
    replaced = {code: list(found) for code, found in gathered.replaced.items() if code in used}
    checklist = checklist.model_copy(update={"standards": used, "replaced": replaced or None})
    return switched_off(checklist), faults


@dataclass(slots=True)
class _Gathered:
    """The standards of a checklist as they hold, and what was wrong with them."""

    standards: dict[str, Standard] = field(default_factory=dict)
    """Every one that could be read, overrides laid over it and its texts worked out."""
    replaced: dict[str, tuple[Replaced, ...]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    touched: set[DataPath] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)
    """Codes of standards with a fault of form, which the validator names."""

    def without_echoes(self, faults: list[Fault]) -> list[Fault]:
        """Faults of references without those to standards that could not be read."""
        return [one for one in faults if not any(f"'{code}'" in one.message for code in self.unread)]


def _gather(
    document: Document, shared: Mapping[str, Standard], own: Any, language: str, laid: LaidDown
) -> _Gathered:
    found = _Gathered()
    plain = dict(shared)
    for code, raw in (own if isinstance(own, dict) else {}).items():
        try:
            plain[str(code)] = Standard.model_validate(raw, context={"language": language})
        except ValidationError:
            plain.pop(str(code), None)
            found.unread.add(str(code))
            continue
        if wrong := figure_faults(document, str(code), plain[str(code)]):
            found.faults += [fault for _rest, fault in wrong]
            found.touched |= {path for path, _rest in wrong}
            found.unread.add(str(code))
            del plain[str(code)]
    checklist_id = str(document.data.get("id", ""))
    found.faults += laid.faults_for(checklist_id, plain, found.unread)
    for code, standard in plain.items():
        try:
            held = holding(checklist_id, code, standard, laid.terms)
        except FigureError:
            held = Holding(standard)  # named by the file of overrides
        found.standards[code] = held.standard
        if held.replaced:
            found.replaced[code] = held.replaced
    return found


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
    if (wrong := wrong_kind(document, STANDARDS_FORMAT)) is not None:
        return None, [*faults, wrong]
    standards: StandardsFile | None = None
    try:
        context = {"language": language_of(document.data)}
        standards = StandardsFile.model_validate(document.data, context=context)
        for code, standard in standards.standards.items():
            faults += [fault for _rest, fault in figure_faults(document, code, standard)]
        faults += lint_standards(standards, document)
    except ValidationError as error:
        faults += [fault for _rest, fault in explain(document, error)]
    faults.sort(key=lambda fault: (fault.line, fault.column))
    return (None if any(fault.severity == "error" for fault in faults) else standards), faults


def _used(checklist: Checklist, shared: dict[str, Standard], own: Any) -> dict[str, Standard]:
    """The checklist's own standards, and of the shared ones those that a question measures.

    In the order in which canonical JSON writes them, so that a score lists them alike wherever it is made anew.
    """
    asked = {getattr(question, "standard", None) for _section, question, _repeat in checklist.walk()}
    own_ids = set(own or ())
    return {
        id_: standard
        for id_, standard in sorted(checklist.standards.items())
        if id_ in own_ids or id_ not in shared or id_ in asked
    }


def _shared_standards(document: Document, path: Path, faults: list[Fault]) -> dict[str, Standard] | None:
    """The standards of the file that `standards_from` names, none where it names none; None for a faulty one."""
    name = document.data.get("standards_from")
    if not isinstance(name, str) or not name.strip():
        return {}

    def wrong(message: str) -> dict[str, Standard] | None:
        faults.append(document.fault(("standards_from",), "standards.file", message))
        return None

    if "\\" in name or ":" in name or name.startswith(("/", "~")):
        return wrong(_("write the path from this file, with /, e.g. standards/retail.yaml"))
    try:
        found = find_beside(path, name)
        if found is None:
            return wrong(
                _("there is no file '{name}' beside this one or among the shipped checklists").format(
                    name=name
                )
            )
        standards, more = read_standards(found)
    except InputError as error:
        return wrong(_("the file of standards cannot be read: {error}").format(error=error))
    faults += [fault for fault in more if fault.severity == "error"]
    return dict(standards.standards) if standards else None


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
