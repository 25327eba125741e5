"""A first look at checklists: only what says plainly that it is not newer is passed over unread."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit_tui.library.finder import find_checklists
from audit_tui.library.heads import may_be_newer
from audit_tui.paths import shipped_checklists
from audit_tui.rules.comparing import is_newer

IN_FORCE = {"phone": "2"}


def written(folder: Path, text: str, name: str = "own.yaml") -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return [folder]


@pytest.mark.parametrize(
    ("lines", "may_be"),
    [
        ('id: phone\nversion: "3"', True),
        ('id: phone\nversion: "2"', False),
        ('id: phone\nversion: "1"', False),
        ('id: parking\nversion: "9"', False),
        ("version: '2'  # ours\nid: 'phone'", False),
        ("version: 2\r\nid: phone\r", False),
        ("id: phone", True),
        ('"id": phone\nversion: "1"', True),
        ('id: &one phone\nversion: "1"', True),
        ('id: phone\nversion: "1"\nversion: "3"', True),
        ("id: phone\nversion: >\n  3", True),
        ('sections:\n  - id: phone\n    version: "1"', True),
    ],
)
def test_what_does_not_say_plainly_that_it_is_older_may_be_newer(
    tmp_path: Path, lines: str, may_be: bool
) -> None:
    folders = written(tmp_path / "own", f"format: audit-checklist/1\n{lines}\n")
    assert may_be_newer(folders, IN_FORCE) is may_be


def test_files_of_other_kinds_and_folders_that_are_not_there_hold_nothing_newer(tmp_path: Path) -> None:
    folders = written(tmp_path / "own", 'id: phone\nversion: "9"\n')
    written(tmp_path / "own", "format: audit-checklist/1\n", "notes.txt")
    assert may_be_newer([*folders, tmp_path / "gone"], IN_FORCE) is False


def test_a_file_whose_id_means_none_goes_by_its_name(tmp_path: Path) -> None:
    folders = written(tmp_path / "own", 'format: audit-checklist/1\nid: null\nversion: "3"\n', "phone.yaml")
    assert may_be_newer(folders, IN_FORCE) is True


def test_a_file_that_cannot_be_read_may_be_newer(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").mkdir()
    assert may_be_newer([tmp_path], IN_FORCE) is True


def test_the_shipped_checklists_say_plainly_what_they_are() -> None:
    shipped = find_checklists([shipped_checklists()])
    now = {one.id: one.version for one in shipped}
    assert may_be_newer([shipped_checklists()], now) is False
    assert all(may_be_newer([shipped_checklists()], {id_: "0"}) for id_ in now)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(
    quote=st.sampled_from(["", "'", '"']),
    id_=st.sampled_from(["phone", "parking", "p", "~", "null"]),
    version=st.from_regex(r"[0-9A-Za-z][0-9A-Za-z._-]{0,6}", fullmatch=True),
    space=st.sampled_from(["", " ", "\t"]),
    remark=st.sampled_from(["", " # 1", "#1"]),
    before=st.sampled_from(["1", "2.0", "2026.1"]),
)
def test_nothing_that_the_whole_look_finds_newer_is_passed_over(
    tmp_path: Path, quote: str, id_: str, version: str, space: str, remark: str, before: str
) -> None:
    text = f"format: audit-checklist/1\nid{space}: {id_}{remark}\nversion: {quote}{version}{quote}{remark}\n"
    folders = written(tmp_path / "own", text)
    in_force = {"phone": before, "p": before, "own": before}
    newer = [
        one
        for one in find_checklists(folders)
        if not one.problem and one.id in in_force and is_newer(one.version, in_force[one.id])
    ]
    assert not newer or may_be_newer(folders, in_force)
