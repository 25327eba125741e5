"""The figures of many visits, each computed once, however many parts of a report tell it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from audit_tui.rules.insights import (
    HeatMap,
    League,
    Recurring,
    Selected,
    SiteProgress,
    heat_map,
    league,
    progress,
    recurring,
)
from audit_tui.rules.trend import Trend, trends


@dataclass(frozen=True)
class Figures:
    """The figures of the visits that are `selected`."""

    selected: Selected

    @cached_property
    def progress(self) -> tuple[SiteProgress, ...]:
        return progress(self.selected)

    @cached_property
    def league(self) -> League:
        return league(self.selected)

    @cached_property
    def heat(self) -> HeatMap:
        return heat_map(self.selected)

    @cached_property
    def trends(self) -> tuple[Trend, ...]:
        return trends(self.selected)

    @cached_property
    def recurring(self) -> tuple[Recurring, ...]:
        return recurring(self.selected)
