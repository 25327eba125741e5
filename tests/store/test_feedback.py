"""Field notes of customers' wishes and complaints: kept at once, counted by touchpoint, found, erased, restored."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit_tui.clock import FixedClock
from audit_tui.errors import InputError
from audit_tui.model.checklist import TOUCHPOINTS
from audit_tui.store.archive import open_archive
from audit_tui.store.backup import make_backup
from audit_tui.store.disclosure import disclose
from audit_tui.store.erasing import Eraser
from audit_tui.store.feedback import KINDS, FieldNote, FieldNotes, count
from audit_tui.store.privacy import Privacy
from audit_tui.store.restore import restore_backup
from audit_tui.store.workspace import Workspace
from tests.store.builders import new_workspace

ACTOR, DEVICE = "01ARZ3NDEKTSV4RRFFQ69G5FAV", "01ARZ3NDEKTSV4RRFFQ69G5FAW"


@pytest.fixture
def notes(workspace: Workspace, clock: FixedClock) -> FieldNotes:
    return FieldNotes(workspace, clock)


def hear(notes: FieldNotes, text: str = "No trolley.", kind: str = "complaint", **more: str) -> FieldNote:
    return notes.add(kind, text, **{"site": "ROMA-01", "touchpoint": "parking", "day": "2026-11-18", **more})


def test_a_note_is_there_when_the_store_is_opened_anew(
    notes: FieldNotes, workspace: Workspace, clock: FixedClock
) -> None:
    kept = hear(notes)
    assert FieldNotes(workspace, clock).all() == [kept]


def test_notes_are_found_by_site_kind_touchpoint_and_day_the_last_heard_first(notes: FieldNotes) -> None:
    first = hear(notes, day="2026-11-01")
    wish = hear(notes, kind="wish", day="2026-11-20")
    other = hear(notes, site="MILANO-01", touchpoint="phone", day="2026-11-10")
    assert notes.all() == [wish, other, first]
    assert notes.all(site="roma-01") == [wish, first]
    assert notes.all(kind="wish") == [wish]
    assert notes.all(touchpoint="phone") == [other]
    assert notes.all(since="2026-11-10", until="2026-11-10") == [other]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"kind": "praise"}, "feedback.kind"),
        ({"touchpoint": "roof"}, "feedback.touchpoint"),
        ({"text": " \n"}, "feedback.empty"),
        ({"text": "x" * 4001}, "feedback.long"),
    ],
)
def test_what_is_no_field_note_is_refused_and_nothing_is_kept(
    notes: FieldNotes, change: dict[str, str], code: str
) -> None:
    with pytest.raises(InputError) as refused:
        hear(notes, **change)
    assert refused.value.code == code and notes.all() == []


def test_a_note_can_be_deleted_and_an_unknown_one_is_said_to_be_unknown(notes: FieldNotes) -> None:
    kept, gone = hear(notes), hear(notes)
    notes.remove(gone.id)
    assert notes.all() == [kept]
    with pytest.raises(InputError) as refused:
        notes.remove(gone.id)
    assert refused.value.code == "feedback.unknown"


@given(st.lists(st.tuples(st.sampled_from(TOUCHPOINTS), st.sampled_from(KINDS)), max_size=40))
def test_counts_add_up_and_stand_in_the_order_of_the_touchpoints(heard: list[tuple[str, str]]) -> None:
    clock = FixedClock()
    made = [
        FieldNote(
            id=clock.ulid(),
            kind=kind,
            text="x",
            site="S",
            touchpoint=at,
            day="2026-11-18",
            changed=clock.wall(),
        )
        for at, kind in heard
    ]
    counted = count(made)
    assert sum(sum(each.values()) for each in counted.values()) == len(heard)
    assert list(counted) == [name for name in TOUCHPOINTS if name in {at for at, _ in heard}]
    assert all(any(each.values()) for each in counted.values())


def test_a_name_in_a_note_is_found_handed_over_and_erased(
    notes: FieldNotes, workspace: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    hear(notes, "Maria Verdi asked for a bench.", kind="wish")
    other = hear(notes, "A bench, please.", kind="wish")
    privacy = Privacy(workspace, clock)
    whom = privacy.resolve("Maria Verdi")
    (spot,) = [each for each in privacy.find(whom) if each.kind == "feedback"]
    assert spot.fate == "erase" and "Maria Verdi" in spot.excerpt and spot.name == "ROMA-01"
    (written,) = disclose(privacy, whom, privacy.find(whom), clock, tmp_path / "maria.json")
    handed = orjson.loads(written.read_bytes())
    assert [each["text"] for each in handed["feedback"]] == ["Maria Verdi asked for a bench."]
    Eraser(privacy, clock, actor=ACTOR, device=DEVICE, run="0" * 16).erase(whom, "request")
    assert {each.text for each in notes.all()} == {other.text, "Erased"}
    data = b"".join(path.read_bytes() for path in workspace.data.rglob("*") if path.is_file())
    assert b"Verdi" not in data


def test_a_backup_holds_the_notes_and_restoring_adds_what_is_not_there(
    notes: FieldNotes, workspace: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    hear(notes), hear(notes, kind="wish")
    made = make_backup(workspace, clock, to=tmp_path / "backup.zip").path
    other = new_workspace(tmp_path / "other")
    mine = hear(FieldNotes(other, clock), "Mine.")
    for _ in range(2):
        with open_archive(made) as archive:
            restore_backup(archive, other, clock)
        assert {each.id for each in FieldNotes(other, clock).all()} == {
            mine.id,
            *(one.id for one in notes.all()),
        }


def test_notes_are_counted_by_touchpoint_in_the_order_of_a_visit(notes: FieldNotes) -> None:
    hear(notes, touchpoint=TOUCHPOINTS[3])
    hear(notes, touchpoint=TOUCHPOINTS[0])
    hear(notes, touchpoint=TOUCHPOINTS[0], kind="wish")
    hear(notes, touchpoint=TOUCHPOINTS[0], kind="wish")
    counted = count(notes.all())
    assert list(counted) == [TOUCHPOINTS[0], TOUCHPOINTS[3]]
    assert counted[TOUCHPOINTS[0]] == {"complaint": 1, "wish": 2}
    assert counted[TOUCHPOINTS[3]] == {"complaint": 1, "wish": 0}
    assert count([]) == {}
