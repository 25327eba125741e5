"""The touchpoints in words: what a checklist or a field note is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from audit_tui.i18n import later_in

Translate = Callable[[str], str]

_NAMES: Final[Mapping[str, str]] = {
    "phone": later_in("touchpoint", "Telephone"),
    "parking": later_in("touchpoint", "Parking"),
    "reception": later_in("touchpoint", "Reception"),
    "delivery": later_in("touchpoint", "Delivery"),
    "advertising": later_in("touchpoint", "Advertising"),
    "website": later_in("touchpoint", "Website"),
    "email": later_in("touchpoint", "E-mail"),
    "product": later_in("touchpoint", "Product"),
    "order": later_in("touchpoint", "Order"),
    "prices": later_in("touchpoint", "Prices"),
    "order_status": later_in("touchpoint", "Order status"),
    "invoicing": later_in("touchpoint", "Invoicing"),
    "support": later_in("touchpoint", "Support"),
    "collections": later_in("touchpoint", "Debt collection"),
    "documents": later_in("touchpoint", "Documents"),
    "premises": later_in("touchpoint", "Premises"),
    "projects": later_in("touchpoint", "Projects"),
    "internal": later_in("touchpoint", "Inside the company"),
}


def touchpoint_words(touchpoint: str, _: Translate) -> str:
    """The name of a touchpoint; one that is not known as it stands."""
    return _(_NAMES[touchpoint]) if touchpoint in _NAMES else touchpoint
