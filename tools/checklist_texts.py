"""The texts of the shipped checklists in the languages of the program: listed, and woven into the files.

English stands in the files; the translations of a language lie in its `checklists.po`, so that people who
translate different languages never touch one file. `weave` writes the languages that are complete into the YAML,
below the English line of each text; the rest of a file, remarks included, stays as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import catalogues
import yaml
from babel.messages.catalog import Catalog

FOLDER = catalogues.ROOT / "checklists"
REFERENCE = "en"
CODES = {language: language.replace("_", "-") for language in catalogues.LANGUAGES}
"""Language of a catalogue → its code in checklists."""


def po_file(language: str) -> Path:
    return catalogues.LOCALES / language / "checklists.po"


def files(folder: Path = FOLDER) -> list[Path]:
    return [*sorted(folder.glob("*.yaml")), *sorted((folder / "standards").glob("*.yaml"))]


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a file: its English words and the node that holds it by language."""

    english: str
    node: yaml.MappingNode


def texts(content: str) -> Iterator[Text]:
    """Every text of a file, in its order."""
    root = yaml.compose(content, Loader=yaml.SafeLoader)
    yield from _texts(root)


def _texts(node: yaml.Node | None) -> Iterator[Text]:
    if isinstance(node, yaml.SequenceNode):
        for one in node.value:
            yield from _texts(one)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value == REFERENCE:
                yield Text(value.value, node)
                return
        for _key, value in node.value:
            yield from _texts(value)


def source(folder: Path = FOLDER) -> Catalog:
    """The English texts of all files as a catalogue; a text that stands in several places is translated once."""
    catalog = Catalog(charset="utf-8")
    for path in files(folder):
        for text in texts(path.read_text(encoding="utf-8")):
            catalog.add(text.english, locations=[(path.relative_to(folder.parent).as_posix(), 0)])
    return catalog


def translations(language: str) -> dict[str, str]:
    """English text → the same in `language`, as far as there is one."""
    catalog = catalogues.read(po_file(language), language)
    return {
        str(message.id): str(message.string)
        for message in catalogues.messages(catalog).values()
        if catalogues.is_translated(message)
    }


def woven(content: str, told: Mapping[str, Mapping[str, str]]) -> str:
    """The file with every language of `told` (language code → English → words) that has all of its texts.

    Whatever stood there in other languages is replaced, so that weaving again changes nothing.
    """
    found = list(texts(content))
    complete = [code for code, words in told.items() if all(text.english in words for text in found)]
    lines = content.split("\n")
    for text in reversed(found):
        _weave(lines, text, {code: told[code][text.english] for code in complete})
    whole = "\n".join(lines)
    named = ", ".join([REFERENCE, *complete])
    return "\n".join(
        f"languages: [{named}]" if line.startswith("languages: [") else line for line in whole.split("\n")
    )


def _weave(lines: list[str], text: Text, words: Mapping[str, str]) -> None:
    pairs = text.node.value
    if text.node.flow_style:
        raise ValueError(f"line {text.node.start_mark.line + 1}: write the languages on lines of their own")
    # From below, so that the lines above keep their numbers.
    for key, value in reversed(pairs):
        if key.value != REFERENCE:
            del lines[key.start_mark.line : _last_line(lines, value) + 1]
    key, value = next(pair for pair in text.node.value if pair[0].value == REFERENCE)
    indent = " " * key.start_mark.column
    at = _last_line(lines, value) + 1
    lines[at:at] = [f"{indent}{code}: {json.dumps(said, ensure_ascii=False)}" for code, said in words.items()]


def _last_line(lines: list[str], value: yaml.Node) -> int:
    """Index of the last line of a value; a block text ends before the empty lines behind it."""
    last = value.end_mark.line
    if value.end_mark.column == 0:
        last -= 1
    while last > value.start_mark.line and not lines[last].strip():
        last -= 1
    return last


def weave(folder: Path = FOLDER) -> list[Path]:
    """Weave every language into every file; returns the files that changed."""
    told = {CODES[language]: translations(language) for language in catalogues.LANGUAGES}
    changed = []
    for path in files(folder):
        before = path.read_text(encoding="utf-8")
        after = woven(before, told)
        if after != before:
            path.write_text(after, encoding="utf-8", newline="\n")
            changed.append(path)
    return changed
