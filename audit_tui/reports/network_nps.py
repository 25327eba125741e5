"""What a network report says of recommendation: the net promoter score of surveys and, apart, of shopper visits.

The figures are those of `rules.nps`: the scales are never pooled, and few answers are said to be few.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from gettext import NullTranslations
from typing import Any

from audit_tui.locale_format import finished, in_a_row, month_words
from audit_tui.phrases.nps import (
    interval_words,
    reading_sentence,
    reading_words,
    scale_words,
    score_sentence,
    signed,
)
from audit_tui.reports.foreign import keeping
from audit_tui.reports.network_content import Recommended
from audit_tui.rules.nps import Opinion, Part, Score, by_question, questions_json, scores, scores_json


@dataclass(frozen=True, slots=True)
class Asked:
    """Answers to the question whether one would recommend: of customers, and of shoppers on the visits."""

    surveys: Sequence[Opinion] = ()
    visits: Sequence[Opinion] = ()


def recommended(
    asked: Asked, names: Mapping[str, str], titles: Mapping[str, str], translation: NullTranslations
) -> tuple[Recommended, ...]:
    """A line for the surveys over all sites, each site, each month, and each question that shoppers answered.

    `names`: site, in lower case → its name; `titles`: checklist → its title.
    """
    _ = translation.gettext
    surveys = scores(asked.surveys)
    overall = [Part(_("All sites"), score) for score in surveys.overall]
    sites = [Part(names.get(one.name.casefold(), one.name), one.score) for one in surveys.sites]
    groups = (
        (_("Surveys of customers"), [*overall, *(sites if len(sites) > len(overall) else [])]),
        (_("Surveys by month"), _months(surveys.months) if len(surveys.months) > len(overall) else ()),
        (_("Shopper visits, by question"), _questions(by_question(asked.visits), titles)),
    )
    return tuple(
        _row(group if not at else "", one, translation)
        for group, parts in groups
        for at, one in enumerate(parts)
    )


def lead(asked: Asked, translation: NullTranslations) -> str:
    """The score of the surveys in a sentence each scale; empty where customers were not asked."""
    _ = translation.gettext
    return in_a_row(
        in_a_row([finished(score_sentence(one, _)), reading_sentence(one, _)])
        for one in scores(asked.surveys).overall
    )


def nps_json(asked: Asked, names: Mapping[str, str]) -> dict[str, Any]:
    """The scores as JSON types, as `nps --json` gives them."""
    known = {one.site: names[one.site.casefold()] for one in asked.surveys if one.site.casefold() in names}
    return {
        "surveys": scores_json(scores(asked.surveys), known),
        "visits": questions_json(by_question(asked.visits)),
    }


def _months(parts: Sequence[Part]) -> list[Part]:
    return [Part(month_words(one.name), one.score) for one in parts]


def _questions(parts: Sequence[Part], titles: Mapping[str, str]) -> list[Part]:
    """Each question by the title of its checklist; with its own name where the checklist asks several."""
    asked = Counter(name.partition(".")[0] for name in {one.name for one in parts})

    def name(full: str) -> str:
        checklist, _dot, question = full.partition(".")
        title = titles.get(checklist)
        if title is None:
            return full
        return title if asked[checklist] == 1 else keeping(f"{title} · {question}", title)

    return [Part(name(one.name), one.score) for one in parts]


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
