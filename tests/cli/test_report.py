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
