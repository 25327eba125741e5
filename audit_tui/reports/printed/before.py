"""Takes over from a printed report what rests on something that it does not carry: the audit before, the photos.

So the rest of its pages can be drawn as they were. The words taken over are handed back: nothing proves them.
Reports of earlier versions show photos of which nothing was declared; they are drawn as they stand there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from audit_tui.locale_format import FIRM, in_a_row
from audit_tui.reports.build_course import course_as_told
from audit_tui.reports.content import Photo, ReportContent, ScoreRow
from audit_tui.reports.printed.pictures import ready_pictures
from audit_tui.reports.printed.pieces import Piece, squeezed
from audit_tui.store.blobs import PlainFile

Translate = Callable[[str], str]


@dataclass(slots=True)
class TakenOver:
    """Words that were taken from the printed report."""

    compared: list[str] = field(default_factory=list)
    """On the visit before."""
    lost: list[str] = field(default_factory=list)
    """On photos that could not be read."""


def with_what_rests_elsewhere(
    content: ReportContent,
    printed: Sequence[Piece],
    translate: Translate,
    nowhere: Path,
    *,
    compared: bool = False,
    carries: bool = False,
) -> tuple[ReportContent, TakenOver]:
    """`content` with such words and photos as `printed` has them, and the words. At `nowhere` there is no photo.

    `compared`: whether `content` itself says all that there is to say of the visit before; `carries`: whether the
    report carries all that it says of earlier visits.
    """
    taken = TakenOver()
    if not carries:
        content = _course(content, printed, translate, taken.compared)
    scores = content.scores
    if not compared:
        content = _dial(content, printed, translate, taken.compared)
        content = _verdict(content, printed, translate, taken.compared)
        scores = _scores(content.scores, printed, translate, taken.compared)
    lost = _lost_photos(printed, translate)
    shown = {piece.text.strip() for piece in printed if piece.tag == "Figure"}
    pictures = ready_pictures(printed)

    def drawn(each: Photo) -> Photo:
        if each.tag in lost:
            each = replace(each, original=PlainFile(nowhere))
        elif each.tag in pictures:
            each = replace(each, original=pictures[each.tag])
        # Nothing but its tag stands on a photo that is shown.
        is_shown = each.masks is None and (each.tag in lost or each.tag in shown)
        return replace(each, masks=()) if is_shown else each

    def photos(of: Iterable[Photo]) -> tuple[Photo, ...]:
        return tuple(map(drawn, of))

    taken.lost = sorted(lost.values())
    findings = tuple(replace(each, photos=photos(each.photos)) for each in content.findings)
    further = photos(content.further_photos)
    return replace(content, scores=scores, findings=findings, further_photos=further), taken


def _dial(
    content: ReportContent, printed: Sequence[Piece], translate: Translate, aside: list[str]
) -> ReportContent:
    first = next((piece for piece in printed if piece.tag == "Figure"), None)
    before, _mark, after = translate("{change} vs. previous").partition("{change}")
    change = re.compile(re.escape(before) + r"([+−]?[0-9]+(?:[.,][0-9]+)?)" + re.escape(after))
    # In the words that the dial is told in; the drawn ones may be cut.
    found = change.search(first.alt) if first is not None else None
    if found is None or content.dial.note:
        return content
    aside.append(found[0])
    return replace(content, dial=replace(content.dial, note=found[0]))


def _verdict(
    content: ReportContent, printed: Sequence[Piece], translate: Translate, aside: list[str]
) -> ReportContent:
    """The sentence on the visit before, behind what the record itself gives."""
    begins = (
        translate("Previous visit: {percent} on {day}; {counts} ({comparable}).").partition("{")[0].strip()
    )
    own = squeezed(f"{content.verdict}{content.verdict_more}")
    for piece in printed:
        if piece.tag != "P" or not begins:
            continue
        head, mark, tail = piece.text.rpartition(begins)
        if mark and squeezed(head) == own:
            sentence = f"{begins} {tail.strip()}"
            aside.append(sentence)
            firm = sentence.replace(" %", f"{FIRM}%").replace("→ ", f"→{FIRM}")
            return replace(content, verdict_more=in_a_row([content.verdict_more, firm]))
    return content


def _course(
    content: ReportContent, printed: Sequence[Piece], translate: Translate, aside: list[str]
) -> ReportContent:
    """The chart of the last audits as it is printed, unless the visits that are known give the same."""
    given = squeezed(content.course.told) if content.course is not None else ""
    for at, piece in enumerate(printed):
        if piece.tag != "Figure":
            continue
        if given and squeezed(piece.alt) == given:
            return content
        note = next((each.text for each in printed[at + 1 :] if each.tag == "P"), "")
        course = course_as_told(piece.under, piece.alt, note, translate)
        if course is not None:
            aside.append(course.told)
            return replace(content, course=course)
    return replace(content, course=None)


def _scores(
    rows: Sequence[ScoreRow], printed: Sequence[Piece], translate: Translate, aside: list[str]
) -> tuple[ScoreRow, ...]:
    """The rows with their changes, where the table of scores has a column for them."""
    # A narrow column breaks its words, so only the letters count.
    under, column = squeezed(translate("Score by touchpoint")), squeezed(translate("Change"))
    changes: dict[str, str] = {}
    for piece in printed:
        if piece.tag == "TR" and squeezed(piece.under) == under:
            for each in piece.cells:
                if squeezed(each.head) == column:
                    changes[squeezed(piece.cells[0].text)] = each.text
    known = re.compile(r"[+−]?[0-9]+(?:[.,][0-9]+)?")
    drawn = []
    for row in rows:
        change = changes.get(squeezed(row.title), "")
        if row.level == 0 and known.fullmatch(change):
            aside.append(f"{row.title}: {change}")
            row = replace(row, change=change, previous=row.value)  # noqa: PLW2901
        drawn.append(row)
    return tuple(drawn)


def _lost_photos(printed: Sequence[Piece], translate: Translate) -> dict[str, str]:
    """Tag of each photo that could not be read when the report was written, and what it is told in."""
    begins = squeezed(translate("The original cannot be read"))[:8]
    lost = {}
    for piece in printed:
        if piece.tag == "Figure" and squeezed(piece.text).startswith(begins):
            lost[piece.text.split()[-1]] = piece.alt
    return lost
