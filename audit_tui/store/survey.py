"""Looking through the files of a workspace for what is wrong, left over or set aside, and what to do about it.

Reads and changes nothing. It looks into every audit, but proves none: that is what `verify` is for.
"""

from __future__ import annotations

import contextlib
import os
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from audit_tui.clock import Clock, iso
from audit_tui.errors import AuditError, LockedError
from audit_tui.i18n import _, ngettext
from audit_tui.model.basics import SCHEMA
from audit_tui.store.backup import Kept, known_backups
from audit_tui.store.blobs import place
from audit_tui.store.catalogue import Row
from audit_tui.store.disk import TEMPORARY
from audit_tui.store.halftyped import check_half_typed, half_typed_files
from audit_tui.store.ledgers import LEDGERS
from audit_tui.store.quarantine import Quarantine, Shelved
from audit_tui.store.reading import read_tables, schema_of
from audit_tui.store.replay import JournalDamagedError, read_journaled
from audit_tui.store.sealedfile import plain_name
from audit_tui.store.tables import Tables
from audit_tui.store.workspace import Workspace

BACKUP_DAYS: Final = 7
"""Days after which it reminds of a backup: a week of visits is the most one wants to repeat."""
_RECENT: Final = 3600 * 1000
"""Milliseconds: a younger temporary file may be one that is being written."""
_DAY: Final = 86_400_000


@dataclass(frozen=True, slots=True)
class Remark:
    """Something seen, and what to do about it. A `serious` one is a finding, others are only good to know."""

    code: str
    message: str
    next_step: str
    serious: bool = True


def survey(workspace: Workspace, rows: Sequence[Row], clock: Clock) -> Iterator[Remark]:
    """Everything worth saying about the audits of a workspace and what lies beside them."""
    for row in rows:
        yield from _audit(workspace, row)
    yield from _shared(workspace)
    yield from _leftovers(workspace, clock)
    yield from _quarantine(workspace, {row.id for row in rows}, clock)
    yield from _half_typed(workspace, {row.id: row.number for row in rows})
    yield from _backups(workspace, rows, clock)


def last_backup(workspace: Workspace) -> Kept | None:
    """The last backup made of this workspace on this machine, None for none."""
    try:
        return next(iter(known_backups(workspace)), None)
    except (AuditError, KeyError, ValueError, TypeError):
        return None


def _audit(workspace: Workspace, row: Row) -> Iterator[Remark]:
    path = workspace.data / row.path
    name = row.number or row.id
    if row.status == "damaged":
        yield Remark(
            "audit.damaged",
            f"{path}: {row.fault}",
            _(
                "`audit-tui verify` on this file says what still holds. `audit-tui restore` puts "
                "the good copy of a backup in its place and keeps this one in quarantine."
            ),
        )
        return
    try:
        tables = _tables(path)
    except AuditError as error:
        yield Remark("audit.unreadable", f"{path}: {error.what}", _("Check the disk and the permissions."))
        return
    if row.fault:
        yield Remark(
            "audit.partial",
            f"{path}: {row.fault}",
            _(
                "Open audit {name}: it goes on from what holds, and shows what can be said "
                "again. Copies of the damaged files go to quarantine."
            ).format(name=name),
        )
    schema = schema_of(tables) or 0
    if schema > SCHEMA:
        yield Remark(
            "audit.newer",
            _(
                "Audit {name} was written by a newer version (schema {schema}, known is "
                "{schema2}); it can only be read."
            ).format(name=name, schema=schema, schema2=SCHEMA),
            _("Update audit-tui."),
        )
    missing = sorted(sha for sha in _evidence(tables) if place(workspace, sha) is None)
    if missing:
        shown = ", ".join(f"{sha[:16]}…" for sha in missing[:3])
        more = " " + _("and {count} more").format(count=len(missing) - 3) if len(missing) > 3 else ""
        yield Remark(
            "evidence.missing",
            _("Audit {name}: photos or files are missing in {blobs}: {shown}{more}.").format(
                name=name, blobs=workspace.blobs, shown=shown, more=more
            ),
            _("`audit-tui restore` brings them back from a backup; else add them to the audit again."),
        )


def _tables(path: Path) -> Tables:
    try:
        return read_tables(path, seal=False)
    except JournalDamagedError as error:
        return error.replay.tables


def _evidence(tables: Tables) -> set[str]:
    """The SHA-256 of what the answers show now; what was taken away again need not be there."""
    return {
        str(each.get("sha256"))
        for answer in tables.get("answers", {}).values()
        for each in answer.get("evidence") or ()
        if isinstance(each, dict)
    }


def _shared(workspace: Workspace) -> Iterator[Remark]:
    """What does not hold of the files that all audits share."""
    for path in (*(ledger.path(workspace) for ledger in LEDGERS), workspace.registry):
        try:
            found = read_journaled(path)
        except AuditError as error:
            if path != workspace.registry:  # Who counts its sites and people tells it already.
                yield Remark(
                    error.code,
                    str(error),
                    _(
                        "`audit-tui restore` takes its entries from a backup and keeps this file in quarantine."
                    ),
                )
            continue
        if found.damage is not None:
            yield Remark(
                "journal.damaged",
                f"{path}: {JournalDamagedError(path, found).what}",
                _(
                    "Its next change goes on from what holds and puts copies of both files into "
                    "quarantine; `audit-tui restore` brings back what a backup has."
                ),
            )


def _leftovers(workspace: Workspace, clock: Clock) -> Iterator[Remark]:
    old = []
    for folder, _rest, names in os.walk(workspace.data):
        for name in names:
            path = Path(folder) / name
            with contextlib.suppress(OSError):
                age = clock.wall() - path.stat().st_mtime_ns // 1_000_000
                if name.startswith(".") and name.endswith(TEMPORARY) and age > _RECENT:
                    old.append(path)
    if old:
        yield Remark(
            "leftover.temporary",
            _("Files that a killed program was writing were left: {count}, the first is {first}.").format(
                count=len(old), first=min(old)
            ),
            _("Nothing of them counts. They may be deleted."),
            serious=False,
        )
    for path in sorted(workspace.drafts.glob("*.journal")):
        if not path.with_suffix(".json").exists():
            yield Remark(
                "leftover.journal",
                _("{path}: the draft that this journal belongs to is gone.").format(path=path),
                _("If a backup or the quarantine has the draft, put it back beside it; else move it away."),
            )


def _quarantine(workspace: Workspace, listed: set[str], clock: Clock) -> Iterator[Remark]:
    for one in Quarantine(workspace, clock).all():
        if one.why != "foreign" or plain_name(one.path).suffix == ".json":
            yield _set_aside(one, listed)


def _set_aside(one: Shelved, listed: set[str]) -> Remark:
    why = {
        "aside": _("was deleted or set aside on {iso}").format(iso=iso(one.at)[:10]),
        "damaged": _("is a copy of a draft whose journal was damaged"),
        "restored": _("came out of a backup and does not fit the audit here, or does not hold"),
        "older": _("is a draft as it was before a newer version brought it up to date"),
        "foreign": _("was set aside"),
    }[one.why]
    name = shlex.quote(one.name)
    if one.locked:
        return Remark(
            "quarantine.locked",
            _("{path} {why}. It is encrypted, and the workspace is locked.").format(path=one.path, why=why),
            _("Give the passphrase to look into it."),
            serious=False,
        )
    if one.fault:
        return Remark(
            "quarantine.damaged",
            f"{one.path} {why}. {one.fault}",
            _("`audit-tui quarantine show {name}` says what can be said again.").format(name=name)
            if one.readable
            else _("`audit-tui verify` on this file says what still holds; a backup may have a good copy."),
            serious=False,
        )
    said = _("{path} {why}. It is audit {number}, {status}, {events} events, and whole.").format(
        path=one.path, why=why, number=one.number, status=one.status, events=one.events
    )
    if one.audit in listed:
        step = _(
            "The list has this audit already. `audit-tui quarantine show {name}` says what "
            "this one holds beyond it; `audit-tui quarantine rescue` takes it over."
        ).format(name=name)
    else:
        step = _("`audit-tui quarantine restore {name}` takes it back.").format(name=name)
    return Remark("quarantine.audit", said, step, serious=False)


def _half_typed(workspace: Workspace, numbers: Mapping[str, str]) -> Iterator[Remark]:
    """What was being typed when a program was killed, or is being typed now."""
    for path in half_typed_files(workspace):
        number = numbers.get(plain_name(path).stem)
        try:
            texts = check_half_typed(workspace, path)
        except LockedError:
            continue
        except AuditError as error:
            yield Remark(
                "typed.damaged",
                f"{path}: {error.what}",
                _("Nothing of it counts as an answer. It may be deleted."),
                serious=False,
            )
            continue
        count = len(texts)
        if number is None:
            yield Remark(
                "typed.orphan",
                ngettext(
                    "{path}: {count} text was being typed in an audit that is not here.",
                    "{path}: {count} texts were being typed in an audit that is not here.",
                    count,
                ).format(path=path, count=count),
                _("If the quarantine or a backup has the audit, put it back first; else delete this file."),
                serious=False,
            )
            continue
        last = max((one.wall for one in texts.values()), default=0)
        yield Remark(
            "typed.waiting",
            ngettext(
                "{count} text is half typed in audit {number}, kept on {day}.",
                "{count} texts are half typed in audit {number}, kept on {day}.",
                count,
            ).format(count=count, number=number, day=iso(last)[:10]),
            _("It is offered when the audit is opened again; it counts once it is saved there."),
            serious=False,
        )


def _backups(workspace: Workspace, rows: Sequence[Row], clock: Clock) -> Iterator[Remark]:
    if workspace.is_demo or not rows:
        return
    last = last_backup(workspace)
    step = _("`audit-tui backup -o FOLDER` makes one; keep it on another disk.")
    if last is None:
        yield Remark("backup.none", _("No backup was made of this workspace here."), step, serious=False)
        return
    days = (clock.wall() - last.made) // _DAY
    if days >= BACKUP_DAYS:
        yield Remark(
            "backup.old",
            _("The last backup is {days} days old: {file}.").format(days=days, file=last.file),
            step,
            serious=False,
        )
    if not Path(last.file).is_file():
        yield Remark(
            "backup.gone",
            _("The last backup is not where it was written: {file}.").format(file=last.file),
            _("If it was moved to another disk, all is well; else {step}").format(step=step),
            serious=False,
        )
