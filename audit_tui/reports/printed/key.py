"""What a report says of itself for programs: which version wrote it, and in which form.

It stands in the keywords of the file, and says nothing that is not on the pages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from audit_tui import __version__

NETWORK = "network"
_KEY = re.compile(r"audit_tui ([0-9A-Za-z.+-]{1,40}); variant ([a-z-]{1,40})(; unattached)?")


@dataclass(frozen=True, slots=True)
class ReportKey:
    """The version of this program that wrote a report, and the variant it wrote."""

    version: str
    variant: str
    attached: bool = True
    """Whether it was written with the record attached."""

    @property
    def is_current(self) -> bool:
        """Whether this very version wrote it, so that it must be word for word what is written now."""
        return self.version == __version__


def written_key(variant: str, *, attached: bool) -> str:
    """The keywords of a report that this version writes."""
    return f"audit_tui {__version__}; variant {variant}{'' if attached else '; unattached'}"


def key_in(keywords: str) -> ReportKey | None:
    """What the keywords of a file say; null for the reports of versions that wrote none, and for other files."""
    found = _KEY.fullmatch(keywords)
    return ReportKey(found[1], found[2], not found[3]) if found else None
