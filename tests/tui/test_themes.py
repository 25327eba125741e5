"""Colours, by computation: text stands out from every ground that it is set on."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import Theme

from audit_tui.tui.themes import LOOKS, THEMES, theme_of

GROUNDS = ("background", "surface", "panel")
TEXTS = ("foreground", "text-muted", "primary", "secondary", "accent", "success", "warning", "error")
STRONG = {"audit-paper", "audit-contrast"}
COLOURED = [theme for theme in THEMES if not theme.ansi]


def luminance(colour: Color) -> float:
    """Relative luminance as WCAG 2.2 defines it."""

    def channel(value: int) -> float:
        share = value / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    return 0.2126 * channel(colour.r) + 0.7152 * channel(colour.g) + 0.0722 * channel(colour.b)


def contrast(one: Color, other: Color) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def drawn(value: str, ground: Color) -> Color:
    """A colour as it is drawn on `ground`; `auto 60%` is black or white, whichever stands out, at 60 %."""
    if value.startswith("auto"):
        return ground + ground.get_contrast_text(float(value.split()[1].rstrip("%")) / 100)
    return Color.parse(value)


def test_the_measure_is_that_of_the_guidelines() -> None:
    assert contrast(Color.parse("#000000"), Color.parse("#FFFFFF")) == pytest.approx(21.0)
    assert contrast(Color.parse("#767676"), Color.parse("#FFFFFF")) == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize("theme", COLOURED, ids=lambda theme: theme.name)
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", TEXTS)
def test_text_stands_out_from_the_ground_it_is_set_on(theme: Theme, ground: str, text: str) -> None:
    colours = theme.to_color_system().generate()
    below = Color.parse(colours[ground])
    assert contrast(below, drawn(colours[text], below)) >= (7.0 if theme.name in STRONG else 4.5)


@pytest.mark.parametrize("theme", COLOURED, ids=lambda theme: theme.name)
@pytest.mark.parametrize("what", ["block-cursor", "input-selection", "input-cursor"])
def test_the_cursor_and_what_is_marked_can_be_read(theme: Theme, what: str) -> None:
    colours = theme.to_color_system().generate()
    below = Color.parse(colours[f"{what}-background"])
    wanted = 7.0 if theme.name in STRONG else 4.5
    assert contrast(below, drawn(colours[f"{what}-foreground"], below)) >= wanted


def test_blue_and_orange_differ_in_blue_and_not_in_red_and_green_alone() -> None:
    colours = next(theme for theme in THEMES if theme.name == "audit-colourblind")
    good, bad = Color.parse(colours.success or ""), Color.parse(colours.error or "")
    assert good.b - bad.b > 100


def test_every_look_has_its_theme_and_the_other_way_round() -> None:
    assert {theme_of(look) for look in LOOKS} == {theme.name for theme in THEMES}


def test_without_a_choice_it_is_dark_and_with_no_color_without_colours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert theme_of(None) == "audit-dark"
    monkeypatch.setenv("NO_COLOR", "1")
    assert theme_of(None) == "audit-ansi"
    assert theme_of("light") == "audit-light"
