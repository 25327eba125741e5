"""What the pages of a report were found to say, in words: what differs, what that proves, what was not compared."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from audit_tui import __version__
from audit_tui.i18n import plural
from audit_tui.locale_format import quoted
from audit_tui.reports.printed.check import PagesCheck
from audit_tui.reports.printed.differences import Difference

Translate = Callable[[str], str]

SHOWN: Final = 20
"""Sentences of another version that are told one by one."""
_FIGURE = re.compile(r"[0-9]+(?:[.,][0-9]+)?")


def difference_words(found: Difference, translate: Translate, *, network: bool = False) -> str:
    """One difference as a sentence that names its page and place; of a `network` report, or of one audit."""
    _ = translate
    place = _("Page {page}, {heading}") if found.under else _("Page {page}")
    if not found.page:
        place = _("The pages")
    given = {
        "place": place.format(page=found.page, heading=found.under),
        "row": found.row,
        "column": found.column,
        "printed": found.printed,
        "expected": found.expected,
    }
    words = (_network_sentence(found, _) if network else "") or _sentence(found, _)
    return words.format(**given)


def _network_sentence(found: Difference, _: Translate) -> str:
    """The sentences that name what gives the right words; empty for the others."""
    match found.kind:
        case "cell" if found.column and found.row:
            return _("{place}, {row}: {column} is printed as “{printed}”, the figures give “{expected}”.")
        case "cell" if found.row:
            return _("{place}, {row}: “{printed}” is printed, the figures give “{expected}”.")
        case "row added" | "added":
            return _("{place}: “{printed}” is printed, which the figures do not give.")
        case "beside" if found.expected:
            return _("{place}: in the head or foot “{printed}” is printed, the figures give “{expected}”.")
        case "score" | "cell" | "text":
            return _("{place}: “{printed}” is printed, the figures give “{expected}”.")
        case _:
            return ""


def _sentence(found: Difference, _: Translate) -> str:
    match found.kind:
        case "score" if _FIGURE.fullmatch(found.printed) and _FIGURE.fullmatch(found.expected):
            return _("{place}: the score printed is {printed} %, the audit gives {expected} %.")
        case "score":
            return _("{place}: the score is printed as “{printed}”, the audit gives “{expected}”.")
        case "cell" if found.column and found.row:
            return _("{place}, {row}: {column} is printed as “{printed}”, the audit gives “{expected}”.")
        case "cell" if found.row:
            return _("{place}, {row}: “{printed}” is printed, the audit gives “{expected}”.")
        case "row missing":
            return _("{place}: the row {row} is missing: {expected}")
        case "missing" if not found.page:
            return _("{place}: nowhere stands “{expected}”.")
        case "missing":
            return _("{place}: missing is “{expected}”.")
        case "row added" | "added":
            return _("{place}: “{printed}” is printed, which the audit does not give.")
        case "beside" if found.expected:
            return _("{place}: in the head or foot “{printed}” is printed, the audit gives “{expected}”.")
        case "beside":
            return _("{place}: “{printed}” stands beside the text and does not belong there.")
        case "over":
            return _("{place}: “{printed}” was put on the page; it is no part of the report.")
        case "painted":
            return _("{place}: something was painted over the page, or taken from it.")
        case "unreadable":
            return _("{place} cannot be read, so nothing on them is proved.")
        case "untagged":
            return _(
                "{place} have lost the structure that they were written with, so nothing on them is proved."
            )
        case "variant":
            return _("{place} are said to be of a form that this version does not write.")
        case "note":
            return _("{place}: a comment or a field was put on the page.")
        case "picture":
            return _("{place}: the photo {row} is not the one that the report was written with.")
        case "unmasked":
            return _("{place}: the photo {row} shows what the record masks.")
        case "original":
            return _("{place}: the photo {row} does not show what its original shows.")
        case _:
            return _("{place}: “{printed}” is printed, the audit gives “{expected}”.")


def pages_unproved(check: PagesCheck, translate: Translate) -> str:
    """Why the pages are not proved, though nothing on them is known to be wrong; empty where they are."""
    _ = translate
    if check.proved or check.found:
        return ""
    if check.aside:
        return _("the comparison with the visit before rests on what the report does not carry")
    match check.extent:
        case "nothing" | "hashes":
            return _("the pages were not compared with the record")
        case "figures":
            return plural(
                "{count} place on the pages is not as this version writes it",
                "{count} places on the pages are not as this version writes them",
                len(check.otherwise),
            )
        case _:
            return _("the words follow, but another program changed the file, so something else may be seen")


def pages_prove(check: PagesCheck, translate: Translate) -> Iterator[str]:
    """What the pages prove where nothing on them was changed."""
    _ = translate
    if check.found:
        return
    counted = {"pages": check.pages, "compared": check.compared}
    if check.extent in ("look", "words"):
        yield _(
            "Every word on the {pages} pages follows from the record: {compared} paragraphs, figures and rows of "
            "tables are as this version writes them."
        ).format(**counted)
    elif check.extent == "figures":
        yield _(
            "The figures and the rows of the tables on the {pages} pages follow from the record: {compared} "
            "paragraphs, figures and rows were looked for."
        ).format(**counted)
    elif check.extent == "hashes":
        yield _("The number of the audit, its fingerprint and the SHA-256 of the record stand on the pages.")
    yield from look_proves(check, _)
    shown = check.pictures
    if shown is None:
        return
    if shown.shown and shown.carried:
        yield plural(
            "{count} printed photo is the one that the report was written with; what the record masks in it is black.",
            "{count} printed photos are those that the report was written with; what the record masks in them is "
            "black.",
            shown.shown,
        )
    if shown.originals:
        yield plural(
            "{count} printed photo shows what its original shows.",
            "{count} printed photos show what their originals show.",
            shown.originals,
        )


def look_proves(check: PagesCheck, _: Translate) -> Iterator[str]:
    """That there is no more to be seen than what was compared."""
    if check.extent == "look":
        yield _(
            "The pages look as this version draws them: nothing is hidden, moved, painted over or set in another font."
        )


def pages_notes(check: PagesCheck, translate: Translate) -> Iterator[str]:
    """What could not be compared, and why."""
    _ = translate
    match check.obstacle:
        case "unreadable":
            yield _("The pages cannot be read; only the attached record was checked.")
        case "record":
            yield _("The attached record gives no report to compare the pages with; only it was checked.")
        case "variant":
            yield _(
                "The pages are of a kind that this version ({version}) does not know; only the attached record was "
                "checked. A newer version of audit_tui can compare them."
            ).format(version=__version__)
        case "untagged":
            yield _(
                "The pages have no structure, as those of early versions: no figure on them was compared. Look "
                "for yourself whether they say what the record gives."
            )
    yield from other_version(check, _)
    if check.aside:
        yield _("Not compared, because it rests on what this report does not carry: {words}").format(
            words=all_quoted(check.aside)
        )


def other_version(check: PagesCheck, _: Translate, *, network: bool = False) -> Iterator[str]:
    """That another version wrote a report, and what it words otherwise."""
    if check.extent not in ("look", "words", "figures") or (check.key is not None and check.key.is_current):
        return
    if check.key is None:
        yield _("The report does not say which version of audit_tui wrote it; this is {version}.").format(
            version=__version__
        )
    else:
        yield _(
            "The report says that audit_tui {written} wrote it; this is {version}. Version {written} itself can tell "
            "whether every word is its own."
        ).format(written=check.key.version, version=__version__)
    for found in check.otherwise[:SHOWN]:
        yield _(
            "Not as this version writes it, whether changed or from another version: {difference}"
        ).format(difference=difference_words(found, _, network=network))
    if len(check.otherwise) > SHOWN:
        yield plural(
            "Not as this version writes it at {count} more place.",
            "Not as this version writes it at {count} more places.",
            len(check.otherwise) - SHOWN,
        )


def pages_cannot_prove(check: PagesCheck, translate: Translate) -> Iterator[str]:
    """What no comparison of pages with a record proves."""
    _ = translate
    shown = check.pictures
    if shown is not None and shown.originals < shown.shown:
        yield plural(
            "{count} printed photo was not compared with its original. Hold the report against it: verify report.pdf "
            "--against FOLDER, where FOLDER is the workspace.",
            "{count} printed photos were not compared with their originals. Hold the report against them: verify "
            "report.pdf --against FOLDER, where FOLDER is the workspace.",
            shown.shown - shown.originals,
        )
    yield _("It does not show that a photo is true, or where it was taken.")
    if check.settled:
        yield _("As whoever wrote the report set it, and in no record: {words}").format(
            words=all_quoted(check.settled)
        )
    if check.extent not in ("look", "words"):
        yield _("It does not show that every sentence on the pages is as it was written.")


def all_quoted(several: Iterable[str]) -> str:
    """Words one after another, each in quotation marks."""
    return "; ".join(map(quoted, several))
