"""Changing the language while the app runs: from the palette, at once, on every screen that is open."""

from __future__ import annotations

import catalogues
import pytest
from textual.widgets import Input, OptionList

from audit_tui import i18n
from audit_tui.clock import FixedClock
from audit_tui.i18n import Words
from audit_tui.store.workspace import Workspace
from audit_tui.tui.app import AuditApp
from audit_tui.tui.palette import Palette
from audit_tui.tui.widgets.bars import KeyBar


@pytest.fixture
def italian(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    """A small Italian catalogue of the test's own."""
    catalog = catalogues.Own("it")
    for said, told in {
        "new audit": "nuovo audit",
        "No audits yet.": "Nessun audit.",
        "Nothing was found.": "Nessun risultato.",
        "Search for commands…": "Cerca un comando…",
        "Language: {name}": "Lingua: {name}",
        "help": "aiuto",
    }.items():
        catalog.add(said, told)
    file = tmp_path / "it.mo"
    file.write_bytes(catalogues.compile_catalog(catalog, "it"))
    real = i18n.translator
    monkeypatch.setattr(i18n, "translator", lambda code: Words(file) if code == "it" else real(code))


def keys_of(app: AuditApp) -> str:
    return app.screen.query_one(KeyBar).plain


async def test_a_language_is_chosen_in_the_palette_and_shows_at_once(
    workspace: Workspace, italian: None
) -> None:
    app = AuditApp(workspace, FixedClock())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause(0.3)
        assert "new audit" in keys_of(app)
        await pilot.press("ctrl+p")
        await pilot.pause(0.2)
        await pilot.press(*"italiano")
        await pilot.pause(0.6)
        await pilot.press("enter")
        await pilot.pause(0.5)
        assert i18n.language() == "it"
        assert "nuovo audit" in keys_of(app) and "aiuto" in keys_of(app)


async def test_what_the_palette_says_itself_is_in_the_language_too(
    workspace: Workspace, italian: None
) -> None:
    app = AuditApp(workspace, FixedClock())
    async with app.run_test(size=(80, 24)) as pilot:
        app.set_language("it")
        await pilot.press("ctrl+p")
        await pilot.pause(0.2)
        assert isinstance(app.screen, Palette)
        assert app.screen.query_one(Input).placeholder == "Cerca un comando…"
        await pilot.press(*"qqqqqqqq")
        await pilot.pause(1.2)
        found = app.screen.query_one(OptionList)
        assert [str(found.get_option_at_index(at).prompt) for at in range(found.option_count)] == [
            "Nessun risultato."
        ]


async def test_whoever_cannot_read_the_language_finds_its_command_in_english(
    workspace: Workspace, italian: None
) -> None:
    app = AuditApp(workspace, FixedClock())
    async with app.run_test() as pilot:
        app.set_language("it")
        await pilot.pause(0.2)
        titles = [command.title for command in app.get_system_commands(app.screen)]
        assert "Lingua: English (Language)" in titles and "Lingua: Italiano (Language)" not in titles
