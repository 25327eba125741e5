"""Numbers and dates by language: those of Unicode CLDR, on screens, in the words of reports and nowhere in data."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import build_locale_table
import pytest
from babel.dates import format_date
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from audit_tui import i18n, locale_table
from audit_tui.locale_format import (
    Count,
    Figure,
    bracketed,
    clauses,
    count_words,
    day_words,
    decimal_words,
    ended,
    finished,
    in_a_row,
    led_by,
    listed,
    moment_words,
    month_words,
    quoted,
    written_in,
)
from audit_tui.phrases.numbers import change_words, duration_words, measure_words, percent_words, points_words

LANGUAGES = tuple(i18n.NAMES)


def test_the_committed_table_is_what_cldr_says_today() -> None:
    assert Path(locale_table.__file__).read_text(encoding="utf-8") == build_locale_table.table()


@pytest.mark.parametrize("language", LANGUAGES)
@given(day=st.dates(date(1000, 1, 1)), count=st.integers(0, 10**12), tenths=st.integers(-(10**9), 10**9))
def test_dates_and_numbers_are_as_cldr_writes_them(language: str, day: date, count: int, tenths: int) -> None:
    locale = build_locale_table.LOCALES[language]
    with written_in(language):
        told = day_words(day.isoformat())
        assert told == build_locale_table.firm(format_date(day, "medium", locale))
        assert (
            count_words(count)
            == f"{Count(count):,}"
            == build_locale_table.firm(format_decimal(count, locale=locale))
        )
        shown = format_decimal(tenths / 10, "0.0", locale=locale)
        assert f"{Figure(tenths / 10):.1f}" == decimal_words(f"{tenths / 10:.1f}") == shown


def test_a_language_writes_as_its_people_do() -> None:
    said = {}
    for language in LANGUAGES:
        with written_in(language):
            said[language] = (
                percent_words(Fraction(849, 10)),
                change_words(Fraction(43), Fraction(50)),
                points_words(Fraction(5, 2), Fraction(4)),
                measure_words("-2.5", "°C"),
                duration_words("95.5"),
                moment_words("2026-11-18T10:30"),
            )
    plain = {language: tuple(re.sub("\u00a0", " ", one) for one in words) for language, words in said.items()}
    assert plain["en"] == ("84.9 %", "−7.0", "2.5 / 4", "−2.5 °C", "95.5 s (1:36)", "18 Nov 2026, 10:30")
    assert plain["it"] == ("84,9 %", "−7,0", "2,5 / 4", "−2,5 °C", "95,5 s (1:36)", "18 nov 2026, 10:30")
    assert plain["pl"][-1] == "18 lis 2026, 10:30"
    assert plain["uk"][-1] == "18 лист. 2026 р., 10:30"
    assert plain["ru"][-1] == "18 нояб. 2026 г., 10:30"
    assert plain["zh-Hans"] == (
        "84.9 %",
        "−7.0",
        "2.5 / 4",
        "−2.5 °C",
        "95.5 秒 (1:36)",
        "2026年11月18日 10:30",
    )


@pytest.mark.parametrize("text", ["10:31", "1.2.3", "", "Rev. 2", "2026-11-18", "–"])
def test_what_is_no_number_stays_as_it_stands(text: str) -> None:
    with written_in("it"):
        assert decimal_words(text) == text


def test_a_report_writes_in_its_own_language_whatever_the_program_speaks() -> None:
    before = i18n.language()
    try:
        i18n.use("pl")
        assert decimal_words("2.5") == "2,5"
        with written_in("en"):
            assert decimal_words("2.5") == "2.5"
            with written_in("it-IT"):
                assert decimal_words("2.5") == "2,5"
            assert decimal_words("2.5") == "2.5"
        with written_in("de"):
            assert decimal_words("2.5") == "2.5"  # no words of it either
        assert decimal_words("2.5") == "2,5"
    finally:
        i18n.use(before)
        i18n.forget()


def test_tables_and_json_keep_their_numbers_whatever_the_program_speaks(tmp_path: Path) -> None:
    from audit_tui.reports.subject import Subject
    from audit_tui.reports.tables import answer_records
    from tests.reports.audits import QUOTE, Walk, small

    hours = {"id": "hours", "type": "number", "text": "Hours open", "unit": "h", "neutral": True}
    walk = Walk(tmp_path, [small([hours, QUOTE])])
    walk.say("answer", "phone/hours", "7.5")
    i18n.use("it")
    try:
        subject = Subject(walk.record, "en", i18n.translator("en"), walk.blobs)
        record = next(one for one in answer_records(subject) if one["question"] == "hours")
    finally:
        i18n.use("en")
        i18n.forget()
    assert (record["value"], record["words"]) == ("7.5", "7.5\u00a0h")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_is_verified_in_its_language_whatever_the_program_speaks(
    tmp_path: Path, language: str
) -> None:
    from tests.reports.audits import RINGS, SOLVED, Walk, small
    from tests.reports.reading import check_pages, report, text_of
    from tests.reports.test_printed import carried

    walk = Walk(tmp_path, [small([RINGS, SOLVED])])
    walk.say("answer", "phone/rings", "4")
    walk.say("answer", "phone/solved", "yes")
    walk.say("finish")
    i18n.use("ru" if language == "en" else "en")
    try:
        pdf = report(walk, language=language)
        found = check_pages(pdf, carried(walk.record))
    finally:
        i18n.use("en")
        i18n.forget()
    assert (found.extent, found.found, found.otherwise) == ("look", [], [])
    with written_in(language):
        assert re.sub(r"\s", "", percent_words(Fraction(250, 3))) in re.sub(r"\s", "", text_of(pdf))
        assert re.sub(r"\s", "", day_words("2026-11-18")) in re.sub(r"\s", "", text_of(pdf))


def test_a_date_with_a_stop_ends_its_sentence_with_one() -> None:
    assert ended("Повторний візит: 18 лист. 2026 р..") == "Повторний візит: 18 лист. 2026 р."
    assert ended("Wait...") == "Wait..." and ended("Done.") == "Done."


def test_months_stand_by_their_name_and_year() -> None:
    said = {}
    for language in LANGUAGES:
        with written_in(language):
            said[language] = [month_words(one).replace("\u00a0", " ") for one in ("2025-11", "2026-06")]
    assert said == {
        "en": ["Nov 2025", "Jun 2026"],
        "it": ["nov 2025", "giu 2026"],
        "pl": ["lis 2025", "cze 2026"],
        "uk": ["лист. 2025 р.", "черв. 2026 р."],
        "ru": ["нояб. 2025 г.", "июнь 2026 г."],
        "zh-Hans": ["2025年11月", "2026年6月"],
    }
    assert month_words("autumn") == "autumn"


def test_units_stand_in_the_letters_of_the_language() -> None:
    said = {}
    for language in LANGUAGES:
        with written_in(language):
            said[language] = [measure_words("10", unit).replace("\u00a0", " ") for unit in ("s", "min", "°C")]
    latin = ["10 s", "10 min", "10 °C"]
    assert said == {
        "en": latin,
        "it": latin,
        "pl": latin,
        "uk": ["10 с", "10 хв", "10 °C"],
        "ru": ["10 с", "10 мин", "10 °C"],
        "zh-Hans": ["10 秒", "10 分钟", "10 °C"],
    }


def test_sentences_and_lists_are_joined_as_the_language_does() -> None:
    with written_in("it"):
        assert listed(["uno", "due"]) == "uno, due"
        assert clauses(["uno, due", "tre"]) == "uno, due; tre"
        assert in_a_row(["Uno.", "", "Due."]) == "Uno. Due."
        assert finished("Fine") == "Fine." and finished("Fine…") == "Fine…" and finished("") == ""
        assert led_by("Voce", "testo") == "Voce: testo" and led_by("Voce", "") == "Voce"
        assert led_by("Quanto?", "poco") == "Quanto? poco"
        assert bracketed("voce", "nota") == "voce (nota)"
        assert quoted("sì") == "«sì»"
    with written_in("pl"):
        assert quoted("nie") == "„nie”"
    with written_in("zh-Hans"):
        assert listed(["停车", "配送"]) == "停车、配送"
        assert clauses(["停车、配送", "电话"]) == "停车、配送；电话"
        assert in_a_row(["站点通过。", "测量 4 个值。"]) == "站点通过。测量 4 个值。"
        assert finished("完成") == "完成。" and finished("完成。") == "完成。"
        assert led_by("样本", "22") == "样本：22"
        assert led_by("谁先问候？", "我") == "谁先问候？我"
        assert bracketed("词", "注") == "词（注）"
        assert quoted("是") == "“是”"
