"""Photos are declared clear or masked: in the record, taken back and said again, never by something that is no mask."""

from __future__ import annotations

from typing import Any

import pytest

from audit_tui.errors import InputError
from audit_tui.rules.record import boxes_of
from audit_tui.rules.tables import item_document
from tests.rules.test_memory import begun
from tests.rules.test_photo_owed import RINGS, photo, take
from tests.rules.walked import write


def test_a_photo_is_undeclared_until_it_is_said_to_be_clear_or_masked() -> None:
    session = begun()
    one, two, paper = photo(session), photo(session), photo(session, "file")
    for each in (one, two, paper):
        take(session, session.add_evidence(RINGS, each))
    assert [each.id for _slot, each in session.undeclared()] == [one.id, two.id]
    assert "declared" not in item_document(session.item(RINGS))
    take(session, session.declare_photo(RINGS, one.id))
    take(session, session.declare_photo(RINGS, two.id, [(10, 20, 30, 40)]))
    assert session.undeclared() == []
    assert item_document(session.item(RINGS))["declared"] == {one.id: [], two.id: [[10, 20, 30, 40]]}
    take(session, session.declare_photo(RINGS, one.id, None))
    assert [each.id for _slot, each in session.undeclared()] == [one.id]


def test_what_was_declared_is_taken_back_and_said_again() -> None:
    session = begun()
    one = photo(session)
    take(session, session.add_evidence(RINGS, one))
    take(session, session.declare_photo(RINGS, one.id))
    take(session, session.declare_photo(RINGS, one.id, [(0, 0, 100, 100)]))
    take(session, session.undo())
    assert session.item(RINGS).declared == {one.id: ()}
    take(session, session.undo())
    assert session.item(RINGS).declared == {}
    take(session, session.redo())
    take(session, session.redo())
    assert session.item(RINGS).declared == {one.id: ((0, 0, 100, 100),)}
    take(session, session.undo())
    take(session, session.undo())
    take(session, session.undo())
    assert session.item(RINGS).evidence == []


@pytest.mark.parametrize(
    "boxes",
    [
        "all",
        [[1, 2, 3]],
        [[1, 2, 3, "4"]],
        [7],
        [[-1, 0, 5, 5]],
        [[0, -1, 5, 5]],
        [[0, 0, 0, 5]],
        [[0, 0, 5, 0]],
        [[60, 0, 41, 5]],
        [[0, 60, 5, 41]],
        [[True, 0, 5, 5]],
    ],
)
def test_what_is_no_mask_declares_nothing(boxes: Any) -> None:
    session = begun()
    one = photo(session)
    take(session, session.add_evidence(RINGS, one))
    write(session, "photo_declared", RINGS, {"id": one.id, "boxes": boxes})
    write(session, "photo_declared", RINGS, "nonsense")
    assert [each for _slot, each in session.undeclared()] == [one]
    assert boxes_of({"boxes": boxes}) is None
    if isinstance(boxes, list) and all(isinstance(box, list) for box in boxes):
        with pytest.raises(InputError, match="four whole numbers"):
            session.declare_photo(RINGS, one.id, boxes)


def test_only_a_photo_that_is_there_is_declared() -> None:
    session = begun()
    paper = photo(session, "file")
    take(session, session.add_evidence(RINGS, paper))
    with pytest.raises(InputError, match="no such photo"):
        session.declare_photo(RINGS, paper.id)
