"""Find every fault in checklists, files of standards and of overrides, each with file, line and column.

A folder stands for all .yaml and .yml files in it. Warnings alone leave the exit code at 0.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from audit_tui.cli.common import add_json, nearest, say, say_json, warn
from audit_tui.errors import BAD_INPUT, DONE, FINDING, Fault, InputError
from audit_tui.i18n import _, plural

EXAMPLES = """examples:
  audit-tui check checklists/phone.yaml
  audit-tui check checklists/               every file in the folder
  audit-tui check my.yaml --json            the same for a program
  audit-tui check standards/                what your organisation and sites lay down instead
  audit-tui check --schema > checklist.schema.json
  audit-tui check --schema overrides > overrides.schema.json"""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", metavar="FILE|DIR", nargs="*", type=Path, help=_("checklists, or folders of them")
    )
    parser.add_argument(
        "--schema",
        metavar="KIND",
        nargs="?",
        const="checklist",
        choices=("checklist", "standards", "overrides"),
        help=_("print the JSON Schema of a kind of file (checklist, standards or overrides) and stop"),
    )
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    if args.schema:
        from audit_tui.library.schema import json_schema

        say_json(json_schema(args.schema))
        return DONE
    if not args.paths:
        raise InputError("check.nothing", _("Name a checklist or a folder to check."))
    files: list[dict[str, Any]] = []
    faults: list[Fault] = []
    unreadable = False
    for path, by_name in _files(args.paths):
        try:
            title, found = _read(path)
        except InputError as error:
            unreadable = unreadable or by_name
            title, found = None, [Fault(str(path), 0, 0, error.code, _without_place(error), "error")]
        errors = sum(fault.severity == "error" for fault in found)
        files.append({"file": str(path), "id": title, "errors": errors, "warnings": len(found) - errors})
        faults += found
    if args.json:
        say_json({"files": files, "faults": [_as_json(fault) for fault in faults]})
    else:
        _print(files, faults)
    if unreadable:
        return BAD_INPUT
    return FINDING if any(fault.severity == "error" for fault in faults) else DONE


def _files(paths: list[Path]) -> list[tuple[Path, bool]]:
    """The files to read, each with whether it was named itself."""
    found: dict[Path, bool] = {}
    for path in paths:
        if not path.is_dir():
            found[path] = True
            continue
        inside: list[Path] = []
        for folder, folders, names in os.walk(path):
            folders[:] = [name for name in folders if not name.startswith(".")]
            inside += [
                Path(folder) / name
                for name in names
                if name.endswith((".yaml", ".yml")) and not name.startswith(".")
            ]
        if not inside:
            raise InputError("check.empty", _("There is no .yaml file in this folder."), where=str(path))
        for each in sorted(inside):
            found.setdefault(each, False)
    return list(found.items())


def _read(path: Path) -> tuple[str | None, list[Fault]]:
    """What the file is (the id of a checklist, or `standards`; None where it cannot be used) and its faults."""
    from audit_tui.library.loader import read_checklist, read_standards
    from audit_tui.library.yaml_reader import read_document
    from audit_tui.model.checklist import STANDARDS_FORMAT
    from audit_tui.model.standard import OVERRIDES_FORMAT

    data = read_document(path).data
    kind = data.get("format") if isinstance(data, dict) else None
    if kind == STANDARDS_FORMAT:
        standards, faults = read_standards(path)
        return "standards" if standards else None, faults
    if kind == OVERRIDES_FORMAT:
        return _read_overrides(path)
    checklist, faults = read_checklist(path)
    return checklist.id if checklist else None, faults


def _read_overrides(path: Path) -> tuple[str | None, list[Fault]]:
    """A file of overrides against the checklists of the workspace it lies in, and the shipped ones."""
    from audit_tui.library.catalogue import fit
    from audit_tui.library.finder import find_checklists
    from audit_tui.library.overrides import as_laid_down, level_of, read_overrides
    from audit_tui.paths import shipped_checklists

    overrides, faults, document = read_overrides(path)
    if overrides is None:
        return None, faults
    laid = as_laid_down(level_of(path), path, overrides, document)
    home = workspace_around(path)
    folders = [home / "checklists"] if home is not None else []
    faults += fit(find_checklists([*folders, shipped_checklists()]), laid)
    faults += _unknown_site(path, home)
    faults = sorted(dict.fromkeys(faults), key=lambda fault: (fault.line, fault.column))
    broken = any(fault.severity == "error" for fault in faults)
    return None if broken else "overrides", faults


def workspace_around(path: Path) -> Path | None:
    """The workspace that a file lies in."""
    from audit_tui.settings import MARKER

    around = path.resolve().parents
    return next((folder for folder in around if (folder / MARKER).is_file()), None)


def _unknown_site(path: Path, home: Path | None) -> list[Fault]:
    """A file under `sites/` that is named after no site would never be read."""
    from audit_tui.clock import SystemClock
    from audit_tui.library.overrides import level_of
    from audit_tui.store.registry import Registry
    from audit_tui.store.workspace import open_workspace

    if level_of(path) != "site" or home is None:
        return []
    sites = [site.id for site in Registry(open_workspace(home, {}), SystemClock()).sites()]
    if path.stem.casefold() in {id_.casefold() for id_ in sites}:
        return []
    message = _("no site has the id '{stem}', so nothing reads this file.{nearest}").format(
        stem=path.stem, nearest=nearest(path.stem, sites)
    )
    return [Fault(str(path), 0, 0, "override.site", message, "warning")]


def _without_place(error: InputError) -> str:
    return f"{error.what} {error.next_step}".strip()


def _as_json(fault: Fault) -> dict[str, Any]:
    return {
        "file": fault.file,
        "line": fault.line,
        "column": fault.column,
        "severity": fault.severity,
        "code": fault.code,
        "message": fault.message,
    }


def _print(files: list[dict[str, Any]], faults: list[Fault]) -> None:
    for fault in faults:
        say(str(fault))
    errors = sum(file["errors"] for file in files)
    warnings = sum(file["warnings"] for file in files)
    usable = sum(file["id"] is not None for file in files)
    word = _("no errors") if not errors else plural("{count} error", "{count} errors", errors)
    line = _("{files}, {usable} usable: {word}, {warnings}.").format(
        files=plural("{count} file", "{count} files", len(files)),
        usable=usable,
        word=word,
        warnings=plural("{count} warning", "{count} warnings", warnings),
    )
    if errors:
        warn(line)
    else:
        say(line)
