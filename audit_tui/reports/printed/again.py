"""The report that a record gives, drawn anew, to hold a printed one against.

Everything comes from the record that the report carries. What the record does not hold is taken from the
printed report as it stands: the organisation's name, logo, colour and line at the foot, the time to appeal,
language, paper, the pictures, and earlier audits where they are not carried.
"""

from __future__ import annotations

import io
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, get_args

from pypdf import PdfReader

from audit_tui.i18n import translator
from audit_tui.locale_format import written_in
from audit_tui.reports.build import build_content
from audit_tui.reports.content import ReportContent, Variant
from audit_tui.reports.previous import NOTHING, Earlier
from audit_tui.reports.printed.before import with_what_rests_elsewhere
from audit_tui.reports.printed.key import ReportKey
from audit_tui.reports.printed.pieces import Printed, printed_in
from audit_tui.rules.record import Record
from audit_tui.store.blobs import PlainFile

LETTER_WIDTH: Final = 612.0
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A report as it is written now."""

    printed: Printed
    content: ReportContent
    data: bytes
    aside: list[str]
    """Words on the visit before that were taken from the printed report."""
    settled: list[str]
    """Words that rest on the settings of who wrote the report, or say that a photo could not be read."""


def drawn_again(
    record: Record,
    printed: Printed,
    key: ReportKey | None,
    earlier: Earlier = NOTHING,
    *,
    stripped: bool = False,
) -> Drawn | None:
    """What the report of `record` in the manner of `printed` says; null for a variant that is not known.

    `earlier` is what came out of the visits before, where it is known. What is printed of them is taken over only from
    reports that do not carry it: of another version, or `stripped` of what they carried.
    A report that says nothing of itself in its `key` is one of the versions that wrote the full report alone.
    """
    from audit_tui.reports.pdf.audit_report import audit_report

    variant = next((known for known in get_args(Variant) if key is None or known == key.variant), None)
    if variant is None:
        return None
    language = language_of(printed)
    with tempfile.TemporaryDirectory(prefix="audit-tui-") as folder:
        stand_in = PlainFile(_picture(Path(folder)))
        content = build_content(
            record,
            blobs=lambda _sha256: stand_in,
            language=language,
            earlier=earlier,
            organisation=printed.author,
            attached=key is None or key.attached,
            appeal=key.appeal if key is not None else None,
            confidentiality=key.foot if key is not None else "",
            accent=key.accent if key is not None else "",
            logo=logo_of(printed, Path(folder)),
        )
        carries = key is not None and key.is_current and key.attached and not stripped
        with written_in(language):
            content, taken = with_what_rests_elsewhere(
                content,
                printed.pieces,
                translator(language).gettext,
                Path(folder) / "none",
                compared=earlier.last is not None or carries,
                carries=carries,
            )
        data = audit_report(content, paper=paper_of(printed), variant=variant)
    until = [fact.value for fact in content.statements if fact.key == "appeal"]
    settled = [words for words in (content.organisation, content.foot, *until, *taken.lost) if words]
    return Drawn(printed_in(PdfReader(io.BytesIO(data))), content, data, taken.compared, settled)


def language_of(printed: Printed) -> str:
    """The language that a report says it is in; English where it says none."""
    return printed.language if _LANGUAGE.fullmatch(printed.language) else "en"


def paper_of(printed: Printed) -> Literal["A4", "Letter"]:
    """The paper that a report is printed on."""
    return "Letter" if abs(printed.size[0] - LETTER_WIDTH) < 1 else "A4"


def logo_of(printed: Printed, folder: Path) -> Path | None:
    """The logo of a report as a file in `folder`; null where it has none, or one that cannot be read."""
    from PIL import Image

    stream: Any = printed.logo
    if stream is None:
        return None
    size = int(stream["/Width"]), int(stream["/Height"])
    mask = stream.get("/SMask")
    try:
        logo = Image.frombytes("RGB", size, stream.get_data())
        if mask is not None:
            logo.putalpha(Image.frombytes("L", size, mask.get_object().get_data()))
    except ValueError:
        return None
    logo.save(folder / "logo.png")
    return folder / "logo.png"


def _picture(folder: Path) -> Path:
    """A grey picture in place of every photo: the originals lie elsewhere."""
    from PIL import Image

    path = folder / "photo.jpg"
    Image.new("RGB", (8, 6), (128, 128, 128)).save(path)
    return path
