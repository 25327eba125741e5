"""What holds at a site: precedence, what is replaced and told, what is switched off, and what measures what."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit_tui.model.checklist import Checklist
from audit_tui.model.standard import OverridesFile, Standard
from audit_tui.rules.compliance import nonconformities
from audit_tui.rules.figures import FigureError
from audit_tui.rules.routing import compile_checklist
from audit_tui.rules.standards import Layer, Terms, holding, listed, switched_off
from tests.rules.build import answers, checklist, choices, count, item, repeat, score, section, yes_no

SHIPPED = Standard.model_validate(
    {
        "text": "Within ${rings} rings.",
        "figure": "${rings} rings",
        "parameters": {"rings": 3, "half": 5},
        "tables": {"calls": {"IT": {"rows": [{"per": 50}], "source": "DM"}, "US": {"rows": [{"value": 1}]}}},
        "source": "Custom of hotels",
        "edition": "check the current edition",
        "owner": "Office",
    },
    context={"language": "en"},
)


def layer(level: Any, standards: dict[str, Any], **file: Any) -> Layer:
    raw = {"format": "audit-standard-overrides/1", "standards": standards, **file}
    return Layer(level, f"{level}.yaml", OverridesFile.model_validate(raw, context={"language": "en"}))


def held(*layers: Layer, code: str = "PH-01", checklist_id: str = "phone") -> Any:
    return holding(checklist_id, code, SHIPPED, Terms("", layers))


def test_without_overrides_the_shipped_figures_hold_and_stand_in_the_texts() -> None:
    found = held()
    assert found.standard.text == {"en": "Within 3 rings."} and found.standard.figure == {"en": "3 rings"}
    assert found.replaced == ()


def test_an_override_changes_the_figure_the_words_the_source_and_the_grade() -> None:
    found = held(
        layer("organisation", {"phone/PH-01": {"parameters": {"rings": 4}}}, source="Own charter 2026")
    )
    standard = found.standard
    assert standard.parameters["rings"].value == 4 and standard.parameters["half"].value == 5
    assert standard.text == {"en": "Within 4 rings."}
    assert (standard.source, standard.edition, standard.grade) == ("Own charter 2026", None, "charter")
    (was,) = found.replaced
    assert (was.level, was.by, was.figure, was.source) == (
        "organisation",
        "Own charter 2026",
        {"en": "3 rings"},
        "Custom of hotels",
    )
    assert was.parameters == {"rings": Decimal(3)}
    assert was.fields == ["parameters", "source", "edition", "grade"]


def test_figures_without_a_source_of_their_own_never_keep_that_of_others() -> None:
    assert held(layer("site", {"PH-01": {"parameters": {"rings": 4}}})).standard.source is None


def test_what_is_no_figure_leaves_the_source_alone() -> None:
    found = held(layer("site", {"PH-01": {"owner": "Store", "kind": "delight", "perceived_value": "low"}}))
    assert found.standard.source == "Custom of hotels" and found.standard.grade == "custom"
    assert found.replaced[0].fields == ["owner", "kind", "perceived_value"]
    assert found.replaced[0].by is None and found.replaced[0].parameters == {}


def test_an_own_source_edition_and_grade_are_taken_as_written() -> None:
    own = {"figure": "${rings}!", "source": "A", "edition": "2", "grade": "law"}
    standard = held(layer("site", {"PH-01": own}, source="B", edition="3")).standard
    assert (standard.source, standard.edition, standard.grade) == ("A", "2", "law")
    assert standard.figure == {"en": "3!"}


def test_a_table_is_replaced_for_its_jurisdiction_alone_and_brings_its_source() -> None:
    new = {"IT": {"rows": [{"per": 25}]}, "FR": {"rows": [{"value": 9}], "source": "Code", "edition": "1"}}
    found = held(
        layer("organisation", {"PH-01": {"tables": {"calls": new}}}, source="Charter", edition="2026")
    )
    tables = found.standard.tables["calls"]
    assert list(tables) == ["IT", "US", "FR"]
    assert (tables["IT"].rows[0].per, tables["IT"].source, tables["IT"].edition) == (25, "Charter", "2026")
    assert (tables["FR"].source, tables["FR"].edition, tables["US"].source) == ("Code", "1", None)
    assert found.standard.source == "Custom of hotels"
    (was,) = found.replaced
    assert was.by == "Charter" and was.fields == ["tables"]
    assert list(was.tables["calls"]) == ["IT"] and was.tables["calls"]["IT"].source == "DM"


def test_an_override_that_says_the_same_replaces_nothing() -> None:
    same = {"parameters": {"rings": 3}, "owner": "Office", "applies": True, "source": "Custom of hotels"}
    assert held(layer("organisation", {"phone/PH-01": same})) == held()


def test_a_full_address_beats_a_bare_one_and_others_are_not_meant() -> None:
    one = layer(
        "organisation",
        {
            "phone/PH-01": {"parameters": {"rings": 8}},
            "PH-01": {"parameters": {"rings": 7, "half": 9}},
            "delivery/PH-01": {"parameters": {"rings": 1}},
            "PH-02": {"parameters": {"rings": 1}},
        },
    )
    standard = held(one).standard
    assert {name: int(each.value) for name, each in standard.parameters.items()} == {"rings": 8, "half": 9}
    assert held(one, checklist_id="other").standard.parameters["rings"].value == 7
    assert held(one, checklist_id="delivery").standard.parameters["rings"].value == 1


def test_a_text_that_refers_to_nothing_is_an_error() -> None:
    with pytest.raises(FigureError, match="no parameter 'bells'"):
        held(layer("site", {"PH-01": {"text": "${bells}"}}))


FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "parameters": st.dictionaries(st.sampled_from(["rings", "half"]), st.integers(0, 30), max_size=2),
        "kind": st.sampled_from(["expected", "delight"]),
        "owner": st.sampled_from(["Store", "Region"]),
        "phase": st.sampled_from(["perception", "memory"]),
        "nature": st.sampled_from(["tangible", "emotional"]),
        "perceived_value": st.sampled_from(["low", "high"]),
        "effect": st.sampled_from(["Bad.", "Worse."]),
        "share": st.integers(1, 100),
        "applies": st.booleans(),
        "staff_group": st.just("Guards"),
        "jurisdiction": st.just("IT"),
    },
)


@given(FIELDS, FIELDS)
def test_the_site_beats_the_organisation_and_both_beat_the_shipped(
    organisation: dict[str, Any], site: dict[str, Any]
) -> None:
    found = held(
        layer("organisation", {"phone/PH-01": organisation}), layer("site", {"phone/PH-01": site})
    ).standard
    own = {"organisation": held(layer("organisation", {"PH-01": organisation})).standard}
    alone = held(layer("site", {"PH-01": site})).standard
    for name in ("kind", "owner", "phase", "nature", "perceived_value", "effect", "share", "applies"):
        winner = alone if name in site else own["organisation"]
        assert getattr(found, name) == getattr(winner, name), name
    for name, parameter in found.parameters.items():
        by_site = site.get("parameters", {}).get(name)
        by_organisation = organisation.get("parameters", {}).get(name)
        shipped = SHIPPED.parameters[name].value
        wanted = next((one for one in (by_site, by_organisation) if one is not None), shipped)
        assert parameter.value == wanted


@given(FIELDS)
def test_an_empty_override_changes_nothing(fields: dict[str, Any]) -> None:
    some = layer("organisation", {"phone/PH-01": fields})
    for empty in (
        layer("site", {}),
        layer("site", {"phone/PH-01": {}}),
        layer("site", {"PH-01": {"parameters": {}}}),
    ):
        assert held(some, empty) == held(some)
        assert held(empty) == held()


# -- switched off -----------------------------------------------------------------------------------------


def some_checklist(**standard: Any) -> Checklist:
    compiled = checklist(
        section(
            "main",
            [
                yes_no("polite", points=4, standard="PH-02"),
                yes_no(
                    "solved", points=8, standard="PH-01", critical={"cap": 0}, on_fail={"comment": "required"}
                ),
                count("rings", points=4, meets=". <= 3", partly=". <= 5", standard="PH-01"),
                item(
                    "stopwatch",
                    "wait",
                    standard="PH-01",
                    steps=[{"up_to": 9, "points": 3}, {"above": 9, "points": 0}],
                ),
                item("single", "who", standard="PH-01", choices=choices(a=2, b={"fails": True})),
                item("multi", "heard", standard="PH-01", choices="shared"),
                item("info", "read"),
                repeat("calls", [yes_no("again", points=5, standard="PH-01"), yes_no("kind", points=1)]),
            ],
        ),
        standards={"PH-01": {"text": "A", **standard}, "PH-02": {"text": "B"}},
        choices={"shared": choices(x=3, y=1)},
    )
    return compiled.checklist


GIVEN = answers(polite="yes", solved="no", rings="9", wait="90", who="b", heard=["y"])


def test_a_standard_that_does_not_apply_is_asked_and_neither_scored_nor_critical() -> None:
    off = compile_checklist(switched_off(some_checklist(applies=False)))
    result = score(off, GIVEN)
    assert (result.percent, result.passed, result.critical_failed) == (100, None, ())
    assert {one.id: one.status for one in result.standards} == {
        "phone/PH-01": "not_assessed",
        "phone/PH-02": "met",
    }
    assert nonconformities(result) == ()
    assert {one.path: one.state for one in result.questions}["phone/solved"] == "neutral"
    on = score(compile_checklist(some_checklist()), GIVEN)
    assert on.percent == 0 and on.critical_failed == ("phone.solved",)


def test_inside_a_repeat_too_and_other_questions_stay_as_they_are() -> None:
    off = switched_off(some_checklist(applies=False))
    by_id = {question.id: question for _, question, _ in off.walk()}
    assert by_id["again"].neutral and by_id["again"].points is None
    assert not by_id["kind"].neutral and by_id["kind"].points == 1
    assert by_id["polite"].points == 4 and by_id["read"].type == "info"
    assert [one.points for one in by_id["heard"].choices] == [None, None]


def test_a_checklist_whose_standards_all_apply_is_left_alone() -> None:
    whole = some_checklist()
    assert switched_off(whole) is whole


# -- what measures what -----------------------------------------------------------------------------------


def test_every_standard_is_listed_with_the_questions_that_measure_it_in_their_order() -> None:
    first, second = listed(some_checklist())
    assert (first.id, second.id) == ("phone/PH-01", "phone/PH-02")
    assert [one.label for one in first.measures] == [
        "phone.solved",
        "phone.rings",
        "phone.wait",
        "phone.who",
        "phone.heard",
        "phone.calls[].again",
    ]
    assert [one.label for one in second.measures] == ["phone.polite"]
    assert first.replaced == ()
