"""The bar of keys: what fits it, the way back always, and nothing of it under a box."""

from __future__ import annotations

import pytest

from audit_tui import i18n
from audit_tui.clock import FixedClock
from audit_tui.store.workspace import Workspace
from audit_tui.tui import actions
from audit_tui.tui.widgets.bars import _fitting
from tests.tui.conftest import Open, start, yes_no

SCOPES = sorted({action.scope for action in actions.ACTIONS if actions.is_back(action) and action.bar})


@pytest.mark.parametrize("language", i18n.languages())
@pytest.mark.parametrize("scope", SCOPES)
def test_the_way_back_and_help_stand_in_the_bar_of_every_screen_at_60_columns(
    scope: str, language: str
) -> None:
    before = i18n.language()
    i18n.use(language)
    try:
        offered = actions.bar(scope)
        shown = [action for action, _key, _label in _fitting(offered, 58)]
    finally:
        i18n.use(before)
    assert shown[-1].id == "app.help"
    assert any(map(actions.is_back, shown))
    assert shown == [action for action in offered if action in shown]


async def test_under_a_box_the_keys_of_the_screen_are_gone_until_it_closes(walking: Open) -> None:
    async with walking() as d:
        assert "F6 summary" in d.text()
        await d.keys("f2")
        assert "F6 summary" not in d.text() and "Esc" in d.text()
        await d.keys("escape")
        assert "F6 summary" in d.text()


async def test_home_names_the_settings_where_there_are_audits_else_the_demo(
    workspace: Workspace, clock: FixedClock, home: Open
) -> None:
    async with home() as d:
        assert "d demo" in d.text() and ", settings" not in d.text()
    start(workspace, clock, yes_no(1))
    async with home() as d:
        assert ", settings" in d.text() and "d demo" not in d.text()
