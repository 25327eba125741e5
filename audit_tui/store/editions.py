"""Editions of checklists as the cache of results holds them: plain lists, numbers as text, nothing lost."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from audit_tui.model.question import plain
from audit_tui.rules.outcomes import AskedQuestion, AskedSection, AskedStandard, Edition


def plain_edition(one: Edition) -> list[Any]:
    """An edition as JSON holds it."""
    return [
        one.id,
        one.version,
        dict(one.title),
        one.touchpoint,
        str(one.weight),
        _opt(one.target),
        _opt(one.pass_from),
        [[each.id, _opt(each.weight), dict(each.title)] for each in one.sections],
        [
            [
                each.id,
                each.meaning,
                each.section,
                each.standard,
                str(each.points),
                _opt(each.cap),
                each.scope,
                dict(each.text),
            ]
            for each in one.questions
        ],
        [
            [each.code, None if each.share is None else plain(each.share), dict(each.text)]
            for each in one.standards
        ],
    ]


def edition_from(raw: list[Any]) -> Edition:
    """The edition that `plain_edition` wrote. Anything else raises ValueError, TypeError or IndexError."""
    id_, version, title, touchpoint, weight, target, pass_from, sections, questions, standards = raw
    return Edition(
        id=id_,
        version=version,
        title=title,
        touchpoint=touchpoint,
        weight=Fraction(weight),
        target=_fraction(target),
        pass_from=_fraction(pass_from),
        sections=tuple(AskedSection(each[0], _fraction(each[1]), each[2]) for each in sections),
        questions=tuple(
            AskedQuestion(
                id=each[0],
                meaning=each[1],
                section=each[2],
                standard=each[3],
                points=Fraction(each[4]),
                cap=_fraction(each[5]),
                scope=each[6],
                text=each[7],
            )
            for each in questions
        ),
        standards=tuple(
            AskedStandard(each[0], None if each[1] is None else Decimal(each[1]), each[2])
            for each in standards
        ),
    )


def _opt(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def _fraction(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)
