"""Takes the attached data out of a report. It reads only, runs nothing and believes nothing: checking is
`verify`'s work.
"""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass
from pathlib import Path

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject

from audit_tui.errors import InputError
from audit_tui.i18n import _
from audit_tui.store.disk import read_bytes

NAME = "audit.json"
NETWORK = "network.json"
PREVIOUS = "previous.json"
PICTURES = "pictures.json"
LARGEST_PDF = 512 * 1024 * 1024
LARGEST_RECORD = 256 * 1024 * 1024
_HEAD = 1024  # a PDF may have foreign bytes before its header, within this many (ISO 32000-2, Annex)

# What pypdf remarks about foreign files is no news to anybody here.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Attached:
    """What a report carries of the files that this program knows; null for one that it does not."""

    audit: bytes | None
    network: bytes | None
    previous: bytes | None
    pictures: bytes | None


def attached_audit(path: Path) -> bytes:
    """The bytes of audit.json as attached to the report at `path`; raises what `attached_to` raises."""
    found = attached_to(path).audit
    if found is None:
        raise foreign(path)
    return found


def attached_to(path: Path) -> Attached:
    """What is attached to the report at `path`.

    Raises InputError for what is no PDF, is encrypted or damaged, or carries neither the record of an audit nor the
    figures of a network report, and EnvironmentFault where the file cannot be read.
    """
    content = read_bytes(path, limit=LARGEST_PDF)
    where = str(path)
    if b"%PDF-" not in content[:_HEAD]:
        raise InputError(
            "pdf.other", _("This is not a PDF."), where=where, next_step=_("Name a report or an audit file.")
        )
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise InputError(
                "pdf.encrypted",
                _("This PDF is encrypted, so its record cannot be read."),
                where=where,
                next_step=_("Check the report as it was written."),
            )
        streams = {name: _embedded(reader, name) for name in (NAME, NETWORK, PREVIOUS, PICTURES)}
        data = {name: None if found is None else bytes(found.get_data()) for name, found in streams.items()}
    except InputError:
        raise
    except Exception as error:  # a hostile file makes pypdf raise whatever it likes
        raise InputError(
            "pdf.damaged",
            _("This PDF is damaged: its attachment cannot be read."),
            where=where,
            next_step=_("Ask for the report again, or check the audit file itself."),
        ) from error
    for name, each in data.items():
        if each is not None and len(each) > LARGEST_RECORD:
            raise InputError(
                "pdf.large", _("The attached {name} is too large.").format(name=name), where=where
            )
    if data[NAME] is None and data[NETWORK] is None:
        raise foreign(path)
    return Attached(data[NAME], data[NETWORK], data[PREVIOUS], data[PICTURES])


def foreign(path: Path) -> InputError:
    """That a PDF carries no record."""
    return InputError(
        "pdf.foreign",
        _("This PDF carries no {name}: it is no report of audit_tui, or its attachment was removed.").format(
            name=NAME
        ),
        where=str(path),
        next_step=_("Mail gateways remove attachments; ask for the report as it was written."),
    )


def _embedded(reader: PdfReader, name: str) -> StreamObject | None:
    """The embedded file called `name`, from the name tree of the catalog; null where there is none."""
    catalog = reader.trailer["/Root"].get_object()
    names = _dictionary(_dictionary(catalog, "/Names"), "/EmbeddedFiles")
    waiting: list[object] = [names]
    for _rest in range(1000):
        if not waiting:
            return None
        node = waiting.pop()
        if not isinstance(node, DictionaryObject):
            continue
        kids = node.get("/Kids")
        if isinstance(kids, ArrayObject):
            waiting += [kid.get_object() for kid in kids]
        listed = node.get("/Names")
        listed = listed.get_object() if listed is not None else None
        if not isinstance(listed, ArrayObject):
            continue
        for key, value in zip(listed[0::2], listed[1::2], strict=False):
            if str(key.get_object()) == name:
                stream = _dictionary(value.get_object(), "/EF").get("/F")
                found = stream.get_object() if stream is not None else None
                return found if isinstance(found, StreamObject) else None
    return None


def _dictionary(holder: object, key: str) -> DictionaryObject:
    """The dictionary at `key` of `holder`, empty where there is none."""
    value = holder.get(key) if isinstance(holder, DictionaryObject) else None
    value = value.get_object() if value is not None else None
    return value if isinstance(value, DictionaryObject) else DictionaryObject()
