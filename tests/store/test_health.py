"""What is wrong with places and libraries: told with what to do, whatever the machine."""

from __future__ import annotations

import os
from importlib import metadata
from pathlib import Path

import pytest

from audit_tui.clock import FixedClock
from audit_tui.store import health
from audit_tui.store.health import diagnose, synced_by
from audit_tui.store.workspace import Workspace


def codes(workspace: Workspace, clock: FixedClock, env: dict[str, str] | None = None) -> set[str]:
    return {remark.code for remark in diagnose(workspace, clock, env or {}).findings}


def test_a_healthy_workspace_has_no_findings_and_says_where_it_lies(
    workspace: Workspace, clock: FixedClock
) -> None:
    seen = diagnose(workspace, clock, {})
    assert seen.findings == []
    assert seen.facts["places"]["data"] == str(workspace.data)
    assert seen.facts["contents"]["draft"] == 0


def test_what_is_missing_or_refused_is_found(
    workspace: Workspace, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", missing)
    monkeypatch.setattr(os, "access", lambda *_: False)
    monkeypatch.setattr(health, "LITTLE_SPACE", 1 << 80)
    monkeypatch.setattr(health, "shipped_checklists", lambda: tmp_path / "none")
    found = codes(workspace, clock, {"OneDrive": str(workspace.base)})
    assert found == {"library.missing", "place.readonly", "place.full", "place.checklists", "place.synced"}


def test_a_disk_that_does_not_tell_its_space_is_no_finding(
    workspace: Workspace, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> None:
        raise OSError("no such call")

    monkeypatch.setattr("shutil.disk_usage", refuse)
    seen = diagnose(workspace, clock, {})
    assert seen.facts["places"]["free_bytes"] is None and seen.findings == []


@pytest.mark.parametrize(
    ("folder", "service"),
    [
        ("/a/Dropbox/b", "Dropbox"),
        ("/a/OneDrive - Firm/b", "OneDrive"),
        ("/a/Library/Mobile Documents/b", "iCloud"),
        ("/a/b", None),
    ],
)
def test_folders_of_sync_services_are_known_by_name(folder: str, service: str | None) -> None:
    assert synced_by(Path(folder), {}) == service
