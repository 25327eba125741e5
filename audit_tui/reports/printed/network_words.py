"""What the check of a network report found, in words: what does not hold, what it proves, what it cannot prove."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit_tui.i18n import _, plural
from audit_tui.reports.network_json import ATTACHMENT
from audit_tui.reports.printed.differences import Difference
from audit_tui.reports.printed.figures import Wrong
from audit_tui.reports.printed.network import LISTED, NetworkCheck
from audit_tui.reports.printed.visits import Held
from audit_tui.reports.printed.words import difference_words, look_proves, other_version, quoted
from audit_tui.rules.verification import Finding


def findings(check: NetworkCheck) -> Iterator[Finding]:
    """Everything that does not hold, each as a sentence."""
    for flaw, what in check.flaws:
        match flaw:
            case "unreadable":
                words = _("The attached {file} cannot be read: {name}.").format(file=ATTACHMENT, name=what)
            case "visit":
                words = _(
                    "The visit {number} is none of those that the report is said to be made of."
                ).format(number=what)
            case _:
                words = _("The attached {file} is not the one that the report was written with.").format(
                    file=ATTACHMENT
                )
        yield Finding(f"network.{flaw}", words)
    for one in check.wrong:
        yield Finding(f"network.{one.kind}", _figure(one))
    for found in check.pages.found if check.pages is not None else ():
        code = f"page.{found.kind.replace(' ', '-')}"
        yield Finding(code, _page(found), page=found.page or None)
    for held in check.held:
        yield from against_findings(held)


def _figure(one: Wrong) -> str:
    given = {"file": ATTACHMENT, "place": one.place, "carried": one.carried, "expected": one.expected}
    match one.kind:
        case "missing":
            words = _("{file}, {place} is missing; the attached visits give {expected}.")
        case "added":
            words = _("{file}, {place} is {carried}, which the attached visits do not give.")
        case "order":
            words = _("{file}, {place} stand in the order {carried}; the attached visits give {expected}.")
        case _:
            words = _("{file}, {place} is {carried}; the attached visits give {expected}.")
    return words.format(**given)


def against_findings(held: Held) -> Iterator[Finding]:
    """Where a visit that a report carries is not what its record gives."""
    if held.flaw:
        yield Finding(
            "visit.record",
            _("The record of {number} in {file} does not hold: {flaw}").format(
                number=held.number, file=held.path, flaw=held.flaw
            ),
        )
    for one in held.wrong:
        if one.place == "fingerprint":
            words = _("{number} is attached with the fingerprint {carried}, which its record never had.")
        elif one.kind in ("missing", "added"):
            words = _("{number}, {place}: {carried} is attached, its record gives {expected}.")
        else:
            words = _("{number}, {place} is attached as {carried}, its record gives {expected}.")
        yield Finding(
            "visit.differs",
            words.format(
                number=held.number, place=one.place, carried=one.carried or "–", expected=one.expected or "–"
            ),
        )


def _page(found: Difference) -> str:
    """As of any report, but what should be printed is given by the attached visits and not by an audit."""
    return difference_words(found, _, network=True)


def notes(check: NetworkCheck) -> Iterator[str]:
    """What was not compared, or is to be looked at."""
    if check.pages is not None:
        yield from other_version(check.pages, _, network=True)
    if check.not_given:
        yield _("No record was given for {numbers}.").format(numbers=_listed(check.not_given))
    if check.left_out:
        yield _(
            "Given, and fit for this report, but none of its visits (perhaps finished later): {numbers}."
        ).format(numbers=_listed(check.left_out))


def proves(check: NetworkCheck) -> Iterator[str]:
    """What a clean check proves; nothing where something was found."""
    if not check.ok or check.pages is None:
        return
    yield _(
        "The {figures} attached figures follow from the attached visits ({visits}): counts, shares, medians, "
        "intervals, ranks and their order."
    ).format(figures=check.figures, visits=len(check.visits))
    counted = {"pages": check.pages.pages, "compared": check.pages.compared}
    if check.pages.extent in ("look", "words"):
        yield _(
            "Every word on the {pages} pages follows from the attached visits: {compared} paragraphs, figures and "
            "rows of tables are as this version writes them."
        ).format(**counted)
    else:
        yield _(
            "The figures and the rows of the tables on the {pages} pages follow from the attached visits: {compared} "
            "paragraphs, figures and rows were looked for."
        ).format(**counted)
    yield from look_proves(check.pages, _)
    if check.held:
        yield _(
            "{held} of {visits} visits are as their own records give them: fingerprint, percentages, verdicts and "
            "what came out of each question."
        ).format(held=len(check.held), visits=len(check.visits))


def cannot_prove(check: NetworkCheck) -> Iterator[str]:
    """What no such check proves, and what would prove more."""
    if len(check.held) < len(check.visits) or not check.visits:
        yield _(
            "It does not show that the attached visits are those of real audits. Hold it against the audits: verify "
            "report.pdf --against FOLDER, where FOLDER is the workspace or holds audit files or reports."
        )
    yield _("It does not show that no visit was left out.")
    yield _(
        "Corrective actions, wishes and complaints, what customers answered, names of sites and regions and the "
        "counts of what was left out are as they were attached; no record proves them."
    )
    yield _("Whoever holds this file could rebuild all of it.")
    yield _("So compare its SHA-256 with one that somebody else holds, as on a report handed over before.")
    if check.pages is not None and check.pages.settled:
        yield _("As whoever wrote the report set it, and in no record: {words}").format(
            words=quoted(check.pages.settled)
        )
    if check.pages is not None and check.pages.extent not in ("look", "words"):
        yield _("It does not show that every sentence on the pages is as it was written.")


def summary(check: NetworkCheck) -> str:
    """The report in a line."""
    days = [one.day for one in check.visits]
    if not days:
        return _("Network report")
    sites = len({one.site.casefold() for one in check.visits})
    return _("Network report, {visits} at {sites}, {first} to {last}").format(
        visits=plural("{count} visit", "{count} visits", len(days)),
        sites=plural("{count} site", "{count} sites", sites),
        first=min(days),
        last=max(days),
    )


def _listed(numbers: Sequence[str]) -> str:
    more = len(numbers) - LISTED
    return ", ".join(numbers[:LISTED]) + (f" (+{more})" if more > 0 else "")


__all__ = ["against_findings", "cannot_prove", "findings", "notes", "proves", "summary"]
