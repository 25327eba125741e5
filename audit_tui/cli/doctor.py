"""Say where everything lies, which versions run, what is wrong, and what to do about it. Changes no audit.

Looks at the folders, the free space, each audit and its photos, what was recovered or set aside, the age of
the last backup, and the terminal. Notes are good to know; only findings end it with 1.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Sequence
from typing import Any

from audit_tui.cli.common import add_json, columns, say, say_json, workspace_of
from audit_tui.clock import SystemClock
from audit_tui.errors import DONE, FINDING
from audit_tui.i18n import _, later, later_in, plural
from audit_tui.phrases.health import fact_name, fact_words
from audit_tui.store.health import Diagnosis, diagnose
from audit_tui.store.survey import Remark

EXAMPLES = """examples:
  audit-tui doctor
  audit-tui doctor --workspace /path/to/workspace --json"""

_TITLES = {
    "program": later("Program"),
    "places": later("Places"),
    "contents": later_in("workspace", "Contents"),
    "terminal": later("Terminal"),
    "encryption": later("Encryption"),
}
SHOWN = 40
"""Remarks of a kind that are printed; a terminal holds no more."""


def configure(parser: argparse.ArgumentParser) -> None:
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    seen = diagnose(workspace_of(args, ask=False), SystemClock(), os.environ)
    seen.facts["terminal"] = _terminal()
    if args.json:
        told = {"findings": [*map(_as_json, seen.findings)], "notes": [*map(_as_json, seen.notes)]}
        say_json({"ok": not seen.findings, **seen.facts, **told})
    else:
        _print(seen)
    return FINDING if seen.findings else DONE


def _as_json(remark: Remark) -> dict[str, str]:
    return {"code": remark.code, "message": remark.message, "next": remark.next_step}


def _terminal() -> dict[str, Any]:
    width, height = shutil.get_terminal_size()
    return {
        "input": sys.stdin is not None and sys.stdin.isatty(),
        "output": sys.stdout.isatty(),
        "size": f"{width}×{height}",
        "encoding": sys.stdout.encoding,
        "TERM": os.environ.get("TERM") or None,
        "COLORTERM": os.environ.get("COLORTERM") or None,
        "NO_COLOR": "NO_COLOR" in os.environ,
    }


def _print(seen: Diagnosis) -> None:
    for title, facts in seen.facts.items():
        say(_(_TITLES.get(title, title)))
        for line in columns(
            [["  " + fact_name(name), fact_words(name, value)] for name, value in facts.items()]
        ):
            say(line)
        say()
    if seen.findings:
        _list(plural("{count} finding:", "{count} findings:", len(seen.findings)), seen.findings)
    else:
        say(_("All is well."))
    if seen.notes:
        say()
        _list(plural("{count} note:", "{count} notes:", len(seen.notes)), seen.notes)


def _list(head: str, remarks: Sequence[Remark]) -> None:
    say(head)
    for remark in remarks[:SHOWN]:
        say(f"- {remark.message}")
        say(f"  {remark.next_step}")
    if len(remarks) > SHOWN:
        say(_("and {count} more; --json lists all.").format(count=len(remarks) - SHOWN))
