"""The experience on the screen: one key from the summary, readable in a small window."""

from __future__ import annotations

import pytest

from audit_tui.tui.screens.experience import ExperienceScreen
from audit_tui.tui.screens.summary import SummaryScreen
from tests.tui.conftest import Open, yes_no


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_one_key_in_the_summary_shows_the_balance_and_the_conduct(
    walking: Open, size: tuple[int, int]
) -> None:
    checklist = yes_no(3, standard="PH-01", factors=["calm"])
    checklist["standards"] = {
        "PH-01": {"text": "Calm.", "nature": "emotional", "owner": "Front [b]office[/b]"}
    }
    async with walking(checklist, size=size) as d:
        await d.keys("1", "1", "2", "f6", "x")
        assert isinstance(d.app.screen, ExperienceScreen)
        text = d.text()
        assert "Balance −3: 2 positives − 5 × 1 negatives." in text and "3 more positives" in text
        assert "Front [b]office[/b]" in text or size[1] == 20
        await d.keys("end")
        assert "Calm: a calm and positive" in d.text() and "66.7 %" in d.text() and "n = 3" in d.text()
        await d.keys("escape")
        assert isinstance(d.app.screen, SummaryScreen)


async def test_nothing_assessed_is_said_and_not_shown_as_nought(walking: Open) -> None:
    async with walking(yes_no(1)) as d:
        await d.keys("f6", "x")
        assert "Nothing was assessed yet" in d.text() and "0 positives" not in d.text()
