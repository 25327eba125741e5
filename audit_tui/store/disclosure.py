"""What a workspace holds about a person, as they may have it: one JSON file and the photos and files with it.

Only what certainly speaks of them goes in. Somebody must read it before it is handed over, for a text about
one person may speak of others.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, Final

import orjson

from audit_tui.clock import Clock, iso
from audit_tui.errors import AuditError, InputError
from audit_tui.i18n import _
from audit_tui.rules.record import Record
from audit_tui.store.blobs import blob, place
from audit_tui.store.disk import make_directory, not_saved, write_atomic
from audit_tui.store.ledgers import LEDGERS
from audit_tui.store.privacy import SPOTS, UNREACHED, Privacy, Somebody, Spot
from audit_tui.store.shared import read_table
from audit_tui.store.workspace import Workspace

FORMAT: Final = "audit-personal-data/1"
FILE: Final = "personal-data.json"


def disclose(privacy: Privacy, somebody: Somebody, spots: list[Spot], clock: Clock, to: Path) -> list[Path]:
    """Write what is held to the file `to` (.json), or to the folder `to` with the evidence; returns the files.

    A folder must be new or empty. NotSavedError where the disk refuses.
    """
    is_file = to.suffix.lower() == ".json" and not to.is_dir()
    if not is_file and to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise InputError(
            "export.folder",
            _("This is no new or empty folder."),
            where=str(to),
            next_step=_("Name another one, or a file that ends with .json."),
        )
    certain = [spot for spot in spots if spot.certain]
    document, evidence = _document(privacy, somebody, certain, clock)
    path = to if is_file else to / FILE
    written = []
    if not is_file:
        for sha256, extension in sorted(evidence.items()):
            written += _copy(privacy.workspace, sha256, to / f"{sha256}.{extension}")
    write_atomic(path, orjson.dumps(document, option=orjson.OPT_INDENT_2))
    return [path, *written]


def _copy(workspace: Workspace, sha256: str, target: Path) -> list[Path]:
    if place(workspace, sha256) is None:
        return []
    try:
        make_directory(target.parent)
        with blob(workspace, sha256).open() as source, target.open("wb") as copied:
            shutil.copyfileobj(source, copied)
    except OSError as error:
        raise not_saved(error, target) from error
    return [target]


def _document(
    privacy: Privacy, somebody: Somebody, spots: list[Spot], clock: Clock
) -> tuple[dict[str, Any], dict[str, str]]:
    """The document, and the evidence that goes with it: SHA-256 → extension of its name."""
    evidence: dict[str, str] = {}
    audits = []
    for row in privacy.store.rows():
        mine = [spot for spot in spots if spot.kind == "audit" and spot.audit == row.id and spot.commitment]
        if not mine:
            continue
        try:
            record = privacy.record(row)
        except AuditError:
            continue
        audits.append(
            {
                "id": row.id,
                "number": row.number,
                "status": row.status,
                "site": row.site_id,
                "visit_date": row.visit_date or None,
                "values": [_value(record, spot, evidence) for spot in mine],
            }
        )
    person = somebody.person
    entries = {spot.path.partition("/")[0] for spot in spots if spot.kind in SPOTS.values()}
    vault = privacy.workspace.vault
    listed: dict[str, list[dict[str, Any]]] = {
        ledger.name: [
            raw
            for raw in (read_table(ledger.path(privacy.workspace), ledger.name, vault) if entries else [])
            if raw["id"] in entries
        ]
        for ledger in LEDGERS
    }
    document = {
        "format": FORMAT,
        "made": iso(clock.wall(), clock.offset()),
        "names": list(somebody.wanted.names),
        "registry": None if person is None else person.model_dump(mode="json"),
        "audits": audits,
        **listed,
        "other_places": [
            {"kind": spot.kind, "name": spot.name, "path": spot.path, "excerpt": spot.excerpt}
            for spot in spots
            if not spot.commitment and spot.kind not in SPOTS.values()
        ],
        "not_searched": list(UNREACHED),
    }
    return document, evidence


def _value(record: Record, spot: Spot, evidence: dict[str, str]) -> dict[str, Any]:
    value, event = record.value_of(spot.commitment), record.events[spot.seq - 1]
    if spot.sha256 and isinstance(value, dict):
        evidence[spot.sha256] = str(value.get("extension") or "bin")
    return {
        "path": spot.path,
        "class": spot.cls,
        "recorded": iso(event.wall, event.offset),
        "value": value,
    }
