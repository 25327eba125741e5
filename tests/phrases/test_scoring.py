"""Why a score is what it is: the sentences a person reads, with the figures of the score and no others."""

from __future__ import annotations

from typing import Any

import pytest

from audit_tui.i18n import translator
from audit_tui.phrases.numbers import FIRM
from audit_tui.phrases.scoring import ScoreWords
from audit_tui.rules.repair import Way, way_of
from audit_tui.rules.trace import explain, explain_json, explain_question
from audit_tui.rules.view import AuditView
from audit_tui.session import AuditSession
from tests.rules.build import checklist, choices, count, item, of, phone, repeat, section, yes_no
from tests.rules.walked import walked

PERFECT = {"phone/rings": "2", "phone/wait_s": "12", "phone/held": "no", "phone/solved": "yes"}
STEPS = [{"up_to": 15, "points": 6}, {"up_to": 30, "points": 3}, {"above": 30, "points": 0}]


def words(view: AuditView) -> ScoreWords:
    return ScoreWords(view, "en", translator("en"))


def question(asked: dict[str, Any], raw: Any, **keys: Any) -> str:
    """What is said of one question that is answered with `raw`; None leaves it open."""
    session = walked(
        of(asked, yes_no("other", points=1), **keys),
        said={} if raw is None else {f"phone/{asked['id']}": raw},
    )
    trace = explain_question(session, f"phone/{asked['id']}")
    assert trace is not None
    return words(session).question(trace).replace(FIRM, " ")


def told(session: AuditSession) -> dict[str, str]:
    """Every sentence by what it is about."""
    say, trace, found = words(session), explain(session), {}
    found["visit"] = say.visit(trace)
    for one in trace.checklists:
        found[one.score.id] = say.checklist(one)
        for part in one.sections:
            found[f"{one.score.id}/{part.score.id}"] = say.section(one.score.id, part)
    found["way"] = say.way(way_of(session))
    return {key: text.replace(FIRM, " ") for key, text in found.items()}


# -- questions --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "raw", "sentence"),
    [
        (item("stopwatch", "q", steps=STEPS), "12", "6 of 6 points: 12 s is within 15 s"),
        (item("stopwatch", "q", steps=STEPS), "22", "3 of 6 points: 22 s is within 30 s, not within 15 s"),
        (item("stopwatch", "q", steps=STEPS), "95", "0 of 6 points: 95 s (1:35) is above 30 s"),
        (
            item("number", "q", unit="lx", steps=[{"above": 20, "points": 2}, {"up_to": 20, "points": 1}]),
            "20",
            "1 of 2 points: 20 lx is within 20 lx",
        ),
        (
            count("q", steps=[{"above": 2, "up_to": 4, "points": 1}]),
            "3",
            "1 of 1 point: 3 is above 2 and within 4",
        ),
        (count("q", steps=[{"up_to": 2, "points": 1}]), "3", "0 of 1 point: 3 fits no step"),
        (
            count("q", points=4, meets="${q} <= 3", partly=". <= 5"),
            "2",
            "4 of 4 points: 2, asked is at most 3",
        ),
        (
            count("q", points=4, meets=". <= 3", partly=". <= 5"),
            "4",
            "2 of 4 points: 4 is at most 5, not at most 3",
        ),
        (count("q", points=4, meets=". <= 3", partly=". <= 5"), "6", "0 of 4 points: 6 is not at most 5"),
        (count("q", points=3, partly=". > 5"), "6", "1.5 of 3 points: 6 is above 5, which earns half"),
        (count("q", points=1, meets=". < 3"), "3", "0 of 1 point: 3 is not under 3"),
        (count("q", points=1, meets=". >= 3"), "2", "0 of 1 point: 2 is not at least 3"),
        (count("q", points=1, meets=". = 3"), "3", "1 of 1 point: 3, asked is 3"),
        (count("q", points=1, meets=". <= 1 + 1"), "3", "0 of 1 point: 3 is not at most 2"),
        (count("q", points=1, meets="${other} < 3"), "3", "0 of 1 point: 3 is not ${other} < 3"),
        (yes_no("q", points=2), "yes", "2 of 2 points: the answer is yes"),
        (yes_no("q", points=2), "no", "0 of 2 points: the answer is no, yes is asked for"),
        (yes_no("q", points=2, good="no"), "yes", "0 of 2 points: the answer is yes, no is asked for"),
        (item("scale", "q", min=-2, max=2, points=3), "-1", "0.75 of 3 points: −1 on the scale −2–2"),
        (item("single", "q", choices=choices(a=2, b=1)), "b", "1 of 2 points: “b”"),
        (item("single", "q", choices=choices(a=2, b={"fails": True})), "b", "0 of 2 points: “b” fails it"),
        (item("multi", "q", choices=choices(a=1, b=2)), ["a", "b"], "3 of 3 points: “a”, “b”"),
        (item("multi", "q", choices=choices(a=1, b=2)), [], "0 of 3 points: nothing is chosen"),
        (
            item("multi", "q", choices=choices(a=1, b=2, rude={"fails": True})),
            ["a", "rude"],
            "1 of 3 points: “rude” fails it",
        ),
        (yes_no("q", points=1, allow_na=True), "NA: no lift", "not applicable (no lift): leaves both sums"),
        (yes_no("q", points=1), "NO: too dark", "not observed (too dark): leaves both sums"),
        (yes_no("q", points=1), None, "not answered: required, so there is no percentage yet"),
        (yes_no("q", points=1, required=False), None, "not answered, and may stay so: leaves both sums"),
        (yes_no("q"), None, "not answered; not scored"),
        (item("text", "q"), "hello", "asked, not scored"),
        (item("nps", "q"), "9", "asked, not scored"),
        (yes_no("q", neutral=True), "yes", "asked, not scored"),
        (
            yes_no("q", points=2, critical={"cap": 60}),
            "no",
            "0 of 2 points: the answer is no, yes is asked for; critical: caps the checklist at 60 %",
        ),
        (
            yes_no("q", critical={"cap": "12.345", "scope": "visit"}),
            "no",
            "failed, without points: the answer is no, yes is asked for; critical: caps the visit at 12.345 %",
        ),
        (
            yes_no("q", points=1, critical={"scope": "section"}),
            "no",
            "0 of 1 point: the answer is no, yes is asked for; critical: caps the section at 0 %",
        ),
    ],
)
def test_why_a_question_earned_what_it_earned(asked: dict[str, Any], raw: Any, sentence: str) -> None:
    assert question(asked, raw) == sentence


def test_a_missing_answer_that_counts_as_0_says_so() -> None:
    scoring = {"on_missing": "zero"}
    said = question(yes_no("q", points=2), None, scoring=scoring)
    assert said == "0 of 2 points: not answered, which counts as 0"


def test_a_delight_is_told_as_such_given_or_not() -> None:
    keys = {"standards": {"PH-01": {"text": "A surprise.", "kind": "delight"}}}
    gift = yes_no("q", points=2, standard="PH-01")
    assert question(gift, "yes", **keys) == "2 of 2 points gained by a delight: the answer is yes"
    assert (
        question(gift, "no", **keys)
        == "a delight not given costs nothing: the answer is no, yes is asked for"
    )


def test_a_hidden_question_is_told_as_not_asked() -> None:
    session = walked(
        of(yes_no("a", points=1), yes_no("b", points=1, show_if="${a} = 'no'")), said={"phone/a": "yes"}
    )
    hidden = explain(session).checklists[0].sections[0].questions[1]
    assert words(session).question(hidden) == "not asked here: leaves both sums"
    assert explain_question(session, "phone/b") is None


def test_an_answer_of_a_wrong_shape_in_a_record_is_told_without_an_error() -> None:
    session = walked(of(item("scale", "q", points=2), yes_no("b", points=1)), said={"phone/b": "yes"})
    session.record.projection.item("phone/q")
    trace = explain(session).checklists[0].sections[0].questions[0]
    assert trace.params == {} and trace.score.missing


# -- sections, checklists, the visit ------------------------------------------------------------------------


def test_a_perfect_call_is_told_from_the_visit_down() -> None:
    assert told(walked(phone(), said=PERFECT)) == {
        "visit": "Visit: as its only checklist, 100.0 %; passed: every checklist passes",
        "phone": "phone: 40 × 100.0 % + 60 × 100.0 %, over 100 = 100.0 %; passed: 100.0 % reaches 85 %",
        "phone/answering": "answering: 10 of 10 points = 100.0 %; not below its minimum of 80 %",
        "phone/handling": "handling: 8 of 8 points = 100.0 %",
        "way": "The visit passes; nothing has to be repaired.",
    }


def test_a_section_below_its_minimum_and_the_way_to_pass() -> None:
    found = told(walked(phone(), said={**PERFECT, "phone/rings": "4", "phone/wait_s": "22"}))
    assert found["phone/answering"] == "answering: 5 of 10 points = 50.0 %; below its minimum of 80 %"
    assert found["phone"] == (
        "phone: 40 × 50.0 % + 60 × 100.0 %, over 100 = 80.0 %; "
        "not passed: answering is at 50.0 %, below its minimum of 80 %; 80.0 % is below 85 %"
    )
    assert found["visit"] == "Visit: as its only checklist, 80.0 %; not passed: phone does not pass"
    assert found["way"] == "Shortest way to pass: repair NC-01 → 100.0 %"


def test_a_cap_is_told_with_the_item_that_caps() -> None:
    capped = told(walked(phone(), said={**PERFECT, "phone/solved": "no"}))
    assert capped["phone"] == (
        "phone: 40 × 100.0 % + 60 × 0.0 %, over 100 = 40.0 %; critical phone.solved caps it at 60 %, "
        "which it does not reach; not passed: critical item failed: phone.solved; 40.0 % is below 85 %"
    )
    asked = of(yes_no("a", points=9), yes_no("b", points=1, critical={"cap": 60}), scoring={"pass_from": 50})
    said = told(walked(asked, said={"phone/a": "yes", "phone/b": "no"}))
    assert said["phone"] == (
        "phone: 9 of 10 points = 90.0 %; capped at 60 % by phone.b (critical); "
        "not passed: critical item failed: phone.b"
    )
    assert said["visit"] == (
        "Visit: as its only checklist, 60.0 %; not passed: critical item failed: phone.b; phone does not pass"
    )


def test_caps_of_a_section_and_of_the_visit_stand_where_they_hold() -> None:
    asked = checklist(
        section(
            "one", [yes_no("a", points=9), yes_no("x", points=1, critical={"cap": 50, "scope": "section"})]
        ),
        section(
            "two", [yes_no("b", points=9), yes_no("y", points=1, critical={"cap": 70, "scope": "visit"})]
        ),
    )
    said = told(walked(asked, said={"phone/a": "yes", "phone/x": "no", "phone/b": "yes", "phone/y": "no"}))
    assert said["phone/one"] == "one: 9 of 10 points = 90.0 %; capped at 50 % by phone.x (critical)"
    assert said["phone"].startswith("phone: 10 × 50.0 % + 10 × 90.0 %, over 20 = 70.0 %; not passed:")
    assert "critical phone.y caps it at 70 %, which it does not reach" in said["visit"]
    assert said["way"] == "Shortest way to pass: none, as phone has no pass mark."


def test_several_checklists_are_a_mean_by_weight() -> None:
    one = of(yes_no("a", points=1), id_="phone", scoring={"weight": 3, "pass_from": 50})
    two = of(yes_no("a", points=1, allow_na=True), id_="parking", scoring={"pass_from": 50})
    three = of(yes_no("a", points=1), id_="desk", scoring={"weight": "1.5", "pass_from": 50})
    said = {"phone/a": "yes", "parking/a": "no", "desk/a": "no"}
    found = told(walked(one, two, three, said=said))
    assert found["visit"] == (
        "Visit: mean of 3 checklists by weight: 3 × 100.0 % + 1 × 0.0 % + 1.5 × 0.0 %, over 5.5 = 54.5 %; "
        "not passed: parking and desk do not pass"
    )
    assert found["way"] == "Shortest way to pass: repair NC-01 and NC-02 → 100.0 %"
    left = told(walked(one, two, said={"phone/a": "yes", "parking/a": "NA: none"}))
    assert left["visit"] == (
        "Visit: mean of 1 checklist by weight: 3 × 100.0 %, over 3 = 100.0 %; no verdict: parking has none"
    )
    assert left["parking"] == "parking: no percentage; no verdict: nothing was assessed"
    assert left["parking/main"] == "main: nothing was assessed, so it leaves the mean"
    assert left["way"] == "Shortest way to pass: none, as nothing of parking was assessed."


def test_what_is_not_answered_yet_is_named_and_the_way_waits() -> None:
    found = told(walked(phone(), said={"phone/rings": "2"}))
    assert found["phone/answering"] == "answering: no percentage yet, phone.wait_s not answered"
    assert found["phone"] == (
        "phone: no percentage; no verdict: 2 required questions are open: phone.wait_s, phone.solved"
    )
    assert found["visit"] == "Visit: no percentage; no verdict: phone has none"
    assert found["way"] == "Shortest way to pass: known once every required question is answered."
    many = of(*(yes_no(f"q{n}", points=1) for n in range(8)))
    assert (
        "8 required questions are open: phone.q0, phone.q1, phone.q2, phone.q3, phone.q4, phone.q5 …"
        in (told(walked(many))["phone"])
    )


def test_rounds_that_lack_leave_no_percentage() -> None:
    asked = of(yes_no("a", points=1), repeat("calls", [yes_no("b", points=1)], min_count=2))
    found = told(walked(asked, said={"phone/a": "yes"}))
    assert found["phone/main"] == "main: no percentage yet, too few rounds"
    assert found["phone"] == "phone: no percentage; no verdict: too few rounds"


def test_limits_of_sections_alone_and_no_limit_at_all() -> None:
    asked = checklist(
        section("one", [yes_no("a", points=1)], pass_from=50), section("two", [yes_no("b", points=1)])
    )
    said = {"phone/a": "yes", "phone/b": "no"}
    assert told(walked(asked, said=said))["phone"] == (
        "phone: 1 of 2 points = 50.0 %; passed: every section reaches its minimum"
    )
    free = told(walked(of(yes_no("a", points=1)), said={"phone/a": "yes"}))
    assert free["phone"] == "phone: 1 of 1 point = 100.0 %; no verdict: the checklist has no pass mark"


def test_a_visit_whose_checklists_weigh_nothing_has_nothing_to_pass() -> None:
    asked = of(yes_no("a", points=1), scoring={"weight": 0, "pass_from": 50})
    found = told(walked(asked, said={"phone/a": "yes"}))
    assert found["visit"] == "Visit: no percentage; no verdict: nothing was assessed"
    assert found["way"] == "Shortest way to pass: none, as nothing of the visit was assessed."


def test_many_findings_are_counted_and_a_way_that_is_not_proved_says_so() -> None:
    asked = of(*(yes_no(f"q{n}", points=1) for n in range(10)), scoring={"pass_from": 80})
    session = walked(asked, said={f"phone/q{n}": "no" for n in range(10)})
    assert told(session)["way"] == (
        "Shortest way to pass: repair NC-01, NC-02, NC-03, NC-04, NC-05, NC-06 and 2 more → 80.0 %"
    )
    way = way_of(session)
    doubted = Way("open", way.findings, way.percent, exact=False, least=3)
    assert words(session).way(doubted).endswith("(the shortest found; at least 3 are needed)")


def test_a_standard_met_by_its_share_may_leave_no_way() -> None:
    asked = of(
        *(yes_no(f"q{n}", points=1, standard="PH-01") for n in range(4)),
        standards={"PH-01": {"text": "One of four.", "share": 25}},
        scoring={"pass_from": 80},
    )
    session = walked(asked, said={f"phone/q{n}": "yes" if n == 0 else "no" for n in range(4)})
    assert way_of(session).state == "closed"
    assert told(session)["way"] == (
        "Shortest way to pass: none; with every finding repaired phone does not pass."
    )


def recorded(rules: str) -> AuditSession:
    """A finished audit whose score was made by these rules."""
    session = walked(phone(), said=PERFECT)
    session.apply(session.finish())
    score = session.record.projection.score
    assert score is not None
    score["rules"] = rules
    return session


def test_a_score_that_stands_as_recorded_says_so_and_why() -> None:
    assert words(recorded("1")).kept() == ""
    session = recorded("0")
    assert words(session).kept() == (
        "The score stands as recorded under rules 0; the questions are told by rules 1."
    )
    assert told(session)["way"] == (
        "Shortest way to pass: not worked out for a score that stands as recorded."
    )


def test_a_score_whose_answers_were_erased_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit_tui.rules.view.kept_by", lambda _: "erased")
    session = walked(phone(), said=PERFECT)
    assert (
        words(session).kept() == "The score stands as recorded; answers that it rests on were erased since."
    )


def test_the_points_of_a_question_alone() -> None:
    session = walked(
        of(yes_no("a", points=1), yes_no("n", neutral=True)), said={"phone/a": "yes", "phone/n": "no"}
    )
    shown = [words(session).points(one) for one in explain(session).checklists[0].sections[0].questions]
    assert shown == ["1 of 1 point", ""]


def test_the_trace_as_json_holds_every_question_and_the_exact_figures() -> None:
    session = walked(phone(), said={**PERFECT, "phone/rings": "4", "phone/wait_s": "22"})
    data = explain_json(explain(session))
    assert (data["percent"], data["passed"]) == (80, False)
    answering = data["checklists"][0]["sections"][0]
    assert (answering["percent"], answering["pass_from"], answering["passed"]) == (50, 80, False)
    assert answering["questions"][1] | {"path": ""} == {
        "question": "phone.wait_s",
        "path": "",
        "state": "answered",
        "points": 6,
        "got": 3,
        "max": 6,
        "failed": False,
        "critical": False,
        "delight": False,
        "standard": "phone/PH-01",
        "reason": "step.up_to",
        "params": {"answer": "22", "missed_up_to": "15", "up_to": "30"},
    }
    assert data["checklists"][0]["parts"] == [
        {"id": "answering", "percent": 50, "weight": 40},
        {"id": "handling", "percent": 100, "weight": 60},
    ]


@pytest.mark.parametrize(
    ("condition", "others", "shown"),
    [
        (". >= ${asked} * 2", {"asked": "4"}, "3 is not at least 8"),
        (". >= 4 and . <= ${asked}", {"asked": "9"}, "3 is not at least 4 and at most 9"),
        (". >= ${asked}", {}, "3 is not . >= ${asked}"),
        (". >= 4 or . = ${asked}", {"asked": "9"}, "3 is not . >= 4 or . = ${asked}"),
        (". >= . + 1", {}, "3 is not . >= . + 1"),
        ("not(. = 3)", {}, "3 is not not(. = 3)"),
    ],
)
def test_a_limit_that_hangs_on_other_answers_is_worked_out(
    condition: str, others: dict[str, str], shown: str
) -> None:
    asked = of(count("asked", required=False), count("q", points=1, meets=condition))
    session = walked(asked, said={f"phone/{id_}": raw for id_, raw in others.items()} | {"phone/q": "3"})
    trace = explain_question(session, "phone/q")
    assert trace is not None
    assert words(session).question(trace) == f"0 of 1 point: {shown}"
