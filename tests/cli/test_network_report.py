"""`report --network`: what it says and carries, that it conforms, is the same each time and names nobody."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from audit_tui.reports.printed.pieces import printed_in
from tests.cli.conftest import Command, documented
from tests.demo.once import demo
from tests.reports.test_conformance import assert_conforms

DAY = ("--as-of", "2026-11-26")


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the demo that may be written into."""
    folder = tmp_path_factory.mktemp("chain") / "demo"
    shutil.copytree(demo().base, folder)
    yield folder


def words(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def attached(pdf: bytes) -> bytes:
    (data,) = PdfReader(io.BytesIO(pdf)).attachments["network.json"]
    assert isinstance(data, bytes)
    return data


def test_it_conforms_says_its_figures_and_carries_them(run: Command, chain: Path, tmp_path: Path) -> None:
    path = tmp_path / "n.pdf"
    done = run("report", "--network", *DAY, "-o", path, "--json", "--workspace", chain)
    made = documented("report-network", done.json)
    assert (made["path"], made["visits"], made["sites"]) == (str(path), 22, 5)
    pdf = path.read_bytes()
    assert_conforms(pdf)
    data = attached(pdf)
    assert hashlib.sha256(data).hexdigest() == made["sha256"]
    figures = documented("network", json.loads(data))
    said = words(pdf)
    assert made["sha256"][:32] in said and made["sha256"][32:] in said
    for title in ("League of sites", "Heat map", "Trend", "What keeps falling short", "Sampling statement"):
        assert title in said
    for part in ("league", "recurring", "improved"):
        shown = run("insights", part, "--json", "--workspace", chain).json
        assert all(shown[key] == value for key, value in figures[part].items())
    fixed = sum(len(one["last"]["fixed"]) for one in figures["improved"]["sites"] if one["last"])
    again = sum(len(one["last"]["recurring"]) for one in figures["improved"]["sites"] if one["last"])
    assert f"{fixed} are fixed, {again} fall short again" in said
    overdue = figures["actions"]["overdue"]
    assert overdue and all(
        one["due"] < "2026-11-26" and one["number"] in said.replace(" ", "") for one in overdue
    )
    shown = run("nps", "--json", "--workspace", chain).json
    assert figures["nps"]["surveys"] == shown["surveys"] and figures["nps"]["visits"]
    whole = shown["surveys"]["overall"][0]
    assert f"n = {whole['n']}: promoters {whole['promoters']}" in said and "Net promoter score" in said
    assert "1 broken off; 2 not finished; 1 abandoned" in said
    for name in ("Dana", "Robin", "Kim"):
        assert name not in said and name.encode() not in data
    assert not re.search("Shopper [0-9]", said) and b"Shopper" not in data


def test_the_same_audits_give_the_same_bytes_on_either_paper(
    run: Command, chain: Path, tmp_path: Path
) -> None:
    made: list[bytes] = []
    for name, paper in (("a.pdf", "Letter"), ("b.pdf", "Letter"), ("c.pdf", "A4")):
        run("report", "--network", *DAY, "--paper", paper, "-o", tmp_path / name, "--workspace", chain)
        made.append((tmp_path / name).read_bytes())
    assert made[0] == made[1] != made[2]
    assert_conforms(made[0])


def test_it_takes_the_sites_region_checklist_and_days_that_are_asked_for(
    run: Command, chain: Path, tmp_path: Path
) -> None:
    def visits(*asked: Any) -> int:
        done = run(
            "report", "--network", *DAY, *asked, "-o", tmp_path / "x.pdf", "--json", "--workspace", chain
        )
        assert done.code == 0, done.err
        assert_conforms((tmp_path / "x.pdf").read_bytes())
        return int(done.json["visits"])

    each = [
        run("insights", "--site", site, "--json", "--workspace", chain).json["visits"]
        for site in ("HARBOUR", "MEADOW")
    ]
    assert visits("--site", "harbour", "MEADOW") == sum(each) > max(each)
    assert visits("--region", "south") == 8
    assert visits("--checklist", "Phone") == 21
    assert visits("--from", "2026-01-01", "--to", "2026-03-31") == 7
    assert visits("--site", "HARBOUR", "--to", "2025-12-31") == 1


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--network", "AUD-2025-HARBOUR-01"), "is one audit"),
        (("AUD-2025-HARBOUR-01", "--region", "South"), "--region goes with --network only"),
        ((), "Which audit?"),
        (("--network", "--site", "HARBOR"), "Did you mean HARBOUR?"),
        (("--network", "--checklist", "phones"), "Did you mean phone?"),
        (("--network", "--from", "2031-01-01"), "No finished visit with a score fits"),
        (("--network", "--from", "2026-02-01", "--to", "2026-01-01"), "before it begins"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_word(
    run: Command, chain: Path, asked: tuple[str, ...], said: str
) -> None:
    done = run("report", *asked, "--workspace", chain)
    assert (done.code, done.out) == (2, "") and said in done.err


def test_it_goes_to_the_exports_and_verify_says_what_it_is(run: Command, chain: Path) -> None:
    path = Path(run("report", "--network", *DAY, "--workspace", chain).out.strip())
    assert path.name == "network_all_2025-11-18_2026-09-23_en.pdf"
    assert path.parent == chain.resolve() / "exports"
    done = run("verify", path, "--workspace", chain)
    assert done.code == 0 and "Network report, 22 visits at 5 sites" in done.out


def test_a_long_one_has_contents_with_the_pages_on_which_its_sections_begin(
    run: Command, chain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audit_tui.reports.pdf.contents.LONG", 4)
    path = tmp_path / "n.pdf"
    run("report", "--network", *DAY, "-o", path, "--workspace", chain)
    pdf = path.read_bytes()
    assert_conforms(pdf)
    reader = PdfReader(io.BytesIO(pdf))
    lines = [one.text for one in printed_in(reader).pieces if one.under == "Contents" and one.tag == "Link"]
    for title in ("League of sites", "Trend", "Sampling statement"):
        (line,) = (line for line in lines if line.startswith(title))
        assert title in reader.pages[int(line.removeprefix(title)) - 1].extract_text()


def test_a_short_one_has_no_contents(run: Command, chain: Path, tmp_path: Path) -> None:
    run("report", "--network", *DAY, "-o", tmp_path / "n.pdf", "--workspace", chain)
    assert "Contents" not in words((tmp_path / "n.pdf").read_bytes())


def test_in_another_language_touchpoints_months_and_questions_are_of_that_language(
    run: Command, chain: Path, tmp_path: Path
) -> None:
    path = tmp_path / "it.pdf"
    run("report", "--network", *DAY, "--lang", "it", "-o", path, "--workspace", chain)
    said = words(path.read_bytes())
    assert "Prezzi" in said and "Prices" not in said
    assert "nov 2025" in said and "2025-11" not in said
    assert ".recommend" not in said
