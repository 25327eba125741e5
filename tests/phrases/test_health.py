"""Facts of `doctor` in words: amounts as the language writes them, and a dash for what is not known."""

from __future__ import annotations

from typing import Any

import pytest

from audit_tui import i18n
from audit_tui.phrases.health import fact_words


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("last_backup", None, "–"),
        ("fonts", [], "–"),
        ("writable", True, "yes"),
        ("writable", False, "no"),
        ("versions", {"textual": "6.1", "pypdf": ""}, "textual 6.1, pypdf missing"),
        ("fonts", ["Inter", "Noto"], "Inter, Noto"),
        ("free_bytes", 1_610_612_736, "1.5 GiB"),
        ("audits", 12, "12"),
    ],
)
def test_each_kind_of_fact_has_its_words(name: str, value: Any, words: str) -> None:
    assert fact_words(name, value) == words


def test_room_on_the_disk_has_the_decimal_sign_of_the_language() -> None:
    i18n.use("it")
    assert fact_words("free_bytes", 1_610_612_736) == "1,5 GiB"
