"""Sites and people: the registry that audits take their snapshots from."""

from __future__ import annotations

from typing import Annotated, get_args

from pydantic import AfterValidator, StringConstraints

from audit_tui.i18n import _
from audit_tui.model.basics import Profile
from audit_tui.model.basics import VisitKind as VisitKind  # noqa: PLC0414 - whoever has to do with sites looks here
from audit_tui.model.event import Ulid
from audit_tui.model.standard import Jurisdiction
from audit_tui.model.text import Line, Model

_DEVICES = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"com{n}" for n in range(1, 10)),
    *(f"lpt{n}" for n in range(1, 10)),
}


def _no_device_name(value: str) -> str:
    if value.lower() in _DEVICES:
        raise ValueError(
            _("{value!r} is a device name on Windows and cannot be part of a file name").format(value=value)
        )
    return value


def _zone(value: str) -> str:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise ValueError(
            _("{value!r} is no time zone; write it as in the IANA list, e.g. Europe/Rome").format(value=value)
        ) from None
    return value


SiteId = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$"), AfterValidator(_no_device_name)
]
Zone = Annotated[str, AfterValidator(_zone)]
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
VISIT_KINDS: tuple[VisitKind, ...] = get_args(VisitKind)


class Site(Model):
    """A place that is audited. `id` is unique without regard to case and becomes part of file names."""

    id: SiteId
    name: Line
    address: Line = ""
    region: Line = ""
    zone: Zone = "UTC"
    """IANA zone; typed dates and times of an audit are in it."""
    profile: Profile = "private"
    """What customers expect of such a place: a private firm, a public body, a monopoly."""
    jurisdiction: Jurisdiction | None = None
    """Whose law holds there: a country such as IT, or a part of one such as US-CA."""
    aliases: list[Line] = []
    opened: Day | None = None
    closed: Day | None = None


class Person(Model):
    """Somebody who audits. On mystery visits only the alias is ever shown."""

    id: Ulid
    name: Line
    alias: Line
