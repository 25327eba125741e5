"""What encryption costs: saves, opening and lists of an encrypted workspace as ratios to a plain one, interleaved.

    python -m tests.benchmarks.encryption [AUDITS]

Figures of processor time, so that a busy machine does not disturb them; saves wait for the disk besides.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from audit_tui.clock import FixedClock
from audit_tui.store.audits import AuditStore
from audit_tui.store.encrypting import convert, make_keys
from audit_tui.store.workspace import Workspace, create_workspace
from tests.store.builders import PLACE, Auditor, save, started

ROUNDS = 200


def timed(work: Callable[[], object]) -> float:
    """Microseconds of processor time."""
    start = time.process_time_ns()
    work()
    return (time.process_time_ns() - start) / 1000


def filled(folder: Path, audits: int) -> tuple[Workspace, FixedClock]:
    workspace, clock = create_workspace(folder), FixedClock()
    store = AuditStore(workspace, clock)
    for number in range(audits):
        auditor = Auditor(clock)
        with started(store, auditor, f"AUD-2026-ROMA-{number:05d}") as audit:
            save(audit, auditor.change(audit.record, "noted", "phone/q1#private", "A word about somebody."))
            end = auditor.finish(audit.record)
            audit.end(end, PLACE)
    return workspace, clock


def main(audits: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        plain, clock = filled(Path(folder) / "plain", audits)
        sealed, _ = filled(Path(folder) / "sealed", audits)
        make_keys(sealed, passphrase="correct horse battery", keyring=False)
        passed = timed(lambda: convert(sealed, clock, "on"))
        stores = {"plain": AuditStore(plain, clock), "encrypted": AuditStore(sealed, clock)}
        figures: dict[str, dict[str, list[float]]] = {}
        open_ = {
            name: (started(store, auditor := Auditor(clock), "AUD-2026-ROMA-99999"), auditor)
            for name, store in stores.items()
        }
        for turn in range(ROUNDS):
            for name, (audit, auditor) in open_.items():
                for what, op, path, value in (
                    ("save an answer", "answered", "phone/q1", "yes"),
                    ("save a private note", "noted", "phone/q1#private", f"A word, number {turn}"),
                ):
                    change = auditor.change(audit.record, op, path, value)
                    took = timed(lambda audit=audit, change=change: audit.append(change))  # type: ignore[misc]
                    audit.record.apply(change)
                    figures.setdefault(what, {}).setdefault(name, []).append(took)
        for audit, _ in open_.values():
            audit.close()
        # The list trusts a folder once it has been at rest for some seconds.
        time.sleep(4)
        for store in stores.values():
            store.rows()
        for _ in range(20):
            for name, store in stores.items():
                for what, work in (
                    ("open an ended audit", lambda store=store: store.open("ROMA-00000", write=False)),
                    ("list, cache at hand", lambda store=store: AuditStore(store.workspace, clock).rows()),
                ):
                    figures.setdefault(what, {}).setdefault(name, []).append(timed(work))
        for what, by in figures.items():
            one, other = (statistics.median(by[name]) for name in ("plain", "encrypted"))
            print(f"{what:<24} plain {one:9.0f} µs   encrypted {other:9.0f} µs   ratio {other / one:5.2f}")
        print(f"turning it on            {passed / 1000 / audits:9.1f} ms an audit ({audits} audits)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
