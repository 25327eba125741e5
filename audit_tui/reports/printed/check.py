"""Holds the pages of a report against the record that it carries.

The report is drawn anew from the record and both are read back. Only where every word and the look of every page
is the same, the pages are proved. Where another version says that it wrote the report, its figures and the rows of
its tables must be the same; what else differs is told place by place, and the pages are not proved.
"""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from pypdf import PdfReader

from audit_tui.i18n import translator
from audit_tui.reports.content import ReportContent
from audit_tui.reports.jsonfile import audit_json
from audit_tui.reports.pictures import pictures_of
from audit_tui.reports.previous import NOTHING, Earlier
from audit_tui.reports.printed.again import Drawn, drawn_again
from audit_tui.reports.printed.differences import Difference, differences, without_figures
from audit_tui.reports.printed.key import ReportKey, key_in
from audit_tui.reports.printed.look import same_look
from audit_tui.reports.printed.pictures import Originals, PicturesCheck, check_pictures
from audit_tui.reports.printed.pieces import Piece, Printed, folded, printed_in, squeezed
from audit_tui.rules.record import Record

Extent = Literal["look", "words", "figures", "hashes", "nothing"]
"""How much of the pages follows: all that is seen on them, every word, figures and rows, hashes, or nothing."""
Obstacle = Literal["", "unreadable", "untagged", "variant", "record"]
"""Why not all: the pages are damaged, have no structure, are of an unknown variant, or the record gives none."""

MOST: Final = 200
"""Differences that are kept."""


@dataclass(slots=True)
class PagesCheck:
    """What became of the comparison of the pages with the record."""

    extent: Extent
    obstacle: Obstacle = ""
    pages: int = 0
    key: ReportKey | None = None
    """What the file says of itself; null where it says nothing."""
    compared: int = 0
    """Paragraphs, headings, figures and rows of tables that the record gives and that were looked for."""
    found: list[Difference] = field(default_factory=list)
    """What was changed."""
    otherwise: list[Difference] = field(default_factory=list)
    """What another version may have worded in another way: nothing proves it."""
    aside: list[str] = field(default_factory=list)
    """Words on the visit before, of which the report carries nothing."""
    settled: list[str] = field(default_factory=list)
    """Words that no record gives: those of the settings, and that a photo could not be read."""
    pictures: PicturesCheck | None = None
    """What became of the check of the printed photos; null where pages were not compared."""

    @property
    def proved(self) -> bool:
        """Whether all that is seen on the pages follows from the record."""
        return self.extent == "look" and not (self.found or self.aside)

    def as_json(self) -> dict[str, Any]:
        """The comparison as JSON types."""
        return {
            "count": self.pages,
            "written_by": self.key.version if self.key else None,
            "variant": self.key.variant if self.key else None,
            "extent": self.extent,
            "obstacle": self.obstacle or None,
            "compared": self.compared,
            "differences": [each.as_json() for each in self.found],
            "worded_otherwise": [each.as_json() for each in self.otherwise],
            "not_compared": list(self.aside),
            "not_recorded": list(self.settled),
            "pictures": self.pictures.as_json() if self.pictures is not None else None,
            "proved": self.proved,
        }


def check_pages(
    data: bytes,
    record: Record,
    earlier: Earlier = NOTHING,
    *,
    stripped: bool = False,
    pictures: bytes | None = None,
    originals: Originals | None = None,
) -> PagesCheck:
    """Compare the pages of the report `data` with what `record` gives, and the visits before it where there are any.

    `stripped`: whether the report lost what it carried. `pictures`: the attached pictures.json. `originals` finds
    photos; null where none were given. Never raises for what it is given.
    """
    try:
        printed = printed_in(PdfReader(io.BytesIO(data), strict=False))
    except Exception:  # a hostile file makes pypdf raise whatever it likes
        return PagesCheck("nothing", "unreadable", found=[Difference("unreadable", 0, "")])
    key = key_in(printed.keywords)
    check = PagesCheck("nothing", pages=printed.pages, key=key)
    try:
        drawn = drawn_again(record, printed, key, earlier, stripped=stripped)
    except Exception:  # a record that was tampered with may be unusable in any way
        check.obstacle = "record"
        return check
    if drawn is None:
        check.obstacle = "variant"
        if key is not None and key.is_current:
            check.found.append(Difference("variant", 0, ""))  # this version writes no such form
        return check
    if printed.tagged:
        _compare(check, printed, drawn)
        _check_pictures(check, printed, drawn.content, pictures, originals, stripped=stripped)
        compare_look(check, data, drawn.data)
    else:
        check.obstacle = "untagged"
        if key is not None:
            check.found.append(Difference("untagged", 0, ""))  # who writes a key writes a structure
        _look_for_hashes(check, data, record)
    del check.found[MOST:]
    return check


def _check_pictures(
    check: PagesCheck,
    printed: Printed,
    content: ReportContent,
    data: bytes | None,
    originals: Originals | None,
    *,
    stripped: bool,
) -> None:
    """The photos; a report of this version that shows any carries their hashes."""
    try:
        carried = pictures_of(data) if data is not None else None
    except ValueError:
        carried = []
    key = check.key
    if carried is None and key is not None and key.is_current and key.attached and not stripped:
        carried = []
    check.pictures, found = check_pictures(printed.pieces, content, carried, originals)
    check.found += found


def compare_look(check: PagesCheck, data: bytes, drawn: bytes) -> None:
    """Say in `check` whether the pages of `data`, whose words are those of `drawn`, look like them too."""
    if check.extent != "words" or check.found:
        return
    with contextlib.suppress(Exception):  # a hostile file makes pypdf raise whatever it likes
        if same_look(data, drawn):
            check.extent = "look"


def _compare(check: PagesCheck, printed: Printed, drawn: Drawn) -> None:
    check.aside, check.settled = drawn.aside, drawn.settled
    compare_pages(check, printed, drawn.printed, drawn.content.language, set(_continued(drawn.content)))


def compare_pages(
    check: PagesCheck,
    printed: Printed,
    expected: Printed,
    language: str,
    continued: Collection[str] = (),
    *,
    scored: bool = True,
) -> None:
    """Put into `check` where `printed` is not `expected`, a report in `language`.

    `continued` are words, squeezed, that may stand on a page besides its head and foot. `scored`: whether the
    first figure is a score.
    """
    strict = check.key is not None and check.key.is_current
    check.compared = len(expected.pieces)
    headings = {squeezed(piece.under) for piece in printed.pieces}
    found = [
        *differences(printed.pieces, expected.pieces, scored=scored),
        *_beside(printed, expected, language, continued),
        *_over(printed),
        *_painted(printed, expected),
    ]
    check.extent = "words" if strict or not found else "figures"
    for each in found:
        # A table that the other version did not have is no row taken away.
        absent = each.kind == "row missing" and squeezed(each.under) not in headings
        another = not strict and (each.wording or absent or each.kind == "painted")
        (check.otherwise if another else check.found).append(each)
    check.found.sort(key=lambda each: each.page)


def _continued(content: ReportContent) -> Iterator[str]:
    """The heads of findings that go on upon another page."""
    from audit_tui.reports.pdf.fonts import printable, typeface

    again = translator(content.language).gettext("continued")
    with typeface(content):
        for finding in content.findings:
            name = printable(f"{finding.title} ({again})"[:400])
            yield squeezed(f"{finding.number}{name}{printable(finding.severity_word)}")


def _beside(
    printed: Printed, expected: Printed, language: str, continued: Collection[str]
) -> Iterator[Difference]:
    """Heads and feet of pages, and the heads that come again, against what may stand there."""
    _ = translator(language).gettext
    page_words = _("Page {page} of {total}")
    # Where the letters of the page number were broken does not matter: Chinese stops stand apart.
    numbered = r"\s*".join(map(re.escape, squeezed(page_words.format(page=1, total=expected.pages))))
    usual = re.sub(numbered, "", expected.beside[0][1])
    allowed = {squeezed(words) for _page, words in expected.beside[1:]} | set(continued)
    allowed |= {
        squeezed(" ".join(c.text for c in each.cells)) for each in expected.pieces if each.tag == "TH"
    }
    seen = set()
    for page, words in printed.beside:
        wanted = folded(usual + page_words.format(page=page, total=printed.pages))
        if page not in seen and squeezed(words) == squeezed(wanted):
            seen.add(page)
        elif squeezed(words) not in allowed:
            other = without_figures(words) != without_figures(wanted)
            yield Difference("beside", page, "", "", "", words, wanted if not other else "", other)
            seen.add(page)
    for page in range(1, printed.pages + 1):
        if page not in seen:
            yield Difference("missing", page, "", expected=folded(usual), wording=True)


def _over(printed: Printed) -> Iterator[Difference]:
    """What was put on a page that belongs to nothing: a text box, a cover, a comment."""
    for page, words in printed.stray:
        yield Difference("over", page, "", printed=words)
    for page, count in printed.painted.items():
        if count.get("stray"):
            yield Difference("painted", page, "")
    for page, _count in printed.notes:
        yield Difference("note", page, "")


def _painted(printed: Printed, expected: Printed) -> Iterator[Difference]:
    """Pages with the right words on which more or less is painted than there should be."""
    if printed.pages != expected.pages:
        return
    same = [
        page
        for page in range(1, printed.pages + 1)
        if _keys(printed.pieces, page) == _keys(expected.pieces, page)
    ]
    # A logo is one picture; without one the head has a mark of two strokes.
    logo = all(_count(printed, page, "artifact") + 1 == _count(expected, page, "artifact") for page in same)
    for page in same:
        content = _count(printed, page, "content") != _count(expected, page, "content")
        ground = _count(printed, page, "artifact") + logo != _count(expected, page, "artifact")
        if content or ground:
            yield Difference("painted", page, "")


def _keys(pieces: Sequence[Piece], page: int) -> list[tuple[str, ...]]:
    return [each.key for each in pieces if each.page == page]


def _count(printed: Printed, page: int, kind: str) -> int:
    return printed.painted.get(page, {}).get(kind, 0)


def _look_for_hashes(check: PagesCheck, data: bytes, record: Record) -> None:
    """Of pages without structure: whether number, fingerprint and the SHA-256 of the record stand on them."""
    import hashlib

    try:
        words = squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages))
    except Exception:  # as above
        check.obstacle = "unreadable"
        check.found.append(Difference("unreadable", 0, ""))
        return
    check.extent = "hashes"
    wanted = (
        record.header.number,
        record.projection.head,
        hashlib.sha256(audit_json(record)).hexdigest(),
    )
    check.compared = len(wanted)
    check.found += [
        Difference("missing", 0, "", expected=each) for each in wanted if squeezed(each) not in words
    ]


__all__ = ["Extent", "Obstacle", "PagesCheck", "check_pages", "compare_look", "compare_pages"]
