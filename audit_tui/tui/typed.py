"""What a person types for a date, a moment, a path: understood, or not. Knows no screen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from audit_tui.model.survey import SCALES, NpsScale
from audit_tui.paths import expanded
from audit_tui.phrases.visits import FEEDBACK
from audit_tui.tui.talk import _, plural


def is_day(text: str) -> bool:
    """Whether `text` is a date as 2026-11-18."""
    try:
        return len(text) == 10 and date.fromisoformat(text) is not None
    except ValueError:
        return False


def fault_words(fault: Mapping[str, Any]) -> str:
    """What is wrong with a typed value, from what the model says of it: `fault` is one of pydantic's errors."""
    context = fault.get("ctx") or {}
    if fault["type"] in ("too_long", "string_too_long"):
        most = int(context["max_length"])
        return plural("write at most {count} character.", "write at most {count} characters.", most)
    own = context.get("error")
    # The words of our own rules are translated; those of the library are not for people.
    return f"{own}." if own is not None else _("this cannot be understood.")


def as_moment(text: str) -> str | None:
    """`2026-11-18 10:30` (or with T) as the record keeps it; None where it is no date and time."""
    written = text.strip().replace(" ", "T", 1)
    try:
        moment = datetime.strptime(written, "%Y-%m-%dT%H:%M")
    except ValueError:
        return None
    return f"{moment:%Y-%m-%dT%H:%M}"


def as_feedback(text: str) -> str | None:
    """`wish` or `complaint` for its beginning, or for the word in the language in use; None for anything else."""
    typed = text.strip().casefold()
    return next(
        (kind for kind, word in FEEDBACK.items() if typed and (kind.startswith(typed) or _(word) == typed)),
        None,
    )


def as_scale(text: str) -> NpsScale | None:
    """`0-10`, `0–10`, `0`, or the same from 1; None for anything else."""
    typed = text.replace("–", "-").replace(" ", "")
    return next((one for one in SCALES if typed in (one, one[0])), None)


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
