"""Finding, erasing and keeping what is held about a person: nothing erased is left in any byte, and it verifies."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

import orjson
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from audit_tui.clock import FixedClock
from audit_tui.errors import EnvironmentFault, InputError, NotSavedError
from audit_tui.evidence.files import keep
from audit_tui.model.site import Person, Site
from audit_tui.model.text import clean
from audit_tui.rules.erasure import erased
from audit_tui.rules.personal import wanted
from audit_tui.rules.record import Record, bundle
from audit_tui.rules.retention import ends
from audit_tui.rules.verify import verify_bundle, verify_tables
from audit_tui.rules.writing import Pen
from audit_tui.settings import MARKER, Settings
from audit_tui.store import erasing, journal, rewriting, traces
from audit_tui.store.actions import ActionList
from audit_tui.store.auditfile import load
from audit_tui.store.audits import AuditStore
from audit_tui.store.disclosure import disclose
from audit_tui.store.due import due
from audit_tui.store.erasing import Eraser, Outcome
from audit_tui.store.privacy import Privacy, Spot
from audit_tui.store.reading import read_tables
from audit_tui.store.registry import Registry
from audit_tui.store.shared import transaction
from audit_tui.store.vault import Vault
from audit_tui.store.workspace import Workspace, open_workspace
from tests.store.builders import ACTOR, DEVICE, PLACE, SCORE, Auditor, new_workspace, save, started

NAME, ALIAS = "Zdenka Kanariová", "CANARY-07"
CANARIES = ("kanari", "canary", "zdenka")
GROUND = "request under Art. 17 GDPR"


@dataclass
class House:
    """A workspace in which somebody is spoken of everywhere."""

    workspace: Workspace
    clock: FixedClock
    person: Person

    @property
    def privacy(self) -> Privacy:
        return Privacy(self.workspace, self.clock)

    @property
    def store(self) -> AuditStore:
        return AuditStore(self.workspace, self.clock)

    def auditor(self, kind: str) -> Auditor:
        return Auditor(self.clock, kind=kind, auditor=NAME, alias=ALIAS, visit_start="2026-09-14T10:00")

    def fill(self, number: str, kind: str, *, finish: bool, photo: str = "") -> Path:
        """An audit that names the person in every class of value; returns where its file lies."""
        auditor = self.auditor(kind)
        with started(self.store, auditor, number) as audit:
            source = self.workspace.base.parent / "source.txt"
            source.write_text(photo or f"A file of {number}.", encoding="utf-8")
            evidence = keep(self.workspace.blobs, source, clock=self.clock, caption=f"{NAME} at the desk")
            source.unlink()
            action = {"id": self.clock.ulid(), "what": "Man the desk", "owner": NAME, "due": "2026-12-01"}
            for op, path, value, cls in (
                ("noted", "phone/q2", f"Asked for\n{NAME.upper()}, who was out.", None),
                ("noted", "phone/q2#private", f"I think {ALIAS} knows me.", None),
                ("noted", "phone/q1", "A quiet morning.", None),
                ("answered", "phone/sign", NAME, "person"),
                ("fact_changed", "fact/participants", f"The manager; {NAME}", None),
                ("evidence_added", "phone/q2", evidence.model_dump(mode="json", exclude_none=True), None),
                ("action_added", "phone/q2", action, None),
            ):
                save(audit, auditor.change(audit.record, op, path, value, cls))
            if not finish:
                return audit.path
            end = auditor.finish(audit.record)
            path = audit.end(end, PLACE)
            audit.record.apply(end)
            ActionList(self.workspace, self.clock).record_actions(audit.record)
            return path

    def erase(self, who: str = NAME) -> Outcome:
        eraser = Eraser(self.privacy, self.clock, actor=ACTOR, device=DEVICE, run="0" * 16)
        return eraser.erase(self.privacy.resolve(who), GROUND)


@pytest.fixture
def house(workspace: Workspace, clock: FixedClock) -> House:
    return House(workspace, clock, Registry(workspace, clock).remember_person(NAME, ALIAS))


def leftovers(workspace: Workspace, signs: tuple[str, ...] = CANARIES) -> list[str]:
    """Files under the workspace in whose names or bytes a canary sings."""
    found = []
    for path in workspace.base.rglob("*"):
        content = path.read_bytes().lower() if path.is_file() else b""
        text = content.decode("utf-8", "replace").casefold()
        if any(sign in text or sign.encode() in content or sign in path.name.casefold() for sign in signs):
            found.append(path.relative_to(workspace.base).as_posix())
    return sorted(found)


def the(spots: list[Spot], kind: str) -> list[Spot]:
    return [spot for spot in spots if spot.kind == kind]


# -- find ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [NAME, NAME.upper(), ALIAS.lower(), "id"])
def test_every_place_is_found_by_name_alias_and_id(house: House, who: str) -> None:
    house.fill("AUD-2026-ROMA-01", "open", finish=True)
    house.fill("AUD-2026-ROMA-02", "mystery", finish=False)
    spots = house.privacy.find(house.privacy.resolve(house.person.id if who == "id" else who))
    places = {
        "fact/auditor": "person",
        "fact/alias": "answer",
        "fact/participants": "person",
        "phone/q2": "note",
        "phone/q2#private": "private",
        "phone/sign": "person",
    }
    for number in ("AUD-2026-ROMA-01", "AUD-2026-ROMA-02"):
        mine = [spot for spot in the(spots, "audit") if spot.name == number]
        assert {(spot.path, spot.cls) for spot in mine} >= set(places.items())
        assert {"evidence", "answer"} <= {spot.cls for spot in mine if spot.path == "phone/q2"}
        assert all(spot.fate == "erase" and spot.certain for spot in mine)
        assert "phone/q1" not in {spot.path for spot in mine}
    assert len(the(spots, "registry")) == 1
    assert [spot.path.split("/")[1] for spot in the(spots, "action")] == ["owner"]
    assert "who was out" in next(spot.excerpt for spot in spots if spot.cls == "note")


def test_a_part_of_a_name_is_shown_as_perhaps_and_kept(house: House) -> None:
    auditor = house.auditor("open")
    with started(house.store, auditor) as audit:
        save(audit, auditor.change(audit.record, "noted", "phone/q1", "Zdenka at the desk was kind."))
    spots = [spot for spot in house.privacy.find(house.privacy.resolve(NAME)) if spot.path == "phone/q1"]
    assert [(spot.certain, spot.fate) for spot in spots] == [(False, "stay")]
    house.erase()
    assert house.store.open("AUD-2026-ROMA-01", write=False).record.projection.item("phone/q1").note


def test_names_are_found_as_words_in_either_order_and_nothing_else_is() -> None:
    whom = wanted(["Anna Conti", "MS-07"])
    for text in ("anna  CONTI", "Conti, Anna", "x\nAnna\nConti.", "anna.conti@shop.it", "(ms-07)"):
        assert whom.speaks_of({"a": ["b", text]}), text
        assert whom.in_text(orjson.dumps({"a": text})), text
        assert whom.in_bytes(orjson.dumps({"a": text})), text
    for text in ("Anna Contini", "Joanna Conti", "MS-071", "Anna", "Anna and Conti"):
        assert not whom.speaks_of(text), text
        assert not whom.in_bytes(text.encode()), text
        assert not whom.in_text(orjson.dumps(text)), text
    assert wanted(["王小明"]).speaks_of("今天王小明在前台")
    assert wanted(["Yildiz"]).in_text("YILDIZ, Yıldız".encode())
    assert wanted(["Zoë Ò"]).in_bytes("x ZOË Ò".encode()) and wanted(["Zoë Ò"]).in_bytes(
        "Zoë Ò".encode("utf-16-le")
    )
    assert wanted(["Zoë Ò"]).in_bytes(b'"zo\\u00eb \\u00f2"')


@given(st.text(min_size=2, max_size=30))
@settings(max_examples=200, deadline=None)
def test_whatever_a_name_is_it_is_found_where_it_stands(name: str) -> None:
    name = clean(name, newlines=False)[0].strip()
    assume(len(name) > 1)
    whom = wanted([name])
    assert whom.speaks_of(["before", {"key": f"before {name} after"}])
    assert whom.in_text(orjson.dumps(f"before\n{name}\nafter"))
    assert whom.is_short or whom.in_bytes(f"before {' '.join(name.split())} after".encode())


def test_who_is_meant_must_be_clear(house: House) -> None:
    Registry(house.workspace, house.clock).remember_person("Petra Kanariová", "MS-09")
    for vague in ("Kanariová", "kanariová"):
        with pytest.raises(InputError, match=r"may mean: .*Petra.*Zdenka"):
            house.privacy.resolve(vague)
    with pytest.raises(InputError, match="too short"):
        house.privacy.resolve(" x ")
    assert house.privacy.resolve("Nobody Known").person is None


def test_an_alias_that_is_part_of_another_name_is_not_searched_for(house: House) -> None:
    registry = Registry(house.workspace, house.clock)
    registry.remember_person("Anna Bruni", "Petra")
    registry.remember_person("Petra Verdi", "MS-10")
    somebody = house.privacy.resolve("Anna Bruni")
    assert somebody.wanted.names == ("Anna Bruni",)
    assert "'Petra'" in somebody.notes[0]


# -- erase --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["open", "mystery"])
def test_nothing_erased_is_left_in_any_byte_under_the_workspace(house: House, kind: str) -> None:
    finished = house.fill("AUD-2026-ROMA-01", kind, finish=True)
    draft = house.fill("AUD-2026-ROMA-02", kind, finish=False)
    gone = house.fill("AUD-2026-ROMA-03", kind, finish=False, photo=f"A file about {NAME}")
    house.store.rows()
    house.store.delete_draft("AUD-2026-ROMA-03")
    exports = house.workspace.exports
    exports.mkdir()
    (exports / "audits.csv").write_text(f"x;{NAME}\n", encoding="utf-8")
    report = exports / f"ROMA_2026-09-14_{finished.stem[-8:]}_report_en.pdf"
    report.write_bytes(b"%PDF-")
    left = draft.parent / f".{draft.name}.abc.tmp"
    left.write_text(NAME, encoding="utf-8")
    assert len(leftovers(house.workspace)) > 8
    assert gone.exists() is False

    outcome = house.erase()

    assert outcome.skipped == []
    assert outcome.remains == []
    assert leftovers(house.workspace) == []
    assert not report.exists()
    assert {one.number for one in outcome.audits} == {"AUD-2026-ROMA-01", "AUD-2026-ROMA-02"}
    assert house.privacy.find(house.privacy.resolve(NAME)) == []
    rows = {row.number: row for row in house.store.rows()}
    assert {row.status for row in rows.values()} == {"finished", "draft"}
    assert leftovers(house.workspace) == []


def test_an_erased_audit_still_verifies_and_its_old_head_is_in_the_chain(house: House) -> None:
    path = house.fill("AUD-2026-ROMA-01", "mystery", finish=True)
    before = verify_tables(read_tables(path), lambda _: SCORE)
    house.clock.tick(86_400_000)
    outcome = house.erase()
    tables = read_tables(path)
    after = verify_tables(tables, lambda _: SCORE)
    assert after.ok, after.findings
    assert after.erased == outcome.audits[0].values == 8
    assert f"{after.events} of {after.events} events hold" in after.summary
    assert "0 withheld, 8 erased" in after.summary
    assert outcome.audits[0].before == before.head
    assert outcome.audits[0].fingerprint == after.head == tables["seal"]["1"]["head"]
    assert any(before.head in note and GROUND in note and "8 values" in note for note in after.notes)
    assert after.record is not None
    hashes = [event.hash for event in after.record.events]
    assert before.record is not None
    assert hashes[: before.events] == [event.hash for event in before.record.events]
    event = after.record.events[before.events]
    assert (event.op, event.actor, event.device) == ("erased", ACTOR, DEVICE)
    assert after.record.value_of(event.reason) == GROUND
    public = verify_bundle(orjson.loads(orjson.dumps(bundle(after.record))), lambda _: SCORE)
    assert public.ok, public.findings
    if os.name == "posix":
        assert not stat.S_IMODE(path.stat().st_mode) & stat.S_IWUSR


def test_what_was_not_erased_is_as_it_was(house: House) -> None:
    path = house.fill("AUD-2026-ROMA-01", "open", finish=True)
    house.erase()
    record, _ = load(path, read_tables(path))
    item = record.projection.item("phone/q2")
    assert record.projection.status == "finished"
    assert record.projection.score == SCORE
    assert (item.value, item.note, item.private_note, item.evidence) == ("no", "", "", [])
    assert record.projection.item("phone/q1").note == "A quiet morning."
    assert [(action.what, action.owner, action.due) for action in item.actions] == [
        ("Man the desk", "", "2026-12-01")
    ]
    tracked = ActionList(house.workspace, house.clock).list_actions()
    assert [(action.what, action.owner) for action in tracked] == [("Man the desk", "")]
    assert Registry(house.workspace, house.clock).people() == []


def test_a_draft_can_go_on_after_an_erasure(house: House) -> None:
    house.fill("AUD-2026-ROMA-01", "open", finish=False)
    house.erase()
    auditor = Auditor(house.clock)
    with house.store.open("AUD-2026-ROMA-01") as audit:
        assert audit.place.path is None or audit.place.path.startswith("phone/")
        save(audit, auditor.answer(audit.record, "phone/q3", "yes"))
        path = audit.end(auditor.finish(audit.record), PLACE)
    assert verify_tables(read_tables(path)).ok
    assert leftovers(house.workspace) == []


def test_a_photo_stays_while_another_audit_needs_it(house: House) -> None:
    house.fill("AUD-2026-ROMA-01", "open", finish=True, photo="The same file.")
    other = Auditor(house.clock, auditor="Marco Verdi", alias="MS-08")
    with started(house.store, other, "AUD-2026-ROMA-02") as audit:
        source = house.workspace.base.parent / "again.txt"
        source.write_text("The same file.", encoding="utf-8")
        evidence = keep(house.workspace.blobs, source, clock=house.clock).model_dump(
            mode="json", exclude_none=True
        )
        save(audit, other.change(audit.record, "evidence_added", "phone/q1", evidence))
    blob = house.workspace.blobs / hashlib.sha256(b"The same file.").hexdigest()
    outcome = house.erase()
    assert blob.exists()
    assert any(blob.name in note for note in outcome.notes)
    assert outcome.skipped == []


def test_a_file_that_names_somebody_goes_wherever_it_is_attached(house: House) -> None:
    other = Auditor(house.clock, auditor="Marco Verdi", alias="MS-08")
    with started(house.store, other) as audit:
        source = house.workspace.base.parent / "letter.txt"
        source.write_text(f"Dear {NAME}", encoding="utf-8")
        evidence = keep(house.workspace.blobs, source, clock=house.clock)
        document = evidence.model_dump(mode="json", exclude_none=True)
        save(audit, other.change(audit.record, "evidence_added", "phone/q1", document))
    unused = house.workspace.blobs / ("ab" * 32)
    unused.write_text(f"Nobody attached this. {NAME}", encoding="utf-8")
    outcome = house.erase()
    assert (outcome.skipped, outcome.remains) == ([], [])
    assert list(house.workspace.blobs.iterdir()) == []
    assert leftovers(house.workspace) == []


def test_an_audit_that_is_open_elsewhere_is_told_and_left_out(house: House) -> None:
    house.fill("AUD-2026-ROMA-01", "open", finish=True)
    house.fill("AUD-2026-ROMA-02", "open", finish=False)
    with house.store.open("AUD-2026-ROMA-02"):
        outcome = house.erase()
    assert [one.number for one in outcome.audits] == ["AUD-2026-ROMA-01"]
    skipped = dict(outcome.skipped)
    assert "open elsewhere" in skipped["AUD-2026-ROMA-02"]
    assert "registry.json" in skipped
    assert house.privacy.resolve(NAME).person == house.person
    assert house.erase().skipped == []
    assert leftovers(house.workspace) == []


def test_a_held_audit_is_left_out_until_it_is_released(house: House) -> None:
    path = house.fill("AUD-2026-ROMA-01", "open", finish=True)
    row = house.store.find("AUD-2026-ROMA-01")
    content = path.read_bytes()
    house.privacy.holds.hold(row, "a complaint is pending")
    spots = the(house.privacy.find(house.privacy.resolve(NAME)), "audit")
    assert {(spot.fate, spot.why) for spot in spots} == {("stay", "held: a complaint is pending")}
    outcome = house.erase()
    assert outcome.audits == []
    assert path.read_bytes() == content
    assert house.privacy.holds.release(row).reason == "a complaint is pending"
    with pytest.raises(InputError, match="not held"):
        house.privacy.holds.release(row)
    house.erase()
    assert leftovers(house.workspace) == []


def test_a_damaged_audit_is_named_and_not_touched(house: House) -> None:
    path = house.fill("AUD-2026-ROMA-01", "open", finish=True)
    path.chmod(0o644)
    content = path.read_bytes().replace(b"quiet", b"noisy")
    path.write_bytes(content)
    outcome = house.erase()
    assert "damaged" in dict(outcome.skipped)["AUD-2026-ROMA-01"]
    assert path.read_bytes() == content


def test_a_full_disk_leaves_the_audit_as_it_was(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    path = house.fill("AUD-2026-ROMA-01", "open", finish=True)
    content = path.read_bytes()

    def full(*_: object, **__: object) -> None:
        raise NotSavedError("disk.full", "Not saved: the disk is full.")

    monkeypatch.setattr(rewriting, "write_atomic", full)
    outcome = house.erase()
    assert path.read_bytes() == content
    assert ("AUD-2026-ROMA-01", "Not saved: the disk is full.") in outcome.skipped
    monkeypatch.undo()
    assert house.erase().skipped == []
    assert leftovers(house.workspace) == []


def test_a_draft_whose_bytes_still_hold_what_was_replaced_is_compacted(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.fill("AUD-2026-ROMA-01", "open", finish=False)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(journal.JournalStorage, "compact", killed)
    with pytest.raises(KeyboardInterrupt):
        house.erase()
    monkeypatch.undo()
    spots = the(house.privacy.find(house.privacy.resolve(NAME)), "audit")
    assert [spot.excerpt for spot in spots] == ["an earlier state of the draft"]
    assert house.erase().remains == []
    assert leftovers(house.workspace) == []


def test_backups_and_foreign_files_are_named_and_left_alone(house: House) -> None:
    house.fill("AUD-2026-ROMA-01", "open", finish=True)
    backup = house.workspace.base / "backup.zip"
    with zipfile.ZipFile(backup, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(house.workspace.registry, "data/registry.json")
    letter = house.workspace.base / "letter.txt"
    letter.write_text(f"Dear {NAME}", encoding="utf-8")
    outcome = house.erase()
    assert {(spot.kind, spot.name) for spot in outcome.remains} == {
        ("backup", "backup.zip"),
        ("file", "letter.txt"),
    }
    assert leftovers(house.workspace) == ["letter.txt"]


def test_a_ground_must_be_given_and_must_not_name_anybody(house: House) -> None:
    house.fill("AUD-2026-ROMA-01", "open", finish=True)
    eraser = Eraser(house.privacy, house.clock, actor=ACTOR, device=DEVICE, run="0" * 16)
    somebody = house.privacy.resolve(NAME)
    with pytest.raises(InputError, match="needs a ground"):
        eraser.erase(somebody, " ")
    for ground in (f"asked by {NAME}", "asked by Mrs Kanariová"):
        with pytest.raises(InputError, match="names the person"):
            eraser.erase(somebody, ground)


def test_what_an_audit_was_begun_with_cannot_be_erased_and_is_said_so(house: House) -> None:
    house.fill("AUD-2026-ROMA-01", "open", finish=True)
    spots = the(house.privacy.find(house.privacy.resolve("Fictional Store")), "audit")
    assert [(spot.fate, spot.path) for spot in spots] == [("stay", "")]
    outcome = house.erase("Fictional Store")
    assert outcome.audits == []
    assert [spot.name for spot in outcome.remains] == ["AUD-2026-ROMA-01"]


def test_a_name_in_the_checklist_s_own_text_stays_and_is_said_so(house: House) -> None:
    with started(house.store, house.auditor("open")):
        pass
    spots = the(house.privacy.find(house.privacy.resolve("point 2 seen")), "audit")
    assert [(spot.path, spot.fate) for spot in spots] == [("phone", "stay")]
    assert "checklist" in spots[0].why


def test_the_registry_keeps_places_and_holds_but_no_device_that_names_somebody(house: House) -> None:
    house.fill("AUD-2026-ROMA-01", "open", finish=True)
    row = house.store.find("AUD-2026-ROMA-01")
    registry = Registry(house.workspace, house.clock)
    registry.add_site(Site(id="MILANO", name="Fictional Store", address=f"c/o {NAME}"))
    registry.device()
    with transaction(house.workspace.registry, house.workspace.locks / "registry.lock") as database:
        database.table("devices").insert({"id": house.clock.ulid(), "host": "zdenka-kanariová-laptop"})
    house.privacy.holds.hold(row, "a claim")
    house.privacy.holds.hold(row, f"a claim of {NAME}")
    assert [hold.reason for hold in house.privacy.holds.all().values()] == [f"a claim of {NAME}"]
    found = the(house.privacy.find(house.privacy.resolve(NAME)), "registry")
    assert sorted((spot.path.split("/")[0], spot.fate) for spot in found) == [
        ("devices", "erase"),
        ("holds", "stay"),
        ("people", "erase"),
        ("sites", "stay"),
    ]
    house.privacy.holds.hold(row, "a claim")
    house.privacy.holds.release(row)
    outcome = house.erase()
    assert [spot.path for spot in outcome.remains] == ["sites/MILANO"]
    assert leftovers(house.workspace) == ["data/registry.json"]
    assert Registry(house.workspace, house.clock).device()
    with pytest.raises(InputError, match="needs a reason"):
        house.privacy.holds.hold(row, " ")


def test_an_action_that_names_somebody_in_its_text_loses_the_text(house: House) -> None:
    auditor = Auditor(house.clock)
    with started(house.store, auditor) as audit:
        for id_, what, owner in (
            (house.clock.ulid(), f"Train {NAME}", "The manager"),
            (house.clock.ulid(), "Tell Zdenka", "The manager"),
            (house.clock.ulid(), "Paint the door", "The manager"),
        ):
            action = {"id": id_, "what": what, "owner": owner}
            save(audit, auditor.change(audit.record, "action_added", "phone/q1", action))
        ActionList(house.workspace, house.clock).record_actions(audit.record)
    spots = the(house.privacy.find(house.privacy.resolve(NAME)), "action")
    assert sorted((spot.certain, spot.fate) for spot in spots) == [(False, "stay"), (True, "erase")]
    house.erase()
    record = house.store.open("AUD-2026-ROMA-01", write=False).record
    assert [action.what for action in record.projection.item("phone/q1").actions] == [
        "Tell Zdenka",
        "Paint the door",
    ]
    tracked = ActionList(house.workspace, house.clock).list_actions()
    assert sorted(action.what for action in tracked) == ["Erased", "Paint the door", "Tell Zdenka"]


def test_a_corrected_auditor_is_not_mixed_up_with_the_one_before(house: House) -> None:
    auditor = Auditor(house.clock, auditor="Marco Verdi", alias="MS-08")
    with started(house.store, auditor) as audit:
        save(audit, auditor.change(audit.record, "fact_changed", "fact/auditor", NAME))
    paths = [spot.path for spot in the(house.privacy.find(house.privacy.resolve(NAME)), "audit")]
    assert paths == ["fact/auditor"]
    house.erase()
    facts = house.store.open("AUD-2026-ROMA-01", write=False).record.projection.facts
    assert (facts["auditor"], facts["alias"]) == (None, "MS-08")


def test_a_short_alias_is_looked_for_in_texts_but_not_in_pictures(house: House) -> None:
    Registry(house.workspace, house.clock).remember_person("Bo", "X1")
    (house.workspace.blobs).mkdir(parents=True)
    (house.workspace.blobs / ("ab" * 32)).write_bytes(b"\xff\xd8 X1 Bo \xff")
    with started(house.store, Auditor(house.clock, auditor="Bo", alias="X1")):
        pass
    spots = house.privacy.find(house.privacy.resolve("X1"))
    assert {spot.path for spot in the(spots, "audit")} == {"fact/auditor", "fact/alias"}
    assert the(spots, "evidence") == []


def test_a_temporary_file_that_may_be_in_use_is_left_and_told(house: House) -> None:
    house.clock.now = int(time.time() * 1000)
    young = house.workspace.data / "blobs" / ".x.tmp"
    young.parent.mkdir(parents=True, exist_ok=True)
    young.write_text(NAME, encoding="utf-8")
    assert "another process" in dict(house.erase().skipped)["data/blobs/.x.tmp"]
    house.clock.tick(120_000)
    assert house.erase().skipped == []
    assert leftovers(house.workspace) == []


def test_drafts_that_cannot_be_worked_with_are_named(house: House) -> None:
    damaged = house.fill("AUD-2026-ROMA-01", "open", finish=False)
    newer = house.fill("AUD-2026-ROMA-02", "open", finish=False)
    with house.store.open("AUD-2026-ROMA-01") as audit:
        for n in (1, 2, 3):
            save(audit, house.auditor("open").answer(audit.record, f"phone/q{n}"))
        journal = damaged.with_suffix(".journal").read_bytes()
    at = journal.index(b"\n") - 5
    damaged.with_suffix(".journal").write_bytes(journal[:at] + b"!" + journal[at + 1 :])
    damaged.write_bytes(damaged.read_bytes())
    tables = orjson.loads(newer.read_bytes())
    tables["audit"]["1"]["schema"] = 99
    newer.write_bytes(orjson.dumps(tables))
    before = {path: path.read_bytes() for path in (newer, damaged)}
    skipped = dict(house.erase().skipped)
    assert "newer version" in skipped["AUD-2026-ROMA-02"]
    assert {path: path.read_bytes() for path in (newer,)} == {newer: before[newer]}


def test_a_file_that_cannot_be_deleted_is_named_and_taken_up_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.fill("AUD-2026-ROMA-01", "open", finish=True)
    blob = next(house.workspace.blobs.iterdir())
    remove = erasing.remove

    def refused(path: Path) -> None:
        if path == blob:
            raise NotSavedError("disk.denied", "Not saved: writing is not permitted.")
        remove(path)

    monkeypatch.setattr(erasing, "remove", refused)
    assert (f"data/blobs/{blob.name}", "Not saved: writing is not permitted.") in house.erase().skipped
    monkeypatch.undo()
    assert house.erase().skipped == []
    assert not blob.exists()
    assert not (house.workspace.data / "erasing.json").exists()


def test_a_link_and_a_broken_archive_do_no_harm(house: House) -> None:
    (house.workspace.base / "broken.zip").write_bytes(b"PK\x03\x04 no zip")
    (house.workspace.data / "blobs").mkdir(parents=True, exist_ok=True)
    if os.name == "posix":
        (house.workspace.data / "blobs" / "link").symlink_to(house.workspace.registry)
    spots = house.privacy.find(house.privacy.resolve(NAME))
    assert [(spot.name, spot.certain) for spot in the(spots, "backup")] == [("broken.zip", False)]
    assert the(spots, "evidence") == []


def test_only_values_that_are_there_and_can_be_spared_are_erased() -> None:
    clock = FixedClock()
    auditor = Auditor(clock)
    header, first = auditor.begin()
    record = Record.build(header, first.events, first.values)
    pen = Pen(clock, ACTOR, DEVICE, auditor.run, record.projection.seq, record.projection.head)
    for gone in ([], ["0" * 64], [record.events[0].value or ""]):
        with pytest.raises(ValueError, match="can be spared"):
            erased(record, gone, GROUND, pen)


def test_a_score_that_rests_on_what_was_erased_is_noted_not_blamed(house: House) -> None:
    auditor = house.auditor("open")
    with started(house.store, auditor) as audit:
        save(audit, auditor.answer(audit.record, "phone/q3", f"as {NAME} said"))
        end = auditor.finish(audit.record)
        path = audit.end(end, PLACE)
    house.erase()

    def fails(_: Record) -> None:
        raise LookupError

    for rescore in (lambda _: {"rules": "1", "score": {"percent": "50"}}, fails):
        check = verify_tables(read_tables(path), rescore)
        assert check.ok
        assert check.recomputed is None
        assert any("cannot be computed again" in note for note in check.notes)
        assert not any("score follows" in line for line in check.proves)


def test_what_is_handed_over_leaves_out_what_cannot_be_read(house: House, tmp_path: Path) -> None:
    sound = house.fill("AUD-2026-ROMA-01", "open", finish=True)
    broken = house.fill("AUD-2026-ROMA-02", "open", finish=True)
    somebody = house.privacy.resolve(NAME)
    spots = house.privacy.find(somebody)
    broken.chmod(0o644)
    broken.write_bytes(broken.read_bytes().replace(b"quiet", b"noisy"))
    blobs = sorted(house.workspace.blobs.iterdir())
    blobs[0].unlink()
    written = disclose(house.privacy, somebody, spots, house.clock, tmp_path / "out")
    document = orjson.loads(written[0].read_bytes())
    assert [audit["id"] for audit in document["audits"]] == [sound.stem]
    assert {action["owner"] for action in document["actions"]} == {NAME}
    assert len(written) <= 2
    assert {each["kind"] for each in document["other_places"]} == {"registry"}


def test_a_disk_that_refuses_the_evidence_gets_a_sentence(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.fill("AUD-2026-ROMA-01", "open", finish=True)
    somebody = house.privacy.resolve(NAME)

    def full(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(shutil, "copyfileobj", full)
    with pytest.raises(NotSavedError, match="the disk is full"):
        disclose(house.privacy, somebody, house.privacy.find(somebody), house.clock, tmp_path / "out")


def test_a_file_that_cannot_be_read_stops_the_search_with_a_sentence(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = house.workspace.base / "letter.txt"
    letter.write_text("secret", encoding="utf-8")
    opened = Path.open

    def refused(path: Path, *words: str) -> IO[bytes]:
        if path == letter:
            raise PermissionError(13, os.strerror(13))
        return opened(path, *words)  # type: ignore[call-overload,no-any-return]

    monkeypatch.setattr(Path, "open", refused)
    with pytest.raises(EnvironmentFault, match="cannot be read: Permission denied"):
        house.privacy.find(house.privacy.resolve(NAME))


def test_odd_files_are_looked_at_for_what_they_are(house: House) -> None:
    (house.workspace.drafts / "folder.json").mkdir(parents=True)
    (house.workspace.data / "registry.journal").write_text(NAME, encoding="utf-8")
    spots = house.privacy.find(house.privacy.resolve(NAME))
    assert [(spot.name, spot.fate) for spot in spots if spot.kind == "registry"] == [
        ("registry.json", "erase"),
        ("data/registry.journal", "erase"),
    ]
    assert the(spots, "audit") == []


def test_a_finished_audit_whose_words_alone_are_like_a_name_is_not_called_stale(house: House) -> None:
    house.fill("AUD-2026-ROMA-01", "open", finish=True)
    assert the(house.privacy.find(house.privacy.resolve("checklists")), "audit") == []


def test_nothing_at_all_is_found_before_there_is_anything(tmp_path: Path, clock: FixedClock) -> None:
    workspace = Workspace(
        None,
        tmp_path / "none",
        tmp_path / "none" / "data",
        tmp_path / "e",
        tmp_path / "c",
        Settings(),
        Vault(tmp_path / "k"),
    )
    privacy = Privacy(workspace, clock)
    assert privacy.find(privacy.resolve(NAME)) == []


class PowerCutError(BaseException):
    """Everything ends here, as if the plug were pulled."""


@dataclass
class Switch:
    """Lets so many flushes through, then cuts the power."""

    left: int

    def flush(self, flush: Callable[[int], None], descriptor: int) -> None:
        self.left -= 1
        if self.left < 0:
            raise PowerCutError
        flush(descriptor)


def test_wherever_an_erasure_is_cut_short_audits_hold_and_the_next_one_ends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_at = 0
    while True:
        clock = FixedClock()
        workspace = new_workspace(tmp_path / str(cut_at))
        house = House(workspace, clock, Registry(workspace, clock).remember_person(NAME, ALIAS))
        house.fill("AUD-2026-ROMA-01", "open", finish=True)
        house.fill("AUD-2026-ROMA-02", "mystery", finish=False)
        switch = Switch(cut_at)
        with monkeypatch.context() as patched:
            for name in ("fsync", "fdatasync"):
                if hasattr(os, name):
                    patched.setattr(os, name, partial(switch.flush, getattr(os, name)))
            try:
                house.erase()
                break
            except PowerCutError:
                pass
        assert {row.status for row in house.store.rows()} == {"finished", "draft"}
        for row in house.store.rows():
            assert verify_tables(read_tables(workspace.data / row.path), lambda _: SCORE).ok
        outcome = house.erase()
        assert (outcome.skipped, outcome.remains) == ([], [])
        assert leftovers(workspace) == []
        assert list(workspace.blobs.iterdir()) == []
        cut_at += 1
    assert cut_at > 10


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_any_values_may_be_erased_in_any_steps_and_the_rest_holds(data: st.DataObject) -> None:
    clock = FixedClock()
    auditor = Auditor(clock, visit_start="2026-09-14T10:00")
    header, first = auditor.begin()
    record = Record.build(header, first.events, first.values)
    for op, path, value in (
        ("answered", "phone/q1", "yes"),
        ("noted", "phone/q1", "A note."),
        ("noted", "phone/q1#private", "A private note."),
        ("answered", "phone/sign", "Anna Conti"),
        ("finished", "", SCORE),
    ):
        record.apply(auditor.change(record, op, path, value, "person" if path.endswith("sign") else None))
    heads = [record.projection.head]
    for _ in range(data.draw(st.integers(1, 3))):
        spare = [
            event.value
            for event in record.events
            if event.op in ("answered", "noted", "fact_changed") and event.value in record.values
        ]
        gone = data.draw(st.sets(st.sampled_from(spare), min_size=1)) if spare else set()
        if not gone:
            break
        projection = record.projection
        pen = Pen(clock, ACTOR, DEVICE, auditor.run, projection.seq, projection.head)
        record = erased(record, [each for each in gone if each], GROUND, pen)
        heads.append(record.projection.head)
        tables = {
            "audit": {"1": {**header.model_dump(mode="json", by_alias=True, exclude_none=True)}},
            "events": {},
            "values": {},
            "answers": {},
            "seal": {"1": {}},
        }
        check = verify_tables(
            orjson.loads(orjson.dumps(rewriting.rewritten(tables, record))), lambda _: SCORE
        )
        assert check.ok, check.findings
        assert not gone & record.values.keys()
    hashes = [event.hash for event in record.events]
    assert all(head in hashes for head in heads)


# -- retention and holds ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "day"),
    [
        ("P2Y", "2026-02-28"),
        ("P18M", "2025-08-29"),
        ("P90D", "2024-05-29"),
        ("P1Y6M2W", "2025-09-12"),
        ("P0D", "2024-02-29"),
        ("P9999Y", "9999-12-31"),
    ],
)
def test_periods_count_as_in_the_calendar(period: str, day: str) -> None:
    assert str(ends(1_709_164_800_000, period)) == day


def test_what_is_due_is_shown_and_erased_only_when_asked(house: House) -> None:
    path = house.fill("AUD-2026-ROMA-01", "open", finish=True)
    kept = house.fill("AUD-2026-ROMA-02", "open", finish=True)
    with (house.workspace.base / MARKER).open("a", encoding="utf-8") as settings_file:
        settings_file.write('[retention]\nperson = "P2Y"\nevidence = "P30D"\n')
    house.workspace = open_workspace(house.workspace.base, {})
    assert due(house.privacy, house.clock) == ([], [])
    house.clock.tick(31 * 86_400_000)
    assert {(one.number, one.cls) for one in due(house.privacy, house.clock)[0]} == {
        ("AUD-2026-ROMA-01", "evidence"),
        ("AUD-2026-ROMA-02", "evidence"),
    }
    house.clock.tick(730 * 86_400_000)
    house.privacy.holds.hold(house.store.find("AUD-2026-ROMA-02"), "a claim")
    content = kept.read_bytes()
    found, _ = due(house.privacy, house.clock)
    assert {(one.number, one.cls, one.values, one.held) for one in found} == {
        ("AUD-2026-ROMA-01", "evidence", 1, ""),
        ("AUD-2026-ROMA-01", "person", 3, ""),
        ("AUD-2026-ROMA-02", "evidence", 1, "a claim"),
        ("AUD-2026-ROMA-02", "person", 3, "a claim"),
    }
    assert kept.read_bytes() == content
    eraser = Eraser(house.privacy, house.clock, actor=ACTOR, device=DEVICE, run="0" * 16)
    house.workspace.exports.mkdir()
    table, other = house.workspace.exports / "audits.csv", house.workspace.exports / "answers.csv"
    table.write_text("AUD-2026-ROMA-01", encoding="utf-8")
    other.write_text("AUD-2026-ROMA-03", encoding="utf-8")
    outcome = eraser.erase_due(found, "kept for two years")
    assert [(one.number, one.values) for one in outcome.audits] == [("AUD-2026-ROMA-01", 4)]
    assert kept.read_bytes() == content
    check = verify_tables(read_tables(path))
    assert check.ok and check.erased == 4
    assert not table.exists() and other.exists()
    assert len(list(house.workspace.blobs.iterdir())) == 1
    assert {one.number for one in due(house.privacy, house.clock)[0]} == {"AUD-2026-ROMA-02"}
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b"quiet", b"noisy"))
    _, unread = due(house.privacy, house.clock)
    assert [name for name, why in unread if "damaged" in why] == ["AUD-2026-ROMA-01"]


def test_caches_are_made_anew_after_an_erasure(house: House) -> None:
    house.fill("AUD-2026-ROMA-01", "open", finish=True)
    house.store.rows()
    house.workspace.results.write_bytes(b'{"x": "' + NAME.encode() + b'"}')
    assert house.workspace.catalogue.exists()
    house.workspace.catalogue.unlink()
    house.erase()
    assert not house.workspace.results.exists()
    assert leftovers(house.workspace) == []


def test_who_is_meant_is_shown_by_name_and_alias_and_a_backup_without_them_is_none_of_the_places(
    house: House,
) -> None:
    with zipfile.ZipFile(house.workspace.base / "other.zip", "w") as archive:
        archive.writestr("a.txt", "nobody")
    somebody = house.privacy.resolve(NAME)
    assert somebody.shown == f"{NAME} / {ALIAS}"
    assert the(house.privacy.find(somebody), "backup") == []


def test_what_is_handed_over_goes_into_one_file_or_a_new_folder(house: House, tmp_path: Path) -> None:
    house.fill("AUD-2026-ROMA-01", "open", finish=True)
    somebody = house.privacy.resolve(NAME)
    spots = house.privacy.find(somebody)
    assert disclose(house.privacy, somebody, spots, house.clock, tmp_path / "one.json") == [
        tmp_path / "one.json"
    ]
    with pytest.raises(InputError, match="no new or empty folder"):
        disclose(house.privacy, somebody, spots, house.clock, tmp_path)
    with pytest.raises(InputError, match="no new or empty folder"):
        disclose(house.privacy, somebody, spots, house.clock, house.workspace.settings_file)
    # An audit that says nothing of them, and no blob where one is named.
    auditor = Auditor(house.clock, auditor="Bruno", alias="MS-99")
    with started(house.store, auditor, "AUD-2026-ROMA-02"):
        pass
    for blob in house.workspace.blobs.iterdir():
        blob.unlink()
    written = disclose(house.privacy, somebody, spots, house.clock, tmp_path / "out")
    assert [path.name for path in written] == ["personal-data.json"]


def test_data_that_lies_where_the_settings_lie_is_looked_through_once(
    tmp_path: Path, clock: FixedClock
) -> None:
    (tmp_path / "w").mkdir()
    (tmp_path / "w" / MARKER).write_text('data = "."\n', encoding="utf-8")
    workspace = open_workspace(tmp_path / "w", {})
    (workspace.base / "letter.txt").write_text(NAME, encoding="utf-8")
    Registry(workspace, clock).remember_person(NAME, ALIAS)
    found = list(traces.in_workspace(workspace))
    assert len(found) == len(set(found))
    assert workspace.base / "letter.txt" in found
    assert not traces.speaks_of(workspace.base / "gone.txt", wanted([NAME]))


def test_private_notes_that_are_due_go_without_a_report_and_one_that_went_before_changes_nothing(
    house: House,
) -> None:
    path = house.fill("AUD-2026-ROMA-01", "open", finish=True)
    with (house.workspace.base / MARKER).open("a", encoding="utf-8") as settings_file:
        settings_file.write('[retention]\nprivate = "P30D"\n')
    house.workspace = open_workspace(house.workspace.base, {})
    house.workspace.exports.mkdir()
    report = house.workspace.exports / f"ROMA_2026-09-14_{path.stem[-8:]}_full_en.pdf"
    report.write_bytes(b"%PDF-1.7")
    house.clock.tick(31 * 86_400_000)
    found, _ = due(house.privacy, house.clock)
    assert {one.cls for one in found} == {"private"}
    eraser = Eraser(house.privacy, house.clock, actor=ACTOR, device=DEVICE, run="0" * 16)
    assert [one.values for one in eraser.erase_due(found, "kept for a month").audits] == [1]
    assert report.exists(), "a private note is in no report"
    content = path.read_bytes()
    assert eraser.erase_due(found, "kept for a month").audits == []
    assert path.read_bytes() == content
