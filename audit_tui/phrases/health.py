"""Facts about an installation as people read them, for `doctor` and the screen of the store alike."""

from __future__ import annotations

from typing import Any, Final

from audit_tui.i18n import _, later
from audit_tui.locale_format import Figure
from audit_tui.phrases.encryption import stage_words

_FACTS: Final = {
    "version": later("version"),
    "system": later("system"),
    "libraries": later("libraries"),
    "workspace": later("workspace"),
    "named_by": later("named by"),
    "marker": later("settings file"),
    "variable": later("variable"),
    "organisation": later("organisation"),
    "demo": later("demo"),
    "data": later("data"),
    "exports": later("exports"),
    "checklists": later("checklists"),
    "shipped_checklists": later("shipped checklists"),
    "free_bytes": later("free space"),
    "draft": later("drafts"),
    "finished": later("finished audits"),
    "abandoned": later("abandoned audits"),
    "damaged": later("damaged audits"),
    "sites": later("sites"),
    "people": later("people"),
    "input": later("input"),
    "output": later("output"),
    "size": later("size"),
    "encoding": later("encoding"),
    "evidence": later("photos and files"),
    "quarantine": later("in quarantine"),
    "last_backup": later("last backup"),
    "stage": later("state of the encryption"),
    "locked": later("locked now"),
    "encrypted": later("encrypted parts"),
    "plain": later("plain parts"),
}
"""Names as `--json` has them; those that are not here are names everywhere."""


def fact_name(name: str) -> str:
    """What the fact `name` of a Diagnosis is called."""
    if name in _FACTS:
        return _(_FACTS[name])
    return name if name.isupper() else name.replace("_", " ")


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
    if name == "stage":
        return stage_words(value)
    return _(value) if name == "named_by" else str(value)
