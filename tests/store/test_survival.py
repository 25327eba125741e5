"""What a killed program, a second program and any order of events leave behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from audit_tui.clock import FixedClock
from audit_tui.errors import NotSavedError
from audit_tui.model.basics import Place
from audit_tui.rules.record import Record
from audit_tui.store import disk
from audit_tui.store.audits import AuditStore, OpenAudit
from audit_tui.store.workspace import open_workspace
from tests.store.builders import PLACE, Auditor, new_workspace, save, started

ROOT = Path(__file__).parents[2]

WALK = """
import sys
from pathlib import Path
from audit_tui.clock import FixedClock
from audit_tui.store.audits import AuditStore
from audit_tui.store.workspace import open_workspace
from tests.store.builders import Auditor, save
clock = FixedClock(seed=int(sys.argv[2]))
store = AuditStore(open_workspace(Path(sys.argv[1]), {}), clock)
auditor = Auditor(clock)
audit = store.open("roma-01")
print("open", audit.readonly, audit.held_by, flush=True)
n = 0
while not audit.readonly:
    n += 1
    save(audit, auditor.answer(audit.record, "phone/q1", str(n)))
    sys.stdout.write(f"{audit.record.projection.seq} {n}\\n")
    sys.stdout.flush()
sys.stdin.read()
"""


def walk(workspace: Path, seed: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WALK, str(workspace), str(seed)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    )


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL on Windows")
def test_kill_minus_9_in_the_middle_loses_no_acknowledged_answer(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path)
    store = AuditStore(workspace, FixedClock())
    started(store, Auditor(FixedClock())).close()
    for seed in range(2, 8):
        child = walk(tmp_path / "w", seed)
        assert child.stdout is not None
        assert child.stdin is not None
        assert child.stdout.readline() == "open False None\n"
        said = [child.stdout.readline() for _ in range(seed * 3)]
        child.send_signal(signal.SIGKILL)
        said += child.stdout.readlines()
        child.wait()
        child.stdin.close()
        child.stdout.close()
        seq, value = (int(word) for word in [line for line in said if line.endswith("\n")][-1].split())
        with store.open("roma-01") as audit:
            assert not audit.readonly
            assert audit.record.projection.seq in (seq, seq + 1)
            assert audit.record.projection.item("phone/q1").value in (str(value), str(value + 1))
        left = [each.name for each in workspace.drafts.iterdir() if each.suffix == disk.TEMPORARY]
        assert left == []


def test_a_second_process_reads_while_the_first_one_writes(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path)
    store = AuditStore(workspace, FixedClock())
    auditor = Auditor(FixedClock())
    with started(store, auditor) as audit:
        child = walk(tmp_path / "w", 2)
        assert child.stdout is not None
        first = child.stdout.readline()
        save(audit, auditor.answer(audit.record, "phone/q3"))
        child.communicate("")
    assert first.startswith("open True ") and f"process {os.getpid()} on " in first
    with store.open("roma-01") as again:
        assert again.record.projection.seq == 7


class Walk(RuleBasedStateMachine):
    """An audit that is answered, refused by the disk, closed and reopened in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = FixedClock()
        workspace = new_workspace(Path(self.folder.name))
        self.root = workspace.root
        self.auditor = Auditor(self.clock)
        self.audit: OpenAudit | None = started(AuditStore(workspace, self.clock), self.auditor, answers=0)
        self.id = self.audit.record.header.id
        self.saved: list[tuple[str, Any]] = []
        self.place: Place | None = None

    def fresh(self) -> AuditStore:
        return AuditStore(open_workspace(self.root, {}), self.clock)

    @precondition(lambda self: self.audit is not None)
    @rule(question=st.integers(1, 3), value=st.sampled_from(["yes", "no"]), tick=st.integers(-5000, 5000))
    def answer(self, question: int, value: str, tick: int) -> None:
        assert self.audit is not None
        self.clock.tick(tick)
        save(self.audit, self.auditor.answer(self.audit.record, f"phone/q{question}", value))
        self.saved.append((f"phone/q{question}", value))

    @precondition(lambda self: self.audit is not None)
    @rule(text=st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=30))
    def note(self, text: str) -> None:
        assert self.audit is not None
        save(self.audit, self.auditor.change(self.audit.record, "noted", "phone/q1", text))

    @precondition(lambda self: self.audit is not None)
    @rule(step=st.sampled_from(["write_at", "sync_data"]))
    def refused(self, step: str) -> None:
        assert self.audit is not None

        def fail(*_: Any) -> None:
            raise OSError(28, "No space left on device")

        with pytest.MonkeyPatch.context() as broken:
            broken.setattr(disk, step, fail)
            with pytest.raises(NotSavedError):
                self.audit.append(self.auditor.answer(self.audit.record, "phone/q1", "refused"))

    @precondition(lambda self: self.audit is not None)
    @rule(question=st.integers(1, 3))
    def go(self, question: int) -> None:
        assert self.audit is not None
        self.place = Place(f"phone/q{question}", self.audit.record.projection.seq, {"answered": question})
        self.audit.remember(self.place)

    @precondition(lambda self: self.audit is not None)
    @rule()
    def close(self) -> None:
        assert self.audit is not None
        self.audit.close()
        self.audit = None

    @precondition(lambda self: self.audit is not None)
    @rule()
    def killed(self) -> None:
        assert self.audit is not None
        writer = self.audit._writer
        assert writer is not None
        writer.database.storage.abandon()
        self.audit._writer = None
        self.audit.close()
        self.audit = None

    @precondition(lambda self: self.audit is None)
    @rule()
    def reopen(self) -> None:
        self.audit = self.fresh().open(self.id)
        assert not self.audit.readonly
        assert self.audit.rescue is None
        if self.place is not None:
            assert self.audit.place == self.place

    @invariant()
    def the_disk_holds_exactly_what_was_acknowledged(self) -> None:
        with self.fresh().open(self.id, write=False) as seen:
            record: Record = seen.record
            answers = [record.value_of(e.value) for e in record.events if e.op == "answered"]
            assert answers == [value for _, value in self.saved]
            for path, value in dict(self.saved).items():
                assert record.projection.item(path).value == value
            if self.audit is not None:
                assert record == self.audit.record

    def teardown(self) -> None:
        if self.audit is not None:
            self.audit.end(self.auditor.finish(self.audit.record), PLACE)
            assert [row.status for row in self.fresh().rows()] == ["finished"]
        self.folder.cleanup()


TestWalk = Walk.TestCase
TestWalk.settings = settings(max_examples=12, stateful_step_count=15, deadline=None)
