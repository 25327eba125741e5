"""The plan: kept at once, taken in from a file, compared with audits and answers, and covered by what covers all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from audit_tui.clock import FixedClock
from audit_tui.errors import InputError
from audit_tui.model.plan import PlanEntry
from audit_tui.model.site import Site
from audit_tui.rules.planning import Place, Planned
from audit_tui.store.archive import open_archive
from audit_tui.store.audits import AuditStore
from audit_tui.store.backup import make_backup
from audit_tui.store.erasing import Eraser
from audit_tui.store.import_plan import import_plan
from audit_tui.store.plan import Plan
from audit_tui.store.planned import due, places_of
from audit_tui.store.privacy import Privacy
from audit_tui.store.registry import Registry
from audit_tui.store.responses import Given, SurveyResponses
from audit_tui.store.restore import restore_backup
from audit_tui.store.workspace import Workspace
from tests.store.builders import Auditor, finished, new_workspace, started

ACTOR, DEVICE = "01ARZ3NDEKTSV4RRFFQ69G5FAV", "01ARZ3NDEKTSV4RRFFQ69G5FAW"


@pytest.fixture
def plan(workspace: Workspace, clock: FixedClock) -> Plan:
    return Plan(workspace, clock)


def visits(**more: Any) -> dict[str, Any]:
    return {"title": "Visits", "kind": "mystery", "checklists": ["phone"], **more}


def put(plan: Plan, **more: Any) -> PlanEntry:
    (entry,) = plan.add(plan.make(visits(**more)))
    return entry


def test_what_is_planned_is_there_when_the_store_is_opened_anew(
    plan: Plan, workspace: Workspace, clock: FixedClock
) -> None:
    assert not plan.exists and plan.entries() == []
    kept = [
        put(plan),
        put(plan, title="Other visits", every="month", weight=3, scenario="Ask for a pen.\nWait."),
    ]
    assert Plan(workspace, clock).entries() == kept and plan.exists


def test_what_is_planned_already_is_not_planned_twice(plan: Plan) -> None:
    put(plan)
    assert plan.add(plan.make(visits()), plan.make(visits(title="New")), plan.make(visits(title="New"))) != []
    assert [entry.title for entry in plan.entries()] == ["Visits", "New"]


def test_a_habit_holds_from_the_beginning_of_its_span_and_a_round_from_today(plan: Plan) -> None:
    today = plan.today().isoformat()
    assert plan.make(visits()).since == today
    assert plan.make(visits(every="year")).since == f"{today[:4]}-01-01"
    assert plan.make(visits(every="month", since="2020-02-02")).since == "2020-02-02"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": "\x1b "}, "plan.title"),
        ({"title": ""}, "plan.title"),
        ({"kind": None}, "plan.entry"),
        ({"checklists": []}, "plan.entry"),
        ({"task": "survey"}, "plan.entry"),
        ({"task": "party"}, "plan.task"),
        ({"every": "fortnight"}, "plan.every"),
        ({"times": 0}, "plan.times"),
        ({"weight": 10}, "plan.weight"),
        ({"since": "2026-02-30"}, "plan.since"),
        ({"since": "2026-11-02", "until": "2026-11-01"}, "plan.entry"),
        ({"scenario": "x" * 4001}, "plan.scenario"),
    ],
)
def test_what_is_no_plan_is_refused(plan: Plan, change: dict[str, Any], code: str) -> None:
    with pytest.raises(InputError) as refused:
        plan.make(visits(**change))
    assert refused.value.code in (code, "plan.entry")


def test_an_entry_is_found_by_the_end_of_its_id_and_taken_out(plan: Plan) -> None:
    kept, gone = put(plan), put(plan, title="Gone")
    assert plan.find(gone.id[-8:].lower()) == gone
    plan.remove(gone.id)
    assert plan.entries() == [kept]
    for doing in (lambda: plan.find(gone.id), lambda: plan.remove(gone.id), lambda: plan.find("")):
        with pytest.raises(InputError) as refused:
            doing()
        assert refused.value.code == "plan.unknown"


def test_an_ending_that_fits_several_is_refused(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    one = put(plan)
    monkeypatch.setattr(plan, "entries", lambda: [one, one])
    with pytest.raises(InputError, match="fits several"):
        plan.find(one.id[-6:])


def test_a_focus_group_is_marked_as_held_a_visit_is_not(plan: Plan, workspace: Workspace) -> None:
    (group,) = plan.add(plan.make({"task": "focus_group", "title": "Customers", "every": "year"}))
    today = plan.today().isoformat()
    assert due(workspace, [], [], plan.today())[0].state == "due"
    assert plan.mark_held(group.id, today).held == (today,)
    assert due(workspace, [], [], plan.today())[0].state == "done"
    for entry_id, day, code in (
        (put(plan).id, today, "plan.visit"),
        (group.id, "2999-01-01", "plan.day"),
        (ACTOR, today, "plan.unknown"),
    ):
        with pytest.raises(InputError) as refused:
            plan.mark_held(entry_id, day)
        assert refused.value.code == code


def test_audits_and_answers_are_what_was_done(
    plan: Plan, store: AuditStore, workspace: Workspace, clock: FixedClock
) -> None:
    auditor = Auditor(clock)
    finished(store, auditor, "AUD-2026-ROMA-01")
    started(store, auditor, "AUD-2026-ROMA-02").close()
    row = next(row for row in store.rows() if row.status == "finished")
    entry = put(plan, kind=row.kind, checklists=list(row.checklists), since="2025-01-01", times=3)
    site, today = Place(row.site_id, "Fictional Store"), plan.today()
    (task,) = due(workspace, store.rows(), [site], today)
    assert (task.entry.id, task.done, task.begun, task.left) == (entry.id, 1, 1, 1)
    (task,) = due(workspace, [row._replace(aborted=True)], [site], today)
    assert task.done == 0, "an aborted visit is none"
    (survey,) = plan.add(plan.make({"task": "survey", "title": "Asking", "times": 2, "since": "2025-01-01"}))
    SurveyResponses(workspace, clock).add(*[Given(site.id, "2025-02-01", 9, "0-10", "paper", "", "")] * 2)
    tasks = {each.entry.id: each for each in due(workspace, [], [site], today)}
    assert tasks[survey.id].state == "done"


@pytest.mark.parametrize(
    "more",
    [
        {},
        {
            "every": "month",
            "times": 3,
            "weight": 9,
            "until": "2999-12-31",
            "scenario": "Ask for a pen.\nWait.",
        },
        {"site": "ROMA", "kind": "delivery", "checklists": ["delivery", "phone"], "since": "2025-02-28"},
        {"task": "survey", "kind": None, "checklists": None},
        {"task": "focus_group", "kind": None, "checklists": None, "every": "year"},
    ],
)
def test_lists_see_an_entry_as_it_was_checked(plan: Plan, workspace: Workspace, more: dict[str, Any]) -> None:
    entry = put(plan, **more)
    if entry.task != "visit":
        entry = plan.mark_held(entry.id, plan.today().isoformat())
    (task,) = due(workspace, [], [Place("ROMA", "Fictional Store")], plan.today())
    assert task.entry == Planned(*(getattr(entry, name) for name in Planned._fields))


def test_lists_see_sites_as_the_registry_has_them(workspace: Workspace, clock: FixedClock) -> None:
    registry = Registry(workspace, clock)
    assert places_of(workspace) == []
    registry.put_sites(
        [Site(id="ROMA", name="b", opened="2020-01-31", closed="2026-01-31"), Site(id="MILANO", name="A")]
    )
    wanted = [Place(*(getattr(site, name) for name in Place._fields)) for site in registry.sites()]
    assert places_of(workspace) == wanted and [place.name for place in wanted] == ["A", "b"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"since": "2026-02-30"},
        {"since": None},
        {"title": None},
        {"every": "week"},
        {"task": "walk"},
        {"held": ["x"]},
    ],
)
def test_what_is_no_entry_of_a_plan_is_told_with_its_file(
    plan: Plan, workspace: Workspace, wrong: dict[str, Any]
) -> None:
    put(plan)
    file = workspace.data / "plan.json"
    tables = orjson.loads(file.read_bytes())
    (raw,) = tables["plan"].values()
    for name, value in wrong.items():
        if value is None:
            del raw[name]
        else:
            raw[name] = value
    file.write_bytes(orjson.dumps(tables))
    with pytest.raises(InputError, match="not made by audit-tui") as refused:
        due(workspace, [], [], plan.today())
    assert refused.value.where == str(file)


def test_a_file_is_taken_in_by_line_and_twice_does_no_harm(
    plan: Plan, workspace: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    registry = Registry(workspace, clock)
    registry.put_sites([Site(id="ROMA", name="Fictional Store", aliases=["Via Appia"])])
    file = tmp_path / "plan.csv"
    file.write_text(
        "title,task,site,kind,checklists,every,times,from,to,weight,scenario\n"
        "Round,visit,via appia,phone,phone; parking,once,2,2026-01-01,2026-02-01,5,Ask for a pen.\n"
        "Asking,survey,,,,month,30,,,,\n",
        encoding="utf-8",
    )
    done = import_plan(plan, registry, file, ["phone", "parking"])
    assert [entry.title for entry in done.added] == ["Round", "Asking"] and done.faults == ()
    first = plan.entries()[0]
    assert (first.site, first.checklists, first.times, first.until) == (
        "ROMA",
        ("phone", "parking"),
        2,
        "2026-02-01",
    )
    again = import_plan(plan, registry, file, ["phone", "parking"])
    assert (again.added, again.known) == ((), 2) and len(plan.entries()) == 2


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        ("Round,visit,ROME,phone,phone,once,1,", "site", "Did you mean ROMA?"),
        ("Round,visit,,phone,phones,once,1,", "checklists", "no checklist 'phones'"),
        ("Round,visit,,phone,phone,once,two,", "times", "no whole number"),
        ("Round,visit,,phone,phone,daily,1,", "every", "every"),
        ("Round,visit,,phone,phone,once,1,1.2.26", "from", "since"),
        ("Round,visit,,,,once,1,", "entry", "needs its kind"),
    ],
)
def test_a_faulty_line_is_named_with_its_column_and_nothing_is_kept(
    plan: Plan, workspace: Workspace, clock: FixedClock, tmp_path: Path, line: str, column: str, words: str
) -> None:
    registry = Registry(workspace, clock)
    registry.put_sites([Site(id="ROMA", name="Fictional Store")])
    file = tmp_path / "plan.csv"
    file.write_text(
        f"title,task,site,kind,checklists,every,times,from\nGood,survey,,,,month,1,\n{line}\n",
        encoding="utf-8",
    )
    done = import_plan(plan, registry, file, ["phone"])
    assert done.added == () and plan.entries() == []
    (fault,) = done.faults
    assert (fault.line, fault.code) == (3, f"csv.{column}") and words in fault.message


def test_an_empty_file_is_a_fault(
    plan: Plan, workspace: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    file = tmp_path / "plan.csv"
    file.write_text("title\n", encoding="utf-8")
    (fault,) = import_plan(plan, Registry(workspace, clock), file, []).faults
    assert fault.code == "csv.empty"


def test_the_plan_is_in_the_backup_and_the_later_state_of_an_entry_counts(
    plan: Plan, workspace: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    (group,) = plan.add(plan.make({"task": "focus_group", "title": "Customers", "every": "year"}))
    other = new_workspace(tmp_path / "other")
    for held in ((), (plan.today().isoformat(),)):
        clock.tick(1000)
        if held:
            plan.mark_held(group.id, held[0])
        made = make_backup(workspace, clock, to=tmp_path / f"backup{len(held)}.zip").path
        with open_archive(made) as archive:
            restore_backup(archive, other, clock)
        (entry,) = Plan(other, clock).entries()
        assert entry.held == held


def test_a_person_in_a_scenario_is_found_and_erased(
    plan: Plan, workspace: Workspace, clock: FixedClock
) -> None:
    put(plan, title="Round of Anna Conti", scenario="Ask for Anna Conti.")
    privacy = Privacy(workspace, clock)
    whom = privacy.resolve("Anna Conti")
    found = [spot for spot in privacy.find(whom) if spot.kind == "plan"]
    assert {spot.path.partition("/")[2] for spot in found} == {"title", "scenario"}
    Eraser(privacy, clock, actor=ACTOR, device=DEVICE, run="0" * 16).erase(whom, "request")
    (entry,) = plan.entries()
    assert (entry.title, entry.scenario) == ("Erased", "")
    assert b"Conti" not in (workspace.data / "plan.json").read_bytes()
    assert "held" not in orjson.loads((workspace.data / "plan.json").read_bytes())["plan"]["1"]
