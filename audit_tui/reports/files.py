"""What a report is called and how it reaches the disk: whole, or not at all."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterable
from pathlib import Path

from audit_tui.store.disk import write_atomic

_UNFIT = re.compile(r"[^A-Za-z0-9-]+")


def report_name(site: str, visit_date: str, audit: str, variant: str, language: str, suffix: str) -> str:
    """`{site}_{visit date}_{last 8 of the ULID}_{variant}_{language}.{suffix}`.

    `visit_date` is `YYYY-MM-DD`. Anything but letters, digits and hyphens becomes a hyphen, so that the
    name is good on every system; nothing in it says who audited.
    """
    return joined_name((site, visit_date, audit[-8:], variant, language), suffix)


def joined_name(parts: Iterable[str], suffix: str) -> str:
    """The parts as one file name, empty ones left out; what not every system takes becomes a hyphen."""
    return "_".join(_UNFIT.sub("-", part).strip("-") or "x" for part in parts if part) + f".{suffix}"


def write_report(path: Path, content: bytes) -> Path:
    """Write `content` to `path`, replacing what was there in one step; returns `path`.

    The folder is made where it is missing. Raises EnvironmentFault (disk full, read-only, no permission);
    then what was there before is still there.
    """
    write_atomic(path, content)
    # The store keeps its files to their owner; a report is handed over, so it gets the usual permissions.
    with contextlib.suppress(OSError):
        path.chmod(0o666 & ~_umask())
    return path


def _umask() -> int:
    """The process's mask for new files; it can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
