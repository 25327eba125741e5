"""A corrective action may say the root cause; one without it is what it always was."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from audit_tui.model.audit import Action
from audit_tui.rules.record import digest

ID = "01KAFD00000000000000000AAA"
BEFORE = {"id": ID, "what": "Train the desk", "owner": "", "due": "2026-12-01", "verify": ""}


def test_an_action_of_an_earlier_version_is_written_again_without_a_cause_and_keeps_its_hash() -> None:
    again = Action.model_validate(BEFORE).model_dump(mode="json", exclude_none=True)
    assert again == BEFORE
    assert digest(again) == digest(BEFORE)


def test_a_root_cause_is_kept_as_its_code() -> None:
    action = Action(id=ID, what="Train the desk", cause="training")
    assert action.model_dump(mode="json", exclude_none=True)["cause"] == "training"


def test_what_is_no_known_root_cause_is_refused() -> None:
    with pytest.raises(ValidationError, match="cause"):
        Action.model_validate({**BEFORE, "cause": "weather"})
