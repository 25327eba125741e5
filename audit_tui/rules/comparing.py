"""What differs between two versions of a checklist: questions, sections, standards and rules, one by one.

Pure, and complete: whatever differs in two checklists, but for lists of choices that nobody uses, is told.
Nothing is put into words here; texts stay as they are, by language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from audit_tui.model.checklist import Checklist
from audit_tui.model.question import Multi, Single

Of = Literal["checklist", "section", "standard", "question"]
What = Literal[
    "added",
    "removed",
    "meaning",
    "moved",
    "retyped",
    "choices",
    "scoring",
    "limits",
    "standard",
    "conditions",
    "demands",
    "order",
    "text",
    "details",
]
"""In the order in which they matter to who has answered already."""

_WHAT: Final[dict[str, What]] = {
    **dict.fromkeys(("points", "meets", "partly", "steps", "good", "critical", "neutral"), "scoring"),
    **dict.fromkeys(("weight", "pass_from", "scoring"), "scoring"),
    **dict.fromkeys(("min", "max", "step", "unit", "max_length", "multiline", "max_count"), "limits"),
    **dict.fromkeys(("min_count", "min_selected", "max_selected"), "limits"),
    **dict.fromkeys(("show_if", "require_if", "valid_if", "formula"), "conditions"),
    **dict.fromkeys(("required", "allow_na", "on_fail", "evidence"), "demands"),
    **dict.fromkeys(("text", "help", "labels", "valid_message", "title", "description", "label"), "text"),
    "standard": "standard",
    "meaning": "meaning",
    "type": "retyped",
}
_ELSEWHERE: Final = frozenset({"id", "questions", "choices", "sections", "standards", "version"})


@dataclass(frozen=True, slots=True)
class Changed:
    """One value that differs: where (`points`, `choices.seller.label`), and what it was and is; None for nothing."""

    key: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is another in the newer version."""

    of: Of
    id: str
    """Of the question, section or standard; of the checklist itself its own."""
    what: What
    text: Mapping[str, str]
    """What it is called, by language: as the newer version has it, else as the older one had."""
    changed: tuple[Changed, ...] = ()


def compare(old: Checklist, new: Checklist) -> tuple[Difference, ...]:
    """What `new` has otherwise than `old`: the questions first, in encounter order; nothing where they agree."""
    return (
        *_questions(old, new),
        *_parts("section", _sections(old), _sections(new), "title"),
        *_order(old, new),
        *_parts("standard", _standards(old), _standards(new), "text"),
        *_differing("checklist", new.id, new.title, old.dump(), new.dump()),
    )


def places(checklist: Checklist) -> dict[str, str | None]:
    """Question id → the repeat it is asked in, None outside of repeats. What can be asked, read or computed."""
    return {item.id: repeat.id if repeat else None for _, item, repeat in checklist.walk()}


def is_newer(version: str, than: str) -> bool:
    """Whether one version comes after another: `2026.10` after `2026.9`, `2026.1` after `2026.1-rc1`."""
    return _rank(version) > _rank(than)


def _rank(version: str) -> list[tuple[int, int, str]]:
    """Numbers by their value, after words; the end after a word that announces (rc1) and before a number."""
    parts = re.findall(r"[0-9]+|[A-Za-z]+", version)
    return [
        *((2, int(part), "") if part.isdigit() else (0, 0, part.casefold()) for part in parts),
        (1, 0, ""),
    ]


def _questions(old: Checklist, new: Checklist) -> Iterator[Difference]:
    before = {item.id: (section.id, repeat, item) for section, item, repeat in old.walk()}
    after = {item.id: (section.id, repeat, item) for section, item, repeat in new.walk()}
    for id_, (section, repeat, item) in after.items():
        if id_ not in before:
            yield Difference("question", id_, "added", item.text)
            continue
        was_section, was_repeat, was = before[id_]
        moves = [
            Changed("section", was_section, section),
            Changed("repeat", was_repeat.id if was_repeat else None, repeat.id if repeat else None),
        ]
        moves = [each for each in moves if each.old != each.new]
        if moves:
            yield Difference("question", id_, "moved", item.text, tuple(moves))
        chosen = _changed_choices(_choices(old, was), _choices(new, item))
        yield from _differing("question", id_, item.text, _dumped(was), _dumped(item), chosen)
    for id_, (_, _, item) in before.items():
        if id_ not in after:
            yield Difference("question", id_, "removed", item.text)


def _dumped(model: Any) -> dict[str, Any]:
    dumped: dict[str, Any] = model.model_dump(mode="json", by_alias=True, exclude_none=True)
    return dumped


def _choices(checklist: Checklist, question: Any) -> dict[str, Any]:
    """The choices of a question by id, wherever they are listed."""
    if not isinstance(question, Single | Multi):
        return {}
    return {choice.id: _dumped(choice) for choice in checklist.choices_of(question)}


def _differing(
    of: Of,
    id_: str,
    text: Mapping[str, str],
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    more: Iterable[tuple[What, Changed]] = (),
) -> Iterator[Difference]:
    """The keys that differ, and what is known to differ besides, gathered by what they are about."""
    found: dict[What, list[Changed]] = {}
    for key in dict.fromkeys((*new, *old)):
        if key in _ELSEWHERE:
            continue
        before, after = old.get(key), new.get(key)
        if before != after:
            found.setdefault(_WHAT.get(key, "details"), []).append(Changed(key, before, after))
    for what, changed in more:
        found.setdefault(what, []).append(changed)
    for what in get_args(What):
        if what in found:
            yield Difference(of, id_, what, text, tuple(found[what]))


def _changed_choices(
    old: Mapping[str, dict[str, Any]], new: Mapping[str, dict[str, Any]]
) -> Iterator[tuple[What, Changed]]:
    """What differs in the choices of one question; lists that several share are told at each of them."""
    for id_ in dict.fromkeys((*new, *old)):
        before, after = old.get(id_, {}), new.get(id_, {})
        if not before or not after:
            yield "choices", Changed(f"choices.{id_}", before.get("label"), after.get("label"))
            continue
        for key in dict.fromkeys((*after, *before)):
            if before.get(key) != after.get(key):
                what: What = "text" if key == "label" else "scoring"
                yield what, Changed(f"choices.{id_}.{key}", before.get(key), after.get(key))
    common = [id_ for id_ in old if id_ in new], [id_ for id_ in new if id_ in old]
    if common[0] != common[1]:
        yield "choices", Changed("choices", common[0], common[1])


def _sections(checklist: Checklist) -> dict[str, dict[str, Any]]:
    return {section.id: _dumped(section) for section in checklist.sections}


def _standards(checklist: Checklist) -> dict[str, dict[str, Any]]:
    return {id_: _dumped(standard) for id_, standard in checklist.standards.items()}


def _parts(
    of: Of, old: Mapping[str, dict[str, Any]], new: Mapping[str, dict[str, Any]], named: str
) -> Iterator[Difference]:
    for id_, part in new.items():
        if id_ in old:
            yield from _differing(of, id_, part[named], old[id_], part)
        else:
            yield Difference(of, id_, "added", part[named])
    for id_, part in old.items():
        if id_ not in new:
            yield Difference(of, id_, "removed", part[named])


def _order(old: Checklist, new: Checklist) -> Iterator[Difference]:
    """Whether what both have comes in another order; what went into another section is told at itself."""
    ids = [section.id for section in old.sections], [section.id for section in new.sections]
    both = set(ids[0]) & set(ids[1])
    before, after = ([id_ for id_ in each if id_ in both] for each in ids)
    if before != after:
        yield Difference("checklist", new.id, "order", new.title, (Changed("sections", before, after),))
    for section in new.sections:
        first, second = _sequence(old, section.id), _sequence(new, section.id)
        common = set(first) & set(second)
        was, now = ([id_ for id_ in each if id_ in common] for each in (first, second))
        if was != now:
            yield Difference("section", section.id, "order", section.title, (Changed("questions", was, now),))


def _sequence(checklist: Checklist, section_id: str) -> list[str]:
    return [item.id for section, item, _ in checklist.walk() if section.id == section_id]


__all__ = ["Changed", "Difference", "Of", "What", "compare", "is_newer", "places"]
