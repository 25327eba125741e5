"""Power cuts: ten thousand of the states they may leave, and whole audits through the real store."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import pytest

from audit_tui.clock import FixedClock
from audit_tui.store import journal
from audit_tui.store.audits import AuditStore
from audit_tui.store.workspace import open_workspace
from tests.store.builders import PLACE, Auditor, new_workspace, save
from tests.store.powerloss import REAL, Disk, Inode, Trial, operations, small_journals


def test_no_power_cut_loses_an_acknowledged_change_or_shows_a_refused_one(tmp_path: Path) -> None:
    with small_journals():
        trial = Trial(tmp_path / "disk", seed=1, states=10_000, draws=6, mend=400)
        trial.run()
    assert trial.states >= 10_000
    assert min(trial.mended, trial.kills, trial.refusals) > 0


def test_the_model_loses_what_was_not_flushed() -> None:
    chance, inode = random.Random(1), Inode()
    inode.write(0, b"a" * 2000)
    assert len({inode.crash(chance) for _ in range(50)}) > 5
    inode.sync(works=True)
    assert {inode.crash(chance) for _ in range(50)} == {b"a" * 2000}
    inode.write(600, b"b" * 100)
    inode.sync(works=False)
    inode.sync(works=True)
    assert {b"b" in inode.crash(chance) for _ in range(50)} == {True, False}


def test_a_power_cut_while_an_audit_is_walked_and_finished_leaves_every_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every acknowledged event is in the draft or in the finished file, and one of them always opens."""
    monkeypatch.setattr(journal, "COMPACT_AT", 1500)
    clock, chance = FixedClock(), random.Random(3)
    workspace = new_workspace(tmp_path)
    store, auditor = AuditStore(workspace, clock), Auditor(FixedClock())
    acknowledged, looked = [0], [0]

    def look(at: Disk) -> None:
        for _ in range(2):
            files = at.crash()
            with operations(REAL), tempfile.TemporaryDirectory() as name:
                root = Path(name)
                for each, content in files.items():
                    (root / each).parent.mkdir(parents=True, exist_ok=True)
                    (root / each).write_bytes(content)
                looked[0] += 1
                found = AuditStore(open_workspace(root / "w", {}), clock)
                if acknowledged[0]:
                    with found.open("roma-01", write=False) as seen:
                        assert acknowledged[0] <= seen.record.projection.seq <= acknowledged[0] + 4
                        assert seen.rescue is None

    at = Disk(tmp_path, lambda _: None, chance)
    with at.watched():
        audit = store.create(*auditor.begin())
        acknowledged[0] = 4
        at.seen = look
        for number in range(1, 6):
            save(audit, auditor.answer(audit.record, f"phone/q{number % 3 + 1}", str(number)))
            acknowledged[0] += 1
        end = auditor.finish(audit.record)
        audit.end(end, PLACE)
        acknowledged[0] += 1
        at.seen = lambda _: None
    look(at)
    assert looked[0] > 40
