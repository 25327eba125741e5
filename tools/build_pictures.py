"""Draws the pictures of the README from the demo: the app as SVG, pages of a report as PNG.

Run `python tools/build_pictures.py` from a checkout with the `dev` extra installed; needs `pdftoppm`. The
files land in `docs/pictures/`. It never runs as part of the program.
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import tempfile
from pathlib import Path

from textual.pilot import Pilot

from audit_tui.clock import FixedClock
from audit_tui.demo.build import make_demo
from audit_tui.demo.chain import SAMPLES
from audit_tui.reports.publish import publish
from audit_tui.store.audits import AuditStore
from audit_tui.store.workspace import Workspace
from audit_tui.tui.app import AuditApp

TARGET = Path(__file__).resolve().parent.parent / "docs" / "pictures"
PAGES = {"report-1": 1, "report-2": 2, "report-3": None}
"""Page by picture; none stands for the first page of non-conformities."""
ABROAD = ("report-zh", "sample-summary-zh.pdf")
"""The picture of the first page of a sample in another language."""


async def draw_app(workspace: Workspace) -> None:
    """Home, and a card of the walk, in a terminal of 100 × 30."""
    app = AuditApp(workspace, FixedClock())
    async with app.run_test(size=(100, 30)) as pilot:
        save("home", await at_rest(app, pilot))
        # Past what waits for somebody, to the second of the open audits.
        await pilot.press("down", "down", "down", "enter")
        save("walk", await at_rest(app, pilot))


async def at_rest(app: AuditApp, pilot: Pilot[None]) -> str:
    """The picture of the screen once nothing on it changes any more."""
    before, now = "", "not yet drawn"
    while now != before:
        await pilot.pause(0.6)
        await app.workers.wait_for_complete()
        await pilot.pause()
        before, now = now, app.export_screenshot(title="audit-tui")
    return now


def save(name: str, svg: str) -> None:
    """Write a picture without the web font that Textual refers to: a page must not fetch anything."""
    plain = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL).replace("Fira Code", "ui-monospace")
    (TARGET / f"{name}.svg").write_text(plain, encoding="utf-8")


def draw_report(workspace: Workspace, folder: Path) -> None:
    """The pages of the first sample report that the README shows."""
    store = AuditStore(workspace, FixedClock())
    report = publish(store, next(iter(SAMPLES.values())).number, to=folder / "report.pdf")
    for name, page in PAGES.items():
        draw_page(report, page or page_with(report, "Non-conformities and evidence"), name)
    name, of = ABROAD
    one = SAMPLES[of]
    abroad = publish(store, one.number, language=one.language, variant=one.variant, to=folder / of)
    draw_page(abroad, 1, name)


def draw_page(report: Path, page: int, name: str) -> None:
    """One page of `report` as the picture `name`."""
    number = str(page)
    options = ["-png", "-r", "80", "-f", number, "-l", number, "-singlefile"]
    subprocess.run(["pdftoppm", *options, report, TARGET / name], check=True)


def page_with(report: Path, heading: str) -> int:
    """The first page, from the third on, on which `heading` stands (before it only summaries name it)."""
    done = subprocess.run(["pdftotext", "-layout", report, "-"], check=True, capture_output=True)
    pages = done.stdout.decode("utf-8").split("\f")
    return next(number for number, text in enumerate(pages, 1) if number > 2 and heading in text)


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        workspace = make_demo(Path(folder) / "demo")
        asyncio.run(draw_app(workspace))
        draw_report(workspace, Path(folder))


if __name__ == "__main__":
    main()
