"""What is due of a plan: how much of it was done in its span of the calendar, and what was left undone.

Pure: entries, sites, visits and one day in, tasks out; no model is needed for it. A visit counts wherever it fits:
its site, its kind, and all the checklists that the entry asks for. What was missed in the span before is made up
first: a visit in this span counts for the last one as long as that one lacks visits, and for this one after that.
Further back nothing is owed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, NamedTuple

from audit_tui.model.basics import Every, PlanTask

DueState = Literal["overdue", "due", "done"]
_MONTHS: Final[Mapping[Every, int]] = {"month": 1, "quarter": 3, "year": 12}


class Span(NamedTuple):
    """Two days, both included. `last` is None where there is no end."""

    first: date
    last: date | None

    def holds(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


class Planned(NamedTuple):
    """An entry of the plan, as `model.plan.PlanEntry` has it."""

    id: str
    task: PlanTask
    title: str
    every: Every
    times: int
    since: str
    until: str | None = None
    weight: int = 1
    site: str | None = None
    kind: str | None = None
    checklists: tuple[str, ...] = ()
    scenario: str = ""
    held: tuple[str, ...] = ()


class Place(NamedTuple):
    """A site as a plan sees it."""

    id: str
    name: str
    opened: str | None = None
    closed: str | None = None


class Visit(NamedTuple):
    """An audit as a plan sees it. `ended` is False while it is open; abandoned and aborted ones are none."""

    site: str
    kind: str
    checklists: frozenset[str]
    day: str
    """Local date; empty where it is not known yet."""
    ended: bool


class Answers(NamedTuple):
    """How many answers to a survey came in at a site on a day."""

    site: str
    day: str
    given: int = 1


@dataclass(frozen=True, slots=True)
class DueTask:
    """One entry of the plan at one site in one span: what was asked for and what of it was done."""

    entry: Planned
    site: str | None
    """Id of the site; None for a focus group of the whole network."""
    span: Span
    wanted: int
    done: int
    begun: int
    """Audits that are open and will count once they are finished."""
    state: DueState

    @property
    def left(self) -> int:
        """How many are still to be begun."""
        return max(0, self.wanted - self.done - self.begun)

    @property
    def key(self) -> str:
        """Names the task among those of one plan and day."""
        return f"{self.entry.id}:{self.site or ''}:{self.span.first.isoformat()}"


def calendar_span(every: Every, day: date) -> Span:
    """The month, quarter or year of the calendar in which `day` lies. Not for `once`."""
    months = _MONTHS[every]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    after = first.year * 12 + first.month - 1 + months
    last = date.max if after // 12 > date.max.year else date(after // 12, after % 12 + 1, 1) - timedelta(1)
    return Span(first, last)


def spans(entry: Planned, today: date) -> list[Span]:
    """The span before today's and today's own, as far as the entry holds in them; the earlier one first.

    An entry that has ended still owes its last span.
    """
    since = date.fromisoformat(entry.since)
    until = date.fromisoformat(entry.until) if entry.until else None
    if entry.every == "once":
        return [Span(since, until)] if since <= today else []
    now = calendar_span(entry.every, min(today, until) if until else today)
    found = [now]
    if now.first > date.min:
        found.insert(0, calendar_span(entry.every, now.first - timedelta(1)))
    cut = (Span(max(since, span.first), min(until or date.max, span.last or date.max)) for span in found)
    return [span for span in cut if span.first <= (span.last or span.first) and span.first <= today]


def shared_out(wanted: Sequence[int], counts: Sequence[int]) -> list[int]:
    """What counts for each span when what was missed is made up first.

    `counts` are what was done in each, in order of time. What is done too much in one span is not carried on.
    """
    counted = list(counts)
    for at in range(1, len(counted)):
        late = min(max(0, wanted[at - 1] - counted[at - 1]), counted[at])
        counted[at - 1] += late
        counted[at] -= late
    return counted


def due_tasks(
    entries: Iterable[Planned],
    sites: Iterable[Place],
    visits: Iterable[Visit],
    answers: Iterable[Answers],
    today: date,
) -> list[DueTask]:
    """Every task of the plan on `today`, those overdue first, then by last day and weight.

    Of each entry and site the span of today is told always, the one before only while it lacks something.
    """
    sites = list(sites)
    # By site at once: every entry would look at every visit otherwise.
    seen: dict[str, list[Visit]] = {}
    for visit in visits:
        seen.setdefault(visit.site.casefold(), []).append(visit)
    given: dict[str, list[Answers]] = {}
    for one in answers:
        given.setdefault(one.site.casefold(), []).append(one)
    tasks = [
        task
        for entry in entries
        for site in _places(entry, sites)
        for at in [site.id.casefold() if site else ""]
        for task in _tasks(entry, site, seen.get(at, []), given.get(at, []), today)
    ]
    return sorted(tasks, key=_rank)


def _rank(task: DueTask) -> tuple[int, date, int, str, str]:
    order = {"overdue": 0, "due": 1, "done": 2}[task.state]
    return order, task.span.last or date.max, -task.entry.weight, task.entry.title, task.site or ""


def _places(entry: Planned, sites: Sequence[Place]) -> Iterable[Place | None]:
    if entry.site is not None:
        return [site for site in sites if site.id.casefold() == entry.site.casefold()]
    return [None] if entry.task == "focus_group" else sites


def _tasks(
    entry: Planned, site: Place | None, visits: Sequence[Visit], answers: Sequence[Answers], today: date
) -> Iterable[DueTask]:
    asked = [span for span in spans(entry, today) if site is None or _is_open(site, span)]
    if not asked:
        return
    # A round goes on after its last day until it is done; so does the last span of what has ended.
    now = asked[-1]
    reach = [*asked[:-1], Span(now.first, None) if now.last is not None and now.last < today else now]
    ended = _counts(entry, site, visits, answers, reach)
    begun = 0
    if entry.task == "visit":
        begun = _begun(entry, site, visits, Span(reach[0].first, reach[-1].last))
    counted = shared_out([entry.times] * len(asked), ended)
    for at, span in enumerate(asked):
        done = counted[at]
        over = span.last is not None and span.last < today
        if done >= entry.times and over and at < len(asked) - 1:
            continue
        taken = min(begun, max(0, entry.times - done))
        begun -= taken
        state: DueState = "done" if done >= entry.times else "overdue" if over else "due"
        yield DueTask(entry, site.id if site else None, span, entry.times, done, taken, state)


def _is_open(site: Place, span: Span) -> bool:
    opened = site.opened is None or span.last is None or site.opened <= span.last.isoformat()
    return opened and (site.closed is None or site.closed >= span.first.isoformat())


def fits(entry: Planned, site: str | None, visit: Visit) -> bool:
    """Whether a visit is one of those that the entry asks for at this site, whenever it was."""
    return (
        site is not None
        and visit.site.casefold() == site.casefold()
        and visit.kind == entry.kind
        and visit.checklists.issuperset(entry.checklists)
    )


def _counts(
    entry: Planned,
    site: Place | None,
    visits: Sequence[Visit],
    answers: Sequence[Answers],
    asked: Sequence[Span],
) -> list[int]:
    days: list[tuple[str, int]] = []
    if entry.task == "visit" and site is not None:
        days = [(visit.day, 1) for visit in visits if visit.ended and fits(entry, site.id, visit)]
    elif entry.task == "survey" and site is not None:
        folded = site.id.casefold()
        days = [(one.day, one.given) for one in answers if one.site.casefold() == folded]
    # One mark says that a survey was held, however many answers it was to bring.
    days += [(day, entry.times if entry.task == "survey" else 1) for day in entry.held]
    dated = [(date.fromisoformat(day), count) for day, count in days if day]
    return [sum(count for day, count in dated if span.holds(day)) for span in asked]


def _begun(entry: Planned, site: Place | None, visits: Sequence[Visit], reach: Span) -> int:
    return sum(
        not visit.ended
        and fits(entry, site.id if site else None, visit)
        and (not visit.day or reach.holds(date.fromisoformat(visit.day)))
        for visit in visits
    )
