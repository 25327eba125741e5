"""How screens look over sizes, colours and signs, chosen so that every size meets every colour and sign.

Dark and no colour at all stand in `test_looks`, so that fifteen pictures are enough here. All of them, every screen
at every size in every colour, without and with signs:

    AUDIT_TUI_PICTURES=all python -m pytest tests/tui/test_appearances.py --snapshot-update

Look at them, then take away what is not kept: `git clean -f tests/tui/__snapshots__`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from audit_tui.clock import FixedClock
from audit_tui.preferences import Preferences
from audit_tui.store.workspace import Workspace
from audit_tui.tui import actions
from audit_tui.tui.app import AuditApp
from audit_tui.tui.glyphs import use_plain
from tests.tui.conftest import TYPES, start, yes_no
from tests.tui.test_looks import SIZES, keys

COLOURS = ("dark", "light", "paper", "contrast", "colourblind", "ansi", "none")
SIGNS = ("unicode", "ascii")
SCREENS = {
    "walk": ("enter", "enter", "1", "2"),
    "outline": ("enter", "enter", "1", "2", "f2"),
    "summary": ("enter", "enter", "1", "2", "f6"),
    "settings": ("comma",),
    "home": (),
}
Case = tuple[tuple[int, int], str, str, str]


def every() -> list[Case]:
    return list(product(SIZES, COLOURS, SIGNS, SCREENS))


def few() -> list[Case]:
    """Every size in every colour but those of `test_looks`, signs and screens in turn."""
    screens = list(SCREENS)
    met = [(size, look) for look in COLOURS[1:-1] for size in SIZES]
    return [(size, look, SIGNS[at % 2], screens[at % len(screens)]) for at, (size, look) in enumerate(met)]


CASES = every() if os.environ.get("AUDIT_TUI_PICTURES") == "all" else few()


@pytest.fixture(autouse=True)
def _as_it_came() -> Iterator[None]:
    yield
    actions.give({})
    use_plain(False)


def test_every_size_meets_every_colour_and_both_signs_and_every_screen_both() -> None:
    assert {(size, look) for size, look, _signs, _screen in CASES} >= set(product(SIZES, COLOURS[1:-1]))
    assert {(size, signs) for size, _look, signs, _screen in CASES} == set(product(SIZES, SIGNS))
    assert {(signs, screen) for _size, _look, signs, screen in CASES} == set(product(SIGNS, SCREENS))
    assert {(look, signs) for _size, look, signs, _screen in CASES} >= set(product(COLOURS[1:-1], SIGNS))


@pytest.mark.parametrize(
    ("size", "colours", "signs", "screen"),
    CASES,
    ids=[f"{screen}-{w}x{h}-{colours}-{signs}" for (w, h), colours, signs, screen in CASES],
)
def test_a_screen_looks_as_it_did(
    workspace: Workspace,
    clock: FixedClock,
    snap_compare: Any,
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
    colours: str,
    signs: str,
    screen: str,
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    if colours == "none":
        monkeypatch.setenv("NO_COLOR", "1")
    start(workspace, clock, yes_no(3), TYPES)
    app = AuditApp(workspace, clock)
    look = None if colours == "none" else colours
    app.preferences = Preferences().changed(theme=look, signs=signs)
    app.obey()
    assert snap_compare(app, terminal_size=size, run_before=keys(app, *SCREENS[screen]))
