"""How each language writes numbers and dates: made by `tools/build_locale_table.py` from Unicode CLDR.

Data of Unicode CLDR (Unicode License v3), by way of Babel. Do not edit; run the tool again.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Conventions(NamedTuple):
    """Those of one language. Spaces are firm: no line breaks inside a date or a number."""

    decimal: str
    group: str
    """What stands between thousands."""
    day: str
    """The medium date of CLDR: `{day}`, `{month}` in short, `{number}` of the month, `{year}`."""
    months: tuple[str, ...]
    """Short names of the months inside a date, January first."""
    moment: str
    """A date with a time of day: `{day}`, `{clock}`."""


CONVENTIONS: Final = {
    "en": Conventions(
        decimal=".",
        group=",",
        day="{day}\u00a0{month}\u00a0{year}",
        months=(
            "Jan",
            "Feb",
            "Mar",
            "Apr",
            "May",
            "Jun",
            "Jul",
            "Aug",
            "Sept",
            "Oct",
            "Nov",
            "Dec",
        ),
        moment="{day}, {clock}",
    ),
    "it": Conventions(
        decimal=",",
        group=".",
        day="{day}\u00a0{month}\u00a0{year}",
        months=(
            "gen",
            "feb",
            "mar",
            "apr",
            "mag",
            "giu",
            "lug",
            "ago",
            "set",
            "ott",
            "nov",
            "dic",
        ),
        moment="{day}, {clock}",
    ),
    "pl": Conventions(
        decimal=",",
        group="\u00a0",
        day="{day}\u00a0{month}\u00a0{year}",
        months=(
            "sty",
            "lut",
            "mar",
            "kwi",
            "maj",
            "cze",
            "lip",
            "sie",
            "wrz",
            "paź",
            "lis",
            "gru",
        ),
        moment="{day}, {clock}",
    ),
    "uk": Conventions(
        decimal=",",
        group="\u00a0",
        day="{day}\u00a0{month}\u00a0{year}\u00a0р.",
        months=(
            "січ.",
            "лют.",
            "бер.",
            "квіт.",
            "трав.",
            "черв.",
            "лип.",
            "серп.",
            "вер.",
            "жовт.",
            "лист.",
            "груд.",
        ),
        moment="{day}, {clock}",
    ),
    "ru": Conventions(
        decimal=",",
        group="\u00a0",
        day="{day}\u00a0{month}\u00a0{year}\u00a0г.",
        months=(
            "янв.",
            "февр.",
            "мар.",
            "апр.",
            "мая",
            "июн.",
            "июл.",
            "авг.",
            "сент.",
            "окт.",
            "нояб.",
            "дек.",
        ),
        moment="{day}, {clock}",
    ),
    "zh-Hans": Conventions(
        decimal=".",
        group=",",
        day="{year}年{number}月{day}日",
        months=(
            "1月",
            "2月",
            "3月",
            "4月",
            "5月",
            "6月",
            "7月",
            "8月",
            "9月",
            "10月",
            "11月",
            "12月",
        ),
        moment="{day} {clock}",
    ),
}
