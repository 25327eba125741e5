"""What one key writes on several keyboards and by Chinese input methods. Knows neither actions nor screens."""

from __future__ import annotations

import unicodedata
from typing import Final

LATIN: Final = "qwertyuiopasdfghjklzxcvbnm"
CYRILLIC: Final = ("йцукенгшщзфывапролдячсмить", "йцукенгшщзфівапролдячсмить")
"""What the same keys write on a Russian and on a Ukrainian keyboard."""

KEYPAD: Final = {
    "decimal": ".",
    "separator": ",",
    "divide": "/",
    "multiply": "*",
    "subtract": "-",
    "add": "+",
    **{digit: digit for digit in "0123456789"},
}
"""What a key of the numeric keypad writes where the terminal reports only its name."""

TO_WIDE: Final = 0xFEE0
"""From an ASCII character to its wide form in Unicode."""
_NARROW: Final = {
    **{ord(each) + TO_WIDE: each for each in map(chr, range(0x21, 0x7F))},
    ord("。"): ".",
    ord("、"): "/",
    ord("×"): "*",
}


def usual(text: str) -> str:
    """`text` with wide letters, digits and signs of Chinese input methods in their usual width, digits as 0 to 9."""
    if text.isascii():
        return text
    text = text.translate(_NARROW)
    return "".join(str(unicodedata.digit(each, each)) if each.isdigit() else each for each in text)


def latin(character: str) -> str:
    """The Latin letter on the key that writes `character` on a Cyrillic layout; else itself in its usual width."""
    character = usual(character)
    low = character.lower()
    for layout in CYRILLIC:
        at = layout.find(low) if len(low) == 1 else -1
        if at >= 0:
            letter = LATIN[at]
            return letter if low == character else letter.upper()
    return character
