"""Holds what a report carries of earlier visits against itself, and against their records where these are given.

Never raises for what it is given. What is printed of them is drawn anew from it by `check`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from audit_tui.i18n import _
from audit_tui.locale_format import listed
from audit_tui.phrases.numbers import percent_words
from audit_tui.reports.previous import NOTHING, Earlier, looked_back, previous_of
from audit_tui.reports.printed.network_words import against_findings
from audit_tui.reports.printed.visits import Held, against_judged
from audit_tui.rules.gathering import result_of
from audit_tui.rules.outcomes import AuditResult
from audit_tui.rules.record import Record
from audit_tui.rules.results import RULES_VERSION
from audit_tui.rules.trend import LEAST_POINTS
from audit_tui.rules.verification import Finding
from audit_tui.rules.view import AuditView

Find = Callable[[str], Held | None]


@dataclass(slots=True)
class PreviousCheck:
    """What became of the check of the earlier visits."""

    earlier: Earlier = NOTHING
    flaw: str = ""
    """Why what is carried of them is of no use; empty where it holds together."""
    held: Mapping[str, Held] = field(default_factory=dict)
    """Their own records by the id of the visit, where these were given."""
    other: str = ""
    """Number of another audit that was given and would be the visit before; empty for none."""
    left_out: Sequence[str] = ()
    """Numbers of other audits that were given and that the trend would go back to."""
    is_carried: bool = True
    """Whether the report carries them; else they are those of records that were given."""

    @property
    def before(self) -> AuditResult | None:
        """The visit before."""
        return self.earlier.last

    @property
    def course(self) -> Sequence[AuditResult]:
        """The visits that the trend goes back to; none where they are too few for one."""
        enough = self.is_carried and len(self.earlier.course) >= LEAST_POINTS - 1
        return self.earlier.course if enough else ()

    @property
    def ok(self) -> bool:
        """Whether nothing was found wrong."""
        return not (self.flaw or any(one.flaw or one.wrong for one in self.held.values()))

    def as_json(self) -> dict[str, Any]:
        """The check as JSON types."""
        before = self.before
        return {
            "id": before.id if before is not None else None,
            "number": before.number if before is not None else None,
            "date": before.day if before is not None else None,
            "fingerprint": before.head if before is not None else None,
            "problem": self.flaw or None,
            "against": self._held(before) if before is not None else None,
            "other": self.other or None,
            "trend": [
                {
                    "id": each.id,
                    "number": each.number,
                    "date": each.day,
                    "fingerprint": each.head,
                    "against": self._held(each),
                }
                for each in self.course
            ],
            "left_out": list(self.left_out),
        }

    def _held(self, visit: AuditResult) -> dict[str, Any] | None:
        held = self.held.get(visit.id)
        return held.as_json() if held is not None else None


def check_previous(
    data: bytes | None, record: Record, find: Find | None, others: Sequence[AuditResult]
) -> PreviousCheck | None:
    """Check what a report of `record` carries of earlier visits; null where it carries nothing.

    `find` finds the record of a visit by its id; null where no record was given. `others` are all that were.
    """
    if data is None:
        return None
    try:
        visits = previous_of(data, record)
        check = PreviousCheck(looked_back(visits, record))
    except Exception as error:  # what was tampered with may be unusable in any way
        return PreviousCheck(flaw=type(error).__name__)
    if find is None:
        return check
    given = looked_back(
        [*visits, *(one for one in others if one.id not in {each.id for each in visits})], record
    )
    if given.last is not None and check.before is not None and given.last.id != check.before.id:
        check.other = given.last.number
    if check.course:
        check.left_out = [one.number for one in given.course if one.id not in {each.id for each in visits}]
    check.held = {each.id: held for each in visits if (held := find(each.id)) is not None}
    for each in visits:
        if each.id in check.held and each.rules == RULES_VERSION:
            check.held[each.id].wrong = against_judged(each, check.held[each.id])
    return check


def previous_given(record: Record, find: Find, others: Sequence[AuditResult]) -> PreviousCheck | None:
    """The visits before an audit whose report lost what it carried, from the records that were given."""
    found = looked_back(others, record)
    held = {
        each.id: one for each in found.all if (one := find(each.id)) is not None and one.record is not None
    }
    if found.last is None or found.last.id not in held:
        return None
    anew = {id_: result_of(AuditView(one.record)) for id_, one in held.items() if one.record is not None}
    earlier = Earlier(anew[found.last.id], tuple(anew[each.id] for each in found.course if each.id in anew))
    return PreviousCheck(earlier, held={found.last.id: held[found.last.id]}, is_carried=False)


# -- in words -------------------------------------------------------------------------------------------------


def findings(check: PreviousCheck) -> Iterator[Finding]:
    """Everything that does not hold, each as a sentence."""
    if check.flaw:
        yield Finding(
            "previous.unreadable",
            _("What the report carries of the visits before is of no use: {name}.").format(name=check.flaw),
        )
    for held in check.held.values():
        yield from against_findings(held)


def notes(check: PreviousCheck) -> Iterator[str]:
    """What is to be looked at."""
    if check.other:
        yield _("Of the audits that were given, {number} would be the visit before.").format(
            number=check.other
        )
    if check.left_out:
        yield _("Of the audits that were given, the trend would also go back to {numbers}.").format(
            numbers=listed(check.left_out)
        )
    if any(each.id in check.held and each.rules != RULES_VERSION for each in check.earlier.all):
        yield _("The visit before was judged by rules that this version does not know; not compared.")


def proves(check: PreviousCheck) -> Iterator[str]:
    """What a clean check proves."""
    before = check.before
    if before is None or not check.ok:
        return
    given = {"number": before.number, "day": before.day, "percent": percent_words(before.percent)}
    if _is_proved(check, before):
        yield _(
            "The comparison with the visit before follows from the record of {number} ({day}, {percent}), which holds."
        ).format(**given)
    else:
        yield _(
            "The comparison with the visit before follows from what the report carries of {number} ({day}, {percent})."
        ).format(**given)
    if check.course:
        numbers = listed(each.number for each in check.course)
        if all(_is_proved(check, each) for each in check.course):
            yield _("The trend follows from the records of {numbers}, which hold.").format(numbers=numbers)
        else:
            yield _("The trend follows from what the report carries of {numbers}.").format(numbers=numbers)


def _is_proved(check: PreviousCheck, visit: AuditResult) -> bool:
    return visit.id in check.held and visit.rules == RULES_VERSION


def cannot_prove(check: PreviousCheck) -> Iterator[str]:
    """What it does not prove."""
    if check.before is None:
        return
    if loose := [each.number for each in check.earlier.all if check.is_carried and each.id not in check.held]:
        words = _(
            "It does not show that {number} came out as the report carries it. Hold it against that audit: verify "
            "report.pdf --against FILE."
        )
        if len(loose) > 1:
            words = _(
                "It does not show that {numbers} came out as the report carries them. Hold it against these audits: "
                "verify report.pdf --against FOLDER."
            )
        yield words.format(number=loose[0], numbers=listed(loose))
    yield _("It does not show that {number} was the last visit before.").format(number=check.before.number)
    if check.course:
        yield _("It does not show that no visit was left out of the trend.")


__all__ = ["PreviousCheck", "cannot_prove", "check_previous", "findings", "notes", "previous_given", "proves"]
