"""Keys have one name in each language: in hints and sentences as in the key bar, the help and the settings."""

from __future__ import annotations

import re
from collections.abc import Iterator

import catalogues
import pytest
from babel.messages.pofile import read_po

from audit_tui import i18n
from audit_tui.tui.actions.core import shown

KEYS = {"enter": "Enter", "space": "Space", "delete": "Del", "pageup": "PgUp", "pagedown": "PgDn"}


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    yield
    i18n.use("en")


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
@pytest.mark.parametrize("key", KEYS)
def test_a_sentence_names_a_key_as_the_key_bar_does(language: str, key: str) -> None:
    i18n.use(language)
    named = re.compile(rf"(?<![\w^+-]){KEYS[key]}(?![\w-])")
    with catalogues.po_file(language).open("rb") as file:
        told = [
            (one.id, one.string)
            for one in read_po(file)
            if isinstance(one.id, str) and one.string and named.search(one.id)
        ]
    assert len(told) > 1
    assert [said for said, words in told if shown(key) not in words] == []


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_keys_with_letters_and_arrows_are_called_so_everywhere(language: str) -> None:
    i18n.use(language)
    assert [shown(key) for key in ("f1", "escape", "up", "ctrl+q", "w")] == ["F1", "Esc", "↑", "^q", "w"]
