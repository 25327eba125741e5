"""What several parts of a network report tell is computed once: the comparisons of a long chain take longest."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from audit_tui.clock import SystemClock
from audit_tui.reports import figures
from audit_tui.reports.network import network_content
from audit_tui.reports.network_given import Network
from audit_tui.reports.network_nps import Asked
from audit_tui.reports.network_sampling import Left
from audit_tui.rules.insights import Selection, select
from audit_tui.store.audits import AuditStore
from audit_tui.store.results import Results
from tests.demo.once import demo

COMPUTED = ("progress", "league", "heat_map", "trends", "recurring")


def test_each_figure_of_a_network_report_is_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    counted: Counter[str] = Counter()

    def counting(name: str) -> Any:
        compute = getattr(figures, name)

        def wrapped(selected: Any) -> Any:
            counted[name] += 1
            return compute(selected)

        return wrapped

    for name in COMPUTED:
        monkeypatch.setattr(figures, name, counting(name))
    store = AuditStore(demo(), SystemClock())
    selection = Selection("", "", "", "", "")
    given = Network(
        selection=selection,
        sites=(),
        selected=select(Results(store.workspace).of(store.rows()), selection),
        left=Left(drafts=0, abandoned=0, unread=[], without_visit=[]),
        actions=[],
        heard={},
        mystery=frozenset(),
        names={},
        asked=Asked(),
        as_of="2026-11-26",
    )
    content = network_content(given)
    assert content.league and content.heat and content.courses and content.recurring and content.moved
    assert counted == dict.fromkeys(COMPUTED, 1)
