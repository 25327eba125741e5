"""The answers file: a whole visit written in YAML or JSON, with the place of every answer.

It is read for its form only. Whether an answer belongs to a checklist and fits its question is decided
where it is applied, with the places given here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from audit_tui.errors import Fault, FaultyFileError
from audit_tui.i18n import _
from audit_tui.library.explain import show, suggest
from audit_tui.library.yaml_reader import DataPath, Document, read_document
from audit_tui.locale_format import Count
from audit_tui.model.audit import Box
from audit_tui.model.text import MAX_TEXT, clean
from audit_tui.rules.photos import as_boxes

GRADES = ("measured", "noted", "estimated")
"""How the auditor came to know an answer; `imported` is for the program alone."""

ANSWER_KEYS = ("value", "na", "not_observed", "note", "private", "grade", "photos")
_TOP_KEYS = ("visit", "answers")
_STATES = ("value", "na", "not_observed")
_ID = "[a-z][a-z0-9_]{0,63}"
_ADDRESS = re.compile(rf"({_ID})\.(?:({_ID})\[([1-9][0-9]{{0,2}})\]\.)?({_ID})")


@dataclass(frozen=True, slots=True)
class Address:
    """`phone.rings`, or `phone.calls[1].rings` in a repeat; `index` counts from 1 and is 0 outside of one."""

    checklist: str
    question: str
    repeat: str | None = None
    index: int = 0


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """What a file says of one question. At most one of `value`, `na` and `not_observed` is set.

    `line` and `column` are those of the key, `value_place` those of the value (or of the reason).
    """

    key: str
    address: Address
    line: int
    column: int
    value_place: tuple[int, int]
    value: str | int | Decimal | bool | list[Any] | None = None
    na: str | None = None
    not_observed: str | None = None
    note: str = ""
    private: str = ""
    grade: str | None = None
    photos: tuple[Path, ...] = ()
    declared: tuple[tuple[Box, ...] | None, ...] = ()
    """For each photo what of it is masked, nothing where it is clear; None where nothing is said of it."""


@dataclass(frozen=True, slots=True)
class AnswersFile:
    """The facts of the visit and the answers, in the order of the file."""

    file: str
    visit: dict[str, Any]
    answers: tuple[GivenAnswer, ...]
    visit_places: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Line and column of the value of every fact in `visit`."""

    def fault(self, answer: GivenAnswer, code: str, message: str) -> Fault:
        """A fault at the value of an answer."""
        return Fault(self.file, *answer.value_place, code, message)

    def fault_at_key(self, answer: GivenAnswer, code: str, message: str) -> Fault:
        """A fault at the key of an answer, e.g. where there is no such question."""
        return Fault(self.file, answer.line, answer.column, code, message)

    def visit_fault(self, key: str, code: str, message: str) -> Fault:
        """A fault at a fact of the visit."""
        return Fault(self.file, *self.visit_places.get(key, (0, 0)), code, message)


def parse_address(key: str) -> Address | None:
    """The address that a key means; None where it is none."""
    match = _ADDRESS.fullmatch(key)
    return Address(match[1], match[4], match[2], int(match[3] or 0)) if match else None


def read_answers(path: Path) -> AnswersFile:
    """The answers in a file; `FaultyFileError` with every fault, `InputError` if it is no file of text."""
    document = read_document(path)
    reader = _Reader(document, path.parent)
    answers = reader.read() if document.complete else ()
    if reader.faults:
        raise FaultyFileError(sorted(reader.faults, key=lambda fault: (fault.line, fault.column)))
    visit = document.data.get("visit") or {}
    places = {key: document.place(("visit", key)) for key in visit}
    return AnswersFile(str(path), visit, answers, places)


class _Reader:
    def __init__(self, document: Document, folder: Path) -> None:
        self.document = document
        self.folder = folder
        self.faults = list(document.faults)

    def error(self, path: DataPath, code: str, message: str, *, key: bool = False) -> None:
        if path not in self.document.broken:
            self.faults.append(self.document.fault(path, code, message, key=key))

    def read(self) -> tuple[GivenAnswer, ...]:
        data = self.document.data
        if not isinstance(data, dict):
            self.error((), "answers.form", _("a file of answers holds 'visit:' and 'answers:'"))
            return ()
        for key in data:
            if key not in _TOP_KEYS:
                hint = suggest(key, _TOP_KEYS) or _("; known are visit, answers")
                self.error(
                    (key,),
                    "answers.unknown_key",
                    _("unknown key {show}{hint}").format(show=show(key), hint=hint),
                    key=True,
                )
        visit, answers = data.get("visit"), data.get("answers")
        if visit is not None and not isinstance(visit, dict):
            self.error(
                ("visit",),
                "answers.form",
                _("'visit' holds keys and values, not {show}").format(show=show(visit)),
            )
        for key in visit if isinstance(visit, dict) else ():
            if not isinstance(key, str):
                self.error(
                    ("visit", key),
                    "answers.form",
                    _("the key {key} must be a text").format(key=key),
                    key=True,
                )
        if not isinstance(answers, dict):
            written = (
                _("not {show}").format(show=show(answers)) if answers is not None else _("and it is missing")
            )
            self.error(
                ("answers",),
                "answers.form",
                _("'answers' holds keys and values, {written}").format(written=written),
            )
            return ()
        given = [
            one for key, value in answers.items() if (one := self.answer(str(key), key, value)) is not None
        ]
        self.gaps(given)
        return tuple(given)

    def answer(self, key: str, written: str | int, value: Any) -> GivenAnswer | None:
        path: DataPath = ("answers", written)
        address = parse_address(key)
        if address is None:
            message = _(
                "{show} is no address; write checklist.question or checklist.repeat[1].question"
            ).format(show=show(key))
            self.error(path, "answers.address", message, key=True)
            return None
        parts = value if isinstance(value, dict) else {"value": value}
        at = path if value is parts else path[:-1]
        for name in parts:
            if name not in ANSWER_KEYS:
                hint = suggest(name, ANSWER_KEYS) or _("; known are {answer_keys}").format(
                    answer_keys=", ".join(ANSWER_KEYS)
                )
                self.error(
                    (*path, name),
                    "answers.unknown_key",
                    _("unknown key {show}{hint}").format(show=show(name), hint=hint),
                    key=True,
                )
        states = [name for name in _STATES if name in parts]
        if len(states) > 1:
            message = _("an answer has one of value, na and not_observed, not {states}").format(
                states=" and ".join(states)
            )
            self.error((*path, states[1]), "answers.states", message, key=True)
        if not parts:
            self.error(path, "answers.empty", _("nothing is given for this answer"))
        photos = self.photos((*path, "photos"), parts.get("photos", []))
        line, column = self.document.place_of_key(path)
        inner = (*path, states[0]) if at == path and states else path
        return GivenAnswer(
            key=key,
            address=address,
            line=line,
            column=column,
            value_place=self.document.place(inner),
            value=self.value(inner, parts["value"]) if "value" in parts else None,
            na=self.text(path, parts, "na"),
            not_observed=self.text(path, parts, "not_observed"),
            note=self.text(path, parts, "note") or "",
            private=self.text(path, parts, "private") or "",
            grade=self.grade(path, parts),
            photos=tuple(photo for photo, _masks in photos),
            declared=tuple(masks for _photo, masks in photos),
        )

    def value(self, path: DataPath, value: Any) -> Any:
        if value is None:
            self.error(
                path, "answers.empty", _("nothing is given for this answer; leave the line out"), key=True
            )
        elif isinstance(value, dict):
            self.error(path, "answers.value", _("an answer is a value or a list, not keys and values"))
        elif isinstance(value, list) and any(one is None or isinstance(one, dict | list) for one in value):
            self.error(path, "answers.value", _("a list of answers holds single values"))
        return value

    def text(self, path: DataPath, parts: dict[Any, Any], name: str) -> str | None:
        if name not in parts:
            return None
        value, at = parts[name], (*path, name)
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or (name in _STATES and not value.strip()):
            wanted = _("the reason, as a text") if name in _STATES else _("a text")
            self.error(
                at,
                "answers.text",
                _("'{name}' is {wanted}").format(name=name, wanted=wanted)
                + ("" if value == "" else _(", not {show}").format(show=show(value))),
            )
            return None
        if len(value) > MAX_TEXT:
            self.error(
                at,
                "answers.long",
                _("'{name}' is longer than {max_text:,} characters").format(
                    name=name, max_text=Count(MAX_TEXT)
                ),
            )
        return clean(value)[0]

    def grade(self, path: DataPath, parts: dict[Any, Any]) -> str | None:
        grade = parts.get("grade")
        if "grade" in parts and grade not in GRADES:
            message = _("'grade' is one of {grades}, not {show}{suggest}").format(
                grades=", ".join(GRADES), show=show(grade), suggest=suggest(grade, GRADES)
            )
            self.error((*path, "grade"), "answers.grade", message)
        return grade if isinstance(grade, str) else None

    def photos(self, path: DataPath, names: Any) -> list[tuple[Path, tuple[Box, ...] | None]]:
        """Each photo with what is declared of it: a name, or `file` with `clear: yes` or with `mask: 10 20 30 40`."""
        if not isinstance(names, list) or not all(map(_names_photo, names)):
            self.error(
                path,
                "answers.photos",
                _(
                    "'photos' is a list of file names, e.g. [img/sign.jpg]; in place of a name there may be `file` "
                    "with `clear: yes` or with `mask: 10 20 30 40`"
                ),
            )
            return []
        found: list[tuple[Path, tuple[Box, ...] | None]] = []
        for number, given in enumerate(names):
            parts = given if isinstance(given, dict) else {"file": given}
            photo, boxes = self.folder / parts["file"], as_boxes(parts["mask"]) if "mask" in parts else None
            try:
                is_there = photo.is_file()
            except (OSError, ValueError):
                is_there = False
            if not is_there:
                message = _("there is no file {show}; names count from the folder of this file").format(
                    show=show(parts["file"])
                )
                self.error((*path, number), "answers.photo", message)
            if "mask" in parts and boxes is None:
                message = _("a mask is left, top, width and height in percent, several with ; between")
                self.error((*path, number), "answers.mask", message)
            found.append((photo, () if "clear" in parts else tuple(boxes) if boxes is not None else None))
        return found

    def gaps(self, given: list[GivenAnswer]) -> None:
        """Instances of a repeat are counted 1, 2, 3 …; a number left out would be an instance nobody saw."""
        counted: dict[tuple[str, str], set[int]] = {}
        for one in given:
            if one.address.repeat is not None:
                counted.setdefault((one.address.checklist, one.address.repeat), set()).add(one.address.index)
        for one in given:
            address = one.address
            known = counted.get((address.checklist, address.repeat or ""), set())
            if address.index > 1 and address.index - 1 not in known:
                name = f"{address.checklist}.{address.repeat}"
                message = _("{name}[{index}] is given without {name}[{index2}]").format(
                    name=name, index=address.index, index2=address.index - 1
                )
                self.error(("answers", one.key), "answers.gap", message, key=True)


def _names_photo(given: Any) -> bool:
    """Whether it is the name of a photo, or that with one word about it."""
    if not isinstance(given, dict):
        return isinstance(given, str) and bool(given)
    name, rest = given.get("file"), {key: value for key, value in given.items() if key != "file"}
    said = len(rest) == 1 and (rest.get("clear") in ("yes", True) or isinstance(rest.get("mask"), str))
    return isinstance(name, str) and bool(name) and said
