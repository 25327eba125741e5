"""What followed the end of an audit, in words: how far its review is, who returned, verified, appealed or corrected."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from audit_tui.i18n import later
from audit_tui.locale_format import day_words
from audit_tui.phrases.numbers import percent_words
from audit_tui.rules.record import Record
from audit_tui.rules.review import EndedEdition, Followed, editions

Translate = Callable[[str], str]

_SENTENCES: Final = {
    "": later("Nobody has looked at it since it was finished."),
    "returned": later("It was returned to its auditor and waits to be corrected."),
    "reopened": later("It is being corrected and was not handed in again yet."),
    "resubmitted": later("It was corrected and handed in again; nobody has verified it since."),
    "verified": later("A second person has verified it."),
}
_FOLLOWED: Final = {
    "returned": (later("Returned by {by}: {why}"), later("Returned: {why}")),
    "reopened": (later("Opened for correction"), later("Opened for correction")),
    "amended": (later("Corrected and handed in again: {why}"), later("Corrected and handed in again: {why}")),
    "verified": (later("Verified by {by}"), later("Verified by a second person")),
    "appealed": (
        later("Appeal by {by}, received on {day}: {why}"),
        later("Appeal by {by}, received on {day}: {why}"),
    ),
    "appeal_upheld": (later("Appeal upheld by {by}: {why}"), later("Appeal upheld: {why}")),
    "appeal_rejected": (later("Appeal rejected by {by}: {why}"), later("Appeal rejected: {why}")),
}
"""Event → the sentence with the name of who said it, and the one without."""


def review_words(record: Record, _: Translate) -> str:
    """How far the review is, in a sentence or two, with the scores of all editions where there are several."""
    review = record.projection.review
    parts = [_(_SENTENCES[review.state])]
    if review.appeal == "open":
        parts = [_("The site has appealed; nobody has decided yet.")]
    ended = editions(record)
    if len(ended) > 1:
        parts.append(scores_words(ended, _))
    return " ".join(parts)


def scores_words(ended: Sequence[EndedEdition], _: Translate) -> str:
    """`Edition 1: 83.3 %; edition 2: 91.7 %.`"""
    told = [
        _("edition {number}: {score}").format(number=one.number, score=score_words(one, _)) for one in ended
    ]
    line = "; ".join(told)
    return f"{line[:1].upper()}{line[1:]}."


def score_words(one: EndedEdition, _: Translate) -> str:
    """The recorded score of an edition with its verdict, or that it has none."""
    if one.figure is None:
        return _("no score")
    verdict = {True: _("passed"), False: _("not passed"), None: ""}[one.passed]
    figure = percent_words(one.figure)
    return f"{figure}, {verdict}" if verdict else figure


def follow_words(one: Followed, kind: str, _: Translate) -> str:
    """One thing that followed, in a sentence. Who judged is named only where names of an audit are."""
    named, unnamed = _FOLLOWED[one.event.op]
    is_named = bool(one.by) and (kind != "mystery" or one.event.op == "appealed")
    day = day_words(one.received) if one.received else ""
    words = _(named if is_named else unnamed).format(by=one.by or _("the site"), why=one.why, day=day)
    if one.event.op == "verified" and one.why:
        words += f": {one.why}"
    return words.removesuffix(": ")
