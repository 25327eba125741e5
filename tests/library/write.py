"""Writes checklists for the tests: only what a test is about stands in the test."""

from __future__ import annotations

import textwrap
from pathlib import Path

from audit_tui.errors import Fault
from audit_tui.library.loader import read_checklist

HEAD = """\
format: audit-checklist/1
id: phone
version: "1"
title: Telephone
"""


def write(folder: Path, text: str, name: str = "phone.yaml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(textwrap.dedent(text), encoding="utf-8")
    return path


def checklist(folder: Path, questions: str, head: str = HEAD) -> Path:
    """A checklist of one section; the questions are written as list items without indentation."""
    body = textwrap.indent(textwrap.dedent(questions).strip("\n"), "      ")
    section = "sections:\n  - id: first\n    title: First\n    questions:\n"
    return write(folder, head + section + body + "\n")


def faults_of(path: Path) -> list[Fault]:
    return read_checklist(path)[1]


def codes(path: Path, severity: str = "error") -> list[str]:
    return [fault.code for fault in faults_of(path) if fault.severity == severity]


def only(path: Path, code: str) -> Fault:
    """The one fault of this code; the test fails if there are none or several."""
    found = [fault for fault in faults_of(path) if fault.code == code]
    assert len(found) == 1, [str(fault) for fault in faults_of(path)]
    return found[0]


def marked(path: Path, fault: Fault) -> str:
    """What stands in the file where the fault points."""
    return path.read_text(encoding="utf-8").split("\n")[fault.line - 1][fault.column - 1 :]
