"""Whom a search finds: names as words, in either order and any case, in texts and in bytes; parts only as perhaps."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit_tui.model.audit import Evidence
from audit_tui.rules.personal import excerpt, look, mentions, texts, wanted
from audit_tui.rules.record import Record
from tests.rules.test_history import GREETED, Walk

ANNA = wanted(["Anna Conti", "MS-07"])


@pytest.mark.parametrize(
    "text",
    [
        "Anna Conti",
        "anna conti",
        "ANNA CONTI",
        "Conti, Anna",
        "conti anna",
        "by Anna\n  Conti.",
        "anna.conti@example.org",
        "anna_conti",
        "anna-conti",
        "(MS-07)",
        "ms-07",
    ],
)
def test_a_whole_name_or_alias_is_found_however_it_is_written(text: str) -> None:
    assert ANNA.speaks_of(text) and ANNA.in_text(text.encode()) and look(text, ANNA) is not None
    assert look(text, ANNA)[1] is True  # type: ignore[index]


@pytest.mark.parametrize(
    "text", ["Joanna Conti", "Anna Contini", "AnnaConti", "Anna and Conti", "MS-071", "XMS-07", ""]
)
def test_what_only_looks_like_it_is_not(text: str) -> None:
    assert not ANNA.speaks_of(text)
    assert not ANNA.in_text(text.encode())


@pytest.mark.parametrize(
    ("text", "found"), [("Anna was rude", True), ("Signor CONTI", True), ("Joanna", False)]
)
def test_a_first_or_last_name_alone_is_perhaps(text: str, found: bool) -> None:
    assert not ANNA.in_text(text.encode())
    assert ANNA.in_text(text.encode(), parts=True) is found
    assert look(text, ANNA) == ((text, False) if found else None)


def test_a_part_of_an_alias_is_never_looked_for_nor_one_too_short() -> None:
    assert wanted(["Shopper 7", "Anna Conti"]).part is not None
    assert not wanted(["X", "Anna Conti"]).in_text(b"Anna", parts=True)
    assert wanted(["Al B."]).part is None
    assert wanted(["Anna"]).part is None


def test_names_are_normalised_doubles_and_empty_ones_left_out() -> None:
    assert wanted(["  Anna   Conti ", "", "Anna Conti", "Jose\u0301"]).names == ("Anna Conti", "José")


def test_a_script_without_spaces_is_found_inside_a_text() -> None:
    assert wanted(["王伟"]).speaks_of("店长王伟先生在场")
    assert not wanted(["王伟"]).speaks_of("店长王先生在场")


def test_turkish_letters_match_without_regard_to_case() -> None:
    assert wanted(["Işıl"]).in_text("IŞIL".encode()) or wanted(["Işıl"]).in_text("işıl".encode())
    assert wanted(["İpek Su"]).in_text("İpek Su".encode())


def test_escapes_of_json_are_read_as_what_they_stand_for() -> None:
    assert ANNA.in_text(json.dumps("said\nAnna\tConti").encode())
    assert ANNA.in_text(b'"path\\/Anna Conti\\""')


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xd8 Exif Anna Conti \x00",
        b"ANNA CONTI",
        b"anna.conti",
        b"Conti,Anna",
        b'"note":"x\\nAnna Conti"',
        "Anna Conti".encode("utf-16-le"),
        b"Anna\xc2\xa0Conti",
        b"<MS-07>",
    ],
)
def test_a_name_is_found_in_the_bytes_of_any_file(content: bytes) -> None:
    assert ANNA.in_bytes(content)


@pytest.mark.parametrize("content", [b"", b"JoAnna Conti", b"Anna Contini", b"Anna", b"7MS-07"])
def test_bytes_that_hold_no_whole_name_say_nothing(content: bytes) -> None:
    assert not ANNA.in_bytes(content)


def test_a_name_beyond_ascii_is_found_in_utf8_and_in_json_with_escapes() -> None:
    whom = wanted(["Łucja Żak"])
    assert whom.in_bytes("Łucja Żak".encode()) and whom.in_bytes(json.dumps("Łucja Żak").encode())
    assert whom.in_bytes("ŁUCJA ŻAK".encode())


def test_a_short_name_is_not_looked_for_in_bytes() -> None:
    assert wanted(["Bo"]).is_short and not wanted(["Bo"]).in_bytes(b"Bo")
    assert not wanted(["Bona"]).is_short and wanted(["Bona"]).in_bytes(b"Bona")


def test_every_text_of_a_value_is_looked_at_and_nothing_else() -> None:
    value: dict[str, Any] = {"a": "one", "b": ["two", {"c": ("three",)}, 4, None, True], "five": 6}
    assert list(texts(value)) == ["one", "two", "three"]


def test_an_excerpt_shows_some_text_on_both_sides_and_says_where_it_was_cut() -> None:
    text = "x" * 40 + " Anna Conti " + "y" * 40
    shown = excerpt(text, re.search("Anna Conti", text))
    assert shown.startswith("…x") and shown.endswith("y…") and "Anna Conti" in shown and len(shown) == 72
    assert excerpt("by Anna\nConti", re.search("Anna", "by Anna")) == "by Anna Conti"
    assert excerpt("short", None) == "short"


# -- in a record ----------------------------------------------------------------------------------------


def spoken(
    record: Record, *names: str, pictured: frozenset[str] = frozenset()
) -> list[tuple[str, str, bool, bool]]:
    return [(m.op, m.path, m.certain, m.fixed) for m in mentions(record, wanted(names), pictured)]


def noted(text: str, kind: str = "open") -> Walk:
    walk = Walk(kind)
    walk.take(walk.session.note(GREETED, text))
    return walk


def test_a_note_that_names_somebody_is_one_place_and_a_part_is_perhaps() -> None:
    walk = noted("Maria Rossi smiled")
    assert spoken(walk.record, "Maria Rossi") == [("noted", GREETED, True, False)]
    assert spoken(walk.record, "Maria Bianchi") == [("noted", GREETED, False, False)]
    (mention,) = mentions(walk.record, wanted(["Maria Rossi"]))
    assert (mention.seq, mention.cls, mention.excerpt, mention.sha256) == (
        5,
        "note",
        "Maria Rossi smiled",
        "",
    )
    assert walk.record.value_of(mention.commitment) == "Maria Rossi smiled"


def test_what_was_said_before_and_changed_is_found_too() -> None:
    walk = noted("Maria Rossi smiled")
    walk.take(walk.session.note(GREETED, "She smiled"))
    assert spoken(walk.record, "Maria Rossi") == [("noted", GREETED, True, False)]


def test_name_and_alias_of_the_auditor_belong_together() -> None:
    record = Walk().record
    both = [("fact_changed", "fact/auditor", True, False), ("fact_changed", "fact/alias", True, False)]
    assert spoken(record, "Anna Example") == both
    assert spoken(record, "shopper 7") == both
    assert spoken(record, "Example") == both[:1]


def test_an_alias_that_two_auditors_had_one_after_the_other_is_not_taken_for_the_other() -> None:
    walk = Walk()
    walk.take(walk.session.set_fact("auditor", "Berta Other"))
    assert spoken(walk.record, "Anna Example") == [("fact_changed", "fact/auditor", True, False)]


def test_a_fact_of_few_words_is_never_taken_for_a_name() -> None:
    assert spoken(Walk("mystery").record, "mystery") == []


def test_what_the_audit_was_begun_with_is_fixed_and_shown_only_for_a_whole_name() -> None:
    record = Walk().record
    assert spoken(record, "Fictional") == [("created", "", True, True)]
    assert spoken(record, "Fictional Store") == []


def test_a_photo_in_whose_bytes_somebody_is_named_is_found_by_its_content() -> None:
    walk = Walk()
    photo = Evidence(id=walk.clock.ulid(), sha256="ab" * 32, kind="photo", extension="jpg", size=9)
    walk.take(walk.session.add_evidence(GREETED, photo))
    assert spoken(walk.record, "Maria Rossi") == []
    (mention,) = mentions(walk.record, wanted(["Maria Rossi"]), frozenset({"ab" * 32}))
    assert (mention.sha256, mention.certain, mention.excerpt) == (
        "ab" * 32,
        True,
        "named inside the file abababababababab…",
    )


def test_a_value_that_is_gone_speaks_of_nobody() -> None:
    walk = noted("Maria Rossi smiled")
    (mention,) = mentions(walk.record, wanted(["Maria Rossi"]))
    del walk.record.values[mention.commitment]
    assert spoken(walk.record, "Maria Rossi") == []


@given(st.text("abcÄß ", min_size=2, max_size=12).filter(lambda text: len(text.split()) > 0))
def test_whoever_is_wanted_is_found_by_the_very_name(name: str) -> None:
    whom = wanted([name])
    assert whom.speaks_of(f"x ({name}) y") and whom.in_text(f"x ({name}) y".encode())
    assert whom.is_short or whom.in_bytes(f"<{' '.join(name.split())}>".encode())


@pytest.mark.parametrize(
    "text", ["Conti, Anna Maria", "Conti Anna-Maria", "Anna Maria Conti", "anna.maria.conti"]
)
def test_a_name_of_three_words_is_found_in_either_order(text: str) -> None:
    assert wanted(["Anna Maria Conti"]).speaks_of(text)


@pytest.mark.parametrize("text", ["Maria Anna Conti", "Conti, Maria", "Conti, Anna", "Contini, Anna Maria"])
def test_other_orders_of_three_words_are_another_name(text: str) -> None:
    assert not wanted(["Anna Maria Conti"]).speaks_of(text)
