"""Prove what a network report says: its figures from the visits it carries, its pages from its figures, and the
visits from their own records where those are given."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from audit_tui.i18n import _
from audit_tui.rules.verification import Finding

if TYPE_CHECKING:
    from audit_tui.cli.against import Against
    from audit_tui.reports.printed.network import NetworkCheck


Verdict = Literal["holds", "not-proved", "broken"]


class Checked(Protocol):
    """A file with the outcome of its check."""

    @property
    def ok(self) -> bool: ...

    @property
    def findings(self) -> Sequence[Finding]: ...


def verdict(checked: Checked) -> Verdict:
    """`broken` where anything was found wrong, `not-proved` where only part could be proved."""
    if checked.ok:
        return "holds"
    return "broken" if checked.findings else "not-proved"


class CheckedNetwork:
    """A network report with the outcome of its check."""

    def __init__(self, path: Path, check: NetworkCheck) -> None:
        from audit_tui.reports.printed import network_words as words

        self.path, self.check = path, check
        self.unproved = words.unproved(check)
        self.ok = check.ok and not self.unproved
        self.findings = list(words.findings(check))
        self.summary = words.summary(check)
        self.to_note = list(words.notes(check))
        self.proves = list(words.proves(check))
        self.cannot_prove = list(words.cannot_prove(check))

    @property
    def lines(self) -> list[str]:
        """What the file is, in lines."""
        sha256 = _("SHA-256 of the {what} {sha256}")
        return [self.summary, sha256.format(what=_("attached network.json"), sha256=self.check.sha256)]

    def as_json(self) -> dict[str, Any]:
        """The check as JSON types."""
        check = self.check
        return {
            "file": str(self.path),
            "kind": "network",
            "sha256": check.sha256,
            "ok": self.ok,
            "verdict": verdict(self),
            "visits": len(check.visits),
            "figures": check.figures,
            "findings": [
                {"code": one.code, "message": one.message, "seq": one.seq, "page": one.page}
                for one in self.findings
            ],
            "figures_wrong": [one.as_json() for one in check.wrong],
            "pages": check.pages.as_json() if check.pages is not None else None,
            "against": {
                "held": [one.as_json() for one in check.held],
                "not_given": list(check.not_given),
                "left_out": list(check.left_out),
                "lists": check.lists.as_json() if check.lists is not None else None,
            },
            "notes": self.to_note,
            "proves": self.proves,
            "cannot_prove": self.cannot_prove,
        }


def check_network_file(path: Path, pdf: bytes, attached: bytes, against: Against) -> CheckedNetwork:
    """Check a network report and hold it `against` the records that were given, if any were."""
    from audit_tui.reports.printed.network import check_network, hold_against

    check = check_network(pdf, attached)
    if against:
        hold_against(check, against.find, against.finished(), against.lists)
    return CheckedNetwork(path, check)
