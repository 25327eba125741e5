"""A typed site: what is wrong with it in words, or the site."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from audit_tui.model.site import Site
from audit_tui.tui.talk import _
from audit_tui.tui.typed import fault_words


def faults_of(values: Mapping[str, str]) -> dict[str, str]:
    """Field → what is wrong with it; empty where the values make a site."""
    faults: dict[str, str] = {}
    if not values["name"]:
        faults["name"] = _("a site needs a name.")
    try:
        site_of(values)
    except ValidationError as error:
        for each in error.errors():
            name = str(each["loc"][0])
            faults.setdefault(name, _fault(name, each))
    return faults


def _fault(name: str, each: Mapping[str, Any]) -> str:
    if name == "id" and each["type"] == "string_pattern_mismatch":
        return _("letters, digits, - and _, at most 40, beginning with a letter or digit.")
    if name == "jurisdiction":
        return _("write a country as IT, or a part of one as US-CA.")
    if name == "zone":
        return _("this is no time zone; write it as Europe/Rome.")
    return fault_words(each)


def site_of(values: Mapping[str, str]) -> Site:
    """The site that the values make; pydantic's ValidationError where they make none."""
    kept = {name: value for name, value in values.items() if value}
    if "jurisdiction" in kept:
        kept["jurisdiction"] = kept["jurisdiction"].upper()
    return Site.model_validate({"name": "", "id": "", **kept})
