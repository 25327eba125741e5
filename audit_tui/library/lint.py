"""Finds in a checklist what its form allows but its meaning does not.

Ids, texts, languages, standards and choices here; scoring and conditions in modules of their own.
Never changes a checklist.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, cast

from audit_tui.errors import Fault
from audit_tui.i18n import _
from audit_tui.library.explain import suggest
from audit_tui.library.lint_conditions import lint_conditions
from audit_tui.library.lint_context import Context, Entry, Notes
from audit_tui.library.lint_scoring import lint_scoring
from audit_tui.library.yaml_reader import DataPath, Document
from audit_tui.model.checklist import TOUCHPOINTS, Checklist, StandardsFile
from audit_tui.model.question import Choice, Info, Multi, Repeat, Scale, Single
from audit_tui.model.standard import Override, OverridesFile, Standard, Table
from audit_tui.rules.standards import TEXTS

_CUT_BY_COMMENT = re.compile(r"[ \t]+#[^\s#]")
_FIGURE = re.compile(r"[A-Z][A-Z0-9]{0,7}-[0-9]{1,4}[a-z]?\.[a-z][a-z0-9_]*")
_MAX_LINES = 8
"""So many places are named in one warning about missing translations."""

Text = tuple[DataPath, dict[str, str]]


def lint(
    checklist: Checklist,
    document: Document,
    *,
    shared: Collection[str] = (),
    opaque: Collection[str] = (),
    touched: Collection[DataPath] = (),
    aligned: Mapping[DataPath, str] | None = None,
) -> list[Fault]:
    """All faults and warnings beyond the form.

    `shared` are the ids of standards from another file. Of a file with faults of form, `opaque` are the
    ids of items that could not be read and `touched` the paths about which nothing more is said. `aligned`
    are conditions with the figures of standards in them, each word at its column in the file.
    """
    context = Context(checklist, document, opaque, touched, aligned or {})
    _ids(context)
    _standards(context, shared)
    _choices(context)
    _touchpoint(context)
    texts = list(_checklist_texts(checklist))
    texts += [text for id_, one in _own(checklist, document) for text in _standard_texts(id_, one)]
    _languages(context, checklist.languages, texts)
    lint_scoring(context)
    lint_conditions(context)
    return context.faults


def lint_standards(standards: StandardsFile, document: Document) -> list[Fault]:
    """Faults and warnings of a file of shared standards: its texts."""
    notes = Notes(document)
    texts = [text for id_, one in standards.standards.items() for text in _standard_texts(id_, one)]
    _languages(notes, standards.languages, texts)
    return notes.faults


def lint_overrides(overrides: OverridesFile, document: Document) -> list[Fault]:
    """Faults and warnings of a file of overrides: its texts, and figures without a source."""
    notes = Notes(document)
    texts = list(_by_language((), overrides))
    texts += [text for address, one in overrides.standards.items() for text in _standard_texts(address, one)]
    _languages(notes, overrides.languages, texts)
    for address, one in overrides.standards.items():
        figures = one.parameters or one.tables or one.text or one.figure or one.share
        if figures and not (one.source or overrides.source):
            message = _("these figures have no 'source': write which document they come from")
            notes.warn(("standards", address), "override.source", message, key=True)
    return notes.faults


def _own(checklist: Checklist, document: Document) -> Iterator[tuple[str, Standard]]:
    for id_, standard in checklist.standards.items():
        if document.has(("standards", id_)):
            yield id_, standard


def _ids(context: Context) -> None:
    seen: dict[str, tuple[str, int]] = {}
    for number, section in enumerate(context.checklist.sections):
        _unique(context, seen, "section", section.id, ("sections", number, "id"))
        if not section.questions:
            context.warn(
                ("sections", number),
                "section.empty",
                _("section '{id}' has no questions").format(id=section.id),
            )
    for entry in context.entries:
        _unique(context, seen, "question", entry.question.id, (*entry.path, "id"))
        question = entry.question
        if isinstance(question, Repeat):
            if not question.questions:
                context.error(
                    entry.path, "repeat.empty", _("the repeat '{id}' has no questions").format(id=question.id)
                )
            if question.min_count > question.max_count:
                context.error(
                    (*entry.path, "min_count"), "range.order", _("'min_count' is larger than 'max_count'")
                )


def _unique(context: Context, seen: dict[str, tuple[str, int]], kind: str, id_: str, path: DataPath) -> None:
    if id_ in seen:
        other, line = seen[id_]
        context.error(
            path,
            "id.duplicate",
            _("the id '{id}' is taken by the {other} on line {line}").format(id=id_, other=other, line=line),
        )
    else:
        seen[id_] = kind, context.document.place(path)[0]


def _standards(context: Context, shared: Collection[str]) -> None:
    known = context.checklist.standards
    used: set[str] = set()
    for entry in context.entries:
        id_ = getattr(entry.question, "standard", None)
        if id_ is None:
            continue
        used.add(id_)
        if id_ not in known and not context.is_open("standards") and not context.is_open("standards_from"):
            hint = suggest(id_, known) or _("; it is not among the standards")
            context.error(
                (*entry.path, "standard"),
                "standard.unknown",
                _("unknown standard '{id}'{hint}").format(id=id_, hint=hint),
            )
    for id_, _rest in _own(context.checklist, context.document):
        path = ("standards", id_)
        if id_ not in used:
            context.warn(
                path,
                "standard.unused",
                _("no question measures the standard '{id}'").format(id=id_),
                key=True,
            )
        if id_ in shared:
            context.warn(
                path,
                "standard.override",
                _("'{id}' replaces the one of the shared standards").format(id=id_),
                key=True,
            )
    _figures(context)


def _figures(context: Context) -> None:
    """Notes figures that no condition and no step refers to: another value would change nothing but words."""
    named: set[str] = set()
    waiting: list[Any] = [(context.document.data or {}).get("sections")]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            named.update(_FIGURE.findall(one))
        elif isinstance(one, dict | list):
            waiting += one.values() if isinstance(one, dict) else one
    for id_, standard in _own(context.checklist, context.document):
        for key in ("parameters", "tables"):
            for name in getattr(standard, key):
                if f"{id_}.{name}" not in named:
                    message = _(
                        "no question refers to '{id}.{name}', so another figure would change words only"
                    ).format(id=id_, name=name)
                    context.warn(("standards", id_, key, name), "figure.unused", message, key=True)


def _choices(context: Context) -> None:
    lists = context.checklist.choices
    used: set[str] = set()
    for name, choices in lists.items():
        _choice_list(context, ("choices", name), choices)
    for entry in context.entries:
        question = entry.question
        if isinstance(question, Scale):
            _scale(context, entry)
        if not isinstance(question, Single | Multi):
            continue
        path = (*entry.path, "choices")
        if isinstance(question.choices, str):
            used.add(question.choices)
            if question.choices not in lists and not context.is_open("choices"):
                hint = suggest(question.choices, lists) or _("; write one under 'choices:'")
                message = _("there is no list of choices '{choices}'{hint}").format(
                    choices=question.choices, hint=hint
                )
                context.error(path, "choices.unknown", message)
                continue
        else:
            _choice_list(context, path, question.choices)
        if isinstance(question, Multi):
            _selection(context, entry, question)
    for name in lists:
        if name not in used:
            message = _("no question uses the list of choices '{name}'").format(name=name)
            context.warn(("choices", name), "choices.unused", message, key=True)


def _choice_list(context: Context, path: DataPath, choices: list[Choice]) -> None:
    if not choices:
        context.error(path, "choices.empty", _("a list of choices needs at least one"))
    seen: dict[str, int] = {}
    for number, choice in enumerate(choices):
        at = (*path, number, "id")
        if choice.id in seen:
            message = _("the choice '{id}' is written twice; first on line {seen}").format(
                id=choice.id, seen=seen[choice.id]
            )
            context.error(at, "choices.duplicate", message)
        seen.setdefault(choice.id, context.document.place(at)[0])
        if choice.fails and choice.points:
            message = _("'{id}' fails the question, so it cannot earn points").format(id=choice.id)
            context.error((*path, number, "points"), "choices.fails", message)


def _selection(context: Context, entry: Entry, question: Multi) -> None:
    choices = context.choices(question)
    if question.max_selected is not None and question.min_selected > question.max_selected:
        context.error(
            (*entry.path, "min_selected"), "range.order", _("'min_selected' is above 'max_selected'")
        )
    if choices and question.min_selected > len(choices):
        message = _("'min_selected' asks for more than the {count} choices there are").format(
            count=len(choices)
        )
        context.error((*entry.path, "min_selected"), "range.selected", message)
    if choices and question.max_selected is not None and question.max_selected > len(choices):
        message = _("'max_selected' is more than the {count} choices there are").format(count=len(choices))
        context.warn((*entry.path, "max_selected"), "range.selected", message)


def _scale(context: Context, entry: Entry) -> None:
    question = cast(Scale, entry.question)
    for value in question.labels:
        if not question.min <= value <= question.max:
            message = _("the label {value} lies outside of the scale from {first} to {max}").format(
                value=value, first=question.min, max=question.max
            )
            context.error((*entry.path, "labels", value), "scale.label", message, key=True)


def _touchpoint(context: Context) -> None:
    touchpoint = context.checklist.touchpoint
    if touchpoint and touchpoint not in TOUCHPOINTS and (hint := suggest(touchpoint, TOUCHPOINTS)):
        message = _("'{touchpoint}' is not one of the known touchpoints{hint}").format(
            touchpoint=touchpoint, hint=hint
        )
        context.warn(("touchpoint",), "touchpoint.unknown", message)


def _checklist_texts(checklist: Checklist) -> Iterator[Text]:
    yield from _texts((), checklist, ("title", "description"))
    if "bands" in checklist.scoring.model_fields_set:
        for number, band in enumerate(checklist.scoring.bands):
            yield from _texts(("scoring", "bands", number), band, ("label",))
    for name, choices in checklist.choices.items():
        yield from _choice_texts(("choices", name), choices)
    for number, section in enumerate(checklist.sections):
        at: DataPath = ("sections", number)
        yield from _texts(at, section, ("title", "help"))
        for place, question in enumerate(section.questions):
            yield from _question_texts((*at, "questions", place), question)


def _question_texts(path: DataPath, question: Any) -> Iterator[Text]:
    yield from _texts(path, question, ("text", "help"))
    if isinstance(question, Repeat):
        for number, inner in enumerate(question.questions):
            yield from _question_texts((*path, "questions", number), inner)
    elif not isinstance(question, Info):
        yield from _texts(path, question, ("valid_message",))
        critical = getattr(question, "critical", None)
        if critical is not None:
            yield from _texts((*path, "critical"), critical, ("reason",))
        if isinstance(question, Scale):
            for value, label in question.labels.items():
                yield (*path, "labels", value), label
        elif isinstance(question, Single | Multi) and not isinstance(question.choices, str):
            yield from _choice_texts((*path, "choices"), question.choices)


def _choice_texts(path: DataPath, choices: Iterable[Choice]) -> Iterator[Text]:
    for number, choice in enumerate(choices):
        yield (*path, number, "label"), choice.label


def _standard_texts(id_: str, standard: Standard | Override) -> Iterator[Text]:
    at: DataPath = ("standards", id_)
    yield from _texts(at, standard, TEXTS)
    yield from _by_language(at, standard)
    for name, by_law in standard.tables.items():
        for law, table in by_law.items():
            yield from _by_language((*at, "tables", name, law), table)
    if isinstance(standard, Standard):
        for name, one in standard.parameters.items():
            yield from _texts((*at, "parameters", name), one, ("about",))


def _texts(path: DataPath, model: Any, names: Iterable[str]) -> Iterator[Text]:
    for name in names:
        text = getattr(model, name, None)
        if text is not None:
            yield (*path, name), text


def _by_language(path: DataPath, model: Standard | Override | OverridesFile | Table) -> Iterator[Text]:
    """The source of a figure, where it is not one name for all languages."""
    if isinstance(model.source, dict):
        yield (*path, "source"), model.source


def _languages(notes: Notes, languages: list[str], texts: list[Text]) -> None:
    missing: dict[str, list[DataPath]] = {language: [] for language in languages}
    for number, language in enumerate(languages):
        if language in languages[:number]:
            notes.error(
                ("languages", number),
                "language.duplicate",
                _("'{language}' is written twice").format(language=language),
            )
    known = set(languages)
    reference = languages[0]
    for path, text in texts:
        if text.keys() != known:
            for language in text.keys() - known:
                message = _("'{language}' is not among 'languages' ({languages})").format(
                    language=language, languages=", ".join(languages)
                )
                notes.error((*path, language), "language.unknown", message, key=True)
            for language in known - text.keys():
                if language == reference:
                    message = _("the text has no '{reference}', the language of reference").format(
                        reference=reference
                    )
                    notes.error(path, "language.reference", message)
                else:
                    missing[language].append(path)
        for language, words in text.items():
            at = (*path, language)
            at = at if notes.document.has(at) else path
            if not words.strip():
                notes.error(at, "text.empty", _("this text is empty"))
            elif notes.document.is_plain(at) and words[-1:] not in ".?!":
                _cut(notes, at, words)
    for language in languages[1:]:
        _missing(notes, language, missing[language], len(texts))


def _cut(notes: Notes, path: DataPath, words: str) -> None:
    if _CUT_BY_COMMENT.match(notes.document.rest_of_line(path)):
        notes.warn(path, "text.cut", _("' #' ends the text here; put the text in quotes if # belongs to it"))
    elif words.endswith((",", "(")):
        notes.warn(path, "text.cut", _("the text ends with '{words}'; is it cut?").format(words=words[-1]))


def _missing(notes: Notes, language: str, paths: list[DataPath], total: int) -> None:
    if not paths:
        return
    lines = sorted({notes.document.place(path)[0] for path in paths})
    named = ", ".join(str(line) for line in lines[:_MAX_LINES]) + (" …" if len(lines) > _MAX_LINES else "")
    first = min(paths, key=notes.document.place)
    message = _("{count} of {total} texts have no '{language}': line {named}").format(
        count=len(paths), total=total, language=language, named=named
    )
    notes.warn(first, "language.missing", message)
