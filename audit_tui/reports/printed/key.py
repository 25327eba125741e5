"""What a report says of itself for programs: which version wrote it, and in which form.

It stands in the keywords of the file, and says nothing that is not on the pages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from audit_tui import __version__
from audit_tui.reports.content import Appeal

NETWORK = "network"
_KEY = re.compile(
    r"audit_tui (?P<version>[0-9A-Za-z.+-]{1,40}); variant (?P<variant>[a-z-]{1,40})(?P<bare>; unattached)?"
    r"(?:; appeal (?P<until>[0-9]{4}-[0-9]{2}-[0-9]{2}) (?P<appeal>open|over))?"
    r"(?:; accent (?P<accent>#[0-9A-Fa-f]{6}))?(?:; foot (?P<foot>.{1,500}))?"
)


@dataclass(frozen=True, slots=True)
class ReportKey:
    """The version of this program that wrote a report, and the variant it wrote."""

    version: str
    variant: str
    attached: bool = True
    """Whether it was written with the record attached."""
    appeal: Appeal | None = None
    """Until when the site may appeal, by the settings of who wrote it."""
    foot: str = ""
    """The organisation's own line at the foot of the pages; empty for the usual one or the audit's."""
    accent: str = ""
    """The organisation's own colour, `#RRGGBB`; empty for the usual one."""

    @property
    def is_current(self) -> bool:
        """Whether this very version wrote it, so that it must be word for word what is written now."""
        return self.version == __version__


def written_key(
    variant: str, *, attached: bool, appeal: Appeal | None = None, foot: str = "", accent: str = ""
) -> str:
    """The keywords of a report that this version writes."""
    parts = [f"audit_tui {__version__}", f"variant {variant}"]
    parts += [] if attached else ["unattached"]
    parts += [f"appeal {appeal.until} {'open' if appeal.is_open else 'over'}"] if appeal else []
    parts += [f"accent {accent}"] if accent else []
    parts += [f"foot {foot}"] if foot else []
    return "; ".join(parts)


def key_in(keywords: str) -> ReportKey | None:
    """What the keywords of a file say; null for the reports of versions that wrote none, and for other files."""
    found = _KEY.fullmatch(keywords)
    if found is None:
        return None
    appeal = Appeal(found["until"], found["appeal"] == "open") if found["until"] else None
    return ReportKey(
        found["version"],
        found["variant"],
        not found["bare"],
        appeal,
        found["foot"] or "",
        found["accent"] or "",
    )
