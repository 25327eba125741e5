"""The catalogues of every language: whole, honest about their placeholders, and compiled."""

from __future__ import annotations

import re
from pathlib import Path

import catalogues
import locales
import pytest
from babel.messages.catalog import Catalog

from audit_tui.i18n import Words, languages, later_in, translator


@pytest.fixture(scope="module")
def wanted() -> Catalog:
    return catalogues.source()


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_no_catalogue_holds_a_fault(language: str, wanted: Catalog) -> None:
    catalog = catalogues.read(catalogues.po_file(language), language)
    assert [
        str(fault) for fault in catalogues.faults(catalog, language, wanted) if "no longer" not in fault.what
    ] == []


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_what_is_committed_compiled_is_what_the_po_says(language: str) -> None:
    assert [str(fault) for fault in catalogues.compiled_faults(language)] == []


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_a_catalogue_changes_only_when_a_translation_does(language: str) -> None:
    text = catalogues.po_file(language).read_text(encoding="utf-8")
    assert "POT-Creation-Date" not in text and "PO-Revision-Date" not in text
    assert not re.search(r"^#: .*\.py:\d", text, re.MULTILINE)


@pytest.fixture
def small(tmp_path: Path) -> Catalog:
    """The messages of a program of one file."""
    room = tmp_path / "audit_tui" / "tui"
    room.mkdir(parents=True)
    (room / "one.py").write_text(
        'a = _("Saved in {path}.")\n'
        'b = plural("{count} answer", "{count} answers", n)\n'
        'c = _(later_in("state", "open"))\n'
        'd = later("open")\n'
        "# Translators: a key of the keyboard\n"
        'e = _("Space")\n'
        "g = f\"{_('Store')} › {name}\"\n"
        'f = later(\n    "One "\n    "sentence."\n)\n',
        encoding="utf-8",
    )
    return catalogues.source(tmp_path / "audit_tui")


def test_the_source_is_read_with_plurals_contexts_and_remarks(small: Catalog) -> None:
    found = catalogues.messages(small)
    assert set(found) == {
        ("Saved in {path}.", ""),
        ("{count} answer", ""),
        ("open", "state"),
        ("open", ""),
        ("Space", ""),
        ("One sentence.", ""),
        ("Store", ""),
    }
    assert found["Space", ""].auto_comments == ["a key of the keyboard"]
    assert found["Space", ""].locations == [("audit_tui/tui/one.py", 0)]


def filled(language: str, *words: tuple[object, object]) -> Catalog:
    catalog = catalogues.Own(language)
    for message, told in words:
        catalog.add(message, told)
    return catalog


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ("Salvato in {path}.", None),
        ("Salvato.", "has other placeholders than {path}"),
        ("Salvato in {percorso}.", "has other placeholders than {path}"),
        ("Salvato in {path!r}.", "has other placeholders than {path}"),
        ("Salvato in {path}. ", "begins or ends with other spaces or newlines"),
        ("Salvato\nin {path}.", "has another number of lines"),
        ("Salvato\x1b in {path}.", "holds the control character U+001B"),
        ("Salvato\u202e in {path}.", "holds the control character U+202E"),
    ],
)
def test_a_translation_keeps_placeholders_lines_and_manners(
    small: Catalog, told: str, fault: str | None
) -> None:
    catalog = catalogues.Own("it")
    taken, wrong = catalogues.merge(catalog, filled("it", ("Saved in {path}.", told)), small, "it")
    assert [one.what for one in wrong] == ([fault] if fault else [])
    assert taken == len(catalogues.messages(catalog)) == (0 if fault else 1)


def test_every_plural_form_of_a_language_is_asked_for(small: Catalog) -> None:
    asked = ("{count} answer", "{count} answers")
    for forms, count in (
        (("{count} ответ", "{count} ответа", "{count} ответов"), 1),
        (("{count} ответ",) * 2, 0),
    ):
        catalog = catalogues.Own("ru")
        assert catalogues.merge(catalog, filled("ru", (asked, forms)), small, "ru")[0] == count


def test_the_number_may_be_said_in_words_only_where_a_form_is_for_one_alone(small: Catalog) -> None:
    asked = ("{count} answer", "{count} answers")
    polish = filled("pl", (asked, ("jedna odpowiedź {count}", "{count} odpowiedzi", "{count} odpowiedzi")))
    assert catalogues.merge(catalogues.Own("pl"), polish, small, "pl")[0] == 1
    russian = filled("ru", (asked, ("один ответ", "{count} ответа", "{count} ответов")))
    assert catalogues.merge(catalogues.Own("ru"), russian, small, "ru")[0] == 0


def test_what_the_program_no_longer_says_is_dropped(small: Catalog) -> None:
    catalog = filled("it", ("Gone.", "Sparito."), ("open", "apri"))
    catalogues.merge(catalog, [], small, "it")
    assert [message.id for message in catalogues.messages(catalog).values()] == ["open"]


def test_compiling_gives_the_same_bytes_every_time_and_words_the_program_can_read(
    small: Catalog, tmp_path: Path
) -> None:
    catalog = filled("it", (("{count} answer", "{count} answers"), ("{count} risposta", "{count} risposte")))
    catalog.add("open", "aperta", context="state")
    catalog.add("open", "apri")
    compiled = catalogues.compile_catalog(catalog, "it")
    assert compiled == catalogues.compile_catalog(catalog, "it")
    file = tmp_path / "it.mo"
    file.write_bytes(compiled)
    words = Words(file)
    assert words.gettext("open") == "apri"
    assert words.gettext(later_in("state", "open")) == "aperta"
    assert [words.ngettext("{count} answer", "{count} answers", n) for n in (1, 2)] == [
        "{count} risposta",
        "{count} risposte",
    ]


def test_a_context_never_shows_where_there_is_no_translation() -> None:
    assert translator("en").gettext(later_in("state", "open")) == "open"
    assert translator("xx").ngettext(later_in("state", "one"), later_in("state", "many"), 2) == "many"


def test_missing_messages_are_written_filled_in_and_taken_back(
    small: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(catalogues, "source", lambda: small)
    monkeypatch.setattr(catalogues, "LOCALES", tmp_path)
    file = tmp_path / "work.po"
    assert locales.main(["missing", "it", "--in", "tui/", "--to", str(file)]) == 0
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace('msgid "Space"\nmsgstr ""', 'msgid "Space"\nmsgstr "Spazio"'), encoding="utf-8"
    )
    assert locales.main(["add", "it", str(file)]) == 0
    assert "1 taken in, 0 faults" in capsys.readouterr().out
    assert catalogues.messages(catalogues.read(catalogues.po_file("it"), "it")).keys() == {("Space", "")}
    assert locales.main(["check", "it"]) == 0
    assert locales.main(["check", "it", "--complete"]) == 1
    catalogues.mo_file("it").write_bytes(b"")
    assert locales.main(["check", "it"]) == 1


@pytest.mark.parametrize("language", languages())
def test_nothing_is_nothing_in_every_language(language: str) -> None:
    assert translator(language).gettext("") == ""
