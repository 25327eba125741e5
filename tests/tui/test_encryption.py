"""Turning encryption on and off in the app, its passphrase and its recovery key, by keys alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from audit_tui.clock import FixedClock
from audit_tui.settings import MARKER
from audit_tui.store.workspace import Workspace
from audit_tui.tui.screens.encryption import EncryptionScreen
from audit_tui.tui.screens.keys_of_workspace import ASKED, NewPassphraseScreen, RecoveryKeyScreen
from audit_tui.tui.screens.unlock import UnlockScreen
from tests import keyrings
from tests.store.builders import new_workspace
from tests.store.sealed import PASSPHRASE, Sealed, canaries
from tests.tui.conftest import Driver, Open
from tests.tui.test_store_screens import until

pytestmark = pytest.mark.usefixtures("no_keyring")

SIZES = [(80, 24), (60, 20)]


@pytest.fixture
def house(tmp_path: Path, clock: FixedClock) -> Sealed:
    made = Sealed(new_workspace(tmp_path), clock)
    made.fill()
    return made


@pytest.fixture
def workspace(house: Sealed) -> Workspace:
    return house.workspace


async def on(d: Driver, kind: type) -> None:
    """Wait until a screen of this kind is on top."""
    for _ in range(300):
        await d.rest()
        if isinstance(d.app.screen, kind):
            return
        await d.pilot.pause(0.02)
    raise AssertionError(f"{d.app.screen}\n{d.text()}")


async def write_down(d: Driver) -> str:
    """Read the recovery key off the screen and type back what is asked for; the key."""
    await on(d, RecoveryKeyScreen)
    groups = re.findall(r"\b[0-9A-Z]{5}\b", d.text())
    await d.type("XXXXX")
    await d.keys("enter")
    assert "That is not this group" in d.words()
    for _ in range(5):
        await d.keys("backspace")
    await d.type(groups[ASKED].lower())
    await d.keys("enter")
    return "-".join(groups)


async def type_new(d: Driver, text: str) -> None:
    await on(d, NewPassphraseScreen)
    await d.type(text)
    await d.keys("enter")
    await d.type(text)
    await d.keys("enter")


@pytest.mark.parametrize("size", SIZES)
async def test_it_is_turned_on_with_a_passphrase_and_off_again(
    home: Open, house: Sealed, size: tuple[int, int]
) -> None:
    async with home(size) as d:
        await d.keys("f6", "e")
        assert isinstance(d.app.screen, EncryptionScreen)
        await until(d, "Encryption is off.")
        await d.keys("o")
        await on(d, NewPassphraseScreen)
        await d.type("short")
        await d.keys("enter")
        assert "at least 10 are needed" in d.words()
        await d.keys("escape")
        await d.keys("o")
        await type_new(d, PASSPHRASE)
        recovery = await write_down(d)
        await until(d, "Encryption is on.")
        await until(d, "encrypted, 0 plain")
        assert canaries(house.workspace) == []
        assert house.again().workspace.vault.stage == "on"
        assert house.again(None).workspace.vault.by_recovery(recovery)
        await d.keys("o")
        await d.keys("2")
        await until(d, "Encryption is off.")
        assert not house.workspace.vault.path.exists()


async def test_two_that_differ_are_refused(home: Open) -> None:
    async with home((80, 24)) as d:
        await d.keys("f6", "e", "o")
        await on(d, NewPassphraseScreen)
        await d.type(PASSPHRASE)
        await d.keys("enter")
        await d.type("something else")
        await d.keys("enter")
        assert "The two are not the same" in d.words()


async def test_with_a_keyring_one_chooses_and_nothing_is_asked_afterwards(home: Open, house: Sealed) -> None:
    backend = keyrings.Working()
    keyrings.use(backend)
    async with home((80, 24)) as d:
        await d.keys("f6", "e", "o")
        await until(d, "a test's keyring")
        await d.keys("1")
        await write_down(d)
        await until(d, "Encryption is on.")
        await until(d, "a keyring, the recovery key")
        assert len(backend.kept) == 1
        assert house.again(None).workspace.vault.by_keyring()


async def test_passphrase_and_recovery_key_are_changed(home: Open, house: Sealed) -> None:
    house.on()
    async with home((80, 24)) as d:
        await d.keys("f6", "e", "p")
        await type_new(d, "another four quiet words")
        await until(d, "The passphrase is set.")
        await d.keys("r")
        recovery = await write_down(d)
        await until(d, "opens nothing any more")
    assert house.again("another four quiet words").workspace.vault.by_recovery(recovery)
    assert not house.again(None).workspace.vault.by_recovery(house.recovery)


async def test_what_could_not_be_reached_is_listed_and_taken_up(home: Open, house: Sealed) -> None:
    house.on()
    path = house.workspace.data / house.store.find("AUD-2026-ROMA-02").path
    content = path.read_bytes()
    path.write_bytes(content[:-20])
    async with home((120, 40)) as d:
        await d.keys("f6", "e", "o")
        await d.keys("2")
        await until(d, "1 file was not reached.")
        await until(d, path.name)
        path.write_bytes(content)
        await d.keys("o")
        await until(d, "Everything is plain again")


async def test_locked_the_key_is_asked_for_first(home: Open, house: Sealed, workspace: Workspace) -> None:
    house.on()
    workspace.vault.forget()
    async with home((80, 24)) as d:
        await d.keys("escape", "f6", "e", "r")
        await on(d, UnlockScreen)
        await d.type(PASSPHRASE)
        await d.keys("enter")
        await write_down(d)
        await until(d, "opens nothing any more")
    async with home((80, 24)) as d:
        workspace.vault.path.unlink()
        await d.keys("f6", "e")
        await until(d, "its key file is missing")
        await d.keys("o")
        await until(d, "Something is encrypted here, but its key file is missing")


async def test_a_workspace_whose_settings_ask_for_it_gets_its_keys(home: Open, house: Sealed) -> None:
    (house.workspace.base / MARKER).write_text("encrypt = true\n", encoding="utf-8")
    async with home((80, 24)) as d:
        await d.keys("f6", "e")
        await until(d, "o makes new keys")
        await d.keys("o")
        await type_new(d, PASSPHRASE)
        await write_down(d)
        await until(d, "Everything that names people is encrypted now")
    assert canaries(house.workspace) == []
