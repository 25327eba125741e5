"""A disk that refuses a step of a write."""

from __future__ import annotations

import errno
import os
from typing import Any

import pytest

from audit_tui.store import disk

REFUSALS = [errno.ENOSPC, errno.EIO, errno.EROFS, errno.EACCES]


def refuse(monkeypatch: pytest.MonkeyPatch, step: str, code: int) -> None:
    """From now on this step of a write fails."""

    def fail(*_: Any, **__: Any) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(disk, step, fail)
