"""A checklist: sections of questions for one touchpoint, with its standards and its rules of scoring."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from audit_tui.model.question import Asked, Choice, Condition, Id, Percent, Points, Question, Repeat
from audit_tui.model.standard import Replaced, Standard, StandardId
from audit_tui.model.text import Language, Line, LocalText, Model

FORMAT = "audit-checklist/1"
STANDARDS_FORMAT = "audit-standards/1"

TOUCHPOINTS = (
    "phone",
    "parking",
    "reception",
    "delivery",
    "advertising",
    "website",
    "email",
    "product",
    "order",
    "prices",
    "order_status",
    "invoicing",
    "support",
    "collections",
    "documents",
    "premises",
    "projects",
    "internal",
)


class Band(Model):
    """A named range of scores: the highest `from` at or under the percentage holds."""

    id: Id
    """Unique among the bands."""
    from_: Annotated[Percent, Field(alias="from")]
    """Percentage from which on it holds."""
    label: LocalText
    """What the report calls it."""


DEFAULT_BANDS = (
    Band(id="excellent", from_=Decimal(95), label={"en": "Excellent"}),
    Band(id="compliant", from_=Decimal(85), label={"en": "Compliant"}),
    Band(id="improve", from_=Decimal(70), label={"en": "To improve"}),
    Band(id="not_compliant", from_=Decimal(0), label={"en": "Not compliant"}),
)


class Scoring(Model):
    """How answers become a percentage and a verdict."""

    pass_from: Percent | None = None
    """Percentage from which on the checklist is passed; none: it is not judged."""
    target: Percent | None = None
    """What the report measures against; default `pass_from`."""
    on_missing: Literal["incomplete", "zero"] = "incomplete"
    """A required question without an answer: no final score (`incomplete`), or no points (`zero`)."""
    weight: Points = Decimal(1)
    """Weight of this checklist in a visit with several."""
    na_warn_from: Percent = Decimal(25)
    """A share of N/A above this (in percent of the visible scored questions) warns."""
    bands: list[Band] = list(DEFAULT_BANDS)
    """Names for ranges of scores; one begins at 0."""


class Section(Model):
    """A group of questions in the order of the encounter."""

    id: Id
    """Unique in the checklist."""
    title: LocalText
    """What the auditor and the report call it."""
    help: LocalText | None = None
    """A hint for the auditor."""
    weight: Points | None = None
    """Its share in the checklist's score; for all sections or for none."""
    pass_from: Percent | None = None
    """Percentage under which the whole checklist is not passed."""
    show_if: Condition | None = None
    """Asked only while this condition holds."""
    questions: list[Question]
    """In the order of the encounter."""


class Checklist(Model):
    """One touchpoint's checklist, with every standard it uses resolved into `standards`."""

    format: Literal["audit-checklist/1"]
    """Says what kind of file this is."""
    id: Id
    """Name of the checklist in commands, addresses and reports."""
    version: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._+-]{0,31}$")]
    """Edition of the checklist, in quotes, e.g. "2026.1"."""
    languages: Annotated[list[Language], Field(min_length=1)] = ["en"]
    """Languages of its texts; the first is the language of reference."""
    title: LocalText
    """What the auditor and the report call it."""
    description: LocalText | None = None
    """What it is for."""
    touchpoint: Line | None = None
    """The touchpoint that it audits, e.g. phone, parking, reception, delivery."""
    scoring: Scoring = Scoring()
    """How answers become a percentage and a verdict."""
    standards_from: Line | None = None
    """A file of shared standards, beside this one or among the shipped checklists."""
    standards: dict[StandardId, Standard] = {}
    """The service standards that its questions measure, by id, e.g. PH-01."""
    choices: dict[Id, list[Choice]] = {}
    """Lists of choices that several questions share, by name."""
    sections: Annotated[list[Section], Field(min_length=1)]
    """In the order of the encounter."""
    replaced: dict[StandardId, list[Replaced]] | None = None
    """Which standards were overridden and what they said before; written by the program, never in a file."""

    def choices_of(self, question: Any) -> list[Choice]:
        """The choices of a single or multi question, looked up where it names a shared list."""
        named = question.choices
        return self.choices.get(named, []) if isinstance(named, str) else list(named)

    def walk(self) -> Iterator[tuple[Section, Any, Repeat | None]]:
        """Every item in encounter order with its section and, inside a repeat, that repeat."""
        for section in self.sections:
            for question in section.questions:
                yield section, question, None
                if isinstance(question, Repeat):
                    for inner in question.questions:
                        yield section, inner, question

    def dump(self) -> dict[str, Any]:
        """The canonical form that is embedded in an audit and hashed: JSON types, defaults spelled out.

        Defaults stand in it so that a later version of the program, with other defaults, reads the same
        meaning from it.
        """
        dumped: dict[str, Any] = self.model_dump(mode="json", by_alias=True, exclude_none=True)
        return dumped


class StandardsFile(Model):
    """A file of standards shared by several checklists (`standards_from`)."""

    format: Literal["audit-standards/1"]
    """Says what kind of file this is."""
    languages: Annotated[list[Language], Field(min_length=1)] = ["en"]
    """Languages of its texts; the first is the language of reference."""
    standards: dict[StandardId, Standard]
    """The standards, by id, e.g. RT-01."""


__all__ = [
    "DEFAULT_BANDS",
    "FORMAT",
    "STANDARDS_FORMAT",
    "TOUCHPOINTS",
    "Asked",
    "Band",
    "Checklist",
    "Scoring",
    "Section",
    "StandardsFile",
]
