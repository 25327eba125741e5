"""The smallest set that meets every need, against trying them all."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from audit_tui.rules.cover import Cover, Item, cover

AMOUNT = st.integers(0, 6)


def tried(items: list[Item], needs: list[int]) -> tuple[int, ...] | None:
    """The first of the cheapest of the smallest sets, by trying every set."""
    for size in range(len(items) + 1):
        fitting = [
            chosen
            for chosen in combinations(range(len(items)), size)
            if all(
                sum(items[at].gains.get(need, 0) for at in chosen) >= amount
                for need, amount in enumerate(needs)
            )
        ]
        if fitting:
            return min(fitting, key=lambda chosen: (sum(items[at].value for at in chosen), chosen))
    return None


@st.composite
def problems(draw: Any) -> tuple[list[Item], list[int]]:
    """Some needs that few items meet and one that all of them do, as sections and their checklist have it."""
    parts = draw(st.integers(0, 3))
    spanning = draw(st.booleans())
    items = []
    for _ in range(draw(st.integers(0, 10))):
        own = draw(st.lists(AMOUNT, min_size=parts, max_size=parts))
        if parts and not spanning:
            kept = draw(st.integers(0, parts - 1))
            own = [gain if at == kept else 0 for at, gain in enumerate(own)]
        value = sum((at + 1) * gain for at, gain in enumerate(own)) if own else draw(AMOUNT)
        items.append(Item({**dict(enumerate(own)), parts: value}, value))
    in_all = [sum(item.gains[need] for item in items) for need in range(parts + 1)]
    needs = [draw(st.integers(-2, most + 1)) for most in in_all]
    return items, needs


@given(problems())
@settings(max_examples=400, deadline=None)
def test_the_search_finds_what_trying_every_set_finds(problem: tuple[list[Item], list[int]]) -> None:
    items, needs = problem
    found, expected = cover(items, needs, max(0, needs[-1])), tried(items, needs)
    event(f"size {None if expected is None else len(expected)}")
    if expected is None:
        assert found is None
    else:
        assert found == Cover(expected, True, len(expected))


@given(problems(), st.integers(0, 60))
@settings(max_examples=150, deadline=None)
def test_a_search_that_is_cut_short_says_so_and_still_meets_the_needs(
    problem: tuple[list[Item], list[int]], budget: int
) -> None:
    items, needs = problem
    found, expected = cover(items, needs, 0, budget), tried(items, needs)
    if found is None or expected is None:
        assert found is expected is None
        return
    for need, amount in enumerate(needs):
        assert sum(items[at].gains.get(need, 0) for at in found.chosen) >= amount
    assert found.least <= len(expected) <= len(found.chosen)
    if found.exact:
        assert found.chosen == expected


def test_nothing_to_meet_needs_nothing() -> None:
    assert cover([Item({0: 3}, 3)], [0]) == Cover((), True, 0)
    assert cover([], [1]) is None


def test_without_any_steps_left_the_set_is_the_greedy_one_without_what_is_superfluous() -> None:
    # Item 0 helps most with the first need, and is superfluous once the second has asked for the three others.
    items = [Item({0: 9}, 0), Item({0: 8, 1: 8}, 0), Item({1: 8}, 0), Item({1: 8}, 0)]
    assert cover(items, [8, 24]) == Cover((1, 2, 3), True, 3)
    assert cover(items, [8, 24], budget=-1) == Cover((1, 2, 3), False, 3)


def test_what_was_taken_for_one_need_is_not_taken_again_for_another() -> None:
    items = [Item({1: 1}, 0), Item({1: 1}, 0), Item({0: 1, 1: 2}, 0)]
    assert cover(items, [1, 3], budget=-1) == Cover((0, 2), False, 2)


def test_what_looks_enough_by_its_amounts_and_is_not_is_looked_for_among_more() -> None:
    # Each need is met by one item, and every item meets two of the three: by their number one seems to do.
    items = [Item({0: 1, 1: 1}, 2), Item({1: 1, 2: 1}, 2), Item({0: 1, 2: 1}, 2)]
    assert cover(items, [1, 1, 1]) == Cover((0, 1), True, 2)


def test_of_equally_few_the_least_value_wins_and_of_these_the_first() -> None:
    items = [Item({0: 5}, 5), Item({0: 4}, 4), Item({0: 4}, 4), Item({0: 6}, 6)]
    assert cover(items, [8]) == Cover((1, 2), True, 2)
    assert cover(items, [4]) == Cover((1,), True, 1)
    assert cover(items, [6]) == Cover((3,), True, 1)
    assert cover(items, [20]) is None


def test_items_that_help_two_needs_are_counted_once() -> None:
    # Two needs apart ask for one item each, the third for both of the only ones that help it.
    items = [Item({0: 1}, 1), Item({1: 1}, 1), Item({2: 1}, 1), Item({2: 1}, 1), Item({0: 1, 1: 1}, 9)]
    assert cover(items, [1, 1, 2]) == Cover((2, 3, 4), True, 3)
    assert cover(items[:4], [1, 1, 2]) == Cover((0, 1, 2, 3), True, 4)


def test_a_value_at_the_floor_ends_the_search() -> None:
    items = [Item({0: 4}, 4), Item({0: 3}, 3)]
    assert cover(items, [3], floor=3) == Cover((1,), True, 1)
    assert cover(items, [3], floor=4) == Cover((0,), True, 1)


@pytest.mark.parametrize("size", [1000])
def test_a_thousand_items_are_done_in_bounded_steps(size: int) -> None:
    items = [
        Item({at // 50: 1 + at * 7 % 5, 20: 1000 + at * 37 % 401}, 1000 + at * 37 % 401) for at in range(size)
    ]
    needs = [30] * 20 + [400_000]
    found = cover(items, needs, 400_000)
    assert found is not None
    assert found.least == len(found.chosen)


def test_without_a_floor_the_least_value_is_looked_for_down_to_0() -> None:
    assert cover([Item({0: 1}, 1), Item({0: 1}, 0)], [1]) == Cover((1,), True, 1)
