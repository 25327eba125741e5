"""A remark at one question of a finished audit, by a second person: what its auditor is to look at again there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from audit_tui.model.text import pick
from audit_tui.tui.screens.editor import EditorScreen
from audit_tui.tui.talk import _, language

if TYPE_CHECKING:
    from audit_tui.keeping import Remarks
    from audit_tui.rules.view import AuditView

LONGEST_REMARK = 2000
"""Characters."""


def ask_remark(
    screen: Screen[Any], view: AuditView, remarks: Remarks, path: str, told: Callable[[str], None]
) -> None:
    """Open the editor for the remark at `path` over `screen`; what is typed there is kept as it is typed.

    `told` is called with what became of it.
    """
    known = view.told_of(path)
    before = remarks.at(path)

    def written(text: str | None) -> None:
        remarks.put(path, text or "")
        if text:
            told(_("The remark is kept; it goes with the audit when you return it."))
        else:
            told(_("The remark is taken back.") if before else _("No remark was written."))

    box = EditorScreen(
        _("Remark: what is the auditor to look at again here?"),
        help=pick(known[1].text, language()) if known is not None else "",
        text=before,
        limit=LONGEST_REMARK,
    )
    box.typing = partial(remarks.put, path)
    screen.app.push_screen(box, written)
