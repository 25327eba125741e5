"""Every test begins in English, whatever language the machine or the test before it spoke."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from audit_tui import i18n


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Two workers for each core behind `-n auto`.

    Tests of screens, terminals and killed programs wait for others more than they compute; with one worker for each
    core, half of the machine stands idle meanwhile.
    """
    return 2 * (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE", i18n.VARIABLE):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    i18n.use("en")
    i18n.forget()
    yield
    i18n.use("en")
    i18n.forget()


@pytest.fixture
def heeding() -> Iterator[None]:
    """What the test starts heeds Ctrl-C and a hang-up, even where the tests run behind `&` or `nohup`.

    Those have whatever is started ignore them.
    """
    names = [each for each in ("SIGINT", "SIGHUP") if hasattr(signal, each)]
    before = {each: signal.signal(getattr(signal, each), signal.SIG_DFL) for each in names}
    yield
    for each, handler in before.items():
        signal.signal(getattr(signal, each), handler)


@pytest.fixture
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine without a keyring, and keys that are derived fast."""
    import keyring
    from keyring.backends import fail

    from audit_tui.store import keys

    monkeypatch.setattr(keys, "SCRYPT", (2**4, 8, 1))
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())
    yield
    keyring.set_keyring(before)
