"""What came out of each finished audit, kept beside the catalogue so that no comparison opens an audit twice.

A cache like the catalogue: made when somebody first asks, for what is asked alone, taken up again where an
audit's file is another than it was, and made anew where it is missing, damaged or of another version. It
trusts a finished file as lists do; `verify` is what proves one. It holds no name of a person.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from audit_tui.clock import iso
from audit_tui.errors import AuditError
from audit_tui.i18n import _
from audit_tui.rules.comparison import Standpoint, previous_visit, visits_before
from audit_tui.rules.outcomes import (
    AuditResult,
    ChecklistResult,
    Edition,
    Recommendation,
)
from audit_tui.rules.record import Record
from audit_tui.rules.results import RULES_VERSION
from audit_tui.store.catalogue import uncollected
from audit_tui.store.disk import exclusive, read_bytes, sweep, write_cache
from audit_tui.store.editions import edition_from
from audit_tui.store.extracting import Extractor
from audit_tui.store.reading import read_tables
from audit_tui.store.spreading import SPREAD_FROM, spread
from audit_tui.store.tables import LIMIT, Tables, dump_tables, parse_tables

if TYPE_CHECKING:
    from audit_tui.store.catalogue import Row
    from audit_tui.store.workspace import Workspace

_VERSION: Final = 3
_SAVE_EVERY: Final = 2_000
"""Audits after which a long first reading is kept, so that breaking it off loses little."""

Progress = Callable[[int, int], None]
"""Called with how many audits of how many have been read; what it raises breaks the reading off."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A finished audit that could not be read, and why."""

    number: str
    why: str


class Results:
    """The results of a workspace's finished audits."""

    def __init__(self, workspace: Workspace, regions: Mapping[str, str] | None = None) -> None:
        """`regions`: site → its region now; for others the one that the audit was begun with counts."""
        self._workspace = workspace
        self._regions = {site.casefold(): region for site, region in (regions or {}).items()}
        self._editions: dict[str, Edition] = {}
        """By the SHA-256 of the checklist as it is embedded."""
        self._raw: dict[str, list[Any]] | None = None
        self._made: dict[str, tuple[list[Any], AuditResult]] = {}
        self._extractor = Extractor(self._editions)
        self.unread: list[Unread] = []
        """What the last call of `of` could not read."""

    def of(self, rows: Iterable[Row], progress: Progress | None = None) -> list[AuditResult]:
        """The results of the finished audits among `rows`, in their order. Drafts have none."""
        with uncollected():
            return self._of(rows, progress)

    def _of(self, rows: Iterable[Row], progress: Progress | None) -> list[AuditResult]:
        wanted = [row for row in rows if row.status == "finished"]
        if self._raw is None:
            self._raw = self._load()
        raw, self.unread = self._raw, []
        stale = [row for row in wanted if row.path not in raw or raw[row.path][0] != row.stamp]
        try:
            self._read(stale, raw, progress)
        finally:
            if stale:
                self._save(raw)
        found = (self._result(row, raw[row.path]) for row in wanted if row.path in raw)
        return [result for result in found if result is not None]

    def _read(self, rows: Sequence[Row], raw: dict[str, list[Any]], progress: Progress | None) -> None:
        for row in rows:
            raw.pop(row.path, None)
        tell = progress or _untold
        done = self._spread(rows, raw, tell) if len(rows) >= SPREAD_FROM else 0
        for row in rows:
            if row.path in raw:
                continue
            tell(done, len(rows))
            if done and not done % _SAVE_EVERY:
                self._save(raw)
            done += 1
            try:
                tables = read_tables(self._workspace.data / row.path, seal=False)
                raw[row.path] = [row.stamp, *self._extractor.extract(tables)]
            except AuditError as error:
                self.unread.append(Unread(row.number or row.path, error.what))
            except (KeyError, TypeError, ValueError, AttributeError):
                self.unread.append(
                    Unread(row.number or row.path, _("Its answers do not fit its checklists."))
                )
        if rows:
            tell(len(rows), len(rows))

    def _spread(self, rows: Sequence[Row], raw: dict[str, list[Any]], tell: Progress) -> int:
        """Have several processes read; how many they read. What they could not read is left to be read here."""
        stamps = {row.path: row.stamp for row in rows}
        saved = done = 0
        tell(0, len(rows))
        for batch in spread(self._workspace.data, list(stamps)):
            self._take(batch.editions)
            raw.update({path: [stamps[path], *found] for path, found in batch.found.items()})
            done += len(batch.found)
            tell(done, len(rows))
            if done - saved >= _SAVE_EVERY:
                self._save(raw)
                saved = done
        return done

    def _take(self, editions: Mapping[str, list[Any]]) -> None:
        """Know these editions too, by their hash; one that is known stays the very one it is."""
        for hash_, plain in editions.items():
            if hash_ not in self._editions:
                self._editions[hash_] = edition_from(plain)

    def _result(self, row: Row, raw: list[Any]) -> AuditResult | None:
        known = self._made.get(row.path)
        if known is not None and known[0] is raw:
            return known[1]
        try:
            made = _shown(row, raw, self._editions, self._regions)
        except (KeyError, TypeError, ValueError, IndexError):
            # A cache of this version that does not hold what it should: it is made anew the next time.
            self._raw, self._made = {}, {}
            self.unread.append(Unread(row.number, _("Its result could not be read; look again.")))
            return None
        self._made[row.path] = raw, made
        return made

    # -- the file -------------------------------------------------------------------------------------

    def _load(self) -> dict[str, list[Any]]:
        path = self._workspace.results
        if not path.exists():
            return {}
        try:
            tables = parse_tables(read_bytes(path, limit=LIMIT), path)
            if tables.get("meta", {}).get("1") != _META:
                return {}
            self._take(tables["editions"]["1"])
            rows: dict[str, list[Any]] = tables["audits"]["1"]
            return {path: row for path, row in rows.items() if _is_row(row, self._editions)}
        except (AuditError, KeyError, TypeError, ValueError, AttributeError, IndexError):
            return {}

    def _save(self, raw: Mapping[str, list[Any]]) -> None:
        """Keep the results; where that fails they are simply made again next time."""
        workspace = self._workspace
        if not workspace.data.is_dir():
            return
        used = {each[0] for row in raw.values() for each in row[_CHECKLISTS]}
        editions = self._extractor.plain(used)
        tables: Tables = {"meta": {"1": _META}, "editions": {"1": editions}, "audits": {"1": dict(raw)}}
        with contextlib.suppress(AuditError, OSError), exclusive(workspace.locks / "results.lock"):
            sweep(workspace.results)
            write_cache(workspace.results, dump_tables(tables))


def _untold(done: int, total: int) -> None:
    """Nobody wants to know how far it is."""


_META: Final = {"version": _VERSION, "rules": RULES_VERSION}
_CHECKLISTS: Final = 9
"""Place of the checklists in a row; before them stand the stamp and what concerns the whole visit."""


_PARTS: Final = 7
"""Of what is kept of one checklist."""


def _is_row(row: Any, editions: Mapping[str, Edition]) -> bool:
    return (
        isinstance(row, list)
        and len(row) == _CHECKLISTS + 1
        and isinstance(row[_CHECKLISTS], list)
        and all(
            isinstance(each, list) and len(each) == _PARTS and each[0] in editions
            for each in row[_CHECKLISTS]
        )
    )


def _shown(
    row: Row, raw: list[Any], editions: Mapping[str, Edition], regions: Mapping[str, str]
) -> AuditResult:
    _rest, region, aborted, rules, percent, passed, critical, recommendations, head, checklists = raw
    return AuditResult(
        id=row.id,
        number=row.number,
        site=row.site_id,
        site_name=row.site_name,
        region=regions.get(row.site_id.casefold(), region),
        kind=row.kind,
        day=row.visit_date or iso(row.created)[:10],
        created=row.created,
        demo=row.demo,
        aborted=aborted,
        rules=rules,
        percent_text=percent,
        passed=passed,
        critical=tuple(critical),
        recommendations=tuple(Recommendation(*each) for each in recommendations),
        checklists=tuple(
            ChecklistResult(editions[hash_], text, verdict, tuple(sections), statuses, falls, marks)
            for hash_, text, verdict, sections, statuses, falls, marks in checklists
        ),
        head=head,
    )


def previous_row(rows: Iterable[Row], record: Record) -> Row | None:
    """The row of the visit before that of `record`, at the same site by the same checklists."""
    return previous_visit(rows, Standpoint.of(record))


def rows_before(rows: Iterable[Row], record: Record, most: int) -> list[Row]:
    """The rows of the last visits before that of `record`, at most `most`: as `visits_before` chooses them."""
    return visits_before(rows, Standpoint.of(record), most)


def result_before(workspace: Workspace, rows: Iterable[Row], record: Record) -> AuditResult | None:
    """What came out of the visit before; None where there is none or the audit has no result itself.

    Nor for a mystery visit that is still open: who is about to judge shall not be told what was found before.
    """
    projection = record.projection
    if projection.status == "abandoned" or projection.facts.get("outcome") == "aborted":
        return None
    if projection.status == "draft" and record.kind == "mystery":
        return None
    row = previous_row(rows, record)
    found = Results(workspace).of([row]) if row is not None else []
    return found[0] if found else None
