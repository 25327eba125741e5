"""The one way a change reaches the disk: first the store, then the session, in the order they come."""

from __future__ import annotations

import queue
import threading
from pathlib import Path
from typing import Any

import pytest

from audit_tui import saver
from audit_tui.clock import FixedClock
from audit_tui.errors import NotSavedError
from audit_tui.model.audit import State
from audit_tui.model.site import Site
from audit_tui.rules.record import Change
from audit_tui.rules.writing import begin, new_run
from audit_tui.saver import Outcome, Saver
from audit_tui.session import AuditSession
from audit_tui.store.audits import AuditStore, OpenAudit
from audit_tui.store.workspace import create_workspace
from tests.rules.test_record import CHECKLIST

PATH = "desk/greeted"


class Bench:
    """An audit on a real disk with its session and saver."""

    def __init__(self, folder: Path) -> None:
        self.clock = FixedClock()
        self.store = AuditStore(create_workspace(folder / "shop"), self.clock)
        run, actor, device = new_run(self.clock), self.clock.ulid(), self.clock.ulid()
        header, change = begin(
            number="AUD-1",
            site=Site(id="S1", name="Fictional"),
            checklists=[CHECKLIST],
            facts={"kind": "open"},
            clock=self.clock,
            actor=actor,
            device=device,
            run=run,
        )
        self.audit: OpenAudit = self.store.create(header, change)
        self.session = AuditSession(self.audit.record, clock=self.clock, actor=actor, device=device, run=run)
        self.saver = Saver(self.audit, self.session)

    def start(self, change: Change) -> Outcome:
        """Save on the writer thread and wait for its word, however it comes."""
        told: list[Outcome] = []
        heard = threading.Event()

        def done(outcome: Outcome) -> None:
            told.append(outcome)
            heard.set()

        at_once = self.saver.start(change, done)
        if at_once is not None:
            assert not told
            return at_once
        assert heard.wait(10), "the writer thread never reported"
        return told[0]

    def on_disk(self) -> Any:
        """What another opening of the audit finds."""
        return self.store.open("AUD-1", write=False).record.projection.item(PATH)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_a_saved_change_is_on_disk_before_the_session_has_it(bench: Bench) -> None:
    outcome = bench.start(bench.session.answer(PATH, "no"))
    assert outcome.error is None
    assert bench.on_disk().value == "no"
    assert bench.session.state(PATH) is State.OPEN


def test_a_refusal_of_the_disk_leaves_the_session_as_it_was(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_change: Change) -> None:
        raise NotSavedError("disk.full", "The disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr(bench.audit, "append", full)
        with pytest.raises(NotSavedError, match="full"):
            bench.saver.save(bench.session.answer(PATH, "no"))
    assert bench.session.state(PATH) is State.OPEN
    bench.saver.save(bench.session.answer(PATH, "no"))
    assert bench.on_disk().value == "no"


def test_a_mistake_of_the_program_is_told_as_not_saved_and_the_next_change_still_goes_through(
    bench: Bench,
) -> None:
    first = bench.session.answer(PATH, "no")
    bench.session.apply(first)
    orphan = bench.session.answer(PATH, "yes")
    outcome = bench.start(orphan)
    assert isinstance(outcome.error, NotSavedError)
    assert "mistake" in outcome.error.what
    assert isinstance(outcome.error.__cause__, ValueError)
    assert bench.start(first).error is None
    assert bench.on_disk().value == "no"


def test_finishing_keeps_the_place_as_it_was_when_it_was_asked_for(bench: Bench) -> None:
    bench.saver.save(bench.session.answer(PATH, "yes"))
    outcome = bench.start(bench.session.finish())
    assert outcome.error is None
    [row] = bench.store.rows()
    assert (row.status, row.answered, row.percent) == ("finished", 1, "100")


def slow_disk(bench: Bench, monkeypatch: pytest.MonkeyPatch, go_on: threading.Event) -> None:
    """From now on a save takes until `go_on` is set."""
    append = bench.audit.append

    def later(change: Change) -> None:
        assert go_on.wait(10)
        append(change)

    monkeypatch.setattr(bench.audit, "append", later)


def test_a_quick_disk_is_waited_for_and_nobody_is_called_back(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saver, "PATIENCE", 10)
    told: list[Outcome] = []
    outcome = bench.saver.start(bench.session.answer(PATH, "no"), told.append)
    assert outcome is not None and outcome.error is None
    assert bench.on_disk().value == "no"
    bench.saver.close()
    assert told == []


def test_a_slow_disk_is_not_waited_for_and_calls_back_once(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, told = threading.Event(), []
    slow_disk(bench, monkeypatch, go_on)
    assert bench.saver.start(bench.session.answer(PATH, "no"), told.append) is None
    assert told == [] and bench.on_disk().state is State.OPEN
    go_on.set()
    bench.saver.close()
    assert [outcome.error for outcome in told] == [None]
    assert bench.on_disk().value == "no"


@pytest.mark.parametrize("patience", [0.0, 0.0005, 0.001, 0.002, 0.004])
def test_the_outcome_comes_one_way_however_close_the_disk_is_to_the_end_of_patience(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, patience: float
) -> None:
    monkeypatch.setattr(saver, "PATIENCE", patience)
    for _time in range(20):
        told: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
        change = bench.session.flag(PATH, not bench.session.item(PATH).flagged)
        outcome = bench.saver.start(change, told.put) or told.get(timeout=10)
        assert outcome.error is None
        bench.session.apply(outcome.change)
        assert told.empty()


def test_closing_waits_for_what_stands_in_line(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    told, go_on = [], threading.Event()
    slow_disk(bench, monkeypatch, go_on)
    bench.saver.start(bench.session.answer(PATH, "no"), told.append)
    threading.Timer(0.05, go_on.set).start()
    bench.saver.close()
    assert [outcome.error for outcome in told] == [None]
    assert bench.on_disk().value == "no"
