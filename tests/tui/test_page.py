"""The page of the walk: a key repaints the rows that changed and lays nothing out; what is long is scrolled."""

from __future__ import annotations

from typing import Any

import pytest
from textual import events
from textual.screen import Screen

from tests.tui.conftest import HEAD, TYPES, Driver, Open, yes_no

SIZES = [(60, 20), (80, 24), (120, 40)]


@pytest.fixture
def layouts(monkeypatch: pytest.MonkeyPatch) -> list[Screen[Any]]:
    """Every screen that is laid out from now on."""
    seen: list[Screen[Any]] = []
    lay_out = Screen._refresh_layout

    def counted(screen: Screen[Any], *given: Any, **named: Any) -> None:
        seen.append(screen)
        lay_out(screen, *given, **named)

    monkeypatch.setattr(Screen, "_refresh_layout", counted)
    return seen


def uneven() -> dict[str, Any]:
    """Yes/no questions that take other numbers of rows, by text, help and standard."""
    texts = ["Short?", "A question that is " + "very " * 40 + "long?", "Two\nlines?", "Short again?"]
    questions = [
        {
            "id": f"q{at}",
            "type": "yes_no",
            "text": text,
            "points": 2,
            **({"standard": "A-1"} if at % 2 else {}),
        }
        for at, text in enumerate(texts)
    ]
    return {
        **HEAD,
        "id": "list",
        "title": "List",
        "standards": {"A-1": {"text": "As it should be.", "figure": "3 rings"}},
        "sections": [{"id": "s", "title": "Section", "questions": questions}],
    }


def rows(d: Driver) -> list[str]:
    return d.text().split("\n")


@pytest.mark.parametrize("size", SIZES)
async def test_an_answer_lays_nothing_out_however_long_the_next_question_is(
    walking: Open, size: tuple[int, int], layouts: list[Any]
) -> None:
    async with walking(uneven(), size=size) as d:
        layouts.clear()
        for key in ("1", "2", "1", "f8", "f5", "pageup", "pagedown"):
            await d.keys(key)
            assert layouts == [], key
        assert d.value("q2", "list") is None and d.value("q1", "list") == "no"


async def test_an_answer_repaints_the_rows_that_are_other_than_before_and_no_more(walking: Open) -> None:
    async with walking(yes_no(30)) as d:
        await d.keys("1", "1")
        before = rows(d)
        painted: list[Any] = []
        paint = d.walk.refresh
        d.walk.refresh = lambda *regions, **named: painted.extend(regions) or paint(*regions, **named)  # type: ignore[method-assign, assignment, func-returns-value]
        await d.keys("1")
        changed = [y for y, (old, new) in enumerate(zip(before, rows(d), strict=True)) if old != new]
        assert changed
        assert sorted({region.y for region in painted}) == changed


async def test_the_field_stands_between_the_choices_and_what_is_told_of_the_answer(walking: Open) -> None:
    async with walking(at="kinds/wait") as d:
        shown = rows(d)
        field = d.walk.field.region
        assert "start the stopwatch" in shown[field.y - 1]
        assert "up to" in "\n".join(shown[field.bottom :])
        assert (field.x, field.height) == (1, 1)
        await d.keys("2")
        assert d.walk.field.region == field


async def test_beside_the_outline_the_card_begins_where_the_outline_ends(walking: Open) -> None:
    async with walking(TYPES, at="kinds/light", size=(120, 40)) as d:
        outline = d.walk.page.outline.region
        assert outline.y == 2 and outline.bottom == 38
        assert d.walk.field.region.x == outline.right + 1
        assert rows(d)[3][outline.right :].startswith(" Every kind")
        await d.pilot.resize_terminal(80, 24)
        await d.rest()
        assert d.walk.field.region.x == 1


def long_help(lines: int) -> dict[str, Any]:
    listed = yes_no(2)
    listed["sections"][0]["questions"][0]["help"] = "\n".join(
        f"Line {at} of the help." for at in range(lines)
    )
    return listed


async def test_a_long_question_has_a_bar_that_says_where_one_is(walking: Open) -> None:
    async with walking(long_help(60)) as d:
        bar = [row[-1] for row in rows(d) if row[-1] in "█│"]
        assert len(bar) == 14 and bar[0] == "█" and bar[-1] == "│"
        await d.keys(*["ctrl+down"] * 30)
        bar = [row[-1] for row in rows(d) if row[-1] in "█│"]
        assert bar[0] == "│" and bar[-1] == "█"
        await d.keys("1")
        assert not [row for row in rows(d) if row[-1] in "█│"]


async def test_the_wheel_moves_what_it_is_over(walking: Open) -> None:
    async with walking(long_help(60)) as d:
        assert "Line 0 of" in d.text()
        for _turn in range(5):
            await d.pilot._post_mouse_events([events.MouseScrollDown], d.walk.page, offset=(5, 5))
        await d.rest()
        assert "Line 0 of" not in d.text() and "1  ○ Yes" in d.text()
        await d.pilot._post_mouse_events([events.MouseScrollUp] * 9, d.walk.page, offset=(5, 5))
        await d.rest()
        assert "Line 0 of" in d.text()


async def test_more_choices_than_there_is_room_for_are_scrolled_by_the_wheel(walking: Open) -> None:
    listed = yes_no(2)
    choices = [{"id": f"c{at}", "label": f"Choice {at}"} for at in range(1, 31)]
    listed["sections"][0]["questions"].insert(
        0, {"id": "one", "type": "single", "text": "Which?", "choices": choices}
    )
    async with walking(listed) as d:
        assert "Choice 1" in d.text() and "Choice 30" not in d.text() and "Which?" in d.text()
        await d.pilot._post_mouse_events([events.MouseScrollDown] * 30, d.walk.page, offset=(5, 15))
        await d.rest()
        assert "Choice 30" in d.text() and "Which?" in d.text()
        await d.click("Choice 30")
        assert d.value("one", "list") == "c30"
