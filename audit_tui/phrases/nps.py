"""A net promoter score in words: the figure with its sign, its interval, and how the source reads it."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from audit_tui.i18n import later_in
from audit_tui.locale_format import MINUS, decimal_words, in_a_row
from audit_tui.model.survey import NpsScale
from audit_tui.rules.nps import Reading, Score, read
from audit_tui.rules.statistics import FEW_ANSWERS

Translate = Callable[[str], str]


def signed(value: Fraction | float | int) -> str:
    """A score, whole: `+28`, `−3`, `0`; with decimals where rounding would move it into another reading."""
    exact = Fraction(value)
    for places in range(7):
        units = (abs(exact) * 10**places + Fraction(1, 2)).__floor__()
        shown = Fraction(units, 10**places) * (1 if exact >= 0 else -1)
        if read(shown) == read(exact):
            break
    text = f"{units // 10**places}" + (f".{units % 10**places:0{places}d}" if places else "")
    text = decimal_words(text)
    return text if not shown else f"+{text}" if shown > 0 else f"{MINUS}{text}"


def interval_words(score: Score) -> str:
    """`+2 … +49`."""
    return f"{signed(round(score.interval.low))} … {signed(round(score.interval.high))}"


def scale_words(scale: NpsScale) -> str:
    """`0–10`."""
    return scale.replace("-", "–")


def channels(_: Translate) -> dict[str, str]:
    """Channel of a survey → what it is called."""
    return {
        "in_person": _("in person"),
        "phone": _("by telephone"),
        "email": _("by e-mail"),
        "web": _("on the web"),
        "message": _("by message"),
        "paper": _("on paper"),
        "other": _("otherwise"),
    }


def reading_name(reading: Reading, _: Translate) -> str:
    """The band in a word or two."""
    return {
        "low": _(later_in("NPS", "low")),
        "known": _(later_in("NPS", "known")),
        "between": _(later_in("NPS", "between")),
        "favourite": _(later_in("NPS", "favourite")),
    }[reading]


def reading_words(score: Score, _: Translate) -> str:
    """How the score reads, in a word or two; or that there are too few answers."""
    return _("too few") if score.reading is None else reading_name(score.reading, _)


def reading_sentence(score: Score, _: Translate) -> str:
    """How the score reads, and what else its interval leaves possible."""
    if score.reading is None or score.possible is None:
        return _("Too few answers to read anything from it: {n}, and {few} are wanted.").format(
            n=score.n, few=FEW_ANSWERS
        )
    said = {
        "low": _("Below 10: customers do not value the product and the company."),
        "known": _("10 to 45: known; the orientation towards customers must rise."),
        "between": _("Between 45 and 50, which the source of this reading leaves unnamed."),
        "favourite": _("Above 50: among the favourites."),
    }[score.reading]
    low, high = score.possible
    if low == high:
        return said
    also = _("The interval reaches from “{low}” to “{high}”.").format(
        low=reading_name(low, _), high=reading_name(high, _)
    )
    return in_a_row([said, also])


def score_sentence(score: Score, _: Translate) -> str:
    """The score in one line, with everything it rests on."""
    return _(
        "NPS {score} (95 %: {interval}), scale {scale}, n = {n}: "
        "promoters {promoters}, passives {passives}, detractors {detractors}"
    ).format(
        score=signed(score.value),
        interval=interval_words(score),
        scale=scale_words(score.scale),
        n=score.n,
        promoters=score.promoters,
        passives=score.passives,
        detractors=score.detractors,
    )
