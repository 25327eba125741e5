"""The card of a finding goes over to the next page in parts: no heading and no label is left behind alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from audit_tui.reports.content import NonConformity, Photo
from audit_tui.reports.pdf.blocks import Text
from audit_tui.reports.pdf.cards import LEAST_REST, PARTS_FROM, SPLITS_FROM, Card, Label, Row, finding_card
from audit_tui.reports.pdf.fonts import typeface
from audit_tui.store.blobs import PlainFile

WIDTH = 493.0
WORDS = "A delivery stood on the accessible bay nearest to the entrance while the visit lasted. "


def finding(observed: int, effect: int, photos: int, folder: Path) -> NonConformity:
    picture = folder / "photo.jpg"
    if not picture.exists():
        Image.new("RGB", (8, 6), (128, 128, 128)).save(picture)
    return NonConformity(
        number="NC-01",
        title="Accessible bays are kept free",
        severity="critical",
        severity_word="critical",
        code="PK-09",
        standard="",
        touchpoint="Parking",
        requirement="No blocked bay, at any time.",
        observed=(WORDS * observed,),
        notes=(),
        effect=WORDS * effect,
        root_cause=None,
        owner=None,
        due="18 Nov 2026",
        critical_reason="A blocked bay shuts out the customers who have no other.",
        photos=tuple(Photo(f"E01-{at}", "10:33", "0" * 64, PlainFile(picture)) for at in range(photos)),
    )


def card(observed: int, effect: int, photos: int, folder: Path) -> Card:
    made = finding_card(finding(observed, effect, photos, folder), WIDTH, frozenset(), str)
    made.wrap(WIDTH, 10_000)
    return made


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cards")


def parts(one: Card, room: float) -> list[Card]:
    found = [part for part in one.split(WIDTH, room) if isinstance(part, Card)]
    for part in found:
        part.wrap(WIDTH, 10_000)
    return found


SIZES = st.tuples(st.integers(1, 8), st.integers(1, 6), st.integers(0, 5))


@settings(max_examples=120, deadline=None)
@given(sizes=SIZES, above=st.floats(0, 500))
def test_with_the_least_room_that_a_heading_waits_for_a_card_begins_under_it(
    folder: Path, sizes: tuple[int, int, int], above: float
) -> None:
    with typeface(()):
        one = card(*sizes, folder)
        room = one.least + above
        assert one.height <= room or parts(one, room)


@settings(max_examples=120, deadline=None)
@given(sizes=SIZES, room=st.floats(40, 690))
def test_what_is_cut_fits_loses_nothing_and_leaves_no_label_alone(
    folder: Path, sizes: tuple[int, int, int], room: float
) -> None:
    with typeface(()):
        one = card(*sizes, folder)
        found = parts(one, room)
        if not found:
            return
        first, rest = found
        assert first.height <= room + 0.01
        for part in found:
            for column in (part.left, part.right):
                assert not column or not isinstance(column[-1], Label)
        if room < SPLITS_FROM:
            assert sum(isinstance(each, Label) for each in first.left) >= 2 or isinstance(first.right[0], Row)
            assert rest.height - rest.head >= LEAST_REST
        assert sorted(words([one])) == sorted(words(found))
        assert photos([one]) == photos(found) == sizes[2]


def words(cards: Sequence[Card]) -> list[str]:
    """Every word on `cards`."""
    said: list[str] = []
    for part in (each for one in cards for each in [*one.left, *one.right]):
        if isinstance(part, Text):
            part.wrap(WIDTH / 2, 10_000)
            for row in part.blPara.lines:
                said += row[1] if part.blPara.kind == 0 else " ".join(each.text for each in row.words).split()
    return said


def photos(cards: Sequence[Card]) -> int:
    blocks = [each for one in cards for each in [*one.left, *one.right, *one.below]]
    return sum(len(each.columns) for each in blocks if _is_shown(each))


def _is_shown(block: object) -> bool:
    return isinstance(block, Row) and not isinstance(block.columns[0][0][0], Label)


def test_with_hardly_any_room_it_moves_on_whole(folder: Path) -> None:
    with typeface(()):
        assert parts(card(2, 2, 1, folder), PARTS_FROM - 1) == []


def test_photos_that_go_over_alone_begin_at_the_left_under_the_number_again(folder: Path) -> None:
    with typeface(()):
        one = card(1, 1, 4, folder)
        text = one.head + 20 + one._tall(one.left, one.left_width)
        first, rest = parts(one, text + 1)
        assert first.left and not any(_is_shown(each) for each in first.right[2:])
        assert not rest.first and "(continued)" in rest.title.getPlainText(identify=True)
