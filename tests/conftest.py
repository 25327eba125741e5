"""Every test begins in English, whatever language the machine or the test before it spoke."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from audit_tui import i18n


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
