"""Touchpoints are told by a name of the reader's language."""

from __future__ import annotations

import pytest

from audit_tui import i18n
from audit_tui.model.checklist import TOUCHPOINTS
from audit_tui.phrases.touchpoints import touchpoint_words


@pytest.mark.parametrize("language", i18n.NAMES)
def test_every_touchpoint_has_a_name_of_its_own_in_every_language(language: str) -> None:
    said = [touchpoint_words(one, i18n.translator(language).gettext) for one in TOUCHPOINTS]
    assert len(set(said)) == len(TOUCHPOINTS)
    assert not set(said) & set(TOUCHPOINTS)


def test_in_ukrainian_they_are_ukrainian() -> None:
    say = i18n.translator("uk").gettext
    assert [touchpoint_words(one, say) for one in ("parking", "prices")] == ["Паркування", "Ціни"]


def test_one_that_is_not_known_stands_as_it_is() -> None:
    assert touchpoint_words("fitting rooms", str) == "fitting rooms"
