"""`fill`: a file of answers becomes an audit like one walked on the screen, or nothing at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from audit_tui.clock import FixedClock, SystemClock
from audit_tui.library.loader import load_checklist
from audit_tui.model.site import Site
from audit_tui.rehearsal import Rehearsal
from audit_tui.rules.record import Record
from audit_tui.rules.results import as_json
from audit_tui.rules.writing import begin, new_run
from audit_tui.store.audits import AuditStore
from audit_tui.store.workspace import open_workspace
from tests.cli.checklists import CALLS, PERFECT, PHONE, checks, write_answers
from tests.cli.conftest import Command, Done, documented


class Bench:
    """A workspace with a checklist, filled by command."""

    def __init__(self, run: Command, folder: Path) -> None:
        self._run, self.folder = run, folder
        self.place = folder / "w"

    def fill(self, checklist: str, answers: dict[str, str], *more: str, visit: str = "{kind: open}") -> Done:
        file = self.folder / "list.yaml"
        file.write_text(checklist, encoding="utf-8")
        write_answers(self.folder / "answers.yaml", answers, visit)
        words = ["--checklist", file, "--site", "S1", "--create-site", "--auditor", "Dana", *more]
        return self._run("fill", "--workspace", self.place, "--answers", self.folder / "answers.yaml", *words)

    def score(self, checklist: str, answers: dict[str, str], *more: str) -> dict[str, Any]:
        done = self.fill(checklist, answers, "--json", *more)
        assert done.code == 0, done.err
        shown = self._run("show", done.json["id"], "--json", "--workspace", self.place)
        score: dict[str, Any] = documented("show", shown.json)["score"]
        return score

    def records(self) -> list[Record]:
        store = AuditStore(open_workspace(self.place, {}), SystemClock())
        found = []
        for row in store.rows():
            with store.open(row.id, write=False) as audit:
                found.append(audit.record)
        return found


@pytest.fixture
def bench(run: Command, tmp_path: Path) -> Bench:
    return Bench(run, tmp_path)


# -- the vectors of the scoring rules ---------------------------------------------------------------------


def test_fifteen_checks_with_seven_yes_three_no_and_five_na_are_70_percent(bench: Bench) -> None:
    said = ["yes"] * 7 + ["no"] * 3 + ['{na: "no such thing"}'] * 5
    score = bench.score(checks(15), {f"checks.q{n}": value for n, value in enumerate(said, 1)}, "--finish")
    assert (score["state"], score["percent"], score["passed"]) == ("scored", 70, True)
    assert score["na_share"] == pytest.approx(100 / 3, abs=1e-4)


def test_all_na_is_not_assessed_and_never_0_or_100(bench: Bench) -> None:
    score = bench.score(checks(3), {f"checks.q{n}": "{na: none}" for n in (1, 2, 3)}, "--finish")
    assert (score["state"], score["percent"], score["passed"]) == ("not_assessed", None, None)


def test_the_phone_example_all_perfect_is_100(bench: Bench) -> None:
    score = bench.score(PHONE, PERFECT, "--finish")
    assert (score["percent"], score["passed"], score["critical_failed"]) == (100, True, [])
    assert score["standards"] == [
        {"id": "phone/PH-01", "status": "met"},
        {"id": "phone/PH-02", "status": "met"},
    ]


def test_four_rings_and_20_seconds_fail_the_section_though_the_total_is_80(bench: Bench) -> None:
    score = bench.score(PHONE, {**PERFECT, "phone.rings": "4", "phone.wait_s": "20"}, "--finish")
    answering = score["checklists"][0]["sections"][0]
    assert (answering["got"], answering["max"], answering["percent"], answering["passed"]) == (
        5,
        10,
        50,
        False,
    )
    assert (score["percent"], score["passed"]) == (80, False)
    assert score["standards"][0] == {"id": "phone/PH-01", "status": "partly"}


def test_a_failed_critical_item_caps_the_checklist_and_is_named(bench: Bench) -> None:
    score = bench.score(
        PHONE, {**PERFECT, "phone.held": "yes", "phone.hold_s": "30", "phone.solved": "no"}, "--finish"
    )
    assert score["critical_failed"] == ["phone.solved"]
    assert score["raw_percent"] == 60
    assert (score["percent"], score["passed"]) == (60, False)


def test_a_critical_item_caps_to_0_where_nothing_else_is_said(bench: Bench) -> None:
    said = ["yes"] * 13 + ["no"] * 2
    text = checks(15).replace(
        "{id: q15, type: yes_no, text: {en: Question 15}, points: 1, allow_na: true}",
        "{id: q15, type: yes_no, text: {en: Question 15}, points: 1, critical: {}}",
    )
    score = bench.score(text, {f"checks.q{n}": value for n, value in enumerate(said, 1)}, "--finish")
    assert score["raw_percent"] == pytest.approx(86.6667, abs=1e-3)
    assert (score["percent"], score["passed"], score["critical_failed"]) == (0, False, ["checks.q15"])


def test_a_required_question_left_open_gives_no_percent_but_a_provisional_one(bench: Bench) -> None:
    score = bench.score(checks(4), {"checks.q1": "yes", "checks.q2": "no"})
    assert (score["state"], score["percent"], score["provisional_percent"]) == ("incomplete", None, 50)


# -- the same as on the screen ----------------------------------------------------------------------------


def test_it_gives_the_same_events_and_score_as_the_same_answers_in_a_session(bench: Bench) -> None:
    answers = {
        "phone.rings": "{value: 4, grade: measured}",
        "phone.wait_s": "0:20",
        "phone.held": "yes",
        "phone.hold_s": "30",
        "phone.solved": '{value: no, note: "Call again.", private: "Same voice."}',
    }
    done = bench.fill(PHONE, answers, "--json", "--finish")
    assert documented("fill", done.json)["status"] == "finished"
    (filled,) = bench.records()

    clock = FixedClock()
    actor, device, run = clock.ulid(), clock.ulid(), new_run(clock)
    header, first = begin(
        number="N",
        site=Site(id="S1", name="S1"),
        checklists=[load_checklist(bench.folder / "list.yaml")],
        facts={"kind": "open", "auditor": "Dana", "alias": "Auditor 1"},
        clock=clock,
        actor=actor,
        device=device,
        run=run,
    )
    walked = Rehearsal(header, first, clock=clock, actor=actor, device=device, run=run)
    session = walked.session
    walked.take(session.answer("phone/rings", "4", grade="measured"))
    walked.take(session.answer("phone/wait_s", "20"))
    walked.take(session.answer("phone/held", "yes"))
    walked.take(session.answer("phone/hold_s", "30"))
    walked.take(session.answer("phone/solved", "no"))
    walked.take(session.note("phone/solved", "Call again."))
    walked.take(session.note("phone/solved", "Same voice.", private=True))
    walked.take(session.finish())

    def told(record: Record) -> list[tuple[Any, ...]]:
        return [
            (event.op, event.path, record.value_of(event.value), event.grade)
            for event in record.events
            if event.op != "created"
        ]

    assert told(filled) == told(session.record)
    assert filled.projection.score == session.record.projection.score
    recorded = (filled.projection.score or {})["score"]
    assert float(recorded["percent"]) == as_json(session.score())["percent"]


def test_answers_are_given_in_the_order_of_the_encounter_not_of_the_file(bench: Bench) -> None:
    bench.fill(PHONE, {"phone.hold_s": "30", "phone.solved": "yes", "phone.held": "yes", "phone.rings": "2"})
    (record,) = bench.records()
    said = [event.path for event in record.events if event.op == "answered"]
    assert said == ["phone/rings", "phone/held", "phone/hold_s", "phone/solved"]


def test_rounds_of_a_repeat_are_made_as_the_file_counts_them(bench: Bench) -> None:
    answers = {
        "calls.several[2].rings": "2",
        "calls.several[1].rings": "12",
        "calls.several[2].polite": "yes",
    }
    bench.fill(CALLS, answers)
    (record,) = bench.records()
    first, second = record.projection.instances["calls/several"]
    assert record.projection.item(f"calls/several/{first}/rings").value == "12"
    assert record.projection.item(f"calls/several/{second}/polite").value == "yes"


def test_photos_are_taken_from_beside_the_file_and_kept_by_content(bench: Bench) -> None:
    (bench.folder / "img").mkdir()
    Image.new("RGB", (40, 30), "olive").save(bench.folder / "img" / "a.jpg")
    done = bench.fill(
        CALLS, {"calls.picture": "{photos: [img/a.jpg]}", "calls.remark": '{value: "x", photos: [img/a.jpg]}'}
    )
    assert done.code == 0, done.err
    (record,) = bench.records()
    (photo,) = record.projection.item("calls/picture").evidence
    assert (bench.place / "data" / "blobs" / photo.sha256).read_bytes() == (
        bench.folder / "img/a.jpg"
    ).read_bytes()


def test_facts_of_the_visit_are_taken_from_the_file(bench: Bench) -> None:
    visit = (
        '{kind: mystery, from: "2026-11-18T10:30", to: "2026-11-18 12:05", '
        "client: Head office, participants: [A, B]}"
    )
    done = bench.fill(PHONE, PERFECT, "--json", "--alias", "Shopper 9", visit=visit)
    assert done.json["number"] == "AUD-2026-S1-01"
    (record,) = bench.records()
    facts = record.projection.facts
    assert (facts["kind"], facts["visit_start"], facts["visit_end"]) == (
        "mystery",
        "2026-11-18T10:30",
        "2026-11-18T12:05",
    )
    assert (facts["alias"], facts["client"], facts["participants"]) == ("Shopper 9", "Head office", "A; B")


def test_several_checklists_come_in_the_order_given_and_once_or_many_at_a_time(
    run: Command, tmp_path: Path
) -> None:
    answers = write_answers(tmp_path / "a.yaml", {"phone.rings": "2"})
    done = run(
        *("fill", "--workspace", tmp_path / "w", "--answers", answers, "--site", "S1", "--create-site"),
        *("--auditor", "Dana", "--checklist", "phone", "parking", "--checklist", "delivery", "--json"),
    )
    assert done.code == 0, done.err
    shown = run("show", done.json["id"], "--json", "--workspace", tmp_path / "w").json
    assert shown["checklists"] == ["phone", "parking", "delivery"]


# -- finishing --------------------------------------------------------------------------------------------


def test_finishing_with_required_questions_open_is_refused_and_the_draft_kept(bench: Bench) -> None:
    done = bench.fill(PHONE, {"phone.rings": "2"}, "--finish", "--json")
    assert done.code == 1
    assert documented("fill", done.json)["status"] == "draft"
    assert "phone.wait_s" in done.err
    (record,) = bench.records()
    assert record.header.id == done.json["id"]
    assert record.projection.item("phone/rings").value == "2"


def test_allow_open_finishes_all_the_same(bench: Bench) -> None:
    done = bench.fill(PHONE, {"phone.rings": "2"}, "--finish", "--allow-open", "--json")
    assert (done.code, done.json["status"]) == (0, "finished")


def test_an_audit_that_fails_its_standards_is_still_done(bench: Bench) -> None:
    done = bench.fill(PHONE, {**PERFECT, "phone.solved": "no"}, "--finish")
    assert done.code == 0
    assert "is finished" in done.out


# -- refusals ---------------------------------------------------------------------------------------------

WRONG: dict[str, tuple[dict[str, str], str, int]] = {
    "unknown question": ({"phone.ring": "3"}, "Did you mean phone.rings?", 3),
    "unknown checklist": ({"fone.rings": "3"}, "This audit has phone.", 3),
    "wrong type": ({"phone.rings": "many"}, "a number is expected, not 'many'", 3),
    "out of range": ({"phone.held": "yes", "phone.hold_s": "4000"}, "4000 is above 3600", 4),
    "hidden": ({"phone.held": "no", "phone.hold_s": "30"}, "phone.hold_s is not asked on this visit", 4),
    "na not allowed": ({"phone.rings": "{na: why}"}, "cannot be answered with N/A", 3),
    "not an answerable round": ({"phone.rings[1].x": "3"}, "there is no question 'phone.rings[1].x'", 3),
    "missing photo": ({"phone.rings": "{value: 3, photos: [no.jpg]}"}, "there is no file", 3),
    "two states": ({"phone.solved": "{value: no, na: why}"}, "not value and na", 3),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_answer_is_named_with_its_place_and_leaves_no_audit(bench: Bench, case: str) -> None:
    answers, message, line = WRONG[case]
    done = bench.fill(PHONE, answers, "--finish")
    assert done.code == 2
    assert message in done.err
    assert f"answers.yaml:{line}:" in done.err
    assert bench.records() == []
    assert not (bench.place / "data" / "drafts").exists()
    assert not (bench.place / "data" / "registry.json").exists()


def test_a_photo_that_is_none_is_refused_and_nothing_is_kept(bench: Bench) -> None:
    Image.new("RGB", (4, 3)).save(bench.folder / "good.png")
    (bench.folder / "bad.jpg").write_text("no photo", encoding="utf-8")
    done = bench.fill(CALLS, {"calls.picture": "{photos: [good.png, bad.jpg]}"})
    assert done.code == 2
    assert "no JPEG, PNG or HEIC photo" in done.err
    assert bench.records() == []
    assert not (bench.place / "data" / "blobs").exists()


def test_too_many_rounds_are_refused_at_the_first_key_of_the_repeat(bench: Bench) -> None:
    done = bench.fill(CALLS, {f"calls.several[{n}].rings": "1" for n in range(1, 5)})
    assert done.code == 2
    assert "takes at most 3" in done.err
    assert bench.records() == []


def test_all_faults_are_told_at_once_in_the_order_of_the_file(bench: Bench) -> None:
    answers = {"phone.rings": "many", "phone.tone": "1", "phone.solved": "perhaps"}
    visit = '{kind: opn, from: "tomorrow", too: x}'
    done = bench.fill(PHONE, answers, visit=visit)
    assert done.code == 2
    lines = [line.split(": error: ") for line in done.err.splitlines()]
    assert [line[0].rsplit(":", 2)[1] for line in lines] == ["1", "1", "1", "3", "4", "5"]


def test_a_later_answer_that_hides_an_earlier_one_is_refused(bench: Bench) -> None:
    text = PHONE.replace("points: 8\n", "points: 8\n        show_if: \"${last} != 'no'\"\n") + (
        "      - {id: last, type: yes_no, neutral: true, text: {en: Last}}\n"
    )
    done = bench.fill(text, {"phone.held": "no", "phone.solved": "yes", "phone.last": "no"})
    assert done.code == 2
    assert "phone.solved is not asked on this visit" in done.err


def test_an_unknown_site_is_refused_without_the_option_to_create_it(run: Command, tmp_path: Path) -> None:
    place = tmp_path / "w"
    (tmp_path / "sites.csv").write_text("id,name\nHARBOUR,Harbour store\n", encoding="utf-8")
    assert run("sites", "import", "sites.csv", "--workspace", place).code == 0
    answers = write_answers(tmp_path / "a.yaml", {"phone.rings": "2"})
    words = ["--checklist", "phone", "--auditor", "D", "--answers", answers, "--workspace", place]
    done = run("fill", "--site", "HARBUOR", *words)
    assert done.code == 2
    assert "Did you mean HARBOUR?" in done.err and "--create-site" in done.err
    assert run("fill", "--site", "harbour", *words).code == 0


@pytest.mark.parametrize("site", ["../x", "CON", "a b", "x" * 41])
def test_a_site_id_that_cannot_be_a_file_name_is_refused(bench: Bench, run: Command, site: str) -> None:
    answers = write_answers(bench.folder / "a.yaml", {"phone.rings": "2"})
    done = run(
        *("fill", "--site", site, "--create-site", "--checklist", "phone", "--auditor", "D"),
        *("--answers", answers, "--workspace", bench.place),
    )
    assert done.code == 2
    assert "cannot be the id of a site" in done.err


@pytest.mark.parametrize("kind", ["missing", "directory", "empty", "binary", "no yaml"])
def test_a_file_that_is_no_answers_file_is_one_sentence(run: Command, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "x.yaml"
    if kind == "directory":
        path.mkdir()
    elif kind != "missing":
        path.write_bytes({"empty": b"", "binary": b"\x00\x01", "no yaml": b"a: [b"}[kind])
    done = run(
        *("fill", "--site", "S", "--create-site", "--checklist", "phone", "--auditor", "D"),
        *("--answers", path, "--workspace", tmp_path / "w"),
    )
    assert done.code == 2
    assert "x.yaml" in done.err and done.err.count("\n") == 1


def test_a_workspace_that_cannot_be_written_is_a_sentence_and_exit_3(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.fill(PHONE, PERFECT)

    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("audit_tui.store.disk.write_all", full)
    done = bench.fill(PHONE, PERFECT)
    assert done.code == 3
    assert "disk is full" in done.err
    monkeypatch.undo()
    assert len(bench.records()) == 1


def test_the_answers_may_be_json(run: Command, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"answers": {"phone.rings": 2, "phone.answered": True}}), encoding="utf-8")
    done = run(
        *("fill", "--site", "S", "--create-site", "--checklist", "phone", "--auditor", "D"),
        *("--answers", path, "--workspace", tmp_path / "w", "--json"),
    )
    assert done.code == 0, done.err


def test_photos_are_declared_clear_or_masked_in_the_file(bench: Bench) -> None:
    for n in range(3):
        Image.new("RGB", (4, 3 + n)).save(bench.folder / f"{n}.png")
    given = '[{file: 0.png, clear: yes}, {file: 1.png, mask: "10 20 30 40; 0 0 5 5"}, 2.png]'
    done = bench.fill(CALLS, {"calls.picture": f"{{photos: {given}}}"})
    assert done.code == 0, done.err
    (record,) = bench.records()
    item = record.projection.items["calls/picture"]
    assert [item.declared.get(photo.id) for photo in item.evidence] == [
        (),
        ((10, 20, 30, 40), (0, 0, 5, 5)),
        None,
    ]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ('{file: 0.png, mask: "60 0 41 5"}', "a mask is left, top, width and height"),
        ("{file: 0.png, clear: no}", "'photos' is a list of file names"),
        ("{file: 0.png, blur: 5}", "'photos' is a list of file names"),
        ("{clear: yes}", "'photos' is a list of file names"),
        ('{file: 0.png, clear: yes, mask: "0 0 5 5"}', "'photos' is a list of file names"),
    ],
)
def test_what_declares_nothing_is_refused_with_its_place(bench: Bench, given: str, says: str) -> None:
    Image.new("RGB", (4, 3)).save(bench.folder / "0.png")
    done = bench.fill(CALLS, {"calls.picture": f"{{photos: [{given}]}}"})
    assert done.code == 2
    assert says in done.err and "answers.yaml:" in done.err
    assert bench.records() == []


def test_finishing_with_a_photo_that_is_not_declared_is_refused_and_the_draft_kept(bench: Bench) -> None:
    Image.new("RGB", (4, 3)).save(bench.folder / "0.png")
    given = {"calls.picture": "{photos: [0.png]}", "calls.remark": "x"}
    done = bench.fill(CALLS, given, "--finish", "--allow-open", "--json")
    assert (done.code, done.json["status"]) == (1, "draft")
    assert "Not finished: 1 photo is not declared clear or masked: P-1 (calls.picture)." in done.err
    given["calls.picture"] = "{photos: [{file: 0.png, clear: yes}]}"
    done = bench.fill(CALLS, given, "--finish", "--allow-open", "--json")
    assert (done.code, done.json["status"]) == (0, "finished"), done.err
