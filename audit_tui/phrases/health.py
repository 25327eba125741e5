"""Facts about an installation as people read them, for `doctor` and the screen of the store alike."""

from __future__ import annotations

from typing import Any

from audit_tui.i18n import _
from audit_tui.locale_format import Figure


def fact_words(name: str, value: Any) -> str:
    """The fact `name` of a Diagnosis; what is not known or empty is a dash."""
    if value is None or value == []:
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return ", ".join(f"{key} {each or _('missing')}" for key, each in value.items())
    if isinstance(value, list):
        return ", ".join(value)
    if name == "free_bytes":
        return _("{value:.1f} GiB").format(value=Figure(value / 1_073_741_824))
    return str(value)
