"""Which language the program speaks: named, of the environment, of the system, of the workspace."""

from __future__ import annotations

import pytest

from audit_tui import i18n
from audit_tui.cli.main import choose_language
from audit_tui.errors import InputError


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("it_IT.UTF-8", "it"),
        ("IT", "it"),
        ("pl", "pl"),
        ("uk-UA", "uk"),
        ("ru_RU@latin", "ru"),
        ("zh", "zh-Hans"),
        ("zh_CN", "zh-Hans"),
        ("zh-Hans", "zh-Hans"),
        ("zh_TW.UTF-8", "zh-Hans"),
        ("en_GB", "en"),
        ("de_DE", None),
        ("ita", None),
        ("", None),
    ],
)
def test_a_tag_means_a_language_of_the_program(tag: str, code: str | None) -> None:
    assert i18n.known(tag) == code


@pytest.mark.parametrize(
    ("env", "code"),
    [
        ({}, None),
        ({"LANG": "C.UTF-8"}, None),
        ({"LANG": "POSIX", "LANGUAGE": "it"}, None),
        ({"LANG": "it_IT.UTF-8"}, "it"),
        ({"LANG": "it_IT.UTF-8", "LC_ALL": "pl_PL.UTF-8"}, "pl"),
        ({"LANG": "it_IT.UTF-8", "LC_MESSAGES": "ru_RU.UTF-8"}, "ru"),
        ({"LANG": "de_DE.UTF-8"}, None),
        ({"LANG": "de_DE.UTF-8", "LANGUAGE": "de:uk:en"}, "uk"),
    ],
)
def test_the_system_says_its_language_as_posix_has_it(env: dict[str, str], code: str | None) -> None:
    assert i18n.system_language(env, ask=lambda: "") == code


def test_where_the_environment_is_silent_the_system_is_asked() -> None:
    assert i18n.system_language({}, ask=lambda: "zh_TW") == "zh-Hans"
    assert i18n.system_language({"LANG": "pl_PL"}, ask=lambda: "zh_TW") == "pl"


def test_what_is_nearer_to_the_person_goes_first() -> None:
    env = {"LANG": "ru_RU.UTF-8", "AUDIT_TUI_LANG": "pl"}
    for before, of, code in ((["--lang", "it"], env, "it"), ([], env, "pl"), ([], {"LANG": "ru_RU"}, "ru")):
        choose_language(before, of)
        assert i18n.language() == code


def test_a_workspace_suggests_only_where_nobody_chose() -> None:
    choose_language([], {"LANG": "C"})
    i18n.suggest("it")
    assert i18n.language() == "it"
    i18n.suggest("pl")
    assert i18n.language() == "pl"
    choose_language(["--lang=ru"], {})
    i18n.suggest("it")
    assert i18n.language() == "ru"


@pytest.mark.parametrize(("before", "env"), [(["--lang", "de"], {}), ([], {"AUDIT_TUI_LANG": "de"})])
def test_a_language_that_is_not_spoken_is_refused_with_those_that_are(
    before: list[str], env: dict[str, str]
) -> None:
    with pytest.raises(InputError, match="en, it, pl, uk, ru, zh-Hans"):
        choose_language(before, env)
