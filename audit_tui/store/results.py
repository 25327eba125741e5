"""What came out of each finished audit, kept beside the catalogue so that no comparison opens an audit twice.

A cache like the catalogue: made when somebody first asks, for what is asked alone, taken up again where an
audit's file is another than it was, and made anew where it is missing, damaged or of another version. It
trusts a finished file as lists do; `verify` is what proves one. It holds no name of a person.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import orjson
from pydantic import ValidationError

from audit_tui.clock import iso
from audit_tui.errors import AuditError
from audit_tui.i18n import _
from audit_tui.model.audit import Evidence, Item, State
from audit_tui.model.checklist import Checklist
from audit_tui.model.question import Nps
from audit_tui.rules.comparison import previous_visit
from audit_tui.rules.gathering import edition_of, outcomes_of
from audit_tui.rules.outcomes import (
    AuditResult,
    ChecklistResult,
    Edition,
    Recommendation,
    write_falls,
    write_outcomes,
    write_statuses,
)
from audit_tui.rules.record import Record
from audit_tui.rules.results import RULES_VERSION, VisitScore, as_json
from audit_tui.rules.routing import CompiledChecklist, Given, compile_checklist
from audit_tui.rules.scoring import score_visit
from audit_tui.rules.view import answered_by_files, as_given
from audit_tui.store.auditfile import read_tables
from audit_tui.store.catalogue import uncollected
from audit_tui.store.disk import exclusive, read_bytes, sweep, write_cache
from audit_tui.store.editions import edition_from, plain_edition
from audit_tui.store.tables import LIMIT, Tables, dump_tables, parse_tables

if TYPE_CHECKING:
    from audit_tui.store.catalogue import Row
    from audit_tui.store.workspace import Workspace

_VERSION: Final = 2
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
        self._compiled: dict[str, CompiledChecklist] = {}
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
        for done, row in enumerate(rows):
            if progress is not None:
                progress(done, len(rows))
            if done and not done % _SAVE_EVERY:
                self._save(raw)
            raw.pop(row.path, None)
            try:
                raw[row.path] = [
                    row.stamp,
                    *self._extract(read_tables(self._workspace.data / row.path, seal=False)),
                ]
            except AuditError as error:
                self.unread.append(Unread(row.number or row.path, error.what))
            except (KeyError, TypeError, ValueError, AttributeError):
                self.unread.append(
                    Unread(row.number or row.path, _("Its answers do not fit its checklists."))
                )
        if rows and progress is not None:
            progress(len(rows), len(rows))

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
            self._editions = {hash_: edition_from(raw) for hash_, raw in tables["editions"]["1"].items()}
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
        editions = {hash_: plain_edition(one) for hash_, one in self._editions.items() if hash_ in used}
        tables: Tables = {"meta": {"1": _META}, "editions": {"1": editions}, "audits": {"1": dict(raw)}}
        with contextlib.suppress(AuditError, OSError), exclusive(workspace.locks / "results.lock"):
            sweep(workspace.results)
            write_cache(workspace.results, dump_tables(tables))

    # -- from an audit's file to its result -----------------------------------------------------------

    def _extract(self, tables: Tables) -> list[Any]:
        audit = tables["audit"]["1"]
        facts, site = audit["facts"], audit["facts"].get("site") or audit["site"]
        aborted = facts.get("outcome") == "aborted"
        hashes, compiled = [], []
        for embedded in _in_force(tables):
            hash_ = hashlib.sha256(orjson.dumps(embedded["body"])).hexdigest()
            hashes.append(hash_)
            compiled.append(self._compile(hash_, embedded["body"]))
        given = dict(_given(tables, compiled))
        score = score_visit(compiled, given, audit["instances"], profile=site.get("profile") or "private")
        recorded = _recorded(tables)
        shown = recorded.get("score") or as_json(score)
        by_id = {one["id"]: one for one in shown["checklists"]}
        statuses = {one["id"]: one["status"] for one in shown["standards"]}
        delights = {one.id for one in score.standards if one.kind == "delight"}
        checklists = []
        for hash_, one in zip(hashes, score.checklists, strict=True):
            edition, kept = self._editions[hash_], by_id[one.id]
            outcomes = {} if aborted else outcomes_of(edition, one.questions)
            sections = {each["id"]: each["percent"] for each in kept["sections"]}
            checklists.append(
                [
                    hash_,
                    _text(kept["percent"]),
                    kept["passed"],
                    [_text(sections[each.id]) for each in edition.sections],
                    write_statuses(edition, statuses, delights),
                    write_falls(edition, outcomes, {} if aborted else statuses),
                    write_outcomes(edition, outcomes),
                ]
            )
        return [
            str(site.get("region") or ""),
            aborted,
            str(recorded.get("rules") or RULES_VERSION),
            _text(shown["percent"]),
            shown["passed"],
            list(shown["critical_failed"]),
            [] if aborted else [list(each) for each in _recommendations(compiled, score, given)],
            checklists,
        ]

    def _compile(self, hash_: str, body: dict[str, Any]) -> CompiledChecklist:
        if hash_ not in self._compiled:
            try:
                self._compiled[hash_] = compile_checklist(Checklist.model_validate(body))
            except ValidationError as error:
                raise ValueError(str(error)) from None
            self._editions[hash_] = edition_of(self._compiled[hash_])
        return self._compiled[hash_]


_META: Final = {"version": _VERSION, "rules": RULES_VERSION}
_CHECKLISTS: Final = 8
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
    _rest, region, aborted, rules, percent, passed, critical, recommendations, checklists = raw
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
    )


def _text(value: Any) -> str:
    """A recorded figure, number or text, as text; empty for none."""
    return "" if value is None else str(value)


def _in_force(tables: Tables) -> list[dict[str, Any]]:
    """The embedded checklists that an audit was judged by: those it was begun with, or moved to since."""
    audit = tables["audit"]["1"]
    found = {str(one["id"]): one for one in audit["checklists"]}
    if audit["moved"]:
        values = {stored["commitment"]: stored.get("value") for stored in tables["values"].values()}
        moved = [event for event in tables["events"].values() if event["op"] == "checklist_moved"]
        found |= {event["path"]: values[event["value"]] for event in moved}
    return list(found.values())


def _recorded(tables: Tables) -> dict[str, Any]:
    """What the `finished` event recorded: `rules` and `score`; empty where it holds none."""
    ends = [event["value"] for event in tables["events"].values() if event["op"] == "finished"]
    values = {stored["commitment"]: stored.get("value") for stored in tables["values"].values()}
    found = values.get(ends[-1]) if ends else None
    return dict(found) if isinstance(found, dict) else {}


def _given(tables: Tables, compiled: Sequence[CompiledChecklist]) -> Iterator[tuple[str, Given]]:
    """What was said, by path, as the rules read it."""
    by_files = answered_by_files(compiled)
    for document in tables["answers"].values():
        item = Item(document["path"], State(document["state"]), document["value"])
        item.evidence = [Evidence.model_validate(one) for one in document["evidence"]]
        yield item.path, as_given(item, by_files)


def _recommendations(
    compiled: Sequence[CompiledChecklist], score: VisitScore, given: Mapping[str, Given]
) -> Iterator[tuple[str, str, int, int, int]]:
    lists = {one.checklist.id: one for one in compiled}
    for checklist in score.checklists:
        for one in checklist.questions:
            question = lists[checklist.id].items[one.path.rpartition("/")[2]].question
            said = given.get(one.path)
            if isinstance(question, Nps) and one.state != "hidden" and said and str(said.value).isdecimal():
                yield checklist.id, question.id, question.meaning, question.min, int(str(said.value))


def previous_row(rows: Iterable[Row], record: Record) -> Row | None:
    """The row of the visit before that of `record`, at the same site by the same checklists."""
    projection, header = record.projection, record.header
    site = projection.facts.get("site") or {"id": header.site.id}
    return previous_visit(
        rows,
        id_=header.id,
        site=str(site["id"]),
        checklists={embedded.id for embedded in header.checklists},
        day=str(projection.facts.get("visit_start") or "")[:10],
        created=projection.created_at,
    )


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
