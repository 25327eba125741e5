"""A workspace with something of everything in it, and looking at all of its files."""

from __future__ import annotations

import hashlib
from pathlib import Path

from audit_tui.clock import FixedClock
from audit_tui.model.site import Site
from audit_tui.store.actions import ActionList
from audit_tui.store.audits import AuditStore
from audit_tui.store.registry import Registry
from audit_tui.store.replay import BOOKKEEPING
from audit_tui.store.tables import dump_tables, parse_tables
from audit_tui.store.workspace import Workspace
from tests.store.builders import PLACE, Auditor, finished, save, started

PHOTO = b"\xff\xd8\xff a photo of a queue"
PHOTO_NAME = hashlib.sha256(PHOTO).hexdigest()
OVERRIDES = "format: audit-standard-overrides/1\nstandards: {}\n"
CHECKLIST = 'format: audit-checklist/1\nid: own\nversion: "1"\n'


def photographed(store: AuditStore, auditor: Auditor, number: str) -> Path:
    """A draft with a photo, some answers in its journal, and a place beside it; its path."""
    workspace = store.workspace
    workspace.blobs.mkdir(parents=True, exist_ok=True)
    (workspace.blobs / PHOTO_NAME).write_bytes(PHOTO)
    with started(store, auditor, number) as audit:
        evidence = {
            "id": auditor.clock.ulid(),
            "sha256": PHOTO_NAME,
            "kind": "photo",
            "extension": "jpg",
            "size": len(PHOTO),
        }
        save(audit, auditor.change(audit.record, "evidence_added", "phone/q2", evidence))
        audit.remember(PLACE)
        return audit.path


def furnish(store: AuditStore, clock: FixedClock) -> None:
    """Put a finished audit, a draft with a photo, a site, a person, an action, a checklist and overrides into it."""
    workspace = store.workspace
    auditor = Auditor(clock)
    registry = Registry(workspace, clock)
    registry.put_sites([Site(id="ROMA", name="Fictional Store", aliases=["Via Appia"])])
    registry.remember_person("Anna Conti", "MS-07")
    registry.device()
    path = finished(store, auditor, "AUD-2026-ROMA-01")
    with store.open(path.stem) as audit:
        ActionList(workspace, clock).record_actions(audit.record)
    photographed(store, auditor, "AUD-2026-ROMA-02")
    workspace.checklists.mkdir()
    (workspace.checklists / "own.yaml").write_text(CHECKLIST, encoding="utf-8")
    (workspace.standards / "sites").mkdir(parents=True)
    (workspace.standards / "sites" / "ROMA-01.yaml").write_text(OVERRIDES, encoding="utf-8")


def contents(workspace: Workspace) -> dict[str, bytes]:
    """Every file that is not a lock or a cache, by its path below the workspace.

    Of shared files the tables: how many changes made them is no content.
    """
    return {
        path.relative_to(workspace.base).as_posix(): _plain(path)
        for path in sorted(workspace.base.rglob("*"))
        if path.is_file()
        and not path.is_relative_to(workspace.locks)
        and not path.is_relative_to(workspace.exports)
        and path.name not in ("catalogue.json", "catalogue.journal", "backups.json", "backups.journal")
    }


def _plain(path: Path) -> bytes:
    content = path.read_bytes()
    if path.parent.name == "data" and path.suffix == ".json":
        tables = parse_tables(content, path)
        return dump_tables({name: table for name, table in tables.items() if name != BOOKKEEPING})
    return content
