"""What became better between two visits of one site: fixed, recurring, new, not looked at again.

Compared is only what both visits assessed by the same question with the same meaning; every comparison says
how many of how many questions that is. Both sides are weighed by the later visit's points and weights, so that
a difference is one of the site and never one of the checklist.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol, TypeVar

from audit_tui.rules.outcomes import AuditResult, ChecklistResult, Edition, Key, Outcome, falls_short
from audit_tui.rules.record import Record
from audit_tui.rules.results import share_of, weighted_mean

_NONE = Fraction(0)
_ALL = Fraction(100)


class Visited(Protocol):
    """What it takes to find the visit before another: a row of the catalogue has it."""

    @property
    def id(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def site_id(self) -> str: ...
    @property
    def checklists(self) -> tuple[str, ...]: ...
    @property
    def visit_date(self) -> str: ...
    @property
    def created(self) -> int: ...
    @property
    def percent(self) -> str | None: ...


_Visit = TypeVar("_Visit", bound=Visited)


@dataclass(frozen=True, slots=True)
class Standpoint:
    """The visit from which one looks back at those before it."""

    id: str
    site: str
    checklists: frozenset[str]
    day: str
    """Empty while the day of the visit is not known: then every visit that was begun before counts."""
    created: int

    @classmethod
    def of(cls, record: Record) -> Standpoint:
        projection, header = record.projection, record.header
        site = projection.facts.get("site") or {"id": header.site.id}
        return cls(
            id=header.id,
            site=str(site["id"]),
            checklists=frozenset(embedded.id for embedded in header.checklists),
            day=str(projection.facts.get("visit_start") or "")[:10],
            created=projection.created_at,
        )

    def is_after(self, visit: Visited) -> bool:
        """Whether `visit` was finished with a score at the same site before this one."""
        return (
            visit.status == "finished"
            and visit.percent is not None
            and visit.id != self.id
            and visit.site_id.casefold() == self.site.casefold()
            and bool(visit.visit_date)
            and (visit.visit_date, visit.created) < (self.day or "9999", self.created)
        )


def previous_visit(visits: Iterable[_Visit], now: Standpoint) -> _Visit | None:
    """The last finished visit of the same site with a score before this one; None where there is none.

    The last one with all of its checklists; where none has them all, the last one that shares any.
    """
    return max(
        (each for each in visits if now.is_after(each) and not now.checklists.isdisjoint(each.checklists)),
        key=lambda visit: (now.checklists <= set(visit.checklists), visit.visit_date, visit.created),
        default=None,
    )


def visits_before(visits: Iterable[_Visit], now: Standpoint, most: int) -> list[_Visit]:
    """The last finished visits of the same site by exactly the same checklists with a score before this one.

    At most `most` of them, in the order of their days.
    """
    earlier = [each for each in visits if now.is_after(each) and now.checklists == set(each.checklists)]
    return sorted(earlier, key=lambda visit: (visit.visit_date, visit.created, visit.id))[-most:]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two visits of one site. What fell short is named by standard (`phone/PH-01`) or, where a question has
    none, by question (`phone.rings`), in the order of the checklists."""

    before: AuditResult
    after: AuditResult
    comparable: int
    """Questions that both visits assessed in the same meaning."""
    asked: int
    """Questions that the later visit assessed."""
    percent_before: Fraction | None
    """Over the comparable questions alone, caps included; None where there are none."""
    percent_after: Fraction | None
    fixed: tuple[str, ...]
    recurring: tuple[str, ...]
    new: tuple[str, ...]
    """Met before over the comparable questions, and not now."""
    not_rechecked: tuple[str, ...]
    """Fell short before, and what fell short was not assessed again."""
    first: tuple[str, ...]
    """Falls short on what the earlier visit did not assess."""

    @property
    def change(self) -> Fraction | None:
        """Percentage points over the comparable questions."""
        if self.percent_before is None or self.percent_after is None:
            return None
        return self.percent_after - self.percent_before

    @property
    def failures_before(self) -> int:
        return len(self.fixed) + len(self.recurring) + len(self.not_rechecked)


def compare(before: AuditResult, after: AuditResult) -> Comparison:
    """What became of what fell short `before`, and what else falls short `after`."""
    was, now = before.outcomes, after.outcomes
    common = was.keys() & now.keys()
    fell, falls = before.shortfalls, after.shortfalls
    fixed, recurring, missed = [], [], []
    for item in fell:
        short = {key for key in before.items[item] if key in was and not was[key].is_full}
        again = _keys(after, item) & common
        if falls_short(now, again, after.share(item)):
            recurring.append(item)
        elif short and short <= common:
            fixed.append(item)
        else:
            missed.append(item)
    new: list[str] = []
    first: list[str] = []
    for item in falls:
        if item in recurring:
            continue
        is_new = item not in fell and falls_short(now, _keys(after, item) & common, after.share(item))
        (new if is_new else first).append(item)
    sizes = {key: now[key].max for key in common}
    editions = [each.edition for each in after.checklists]
    return Comparison(
        before=before,
        after=after,
        comparable=len(common),
        asked=len(now),
        percent_before=percent_over(editions, was, sizes),
        percent_after=percent_over(editions, now, sizes),
        fixed=tuple(fixed),
        recurring=tuple(recurring),
        new=tuple(new),
        not_rechecked=tuple(missed),
        first=tuple(first),
    )


def _keys(result: AuditResult, item: str) -> frozenset[Key]:
    return result.items.get(item, frozenset())


def percent_over(
    editions: Sequence[Edition], outcomes: Mapping[Key, Outcome], sizes: Mapping[Key, Fraction]
) -> Fraction | None:
    """The percentage of a visit over the questions in `sizes` alone, by the weights and caps of `editions`.

    `sizes` says how much each question weighs; what it earned is in proportion.
    """
    cap, parts = _ALL, []
    for edition in editions:
        percent, limits = _checklist_over(edition, outcomes, sizes)
        cap = min(cap, limits)
        parts.append((percent, edition.weight))
    percent = weighted_mean(parts)
    return None if percent is None else min(percent, cap)


def _checklist_over(
    edition: Edition, outcomes: Mapping[Key, Outcome], sizes: Mapping[Key, Fraction]
) -> tuple[Fraction | None, Fraction]:
    """The percentage of a checklist, and the cap that its failures put on the whole visit."""
    got = dict.fromkeys((one.id for one in edition.sections), _NONE)
    most = dict(got)
    caps = dict.fromkeys(got, _ALL)
    own = whole = _ALL
    for key, question in edition.keys.items():
        one = outcomes.get(key)
        if one is None or key not in sizes:
            continue
        if one.max:
            size = sizes[key]
            got[question.section] += size if one.got == one.max else one.got / one.max * size
            most[question.section] += size
        if one.critical and question.cap is not None:
            if question.scope == "section":
                caps[question.section] = min(caps[question.section], question.cap)
            elif question.scope == "checklist":
                own = min(own, question.cap)
            else:
                whole = min(whole, question.cap)
    weighted = all(one.weight is not None for one in edition.sections)
    parts = []
    for section in edition.sections:
        share = share_of(got[section.id], most[section.id])
        percent = None if share is None else min(share, caps[section.id])
        parts.append((percent, (section.weight or _NONE) if weighted else most[section.id]))
    percent = weighted_mean(parts)
    return None if percent is None else min(percent, own), whole


def target_of(checklists: Iterable[ChecklistResult]) -> Fraction | None:
    """The targets of the assessed checklists, weighted as their percentages are; None where one has none."""
    assessed = [one for one in checklists if one.percent is not None and one.edition.weight > 0]
    if any(one.edition.target is None for one in assessed):
        return None
    return weighted_mean((one.edition.target, one.edition.weight) for one in assessed)


# -- many visits on one measure -------------------------------------------------------------------------------


class Measure:
    """The newest edition of each checklist: what all visits are measured by."""

    def __init__(self, editions: Iterable[Edition]) -> None:
        self.editions = {edition.id: edition for edition in editions}
        self._fitting: dict[int, tuple[Edition, bool]] = {}
        self._judged: dict[int, tuple[Edition, frozenset[str]]] = {}

    @classmethod
    def newest(cls, results: Iterable[AuditResult]) -> Measure:
        """The editions of the last visit that asked each checklist, in the order in which they were first asked."""
        last: dict[str, Edition] = {}
        for result in sorted(results, key=lambda one: one.order):
            for each in result.checklists:
                last[each.edition.id] = each.edition
        return cls(last.values())

    def level(self, result: AuditResult) -> Fraction | None:
        """The percentage of a visit on this measure.

        As recorded where its checklists ask and weigh the same; else over the questions that are in both.
        """
        return result.percent if self.fits(result) else self._again(result.checklists)

    def level_of(self, one: ChecklistResult) -> Fraction | None:
        """The percentage of one checklist of a visit on this measure."""
        return one.percent if self._fits(one.edition) else self._again((one,))

    def _again(self, checklists: Iterable[ChecklistResult]) -> Fraction | None:
        sizes: dict[Key, Fraction] = {}
        outcomes: dict[Key, Outcome] = {}
        editions = []
        for each in checklists:
            edition = self.editions.get(each.edition.id)
            if edition is None:
                continue
            editions.append(edition)
            for key, one in each.outcomes.items():
                asked = edition.keys.get(key)
                points = each.edition.keys[key].points
                if asked is not None:
                    outcomes[key] = one
                    sizes[key] = one.max * asked.points / points if points else _NONE
        return percent_over(editions, outcomes, sizes)

    def fits(self, result: AuditResult) -> bool:
        """Whether a visit was measured so already, wording aside."""
        return all(self._fits(each.edition) for each in result.checklists)

    def _fits(self, edition: Edition) -> bool:
        known = self._fitting.get(id(edition))
        if known is None:
            now = self.editions.get(edition.id)
            known = edition, now is not None and now.frame == edition.frame
            self._fitting[id(edition)] = known
        return known[1]

    def comparable(self, result: AuditResult) -> tuple[int, int]:
        """How many of the questions that a visit assessed are in this measure, and of how many."""
        asked = sum(each.assessed for each in result.checklists)
        if self.fits(result):
            return asked, asked
        keys = {key for one in self.editions.values() for key in one.keys}
        return len(keys & result.outcomes.keys()), asked

    def judged(self, edition: Edition) -> frozenset[str]:
        """The standards and questions of an edition about which exactly the same is asked now."""
        known = self._judged.get(id(edition))
        if known is None:
            known = self._judged[id(edition)] = edition, self._same(edition)
        return known[1]

    def _same(self, edition: Edition) -> frozenset[str]:
        now = self.editions.get(edition.id)
        if now is None:
            return frozenset()
        return frozenset(
            item
            for item, keys in edition.items.items()
            if now.items.get(item) == keys and now.shares.get(item) == edition.shares.get(item)
        )
