"""What a blank form says: every question of a checklist as it is asked on paper, with what may be answered.

It reads checklists alone and knows no audit. Texts are data: the drawing escapes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from audit_tui.locale_format import listed, unit_words, written_in
from audit_tui.model.checklist import Checklist, Section
from audit_tui.model.number import plain
from audit_tui.model.question import (
    Calc,
    Count,
    DateQuestion,
    FileQuestion,
    Info,
    Multi,
    Nps,
    NumberQuestion,
    Repeat,
    Scale,
    Signature,
    Single,
    Stopwatch,
    TextQuestion,
    YesNo,
    is_required,
)
from audit_tui.model.site import Site
from audit_tui.phrases.conditions import ConditionWords
from audit_tui.phrases.numbers import measure_words, number_words
from audit_tui.phrases.standards import law_words
from audit_tui.reports.content import Around
from audit_tui.reports.foreign import keeping, pick
from audit_tui.reports.words import Translate
from audit_tui.rules.expressions import ExpressionError, parse

ROUNDS = 3
"""Times that a repeated part is printed at most; further ones go on a copy of the page."""
SHORT_LINES, LONG_LINES = 1, 3
NOTE_LINES = 2
"""Ruled lines for a word, for a text, and for notes at the end of a section."""


@dataclass(frozen=True, slots=True)
class Box:
    """A box to tick with its word."""

    word: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on paper: what is asked, and boxes, a line or ruled space for the answer."""

    number: str
    """Empty for what is only read."""
    text: str
    help: str
    remarks: tuple[str, ...]
    """What the answer needs: conditions in words, range, evidence, that it is critical."""
    standard: str
    """Its code and figure; empty where it measures none."""
    boxes: tuple[Box, ...] = ()
    hint: str = ""
    """What stands behind a line to write on: the unit, or how a date is written."""
    lines: int = 0
    """Ruled lines to write on."""
    not_applicable: bool = False
    is_asked: bool = True
    is_head: bool = False
    """Whether it heads a repeated part."""


@dataclass(frozen=True, slots=True)
class BlankSection:
    """A section with its questions in the order of the encounter."""

    title: str
    remark: str
    questions: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class BlankChecklist:
    """One checklist as a form."""

    id: str
    title: str
    version: str
    description: str
    sections: tuple[BlankSection, ...]


@dataclass(frozen=True, slots=True)
class BlankForm:
    """One or several checklists to print, with the head that is filled in by hand."""

    around: Around
    accent: str
    site: str
    """Name and address, or empty for a line to write on."""
    checklists: tuple[BlankChecklist, ...]


def blank_form(
    checklists: Sequence[Checklist],
    *,
    around: Around,
    accent: str,
    site: Site | None,
    translate: Translate,
) -> BlankForm:
    """The form of `checklists` in the language of `around`; `site` gives its name and the law that holds there."""
    with written_in(around.language):
        printed = tuple(_Printed(one, around.language, site, translate).whole() for one in checklists)
    return BlankForm(
        around=around,
        accent=accent,
        site=", ".join(part for part in (site.name, site.address) if part) if site is not None else "",
        checklists=printed,
    )


class _Printed:
    """One checklist being put into words."""

    def __init__(self, checklist: Checklist, language: str, site: Site | None, translate: Translate) -> None:
        self.checklist, self.language, self.site, self.translate = checklist, language, site, translate
        self.never = _never_asked(checklist)
        self.numbers = _numbers(checklist, self.never)
        self.conditions = ConditionWords(checklist, self.numbers, language, translate)

    def whole(self) -> BlankChecklist:
        one = self.checklist
        return BlankChecklist(
            id=one.id,
            title=pick(one.title, self.language),
            version=one.version,
            description=pick(one.description, self.language),
            sections=tuple(
                self._section(section)
                for section in one.sections
                if _holds(section.show_if, self.never) is not False
            ),
        )

    def _section(self, section: Section) -> BlankSection:
        _ = self.translate
        remark = pick(section.help, self.language)
        if section.show_if and _holds(section.show_if, self.never) is None:
            only = _("Only if {condition}.").format(condition=self.conditions.say(section.show_if))
            remark = f"{only} {remark}".strip()
        found: list[Asked] = []
        for question in section.questions:
            found += self._repeat(question) if isinstance(question, Repeat) else self._asked(question)
        return BlankSection(pick(section.title, self.language), remark, tuple(found))

    def _repeat(self, repeat: Repeat) -> list[Asked]:
        """A repeated part: its head, then its questions as often as they are asked at least, up to ROUNDS."""
        _ = self.translate
        if repeat.id in self.never:
            return []
        words = pick(repeat.text, self.language)
        rounds = min(max(repeat.min_count, min(2, repeat.max_count)), ROUNDS)
        found: list[Asked] = []
        for index in range(1, rounds + 1):
            remarks = self._remarks(repeat) if index == 1 else []
            if index == 1 and repeat.max_count > rounds:
                more = _("Up to {count} times; copy this part for more than {printed}.")
                remarks.append(more.format(count=repeat.max_count, printed=rounds))
            found.append(
                Asked(
                    number=self.numbers[repeat.id] if index == 1 else "",
                    text=keeping(_("{part}: {number}").format(part=words, number=index), words),
                    help=pick(repeat.help, self.language) if index == 1 else "",
                    remarks=tuple(remarks),
                    standard="",
                    is_asked=False,
                    is_head=True,
                )
            )
            for question in repeat.questions:
                found += self._asked(question)
        return found

    def _asked(self, question: Any) -> list[Asked]:
        if isinstance(question, Calc) or question.id in self.never:
            return []  # what the program works out, and what is never asked at this site
        about: dict[str, Any] = {
            "number": self.numbers.get(question.id, ""),
            "text": pick(question.text, self.language),
            "help": pick(question.help, self.language),
            "remarks": tuple(self._remarks(question)),
        }
        if isinstance(question, Info):
            return [Asked(**about, standard="", is_asked=False)]
        return [
            Asked(
                **about,
                standard=self._standard(question),
                not_applicable=question.allow_na,
                **self._answer(question),
            )
        ]

    def _remarks(self, question: Any) -> list[str]:
        """What the paper has to say beside the question."""
        _ = self.translate
        said: list[str] = []

        def when(words: str, condition: str | None) -> None:
            if condition:
                said.append(words.format(condition=self.conditions.say(condition, question.id)))

        if _holds(question.show_if, self.never) is None:
            when(_("Only if {condition}."), question.show_if)
        if isinstance(question, Info | Repeat):
            return said
        when(_("Required if {condition}."), question.require_if)
        if not is_required(question) and not question.require_if:
            said.append(_("May be left open."))
        if question.valid_message:
            said.append(pick(question.valid_message, self.language))
        else:
            when(_("Valid only if {condition}."), question.valid_if)
        if isinstance(question, Multi) and (question.min_selected or question.max_selected):
            said.append(self._ticks(question))
        if question.critical is not None:
            reason = pick(question.critical.reason, self.language)
            words = _("Critical: {reason}") if reason else _("Critical: a failure fails the checklist.")
            said.append(keeping(words.format(reason=reason), reason))
        if question.evidence != "no":
            wanted = _("A photo or file is required.")
            said.append(wanted if question.evidence == "required" else _("A photo or file may be added."))
        if question.on_fail is not None:
            said += self._on_fail(question.on_fail)
        return said

    def _ticks(self, question: Multi) -> str:
        _ = self.translate
        if question.max_selected is None:
            return _("Tick at least {least}.").format(least=question.min_selected)
        if question.min_selected:
            words = _("Tick {least} to {most}.")
            return words.format(least=question.min_selected, most=question.max_selected)
        return _("Tick at most {most}.").format(most=question.max_selected)

    def _on_fail(self, demand: Any) -> list[str]:
        _ = self.translate
        wanted = [
            *([_("a note")] if demand.comment == "required" else []),
            *([_("a photo")] if demand.photo == "required" else []),
            *([_("a corrective action")] if demand.action else []),
        ]
        return [_("If it fails: {demands}.").format(demands=listed(wanted))] if wanted else []

    def _standard(self, question: Any) -> str:
        standard = self.checklist.standards.get(question.standard) if question.standard else None
        if standard is None:
            return ""
        jurisdiction = self.site.jurisdiction if self.site else None
        law = law_words(standard, jurisdiction, self.language, self.translate)
        figure = law or pick(standard.figure, self.language) or pick(standard.text, self.language)
        return keeping(f"{question.standard} · {figure}", figure)

    def _answer(self, question: Any) -> dict[str, Any]:
        """Boxes, a line with its unit, or ruled space."""
        _ = self.translate
        match question:
            case YesNo():
                return {"boxes": (Box(_("yes")), Box(_("no")))}
            case Single() | Multi():
                labels = [pick(one.label, self.language) for one in self.checklist.choices_of(question)]
                return {"boxes": tuple(map(Box, labels))}
            case Scale():
                return {"boxes": self._steps(question)}
            case Nps():
                return {"boxes": tuple(Box(str(at)) for at in range(question.min, 11))}
            case NumberQuestion() | Count() | Stopwatch():
                return {"hint": self._measure(question)}
            case DateQuestion():
                hints = {
                    "date": _("year-month-day"),
                    "time": _("hour:minute"),
                    "datetime": _("year-month-day, hour:minute"),
                }
                return {"hint": hints[question.type]}
            case TextQuestion():
                return {"lines": LONG_LINES if question.multiline else SHORT_LINES}
            case FileQuestion():
                taken = _("taken") if question.type == "photo" else _("enclosed")
                return {"boxes": (Box(taken),), "hint": _("number of the photo or file")}
            case Signature():
                return {"hint": _("name and signature")}
        return {"lines": SHORT_LINES}

    def _steps(self, question: Scale) -> tuple[Box, ...]:
        """The values of a scale, each with its word where it has one; of a long one ends and words only."""
        values = range(question.min, question.max + 1)
        if len(values) > 21:
            values = range(question.min, question.max + 1, -(-len(values) // 20))
        boxes = []
        for value in values:
            label = pick(question.labels.get(value), self.language)
            shown = number_words(value)
            boxes.append(Box(keeping(f"{shown} {label}", label) if label else shown))
        return tuple(boxes)

    def _measure(self, question: Any) -> str:
        """Unit and range of a number."""
        _ = self.translate
        unit = "s" if isinstance(question, Stopwatch) else getattr(question, "unit", None)
        low = None if isinstance(question, Stopwatch) else question.min
        words = unit_words(unit) if unit else ("" if isinstance(question, NumberQuestion) else _("count"))
        high = question.max
        if isinstance(question, Count) and high == Count.model_fields["max"].default:
            high = None
        if isinstance(question, Stopwatch) and high == Stopwatch.model_fields["max"].default:
            high = None
        if low is not None and high is not None:
            span = _("{low} to {high}").format(
                low=measure_words(plain(low), None), high=measure_words(plain(high), None)
            )
        elif high is not None:
            span = _("at most {limit}").format(limit=measure_words(plain(high), None))
        elif low:
            span = _("at least {limit}").format(limit=measure_words(plain(low), None))
        else:
            span = ""
        return listed(part for part in (words, span) if part)


def _holds(condition: str | None, never: frozenset[str]) -> bool | None:
    """Whether a condition holds whatever is answered; None where answers decide, or there is none.

    `never`: questions that are never asked, whose answers stay empty.
    """
    if not condition:
        return None
    try:
        expression = parse(condition)
    except ExpressionError:
        return None
    if expression.names <= never and not expression.uses_self:
        return expression.truth(lambda _name: None)
    return None


def _never_asked(checklist: Checklist) -> frozenset[str]:
    """Ids of questions whose conditions hold under no answers, as the checklist stands at the site."""
    never: set[str] = set()
    for section, question, repeat in checklist.walk():
        shut = any(
            _holds(one.show_if, frozenset(never)) is False for one in (section, repeat, question) if one
        )
        if shut:
            never.add(question.id)
    return frozenset(never)


def _numbers(checklist: Checklist, never: frozenset[str]) -> dict[str, str]:
    """Id of each question → its number on paper: `2.4`, inside a repeated part `2.4.1`."""

    def counted(question: Any) -> bool:
        return not isinstance(question, Info | Calc) and question.id not in never

    numbers: dict[str, str] = {}
    for at, section in enumerate(checklist.sections, start=1):
        for count, question in enumerate(filter(counted, section.questions), start=1):
            numbers[question.id] = f"{at}.{count}"
            if isinstance(question, Repeat):
                inner = filter(counted, question.questions)
                numbers |= {one.id: f"{at}.{count}.{n}" for n, one in enumerate(inner, start=1)}
    return numbers
