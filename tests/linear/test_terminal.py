"""The linear mode in a real terminal: no byte that moves a cursor, and nothing lost however it is ended."""

from __future__ import annotations

import re
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from audit_tui.clock import FixedClock
from audit_tui.store.audits import AuditStore
from audit_tui.store.workspace import Workspace
from tests.tui.conftest import start, yes_no

if sys.platform == "win32":
    pytest.skip("needs a pty", allow_module_level=True)

import pexpect
from PIL import Image

from tests.terminal import ended


@pytest.fixture
def child(workspace: Workspace, clock: FixedClock, tmp_path: Path, heeding: None) -> Iterator[pexpect.spawn]:
    start(workspace, clock, yes_no(5))
    spawned = pexpect.spawn(
        sys.executable,
        ["-m", "audit_tui", "--linear", "--workspace", str(workspace.base)],
        env={
            "HOME": str(tmp_path),
            "PATH": "/usr/bin:/bin",
            "TERM": "dumb",
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(Path(__file__).parents[2]),
        },
        timeout=30,
    )
    yield spawned
    ended(spawned)


def walk_to_the_third(child: pexpect.spawn) -> bytes:
    """Answer two questions; all that was sent so far."""
    sent = b""
    for wait, line in (("leaves", "1"), (r"Point 0\?", "1"), (r"Point 1\?", "2"), (r"Point 2\?", None)):
        child.expect(wait)
        sent += child.before + child.after
        child.expect("> ")
        sent += child.before + child.after
        if line is not None:
            child.sendline(line)
    return sent


def answers(workspace: Workspace, clock: FixedClock) -> dict[str, object]:
    store = AuditStore(workspace, clock)
    with store.open(store.rows()[0].id, write=False) as audit:
        return {path: item.value for path, item in audit.record.projection.items.items()}


def test_it_sends_text_and_line_ends_only(child: pexpect.spawn) -> None:
    sent = walk_to_the_third(child)
    assert b"Saved: yes" in sent
    assert not re.search(rb"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]", sent)


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT", "SIGKILL"])
def test_however_it_is_ended_every_answer_is_there_and_the_place_too(
    child: pexpect.spawn, workspace: Workspace, clock: FixedClock, name: str
) -> None:
    walk_to_the_third(child)
    child.kill(getattr(signal, name))
    child.expect(pexpect.EOF)
    child.wait()
    assert answers(workspace, clock) == {"list/q0": "yes", "list/q1": "no"}
    if name == "SIGINT":
        assert child.exitstatus == 130
    with AuditStore(workspace, clock).open(AuditStore(workspace, clock).rows()[0].id) as audit:
        assert not audit.readonly
        assert audit.place.path in ("list/q1", "list/q2")


def test_the_end_of_the_input_is_a_goodbye_and_no_fault(
    child: pexpect.spawn, workspace: Workspace, clock: FixedClock
) -> None:
    walk_to_the_third(child)
    child.sendeof()
    child.expect("Everything said is saved")
    child.expect(pexpect.EOF)
    child.wait()
    assert child.exitstatus == 0
    assert len(answers(workspace, clock)) == 2


def test_lines_typed_ahead_are_answers_to_the_questions_that_follow(
    child: pexpect.spawn, workspace: Workspace, clock: FixedClock
) -> None:
    child.expect("leaves")
    child.send("1\n1\n2\n1\n2\n/q\nq\n")
    child.expect(pexpect.EOF)
    began = time.monotonic()
    while child.isalive() and time.monotonic() - began < 10:
        time.sleep(0.05)
    assert list(answers(workspace, clock).values()) == ["yes", "no", "yes", "no"]


def test_tab_completes_a_path_where_one_is_asked_for(
    child: pexpect.spawn, workspace: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    Image.new("RGB", (8, 8), "blue").save(tmp_path / "a-sign-with-a-long-name.png")
    child.expect("leaves")
    child.expect("> ")
    child.sendline("1")
    child.expect(r"Point 0\?")
    child.expect("> ")
    child.sendline("/e")
    child.expect("Path of the photo")
    child.expect("> ")
    child.send(f"{tmp_path}/a-si\t")
    child.expect("long-name.png")
    child.sendline("")
    child.expect("Caption")
    child.sendline("")
    child.expect("Saved")
    with AuditStore(workspace, clock).open(AuditStore(workspace, clock).rows()[0].id, write=False) as audit:
        assert len(audit.record.projection.items["list/q0"].evidence) == 1


def test_an_audit_that_another_window_holds_is_taken_over_when_that_one_leaves(
    child: pexpect.spawn, workspace: Workspace, clock: FixedClock
) -> None:
    holder = AuditStore(workspace, clock).open(AuditStore(workspace, clock).rows()[0].id)
    child.expect("leaves")
    child.sendline("1")
    child.expect("This audit can only be read")
    child.expect("takes it over")
    child.expect("> ")
    child.sendline("/z")
    child.expect("still only be read")
    holder.close()
    child.sendline("/z")
    child.expect("The audit is yours now")
    child.expect("> ")
    child.sendline("1")
    child.expect("Saved")
    assert answers(workspace, clock) == {"list/q0": "yes"}
