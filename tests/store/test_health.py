"""What is wrong with places and libraries: told with what to do, whatever the machine."""

from __future__ import annotations

import os
from importlib import metadata
from pathlib import Path

import pytest

from audit_tui.clock import FixedClock
from audit_tui.store import health
from audit_tui.store.health import diagnose, synced_by
from audit_tui.store.journaldb import JournalDB
from audit_tui.store.registry import Registry
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


def test_a_damaged_list_is_found_with_what_to_do(workspace: Workspace, clock: FixedClock) -> None:
    workspace.data.mkdir()
    (workspace.data / "surveys.json").write_bytes(b"{")
    seen = diagnose(workspace, clock, {})
    assert [remark.code for remark in seen.findings] == ["store.damaged"]
    assert "surveys.json" in seen.findings[0].message
    assert "restore" in seen.findings[0].next_step


def test_a_damaged_registry_is_found_once(workspace: Workspace, clock: FixedClock) -> None:
    workspace.data.mkdir()
    workspace.registry.write_bytes(b"{")
    assert [remark.code for remark in diagnose(workspace, clock, {}).findings] == ["store.damaged"]


def test_a_damaged_journal_of_the_registry_is_found(workspace: Workspace, clock: FixedClock) -> None:
    Registry(workspace, clock).use_number("AUD-2026-ROMA-01")
    killed = JournalDB(workspace.registry)
    for last in (2, 3):
        killed.table("numbers").update({"last": last})
    killed.storage.abandon()
    journal = killed.storage.journal
    journal.write_bytes(journal.read_bytes().replace(b'"last":2', b'"last":7'))
    seen = diagnose(workspace, clock, {})
    assert [remark.code for remark in seen.findings] == ["journal.damaged"]
    assert "1 later change is whole" in seen.findings[0].message


def test_faulty_checklists_and_standards_are_found(workspace: Workspace, clock: FixedClock) -> None:
    workspace.checklists.mkdir()
    (workspace.checklists / "own.yaml").write_text(
        "format: audit-checklist/1\nid: a\nid: b\n", encoding="utf-8"
    )
    workspace.standards.mkdir()
    (workspace.standards / "good.yaml").write_text(
        "format: audit-standard-overrides/1\nstandards: {}\n", encoding="utf-8"
    )
    (workspace.standards / "faulty.yaml").write_text(
        "format: audit-standard-overrides/1\nnonsense: 1\n", encoding="utf-8"
    )
    (workspace.standards / "folder.yaml").mkdir()
    found = diagnose(workspace, clock, {}).findings
    assert sorted(remark.code for remark in found) == ["checklist.faulty", *["standards.faulty"] * 2]
    assert any("faulty.yaml" in remark.message for remark in found)
