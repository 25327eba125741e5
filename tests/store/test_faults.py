"""Killed or refused at each single system call of a save: what was acknowledged is there, nothing else is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from audit_tui.store.journal import JournalStorage
from audit_tui.store.replay import read_journaled
from tests.store.faults import FIRST, FIRST_OPENING

ROOT = Path(__file__).parents[2]
STRACE = shutil.which("strace")


def forbidden() -> str:
    """Why strace cannot be used here, empty where it can."""
    if STRACE is None:
        return "strace is not installed"
    tried = subprocess.run([STRACE, "-f", "-o", os.devnull, "true"], capture_output=True, check=False)
    return "" if tried.returncode == 0 else "tracing is not permitted here"


NO_STRACE = forbidden()
pytestmark = pytest.mark.skipif(bool(NO_STRACE), reason=NO_STRACE)


def run(root: Path, action: str, jobs: list[tuple[str, str, int]]) -> list[tuple[bool, list[int]]]:
    """Do the jobs under strace; whether each was killed, and what it acknowledged and refused."""
    assert STRACE is not None
    (root / "warm").mkdir()
    (root / "jobs.json").write_bytes(orjson.dumps(jobs))
    argv = [STRACE, "-f", "-qq", "-o", os.devnull, "-e", f"trace={','.join(POINTS)}"]
    for call in POINTS:
        argv += ["-e", f"inject={call}:{action.format(FIRST_OPENING if call == 'openat' else FIRST)}"]
    argv += [sys.executable, "-m", "tests.store.faults", str(root)]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    done = subprocess.run(argv, capture_output=True, cwd=ROOT, env=env, check=False, timeout=120)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    said: list[tuple[bool, list[int]]] = orjson.loads(done.stdout)
    return said


def nothing(folder: Path) -> int:
    """No file yet."""
    return 0


def torn(folder: Path) -> int:
    """A record that was cut short, behind some that count."""
    storage = JournalStorage(folder / "a.json", finishing=True)
    for number in range(1, 4):
        storage.commit({"t": {"1": {"n": number}}, "last": {"1": {"n": number}}})
    storage.abandon()
    log = folder / "a.journal"
    content = bytearray(log.read_bytes())
    end = len(content.rstrip(b"\0"))
    content[end : end + 20] = b"0123456789abcdef0123"
    log.write_bytes(content)
    return 3


def leftover(folder: Path) -> int:
    """A journal that is older than its snapshot."""
    storage = JournalStorage(folder / "a.json", finishing=True)
    for number in range(1, 4):
        storage.commit({"t": {"1": {"n": number}}, "last": {"1": {"n": number}}})
    old = (folder / "a.journal").read_bytes()
    storage.compact()
    storage.abandon()
    (folder / "a.journal").write_bytes(old)
    return 3


def without(folder: Path) -> int:
    """A draft of before there were journals."""
    number = leftover(folder)
    (folder / "a.journal").unlink()
    return number


BEGINNINGS = [nothing, torn, leftover, without]
POINTS = {"write": 8, "pwrite64": 10, "fdatasync": 10, "fsync": 18, "rename": 8, "openat": 20}
"""How many calls of each kind are acted upon: more than all changes of a run need."""


def check(folder: Path, before: int, killed: bool, kept: list[int]) -> str:
    """Whether the folder holds what was acknowledged, and goes on from there; returns how the run ended."""
    acknowledged = max((number for number in range(1, 64) if kept[number] == 1), default=before)
    possible = {acknowledged, kept[0]} if killed and kept[0] else {acknowledged}
    found = read_journaled(folder / "a.json")
    assert found.damage is None, "an interrupted write looks like damage"
    number = found.tables["last"]["1"]["n"] if "last" in found.tables else 0
    assert number in possible - {each for each in range(1, 64) if kept[each] == 2}
    if number:
        assert found.tables["t"]["1"]["n"] == number
    storage = JournalStorage(folder / "a.json", finishing=True)
    storage.prepare()
    storage.commit({"t": {"1": {"n": number + 1}}, "last": {"1": {"n": number + 1}}})
    storage.close()
    assert read_journaled(folder / "a.json").tables["last"]["1"]["n"] == number + 1
    assert not (folder / "quarantine").exists()
    return "killed" if killed else "refused" if 2 in kept[1:] else "saved"


def matrix(root: Path, action: str) -> Counter[str]:
    jobs, before = [], []
    for begin in BEGINNINGS:
        for call, points in POINTS.items():
            for point in range(1, points + 1):
                folder = root / begin.__name__ / call / str(point)
                folder.mkdir(parents=True)
                before.append(begin(folder))
                jobs.append((str(folder), call, point))
    ends: Counter[str] = Counter()
    last: dict[tuple[str, str], str] = {}
    for (folder, call, _), number, said in zip(jobs, before, run(root, action, jobs), strict=True):
        try:
            end = check(Path(folder), number, *said)
        except AssertionError as error:
            raise AssertionError(f"{folder} {said}: {error}") from error
        ends[end] += 1
        last[Path(folder).parts[-3], call] = end
    if "SIGKILL" in action:
        assert set(last.values()) == {"saved"}, f"the points do not reach beyond the last call: {last}"
    return ends


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder in memory where there is one: these calls are made by the thousand."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as name:
        yield Path(name)


def test_killed_at_any_call(folder: Path) -> None:
    assert matrix(folder, "signal=SIGKILL:when={}")["killed"] > 100


@pytest.mark.parametrize("code", ["EIO", "ENOSPC"])
def test_refused_once_at_any_call(folder: Path, code: str) -> None:
    assert matrix(folder, f"error={code}:when={{}}")["refused"] > 30


@pytest.mark.parametrize("code", ["EIO", "ENOSPC"])
def test_refused_from_any_call_on(folder: Path, code: str) -> None:
    assert matrix(folder, f"error={code}:when={{}}+")["refused"] > 30
