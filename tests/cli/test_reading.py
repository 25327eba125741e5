"""`list`, `show`, `export`, `report`, `sites`, `demo` and `doctor`: what they print, and in which shape."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from audit_tui.i18n import language, use
from audit_tui.store.health import synced_by
from audit_tui.store.workspace import create_workspace
from tests.cli.conftest import Command, documented
from tests.demo.once import demo

FAILED, DRAFT, MYSTERY = "AUD-2025-HARBOUR-01", "AUD-2026-HARBOUR-04", "AUD-2026-HARBOUR-03"


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the demo that may be written into."""
    folder = tmp_path_factory.mktemp("chain") / "demo"
    shutil.copytree(demo().base, folder)
    yield folder


# -- list and show ----------------------------------------------------------------------------------------


def test_the_list_shows_every_audit_the_last_changed_first(run: Command, chain: Path) -> None:
    listed = documented("list", run("list", "--json", "--workspace", chain).json)["audits"]
    assert len(listed) == 26
    assert [row["changed"] for row in listed] == sorted((row["changed"] for row in listed), reverse=True)
    text = run("list", "--workspace", chain).out
    assert all(row["number"] in text for row in listed)
    assert text.startswith("DEMO")


def test_the_list_can_be_narrowed_to_a_status(run: Command, chain: Path) -> None:
    listed = run("list", "--status", "draft", "--json", "--workspace", chain).json["audits"]
    assert {row["status"] for row in listed} == {"draft"}


def test_an_empty_workspace_has_an_empty_list(run: Command, tmp_path: Path) -> None:
    assert documented("list", run("list", "--json", "--workspace", tmp_path / "w").json) == {"audits": []}
    assert "There are no audits" in run("list", "--workspace", tmp_path / "w").out


def test_every_audit_of_the_demo_has_the_documented_shape(run: Command, chain: Path) -> None:
    for row in run("list", "--json", "--workspace", chain).json["audits"]:
        shown = documented("show", run("show", row["id"], "--json", "--workspace", chain).json)
        assert (shown["number"], shown["status"], shown["site"]) == (
            row["number"],
            row["status"],
            row["site"],
        )
        assert shown["score"]["percent"] == row["percent"]
        assert shown["score"]["passed"] == row["passed"]


def test_of_a_mystery_visit_the_recall_delay_is_told_and_of_others_not(run: Command, chain: Path) -> None:
    for row in run("list", "--status", "finished", "--json", "--workspace", chain).json["audits"]:
        found = run("show", row["id"], "--json", "--workspace", chain).json["recall"]
        if row["kind"] == "mystery" and found is not None:
            assert found["since"] == "visit_end" and 0 <= found["median_seconds"] <= found["longest_seconds"]
            assert "Recall: " in run("show", row["id"], "--workspace", chain).out
            return
        assert found is None
    raise AssertionError("the demo has mystery visits")


def test_an_audit_is_named_by_number_id_or_a_unique_ending(run: Command, chain: Path) -> None:
    full = run("show", FAILED, "--json", "--workspace", chain).json
    for name in (full["id"], full["id"][-8:], full["id"][-6:].lower(), FAILED.lower()):
        assert run("show", name, "--json", "--workspace", chain).json == full
    assert run("show", "01", "--workspace", chain).code == 2
    assert "Did you mean" in run("show", "AUD-2025-HARBOR-01", "--workspace", chain).err


def test_the_text_of_an_audit_tells_score_findings_notes_and_actions(run: Command, chain: Path) -> None:
    text = run("show", FAILED, "--workspace", chain).out
    for part in (
        "NOT PASSED",
        "Critical failed: parking.accessible_blocked",
        "Pallets",
        "Store manager",
        "NC-01",
    ):
        assert part in text


def test_the_text_of_a_draft_tells_what_is_open(run: Command, chain: Path) -> None:
    text = run("show", DRAFT, "--workspace", chain).out
    assert "incomplete" in text and "OPEN (" in text and "so far" in text


def test_the_experience_is_told_in_words_and_as_data_and_both_agree(run: Command, chain: Path) -> None:
    data = documented("experience", run("show", FAILED, "--experience", "--json", "--workspace", chain).json)[
        "experience"
    ]
    assert data["balance"] == data["positives"] - 5 * data["negatives"]
    assert sum(one["balance"] for one in data["touchpoints"]) == data["balance"]
    assert {one["name"] for one in data["natures"]} == {"tangible", "emotional"} and data["factors"]
    text = run("show", FAILED, "--experience", "--workspace", chain).out
    assert f"{data['positives']} positives − 5 × {data['negatives']} negatives" in text
    for word in ("BY PHASE", "BY EXPECTATION", "BY STAFF GROUP", "CONDUCT OF EMPLOYEES", "Knowledgeable"):
        assert word in text


def test_the_score_is_explained_in_words_and_as_data_and_both_agree(run: Command, chain: Path) -> None:
    data = documented("explain", run("show", FAILED, "--explain", "--json", "--workspace", chain).json)
    shown = run("show", FAILED, "--json", "--workspace", chain).json["score"]
    assert (data["kept"], data["explanation"]["percent"]) == (None, shown["percent"])
    assert [one["percent"] for one in data["explanation"]["checklists"]] == [
        one["percent"] for one in shown["checklists"]
    ]
    assert data["way"]["state"] == "open" and data["way"]["exact"]
    text = run("show", FAILED, "--explain", "--workspace", chain).out
    for part in (
        "Visit: mean of 4 checklists by weight: 1 × ",
        "capped at 60 % by parking.accessible_blocked (critical)",
        "the answer is yes, no is asked for; critical: caps the checklist at 60 %",
        "leaves both sums",
    ):
        assert part in text
    way = f"Shortest way to pass: repair {data['way']['findings'][0]['number']}"
    assert way in text and way in run("show", FAILED, "--workspace", chain).out


def test_every_audit_of_the_demo_is_explained_in_the_documented_shape(run: Command, chain: Path) -> None:
    for row in run("list", "--json", "--workspace", chain).json["audits"]:
        data = documented("explain", run("show", row["id"], "--explain", "--json", "--workspace", chain).json)
        assert data["explanation"]["passed"] == row["passed"]
        assert (data["way"]["state"] == "passed") is (row["passed"] is True)


def test_a_score_by_other_rules_is_shown_as_it_was_recorded(
    run: Command, chain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = run("show", FAILED, "--json", "--workspace", chain).json
    for module in ("recorded", "results", "scoring"):
        monkeypatch.setattr(f"audit_tui.rules.{module}.RULES_VERSION", "2")
    monkeypatch.setattr("audit_tui.phrases.scoring.RULES_VERSION", "2")
    assert run("show", FAILED, "--json", "--workspace", chain).json == before
    said = "The score stands as recorded under rules 1; the questions are told by rules 2."
    assert said in run("show", FAILED, "--workspace", chain).out
    data = documented("explain", run("show", FAILED, "--explain", "--json", "--workspace", chain).json)
    assert (data["rules"], data["kept"], data["way"]["state"]) == ("1", "rules", "recorded")
    assert said in run("show", FAILED, "--explain", "--workspace", chain).out


def test_a_mystery_visit_never_shows_the_auditors_name_nor_a_private_note(run: Command, chain: Path) -> None:
    shown = run("show", MYSTERY, "--workspace", chain).out
    assert "Shopper 12" in shown
    for row in run("list", "--json", "--workspace", chain).json["audits"]:
        text = run("show", row["id"], "--workspace", chain).out
        assert "For the coordinator only" not in text
        if row["kind"] == "mystery":
            assert row["auditor"].startswith("Shopper ")
            assert not any(name in text for name in ("Dana Example", "Robin Sample", "Kim Placeholder"))


def test_the_history_of_every_audit_has_the_documented_shape_and_names_nobody_it_may_not(
    run: Command, chain: Path
) -> None:
    told = 0
    for row in run("list", "--json", "--workspace", chain).json["audits"]:
        done = run("show", row["id"], "--history", "--json", "--workspace", chain)
        questions = documented("history", done.json)["questions"]
        told += sum(len(one["history"]) for one in questions)
        assert "For the coordinator only" not in done.out
        entries = [entry for one in questions for entry in one["history"]]
        assert all(e["new"]["absent"] == "withheld" for e in entries if e["private"] and e["new"])
        if row["kind"] == "mystery":
            # A site that appeals speaks without a name.
            assert {entry["who"] for entry in entries} <= {row["auditor"], "Reviewer 1", None}
            names = ("Dana Example", "Robin Sample", "Kim Placeholder", "Alex Reviewer")
            assert not any(name in done.out for name in names)
    assert told > 1_000


def test_the_history_of_one_question_is_told_by_its_name(run: Command, chain: Path) -> None:
    question = "parking.accessible_blocked"
    (one,) = run("show", FAILED, "--history", question, "--json", "--workspace", chain).json["questions"]
    assert (one["label"], one["visible"]) == (question, True)
    assert one["history"][0]["op"] == "answered"
    text = run("show", FAILED, "--history", question, "--workspace", chain).out
    assert question in text and "now: " in text and one["history"][0]["at"] in text
    assert "SCORE" not in text


def test_the_history_of_an_unknown_question_is_refused_with_the_nearest_name(
    run: Command, chain: Path
) -> None:
    done = run("show", FAILED, "--history", "parking.accessible_blokked", "--workspace", chain)
    assert done.code == 2 and "Did you mean parking.accessible_blocked" in done.err


def test_a_damaged_audit_is_listed_as_such_and_refused_with_a_sentence(run: Command, tmp_path: Path) -> None:
    folder = tmp_path / "w"
    shutil.copytree(demo().base, folder)
    victim = next((folder / "data" / "drafts").glob("*.json"))
    victim.write_bytes(victim.read_bytes()[:500])
    listed = documented("list", run("list", "--json", "--workspace", folder).json)["audits"]
    (damaged,) = [row for row in listed if row["status"] == "damaged"]
    assert damaged["fault"]
    done = run("show", damaged["id"], "--workspace", folder)
    assert done.code == 2 and done.err
    diagnosis = run("doctor", "--workspace", folder)
    assert diagnosis.code == 1
    assert victim.name in diagnosis.out


# -- report and export ------------------------------------------------------------------------------------


def test_a_report_is_written_under_its_own_name_and_its_path_printed(run: Command, chain: Path) -> None:
    done = run("report", MYSTERY, "--workspace", chain, "--json")
    path = Path(documented("report", done.json)["path"])
    assert path.parent == chain.resolve() / "exports"
    assert path.name == f"HARBOUR_2026-09-15_{done.json['id'][-8:]}_report_en.pdf"
    assert path.read_bytes().startswith(b"%PDF-")


def test_a_draft_gives_a_report_called_provisional(run: Command, chain: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    done = run("report", DRAFT, "--workspace", chain, "-o", tmp_path / "out")
    assert Path(done.out.strip()).name.endswith("_provisional_en.pdf")


def test_a_report_goes_to_the_file_that_is_named(run: Command, chain: Path, tmp_path: Path) -> None:
    assert run("report", FAILED, "--workspace", chain, "-o", tmp_path / "mine.pdf").code == 0
    assert (tmp_path / "mine.pdf").is_file()


def test_a_language_without_words_is_refused(run: Command, chain: Path) -> None:
    done = run("report", FAILED, "--workspace", chain, "--lang", "xx")
    assert done.code == 2 and "Known languages are en" in done.err


def test_a_report_of_an_unknown_audit_is_refused(run: Command, chain: Path) -> None:
    done = run("report", "AUD-1999-NOWHERE-01", "--workspace", chain)
    assert (done.code, done.out) == (2, "")


def test_all_audits_become_two_tables(run: Command, chain: Path, tmp_path: Path) -> None:
    done = run("export", "--workspace", chain, "-o", tmp_path / "out", "--json")
    assert documented("export", done.json)["audits"] == 26
    audits, answers = (Path(file) for file in done.json["files"])
    rows = list(csv.DictReader(io.StringIO(audits.read_text(encoding="utf-8"))))
    assert len(rows) == 26
    assert {row["number"] for row in rows} >= {FAILED, DRAFT}
    assert len(answers.read_text(encoding="utf-8").splitlines()) > 1500


def test_a_table_for_a_european_spreadsheet_has_semicolons_and_a_mark(
    run: Command, chain: Path, tmp_path: Path
) -> None:
    path = tmp_path / "one.csv"
    assert (
        run("export", FAILED, "--workspace", chain, "-o", path, "--delimiter", "semicolon", "--bom").code == 0
    )
    assert path.read_bytes().startswith(b"\xef\xbb\xbfaudit;number;")


def test_one_audit_as_json_goes_to_the_terminal_and_several_do_not(run: Command, chain: Path) -> None:
    done = run("export", FAILED, "--format", "json", "-o", "-", "--workspace", chain)
    assert json.loads(done.out)["number"] == FAILED
    assert run("export", "--format", "json", "-o", "-", "--workspace", chain).code == 2


def test_each_audit_becomes_a_json_file_in_a_folder(run: Command, chain: Path, tmp_path: Path) -> None:
    done = run("export", FAILED, DRAFT, "--format", "json", "-o", tmp_path / "new", "--workspace", chain)
    assert [
        json.loads(Path(line).read_text(encoding="utf-8"))["number"] for line in done.out.splitlines()
    ] == [
        FAILED,
        DRAFT,
    ]


def test_no_export_of_a_mystery_visit_carries_a_name_or_a_private_note(run: Command, chain: Path) -> None:
    for form in ("csv", "json"):
        out = run("export", MYSTERY, "--format", form, "-o", "-", "--workspace", chain).out
        assert "Dana Example" not in out
        assert "For the coordinator only" not in out


def test_exporting_nothing_says_so(run: Command, tmp_path: Path) -> None:
    assert run("export", "--workspace", tmp_path / "w").code == 2


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="permissions do not bind here")
def test_a_folder_that_cannot_be_written_is_a_sentence_and_exit_3(
    run: Command, chain: Path, tmp_path: Path
) -> None:
    (tmp_path / "out").mkdir(mode=0o500)
    assert run("report", FAILED, "--workspace", chain, "-o", tmp_path / "out").code == 3


def test_a_target_behind_a_file_is_a_sentence_and_exit_3(run: Command, chain: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    done = run("report", FAILED, "--workspace", chain, "-o", tmp_path / "file" / "report.pdf")
    assert done.code == 3 and done.err.count("\n") == 1


# -- sites, demo, doctor ----------------------------------------------------------------------------------


def test_sites_are_taken_in_and_listed(run: Command, tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("id;name;zone\nS1;One;Europe/Rome\nS2;Two;\n", encoding="utf-8")
    place = tmp_path / "w"
    taken = run("sites", "import", "s.csv", "--json", "--workspace", place)
    assert documented("sites-import", taken.json) == {"added": 2, "updated": 0}
    listed = documented("sites-list", run("sites", "list", "--json", "--workspace", place).json)["sites"]
    assert [(site["id"], site["zone"]) for site in listed] == [("S1", "Europe/Rome"), ("S2", "UTC")]
    assert "Europe/Rome" in run("--workspace", place, "sites", "list").out


def test_a_faulty_line_keeps_all_sites_out_and_is_named(run: Command, tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("id,name,zone\nS1,One,\nS2,Two,Mars/Base\n", encoding="utf-8")
    done = run("sites", "import", "s.csv", "--workspace", tmp_path / "w")
    assert done.code == 2 and "s.csv:3:" in done.err
    assert run("sites", "list", "--json", "--workspace", tmp_path / "w").json == {"sites": []}


def test_a_demo_made_before_is_found_again(run: Command, chain: Path) -> None:
    found = documented("demo", run("demo", chain, "--json").json)
    assert (found["made"], found["audits"]) == (False, 26)
    assert f'--workspace "{chain.resolve()}"' in run("demo", chain).out


def test_samples_are_written_from_the_demo(run: Command, chain: Path, tmp_path: Path) -> None:
    found = documented("demo", run("demo", chain, "--samples", tmp_path / "s", "--json").json)
    assert {Path(file).suffix for file in found["samples"]} == {".pdf", ".csv"}
    assert all(Path(file).stat().st_size > 1000 for file in found["samples"])


def test_a_workspace_of_ones_own_is_never_taken_for_the_demo(run: Command, tmp_path: Path) -> None:
    create_workspace(tmp_path / "mine")
    done = run("demo", tmp_path / "mine")
    assert done.code == 2 and "your own" in done.err


def test_opening_the_demo_needs_a_terminal(run: Command, chain: Path) -> None:
    assert run("demo", chain, "--open").code == 3


def test_the_doctor_tells_where_everything_lies(run: Command, chain: Path) -> None:
    done = run("doctor", "--workspace", chain, "--json")
    seen = documented("doctor", done.json)
    assert (done.code, seen["ok"], seen["findings"]) == (0, True, [])
    assert seen["places"]["data"] == str(chain.resolve() / "data")
    assert (seen["contents"]["finished"], seen["contents"]["sites"]) == (23, 5)
    assert "All is well." in run("doctor", "--workspace", chain).out


def test_the_doctor_warns_of_a_synced_folder_and_a_faulty_checklist(run: Command, tmp_path: Path) -> None:
    place = tmp_path / "OneDrive - Firm" / "audits"
    create_workspace(place)
    (place / "checklists").mkdir()
    (place / "checklists" / "own.yaml").write_text("format: audit-checklist/1\nid: [", encoding="utf-8")
    done = run("doctor", "--workspace", place, "--json")
    assert done.code == 1
    assert {finding["code"] for finding in documented("doctor", done.json)["findings"]} == {
        "place.synced",
        "checklist.faulty",
    }


def test_a_synced_folder_is_known_by_its_path_or_by_the_environment(tmp_path: Path) -> None:
    assert synced_by(Path("/data/Dropbox/x"), {}) == "Dropbox"
    assert synced_by(Path("/Library/Mobile Documents/com~apple~CloudDocs/x"), {}) == "iCloud"
    assert synced_by(tmp_path / "firm" / "x", {"OneDriveCommercial": str(tmp_path / "firm")}) == "OneDrive"
    assert synced_by(Path("/data/audits"), {}) is None


def test_faulty_settings_are_named_with_their_line(run: Command, tmp_path: Path) -> None:
    (tmp_path / "audit-workspace.toml").write_text(
        'organisation = "A"\naccnt = "#000000"\n', encoding="utf-8"
    )
    done = run("list", "--workspace", tmp_path)
    assert done.code == 2
    assert "audit-workspace.toml:2:" in done.err and "accent" in done.err


def test_a_folder_that_is_no_workspace_is_refused(run: Command, tmp_path: Path) -> None:
    (tmp_path / "stuff").mkdir()
    (tmp_path / "stuff" / "letter.txt").write_text("x", encoding="utf-8")
    done = run("list", "--workspace", tmp_path / "stuff")
    assert done.code == 2 and "no workspace" in done.err


# -- the words of the language --------------------------------------------------------------------------------

_ENGLISH = re.compile(
    r"\b(mystery|major|minor|not applicable|not observed|Tangible|Interaction|Expected|positives|in_person|email"
    r"|wish|complaint|charter|custom|vendor|private|public|monopoly|last backup|encrypted|SCORE|Language:)\b"
)
"""Words of the program; what people wrote, ids and names stand in any language."""


@pytest.mark.parametrize(
    "command",
    [
        ("list",),
        ("show", FAILED),
        ("show", FAILED, "--experience"),
        ("surveys", "list"),
        ("feedback", "list"),
        ("sites", "list"),
        ("standards", "list"),
        ("doctor",),
    ],
    ids=" ".join,
)
def test_what_is_listed_has_the_words_of_the_language(
    run: Command, chain: Path, command: tuple[str, ...]
) -> None:
    spoken = language()
    try:
        done = run("--lang", "ru", *command, "--workspace", chain)
    finally:
        use(spoken)
    assert re.search("[а-я]{4}", done.out)
    assert _ENGLISH.findall(done.out) == []


def test_what_a_program_reads_is_the_same_in_every_language(run: Command, chain: Path) -> None:
    english = run("doctor", "--json", "--workspace", chain).json["places"]["named_by"]
    spoken = language()
    try:
        assert (
            run("--lang", "ru", "doctor", "--json", "--workspace", chain).json["places"]["named_by"]
            == english
        )
    finally:
        use(spoken)
