"""What the check of a network report found, in words: what does not hold, what it proves, what it cannot prove."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit_tui.i18n import _, plural
from audit_tui.reports.network_json import ATTACHMENT
from audit_tui.reports.printed.differences import Difference
from audit_tui.reports.printed.figures import Wrong
from audit_tui.reports.printed.network import LISTED, NetworkCheck
from audit_tui.reports.printed.visits import Held
from audit_tui.reports.printed.words import (
    all_quoted,
    difference_words,
    look_proves,
    other_version,
    pages_unproved,
)
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
    for one in check.lists.wrong if check.lists is not None else ():
        if one.kind == "added":
            words = _("{file}, {place}: the record of {carried} does not ask for this action.")
        else:
            words = _("{file}, {place} is {carried}; the record of the audit gives {expected}.")
        yield Finding("action.differs", _filled(words, one))


def _filled(words: str, one: Wrong) -> str:
    return words.format(
        file=ATTACHMENT, place=one.place, carried=one.carried or "–", expected=one.expected or "–"
    )


def _apart(one: Wrong) -> str:
    """That a list of the workspace, which may have been changed since, does not give what is carried."""
    match one.kind:
        case "added":
            words = _("{file}, {place} ({carried}) is not in the list of the workspace.")
        case "missing":
            words = _("{file}, {place} ({expected}) is missing; the list of the workspace had it before.")
        case _:
            words = _("{file}, {place} is {carried}; the list of the workspace gives {expected}.")
    return _filled(words, one)


def unproved(check: NetworkCheck) -> str:
    """Why the report is not proved, though nothing in it is known to be wrong; empty where it is."""
    if not check.ok or check.pages is None:
        return ""
    if (why := pages_unproved(check.pages, _)) or check.lists is None or not check.lists.apart:
        return why
    return plural(
        "{count} figure is not as the list of the workspace gives it",
        "{count} figures are not as the lists of the workspace give them",
        len(check.lists.apart),
    )


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
    lists = check.lists
    if lists is not None:
        yield from map(_apart, lists.apart)
        if lists.apart:
            yield _(
                "Lists are not sealed: they may have been changed since, and so may the report. Compare for yourself."
            )
        if lists.moved:
            yield _(
                "Actions whose state was changed on the day of the report or later: those of {numbers}."
            ).format(numbers=_listed(sorted(set(lists.moved))))
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
    lists = check.lists
    if lists is None:
        return
    if lists.recorded:
        yield _(
            "{recorded} of {actions} corrective actions are as the records of their audits ask for them: site, due "
            "day, and the words of those overdue."
        ).format(recorded=lists.recorded, actions=lists.actions)
    if lists.listed and not lists.apart:
        yield _(
            "The lists of the workspace agree: states of {actions} actions and that none was left out, {answers} "
            "answers of customers, {heard} wishes and complaints."
        ).format(actions=lists.actions, answers=lists.answers, heard=lists.heard)


def cannot_prove(check: NetworkCheck) -> Iterator[str]:
    """What no such check proves, and what would prove more."""
    if len(check.held) < len(check.visits) or not check.visits:
        yield _(
            "It does not show that the attached visits are those of real audits. Hold it against the audits: verify "
            "report.pdf --against FOLDER, where FOLDER is the workspace or holds audit files or reports."
        )
    yield _("It does not show that no visit was left out.")
    if check.lists is not None and check.lists.listed:
        yield _(
            "The lists of actions, answers and wishes are not sealed: whoever holds the workspace could change them."
        )
        yield _(
            "Names of sites and regions and the counts of what was left out are as they were attached; no record "
            "proves them."
        )
    else:
        yield _(
            "Corrective actions, wishes and complaints, what customers answered, names of sites and regions and the "
            "counts of what was left out are as they were attached. Hold the first three against the lists of the "
            "workspace: verify report.pdf --against FOLDER."
        )
    yield _("Whoever holds this file could rebuild all of it.")
    yield _("So compare its SHA-256 with one that somebody else holds, as on a report handed over before.")
    if check.pages is not None and check.pages.settled:
        yield _("As whoever wrote the report set it, and in no record: {words}").format(
            words=all_quoted(check.pages.settled)
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


__all__ = ["against_findings", "cannot_prove", "findings", "notes", "proves", "summary", "unproved"]
