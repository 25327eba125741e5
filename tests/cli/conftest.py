"""What the tests of the command line begin with: running it here, and its documented JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from audit_tui.cli.main import main

SCHEMAS = Path(__file__).parents[2] / "docs" / "json"


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Command = Callable[..., Done]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run `audit-tui …` in this process, in an empty folder, without an own workspace in the environment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("AUDIT_TUI_WORKSPACE", raising=False)
    monkeypatch.delenv("AUDIT_TUI_DEBUG", raising=False)

    def command(*words: object) -> Done:
        code = main([str(word) for word in words])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return Done(code, out, err)

    return command


def documented(name: str, document: Any) -> Any:
    """`document`, which fits the documented shape `name`."""
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(document)
    return document
