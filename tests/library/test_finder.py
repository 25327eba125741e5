"""Finding checklists by folder, id and path."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit_tui.errors import InputError
from audit_tui.library.finder import find_checklists, resolve
from tests.library.write import HEAD, checklist, write

QUESTIONS = """\
- {id: a, type: yes_no, text: A, points: 1}
- {id: b, type: info, text: B}
- {id: c, type: repeat, text: C, questions: [{id: d, type: text, text: D}, {id: e, type: text, text: E}]}
"""


def folders(tmp_path: Path) -> list[Path]:
    own, shipped = tmp_path / "own", tmp_path / "shipped"
    own.mkdir()
    shipped.mkdir()
    checklist(shipped, QUESTIONS)
    write(shipped, "format: audit-standards/1\nstandards: {}\n", "standards/retail.yaml")
    write(shipped, HEAD.replace("id: phone", "id: parking") + "sections: []\n", "more/parking.yml")
    return [own, shipped]


def test_checklists_are_listed_by_id_with_what_they_say_of_themselves(tmp_path: Path) -> None:
    parking, phone = find_checklists(folders(tmp_path))
    assert (parking.id, phone.id) == ("parking", "phone")
    assert (phone.title, phone.version, phone.questions) == ({"en": "Telephone"}, "1", 3)
    assert phone.problem == ""


def test_the_own_folder_wins_over_the_shipped_one(tmp_path: Path) -> None:
    where = folders(tmp_path)
    own = checklist(where[0], QUESTIONS, HEAD.replace("Telephone", "Ours"))
    assert [info.title for info in find_checklists(where) if info.id == "phone"] == [{"en": "Ours"}]
    assert resolve("phone", where) == own


def test_a_broken_file_is_listed_with_its_problem(tmp_path: Path) -> None:
    where = folders(tmp_path)
    write(where[0], "format: audit-checklist/1\nid: [", "mine.yaml")
    mine = next(info for info in find_checklists(where) if info.id == "mine")
    assert "mine.yaml:2:6: error: the file ends here inside of a [ or {" in mine.problem


def test_a_path_is_taken_as_it_is(tmp_path: Path) -> None:
    where = folders(tmp_path)
    path = where[1] / "phone.yaml"
    assert resolve(str(path), where) == path
    with pytest.raises(InputError, match="there is no such file"):
        resolve("gone.yaml", where)


def test_an_unknown_id_is_answered_with_the_nearest_or_with_all(tmp_path: Path) -> None:
    where = folders(tmp_path)
    with pytest.raises(InputError, match=r"there is no checklist 'fone'\. Did you mean 'phone'\?"):
        resolve("fone", where)
    with pytest.raises(InputError, match=r"Known are parking, phone\."):
        resolve("zzzz", where)
    with pytest.raises(InputError, match=r"No folder of checklists holds any\."):
        resolve("phone", [tmp_path / "nowhere"])
