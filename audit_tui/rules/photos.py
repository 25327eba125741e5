"""Which picture of a phone belongs to which photo that is owed: by the time in the picture, never by a guess.

A phone's clock is not the computer's. Its shift is learnt from one picture of the computer's clock; then a picture
belongs to an owed photo where each is clearly the nearest to the other. Whatever is less clear is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from audit_tui.model.audit import Box

WINDOW: Final = 5 * 60_000
"""Milliseconds between a picture and the moment at which it was said to follow, at most."""
MARGIN: Final = 30_000
"""Milliseconds by which the next nearest must be further away, and at least as far again."""

Fit = Literal["sure", "unclear", "none", "unset", "undated"]
"""sure: it belongs to one owed photo · unclear: to one of several places, or to one that others belong to as well ·
none: nothing was owed or answered then · unset: the clock of its phone is not known · undated: it has no time."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that waits to be attached."""

    name: str
    taken: str | None
    """Local time of the phone as YYYY-MM-DDTHH:MM:SS."""
    phone: str
    """Make, model and serial number as the picture tells them; empty where it does not."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Where a picture may belong."""

    name: str
    fit: Fit
    paths: tuple[str, ...] = ()
    """The places that come into question, the nearest first."""
    at: int | None = None
    """When it was taken, in UTC milliseconds, as far as that is known."""

    @property
    def path(self) -> str | None:
        """Where it belongs for sure."""
        return self.paths[0] if self.fit == "sure" else None


def shift_of(taken: str, shown: str, ahead: int) -> int | None:
    """Milliseconds to add to a phone's local time to get UTC, learnt from a picture of the computer's clock.

    `taken` is the time in the picture, `shown` what the clock in it shows: HH:MM or HH:MM:SS, with the date before
    where that is not the phone's; `ahead` the minutes that the computer's local time was ahead of UTC. Without
    seconds the middle of the minute is taken. None where `shown` is no time.
    """
    match = re.fullmatch(r"(?:(\d{4}-\d\d-\d\d)[ T]+)?(\d{1,2}):(\d\d)(?::(\d\d))?", shown.strip(), re.ASCII)
    if match is None:
        return None
    day, hour, minute, second = match.groups()
    phone = _utc(taken)
    try:
        clock = datetime.fromisoformat(day).replace(tzinfo=UTC) if day else phone.replace(hour=0)
        clock = clock.replace(
            hour=int(hour), minute=int(minute), second=30 if second is None else int(second)
        )
    except ValueError:
        return None
    if not day:
        # The day that is nearest to the phone's own.
        clock = min((clock + timedelta(days=by) for by in (-1, 0, 1)), key=lambda each: abs(each - phone))
    return round((clock - phone).total_seconds() * 1000) - ahead * 60_000


def wall_of(taken: str, shift: int) -> int:
    """A phone's local time in UTC milliseconds."""
    return round(_utc(taken).timestamp() * 1000) + shift


def propose(
    pictures: Sequence[Picture],
    owed: Mapping[str, int],
    answered: Mapping[str, int],
    shifts: Mapping[str, int],
) -> list[Proposal]:
    """Where each picture may belong, in the order of `pictures`.

    `owed` and `answered`: path → UTC milliseconds; `shifts`: phone → what `shift_of` found. Only an owed photo is
    ever sure: what was answered at that time is offered after them.
    """
    times = {
        picture.name: wall_of(picture.taken, shifts[picture.phone])
        for picture in pictures
        if picture.taken is not None and picture.phone in shifts
    }
    proposals = []
    for picture in pictures:
        at = times.get(picture.name)
        if at is None:
            fit: Fit = "undated" if picture.taken is None else "unset"
            proposals.append(Proposal(picture.name, fit))
            continue
        near, then = _near(at, owed), [path for path in _near(at, answered) if path not in owed]
        if near and _is_nearest(at, owed, near[0]) and _is_nearest(owed[near[0]], times, picture.name):
            proposals.append(Proposal(picture.name, "sure", (near[0],), at))
        else:
            paths = (*near, *then)
            proposals.append(Proposal(picture.name, "unclear" if paths else "none", paths, at))
    return proposals


def as_boxes(text: str) -> list[Box] | None:
    """Masks typed as `10 20 30 40; 50 50 10 10`: left, top, width, height in percent; None for anything else."""
    boxes: list[Box] = []
    for part in text.replace("%", "").split(";"):
        words = part.replace(",", " ").split()
        if len(words) != 4 or not all(each.isascii() and each.isdigit() and len(each) < 4 for each in words):
            return None
        left, top, width, height = map(int, words)
        if not width or not height or left + width > 100 or top + height > 100:
            return None
        boxes.append((left, top, width, height))
    return boxes


def _utc(taken: str) -> datetime:
    return datetime.fromisoformat(taken).replace(tzinfo=UTC)


def _near(at: int, moments: Mapping[str, int]) -> list[str]:
    """What lies in the window around `at`, the nearest first."""
    near = [(abs(moment - at), name) for name, moment in moments.items() if abs(moment - at) <= WINDOW]
    return [name for _distance, name in sorted(near)]


def _is_nearest(at: int, moments: Mapping[str, int], name: str) -> bool:
    """Whether `name` is clearly the nearest of `moments` to `at`."""
    distance = abs(moments[name] - at)
    return all(abs(moment - at) >= max(distance * 2, distance + MARGIN) for moment in _others(moments, name))


def _others(moments: Mapping[str, int], name: str) -> Iterable[int]:
    return (moment for each, moment in moments.items() if each != name)
