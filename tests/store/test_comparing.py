"""What is said about several finished audits at once: recommendation, agreement; what cannot be read is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit_tui.clock import FixedClock
from audit_tui.errors import InputError, RefusedError
from audit_tui.model.site import Site
from audit_tui.rules.outcomes import Recommendation
from audit_tui.store.audits import AuditStore
from audit_tui.store.comparing import _question, double_visits, finished, sheets_of, visit_opinions
from audit_tui.store.results import Results
from audit_tui.store.workspace import Workspace
from tests.store.audited import asking, audited

MILANO = Site(id="MILANO", name="Another Store", zone="Europe/Rome")
DAY = "2026-03-05"


def numbers(visits: list[list]) -> list[list[str]]:  # type: ignore[type-arg]
    return [[one.number for one in visit] for visit in visits]


def test_finished_audits_are_chosen_by_site_and_day(store: AuditStore, clock: FixedClock) -> None:
    first = audited(store, clock, "2026-03-05", a=True)
    second = audited(store, clock, "2026-04-05", a=True)
    other = audited(store, clock, "2026-04-06", site=MILANO, a=True)
    audited(store, clock, "2026-04-07", ending="abandoned")
    assert [row.number for row in finished(store)] == [other, second, first]
    assert [row.number for row in finished(store, site="roma")] == [second, first]
    assert [row.number for row in finished(store, since="2026-04-05", until="2026-04-05")] == [second]


def test_what_shoppers_answered_is_told_with_the_question_and_its_meaning(
    store: AuditStore, workspace: Workspace, clock: FixedClock
) -> None:
    audited(store, clock, "2026-03-05", a=True, recommend="9")
    audited(store, clock, "2026-04-05", site=MILANO, a=True, recommend="3")
    audited(store, clock, "2026-04-06", ending="aborted", recommend="0")
    results = Results(workspace).of(store.rows())
    assert {(one.site, one.day, one.answer) for one in visit_opinions(results)} == {
        ("ROMA", "2026-03-05", 9),
        ("MILANO", "2026-04-05", 3),
    }
    assert [one.answer for one in visit_opinions(results, site="roma")] == [9]
    assert [one.answer for one in visit_opinions(results, since="2026-04-01", until="2026-04-30")] == [3]
    assert _question(Recommendation("phone", "recommend", 1, 0, 9)) == "phone.recommend"
    assert _question(Recommendation("phone", "recommend", 2, 0, 9)) == "phone.recommend (2)"


def test_audits_of_one_visit_are_laid_side_by_side(store: AuditStore, clock: FixedClock) -> None:
    one = audited(store, clock, DAY, auditor="Anna", a=True)
    two = audited(store, clock, DAY, auditor="Bruno", alias="MS-08", a=False)
    assert [sheet.number for sheet in sheets_of(store, [one, two, one])] == [one, two]


def test_what_cannot_be_laid_side_by_side_is_refused_with_the_reason(
    store: AuditStore, clock: FixedClock
) -> None:
    one = audited(store, clock, DAY, a=True)
    open_ = audited(store, clock, DAY, ending="open", a=True)
    gone = audited(store, clock, DAY, ending="abandoned")
    there = audited(store, clock, DAY, site=MILANO, a=True)
    other = audited(store, clock, DAY, asking("x", id_="parking"), x=True)
    for refs, code in (
        ([one], "agreement.one"),
        ([one, one], "agreement.one"),
        ([one, open_], "agreement.open"),
        ([one, gone], "agreement.open"),
        ([one, there], "agreement.sites"),
        ([one, other], "agreement.checklists"),
    ):
        with pytest.raises((InputError, RefusedError)) as caught:
            sheets_of(store, refs)
        assert caught.value.code == code


def test_visits_that_several_audited_are_found_and_of_each_person_the_last_audit_counts(
    store: AuditStore, clock: FixedClock
) -> None:
    audited(store, clock, DAY, auditor="Anna", a=True)
    last = audited(store, clock, DAY, auditor="Anna", a=False)
    theirs = audited(store, clock, DAY, auditor="Bruno", a=True)
    audited(store, clock, DAY, asking("x", id_="parking"), auditor="Carla", x=True)
    audited(store, clock, "2026-03-06", auditor="Bruno", a=True)
    visits, unread = double_visits(store)
    assert numbers(visits) == [sorted([last, theirs])]
    assert unread == []
    assert double_visits(store, site="MILANO") == ([], [])


def test_an_audit_without_a_day_or_that_cannot_be_read_is_left_out_and_told(
    store: AuditStore, workspace: Workspace, clock: FixedClock
) -> None:
    good = audited(store, clock, DAY, auditor="Anna", a=True)
    bad = audited(store, clock, DAY, auditor="Bruno", a=True)
    rows = {row.number: row for row in store.rows()}
    path = workspace.data / rows[bad].path
    damage(path)
    visits, unread = double_visits(store)
    assert (visits, [one.number for one in unread]) == ([], [bad])
    undated = [row._replace(visit_date="") for row in rows.values()]
    assert good in rows
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(AuditStore, "rows", lambda _: undated)
        assert double_visits(store) == ([], [])


def damage(path: Path) -> None:
    """Take the values out of the middle of a file, which lists do not look at."""
    path.chmod(0o600)
    content = path.read_bytes()
    path.write_bytes(content.replace(b'"op":"answered"', b'"op":"cleared" ', 1))
