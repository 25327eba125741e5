"""Pictures find the photos that are owed by their time: clearly the nearest, or the person is asked."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit_tui.rules.photos import MARGIN, WINDOW, Picture, Proposal, as_boxes, propose, shift_of, wall_of

PHONE = "Maker Phone 1"


def ms(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


def picture(name: str, taken: str | None, phone: str = PHONE) -> Picture:
    return Picture(name, taken and f"2026-11-18T{taken}", phone)


def owed(**moments: str) -> dict[str, int]:
    return {path: ms(f"2026-11-18T{moment}") for path, moment in moments.items()}


def fits(pictures: list[Picture], wanted: dict[str, int], said: dict[str, int] | None = None) -> list[object]:
    found = propose(pictures, wanted, said or {}, {PHONE: 0})
    return [each.path or (each.fit, *each.paths) for each in found]


@pytest.mark.parametrize(
    ("shown", "seconds"),
    [
        ("10:31:05", 0),
        ("10:33:10", 125),
        ("9:31:05", -3600),
        ("10:31", 25),
        ("2026-11-19 10:31:05", 86400),
        ("2026-11-18T10:31:06", 1),
        (" 10:31:05 ", 0),
    ],
)
def test_the_shift_is_what_the_clock_shows_less_what_the_phone_says(shown: str, seconds: int) -> None:
    assert shift_of("2026-11-18T10:31:05", shown, 0) == seconds * 1000


def test_the_shift_leads_to_utc_whatever_zone_the_computer_is_in() -> None:
    shift = shift_of("2026-11-18T10:31:05", "10:31:05", 60)
    assert shift == -3_600_000
    assert wall_of("2026-11-18T10:31:05", shift) == ms("2026-11-18T09:31:05")


@pytest.mark.parametrize(
    ("taken", "shown", "minutes"), [("23:59:00", "0:01:00", 2), ("00:01:00", "23:59:00", -2)]
)
def test_round_midnight_the_nearest_day_is_meant(taken: str, shown: str, minutes: int) -> None:
    assert shift_of(f"2026-11-18T{taken}", shown, 0) == minutes * 60_000


@pytest.mark.parametrize(
    "shown", ["", "soon", "25:00", "10:61", "10:31:61", "2026-13-01 10:31", "10.31", "1031"]
)
def test_what_is_no_time_teaches_nothing(shown: str) -> None:
    assert shift_of("2026-11-18T10:31:05", shown, 0) is None


def test_a_picture_belongs_to_the_photo_owed_at_that_time() -> None:
    assert fits([picture("a", "10:00:20"), picture("b", "10:02:10")], owed(p="10:00:00", q="10:02:00")) == [
        "p",
        "q",
    ]


def test_two_pictures_of_one_owed_photo_are_asked() -> None:
    taken = [picture("a", "10:00:20"), picture("b", "10:00:30")]
    assert fits(taken, owed(p="10:00:00")) == [("unclear", "p"), ("unclear", "p")]


def test_a_picture_between_two_owed_photos_is_asked_the_nearer_first() -> None:
    assert fits([picture("a", "10:01:10")], owed(p="10:00:00", q="10:02:00")) == [("unclear", "q", "p")]


def test_what_was_answered_then_is_offered_and_never_sure() -> None:
    said = owed(x="10:01:00", y="10:00:10", p="10:00:00", far="11:00:00")
    assert fits([picture("a", "10:00:00")], {}, said) == [("unclear", "p", "y", "x")]
    assert fits([picture("a", "10:00:00")], owed(p="10:00:00"), said) == ["p"]
    taken = [picture("a", "10:00:00"), picture("b", "10:00:01")]
    assert fits(taken, owed(p="10:00:00"), said) == [("unclear", "p", "y", "x")] * 2


def test_outside_the_window_nothing_fits() -> None:
    assert fits([picture("a", "10:05:00"), picture("b", "11:00:00")], owed(p="10:00:00")) == ["p", ("none",)]
    assert fits([picture("a", "10:05:01")], owed(p="10:00:00")) == [("none",)]


def test_without_a_time_or_a_known_clock_nothing_is_said() -> None:
    pictures = [picture("a", None), picture("b", "10:00:00", "Other")]
    assert propose(pictures, owed(p="10:00:00"), {}, {PHONE: 0}) == [
        Proposal("a", "undated"),
        Proposal("b", "unset"),
    ]


def test_the_phones_clock_is_put_right() -> None:
    found = propose([picture("a", "10:03:00")], owed(p="09:00:00"), {}, {PHONE: -3_600_000 - 180_000})
    assert found == [Proposal("a", "sure", ("p",), ms("2026-11-18T09:00:00"))]


@pytest.mark.parametrize(
    ("text", "boxes"),
    [
        ("10 20 30 40", [(10, 20, 30, 40)]),
        ("10%, 20%, 30%, 40% ; 0 0 100 100", [(10, 20, 30, 40), (0, 0, 100, 100)]),
        ("", None),
        ("1 2 3", None),
        ("1 2 3 x", None),
        ("60 0 41 5", None),
        ("0 60 5 41", None),
        ("0 0 0 5", None),
        ("1.5 2 3 4", None),
    ],
)
def test_masks_are_typed_in_percent(text: str, boxes: object) -> None:
    assert as_boxes(text) == boxes


# -- properties ---------------------------------------------------------------------------------------------

SECONDS = st.integers(0, 1200)
TAKEN = st.lists(SECONDS, max_size=6)
MOMENTS = st.dictionaries(st.sampled_from("pqrst"), SECONDS.map(lambda s: s * 1000), max_size=5)


def pictures_at(seconds: list[int]) -> list[Picture]:
    return [
        Picture(f"n{at}", datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%S"), PHONE)
        for at, second in enumerate(seconds)
    ]


@given(TAKEN, MOMENTS, MOMENTS)
def test_no_place_gets_two_pictures_and_what_is_sure_is_near_and_alone(
    seconds: list[int], wanted: dict[str, int], said: dict[str, int]
) -> None:
    found = propose(pictures_at(seconds), wanted, said, {PHONE: 0})
    assert [each.name for each in found] == [f"n{at}" for at in range(len(seconds))]
    sure = [each for each in found if each.path is not None]
    assert len({each.path for each in sure}) == len(sure)
    for each in sure:
        assert each.path in wanted and each.at is not None
        distance = abs(wanted[each.path] - each.at)
        assert distance <= WINDOW
        rivals = [second * 1000 for at, second in enumerate(seconds) if f"n{at}" != each.name]
        assert all(abs(wanted[each.path] - rival) >= distance + MARGIN for rival in rivals)
        others = [moment for path, moment in wanted.items() if path != each.path]
        assert all(abs(moment - each.at) >= distance + MARGIN for moment in others)


@given(TAKEN, MOMENTS, MOMENTS, st.integers(-86_400, 86_400))
def test_only_distances_count(
    seconds: list[int], wanted: dict[str, int], said: dict[str, int], by: int
) -> None:
    moved = {path: moment + by * 1000 for path, moment in wanted.items()}
    told = {path: moment + by * 1000 for path, moment in said.items()}
    before = propose(pictures_at(seconds), wanted, said, {PHONE: 0})
    after = propose(pictures_at(seconds), moved, told, {PHONE: by * 1000})
    assert [(e.name, e.fit, e.paths) for e in before] == [(e.name, e.fit, e.paths) for e in after]


@given(st.permutations(range(5)), st.lists(SECONDS, min_size=5, max_size=5), MOMENTS)
def test_the_order_of_the_pictures_does_not_matter(
    order: list[int], seconds: list[int], wanted: dict[str, int]
) -> None:
    pictures = pictures_at(seconds)
    straight = {each.name: each for each in propose(pictures, wanted, {}, {PHONE: 0})}
    mixed = propose([pictures[at] for at in order], wanted, {}, {PHONE: 0})
    assert {each.name: each for each in mixed} == straight


@given(st.integers(-80_000, 80_000), st.integers(-720, 840))
def test_a_shift_that_was_learnt_puts_its_own_picture_right(drift: int, ahead: int) -> None:
    """Whatever the phone's clock says, the picture of the clock was taken when the clock says."""
    true = ms("2026-11-18T12:00:00")
    taken = datetime.fromtimestamp(true / 1000 + drift, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    shown = datetime.fromtimestamp(true / 1000 + ahead * 60, UTC).strftime("%Y-%m-%d %H:%M:%S")
    shift = shift_of(taken, shown, ahead)
    assert shift is not None
    assert wall_of(taken, shift) == true
