"""From the results of many audits to what their network report says. It draws nothing and writes nothing.

All figures come from the rules of comparison; here they are counted, put in order and into words. No shopper is
named: results hold no names, and who is to act stays blank where the visit was a mystery one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from audit_tui.locale_format import listed, written_in
from audit_tui.phrases import insights as words
from audit_tui.phrases.figures import scale_from
from audit_tui.phrases.numbers import percent_words
from audit_tui.phrases.touchpoints import touchpoint_words
from audit_tui.reports import network_board as board
from audit_tui.reports.content import Around, Attachment, Fact, Status
from audit_tui.reports.foreign import keeping
from audit_tui.reports.network_content import (
    Course,
    Heard,
    Named,
    NetworkContent,
    Overdue,
    Ranked,
    Stubborn,
    Tile,
)
from audit_tui.reports.network_given import Network
from audit_tui.reports.network_json import ATTACHMENT, network_json
from audit_tui.reports.network_nps import lead, recommended
from audit_tui.reports.network_sampling import sampling
from audit_tui.reports.printed.key import NETWORK
from audit_tui.reports.words import DASH, day_words, percent_figure
from audit_tui.rules.insights import (
    Cell,
    Recurring,
    Standing,
)
from audit_tui.rules.trend import Trend
from audit_tui.store.actions import TrackedAction

SHOWN_RECURRING = 25
"""Standards that the table of what keeps falling short shows; all stand in the attached data."""


def network_content(
    given: Network,
    *,
    organisation: str = "",
    confidentiality: str = "",
    accent: str = "",
    logo: Path | None = None,
) -> NetworkContent:
    """What the network report of `given` says; there must be at least one visit."""
    with written_in(given.language):
        _ = given.say
        selected = given.selected
        scale = scale_from([percent for one in given.league.standings for percent in one.percents])
        description = _("The figures of this report, as numbers, each with the visits it rests on")
        attachment = Attachment(ATTACHMENT, network_json(given), description)
        return NetworkContent(
            around=_around(
                given, organisation or _("Service audits"), confidentiality, accent, logo, attachment
            ),
            attachment=attachment,
            accent=accent,
            title=_("Network report"),
            sub=given.place,
            facts=(
                Fact(_("Visits"), given.period),
                Fact(_("Sites"), str(len(selected.sites))),
                Fact(_("Checklists"), given.asked_checklists),
                Fact(_("As of"), day_words(given.as_of)),
            ),
            lead=board.lead(given),
            lead_more=board.lead_more(given),
            kpis=board.kpis(given),
            moved=tuple(board.moved(given, one, one.last) for one in given.progress if one.last is not None),
            single=board.single(given),
            act_first=tuple(
                Named(one.item, given.pick(one.text), words.short_words(one, _))
                for one in given.recurring[: board.FIRST]
            ),
            improved=board.improved(given),
            scale=float(scale),
            league=tuple(_ranked(given, one) for one in given.league.standings),
            league_notes=_league_notes(given),
            heat_titles=tuple(given.pick(given.heat.titles[one]) for one in given.heat.checklists),
            heat=tuple(
                (
                    name,
                    tuple(_tile(given, given.heat.cells.get((site, one))) for one in given.heat.checklists),
                )
                for site, name in given.heat.sites
            ),
            heat_notes=_some(words.remeasured_words(selected.remeasured, _)),
            courses=tuple(_course(given, one) for one in given.trends),
            recurring=tuple(_stubborn(given, one) for one in given.recurring[:SHOWN_RECURRING]),
            recurring_more=max(0, len(given.recurring) - SHOWN_RECURRING),
            overdue=tuple(_late(given, one) for one in given.overdue),
            actions=_action_words(given),
            heard=tuple(
                Heard(touchpoint_words(touchpoint, _), kinds["wish"], kinds["complaint"])
                for touchpoint, kinds in given.heard.items()
            ),
            recommended=recommended(
                given.asked,
                given.names,
                {one: given.pick(title) for one, title in given.heat.titles.items()},
                given.translation,
            ),
            recommended_lead=lead(given.asked, given.translation),
            sampling=sampling(
                given.selected,
                given.left,
                selection=given.place,
                asked=_checklist_words(given),
                period=given.period,
                aside=given.league.aside,
                translation=given.translation,
            ),
        )


def _around(
    given: Network,
    organisation: str,
    confidentiality: str,
    accent: str,
    logo: Path | None,
    attachment: Attachment,
) -> Around:
    _ = given.say
    return Around(
        language=given.language,
        organisation=organisation,
        logo=logo,
        dated=datetime.combine(date.fromisoformat(given.as_of), datetime.min.time(), UTC),
        marks=(_("DEMO – fictional data"),) if given.selected.demo else (),
        confidentiality=confidentiality or _("Confidential – for the client only"),
        name=_("Network report"),
        tail=(given.period,),
        subject=f"{_('Network report')} · {given.place} · {given.period}",
        attachment=attachment,
        variant=NETWORK,
        foot=confidentiality,
        accent=accent,
    )


def _some(*notes: str) -> tuple[str, ...]:
    return tuple(note for note in notes if note)


def _checklist_words(given: Network) -> str:
    _ = given.say
    if given.selection.checklist:
        title = given.asked_checklists
        return keeping(_("the checklist {title} alone, by its own percentage").format(title=title), title)
    return given.asked_checklists


# -- the sections ---------------------------------------------------------------------------------------------


def _ranked(given: Network, one: Standing) -> Ranked:
    return Ranked(
        rank=str(one.rank) if one.rank is not None else DASH,
        site=one.name,
        visits=str(one.visits),
        median=percent_words(one.median),
        interval=words.interval_words(one.interval),
        passed=words.passed_words(one, given.say),
        dots=tuple(float(percent) for percent in one.percents),
        middle=float(one.median),
        band=(one.interval.low, one.interval.high) if one.interval is not None else None,
    )


def _league_notes(given: Network) -> tuple[str, ...]:
    _ = given.say
    asked = [given.pick(given.heat.titles[one]) for one in given.league.asked]
    compared = _("Compared: visits with the checklists {names}.").format(names=listed(asked))
    return _some(
        keeping(compared, *asked),
        words.unranked_words(_) if any(one.rank is None for one in given.league.standings) else "",
        words.aside_words(given.league.aside, _),
        words.remeasured_words(given.selected.remeasured, _),
    )


_TILES: Mapping[str, Status] = {"pass": "pass", "below": "minor", "fail": "major"}


def _tile(given: Network, cell: Cell | None) -> Tile | None:
    if cell is None:
        return None
    _ = given.say
    figure = percent_figure(cell.last)
    word = words.level_words(cell.last_level, _)
    if cell.critical:
        word = f"{word}, {_('critical failure')}"
    return Tile("critical" if cell.critical else _TILES[cell.last_level], figure, str(cell.visits), word)


def _course(given: Network, one: Trend) -> Course:
    return Course(
        site=one.name,
        visits=str(len(one.points)),
        course=tuple(float(point.percent) for point in one.points),
        middle=float(one.median),
        target=board.drawn(one.target),
        outside=tuple(bool(point.outside) for point in one.points),
        latest=percent_words(one.points[-1].percent),
        said=words.chart_words(one, given.say),
    )


def _stubborn(given: Network, one: Recurring) -> Stubborn:
    return Stubborn(
        code=one.item,
        text=given.pick(one.text),
        short=f"{one.short} / {one.visits}",
        share=words.rate_words(one.interval),
        again=str(one.again),
        sites=f"{len(one.sites)} / {one.assessed_at}",
        last=day_words(one.last.day),
    )


def _late(given: Network, one: TrackedAction) -> Overdue:
    due = one.due or given.as_of
    return Overdue(
        days=str((date.fromisoformat(given.as_of) - date.fromisoformat(due)).days),
        due=day_words(due),
        site=given.names.get(one.site.casefold(), one.site),
        audit=one.number,
        what=one.what,
        owner=given.owner(one),
    )


def _action_words(given: Network) -> str:
    _ = given.say
    counts = Counter(one.status for one in given.actions)
    return _(
        "Corrective actions of these sites, whenever they were asked for: open {open}, of these overdue {overdue}; "
        "done and waiting for a check {done}; verified {verified}."
    ).format(
        open=counts["open"], overdue=len(given.overdue), done=counts["done"], verified=counts["verified"]
    )
