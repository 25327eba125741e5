"""How long values are kept: months as in ISO 8601, and a day that a month lacks is its last one."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit_tui.rules.retention import ends


def since(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("begun", "period", "due"),
    [
        ("2026-11-18", "P90D", date(2027, 2, 16)),
        ("2026-11-18", "P2W", date(2026, 12, 2)),
        ("2026-11-18", "P1M", date(2026, 12, 18)),
        ("2026-11-18", "P2M", date(2027, 1, 18)),
        ("2026-11-18", "P18M", date(2028, 5, 18)),
        ("2026-11-18", "P2Y", date(2028, 11, 18)),
        ("2026-12-31", "P2M", date(2027, 2, 28)),
        ("2027-12-31", "P2M", date(2028, 2, 29)),
        ("2024-02-29", "P1Y", date(2025, 2, 28)),
        ("2026-11-18", "P1Y2M1W3D", date(2028, 1, 28)),
        ("2026-11-18", "P1M1M", date(2027, 1, 18)),
        ("2026-11-18T23:59:59", "P1D", date(2026, 11, 19)),
    ],
)
def test_the_day_on_which_it_is_due(begun: str, period: str, due: date) -> None:
    assert ends(since(begun), period) == due


def test_what_no_calendar_reaches_is_never_due() -> None:
    assert ends(since("2026-11-18"), "P9999Y") == date.max
    assert ends(since("9999-12-01"), "P31D") == date.max


@given(st.integers(0, 4_000_000_000_000), st.integers(0, 400), st.integers(0, 400))
def test_longer_periods_end_later(moment: int, days: int, more: int) -> None:
    assert ends(moment, f"P{days}D") <= ends(moment, f"P{days + more}D")
    assert ends(moment, f"P{days}M") <= ends(moment, f"P{days + more}M")
