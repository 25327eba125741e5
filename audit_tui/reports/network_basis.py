"""On what the figures of a network report rest, as its attached data carries it, and the report's ground back from it.

Published values only: visits with what came out of each question, corrective actions by their day and status,
answers of surveys as counts. No name of a person and no note is among them. From it every figure can be computed
again; whether the visits came out so, their own records alone can tell.
"""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any, Final, Literal

from pydantic import Field, StringConstraints

from audit_tui.model.event import Ulid
from audit_tui.model.site import Day, SiteId
from audit_tui.model.survey import NpsScale
from audit_tui.model.text import Line, Model
from audit_tui.reports.carried import Carried, carried, results_of
from audit_tui.reports.network_given import Network
from audit_tui.reports.network_nps import Asked
from audit_tui.reports.network_sampling import Left
from audit_tui.rules.comparison import Measure
from audit_tui.rules.insights import Selected, Selection
from audit_tui.rules.nps import CAMPS, Camp, Opinion, camp
from audit_tui.store.actions import ActionStatus, TrackedAction
from audit_tui.store.feedback import FeedbackKind
from audit_tui.store.results import Unread

MOST_ANSWERS: Final = 5_000_000
"""Answers of customers that are counted again at most."""
_SAID: Final[dict[Camp, int]] = {"promoter": 9, "passive": 7, "detractor": 1}
"""An answer of each camp, on either scale."""

_Count = Annotated[int, Field(ge=0)]
_Name = Annotated[str, StringConstraints(max_length=500)]


class _Chosen(Model):
    sites: list[SiteId]
    site: SiteId | None
    region: Line | None
    checklist: _Name | None
    from_: Annotated[Day | None, Field(alias="from")]
    to: Day | None


class _Unread(Model):
    number: _Name
    why: Annotated[str, StringConstraints(max_length=5_000)]


class _Sampling(Model):
    aborted: _Count
    unscored: _Count
    drafts: _Count
    abandoned: _Count
    unread: list[_Unread]
    without_visit: list[_Name]


class _Overdue(Model):
    id: Ulid
    what: Annotated[str, StringConstraints(max_length=100_000)]
    owner: Line | None


class _Action(Model):
    id: Ulid
    audit: Ulid
    number: Line
    site: SiteId
    due: Day | None
    status: ActionStatus


class _Heard(Model):
    touchpoint: _Name
    wishes: _Count
    complaints: _Count


class _Answers(Model):
    """Answers of customers at a site in a month."""

    site: SiteId
    month: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}$")]
    scale: NpsScale
    promoters: _Count
    passives: _Count
    detractors: _Count


class Basis(Carried):
    """What the figures rest on."""

    names: dict[str, Line]
    """Site, in lower case → its name, where a report may need it besides the names of the visits."""
    actions: list[_Action]
    answers: list[_Answers]


def basis_json(given: Network) -> dict[str, Any]:
    """What the figures of the report of `given` rest on, as JSON types."""
    needed = {
        *given.sites,
        *(one.site for one in given.overdue),
        *(one.site for one in given.asked.surveys),
    }
    keys = {site.casefold() for site in needed}
    return {
        **carried(given.selected.visits, texts=True),
        "names": {key: given.names[key] for key in sorted(keys) if key in given.names},
        "actions": [
            {
                "id": one.id,
                "audit": one.audit,
                "number": one.number,
                "site": one.site,
                "due": one.due,
                "status": one.status,
            }
            for one in sorted(given.actions, key=lambda one: (one.number, one.id))
        ],
        "answers": _answers(given.asked),
    }


def _answers(asked: Asked) -> list[dict[str, Any]]:
    counts = Counter((one.site, one.day[:7], one.scale, camp(one.answer)) for one in asked.surveys)
    groups = sorted({(site, month, scale) for site, month, scale, _camp in counts})
    return [
        {
            "site": site,
            "month": month,
            "scale": scale,
            **{f"{each}s": counts[site, month, scale, each] for each in CAMPS},
        }
        for site, month, scale in groups
    ]


def network_of(document: dict[str, Any], language: str) -> Network:
    """The ground of the report whose attached data is `document`.

    Raises ValueError (of pydantic too), KeyError, TypeError, IndexError or ZeroDivisionError for what is none.
    """
    from audit_tui.store.comparing import visit_opinions

    basis = Basis.model_validate(document["basis"])
    chosen = _Chosen.model_validate(document["selection"])
    left = _Sampling.model_validate(
        {name: value for name, value in document["sampling"].items() if name in _Sampling.model_fields}
    )
    heard = [_Heard.model_validate(one) for one in document["feedback"]]
    overdue = {
        one.id: one
        for one in (
            _Overdue.model_validate({key: each[key] for key in _Overdue.model_fields})
            for each in document["actions"]["overdue"]
        )
    }
    visits = results_of(basis)
    if not visits:
        raise ValueError  # no visits
    if sum(one.promoters + one.passives + one.detractors for one in basis.answers) > MOST_ANSWERS:
        raise ValueError  # too many answers
    selected = Selected(visits, left.aborted, left.unscored, Measure.newest(visits))
    kinds: tuple[tuple[FeedbackKind, Literal["wishes", "complaints"]], ...] = (
        ("wish", "wishes"),
        ("complaint", "complaints"),
    )
    return Network(
        selection=Selection(
            chosen.site or "",
            chosen.region or "",
            chosen.checklist or "",
            chosen.from_ or "",
            chosen.to or "",
        ),
        sites=tuple(chosen.sites),
        selected=selected,
        left=Left(
            drafts=left.drafts,
            abandoned=left.abandoned,
            unread=[Unread(one.number, one.why) for one in left.unread],
            without_visit=left.without_visit,
        ),
        actions=[_action(one, overdue.get(one.id)) for one in basis.actions],
        heard={one.touchpoint: {kind: getattr(one, name) for kind, name in kinds} for one in heard},
        mystery=frozenset(),
        names=basis.names,
        asked=Asked(surveys=_opinions(basis), visits=visit_opinions(visits)),
        as_of=str(document["as_of"]),
        language=language,
    )


def _action(one: _Action, late: _Overdue | None) -> TrackedAction:
    return TrackedAction(
        id=one.id,
        what=late.what if late is not None else "",
        owner=(late.owner or "") if late is not None else "",
        due=one.due,
        audit=one.audit,
        number=one.number,
        site=one.site,
        path="",
        status=one.status,
        changed=0,
    )


def _opinions(basis: Basis) -> list[Opinion]:
    """As many answers of each camp as were counted; all of a camp count alike."""
    return [
        Opinion(one.site, f"{one.month}-01", one.scale, _SAID[each])
        for one in basis.answers
        for each in CAMPS
        for _time in range(getattr(one, f"{each}s"))
    ]
