"""What a report carries of its photos as they are printed, so that a picture that was exchanged shows: pictures.json.

Only hashes and sizes are in it. The pictures stand on the pages, the originals stay where they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field

from audit_tui.model.event import Hash
from audit_tui.model.text import Model
from audit_tui.rules.record import canonical

FORMAT = "audit-pictures/1"


class Picture(Model):
    """A photo as it is printed: a JPEG without EXIF, reduced, upright, its masks blackened."""

    original: Hash
    """SHA-256 of the original, as in the record."""
    printed: Hash
    """SHA-256 of the JPEG that stands in the file."""
    width: Annotated[int, Field(ge=1)]
    height: Annotated[int, Field(ge=1)]


class Pictures(Model):
    """The whole of pictures.json."""

    format: Literal["audit-pictures/1"]
    pictures: list[Picture]


def pictures_json(pictures: Iterable[Picture]) -> bytes:
    """pictures.json, canonical: each picture once, in the order of the pages."""
    several = dict.fromkeys((one.original, one.printed, one.width, one.height) for one in pictures)
    names = tuple(Picture.model_fields)
    return canonical({"format": FORMAT, "pictures": [dict(zip(names, one, strict=True)) for one in several]})


def pictures_of(data: bytes) -> list[Picture]:
    """The pictures that `pictures_json` wrote; ValueError (of pydantic too) for anything else."""
    pictures = Pictures.model_validate_json(data).pictures
    if pictures_json(pictures) != data:
        raise ValueError  # it is not written as this program writes it
    return pictures
