"""Net promoter score: promoters less detractors of everybody who was asked, with its interval and its reading.

Pure. The scales from 0 and from 1 are never pooled or converted, and answers to surveys stay apart from those
that shoppers give on visits: each has figures of its own.

The bands of reading are those of the background document on customer orientation (Russian): above 50 among the
favourites; 10 to 45 known, orientation must rise; below 10 customers do not value product and company. It leaves
45 to 50 unnamed: "between" here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, Literal, get_args

from audit_tui.model.survey import SCALES, NpsScale
from audit_tui.rules.results import number, share_of
from audit_tui.rules.statistics import FEW_ANSWERS, Interval, Number, nps_interval

Camp = Literal["promoter", "passive", "detractor"]
CAMPS: Final[tuple[Camp, ...]] = get_args(Camp)

Reading = Literal["low", "known", "between", "favourite"]


@dataclass(frozen=True, slots=True)
class Opinion:
    """One answer: where, when, on which scale."""

    site: str
    day: str
    """`2026-11-18`."""
    scale: NpsScale
    answer: int
    question: str = ""
    """`phone.recommend`, of an answer that a shopper gave on a visit."""


@dataclass(frozen=True, slots=True)
class Score:
    """The answers on one scale, counted."""

    scale: NpsScale
    promoters: int
    passives: int
    detractors: int

    @property
    def n(self) -> int:
        return self.promoters + self.passives + self.detractors

    @property
    def value(self) -> Fraction:
        """-100 to 100; there is no score without an answer."""
        return Fraction(100 * (self.promoters - self.detractors), self.n)

    @property
    def interval(self) -> Interval:
        """At 95 percent, by the adjusted Wald method."""
        return nps_interval(self.promoters, self.detractors, self.n)

    @property
    def few(self) -> bool:
        """Too few answers to read anything from the score."""
        return self.n < FEW_ANSWERS

    @property
    def reading(self) -> Reading | None:
        """What the score says; None where there are too few answers."""
        return None if self.few else read(self.value)

    @property
    def possible(self) -> tuple[Reading, Reading] | None:
        """What the ends of the interval would say; None where there are too few answers."""
        return None if self.few else (read(self.interval.low), read(self.interval.high))


@dataclass(frozen=True, slots=True)
class Part:
    """The score of one site, one month or one question on one scale."""

    name: str
    score: Score


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of several answers: over all, by site and by month, each scale by itself."""

    overall: tuple[Score, ...]
    sites: tuple[Part, ...]
    months: tuple[Part, ...]
    """`2026-11`, oldest first."""


def camp(answer: int) -> Camp:
    """Promoters answer 9 or 10, passives 7 or 8, detractors less, on either scale."""
    return "promoter" if answer >= 9 else "passive" if answer >= 7 else "detractor"


def read(score: Number) -> Reading:
    """The band of reading that a score lies in."""
    if score > 50:
        return "favourite"
    if score > 45:
        return "between"
    return "known" if score >= 10 else "low"


def scores(opinions: Iterable[Opinion]) -> Scores:
    """The scores of these answers; nothing where there are none."""
    several = list(opinions)
    return Scores(
        overall=tuple(part.score for part in _parts(("", one) for one in several)),
        sites=_parts((one.site, one) for one in several),
        months=_parts((one.day[:7], one) for one in several),
    )


def by_question(opinions: Iterable[Opinion]) -> tuple[Part, ...]:
    """The score of each question that shoppers were asked: one visit asks several, so they are not pooled."""
    return _parts((one.question, one) for one in opinions)


def _parts(named: Iterable[tuple[str, Opinion]]) -> tuple[Part, ...]:
    counts: dict[tuple[str, NpsScale], dict[Camp, int]] = {}
    for name, one in named:
        count = counts.setdefault((name, one.scale), dict.fromkeys(CAMPS, 0))
        count[camp(one.answer)] += 1
    order = sorted(counts, key=lambda key: (key[0], SCALES.index(key[1])))
    return tuple(
        Part(name, Score(scale, *(counts[name, scale][each] for each in CAMPS))) for name, scale in order
    )


def score_json(score: Score) -> dict[str, Any]:
    """A score as JSON types: shares and score in percent, the interval rounded to six decimals."""
    interval, possible = score.interval, score.possible
    return {
        "scale": score.scale,
        "n": score.n,
        "promoters": score.promoters,
        "passives": score.passives,
        "detractors": score.detractors,
        "promoters_percent": number(share_of(score.promoters, score.n)),
        "passives_percent": number(share_of(score.passives, score.n)),
        "detractors_percent": number(share_of(score.detractors, score.n)),
        "score": number(score.value),
        "interval": [round(interval.low, 6), round(interval.high, 6)],
        "few": score.few,
        "reading": score.reading,
        "possible": None if possible is None else list(possible),
    }


def scores_json(several: Scores, names: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Scores as JSON types. `names`: id of a site → its name."""
    known = names or {}
    return {
        "overall": [score_json(one) for one in several.overall],
        "sites": [
            {"site": one.name, "name": known.get(one.name), **score_json(one.score)} for one in several.sites
        ],
        "months": [{"month": one.name, **score_json(one.score)} for one in several.months],
    }


def questions_json(parts: Iterable[Part]) -> list[dict[str, Any]]:
    """The scores of questions as JSON types."""
    return [{"question": one.name, **score_json(one.score)} for one in parts]
