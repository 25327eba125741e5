"""YAML as this program reads it: plain data with places, and refusals in plain words."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit_tui.errors import AuditError, InputError
from audit_tui.library.yaml_reader import MAX_BYTES, Document, parse_document, read_document


def faults(text: str) -> list[str]:
    return [str(fault).removeprefix("f.yaml:") for fault in parse_document(text, "f.yaml").faults]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("12:30", "12:30"),
        ("2026-11-22", "2026-11-22"),
        ("1_000", "1_000"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("007", 7),
        ("-12", -12),
        ("1.50", Decimal("1.50")),
        ("1e2", Decimal(100)),
        ("1e999999", "1e999999"),
        ("9" * 400, "9" * 400),
        (".inf", ".inf"),
        ("0x1F", "0x1F"),
        ("'3'", "3"),
    ],
)
def test_scalars_follow_the_core_schema_and_words_stay_words(written: str, value: object) -> None:
    found = parse_document(f"key: {written}\n", "f.yaml").data["key"]
    assert found == value
    assert type(found) is type(value)


def test_every_value_and_key_has_its_place() -> None:
    document = parse_document("a:\n  - {b: 1,  cc: 2}\n", "f.yaml")
    assert document.place(("a", 0)) == (2, 5)
    assert document.place(("a", 0, "cc")) == (2, 17)
    assert document.place_of_key(("a", 0, "cc")) == (2, 13)
    assert document.place(("a", 0, "nothing here")) == (2, 5)


@pytest.mark.parametrize(
    "written",
    [
        "key: one MARK two",
        "key: 'it''s one MARK two'",
        'key: "tab \\t \\u00e8 MARK two"',
        "key: |\n  first\n  second MARK",
        "key: >-\n  first\n  second\n  MARK",
        "key: first\n  second MARK",
        'key: "first\n  second MARK"',
    ],
)
def test_a_place_inside_a_text_is_found_through_quotes_and_folds(written: str) -> None:
    document = parse_document(written, "f.yaml")
    line, column = document.place_inside(("key",), document.data["key"].index("MARK"))
    assert written.split("\n")[line - 1][column - 1 :].startswith("MARK")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: &x 1", "1:4: error: the anchor &x is not allowed; leave it out"),
        ("a: *x", "1:4: error: the alias *x is not allowed; write the value"),
        ("a: !!python/object:os.system 1", "1:4: error: the tag tag:yaml.org,2002:python/object:os.system"),
        ("<<: {a: 1}", "1:1: error: merge keys (<<) are not allowed"),
        ("a: 1\nb: 2\na: 3", "3:1: error: the key 'a' is written twice; first on line 1"),
        ("? [a]\n: 1", "1:3: error: a key must be plain text"),
        ("a: 1\n---\nb: 2", "2:1: error: a second document begins here"),
        ("a: " + "[" * 40, "1:35: error: nested deeper than 32 levels"),
        ("a: x\u202ey", "1:5: error: the forbidden character U+202E (right-to-left override)"),
        ('a: "\\0"', "1:4: error: the text holds the forbidden character U+0000"),
        ("t: {en: Name, own name, it: Nome}", "1:15: error: the comma before 'own name' ends the text"),
        ("t: {en:Name}", "1:5: error: a space is missing after the ':'"),
        ("a:\n\t- b", "2:1: error: a tab stands here; indent with spaces"),
        ('a: "never\nb: 2', "1:4: error: the quote that opens here is never closed"),
        ("a: [1, 2\nb: 3", "1:4: error: the [ that opens here is not closed"),
        ("a: b: c", "1:5: error: a text with ': ' in it must stand in quotes"),
        ("a: @b", "1:4: error: a text cannot begin with '@'"),
        ("a: 'it's'", "1:8: error: text follows a closing quote"),
        ("a: {meets: ${rings} <= 3}", "1:13: error: a condition with ${…} must stand in quotes here"),
        ("a:\n    b: 1\n  c: 2", "3:3: error: the indentation does not fit"),
        ("key\nb: 1", "2:2: error: this key does not fit here"),
        ("a: - b", "1:4: error: a list item (-) begins on a line of its own"),
        ("%YAML 3.0\n---\na: 1", "1:1: error: lines beginning with % are not for this format"),
    ],
)
def test_what_is_not_allowed_is_named_in_plain_words_with_its_place(text: str, fault: str) -> None:
    assert faults(text)[0].startswith(fault)


def test_one_reading_names_all_faults_before_a_broken_line() -> None:
    assert len(faults("a: &x 1\nb: *x\na: 2\nc: !t 3\n")) == 4
    assert len(faults("a: &x 1\nb: [")) == 2


def test_a_refused_value_stands_as_nothing_and_is_listed_as_broken() -> None:
    document = parse_document("a: *x\nb: 1", "f.yaml")
    assert document.data == {"a": None, "b": 1}
    assert document.broken == {("a",)}


def test_own_keys_are_read_over_at_any_level() -> None:
    assert parse_document("a: {x_mine: 1, b: 2}\nx_other: [1]", "f.yaml").data == {"a": {"b": 2}}


def test_whole_numbers_may_be_keys() -> None:
    assert parse_document("{1: low, 5: high}", "f.yaml").data == {1: "low", 5: "high"}


def read_bytes(folder: Path, raw: bytes, name: str = "f.yaml") -> Document:
    path = folder / name
    path.write_bytes(raw)
    return read_document(path)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "file.empty"),
        (b"# only a comment\n", "file.empty"),
        (b"a: \x00", "file.binary"),
        (b"a: 1\nb: caf\xe9", "file.encoding"),
        ("a: 1".encode("utf-16"), "file.encoding"),
        (b"a" * (MAX_BYTES + 1), "file.large"),
    ],
)
def test_a_file_that_is_no_text_gets_one_sentence(tmp_path: Path, raw: bytes, code: str) -> None:
    with pytest.raises(InputError) as caught:
        read_bytes(tmp_path, raw)
    assert caught.value.code == code
    assert "f.yaml" in str(caught.value)


def test_a_byte_that_is_not_utf8_is_named_with_line_and_column(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"f\.yaml:2:7: the byte 0xe9 is not UTF-8"):
        read_bytes(tmp_path, b"a: 1\nb: caf\xe9")


def test_a_folder_and_a_missing_file_get_one_sentence_each(tmp_path: Path) -> None:
    for path, code in ((tmp_path, "file.directory"), (tmp_path / "none.yaml", "file.missing")):
        with pytest.raises(InputError) as caught:
            read_document(path)
        assert caught.value.code == code


def test_a_byte_order_mark_and_windows_line_ends_are_read_over(tmp_path: Path) -> None:
    document = read_bytes(tmp_path, b"\xef\xbb\xbfa: 1\r\nb: 2\r\n")
    assert document.data == {"a": 1, "b": 2}
    assert document.place(("b",)) == (2, 4)


def test_json_is_read_with_its_escapes(tmp_path: Path) -> None:
    document = read_bytes(
        tmp_path, b'{\n\t"a": "\\ud83d\\ude00 \\/ \\u00e8",\n\t"b": [1.5, true]\n}', "f.json"
    )
    assert document.data == {"a": "😀 / è", "b": [Decimal("1.5"), True]}


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_but_the_family_of_errors(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "random.yaml"
    path.write_bytes(raw)
    try:
        document = read_document(path)
    except AuditError:
        return
    assert document.complete or document.faults


@given(st.text(st.sampled_from("ab:- \n\t{}[],'\"#&*!|>%@?0.~\\"), max_size=60))
def test_no_text_raises_anything_but_the_family_of_errors(text: str) -> None:
    try:
        document = parse_document(text, "f.yaml")
    except AuditError:
        return
    assert document.complete or document.faults
    assert all(1 <= fault.line <= text.count("\n") + 1 and fault.column >= 1 for fault in document.faults)
