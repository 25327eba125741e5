"""Standards in words: whose source is told in which language, and what stands around it."""

from __future__ import annotations

from typing import Any

import pytest

from audit_tui.i18n import translator
from audit_tui.locale_format import FIRM, written_in
from audit_tui.model.standard import Parameter, Replaced, Standard
from audit_tui.phrases.standards import authority_words, law_words, parameter_words, replaced_words

SOURCE = {"en": "Custom of hotels", "ru": "Обычай гостиниц", "zh-Hans": "酒店惯例"}


def standard(**keys: Any) -> Standard:
    return Standard.model_validate({"text": {"en": "A call is picked up."}, **keys})


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Custom of hotels · custom"),
        ("ru", "Обычай гостиниц · обычай"),
        ("zh-Hans", "酒店惯例 · 惯例"),
        ("fr", "Custom of hotels · custom"),
    ],
)
def test_a_source_by_language_is_told_in_the_language_of_the_reader(language: str, words: str) -> None:
    assert authority_words(standard(source=SOURCE), language, translator(language).gettext) == words


def test_a_plain_source_is_the_same_in_every_language() -> None:
    norm = standard(source="ISO 18513")
    assert authority_words(norm, "ru", translator("ru").gettext) == "ISO 18513 · обычай"


def test_a_law_is_told_with_its_source_in_the_language_and_the_brackets_of_the_reader() -> None:
    tables = {"bays": {"CN": {"source": {"en": "Code", "zh-Hans": "规范"}, "rows": [{"value": 2}]}}}
    law = standard(tables=tables)
    with written_in("zh-Hans"):
        assert law_words(law, "CN", "zh-Hans", translator("zh-Hans").gettext) == "CN：2（规范）"
    assert law_words(law, "CN", "en", translator("en").gettext) == "CN: 2 (Code)"


def test_a_law_without_a_source_has_no_empty_brackets() -> None:
    law = standard(tables={"bays": {"IT": {"rows": [{"value": 2}]}}})
    assert law_words(law, "IT", "en", translator("en").gettext) == "IT: 2"


def test_what_was_replaced_is_told_with_both_sources_in_the_language_of_the_reader() -> None:
    was = Replaced.model_validate(
        {
            "level": "site",
            "fields": ["parameters"],
            "by": {"en": "Own charter", "ru": "Своя хартия"},
            "figure": {"en": "3 rings", "ru": "3 гудка"},
            "source": SOURCE,
        }
    )
    told = replaced_words([was], "ru", translator("ru").gettext)
    assert told == "объект: Своя хартия, заменяет 3 гудка (Обычай гостиниц)"


def test_a_parameter_is_written_with_the_decimal_sign_and_the_unit_of_the_language() -> None:
    width = Parameter.model_validate({"value": "2.5", "unit": "m"})
    with written_in("ru"):
        assert parameter_words("width", width, (), translator("ru").gettext) == f"width = 2,5{FIRM}м"
