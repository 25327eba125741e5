"""`audit-tui encryption`: on, off, its keys, and what the other commands say while a workspace is locked."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from pathlib import Path

import pytest

from audit_tui.cli import unlocking
from audit_tui.store.vault import KEY_FILE
from tests import keyrings
from tests.cli.checklists import PHONE, write_answers
from tests.cli.conftest import Command, Done, documented
from tests.store.sealed import canaries

pytestmark = pytest.mark.usefixtures("no_keyring")

PASSPHRASE = "correct horse battery"
ANSWERS = {
    "phone.rings": "3",
    "phone.wait_s": "20",
    "phone.held": "no",
    "phone.solved": '{value: no, note: "A note.", private: "PRIVATECANARY", photos: [letter.txt]}',
}


@pytest.fixture(autouse=True)
def passphrase_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "passphrase"
    path.write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    monkeypatch.delenv(unlocking.VARIABLE, raising=False)
    return path


def fill(run: Command, tmp_path: Path, *more: object) -> Done:
    (tmp_path / "phone.yaml").write_text(PHONE, encoding="utf-8")
    (tmp_path / "letter.txt").write_text("PHOTOCANARY", encoding="utf-8")
    answers = write_answers(tmp_path / "a.yaml", ANSWERS, visit='{kind: open, from: "2026-09-14T10:00"}')
    words = ["--checklist", "phone.yaml", "--site", "ROMA", "--create-site", "--auditor", "Zdenka Kanariová"]
    return run("fill", *words, "--answers", answers, *more, "--workspace", "w")


@pytest.fixture
def filled(run: Command, tmp_path: Path) -> Path:
    """A workspace with a finished audit, not encrypted."""
    assert fill(run, tmp_path, "--finish").code == 0
    return tmp_path / "w"


def encryption(run: Command, *words: object) -> Done:
    return run("encryption", *words, "--workspace", "w")


@pytest.fixture
def sealed(run: Command, filled: Path) -> Path:
    """The same, encrypted with a passphrase."""
    done = encryption(run, "on", "--passphrase-file", "passphrase")
    assert done.code == 0, done.err
    return filled


class Typist:
    """Somebody at a terminal who types one line after another."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
        self.asked: list[str] = []
        self._lines: Iterator[str] = iter(lines)
        monkeypatch.setattr(unlocking, "on_terminal", lambda: True)
        monkeypatch.setattr(getpass, "getpass", self.read)

    def read(self, prompt: str, stream: object = None) -> str:
        self.asked.append(prompt)
        line = next(self._lines)
        if line == "EOF":
            raise EOFError
        return line


def test_on_and_off_and_nothing_personal_in_between(run: Command, filled: Path) -> None:
    status = documented("encryption", encryption(run, "status", "--json").json)
    assert (status["stage"], status["plain"]["values"], status["encrypted"]["values"]) == ("off", 2, 0)
    assert canaries(filled) != []
    done = encryption(run, "on", "--passphrase-file", "passphrase", "--json")
    told = documented("encryption", done.json)
    assert (done.code, told["stage"], told["complete"], told["locked"]) == (0, "on", True, False)
    assert len(told["recovery_key"].replace("-", "")) == 40
    assert canaries(filled) == []
    status = documented("encryption", encryption(run, "status", "--json").json)
    assert (status["locked"], status["encrypted"]["values"], status["plain"]["values"]) == (True, 2, 0)
    assert "It is locked here." in encryption(run, "status").out
    done = encryption(run, "off", "--passphrase-file", "passphrase", "--json")
    assert documented("encryption", done.json)["stage"] == "off"
    assert not (filled / "data" / KEY_FILE).exists()
    assert encryption(run, "off").code == 1
    assert encryption(run, "passphrase").code == 1


def test_the_recovery_key_is_shown_once_and_opens_it(run: Command, filled: Path, tmp_path: Path) -> None:
    done = encryption(run, "on", "--passphrase-file", "passphrase")
    lines = [line.strip() for line in done.out.splitlines() if line.startswith("    ")]
    (tmp_path / "recovery").write_text("".join(lines), encoding="utf-8")
    (tmp_path / "new").write_text("another passphrase\n", encoding="utf-8")
    words = ["--recovery-file", "recovery", "--new-passphrase-file", "new", "--json"]
    assert documented("encryption", encryption(run, "recover", *words).json)["passphrase"]
    wrong = encryption(run, "off", "--passphrase-file", "passphrase")
    assert (wrong.code, "passphrase in this file is wrong" in wrong.err) == (2, True)
    renewed = encryption(run, "recovery-key", "--passphrase-file", "new", "--json")
    fresh = documented("encryption", renewed.json)["recovery_key"]
    old = encryption(run, "recover", *words)
    assert (old.code, "not that of this workspace" in old.err) == (2, True)
    (tmp_path / "recovery").write_text(fresh.lower(), encoding="utf-8")
    assert encryption(run, "recover", *words[:4]).code == 0
    (tmp_path / "recovery").write_text(fresh[:-1], encoding="utf-8")
    assert "this has 39" in encryption(run, "recover", *words).err


def test_with_a_keyring_nothing_is_asked(run: Command, filled: Path) -> None:
    keyrings.use(keyrings.Working())
    done = encryption(run, "on")
    assert (done.code, "keyring of this machine" in done.out) == (0, True)
    status = encryption(run, "status", "--json").json
    assert (status["locked"], status["keyring"], status["passphrase"]) == (False, True, False)
    assert "by Zdenka" in run("show", "ROMA-01", "--workspace", "w").out
    keyrings.use(keyrings.Forgetful())
    assert "LOCKED: 2 values" in run("show", "ROMA-01", "--workspace", "w").out


def test_a_passphrase_can_be_kept_in_the_keyring_and_changed(
    run: Command, sealed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = encryption(run, "keep", "--passphrase-file", "passphrase")
    assert (refused.code, "no keyring here" in refused.err) == (1, True)
    keyrings.use(keyrings.Working())
    assert encryption(run, "keep", "--passphrase-file", "passphrase").code == 0
    assert documented("encryption", encryption(run, "keep", "--json").json)["keyring"]
    (tmp_path / "new").write_text("another passphrase\n", encoding="utf-8")
    assert encryption(run, "passphrase", "--new-passphrase-file", "new").code == 0
    keyrings.use(keyrings.Forgetful())
    monkeypatch.setenv(unlocking.VARIABLE, "new")
    assert not encryption(run, "status", "--json").json["locked"]


# -- asked on a terminal ----------------------------------------------------------------------------------


def test_a_passphrase_is_typed_twice(run: Command, filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Typist(monkeypatch, "short")
    assert "at least 10 are needed" in encryption(run, "on").err
    Typist(monkeypatch, PASSPHRASE, "something else")
    assert "not the same" in encryption(run, "on").err
    Typist(monkeypatch, PASSPHRASE, PASSPHRASE)
    assert encryption(run, "on").code == 0


def test_three_tries_and_enter_leaves_it_locked(
    run: Command, sealed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typist = Typist(monkeypatch, "wrong", "wrong again", "still wrong")
    done = run("show", "ROMA-01", "--workspace", "w")
    assert len(typist.asked) == 3
    assert "2 tries are left" in done.err
    assert "1 try is left" in done.err
    assert "stays locked" in done.err
    assert "LOCKED: 2 values are encrypted" in done.out
    Typist(monkeypatch, "wrong", PASSPHRASE)
    assert "by Zdenka" in run("show", "ROMA-01", "--workspace", "w").out
    for line in ("", "EOF"):
        Typist(monkeypatch, line)
        assert "LOCKED" in run("show", "ROMA-01", "--workspace", "w").out
    # Lists and figures need nobody's name and ask for nothing.
    typist = Typist(monkeypatch)
    for words in (["list"], ["insights"], ["nps"], ["doctor"]):
        run(*words, "--workspace", "w")
    assert typist.asked == []


def test_without_a_terminal_it_says_how_to_give_it(run: Command, sealed: Path) -> None:
    done = encryption(run, "off")
    assert (done.code, "AUDIT_TUI_PASSPHRASE_FILE" in done.err) == (3, True)
    done = encryption(run, "recover")
    assert (done.code, "no terminal" in done.err) == (3, True)


@pytest.mark.parametrize(
    ("content", "words"), [(b"", "is empty"), (b"\n", "is empty"), (b"\xff\xff", "no text in UTF-8")]
)
def test_a_passphrase_file_of_no_use_is_named(
    run: Command, sealed: Path, passphrase_file: Path, content: bytes, words: str
) -> None:
    passphrase_file.write_bytes(content)
    done = encryption(run, "off", "--passphrase-file", "passphrase")
    assert (done.code, words in done.err) == (2, True)


# -- the other commands -----------------------------------------------------------------------------------


def test_locked_the_others_say_so_and_nothing_breaks(run: Command, sealed: Path, tmp_path: Path) -> None:
    w = ("--workspace", "w")
    assert run("list", *w).code == 0
    explained = run("show", "ROMA-01", "--explain", *w)
    assert (explained.code, "LOCKED" in explained.out) == (0, True)
    told = documented("history", run("show", "ROMA-01", "--history", "phone.solved", "--json", *w).json)
    private = [entry for entry in told["questions"][0]["history"] if entry["private"]]
    assert [entry["new"]["absent"] for entry in private] == ["withheld"]
    exported = run("export", "--history", "-o", "out", *w)
    assert (exported.code, "LOCKED: 1 audit" in exported.err) == (0, True), exported.err
    for words in (["report", "ROMA-01"], ["privacy", "find", "Zdenka Kanariová"]):
        done = run(*words, *w)
        assert (done.code, "The workspace is locked" in done.err) == (3, True), done
    assert fill(run, tmp_path).code == 3
    network = run("report", "--network", "-o", "network.pdf", *w)
    assert network.code == 0, network.err
    assert documented("doctor", run("doctor", "--json", *w).json)["encryption"]["locked"]
    audit = next((sealed / "data" / "finished").rglob("*.json"))
    checked = run("verify", audit, "--json")
    (file,) = documented("verify", checked.json)["files"]
    assert (file["ok"], file["values"]["locked"]) == (True, 2)
    assert any("not checked: locked" in note for note in file["notes"])


def test_open_they_work_as_ever(
    run: Command, sealed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(unlocking.VARIABLE, str(tmp_path / "passphrase"))
    w = ("--workspace", "w")
    assert run("report", "ROMA-01", *w).code == 0
    audit = next((sealed / "data" / "finished").rglob("*.json"))
    (file,) = documented("verify", run("verify", audit, "--json").json)["files"]
    assert (file["ok"], file["values"]["locked"]) == (True, 0)
    assert fill(run, tmp_path).code == 0
    assert canaries(sealed / "data") == []
    found = run("privacy", "find", "Zdenka Kanariová", *w)
    assert "ROMA-01" in found.out
    backup = run("backup", "-o", "b.zip", "--json", *w)
    assert backup.code == 0
    assert run("restore", "b.zip", "--workspace", "there").code == 0
    assert "by Zdenka" in run("show", "ROMA-01", "--workspace", "there").out


def test_a_changed_encrypted_value_is_found_by_who_has_the_key(
    run: Command, sealed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(unlocking.VARIABLE, str(tmp_path / "passphrase"))
    path = next((sealed / "data" / "blobs").glob("*.sealed"))
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    audit = next((sealed / "data" / "finished").rglob("*.json"))
    done = run("verify", audit)
    assert (done.code, "was changed" in done.out) == (1, True)


def test_a_lost_key_file_is_told_by_every_command(run: Command, sealed: Path) -> None:
    (sealed / "data" / KEY_FILE).unlink()
    status = encryption(run, "status")
    assert (status.code, "key file is missing" in status.out) == (1, True)
    assert documented("encryption", encryption(run, "status", "--json").json)["stage"] == "missing"
    for words in (["off"], ["passphrase"], ["on", "--passphrase-file", "passphrase"]):
        done = encryption(run, *words)
        assert (done.code != 0, "key file is missing" in done.err) == (True, True)
    (sealed / "data" / KEY_FILE).write_text("{}", encoding="utf-8")
    assert "key file is damaged" in encryption(run, "status").out
    assert "key file is damaged" in encryption(run, "off").err
