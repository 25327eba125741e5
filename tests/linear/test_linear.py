"""The walk in plain lines: all types, notes, reasons, moving, undoing, what a failure demands, the end."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from audit_tui.clock import FixedClock
from audit_tui.model.audit import State
from audit_tui.rules.record import Record
from audit_tui.store import disk
from audit_tui.store.audits import AuditStore
from audit_tui.store.workspace import Workspace
from audit_tui.tui.glyphs import use_plain
from tests.linear.conftest import Say
from tests.tui.conftest import TYPES, start, yes_no

Read = Callable[[str], Record]


def item(record: Record, path: str) -> Any:
    return record.projection.items[path]


def test_every_type_of_question_is_answered_by_a_line(
    workspace: Workspace, clock: FixedClock, say: Say, record: Read, tmp_path: Path
) -> None:
    ref = start(workspace, clock, TYPES)
    picture, paper = tmp_path / "sign.png", tmp_path / "receipt.txt"
    Image.new("RGB", (8, 8), "blue").save(picture)
    paper.write_text("2 coffees", "utf-8")
    told = say(
        "1",
        "",
        "1",
        "4",
        "9",
        "a seller",
        "1 3",
        "~120",
        "3",
        "1:35",
        "today",
        "10:31",
        "now",
        "Good day",
        "First line",
        "second line",
        ".",
        str(picture),
        "The sign",
        str(paper),
        "",
        "Anna Example",
        "0",
        "2",
        "1",
        "/f",
        "10 20 30 95",
        "",
        "/f",
        "10 20 30 40",
        "yes",
        "q",
    )
    kept = record(ref)
    assert "This is no mask" in told and "No report before each photo is declared." in told
    assert list(item(kept, "kinds/picture").declared.values()) == [((10, 20, 30, 40),)]
    assert [
        (name, item(kept, f"kinds/{name}").value)
        for name in (
            "greeted",
            "tone",
            "recommend",
            "who",
            "heard",
            "light",
            "rings",
            "wait",
            "hour",
            "words",
        )
    ] == [
        ("greeted", "yes"),
        ("tone", "4"),
        ("recommend", "9"),
        ("who", "seller"),
        ("heard", ["hello", "offer"]),
        ("light", "120"),
        ("rings", "3"),
        ("wait", "95"),
        ("hour", "10:31"),
        ("words", "Good day"),
    ]
    assert item(kept, "kinds/story").value == "First line\nsecond line"
    assert item(kept, "kinds/light").grade == "estimated"
    assert item(kept, "kinds/rings").grade == "noted"
    assert item(kept, "kinds/at").value.startswith("2026-11-22T")
    assert item(kept, "kinds/picture").evidence[0].caption == "The sign"
    assert item(kept, "kinds/solved").value == "yes"
    assert len(kept.projection.instances["kinds/calls"]) == 1
    assert kept.projection.status == "finished"
    report = re.search(r"Report: (.+\.pdf)", told)
    assert report is not None and Path(report[1]).read_bytes().startswith(b"%PDF")


def test_each_answer_is_saved_before_the_next_question_is_said(
    workspace: Workspace, clock: FixedClock, say: Say
) -> None:
    start(workspace, clock, yes_no(3))
    told = say("1", "1", "y")
    saved, asked = told.index("Saved: yes"), told.index("Point 1?")
    assert saved < asked
    assert "The input has ended. Everything said is saved." in told


def test_it_goes_on_where_one_left(workspace: Workspace, clock: FixedClock, say: Say) -> None:
    start(workspace, clock, yes_no(5))
    say("1", "1", "1", "/q", "q")
    told = say("1")
    assert "3 of 5. Point 2?" in told
    assert "Point 0?" not in told


def test_a_wrong_answer_is_told_and_nothing_is_saved(
    workspace: Workspace, clock: FixedClock, say: Say, record: Read
) -> None:
    ref = start(workspace, clock, yes_no(2))
    told = say("1", "7", "perhaps", "/nonsense")
    assert "There is no choice 7 here." in told
    assert "There is no choice perhaps here." in told
    assert "There is no command /nonsense." in told
    assert record(ref).projection.items == {}


def test_reasons_notes_and_flags(workspace: Workspace, clock: FixedClock, say: Say, record: Read) -> None:
    ref = start(workspace, clock, yes_no(3))
    say("1", "/n The door was open", "/p They knew me", "/m", "0", "no parking", "/v", "too dark")
    kept = record(ref)
    first, second = item(kept, "list/q0"), item(kept, "list/q1")
    assert (first.note, first.private_note, first.flagged) == ("The door was open", "They knew me", True)
    assert (first.state, first.reason) == (State.NOT_APPLICABLE, "no parking")
    assert (second.state, second.reason) == (State.NOT_OBSERVED, "too dark")


def test_na_is_refused_where_the_checklist_does_not_allow_it(
    workspace: Workspace, clock: FixedClock, say: Say, record: Read
) -> None:
    ref = start(workspace, clock, yes_no(2, allow_na=False))
    assert "N/A is not allowed here" in say("1", "/x broken")
    assert record(ref).projection.items == {}


def test_undo_redo_back_jump_and_return(
    workspace: Workspace, clock: FixedClock, say: Say, record: Read
) -> None:
    ref = start(workspace, clock, yes_no(6))
    told = say("1", "1", "2", "/u", "/y", "/b", "/g 6", "/j", "/g Point 4", "1")
    kept = record(ref)
    assert item(kept, "list/q1").value == "no"
    assert item(kept, "list/q4").value == "yes"
    assert "Taken back." in told and "Said again." in told
    places = re.findall(r"(\d) of 6\. ", told)
    assert places == ["1", "2", "3", "2", "2", "1", "6", "1", "5", "6"]


def test_a_failure_asks_for_what_it_demands_and_can_be_put_off(
    workspace: Workspace, clock: FixedClock, say: Say, record: Read
) -> None:
    demanding = yes_no(2, on_fail={"comment": "required", "action": True})
    ref = start(workspace, clock, demanding)
    told = say(
        "1", "2", "Nobody came.", ".", "Greet within a minute", "Shop floor", "soon", "2026-12-31", "second visit",
        "3", "2", "", "", "/s",
    )  # fmt: skip
    kept = record(ref)
    assert item(kept, "list/q0").note == "Nobody came."
    action = item(kept, "list/q0").actions[0]
    assert (action.what, action.owner, action.due) == ("Greet within a minute", "Shop floor", "2026-12-31")
    assert "What is the root cause?" in told and action.cause == "process"
    assert item(kept, "list/q1").note == "" and item(kept, "list/q1").actions == []
    assert "Failed items still ask for: 1 note, 1 corrective action." in told


def test_the_root_cause_is_left_open_by_enter(
    workspace: Workspace, clock: FixedClock, say: Say, record: Read
) -> None:
    ref = start(workspace, clock, yes_no(2, on_fail={"action": True}))
    told = say("1", "2", "Greet within a minute", "", "", "", "", "/s")
    assert "What is the root cause?" in told
    assert [one.cause for one in item(record(ref), "list/q0").actions] == [None]


def test_on_a_mystery_visit_nobody_is_asked_for_the_root_cause(
    workspace: Workspace, clock: FixedClock, say: Say, record: Read
) -> None:
    ref = start(workspace, clock, yes_no(2, on_fail={"action": True}), kind="mystery")
    told = say("1", "2", "Greet within a minute", "", "", "", "/s")
    assert "What is the root cause?" not in told
    assert [one.what for one in item(record(ref), "list/q0").actions] == ["Greet within a minute"]


def test_a_stopwatch_is_started_by_t_runs_on_and_is_stopped_by_enter(
    workspace: Workspace, clock: FixedClock, say: Say, record: Read
) -> None:
    timed = {**yes_no(1), "sections": [{"id": "s", "title": "S", "questions": [
        {"id": "wait", "type": "stopwatch", "text": "How long?", "points": 2, "meets": ". <= 30"},
        {"id": "rings", "type": "count", "text": "How many rings?"},
    ]}]}  # fmt: skip
    ref = start(workspace, clock, timed)
    say("1", "/t", "/q", "q")
    clock.tick(42_000)
    told = say("1", "", "/t", "/t", "/t")
    assert item(record(ref), "list/wait").value == "42"
    assert item(record(ref), "list/wait").grade == "measured"
    assert item(record(ref), "list/rings").value == "3"
    assert "0 of 2 points" in told or "0 / 2" in told or "missed" in told


def test_what_is_open_is_told_instead_of_finishing(
    workspace: Workspace, clock: FixedClock, say: Say, record: Read
) -> None:
    ref = start(workspace, clock, yes_no(2))
    told = say("1", "1", "/f", "no", "/f", "no")
    assert "1 required question is open:" in told
    assert record(ref).projection.status == "draft"


def test_a_visit_that_was_broken_off_has_no_score(
    workspace: Workspace, clock: FixedClock, say: Say, record: Read
) -> None:
    ref = start(workspace, clock, yes_no(2))
    told = say("1", "/abort The shop was closed", "/f", "yes", "q")
    assert "There is no score." in told
    assert record(ref).projection.facts["abort_reason"] == "The shop was closed"
    assert record(ref).projection.status == "finished"


def test_an_audit_is_begun_from_nothing(workspace: Workspace, clock: FixedClock, say: Say) -> None:
    told = say(
        "n", "+", "a b", "ROMA-01", "Fictional Store Rome", "", "", "Nowhere/Land", "Europe/Rome", "",
        "Anna Example", "Shopper 7", "2", "tomorrow", "", "9 99", "core",
    )  # fmt: skip
    assert "this is no time zone" in told
    assert "Type numbers from 1 to" in told
    row = AuditStore(workspace, clock).rows()[0]
    assert (row.site_id, row.kind, row.number) == ("ROMA-01", "open", "AUD-2026-ROMA-01-01")
    assert set(row.checklists) == {"phone", "parking", "reception", "delivery"}


def test_what_the_disk_refuses_is_kept_at_hand_and_saved_later(
    workspace: Workspace, clock: FixedClock, say: Say, record: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = start(workspace, clock, yes_no(3))
    from audit_tui.store.audits import OpenAudit

    append, refused = OpenAudit.append, iter([True, True, False, False, False])

    def full(self: OpenAudit, change: Any) -> None:
        if next(refused):
            raise disk.not_saved(OSError(28, "No space left on device"), self.path)
        append(self, change)

    monkeypatch.setattr(OpenAudit, "append", full)
    told = say("1", "1", "/z", "/z", "/q", "q")
    assert told.count("NOT SAVED") == 2
    assert "1 change that was refused before is saved now." in told
    assert item(record(ref), "list/q0").value == "yes"


def test_an_audit_that_is_open_elsewhere_can_be_read_only(
    workspace: Workspace, clock: FixedClock, say: Say, record: Read
) -> None:
    ref = start(workspace, clock, yes_no(2))
    with AuditStore(workspace, clock).open(ref):
        told = say("1", "1", "/n no", "", "/q", "q")
    assert told.count("This audit can only be read:") >= 3
    assert record(ref).projection.items == {}


def test_nothing_that_steers_a_terminal_leaves_it(workspace: Workspace, clock: FixedClock, say: Say) -> None:
    start(workspace, clock, yes_no(2))
    told = say("1", "/n \x1b]0;title\x07\x9b31m\u202e", "/s", "/l", "\x1b[A")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", told)


def test_in_a_poor_terminal_everything_is_ascii(workspace: Workspace, clock: FixedClock, say: Say) -> None:
    start(workspace, clock, yes_no(2))
    use_plain(True)
    try:
        assert say("1", "/l", "/?", "/s", "1", "1", "/f", "yes").isascii()
    finally:
        use_plain(False)


def test_it_loads_neither_the_screen_nor_the_report_before_one_is_written(
    workspace: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    start(workspace, clock, yes_no(2))
    script = (
        "import sys; from audit_tui.cli.main import main; "
        f"code = main(['--linear', '--workspace', {str(workspace.base)!r}]); "
        "print(code, [n for n in ('textual', 'rich', 'reportlab', 'PIL', 'openpyxl') if n in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script],
        input="1\n1\n/n ok\n2\n/s\n/q\nq\n",
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "HOME": str(tmp_path), "AUDIT_TUI_CONFIG": str(tmp_path)},
        check=True,
    )
    assert ran.stdout.splitlines()[-1] == "0 []"
    assert ran.stderr == ""


def test_a_photo_that_follows_is_told_in_the_summary_and_before_the_end(
    workspace: Workspace, clock: FixedClock, say: Say, record: Read
) -> None:
    ref = start(workspace, clock, yes_no(2))
    told = say("1", "/k", "1", "1", "/s", "/f", "y")
    assert "Photo owed: the summary lists it." in told
    assert "Photos owed:" in told
    assert "1 photo is still owed; after this it cannot be attached." in told
    assert item(record(ref), "list/q0").photo_owed is not None


def test_a_provisional_report_names_the_photos_that_it_leaves_out(
    workspace: Workspace, clock: FixedClock, say: Say, tmp_path: Path
) -> None:
    start(workspace, clock, yes_no(2))
    Image.new("RGB", (4, 3)).save(tmp_path / "sign.png")
    told = say("1", "/e", str(tmp_path / "sign.png"), "", "/w", "q")
    assert "Photos left out, for nobody declared them clear or masked: P-1." in told
