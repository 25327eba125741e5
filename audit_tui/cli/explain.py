"""How a score comes about on the command line: from the visit down to each question, as lines or as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from audit_tui.i18n import translator
from audit_tui.locale_format import FIRM
from audit_tui.phrases.scoring import ScoreWords
from audit_tui.rules.recorded import recorded_rules
from audit_tui.rules.repair import way_json, way_of
from audit_tui.rules.results import RULES_VERSION
from audit_tui.rules.trace import explain, explain_json
from audit_tui.rules.view import AuditView


def document(view: AuditView) -> dict[str, Any]:
    """What `show --explain --json` prints."""
    header = view.record.header
    return {
        "id": header.id,
        "number": header.number,
        "rules": (recorded_rules(view.record) if view.kept else "") or RULES_VERSION,
        "kept": view.kept,
        "checklists": [
            {"id": one.id, "version": one.version, "hash": one.hash} for one in view.record.checklists
        ],
        "explanation": explain_json(explain(view)),
        "way": way_json(way_of(view)),
    }


def lines(view: AuditView, language: str) -> Iterator[str]:
    """Every sentence, from the visit down to each question that is asked."""
    for line in _lines(view, ScoreWords(view, language, translator(language))):
        yield line.replace(FIRM, " ")


def _lines(view: AuditView, told: ScoreWords) -> Iterator[str]:
    if told.kept():
        yield told.kept()
    trace = explain(view)
    yield told.visit(trace)
    yield told.way(way_of(view))
    for checklist in trace.checklists:
        id_ = checklist.score.id
        yield ""
        yield told.checklist(checklist)
        for section in checklist.sections:
            yield f"  {told.section(id_, section)}"
            for question in section.questions:
                if question.score.reason != "hidden":
                    yield f"    {question.score.label}: {told.text(question)}"
                    yield f"      {told.question(question)}"


def remarks(view: AuditView, language: str) -> Iterator[str]:
    """What belongs under the score itself: that it stands as recorded, and the shortest way to pass."""
    told = ScoreWords(view, language, translator(language))
    if told.kept():
        yield told.kept()
    if view.score().passed is False:
        yield told.way(way_of(view)).replace(FIRM, " ")
