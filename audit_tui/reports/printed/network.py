"""Holds a network report against the data that it carries, and that data against itself.

Every figure is computed again from the visits that are carried with it, then the pages are drawn anew and compared
word by word. Whether the visits came out so is for their own records to tell: `against` holds each against the
record that is given for it. Never raises for what it is given, but for a form that this version does not know.
"""

from __future__ import annotations

import hashlib
import io
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

import orjson
from pypdf import PdfReader

from audit_tui.errors import InputError
from audit_tui.i18n import _
from audit_tui.reports.network import network_content
from audit_tui.reports.network_basis import network_of
from audit_tui.reports.network_given import Network
from audit_tui.reports.network_json import ATTACHMENT, FORMAT, network_json
from audit_tui.reports.printed.again import language_of, logo_of, paper_of
from audit_tui.reports.printed.check import MOST as MOST_DIFFERENCES
from audit_tui.reports.printed.check import PagesCheck, compare_look, compare_pages
from audit_tui.reports.printed.differences import Difference
from audit_tui.reports.printed.figures import MOST, Wrong, figures_wrong
from audit_tui.reports.printed.key import NETWORK, ReportKey, key_in
from audit_tui.reports.printed.lists import Lists, ListsCheck, check_lists
from audit_tui.reports.printed.pieces import Printed, printed_in
from audit_tui.reports.printed.visits import Held, against_record, fits
from audit_tui.rules.insights import select
from audit_tui.rules.outcomes import AuditResult
from audit_tui.rules.record import canonical

Flaw = Literal["form", "unreadable", "visit"]

LISTED: Final = 20
"""Audits that are named of those that are left out or were not given."""


@dataclass(slots=True)
class NetworkCheck:
    """What became of the check of a network report."""

    sha256: str
    """Of the attached data."""
    flaws: list[tuple[Flaw, str]] = field(default_factory=list)
    """What is wrong with the attached data itself, and which visit or fault it is."""
    wrong: list[Wrong] = field(default_factory=list)
    """Attached figures that do not follow from the attached visits."""
    figures: int = 0
    """Figures that were computed again."""
    pages: PagesCheck | None = None
    given: Network | None = None
    """The ground of the report as it is carried; only to be trusted where nothing was found."""
    held: list[Held] = field(default_factory=list)
    """Visits that were held against their own records."""
    not_given: list[str] = field(default_factory=list)
    """Numbers of visits for which no record was given, where any was."""
    left_out: list[str] = field(default_factory=list)
    """Numbers of audits that were given, fit what is asked for, and are none of the visits."""
    lists: ListsCheck | None = None
    """What became of the check of actions, answers and wishes, where anything was given for it."""

    @property
    def ok(self) -> bool:
        """Whether nothing was found wrong."""
        return not (
            self.flaws
            or self.wrong
            or (self.pages is not None and self.pages.found)
            or any(one.wrong or one.flaw for one in self.held)
            or (self.lists is not None and self.lists.wrong)
        )

    @property
    def visits(self) -> Sequence[AuditResult]:
        return self.given.selected.visits if self.given is not None else ()


def check_network(pdf: bytes, attached: bytes) -> NetworkCheck:
    """Check the network report `pdf` with its data `attached`. InputError where the data are of another form."""
    check = NetworkCheck(hashlib.sha256(attached).hexdigest())
    try:
        document: Any = orjson.loads(attached)
    except orjson.JSONDecodeError:
        check.flaws.append(("unreadable", "JSON"))
        return check
    form = document.get("format") if isinstance(document, dict) else None
    if form != FORMAT:
        raise InputError(
            "network.form",
            _("The attached {network} is of a form that this version does not know: {form}.").format(
                network=ATTACHMENT, form=str(form)[:40]
            ),
            next_step=_("Write the report anew, or check it with the version that wrote it."),
        )
    _check_figures(check, document, attached)
    if check.given is not None:
        _check_pages(check, pdf, check.given)
    return check


def _check_figures(check: NetworkCheck, document: dict[str, Any], attached: bytes) -> None:
    try:
        given = network_of(document, "en")
        again = network_json(given)
        expected = orjson.loads(again)
        wrong = [*figures_wrong(document, expected)]
        is_canonical = canonical(document) == attached
        strangers = [*_strangers(given)]
    except Exception as error:  # what was tampered with may be unusable in any way
        check.flaws.append(("unreadable", type(error).__name__))
        return
    check.given = given
    check.wrong = wrong[:MOST]
    check.figures = sum(_figures(part) for name, part in expected.items() if name != "basis")
    check.flaws += [("visit", one) for one in strangers]
    if not is_canonical or (again != attached and not wrong):
        check.flaws.append(("form", ""))


def _strangers(given: Network) -> Iterator[str]:
    """Visits that are none of what the report says it is made of, or that stand twice or out of their order."""
    visits, wanted = given.selected.visits, {site.casefold() for site in given.sites}
    taken = select(visits, given.selection).visits
    seen: set[str] = set()
    for one in visits:
        known = any(each.id == one.id and each.asked == one.asked for each in taken)
        if not known or one.id in seen or (wanted and one.site.casefold() not in wanted):
            yield one.number
        seen.add(one.id)
    orders = [one.order for one in visits]
    yield from (one.number for one, order in zip(visits, sorted(orders), strict=True) if one.order != order)


def _figures(part: Any) -> int:
    if isinstance(part, dict):
        return sum(map(_figures, part.values()))
    if isinstance(part, list):
        return sum(map(_figures, part))
    return int(isinstance(part, int | float) and not isinstance(part, bool))


def _check_pages(check: NetworkCheck, pdf: bytes, given: Network) -> None:
    try:
        printed = printed_in(PdfReader(io.BytesIO(pdf), strict=False))
    except Exception:  # a hostile file makes pypdf raise whatever it likes
        check.pages = PagesCheck("nothing", "unreadable", found=[Difference("unreadable", 0, "")])
        return
    key = key_in(printed.keywords)
    pages = check.pages = PagesCheck("nothing", pages=printed.pages, key=key)
    if key is not None and key.variant != NETWORK:
        pages.obstacle = "variant"
        pages.found.append(Difference("variant", 0, ""))
        return
    if not printed.tagged:
        pages.obstacle = "untagged"
        pages.found.append(Difference("untagged", 0, ""))  # no version wrote one without
        return
    try:
        data, language = _drawn(given, printed, key)
        expected = printed_in(PdfReader(io.BytesIO(data)))
    except Exception:  # as above
        pages.obstacle = "record"
        check.flaws.append(("unreadable", "PDF"))
        return
    pages.settled = [words for words in (printed.author, key.foot if key is not None else "") if words]
    compare_pages(pages, printed, expected, language, scored=False)
    compare_look(pages, pdf, data)
    del pages.found[MOST_DIFFERENCES:]


def _drawn(given: Network, printed: Printed, key: ReportKey | None) -> tuple[bytes, str]:
    """The report of `given` as it is written now, in the manner of `printed`, and its language."""
    from dataclasses import replace

    from audit_tui.reports.pdf.network_report import network_report

    language = language_of(printed)
    with tempfile.TemporaryDirectory(prefix="audit-tui-") as folder:
        content = network_content(
            replace(given, language=language),
            organisation=printed.author,
            confidentiality=key.foot if key is not None else "",
            accent=key.accent if key is not None else "",
            logo=logo_of(printed, Path(folder)),
        )
        return network_report(content, paper=paper_of(printed)), language


Find = Callable[[str], Held | None]
"""Finds what the record of an audit says, by the id of the audit; null where no record was given for it."""


def hold_against(
    check: NetworkCheck, find: Find, others: Sequence[AuditResult], lists: Lists | None = None
) -> None:
    """Hold each visit against its own record, and what is carried besides against records and `lists`.

    `others`: what came out of all finished audits that were given.
    """
    if check.given is None:
        return
    checklist = check.given.selection.checklist
    for visit in check.visits:
        held = find(visit.id)
        if held is None:
            check.not_given.append(visit.number)
            continue
        held.wrong = against_record(visit, held, checklist)
        check.held.append(held)
    check.lists = check_lists(check.given, find, lists)
    known = {visit.id for visit in check.visits}
    check.left_out = [
        one.number
        for one in others
        if one.id not in known and fits(one, check.given.selection, check.given.sites)
    ]


__all__ = ["LISTED", "Find", "NetworkCheck", "check_network", "hold_against"]
