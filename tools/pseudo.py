"""A language for tests: English with accents, 40 % longer and in brackets, so that what is cut or bare is seen."""

from __future__ import annotations

import re
from pathlib import Path

import catalogues
from babel.messages.catalog import Catalog

CODE = "qps"
OPEN, CLOSE = "⟦", "⟧"
LONGER = 0.4
_ACCENTS = str.maketrans("aceinosuyzACEINOSUYZ", "àçéîñöšûýžÀÇÉÎÑÖŠÛÝŽ")
_KEPT = re.compile(r"(\{[^{}]*\}|%\(\w+\)[sdr]|%[sdr]|\$\{[^}]*\})")


def pseudo(text: str) -> str:
    """`Saved in {path}.` → `⟦Šàvéd îñ {path}.~~~~~~⟧`: placeholders, lines and edges as they are."""
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    body = text[start:end]
    if not body:
        return text
    parts = _KEPT.split(body)
    letters = sum(len(part) for part in parts[::2])
    told = "".join(part if at % 2 else part.translate(_ACCENTS) for at, part in enumerate(parts))
    return f"{text[:start]}{OPEN}{told}{'~' * round(letters * LONGER)}{CLOSE}{text[end:]}"


def build(path: Path, wanted: Catalog | None = None) -> Path:
    """Write the `.mo` of the pseudo language with every message of the source."""
    catalog = catalogues.Own("it")
    for message in catalogues.messages(wanted or catalogues.source()).values():
        told = tuple(map(pseudo, message.id)) if isinstance(message.id, (tuple, list)) else pseudo(message.id)
        catalog.add(message.id, told, context=message.context)
    path.write_bytes(catalogues.compile_catalog(catalog, "it"))
    return path
