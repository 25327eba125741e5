"""What came out of one visit, small enough to keep thousands at hand: the ground of every comparison.

An edition holds what a checklist asked, once for all audits begun with it; a result holds what came out of
one audit, question by question. Recorded percentages stay as they were recorded; outcomes of questions are
what today's rules make of the answers, so that both sides of a comparison are judged by one measure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any, Literal

from audit_tui.rules.results import StandardStatus, standard_status

Key = tuple[str, str, int]
"""What is compared with what: checklist, question, and the question's `meaning`."""

Texts = Mapping[str, str]
"""A text by language."""

Scope = Literal["section", "checklist", "visit"]

_NONE = Fraction(0)
_LETTERS: Mapping[StandardStatus, str] = {"met": "m", "partly": "p", "not_met": "n", "not_assessed": "-"}
_DELIGHT = "d"
"""Letter of a delight that was given: it is met, but counts among no standards that had to be."""
_STATUSES: Mapping[str, StandardStatus] = {
    _DELIGHT: "met",
    **{letter: status for status, letter in _LETTERS.items()},
}


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question that can be compared: it earns points, or it can fail."""

    id: str
    meaning: int
    section: str
    standard: str | None
    """Its code alone, `PH-01`."""
    points: Fraction
    cap: Fraction | None
    """Of a critical question: the percentage above which `scope` cannot be after a failure."""
    scope: Scope
    text: Texts


@dataclass(frozen=True, slots=True)
class AskedSection:
    """A section with its weight, None where points weigh."""

    id: str
    weight: Fraction | None
    title: Texts


@dataclass(frozen=True, slots=True)
class AskedStandard:
    """A standard by its code, with the share of observations that is enough, None where all must be full."""

    code: str
    share: Decimal | None
    text: Texts


@dataclass(frozen=True)
class Edition:
    """One edition of a checklist as far as comparisons need it."""

    id: str
    version: str
    title: Texts
    touchpoint: str
    weight: Fraction
    target: Fraction | None
    pass_from: Fraction | None
    sections: tuple[AskedSection, ...]
    questions: tuple[AskedQuestion, ...]
    standards: tuple[AskedStandard, ...]

    @cached_property
    def keys(self) -> Mapping[Key, AskedQuestion]:
        return {(self.id, one.id, one.meaning): one for one in self.questions}

    @cached_property
    def frame(self) -> tuple[Any, ...]:
        """Everything that a percentage rests on and no wording: where it is equal, percentages compare."""
        return (
            self.weight,
            tuple((one.id, one.weight) for one in self.sections),
            tuple(
                (one.id, one.meaning, one.section, one.standard, one.points, one.cap, one.scope)
                for one in self.questions
            ),
        )

    @cached_property
    def measures(self) -> Mapping[str, frozenset[Key]]:
        """Full id of a standard → the questions that measure it."""
        found: dict[str, set[Key]] = {f"{self.id}/{one.code}": set() for one in self.standards}
        for key, question in self.keys.items():
            if question.standard is not None:
                found.setdefault(f"{self.id}/{question.standard}", set()).add(key)
        return {id_: frozenset(keys) for id_, keys in found.items()}

    @cached_property
    def items(self) -> Mapping[str, frozenset[Key]]:
        """What can fall short → its questions: each standard, and each question without one (`phone.rings`)."""
        alone = {
            f"{self.id}.{one.id}": frozenset({key}) for key, one in self.keys.items() if one.standard is None
        }
        return {**self.measures, **alone}

    @cached_property
    def shares(self) -> Mapping[str, Decimal | None]:
        return {f"{self.id}/{one.code}": one.share for one in self.standards}

    @cached_property
    def texts(self) -> Mapping[str, Texts]:
        """What each of the items asks."""
        standards = {f"{self.id}/{one.code}": one.text for one in self.standards}
        return {**{f"{self.id}.{one.id}": one.text for one in self.questions}, **standards}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out of a question that was assessed, over all rounds in which it was asked."""

    got: Fraction
    max: Fraction
    seen: int
    """How often it was assessed."""
    full: int
    failed: int
    """How often it failed or earned nothing."""
    critical: int
    """How often it failed as a critical one."""

    @property
    def is_full(self) -> bool:
        return self.full == self.seen


@dataclass(frozen=True)
class ChecklistResult:
    """What came out of one checklist of a visit. Figures are texts until somebody asks for them."""

    edition: Edition
    percent_text: str
    """Recorded, 0 to 100, caps included; empty where there is none."""
    passed: bool | None
    section_texts: tuple[str, ...]
    """Recorded percentages in the order of the edition's sections; empty where there is none."""
    statuses: str
    """One letter for each standard of the edition: met, partly, not met, not assessed, a delight (m p n - d)."""
    falls: str
    """One letter for each item of the edition: fell short, held, was not assessed (x . -)."""
    marks: str
    """One word for each question of the edition, as `write_outcomes` writes them."""

    @cached_property
    def percent(self) -> Fraction | None:
        return Fraction(self.percent_text) if self.percent_text else None

    @cached_property
    def sections(self) -> Mapping[str, Fraction | None]:
        pairs = zip(self.edition.sections, self.section_texts, strict=True)
        return {one.id: Fraction(text) if text else None for one, text in pairs}

    @cached_property
    def standards(self) -> Mapping[str, StandardStatus]:
        """Full id → recorded status."""
        pairs = zip(self.edition.standards, self.statuses, strict=True)
        return {f"{self.edition.id}/{one.code}": _STATUSES[letter] for one, letter in pairs}

    def met(self, among: Collection[str]) -> tuple[int, int]:
        """Of the standards `among` that are expected and were assessed: how many are met, and of how many."""
        letters = self.statuses
        if not all(id_ in among for id_ in self.edition.shares):
            pairs = zip(self.edition.shares, letters, strict=True)
            letters = "".join(letter for id_, letter in pairs if id_ in among)
        return letters.count("m"), len(letters) - letters.count("-") - letters.count(_DELIGHT)

    @property
    def fell_short(self) -> Iterator[tuple[str, bool]]:
        """Every item that was assessed, and whether it fell short."""
        pairs = zip(self.edition.items, self.falls, strict=True)
        return ((item, letter == "x") for item, letter in pairs if letter != "-")

    @property
    def assessed(self) -> int:
        """How many questions were assessed."""
        words = self.marks.split()
        return len(words) - words.count("-")

    @cached_property
    def outcomes(self) -> Mapping[Key, Outcome]:
        """The assessed questions."""
        return read_outcomes(self.edition, self.marks)


@dataclass(frozen=True, slots=True)
class Recommendation:
    """An answer to "how likely are you to recommend us?", with the low end of its scale."""

    checklist: str
    question: str
    meaning: int
    low: int
    value: int


@dataclass(frozen=True)
class AuditResult:
    """What came out of one visit. It names nobody."""

    id: str
    number: str
    site: str
    site_name: str
    region: str
    kind: str
    day: str
    """Local date of the visit, `YYYY-MM-DD`."""
    created: int
    demo: bool
    aborted: bool
    """Broken off: it has no result and counts nowhere."""
    rules: str
    """Version of the rules by which the recorded figures were made."""
    percent_text: str
    passed: bool | None
    critical: tuple[str, ...]
    """Labels of the critical questions that failed."""
    recommendations: tuple[Recommendation, ...]
    checklists: tuple[ChecklistResult, ...]
    head: str = ""
    """Hash of the last event of its record: the fingerprint that its own report prints."""

    @cached_property
    def percent(self) -> Fraction | None:
        """As recorded: 0 to 100, caps included; None where there is none."""
        return Fraction(self.percent_text) if self.percent_text else None

    @cached_property
    def outcomes(self) -> Mapping[Key, Outcome]:
        """The assessed questions of all checklists."""
        return {key: one for each in self.checklists for key, one in each.outcomes.items()}

    @cached_property
    def standards(self) -> Mapping[str, StandardStatus]:
        return {id_: status for each in self.checklists for id_, status in each.standards.items()}

    @cached_property
    def items(self) -> Mapping[str, frozenset[Key]]:
        return {id_: keys for each in self.checklists for id_, keys in each.edition.items.items()}

    @cached_property
    def asked(self) -> tuple[str, ...]:
        """The ids of its checklists, sorted: visits with the same ones are of one kind."""
        return tuple(sorted(each.edition.id for each in self.checklists))

    @property
    def order(self) -> tuple[str, int, str]:
        """Visits in the order of their days."""
        return self.day, self.created, self.id

    @cached_property
    def shortfalls(self) -> tuple[str, ...]:
        """The standards that were not fully met and the questions without a standard that fell short."""
        return tuple(item for each in self.checklists for item, short in each.fell_short if short)

    def text(self, item: str) -> Texts:
        """What a standard or question asks; empty where this visit did not ask it."""
        for each in self.checklists:
            if item in each.edition.texts:
                return each.edition.texts[item]
        return {}

    def share(self, item: str) -> Decimal | None:
        for each in self.checklists:
            if item in each.edition.shares:
                return each.edition.shares[item]
        return None

    def only(self, checklist: str) -> AuditResult | None:
        """The part of one checklist as a result of its own; None where it was not asked."""
        for each in self.checklists:
            if each.edition.id == checklist:
                return replace(
                    self,
                    percent_text=each.percent_text,
                    passed=each.passed,
                    critical=tuple(one for one in self.critical if one.startswith(f"{checklist}.")),
                    recommendations=tuple(one for one in self.recommendations if one.checklist == checklist),
                    checklists=(each,),
                )
        return None


def write_outcomes(edition: Edition, outcomes: Mapping[Key, Outcome]) -> str:
    """Outcomes as one line of text, a word for each question: `-` not assessed, `=2` twice at full points."""
    return " ".join(_word(question, outcomes.get(key)) for key, question in edition.keys.items())


def _word(question: AskedQuestion, one: Outcome | None) -> str:
    if one is None:
        return "-"
    if one.full == one.seen and not one.failed and not one.critical:
        whole = question.points if one.seen == 1 else question.points * one.seen
        if one.got == whole == one.max:
            return f"={one.seen}"
    return f"{one.got},{one.max},{one.seen},{one.full},{one.failed},{one.critical}"


@lru_cache(maxsize=1024)
def _whole(points: Fraction, seen: int) -> Outcome:
    """A question seen so often at full points: most of all outcomes."""
    return Outcome(points * seen, points * seen, seen, seen, 0, 0)


def read_outcomes(edition: Edition, line: str) -> Mapping[Key, Outcome]:
    """The outcomes that `write_outcomes` wrote. ValueError where the line does not fit the edition."""
    found: dict[Key, Outcome] = {}
    for (key, question), word in zip(edition.keys.items(), line.split(), strict=True):
        if word == "-":
            continue
        if word.startswith("="):
            found[key] = _whole(question.points, int(word[1:]))
        else:
            got, most, *counts = word.split(",")
            found[key] = Outcome(Fraction(got), Fraction(most), *map(int, counts))
    return found


def write_statuses(
    edition: Edition, statuses: Mapping[str, StandardStatus], delights: Collection[str]
) -> str:
    """One letter for each standard of the edition; what `statuses` does not name was not assessed.

    `delights` are the standards that this site's customers do not expect.
    """
    letters = []
    for one in edition.standards:
        id_ = f"{edition.id}/{one.code}"
        status = statuses.get(id_, "not_assessed")
        letters.append(_DELIGHT if status == "met" and id_ in delights else _LETTERS[status])
    return "".join(letters)


def write_falls(
    edition: Edition, outcomes: Mapping[Key, Outcome], statuses: Mapping[str, StandardStatus]
) -> str:
    """One letter for each item of the edition: `x` fell short, `.` held, `-` was not assessed.

    `statuses` are those that were recorded: a shortfall that was recorded stays one.
    """
    letters = []
    for item, keys in edition.items.items():
        recorded = statuses.get(item, "not_assessed")
        if recorded in ("partly", "not_met") or falls_short(outcomes, keys, edition.shares.get(item)):
            letters.append("x")
        else:
            letters.append("-" if keys.isdisjoint(outcomes) and recorded != "met" else ".")
    return "".join(letters)


def falls_short(outcomes: Mapping[Key, Outcome], keys: Collection[Key], share: Decimal | None) -> bool:
    """Whether what is measured by `keys` is not fully met, or one of them failed beyond its points."""
    for key in keys:
        one = outcomes.get(key)
        if one is not None and (one.critical or (one.failed and not one.max)):
            return True
    return status_over(outcomes, keys, share) in ("partly", "not_met")


def status_over(
    outcomes: Mapping[Key, Outcome], keys: Iterable[Key], share: Decimal | None
) -> StandardStatus:
    """How a standard stands over those of `keys` that were assessed with points to earn."""
    seen = full = failed = 0
    for key in keys:
        one = outcomes.get(key)
        if one is not None and one.max:
            seen, full, failed = seen + one.seen, full + one.full, failed + one.failed
    return standard_status(seen, full, failed, share)
