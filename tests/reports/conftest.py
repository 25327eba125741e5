"""Fixtures for the tests of reports."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reports.audits import RINGS, SOLVED, Walk, small


@pytest.fixture
def failed(tmp_path: Path) -> Walk:
    """A finished audit with a critical and a minor finding, a note, a private note, two photos, an action."""
    walk = Walk(tmp_path, [small([RINGS, SOLVED])])
    walk.say("answer", "phone/rings", "4")
    walk.say("note", "phone/rings", "It rang & rang <b>loudly</b>.")
    walk.say("answer", "phone/solved", "no")
    walk.say("note", "phone/solved", "CANARY-PRIVATE-NOTE", private=True)
    walk.photo("phone/solved", caption="the call log")
    walk.photo("phone/solved", "olive", (600, 800))
    walk.action("phone/solved", "Let every call end with an answer")
    walk.say("finish")
    return walk
