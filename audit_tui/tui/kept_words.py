"""What was being typed and is not saved, in words: what it is, since when it is kept, how it begins."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from audit_tui.clock import Clock, iso
from audit_tui.phrases.causes import causes
from audit_tui.tui.days import day_column
from audit_tui.tui.talk import _, later

if TYPE_CHECKING:
    from audit_tui.keeping import Waiting
    from audit_tui.store.halftyped import HalfTyped

_KINDS = {
    "note": later("The note at {label}, kept {time}:"),
    "private": later("The private note at {label}, kept {time}:"),
    "text": later("The text at {label}, kept {time}:"),
    "action": later("The corrective action at {label}, kept {time}:"),
    "reason": later("The reason at {label}, kept {time}:"),
    "unseen": later("The reason at {label}, kept {time}:"),
    "card": later("The answer to {label}, kept {time}:"),
    "jot": later("A line of the jot pad, kept {time}:"),
    "facts": later("The visit details, kept {time}:"),
}
_EXCERPT = 300
"""So many characters of what was typed are shown where it is only told of."""


def kept_at(half: HalfTyped, clock: Clock) -> str:
    """The time of day at which it was kept, with the day before it where that is not today."""
    moment = datetime.fromtimestamp(half.wall / 1000, UTC) + timedelta(minutes=half.offset)
    day = f"{moment:%Y-%m-%d}"
    is_today = iso(clock.wall(), clock.offset())[:10] == day
    return f"{moment:%H:%M}" if is_today else f"{day_column(day).strip()} {moment:%H:%M}"


def put_back_words(half: HalfTyped, clock: Clock) -> str:
    """What to tell where it stands again as it was being typed."""
    return _("Put back as it stood at {time}; it is not saved yet.").format(time=kept_at(half, clock))


def excerpt(half: HalfTyped) -> str:
    """The beginning of what was typed, in a line."""
    text = half.text
    if isinstance(text, dict):
        text = [causes(_).get(part, part) if name == "cause" else part for name, part in text.items()]
    parts = [text] if isinstance(text, str) else text
    told = " · ".join(" ".join(part.split()) for part in parts if part)
    return f"{told[: _EXCERPT - 1]}…" if len(told) > _EXCERPT else told


def waiting_words(one: Waiting, clock: Clock) -> str:
    """`The note at PK-02, kept 14:02:`"""
    label = one.slot.label if one.slot is not None else ""
    return _(_KINDS[one.kind]).format(label=label, time=kept_at(one.half, clock))
