"""Exact decimals: read from files without a detour over binary fractions, written as strings in JSON."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer

from audit_tui.i18n import _


def plain(number: Decimal) -> str:
    """A decimal in its shortest plain form: no exponent, no trailing zeros (`4`, `0.5`, `1000`)."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _to_decimal(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError(_("a number is expected, not true or false"))
    if isinstance(value, float):
        return Decimal(repr(value))
    return value


Number = Annotated[
    Decimal,
    BeforeValidator(_to_decimal),
    Field(allow_inf_nan=False, ge=-1_000_000_000, le=1_000_000_000, max_digits=24),
    PlainSerializer(plain, return_type=str, when_used="json"),
]
"""An exact decimal; a string in JSON, so that no reader rounds it."""
