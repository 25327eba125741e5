"""How long values of a class are kept, and from which day on they are due for erasure. Erases nothing."""

from __future__ import annotations

import calendar
import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta


def ends(since: int, period: str) -> date:
    """The first day (UTC) on which what is kept for `period` (`P2Y`, `P18M`, `P90D`) since `since` is due.

    `since` is UTC milliseconds. Months count as in ISO 8601; a day that a month lacks is its last one.
    """
    counts: Counter[str] = Counter()
    for number, unit in re.findall(r"(\d+)([YMWD])", period):
        counts[unit] += int(number)
    day = datetime.fromtimestamp(since / 1000, UTC).date()
    months = day.year * 12 + day.month - 1 + counts["Y"] * 12 + counts["M"]
    year, month = divmod(months, 12)
    try:
        last = calendar.monthrange(year, month + 1)[1]
        moved = date(year, month + 1, min(day.day, last))
        return moved + timedelta(days=counts["W"] * 7 + counts["D"])
    except (ValueError, OverflowError):
        return date.max
