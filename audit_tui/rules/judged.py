"""What a record comes to when it is judged anew: score, verdicts of the standards, findings, critical failures.

Counts and percentages only, for whoever checks a record; a report says the same in full.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from audit_tui.rules.compliance import nonconformities
from audit_tui.rules.record import Record
from audit_tui.rules.results import ChecklistScore, display_percent
from audit_tui.rules.view import AuditView

STATUSES: Final = ("met", "partly", "not_met", "not_assessed")
SEVERITIES: Final = ("critical", "major", "minor")


@dataclass(frozen=True, slots=True)
class Judged:
    """The judgement on a record."""

    percent: Fraction | None
    passed: bool | None
    critical: tuple[str, ...]
    """Paths of the questions that failed and are critical."""
    standards: Mapping[str, str]
    """Standard (`phone/PH-01`) → its verdict."""
    findings: Mapping[str, int]
    """Severity → non-conformities."""
    checklists: tuple[ChecklistScore, ...]

    @property
    def verdicts(self) -> Counter[str]:
        """How many standards have each verdict."""
        return Counter(self.standards.values())

    def as_json(self) -> dict[str, Any]:
        """The judgement as JSON types; percentages as text with one decimal, null where there is none."""
        verdicts = self.verdicts
        return {
            "percent": _text(self.percent),
            "passed": self.passed,
            "critical_failed": list(self.critical),
            "standards": {status: verdicts[status] for status in STATUSES},
            "non_conformities": {severity: self.findings[severity] for severity in SEVERITIES},
            "checklists": [
                {
                    "id": one.id,
                    "percent": _text(one.percent),
                    "passed": one.passed,
                    "sections": [
                        {"id": section.id, "percent": _text(section.percent)} for section in one.sections
                    ],
                }
                for one in self.checklists
            ],
        }


def judge(record: Record) -> Judged:
    """The judgement on `record`; a score that stands as recorded is taken as recorded."""
    score = AuditView(record).score()
    severities = Counter(finding.severity for finding in nonconformities(score))
    return Judged(
        percent=score.percent,
        passed=score.passed,
        critical=score.critical_failed,
        standards={one.id: one.status for one in score.standards},
        findings={severity: severities[severity] for severity in SEVERITIES},
        checklists=score.checklists,
    )


def _text(percent: Fraction | None) -> str | None:
    return None if percent is None else display_percent(percent)
