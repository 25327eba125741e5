"""What a network report is about: visits with their figures, and what the workspace knows besides of their sites."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from gettext import NullTranslations

from audit_tui.i18n import translator
from audit_tui.locale_format import listed
from audit_tui.reports.figures import Figures
from audit_tui.reports.foreign import keeping, pick
from audit_tui.reports.network_nps import Asked
from audit_tui.reports.network_sampling import Left
from audit_tui.reports.words import DASH, day_words
from audit_tui.rules.comparison import Comparison
from audit_tui.rules.insights import Selection
from audit_tui.store.actions import TrackedAction
from audit_tui.store.feedback import FeedbackKind


@dataclass(frozen=True)
class Network(Figures):
    """The visits that a report is about, and what the workspace knows besides about their sites."""

    selection: Selection
    sites: tuple[str, ...]
    """The sites that were asked for by name; none: all that the selection takes."""
    left: Left
    actions: Sequence[TrackedAction]
    """All actions of these sites, whenever they were asked for."""
    heard: Mapping[str, Mapping[FeedbackKind, int]]
    """Touchpoint → how many wishes and complaints were noted at these sites."""
    mystery: frozenset[str]
    """Audits whose actions name no owner."""
    names: Mapping[str, str]
    """Site, in lower case → its name."""
    asked: Asked
    """What customers and shoppers answered on whether they would recommend."""
    as_of: str
    """The day on which the report looks; an action due before it is overdue."""
    language: str = "en"

    @cached_property
    def translation(self) -> NullTranslations:
        return translator(self.language)

    def say(self, message: str) -> str:
        return self.translation.gettext(message)

    def count(self, one: str, many: str, n: int) -> str:
        return self.translation.ngettext(one, many, n).format(n=n)

    def pick(self, text: Mapping[str, str] | None) -> str:
        return pick(text, self.language)

    @cached_property
    def compared(self) -> tuple[Comparison, ...]:
        """Each site's last visit against the one before."""
        return tuple(one.last for one in self.progress if one.last is not None)

    @cached_property
    def overdue(self) -> tuple[TrackedAction, ...]:
        """The open actions that were due before the day of the report, the oldest first."""
        late = [one for one in self.actions if one.status == "open" and one.due and one.due < self.as_of]
        return tuple(sorted(late, key=lambda one: (one.due or "", one.number, one.id)))

    @cached_property
    def period(self) -> str:
        """From the first visit to the last, in words."""
        days = [one.day for one in self.selected.visits]
        first, last = day_words(min(days)), day_words(max(days))
        return first if first == last else f"{first} {DASH} {last}"

    @property
    def asked_checklists(self) -> str:
        """The titles of the checklists that were asked."""
        titles = [self.pick(self.heat.titles[one]) for one in self.heat.checklists]
        return keeping(listed(titles), *titles)

    @property
    def place(self) -> str:
        """Which sites the report is about."""
        _ = self.say
        if self.sites:
            named = listed(self.names.get(site.casefold(), site) for site in self.sites[:6])
            more = len(self.sites) - 6
            return named + (f" {_('and {n} more').format(n=more)}" if more > 0 else "")
        if self.selection.region:
            return _("Region {region}").format(region=self.selection.region)
        return _("All sites")

    def owner(self, one: TrackedAction) -> str:
        """Who is to act; empty where the visit was a mystery one."""
        return "" if one.audit in self.mystery else one.owner
