"""The looks of the app: dark, light, black on white for glare, high contrast, blue and orange for colour-blind
eyes (after Okabe and Ito's palette), and the terminal's own colours.

Colour only repeats what a glyph and a word already say. Text stands out from every ground it is set on by
4.5 to 1 at least (WCAG 2.2, 1.4.3), by 7 to 1 on black, on white and in high contrast (1.4.6).
"""

from __future__ import annotations

import os

from textual.theme import Theme

from audit_tui.tui.talk import later

THEMES = (
    Theme(
        name="audit-dark",
        primary="#6CB6FF",
        secondary="#8FA3B8",
        accent="#FFB454",
        success="#5CC8B8",
        warning="#FFB454",
        error="#FF8A65",
        foreground="#E3E8EE",
        background="#11171E",
        surface="#19212B",
        panel="#27323F",
        dark=True,
        variables={
            "text-muted": "#9FA2A5",
            "border": "#6CB6FF",
            "border-blurred": "#27323F",
            "block-cursor-background": "#2F5F8F",
            "block-cursor-foreground": "#FFFFFF",
            "block-cursor-text-style": "bold",
            "input-selection-background": "#2F5F8F",
        },
    ),
    Theme(
        name="audit-light",
        primary="#14508C",
        secondary="#4F5E6D",
        accent="#9A4A00",
        success="#0B6B62",
        warning="#8A5A00",
        error="#B23A0E",
        foreground="#16202B",
        background="#F7F9FB",
        surface="#FFFFFF",
        panel="#DDE5ED",
        dark=False,
        variables={
            "text-muted": "#626364",
            "border": "#14508C",
            "border-blurred": "#DDE5ED",
            "block-cursor-background": "#14508C",
            "block-cursor-foreground": "#FFFFFF",
            "block-cursor-text-style": "bold",
            "input-selection-background": "#B9D3EE",
        },
    ),
    Theme(
        name="audit-paper",
        primary="#000000",
        secondary="#000000",
        accent="#000000",
        success="#000000",
        warning="#000000",
        error="#000000",
        foreground="#000000",
        background="#FFFFFF",
        surface="#FFFFFF",
        panel="#FFFFFF",
        boost="#FFFFFF",
        dark=False,
        text_alpha=1.0,
        variables={
            "border": "#000000",
            "border-blurred": "#000000",
            "text-muted": "#000000",
            "text-disabled": "#000000",
            "block-cursor-background": "#000000",
            "block-cursor-foreground": "#FFFFFF",
            "block-cursor-text-style": "bold",
            "input-selection-background": "#000000",
            "input-selection-foreground": "#FFFFFF",
        },
    ),
    Theme(
        name="audit-contrast",
        primary="#FFFF00",
        secondary="#FFFFFF",
        accent="#00FFFF",
        success="#00FF7F",
        warning="#FFFF00",
        error="#FF9E80",
        foreground="#FFFFFF",
        background="#000000",
        surface="#000000",
        panel="#000000",
        boost="#000000",
        dark=True,
        text_alpha=1.0,
        variables={
            "border": "#FFFFFF",
            "border-blurred": "#FFFFFF",
            "text-muted": "#FFFFFF",
            "text-disabled": "#FFFFFF",
            "block-cursor-background": "#FFFF00",
            "block-cursor-foreground": "#000000",
            "block-cursor-text-style": "bold",
            "input-selection-background": "#FFFF00",
            "input-selection-foreground": "#000000",
        },
    ),
    Theme(
        name="audit-colourblind",
        primary="#7FB2E5",
        secondary="#9DB2C7",
        accent="#F5A623",
        success="#56B4E9",
        warning="#F0E442",
        error="#FF9A3C",
        foreground="#F0F3F6",
        background="#0D1520",
        surface="#14202F",
        panel="#1E2E42",
        dark=True,
        variables={
            "border": "#7FB2E5",
            "border-blurred": "#1E2E42",
            "text-muted": "#B7C4D1",
            "text-disabled": "#B7C4D1",
            "block-cursor-background": "#0072B2",
            "block-cursor-foreground": "#FFFFFF",
            "block-cursor-text-style": "bold",
            "input-selection-background": "#0072B2",
            "input-selection-foreground": "#FFFFFF",
        },
    ),
    Theme(
        name="audit-ansi",
        ansi=True,
        primary="ansi_blue",
        secondary="ansi_default",
        accent="ansi_cyan",
        success="ansi_green",
        warning="ansi_yellow",
        error="ansi_red",
        foreground="ansi_default",
        background="ansi_default",
        surface="ansi_default",
        panel="ansi_default",
        boost="ansi_default",
        dark=True,
        variables={
            "ansi-background": "ansi_default",
            "ansi-foreground": "ansi_default",
            "text-muted": "ansi_default",
            "text-disabled": "ansi_default",
            "border": "ansi_default",
            "border-blurred": "ansi_default",
            "block-cursor-background": "ansi_default",
            "block-cursor-foreground": "ansi_default",
            "block-cursor-text-style": "reverse bold",
            "input-cursor-text-style": "reverse",
            "input-selection-background": "ansi_default",
            "input-selection-foreground": "ansi_default",
            "scrollbar": "ansi_default",
            "scrollbar-background": "ansi_default",
        },
    ),
)

LOOKS = {
    "dark": later("Colours: dark"),
    "light": later("Colours: light"),
    "paper": later("Colours: black on white, for sunlight"),
    "contrast": later("Colours: high contrast"),
    "colourblind": later("Colours: blue and orange, for colour-blind eyes"),
    "ansi": later("Colours: the terminal's own"),
}
"""Look → its name in the command palette."""


def theme_of(look: str | None) -> str:
    """The theme of a preference; without one dark, or with NO_COLOR the terminal's own, which carries none."""
    if look is None:
        return "audit-ansi" if "NO_COLOR" in os.environ else "audit-dark"
    return f"audit-{look}"
