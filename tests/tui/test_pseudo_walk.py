"""Nothing is cut in the walk at 80×24 in a language 40 % longer: the card of each type."""

from __future__ import annotations

import pseudo

from tests.tui.conftest import TYPES, Open
from tests.tui.test_pseudo import cut, pseudo_words, spoken

__all__ = ["pseudo_words", "spoken"]


async def test_no_card_cuts_its_words(walking: Open) -> None:
    found = {}
    async with walking() as d:
        for question in TYPES["sections"][0]["questions"]:
            if question["type"] == "repeat":
                continue
            await d.go(f"kinds/{question['id']}")
            text = d.text()
            assert pseudo.OPEN in text
            if lost := cut(text):
                found[question["id"]] = lost
    assert found == {}
