"""The jot pad in lines: what was seen or heard, each line kept with its time. Nothing here leaves the store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from audit_tui.linear.bench import Bench
from audit_tui.rules.jottings import jottings
from audit_tui.tui.talk import _


def jot(bench: Bench, text: str) -> None:
    """Keep `text`; without one tell what is there and take lines in until an empty one."""
    if text:
        bench.put(lambda: bench.session.jot(text))
        return
    bench.voice.say(_("Jot pad. For the debrief only: nothing of it is ever published."))
    found = jottings(bench.session.record)
    for one in found:
        moment = datetime.fromtimestamp(one.wall / 1000, UTC) + timedelta(minutes=one.offset)
        bench.voice.say(f"{moment:%H:%M} {one.text}")
    if not found:
        bench.voice.say(_("Nothing is jotted down yet."))
    if bench.readonly:
        return
    line = bench.voice.ask(_("What you saw or heard; Enter goes back."))
    while line:
        bench.put(lambda line=line: bench.session.jot(line))  # type: ignore[misc]
        line = bench.voice.line()
