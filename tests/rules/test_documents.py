"""The JSON that rules make of what they found, whole: a name or a figure that changes here changes for scripts too."""

from __future__ import annotations

from typing import Any

from audit_tui.model.audit import Action, Evidence, Item, Projection, State
from audit_tui.rules.experience import experience, experience_json
from audit_tui.rules.nps import Score, score_json
from audit_tui.rules.tables import audit_state, item_document, make_seal
from audit_tui.rules.trace import explain, explain_json
from tests.rules.build import answers, count, of, phone, repeat, score, yes_no
from tests.rules.test_compliance import GOOD, VISIT
from tests.rules.test_experience import PARKING
from tests.rules.walked import move, walked, write


def group(name: str, got: float, most: float, observations: int, failed: int) -> dict[str, Any]:
    percent = round(100 * got / most, 6)
    return {
        "name": name,
        "percent": int(percent) if percent == int(percent) else percent,
        "got": got,
        "max": most,
        "observations": observations,
        "failed": failed,
    }


def test_experience() -> None:
    said = answers(**{**GOOD, "named": "no"}) | answers("parking", sign="yes", lines="no", manner="4")
    found = experience([VISIT, PARKING], score([VISIT, PARKING], said), "en")
    assert experience_json(found) == {
        "positives": 4,
        "negatives": 2,
        "balance": -6,
        "negative_weight": 5,
        "touchpoints": [
            {"checklist": "phone", "positives": 3, "negatives": 1, "balance": -2},
            {"checklist": "parking", "positives": 1, "negatives": 1, "balance": -4},
        ],
        "delights": {"given": 0, "offered": 0},
        "natures": [group("tangible", 9, 12, 4, 1), group("emotional", 2, 3, 3, 1)],
        "phases": [group("perception", 4, 4, 1, 0), group("interaction", 7, 11, 6, 2)],
        "kinds": [group("expected", 11, 15, 7, 2)],
        "owners": [
            group("Reception", 4, 4, 1, 0),
            group("Service", 1, 2, 2, 1),
            group("Facilities", 5, 8, 3, 1),
        ],
        "staff_groups": [group("Guards", 5, 6, 2, 0)],
        "factors": [group("calm", 3, 4, 1, 0), group("confident", 3, 4, 1, 0), group("open", 2, 2, 1, 0)],
        "idle": [],
    }
    kept = experience([PARKING], score(PARKING, answers("parking", lines="yes")), "en")
    assert experience_json(kept)["idle"] == ["parking/PK-02"]


def test_kinds_stand_in_their_own_order_whatever_is_asked_first() -> None:
    asked = of(
        yes_no("gift", points=1, standard="B-1"),
        yes_no("sign", points=1, standard="A-1"),
        standards={"B-1": {"text": "A gift.", "kind": "delight"}, "A-1": {"text": "A sign."}},
    )
    found = experience([asked], score(asked, answers(gift="yes", sign="yes")), "en")
    assert [(one.name, one.max) for one in found.kinds] == [("expected", 1), ("delight", 1)]
    assert (found.delights_given, found.delights_offered) == (1, 1)


def test_net_promoter_score() -> None:
    assert score_json(Score("0-10", 7, 2, 4)) == {
        "scale": "0-10",
        "n": 13,
        "promoters": 7,
        "passives": 2,
        "detractors": 4,
        "promoters_percent": 53.846154,
        "passives_percent": 15.384615,
        "detractors_percent": 30.769231,
        "score": 23.076923,
        "interval": [-23.573814, 61.073814],
        "few": True,
        "reading": None,
        "possible": None,
    }


def asked(id_: str, **keys: Any) -> dict[str, Any]:
    return {
        "question": f"phone.{id_}",
        "path": f"phone/{id_}",
        "state": "answered",
        "points": 0,
        "got": 0,
        "max": 0,
        "failed": False,
        "critical": False,
        "delight": False,
        "standard": None,
        "reason": "yes_no",
        "params": {},
        **keys,
    }


def ground(code: str, *about: str, percent: Any = None, limit: Any = None) -> dict[str, Any]:
    return {"code": code, "about": list(about), "percent": percent, "limit": limit}


RINGS = asked(
    "rings",
    points=4,
    got=4,
    max=4,
    standard="phone/PH-01",
    reason="meets",
    params={"answer": "2", "meets": "${rings} <= 3", "partly": "${rings} <= 5"},
)
HIDDEN = asked("hold_s", state="hidden", points=4, reason="hidden")


def test_why_a_score_is_what_it_is() -> None:
    said = {"phone/rings": "2", "phone/wait_s": "22", "phone/held": "no", "phone/solved": "no"}
    assert explain_json(explain(walked(phone(), said=said))) == {
        "percent": 28,
        "passed": False,
        "mean": 28,
        "parts": [{"id": "phone", "percent": 28, "weight": 1}],
        "caps": [],
        "grounds": [ground("critical", "phone.solved"), ground("checklists", "phone")],
        "checklists": [
            {
                "id": "phone",
                "state": "scored",
                "percent": 28,
                "raw_percent": 28,
                "passed": False,
                "pass_from": 85,
                "weighted": True,
                "mean": 28,
                "parts": [
                    {"id": "answering", "percent": 70, "weight": 40},
                    {"id": "handling", "percent": 0, "weight": 60},
                ],
                "caps": [{"question": "phone.solved", "cap": 60, "scope": "checklist"}],
                "grounds": [
                    ground("critical", "phone.solved"),
                    ground("section", "phone", "answering", percent=70, limit=80),
                    ground("below", percent=28, limit=85),
                ],
                "sections": [
                    {
                        "id": "answering",
                        "state": "scored",
                        "percent": 70,
                        "raw_percent": 70,
                        "got": 7,
                        "max": 10,
                        "passed": False,
                        "pass_from": 80,
                        "caps": [],
                        "missing": [],
                        "questions": [
                            RINGS,
                            asked(
                                "wait_s",
                                points=6,
                                got=3,
                                max=6,
                                standard="phone/PH-01",
                                reason="step.up_to",
                                params={"answer": "22", "missed_up_to": "15", "up_to": "30"},
                            ),
                        ],
                    },
                    {
                        "id": "handling",
                        "state": "scored",
                        "percent": 0,
                        "raw_percent": 0,
                        "got": 0,
                        "max": 8,
                        "passed": None,
                        "pass_from": None,
                        "caps": [],
                        "missing": [],
                        "questions": [
                            asked("held", state="neutral", params={"answer": "no", "good": "yes"}),
                            HIDDEN,
                            asked(
                                "solved",
                                points=8,
                                max=8,
                                failed=True,
                                critical=True,
                                params={"answer": "no", "good": "yes"},
                            ),
                        ],
                    },
                ],
            }
        ],
    }


def test_why_there_is_no_score_yet() -> None:
    told = explain_json(explain(walked(phone(), said={"phone/rings": "2"})))
    assert {key: told[key] for key in ("percent", "passed", "mean", "grounds")} == {
        "percent": None,
        "passed": None,
        "mean": None,
        "grounds": [ground("no_verdict", "phone")],
    }
    (phone_,) = told["checklists"]
    assert phone_["grounds"] == [ground("incomplete", "phone.wait_s", "phone.solved")]
    assert phone_["parts"] == [
        {"id": "answering", "percent": None, "weight": 40},
        {"id": "handling", "percent": None, "weight": 60},
    ]
    answering, handling = phone_["sections"]
    missing = {"state": "unanswered", "reason": "unanswered.required"}
    assert answering == {
        "id": "answering",
        "state": "incomplete",
        "percent": None,
        "raw_percent": None,
        "got": 4,
        "max": 4,
        "passed": None,
        "pass_from": 80,
        "caps": [],
        "missing": ["phone.wait_s"],
        "questions": [RINGS, asked("wait_s", points=6, standard="phone/PH-01", **missing)],
    }
    assert handling["questions"] == [
        asked("held", state="neutral", reason="unanswered.optional"),
        HIDDEN,
        asked("solved", points=8, **missing),
    ]


# -- the tables of an audit's file ------------------------------------------------------------------------


def test_what_the_file_says_beyond_its_events() -> None:
    session = walked(phone(), said={"phone/held": "no"}, kind="open")
    state = audit_state(session.record.projection)
    assert state == {
        "status": "draft",
        "kind": "open",
        "facts": {"kind": "open", "auditor": "A", "alias": "S"},
        "instances": {},
        "moved": {},
        "created_at": 1_795_000_000_000,
        "changed_at": 1_795_000_000_000,
        "ended_at": 0,
    }
    assert audit_state(Projection())["kind"] == "mystery"
    session.apply(session.abandon("closed"))
    ended = audit_state(session.record.projection)
    assert (ended["status"], ended["ended_at"]) == ("abandoned", 1_795_000_000_000)


def test_versions_that_the_audit_moved_to_and_rounds_are_named() -> None:
    session = walked(of(repeat("calls", [count("again")])))
    session.apply(session.add_instance("phone/calls"))
    for version in ("2", "3"):
        move(session, of(repeat("calls", [count("again")]), version=version))
    state = audit_state(session.record.projection)
    assert state["moved"] == {"phone": ["2", "3"]}
    assert state["instances"] == session.record.projection.instances
    assert len(state["instances"]["phone/calls"]) == 1


def test_what_is_kept_of_one_question() -> None:
    id_ = "01HF7YAT00ZZZZZZZZZZZZZZZZ"
    item = Item("phone/rings", State.ANSWERED, "3")
    item.evidence = [Evidence(id=id_, sha256="ab" * 32, kind="photo", extension="jpg", size=9)]
    item.actions = [Action(id=id_, what="Train")]
    item.note, item.private_note, item.flagged, item.grade, item.reason = "n", "p", True, "noted", "r"
    item.timer_started, item.at = 5, 7
    document = {
        "path": "phone/rings",
        "state": "answered",
        "value": "3",
        "reason": "r",
        "grade": "noted",
        "note": "n",
        "private_note": "p",
        "flagged": True,
        "evidence": [each.model_dump(mode="json", exclude_none=True) for each in item.evidence],
        "actions": [each.model_dump(mode="json", exclude_none=True) for each in item.actions],
        "timer_started": 5,
        "at": 7,
    }
    assert item_document(item) == document
    assert None not in item_document(item)["evidence"][0].values()
    assert None not in item_document(item)["actions"][0].values()
    item.photo_promised = 6
    assert item_document(item) == document, "the photo that was owed is there"
    item.photos_before = frozenset([id_])
    assert item_document(item)["photo_owed"] == 6
    item.photo_promised = None
    item.laps = ["3"]
    assert item_document(item) == {**document, "laps": ["3"]}


def test_a_seal_covers_every_table_but_itself() -> None:
    session = walked(phone(), said={"phone/held": "no"})
    projection = session.record.projection
    tables = {"audit": {"1": {"id": "x"}}, "events": {}}
    seal = make_seal(tables, projection)
    assert (seal["events"], seal["head"]) == (projection.seq, projection.head)
    assert make_seal({**tables, "seal": {"1": seal}}, projection) == seal
    assert make_seal({**tables, "events": {"1": {}}}, projection)["digest"] != seal["digest"]
    write(session, "flagged", "phone/held", True)
    assert make_seal(tables, session.record.projection)["events"] == seal["events"] + 1
