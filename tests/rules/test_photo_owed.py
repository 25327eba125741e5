"""A photo that is said to follow: owed until one comes, taken back and said again, whatever is withheld."""

from __future__ import annotations

from typing import Any

import pytest

from audit_tui.model.audit import Evidence
from audit_tui.rules.record import Record
from audit_tui.rules.tables import item_document
from audit_tui.session import AuditSession
from tests.rules.build import of, yes_no
from tests.rules.test_memory import begun
from tests.rules.walked import walked, write

RINGS = "phone/rings"


def photo(session: AuditSession, kind: str = "photo") -> Evidence:
    return Evidence.model_validate(
        {"id": session._clock.ulid(), "sha256": "a" * 64, "kind": kind, "extension": "jpg", "size": 3}
    )


def take(session: AuditSession, change: object) -> None:
    assert change is not None
    session.apply(change)  # type: ignore[arg-type]


def owed(session: AuditSession) -> list[str]:
    return [slot.path for slot in session.photos_owed()]


def test_it_is_owed_since_the_moment_until_a_photo_comes() -> None:
    session = begun()
    at = session._clock.wall()
    take(session, session.owe_photo(RINGS))
    assert owed(session) == [RINGS]
    assert session.item(RINGS).photo_owed == at
    assert item_document(session.item(RINGS))["photo_owed"] == at
    take(session, session.add_evidence(RINGS, photo(session, "file")))
    assert owed(session) == [RINGS], "a file is no photo"
    came = photo(session)
    take(session, session.add_evidence(RINGS, came))
    assert owed(session) == []
    take(session, session.undo())
    assert owed(session) == [RINGS], "the photo was taken away again"
    assert session.item(RINGS).photo_owed == at
    take(session, session.redo())
    assert owed(session) == []


def test_one_more_can_be_owed_where_there_is_one() -> None:
    session = begun()
    take(session, session.add_evidence(RINGS, photo(session)))
    take(session, session.owe_photo(RINGS))
    assert owed(session) == [RINGS]


def test_it_is_taken_back_and_the_moment_stays_through_undo_and_redo() -> None:
    session = begun()
    at = session._clock.wall()
    take(session, session.owe_photo(RINGS))
    session._clock.tick(60_000)  # type: ignore[attr-defined]
    take(session, session.owe_photo(RINGS, on=False))
    assert session.item(RINGS).photo_owed is None
    take(session, session.undo())
    assert session.item(RINGS).photo_owed == at
    take(session, session.undo())
    assert owed(session) == []
    take(session, session.redo())
    assert session.item(RINGS).photo_owed == at, "not the moment at which it was said again"


def test_a_moment_that_is_withheld_or_unreadable_is_that_of_the_event() -> None:
    session = begun()
    take(session, session.owe_photo(RINGS, at=5))
    assert session.item(RINGS).photo_owed == 5
    event = session.record.events[-1]
    rest = [value for value in session.record.values.values() if value.commitment != event.value]
    assert Record.build(session.record.header, session.record.events, rest).projection.item(
        RINGS
    ).photo_owed == (event.wall)
    write(session, "photo_owed", RINGS, {"at": "noon"})
    assert session.item(RINGS).photo_owed == session.record.events[-1].wall


@pytest.mark.parametrize("how", ["photo", "evidence"])
def test_what_asks_for_a_photo_is_put_off_by_saying_that_it_follows(how: str) -> None:
    asks: dict[str, Any] = (
        {"evidence": "required"} if how == "evidence" else {"on_fail": {"photo": "required"}}
    )
    session = walked(of(yes_no("held", points=1, **asks)))
    take(session, session.answer("phone/held", "no"))
    slot = session.slot("phone/held")
    assert [each.what for each in session.owed_at(slot)] == [how]
    take(session, session.owe_photo("phone/held"))
    assert session.owed_at(slot) == []
    assert owed(session) == ["phone/held"]
