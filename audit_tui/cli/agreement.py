"""Compare audits of one visit by different people: how far they agree, who is lenient, what divides them.

Name two finished audits of one visit, or more; or take every visit of the workspace that several people audited
(--all: same site, same day, a checklist in common). Each figure stands with n and its interval at 95 percent;
where there are too few comparisons it says so and names nobody. On mystery visits auditors go by their alias.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from typing import Any

from audit_tui.cli.common import (
    add_json,
    columns,
    day_of,
    say,
    say_json,
    site_of,
    warn,
    workspace_of,
)
from audit_tui.clock import SystemClock
from audit_tui.errors import DONE, InputError
from audit_tui.i18n import _, language, plural
from audit_tui.model.text import pick
from audit_tui.phrases.agreement import (
    coefficient_words,
    difference_words,
    divides_words,
    dividing_sentence,
    figures_words,
    lean_sentence,
    lean_words,
    pair_words,
    same_words,
    unit_sentence,
)
from audit_tui.reports.words import value_words
from audit_tui.rules.agreement import (
    Agreement,
    Divided,
    Figures,
    QuestionAgreement,
    coefficient_json,
    compare,
    difference_json,
    figures_json,
)
from audit_tui.rules.sheets import Judged, Sheet
from audit_tui.store.audits import AuditStore
from audit_tui.store.comparing import double_visits, sheets_of
from audit_tui.store.registry import Registry
from audit_tui.store.results import Unread

EXAMPLES = """examples:
  audit-tui agreement AUD-2026-HARBOUR-03 AUD-2026-HARBOUR-04
  audit-tui agreement --all --from 2026-01-01
  audit-tui agreement --all --json | jq '.auditors'"""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "audits", metavar="AUDIT", nargs="*", help=_("number, id, or a unique ending of either")
    )
    parser.add_argument("--all", action="store_true", help=_("every visit that several people audited"))
    parser.add_argument("--site", metavar="ID", help=_("with --all: only this site"))
    parser.add_argument("--from", dest="since", metavar="DATE", help=_("with --all: from this day on"))
    parser.add_argument("--to", dest="until", metavar="DATE", help=_("with --all: up to this day"))
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    workspace, clock = workspace_of(args, ask=False), SystemClock()
    store = AuditStore(workspace, clock)
    unread: list[Unread] = []
    visits: Sequence[Sequence[Sheet]]
    if args.all:
        if args.audits:
            raise InputError("usage", _("Name audits, or take --all; not both."))
        site = site_of(Registry(workspace, clock), args.site).id if args.site else None
        visits, unread = double_visits(store, site=site, since=day_of(args.since), until=day_of(args.until))
    elif args.site or args.since or args.until:
        raise InputError("usage", "--site, --from and --to go with --all.")
    elif not args.audits:
        raise InputError(
            "usage",
            _("Name two audits of one visit, or take --all."),
            next_step=_("See audit-tui agreement --help."),
        )
    else:
        visits = [sheets_of(store, args.audits)]
    seen = compare(visits)
    if args.json:
        say_json({**agreement_json(seen), "unread": [{"audit": u.number, "why": u.why} for u in unread]})
    else:
        if workspace.is_demo:
            say(_("DEMO: everything here is invented.") + "\n")
        for line in _lines(seen):
            say(line)
        for one in unread:
            warn(_("{number} is left out: {why}").format(number=one.number, why=one.why))
    return DONE


# -- text ----------------------------------------------------------------------------------------------------


def _lines(seen: Agreement) -> Iterator[str]:
    if not seen.visits:
        yield _("No visit was audited by several people (same site, same day, a checklist in common).")
        return
    yield _("{visits} by several people").format(
        visits=plural("{count} visit", "{count} visits", len(seen.visits))
    )
    for visit in seen.visits:
        people = ", ".join(
            _("{number} by {auditor}").format(number=one.number, auditor=one.auditor) for one in visit
        )
        days = " and ".join(sorted({one.day or _("no date") for one in visit}))
        yield f"  {days}  {visit[0].site_name}: {people}"
    if any(len({one.day for one in visit}) > 1 for visit in seen.visits):
        yield "  " + _(
            "These audits are of different days; what changed in between counts as disagreement here."
        )
    yield ""
    yield _("OVERALL  {figures}").format(figures=figures_words(seen.overall, _))
    if not seen.overall.few:
        yield "  " + _("Krippendorff's alpha {coefficient}").format(coefficient=coefficient_words(seen.alpha))
    yield f"  {unit_sentence(seen, _)}"
    if seen.alone:
        yield "  " + _("{judgements} stood alone: asked of or answered by one person only.").format(
            judgements=plural("{count} judgement", "{count} judgements", seen.alone)
        )
    yield ""
    yield _("PAIRS (of verdicts: met, partly, not met, not applicable)")
    for pair in seen.pairs:
        yield f"  {pair_words(pair)}  {figures_words(pair.figures, _)}"
    yield ""
    yield _("AUDITORS (points of 100 that one gives more than the others who saw the same)")
    rows = [
        [f"  {one.auditor}", difference_words(one.difference, _), lean_words(one.difference, _)]
        for one in seen.auditors
    ]
    yield from columns(rows)
    for sentence in filter(None, (lean_sentence(one, _) for one in seen.auditors)):
        yield f"  {sentence}"
    yield ""
    yield _("QUESTIONS")
    yield f"  {dividing_sentence(seen, _)}"
    if len(seen.visits) > 1:
        head = ["  " + _("QUESTION"), _("SAME"), _("RAW"), _("AC1"), _("KAPPA"), ""]
        yield from columns([head, *(_question(one) for one in _ordered(seen))])
    differing = [divided for one in seen.questions for divided in one.differing]
    if differing:
        yield ""
        yield _("JUDGED DIFFERENTLY")
        for divided in differing:
            yield f"  {_where(seen, divided)} · {_said(divided)}"


def _ordered(seen: Agreement) -> list[QuestionAgreement]:
    """The least agreed upon first."""
    return sorted(seen.questions, key=lambda one: one.figures.raw.value or 0.0)


def _question(one: QuestionAgreement) -> list[str]:
    figures: Figures = one.figures
    few = figures.few
    return [
        f"  {one.form.id}",
        same_words(figures, _),
        "" if few else coefficient_words(figures.raw),
        "" if few else coefficient_words(figures.ac1),
        "" if few else coefficient_words(figures.weighted),
        divides_words(one, _),
    ]


def _where(seen: Agreement, divided: Divided) -> str:
    visit = seen.visits[divided.visit]
    return divided.label if len(seen.visits) == 1 else f"{visit[0].day} {visit[0].site} {divided.label}"


def _said(divided: Divided) -> str:
    return "; ".join(f"{said.auditor}: {_words(said.judged)}" for said in divided.said)


def _words(judged: Judged) -> str:
    if judged.value is None:
        return _("not applicable")
    return value_words(judged.form.checklist, judged.form.question, judged.value, language(), _)


# -- JSON ----------------------------------------------------------------------------------------------------


def agreement_json(seen: Agreement) -> dict[str, Any]:
    """A comparison as the verb prints it."""
    return {
        "visits": [
            [
                {"audit": one.number, "site": one.site, "day": one.day or None, "auditor": one.auditor}
                for one in visit
            ]
            for visit in seen.visits
        ],
        "unit": seen.unit,
        "overall": figures_json(seen.overall),
        "alpha": coefficient_json(seen.alpha),
        "alone": seen.alone,
        "pairs": [
            {
                "auditors": [one.one, one.other],
                "visits": one.visits,
                **figures_json(one.figures),
                "difference": difference_json(one.difference),
            }
            for one in seen.pairs
        ],
        "auditors": [
            {"auditor": one.auditor, "visits": one.visits, "difference": difference_json(one.difference)}
            for one in seen.auditors
        ],
        "questions": [
            {
                "question": one.form.id,
                "text": pick(one.form.question.text, language()),
                "visits": one.visits,
                **figures_json(one.figures),
                "divides": one.divides,
                "differing": [
                    {
                        "visit": divided.visit,
                        "label": divided.label,
                        "said": [
                            {
                                "auditor": said.auditor,
                                "answer": said.judged.value,
                                "words": _words(said.judged),
                            }
                            for said in divided.said
                        ],
                    }
                    for divided in one.differing
                ],
            }
            for one in seen.questions
        ],
    }
