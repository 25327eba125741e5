"""A service standard: what is asked, by whom, and with what authority."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from audit_tui.model.text import Line, LocalText, Model, SafeText

StandardId = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]{0,7}-[0-9]{1,4}[a-z]?$")]

Phase = Literal["perception", "interaction", "memory"]
Kind = Literal["expected", "delight"]
Profile = Literal["private", "public", "monopoly"]
Nature = Literal["tangible", "emotional"]
Value = Literal["low", "medium", "high"]
Grade = Literal["law", "charter", "custom", "vendor"]


class Standard(Model):
    """One service standard, quoted in reports as `touchpoint/ID`, e.g. `phone/PH-01`."""

    text: LocalText
    """The requirement, as a sentence that can be met or not."""
    figure: LocalText | None = None
    """The measurable part in short, e.g. "3 rings" or "within 30 s"."""
    source: SafeText | None = None
    """The document the figure comes from; ideas are cited, wording never copied."""
    edition: Line | None = None
    """Edition or year of the source; "check the current edition" where it is second-hand."""
    jurisdiction: Line | None = None
    """Where a legal figure holds, e.g. "IT"; none for custom and charters."""
    grade: Grade = "custom"
    """How binding the source is: law, a published charter or contract, industry custom, a vendor's figure."""
    owner: LocalText | None = None
    """The department that answers for it."""
    staff_group: LocalText | None = None
    """Who carries it out, e.g. receptionists, couriers."""
    phase: Phase = "interaction"
    """When the customer meets it: before (perception), during (interaction) or after (memory)."""
    kind: Kind | dict[Profile, Kind] = "expected"
    """Taken for granted, or a pleasant surprise; may differ by the site's expectation profile."""
    nature: Nature = "tangible"
    """Whether it speaks to facts or to feelings."""
    perceived_value: Value | None = None
    """What customers give for it; work on a low one is a candidate for dropping."""
    effect: LocalText | None = None
    """What a failure does to the customer, printed with a non-conformity."""
    share: Annotated[Decimal, Field(gt=0, le=100, max_digits=24)] | None = None
    """Met when at least this percentage of its observations are at full points; without it, all must be."""

    def kind_for(self, profile: Profile) -> Kind:
        """Expected or delight at a site with this expectation profile (expected where it says nothing)."""
        if isinstance(self.kind, dict):
            return self.kind.get(profile, "expected")
        return self.kind
