"""The experience of a visit in words: what each slice is called and holds, and what the balance says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from audit_tui.locale_format import MINUS, listed
from audit_tui.rules.experience import NEGATIVE_WEIGHT, Balance, Experience, Group
from audit_tui.rules.results import share_of

Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Slice:
    """One phase, nature, department or factor. `percent` is 0 to 100, None where nothing was assessed."""

    title: str
    explanation: str
    percent: Fraction | None
    count: str
    """How many observations it rests on; `2 / 3` of delights; the balance where there is no percentage."""


@dataclass(frozen=True, slots=True)
class Slices:
    """Slices that belong together."""

    title: str
    rows: tuple[Slice, ...]


def balance_words(balance: Balance, _: Translate) -> str:
    """`+12`, `−3` or `0`."""
    value = balance.value
    return f"+{value}" if value > 0 else f"{MINUS}{-value}" if value < 0 else "0"


def balance_sentence(balance: Balance, _: Translate) -> str:
    """Which way the balance hangs, and what would make it good."""
    if balance.value > 0:
        return _("The positives outweigh the negatives.")
    if balance.value == 0:
        return _("Positives and negatives are in balance.")
    return _("The negatives outweigh the positives; {count} more positives would make them good.").format(
        count=balance.lacking
    )


def balance_sum(balance: Balance, _: Translate) -> str:
    """How the balance comes about: `14 positives − 5 × 2 negatives`."""
    return _("{positives} positives − {weight} × {negatives} negatives").format(
        positives=balance.positives, weight=NEGATIVE_WEIGHT, negatives=balance.negatives
    )


def slices(seen: Experience, titles: Mapping[str, str], _: Translate) -> tuple[Slices, ...]:
    """Every group of slices that holds something. `titles`: id of a checklist → its title."""
    found = [
        Slices(
            _("Balance by touchpoint"),
            tuple(
                Slice(
                    titles.get(name, name),
                    balance_sum(balance, _),
                    None,
                    balance_words(balance, _),
                )
                for name, balance in seen.touchpoints
            ),
        ),
        Slices(_("By nature"), _rows(seen.natures, natures(_))),
        Slices(_("By phase"), _rows(seen.phases, phases(_))),
        Slices(
            _("By expectation"),
            (
                *_rows((one for one in seen.kinds if one.name == "expected"), kinds(_)),
                *_delights(seen, _),
            ),
        ),
        Slices(_("By department"), _rows(seen.owners, {})),
        Slices(_("By staff group"), _rows(seen.staff_groups, {})),
        Slices(_("Conduct of employees"), _rows(seen.factors, factors(_))),
    ]
    return tuple(each for each in found if each.rows)


def idle_words(seen: Experience, _: Translate) -> str:
    """Standards that are kept and that customers value little; empty where there are none."""
    if not seen.idle:
        return ""
    named = listed(one.standard.partition("/")[2] for one in seen.idle)
    return _("Kept, and of low value to customers: {standards}. Ask whether the work is worth it.").format(
        standards=named
    )


def natures(_: Translate) -> dict[str, tuple[str, str]]:
    """Name → title and what it holds."""
    return {
        "tangible": (_("Tangible"), _("facts, things and times")),
        "emotional": (_("Emotional"), _("attention, tone and care")),
    }


def phases(_: Translate) -> dict[str, tuple[str, str]]:
    """Name → title and what it holds."""
    return {
        "perception": (_("Perception"), _("before: what is seen and heard of the site")),
        "interaction": (_("Interaction"), _("during: the moments of truth")),
        "memory": (_("Memory"), _("after: what stays")),
    }


def kinds(_: Translate) -> dict[str, tuple[str, str]]:
    """Name → title and what it holds."""
    return {
        "expected": (_("Expected"), _("taken for granted at such a site; missing it is a fault")),
        "delight": (_("Delight"), _("what customers do not expect; a missing one costs nothing")),
    }


def factors(_: Translate) -> dict[str, tuple[str, str]]:
    """Name → title and what it holds."""
    return {
        "calm": (_("Calm"), _("a calm and positive attitude")),
        "confident": (_("Confident and friendly"), _("how the employee communicates")),
        "knowledgeable": (_("Knowledgeable"), _("knows the service or product")),
        "adapts": (_("Adapts"), _("adapts quickly, finds a way out of conflicts")),
        "articulate": (_("Articulate"), _("competent, persuasive speech, without pressing")),
        "common_language": (_("Common language"), _("finds it with different customers")),
        "listens": (_("Listens"), _("active listening")),
        "teamwork": (_("Teamwork"), _("works with colleagues")),
        "open": (_("Open"), _("turns to the customer of their own accord")),
        "negotiates": (_("Negotiates"), _("looks for what suits both")),
    }


def _delights(seen: Experience, _: Translate) -> Sequence[Slice]:
    if not seen.delights_offered:
        return ()
    title, explanation = kinds(_)["delight"]
    share = share_of(seen.delights_given, seen.delights_offered)
    return (Slice(title, explanation, share, f"{seen.delights_given} / {seen.delights_offered}"),)


def _rows(groups: Iterable[Group], names: Mapping[str, tuple[str, str]]) -> tuple[Slice, ...]:
    rows = []
    for group in groups:
        title, explanation = names.get(group.name, (group.name, ""))
        rows.append(Slice(title, explanation, group.percent, str(group.observations)))
    return tuple(rows)
