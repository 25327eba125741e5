"""Keys per 100 answers: what a person presses to answer checklists from the first question to the last.

Drives the real app without a terminal; counted is every key, those that open, leave or confirm a box among them.
Run: .venv/bin/python -m tests.benchmarks.keys
"""

from __future__ import annotations

import asyncio
import random
import tempfile
from pathlib import Path
from typing import Any

from audit_tui.clock import FixedClock
from audit_tui.store.workspace import create_workspace
from audit_tui.tui import cards
from audit_tui.tui.app import AuditApp
from tests.tui.conftest import HEAD, Driver, start

COUNT = 100


def questions(*kinds: str) -> dict[str, Any]:
    """A checklist of 100 questions of `kinds` in turn."""
    more: dict[str, dict[str, Any]] = {
        "yes_no": {"points": 1},
        "scale": {"points": 4, "max": 5},
        "nps": {},
        "single": {"choices": [{"id": name, "label": name, "points": 1} for name in ("one", "two", "three")]},
        "multi": {"choices": [{"id": name, "label": name, "points": 1} for name in ("one", "two", "three")]},
        "count": {"points": 1, "meets": ". <= 3"},
        "time": {},
    }
    asked = [
        {"id": f"q{n}", "type": kinds[n % len(kinds)], "text": f"Point {n}?", **more[kinds[n % len(kinds)]]}
        for n in range(COUNT)
    ]
    return {
        **HEAD,
        "id": "list",
        "title": "List",
        "sections": [{"id": "s", "title": "Section", "questions": asked}],
    }


def keys_for(kind: str, offered: list[cards.Option], chance: random.Random) -> list[str]:
    """What a person presses on a card of this type."""
    if kind == "multi":
        return [*(option.code for option in offered if chance.random() < 0.5), "enter"]
    if kind == "count":
        return [str(chance.randint(0, 9)), "enter"]
    if kind == "time":
        return ["n"]
    code = chance.choice(offered).code
    longer = any(option.code != code and option.code.startswith(code) for option in offered)
    return [*code, *(["enter"] if longer else [])]


async def pressed(checklist: dict[str, Any]) -> int:
    """How many keys the whole checklist takes."""
    chance, count = random.Random(7), 0
    with tempfile.TemporaryDirectory() as folder:
        workspace, clock = create_workspace(Path(folder) / "w", organisation="Bench"), FixedClock()
        start(workspace, clock, checklist)
        app = AuditApp(workspace, clock)
        async with app.run_test(size=(80, 24)) as pilot:
            driver = Driver(app, pilot)
            await driver.rest()
            await driver.keys("enter")
            while (slot := driver.walk.slot) is not None and driver.walk.session.progress().answered < COUNT:
                offered = cards.options(driver.walk.session.checklist(slot.checklist), slot.question)
                keys = keys_for(slot.question.type, offered, chance)
                await driver.keys(*keys)
                count += len(keys)
    return count


def main() -> None:
    for words, kinds in (
        ("yes or no", ("yes_no",)),
        ("yes or no, scale", ("yes_no", "scale")),
        ("yes or no, scale, one choice", ("yes_no", "scale", "single")),
        ("recommendation 0 to 10", ("nps",)),
        ("times of day, by now", ("time",)),
        ("counts typed, choices ticked", ("count", "multi")),
    ):
        print(f"{words:30} {asyncio.run(pressed(questions(*kinds))):4d} keys per 100 answers")


if __name__ == "__main__":
    main()
