"""The registry of actions: where it stands, its keys on other keyboards, and keys that a person gave."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from audit_tui.tui import actions
from audit_tui.tui.actions.core import with_twins
from audit_tui.tui.keyboard import latin
from tests.tui.conftest import Open, yes_no


@pytest.fixture(autouse=True)
def _keys_as_they_came() -> Iterator[None]:
    yield
    actions.give({})


def test_every_action_stands_once_and_its_screen_is_named_before_it() -> None:
    ids = [action.id for action in actions.ACTIONS]
    assert len(ids) == len(set(ids))
    assert all(action.id == f"{action.scope}.{action.name}" for action in actions.ACTIONS)


def test_a_letter_answers_under_the_letter_a_cyrillic_keyboard_writes_there() -> None:
    assert with_twins(["u"]) == ["u", "г", "ｕ"]
    assert with_twins(["s"]) == ["s", "ы", "і", "ｓ"]
    assert [latin(sign) for sign in "нтТ7é"] == ["y", "n", "N", "7", "é"]


def test_a_key_of_the_keypad_is_named_both_ways_and_shown_once() -> None:
    assert with_twins(["plus"]) == ["plus", "add", "fullwidth_plus_sign"]
    assert actions.shown_keys(actions.get("walk.next")) == ["PgDn", "+", "↓"]


def test_a_key_that_was_given_takes_the_place_of_all_it_had() -> None:
    actions.give({"walk.undo": "Z"})
    assert actions.key("walk.undo") == "Z"
    keys = actions.by_key("walk")
    assert keys["Z"] == keys["Я"] == "undo"
    assert "f8" not in keys and "u" not in keys


def test_an_action_that_is_gone_or_fixed_is_not_given_keys() -> None:
    assert actions.give({"walk.gone": "b", "walk.digits": "b"}) == {}


async def test_the_walk_obeys_cyrillic_letters(walking: Open) -> None:
    async with walking(yes_no(3)) as driver:
        await driver.keys("н")
        assert driver.value("q0", "list") == "yes"
        await driver.keys("г")
        assert driver.value("q0", "list") is None
