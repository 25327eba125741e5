"""The results of finished audits: kept beside the catalogue, true to the files, made again whenever they must be."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import orjson
import pytest
from tinydb import TinyDB

from audit_tui.clock import FixedClock
from audit_tui.model.checklist import Checklist
from audit_tui.model.site import Site
from audit_tui.rules.gathering import result_of
from audit_tui.rules.outcomes import AuditResult, Recommendation
from audit_tui.rules.view import AuditView
from audit_tui.store import disk, results
from audit_tui.store.audits import AuditStore
from audit_tui.store.reading import read_tables
from audit_tui.store.results import Results, previous_row, result_before, rows_before
from audit_tui.store.tables import Tables
from audit_tui.store.workspace import Workspace
from tests.demo.once import demo
from tests.store.audited import ROMA, asking, audited
from tests.store.builders import Auditor, finished


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Which audit files were opened to make results."""
    read: list[Path] = []

    def watched(path: Path, *, seal: bool = True) -> Tables:
        read.append(path)
        return read_tables(path, seal=seal)

    monkeypatch.setattr(results, "read_tables", watched)
    return read


def found(store: AuditStore, workspace: Workspace) -> list[AuditResult]:
    """The results as a process that has just been started sees them, by their days."""
    return sorted(Results(workspace).of(store.rows()), key=lambda one: one.order)


def plain(result: AuditResult) -> dict[str, Any]:
    """A result without the identity of its editions."""
    return {
        **{
            k: v
            for k, v in vars(result).items()
            if k in AuditResult.__dataclass_fields__ and k != "checklists"
        },
        "checklists": [
            {
                **{k: v for k, v in vars(one).items() if k in type(one).__dataclass_fields__},
                "edition": one.edition,
            }
            for one in result.checklists
        ],
    }


def test_a_result_says_what_came_out(store: AuditStore, workspace: Workspace, clock: FixedClock) -> None:
    audited(store, clock, "2026-03-05", a=True, b=False, c=True, recommend="9")
    (one,) = found(store, workspace)
    assert (one.number, one.site, one.site_name, one.region) == (
        "AUD-2026-ROMA-01",
        "ROMA",
        "Fictional Store",
        "South",
    )
    assert (one.day, one.kind, one.demo, one.aborted, one.rules) == ("2026-03-05", "open", False, False, "1")
    assert one.percent is not None and round(float(one.percent), 3) == 66.667
    assert (one.passed, one.critical, one.asked) == (True, (), ("phone",))
    assert one.standards == {"phone/PH-01": "met", "phone/PH-02": "not_met", "phone/PH-03": "met"}
    assert one.shortfalls == ("phone/PH-02",)
    assert one.recommendations == (Recommendation("phone", "recommend", 1, 0, 9),)
    (part,) = one.checklists
    assert (part.passed, part.edition.version, part.edition.target) == (True, "1", 90)
    assert part.sections["main"] == part.percent
    assert one.text("phone/PH-02") == {"en": "About b."}


def test_it_is_what_the_open_audit_says_and_survives_the_file(
    store: AuditStore, workspace: Workspace, clock: FixedClock
) -> None:
    number = audited(store, clock, "2026-03-05", a=True, b=False, c=True)
    (fresh,) = found(store, workspace)
    (again,) = found(store, workspace)
    assert plain(fresh) == plain(again)
    with store.open(number, write=False) as audit:
        now = result_of(AuditView(audit.record))
    assert again.outcomes == now.outcomes and again.shortfalls == now.shortfalls
    assert again.checklists[0].edition == now.checklists[0].edition
    assert again.standards == now.standards
    assert again.head == now.head and len(now.head) == 64


def test_every_finished_audit_of_the_demo_has_the_percentages_that_were_recorded(tmp_path: Path) -> None:
    workspace = demo()
    store = AuditStore(workspace, FixedClock())
    cache = Results(workspace)
    cache._save = lambda raw: None  # type: ignore[method-assign]  # the demo is shared: nothing is written into it
    rows = {row.id: row for row in store.rows() if row.status == "finished"}
    made = cache.of(rows.values())
    assert len(made) == len(rows) == 23 and cache.unread == []
    for one in made:
        assert (one.percent_text or None, one.passed) == (rows[one.id].percent, rows[one.id].passed)
        with store.open(one.id, write=False) as audit:
            view = AuditView(audit.record)
        assert one.outcomes == ({} if one.aborted else result_of(view).outcomes)
        assert one.shortfalls == (() if one.aborted else result_of(view).shortfalls)
    assert sum(one.aborted for one in made) == 1
    assert all(one.recommendations for one in made if "phone" in one.asked and not one.aborted)


def test_only_finished_audits_have_results(
    store: AuditStore, workspace: Workspace, clock: FixedClock
) -> None:
    audited(store, clock, "2026-03-05", ending="draft", a=True)
    audited(store, clock, "2026-03-06", ending="abandoned", a=True)
    audited(store, clock, "2026-03-07", ending="aborted", a=True)
    (one,) = found(store, workspace)
    assert (one.day, one.aborted, one.percent, one.outcomes, one.shortfalls) == (
        "2026-03-07",
        True,
        None,
        {},
        (),
    )


def test_a_second_look_opens_no_audit_and_a_new_one_alone_is_read(
    store: AuditStore, workspace: Workspace, clock: FixedClock, reads: list[Path]
) -> None:
    for day in ("2026-03-05", "2026-03-06", "2026-03-07"):
        audited(store, clock, day, a=True, b=True, c=False)
    assert len(found(store, workspace)) == len(reads) == 3
    reads.clear()
    assert len(found(store, workspace)) == 3
    assert reads == []
    audited(store, clock, "2026-03-08", a=True, b=True, c=True)
    assert len(found(store, workspace)) == 4
    assert len(reads) == 1


def test_only_what_is_asked_for_is_read(
    store: AuditStore, workspace: Workspace, clock: FixedClock, reads: list[Path]
) -> None:
    audited(store, clock, "2026-03-05", a=True)
    audited(store, clock, "2026-03-06", a=True, site=Site(id="MILANO", name="Another"))
    rows = [row for row in store.rows() if row.site_id == "MILANO"]
    assert [one.site for one in Results(workspace).of(rows)] == ["MILANO"]
    assert len(reads) == 1


def test_the_same_rows_give_the_same_results_without_another_look(
    store: AuditStore, workspace: Workspace, clock: FixedClock
) -> None:
    audited(store, clock, "2026-03-05", a=True)
    cache = Results(workspace)
    assert cache.of(store.rows())[0] is cache.of(store.rows())[0]


def test_editions_are_kept_once_and_those_of_nobody_are_dropped(
    store: AuditStore, workspace: Workspace, clock: FixedClock
) -> None:
    for day in ("2026-03-05", "2026-03-06"):
        audited(store, clock, day, a=True)
    first, second = found(store, workspace)
    assert first.checklists[0].edition is second.checklists[0].edition
    audited(store, clock, "2026-03-07", asking("a", "z"), a=True)
    found(store, workspace)
    assert len(orjson.loads(workspace.results.read_bytes())["editions"]["1"]) == 2


def test_a_region_is_the_one_that_the_site_has_now(
    store: AuditStore, workspace: Workspace, clock: FixedClock
) -> None:
    audited(store, clock, "2026-03-05", a=True)
    (one,) = Results(workspace, {"roma": "North"}).of(store.rows())
    assert one.region == "North"


def test_the_file_is_plain_tinydb_and_names_no_person(
    store: AuditStore, workspace: Workspace, clock: FixedClock
) -> None:
    audited(store, clock, "2026-03-05", kind="mystery", a=True)
    found(store, workspace)
    with TinyDB(workspace.results, access_mode="r") as stock:
        assert len(stock.table("audits")) == 1
    text = workspace.results.read_bytes()
    assert b"Conti" not in text and b"MS-07" not in text


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0\0",
        b"{",
        b"[]",
        b'{"meta": {"1": {"version": 0, "rules": "1"}}}',
        b'{"meta": {"1": {"version": 3, "rules": "1"}}}',
        b'{"meta": {"1": {"version": 3, "rules": "1"}}, "editions": {"1": {"x": [1]}}, "audits": {"1": {}}}',
    ],
)
def test_a_damaged_or_older_file_is_made_again(
    store: AuditStore, workspace: Workspace, clock: FixedClock, content: bytes
) -> None:
    audited(store, clock, "2026-03-05", a=True, b=False, c=True)
    (before,) = found(store, workspace)
    workspace.results.write_bytes(content)
    (after,) = found(store, workspace)
    assert plain(before) == plain(after)
    assert orjson.loads(workspace.results.read_bytes())["meta"] == {"1": {"version": 3, "rules": "1"}}


@pytest.mark.parametrize(
    "row", [[], [[1]], "x", None, [[0], "S", False, "1", "", None, [], [], "", [["gone"]]]]
)
def test_a_row_that_is_none_is_read_again(
    store: AuditStore, workspace: Workspace, clock: FixedClock, reads: list[Path], row: Any
) -> None:
    audited(store, clock, "2026-03-05", a=True, b=False, c=True)
    found(store, workspace)
    kept = orjson.loads(workspace.results.read_bytes())
    (path,) = kept["audits"]["1"]
    kept["audits"]["1"][path] = row
    workspace.results.write_bytes(orjson.dumps(kept))
    reads.clear()
    assert found(store, workspace)[0].shortfalls == ("phone/PH-02",)
    assert len(reads) == 1


def test_a_row_with_other_things_in_it_is_told_and_made_again(
    store: AuditStore, workspace: Workspace, clock: FixedClock
) -> None:
    audited(store, clock, "2026-03-05", a=True, b=False, c=True)
    found(store, workspace)
    kept = orjson.loads(workspace.results.read_bytes())
    (path,) = kept["audits"]["1"]
    kept["audits"]["1"][path][7] = [["too", "few"]]
    workspace.results.write_bytes(orjson.dumps(kept))
    cache = Results(workspace)
    assert cache.of(store.rows()) == []
    assert [one.number for one in cache.unread] == ["AUD-2026-ROMA-01"]
    assert [one.number for one in cache.of(store.rows())] == ["AUD-2026-ROMA-01"]


def test_an_audit_that_does_not_hold_what_it_should_is_told_and_left_out(
    store: AuditStore, workspace: Workspace, clock: FixedClock, auditor: Auditor
) -> None:
    audited(store, clock, "2026-03-05", a=True)
    finished(store, auditor, "AUD-2026-ROMA-99")  # its recorded score is none
    cache = Results(workspace)
    assert [one.number for one in cache.of(store.rows())] == ["AUD-2026-ROMA-01"]
    assert [one.number for one in cache.unread] == ["AUD-2026-ROMA-99"]


def test_a_file_that_is_damaged_meanwhile_is_told_and_left_out(
    store: AuditStore, workspace: Workspace, clock: FixedClock
) -> None:
    number = audited(store, clock, "2026-03-05", a=True)
    rows = store.rows()
    path = store.audit_path(number)
    path.chmod(0o644)
    path.write_bytes(b"{")
    cache = Results(workspace)
    assert cache.of(rows) == []
    assert cache.unread[0].number == number and "damaged" in cache.unread[0].why


def test_a_checklist_that_no_version_knows_is_told(
    store: AuditStore, workspace: Workspace, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    audited(store, clock, "2026-03-05", a=True)

    def strange(path: Path, *, seal: bool = True) -> Tables:
        tables = read_tables(path, seal=seal)
        tables["audit"]["1"]["checklists"][0]["body"]["sections"] = 7
        return tables

    monkeypatch.setattr(results, "read_tables", strange)
    cache = Results(workspace)
    assert cache.of(store.rows()) == [] and len(cache.unread) == 1


def test_progress_is_told_and_what_was_read_before_it_was_broken_off_is_kept(
    store: AuditStore,
    workspace: Workspace,
    clock: FixedClock,
    reads: list[Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for day in ("2026-03-05", "2026-03-06", "2026-03-07"):
        audited(store, clock, day, a=True)
    told: list[tuple[int, int]] = []

    def stop_at_two(done: int, total: int) -> None:
        told.append((done, total))
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Results(workspace).of(store.rows(), stop_at_two)
    assert told == [(0, 3), (1, 3), (2, 3)]
    reads.clear()
    monkeypatch.setattr(results, "_SAVE_EVERY", 1)
    told.clear()
    assert len(Results(workspace).of(store.rows(), lambda done, total: told.append((done, total)))) == 3
    assert len(reads) == 1 and told == [(0, 1), (1, 1)]
    workspace.results.unlink()
    saves: list[int] = []
    real = Results._save
    monkeypatch.setattr(Results, "_save", lambda self, raw: (saves.append(len(raw)), real(self, raw)))
    assert len(Results(workspace).of(store.rows())) == 3
    assert saves == [1, 2, 3]


def test_results_that_cannot_be_kept_are_no_reason_to_fail(
    store: AuditStore, workspace: Workspace, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    audited(store, clock, "2026-03-05", a=True)
    rows = store.rows()

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(disk, "write_all", full)
    assert len(Results(workspace).of(rows)) == 1
    assert not workspace.results.exists()


def test_without_a_data_folder_nothing_is_written(store: AuditStore, workspace: Workspace) -> None:
    assert Results(workspace).of(store.rows()) == []
    Results(workspace)._save({})
    assert not workspace.data.exists()


def test_figures_that_no_float_holds_are_kept_exactly(
    store: AuditStore, workspace: Workspace, clock: FixedClock
) -> None:
    scale = Checklist.model_validate(
        {
            "format": "audit-checklist/1",
            "id": "phone",
            "version": "1",
            "title": "T",
            "scoring": {"weight": "0.1", "pass_from": "33.3"},
            "standards": {"PH-01": {"text": "t", "share": "66.7"}},
            "sections": [
                {
                    "id": "m",
                    "title": "M",
                    "weight": "0.3",
                    "questions": [
                        {
                            "id": "tone",
                            "type": "scale",
                            "text": "?",
                            "points": 1,
                            "min": 1,
                            "max": 4,
                            "critical": {"cap": "12.5"},
                        },
                        {"id": "paper", "type": "file", "text": "?", "required": False},
                    ],
                }
            ],
        }
    )
    audited(store, clock, "2026-03-05", scale, tone="2")
    found(store, workspace)
    (one,) = found(store, workspace)
    assert one.outcomes["phone", "tone", 1].got == Fraction(1, 3)
    edition = one.checklists[0].edition
    assert (edition.weight, edition.pass_from, edition.sections[0].weight) == (
        Fraction(1, 10),
        Fraction(333, 10),
        Fraction(3, 10),
    )
    assert str(edition.standards[0].share) == "66.7" and edition.questions[0].cap == Fraction(25, 2)


def test_an_audit_without_a_recorded_score_is_told_by_what_it_scores_now(
    store: AuditStore, workspace: Workspace, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    audited(store, clock, "2026-03-05", a=True, b=True, c=True)

    def erased(path: Path, *, seal: bool = True) -> Tables:
        tables = read_tables(path, seal=seal)
        tables["values"] = {
            at: one for at, one in tables["values"].items() if "rules" not in str(one.get("value"))
        }
        return tables

    monkeypatch.setattr(results, "read_tables", erased)
    (one,) = Results(workspace).of(store.rows())
    assert (one.percent, one.rules) == (100, "1")


# -- the visit before -----------------------------------------------------------------------------------------


def test_the_visit_before_is_told_but_never_to_who_is_about_to_judge(
    store: AuditStore, workspace: Workspace, clock: FixedClock
) -> None:
    audited(store, clock, "2026-03-05", a=True, b=False, c=True)
    drafts = {
        kind: audited(store, clock, "2026-04-05", ending="draft", kind=kind, a=True)
        for kind in ("open", "mystery")
    }
    ends = {end: audited(store, clock, "2026-04-06", ending=end, a=True) for end in ("aborted", "abandoned")}

    def before(number: str) -> AuditResult | None:
        with store.open(number, write=False) as audit:
            assert previous_row(store.rows(), audit.record) is not None
            return result_before(workspace, store.rows(), audit.record)

    told = before(drafts["open"])
    assert told is not None and told.day == "2026-03-05"
    assert before(drafts["mystery"]) is None
    assert [before(number) for number in ends.values()] == [None, None]


def test_the_first_visit_of_a_site_has_none_before_it(
    store: AuditStore, workspace: Workspace, clock: FixedClock
) -> None:
    number = audited(store, clock, "2026-03-05", a=True, b=True, c=True)
    with store.open(number, write=False) as audit:
        assert result_before(workspace, store.rows(), audit.record) is None


def test_a_corrected_site_is_the_one_whose_visits_are_compared(
    store: AuditStore, workspace: Workspace, clock: FixedClock
) -> None:
    audited(store, clock, "2026-03-05", a=True, b=True, c=True, site=Site(id="MILANO", name="Another"))
    number = audited(store, clock, "2026-04-05", ending="draft", a=True)
    with store.open(number, write=False) as audit:
        record = audit.record
    assert previous_row(store.rows(), record) is None
    record.projection.facts["site"] = {**ROMA.model_dump(mode="json", exclude_none=True), "id": "MILANO"}
    assert previous_row(store.rows(), record) is not None


def test_the_visits_before_are_the_last_finished_ones_in_the_order_of_their_days(
    store: AuditStore, workspace: Workspace, clock: FixedClock
) -> None:
    for month in (5, 3, 4):
        audited(store, clock, f"2026-0{month}-05", a=True, b=True, c=True)
    number = audited(store, clock, "2026-06-05", ending="draft", a=True)
    with store.open(number, write=False) as audit:
        found = [rows_before(store.rows(), audit.record, most) for most in (5, 2)]
    assert [[row.visit_date for row in rows] for rows in found] == [
        ["2026-03-05", "2026-04-05", "2026-05-05"],
        ["2026-04-05", "2026-05-05"],
    ]
