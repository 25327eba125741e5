"""Sentences in lines of so many columns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit_tui.phrases.wrapping import cells, wrap


def test_words_stay_whole_and_chinese_breaks_between_signs() -> None:
    assert wrap("one two three", 7) == ["one two", "three"]
    assert wrap("上次访问与之前的访问比较。", 10) == ["上次访问与", "之前的访问", "比较。"]


def test_a_full_stop_never_begins_a_line() -> None:
    assert wrap("访问比较。", 8) == ["访问比", "较。"]


@given(st.text(alphabet="ab 访问。é", max_size=80), st.integers(4, 30))
def test_no_line_is_wider_and_no_sign_is_lost(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(cells(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@pytest.mark.parametrize("text", ["", "   "])
def test_nothing_gives_no_line(text: str) -> None:
    assert wrap(text, 10) == []
