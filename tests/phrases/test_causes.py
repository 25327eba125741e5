"""Root causes are told in words of the reader's language."""

from __future__ import annotations

from typing import get_args

import pytest

from audit_tui import i18n
from audit_tui.model.audit import Cause
from audit_tui.phrases.causes import cause_of, cause_words, causes


@pytest.mark.parametrize("language", i18n.NAMES)
def test_every_root_cause_has_words_of_its_own_in_every_language(language: str) -> None:
    said = causes(i18n.translator(language).gettext)
    assert tuple(said) == get_args(Cause)
    assert len(set(said.values())) == len(said)
    assert not set(said.values()) & set(said)


def test_in_polish_they_are_polish() -> None:
    say = i18n.translator("pl").gettext
    assert cause_words("staffing", say) == "Za mało ludzi"
    assert causes(say)["staffing"] == "Za mało ludzi"


def test_a_code_that_is_typed_or_kept_is_a_cause_only_where_it_is_known() -> None:
    assert cause_of("training") == "training"
    assert cause_of("") is None
    assert cause_of("weather") is None
