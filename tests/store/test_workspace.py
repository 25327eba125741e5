"""Finding the workspace, making one, and its settings."""

from __future__ import annotations

import os
import tempfile
from dataclasses import fields
from pathlib import Path

import pytest

from audit_tui import paths
from audit_tui.errors import AuditError, FaultyFileError, InputError, NotSavedError
from audit_tui.settings import CHECKS, MARKER, Settings, parse_settings, render_settings
from audit_tui.store.workspace import VARIABLE, change_settings, create_workspace, open_workspace

ROOT = Path(__file__).parents[2]


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own folders, somewhere harmless."""
    monkeypatch.setattr(paths, "user_data", lambda: tmp_path / "own")
    monkeypatch.setattr(paths, "user_exports", lambda: tmp_path / "documents")
    return tmp_path / "own"


def test_a_new_folder_becomes_a_workspace_and_nothing_else_is_created(tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path / "a" / "b", {})
    assert workspace.root == tmp_path / "a" / "b"
    assert [each.name for each in workspace.root.iterdir()] == [MARKER]
    assert open_workspace(tmp_path / "a" / "b", {}) == workspace


def test_the_layout_of_a_workspace(tmp_path: Path) -> None:
    workspace = create_workspace(tmp_path / "w")
    root = tmp_path / "w"
    assert workspace.drafts == root / "data" / "drafts"
    assert workspace.finished == root / "data" / "finished"
    assert workspace.blobs == root / "data" / "blobs"
    assert workspace.locks == root / "data" / "locks"
    assert workspace.quarantine == root / "data" / "quarantine"
    assert workspace.registry == root / "data" / "registry.json"
    assert (workspace.exports, workspace.checklists) == (root / "exports", root / "checklists")


def test_pictures_come_in_beside_the_settings_or_wherever_these_say(tmp_path: Path) -> None:
    base = create_workspace(tmp_path / "w").base

    def inbox(said: str) -> Path:
        (base / MARKER).write_text(f'inbox = "{said}"\n', encoding="utf-8")
        return open_workspace(base, {}).inbox

    assert open_workspace(base, {}).inbox == base / "inbox"
    assert inbox("from phones") == base / "from phones"
    assert inbox((tmp_path / "synced").as_posix()) == tmp_path / "synced"
    assert inbox("~/Pictures") == Path.home() / "Pictures"
    assert inbox("~nobody-of-this-name/Pictures") == base / "~nobody-of-this-name" / "Pictures"


def test_a_folder_with_other_things_in_it_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Anna", encoding="utf-8")
    with pytest.raises(InputError, match=r"not empty.*no workspace.*Name a new or empty folder"):
        open_workspace(tmp_path, {})
    assert [each.name for each in tmp_path.iterdir()] == ["letter.txt"]


def test_a_file_and_an_impossible_name_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match="This is a file"):
        open_workspace(file, {})
    for nasty in (file / "below", tmp_path / ("x" * 5000), tmp_path / "a\0b"):
        with pytest.raises(AuditError):
            open_workspace(nasty, {})


def test_the_named_folder_comes_before_the_environment_and_that_before_the_current_one(
    tmp_path: Path,
) -> None:
    named, env, here = (create_workspace(tmp_path / name).root for name in ("named", "env", "here"))
    variables = {VARIABLE: str(env)}
    assert open_workspace(named, variables, here).root == named
    assert open_workspace(None, variables, here).root == env
    assert open_workspace(None, {VARIABLE: " "}, here).root == here


def test_a_folder_deep_in_a_workspace_belongs_to_it(tmp_path: Path) -> None:
    root = create_workspace(tmp_path / "w").root
    assert root is not None
    deep = root / "exports" / "2026"
    deep.mkdir(parents=True)
    assert open_workspace(None, {}, deep).root == root


def test_without_a_marker_the_user_s_own_folders_are_taken_and_not_created(tmp_path: Path, own: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    workspace = open_workspace(None, {}, tmp_path / "elsewhere")
    assert workspace.root is None
    assert workspace.data == own / "data"
    assert workspace.exports == tmp_path / "documents"
    assert not own.exists()


def test_the_checkout_is_a_workspace_itself() -> None:
    workspace = open_workspace(None, {}, ROOT / "audit_tui")
    assert workspace.root == ROOT
    assert workspace.settings == Settings()
    assert paths.shipped_checklists() == ROOT / "checklists"


def test_a_demo_workspace_says_so(tmp_path: Path) -> None:
    workspace = create_workspace(tmp_path / "w", organisation='The "Ö" Chain\\', demo=True)
    assert workspace.is_demo
    assert open_workspace(workspace.root, {}).settings.organisation == 'The "Ö" Chain\\'
    with pytest.raises(InputError, match="already"):
        create_workspace(tmp_path / "w")


def test_a_folder_that_cannot_be_written_gets_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, os.strerror(13))

    monkeypatch.setattr(tempfile, "mkstemp", denied)
    with pytest.raises(NotSavedError, match="not permitted"):
        open_workspace(tmp_path / "w", {})


def test_data_and_logo_may_lie_elsewhere(tmp_path: Path) -> None:
    (tmp_path / MARKER).write_text('data = "../data"\nlogo = "logo.png"\n', encoding="utf-8")
    workspace = open_workspace(tmp_path, {})
    assert workspace.drafts == tmp_path / "../data" / "drafts"
    assert workspace.logo == tmp_path / "logo.png"


def test_settings_survive_being_written_and_read() -> None:
    given = Settings(organisation="A “quoted” \\ chain", accent="#A0B1C2", languages=("it", "en"), demo=True)
    assert parse_settings(render_settings(given), "x") == given


def test_an_unknown_setting_is_named_with_its_line_and_the_nearest_one() -> None:
    with pytest.raises(FaultyFileError) as caught:
        parse_settings('# mine\norganization = "X"\naccent = "blue"\nwhatever = 1\n', MARKER)
    texts = [str(fault) for fault in caught.value.faults]
    assert [fault.line for fault in caught.value.faults] == [2, 3, 4]
    assert "Did you mean 'organisation'?" in texts[0]
    assert "accent" in texts[1]
    assert "Known are organisation" in texts[2]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("organisation = 5", "Setting 'organisation': write text on one line, at most 500 characters."),
        ('accent = "blue"', "Setting 'accent': write a colour as #14365C."),
        ("accent = 5", "Setting 'accent': write a colour as #14365C."),
        ("appeal_days = 400", "Setting 'appeal_days': write a whole number from 0 to 365."),
        ("languages = []", "Setting 'languages': write a list of languages, the preferred one first."),
        ('languages = "it"', "Setting 'languages': write a list of languages, the preferred one first."),
        ('languages = ["it", "Polish"]', "Setting 'languages': write a language as en, it or zh-Hans."),
        ('profile = "shop"', "Setting 'profile': write one of private, public, monopoly."),
        ('demo = "yes"', "Setting 'demo': write true or false."),
        ("retention = 5", "Setting 'retention': write it as a table: [retention]."),
        ('[retention]\nnote = "2 years"', "Setting 'retention.note': '2 years' is no length of time"),
        ("[retention]\nnote = 2", "Setting 'retention.note': 2 is no length of time"),
        ('[retention]\nnotes = "P2Y"', "Unknown setting 'retention.notes'. Did you mean 'note'?"),
    ],
)
def test_a_wrong_setting_is_told_with_its_line_and_what_to_write(text: str, says: str) -> None:
    with pytest.raises(FaultyFileError) as caught:
        parse_settings(f"# ours\n{text}\n", MARKER)
    (fault,) = caught.value.faults
    assert fault.message.startswith(says)
    assert fault.line == text.count("\n") + 2


def test_every_setting_is_checked() -> None:
    assert [*CHECKS, "retention"] == [each.name for each in fields(Settings)]


def test_periods_are_those_of_the_classes_that_have_one() -> None:
    settings = parse_settings('[retention]\nperson = "P18M"\nevidence = "P2Y"\n', MARKER)
    assert settings.retention.periods == {"person": "P18M", "evidence": "P2Y"}
    assert Settings().retention.periods == {}
    assert parse_settings(render_settings(settings), MARKER) == settings


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'organisation = "\n', "line|Illegal|settings"),
        (b"\xff\xfe", "UTF-8"),
        (b'organisation = "\xe2\x80\xae"', "forbidden"),
    ],
)
def test_a_broken_settings_file_gets_a_sentence(tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / MARKER).write_bytes(content)
    with pytest.raises(InputError, match=says):
        open_workspace(tmp_path, {})


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / MARKER).write_bytes(b'\xef\xbb\xbforganisation = "X"\n')
    assert open_workspace(tmp_path, {}).settings.organisation == "X"


# -- changing settings ----------------------------------------------------------------------------------------

WRITTEN = """\
# Ours since 2020.
organisation = "Before"  # on every page
accent = "#102030"

[retention]
note = "P2Y"  # as the works council wants it
"""


def test_a_changed_setting_leaves_everything_else_as_somebody_wrote_it(tmp_path: Path) -> None:
    create_workspace(tmp_path / "w")
    marker = tmp_path / "w" / MARKER
    marker.write_text(WRITTEN, encoding="utf-8")
    before = open_workspace(tmp_path / "w", {})
    after = change_settings(before, organisation="After", logo="logo.png")
    text = marker.read_text(encoding="utf-8")
    assert 'organisation = "After"  # on every page' in text
    assert text.startswith("# Ours since 2020.")
    assert 'note = "P2Y"  # as the works council wants it' in text
    assert (after.settings.organisation, after.settings.logo, after.settings.accent) == (
        "After",
        "logo.png",
        "#102030",
    )
    assert after.settings_file == marker
    assert after.vault is before.vault
    assert open_workspace(tmp_path / "w", {}) == after


def test_a_setting_that_is_not_allowed_is_refused_and_nothing_written(tmp_path: Path) -> None:
    workspace = create_workspace(tmp_path / "w")
    before = workspace.settings_file.read_bytes()
    with pytest.raises(FaultyFileError, match="accent"):
        change_settings(workspace, accent="red")
    assert workspace.settings_file.read_bytes() == before


def test_a_setting_that_is_a_torn_table_in_the_file_is_refused(tmp_path: Path) -> None:
    workspace = create_workspace(tmp_path / "w")
    torn = b'[logo.a]\nx = 1\n[retention]\nnote = "P1Y"\n[logo.b]\ny = 2\n'
    workspace.settings_file.write_bytes(torn)
    with pytest.raises(FaultyFileError):
        change_settings(workspace, logo="logo.png", accent="red")
    assert workspace.settings_file.read_bytes() == torn


def test_other_data_means_other_keys_and_the_user_s_own_folders_get_a_settings_file(own: Path) -> None:
    workspace = open_workspace(None, {}, cwd=own.parent)
    assert not workspace.settings_file.exists()
    after = change_settings(workspace, data="elsewhere")
    assert after.data == own / "elsewhere"
    assert after.vault is not workspace.vault
    assert parse_settings(after.settings_file.read_text(encoding="utf-8"), MARKER).data == "elsewhere"


def test_settings_that_became_faulty_ask_for_no_encryption(tmp_path: Path) -> None:
    workspace = create_workspace(tmp_path / "w")
    assert not workspace.vault.seals
    workspace.settings_file.write_bytes(b"\xff\xfe")
    assert not workspace.vault.seals
    with pytest.raises(InputError, match="UTF-8"):
        open_workspace(tmp_path / "w", {})


def test_a_folder_that_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "w").mkdir()

    def denied(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", denied)
    with pytest.raises(InputError, match="may not be read"):
        open_workspace(tmp_path / "w", {})
