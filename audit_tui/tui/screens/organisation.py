"""What the workspace says of the organisation: name, logo, colour, the foot of a report, the time to appeal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from audit_tui.errors import AuditError, FaultyFileError
from audit_tui.settings import CHECKS, too_light
from audit_tui.tui.screens.form import Field, FormScreen
from audit_tui.tui.talk import _

if TYPE_CHECKING:
    from audit_tui.tui.app import AuditApp

_PICTURES = (".png", ".jpg", ".jpeg")


def organisation_form(app: AuditApp, done: Callable[[str], None]) -> None:
    """Ask for it and keep it; `done` gets what went wrong in words, or nothing. Stepping out changes nothing."""
    settings, base = app.workspace.settings, app.workspace.base

    def check(values: Mapping[str, str]) -> dict[str, str]:
        return faults_of(values, base)

    def filled(values: dict[str, str] | None) -> None:
        if values is None:
            return
        try:
            texts: dict[str, str | int] = {**values, "appeal_days": int(values["appeal_days"])}
            app.set_organisation(**texts)
        except FaultyFileError as error:
            done(str(error.faults[0]))
        except AuditError as error:
            done(str(error))
        else:
            done("")

    fields = [
        Field("organisation", _("Organisation"), settings.organisation, _("printed on reports")),
        Field("logo", _("Logo"), settings.logo, _("a PNG or JPEG, from the workspace's folder on")),
        Field("accent", _("Accent colour"), settings.accent, "#14365C"),
        Field("confidentiality", _("Foot of a page"), settings.confidentiality, _("e.g. Confidential")),
        Field(
            "appeal_days", _("Days to appeal"), str(settings.appeal_days), _("0: reports are final at once")
        ),
    ]
    help_ = _("It holds for this workspace and every report written from it.")
    app.push_screen(FormScreen(_("The organisation"), fields, check, help=help_), filled)


def faults_of(values: Mapping[str, str], base: Path) -> dict[str, str]:
    """Field → what is wrong with it; the logo is looked for from `base` on."""
    faults: dict[str, str] = {}
    words = {"accent": _("write it as #14365C."), "appeal_days": _("write a number of days, 0 to 365.")}
    for name, value in values.items():
        try:
            CHECKS[name](int(value) if name == "appeal_days" else value)
        except ValueError as error:
            faults[name] = words.get(name, f"{error}.")
    if "accent" not in faults and (why := too_light(values["accent"])):
        faults["accent"] = why
    if values["logo"]:
        picture = base / values["logo"]
        if picture.suffix.lower() not in _PICTURES:
            faults["logo"] = _("name a PNG or JPEG picture.")
        elif not picture.is_file():
            faults["logo"] = _("there is no such file: {path}").format(path=picture)
    return faults
