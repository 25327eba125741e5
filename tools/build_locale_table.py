"""Writes `audit_tui/locale_table.py`: how each language writes numbers and dates, from Unicode CLDR.

Run `python tools/build_locale_table.py` from a checkout with the `dev` extra installed (Babel carries CLDR). It
never runs as part of the program. English is that of the world (en-001), with the day before the month.
"""

from __future__ import annotations

import re
from pathlib import Path

from babel import Locale

TARGET = Path(__file__).resolve().parent.parent / "audit_tui" / "locale_table.py"
LOCALES = {"en": "en_001", "it": "it", "pl": "pl", "uk": "uk", "ru": "ru", "zh-Hans": "zh_Hans"}
_FIELDS = {"d": "{day}", "MMM": "{month}", "LLL": "{month}", "M": "{number}", "y": "{year}"}
_OWN_UNITS = ("uk", "ru", "zh-Hans")
"""The languages that write the signs of units in letters of their own; the others write those of the SI."""
_UNITS = {
    "s": "duration-second",
    "min": "duration-minute",
    "h": "duration-hour",
    "m": "length-meter",
    "cm": "length-centimeter",
    "mm": "length-millimeter",
    "km": "length-kilometer",
    "kg": "mass-kilogram",
    "lx": "light-lux",
}
HEAD = '''"""How each language writes numbers and dates: made by `tools/build_locale_table.py` from Unicode CLDR.

Data of Unicode CLDR (Unicode License v3), by way of Babel. Do not edit; run the tool again.
"""

from __future__ import annotations

from collections.abc import Mapping
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
    year_month: str
    """A month of a year: `{month}` in short, `{year}`."""
    alone: tuple[str, ...]
    """Short names of the months that stand without a day, January first."""
    between: str
    """What stands between the members of a list."""
    units: Mapping[str, str]
    """Signs of units in the letters of the language; one that is not here is written as in the SI."""


CONVENTIONS: Final = {
'''


def firm(text: str) -> str:
    """Every blank as the firm one that the fonts of reports hold."""
    return re.sub(r"[ \u202f\u2009]", "\u00a0", text)


def day_pattern(pattern: str) -> str:
    """A date pattern of CLDR with its letters as placeholders and its quotes gone."""
    parts = re.findall(r"'([^']*)'|([A-Za-z]+)|([^A-Za-z']+)", pattern)
    return "".join(_FIELDS[letters] if letters else quoted or other for quoted, letters, other in parts)


def table() -> str:
    """The module as text."""
    made = HEAD
    for code, name in LOCALES.items():
        locale = Locale.parse(name)
        months = [locale.months["format"]["abbreviated"][number] for number in range(1, 13)]
        joined = str(locale.datetime_formats["medium"]).replace("{1}", "{day}").replace("{0}", "{clock}")
        symbols = locale.number_symbols["latn"]
        made += f'    "{code}": Conventions(\n'
        for name_, value in (
            ("decimal", firm(symbols["decimal"])),
            ("group", firm(symbols["group"])),
            ("day", firm(day_pattern(locale.date_formats["medium"].pattern))),
        ):
            made += f"        {name_}={quoted(value)},\n"
        made += "        months=(\n"
        made += "".join(f"            {quoted(month)},\n" for month in months)
        made += f"        ),\n        moment={quoted(joined)},\n"
        skeleton = firm(day_pattern(locale.datetime_skeletons["yMMM"].pattern))
        made += f"        year_month={quoted(skeleton.replace('{number}月', '{month}'))},\n        alone=(\n"
        alone = [locale.months["stand-alone"]["abbreviated"][number] for number in range(1, 13)]
        made += "".join(f"            {quoted(month)},\n" for month in alone)
        between = locale.list_patterns["standard"]["middle"].replace("{0}", "").replace("{1}", "")
        made += f"        ),\n        between={quoted(between)},\n        units={{{units(code, locale)}}},\n    ),\n"
    return made + "}\n"


def units(code: str, locale: Locale) -> str:
    """The signs of units that the language writes in its own letters, as the entries of a literal."""
    if code not in _OWN_UNITS:
        return ""
    signs = {
        unit: locale._data["unit_patterns"][name]["short"]["other"].replace("{0}", "").strip()
        for unit, name in _UNITS.items()
    }
    own = {unit: sign for unit, sign in signs.items() if not sign.isascii()}
    return (
        "\n"
        + "".join(f"            {quoted(unit)}: {quoted(sign)},\n" for unit, sign in own.items())
        + "        "
    )


def quoted(text: str) -> str:
    """`text` as a Python literal in which a firm space can be seen."""
    return '"' + text.replace("\u00a0", "\\u00a0") + '"'


if __name__ == "__main__":
    TARGET.write_text(table(), encoding="utf-8", newline="\n")
