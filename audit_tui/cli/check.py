"""Find every fault in checklists and files of standards, each with file, line and column.

A folder stands for all .yaml and .yml files in it. Warnings alone leave the exit code at 0.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from audit_tui.cli.common import add_json, plural, say, say_json, warn
from audit_tui.errors import BAD_INPUT, DONE, FINDING, Fault, InputError

EXAMPLES = """examples:
  audit-tui check checklists/phone.yaml
  audit-tui check checklists/               every file in the folder
  audit-tui check my.yaml --json            the same for a program
  audit-tui check --schema > checklist.schema.json"""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", metavar="FILE|DIR", nargs="*", type=Path, help="checklists, or folders of them"
    )
    parser.add_argument("--schema", action="store_true", help="print the JSON Schema of the format and stop")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    if args.schema:
        from audit_tui.library.schema import json_schema

        say_json(json_schema())
        return DONE
    if not args.paths:
        raise InputError("check.nothing", "Name a checklist or a folder to check.")
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
            raise InputError("check.empty", "There is no .yaml file in this folder.", where=str(path))
        for each in sorted(inside):
            found.setdefault(each, False)
    return list(found.items())


def _read(path: Path) -> tuple[str | None, list[Fault]]:
    """What the file is (the id of a checklist, or `standards`; None where it cannot be used) and its faults."""
    from audit_tui.library.loader import read_checklist, read_standards
    from audit_tui.library.yaml_reader import read_document
    from audit_tui.model.checklist import STANDARDS_FORMAT

    data = read_document(path).data
    if isinstance(data, dict) and data.get("format") == STANDARDS_FORMAT:
        standards, faults = read_standards(path)
        return "standards" if standards else None, faults
    checklist, faults = read_checklist(path)
    return checklist.id if checklist else None, faults


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
    word = "no errors" if not errors else plural(errors, "error")
    line = f"{plural(len(files), 'file')}, {usable} usable: {word}, {plural(warnings, 'warning')}."
    if errors:
        warn(line)
    else:
        say(line)
