"""A paste is one text, whatever stands in it: nothing of it acts as a key."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events

from audit_tui.tui.pasting import PasteParser, guard_pastes

START, END = "\x1b[200~", "\x1b[201~"


def read(*chunks: str) -> list[events.Paste | events.Key]:
    parser = PasteParser()
    return [
        each for chunk in chunks for each in parser.feed(chunk) if isinstance(each, events.Paste | events.Key)
    ]


def test_an_escape_character_in_a_paste_does_not_make_keys_of_its_rest() -> None:
    found = read(f"{START}before\x1b[31mred\x1bxafter\n{END}")
    assert [each.text for each in found if isinstance(each, events.Paste)] == ["before[31mredxafter\n"]
    assert len(found) == 1


def test_keys_before_and_after_a_paste_are_keys() -> None:
    found = read(f"a{START}b\x1bc{END}\x1b[B")
    assert [each.key if isinstance(each, events.Key) else each.text for each in found] == ["a", "bc", "down"]


def test_the_escape_key_is_not_held_back() -> None:
    assert PasteParser().cleaned("\x1b") == "\x1b"


@given(st.text(alphabet="ab\x1b[201~\n", max_size=30), st.lists(st.integers(0, 45), max_size=4))
def test_a_paste_that_comes_in_parts_is_one_text_without_escape_characters(
    text: str, cuts: list[int]
) -> None:
    body = text.replace(END, "").replace(END, "")
    whole = f"x{START}{body}{END}y"
    if END in f"{body}{END}"[: len(body) + len(END) - 1]:
        return
    places = sorted({min(cut, len(whole)) for cut in cuts})
    parts = [whole[a:b] for a, b in zip([0, *places], [*places, len(whole)], strict=True)]
    parser = PasteParser()
    plain = body.replace("\x1b", "")
    assert "".join(map(parser.cleaned, parts)) == f"x{START}{plain}{END}y"


def test_the_driver_of_this_terminal_reads_pastes_so(monkeypatch: pytest.MonkeyPatch) -> None:
    linux = pytest.importorskip("textual.drivers.linux_driver")
    monkeypatch.setattr(linux, "XTermParser", linux.XTermParser)
    guard_pastes()
    assert sys.modules["textual.drivers.linux_driver"].XTermParser is PasteParser  # type: ignore[attr-defined]
