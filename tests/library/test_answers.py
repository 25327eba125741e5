"""The answers file: every form an answer may take, and every fault with its place."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit_tui.errors import AuditError, FaultyFileError
from audit_tui.library.answers import Address, parse_address, read_answers
from tests.library.write import write

WHOLE = """\
visit: {kind: open, from: "2026-11-18T10:30"}
answers:
  phone.rings: 3
  phone.solved: {value: no, note: "They said so", private: "Mr X", grade: noted}
  phone.ivr: {na: "no voice menu"}
  phone.tone: {not_observed: "line was cut"}
  phone.at: 12:30
  phone.said: [name, hello]
  phone.wait: 1.5
  "phone.calls[1].rings": 4
  phone.calls[2].rings: 5
  parking.sign: {value: no, photos: [img/sign.jpg]}
"""


def faults(folder: Path, answers: str, head: str = "answers:\n") -> list[str]:
    path = write(folder, head + answers, "answers.yaml")
    with pytest.raises(FaultyFileError) as caught:
        read_answers(path)
    return [str(fault).removeprefix(f"{path}:") for fault in caught.value.faults]


def test_every_form_of_an_answer_is_read_in_the_order_of_the_file(tmp_path: Path) -> None:
    write(tmp_path, "picture", "img/sign.jpg")
    read = read_answers(write(tmp_path, WHOLE, "answers.yaml"))
    by_key = {answer.key: answer for answer in read.answers}
    assert read.visit == {"kind": "open", "from": "2026-11-18T10:30"}
    assert list(by_key)[:2] == ["phone.rings", "phone.solved"]
    assert by_key["phone.rings"].value == 3
    solved = by_key["phone.solved"]
    assert (solved.value, solved.note, solved.private, solved.grade) == (
        "no",
        "They said so",
        "Mr X",
        "noted",
    )
    assert by_key["phone.ivr"].na == "no voice menu"
    assert by_key["phone.tone"].not_observed == "line was cut"
    assert by_key["phone.at"].value == "12:30"
    assert by_key["phone.said"].value == ["name", "hello"]
    assert by_key["phone.wait"].value == Decimal("1.5")
    assert by_key["phone.calls[1].rings"].address == Address("phone", "rings", "calls", 1)
    assert by_key["parking.sign"].photos == (tmp_path / "img/sign.jpg",)


def test_every_answer_and_fact_has_its_place(tmp_path: Path) -> None:
    read = read_answers(write(tmp_path, WHOLE.replace(", photos: [img/sign.jpg]", ""), "answers.yaml"))
    solved = read.answers[1]
    assert (solved.line, solved.column) == (4, 3)
    assert solved.value_place == (4, 25)
    assert read.answers[2].value_place == (5, 19)
    assert read.visit_places["kind"] == (1, 15)
    assert str(read.fault(solved, "x", "wrong")).endswith("answers.yaml:4:25: error: wrong")
    assert str(read.fault_at_key(solved, "x", "wrong")).endswith("answers.yaml:4:3: error: wrong")
    assert str(read.visit_fault("kind", "x", "wrong")).endswith("answers.yaml:1:15: error: wrong")


def test_json_says_the_same(tmp_path: Path) -> None:
    path = write(
        tmp_path, '{"answers": {"phone.solved": true, "phone.rings": {"value": 2.5}}}', "answers.json"
    )
    assert [answer.value for answer in read_answers(path).answers] == [True, Decimal("2.5")]


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ("phone.a: {valu: 3}", "2:13: error: unknown key 'valu'; did you mean 'value'?"),
        ("phone.a: {value: 3, na: x}", "2:23: error: an answer has one of value, na and not_observed"),
        ("phone.a:", "2:3: error: nothing is given for this answer"),
        ("phone.a: {}", "2:12: error: nothing is given for this answer"),
        ("phone.a: {na: ''}", "2:17: error: 'na' is the reason, as a text"),
        ("phone.a: {na: true}", "2:17: error: 'na' is the reason, as a text, not true"),
        (
            "phone.a: {value: 3, grade: notd}",
            "2:30: error: 'grade' is one of measured, noted, estimated, not 'notd'; did",
        ),
        ("phone.a: {value: 3, grade: imported}", "2:30: error: 'grade' is one of measured, noted, estimated"),
        ("phone.a: {value: 3, note: [x]}", "2:29: error: 'note' is a text, not a list"),
        ("phone.a: {value: {b: 3}}", "2:20: error: an answer is a value or a list"),
        ("phone.a: [[1]]", "2:12: error: a list of answers holds single values"),
        ("phone.a: {photos: gone.jpg}", "2:21: error: 'photos' is a list of file names"),
        ("phone.a: {photos: [gone.jpg]}", "2:22: error: there is no file 'gone.jpg'"),
        ("rings: 3", "2:3: error: 'rings' is no address; write checklist.question"),
        ("phone.calls[0].a: 3", "2:3: error: 'phone.calls[0].a' is no address"),
        ("phone.calls[2].a: 3", "2:3: error: phone.calls[2] is given without phone.calls[1]"),
    ],
)
def test_a_fault_of_form_is_named_where_it_stands(tmp_path: Path, answer: str, fault: str) -> None:
    found = faults(tmp_path, f"  {answer}\n")
    assert len(found) == 1, found
    assert found[0].startswith(fault)


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    found = faults(tmp_path, "  phone.a: {valu: 3}\n  b: 3\n  phone.c: *x\n", "vist: 3\nanswers:\n")
    assert [fault.split(":")[0] for fault in found] == ["1", "3", "4", "5"]


def test_answers_must_be_there(tmp_path: Path) -> None:
    assert (
        "'answers' holds keys and values, and it is missing"
        in faults(tmp_path, "", "visit: {kind: open}\n")[0]
    )
    assert "holds 'visit:' and 'answers:'" in faults(tmp_path, "", "- 3\n")[0]


def test_addresses() -> None:
    assert parse_address("phone.rings") == Address("phone", "rings")
    assert parse_address("phone.calls[12].rings") == Address("phone", "rings", "calls", 12)
    for wrong in (
        "phone",
        "phone.",
        ".a",
        "phone.a.b",
        "phone.calls[01].a",
        "phone.calls[1]",
        "Phone.a",
        "phone.a ",
    ):
        assert parse_address(wrong) is None


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text("ab.[]1", max_size=6),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "visit",
                        "answers",
                        "value",
                        "na",
                        "note",
                        "grade",
                        "photos",
                        "phone.a",
                        "phone.b[2].c",
                        "z",
                    ]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_no_file_of_answers_raises_anything_but_the_family(
    tmp_path_factory: pytest.TempPathFactory, data: object
) -> None:
    import json

    path = tmp_path_factory.getbasetemp() / "random.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    try:
        read_answers(path)
    except AuditError as error:
        assert str(path) in str(error)
