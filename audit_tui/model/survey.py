"""A survey answer: how likely one customer is to recommend a site. Apart from what shoppers say on a visit."""

from __future__ import annotations

from typing import Annotated, Final, Literal, Self, get_args

from pydantic import Field, StringConstraints, model_validator

from audit_tui.i18n import _
from audit_tui.model.event import Ulid
from audit_tui.model.site import Day, SiteId
from audit_tui.model.text import Line, Model, SafeText

NpsScale = Literal["0-10", "1-10"]
"""Where the scale of an answer begins; the two are never pooled or converted."""
SCALES: Final[tuple[NpsScale, ...]] = get_args(NpsScale)
HIGHEST: Final = 10

Channel = Literal["in_person", "phone", "email", "web", "message", "paper", "other"]
CHANNELS: Final[tuple[Channel, ...]] = get_args(Channel)

MAX_COMMENT: Final = 4000


def lowest(scale: NpsScale) -> int:
    """The low end of a scale."""
    return 0 if scale == "0-10" else 1


def scale_from(low: int) -> NpsScale:
    """The scale that begins at `low`."""
    return "1-10" if low else "0-10"


class SurveyResponse(Model):
    """One customer's answer; never who the customer was."""

    id: Ulid
    site: SiteId
    day: Day
    """Local date on which it was given."""
    scale: NpsScale = "0-10"
    answer: Annotated[int, Field(ge=0, le=HIGHEST, strict=True)]
    channel: Channel = "other"
    touchpoint: Line = ""
    """What the survey asked about, if it was one touchpoint."""
    comment: Annotated[SafeText, StringConstraints(max_length=MAX_COMMENT)] = ""
    batch: Line = ""
    """Marks the answers that one import took in together."""
    changed: int
    """UTC milliseconds at which it was written down."""

    @model_validator(mode="after")
    def _on_its_scale(self) -> Self:
        if self.answer < lowest(self.scale):
            raise ValueError(
                _("{answer} is not on the scale {scale}").format(answer=self.answer, scale=self.scale)
            )
        return self
