"""What kind of file one is, by its `format`, and in which language its plain texts are."""

from __future__ import annotations

from typing import Any

from audit_tui.errors import Fault
from audit_tui.i18n import _
from audit_tui.library.explain import show
from audit_tui.library.yaml_reader import DataPath, Document
from audit_tui.model.checklist import FORMAT, STANDARDS_FORMAT
from audit_tui.model.standard import OVERRIDES_FORMAT


def wrong_kind(document: Document, wanted: str) -> Fault | None:
    """A file of another kind gets one sentence, not one for each of its keys."""
    data = document.data
    path: DataPath = ()
    if not isinstance(data, dict):
        message = _("a file of this kind holds keys and values and begins with 'format: {wanted}'").format(
            wanted=wanted
        )
    elif "format" not in data:
        message = _("'format: {wanted}' is missing at the beginning").format(wanted=wanted)
    elif data["format"] != wanted:
        path, written = ("format",), data["format"]
        kinds = {
            FORMAT: _("a checklist"),
            STANDARDS_FORMAT: _("a file of standards"),
            OVERRIDES_FORMAT: _("a file of overrides"),
        }
        if isinstance(written, str) and written in kinds:
            message = _("this is {kinds}, not {kinds2}").format(kinds=kinds[written], kinds2=kinds[wanted])
        else:
            message = _("'format' must be {wanted}, not {show}; this program knows no other").format(
                wanted=wanted, show=show(written)
            )
    else:
        return None
    return document.fault(path, "file.format", message)


def language_of(data: dict[str, Any]) -> str:
    """The language of reference of a file, `en` where it names none."""
    languages = data.get("languages")
    first = languages[0] if isinstance(languages, list) and languages else None
    return first if isinstance(first, str) else "en"
