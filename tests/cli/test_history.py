"""`show --history`: which questions are told, under which name, and in which words."""

from __future__ import annotations

import pytest

from audit_tui.cli.history import lines
from audit_tui.errors import InputError
from audit_tui.reports.histories import as_json, asked
from audit_tui.rules.view import AuditView
from tests.rules.test_history import GREETED, Walk


def test_a_question_of_a_repeat_is_named_by_its_place_and_one_taken_away_is_told_as_no_longer_asked() -> None:
    walk, path = Walk(), "desk/calls"
    for _ in range(2):
        walk.take(walk.session.add_instance(path))
    first, second = walk.record.projection.instances[path]
    for instance in (first, second):
        walk.take(walk.session.answer(f"{path}/{instance}/rings", "3"))
    walk.take(walk.session.remove_instance(path, second))
    found = asked(AuditView(walk.record), "", [])
    assert [(one.label, one.visible) for one in found] == [
        ("desk.calls", True),
        ("desk.calls[1].rings", True),
        (f"desk.calls.{second}.rings", False),
    ]
    assert "no longer asked" in "\n".join(lines(found))
    (one,) = asked(AuditView(walk.record), "desk.calls[1].rings", [])
    assert one.path == f"{path}/{first}/rings"
    assert asked(AuditView(walk.record), f"{path}/{second}/rings", [])[0].entries


def test_every_step_is_told_in_words_with_the_local_time_and_its_offset() -> None:
    walk = Walk()
    walk.take(walk.session.answer("desk/wait", "75", grade="noted"))
    walk.take(walk.session.answer("desk/wait", "80", grade="estimated", reason="clock stood still"))
    walk.take(walk.session.not_applicable(GREETED, "nobody there"))
    text = "\n".join(lines(asked(AuditView(walk.record), "", []))).replace("\u00a0", " ")
    for part in (
        "2026-11-22T11:00:00+01:00 · Anna Example · answered (noted)",
        "now: 75 s (1:15)",
        "answer changed (estimated)",
        "was: 75 s (1:15)",
        "now: 80 s (1:20)",
        "why: clock stood still",
        "set to not applicable",
        "why: nobody there",
    ):
        assert part in text


def test_the_text_of_a_private_note_is_neither_printed_nor_in_the_json() -> None:
    walk = Walk()
    walk.take(walk.session.note(GREETED, "CANARY-PRIVATE", private=True))
    found = asked(AuditView(walk.record), "desk.greeted", [])
    assert "private note written" in "\n".join(lines(found))
    assert "CANARY-PRIVATE" not in "\n".join(lines(found)) + str([as_json(one) for one in found])


def test_a_question_nothing_was_said_about_is_told_as_such_and_an_unknown_one_is_refused() -> None:
    view = AuditView(Walk().record)
    assert asked(view, "", []) == []
    assert "Nothing has been said yet." in list(lines([]))
    (one,) = asked(view, "desk.greeted", [])
    assert one.entries == []
    with pytest.raises(InputError, match=r"Did you mean desk\.greeted"):
        asked(view, "desk.greted", [])
