"""Loading whole checklists: the shipped ones are clean, and nothing breaks the reader."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit_tui.errors import AuditError, FaultyFileError
from audit_tui.library.loader import load_standards, read_checklist
from audit_tui.library.yaml_reader import read_document
from audit_tui.paths import shipped_checklists
from tests.library.write import HEAD, write

SHIPPED = sorted(
    path for path in shipped_checklists().rglob("*.yaml") if "audit-checklist/" in path.read_text("utf-8")
)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_checklist_has_neither_faults_nor_warnings(path: Path) -> None:
    checklist, faults = read_checklist(path)
    assert [str(fault) for fault in faults] == []
    assert checklist is not None
    assert checklist.id == path.stem


def test_a_file_of_standards_is_loaded_or_refused_with_all_its_faults(tmp_path: Path) -> None:
    head = "format: audit-standards/1\nlanguages: [it]\n"
    good = write(tmp_path, head + "standards: {RT-01: {text: Prezzi, share: 80}}\n", "good.yaml")
    assert load_standards(good).standards["RT-01"].text == {"it": "Prezzi"}
    bad = write(tmp_path, head + "standards: {rt: {text: A}, RT-02: {text: A, grade: laws}}\n", "bad.yaml")
    with pytest.raises(FaultyFileError) as caught:
        load_standards(bad)
    assert [(fault.line, fault.column) for fault in caught.value.faults] == [(3, 13), (3, 52)]


def test_five_hundred_questions_are_read_and_checked_in_a_moment(tmp_path: Path) -> None:
    questions = "".join(
        f"      - {{id: q{n}, type: count, text: 'Rings {n}?', points: 4, meets: '${{q{n}}} <= 3'}}\n"
        for n in range(500)
    )
    path = write(tmp_path, HEAD + "sections:\n  - id: s\n    title: S\n    questions:\n" + questions)
    began = time.perf_counter()
    checklist, _ = read_checklist(path)
    # About 0.06 s on a laptop; the bound only catches what grows with the square of the size.
    assert time.perf_counter() - began < 1.5
    assert checklist is not None


def _parts(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [path, *(part for key, value in inner for part in _parts(value, (*path, key)))]


_DATA = json.loads(json.dumps(read_document(SHIPPED[0]).data, default=float)) if SHIPPED else {}
_PLACES = _parts(_DATA)[1:]
_JUNK = st.sampled_from(
    [
        None,
        True,
        5,
        -1,
        1e20,
        "",
        "x",
        "${zz} = 3",
        "repeat",
        "text",
        [],
        {},
        [1],
        [[]],
        {"a": "b"},
        {"5": None},
        "a" * 90,
    ]
)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(_PLACES or [()]), _JUNK), min_size=1, max_size=5))
def test_a_checklist_with_any_part_replaced_is_read_or_refused_with_places(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[tuple[Any, ...], Any]]
) -> None:
    data = json.loads(json.dumps(_DATA))
    for path, junk in changes:
        holder = data
        try:
            for part in path[:-1]:
                holder = holder[part]
            holder[path[-1]] = junk
        except (TypeError, KeyError, IndexError):
            continue
    file = tmp_path_factory.getbasetemp() / "changed.yaml"
    text = json.dumps(data, indent=1)
    file.write_text(text, encoding="utf-8")
    try:
        checklist, faults = read_checklist(file)
    except AuditError:
        return
    assert (checklist is None) == any(fault.severity == "error" for fault in faults)
    lines = text.split("\n")
    for fault in faults:
        assert 1 <= fault.line <= len(lines)
        assert 1 <= fault.column <= len(lines[fault.line - 1]) + 1
        assert "Input" not in fault.message
