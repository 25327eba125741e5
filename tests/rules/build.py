"""Small checklists and answers written in the test that needs them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from audit_tui.model.audit import State
from audit_tui.model.checklist import Checklist
from audit_tui.rules.routing import CompiledChecklist, Given, compile_checklist
from audit_tui.rules.scoring import VisitScore, score_visit

NA = Given(State.NOT_APPLICABLE)
NOT_OBSERVED = Given(State.NOT_OBSERVED)
_UNTITLED = {"text": "?"}


def yes_no(id_: str, **keys: Any) -> dict[str, Any]:
    return {"id": id_, "type": "yes_no", **_UNTITLED, **keys}


def count(id_: str, **keys: Any) -> dict[str, Any]:
    return {"id": id_, "type": "count", **_UNTITLED, **keys}


def item(type_: str, id_: str, **keys: Any) -> dict[str, Any]:
    return {"id": id_, "type": type_, **_UNTITLED, **keys}


def repeat(id_: str, questions: list[dict[str, Any]], **keys: Any) -> dict[str, Any]:
    return {"id": id_, "type": "repeat", **_UNTITLED, "questions": questions, **keys}


def choices(**points: Any) -> list[dict[str, Any]]:
    """Choices by id: points, None for none, or a mapping of keys."""
    return [
        {"id": id_, "label": id_, **(keys if isinstance(keys, dict) else {"points": keys})}
        for id_, keys in points.items()
    ]


def section(id_: str, questions: list[dict[str, Any]], **keys: Any) -> dict[str, Any]:
    return {"id": id_, "title": id_, "questions": questions, **keys}


def checklist(*sections: dict[str, Any], id_: str = "phone", **keys: Any) -> CompiledChecklist:
    raw = {
        "format": "audit-checklist/1",
        "id": id_,
        "version": "1",
        "title": id_,
        "sections": list(sections),
        **keys,
    }
    return compile_checklist(Checklist.model_validate(raw))


def of(*questions: dict[str, Any], id_: str = "phone", **keys: Any) -> CompiledChecklist:
    """A checklist of one section."""
    return checklist(section("main", list(questions)), id_=id_, **keys)


def answers(checklist_id: str = "phone", /, **given: Any) -> dict[str, Given]:
    """Answers by question id: canonical values, or NA and NOT_OBSERVED."""
    return {
        f"{checklist_id}/{id_}": value if isinstance(value, Given) else Given(State.ANSWERED, value)
        for id_, value in given.items()
    }


def score(
    compiled: CompiledChecklist | Iterable[CompiledChecklist],
    given: Mapping[str, Given],
    instances: Mapping[str, Sequence[str]] | None = None,
    **keys: Any,
) -> VisitScore:
    several = [compiled] if isinstance(compiled, CompiledChecklist) else list(compiled)
    return score_visit(several, given, instances or {}, **keys)


def phone(**scoring: Any) -> CompiledChecklist:
    """A telephone touchpoint: speed of answer (weight 40, from 80) and handling (weight 60)."""
    return checklist(
        section(
            "answering",
            [
                count("rings", standard="PH-01", points=4, meets="${rings} <= 3", partly="${rings} <= 5"),
                item(
                    "stopwatch",
                    "wait_s",
                    standard="PH-01",
                    steps=[
                        {"up_to": 15, "points": 6},
                        {"up_to": 30, "points": 3},
                        {"above": 30, "points": 0},
                    ],
                ),
            ],
            weight=40,
            pass_from=80,
        ),
        section(
            "handling",
            [
                yes_no("held", neutral=True),
                item(
                    "number",
                    "hold_s",
                    unit="s",
                    min=0,
                    max=3600,
                    show_if="${held} = 'yes'",
                    points=4,
                    meets=". <= 45",
                ),
                yes_no("solved", points=8, allow_na=True, critical={"cap": 60, "scope": "checklist"}),
            ],
            weight=60,
        ),
        standards={"PH-01": {"text": "Answered within three rings."}},
        scoring={"pass_from": 85, "target": 90, **scoring},
    )


def perfect_call(**changed: Any) -> dict[str, Given]:
    return answers(**{"rings": "2", "wait_s": "12", "held": "no", "solved": "yes", **changed})
