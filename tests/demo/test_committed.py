"""What a visitor sees before installing anything is what this version makes: the samples, the README's pictures.

Compared by what they say, not by their bytes: how PDF and PNG are packed changes with the versions of libraries.
"""

from __future__ import annotations

import asyncio
import html
import re
import shutil
from pathlib import Path

import build_pictures
import pytest
from pypdf import PdfReader

from audit_tui.cli.main import main
from audit_tui.store.workspace import open_workspace
from tests.demo.once import demo

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLES = ROOT / "exports" / "samples"
PICTURES = ROOT / "docs" / "pictures"
MAKE_SAMPLES = "make them anew: audit-tui demo DIR --samples exports/samples"
MAKE_PICTURES = "make them anew: python tools/build_pictures.py"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples as this version writes them."""
    folder = tmp_path_factory.mktemp("samples")
    assert main(["demo", str(demo().base), "--samples", str(folder)]) == 0
    return folder


def test_the_committed_samples_are_the_files_the_demo_writes(made: Path) -> None:
    assert {file.name for file in made.iterdir()} == {file.name for file in SAMPLES.iterdir()}, MAKE_SAMPLES


@pytest.mark.parametrize("name", sorted(file.name for file in SAMPLES.glob("*.pdf")))
def test_a_committed_report_says_page_by_page_what_the_demo_writes(made: Path, name: str) -> None:
    committed, now = PdfReader(SAMPLES / name), PdfReader(made / name)
    pages = [page.extract_text() for page in now.pages]
    assert [page.extract_text() for page in committed.pages] == pages, MAKE_SAMPLES
    assert committed.attachments == now.attachments, MAKE_SAMPLES
    assert committed.metadata == now.metadata, MAKE_SAMPLES


@pytest.mark.parametrize("name", sorted(file.name for file in SAMPLES.glob("*.csv")))
def test_a_committed_table_is_the_one_the_demo_writes(made: Path, name: str) -> None:
    assert (SAMPLES / name).read_bytes() == (made / name).read_bytes(), MAKE_SAMPLES


def test_the_readmes_screens_say_what_the_app_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    monkeypatch.setattr(build_pictures, "TARGET", pictures)
    shutil.copytree(demo().base, tmp_path / "demo")  # the walk is opened for writing
    asyncio.run(build_pictures.draw_app(open_workspace(tmp_path / "demo", {})))
    drawn = {file.name: shown(file) for file in pictures.iterdir()}
    assert drawn == {file.name: shown(file) for file in PICTURES.glob("*.svg")}, MAKE_PICTURES


def shown(picture: Path) -> list[str]:
    """The words of a picture of a screen, as they stand."""
    words = re.findall(r"<text[^>]*>([^<]*)</text>", picture.read_text(encoding="utf-8"))
    return [html.unescape(word).replace("\xa0", " ") for word in words]
