"""A service standard: what is asked, by whom, and with what authority; its figures; who may replace them."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from audit_tui.i18n import _
from audit_tui.model.basics import Profile
from audit_tui.model.number import Number, plain
from audit_tui.model.text import CommonText, Language, Line, LocalText, Model

OVERRIDES_FORMAT = "audit-standard-overrides/1"
MAX_ROWS = 40

StandardId = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]{0,7}-[0-9]{1,4}[a-z]?$")]
Address = Annotated[
    str, StringConstraints(pattern=r"^(?:[a-z][a-z0-9_]{0,63}/)?[A-Z][A-Z0-9]{0,7}-[0-9]{1,4}[a-z]?$")
]
"""`phone/PH-01`, or `PH-01` for that standard in every checklist."""
FigureId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
"""Name of a parameter or a table of a standard."""
Jurisdiction = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")]
"""A country (ISO 3166-1, `IT`) or a part of one (ISO 3166-2, `US-CA`)."""
REFERENCE = r"^\$\{ *[A-Z][A-Z0-9]{0,7}-[0-9]{1,4}[a-z]?\.[a-z][a-z0-9_]{0,63} *\}$"
"""How the figure of a standard is named: `${PH-01.rings}`."""

Phase = Literal["perception", "interaction", "memory"]
Kind = Literal["expected", "delight"]
Nature = Literal["tangible", "emotional"]
Value = Literal["low", "medium", "high"]
Grade = Literal["law", "charter", "custom", "vendor"]
Share = Annotated[Decimal, Field(gt=0, le=100, max_digits=24)]
Level = Literal["organisation", "site"]
"""Who replaces a figure: the organisation for all its sites, or one site for itself."""


class Parameter(Model):
    """A figure of a standard that questions, limits and texts refer to as `${PH-01.name}`."""

    value: Number
    """The figure."""
    unit: Line | None = None
    """Its unit, a sign that is the same in every language, e.g. s, m, lx."""
    min: Number | None = None
    """Least value that an override may give it."""
    max: Number | None = None
    """Greatest value that an override may give it."""
    about: LocalText | None = None
    """What it limits, in a few words."""

    @model_validator(mode="after")
    def _within(self) -> Self:
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(_("'min' is larger than 'max'"))
        if (reason := self.out_of_range(self.value)) is not None:
            raise ValueError(reason)
        return self

    def out_of_range(self, value: Decimal) -> str | None:
        """Why the parameter cannot have this value; None where it can."""
        if self.min is not None and value < self.min:
            return _("{value} is less than {first}, the least that this figure may be").format(
                value=plain(value), first=plain(self.min)
            )
        if self.max is not None and value > self.max:
            return _("{value} is more than {max}, the most that this figure may be").format(
                value=plain(value), max=plain(self.max)
            )
        return None


def _in_full(value: Any) -> Any:
    """A bare number stands for a parameter with that value."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return {"value": value}
    return value


class Row(Model):
    """What is asked for numbers up to `up_to`: a fixed number, so many per number or percent, or their sum."""

    up_to: Number | None = None
    """Holds up to and with this number; the last row has none and holds for all above."""
    value: Number | None = None
    """So many, whatever the number."""
    per: Annotated[Number, Field(gt=0)] | None = None
    """One for each so many or fraction of it: 50 is one per 50, rounded up."""
    percent: Annotated[Number, Field(gt=0, le=100)] | None = None
    """So many percent, rounded up to the next whole number."""
    above: Number | None = None
    """`per` and `percent` count only what is above this number."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.value is None and self.per is None and self.percent is None:
            raise ValueError(_("a row needs 'value', 'per' or 'percent'"))
        if self.per is not None and self.percent is not None:
            raise ValueError(_("a row has 'per' or 'percent', not both"))
        if self.above is not None and self.per is None and self.percent is None:
            raise ValueError(_("'above' needs 'per' or 'percent' beside it"))
        return self


class Table(Model):
    """How many are asked in one jurisdiction, by a number that is counted; of none, none are asked."""

    source: CommonText | None = None
    """The law or document, where it differs from the standard's `source`."""
    edition: Line | None = None
    """Its edition; "check the current edition" where it is second-hand."""
    unit: Line | None = None
    """Unit of what it asks, e.g. m; none for a number of things."""
    rows: Annotated[list[Row], Field(min_length=1, max_length=MAX_ROWS)]
    """By rising `up_to`; the first that fits counts, and the last has no `up_to`."""

    @model_validator(mode="after")
    def _covers_all(self) -> Self:
        *limited, last = self.rows
        if last.up_to is not None:
            raise ValueError(_("the last row must hold for all larger numbers: leave out its 'up_to'"))
        limits = [row.up_to for row in limited if row.up_to is not None]
        if len(limits) < len(limited):
            raise ValueError(_("only the last row can be without 'up_to'"))
        if any(one >= other for one, other in pairwise(limits)):
            raise ValueError(_("'up_to' must rise from row to row"))
        return self


Parameters = dict[
    FigureId, Annotated[Parameter, BeforeValidator(_in_full, json_schema_input_type=Number | Parameter)]
]
Tables = dict[FigureId, dict[Jurisdiction, Table]]


class Standard(Model):
    """One service standard, quoted in reports as `touchpoint/ID`, e.g. `phone/PH-01`."""

    text: LocalText
    """The requirement, as a sentence that can be met or not."""
    figure: LocalText | None = None
    """The measurable part in short, e.g. "3 rings" or "within 30 s"."""
    parameters: Parameters = {}
    """Its figures by name, as numbers: conditions, steps and texts refer to them as `${PH-01.name}`."""
    tables: Tables = {}
    """What is asked by a number that is counted, by jurisdiction; conditions ask with `lookup()`."""
    source: CommonText | None = None
    """The document the figure comes from; ideas are cited, wording never copied. A name that is the same in every
    language, as "DM 236/89", is written once."""
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
    share: Share | None = None
    """Met when at least this percentage of its observations are at full points; without it, all must be."""
    applies: bool = True
    """False: it does not hold here; its questions are asked without being scored."""

    def kind_for(self, profile: Profile) -> Kind:
        """Expected or delight at a site with this expectation profile (expected where it says nothing)."""
        if isinstance(self.kind, dict):
            return self.kind.get(profile, "expected")
        return self.kind


class Override(Model):
    """What an organisation or a site lays down in place of a standard; what is not written stays as it is."""

    applies: bool | None = None
    """`false` switches the standard off: its questions are asked without being scored."""
    parameters: dict[FigureId, Number] = {}
    """New figures, by the names that the standard gives them."""
    tables: Tables = {}
    """New tables; a jurisdiction that is written replaces that one, the others stay."""
    text: LocalText | None = None
    """Another wording of the requirement."""
    figure: LocalText | None = None
    """Another wording of the measurable part."""
    source: CommonText | None = None
    """The document that the new figures come from, e.g. "own charter 2026"; default: that of the file."""
    edition: Line | None = None
    """Edition or year of that document."""
    jurisdiction: Line | None = None
    """Where the new figure holds."""
    grade: Grade | None = None
    """How binding it is; `charter` where figures are replaced and nothing is written."""
    owner: LocalText | None = None
    """The department that answers for it."""
    staff_group: LocalText | None = None
    """Who carries it out."""
    phase: Phase | None = None
    """When the customer meets it."""
    kind: Kind | dict[Profile, Kind] | None = None
    """Taken for granted, or a pleasant surprise."""
    nature: Nature | None = None
    """Whether it speaks to facts or to feelings."""
    perceived_value: Value | None = None
    """What customers give for it."""
    effect: LocalText | None = None
    """What a failure does to the customer."""
    share: Share | None = None
    """Met when at least this percentage of its observations are at full points."""


class OverridesFile(Model):
    """What an organisation (`standards/organisation.yaml`) or a site (`standards/sites/ID.yaml`) lays down."""

    format: Literal["audit-standard-overrides/1"]
    """Says what kind of file this is."""
    languages: Annotated[list[Language], Field(min_length=1)] = ["en"]
    """Languages of its texts; the first is the language of reference."""
    source: CommonText | None = None
    """The document behind the file, e.g. "own charter 2026", for every override without a source of its own."""
    edition: Line | None = None
    """Edition or year of that document."""
    standards: dict[Address, Override] = {}
    """By address: `phone/PH-01`, or `PH-01` for that standard in every checklist."""


class Replaced(Model):
    """What an override put out of force, kept with the checklist of an audit."""

    level: Level
    fields: list[Line]
    """Names of the keys that were replaced."""
    by: CommonText | None = None
    """The document behind the override."""
    figure: LocalText | None = None
    """The figure as it read before."""
    source: CommonText | None = None
    """The source of the figure before."""
    parameters: dict[FigureId, Number] = {}
    """The parameters that were replaced, as they were before."""
    tables: Tables = {}
    """The tables that were replaced, as they were before; those of a new jurisdiction replace none."""
