"""Survey answers: kept at once with their scale, found, taken in from CSV by line, erased, backed up, restored."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit_tui.clock import FixedClock
from audit_tui.errors import InputError, NotSavedError
from audit_tui.model.site import Site
from audit_tui.model.survey import CHANNELS, SCALES, SurveyResponse, lowest
from audit_tui.store.archive import open_archive
from audit_tui.store.backup import make_backup
from audit_tui.store.disclosure import disclose
from audit_tui.store.erasing import Eraser
from audit_tui.store.import_responses import ResponseImport, import_responses
from audit_tui.store.privacy import Privacy
from audit_tui.store.registry import Registry
from audit_tui.store.responses import Given, SurveyResponses, opinions
from audit_tui.store.restore import restore_backup
from audit_tui.store.workspace import Workspace
from tests.store.builders import new_workspace
from tests.store.refusals import refuse

ACTOR, DEVICE = "01ARZ3NDEKTSV4RRFFQ69G5FAV", "01ARZ3NDEKTSV4RRFFQ69G5FAW"


@pytest.fixture
def kept(workspace: Workspace, clock: FixedClock) -> SurveyResponses:
    return SurveyResponses(workspace, clock)


@pytest.fixture
def registry(workspace: Workspace, clock: FixedClock) -> Registry:
    registry = Registry(workspace, clock)
    registry.put_sites(
        [
            Site(id="ROMA-01", name="Fictional Store", aliases=["Via Appia"]),
            Site(id="MILANO-01", name="Other"),
        ]
    )
    return registry


def given_(answer: int = 9, **more: Any) -> Given:
    return Given(**{"site": "ROMA-01", "day": "2025-11-14", "answer": answer, **more})


def test_an_answer_is_there_with_its_scale_when_the_store_is_opened_anew(
    kept: SurveyResponses, workspace: Workspace, clock: FixedClock
) -> None:
    made = kept.add(
        given_(10), given_(1, scale="1-10", channel="paper", touchpoint="phone", comment=" Late.\n")
    )
    assert SurveyResponses(workspace, clock).all() == made[::-1]
    assert [one.scale for one in made] == ["0-10", "1-10"] and made[1].comment == "Late."
    written = orjson.loads((workspace.data / "surveys.json").read_bytes())["surveys"]
    assert [each["scale"] for each in written.values()] == ["0-10", "1-10"]
    assert kept.add() == []


def test_answers_are_found_by_site_day_and_scale_the_last_given_first(kept: SurveyResponses) -> None:
    first, other, last = kept.add(
        given_(day="2025-10-01"), given_(site="MILANO-01", day="2025-10-15"), given_(0, day="2025-11-01")
    )
    (from_one,) = kept.add(given_(3, scale="1-10", day="2025-11-02"))
    assert kept.all() == [from_one, last, other, first]
    assert kept.all(site="roma-01", scale="0-10") == [last, first]
    assert kept.all(since="2025-10-15", until="2025-11-01") == [last, other]
    assert [(one.site, one.scale, one.answer) for one in opinions(kept.all(scale="1-10"))] == [
        ("ROMA-01", "1-10", 3)
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"answer": 11}, "survey.answer"),
        ({"answer": -1}, "survey.answer"),
        ({"answer": 0, "scale": "1-10"}, "survey.answer"),
        ({"scale": "1-5"}, "survey.scale"),
        ({"channel": "pigeon"}, "survey.channel"),
        ({"touchpoint": "roof"}, "survey.touchpoint"),
        ({"comment": "x" * 4001}, "survey.comment"),
        ({"day": "2025-11-29"}, "survey.day"),
        ({"day": "14.11.2025"}, "survey.value"),
        ({"site": "../x"}, "survey.value"),
    ],
)
def test_what_is_no_answer_is_refused_and_nothing_of_it_is_kept(
    kept: SurveyResponses, change: dict[str, Any], code: str
) -> None:
    with pytest.raises(InputError) as refused:
        kept.add(given_(), given_(**change))
    assert refused.value.code == code and kept.all() == []


def test_an_answer_can_be_taken_back_and_commented(kept: SurveyResponses) -> None:
    stays, gone = kept.add(given_(9), given_(2))
    assert kept.remove(gone.id) == 1
    said = kept.comment(stays.id, "Friendly.\x1b[31m")
    assert said.comment == "Friendly.[31m" and kept.all() == [said]
    for lost in (
        lambda: kept.remove(gone.id),
        lambda: kept.remove(""),
        lambda: kept.comment(gone.id, "x"),
        lambda: kept.comment(stays.id, "x" * 4001),
    ):
        with pytest.raises(InputError):
            lost()
    assert kept.all() == [said]


def test_a_full_disk_keeps_what_was_there_and_says_so(
    kept: SurveyResponses, monkeypatch: pytest.MonkeyPatch
) -> None:
    (before,) = kept.add(given_())

    with monkeypatch.context() as broken:
        refuse(broken, "write_at", errno.ENOSPC)
        with pytest.raises(NotSavedError):
            kept.add(given_(1))
    assert kept.all() == [before]


# -- CSV -------------------------------------------------------------------------------------------------------


def take_in(
    kept: SurveyResponses, registry: Registry, folder: Path, text: str | bytes, scale: str | None = "0-10"
) -> ResponseImport:
    path = folder / "answers.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return import_responses(kept, registry, path, scale=scale)


def test_a_file_of_a_spreadsheet_is_taken_in_whole(
    kept: SurveyResponses, registry: Registry, tmp_path: Path
) -> None:
    text = (
        "\ufeffDate;Site;Answer;Comment;Channel;Touchpoint;Scale\r\n"
        '2025-11-01;via appia;10;"Quick; friendly";paper;phone;\r\n'
        "\r\n"
        "2025-11-02;MILANO-01;1;;;;1-10\r\n"
    )
    done = take_in(kept, registry, tmp_path, text)
    assert (done.added, done.faults) == (2, ())
    late, early = kept.all()
    assert (early.site, early.answer, early.comment, early.channel, early.touchpoint, early.scale) == (
        "ROMA-01",
        10,
        "Quick; friendly",
        "paper",
        "phone",
        "0-10",
    )
    assert (late.site, late.scale, late.channel) == ("MILANO-01", "1-10", "other")
    assert early.batch == late.batch == done.batch and kept.knows(done.batch)
    assert kept.remove(done.batch) == 2 and not kept.knows(done.batch)


def test_no_file_is_taken_in_twice_but_again_once_removed(
    kept: SurveyResponses, registry: Registry, tmp_path: Path
) -> None:
    text = "site,date,answer\nROMA-01,2025-11-01,9\n"
    batch = take_in(kept, registry, tmp_path, text).batch
    with pytest.raises(InputError) as refused:
        take_in(kept, registry, tmp_path, text)
    assert refused.value.code == "survey.twice" and batch in str(refused.value) and len(kept.all()) == 1
    kept.remove(batch)
    assert take_in(kept, registry, tmp_path, text).added == 1


def test_every_fault_is_told_by_line_and_column_and_nothing_is_kept(
    kept: SurveyResponses, registry: Registry, tmp_path: Path
) -> None:
    text = (
        "site,date,answer,scale,channel,touchpoint,comment\n"
        "ROMA-01,2025-11-01,9,,,,\n"
        "ROMA-1,01.11.2025,nine,,,,\n"
        "ROMA-01,2025-11-01,0,1-10,,,\n"
        "ROMA-01,2025-11-01,9,1-5,,,\n"
        "ROMA-01,2025-11-01,9,,pigeon,,\n"
        "ROMA-01,2025-11-01,9,,,roof,\n"
        "ROMA-01,2035-11-01,9,,,,\n"
        "ROMA-01,2025-11-01,9,,,,,,\n"
        f"ROMA-01,2025-11-01,9,,,,{'x' * 4001}\n"
        ",,,,,,late\n"
    )
    faults = take_in(kept, registry, tmp_path, text).faults
    assert [(one.line, one.column) for one in faults] == [
        (3, 1),
        (3, 2),
        (3, 3),
        (4, 3),
        (5, 4),
        (6, 5),
        (7, 6),
        (8, 2),
        (9, 8),
        (10, 7),
        (11, 1),
        (11, 2),
        (11, 3),
    ]
    assert "Did you mean ROMA-01?" in faults[0].message and kept.all() == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("site,date\nROMA-01,2025-11-01\n", "csv.column"),
        ("site,date,answer,mood\n", "csv.column"),
        ("site,date,answer,answer\n", "csv.column"),
        ("site,date,answer\n", "csv.empty"),
        ("", "csv.column"),
        (b"site,date,answer\nROMA-01,2025-11-01,9 \xff\n", "csv.encoding"),
        ('site,date,answer\nROMA-01,"2025-11-01,9\n', "csv.broken"),
    ],
)
def test_what_is_no_such_file_is_said(
    kept: SurveyResponses, registry: Registry, tmp_path: Path, text: str | bytes, code: str
) -> None:
    assert code in {fault.code for fault in take_in(kept, registry, tmp_path, text).faults}
    assert kept.all() == []


def test_the_scale_is_never_guessed(kept: SurveyResponses, registry: Registry, tmp_path: Path) -> None:
    plain = "site,date,answer\nROMA-01,2025-11-01,9\n"
    assert [one.code for one in take_in(kept, registry, tmp_path, plain, None).faults] == ["csv.scale"]
    partly = "site,date,answer,scale\nROMA-01,2025-11-01,9,\n"
    assert [one.code for one in take_in(kept, registry, tmp_path, partly, None).faults] == ["csv.scale"]
    assert take_in(kept, registry, tmp_path, plain, "1-10").added == 1
    assert kept.all()[0].scale == "1-10"


# -- privacy, backup -----------------------------------------------------------------------------------------------


def test_a_name_in_a_comment_is_found_handed_over_and_erased_and_the_answer_stays(
    kept: SurveyResponses, workspace: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    kept.add(given_(2, comment="Maria Verdi was left waiting."), given_(9, comment="All well."))
    privacy = Privacy(workspace, clock)
    whom = privacy.resolve("Maria Verdi")
    (spot,) = [each for each in privacy.find(whom) if each.kind == "survey"]
    assert spot.fate == "erase" and "Maria Verdi" in spot.excerpt and spot.name == "ROMA-01"
    (written,) = disclose(privacy, whom, privacy.find(whom), clock, tmp_path / "maria.json")
    assert [each["answer"] for each in orjson.loads(written.read_bytes())["surveys"]] == [2]
    Eraser(privacy, clock, actor=ACTOR, device=DEVICE, run="0" * 16).erase(whom, "request")
    assert [(one.answer, one.comment) for one in kept.all()] == [(9, "All well."), (2, "")]
    data = b"".join(path.read_bytes() for path in workspace.data.rglob("*") if path.is_file())
    assert b"Verdi" not in data


def test_a_backup_holds_the_answers_and_restoring_adds_what_is_not_there(
    kept: SurveyResponses, workspace: Workspace, clock: FixedClock, tmp_path: Path
) -> None:
    theirs = kept.add(given_(9), given_(4, scale="1-10"))
    made = make_backup(workspace, clock, to=tmp_path / "backup.zip").path
    other = new_workspace(tmp_path / "other")
    (mine,) = SurveyResponses(other, clock).add(given_(7))
    for _ in range(2):
        with open_archive(made) as archive:
            restore_backup(archive, other, clock)
        assert {one.id: one for one in SurveyResponses(other, clock).all()} == {
            one.id: one for one in (mine, *theirs)
        }


answers = st.builds(
    lambda scale, answer, channel, day: given_(
        max(answer, lowest(scale)), scale=scale, channel=channel, day=f"2025-{day:02d}-01"
    ),
    st.sampled_from(SCALES),
    st.integers(0, 10),
    st.sampled_from(CHANNELS),
    st.integers(1, 11),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(st.lists(answers, max_size=12), st.data())
def test_whatever_is_added_and_taken_back_the_rest_is_there(
    tmp_path_factory: pytest.TempPathFactory, several: list[Given], data: st.DataObject
) -> None:
    clock = FixedClock()
    workspace = new_workspace(tmp_path_factory.mktemp("answers"))
    store = SurveyResponses(workspace, clock)
    model: dict[str, SurveyResponse] = {one.id: one for one in store.add(*several)}
    for id_ in data.draw(st.lists(st.sampled_from(sorted(model)), unique=True)) if model else []:
        store.remove(id_)
        del model[id_]
    assert {one.id: one for one in SurveyResponses(workspace, clock).all()} == model
