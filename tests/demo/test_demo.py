"""The demo: a fictional chain that shows every kind of thing, made the same way each time."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image

from audit_tui.clock import SystemClock
from audit_tui.demo.build import make_demo
from audit_tui.demo.chain import SAMPLES, SITES
from audit_tui.demo.scenes import HEIGHT, SCENES, WIDTH, draw
from audit_tui.errors import InputError
from audit_tui.rules.record import Record
from audit_tui.rules.review import differences, editions, followed
from audit_tui.rules.shown import audit_photos
from audit_tui.rules.verify import verify_tables
from audit_tui.rules.view import AuditView
from audit_tui.store.audits import AuditStore
from audit_tui.store.catalogue import Row
from audit_tui.store.reading import read_tables
from audit_tui.store.registry import Registry
from tests.demo.once import demo


def store() -> AuditStore:
    return AuditStore(demo(), SystemClock())


def rows() -> list[Row]:
    return store().rows()


def records() -> list[Record]:
    found = []
    for row in rows():
        with store().open(row.id, write=False) as audit:
            found.append(audit.record)
    return found


def audit_files(base: Path) -> dict[str, bytes]:
    """What is expected to be the same each time: audits, evidence, places."""
    return {
        path.relative_to(base).as_posix(): path.read_bytes()
        for folder in ("drafts", "finished", "blobs")
        for path in sorted((base / "data" / folder).rglob("*"))
        if path.is_file()
    }


def test_two_runs_give_the_same_audits_byte_for_byte(tmp_path: Path) -> None:
    again = make_demo(tmp_path / "again")
    first, second = audit_files(demo().base), audit_files(again.base)
    assert list(first) == list(second)
    assert [name for name in first if first[name] != second[name]] == []
    assert len(first) > 100


def test_it_is_marked_as_a_demo_in_the_workspace_and_in_every_audit() -> None:
    assert demo().is_demo
    assert all(row.demo for row in rows())


def test_it_shows_every_kind_of_visit_and_every_ending() -> None:
    assert {row.kind for row in rows()} == {"mystery", "open", "phone", "delivery"}
    assert {row.status for row in rows()} == {"draft", "finished", "abandoned"}
    finished = [row for row in rows() if row.status == "finished"]
    assert {row.passed for row in finished} >= {True, False}
    assert any(row.critical for row in finished)
    assert any(record.projection.facts.get("outcome") == "aborted" for record in records())


def test_each_site_was_visited_in_four_rounds_over_a_year() -> None:
    for site in SITES:
        days = sorted(row.visit_date for row in rows() if row.site_id == site.id and len(row.checklists) == 4)
        assert len({day[:7] for day in days}) >= 4
        assert days[-1][:4] == "2026" and days[0][:4] == "2025"


def test_sites_lie_in_several_zones_and_have_several_profiles() -> None:
    sites = Registry(demo(), SystemClock()).sites()
    assert len({site.zone for site in sites}) >= 3
    assert {site.profile for site in sites} == {"private", "public", "monopoly"}


def test_every_audit_holds_when_it_is_verified() -> None:
    for row in rows():
        assert verify_tables(read_tables(demo().data / row.path)).findings == []


def test_it_holds_notes_private_notes_actions_photos_reasons_and_grades() -> None:
    items = [item for record in records() for item in record.projection.items.values()]
    assert sum(bool(item.note) for item in items) > 20
    assert sum(bool(item.private_note) for item in items) > 5
    assert sum(bool(item.actions) for item in items) > 3
    assert {item.state.value for item in items} >= {"answered", "not_applicable", "not_observed"}
    assert {item.grade for item in items} >= {"measured", "noted", "estimated"}
    photos = [photo for item in items for photo in item.evidence]
    assert len(photos) > 20
    assert len({photo.sha256 for photo in photos}) == len(photos)
    assert all((demo().blobs / photo.sha256).is_file() and photo.taken for photo in photos)


def test_what_a_failed_item_demands_is_there_in_every_finished_audit() -> None:
    for record in records():
        if record.projection.status == "finished":
            assert AuditView(record).owed() == []


def test_finished_visits_leave_no_required_question_open_unless_they_were_aborted() -> None:
    for record in records():
        aborted = record.projection.facts.get("outcome") == "aborted"
        if record.projection.status == "finished" and not aborted:
            assert AuditView(record).open_required() == []


def test_every_photo_of_a_finished_audit_is_declared_and_some_are_masked() -> None:
    finished = [AuditView(each) for each in records() if each.projection.status == "finished"]
    assert [view.undeclared() for view in finished if view.undeclared()] == []
    states = {photo.state for view in finished for photo in audit_photos(view)}
    assert states == {"clear", "masked"}


def test_drafts_stand_in_the_middle() -> None:
    drafts = [row for row in rows() if row.status == "draft"]
    assert len(drafts) == 2
    assert all(0 < row.answered < row.total for row in drafts)


def test_the_sample_reports_are_about_audits_that_are_there() -> None:
    passed = {store().find(one.number).passed for one in SAMPLES.values()}
    assert passed == {True, False}


def test_one_of_the_sample_reports_is_in_another_language() -> None:
    assert {one.language for one in SAMPLES.values()} == {"en", "zh-Hans"}


def test_a_folder_with_other_things_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="not empty"):
        make_demo(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_demo_that_could_not_be_made_whole_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("audit_tui.demo.build._Maker.make", fail)
    (tmp_path / "demo").mkdir()
    with pytest.raises(KeyboardInterrupt):
        make_demo(tmp_path / "demo")
    assert [path.name for path in tmp_path.rglob("*")] == ["demo"]


@pytest.mark.parametrize("scene", SCENES)
def test_each_drawing_is_a_photo_with_the_time_of_the_visit(scene: str) -> None:
    when = datetime(2026, 2, 10, 9, 40)
    made = draw(scene, label="Aurora Harbour", taken=when, seed=3)
    with Image.open(io.BytesIO(made)) as image:
        assert (image.format, image.size) == ("JPEG", (WIDTH, HEIGHT))
        assert image.getexif().get_ifd(0x8769)[36867] == "2026:02:10 09:40:00"
        assert len(image.getcolors(maxcolors=1_000_000) or ()) > 20
    assert made == draw(scene, label="Aurora Harbour", taken=when, seed=3)
    assert made != draw(scene, label="Aurora Meadow", taken=when, seed=3)


def test_what_follows_the_end_of_an_audit_is_shown_in_every_state_but_one_that_is_being_corrected() -> None:
    found = {(row.review, row.appeal) for row in rows()}
    assert {state for state, _appeal in found} == {"", "returned", "resubmitted", "verified"}
    assert {appeal for _state, appeal in found} == {"", "open", "upheld", "rejected"}
    assert [row.number for row in rows() if row.waits] == ["AUD-2026-LAKESIDE-04", "AUD-2026-OLD-TOWN-03"]


def test_each_correction_changed_an_answer_and_tells_both_results() -> None:
    corrected = [record for record in records() if len(editions(record)) > 1]
    assert len(corrected) == 2
    for record in corrected:
        first, second = editions(record)
        assert first.percent != second.percent and second.why
        assert any(each.before.value != each.after.value for each in differences(record, 2))


def test_what_is_asked_of_a_returned_audit_is_about_questions_that_are_there() -> None:
    for record in records():
        view = AuditView(record)
        for one in followed(record):
            assert [path for path in one.questions if view.visible(path) is None] == []
