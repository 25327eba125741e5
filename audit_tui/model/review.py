"""What followed the end of an audit: returned, corrected, verified, appealed. Holds the shape, never rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

ReviewState = Literal["", "returned", "reopened", "resubmitted", "verified"]
"""How far the review is: nobody looked yet, given back to the auditor, being corrected, handed in again, verified."""

AppealState = Literal["", "open", "upheld", "rejected"]
"""What became of the site's last appeal; empty where it made none."""

Remarks = Mapping[str, str]
"""Path of a question → what is asked or objected to there; the empty path is what concerns the whole audit."""


@dataclass(frozen=True, slots=True)
class Review:
    """What followed the end of an audit, as its events add up to it."""

    state: ReviewState = ""
    edition: int = 1
    """1 is the audit as it was finished first; each time it is handed in again makes the next one."""
    handed_in: int = 0
    """Wall time (UTC ms) at which the last edition after the first was handed in; 0 where there is none."""
    appeal: AppealState = ""
    remarks: Remarks = field(default_factory=dict)
    """What the audit was returned for, until it is looked at again."""
    grounds: Remarks = field(default_factory=dict)
    """What the last appeal objects to."""

    @property
    def is_untouched(self) -> bool:
        """Whether nothing followed the end yet."""
        return not self.state and not self.appeal
