"""Forms: what is chosen instead of typed, what is wrong in words of ours, long texts in sight, keys of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from audit_tui import i18n
from audit_tui.clock import FixedClock
from audit_tui.store.feedback import FieldNotes
from audit_tui.store.registry import Registry
from audit_tui.store.workspace import Workspace
from audit_tui.tui.screens.form import FormScreen
from audit_tui.tui.screens.help import HelpScreen
from tests.tui.conftest import Driver, Open, yes_no

LONG = (
    "Everything behind the counter was looked at, and nothing of what lies in the yard or on the upper floor."
)


@pytest.fixture
def italian() -> Iterator[None]:
    i18n.use("it")
    yield
    i18n.use("en")


async def new_site(d: Driver, id_: str, name: str) -> None:
    await d.keys("n", "enter")
    await d.type(id_)
    await d.keys("enter")
    await d.type(name)


async def test_what_customers_expect_is_chosen_in_the_language_and_kept_as_ever(
    workspace: Workspace, clock: FixedClock, home: Open, italian: None
) -> None:
    async with home() as d:
        await new_site(d, "NORD", "Negozio")
        await d.keys("down", "down", "down", "down", "down")
        assert "‹ privato ›" in d.text()
        await d.keys("m", "f10")
    assert [(one.id, one.profile) for one in Registry(workspace, clock).sites()] == [("NORD", "monopoly")]


async def test_a_choice_is_turned_by_arrows_and_space_both_ways(home: Open) -> None:
    async with home() as d:
        await d.keys("n", "enter", "up")
        for key, word in (
            ("right", "public"),
            ("space", "monopoly"),
            ("right", "private"),
            ("left", "monopoly"),
        ):
            await d.keys(key)
            assert f"‹ {word} ›" in d.text()


async def test_a_letter_goes_through_the_choices_that_begin_with_it(home: Open) -> None:
    async with home() as d:
        await d.keys("n", "enter", "up", "p")
        assert "‹ public ›" in d.text()
        await d.keys("p")
        assert "‹ private ›" in d.text()
        await d.keys("x")
        assert "‹ private ›" in d.text()


async def test_a_click_turns_a_choice(home: Open) -> None:
    async with home() as d:
        await d.keys("n", "enter")
        await d.pilot.click("#field-profile")
        await d.rest()
        assert "‹ public ›" in d.text()


@pytest.mark.parametrize("field", ["name", "address", "region"])
async def test_a_text_too_long_is_told_how_long_it_may_be(home: Open, field: str) -> None:
    async with home() as d:
        await new_site(d, "NORD", "Shop")
        d.app.screen.query_one(f"#field-{field}").value = "x" * 600  # type: ignore[attr-defined]
        await d.keys("f10")
        assert "write at most 500 characters." in d.words() and "validation" not in d.words()


async def test_a_device_name_is_refused_for_what_it_is(home: Open) -> None:
    async with home() as d:
        await new_site(d, "con", "Shop")
        await d.keys("f10")
        assert "'con' is a device name on Windows and cannot be part of a file name." in d.words()


async def test_an_id_with_other_signs_is_told_which_there_may_be(home: Open) -> None:
    async with home() as d:
        await new_site(d, "a b", "Shop")
        await d.keys("f10")
        assert "letters, digits, - and _, at most 40" in d.words()


async def test_what_a_wish_is_about_is_chosen_in_the_language(
    walking: Open, workspace: Workspace, clock: FixedClock, italian: None
) -> None:
    async with walking({**yes_no(2), "touchpoint": "parking"}) as d:
        await d.keys("w")
        assert "‹ Parcheggio ›" in d.text()
        await d.keys("r", "enter")
        await d.type("Più panche")
        await d.keys("enter", "right", "f10")
        await d.keys("escape", "w")
        assert "Parcheggio" not in d.text() and "Reception" in d.text()
    (note,) = FieldNotes(workspace, clock).all()
    assert (note.kind, note.touchpoint) == ("complaint", "reception")


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_the_hint_of_the_field_in_hand_is_whole_and_looks_like_no_value(
    walking: Open, size: tuple[int, int]
) -> None:
    async with walking(yes_no(2), size=size) as d:
        await d.keys("f6", "d", "up", "up")
        row = next(line for line in d.text().split("\n") if "Follow-up on" in line)
        assert "2026" not in row
        assert "year-month-day, for example 2026-12-18" in d.words()


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_a_long_fact_of_the_visit_wraps_and_is_kept_in_one_line(
    walking: Open, size: tuple[int, int]
) -> None:
    async with walking(yes_no(2), size=size, scope=LONG) as d:
        await d.keys("f6", "d")
        assert isinstance(d.app.screen, FormScreen)
        assert LONG[-30:].rsplit(maxsplit=1)[-1] in d.words() and "Everything behind" in d.words()
        await d.keys("down", "down", "down")
        await d.type(" Again.")
        await d.keys("enter", "f10")
        assert d.walk.session.record.projection.facts["scope"] == f"{LONG} Again."


async def test_arrows_go_through_a_long_text_before_they_leave_it(walking: Open) -> None:
    async with walking(yes_no(2), scope=LONG) as d:
        await d.keys("f6", "d", "down", "down", "down", "up")
        assert d.app.focused is not None and d.app.focused.id == "field-scope"
        await d.keys("up", "up")
        assert d.app.focused is not None and d.app.focused.id == "field-objective"


async def test_a_form_has_keys_of_its_own_at_the_foot_and_in_the_help(home: Open) -> None:
    async with home() as d:
        await d.keys("n", "enter")
        assert "F10 save" in d.text().split("\n")[-1] and "F1 help" in d.text().split("\n")[-1]
        await d.keys("f1")
        assert isinstance(d.app.screen, HelpScreen) and "Keep what the form says." in d.text()
        await d.keys("escape")
        assert isinstance(d.app.screen, FormScreen)


async def test_a_small_box_tells_its_keys_too(workspace: Workspace, clock: FixedClock, home: Open) -> None:
    async with home() as d:
        await d.keys("n", "down", "enter", "f1")
        assert isinstance(d.app.screen, HelpScreen) and "Take what is typed" in d.text()


async def test_the_keys_at_the_foot_of_a_form_are_clicked(home: Open) -> None:
    async with home() as d:
        await d.keys("n", "enter")
        at = d.text().split("\n")[-1].index("Esc back")
        await d.pilot.click(offset=(at + 1, 23))
        await d.rest()
        assert not isinstance(d.app.screen, FormScreen)
