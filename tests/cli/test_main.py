"""The command line itself: help, exit codes, one sentence for what goes wrong, and what it loads."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from audit_tui import __version__
from audit_tui.cli import main as entry
from audit_tui.cli.common import columns, nearest, visible
from tests.cli.conftest import Command


def start(*words: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """A real process."""
    return subprocess.run(
        [sys.executable, "-m", "audit_tui", *words],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **env},
        check=False,
    )


def test_help_names_every_command(run: Command) -> None:
    done = run("--help")
    assert done.code == 0
    assert all(verb in done.out for verb in entry.VERBS)


@pytest.mark.parametrize("verb", entry.VERBS)
def test_each_command_has_help_with_examples(run: Command, verb: str) -> None:
    done = run(verb, "--help")
    assert done.code == 0
    assert f"audit-tui {verb}" in done.out
    assert "examples:" in done.out


def test_the_version_is_told(run: Command) -> None:
    done = run("--version")
    assert (done.code, done.out.strip()) == (0, f"audit-tui {__version__}")


def test_an_unknown_command_is_refused_with_the_nearest_one(run: Command) -> None:
    done = run("reprot")
    assert done.code == 2
    assert "Did you mean report?" in done.err


@pytest.mark.parametrize("words", [["fill"], ["list", "--colour"], ["show"], ["export", "--format", "xml"]])
def test_wrong_use_is_one_sentence_and_exit_2(run: Command, words: list[str]) -> None:
    done = run(*words)
    assert done.code == 2
    assert done.out == ""
    assert done.err.count("\n") == 1
    assert f"audit-tui {words[0]} --help" in done.err


def test_the_workspace_may_be_named_before_or_after_the_command(run: Command, tmp_path: Path) -> None:
    place = tmp_path / "w"
    assert str(place) in run("--workspace", place, "list").out
    assert str(place) in run("list", "--workspace", place).out
    assert str(place) in run(f"--workspace={place}", "list").out


def test_without_a_terminal_the_app_says_so_and_names_the_commands_that_need_none(tmp_path: Path) -> None:
    done = start(cwd=tmp_path)
    assert done.returncode == 3
    assert "needs a terminal" in done.stderr
    assert all(verb in done.stderr for verb in ("check", "fill", "report", "verify"))
    assert "Traceback" not in done.stderr


def test_a_mistake_in_the_program_is_a_sentence_with_the_place_of_the_details(
    run: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    listing = importlib.import_module("audit_tui.cli.listing")
    monkeypatch.setattr(entry, "_log_folders", lambda: [tmp_path / "log"])
    monkeypatch.setattr(listing, "workspace_of", lambda args, **_: 1 / 0)
    done = run("list")
    assert done.code == 3
    assert done.err.count("\n") == 1
    (log,) = (tmp_path / "log").iterdir()
    assert str(log) in done.err
    assert "ZeroDivisionError" in log.read_text(encoding="utf-8")


def test_with_the_debug_variable_the_mistake_itself_is_raised(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    listing = importlib.import_module("audit_tui.cli.listing")
    monkeypatch.setenv("AUDIT_TUI_DEBUG", "1")
    monkeypatch.setattr(listing, "workspace_of", lambda args, **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        entry.main(["list"])


def test_an_interrupt_ends_quietly_with_130(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    listing = importlib.import_module("audit_tui.cli.listing")

    def interrupted(args: object, **_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(listing, "workspace_of", interrupted)
    done = run("list")
    assert (done.code, done.out, done.err) == (130, "", "")


@pytest.mark.skipif(os.name == "nt", reason="pipes close differently there")
def test_a_reader_that_leaves_early_causes_no_complaint(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "audit_tui", "check", "--schema"],
        stdout=writing,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        check=False,
    )
    os.close(writing)
    assert done.stderr == b""
    assert done.returncode == entry.PIPE_CLOSED


def test_output_is_utf8_whatever_the_locale_says(tmp_path: Path) -> None:
    (tmp_path / "sites.csv").write_text("id,name\nS1,Zürich ★\n", encoding="utf-8")
    place = {
        "AUDIT_TUI_WORKSPACE": str(tmp_path / "w"),
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONIOENCODING": "ascii",
    }
    assert start("sites", "import", "sites.csv", cwd=tmp_path, **place).returncode == 0
    assert "Zürich ★" in start("sites", "list", cwd=tmp_path, **place).stdout


def test_listing_loads_neither_screen_nor_report_nor_picture_libraries(tmp_path: Path) -> None:
    code = (
        "import sys; from audit_tui.cli.main import main; main(['list', '--workspace', 'w']);"
        "print(sorted({'textual', 'rich', 'reportlab', 'PIL', 'pypdf', 'yaml'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_no_command_loads_the_screen_library(tmp_path: Path) -> None:
    modules = ", ".join(f"audit_tui.cli.{module}" for module, _ in entry.VERBS.values())
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys, {modules}; print(sorted({{'textual', 'rich'}} & set(sys.modules)))",
        ],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        check=True,
    )
    assert done.stdout.strip() == "[]"


def test_characters_that_steer_a_terminal_are_written_out() -> None:
    assert visible("a\x1b[2Jb\u202ec\x9b") == "a\\x1b[2Jb\\u202ec\\x9b"
    assert visible("two\nlines\tand a tab: ü ★") == "two\nlines\tand a tab: ü ★"


def test_a_hostile_file_name_does_not_reach_the_terminal(run: Command) -> None:
    done = run("verify", "\x1b]0;owned\x07.json")
    assert done.code == 2
    assert "\x1b" not in done.err


def test_columns_are_aligned_by_what_a_terminal_shows() -> None:
    assert columns([["a", "1"], ["漢字", "22"]], right=(1,)) == ["a      1", "漢字  22"]


def test_the_nearest_word_is_found_without_regard_to_case() -> None:
    assert nearest("VERIFI", ["verify", "check"]) == " Did you mean verify?"
    assert nearest("zzz", ["verify"]) == ""
