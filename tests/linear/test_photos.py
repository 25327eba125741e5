"""Photos in lines: owed with their time, matched by time from the inbox, declared clear or masked, paths completed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from audit_tui.clock import FixedClock
from audit_tui.linear.paths import matches
from audit_tui.rules.record import Record
from audit_tui.store.preferences import preference_file
from audit_tui.store.workspace import Workspace
from tests.evidence.pictures import picture
from tests.linear.conftest import Say
from tests.tui.conftest import start, yes_no

Read = Callable[[str], Record]


def test_the_clock_is_learnt_and_what_fits_is_attached(
    workspace: Workspace, clock: FixedClock, say: Say, record: Read
) -> None:
    ref = start(workspace, clock, yes_no(3))
    say("1", "/k", "/q", "q")
    clock.tick(600_000)
    say("1", "/g 2", "/k", "/q", "q")
    picture(workspace.inbox / "a.jpg", "2026-11-22T10:58:10", colour=1)
    picture(workspace.inbox / "b.jpg", "2026-11-22T11:08:10", colour=2)
    picture(workspace.inbox / "clock.jpg", "2026-11-22T11:20:00", colour=3)
    told = say("1", "/inbox", "a", "c 3", "soon", "c 3", "11:22:00", "a", "", "/s")
    assert "3 new pictures, 2 photos are owed." in told
    assert "1. Point 0? (photo owed since 11:00)" in told and "2. Point 1? (photo owed since 11:10)" in told
    assert "the phone's clock is not known" in told and "No picture clearly fits" in told
    assert "The clock of this computer: 2026-11-22 11:10:00" in told
    assert "This is no time as 10:31:05." in told
    assert "Learnt: Maker Phone 1 is 120 s behind this computer." in told
    assert preference_file(os.environ).read().phones == {"Maker Phone 1": 120_000 - 3_600_000}
    assert "Attached and saved: a.jpg" in told and "Attached and saved: b.jpg" in told
    items = record(ref).projection.items
    assert [len(items[f"list/q{n}"].evidence) for n in range(2)] == [1, 1]
    assert "2 photos are still to be declared. /declare asks for each." in told


def test_an_unclear_picture_is_asked_and_goes_where_one_says(
    workspace: Workspace, clock: FixedClock, say: Say, record: Read
) -> None:
    ref = start(workspace, clock, yes_no(2))
    preference_file(os.environ).change(phones={"Maker Phone 1": -3_600_000})
    for n in range(2):
        picture(workspace.inbox / f"{n}.jpg", f"2026-11-22T11:00:0{n}", colour=n)
    told = say("1", "/k", "/g 2", "/inbox", "1", "2", "2", "", "9", "")
    assert told.count("it is unclear where it belongs") >= 2
    assert "Where does 0.jpg belong?" in told
    assert "Type numbers from 1 to 2." in told
    assert len(record(ref).projection.items["list/q1"].evidence) == 1, "the question one comes from"


def test_an_empty_inbox_says_where_pictures_go_and_another_folder_is_named(
    workspace: Workspace, clock: FixedClock, say: Say, tmp_path: Path
) -> None:
    start(workspace, clock, yes_no(1))
    picture(tmp_path / "elsewhere" / "x.jpg", None)
    told = say("1", "/inbox", "f", str(tmp_path / "nowhere"), "f", str(tmp_path / "elsewhere"), "c 1", "")
    assert f"There are no pictures in {workspace.inbox}." in told and workspace.inbox.is_dir()
    assert "There is no such folder:" in told
    assert "x.jpg, no time" in told and "This picture has no time in it." in told


def test_a_read_only_audit_attaches_nothing(
    workspace: Workspace, clock: FixedClock, say: Say, record: Read
) -> None:
    ref = start(workspace, clock, yes_no(1))
    say("1", "/k", "1", "/f", "yes", "q")
    picture(workspace.inbox / "a.jpg", "2026-11-22T11:00:00")
    told = say(ref, "/inbox", "a", "1", "")
    assert told.count("This audit can only be read:") >= 3
    assert record(ref).projection.items["list/q0"].evidence == []


def test_each_photo_is_declared_changed_and_taken_back(
    workspace: Workspace, clock: FixedClock, say: Say, record: Read, tmp_path: Path
) -> None:
    ref = start(workspace, clock, yes_no(1))
    photo = picture(tmp_path / "a.jpg", "2026-11-22T11:00:00")
    told = say(
        "1", "/declare", f"/e {photo}", "At the desk", "/declare", "10 20 30 95", "y",
        "/declare", "10 20 30 40; 50 50 10 10", "/declare", "", "/s",
    )  # fmt: skip
    assert "There are no photos." in told and "1 photo is still to be declared." in told
    assert "Photo of: At the desk, 2026-11-22 11:00:00, not declared" in told
    assert "This is no mask" in told
    assert "masked: 2 parts (10 20 30 40; 50 50 10 10)" in told
    (declared,) = record(ref).projection.items["list/q0"].declared.values()
    assert declared == ((10, 20, 30, 40), (50, 50, 10, 10))
    assert "Every photo is declared." in say("1", "/declare", "-")
    assert record(ref).projection.items["list/q0"].declared == {}


@pytest.mark.parametrize(("typed", "found"), [
    ("{0}/si", ["{0}/sign.png"]),
    ("{0}/", ["{0}/other/", "{0}/sign.png"]),
    ("{0}/.h", ["{0}/.hidden"]),
    ("'{0}/si", ["'{0}/sign.png"]),
    ("{0}/nothing/x", []),
])  # fmt: skip
def test_a_path_is_completed_as_it_is_written(tmp_path: Path, typed: str, found: list[str]) -> None:
    for name in ("sign.png", ".hidden"):
        (tmp_path / name).touch()
    (tmp_path / "other").mkdir()
    assert matches(typed.format(tmp_path)) == [each.format(tmp_path) for each in found]


def test_a_path_from_home_keeps_its_tilde(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / "sign.png").touch()
    assert matches(f"~{os.sep}si") == [f"~{os.sep}sign.png"]
