"""`report` in its variants: which file each writes, and what the JSON says of it."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.cli.conftest import Command, documented
from tests.demo.once import demo

FAILED, DRAFT = "AUD-2025-HARBOUR-01", "AUD-2026-HARBOUR-04"
UNTOUCHED = "AUD-2025-LAKESIDE-01"
"""Finished, and nothing followed."""


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the demo that may be written into."""
    folder = tmp_path_factory.mktemp("chain") / "demo"
    shutil.copytree(demo().base, folder)
    yield folder


def pages(path: Path) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(path.read_bytes())).pages]


@pytest.mark.parametrize(
    ("given", "variant", "attachment", "name"),
    [
        ((), "full", True, "report"),
        (("--variant", "summary"), "summary", True, "summary"),
        (("--variant", "actions", "--no-attachment"), "actions", False, "actions-unattached"),
        (("--no-attachment",), "full", False, "report-unattached"),
    ],
)
def test_each_variant_has_its_own_file_and_the_json_says_which(
    given: tuple[str, ...], variant: str, attachment: bool, name: str, run: Command, chain: Path
) -> None:
    made = documented("report", run("report", FAILED, *given, "--json", "--workspace", chain).json)
    path = Path(made["path"])
    assert (made["variant"], made["attachment"]) == (variant, attachment)
    assert path.name.endswith(f"_{name}_en.pdf")
    assert bool(PdfReader(io.BytesIO(path.read_bytes())).attachments) == attachment


def test_the_summary_of_a_demo_audit_is_two_pages_and_verifies(run: Command, chain: Path) -> None:
    path = Path(run("report", FAILED, "--variant", "summary", "--workspace", chain).out.strip())
    first, second = pages(path)
    assert "Compliance summary" in first and "Findings and actions" in second
    assert run("verify", path, "--workspace", chain).code == 0


def test_the_action_sheet_of_a_draft_is_called_provisional(run: Command, chain: Path) -> None:
    path = Path(run("report", DRAFT, "--variant", "actions", "--workspace", chain).out.strip())
    assert path.name.endswith("_provisional-actions_en.pdf")
    assert "Action sheet" in pages(path)[0]


@pytest.mark.parametrize("given", [("--variant", "summary"), ("--no-attachment",)])
def test_a_network_report_has_one_form(given: tuple[str, ...], run: Command, chain: Path) -> None:
    done = run("report", "--network", *given, "--workspace", chain)
    assert done.code == 2 and "one form" in done.err


def test_blank_forms_are_written_for_a_site_or_for_any(run: Command, chain: Path) -> None:
    day = ("--as-of", "2026-11-26")
    made = run(
        "report", "--blank", "phone", "parking", *day, "--site", "harbour", "--json", "--workspace", chain
    )
    form = documented("report-blank", made.json)
    assert [one["id"] for one in form["checklists"]] == ["phone", "parking"] and form["site"] == "HARBOUR"
    path = Path(form["path"])
    assert path.name == "blank_phone-parking_HARBOUR_A4_en.pdf"
    words = " ".join(pages(path))
    assert "Aurora Harbour" in words and "Telephone" in words and "Parking and access" in words
    content = path.read_bytes()
    run("report", "--blank", "phone", "parking", *day, "--site", "HARBOUR", "--workspace", chain)
    assert path.read_bytes() == content
    pocket = Path(run("report", "--blank", "phone", *day, "--paper", "A5", "--workspace", chain).out.strip())
    assert pocket.name == "blank_phone_A5_en.pdf"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("--blank", "phone", "--variant", "full"), "--variant: this does not go with --blank"),
        (("--blank", "telephone"), "there is no checklist"),
        (("--blank", "phone", "--site", "NOWHERE"), "There is no site"),
        ((FAILED, "--paper", "A5"), "Only blank forms fit on A5"),
    ],
)
def test_what_makes_no_form_is_refused_with_a_word(
    given: tuple[str, ...], words: str, run: Command, chain: Path
) -> None:
    done = run("report", *given, "--workspace", chain)
    assert done.code == 2 and words in done.err


def test_a_report_is_preliminary_as_long_as_the_workspace_lets_the_site_appeal(
    run: Command, chain: Path, tmp_path: Path
) -> None:
    own = tmp_path / "own"
    shutil.copytree(chain, own)
    file = own / "audit-workspace.toml"
    text = file.read_text(encoding="utf-8")
    text = text.replace("appeal_days = 0", "appeal_days = 14").replace(
        'accent = "#14365C"', 'accent = "#FFEE00"'
    )
    file.write_text(text, encoding="utf-8")
    out = tmp_path / "r.pdf"
    done = run("report", UNTOUCHED, "--as-of", "2025-11-26", "-o", out, "--workspace", own)
    assert "#FFEE00 is too light on white" in done.err and "darker" in done.err
    assert all("Preliminary: the site may appeal" in page for page in pages(out))
    first = out.read_bytes()
    run("report", UNTOUCHED, "--as-of", "2025-11-26", "-o", out, "--workspace", own)
    assert out.read_bytes() == first
    assert run("verify", out, "--workspace", own).code == 0
    run("report", UNTOUCHED, "--as-of", "2026-11-26", "-o", out, "--workspace", own)
    assert not any("Preliminary" in page for page in pages(out))
    assert run("verify", out, "--workspace", own).code == 0
