"""An encrypted workspace in the app: asked for its key, opened by it, or looked at while it is locked."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit_tui.clock import FixedClock
from audit_tui.store.workspace import Workspace
from audit_tui.tui.screens.unlock import UnlockScreen
from tests.store.builders import new_workspace
from tests.store.sealed import NAME, PASSPHRASE, Sealed, canaries
from tests.tui.conftest import Driver, Open
from tests.tui.test_store_screens import until

pytestmark = pytest.mark.usefixtures("no_keyring")

SIZES = [(80, 24), (60, 20)]


@pytest.fixture
def sealed(tmp_path: Path, clock: FixedClock) -> Sealed:
    made = Sealed(new_workspace(tmp_path), clock)
    made.fill()
    made.on()
    return made


@pytest.fixture
def workspace(sealed: Sealed) -> Workspace:
    """As the app finds it: without the key."""
    return sealed.again(None).workspace


async def at_home(d: Driver) -> None:
    """Wait until the key was found to be right."""
    for _ in range(300):
        await d.rest()
        if not isinstance(d.app.screen, UnlockScreen):
            return
        await d.pilot.pause(0.02)
    raise AssertionError(d.text())


@pytest.mark.parametrize("size", SIZES)
async def test_the_passphrase_opens_it_and_home_shows_the_names(home: Open, size: tuple[int, int]) -> None:
    async with home(size) as d:
        assert isinstance(d.app.screen, UnlockScreen)
        assert "Names, private notes and photos in it are encrypted" in d.words()
        await d.type("not this one at all")
        assert "not this" not in d.words()
        await d.keys("enter")
        await until(d, "2 tries are left")
        await d.type(PASSPHRASE)
        await d.keys("enter")
        await at_home(d)
        await until(d, "Open audits")
        assert not d.app.workspace.vault.locked
        assert "LOCKED" not in d.words()
        assert NAME in {row.auditor for row in d.app.store.rows()}
        assert canaries(d.app.workspace) == []


async def test_three_wrong_ones_leave_it_locked_and_u_asks_again(home: Open) -> None:
    async with home((80, 24)) as d:
        for left in ("2 tries are left", "1 try is left", "LOCKED: u opens it"):
            await d.type("wrong again and again")
            await d.keys("enter")
            await until(d, left)
        assert not isinstance(d.app.screen, UnlockScreen)
        await d.keys("u")
        assert isinstance(d.app.screen, UnlockScreen)
        await d.type(PASSPHRASE)
        await d.keys("enter")
        await until(d, "AUD-2026-ROMA-02")
        await d.keys("u")
        assert "Nothing is locked here" in d.words()


async def test_locked_one_looks_at_what_names_nobody(home: Open) -> None:
    async with home((80, 24)) as d:
        await d.keys("escape")
        await until(d, "LOCKED: u opens it")
        assert "AUD-2026-ROMA-02" in d.words()
        assert NAME not in d.words()
        await d.keys("enter")
        await until(d, "The workspace is locked")
        await d.keys("escape")


async def test_the_recovery_key_opens_it_too(home: Open, sealed: Sealed) -> None:
    async with home((80, 24)) as d:
        await d.keys("f2")
        assert "eight groups" in d.words()
        await d.type(f"A{sealed.recovery[1:]}" if sealed.recovery[0] != "A" else f"B{sealed.recovery[1:]}")
        await d.keys("enter")
        await until(d, "of the recovery key is not right")
        for _ in range(60):
            await d.keys("backspace")
        await d.type(sealed.recovery.lower())
        await d.keys("enter")
        await until(d, "AUD-2026-ROMA-02")
        assert not d.app.workspace.vault.locked


async def test_the_store_says_how_it_stands_and_quarantine_that_it_is_locked(home: Open) -> None:
    async with home((120, 40)) as d:
        await d.keys("escape", "f6")
        await until(d, "The workspace is locked here")
        await d.keys("q")
        await until(d, ".json.sealed")
        await d.keys("r")
        await until(d, "is locked")
        await d.keys("escape", "p")
        await until(d, "AUD-2026-ROMA-03: (locked)")


async def test_without_its_key_file_nothing_is_asked_and_u_says_why(home: Open, workspace: Workspace) -> None:
    workspace.vault.path.unlink()
    async with home((120, 40)) as d:
        assert not isinstance(d.app.screen, UnlockScreen)
        await d.keys("u")
        await until(d, "its key file is missing")
