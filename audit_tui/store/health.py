"""What stands well with a workspace and what does not: places, libraries, space, and everything in the store.

The same findings for every face of the program. Reads and changes nothing.
"""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from audit_tui import __version__
from audit_tui.clock import Clock, iso
from audit_tui.errors import AuditError, Fault, InputError
from audit_tui.i18n import _, later, plural
from audit_tui.library.finder import find_checklists
from audit_tui.paths import shipped_checklists
from audit_tui.settings import MARKER
from audit_tui.store.audits import AuditStore
from audit_tui.store.registry import Registry
from audit_tui.store.survey import Remark, last_backup, survey
from audit_tui.store.workspace import VARIABLE, Workspace

LITTLE_SPACE: Final = 200 * 1_048_576
"""Bytes of free disk under which it warns: some days of photos."""

_LIBRARIES: Final = (
    "textual",
    "tinydb",
    "pydantic",
    "reportlab",
    "PyYAML",
    "Pillow",
    "pypdf",
    "filelock",
    "orjson",
    "cryptography",
    "keyring",
)
_SYNCED: Final = {
    "onedrive": "OneDrive",
    "dropbox": "Dropbox",
    "icloud": "iCloud",
    "mobile documents": "iCloud",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "my drive": "Google Drive",
    "cloudstorage": later("a cloud drive"),
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
}
_SYNC_VARIABLES: Final = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")


@dataclass(slots=True)
class Diagnosis:
    """What was seen, and what of it is wrong (`findings`) or only good to know (`notes`)."""

    facts: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Group → name → value: `program`, `places` and `contents`."""
    findings: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)

    def find(self, code: str, message: str, next_step: str) -> None:
        self.findings.append(Remark(code, message, next_step))


def diagnose(workspace: Workspace, clock: Clock, env: Mapping[str, str]) -> Diagnosis:
    """Look at everything. With thousands of audits this takes seconds, for it looks into each of them."""
    seen = Diagnosis()
    seen.facts["program"] = _program(seen)
    _places(seen, workspace, env)
    _contents(seen, workspace, clock)
    return seen


def _program(seen: Diagnosis) -> dict[str, Any]:
    libraries = {name: _version(name) for name in _LIBRARIES}
    for name, version in libraries.items():
        if version is None:
            seen.find(
                "library.missing",
                _("The library {name} is missing.").format(name=name),
                _("Install audit-tui again."),
            )
    return {
        "version": __version__,
        "python": platform.python_version(),
        "system": platform.platform(terse=True),
        "libraries": libraries,
    }


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _places(seen: Diagnosis, workspace: Workspace, env: Mapping[str, str]) -> None:
    free = _free(workspace.data)
    seen.facts["places"] = {
        "workspace": str(workspace.base),
        "named_by": later("settings file") if workspace.root else later("your own folders"),
        "marker": str(workspace.base / MARKER) if (workspace.base / MARKER).is_file() else None,
        "variable": env.get(VARIABLE) or None,
        "organisation": workspace.settings.organisation or None,
        "demo": workspace.is_demo,
        "data": str(workspace.data),
        "exports": str(workspace.exports),
        "checklists": str(workspace.checklists),
        "shipped_checklists": str(shipped_checklists()),
        "free_bytes": free,
    }
    for name, folder in (("data", workspace.data), ("exports", workspace.exports)):
        if not _writable(folder):
            seen.find(
                "place.readonly",
                _("The {name} folder cannot be written to: {folder}").format(name=name, folder=folder),
                _(
                    "Give yourself the right to write there. Until then audits can be read and reported elsewhere."
                ),
            )
    if free is not None and free < LITTLE_SPACE:
        seen.find(
            "place.full",
            _("Only {free} MiB are free where the data lies.").format(free=free // 1048576),
            _("Free some space before the next visit."),
        )
    if not shipped_checklists().is_dir():
        seen.find(
            "place.checklists",
            _("The shipped checklists are missing: {shipped_checklists}").format(
                shipped_checklists=shipped_checklists()
            ),
            _("Install audit-tui again."),
        )
    if (service := synced_by(workspace.data, env)) is not None:
        seen.find(
            "place.synced",
            _(
                "The data lies in a folder that {service} syncs; open audits can break by conflicting copies."
            ).format(service=service),
            _(
                "Keep the data elsewhere: close the program, move the folder, and set `data = …` in {marker}."
            ).format(marker=MARKER),
        )


def synced_by(folder: Path, env: Mapping[str, str]) -> str | None:
    """The service that syncs this folder, as far as its path and the environment tell; None for none."""
    for name in _SYNC_VARIABLES:
        if env.get(name) and folder.is_relative_to(env[name]):
            return "OneDrive"
    for part in folder.parts:
        for sign, service in _SYNCED.items():
            if sign in part.casefold():
                return _(service)
    return None


def _nearest_existing(folder: Path) -> Path:
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


def _free(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(_nearest_existing(folder)).free
    except OSError:
        return None


def _writable(folder: Path) -> bool:
    there = _nearest_existing(folder)
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)


def _contents(seen: Diagnosis, workspace: Workspace, clock: Clock) -> None:
    counts: dict[str, Any] = {"draft": 0, "finished": 0, "abandoned": 0, "damaged": 0}
    seen.facts["contents"] = counts
    rows = AuditStore(workspace, clock).rows(thorough=True)
    for row in rows:
        counts[row.status] += 1
    try:
        registry = Registry(workspace, clock)
        counts["sites"], counts["people"] = len(registry.sites()), len(registry.people())
    except AuditError as error:
        seen.find(
            error.code,
            str(error),
            _("`audit-tui restore` takes sites and people from a backup and keeps this file in quarantine."),
        )
    counts["evidence"] = _count(workspace.blobs)
    counts["quarantine"] = _count(workspace.quarantine)
    listed = find_checklists([workspace.checklists, shipped_checklists()])
    counts["checklists"] = [one.id for one in listed if not one.problem]
    for one in listed:
        if one.problem:
            seen.find(
                "checklist.faulty", f"{one.path}: {one.problem}", _("`audit-tui check` lists its faults.")
            )
    for fault in _standards(workspace):
        seen.find("standards.faulty", str(fault), _("`audit-tui check standards/` lists all faults."))
    _encryption(seen, workspace)
    last = last_backup(workspace)
    counts["last_backup"] = iso(last.made) if last else None
    for remark in survey(workspace, rows, clock):
        (seen.findings if remark.serious else seen.notes).append(remark)


def _encryption(seen: Diagnosis, workspace: Workspace) -> None:
    """How encryption stands, and what lies otherwise than it should."""
    from audit_tui.store.sealed_survey import survey_sealed

    vault = workspace.vault
    stage, lying = vault.stage, survey_sealed(workspace)
    seen.facts["encryption"] = {
        "stage": stage,
        "locked": vault.locked,
        "encrypted": sum(lying.sealed.values()),
        "plain": sum(lying.plain.values()),
    }
    if stage in ("missing", "damaged"):
        fault = vault.why_locked()
        seen.find(f"encryption.{stage}", f"{fault.where}: {fault.what}", fault.next_step)
        return
    count = lying.astray(vault)
    if stage == "off" and count:
        seen.find(
            "encryption.orphan",
            _("Things are encrypted ({count}), but there is no key file in {folder}.").format(
                count=count, folder=vault.path.parent
            ),
            _("Put {file} of a backup there; without it nobody can open them.").format(file=vault.path.name),
        )
    elif stage != "off" and (count or stage != "on"):
        if stage == "decrypting":
            said = plural(
                "Encryption was turned off, and not everything is plain yet: {count} thing is encrypted.",
                "Encryption was turned off, and not everything is plain yet: {count} things are encrypted.",
                count,
            )
            step = _("`audit-tui encryption off` goes on where it stopped.")
        else:
            said = plural(
                "Encryption was turned on, and not everything is reached yet: {count} thing is plain.",
                "Encryption was turned on, and not everything is reached yet: {count} things are plain.",
                count,
            )
            step = _("`audit-tui encryption on` goes on where it stopped.")
        seen.find("encryption.unfinished", said, step)
    if vault.locked and stage != "off":
        seen.notes.append(
            Remark(
                "encryption.locked",
                _("The workspace is locked here: what is encrypted was not looked into."),
                _("Give the passphrase to have it looked at as well."),
                serious=False,
            )
        )


def _standards(workspace: Workspace) -> list[Fault]:
    """The first fault of each file of overrides that keeps it from being read."""
    from audit_tui.library.overrides import read_overrides

    found = []
    for path in sorted(workspace.standards.rglob("*.y*ml")) if workspace.standards.is_dir() else ():
        try:
            overrides, faults, _rest = read_overrides(path)
        except InputError as error:
            found.append(Fault(str(path), 0, 0, error.code, error.what))
            continue
        if overrides is None:
            found.append(next(fault for fault in faults if fault.severity == "error"))
    return found


def _count(folder: Path) -> int:
    try:
        return sum(1 for _rest in folder.iterdir())
    except OSError:
        return 0
