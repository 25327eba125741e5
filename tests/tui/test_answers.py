"""Every type of question is answered by keys, one hand on the keypad where it can be."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit_tui import i18n
from audit_tui.clock import FixedClock
from audit_tui.model.audit import State
from tests.tui.conftest import Open, numbers, yes_no


async def test_a_text_to_read_comes_first_and_enter_goes_on(walking: Open) -> None:
    async with walking() as d:
        assert d.cursor == "kinds/read"
        await d.keys("enter")
        assert d.cursor == "kinds/greeted"


async def test_yes_and_no_by_number_or_letter_and_the_walk_goes_on(walking: Open) -> None:
    async with walking(yes_no(4)) as d:
        await d.keys("1", "2", "y", "n")
        assert [d.value(f"q{n}", "list") for n in range(4)] == ["yes", "no", "yes", "no"]


async def test_a_scale_takes_its_own_numbers(walking: Open) -> None:
    async with walking(at="kinds/tone") as d:
        await d.keys("3")
        assert d.value("tone") == "3"


async def test_ten_of_an_nps_is_two_keys_and_one_is_one_with_enter(walking: Open) -> None:
    async with walking(at="kinds/recommend") as d:
        await d.keys("1")
        assert d.value("recommend") is None
        await d.keys("0")
        assert d.value("recommend") == "10"
        await d.go("kinds/recommend")
        await d.keys("1", "enter")
        assert d.value("recommend") == "1"
        await d.go("kinds/recommend")
        await d.keys("0")
        assert d.value("recommend") == "0"


async def test_a_single_choice(walking: Open) -> None:
    async with walking(at="kinds/who") as d:
        await d.keys("2")
        assert d.value("who") == "nobody"


async def test_several_choices_are_ticked_and_kept_by_enter(walking: Open) -> None:
    async with walking(at="kinds/heard") as d:
        await d.keys("3", "1", "2", "2")
        assert d.value("heard") is None
        await d.keys("enter")
        assert d.value("heard") == ["hello", "offer"]


async def test_ticks_are_kept_when_moving_on_without_enter(walking: Open) -> None:
    async with walking(at="kinds/heard") as d:
        await d.keys("2", "pagedown")
        assert d.value("heard") == ["name"]
        assert d.cursor == "kinds/light"


async def test_a_number_is_typed_and_what_is_wrong_is_said_under_it(walking: Open) -> None:
    async with walking(at="kinds/light") as d:
        await d.type("900")
        await d.keys("enter")
        assert d.value("light") is None
        assert d.cursor == "kinds/light"
        assert "900 is above 500" in d.text()
        assert d.walk.field.value == "900"
        await d.keys("backspace", "enter")
        assert d.value("light") == "90"


async def test_a_typed_number_survives_moving_on_without_enter(walking: Open) -> None:
    async with walking(at="kinds/light") as d:
        await d.type("42")
        await d.keys("pagedown")
        assert d.value("light") == "42"


async def test_a_typed_figure_can_be_marked_as_estimated(walking: Open) -> None:
    async with walking(at="kinds/light") as d:
        await d.type("40")
        await d.keys("g", "enter")
        assert d.walk.session.item("kinds/light").grade == "estimated"


async def test_each_space_counts_one_more_and_is_saved(walking: Open) -> None:
    async with walking(at="kinds/rings") as d:
        await d.keys("space", "c", "space")
        item = d.walk.session.item("kinds/rings")
        assert (item.value, item.grade) == ("3", "measured")
        assert d.cursor == "kinds/rings"
        assert "4 of 4 points: 3, asked is at most 3" in d.text()
        await d.keys("space")
        assert "0 of 4 points: 4 is not at most 3" in d.text()


async def test_the_stopwatch_starts_and_stops_by_one_key(walking: Open, clock: FixedClock) -> None:
    async with walking(at="kinds/wait") as d:
        await d.keys("space")
        clock.tick(14_200)
        await d.pilot.pause(0.3)
        assert "running 14.2 s" in d.text()
        await d.keys("space")
        item = d.walk.session.item("kinds/wait")
        assert (item.value, item.grade) == ("14.2", "measured")
        assert "4 of 4 points: 14.2 s, asked is at most 30 s" in d.text().replace("\u00a0", " ")


async def test_a_running_stopwatch_survives_leaving_and_coming_back(walking: Open, clock: FixedClock) -> None:
    async with walking(at="kinds/wait") as d:
        await d.keys("space", "escape")
        clock.tick(31_000)
        await d.keys("enter")
        assert d.cursor == "kinds/wait"
        await d.keys("space")
        assert d.value("wait") == "31"
        assert "0 of 4 points: 31 s is not at most 30 s" in d.text().replace("\u00a0", " ")


async def test_dates_and_times_take_now_by_one_key_in_the_time_of_the_site(walking: Open) -> None:
    async with walking(at="kinds/day") as d:
        await d.keys("n", "n", "n")
        assert d.value("day") == "2026-11-22"
        assert d.value("hour") == "11:00"
        assert d.value("at") == "2026-11-22T11:00"


async def test_a_wrong_date_is_explained(walking: Open) -> None:
    async with walking(at="kinds/day") as d:
        await d.type("2026-02-31")
        await d.keys("enter")
        assert d.value("day") is None
        assert "no date in the calendar" in d.text()


async def test_a_short_text_takes_letters_that_are_commands_elsewhere(walking: Open) -> None:
    async with walking(at="kinds/words") as d:
        await d.type("pause, new offer? *")
        await d.keys("enter")
        assert d.value("words") == "pause, new offer? *"


async def test_a_long_text_is_written_in_the_editor_and_esc_keeps_it(walking: Open) -> None:
    async with walking(at="kinds/story") as d:
        await d.keys("enter")
        await d.type("First")
        await d.keys("enter")
        await d.type("Second")
        await d.keys("escape")
        assert d.value("story") == "First\nSecond"


async def test_a_file_is_attached_by_its_path_and_kept_by_content(walking: Open, tmp_path: Path) -> None:
    receipt = tmp_path / "receipt.txt"
    receipt.write_text("paid", encoding="utf-8")
    async with walking(at="kinds/paper") as d:
        await d.keys("enter")
        d.app.screen.query_one("#evidence-path").value = str(receipt)  # type: ignore[attr-defined]
        await d.keys("enter")
        await d.type("The receipt")
        await d.keys("enter")
        await d.rest()
        kept = d.walk.session.item("kinds/paper").evidence
        assert [each.caption for each in kept] == ["The receipt"]
        assert (d.app.workspace.blobs / kept[0].sha256).read_bytes() == b"paid"
        await d.keys("escape")
        assert d.walk.session.state("kinds/paper") is State.ANSWERED
        assert d.cursor == "kinds/signed"


async def test_a_file_that_is_not_there_is_said_in_words(walking: Open, tmp_path: Path) -> None:
    async with walking(at="kinds/picture") as d:
        await d.keys("1")
        d.app.screen.query_one("#evidence-path").value = str(tmp_path / "none.jpg")  # type: ignore[attr-defined]
        await d.keys("enter")
        await d.rest()
        assert d.walk.session.item("kinds/picture").evidence == []
        assert "none.jpg" not in d.walk.desk.problem
        assert "no" in d.text().lower()


async def test_a_signature_is_a_typed_name(walking: Open) -> None:
    async with walking(at="kinds/signed") as d:
        await d.type("Anna E.")
        await d.keys("enter")
        assert d.value("signed") == "Anna E."


async def test_a_computed_value_is_shown(walking: Open) -> None:
    async with walking(at="kinds/rings") as d:
        await d.type("4")
        await d.keys("enter")
        await d.go("kinds/double")
        assert "8" in d.text()


async def test_instances_of_a_repeat_are_added_entered_and_removed(walking: Open) -> None:
    async with walking(at="kinds/calls") as d:
        await d.keys("0")
        first = d.cursor
        assert first.startswith("kinds/calls/") and first.endswith("/again")
        await d.type("2")
        await d.keys("enter")
        await d.go("kinds/calls")
        await d.keys("0")
        assert d.cursor != first
        await d.go("kinds/calls")
        await d.keys("1")
        assert d.cursor == first
        await d.go("kinds/calls")
        await d.keys("delete", "2")
        assert len(d.record.projection.instances["kinds/calls"]) == 1


async def test_na_asks_why_and_offers_the_last_reasons(walking: Open) -> None:
    async with walking(yes_no(3)) as d:
        await d.keys("0")
        await d.type("no lift")
        await d.keys("enter")
        item = d.walk.session.item("list/q0")
        assert (item.state, item.reason) == (State.NOT_APPLICABLE, "no lift")
        await d.keys("0", "1")
        assert d.walk.session.item("list/q1").reason == "no lift"
        assert d.cursor == "list/q2"


async def test_na_is_refused_in_words_where_the_checklist_does_not_allow_it(walking: Open) -> None:
    async with walking(at="kinds/solved") as d:
        await d.keys("0")
        assert d.walk.session.state("kinds/solved") is State.OPEN
        assert "N/A is not allowed here" in d.text()


async def test_not_observed_needs_a_reason(walking: Open) -> None:
    async with walking(at="kinds/tone") as d:
        await d.keys("v", "enter")
        assert d.walk.session.state("kinds/tone") is State.OPEN
        await d.type("line was cut")
        await d.keys("enter")
        assert d.walk.session.state("kinds/tone") is State.NOT_OBSERVED


async def test_stepping_out_of_a_reason_changes_nothing(walking: Open) -> None:
    async with walking(yes_no(2)) as d:
        await d.keys("0", "escape")
        assert d.walk.session.state("list/q0") is State.OPEN
        assert d.cursor == "list/q0"


async def test_a_figure_typed_on_an_answered_card_replaces_the_old_one(walking: Open) -> None:
    async with walking(at="kinds/light") as d:
        await d.type("70")
        await d.keys("enter")
        await d.go("kinds/light")
        await d.type("8")
        await d.keys("enter")
        assert d.value("light") == "8"


async def test_an_emptied_field_takes_the_answer_away(walking: Open) -> None:
    async with walking(at="kinds/light") as d:
        await d.type("7")
        await d.keys("enter")
        await d.go("kinds/light")
        await d.keys("backspace", "enter")
        assert d.walk.session.state("kinds/light") is State.OPEN


@pytest.mark.parametrize(
    ("language", "place", "typed", "kept"),
    [
        ("en", "day", "26.11.2026", "2026-11-26"),
        ("it", "day", "26/11", "2026-11-26"),
        ("pl", "day", "3,12,2026", "2026-12-03"),
        ("ru", "day", "2026-11-26", "2026-11-26"),
        ("en", "hour", "9", "09:00"),
        ("uk", "hour", "9.30", "09:30"),
        ("en", "hour", "0930", "09:30"),
        ("it", "at", "26.11.2026 9:30", "2026-11-26T09:30"),
        ("en", "at", "2026-11-26,930", "2026-11-26T09:30"),
    ],
)
async def test_a_date_is_typed_with_one_hand_in_the_order_of_the_language(
    walking: Open, language: str, place: str, typed: str, kept: str
) -> None:
    async with walking(at=f"kinds/{place}") as d:
        i18n.use(language)
        await d.type(typed)
        await d.keys("enter")
        assert d.value(place) == kept
        assert not d.walk.session.item(f"kinds/{place}").flagged


async def test_a_date_that_could_be_two_is_asked_for_again(walking: Open) -> None:
    async with walking(at="kinds/day") as d:
        await d.type("5/6/2026")
        await d.keys("enter")
        assert d.value("day") is None
        assert "could be 2026-05-06 or 2026-06-05: write the year first" in d.text()


async def test_the_point_of_the_keypad_belongs_to_a_date(walking: Open) -> None:
    async with walking(at="kinds/day") as d:
        await d.keys("2", "6", "decimal", "1", "2")
        assert d.walk.field.value == "26.12"


async def test_plus_goes_on_from_a_figure_and_never_types(walking: Open) -> None:
    async with walking(at="kinds/light") as d:
        await d.type("7")
        await d.keys("plus")
        assert (d.value("light"), d.cursor) == ("7", "kinds/rings")
        await d.go("kinds/wait")
        await d.keys("add")
        assert d.cursor == "kinds/day"


async def test_minus_goes_back_from_a_figure_that_cannot_be_negative(walking: Open) -> None:
    async with walking(at="kinds/light") as d:
        await d.type("7")
        await d.keys("minus")
        assert (d.value("light"), d.cursor) == ("7", "kinds/heard")
        await d.go("kinds/wait")
        await d.keys("minus")
        assert d.cursor == "kinds/rings"


async def test_minus_stands_between_two_times_of_day(walking: Open) -> None:
    async with walking(at="kinds/wait") as d:
        await d.type("10:31-10:42")
        await d.keys("enter")
        assert d.value("wait") == "660"


async def test_minus_begins_a_figure_that_may_be_negative_and_goes_back_after_it(walking: Open) -> None:
    cold = numbers({"min": -30, "max": 30}, {})
    async with walking(cold) as d:
        await d.type("-5")
        await d.keys("plus")
        assert (d.value("n0", "list"), d.cursor) == ("-5", "list/n1")
        await d.type("-1.5")
        await d.keys("minus")
        assert (d.value("n1", "list"), d.cursor) == ("-1.5", "list/n0")
