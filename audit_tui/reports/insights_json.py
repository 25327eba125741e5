"""Comparisons as JSON, for `insights --json` and the data of a network report: every figure with how many visits
it rests on. It computes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from audit_tui.model.text import pick
from audit_tui.reports.figures import Figures
from audit_tui.rules.comparison import Comparison
from audit_tui.rules.insights import Cell, Selected, Selection
from audit_tui.rules.outcomes import AuditResult
from audit_tui.rules.results import number
from audit_tui.rules.statistics import Interval
from audit_tui.store.results import Unread

_LANGUAGE = "en"


def document(part: str, selection: Selection, selected: Selected, unread: Sequence[Unread]) -> dict[str, Any]:
    """The whole answer for one part."""
    return {
        "part": part,
        "demo": selected.demo,
        "selection": {
            "site": selection.site or None,
            "region": selection.region or None,
            "checklist": selection.checklist or None,
            "from": selection.start or None,
            "to": selection.end or None,
        },
        "visits": len(selected.visits),
        "aborted": selected.aborted,
        "unscored": selected.unscored,
        "remeasured": selected.remeasured,
        "unread": [{"number": one.number, "why": one.why} for one in unread],
        **part_json(part, Figures(selected)),
    }


def part_json(part: str, figures: Figures) -> dict[str, Any]:
    """The figures of one part alone: `improved`, `league`, `heatmap`, `trend` or `recurring`."""
    return _PARTS[part](figures)


def comparison_json(comparison: Comparison | None) -> dict[str, Any] | None:
    """Two visits against each other; null where there is nothing to compare with."""
    if comparison is None:
        return None

    def named(items: Iterable[str]) -> list[dict[str, str]]:
        return [
            {
                "id": item,
                "text": pick(comparison.after.text(item) or comparison.before.text(item), _LANGUAGE),
            }
            for item in items
        ]

    return {
        "before": _visit(comparison.before),
        "after": _visit(comparison.after),
        "comparable": comparison.comparable,
        "asked": comparison.asked,
        "percent_before": number(comparison.percent_before),
        "percent_after": number(comparison.percent_after),
        "change": number(comparison.change),
        "fixed": named(comparison.fixed),
        "recurring": named(comparison.recurring),
        "new": named(comparison.new),
        "not_rechecked": named(comparison.not_rechecked),
        "first": named(comparison.first),
    }


def _visit(result: AuditResult) -> dict[str, Any]:
    return {
        "id": result.id,
        "number": result.number,
        "date": result.day or None,
        "percent": number(result.percent),
        "passed": result.passed,
    }


def _interval(interval: Interval | None) -> dict[str, float] | None:
    return None if interval is None else {"low": round(interval.low, 6), "high": round(interval.high, 6)}


def _rate(interval: Interval | None) -> dict[str, float] | None:
    """An interval of a rate, in percent as all figures are."""
    if interval is None:
        return None
    return {"low": round(100 * interval.low, 6), "high": round(100 * interval.high, 6)}


def _improved(figures: Figures) -> dict[str, Any]:
    return {
        "sites": [
            {
                "site": one.site,
                "name": one.name,
                "visits": len(one.visits),
                "aside": one.aside,
                "last_visit": _visit(one.visits[-1]),
                "target": number(one.target),
                "gap": number(one.gap),
                "last": comparison_json(one.last),
                "period": comparison_json(one.period),
            }
            for one in figures.progress
        ]
    }


def _league(figures: Figures) -> dict[str, Any]:
    found = figures.league
    return {
        "checklists": list(found.asked),
        "aside": found.aside,
        "sites": [
            {
                "rank": one.rank,
                "site": one.site,
                "name": one.name,
                "region": one.region or None,
                "visits": one.visits,
                "percents": [number(percent) for percent in one.percents],
                "median": number(one.median),
                "interval": _interval(one.interval),
                "passed": one.passed,
                "judged": one.judged,
                "pass_interval": _rate(one.pass_interval),
                "fail_at_most": None if one.at_most is None else round(100 * one.at_most, 6),
            }
            for one in found.standings
        ],
    }


def _heatmap(figures: Figures) -> dict[str, Any]:
    found = figures.heat

    def cell(site: str, checklist: str, one: Cell) -> dict[str, Any]:
        return {
            "site": site,
            "checklist": checklist,
            "visits": one.visits,
            "last": number(one.last),
            "last_date": one.day or None,
            "last_level": one.last_level,
            "critical": one.critical,
            "mean": number(one.mean),
            "mean_level": one.mean_level,
        }

    return {
        "checklists": [{"id": one, "title": pick(found.titles[one], _LANGUAGE)} for one in found.checklists],
        "sites": [{"site": site, "name": name} for site, name in found.sites],
        "cells": [cell(site, checklist, one) for (site, checklist), one in found.cells.items()],
    }


def _trend(figures: Figures) -> dict[str, Any]:
    return {
        "sites": [
            {
                "site": one.site,
                "name": one.name,
                "chart": one.chart,
                "checklists": list(one.asked),
                "aside": one.aside,
                "median": number(one.median),
                "interval": _interval(one.interval),
                "target": number(one.target),
                "signals": [
                    {
                        "kind": signal.kind,
                        "direction": "up" if signal.up else "down",
                        "from": signal.start,
                        "to": signal.end,
                    }
                    for signal in one.signals
                ],
                "mean_met": number(one.mean_met),
                "points": [
                    {
                        **_visit(point.result),
                        "comparable_percent": number(point.percent),
                        "comparable": point.comparable,
                        "asked": point.asked,
                        "standards_met": point.met,
                        "standards": point.standards,
                        "limits": None
                        if point.limits is None
                        else {"low": point.limits[0], "high": point.limits[1]},
                        "outside": point.outside or None,
                    }
                    for point in one.points
                ],
            }
            for one in figures.trends
        ]
    }


def _recurring(figures: Figures) -> dict[str, Any]:
    return {
        "standards": [
            {
                "id": one.item,
                "text": pick(one.text, _LANGUAGE),
                "visits": one.visits,
                "short": one.short,
                "interval": _rate(one.interval),
                "in_a_row": one.again,
                "sites": list(one.sites),
                "assessed_at": one.assessed_at,
                "last": _visit(one.last),
                "otherwise": one.otherwise,
            }
            for one in figures.recurring
        ]
    }


_PARTS = {
    "improved": _improved,
    "league": _league,
    "heatmap": _heatmap,
    "trend": _trend,
    "recurring": _recurring,
}
