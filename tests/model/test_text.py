"""Text is made safe once, at the boundary."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from audit_tui.model.text import CommonText, LocalText, SafeText, clean, find_unsafe, pick

SAFE = TypeAdapter(SafeText)
NASTY = ["\x1b[2J", "a\x00b", "\x9b31m", "\u202eevil", "x\u2066y", "\ud800", "\ufeff", "bell\x07", "\u2028"]


@pytest.mark.parametrize("text", NASTY)
def test_a_forbidden_character_in_a_file_is_a_fault_with_its_place(text: str) -> None:
    with pytest.raises(ValidationError):
        SAFE.validate_python(text)


@pytest.mark.parametrize("text", NASTY)
def test_a_forbidden_character_that_is_typed_is_stripped_with_a_count(text: str) -> None:
    kept, removed = clean(text)
    assert removed >= 1
    assert find_unsafe(kept) is None


@pytest.mark.parametrize(
    "text", ["[/b] <b> & ; =1+1", "Перевірка", "电话", "“quoted” – dash", "two\nlines\tand tab"]
)
def test_ordinary_text_of_any_language_stays_as_it_is(text: str) -> None:
    assert SAFE.validate_python(text) == text
    assert clean(text) == (text, 0)


@given(st.text(max_size=300))
def test_cleaned_text_is_always_accepted_and_stays_the_same_when_cleaned_again(text: str) -> None:
    kept, _ = clean(text)
    assert SAFE.validate_python(kept) == unicodedata.normalize("NFC", kept)
    assert clean(kept)[0] == kept


def test_one_line_fields_turn_newlines_into_spaces_and_have_a_limit() -> None:
    assert clean("a\r\nb\tc", newlines=False) == ("a b c", 0)
    assert clean("x" * 12, limit=10) == ("x" * 10, 2)


def test_a_plain_string_stands_for_the_language_of_reference() -> None:
    text = TypeAdapter(LocalText)
    assert text.validate_python("Ciao", context={"language": "it"}) == {"it": "Ciao"}
    assert text.validate_python({"en": "a", "it": "b"}) == {"en": "a", "it": "b"}
    with pytest.raises(ValidationError):
        text.validate_python({"EN": "a"})


def test_a_text_is_picked_by_language_then_base_language_then_the_first() -> None:
    text = {"en": "Hello", "zh": "你好"}
    assert pick(text, "zh-TW") == "你好"
    assert pick(text, "pl") == "Hello"
    assert pick(None, "en") == ""


def test_a_common_text_is_stored_as_it_was_written_and_a_plain_one_is_picked_in_every_language() -> None:
    text = TypeAdapter(CommonText)
    assert text.dump_python(text.validate_python("DM 236/89", context={"language": "it"})) == "DM 236/89"
    assert text.validate_python({"en": "Law", "it": "Legge"}) == {"en": "Law", "it": "Legge"}
    assert pick("DM 236/89", "ru") == "DM 236/89" and pick("", "ru") == ""
    for wrong in ({}, {"EN": "Law"}, {"en": "\x00"}, "\x00", ["Law"]):
        with pytest.raises(ValidationError):
            text.validate_python(wrong)
