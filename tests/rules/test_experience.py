"""The experience of a visit: balance, facts and feelings, phases, departments, conduct; no score changes by it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit_tui.rules.experience import Balance, Experience, experience, experience_json
from audit_tui.rules.results import as_json
from tests.rules.build import NA, NOT_OBSERVED, answers, item, of, score, yes_no
from tests.rules.test_compliance import GOOD, VISIT

PARKING = of(
    yes_no("sign", points=2, standard="PK-01", factors=["open"]),
    yes_no("lines", points=2, standard="PK-02"),
    item("scale", "manner", points=4, standard="PK-01", factors=["calm", "confident"]),
    id_="parking",
    standards={
        "PK-01": {"text": "Signed.", "owner": "Facilities", "staff_group": "Guards"},
        "PK-02": {"text": "Marked.", "owner": "Facilities", "perceived_value": "low"},
    },
)


def seen(language: str = "en", profile: Any = "private", **changed: Any) -> Experience:
    result = score(VISIT, answers(**{**GOOD, **changed}), profile=profile)
    return experience([VISIT], result, language)


def parked(**given: Any) -> Experience:
    return experience([PARKING], score(PARKING, answers("parking", **given)), "en")


def test_the_balance_sets_positives_against_five_times_the_negatives() -> None:
    assert seen(rings="4", named="no").balance == Balance(positives=2, negatives=1)
    assert seen(rings="4", named="no").balance.value == -3


def test_a_balance_says_how_many_positives_are_lacking() -> None:
    assert Balance(2, 1).lacking == 3
    assert Balance(5, 1).lacking == Balance(9, 1).lacking == 0


def test_each_touchpoint_has_a_balance_of_its_own_and_they_add_up_to_the_visit() -> None:
    both = [VISIT, PARKING]
    said = {**answers(**{**GOOD, "named": "no"}), **answers("parking", sign="yes", lines="no", manner="5")}
    result = experience(both, score(both, said), "en")
    assert result.touchpoints == (("phone", Balance(3, 1)), ("parking", Balance(2, 1)))
    assert result.balance == Balance(5, 2)


def test_a_touchpoint_without_an_observation_is_left_out() -> None:
    both = [VISIT, PARKING]
    assert [name for name, _ in experience(both, score(both, answers(**GOOD)), "en").touchpoints] == ["phone"]


def test_natures_phases_and_owners_have_their_own_percentages() -> None:
    result = seen("it", rings="4", named="no")
    assert {one.name: one.percent for one in result.natures} == {
        "tangible": 50,
        "emotional": pytest.approx(200 / 3),
    }
    assert [(one.name, one.observations, one.failed) for one in result.phases] == [
        ("perception", 1, 0),
        ("interaction", 3, 1),
    ]
    assert [one.name for one in result.owners] == ["Portineria", "Service"]


def test_delights_given_are_counted_apart() -> None:
    for gift, counted in (("yes", (1, 1)), ("no", (0, 1)), (NOT_OBSERVED, (0, 0))):
        result = seen(profile="public", gift=gift)
        assert (result.delights_given, result.delights_offered) == counted


def test_the_sites_profile_decides_what_is_expected() -> None:
    private, public = seen(gift="no"), seen(profile="public", gift="no")
    assert [(one.name, one.failed) for one in private.kinds] == [("expected", 1)]
    assert [(one.name, one.failed) for one in public.kinds] == [("expected", 0)]
    assert (private.balance.negatives, public.balance.negatives) == (1, 0)


def test_conduct_is_scored_by_factor_in_a_fixed_order_and_a_question_may_show_several() -> None:
    result = parked(sign="yes", lines="yes", manner="3")
    assert [(one.name, one.percent) for one in result.factors] == [
        ("calm", 50),
        ("confident", 50),
        ("open", 100),
    ]
    assert [(one.name, one.observations) for one in result.staff_groups] == [("Guards", 2)]


@pytest.mark.parametrize("left_out", [NOT_OBSERVED, NA])
def test_what_was_not_assessed_counts_nowhere(left_out: Any) -> None:
    result = parked(sign=left_out, lines=left_out, manner=left_out)
    assert result.is_empty and result.factors == result.touchpoints == result.idle == ()
    assert experience_json(result)["natures"] == []


def test_conduct_counts_without_a_standard_too() -> None:
    compiled = of(yes_no("calm", points=1, factors=["calm"]))
    result = experience([compiled], score(compiled, answers(calm="no")), "en")
    assert not result.is_empty and result.balance == Balance(0, 0)
    assert [(one.name, one.failed) for one in result.factors] == [("calm", 1)]


def test_a_kept_standard_of_low_value_is_named_and_a_broken_one_is_not() -> None:
    assert [(one.standard, one.owner) for one in parked(lines="yes").idle] == [
        ("parking/PK-02", "Facilities")
    ]
    assert parked(lines="no").idle == ()


@given(
    st.fixed_dictionaries(
        {
            "rings": st.sampled_from(["1", "4", "9"]),
            "alone": st.sampled_from(["yes", "no"]),
            "named": st.sampled_from(["yes", "no", NA, NOT_OBSERVED]),
            "solved": st.sampled_from(["yes", "no"]),
            "gift": st.sampled_from(["yes", "no"]),
            "tone": st.sampled_from("12345"),
        }
    ),
    st.sampled_from(["private", "public", "monopoly"]),
)
def test_slices_add_up_to_what_the_standards_measured_and_touch_no_score(said: Any, profile: Any) -> None:
    result = score(VISIT, answers(**said), profile=profile)
    before = as_json(result)
    found = experience([VISIT], result, "en")
    measured = [one for one in result.questions if one.standard and one.max > 0]
    for groups in (found.natures, found.phases, found.kinds):
        assert sum(one.observations for one in groups) == len(measured)
        assert sum(one.got for one in groups) == sum(one.got for one in measured)
        assert all(0 <= one.percent <= 100 for one in groups if one.percent is not None)
    assert sum(one.value for _, one in found.touchpoints) == found.balance.value
    assert as_json(result) == before
