"""`photos`: what is listed of each photo, what is declared on drafts, and what pictures from phones become."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from audit_tui.clock import FixedClock
from audit_tui.model.checklist import Checklist
from audit_tui.model.site import Site
from audit_tui.rules.recorded import finished_value
from audit_tui.rules.writing import Pen, begin, new_run
from audit_tui.saver import Saver
from audit_tui.session import AuditSession
from audit_tui.store.audits import AuditStore
from audit_tui.store.registry import Registry
from audit_tui.store.workspace import Workspace, create_workspace
from tests.cli.conftest import Command, Done, documented
from tests.evidence.pictures import picture

DESK: dict[str, Any] = {
    "format": "audit-checklist/1",
    "id": "desk",
    "version": "1",
    "title": "Desk",
    "sections": [
        {
            "id": "s",
            "title": "S",
            "questions": [
                {"id": "tidy", "type": "yes_no", "text": "Tidy?", "points": 2},
                {"id": "smile", "type": "yes_no", "text": "Smiled?", "points": 1},
                {"id": "name", "type": "signature", "text": "Your name", "required": False},
            ],
        }
    ],
}
BEGUN = 1_795_341_600_000
"""2026-11-22T10:00:00Z."""


class Shop:
    """A workspace with one audit that can be walked on, and the verb run on it."""

    def __init__(self, run: Command, workspace: Workspace) -> None:
        self.run, self.workspace = run, workspace
        self.clock = FixedClock(now=BEGUN, minutes_ahead=60)
        self.store, registry = AuditStore(workspace, self.clock), Registry(workspace, self.clock)
        self.person, self.device = registry.remember_person("Anna", "Shopper 7"), registry.device()
        header, change = begin(
            number="AUD-1-1",
            site=Site(id="S1", name="Fictional", zone="Europe/Rome"),
            checklists=[Checklist.model_validate(DESK)],
            facts={"kind": "mystery", "auditor": "Anna", "alias": "Shopper 7"},
            clock=self.clock,
            actor=self.person.id,
            device=self.device,
            run=new_run(self.clock),
        )
        self.id = header.id
        with self.store.create(header, change):
            pass
        self.say("answer", "desk/tidy", "no")
        self.say("answer", "desk/smile", "yes")

    def say(self, method: str, *given: Any, **more: Any) -> None:
        with self.store.open(self.id) as audit:
            session = AuditSession(
                audit.record,
                clock=self.clock,
                actor=self.person.id,
                device=self.device,
                run=new_run(self.clock),
            )
            Saver(audit, session).save(getattr(session, method)(*given, **more))

    def end_undeclared(self) -> None:
        """End the audit as versions did that asked nothing about photos."""
        with self.store.open(self.id) as audit:
            run = new_run(self.clock)
            session = AuditSession(
                audit.record, clock=self.clock, actor=self.person.id, device=self.device, run=run
            )
            last = session.record.projection
            pen = Pen(self.clock, self.person.id, self.device, run, last.seq, last.head)
            ended = pen.seal(finished_value(session.record, session.score()), "answer")
            pen.write("finished", "", value=ended)
            Saver(audit, session).save(pen.change())

    def photos(self, *words: object) -> Done:
        return self.run("photos", self.id, "--workspace", self.workspace.base, *words)

    def told(self, *words: object) -> dict[str, Any]:
        done = self.photos(*words, "--json")
        assert done.code == 0, done.err
        found: dict[str, Any] = documented("photos", done.json)
        return found

    def states(self) -> dict[str | None, tuple[str, list[list[int]]]]:
        return {each["tag"]: (each["state"], each["masks"]) for each in self.told()["photos"]}


@pytest.fixture
def shop(run: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setenv("AUDIT_TUI_CONFIG", str(tmp_path / "config"))
    return Shop(run, create_workspace(tmp_path / "shop"))


@pytest.fixture
def three(shop: Shop, tmp_path: Path) -> Shop:
    """Two photos of a finding, one of something good."""
    taken = ["2026-11-22T10:31:05", None, "2026-11-22T10:40:00"]
    files = [picture(tmp_path / f"{n}.jpg", when, colour=n) for n, when in enumerate(taken)]
    done = shop.photos(
        *("--add", "desk.tidy", files[0], "--add", "desk.smile", files[2], "--add", "desk.tidy", files[1])
    )
    assert done.code == 0, done.err
    assert "Attached and saved: 0.jpg" in done.out
    return shop


def test_photos_are_listed_with_tag_question_time_size_hash_and_state(three: Shop, tmp_path: Path) -> None:
    done = three.photos()
    assert (done.code, done.err) == (0, "")
    head, titles, first, second, good, last = done.out.splitlines()
    assert head == "Audit AUD-1-1 · Fictional (S1)"
    assert titles.split() == ["TAG", "QUESTION", "TIME", "SIZE", "SHA-256", "STATE"]
    assert first.split()[:4] == ["E01-1", "desk.tidy", "2026-11-22", "10:31"]
    assert first.split()[4:6] == ["1", "kB"] and first.endswith("not declared")
    assert second.split()[0] == "E01-2" and len(second.split()[2]) == 10, "the time at which it was attached"
    assert good.split()[:2] == ["P-1", "desk.smile"]
    assert last == "3 photos are still to be declared."
    told = three.told()
    assert [each["taken"] for each in told["photos"]] == ["2026-11-22T10:31:05", None, "2026-11-22T10:40:00"]
    assert told["photos"][0]["size"] == (tmp_path / "0.jpg").stat().st_size
    assert (told["undeclared"], told["owed"], told["inbox"]) == (3, [], None)


def test_photos_are_declared_clear_and_masked_by_their_tags(three: Shop) -> None:
    done = three.photos(
        *("--clear", "e01-1", "P-1", "--mask", "E01-2", 10, 20, 30, 40, "--mask", "E01-2", 50, 50, 5, 5)
    )
    assert done.code == 0, done.err
    assert "masked 10 20 30 40; 50 50 5 5" in done.out and "Every photo is declared." in done.out
    assert three.states() == {
        "E01-1": ("clear", []),
        "E01-2": ("masked", [[10, 20, 30, 40], [50, 50, 5, 5]]),
        "P-1": ("clear", []),
    }


def test_all_clears_what_is_not_declared_and_leaves_masks_as_they_are(three: Shop) -> None:
    three.photos("--mask", "E01-1", 10, 20, 30, 40)
    done = three.photos("--clear", "all", "--mask", "P-1", 0, 0, 9, 9)
    assert done.code == 0, done.err
    assert [state for state, _masks in three.states().values()] == ["masked", "clear", "masked"]


def test_what_was_declared_is_taken_back(three: Shop) -> None:
    three.photos("--clear", "all")
    assert three.told("--undeclare", "E01-2")["undeclared"] == 1
    assert three.states()["E01-2"] == ("undeclared", [])


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--clear", "E01-1", "E9-9"], "There is no photo E9-9 in this audit"),
        (
            ["--clear", "E01-1", "--mask", "E01-1", "1", "2", "3", "4"],
            "Two different things are said of E01-1",
        ),
        (["--clear", "E01-1", "--undeclare", "E01-1"], "Two different things are said of E01-1"),
        (["--clear", "E01-1", "--mask", "P-1", "60", "0", "41", "5"], "A mask is four whole numbers"),
        (["--clear", "E01-1", "--mask", "P-1", "a", "0", "41", "5"], "P-1 a 0 41 5: A mask is four whole"),
        (["--mask", "E01-1", "1", "2", "3"], "expected 5 arguments"),
        (["--undeclare", "all"], "There is no photo ALL"),
        (["--clear", "E01-1", "--add", "desk.tidi", "0.jpg"], "Did you mean desk.tidy?"),
        (["--clear", "E01-1", "--add", "desk.tidy", "gone.jpg"], "There is no such file"),
        (["--clear", "E01-1", "--add", "desk.tidy", "letter.txt"], "This is no photo: JPEG, PNG or HEIC"),
        (["--clear", "E01-1", "--add", "desk.tidy", "."], "This is a folder"),
        (["--clear", "E01-1", "--inbox", "gone"], "There is no such folder"),
        (["--clear", "E01-1", "--clock", "0.jpg", "noon"], "'noon' is no time"),
        (["--clear", "E01-1", "--clock", "1.jpg", "10:31:05"], "It is no picture with a time in it"),
        (["--clear", "E01-1", "--clock", "letter.txt", "10:31:05"], "It is no picture with a time in it"),
        (["--clear", "E01-1", "--clock", "gone.jpg", "10:31:05"], "No such file"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_declared(
    three: Shop, tmp_path: Path, words: list[str], says: str
) -> None:
    (tmp_path / "letter.txt").write_text("no photo", encoding="utf-8")
    done = three.photos(*words)
    assert (done.code, done.out) == (2, "")
    assert says in done.err
    assert {state for state, _masks in three.states().values()} == {"undeclared"}


def test_a_finished_audit_is_listed_and_takes_no_declarations(three: Shop) -> None:
    three.photos("--clear", "all")
    three.say("finish")
    done = three.photos("--mask", "E01-1", 1, 2, 3, 4)
    assert done.code == 1
    assert "Audit AUD-1-1 is finished; what is said of its photos stays as it is." in done.err
    assert "Every photo is declared." in three.photos().out
    assert three.told()["status"] == "finished"


def test_photos_of_an_audit_that_ended_before_they_were_asked_for_are_declared_by_a_correction(
    three: Shop,
) -> None:
    three.end_undeclared()
    assert (
        "The audit has ended: reports leave them out until a correction declares them." in three.photos().out
    )
    done = three.photos("--clear", "all")
    assert done.code == 1 and "Once the audit is returned (audit-tui review)" in done.err
    place = ("--workspace", three.workspace.base)
    done = three.run("verify", next(three.workspace.finished.rglob("*.json")))
    assert done.code == 0, done.out
    three.run("review", "return", three.id, "--by", "Eva", "--why", "Photos.", *place)
    done = three.run("review", "correct", three.id, "--why", "Declared.", *place)
    assert done.code == 1 and "3 photos are not declared clear or masked" in done.err
    assert three.photos("--clear", "all").code == 0
    done = three.run("review", "correct", three.id, "--why", "Declared.", *place)
    assert done.code == 0, done.err
    assert three.told()["status"] == "finished"
    assert three.run("report", three.id, *place).err == ""


def test_an_audit_that_is_open_elsewhere_is_listed_and_left_alone(three: Shop) -> None:
    with three.store.open(three.id):
        done = three.photos("--clear", "all")
        assert done.code == 1 and "can only be read" in done.err
        assert three.told()["undeclared"] == 3


def test_a_photo_of_a_mystery_shoppers_signature_is_private(shop: Shop, tmp_path: Path) -> None:
    shop.photos("--add", "desk.name", picture(tmp_path / "a.jpg", None))
    assert "private: never printed" in shop.photos().out
    assert shop.states() == {None: ("private", [])}
    assert shop.told()["undeclared"] == 0


def test_an_audit_without_photos_says_so(shop: Shop) -> None:
    assert "There are no photos." in shop.photos().out
    assert "No photo is owed." in shop.photos("--owed").out


def test_owed_photos_are_listed_after_the_others_or_alone(three: Shop) -> None:
    three.say("owe_photo", "desk/smile", at=BEGUN)
    assert three.photos().out.splitlines()[-2].split() == ["–", "desk.smile", "2026-11-22", "11:00", "owed"]
    alone = three.photos("--owed").out.splitlines()
    assert len(alone) == 3 and alone[-1].endswith("owed")
    told = three.told("--owed")
    assert told["photos"] == [] and told["undeclared"] == 3
    assert told["owed"] == [
        {"path": "desk/smile", "question": "desk.smile", "since": "2026-11-22T10:00:00+00:00"}
    ]


def test_pictures_that_fit_an_owed_photo_are_attached_once_the_phone_s_clock_is_learnt(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audit_tui.clock.SystemClock.offset", lambda _self: 60)
    shop.say("owe_photo", "desk/smile", at=BEGUN + 60_000)
    inbox = shop.workspace.inbox
    picture(inbox / "fits.jpg", "2026-11-22T11:03:10", colour=1)
    picture(inbox / "late.jpg", "2026-11-22T18:00:00", colour=2)
    picture(inbox / "plain.jpg", None, colour=3)
    (inbox / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 and no more")
    clock = picture(inbox / "clock.jpg", "2026-11-22T11:02:00", colour=4)
    assert {each["name"]: each["fit"] for each in shop.told("--inbox")["inbox"]} == {
        "broken.jpg": "broken",
        "clock.jpg": "unset",
        "fits.jpg": "unset",
        "late.jpg": "unset",
        "plain.jpg": "undated",
    }
    done = shop.photos("--inbox", "--clock", clock, "11:00:00")
    assert done.code == 0, done.err
    assert "Learnt: Maker Phone 1 is -120 s behind this computer." in done.out
    assert "clock.jpg: the clock" in done.out
    assert "fits.jpg: attached to desk.smile" in done.out
    assert "late.jpg: nothing was owed then" in done.out
    assert "1 photo is still to be declared." in done.out
    again = shop.told("--inbox", inbox)
    assert {each["name"]: each["fit"] for each in again["inbox"]}["fits.jpg"] == "already"
    assert [(each["question"], each["state"]) for each in again["photos"]] == [("desk.smile", "undeclared")]
    assert again["owed"] == []


def test_a_picture_that_fits_two_places_is_left_and_both_are_named(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audit_tui.clock.SystemClock.offset", lambda _self: 60)
    for path in ("desk/smile", "desk/tidy"):
        shop.say("owe_photo", path, at=BEGUN)
    one = picture(tmp_path / "in" / "one.jpg", "2026-11-22T11:00:10")
    done = shop.photos("--clock", one, "11:00:10")
    assert done.code == 0, done.err
    done = shop.photos("--inbox", tmp_path / "in")
    assert "unclear where it belongs: desk.smile, desk.tidy; --add attaches it" in done.out
    assert shop.told("--inbox", tmp_path / "in")["inbox"][0]["questions"] == ["desk.smile", "desk.tidy"]


def test_the_report_names_the_photos_that_it_leaves_out(three: Shop) -> None:
    three.photos("--clear", "E01-1")
    done = three.run("report", three.id, "--workspace", three.workspace.base)
    assert "Photos left out, for nobody declared them clear or masked: E01-2, P-1." in done.err
    assert "audit-tui photos AUD-1-1 declares them." in done.err
    done = three.run("report", three.id, "--json", "--workspace", three.workspace.base)
    told = documented("report", done.json)
    assert told["photos_left_out"] == ["E01-2", "P-1"]
    three.photos("--clear", "all")
    done = three.run("report", three.id, "--workspace", three.workspace.base)
    assert done.err == ""
