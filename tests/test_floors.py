"""The floors of the house: imports only ever go down, and heavy libraries load only where they are used."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEAVY = {"textual", "rich", "reportlab", "PIL", "pypdf", "openpyxl", "cryptography", "keyring"}


def loaded_by(code: str, cwd: Path) -> set[str]:
    """The heavy libraries that are loaded after `code` has run in a fresh interpreter."""
    script = f"{code}\nimport sys\nprint('LOADED', *sorted({HEAVY!r} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        env={**os.environ, "PYTHONUTF8": "1"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    last = [line for line in done.stdout.splitlines() if line.startswith("LOADED")][-1]
    return set(last.split()[1:])


def test_import_contracts_hold() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1"},
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    "module", ["audit_tui.session", "audit_tui.saver", "audit_tui.store.audits", "audit_tui.library.loader"]
)
def test_the_core_loads_nothing_heavy(module: str, tmp_path: Path) -> None:
    assert loaded_by(f"import {module}", tmp_path) == set()


def test_listing_audits_loads_nothing_heavy(tmp_path: Path) -> None:
    code = (
        f"from audit_tui.cli.main import main\nmain(['list', '--workspace', {str(tmp_path / 'w')!r}])\n"
        "import sys\nassert not {'pydantic', 'tinydb'} & set(sys.modules), 'a list needs no model'"
    )
    assert loaded_by(code, tmp_path) == set()


def test_the_app_starts_without_report_and_picture_libraries(tmp_path: Path) -> None:
    assert loaded_by("import audit_tui.tui.app, audit_tui.tui.screens.walk", tmp_path) <= {"textual", "rich"}


def test_home_knows_no_checklist_model(tmp_path: Path) -> None:
    code = (
        "import audit_tui.tui.app, audit_tui.tui.screens.home, sys\n"
        "assert 'audit_tui.model.checklist' not in sys.modules, 'home loads the checklist models'"
    )
    assert "textual" in loaded_by(code, tmp_path)


def tracked() -> list[Path]:
    done = subprocess.run(
        ["git", "ls-files", "-z"], capture_output=True, text=True, encoding="utf-8", cwd=ROOT, check=False
    )
    if done.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in done.stdout.split("\0") if name]


def test_no_file_carries_a_machines_paths_or_a_registrys_host() -> None:
    forbidden = re.compile(
        rb"/(?:home|Users|root)/\w+/|(?<![\w.])/(?:work|farm)/|pypi\.org/simple|files\.pythonhosted|registry\.npmjs"
    )
    own = Path(__file__)
    found = [
        str(path.relative_to(ROOT))
        for path in tracked()
        if path != own and path.is_file() and forbidden.search(path.read_bytes())
    ]
    assert found == []
