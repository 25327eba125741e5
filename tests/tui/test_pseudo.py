"""Nothing is cut at 80×24 in a language 40 % longer than English: every screen in the pseudo language.

Each message of it stands in brackets. A bracket that opens and is not closed before the line or its paragraph ends
was cut. Rows of lists may shorten what people wrote; what they shorten of the program's own words is found here.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pseudo
import pytest

from audit_tui import i18n
from audit_tui.i18n import Words
from audit_tui.store.workspace import Workspace, open_workspace
from tests.demo.once import demo
from tests.tui.conftest import Open


@pytest.fixture(scope="session")
def pseudo_words(tmp_path_factory: pytest.TempPathFactory) -> Words:
    return Words(pseudo.build(tmp_path_factory.mktemp("pseudo") / "qps.mo"))


@pytest.fixture(autouse=True)
def spoken(pseudo_words: Words, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    real = i18n.translator
    monkeypatch.setattr(i18n, "translator", lambda code: pseudo_words if code == pseudo.CODE else real(code))
    i18n.use(pseudo.CODE)
    yield


def cut(screen: str) -> list[str]:
    """The messages on a screen that open and never close; a frame's border does not count as text."""
    lines = [re.sub(r"[│┃▌▐█▎▊▉─━╭╮╰╯┌┐└┘]", " ", line).rstrip() for line in screen.split("\n")]
    found, depth, start = [], 0, ""
    for line in lines:
        for at, sign in enumerate(line):
            if sign == pseudo.OPEN:
                if depth == 0:
                    start = line[at : at + 70]
                depth += 1
            elif sign == pseudo.CLOSE:
                depth -= 1
        if depth and (line.endswith("…") or not line.strip()):
            found.append(start)
            depth = 0
    return [*found, start] if depth > 0 else found


@pytest.mark.parametrize("text", ["Saved in {path}.", "  two %(x)s words\n", "{a!r} of {b:,}"])
def test_the_pseudo_language_keeps_placeholders_and_edges(text: str) -> None:
    import catalogues

    told = pseudo.pseudo(text)
    assert catalogues.placeholders(told) == catalogues.placeholders(text)
    assert len(told) > len(text) and told.startswith(text[: len(text) - len(text.lstrip())])


def test_a_cut_message_is_found() -> None:
    assert cut("⟦whole⟧ and ⟦over\ntwo lines⟧") == []
    assert cut("⟦this is cut…\n⟦whole⟧") == ["⟦this is cut…"]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """The demo, so that every screen has something to show."""
    folder = tmp_path / "demo"
    shutil.copytree(demo().base, folder)
    return open_workspace(folder, {})


@pytest.mark.parametrize(
    "key",
    ["f1", "n", "i", "t", "k", "w", "p", "g"],
    ids=["help", "new", "insights", "store", "standards", "feedback", "nps", "agreement"],
)
async def test_no_screen_from_home_cuts_its_words(key: str, workspace: Workspace, home: Open) -> None:
    # Lists are looked at in their whole length; across, 80 columns are all there is.
    async with home((80, 24 if key == "n" else 90)) as d:
        assert cut(d.text()) == []
        await d.keys(key)
        await d.rest()
        text = d.text()
        assert pseudo.OPEN in text
        assert cut(text) == []
