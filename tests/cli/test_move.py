"""`move`: what changes is shown, nothing moves unasked, and what it did is told by show, export and history."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from audit_tui.clock import FixedClock
from audit_tui.model.basics import SCHEMA
from audit_tui.model.checklist import Checklist
from audit_tui.model.site import Site
from audit_tui.reports.histories import HISTORY
from audit_tui.rules.writing import begin, new_run
from audit_tui.saver import Saver
from audit_tui.session import AuditSession
from audit_tui.store.audits import AuditStore
from audit_tui.store.registry import Registry
from audit_tui.store.workspace import Workspace, create_workspace
from tests.cli.conftest import Command, Done, documented

OLD: dict[str, Any] = {
    "format": "audit-checklist/1",
    "id": "desk",
    "version": "1",
    "title": "Desk",
    "sections": [
        {
            "id": "s",
            "title": "S",
            "questions": [
                {"id": "greeted", "type": "yes_no", "text": "Greeted?", "points": 2},
                {"id": "wait", "type": "stopwatch", "text": "How long?", "points": 1, "meets": ". <= 9"},
                {"id": "smile", "type": "yes_no", "text": "Smiled?", "points": 1},
                {"id": "name", "type": "signature", "text": "Your name", "required": False},
            ],
        }
    ],
}
NEW = json.loads(json.dumps(OLD))
NEW["version"] = "2"
NEW["sections"][0]["questions"][0]["points"] = 4
NEW["sections"][0]["questions"][1] = {
    "id": "wait",
    "type": "scale",
    "text": "How long did it feel?",
    "points": 1,
}
del NEW["sections"][0]["questions"][2]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = create_workspace(tmp_path / "shop")
    made.checklists.mkdir(parents=True, exist_ok=True)
    (made.checklists / "desk.yaml").write_text(json.dumps(NEW), encoding="utf-8")
    return made


def audit(workspace: Workspace, kind: str = "open", finish: bool = False) -> str:
    clock = FixedClock(now=1_795_341_600_000, minutes_ahead=60)
    store, registry = AuditStore(workspace, clock), Registry(workspace, clock)
    person = registry.remember_person("Anna Example", "Shopper 7")
    header, change = begin(
        number=store.next_number("S1", 2026),
        site=Site(id="S1", name="Fictional"),
        checklists=[Checklist.model_validate(OLD)],
        facts={"kind": kind, "auditor": person.name, "alias": person.alias},
        clock=clock,
        actor=person.id,
        device=registry.device(),
        run=new_run(clock),
    )
    with store.create(header, change) as opened:
        session = AuditSession(
            opened.record, clock=clock, actor=person.id, device=registry.device(), run=new_run(clock)
        )
        saver = Saver(opened, session)
        for path, value in (("greeted", "no"), ("greeted", "yes"), ("wait", "7"), ("smile", "yes")):
            saver.save(session.answer(f"desk/{path}", value))
        saver.save(session.answer("desk/name", "Anna Example"))
        for text, is_private in (("=CANARY()", False), ("CANARY-PRIVATE", True)):
            note = session.note("desk/greeted", text, private=is_private)
            assert note is not None
            saver.save(note)
        if finish:
            saver.save(session.finish())
        saver.close()
    return header.number


def files(workspace: Workspace) -> dict[Path, bytes]:
    return {
        each: each.read_bytes()
        for each in workspace.data.rglob("*")
        if each.is_file() and each.parent.name != "locks" and each != workspace.catalogue
    }


def test_a_dry_run_shows_what_would_change_and_changes_nothing(run: Command, workspace: Workspace) -> None:
    number = audit(workspace)
    before = files(workspace)
    done = run("move", number, "--dry-run", "--workspace", workspace.base)
    assert done.code == 0
    for words in (
        "Desk: 1 → 2",
        "Answers kept: 2 · counted otherwise: 1 · open again: 1 · gone: 1",
        "desk.wait: 7 s",
        "      it is answered in another way now",
        "desk.greeted: yes",
        "      2 of 2 points, now 4 of 4",
        "question smile: gone",
        "text: “How long?” → “How long did it feel?”",
        "Nothing was changed.",
    ):
        assert words in done.out.replace("\u00a0", " ")
    assert files(workspace) == before


def test_its_json_is_documented(run: Command, workspace: Workspace) -> None:
    number = audit(workspace)
    dry = documented("move", run("move", number, "--dry-run", "--json", "--workspace", workspace.base).json)
    (one,) = dry["moves"]
    assert (dry["done"], one["from"], one["to"], one["kept"]) == ("nothing", "1", "2", 2)
    assert {each["label"]: each["outcome"] for each in one["answers"]} == {
        "desk.greeted": "rescored",
        "desk.wait": "aside",
        "desk.smile": "gone",
    }
    moved = documented("move", run("move", number, "--yes", "--json", "--workspace", workspace.base).json)
    assert (moved["done"], moved["moves"][0]["open_again"]) == ("moved", ["desk.wait"])
    again = documented("move", run("move", number, "--yes", "--json", "--workspace", workspace.base).json)
    assert (again["done"], again["moves"]) == ("nothing", [])


def test_the_newer_checklist_comes_as_it_holds_at_the_site(run: Command, workspace: Workspace) -> None:
    number = audit(workspace)
    raw = json.loads(json.dumps(NEW))
    raw["standards"] = {
        "D-01": {"text": "Within {limit} s.", "parameters": {"limit": {"value": 9, "unit": "s"}}}
    }
    raw["sections"][0]["questions"][0]["standard"] = "D-01"
    (workspace.checklists / "desk.yaml").write_text(json.dumps(raw), encoding="utf-8")
    workspace.standards.mkdir(parents=True, exist_ok=True)
    overrides = {
        "format": "audit-standard-overrides/1",
        "source": "House rules",
        "standards": {"desk/D-01": {"parameters": {"limit": 5}}},
    }
    (workspace.standards / "organisation.yaml").write_text(json.dumps(overrides), encoding="utf-8")
    done = run("move", number, "--yes", "--workspace", workspace.base)
    assert done.code == 0, done.err
    shown = run("show", number, "--json", "--workspace", workspace.base).json
    assert [one["standard"] for one in shown["replaced"]] == ["desk/D-01"]


def test_nothing_moves_unasked(run: Command, workspace: Workspace) -> None:
    number = audit(workspace)
    before = files(workspace)
    done = run("move", number, "--workspace", workspace.base)
    assert done.code == 1 and "--yes agrees" in done.err and "Desk: 1 → 2" in done.out
    assert files(workspace) == before


@pytest.mark.parametrize(("answer", "version"), [("yes", "2"), ("", "1"), ("no", "1"), (None, "1")])
def test_in_a_terminal_it_asks(
    run: Command, workspace: Workspace, monkeypatch: pytest.MonkeyPatch, answer: str | None, version: str
) -> None:
    number = audit(workspace)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)

    def typed(_: str) -> str:
        if answer is None:
            raise EOFError
        return answer

    monkeypatch.setattr("builtins.input", typed)
    done = run("move", number, "--workspace", workspace.base)
    assert done.code == 0
    with AuditStore(workspace, FixedClock()).open(number, write=False) as opened:
        assert [one.version for one in opened.record.checklists] == [version]


def test_what_was_moved_is_told_everywhere(run: Command, workspace: Workspace) -> None:
    number = audit(workspace)
    done = run("move", number, "--checklist", "desk", "--yes", "--workspace", workspace.base)
    assert "desk is moved from 1 to 2. Open again: desk.wait." in done.out
    assert "Moved: desk from 1 to 2" in run("show", number, "--workspace", workspace.base).out
    told = run("show", number, "--history", "--workspace", workspace.base).out.replace("\u00a0", " ")
    assert "set aside: a newer checklist does not take it" in told and "now: version 2" in told
    assert "desk.smile: Smiled? (no longer asked)" in told and "was: 7 s" in told
    documented("history", run("show", number, "--history", "--json", "--workspace", workspace.base).json)
    assert run("verify", next(workspace.drafts.glob("*.json"))).code == 0
    exported = run("export", number, "--format", "json", "-o", "-", "--workspace", workspace.base).json
    assert exported["moved"][0]["to"] == "2" and exported["moved"][0]["aside"] == ["desk.wait", "desk.smile"]
    assert exported["checklists"][0]["version"] == "2" and "history" not in exported


def test_who_stays_is_not_asked_by_the_app_and_may_still_move(run: Command, workspace: Workspace) -> None:
    number = audit(workspace)
    done = run("move", number, "--stay", "--workspace", workspace.base)
    assert done.code == 0 and "desk stays at 1; version 2 is not offered again." in done.out
    assert run("move", number, "--yes", "--workspace", workspace.base).code == 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--checklist", "desc", "--yes"), 2, "Did you mean desk?"),
        (("--checklist", "none.yaml", "--yes"), 2, "no such file"),
        (("--yes", "--dry-run"), 2, "not allowed with"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    run: Command, workspace: Workspace, words: tuple[str, ...], code: int, said: str
) -> None:
    done = run("move", audit(workspace), *words, "--workspace", workspace.base)
    assert done.code == code and said in done.err


def test_the_same_or_an_older_version_is_no_move(run: Command, workspace: Workspace) -> None:
    number = audit(workspace)
    (workspace.checklists / "desk.yaml").write_text(json.dumps(OLD), encoding="utf-8")
    done = run("move", number, "--yes", "--workspace", workspace.base)
    assert (done.code, "have no newer versions" in done.out) == (0, True)
    done = run("move", number, "--checklist", "desk", "--yes", "--workspace", workspace.base)
    assert done.code == 1 and "1 is not newer" in done.err


def test_an_ended_audit_stays_as_it_was_judged(run: Command, workspace: Workspace) -> None:
    number = audit(workspace, finish=True)
    before = files(workspace)
    done = run("move", number, "--yes", "--workspace", workspace.base)
    assert done.code == 1 and "it stays as it was judged" in done.err
    assert files(workspace) == before


def test_a_draft_of_a_newer_schema_is_read_by_every_verb_and_written_by_none(
    run: Command, workspace: Workspace
) -> None:
    number = audit(workspace)
    path = next(workspace.drafts.glob("*.json"))
    tables = json.loads(path.read_bytes())
    tables["audit"]["1"]["schema"] = SCHEMA + 1
    path.write_text(json.dumps(tables), encoding="utf-8")
    before = files(workspace)
    refused = run("move", number, "--yes", "--workspace", workspace.base)
    assert refused.code == 1 and "newer version of the program" in refused.err
    assert run("show", number, "--workspace", workspace.base).code == 0
    assert run("list", "--workspace", workspace.base).code == 0
    assert "can only be read" in run("doctor", "--workspace", workspace.base).out
    assert files(workspace) == before


# -- the history as data --------------------------------------------------------------------------------


def table(done: Done) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(done.out, newline="")))


def test_the_history_of_all_audits_is_one_table(run: Command, workspace: Workspace) -> None:
    numbers = [audit(workspace), audit(workspace, kind="mystery")]
    done = run("export", "--history", "--json", "--workspace", workspace.base)
    names = [Path(each).name for each in documented("export", done.json)["files"]]
    assert names == ["audits.csv", "answers.csv", "history.csv"]
    content = (workspace.exports / "history.csv").read_bytes().decode()
    rows = list(csv.DictReader(io.StringIO(content, newline="")))
    assert tuple(rows[0]) == HISTORY and {row["number"] for row in rows} == set(numbers)
    changed = next(row for row in rows if row["what"] == "answer changed" and row["number"] == numbers[0])
    assert (changed["label"], changed["old"], changed["new"], changed["who"]) == (
        "desk.greeted",
        "no",
        "yes",
        "Anna Example",
    )
    assert changed["at"].endswith("+01:00")
    # Nothing private, no formula, and on mystery visits no name.
    assert "CANARY-PRIVATE" not in content
    assert {row["new"] for row in rows if row["op"] == "noted" and row["private"] == "false"} == {
        "'=CANARY()"
    }
    assert any(row["private"] == "true" and row["new_words"] == "(withheld)" for row in rows)
    mystery = [row for row in rows if row["number"] == numbers[1]]
    assert {row["who"] for row in mystery} == {"Shopper 7"}
    assert "Anna" not in json.dumps(mystery)


def test_the_history_of_a_moved_audit_tells_old_answers_by_the_old_question(
    run: Command, workspace: Workspace
) -> None:
    number = audit(workspace)
    run("move", number, "--yes", "--workspace", workspace.base)
    rows = table(run("export", number, "--history", "-o", "-", "--workspace", workspace.base))
    aside = {row["label"]: row for row in rows if row["aside"] == "true"}
    assert aside["desk.wait"]["old_words"].replace("\u00a0", " ").startswith("7 s")
    assert aside["desk.smile"]["asked"] == "false"
    assert {row["new"] for row in rows if row["op"] == "checklist_moved"} == {"2"}


def test_json_carries_the_history_on_request(run: Command, workspace: Workspace) -> None:
    number = audit(workspace, kind="mystery")
    done = run("export", number, "--format", "json", "--history", "-o", "-", "--workspace", workspace.base)
    history = done.json["history"]
    documented("history", {"id": done.json["id"], "number": done.json["number"], "questions": history})
    assert "CANARY-PRIVATE" not in done.out and "Anna" not in done.out
    assert run("export", number, "--history", "-o", "h.csv", "--workspace", workspace.base).code == 0
    assert Path("h.csv").read_text(encoding="utf-8").startswith("audit,number,status")
