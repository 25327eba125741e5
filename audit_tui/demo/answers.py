"""Invented survey answers for the demo: a year of them, by month, each site as satisfied as its visits went."""

from __future__ import annotations

import random
from collections.abc import Iterator

from audit_tui.demo.chain import SITES
from audit_tui.store.responses import Given

_MONTHS = tuple(f"2025-{month:02d}" for month in (11, 12)) + tuple(
    f"2026-{month:02d}" for month in range(1, 11)
)
_LIKELY = {"HARBOUR": 8.6, "MEADOW": 8.2, "OLD-TOWN": 7.6, "LAKESIDE": 8.4, "TERMINAL": 6.8}
"""What customers of a site answer on average, out of 10."""
_MANY = {"HARBOUR": 9, "MEADOW": 7, "OLD-TOWN": 4, "LAKESIDE": 5, "TERMINAL": 2}
"""Answers a month. At one site there are too few in a year to read anything from them."""
_FROM_ONE = "LAKESIDE"
"""The site that asks from 1 to 10."""
_COMMENTS = {
    True: (
        "Always somebody there who knows.",
        "They called before they came.",
        "Quick, and friendly with it.",
    ),
    False: ("Nobody picked up.", "I was sent from desk to desk.", "The parcel came two hours late."),
}


def survey_answers(chance: random.Random) -> Iterator[Given]:
    """One answer after the other, oldest first."""
    for month in _MONTHS:
        for site in SITES:
            scale = "1-10" if site.id == _FROM_ONE else "0-10"
            for _ in range(_MANY[site.id]):
                answer = max(1, min(10, round(chance.gauss(_LIKELY[site.id], 1.9))))
                speaks = chance.random() < 0.08 and answer not in (7, 8)
                yield Given(
                    site=site.id,
                    day=f"{month}-{chance.randint(1, 28):02d}",
                    answer=answer,
                    scale=scale,
                    channel=chance.choice(("paper", "email", "in_person")),
                    comment=chance.choice(_COMMENTS[answer > 8]) if speaks else "",
                )
