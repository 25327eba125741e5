"""Reports in lines: as usual, or by form, language, paper, record and folder; the path is said."""

from __future__ import annotations

import os
import re
from pathlib import Path

from pypdf import PdfReader

from audit_tui.clock import FixedClock
from audit_tui.store.preferences import preference_file
from audit_tui.store.workspace import Workspace
from tests.linear.conftest import Say
from tests.tui.conftest import start, yes_no


def reports(told: str) -> list[PdfReader]:
    return [PdfReader(path) for path in re.findall(r"Report: (.+\.pdf)", told)]


def test_a_report_is_written_as_usual_from_home_and_from_the_walk(
    workspace: Workspace, clock: FixedClock, say: Say
) -> None:
    start(workspace, clock, yes_no(1))
    told = say("1", "1", "/w", "/q", "r 1", "r", "1", "q")
    assert len(reports(told)) == 3
    assert all(len(report.attachments) == 1 for report in reports(told))


def test_another_form_language_paper_and_folder_are_asked_for(
    workspace: Workspace, clock: FixedClock, say: Say, tmp_path: Path
) -> None:
    start(workspace, clock, yes_no(1))
    folder = tmp_path / "board"
    folder.mkdir()
    told = say("1", "1", "/form", "2", "2", "2", "-", str(tmp_path / "nowhere"), str(folder))
    (report,) = reports(told)
    assert "There is no such folder:" in told
    (path,) = folder.glob("*.pdf")
    assert "summary" in path.name and path.stem.endswith("_it")
    assert not report.attachments
    assert round(float(report.pages[0].mediabox.width)) == 612
    assert report.root_object["/Lang"] == "it"
    liked = preference_file(os.environ).read()
    assert (liked.report_language, liked.paper) == ("it", "Letter"), (
        "the next report is asked for like this one"
    )


def test_nothing_typed_keeps_what_is_usual(workspace: Workspace, clock: FixedClock, say: Say) -> None:
    start(workspace, clock, yes_no(1))
    told = say("form 1", "", "", "", "", "", "q")
    (report,) = reports(told)
    assert report.root_object["/Lang"] == "en" and len(report.attachments) == 1
    assert list(workspace.exports.glob("*.pdf")) != []


def test_a_folder_that_cannot_be_written_to_is_told_and_another_asked_for(
    workspace: Workspace, clock: FixedClock, say: Say, tmp_path: Path
) -> None:
    start(workspace, clock, yes_no(1))
    workspace.exports.parent.mkdir(parents=True, exist_ok=True)
    if workspace.exports.exists():
        workspace.exports.rmdir()
    workspace.exports.write_text("a file is in the way", "utf-8")
    told = say("form 1", "", "", "", "", "", "yes", str(tmp_path), "q")
    assert "The report could not be written:" in told
    assert len(reports(told)) == 1
