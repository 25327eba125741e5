"""The plan of a workspace: which visits, surveys and focus groups are to be held, where, and how often."""

from __future__ import annotations

from typing import Annotated, Final, Self, get_args

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from audit_tui.i18n import _
from audit_tui.model.basics import Every, PlanTask
from audit_tui.model.event import Ulid
from audit_tui.model.site import Day, SiteId, VisitKind
from audit_tui.model.text import Line, Model, SafeText

PLAN_TASKS: Final[tuple[PlanTask, ...]] = get_args(PlanTask)
RHYTHMS: Final[tuple[Every, ...]] = get_args(Every)
MAX_SCENARIO: Final = 4000
HEAVIEST: Final = 9
MOST: Final = 10_000


def _real(day: str) -> str:
    from datetime import date

    try:
        date.fromisoformat(day)
    except ValueError:
        raise ValueError(_("{day!r} is no day of the calendar").format(day=day)) from None
    return day


RealDay = Annotated[Day, AfterValidator(_real)]
ChecklistId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]


class PlanEntry(Model):
    """One thing that is to be done, once or again and again."""

    id: Ulid
    task: PlanTask = "visit"
    title: Line
    """What the round or the habit is called."""
    site: SiteId | None = None
    """Where; None for every site that is open at the time (a focus group: the whole network)."""
    kind: VisitKind | None = None
    """Kind of the visit; visits only."""
    checklists: tuple[ChecklistId, ...] = ()
    """What a visit has to cover at least; visits only."""
    every: Every = "once"
    times: Annotated[int, Field(ge=1, le=MOST)] = 1
    """How many in each span: visits, answers to a survey, or focus groups."""
    since: RealDay
    """First day on which it holds."""
    until: RealDay | None = None
    """Last day on which it holds; None for no end."""
    weight: Annotated[int, Field(ge=1, le=HEAVIEST)] = 1
    """From 1 to 9: of what is due at the same time the heavier comes first."""
    scenario: Annotated[SafeText, StringConstraints(max_length=MAX_SCENARIO)] = ""
    """What the auditor is to do and to say; read before the visit."""
    held: tuple[RealDay, ...] = ()
    """Days on which a focus group or a survey outside this program was held."""
    changed: int
    """UTC milliseconds at which it was written down or changed last."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if not self.title.strip():
            raise ValueError(_("what is planned needs a title"))
        if self.until is not None and self.until < self.since:
            raise ValueError(
                _("it would end on {until}, before it begins on {since}").format(
                    until=self.until, since=self.since
                )
            )
        if self.task == "visit" and (self.kind is None or not self.checklists):
            raise ValueError(_("a visit needs its kind and at least one checklist"))
        if self.task != "visit" and (self.kind is not None or self.checklists):
            raise ValueError(_("only a visit has a kind and checklists"))
        return self

    @property
    def substance(self) -> tuple[object, ...]:
        """What makes it the same plan, whenever and by whom it was written down."""
        return (
            self.task,
            self.title,
            (self.site or "").casefold(),
            self.kind,
            frozenset(self.checklists),
            self.every,
            self.times,
            self.since,
            self.until,
        )
