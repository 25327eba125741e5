"""Net promoter score: who counts as what, the reading of the source with its gap, and scales that never meet."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit_tui.model.survey import SCALES, SurveyResponse, lowest, scale_from
from audit_tui.rules.nps import (
    Opinion,
    Score,
    by_question,
    camp,
    questions_json,
    read,
    score_json,
    scores,
    scores_json,
)

opinions = st.builds(
    lambda site, day, scale, answer: Opinion(site, day, scale, max(answer, lowest(scale))),
    st.sampled_from(["ROMA-01", "MILANO-01"]),
    st.sampled_from(["2026-10-31", "2026-11-01", "2026-11-30"]),
    st.sampled_from(SCALES),
    st.integers(0, 10),
)


def test_promoters_answer_9_or_10_and_detractors_less_than_7() -> None:
    assert [camp(n) for n in range(11)] == ["detractor"] * 7 + ["passive"] * 2 + ["promoter"] * 2


@pytest.mark.parametrize(
    ("score", "reading"),
    [
        (-100, "low"),
        (Fraction(999, 100), "low"),
        (10, "known"),
        (45, "known"),
        (Fraction(4501, 100), "between"),
        (50, "between"),
        (Fraction(5001, 100), "favourite"),
        (100, "favourite"),
    ],
)
def test_the_bands_are_those_of_the_source_and_its_gap_is_named(score: Fraction, reading: str) -> None:
    assert read(score) == reading


def test_under_30_answers_there_is_a_score_and_no_reading() -> None:
    few, enough = Score("0-10", 20, 5, 4), Score("0-10", 20, 5, 5)
    assert few.value == Fraction(1600, 29) and few.few and few.reading is None and few.possible is None
    assert not enough.few and enough.reading == "between" and enough.value == 50
    assert enough.possible == ("known", "favourite")


def test_the_scales_are_never_pooled() -> None:
    seen = scores([Opinion("A", "2026-11-01", "0-10", 10), Opinion("A", "2026-11-02", "1-10", 1)])
    assert [(one.scale, one.value) for one in seen.overall] == [("0-10", 100), ("1-10", -100)]
    assert [(part.name, part.score.scale, part.score.n) for part in seen.sites] == [
        ("A", "0-10", 1),
        ("A", "1-10", 1),
    ]


def test_months_stand_in_their_order() -> None:
    days = ["2026-12-01", "2025-01-31", "2026-02-28", "2026-02-01"]
    seen = scores(Opinion("A", day, "0-10", 9) for day in days)
    assert [(part.name, part.score.n) for part in seen.months] == [
        ("2025-01", 1),
        ("2026-02", 2),
        ("2026-12", 1),
    ]


def test_without_answers_there_are_no_scores() -> None:
    assert scores_json(scores([])) == {"overall": [], "sites": [], "months": []}


@given(st.lists(opinions, max_size=80))
def test_parts_add_up_to_the_whole_and_order_does_not_matter(several: list[Opinion]) -> None:
    seen = scores(several)
    assert scores(reversed(several)) == seen
    for parts in (seen.sites, seen.months):
        for whole in seen.overall:
            own = [part.score for part in parts if part.score.scale == whole.scale]
            assert sum(one.promoters for one in own) == whole.promoters
            assert sum(one.detractors for one in own) == whole.detractors
            assert sum(one.n for one in own) == whole.n
    assert sum(one.n for one in seen.overall) == len(several)
    for one in seen.overall:
        assert -100 <= one.value <= 100 and one.interval.holds(float(one.value))


def test_json_says_everything_in_percent() -> None:
    told = score_json(Score("1-10", 21, 6, 3))
    assert (told["scale"], told["n"], told["score"], told["few"]) == ("1-10", 30, 60, False)
    assert (told["promoters_percent"], told["passives_percent"], told["detractors_percent"]) == (70, 20, 10)
    assert told["reading"] == "favourite" and told["possible"] == ["known", "favourite"]
    assert told["interval"][0] < 60 < told["interval"][1]
    named = scores_json(scores([Opinion("A", "2026-11-01", "0-10", 3)]), {"A": "Fictional Store"})
    assert named["sites"][0]["name"] == "Fictional Store" and named["months"][0]["month"] == "2026-11"
    assert named["overall"][0]["reading"] is None and named["overall"][0]["possible"] is None


def test_a_response_lies_on_its_scale() -> None:
    made = {"id": "01ARZ3NDEKTSV4RRFFQ69G5FAV", "site": "A", "day": "2026-11-01", "changed": 1}
    assert SurveyResponse.model_validate({**made, "answer": 0}).scale == "0-10"
    for answer, scale in ((0, "1-10"), (11, "0-10"), (-1, "0-10"), (True, "0-10"), ("7", "0-10")):
        with pytest.raises(ValueError):
            SurveyResponse.model_validate({**made, "answer": answer, "scale": scale})
    assert [lowest(scale) for scale in SCALES] == [0, 1] and [scale_from(n) for n in (0, 1)] == list(SCALES)


def test_what_shoppers_are_asked_is_scored_by_question() -> None:
    said = [Opinion("A", "2026-11-01", "0-10", 9, name) for name in ("phone.recommend", "delivery.recommend")]
    said.append(Opinion("B", "2026-11-01", "0-10", 2, "phone.recommend"))
    parts = by_question(said)
    assert [(part.name, part.score.n) for part in parts] == [
        ("delivery.recommend", 1),
        ("phone.recommend", 2),
    ]
    assert [(one["question"], one["score"]) for one in questions_json(parts)] == [
        ("delivery.recommend", 100),
        ("phone.recommend", 0),
    ]


def test_the_scales_stand_in_their_own_order_at_each_site() -> None:
    said = [Opinion(site, "2026-11-01", scale, 9) for scale in reversed(SCALES) for site in ("B", "A")]
    seen = scores(said)
    assert [one.scale for one in seen.overall] == list(SCALES)
    assert [(one.name, one.score.scale) for one in seen.sites] == [
        (site, scale) for site in ("A", "B") for scale in SCALES
    ]
