"""A record judged anew: counts and percentages, for whoever checks it."""

from __future__ import annotations

from audit_tui.rules.judged import judge
from tests.rules.build import phone
from tests.rules.walked import walked

SAID = {"phone/rings": "2", "phone/wait_s": "22", "phone/held": "no", "phone/solved": "no"}


def test_the_judgement_names_what_failed_and_counts_the_rest() -> None:
    found = judge(walked(phone(), said=SAID).record)
    assert (found.percent, found.passed, found.critical) == (28, False, ("phone.solved",))
    assert found.standards == {"phone/PH-01": "partly"}
    assert found.verdicts == {"partly": 1}
    assert found.as_json() == {
        "percent": "28.0",
        "passed": False,
        "critical_failed": ["phone.solved"],
        "standards": {"met": 0, "partly": 1, "not_met": 0, "not_assessed": 0},
        "non_conformities": {"critical": 1, "major": 0, "minor": 1},
        "checklists": [
            {
                "id": "phone",
                "percent": "28.0",
                "passed": False,
                "sections": [
                    {"id": "answering", "percent": "70.0"},
                    {"id": "handling", "percent": "0.0"},
                ],
            }
        ],
    }


def test_without_a_percentage_there_is_none() -> None:
    told = judge(walked(phone()).record).as_json()
    assert (told["percent"], told["passed"], told["critical_failed"]) == (None, None, [])
    assert told["checklists"][0]["sections"][0] == {"id": "answering", "percent": None}
