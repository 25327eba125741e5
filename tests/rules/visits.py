"""Visits for tests of comparisons: scored by the rules, from small checklists and answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from typing import Any

from audit_tui.rules.gathering import checklist_results
from audit_tui.rules.outcomes import AuditResult
from audit_tui.rules.routing import CompiledChecklist, Given
from audit_tui.rules.scoring import score_visit
from tests.rules.build import answers, of, yes_no

_numbers = count(1)


def visit(
    checklists: CompiledChecklist | Iterable[CompiledChecklist],
    given: Mapping[str, Given],
    *,
    site: str = "ROMA",
    day: str = "2026-01-01",
    region: str = "South",
    aborted: bool = False,
    demo: bool = False,
    instances: Mapping[str, Sequence[str]] | None = None,
    profile: Any = "private",
) -> AuditResult:
    """A finished visit of `site` on `day`."""
    several = [checklists] if isinstance(checklists, CompiledChecklist) else list(checklists)
    score = score_visit(several, given, instances or {}, profile)
    number = next(_numbers)
    return AuditResult(
        id=f"{number:026d}",
        number=f"AUD-{number}",
        site=site,
        site_name=f"Store {site}",
        region=region,
        kind="mystery",
        day=day,
        created=number,
        demo=demo,
        aborted=aborted,
        rules="1",
        percent_text="" if score.percent is None else str(score.percent),
        passed=score.passed,
        critical=score.critical_failed,
        recommendations=(),
        checklists=checklist_results(several, score),
    )


def points(*names: str, id_: str = "phone", **keys: Any) -> CompiledChecklist:
    """A checklist of yes/no questions worth a point each, each with a standard of its own."""
    return of(
        *(yes_no(name, points=1, standard=f"PH-{at:02d}") for at, name in enumerate(names, 1)),
        id_=id_,
        standards={f"PH-{at:02d}": {"text": f"About {name}."} for at, name in enumerate(names, 1)},
        **keys,
    )


def said(checklist_id: str = "phone", /, **given: Any) -> dict[str, Given]:
    """Answers, `True` for yes and `False` for no."""
    words = {True: "yes", False: "no"}
    return answers(checklist_id, **{name: words.get(value, value) for name, value in given.items()})
