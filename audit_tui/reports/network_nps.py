"""What a network report says of recommendation: the net promoter score of surveys and, apart, of shopper visits.

The figures are those of `rules.nps`: the scales are never pooled, and few answers are said to be few.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from gettext import NullTranslations
from typing import Any

from audit_tui.phrases.nps import (
    interval_words,
    reading_sentence,
    reading_words,
    scale_words,
    score_sentence,
    signed,
)
from audit_tui.reports.network_content import Recommended
from audit_tui.rules.nps import Opinion, Part, Score, by_question, questions_json, scores, scores_json


@dataclass(frozen=True, slots=True)
class Asked:
    """Answers to the question whether one would recommend: of customers, and of shoppers on the visits."""

    surveys: Sequence[Opinion] = ()
    visits: Sequence[Opinion] = ()


def recommended(
    asked: Asked, names: Mapping[str, str], translation: NullTranslations
) -> tuple[Recommended, ...]:
    """A line for the surveys over all sites, each site, each month, and each question that shoppers answered.

    `names`: site, in lower case → its name.
    """
    _ = translation.gettext
    surveys = scores(asked.surveys)
    overall = [Part(_("All sites"), score) for score in surveys.overall]
    sites = [Part(names.get(one.name.casefold(), one.name), one.score) for one in surveys.sites]
    groups = (
        (_("Surveys of customers"), [*overall, *(sites if len(sites) > len(overall) else [])]),
        (_("Surveys by month"), surveys.months if len(surveys.months) > len(overall) else ()),
        (_("Shopper visits, by question"), by_question(asked.visits)),
    )
    return tuple(
        _row(group if not at else "", one, translation)
        for group, parts in groups
        for at, one in enumerate(parts)
    )


def lead(asked: Asked, translation: NullTranslations) -> str:
    """The score of the surveys in a sentence each scale; empty where customers were not asked."""
    _ = translation.gettext
    return " ".join(
        f"{score_sentence(one, _)}. {reading_sentence(one, _)}" for one in scores(asked.surveys).overall
    )


def nps_json(asked: Asked, names: Mapping[str, str]) -> dict[str, Any]:
    """The scores as JSON types, as `nps --json` gives them."""
    known = {one.site: names[one.site.casefold()] for one in asked.surveys if one.site.casefold() in names}
    return {
        "surveys": scores_json(scores(asked.surveys), known),
        "visits": questions_json(by_question(asked.visits)),
    }


def _row(group: str, part: Part, translation: NullTranslations) -> Recommended:
    score: Score = part.score
    return Recommended(
        group=group,
        name=part.name,
        scale=scale_words(score.scale),
        score=signed(score.value),
        interval=interval_words(score),
        camps=f"{score.promoters} · {score.passives} · {score.detractors}",
        n=str(score.n),
        reading=reading_words(score, translation.gettext),
        value=float(score.value),
        band=(float(score.interval.low), float(score.interval.high)),
    )
