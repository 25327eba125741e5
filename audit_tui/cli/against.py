"""The records that somebody holds a report against: audit files, audit.json and reports, named or in a folder.

A folder is looked through with all in it. Only what is asked for is checked; what is none of ours is passed by.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import orjson

from audit_tui.clock import SystemClock
from audit_tui.errors import AuditError, InputError
from audit_tui.i18n import _
from audit_tui.rules.record import BUNDLE_FORMAT
from audit_tui.rules.verification import Finding, Verification
from audit_tui.rules.verify import verify_bundle, verify_tables
from audit_tui.settings import MARKER
from audit_tui.store.blobs import LARGEST, Blob, PlainFile
from audit_tui.store.disk import read_bytes
from audit_tui.store.reading import read_tables
from audit_tui.store.sealedfile import SealedFile, sealed_name
from audit_tui.store.tables import LIMIT
from audit_tui.store.vault import KEY_FILE, Vault
from audit_tui.store.workspace import open_workspace

if TYPE_CHECKING:
    from audit_tui.reports.printed.lists import Lists
    from audit_tui.reports.printed.visits import Held
    from audit_tui.rules.outcomes import AuditResult
    from audit_tui.rules.verify import Rescore

MOST_FILES: Final = 200_000


@dataclass(frozen=True, slots=True)
class Own:
    """The record that a report carries, beside the audit's own record that was given."""

    path: str
    """The file that holds the audit's own record."""
    flaw: str = ""
    """What was found wrong with that record, so that it proves nothing; empty where it holds."""
    followed: int | None = None
    """Events that followed there since; null where it never had the fingerprint of the report."""

    def as_json(self) -> dict[str, Any]:
        """The comparison as JSON types."""
        return {"file": self.path, "problem": self.flaw or None, "followed": self.followed}


class Against:
    """The records in the files and folders that were named."""

    def __init__(self, paths: Sequence[Path], rescore: Rescore) -> None:
        self.paths = paths
        self._rescore = rescore
        self._held: dict[str, Held] = {}

    def __bool__(self) -> bool:
        return bool(self.paths)

    @cached_property
    def documents(self) -> dict[str, tuple[Path, Any]]:
        """Id of each audit → its file and what stands in it. An audit file is taken before a report of it."""
        found: dict[str, tuple[Path, Any]] = {}
        for path in self._files():
            with contextlib.suppress(AuditError, orjson.JSONDecodeError):
                document = _document(path)
                id_ = _id_of(document)
                if id_ and (id_ not in found or (_is_audit(document) and not _is_audit(found[id_][1]))):
                    found[id_] = path, document
        if not found:
            raise InputError(
                "verify.against",
                _("This holds no record to hold a report against."),
                where=", ".join(map(str, self.paths)),
                next_step=_("Name audit files, an audit.json, reports, or a folder with some."),
            )
        return found

    def find(self, id_: str) -> Held | None:
        """The record of an audit, checked; null where none was given."""
        if id_ not in self._held and id_ in self.documents:
            self._held[id_] = self._check(*self.documents[id_])
        return self._held.get(id_)

    def own(self, id_: str, head: str, report: Path) -> Own | None:
        """Whether an audit had the fingerprint `head` that its `report` carries; null where its record was not given.

        A chain that has the same fingerprint is the same up to there.
        """
        path, document = self.documents.get(id_, (report, None))
        if document is None or path.resolve() == report.resolve():
            return None
        verified = self._verified(path, document)
        if not verified.ok or verified.record is None:
            return Own(str(path), verified.findings[0].message if verified.findings else "–")
        events = verified.record.events
        at = next((at for at, event in enumerate(events, 1) if event.hash == head), None)
        return Own(str(path), followed=None if at is None else len(events) - at)

    def named(self, number: str) -> Path:
        """The file of the audit called `number`; the only file, where one was named alone."""
        if len(self.paths) == 1 and not self.paths[0].is_dir():
            return self.paths[0]
        for path, document in self.documents.values():
            if path.suffix.lower() != ".pdf" and number and _header_of(document).get("number") == number:
                return path
        raise InputError(
            "verify.against",
            _("None of the records there is that of {number}.").format(number=number or "–"),
            where=", ".join(map(str, self.paths)),
            next_step=_("Name an audit file or an audit.json."),
        )

    def finished(self) -> list[AuditResult]:
        """What came out of all finished audits that hold."""
        several = (self.find(id_) for id_ in self.documents)
        return [one.result for one in several if one is not None and one.result is not None]

    def original(self, sha256: str) -> Blob | None:
        """The original of a photo, where it lies in or beside what was named; null where it does not."""
        for folder, vault in self._blobs:
            plain = folder / sha256
            if plain.is_file():
                return PlainFile(plain)
            if sealed_name(plain).is_file() and not vault.locked:
                return SealedFile(sealed_name(plain), vault, LARGEST)
        return None

    @cached_property
    def _blobs(self) -> list[tuple[Path, Vault]]:
        """Folders with originals, and what opens those that are encrypted."""
        found: dict[Path, Vault] = {}
        for path in self.paths:
            here = path.resolve()
            inside = [path, path / "data"] if path.is_dir() else []
            folders = [each / "blobs" for each in (*inside, *here.parents[:4])]
            blobs = next((folder for folder in folders if folder.is_dir()), None)
            if blobs is not None:
                found.setdefault(blobs.resolve(), opened_vault(blobs.parent))
        return list(found.items())

    @cached_property
    def lists(self) -> Lists | None:
        """The lists of the first workspace that was named; null where none was."""
        from audit_tui.cli.unlocking import unlock
        from audit_tui.reports.printed.lists import Lists
        from audit_tui.reports.publish_network import Places
        from audit_tui.store.actions import ActionList
        from audit_tui.store.feedback import FieldNotes
        from audit_tui.store.registry import Registry
        from audit_tui.store.responses import SurveyResponses

        for path in self.paths:
            if not (path / MARKER).is_file():
                continue
            workspace, clock = open_workspace(path, {}), SystemClock()
            unlock(workspace.vault, os.environ, ask=False)
            return Lists(
                actions=ActionList(workspace, clock).list_actions(),
                surveys=SurveyResponses(workspace, clock).all(),
                notes=FieldNotes(workspace, clock).all(),
                places=Places(Registry(workspace, clock).sites()),
            )
        return None

    def _files(self) -> Iterator[Path]:
        for path in self.paths:
            if not path.is_dir():
                yield path
                continue
            inside = sorted(each for each in path.rglob("*") if each.suffix.lower() in (".json", ".pdf"))
            yield from (each for each in inside[:MOST_FILES] if each.is_file())

    def _check(self, path: Path, document: Any) -> Held:
        from audit_tui.reports.printed.visits import Held, recorded_result

        verified = self._verified(path, document)
        held = Held(verified.number, str(path))
        if not verified.ok:
            held.flaw = verified.findings[0].message
        elif verified.record is not None and verified.record.projection.status == "finished":
            try:
                held.result, held.record = recorded_result(verified.record), verified.record
            except (KeyError, TypeError, ValueError, AttributeError):
                held.flaw = _("Its answers do not fit its checklists.")
        else:
            held.flaw = _("The audit is not finished.")
        return held

    def _verified(self, path: Path, document: Any) -> Verification:
        if not _is_audit(document):
            return verify_bundle(document, self._rescore)
        try:
            tables = read_tables(path)
        except InputError as error:
            result = verify_tables(document, self._rescore)
            result.findings.insert(0, Finding(error.code, error.what))
            return result
        return verify_tables(tables, self._rescore)


def opened_vault(data: Path) -> Vault:
    """What opens the encrypted files of the data folder `data`; stays locked where the key is not here."""
    vault = Vault(data / KEY_FILE)
    if vault.stage != "off":
        from audit_tui.cli.unlocking import unlock

        unlock(vault, os.environ, ask=False)
    return vault


def _document(path: Path) -> Any:
    if path.suffix.lower() == ".pdf":
        from audit_tui.reports.attachment import attached_audit

        return orjson.loads(attached_audit(path))
    return orjson.loads(read_bytes(path, limit=LIMIT))


def _is_audit(document: Any) -> bool:
    """Whether it is the file of an audit, and not the record that a report carries."""
    return isinstance(document, dict) and document.get("format") is None


def _id_of(document: Any) -> str:
    """The id of the audit that `document` is; empty for anything else."""
    return str(_header_of(document).get("id", ""))


def _header_of(document: Any) -> dict[str, Any]:
    """The header of the audit that `document` is; empty for anything else."""
    if not isinstance(document, dict) or not isinstance(audit := document.get("audit"), dict):
        return {}
    if _is_audit(document):
        audit = audit.get("1")
    elif document["format"] != BUNDLE_FORMAT:
        return {}
    return audit if isinstance(audit, dict) else {}
