"""A person's preferences on disk: remembered, never in the way of the start, and shared by two windows."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pytest

from audit_tui.errors import NotSavedError
from audit_tui.preferences import CHECKS, Preferences
from audit_tui.store.preferences import SET_ASIDE, PreferenceFile, preference_file


def test_without_a_file_the_standard_ones_hold_and_nothing_is_created(tmp_path: Path) -> None:
    kept = PreferenceFile(tmp_path / "config")
    assert kept.read() == Preferences()
    assert not (tmp_path / "config").exists()


def test_what_is_chosen_is_there_next_time(tmp_path: Path) -> None:
    PreferenceFile(tmp_path).change(theme="paper", keys={"walk.undo": "b"})
    again = PreferenceFile(tmp_path).read()
    assert (again.theme, again.keys, again.auto_advance) == ("paper", {"walk.undo": "b"}, True)


def test_two_windows_do_not_undo_each_other(tmp_path: Path) -> None:
    one, two = PreferenceFile(tmp_path), PreferenceFile(tmp_path)
    one.read()
    two.read()
    one.change(theme="light")
    assert two.change(signs="ascii").theme == "light"


def test_what_cannot_be_understood_is_named_and_costs_only_itself(tmp_path: Path) -> None:
    (tmp_path / "preferences.json").write_text('{"theme": "pink", "signs": "ascii", "later": 1}', "utf-8")
    kept = PreferenceFile(tmp_path)
    assert kept.read() == Preferences(signs="ascii")
    assert kept.faulty == ["theme"]


def test_every_choice_is_checked() -> None:
    assert list(CHECKS) == [each.name for each in fields(Preferences)]


def test_each_choice_is_kept_or_named_by_itself(tmp_path: Path) -> None:
    chosen = {
        "theme": "ansi",
        "signs": "unicode",
        "opens": "lines",
        "auto_advance": False,
        "language": "it",
        "paper": "Letter",
        "report_language": "zh-Hans",
        "phones": {"Maker Model 1": -3_600_000},
        "keys": {"walk.undo": "f8,u"},
    }
    kept = PreferenceFile(tmp_path)
    after = kept.change(**chosen)
    assert {name: getattr(after, name) for name in chosen} == chosen
    assert (PreferenceFile(tmp_path).read(), kept.faulty) == (after, [])
    assert json.loads(kept.path.read_bytes()) == chosen
    wrong = {"auto_advance": "no", "language": "Italian", "phones": {"Maker": "late"}, "keys": ["u"]}
    kept.path.write_text(json.dumps({**chosen, **wrong}), encoding="utf-8")
    read = kept.read()
    assert kept.faulty == sorted(wrong)
    assert (read.auto_advance, read.language, read.phones, read.keys) == (True, None, {}, {})
    assert (read.theme, read.paper) == ("ansi", "Letter")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"null"])
def test_a_damaged_file_is_set_aside_before_it_is_replaced(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "preferences.json").write_bytes(content)
    kept = PreferenceFile(tmp_path)
    assert kept.read() == Preferences()
    assert kept.faulty == ["*"]
    kept.change(theme="dark")
    assert (tmp_path / SET_ASIDE).read_bytes() == content
    assert kept.read().theme == "dark"
    assert kept.faulty == []


def test_a_refused_change_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("a file where a folder should be", "utf-8")
    with pytest.raises(NotSavedError):
        PreferenceFile(tmp_path / "config").change(theme="dark")


def test_the_environment_may_name_another_folder(tmp_path: Path) -> None:
    assert preference_file({"AUDIT_TUI_CONFIG": str(tmp_path)}).path.parent == tmp_path
    assert preference_file({}).path.parent.name == "audit_tui"


def test_a_file_that_cannot_be_read_at_all_costs_only_the_preferences(tmp_path: Path) -> None:
    file = PreferenceFile(tmp_path)
    file.path.mkdir(parents=True)
    assert file.read() == PreferenceFile(tmp_path / "other").read()
    assert file.faulty == ["*"]
