"""`standards`, overrides in `check`, and audits that are begun under them, from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from audit_tui.store.workspace import create_workspace
from tests.cli.conftest import Command, documented

OWN = """\
format: audit-standard-overrides/1
source: Own charter 2026
standards:
  phone/PH-01: {parameters: {rings: 4}}
  delivery/DL-09: {applies: false}
"""
SITE = """\
format: audit-standard-overrides/1
source: House rules of Rome
standards:
  phone/PH-01: {parameters: {rings: 2}}
  parking/PK-06: {tables: {bays: {IT: {rows: [{per: 25}]}}}}
"""
ANSWERS = """\
visit: {kind: open, from: "2026-11-18T10:30"}
answers:
  parking.own_parking: yes
  parking.bays: 87
  parking.bays_accessible: 3
"""


@pytest.fixture
def shop(tmp_path: Path, run: Command) -> Path:
    """A workspace with two sites, overrides of its own, and overrides of one of the sites."""
    folder = create_workspace(tmp_path / "shop").base
    (tmp_path / "sites.csv").write_text("id,name,jurisdiction\nROMA,Rome,it\nOSLO,Oslo,\n", encoding="utf-8")
    assert run("sites", "import", "sites.csv", "--workspace", folder).code == 0
    (folder / "standards" / "sites").mkdir(parents=True)
    (folder / "standards" / "organisation.yaml").write_text(OWN, encoding="utf-8")
    (folder / "standards" / "sites" / "ROMA.yaml").write_text(SITE, encoding="utf-8")
    return folder


def shown(run: Command, shop: Path, id_: str, *more: str) -> Any:
    done = run("standards", "show", id_, "--json", "--workspace", shop, *more)
    (one,) = documented("standards", done.json)["standards"]
    return one


def test_every_standard_is_listed_in_the_documented_shape(run: Command, shop: Path) -> None:
    done = run("standards", "list", "--json", "--workspace", shop)
    found = documented("standards", done.json)
    assert done.code == 0 and found["site"] is None
    assert len(found["standards"]) > 60
    assert all(one["questions"] for one in found["standards"])
    few = run("standards", "list", "--checklist", "phone", "--json", "--workspace", shop).json["standards"]
    assert {one["id"].partition("/")[0] for one in few} == {"phone"}


def test_the_figures_of_a_site_beat_those_of_the_organisation_and_say_so(run: Command, shop: Path) -> None:
    ours = shown(run, shop, "phone/PH-01")
    (rings, _half) = ours["parameters"]
    assert (rings["value"], rings["was"], ours["source"]) == (4, 3, "Own charter 2026")
    rome = shown(run, shop, "PH-01", "--site", "roma")
    assert (rome["parameters"][0]["value"], rome["parameters"][0]["was"]) == (2, 3)
    assert [one["level"] for one in rome["replaced"]] == ["organisation", "site"]
    assert [one["parameters"] for one in rome["replaced"]] == [{"rings": 3}, {"rings": 4}]
    assert rome["text"] == "A call is picked up within 2 rings."
    assert shown(run, shop, "PH-01", "--site", "OSLO")["parameters"][0]["value"] == 4
    text = run("standards", "show", "PH-01", "--site", "ROMA", "--workspace", shop).out
    assert "organisation: Own charter 2026, replaces 3 rings" in text
    assert "site: House rules of Rome, replaces 4 rings" in text
    assert "phone.more[].more_rings" in text


def test_the_list_says_whose_figure_it_is_and_what_does_not_apply(run: Command, shop: Path) -> None:
    out = run("standards", "list", "--site", "ROMA", "--workspace", shop).out
    assert "As they hold at Rome (ROMA, law of IT)." in out
    lines = {line.split()[0]: line for line in out.splitlines() if line}
    assert " site " in lines["phone/PH-01"] and " custom " in lines["phone/PH-04"]
    assert " organisation: does not apply " in lines["delivery/DL-09"]
    assert "2 questions" in lines["phone/PH-01"]
    shown_ = run("standards", "show", "DL-09", "--workspace", shop).out
    assert "DOES NOT APPLY" in shown_ and "decides whether it applies" in shown_


def test_a_table_is_told_in_words_with_its_law(run: Command, shop: Path) -> None:
    out = run("standards", "show", "PK-06", "--site", "ROMA", "--workspace", shop).out
    assert "1 per 25 or fraction (House rules of Rome)" in out
    assert "replaces IT 1 per 50 or fraction (DM 236/89)" in out
    assert "up to 5: 0 · up to 15: 1 · up to 40: 2 · up to 100: 3 · above: 4 %, rounded up" in out
    assert "above: 20 + 1 per 100 or fraction above 1000 (ADA Standards 208.2)" in out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("show", "PH-001"), "Did you mean"),
        (("show", "nonsense"), "See audit-tui standards list."),
        (("list", "--checklist", "phne"), "Did you mean phone?"),
        (("list", "--site", "ROME"), "ROMA"),
        ((), "standards"),
    ],
)
def test_what_does_not_exist_is_refused_with_the_nearest_name(
    run: Command, shop: Path, words: tuple[str, ...], message: str
) -> None:
    done = run("standards", *words, "--workspace", shop) if words else run("standards")
    assert done.code == 2 and message in done.err and done.err.count("\n") == 1


def test_a_faulty_override_is_named_with_its_place_and_nothing_is_guessed(run: Command, shop: Path) -> None:
    path = shop / "standards" / "organisation.yaml"
    path.write_text(OWN.replace("rings: 4", "rigns: 4"), encoding="utf-8")
    done = run("standards", "list", "--workspace", shop)
    assert done.code == 1
    assert "organisation.yaml:4:" in done.err and "did you mean 'rings'?" in done.err
    assert "phone/PH-01" not in done.out and "reception/RC-01" in done.out
    path.write_text("format: audit-standard-overrides/1\nstandards: [", encoding="utf-8")
    assert run("standards", "list", "--workspace", shop).code == 2


# -- check ------------------------------------------------------------------------------------------------


def test_sound_overrides_pass_the_check(run: Command, shop: Path) -> None:
    found = documented("check", run("check", shop / "standards", "--json").json)
    assert found["faults"] == []
    assert {file["id"] for file in found["files"]} == {"overrides"}


def test_faults_of_overrides_are_named_and_a_file_that_nobody_reads_is_a_warning(
    run: Command, shop: Path
) -> None:
    (shop / "standards" / "sites" / "ROME.yaml").write_text(
        SITE.replace("phone/PH-01", "phone/PH-99").replace("rings: 2", "rings: 0"), encoding="utf-8"
    )
    done = run("check", shop / "standards")
    assert done.code == 1
    assert "ROME.yaml: warning: no site has the id 'ROME'" in done.out and "Did you mean ROMA?" in done.out
    assert "ROME.yaml:4:3: error: the checklist 'phone' has no standard 'PH-99'" in done.out


def test_overrides_of_own_checklists_are_checked_against_them(run: Command, shop: Path) -> None:
    (shop / "checklists").mkdir()
    (shop / "checklists" / "own.yaml").write_text(
        "format: audit-checklist/1\nid: own\nversion: '1'\ntitle: Own\n"
        "standards: {OW-1: {text: 'At most ${n}.', parameters: {n: 3}}}\n"
        "sections: [{id: s, title: S, questions: [{id: q, type: count, text: Q, standard: OW-1, points: 1,\n"
        '  meets: ". <= ${OW-1.n}"}]}]\n',
        encoding="utf-8",
    )
    path = shop / "standards" / "organisation.yaml"
    path.write_text(OWN + "  own/OW-1: {parameters: {n: 5}}\n", encoding="utf-8")
    assert run("check", path).code == 0
    assert "At most 5." in run("standards", "show", "own/OW-1", "--workspace", shop).out


def test_a_file_that_cannot_be_used_is_named(run: Command, tmp_path: Path) -> None:
    (tmp_path / "o.yaml").write_text("format: audit-standard-overrides/1\nstandarts: {}\n", encoding="utf-8")
    found = run("check", "o.yaml", "--json").json
    assert found["files"][0]["id"] is None and "standards" in found["faults"][0]["message"]


@pytest.mark.parametrize("kind", ["checklist", "standards", "overrides"])
def test_each_kind_of_file_has_a_schema(run: Command, kind: str) -> None:
    assert run("check", "--schema", kind).json["$schema"].endswith("2020-12/schema")


def test_the_schema_alone_is_that_of_checklists_and_another_kind_is_refused(run: Command) -> None:
    assert run("check", "--schema").json["title"] == "audit-checklist/1"
    assert run("check", "--schema", "standard").code == 2


# -- audits -----------------------------------------------------------------------------------------------


def begun(run: Command, shop: Path, tmp_path: Path, site: str, text: str = ANSWERS) -> Any:
    (tmp_path / "answers.yaml").write_text(text, encoding="utf-8")
    done = run(
        "fill", "--checklist", "phone", "parking", "--site", site, "--auditor", "Dana Example",
        "--answers", "answers.yaml", "--json", "--workspace", shop,
    )  # fmt: skip
    assert done.code == 0, done.err
    return done.json["id"]


def bays_met(run: Command, shop: Path, audit: str) -> str:
    score = documented("show", run("show", audit, "--json", "--workspace", shop).json)
    return next(one["status"] for one in score["score"]["standards"] if one["id"] == "parking/PK-06")


def test_87_bays_ask_for_4_at_a_site_that_asks_twice_the_law_and_show_tells_why(
    run: Command, shop: Path, tmp_path: Path
) -> None:
    audit = begun(run, shop, tmp_path, "ROMA")
    assert bays_met(run, shop, audit) == "not_met"
    replaced = run("show", audit, "--json", "--workspace", shop).json["replaced"]
    assert [(one["standard"], one["level"]) for one in replaced] == [
        ("phone/PH-01", "organisation"),
        ("phone/PH-01", "site"),
        ("parking/PK-06", "site"),
    ]
    out = run("show", audit, "--workspace", shop).out
    assert "STANDARDS OF ITS OWN (2)" in out
    assert "site: House rules of Rome, replaces IT 1 per 50 or fraction (DM 236/89)" in out


def test_87_bays_ask_for_2_under_italian_law(run: Command, shop: Path, tmp_path: Path) -> None:
    (shop / "standards" / "sites" / "ROMA.yaml").unlink()
    assert bays_met(run, shop, begun(run, shop, tmp_path, "ROMA")) == "met"


def test_a_site_that_does_not_say_is_asked_whose_law_holds(run: Command, shop: Path, tmp_path: Path) -> None:
    more = ANSWERS.replace("parking.bays: 87", "parking.rule: us\n  parking.bays: 87")
    assert bays_met(run, shop, begun(run, shop, tmp_path, "OSLO", more)) == "not_met"
    (tmp_path / "answers.yaml").write_text(more, encoding="utf-8")
    done = run(
        "fill", "--checklist", "parking", "--site", "ROMA", "--auditor", "Dana Example",
        "--answers", "answers.yaml", "--workspace", shop,
    )  # fmt: skip
    assert done.code == 2 and "parking.rule is not asked" in done.err


def test_an_audit_keeps_the_figures_it_was_begun_with(run: Command, shop: Path, tmp_path: Path) -> None:
    audit = begun(run, shop, tmp_path, "ROMA")
    (shop / "standards" / "sites" / "ROMA.yaml").unlink()
    assert bays_met(run, shop, audit) == "not_met"
    path = next((shop / "data" / "drafts").glob("*.json"))
    body = json.loads(path.read_text(encoding="utf-8"))["audit"]["1"]["checklists"][0]["body"]
    assert body["standards"]["PH-01"]["parameters"]["rings"]["value"] == "2"
    assert "${PH-01" not in json.dumps(body)
    assert run("verify", path).code == 0


def test_a_faulty_override_makes_no_audit(run: Command, shop: Path, tmp_path: Path) -> None:
    (shop / "standards" / "organisation.yaml").write_text(OWN.replace("4}", "44}"), encoding="utf-8")
    (tmp_path / "answers.yaml").write_text(ANSWERS, encoding="utf-8")
    done = run(
        "fill", "--checklist", "phone", "--site", "ROMA", "--auditor", "Dana Example",
        "--answers", "answers.yaml", "--workspace", shop,
    )  # fmt: skip
    assert done.code == 2 and "organisation.yaml:4:" in done.err and "44 is more than 20" in done.err
    assert not list((shop / "data").rglob("drafts/*.json"))


def test_a_country_of_another_form_is_refused_with_its_line(run: Command, tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("id,name,jurisdiction\nA,One,ITA\n", encoding="utf-8")
    done = run("sites", "import", "s.csv", "--workspace", tmp_path / "w")
    assert done.code == 2 and "s.csv:2:3" in done.err and "two capital letters" in done.err


def test_the_doctor_names_a_file_of_overrides_that_cannot_be_read(run: Command, shop: Path) -> None:
    assert run("doctor", "--workspace", shop).code == 0
    (shop / "standards" / "organisation.yaml").write_text(
        "format: audit-standard-overrides/1\na: 1\n", encoding="utf-8"
    )
    (shop / "standards" / "sites" / "OSLO.yaml").write_text("", encoding="utf-8")
    done = run("doctor", "--workspace", shop, "--json")
    found = documented("doctor", done.json)["findings"]
    assert done.code == 1 and [one["code"] for one in found] == ["standards.faulty", "standards.faulty"]
    assert "organisation.yaml:2:1" in found[0]["message"] and "empty" in found[1]["message"]
