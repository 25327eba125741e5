"""The walk in a real terminal: keypads, other keyboards, a window that changes, pastes, and every way to be ended."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

if sys.platform == "win32":
    pytest.skip("a pty is needed", allow_module_level=True)

import pexpect

from audit_tui.clock import SystemClock
from audit_tui.model.audit import Item
from audit_tui.rules.record import Record
from audit_tui.rules.writing import Pen
from audit_tui.store.audits import AuditStore
from audit_tui.store.halftyped import read_half_typed
from audit_tui.store.workspace import Workspace, create_workspace
from tests.terminal import Terminal, ended
from tests.tui.conftest import TYPES, start, yes_no

ENTER, ESCAPE, F2, F4, F7, F8 = "\r", "\x1b", "\x1bOQ", "\x1bOS", "\x1b[18~", "\x1b[19~"
CLEAN = (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?2004l", b"\x1b[?1000l", b"\x1b[<u")
"""What takes back the other screen, the hidden cursor, bracketed paste, the mouse and the kitty protocol."""
Walk = Callable[..., Terminal]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return create_workspace(tmp_path / "shop", organisation="Fictional Stores")


@pytest.fixture
def walk(workspace: Workspace, tmp_path: Path) -> Iterator[Walk]:
    """Begins an audit of a checklist and opens it in a terminal."""
    opened: list[Terminal] = []

    def run(checklist: dict[str, Any], **environment: str) -> Terminal:
        if not AuditStore(workspace, SystemClock()).rows():
            start(workspace, SystemClock(), checklist)  # type: ignore[arg-type]
        terminal = Terminal("--workspace", str(workspace.base), home=tmp_path, **environment)
        opened.append(terminal)
        terminal.until("audits")
        terminal.type(ENTER)
        terminal.until(r"\d+/\d+ +saved")
        return terminal

    yield run
    for terminal in opened:
        terminal.close()


def record(workspace: Workspace) -> Record:
    store = AuditStore(workspace, SystemClock())
    with store.open(store.rows()[0].id, write=False) as audit:
        return audit.record


def item(workspace: Workspace, path: str) -> Item:
    return record(workspace).projection.item(path)


def slowly(terminal: Terminal, *keys: str) -> None:
    for key in keys:
        terminal.press(key)


@pytest.mark.parametrize(
    "keys",
    [
        ("\x1bOq", "\x1bOr", "\x1bOk", "\x1bOn", "\x1bOm"),
        ("\x1b[57400u", "\x1b[57401u", "\x1b[57413u", "\x1b[57409u", "\x1b[57412u"),
        ("\x1b[57400;;49u", "\x1b[57401;;50u", "\x1b[57413;;43u", "\x1b[57409;;46u", "\x1b[57412;;45u"),
    ],
    ids=["application keypad", "kitty", "kitty with its text"],
)
def test_one_hand_on_the_keypad_answers_moves_and_flags(
    walk: Walk, workspace: Workspace, keys: tuple[str, ...]
) -> None:
    one, two, plus, point, minus = keys
    terminal = walk(yes_no(6))
    slowly(terminal, one, two, plus, point, minus, one)
    terminal.until(r"3/6 +saved")
    found = record(workspace).projection
    assert [found.item(f"list/q{n}").value for n in range(4)] == ["yes", "no", "yes", None]
    assert found.item("list/q3").flagged


@pytest.mark.parametrize("undo", ["г", "\x1b[1075u", "\x1b[1075;;1075u", "ｕ", "u"])
def test_letters_of_other_keyboards_do_what_their_keys_do(
    walk: Walk, workspace: Workspace, undo: str
) -> None:
    terminal = walk(yes_no(3))
    slowly(terminal, "1")
    terminal.until(r"1/3 +saved")
    slowly(terminal, undo)
    terminal.until("Taken back")
    assert item(workspace, "list/q0").value is None


def test_a_window_that_changes_while_one_types_loses_no_key(walk: Walk, workspace: Workspace) -> None:
    terminal = walk(TYPES)
    slowly(terminal, ENTER, F7)
    terminal.type("which words")
    terminal.type(ENTER)
    for at, character in enumerate("loud and clear"):
        terminal.type(character)
        terminal.resize(*((60, 20), (120, 40), (40, 12), (80, 24))[at % 4])
    terminal.resize(80, 24)
    terminal.type(ENTER)
    terminal.until("kinds.words")
    # In the window that was too small, typing meant nothing and was told so.
    assert item(workspace, "kinds/words").value == "".join(
        character for at, character in enumerate("loud and clear") if at % 4 != 3
    )


def test_a_paste_of_a_hundred_thousand_characters_into_a_note_is_kept_or_refused_never_cut_in_silence(
    walk: Walk, workspace: Workspace
) -> None:
    terminal = walk(yes_no(3))
    slowly(terminal, F4)
    terminal.until("printed in the report")
    terminal.paste("“quoted” – " * 10_000)
    terminal.settle()
    terminal.type(ESCAPE)
    terminal.until("characters too many")
    terminal.type(ESCAPE)
    terminal.until("Note saved")
    assert item(workspace, "list/q0").note == ("“quoted” – " * 10_000)[:20_000].strip()
    slowly(terminal, "1")
    terminal.until(r"1/3 +saved")


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_told_to_end_it_keeps_what_is_half_typed_and_leaves_the_terminal_clean(
    walk: Walk, workspace: Workspace, name: str
) -> None:
    terminal = walk(yes_no(3))
    slowly(terminal, "1", F4)
    terminal.until("printed in the report")
    terminal.type("half a no")
    terminal.signal(getattr(signal, name))
    assert terminal.ended() == 128 + getattr(signal, name)
    assert (item(workspace, "list/q0").value, item(workspace, "list/q1").note) == ("yes", "half a no")
    if name == "SIGTERM":
        assert [each for each in CLEAN if each not in terminal.raw] == []
        assert terminal.echoes
        assert "Traceback" not in terminal.text
    walk(yes_no(3)).until("1/3")


def test_told_to_end_with_something_typed_that_does_not_fit_it_ends_all_the_same(
    walk: Walk, workspace: Workspace
) -> None:
    terminal = walk(TYPES)
    slowly(terminal, ENTER, F7)
    terminal.type("how bright")
    terminal.type(ENTER)
    terminal.type("99999")
    terminal.signal(signal.SIGTERM)
    assert terminal.ended() == 128 + signal.SIGTERM
    assert [each for each in CLEAN if each not in terminal.raw] == []


def kept(workspace: Workspace, text: str) -> None:
    """Wait until `text` is kept as half typed."""
    id_ = AuditStore(workspace, SystemClock()).rows()[0].id
    began = time.monotonic()
    while text not in str(read_half_typed(workspace, id_)):
        assert time.monotonic() - began < 20, read_half_typed(workspace, id_)
        time.sleep(0.05)


def test_a_note_that_was_half_typed_when_the_program_was_killed_is_there_again(
    walk: Walk, workspace: Workspace
) -> None:
    terminal = walk(yes_no(3))
    slowly(terminal, "1", F4)
    terminal.until("printed in the report")
    terminal.type("The queue was lo")
    kept(workspace, "The queue was lo")
    terminal.kill()
    again = Terminal("--workspace", str(workspace.base), home=workspace.base.parent)
    again.until("audits")
    again.type(ENTER)
    again.until("You were typing when the program ended")
    again.type(ENTER)
    again.until("Put back as it stood")
    again.type("ng\x1b")
    again.until("Note saved")
    again.close()
    assert item(workspace, "list/q1").note == "The queue was long"
    assert read_half_typed(workspace, AuditStore(workspace, SystemClock()).rows()[0].id) == {}


@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM", "SIGHUP"])
def test_a_form_that_was_half_filled_comes_back_however_the_program_ended(
    walk: Walk, workspace: Workspace, name: str
) -> None:
    terminal = walk(yes_no(3, on_fail={"action": True}))
    slowly(terminal, "2", "1")
    terminal.until("what is to be done")
    terminal.type("Man the desk")
    if name == "SIGKILL":
        kept(workspace, "Man the desk")
    terminal.signal(getattr(signal, name))
    terminal.ended()
    kept(workspace, "Man the desk")


def test_a_window_that_is_closed_leaves_no_program_behind_and_loses_nothing(
    walk: Walk, workspace: Workspace
) -> None:
    terminal = walk(yes_no(3))
    slowly(terminal, "1", "2")
    terminal.until(r"2/3 +saved")
    terminal.hang_up()
    found = record(workspace).projection
    assert [found.item(f"list/q{n}").value for n in range(2)] == ["yes", "no"]
    with AuditStore(workspace, SystemClock()).open(
        AuditStore(workspace, SystemClock()).rows()[0].id
    ) as audit:
        assert not audit.readonly


def test_a_killed_stopwatch_runs_on_and_says_that_the_program_was_started_anew(
    walk: Walk, workspace: Workspace
) -> None:
    terminal = walk(TYPES)
    slowly(terminal, ENTER, F7)
    terminal.type("how long a wait")
    terminal.type(ENTER)
    terminal.until("start the stopwatch")
    terminal.type(" ")
    terminal.until("running")
    terminal.kill()
    time.sleep(1.2)
    terminal = walk(TYPES)
    terminal.until("started anew meanwhile")
    terminal.type(" ")
    terminal.until("kinds.wait =")
    assert float(item(workspace, "kinds/wait").value) >= 1.2


def test_hostile_text_in_every_place_sends_the_terminal_no_escape_of_its_making(
    walk: Walk, workspace: Workspace
) -> None:
    """Texts as a forged file would hold them, and as a clipboard would paste them."""
    title, clear, link = "\x1b]0;owned\x07", "\x1b[2J\x1b[31mred", "\x9d8;;http://x.example\x9c"
    listed = yes_no(3)
    clock = SystemClock()
    ref = start(workspace, clock, listed)  # type: ignore[arg-type]
    with AuditStore(workspace, clock).open(ref) as audit:
        first = audit.record.events[0]
        pen = Pen(
            clock,
            first.actor,
            first.device,
            "0" * 16,
            audit.record.projection.seq,
            audit.record.projection.head,
        )
        for path in ("list/q0", "list/q1"):
            pen.write("noted", path, value=pen.seal(f"a{title}b{clear}c{link}\u202ed", "note"))
            action = {"id": clock.ulid(), "what": "x"}
            pen.write("action_added", path, value=pen.seal(action, "answer"))
            pen.write("not_observed", path, value=pen.seal(f"why{title}{clear}", "note"))
        change = pen.change()
        audit.append(change)
    terminal = walk(listed)
    terminal.press("-")
    slowly(terminal, "-", F4)
    terminal.paste(f"pasted{title}{clear}{link}")
    terminal.type(ESCAPE)
    terminal.until("Note saved")
    slowly(terminal, "h", ESCAPE, F2, ESCAPE, F7)
    terminal.paste(title + clear)
    slowly(terminal, ESCAPE, "s", ESCAPE)
    for hostile in (title, clear, "\x1b[31mred"):
        assert hostile.encode() not in terminal.raw
    assert link.encode() not in terminal.raw and b"\xc2\x9d" not in terminal.raw
    assert "\u202e".encode() not in terminal.raw
    assert "owned" in terminal.raw.decode("utf-8", "replace")


@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not here")
def test_a_detached_tmux_keeps_the_walk_and_shows_it_again_as_it_was(
    workspace: Workspace, tmp_path: Path
) -> None:
    start(workspace, SystemClock(), yes_no(5))  # type: ignore[arg-type]
    socket = str(tmp_path / "tmux.sock")
    environment = {
        "HOME": str(tmp_path),
        "PATH": os.environ["PATH"],
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(Path(__file__).parent.parent),
    }
    program = f"{sys.executable} -m audit_tui --workspace {workspace.base}"

    def tmux(*arguments: str) -> str:
        return subprocess.run(
            ["tmux", "-S", socket, *arguments],
            env=environment,
            check=True,
            capture_output=True,
            encoding="utf-8",
            timeout=20,
        ).stdout

    def until(words: str) -> None:
        began = time.monotonic()
        while words not in (shown := tmux("capture-pane", "-p")):
            assert time.monotonic() - began < 30, shown
            time.sleep(0.1)

    client = pexpect.spawn(
        "tmux",
        ["-S", socket, "-f", "/dev/null", "new-session", program],
        env=environment,
        dimensions=(24, 80),
    )
    try:
        client.expect("audits")
        until("AUD-")
        client.send("\r")
        until("0/5")
        client.send("1")
        until("1/5")
        ended(client)
        tmux("send-keys", "2")
        until("2/5")
        again = pexpect.spawn("tmux", ["-S", socket, "attach"], env=environment, dimensions=(24, 80))
        again.expect("Point 2")
        again.send("1")
        until("3/5")
        ended(again)
    finally:
        tmux("kill-server")
    found = record(workspace).projection
    assert json.dumps([found.item(f"list/q{n}").value for n in range(3)]) == '["yes", "no", "yes"]'
