"""The small parts: keys of the registry, the digits of a choice, what counts as met in words, guarded text."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.color import Color

from audit_tui.model.checklist import Checklist
from audit_tui.tui import actions, cards
from audit_tui.tui.guard import SteeringFilter, safe
from audit_tui.tui.screens.evidence import typed_path
from audit_tui.tui.screens.form import as_moment, is_day
from audit_tui.tui.screens.home import HomeScreen
from audit_tui.tui.screens.new_audit import NewAuditScreen
from audit_tui.tui.screens.report import ReportScreen
from audit_tui.tui.screens.reports import ReportsScreen
from audit_tui.tui.screens.summary import SummaryScreen
from audit_tui.tui.screens.walk import WalkScreen
from audit_tui.tui.widgets.lines import Lines, fit
from tests.tui.conftest import HEAD

SCREENS = {
    "home": HomeScreen,
    "new": NewAuditScreen,
    "walk": WalkScreen,
    "summary": SummaryScreen,
    "report": ReportScreen,
    "reports": ReportsScreen,
}
FORBIDDEN = {f"ctrl+{letter}" for letter in "ijmhsz"}


@pytest.mark.parametrize("action", actions.ACTIONS, ids=lambda action: action.id)
def test_no_action_is_bound_to_a_key_that_terminals_keep(action: actions.Action) -> None:
    keys = {key.strip() for key in action.keys.split(",")}
    assert not keys & FORBIDDEN
    assert not any("alt+" in key or "ctrl+shift" in key for key in keys)
    assert action.help.endswith(".")


@pytest.mark.parametrize("scope", SCREENS)
def test_every_action_has_its_method_and_no_key_means_two_things(scope: str) -> None:
    seen: dict[str, str] = {}
    for action in actions.of(scope):
        if action.by_card:
            continue
        assert hasattr(SCREENS[scope], f"do_{action.name}"), action.id
        for key in action.keys.split(","):
            assert seen.setdefault(key, action.name) == action.name, key


@pytest.mark.parametrize("scope", SCREENS)
def test_the_key_bar_has_at_most_eight_keys_and_help_is_one(scope: str) -> None:
    offered = actions.bar(scope)
    assert len(offered) <= 8
    assert offered[-1].id == "app.help"


def test_function_keys_of_the_walk_have_a_twin_without_f() -> None:
    for action in actions.of("walk"):
        keys = actions.shown_keys(action)
        if any(key[0] == "F" and key[1:].isdigit() for key in keys):
            assert any(not (key[0] == "F" and key[1:].isdigit()) for key in keys), action.id


def question(**keys: Any) -> tuple[Checklist, Any]:
    raw = {
        **HEAD,
        "id": "c",
        "title": "C",
        "sections": [{"id": "s", "title": "S", "questions": [{"id": "q", "text": "?", **keys}]}],
    }
    checklist = Checklist.model_validate(raw, context={"language": "en"})
    return checklist, checklist.sections[0].questions[0]


@given(count=st.integers(1, 40), wanted=st.integers(0, 39))
def test_every_choice_is_reached_by_its_number_in_at_most_two_keys_and_enter(count: int, wanted: int) -> None:
    offered = [cards.Option(str(at), "", f"v{at}") for at in range(1, count + 1)]
    meant = offered[wanted % count]
    digits = cards.Digits()
    found = None
    for digit in meant.code:
        assert found is None
        found = digits.press(digit, offered)
    found = found or digits.settle(offered)
    assert found == meant


def test_a_digit_that_fits_nothing_is_forgotten() -> None:
    digits = cards.Digits()
    offered = [cards.Option("1", "", "a"), cards.Option("2", "", "b")]
    assert digits.press("7", offered) is None
    assert digits.typed == ""
    assert digits.press("2", offered) == offered[1]


def test_the_steps_of_a_scale_below_zero_are_counted_from_one() -> None:
    checklist, asked = question(type="scale", min=-1, max=1)
    assert [(o.code, o.value) for o in cards.options(checklist, asked)] == [
        ("1", "-1"),
        ("2", "0"),
        ("3", "1"),
    ]


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"type": "yes_no", "points": 1}, "Yes"),
        ({"type": "yes_no", "points": 1, "good": "no"}, "No"),
        (
            {"type": "count", "points": 4, "meets": ". <= 3", "partly": "${q} <= 5"},
            "at most 3 · half the points: at most 5",
        ),
        ({"type": "number", "unit": "lx", "points": 1, "meets": "q >= 20"}, "at least 20\u00a0lx"),
        ({"type": "number", "points": 1, "meets": ". <= 3 and . > 1"}, "at most 3 and above 1"),
        (
            {"type": "stopwatch", "steps": [{"up_to": 20, "points": 6}, {"above": 20, "points": 0}]},
            "to 20\u00a0s: 6, above 20\u00a0s: 0 points",
        ),
        ({"type": "scale", "points": 3, "max": 4}, "4 earns all, 1 nothing"),
        ({"type": "yes_no", "neutral": True}, ""),
        ({"type": "text"}, ""),
    ],
)
def test_what_counts_as_met_is_said_in_words(keys: dict[str, Any], words: str) -> None:
    assert cards.meets_words(*question(**keys), lambda _: None) == words


@given(st.text())
def test_guarded_text_holds_nothing_that_steers_a_terminal(text: str) -> None:
    shown = safe(text, newlines=True)
    assert not any(sign < " " and sign != "\n" for sign in shown)
    assert not any("\x7f" <= sign <= "\x9f" or sign in "\u202e\u2066\u2028" for sign in shown)
    assert "\n" not in safe(text)


def test_the_last_fence_before_the_screen_takes_what_slipped_through() -> None:
    drawn = SteeringFilter().apply([Segment("a\x1b]0;title\x07b"), Segment("fine")], Color.parse("black"))
    assert [segment.text for segment in drawn] == ["a\ufffd]0;title\ufffdb", "fine"]


@given(st.text(alphabet="abc 漢字é", max_size=40), st.integers(1, 30))
def test_a_fitted_text_takes_exactly_its_cells(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) == width


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-18 10:30", "2026-11-18T10:30"),
        ("2026-11-18T10:30", "2026-11-18T10:30"),
        ("2026-02-30 10:30", None),
        ("18.11.2026", None),
        ("", None),
    ],
)
def test_a_typed_moment(text: str, moment: str | None) -> None:
    assert as_moment(text) == moment


def test_a_typed_day() -> None:
    assert is_day("2026-12-31")
    assert not is_day("2026-12-32")
    assert not is_day("20261231")


def test_a_pasted_path_may_be_quoted_or_a_file_address() -> None:
    assert str(typed_path("'/a b/c.jpg' ")).replace("\\", "/") == "/a b/c.jpg"
    assert str(typed_path("file:///a%20b/c.jpg")).replace("\\", "/") == "/a b/c.jpg"
    assert typed_path("~nobody-of-this-name/c.jpg").name == "c.jpg"


async def test_a_list_that_comes_far_down_has_its_bar_there_too() -> None:
    class Long(App[None]):
        def compose(self) -> ComposeResult:
            yield Lines()

    app = Long()
    async with app.run_test(size=(40, 10)) as pilot:
        lines = app.query_one(Lines)
        lines.show([str(number) for number in range(100)], keep="80")
        await pilot.pause()
        assert lines.scroll_y > 0
        assert lines.vertical_scrollbar.position == lines.scroll_y
