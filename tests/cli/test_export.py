"""`export`: which audits it takes, the tables, the workbook and the documented JSON."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from audit_tui.cli.export import TABLES
from audit_tui.reports.sheets import SHEETS
from tests.cli.conftest import Command, documented
from tests.demo.once import demo

FAILED, DRAFT = "AUD-2025-HARBOUR-01", "AUD-2026-HARBOUR-04"


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the demo that may be written into."""
    folder = tmp_path_factory.mktemp("chain") / "demo"
    shutil.copytree(demo().base, folder)
    yield folder


def table(out: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(out, newline="")))


def numbers(run: Command, chain: Path, *words: object) -> set[str]:
    done = run("export", "--tables", "audits", "-o", "-", "--workspace", chain, *words)
    assert done.code == 0, done.err
    return {row["number"] for row in table(done.out)}


def test_audits_are_chosen_by_status_site_region_checklist_and_days(run: Command, chain: Path) -> None:
    every = run("list", "--json", "--workspace", chain).json["audits"]

    def expected(fits: Any) -> set[str]:
        found = {row["number"] for row in every if fits(row)}
        assert 0 < len(found) < len(every)
        return found

    assert numbers(run, chain) == {row["number"] for row in every}
    assert numbers(run, chain, "--status", "draft") == expected(lambda row: row["status"] == "draft")
    assert numbers(run, chain, "--site", "harbour", "MEADOW") == expected(
        lambda row: row["site"] in ("HARBOUR", "MEADOW")
    )
    assert numbers(run, chain, "--checklist", "Delivery") == expected(
        lambda row: "delivery" in row["checklists"]
    )
    days = ("2026-01-01", "2026-03-31")
    assert numbers(run, chain, "--from", days[0], "--to", days[1]) == expected(
        lambda row: days[0] <= (row["visit_date"] or "") <= days[1]
    )
    south = numbers(run, chain, "--region", "SOUTH")
    assert FAILED in south and all("HARBOUR" in one or "TERMINAL" in one for one in south)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--site", "HARBOR"), "Did you mean HARBOUR?"),
        (("--checklist", "phones"), "Did you mean phone?"),
        (("--region", "Nowhere"), "No audit fits"),
        (("--from", "2027-01-01"), "No audit fits"),
        (("--from", "2026-02-01", "--to", "2026-01-01"), "before it begins"),
        (("--from", "1.1.2026"), "is no day"),
        (("--format", "xlsx", "-o", "-"), "cannot be shown on a terminal"),
        (("--format", "json", "--tables", "audits"), "--tables goes with CSV"),
        (("--tables", "audits", "sites", "-o", "-"), "Several tables do not go into one file"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_word(
    run: Command, chain: Path, words: tuple[str, ...], said: str
) -> None:
    done = run("export", *words, "--workspace", chain)
    assert (done.code, done.out) == (2, "") and said in done.err


def test_all_seven_tables_are_tidy_and_hang_together(run: Command, chain: Path, tmp_path: Path) -> None:
    done = run("export", "--tables", "all", "-o", tmp_path / "out", "--json", "--workspace", chain)
    files = [Path(name) for name in documented("export", done.json)["files"]]
    assert [path.stem for path in files] == list(TABLES) == list(SHEETS)
    found = {path.stem: table(path.read_bytes().decode()) for path in files}
    audits = {row["audit"] for row in found["audits"]}
    for name, rows in found.items():
        assert rows, name
        assert tuple(rows[0]) == SHEETS[name].columns
        assert {row["audit"] for row in rows if row.get("audit")} <= audits
    findings = {(row["audit"], row["finding"]) for row in found["findings"]}
    for name in ("answers", "standards", "actions"):
        assert {(row["audit"], row["finding"]) for row in found[name] if row["finding"]} <= findings
    severities = [row["severity"] for row in found["findings"] if row["number"] == FAILED]
    (audit,) = (row for row in found["audits"] if row["number"] == FAILED)
    assert [severities.count(one) for one in ("critical", "major", "minor")] == [
        int(audit[one]) for one in ("critical", "major", "minor")
    ]
    met = [row for row in found["standards"] if row["number"] == FAILED and row["status"] == "met"]
    assert len(met) >= int(audit["standards_met"]) > 0
    listed = run("actions", "list", "--json", "--workspace", chain).json["actions"]
    assert {(row["action"], row["status"]) for row in found["actions"]} >= {
        (one["id"], one["status"]) for one in listed
    }
    assert {row["site"] for row in found["sites"]} >= {row["site"] for row in found["audits"]}


def test_numbers_take_a_decimal_comma_where_it_is_asked_for_and_nothing_else_does(
    run: Command, chain: Path, tmp_path: Path
) -> None:
    asked = ("export", "--tables", "all", "--delimiter", "semicolon", "--workspace", chain)
    assert run(*asked, "-o", tmp_path / "point").code == 0
    assert run(*asked, "--decimal", "comma", "-o", tmp_path / "comma").code == 0
    changed = 0
    for path in sorted((tmp_path / "point").glob("*.csv")):
        with (
            path.open(encoding="utf-8", newline="") as one,
            (tmp_path / "comma" / path.name).open(encoding="utf-8", newline="") as other,
        ):
            for row, same in zip(
                csv.DictReader(one, delimiter=";"), csv.DictReader(other, delimiter=";"), strict=True
            ):
                for column, value in row.items():
                    if value == same[column]:
                        continue
                    changed += 1
                    assert column in {"value", "percent", "raw_percent", "points", "max"}
                    assert float(value) == float(same[column].replace(",", "."))
    assert changed > 20


def test_no_table_names_who_is_not_to_be_named(run: Command, chain: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    every = run("list", "--json", "--workspace", chain).json["audits"]
    mystery = [row["number"] for row in every if row["kind"] == "mystery"]
    run("export", *mystery, "--tables", "all", "-o", out, "--workspace", chain)
    run("export", *mystery, "--format", "xlsx", "-o", out, "--workspace", chain)
    run("export", *mystery, "--format", "json", "-o", out / "json", "--workspace", chain)
    book = load_workbook(out / "audits.xlsx")
    texts = [path.read_text(encoding="utf-8") for path in out.rglob("*") if path.suffix in (".csv", ".json")]
    texts += [str(cell) for page in book for row in page.iter_rows(values_only=True) for cell in row]
    assert len(texts) > len(mystery) > 5
    everything = "\n".join(texts)
    for name in ("Dana", "Robin", "Kim", "For the coordinator only"):
        assert name not in everything
    assert "Shopper 12" in everything
    rows = table((out / "actions.csv").read_bytes().decode())
    assert rows and {row["owner"] for row in rows} == {""}


def test_a_workbook_goes_to_the_folder_or_file_that_is_named(
    run: Command, chain: Path, tmp_path: Path
) -> None:
    done = run("export", FAILED, "--format", "xlsx", "--workspace", chain, "--json")
    assert [Path(one).name for one in documented("export", done.json)["files"]] == ["audits.xlsx"]
    run("export", FAILED, "--format", "xlsx", "-o", tmp_path / "mine.xlsx", "--workspace", chain)
    assert load_workbook(tmp_path / "mine.xlsx")["audits"].max_row == 2


def test_every_audit_as_json_has_the_documented_shape(run: Command, chain: Path, tmp_path: Path) -> None:
    done = run("export", "--format", "json", "-o", tmp_path / "out", "--workspace", chain)
    documents = [json.loads(Path(line).read_text(encoding="utf-8")) for line in done.out.splitlines()]
    assert len(documents) == 26
    for document in documents:
        documented("audit-export", document)
    (failed,) = (one for one in documents if one["number"] == FAILED)
    assert failed["findings"][0]["severity"] == "critical" and failed["actions"]


def test_field_notes_come_with_their_sites_or_with_the_audits_that_are_named(
    run: Command, chain: Path
) -> None:
    def notes(*words: object) -> list[dict[str, str]]:
        return table(run("export", *words, "--tables", "feedback", "-o", "-", "--workspace", chain).out)

    kept = run("feedback", "list", "--json", "--workspace", chain).json["feedback"]
    assert len(notes()) == len(kept) > 0
    assert {row["site"] for row in notes("--site", "HARBOUR")} == {"HARBOUR"}
    named = notes("--status", "draft")
    assert len(named) < len(kept) and all(row["audit"] for row in named)
