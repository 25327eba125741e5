"""Reports that hold Chinese: its fonts, its lines, and the gate that says what cannot be printed."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit_tui.reports.pdf.fonts import WORD_LIMIT, printable, typeface, unprintable
from tests.reports.audits import QUOTE, RINGS, Walk, small
from tests.reports.reading import fonts_of, report, text_of
from tests.reports.test_conformance import assert_conforms

SENTENCE = "员工在三声铃响之内接听了电话，并报出了店名和自己的姓名；顾客没有等待。"


def said(folder: Path, note: str) -> Walk:
    walk = Walk(folder, [small([RINGS, QUOTE])])
    walk.say("answer", "phone/rings", "9")
    walk.say("answer", "phone/quote", "“你好”")
    walk.say("note", "phone/rings", note)
    walk.say("finish")
    return walk


def test_a_note_in_chinese_is_printed_and_read_back_without_blanks_between_its_characters(
    tmp_path: Path,
) -> None:
    pdf = report(said(tmp_path, SENTENCE * 6))
    assert SENTENCE * 6 in re.sub(r"\s", "", text_of(pdf))
    assert_conforms(pdf)
    file = tmp_path / "report.pdf"
    file.write_bytes(pdf)
    shown = subprocess.run(["pdftotext", "-enc", "UTF-8", file, "-"], capture_output=True, check=True)
    assert SENTENCE * 6 in re.sub(r"\s", "", shown.stdout.decode())


def test_latin_words_between_chinese_stay_whole(tmp_path: Path) -> None:
    words = text_of(report(said(tmp_path, f"{SENTENCE}Compliance report number 0417 {SENTENCE}" * 4)))
    assert words.count("Compliance") >= 4


def test_only_a_report_with_chinese_carries_its_fonts(tmp_path: Path) -> None:
    plain = Walk(tmp_path / "plain", [small([RINGS])])
    plain.say("answer", "phone/rings", "2")
    plain.say("finish")
    before = report(plain)
    with_han = report(said(tmp_path / "han", SENTENCE))
    assert all("+InterHan-" in name for name in fonts_of(with_han))
    assert not any("Han" in name for name in fonts_of(before))
    # Whatever was drawn between, the same content gives the same bytes.
    assert report(plain) == before


@pytest.mark.parametrize("text", ["营业时间（九点至十八点）", "ＡＢＣ１２３", "「好」、《书》。"])
def test_what_gb_2312_holds_is_printed_as_it_is(text: str) -> None:
    with typeface(text):
        assert printable(text) == text
    assert unprintable(text) == []


def test_what_no_font_holds_is_named() -> None:
    assert unprintable(("A 😀 𠀋 Ж", {"k": ["中"]})) == ["😀", "𠀋"]


@settings(max_examples=60)
@given(st.text(st.sampled_from("中文字符，。a b"), max_size=300))
def test_no_blank_is_put_between_chinese_characters(text: str) -> None:
    with typeface(text):
        kept = printable(text)
    assert kept.replace(" ", "") == text.replace(" ", "")
    runs = re.findall(r"[a ]+|[^a ]+", text)
    if all(len(run) < WORD_LIMIT for run in runs):
        assert kept == re.sub(" +", " ", text)


def test_a_long_text_in_chinese_ends_on_every_page_inside_its_margin(tmp_path: Path) -> None:
    pdf = report(said(tmp_path, SENTENCE * 40))
    file = tmp_path / "report.pdf"
    file.write_bytes(pdf)
    shown = subprocess.run(["pdftotext", "-enc", "UTF-8", file, "-"], capture_output=True, check=True)
    assert not [line for line in shown.stdout.decode().splitlines() if line[:1] in tuple("；：，。！？、")]
    boxes = subprocess.run(["pdftotext", "-bbox", file, "-"], capture_output=True, check=True).stdout.decode()
    right = max(float(edge) for edge in re.findall(r'xMax="([0-9.]+)"', boxes))
    # A4 less the margin of 18 mm; a stop may hang into it, as Chinese is set.
    assert right <= 595.3 - 51 + 12


def test_what_is_strong_stays_strong_whatever_was_set_before() -> None:
    from reportlab.lib.fonts import tt2ps

    from audit_tui.reports.pdf.fonts import BOLD, REGULAR, SEMIBOLD, typeface

    for words in ("plain", "汉字", "plain"):
        with typeface(words):
            assert (tt2ps(REGULAR, 1, 0), tt2ps(SEMIBOLD, 1, 0)) == (SEMIBOLD, BOLD)
