"""Signs in ASCII: when they are chosen by themselves, and that what is drawn is as wide as before."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from audit_tui.tui.glyphs import in_ascii, is_poor


@pytest.mark.parametrize(
    ("term", "encoding", "poor"),
    [
        ("xterm-256color", "utf-8", False),
        ("screen-256color", "UTF-8", False),
        ("linux", "utf-8", True),
        ("dumb", "utf-8", True),
        ("vt100", "utf-8", True),
        ("vt220", "utf-8", True),
        ("xterm", "ISO-8859-1", True),
        ("xterm", "ANSI_X3.4-1968", True),
        ("", "utf-8", False),
    ],
)
def test_a_terminal_without_signs_is_known(term: str, encoding: str, poor: bool) -> None:
    assert is_poor({"TERM": term}, encoding) is poor


def test_signs_become_ascii_and_letters_stay() -> None:
    assert in_ascii("● ─│╭ → … Łódź, Київ, 深圳", letters=False) == "* -|+ > . Łódź, Київ, 深圳"


def test_where_the_terminal_is_not_even_utf_8_letters_become_ascii_too() -> None:
    assert in_ascii("é ñ Київ 深", letters=True) == "e n ???? ??"


@given(st.text(st.characters(categories=["L", "N", "S", "P", "Zs"])))
def test_nothing_changes_its_width_and_no_sign_is_left(text: str) -> None:
    drawn = in_ascii(text, letters=False)
    assert cell_len(drawn) == cell_len(text)
