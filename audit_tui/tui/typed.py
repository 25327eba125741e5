"""What a person types for a date, a moment, a path: understood, or not. Knows no screen."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from audit_tui.paths import expanded


def is_day(text: str) -> bool:
    """Whether `text` is a date as 2026-11-18."""
    try:
        return len(text) == 10 and date.fromisoformat(text) is not None
    except ValueError:
        return False


def as_moment(text: str) -> str | None:
    """`2026-11-18 10:30` (or with T) as the record keeps it; None where it is no date and time."""
    written = text.strip().replace(" ", "T", 1)
    try:
        moment = datetime.strptime(written, "%Y-%m-%dT%H:%M")
    except ValueError:
        return None
    return f"{moment:%Y-%m-%dT%H:%M}"


def as_boxes(text: str) -> list[tuple[int, int, int, int]] | None:
    """Masks typed as `10 20 30 40; 50 50 10 10`: left, top, width, height in percent; None for anything else."""
    boxes = []
    for part in text.replace("%", "").split(";"):
        words = part.replace(",", " ").split()
        if len(words) != 4 or not all(each.isascii() and each.isdigit() and len(each) < 4 for each in words):
            return None
        left, top, width, height = map(int, words)
        if not width or not height or left + width > 100 or top + height > 100:
            return None
        boxes.append((left, top, width, height))
    return boxes


def local_zone() -> str:
    """The IANA zone of this machine, UTC where it does not say."""
    import os

    named = os.environ.get("TZ", "").lstrip(":")
    if "/" in named:
        return named
    try:
        target = str(Path("/etc/localtime").resolve())
    except OSError:
        return "UTC"
    return target.partition("zoneinfo/")[2] or "UTC"


def typed_path(text: str) -> Path:
    """A path as people paste it: quotes, `~` and file:// are understood."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        text = text[1:-1]
    if text.startswith("file://"):
        from urllib.parse import unquote, urlparse

        text = unquote(urlparse(text).path)
    return expanded(Path(text))
