"""Checks of single values: what passes is given back as it is kept, what does not is told in words."""

from __future__ import annotations

from typing import Any

import pytest

from audit_tui.model.checks import Check, language, line, mapping, one_of, optional, truth, whole

NAMED = mapping(line, whole(0, 9))


@pytest.mark.parametrize(
    ("check", "value", "kept"),
    [
        (line, "", ""),
        (line, "e\u0301", "é"),
        (line, "x" * 500, "x" * 500),
        (language, "zh-Hans", "zh-Hans"),
        (truth, False, False),
        (whole(0, 365), 0, 0),
        (whole(0, 365), 365, 365),
        (one_of("a", "b"), "b", "b"),
        (optional(language), None, None),
        (optional(language), "it", "it"),
        (NAMED, {"one": 1}, {"one": 1}),
        (NAMED, {}, {}),
    ],
)
def test_what_passes_is_given_back_as_it_is_kept(check: Check, value: Any, kept: Any) -> None:
    assert check(value) == kept
    assert type(check(value)) is type(kept)


@pytest.mark.parametrize(
    ("check", "value", "words"),
    [
        (line, 5, "on one line"),
        (line, "two\nlines", "on one line"),
        (line, "a\ttab", "on one line"),
        (line, "x" * 501, "at most 500 characters"),
        (line, "\u202e", r"forbidden character U\+202E at position 1"),
        (language, "Italian", "as en, it or zh-Hans"),
        (language, "it\n", "as en, it or zh-Hans"),
        (language, ["it"], "as en, it or zh-Hans"),
        (truth, 1, "true or false"),
        (truth, "true", "true or false"),
        (whole(0, 365), 366, "from 0 to 365"),
        (whole(0, 365), -1, "from 0 to 365"),
        (whole(0, 365), True, "from 0 to 365"),
        (whole(0, 365), "14", "from 0 to 365"),
        (whole(0, 365), 1.0, "from 0 to 365"),
        (one_of("a", "b"), "c", "one of a, b"),
        (one_of("a", "b"), ["a"], "one of a, b"),
        (optional(language), "", "as en, it or zh-Hans"),
        (NAMED, [], "by name"),
        (NAMED, {"one\n": 1}, "on one line"),
        (NAMED, {"one": 10}, "from 0 to 9"),
    ],
)
def test_what_does_not_pass_is_told_in_words(check: Check, value: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        check(value)
