"""The settings of a workspace, as `audit-workspace.toml` holds them. Reads text, never the disk; loads no model."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final, get_args

from audit_tui.errors import Fault, FaultyFileError
from audit_tui.i18n import _
from audit_tui.locale_format import Figure, decimal_words
from audit_tui.model.basics import Profile
from audit_tui.model.checks import Check, language, line, one_of, optional, truth, whole

MARKER: Final = "audit-workspace.toml"
"""The file that makes a folder a workspace."""


def _period(value: Any) -> str:
    """A length of time in years, months, weeks and days, as in ISO 8601: P2Y, P18M, P1Y6M."""
    if not isinstance(value, str) or not re.fullmatch(r"P(\d{1,4}[YMWD])+", value, re.ASCII):
        raise ValueError(
            _("{value!r} is no length of time; write it as P2Y, P18M, P26W or P90D").format(value=value)
        )
    return value


def _colour(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch("#[0-9A-Fa-f]{6}", value):
        raise ValueError(_("write a colour as #14365C"))
    return value


def _languages(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not value:
        raise ValueError(_("write a list of languages, the preferred one first"))
    return tuple(map(language, value))


@dataclass(frozen=True, slots=True)
class Retention:
    """How long values are kept after the end of an audit, by class; a class that is not named is kept.

    Answers are the audit itself and are kept as long as it is.
    """

    note: str | None = None
    private: str | None = None
    person: str | None = None
    """Names of auditors and participants, and signatures."""
    evidence: str | None = None

    @property
    def periods(self) -> dict[str, str]:
        """Class → its period, of those that have one."""
        given = ((each.name, getattr(self, each.name)) for each in fields(self))
        return {name: period for name, period in given if period is not None}


@dataclass(frozen=True, slots=True)
class Settings:
    """What an organisation sets once for all its audits."""

    organisation: str = ""
    """Who audits; printed on reports."""
    logo: str = ""
    """Path of a PNG or JPEG, relative to the workspace."""
    accent: str = "#14365C"
    """Colour of headings in reports, as #RRGGBB."""
    confidentiality: str = ""
    """Stands at the foot of every page of a report, unless the audit says another; empty for the usual words."""
    appeal_days: int = 0
    """Days from the end of an audit, within which the site may appeal; until then its report is preliminary."""
    languages: tuple[str, ...] = ("en",)
    """Languages of screens and reports, the preferred one first."""
    data: str = "data"
    """Folder of drafts, finished audits and registry, relative to the workspace or absolute."""
    inbox: str = "inbox"
    """Folder into which pictures come from phones, relative to the workspace or absolute."""
    profile: Profile = "private"
    """What customers expect of a new site unless it says otherwise."""
    demo: bool = False
    """Everything here is invented; marked DEMO on screens and pages."""
    encrypt: bool = False
    """Personal values, photos and files are encrypted at rest; `audit-tui encryption on` makes the keys."""
    retention: Retention = field(default_factory=Retention)
    """When erasures fall due (`audit-tui privacy due`); nothing is erased by itself."""


CHECKS: Final[Mapping[str, Check]] = {
    "organisation": line,
    "logo": line,
    "accent": _colour,
    "confidentiality": line,
    "appeal_days": whole(0, 365),
    "languages": _languages,
    "data": line,
    "inbox": line,
    "profile": one_of(*get_args(Profile)),
    "demo": truth,
    "encrypt": truth,
}
"""What every setting of its own has to pass; `retention` is a table."""
_PERIODS: Final[Mapping[str, Check]] = {each.name: optional(_period) for each in fields(Retention)}


def parse_settings(text: str, file: str) -> Settings:
    """The settings in `text`. Raises FaultyFileError naming every fault with its line."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        row, column = (int(place[1]), int(place[2])) if place else (0, 0)
        message = re.sub(r"\s*\(at .*\)$", "", str(error))
        raise FaultyFileError([Fault(file, row, column, "settings.toml", f"{message}.")]) from None
    faults: list[Fault] = []

    def take(given: Mapping[str, Any], checks: Mapping[str, Check], of: str = "") -> dict[str, Any]:
        taken = {}
        for key, value in given.items():
            if key not in checks:
                fault = "settings.unknown", _unknown(of, key, checks)
                faults.append(Fault(file, _line_of(text, key), 1, *fault))
                continue
            try:
                taken[key] = checks[key](value)
            except ValueError as error:
                fault = "settings.value", _("Setting {key!r}: {msg}.").format(key=of + key, msg=error)
                faults.append(Fault(file, _line_of(text, key), 1, *fault))
        return taken

    def retention(value: Any) -> Retention:
        if not isinstance(value, dict):
            raise ValueError(_("write it as a table: [retention]"))
        return Retention(**take(value, _PERIODS, "retention."))

    settings = Settings(**take(raw, {**CHECKS, "retention": retention}))
    if faults:
        raise FaultyFileError(sorted(faults, key=lambda fault: fault.line))
    return settings


def _unknown(of: str, key: str, known: Mapping[str, Check]) -> str:
    near = difflib.get_close_matches(key, known, n=1)
    hint = (
        _("Did you mean {near!r}?").format(near=near[0])
        if near
        else _("Known are {model_fields}.").format(model_fields=", ".join(known))
    )
    return _("Unknown setting {key!r}. {hint}").format(key=of + key, hint=hint)


def set_encrypt(text: str, *, on: bool) -> str:
    """The text of a settings file with `encrypt` set, and nothing else in it changed."""
    line = f"encrypt = {str(on).lower()}  # personal values are encrypted at rest"
    written = re.compile(r"^[ \t]*encrypt[ \t]*=.*$", re.MULTILINE)
    table = re.search(r"^[ \t]*\[", text, re.MULTILINE)
    top, rest = (text[: table.start()], text[table.start() :]) if table else (text, "")
    if written.search(top):
        return written.sub(line, top, count=1) + rest
    if not on:
        return text
    return f"{top}{'' if not top or top.endswith(chr(10)) else chr(10)}{line}\n{rest}"


def _line_of(text: str, key: str) -> int:
    for number, written in enumerate(text.splitlines(), 1):
        if re.match(rf"""\s*\[*\s*["']?{re.escape(key)}["']?\s*[=.\]]""", written):
            return number
    return 0


def render_settings(settings: Settings) -> str:
    """`settings` as the text of a new settings file, each with a word of explanation."""
    import orjson

    # A JSON string or list of strings is a TOML one too, as long as its text holds no control characters,
    # which Line forbids.
    def put(value: object) -> str:
        return orjson.dumps(value).decode()

    kept = settings.retention.periods
    retention = "\n[retention]  # after the end of an audit; see `audit-tui privacy due`\n" if kept else ""
    encrypt = "encrypt = true  # personal values are encrypted at rest\n" if settings.encrypt else ""
    retention += "".join(f"{name} = {put(period)}\n" for name, period in kept.items())
    return (
        "# This file makes the folder a workspace of audit-tui.\n"
        f"organisation = {put(settings.organisation)}  # printed on reports\n"
        f"logo = {put(settings.logo)}  # PNG or JPEG, relative to this folder\n"
        f"accent = {put(settings.accent)}  # colour of headings in reports\n"
        f"confidentiality = {put(settings.confidentiality)}  # at the foot of every page; empty: the usual words\n"
        f"appeal_days = {settings.appeal_days}  # the report is preliminary so long; 0: no appeal\n"
        f"languages = {put(settings.languages)}  # the preferred one first\n"
        f"data = {put(settings.data)}  # drafts, finished audits, sites\n"
        f"inbox = {put(settings.inbox)}  # pictures from phones; an absolute folder will do as well\n"
        f"profile = {put(settings.profile)}  # private, public or monopoly\n"
        f"demo = {put(settings.demo)}\n"
        f"{encrypt}"
        f"{retention}"
    )


LEAST_CONTRAST: Final = 4.5
"""Contrast that text needs on its ground (WCAG 2.2, 1.4.3)."""


def contrast_on_white(colour: str) -> float:
    """Contrast of `#RRGGBB` on white, 1 to 21 (WCAG 2.2)."""
    return contrast_of(*(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)))


def contrast_of(red: float, green: float, blue: float) -> float:
    """The same for shares of red, green and blue, 0 to 1."""
    parts = (red, green, blue)
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


def too_light(colour: str) -> str:
    """Why a colour cannot be read as text on white, in words; empty where it can."""
    contrast = contrast_on_white(colour)
    if contrast >= LEAST_CONTRAST:
        return ""
    words = _(
        "{colour} is too light on white: its contrast is {contrast:.1f} to 1, and text needs {least} to 1."
    )
    return words.format(colour=colour, contrast=Figure(contrast), least=decimal_words(str(LEAST_CONTRAST)))
