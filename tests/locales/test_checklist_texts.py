"""The texts of the shipped checklists: found, translated once each, and woven into the files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import catalogues
import checklist_texts
import pytest
import yaml

from audit_tui.i18n import languages
from audit_tui.library.catalogue import catalogue
from audit_tui.library.loader import load_checklist
from audit_tui.model.text import pick
from audit_tui.paths import shipped_checklists

FILE = """\
# A remark.
languages: [en]
title:
  en: Telephone
sections:
  - id: one
    title:
      en: "Calls: all of them"   # and a remark behind
      it: old words
    questions:
      - id: rings
        text:
          en: >
            How many rings
            until ${rings} is reached?

        help:
          en: Telephone
# the end
"""
ITALIAN = {
    "Telephone": "Telefono",
    "Calls: all of them": 'Chiamate: "tutte"',
    "How many rings until ${rings} is reached?\n": "Quanti squilli fino a ${rings}?\n",
}


def test_every_text_is_found_with_what_it_says() -> None:
    assert [text.english for text in checklist_texts.texts(FILE)] == [
        "Telephone",
        "Calls: all of them",
        "How many rings until ${rings} is reached?\n",
        "Telephone",
    ]


def test_weaving_adds_a_language_and_leaves_the_rest_as_it_is() -> None:
    woven = checklist_texts.woven(FILE, {"it": ITALIAN})
    data = yaml.safe_load(woven)
    assert data["languages"] == ["en", "it"]
    assert data["title"] == {"en": "Telephone", "it": "Telefono"}
    question = data["sections"][0]["questions"][0]
    assert (
        question["text"]["it"] == "Quanti squilli fino a ${rings}?\n" and question["help"]["it"] == "Telefono"
    )
    assert data["sections"][0]["title"]["it"] == 'Chiamate: "tutte"'
    for line in ("# A remark.", '      en: "Calls: all of them"   # and a remark behind', "# the end"):
        assert line in woven.split("\n")


def test_weaving_again_changes_nothing_and_a_changed_translation_replaces() -> None:
    once = checklist_texts.woven(FILE, {"it": ITALIAN})
    assert checklist_texts.woven(once, {"it": ITALIAN}) == once
    other = checklist_texts.woven(once, {"it": {**ITALIAN, "Telephone": "Al telefono"}})
    assert other == once.replace('it: "Telefono"', 'it: "Al telefono"')


def test_a_language_that_lacks_a_text_of_the_file_stays_out_of_it() -> None:
    lacking = {key: words for key, words in ITALIAN.items() if key != "Telephone"}
    data = yaml.safe_load(checklist_texts.woven(FILE, {"it": lacking, "pl": ITALIAN}))
    assert data["languages"] == ["en", "pl"] and data["title"].keys() == {"en", "pl"}


@pytest.mark.parametrize("path", checklist_texts.files(), ids=lambda path: path.name)
def test_the_files_hold_what_the_translations_say(path) -> None:  # type: ignore[no-untyped-def]
    told = {checklist_texts.CODES[one]: checklist_texts.translations(one) for one in catalogues.LANGUAGES}
    content = path.read_text(encoding="utf-8")
    assert checklist_texts.woven(content, told) == content, "run `python tools/locales.py weave`"


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_no_translation_of_a_checklist_holds_a_fault(language: str) -> None:
    wanted = checklist_texts.source()
    catalog = catalogues.read(checklist_texts.po_file(language), language)
    assert [str(fault) for fault in catalogues.faults(catalog, language, wanted)] == []


def test_a_woven_checklist_is_read_by_the_program(tmp_path) -> None:  # type: ignore[no-untyped-def]
    source = checklist_texts.FOLDER / "phone.yaml"
    content = source.read_text(encoding="utf-8")
    told = {text.english: f"[{text.english}]" for text in checklist_texts.texts(content)}
    path = tmp_path / "phone.yaml"
    path.write_text(checklist_texts.woven(content, {"it": told, "zh-Hans": told}), encoding="utf-8")
    checklist = load_checklist(path)
    assert checklist.languages[-2:] == ["it", "zh-Hans"] or set(checklist.languages) >= {
        "en",
        "it",
        "zh-Hans",
    }
    assert pick(checklist.title, "zh-Hans") == "[Telephone]"


_NORM = re.compile(r"[A-Z]{2,4}( Standards)? [0-9./]+")
"""The name of a norm, which is the same in every language."""


def _lacking(node: object, wanted: set[str], place: str = "") -> Iterator[str]:
    """Places of texts by language without one of `wanted`, and of sources that are no name of a norm."""
    if isinstance(node, list):
        for number, one in enumerate(node):
            yield from _lacking(one, wanted, f"{place}[{number}]")
    elif isinstance(node, dict):
        if "en" in node:
            yield from (
                f"{place}.{language}" for language in wanted - {k for k, words in node.items() if words}
            )
            return
        for key, one in node.items():
            if key == "source" and isinstance(one, str) and not _NORM.fullmatch(one):
                yield f"{place}.source: {one}"
            yield from _lacking(one, wanted, f"{place}.{key}")


@pytest.mark.parametrize("path", checklist_texts.files(), ids=lambda path: path.name)
def test_no_text_of_a_shipped_file_lacks_a_language_sources_included(path: Path) -> None:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert list(_lacking(data, set(languages()))) == []


@pytest.mark.parametrize("language", languages()[1:])
def test_every_source_that_is_shown_is_in_the_language_or_the_name_of_a_norm(language: str) -> None:
    found = catalogue([shipped_checklists()]).standards
    sources = [one.standard.source for one in found]
    sources += [
        table.source for one in found for by_law in one.standard.tables.values() for table in by_law.values()
    ]
    assert len(found) > 50
    for source in filter(None, sources):
        words = pick(source, language)
        assert _NORM.fullmatch(words) or words != pick(source, "en") or "DBN" in words or "SP" in words
