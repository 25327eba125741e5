"""Disks that refuse, for screens: what the system answers is put in the place of its own functions."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from audit_tui.store import disk

WRITES = ("write_at", "write_all")
FLUSHES = ("sync", "sync_data")


@contextmanager
def refusing(
    monkeypatch: pytest.MonkeyPatch, number: int = errno.ENOSPC, names: tuple[str, ...] = WRITES
) -> Iterator[None]:
    """The functions of the disk raise this error as long as it lasts."""

    def refuse(*_given: Any, **_more: Any) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as broken:
        for name in names:
            broken.setattr(disk, name, refuse)
        yield
