"""The agreement of auditors in words: a coefficient with its interval, who is lenient, what divides people."""

from __future__ import annotations

from collections.abc import Callable

from audit_tui.locale_format import MINUS, Figure, conventions
from audit_tui.rules.agreement import (
    DIVIDES,
    FEW_COMPARED,
    Agreement,
    AuditorLean,
    Difference,
    Figures,
    PairAgreement,
    QuestionAgreement,
)
from audit_tui.rules.coefficients import Coefficient
from audit_tui.rules.statistics import FEW_VISITS

Translate = Callable[[str], str]


def coefficient_words(one: Coefficient) -> str:
    """`.91 (.82–1.00)`; a dash where it is not defined."""
    if one.value is None or one.interval is None:
        return "–"
    return f"{_figure(one.value)} ({_figure(one.interval.low)}–{_figure(one.interval.high)})"


def _figure(value: float) -> str:
    text = (
        f"{abs(value):.2f}".removeprefix("0") if conventions().decimal == "." else f"{Figure(abs(value)):.2f}"
    )
    return f"{MINUS}{text}" if value < 0 and text.strip("0.,") else text


def same_words(figures: Figures, _: Translate) -> str:
    """`46 of 50 the same`, of pairs of people as far as there are more than two."""
    same = (figures.raw.value or 0.0) * figures.n
    shown = f"{same:.0f}" if abs(same - round(same)) < 1e-9 else f"{Figure(same):.1f}"
    return _("{same} of {n} the same").format(same=shown, n=figures.n)


def figures_words(figures: Figures, _: Translate) -> str:
    """Raw agreement, AC1 and weighted kappa; only counts where there are too few comparisons."""
    if not figures.n:
        return _("nothing to compare")
    if figures.few:
        return f"{same_words(figures, _)} · {_('too few')}"
    return _("raw {raw} · AC1 {ac1} · kappa {kappa} · n = {n}").format(
        raw=coefficient_words(figures.raw),
        ac1=coefficient_words(figures.ac1),
        kappa=coefficient_words(figures.weighted),
        n=figures.n,
    )


def figures_lines(figures: Figures, _: Translate) -> tuple[str, ...]:
    """The same as `figures_words` in lines short enough for a narrow screen."""
    if figures.few:
        return (figures_words(figures, _),)
    return (
        _("raw {raw} · n = {n}").format(raw=coefficient_words(figures.raw), n=figures.n),
        _("AC1 {ac1} · kappa {kappa}").format(
            ac1=coefficient_words(figures.ac1), kappa=coefficient_words(figures.weighted)
        ),
    )


def points_words(value: float) -> str:
    """`+12.5`, `−3.0`, in percentage points."""
    text = f"{Figure(abs(value)):.1f}"
    return text if not text.strip("0.,") else f"{'+' if value > 0 else MINUS}{text}"


def difference_words(one: Difference, _: Translate) -> str:
    """`−12.0 points (−20.1 … −3.9), 7 visits`."""
    if one.mean is None:
        return _("nothing scored in common")
    around = one.mean.interval
    units = (
        _("visits: {n}").format(n=one.mean.n)
        if one.unit == "visit"
        else _("answers: {n}").format(n=one.mean.n)
    )
    if around is None:
        return _("{mean} points, {units}").format(mean=points_words(one.mean.value), units=units)
    return _("{mean} points ({low} … {high}), {units}").format(
        mean=points_words(one.mean.value),
        low=points_words(around.low),
        high=points_words(around.high),
        units=units,
    )


def lean_words(one: Difference, _: Translate) -> str:
    """Lenient, severe, neither shown, or too few to say."""
    return {
        "lenient": _("lenient"),
        "severe": _("severe"),
        "even": _("no lean shown"),
        "few": _("too few"),
    }[one.lean]


def lean_sentence(one: AuditorLean, _: Translate) -> str:
    """Names an auditor who is lenient or severe; empty for others."""
    if one.difference.lean not in ("lenient", "severe"):
        return ""
    lenient = one.difference.lean == "lenient"
    if one.difference.unit == "visit":
        words = (
            _("{auditor} judges more leniently than others who saw the same visits")
            if lenient
            else _("{auditor} judges more severely than others who saw the same visits")
        )
    else:
        words = (
            _("{auditor} judged this more leniently than the others")
            if lenient
            else _("{auditor} judged this more severely than the others")
        )
    return f"{words.format(auditor=one.auditor)}: {difference_words(one.difference, _)}."


def divides_words(one: QuestionAgreement, _: Translate) -> str:
    """Whether a question divides people."""
    if one.divides is None:
        return _("too few")
    return _("divides") if one.divides else ""


def unit_sentence(seen: Agreement, _: Translate) -> str:
    """What the intervals rest on."""
    if seen.unit == "visit":
        return _("The intervals count each visit once, since the answers within a visit hang together.")
    return _("Under {few} visits: the intervals count answers, and hold for these visits alone.").format(
        few=FEW_VISITS
    )


def dividing_sentence(seen: Agreement, _: Translate) -> str:
    """Whether any question divides people, or how many visits it takes to say so."""
    if seen.dividing:
        return _("These questions divide people: surely less than {share} % agree.").format(
            share=round(100 * DIVIDES)
        )
    if any(one.divides is not None for one in seen.questions):
        return _("No question is shown to divide people.")
    return _("Too few visits to say which divide people: {few} are wanted.").format(few=FEW_COMPARED)


def pair_words(one: PairAgreement) -> str:
    """`S-1 ↔ S-2`."""
    return f"{one.one} ↔ {one.other}"
