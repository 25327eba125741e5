"""Figures of standards, put into conditions, texts and limits: what they become, and what is refused where."""

from __future__ import annotations

from decimal import Decimal
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit_tui.library.loader import load_standards
from audit_tui.model.standard import Standard, Table
from audit_tui.paths import shipped_checklists
from audit_tui.rules.expressions import parse
from audit_tui.rules.figures import (
    FigureError,
    Figures,
    aligned,
    asked,
    asks_the_site,
    in_condition,
    in_limit,
    in_text,
    refers,
)
from audit_tui.rules.functions import to_number

SHIPPED = dict(load_standards(shipped_checklists() / "standards" / "access.yaml").standards)
CALLS = Standard.model_validate(
    {
        "text": {"en": "Within ${rings} rings."},
        "parameters": {"rings": 3, "answer": {"value": "7.50", "unit": "s", "min": 0, "max": 60}},
        "tables": {"calls": {"IT": {"rows": [{"per": 4}]}, "US": {"rows": [{"value": 2}]}}},
        "share": 80,
    }
)
FIGURES = Figures({"PH-01": CALLS}, "IT")

ASKED = {
    #      1  25  26  50  51  87 100 101 500 501 1000 1001
    "IT": (1, 1, 1, 1, 2, 2, 2, 3, 10, 11, 20, 21),
    "PL": (0, 2, 2, 3, 3, 3, 3, 5, 20, 21, 40, 41),
    "US": (1, 1, 2, 2, 3, 4, 4, 5, 9, 11, 20, 21),
    "UA": (1, 3, 3, 5, 6, 9, 10, 11, 50, 51, 100, 101),
    "RU": (1, 3, 3, 5, 6, 9, 10, 11, 50, 51, 100, 101),
    "CN": (1, 1, 1, 1, 2, 2, 2, 3, 10, 11, 20, 21),
}
"""Worked out by hand from the laws: IT 1 per 50 or fraction; PL 6-15: 1, 16-40: 2, 41-100: 3, above 4 %; US ADA
208.2; UA and RU 10 %; CN 2 %; shares rounded up."""
BAYS = (1, 25, 26, 50, 51, 87, 100, 101, 500, 501, 1000, 1001)


def value(source: str, **answers: object) -> object:
    return parse(source).evaluate(answers.get)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("law", "bays", "wanted"), [(k, b, w) for k, v in ASKED.items() for b, w in zip(BAYS, v, strict=True)]
)
def test_a_number_of_bays_asks_for_so_many_accessible_ones(law: str, bays: int, wanted: int) -> None:
    source = in_condition("lookup('PK-06.bays', ${bays})", Figures(SHIPPED, law))
    assert value(source, bays=Decimal(bays)) == wanted


@pytest.mark.parametrize(
    ("bays", "wanted"), [(5, 0), (6, 1), (15, 1), (16, 2), (40, 2), (41, 3), (150, 5), (1100, 21)]
)
def test_the_edges_of_the_tables_are_where_the_laws_draw_them(bays: int, wanted: int) -> None:
    law = "US" if bays > 100 else "PL"
    assert value(asked(SHIPPED["PK-06"].tables["bays"][law], "${bays}"), bays=Decimal(bays)) == wanted


@given(st.integers(1, 20_000), st.sampled_from(sorted(ASKED)))
def test_never_less_is_asked_for_more_bays_and_never_more_than_there_are(bays: int, law: str) -> None:
    table = SHIPPED["PK-06"].tables["bays"][law]

    def of(number: int) -> Decimal:
        found = to_number(value(asked(table, "${n}"), n=Decimal(number)))  # type: ignore[arg-type]
        assert found is not None and found == found.to_integral_value()
        return found

    assert of(bays) <= of(bays + 1)
    assert 0 <= of(bays) <= bays


@given(st.integers(1, 5000), st.integers(1, 100))
def test_a_share_is_always_rounded_up(number: int, percent: int) -> None:
    table = Table.model_validate({"rows": [{"percent": percent}]})
    assert value(asked(table, "${n}"), n=Decimal(number)) == ceil(number * percent / 100 - 1e-9)


def test_of_nothing_nothing_is_asked_and_without_an_answer_nothing_is_known() -> None:
    source = in_condition("lookup('PK-06.bays', ${bays})", Figures(SHIPPED, "US"))
    assert value(source, bays=Decimal(0)) == 0
    assert value(source, bays=Decimal(-3)) == 0
    assert value(source) == ""


def test_a_part_of_a_country_is_under_its_own_table_or_under_that_of_the_country() -> None:
    own = SHIPPED["PK-06"].model_copy(
        update={
            "tables": {
                "bays": {
                    **SHIPPED["PK-06"].tables["bays"],
                    "US-CA": Table.model_validate({"rows": [{"value": 77}]}),
                }
            }
        }
    )
    source = "lookup('PK-06.bays', ${bays})"
    for law, wanted in (("US-CA", 77), ("US-NY", 4), ("US", 4)):
        assert value(in_condition(source, Figures({"PK-06": own}, law)), bays=Decimal(87)) == wanted


def test_a_site_that_says_nothing_is_under_the_one_law_that_the_standard_names() -> None:
    named = SHIPPED["PK-06"].model_copy(update={"jurisdiction": "PL"})
    source = in_condition("lookup('PK-06.bays', ${bays})", Figures({"PK-06": named}))
    assert value(source, bays=Decimal(87)) == 3
    several = in_condition("lookup('PK-06.bays', ${bays})", Figures(SHIPPED))
    assert several == "''"


def test_a_question_can_say_whose_law_holds_where_the_site_does_not() -> None:
    source = "lookup('PK-06.bays', ${bays}, rule)"
    for law in ("", "FR"):
        made = in_condition(source, Figures(SHIPPED, law))
        assert value(made, bays=Decimal(87), rule="pl") == 3
        assert value(made, bays=Decimal(87), rule="us") == 4
        assert value(made, bays=Decimal(87), rule="own") == ""
    assert value(in_condition(source, Figures(SHIPPED, "IT")), bays=Decimal(87), rule="us") == 2


def test_a_law_the_standard_names_never_beats_the_answered_one() -> None:
    named = {"PK-06": SHIPPED["PK-06"].model_copy(update={"jurisdiction": "US"})}
    made = in_condition("lookup('PK-06.bays', ${bays}, ${rule})", Figures(named))
    assert value(made, bays=Decimal(87), rule="it") == 2
    assert in_condition("known('PK-06.bays')", Figures(named)) == "false()"


def test_known_says_whether_a_table_has_the_law_of_the_site() -> None:
    assert in_condition("not(known('PK-06.bays'))", Figures(SHIPPED, "IT")) == "not(true())"
    assert in_condition("known('PK-06.bays') or ${a} = 1", Figures(SHIPPED, "FR")) == "false() or ${a} = 1"


def test_a_table_may_count_the_question_at_hand_or_a_number() -> None:
    assert value(in_condition("lookup('PH-01.calls', 9)", FIGURES)) == 3
    made = in_condition(". >= lookup('PH-01.calls', .)", FIGURES)
    assert parse(made).truth(lambda _: None, Decimal(5)) is True


def test_parameters_stand_as_numbers_everywhere() -> None:
    assert in_condition(". <= ${PH-01.rings} and ${ PH-01.answer } > 1", FIGURES) == ". <= 3 and 7.5 > 1"
    assert in_limit(" ${PH-01.answer} ", FIGURES) == Decimal("7.5")
    assert in_text("Give up after ${PH-01.rings} of ${share} %, ${name}.", FIGURES, language="en") == (
        "Give up after 3 of ${share} %, ${name}."
    )
    assert in_text("${rings} rings, ${share} %", FIGURES, "PH-01", language="en") == "3 rings, 80 %"
    assert in_condition("${PH-01.share} > 1", FIGURES) == "80 > 1"


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "7.5 s"), ("it", "7,5 s"), ("ru", "7,5 s"), ("zh-Hans", "7.5 s"), ("fr", "7.5 s")],
)
def test_a_figure_in_a_text_has_the_decimal_sign_of_the_language_of_the_text(
    language: str, words: str
) -> None:
    assert in_text("${answer} s", FIGURES, "PH-01", language=language) == words
    assert in_condition(". <= ${PH-01.answer}", FIGURES) == ". <= 7.5"


def test_nothing_else_in_a_condition_is_touched() -> None:
    source = "${rings} <= 3 and selected(., 'known') or 'lookup(' = ''"
    assert in_condition(source, FIGURES) == source
    assert in_condition("${PH-01.rings} # none", FIGURES) == "${PH-01.rings} # none"
    assert in_condition("${a} = 'x' and", FIGURES) == "${a} = 'x' and"
    assert in_condition("${PH-01.rings} + nothing(1)", FIGURES) == "3 + nothing(1)"


@pytest.mark.parametrize(
    "given", ["${PH-01.rings}", "lookup('PH-01.calls', 3)", "not(known ('PH-01.calls'))"]
)
def test_a_reference_is_told_quickly(given: str) -> None:
    assert refers(given)
    assert not refers("${rings} <= 3 and unknown(2) = 'overlook()'")


def test_for_the_linter_every_word_keeps_its_column() -> None:
    source = "${PH-01.rings} > 2 and lookup('PH-01.calls', ${a}) = ${b}"
    made = aligned(source, FIGURES)
    assert len(made) == len(source)
    assert made.index("> 2") == source.index("> 2")
    assert "lookup('PH-01.calls', ${a}) = ${b}" in made
    assert asks_the_site(made) and not asks_the_site("${a} = 'known('")


@pytest.mark.parametrize(
    ("source", "column", "message"),
    [
        (". <= ${PH-01.rigns}", 6, "PH-01 has no parameter 'rigns'; did you mean 'rings'?"),
        (". <= ${PH-10.rings}", 6, "unknown standard 'PH-10'; did you mean 'PH-01'?"),
        ("${ZZ-9.a} = 1", 1, "unknown standard 'ZZ-9'; it has PH-01"),
        ("1 = ${PH-01.calls}", 5, "'PH-01.calls' is a table; ask it with lookup('PH-01.calls', …)"),
        ("1 = lookup('PH-01.rings', ${a})", 12, "'PH-01.rings' is a parameter; write ${PH-01.rings}"),
        ("lookup('PH-01.zzz', ${a})", 8, "PH-01 has no table 'zzz'; it has calls"),
        ("lookup('calls', ${a})", 8, "'calls' is no table; one is named like 'PK-06.bays'"),
        ("lookup(${a}, ${b})", 1, "lookup() takes"),
        ("lookup('PH-01.calls')", 1, "lookup() takes"),
        ("lookup('PH-01.calls', 'a')", 1, "lookup() takes"),
        ("lookup('PH-01.calls', ${a} + 1)", 1, "lookup() takes"),
        ("known()", 1, "known() takes"),
        ("known('PH-01.calls', 2)", 1, "known() takes"),
        ("known('PH-01.calls'", 1, "known() takes"),
        ("known(", 1, "known() takes"),
        ("lookup", 1, ""),
    ],
)
def test_a_reference_that_leads_nowhere_is_named_at_its_column(
    source: str, column: int, message: str
) -> None:
    if not message:
        assert in_condition(source, FIGURES) == source
        return
    with pytest.raises(FigureError) as caught:
        in_condition(source, FIGURES)
    assert caught.value.column == column
    assert caught.value.message.startswith(message)
    assert str(column) in str(caught.value)


def test_a_standard_without_figures_says_so_by_silence() -> None:
    bare = Figures({"PH-02": Standard.model_validate({"text": {"en": "A"}})})
    with pytest.raises(FigureError, match=r"PH-02 has no parameter 'share'$"):
        in_text("${share}", bare, "PH-02", language="en")


@pytest.mark.parametrize("text", ["twenty", "${rings}", "${PH-01.rings} + 1"])
def test_a_limit_is_one_figure_and_nothing_else(text: str) -> None:
    with pytest.raises(FigureError, match="is expected"):
        in_limit(text, FIGURES)


def test_a_table_that_makes_a_condition_too_long_is_refused_and_not_kept() -> None:
    rows = [{"up_to": n, "value": n} for n in range(39)] + [{"value": 99}]
    wide = CALLS.model_copy(update={"tables": {"calls": {"IT": Table.model_validate({"rows": rows})}}})
    source = " + ".join(["lookup('PH-01.calls', ${a})"] * 6)
    with pytest.raises(FigureError, match="with its figures put in"):
        in_condition(source, Figures({"PH-01": wide}, "IT"))


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([{"up_to": 5}], "needs 'value', 'per' or 'percent'"),
        ([{"per": 5, "percent": 5}], "not both"),
        ([{"value": 5, "above": 5}], "'above' needs"),
        ([{"up_to": 5, "value": 1}], "leave out its 'up_to'"),
        ([{"value": 1}, {"value": 2}], "only the last row"),
        ([{"up_to": 5, "value": 1}, {"up_to": 5, "value": 2}, {"value": 3}], "must rise"),
    ],
)
def test_a_table_covers_every_number_once(rows: list[dict[str, int]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Table.model_validate({"rows": rows})


@pytest.mark.parametrize(
    ("parameter", "message"),
    [
        ({"value": 3, "min": 5, "max": 1}, "'min' is larger than 'max'"),
        ({"value": 3, "min": 5}, "3 is less than 5"),
        ({"value": 3, "max": 2}, "3 is more than 2"),
    ],
)
def test_a_parameter_lies_within_its_own_range(parameter: dict[str, int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Standard.model_validate({"text": {"en": "A"}, "parameters": {"a": parameter}})
