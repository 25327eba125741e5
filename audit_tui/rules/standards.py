"""What holds at a site: the shipped standards, what the organisation lays down instead, and then the site.

Pure: it merges what is given, says what was replaced, and lists which questions measure which standard.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from audit_tui.model.checklist import Checklist
from audit_tui.model.question import Multi, Single
from audit_tui.model.standard import Level, Override, OverridesFile, Replaced, Standard, Table
from audit_tui.model.text import CommonText, LocalText
from audit_tui.rules.figures import FigureError, Figures, in_text

TEXTS = ("text", "figure", "owner", "staff_group", "effect")
"""The keys of a standard that hold a text."""
_MEASURE = {"parameters", "text", "figure", "share"}
"""Keys that say what is asked: whoever replaces them answers for it with a source of their own. (So does a table,
for its jurisdiction alone.)"""
_MERGED = {"parameters", "tables"}


@dataclass(frozen=True, slots=True)
class Layer:
    """The overrides of one level, and the file they stand in."""

    level: Level
    file: str
    overrides: OverridesFile


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds at a site beside the checklists: its law, and overrides from the weakest to the strongest."""

    jurisdiction: str = ""
    layers: tuple[Layer, ...] = ()


@dataclass(frozen=True, slots=True)
class Holding:
    """A standard as it holds, its texts worked out, and what it replaced on the way."""

    standard: Standard
    replaced: tuple[Replaced, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """A question that measures a standard."""

    label: str
    """`phone.rings`, in a repeat `phone.more[].more_rings`."""
    text: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Listed:
    """A standard as a list of them shows it."""

    id: str
    """`phone/PH-01`."""
    title: Mapping[str, str]
    """Of its checklist."""
    standard: Standard
    replaced: tuple[Replaced, ...]
    measures: tuple[Measure, ...] = field(default=())


def overrides_of(checklist_id: str, code: str, layer: Layer) -> Iterable[tuple[str, Override]]:
    """The overrides of a layer that concern a standard with their addresses, the more general first."""
    for address in (code, f"{checklist_id}/{code}"):
        if address in layer.overrides.standards:
            yield address, layer.overrides.standards[address]


def holding(checklist_id: str, code: str, standard: Standard, terms: Terms) -> Holding:
    """A standard as it holds in a checklist: shipped, then by the organisation, then by the site.

    FigureError where one of its texts refers to a figure that it does not have.
    """
    replaced: list[Replaced] = []
    for layer in terms.layers:
        for _, override in overrides_of(checklist_id, code, layer):
            merged, fields = _merged(standard, override, layer.overrides)
            if fields:
                replaced.append(
                    _replaced(
                        code, standard, merged, fields, layer.level, override.source or layer.overrides.source
                    )
                )
            standard = merged
    return Holding(worked_out(code, standard), tuple(replaced))


def worked_out(code: str, standard: Standard) -> Standard:
    """A standard with its figures put into its texts."""
    figures = Figures({code: standard})
    texts = {name: _words(code, text, figures) for name in TEXTS if (text := getattr(standard, name))}
    return standard.model_copy(update=texts)


def _words(code: str, text: Mapping[str, str], figures: Figures) -> LocalText:
    return {language: in_text(words, figures, code, language=language) for language, words in text.items()}


def _merged(standard: Standard, override: Override, file: OverridesFile) -> tuple[Standard, list[str]]:
    """The standard with an override laid over it, and the names of the keys that are different now."""
    changed: dict[str, Any] = {}
    for name in Override.model_fields:
        value = getattr(override, name)
        if value is None or (name in _MERGED and not value):
            continue
        if name == "parameters":
            value = {
                key: one.model_copy(update={"value": value.get(key, one.value)})
                for key, one in standard.parameters.items()
            }
        elif name == "tables":
            value = {
                **standard.tables,
                **{
                    name: {
                        **standard.tables.get(name, {}),
                        **{law: _sourced(one, override, file) for law, one in by_law.items()},
                    }
                    for name, by_law in value.items()
                },
            }
        if value != getattr(standard, name):
            changed[name] = value
    if _MEASURE & changed.keys():
        changed.setdefault("source", override.source or file.source)
        changed.setdefault("edition", override.edition or file.edition)
        changed.setdefault("grade", override.grade or "charter")
    fields = [name for name, value in changed.items() if value != getattr(standard, name)]
    return standard.model_copy(update=changed), fields


def _sourced(table: Table, override: Override, file: OverridesFile) -> Table:
    """A new table with the document that it comes from."""
    return table.model_copy(
        update={
            "source": table.source or override.source or file.source,
            "edition": table.edition or override.edition or file.edition,
        }
    )


def _replaced(
    code: str, before: Standard, after: Standard, fields: list[str], level: Level, by: CommonText | None
) -> Replaced:
    before = worked_out(code, before)
    return Replaced(
        level=level,
        fields=fields,
        by=by,
        figure=before.figure,
        source=before.source,
        parameters={
            name: one.value
            for name, one in before.parameters.items()
            if one.value != after.parameters[name].value
        },
        tables={
            name: gone
            for name, by_law in before.tables.items()
            if (gone := {law: one for law, one in by_law.items() if one != after.tables[name][law]})
        },
    )


def switched_off(checklist: Checklist) -> Checklist:
    """A checklist in which the questions of standards that do not apply are asked without being scored.

    They keep their place, since other questions may hang on their answers; they demand nothing and cannot
    be critical.
    """
    off = {code for code, standard in checklist.standards.items() if not standard.applies}
    if not off:
        return checklist
    sections = [
        section.model_copy(
            update={"questions": [_unscored(checklist, one, off) for one in section.questions]}
        )
        for section in checklist.sections
    ]
    return checklist.model_copy(update={"sections": sections})


def _unscored(checklist: Checklist, question: Any, off: set[str]) -> Any:
    inner = getattr(question, "questions", None)
    if inner is not None:
        return question.model_copy(update={"questions": [_unscored(checklist, one, off) for one in inner]})
    if getattr(question, "standard", None) not in off:
        return question
    scoring = ("points", "meets", "partly", "steps", "critical", "on_fail")
    update: dict[str, Any] = {name: None for name in scoring if name in type(question).model_fields}
    if isinstance(question, Single | Multi):
        plain = {"points": None, "fails": False}
        update["choices"] = [one.model_copy(update=plain) for one in checklist.choices_of(question)]
    return question.model_copy(update={**update, "neutral": True})


def listed(checklist: Checklist) -> list[Listed]:
    """The standards of a checklist, each with the questions that measure it, in the order of the encounter."""
    measures: dict[str, list[Measure]] = {code: [] for code in checklist.standards}
    for _, question, repeat in checklist.walk():
        code = getattr(question, "standard", None)
        if code in measures:
            inside = f"{repeat.id}[]." if repeat is not None else ""
            label = f"{checklist.id}.{inside}{question.id}"
            measures[code].append(Measure(label, question.text))
    replaced = checklist.replaced or {}
    return [
        Listed(
            id=f"{checklist.id}/{code}",
            title=checklist.title,
            standard=standard,
            replaced=tuple(replaced.get(code, ())),
            measures=tuple(measures[code]),
        )
        for code, standard in checklist.standards.items()
    ]


__all__ = [
    "FigureError",
    "Holding",
    "Layer",
    "Listed",
    "Measure",
    "Terms",
    "holding",
    "listed",
    "overrides_of",
    "switched_off",
    "worked_out",
]
