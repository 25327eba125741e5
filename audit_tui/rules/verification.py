"""The answer of a check: what was found, what that proves and what it cannot prove. Checks nothing itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from audit_tui.i18n import _, plural
from audit_tui.rules.record import Record

MAX_FINDINGS: Final = 50
"""Findings kept of one kind of check; one damaged byte early in a chain can spoil every later event."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold. `seq` is the event it concerns, where it concerns one."""

    code: str
    message: str
    seq: int | None = None
    page: int | None = None
    """Page of the report it stands on, from 1; null for what stands on none, or on all."""


@dataclass(slots=True)
class Verification:
    """What a check found."""

    audit: str = ""
    number: str = ""
    status: str = ""
    head: str = ""
    """Hash of the last event: the fingerprint to compare with what others hold."""
    events: int = 0
    holding: int = 0
    """Events from the first on that are unbroken."""
    published: int = 0
    withheld: int = 0
    erased: int = 0
    locked: int = 0
    """Values that are there, encrypted, and were not opened: what they say was not checked."""
    recorded: dict[str, Any] | None = None
    recomputed: dict[str, Any] | None = None
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    record: Record | None = None
    """The record as far as it could be read; only to be trusted where nothing was found."""

    @property
    def ok(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.findings

    @property
    def summary(self) -> str:
        """The counts in one line."""
        counted = {
            "holding": self.holding,
            "events": self.events,
            "published": self.published,
            "withheld": self.withheld,
            "erased": self.erased,
            "locked": self.locked,
        }
        if self.locked:
            return _(
                "{holding} of {events} events hold; {published} values published, {withheld} withheld, {erased} "
                "erased, {locked} locked."
            ).format(**counted)
        return _(
            "{holding} of {events} events hold; {published} values published, {withheld} withheld, {erased} erased."
        ).format(**counted)

    @property
    def proves(self) -> list[str]:
        """What a clean check proves, as sentences; nothing where something was found."""
        if not self.ok:
            return []
        lines = [
            _("The {events} events are complete, in order and unchanged since their end was {head}.").format(
                events=self.events, head=self.head
            ),
            _("The {published} values shown are the ones that were recorded.").format(
                published=self.published
            ),
        ]
        if self.recomputed is not None:
            lines.append(_("The score follows from the recorded answers by the recorded rules."))
        return lines

    @property
    def cannot_prove(self) -> list[str]:
        """What no such check can prove, as sentences."""
        locked = plural(
            "What the {count} locked value says was not looked at; that it was recorded is proved, its text is not.",
            "What the {count} locked values say was not looked at; that it was recorded is proved, its text is not.",
            self.locked,
        )
        return [
            *([locked] if self.locked else []),
            _("Whoever holds this file could rebuild all of it."),
            _(
                "So compare the fingerprint with one that somebody else holds, as on a report handed over before."
            ),
            _("Times are those of the auditor's own clock."),
            _("It does not show that an answer was true, only that it was given."),
        ]

    def as_json(self) -> dict[str, Any]:
        """The result as JSON types."""
        return {
            "ok": self.ok,
            "audit": self.audit,
            "number": self.number,
            "status": self.status,
            "fingerprint": self.head,
            "events": {"total": self.events, "hold": self.holding},
            "values": {
                "published": self.published,
                "withheld": self.withheld,
                "erased": self.erased,
                "locked": self.locked,
            },
            "score": {"recorded": self.recorded, "recomputed": self.recomputed},
            "findings": [
                {"code": each.code, "message": each.message, "seq": each.seq, "page": each.page}
                for each in self.findings
            ],
            "notes": list(self.notes),
            "proves": self.proves,
            "cannot_prove": self.cannot_prove,
        }


class Findings:
    """Collects what a check finds."""

    def __init__(self) -> None:
        self.result = Verification()
        self._counts: dict[str, int] = {}

    def find(self, code: str, message: str, seq: int | None = None) -> None:
        """Say what does not hold; of one kind at most MAX_FINDINGS are kept."""
        count = self._counts[code] = self._counts.get(code, 0) + 1
        if count <= MAX_FINDINGS:
            self.result.findings.append(Finding(code, message, seq))
