"""`review`: a second person returns and verifies, the site appeals, the auditor corrects; told by every command."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.checklists import PHONE
from tests.cli.conftest import Command, Done, documented

AUDITOR, REVIEWER = "Dana Example", "Eva Example"
ANSWERS = """\
visit: {kind: open, from: "2026-11-18T10:30"}
answers: {phone.rings: 6, phone.wait_s: 15, phone.held: no, phone.solved: yes}
"""


@pytest.fixture
def shop(run: Command, tmp_path: Path) -> Path:
    """A workspace with one finished audit."""
    (tmp_path / "phone.yaml").write_text(PHONE, encoding="utf-8")
    (tmp_path / "answers.yaml").write_text(ANSWERS, encoding="utf-8")
    shop = tmp_path / "shop"
    done = run(
        *("fill", "--checklist", tmp_path / "phone.yaml", "--site", "ROMA", "--create-site"),
        *("--auditor", AUDITOR, "--answers", tmp_path / "answers.yaml", "--finish", "--workspace", shop),
    )
    assert done.code == 0, done.err
    return shop


@pytest.fixture
def review(run: Command, shop: Path) -> Command:
    def command(*words: object) -> Done:
        doing, *rest = words
        return run("review", doing, "ROMA-01", *rest, "--workspace", shop)

    return command


def told(done: Done) -> Any:
    assert done.code == 0, done.err
    return documented("review", done.json)


def corrections(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "corrections.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def give_back(review: Command) -> Done:
    return review(
        *("return", "--by", REVIEWER, "--why", "Listen again."),
        *("--question", "phone.rings=The recording has three."),
    )


def test_a_finished_audit_has_one_edition_and_nothing_followed(review: Command) -> None:
    document = told(review("show", "--json"))
    assert (document["review"], document["appeal"], document["followed"]) == (None, None, [])
    assert [one["edition"] for one in document["editions"]] == [1]
    assert "Nobody has looked at it" in review("show").out


def test_returned_corrected_and_verified_both_results_are_told(
    run: Command, review: Command, shop: Path, tmp_path: Path
) -> None:
    done = give_back(review)
    assert "Returned by Eva Example: Listen again." in done.out
    assert "phone.rings: The recording has three." in done.out
    file = corrections(tmp_path, "answers: {phone.rings: 3}\n")
    assert (
        "Edition 1: 84.0\xa0%, not passed; edition 2: 100.0\xa0%, passed."
        in review("correct", "--answers", file, "--why", "Listened again.").out
    )
    document = told(review("verify", "--by", REVIEWER, "--why", "Heard it too.", "--json"))
    assert (document["review"], document["status"], document["remarks"]) == ("verified", "finished", {})
    assert [(one["percent"], one["passed"]) for one in document["editions"]] == [
        ("84", False),
        ("100", True),
    ]
    assert [each["op"] for each in document["followed"]] == ["returned", "reopened", "amended", "verified"]
    assert "Verified by Eva Example: Heard it too." in review("show").out
    shown = documented("show", run("show", "ROMA-01", "--json", "--workspace", shop).json)
    assert (shown["review"], shown["edition"], shown["score"]["percent"]) == ("verified", 2, 100)
    (listed,) = documented("list", run("list", "--json", "--workspace", shop).json)["audits"]
    assert (listed["review"], listed["edition"], listed["percent"]) == ("verified", 2, 100)
    assert "Review: A second person has verified it." in run("show", "ROMA-01", "--workspace", shop).out
    (file_,) = (shop / "data" / "finished").rglob("*.json")
    assert run("verify", file_).code == 0


def test_lists_find_what_was_returned_and_what_is_appealed(run: Command, review: Command, shop: Path) -> None:
    def found(review: str) -> str:
        return run("list", "--review", review, "--workspace", shop).out

    assert "There are no such audits" in found("returned")
    give_back(review)
    assert "ROMA-01  returned" in found("returned")
    assert "There are no such audits" in found("appealed")
    assert review("verify", "--by", REVIEWER).code == 0
    assert review("appeal", "--role", "Store manager", "--why", "It was three.").code == 0
    assert "ROMA-01  appeal open" in found("appealed")


def test_an_appeal_is_recorded_with_role_and_day_and_decided_once(review: Command) -> None:
    document = told(
        review(
            *("appeal", "--role", "Store manager", "--received", "2026-11-20", "--why", "It was three."),
            *("--question", "phone.rings=See the recording.", "--json"),
        )
    )
    (appeal,) = document["followed"]
    assert (appeal["by"], appeal["received"]) == ("Store manager", "2026-11-20")
    assert appeal["questions"] == {"phone/rings": "See the recording."}
    assert told(review("reject", "--by", REVIEWER, "--why", "Six were counted.", "--json"))["appeal"] == (
        "rejected"
    )
    again = review("uphold", "--by", REVIEWER, "--why", "No.")
    assert (again.code, "no appeal is open" in again.err) == (1, True)


def test_an_appeal_that_is_upheld_is_corrected_by_whoever_is_named(review: Command, tmp_path: Path) -> None:
    assert review("appeal", "--role", "Store manager", "--why", "It was three.").code == 0
    assert told(review("uphold", "--by", REVIEWER, "--why", "Heard it.", "--json"))["review"] == "returned"
    file = corrections(tmp_path, "answers: {phone.rings: 3}\n")
    assert review("correct", "--answers", file, "--by", REVIEWER, "--why", "As recorded.").code == 0
    refused = review("verify", "--by", REVIEWER)
    assert (refused.code, "Nobody judges their own audit" in refused.err) == (1, True)
    assert review("verify", "--by", "Third Example").code == 0


def test_an_audit_can_be_handed_in_again_as_it_was_with_a_word(review: Command) -> None:
    give_back(review)
    document = told(review("correct", "--why", "It were six, I counted.", "--json"))
    assert (document["review"], [one["percent"] for one in document["editions"]]) == (
        "resubmitted",
        ["84", "84"],
    )


def test_the_auditor_cannot_judge_the_own_audit(review: Command) -> None:
    done = review("return", "--by", AUDITOR, "--why", "Hm.")
    assert (done.code, "Nobody judges their own audit" in done.err) == (1, True)


def test_corrections_with_a_fault_open_nothing(review: Command, tmp_path: Path) -> None:
    give_back(review)
    done = review("correct", "--answers", corrections(tmp_path, "answers: {phone.rings: x}\n"), "--why", "W.")
    assert (done.code, "corrections.yaml:1:" in done.err) == (2, True)
    visit = corrections(tmp_path, "visit: {kind: open}\nanswers: {phone.rings: 3}\n")
    done = review("correct", "--answers", visit, "--why", "W.")
    assert (done.code, "the visit stays as it was" in done.err) == (2, True)
    assert told(review("show", "--json"))["status"] == "finished"


def test_a_correction_that_opens_a_required_question_is_kept_and_not_handed_in(
    run: Command, review: Command, shop: Path, tmp_path: Path
) -> None:
    give_back(review)
    file = corrections(tmp_path, "answers: {phone.held: yes, phone.rings: 3}\n")
    done = review("correct", "--answers", file, "--why", "It was on hold.")
    assert (done.code, "Not handed in:" in done.err) == (1, True)
    document = told(review("show", "--json"))
    assert (document["status"], document["review"]) == ("draft", "reopened")
    shown = run("show", "ROMA-01", "--json", "--workspace", shop).json
    assert shown["score"]["percent"] != 84, "what is said now counts, not what was recorded before"
    rest = corrections(tmp_path, "answers: {phone.hold_s: 30}\n")
    done = review("correct", "--answers", rest, "--why", "Timed it.", "--json")
    assert told(done)["review"] == "resubmitted", "the correction that was kept goes on"


@pytest.mark.parametrize("written", ["phone.rings", "=What?", "phone.rings= "])
def test_a_remark_is_written_as_question_and_text(review: Command, written: str) -> None:
    done = review("return", "--by", REVIEWER, "--why", "Hm.", "--question", written)
    assert (done.code, "QUESTION=TEXT" in done.err) == (2, True)


def test_what_was_not_returned_cannot_be_corrected(review: Command) -> None:
    done = review("correct", "--why", "I thought again.")
    assert (done.code, "it was not returned" in done.err) == (1, True)


def test_on_a_mystery_visit_no_reviewer_is_named(run: Command, tmp_path: Path, shop: Path) -> None:
    answers = corrections(tmp_path, ANSWERS.replace("kind: open", "kind: mystery"))
    phone = tmp_path / "phone.yaml"
    run(
        *("fill", "--checklist", phone, "--site", "ROMA", "--auditor", AUDITOR, "--answers", answers),
        *("--finish", "--workspace", shop),
    )
    done = run("review", "verify", "ROMA-02", "--by", REVIEWER, "--workspace", shop)
    assert "Verified by a second person" in done.out and REVIEWER not in done.out
