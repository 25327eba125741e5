"""Lines of Chinese: nothing is lost, and no figure, no Latin word and no date is cut in two."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from audit_tui.reports.pdf.fonts import REGULAR, register
from audit_tui.reports.pdf.han_lines import NEVER_FIRST, may_break, spans, word_split


def broken(text: str, room: int) -> list[str]:
    return [text[start:end] for start, end in spans(text, [1.0] * len(text), [float(room)], frozenset())]


def test_figures_times_and_their_units_stay_whole() -> None:
    assert broken("2026年9月16日 16:20–17:35", 20) == ["2026年9月16日 ", "16:20–17:35"]
    assert broken("在这些题上：97.3\u00a0% → 85.5\u00a0%。", 20)[-1] == "85.5\u00a0%。"
    assert broken("上次走访：2026年5月20日", 11) == ["上次走访：", "2026年5月20日"]


def test_a_stop_without_room_hangs_and_no_line_ends_with_an_open_bracket() -> None:
    assert broken("员工在三声，铃响", 5) == ["员工在三声，", "铃响"]
    assert broken("员工在三（声）铃", 5) == ["员工在三", "（声）铃"]


def test_a_hanging_stop_presses_no_blanks() -> None:
    register()
    ((room, _words), *_rest) = word_split("整改 7，反复 4，新增", [60.0], REGULAR, 9.0)
    assert room >= 0


@given(st.text(st.sampled_from("中文字，。（）a1 \u00a0")), st.integers(2, 30))
def test_nothing_is_lost_and_only_what_has_no_other_place_begins_a_line_badly(text: str, room: int) -> None:
    lines = broken(text, room)
    assert "".join(lines) == text
    assert all(len(line.rstrip(" ")) <= room + 1 for line in lines)
    for start, end in spans(text, [1.0] * len(text), [float(room)], frozenset()):
        # Only behind a blank, or where a run without any place to break is longer than a line.
        if end < len(text) and text[end] in NEVER_FIRST and text[end - 1] != " ":
            assert not any(may_break(text, at) for at in range(start + 1, end))
