"""Where a workspace speaks of a person: audits, registry, actions, evidence, quarantine, reports, backups.

Only looks; what is to be done about a place is said with it, and `erasing` does it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from audit_tui.clock import Clock, iso
from audit_tui.errors import AuditError, InputError, LockedError
from audit_tui.i18n import _, later
from audit_tui.model.site import Person
from audit_tui.model.text import clean
from audit_tui.rules.personal import SHORTEST_NAME, Mention, Wanted, look, mentions, wanted
from audit_tui.rules.record import Record, published_classes
from audit_tui.store import traces
from audit_tui.store.auditfile import load
from audit_tui.store.audits import AuditStore
from audit_tui.store.backup import known_backups
from audit_tui.store.catalogue import Row
from audit_tui.store.disk import TEMPORARY, read_bytes
from audit_tui.store.halftyped import check_half_typed, half_typed_files
from audit_tui.store.holds import Holds
from audit_tui.store.ledgers import LEDGERS, LedgerName, called
from audit_tui.store.migrations import migrate
from audit_tui.store.reading import read_tables
from audit_tui.store.registry import Registry
from audit_tui.store.replay import journal_file
from audit_tui.store.sealedfile import plain_name, read_either
from audit_tui.store.sealing import opened_in
from audit_tui.store.shared import read_table
from audit_tui.store.tables import LIMIT, parse_tables
from audit_tui.store.workspace import Workspace

Kind = Literal[
    "audit",
    "registry",
    "action",
    "feedback",
    "survey",
    "plan",
    "evidence",
    "quarantine",
    "typed",
    "report",
    "backup",
    "file",
]
Fate = Literal["erase", "delete", "stay"]

EXPORTED: Final = frozenset({"audits.csv", "answers.csv", "history.csv"})
"""Names of the tables that `export` writes."""

UNREACHED: Final = (
    later("reports, exports and backups that were handed over or lie outside this workspace"),
    later("words inside PDF and office files, and people in pictures"),
    later("old blocks of replaced files that a disk may keep; full-disk encryption covers those"),
)
"""What no search here can find, and no erasure reach."""


@dataclass(frozen=True, slots=True)
class Somebody:
    """Whom it is about: a person of the registry, or just a name."""

    person: Person | None
    wanted: Wanted
    notes: tuple[str, ...] = ()
    """What to bear in mind, e.g. that somebody else bears the name too."""

    @property
    def shown(self) -> str:
        return " / ".join(self.wanted.names)


@dataclass(frozen=True, slots=True)
class Spot:
    """One place that speaks of somebody."""

    kind: Kind
    name: str
    """Number of the audit, or the file relative to the workspace."""
    path: str
    """Question, fact, or field."""
    cls: str
    """Class of the value; empty outside of audits."""
    excerpt: str
    fate: Fate
    """What an erasure does with it."""
    certain: bool = True
    why: str = ""
    """Why it stays."""
    fixed: bool = False
    """Whether it belongs to what an audit was begun with, or is its result, and so can never go."""
    audit: str = ""
    """ULID of the audit."""
    seq: int = 0
    commitment: str = ""
    sha256: str = ""
    file: Path | None = None
    """The file itself, where it is about a whole one."""


SPOTS: Final[dict[LedgerName, Kind]] = {
    "actions": "action",
    "feedback": "feedback",
    "surveys": "survey",
    "plan": "plan",
}
"""What an entry of a ledger is called."""


class Privacy:
    """Looks through one workspace."""

    def __init__(self, workspace: Workspace, clock: Clock) -> None:
        self.workspace = workspace
        self.store = AuditStore(workspace, clock)
        self.registry = Registry(workspace, clock)
        self.holds = Holds(workspace, clock)

    def resolve(self, ref: str) -> Somebody:
        """Whom `ref` means: id, name or alias in the registry, in any case, else anybody of that name.

        InputError where it fits several people, or is only a part of the name of somebody in the registry.
        """
        text = clean(ref, newlines=False, limit=500)[0].strip()
        if len(text) < SHORTEST_NAME:
            raise InputError("person.short", _("{ref!r} is too short for a name.").format(ref=ref))
        people, fold = self.registry.people(), text.casefold()
        exact = [
            one for one in people if fold in (one.id.casefold(), one.name.casefold(), one.alias.casefold())
        ]
        near = [one for one in people if wanted([text]).speaks_of([one.name, one.alias])]
        if len(exact) > 1 or (not exact and near):
            fitting = "; ".join(
                _("{name}, alias {alias} ({id})").format(name=one.name, alias=one.alias, id=one.id)
                for one in exact or near
            )
            raise InputError(
                "person.ambiguous",
                _("{text!r} may mean: {fitting}.").format(text=text, fitting=fitting),
                next_step=_("Give the id, the whole name or the alias."),
            )
        if not exact:
            return Somebody(None, wanted([text]))
        person = exact[0]
        others = [one for one in people if one.id != person.id]
        names, notes = [person.name], []
        if any(wanted([person.alias]).speaks_of([one.name, one.alias]) for one in others):
            notes.append(
                _("The alias {alias!r} is part of another name and is not searched for.").format(
                    alias=person.alias
                )
            )
        else:
            names.append(person.alias)
        notes += [
            _("{name} ({id}) bears this name too: look at each place.").format(name=one.name, id=one.id)
            for one in others
            if wanted([person.name]).speaks_of([one.name, one.alias])
        ]
        return Somebody(person, wanted(names), tuple(notes))

    def find(self, somebody: Somebody) -> list[Spot]:
        """Every place that speaks of somebody. LockedError in a locked workspace, which hides them."""
        self.workspace.vault.require_open()
        pictured = self.pictured(somebody.wanted)
        spots, published = [], set()
        for row in self.store.rows():
            found = self.in_audit(row, somebody.wanted, pictured)
            spots += found
            if any(each.fate == "erase" and each.cls in published_classes(row.kind) for each in found):
                published.add(row.id)
        known = {spot.sha256 for spot in spots}
        unused = (
            Spot("evidence", f"blobs/{sha256}", "", "", _("named inside the file"), "delete", sha256=sha256)
            for sha256 in sorted(pictured - known)
        )
        return [
            *spots,
            *unused,
            *self._in_registry(somebody),
            *self._in_ledgers(somebody.wanted),
            *self._in_quarantine(somebody.wanted, pictured),
            *self._half_typed(somebody.wanted),
            *self.reports(published),
            *self._in_files(somebody.wanted, published),
            *self._in_backups(somebody.wanted),
        ]

    def reports(self, audits: Collection[str]) -> Iterator[Spot]:
        """Reports in the exports folder that were made of these audits (ULIDs)."""
        endings = {f"_{audit[-8:]}_" for audit in audits}
        for path in traces.files(self.workspace.exports):
            if any(ending in path.name for ending in endings):
                name = self.relative(path)
                yield Spot("report", name, "", "", _("made before the erasure"), "delete", file=path)

    def pictured(self, whom: Wanted) -> frozenset[str]:
        """The SHA-256 of evidence in whose bytes somebody is named."""
        vault = self.workspace.vault
        found = (blob for blob in traces.files(self.workspace.blobs) if traces.speaks_of(blob, whom, vault))
        return frozenset(plain_name(blob).name for blob in found)

    def record(self, row: Row) -> Record:
        """The record of an audit. InputError where it is damaged or of a newer version."""
        path = self.workspace.data / row.path
        record, newer = load(path, migrate(read_tables(path), path), self.workspace.vault)
        if newer:
            raise InputError(
                "audit.newer", _("It was written by a newer version of the program."), where=str(path)
            )
        return record

    def in_audit(self, row: Row, whom: Wanted, pictured: frozenset[str] = frozenset()) -> list[Spot]:
        """What an audit says of somebody."""
        path, name = self.workspace.data / row.path, row.number or row.path
        if not self._may_speak(path, whom, pictured):
            return []
        held = self.holds.all().get(row.id)
        try:
            record = self.record(row)
        except AuditError as error:
            certain = whom.in_text(self.content(path))
            return [Spot("audit", name, "", "", "", "stay", certain=certain, why=error.what, audit=row.id)]
        spots = [
            _spot(row, each, _("held: {reason}").format(reason=held.reason) if held else "")
            for each in mentions(record, whom, pictured)
        ]
        for embedded in record.header.checklists:
            seen = look(embedded.body, whom)
            if seen is not None and seen[1]:
                why = _("a text of the checklist the audit was begun with")
                spots.append(
                    Spot("audit", name, embedded.id, "", seen[0], "stay", why=why, fixed=True, audit=row.id)
                )
        if not spots and self._is_stale(path, whom):
            spots.append(
                Spot("audit", name, "", "", _("an earlier state of the draft"), "erase", audit=row.id)
            )
        return spots

    def _is_stale(self, path: Path, whom: Wanted) -> bool:
        """Whether the files of a draft hold what does not count any more, or not as it did."""
        log = journal_file(path)
        if not log.exists():
            return False
        snapshot = parse_tables(read_bytes(path, limit=LIMIT), path)
        return traces.speaks_of(log, whom) or whom.speaks_of(snapshot)

    def content(self, path: Path) -> bytes:
        """The bytes of an audit's file and of the journal beside it."""
        log = journal_file(path)
        return read_bytes(path, limit=LIMIT) + (read_bytes(log, limit=LIMIT) if log.exists() else b"")

    def _may_speak(self, path: Path, whom: Wanted, pictured: frozenset[str]) -> bool:
        try:
            content = self.content(path)
        except AuditError:
            return False
        # What is encrypted shows no name in its bytes.
        return (
            b'"sealed":"' in content
            or whom.in_text(content, parts=True)
            or any(sha.encode() in content for sha in pictured)
        )

    def _in_registry(self, somebody: Somebody) -> Iterator[Spot]:
        path = self.workspace.registry
        for raw in read_table(path, "people", self.workspace.vault):
            if somebody.person is not None and raw["id"] == somebody.person.id:
                shown = _("{name}, alias {alias}").format(name=raw["name"], alias=raw["alias"])
                yield Spot("registry", path.name, f"people/{raw['id']}", "", shown, "erase")
        for raw in read_table(path, "devices", self.workspace.vault):
            if (seen := look(raw, somebody.wanted)) is not None and seen[1]:
                yield Spot("registry", path.name, f"devices/{raw['id']}", "", seen[0], "erase")
        for table, key, why in (
            ("sites", "id", _("an entry of a place; `audit-tui sites import` changes it")),
            ("holds", "number", _("the reason of a hold; `audit-tui privacy hold` changes it")),
        ):
            for raw in read_table(path, table, self.workspace.vault):
                if (seen := look(raw, somebody.wanted)) is not None and seen[1]:
                    yield Spot("registry", path.name, f"{table}/{raw[key]}", "", seen[0], "stay", why=why)

    def _in_ledgers(self, whom: Wanted) -> Iterator[Spot]:
        held = self.holds.all()
        for ledger in LEDGERS:
            for raw in read_table(ledger.path(self.workspace), ledger.name, self.workspace.vault):
                for field in ledger.speaking:
                    seen = look(raw.get(field, ""), whom)
                    if seen is not None:
                        hold = held.get(str(raw.get("audit")))
                        fate: Fate = "erase" if seen[1] and hold is None else "stay"
                        yield Spot(
                            SPOTS[ledger.name],
                            called(raw),
                            f"{raw['id']}/{field}",
                            "",
                            seen[0],
                            fate,
                            certain=seen[1],
                            why=_("held: {reason}").format(reason=hold.reason) if hold else "",
                            audit=str(raw.get("audit") or ""),
                        )

    def _in_quarantine(self, whom: Wanted, pictured: frozenset[str]) -> Iterator[Spot]:
        held = self.holds.all()
        for path in traces.files(self.workspace.quarantine):
            try:
                content = self._readable(path)
            except LockedError as error:
                yield Spot(
                    "quarantine",
                    self.relative(path),
                    "",
                    "",
                    "",
                    "stay",
                    certain=False,
                    why=error.what,
                    file=path,
                )
                continue
            if whom.in_text(content) or any(sha256.encode() in content for sha256 in pictured):
                hold = held.get(path.name[:26].upper())
                yield Spot(
                    "quarantine",
                    self.relative(path),
                    "",
                    "",
                    _("a copy that was set aside"),
                    "stay" if hold else "delete",
                    why=_("held: {reason}").format(reason=hold.reason) if hold else "",
                    file=path,
                )

    def _half_typed(self, whom: Wanted) -> Iterator[Spot]:
        """What was being typed and is not saved."""
        held, numbers = self.holds.all(), {row.id: row.number for row in self.store.rows()}
        for path in half_typed_files(self.workspace):
            audit, name = plain_name(path).stem, self.relative(path)
            try:
                texts = check_half_typed(self.workspace, path)
            except AuditError as error:
                yield Spot("typed", name, "", "", "", "stay", certain=False, why=error.what, file=path)
                continue
            seen = look([one.text for one in texts.values()], whom)
            if seen is not None:
                hold = held.get(audit)
                yield Spot(
                    "typed",
                    numbers.get(audit) or name,
                    "",
                    "",
                    seen[0],
                    "stay" if hold or not seen[1] else "delete",
                    certain=seen[1],
                    why=_("held: {reason}").format(reason=hold.reason) if hold else "",
                    audit=audit,
                    file=path,
                )

    def _readable(self, path: Path) -> bytes:
        """What a copy in quarantine says, with what is encrypted in it opened."""
        vault = self.workspace.vault
        content = read_either(vault, path, limit=LIMIT)
        if b'"sealed":"' not in content:
            return content
        return b" ".join([content, *opened_in(content, vault)])

    def _in_files(self, whom: Wanted, published: Collection[str]) -> Iterator[Spot]:
        """Exports, and any other file that holds the name as text."""
        data, exports = self.workspace.data, self.workspace.exports
        own = tuple(data / name for name in ("drafts", "finished", "blobs", "quarantine", "half-typed"))
        tables = (self.workspace.registry, *(ledger.path(self.workspace) for ledger in LEDGERS))
        cache = (self.workspace.catalogue, self.workspace.results)
        known = {*tables, *cache, *(spot.file for spot in self.reports(published))}
        journals = {journal_file(path) for path in tables}
        for path in traces.in_workspace(self.workspace):
            is_left = path.suffix == TEMPORARY and path.is_relative_to(data)
            if path in known or (not is_left and any(path.is_relative_to(folder) for folder in own)):
                continue
            if path.suffix.lower() == traces.ARCHIVE or not traces.speaks_of(path, whom):
                continue
            kind: Kind = "file"
            fate: Fate = "stay"
            shown, why = "", _("no file of the store; look at it yourself")
            if path.is_relative_to(exports) and path.name in EXPORTED:
                kind, fate, shown, why = "report", "delete", _("an export made before"), ""
            elif path in journals:
                kind, fate, shown, why = "registry", "erase", _("an earlier state"), ""
            elif is_left:
                fate, shown, why = "delete", _("left by a program that was killed"), ""
            yield Spot(kind, self.relative(path), "", "", shown, fate, why=why, file=path)

    def _in_backups(self, whom: Wanted) -> Iterator[Spot]:
        """Backups that were made of this workspace, and any ZIP that lies in it."""
        kept = {Path(one.file): iso(one.made)[:10] for one in known_backups(self.workspace)}
        lying = [
            path for path in traces.in_workspace(self.workspace) if path.suffix.lower() == traces.ARCHIVE
        ]
        for path in dict.fromkeys([*kept, *lying]):
            name = self.relative(path)
            try:
                found = traces.members(path, whom, self.workspace.vault)
            except (OSError, *traces.BROKEN):
                made = _("made on {kept}; ").format(kept=kept[path]) if path in kept else ""
                why = _("{made}it cannot be read here, so nobody knows what is in it").format(made=made)
                yield Spot("backup", name, "", "", "", "stay", certain=False, why=why, file=path)
                continue
            if found:
                shown = ", ".join(found[:3]) + (
                    "" if len(found) <= 3 else " " + _("and {count} more").format(count=len(found) - 3)
                )
                why = _("a backup is never changed; make a new one, then delete this one")
                yield Spot("backup", name, "", "", shown, "stay", why=why, file=path)

    def relative(self, path: Path) -> str:
        """A path as it is shown: from the workspace on, where it lies in it."""
        base = self.workspace.base
        return path.relative_to(base).as_posix() if path.is_relative_to(base) else str(path)


def _spot(row: Row, mention: Mention, held: str) -> Spot:
    why = held
    if mention.fixed:
        why = _(
            "what the audit was begun with or moved to, or its result; without it nothing could be checked"
        )
    return Spot(
        "audit",
        row.number,
        mention.path,
        mention.cls,
        mention.excerpt,
        "erase" if mention.certain and not mention.fixed and not held else "stay",
        certain=mention.certain,
        why=why,
        fixed=mention.fixed,
        audit=row.id,
        seq=mention.seq,
        commitment=mention.commitment,
        sha256=mention.sha256,
    )
