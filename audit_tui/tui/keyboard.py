"""Letters of one key on several keyboards. Knows neither actions nor screens."""

from __future__ import annotations

from typing import Final

LATIN: Final = "qwertyuiopasdfghjklzxcvbnm"
CYRILLIC: Final = ("йцукенгшщзфывапролдячсмить", "йцукенгшщзфівапролдячсмить")
"""What the same keys write on a Russian and on a Ukrainian keyboard."""


def latin(character: str) -> str:
    """The Latin letter on the key that writes `character` on a Cyrillic layout; else itself."""
    low = character.lower()
    for layout in CYRILLIC:
        at = layout.find(low) if len(low) == 1 else -1
        if at >= 0:
            letter = LATIN[at]
            return letter if low == character else letter.upper()
    return character
