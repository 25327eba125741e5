"""Photos in words that every face of the program says alike. Reads only."""

from __future__ import annotations

from collections.abc import Sequence

from audit_tui.i18n import _

_MOST = 12
"""Tags that are named; of the rest it is said that there are more."""


def left_out_words(tags: Sequence[str]) -> str:
    """That a report shows places instead of these photos, and why."""
    named = ", ".join(tags[:_MOST]) + ("…" if len(tags) > _MOST else "")
    return _("Photos left out, for nobody declared them clear or masked: {tags}.").format(tags=named)
