"""Field notes: what customers wished for or complained about, noted while serving or auditing them.

Records of their own, countable by touchpoint; they belong to no answer and change no score. Few customers fill
in questionnaires, and most is learnt from what they say in passing: so a wish is kept when it is heard.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Literal, get_args

from tinydb import where

from audit_tui.clock import Clock
from audit_tui.errors import InputError
from audit_tui.i18n import _
from audit_tui.model.checklist import TOUCHPOINTS
from audit_tui.model.event import Ulid
from audit_tui.model.site import Day, SiteId
from audit_tui.model.text import Line, Model, SafeText, clean
from audit_tui.store.ledgers import FEEDBACK
from audit_tui.store.shared import read_table, transaction
from audit_tui.store.workspace import Workspace

FeedbackKind = Literal["wish", "complaint"]
KINDS: tuple[FeedbackKind, ...] = get_args(FeedbackKind)
LONGEST = 4000
"""Characters of a note."""


class FieldNote(Model):
    """What one customer wished for or complained about; never who the customer was."""

    id: Ulid
    kind: FeedbackKind
    text: SafeText
    site: SiteId
    touchpoint: Line
    day: Day
    """Local date on which it was heard."""
    by: Ulid | None = None
    """Who noted it, as in the registry."""
    audit: Ulid | None = None
    """The audit during which it was heard, if it was."""
    number: Line = ""
    changed: int
    """UTC milliseconds at which it was written down or changed last."""


class FieldNotes:
    """The field notes of one workspace, in `feedback.json`."""

    def __init__(self, workspace: Workspace, clock: Clock) -> None:
        self._path = FEEDBACK.path(workspace)
        self._lock = FEEDBACK.lock(workspace)
        self._vault = workspace.vault
        self._clock = clock

    def add(
        self,
        kind: str,
        text: str,
        *,
        site: str,
        touchpoint: str,
        day: str,
        by: str | None = None,
        audit: str | None = None,
        number: str = "",
    ) -> FieldNote:
        """Keep a note; when this returns, the disk has it. InputError says what is missing or unknown."""
        text = clean(text)[0].strip()
        if kind not in KINDS:
            raise InputError(
                "feedback.kind",
                _("A field note is one of {kinds}, not {kind!r}.").format(
                    kinds=", ".join(KINDS), kind=kind[:40]
                ),
            )
        if touchpoint not in TOUCHPOINTS:
            raise InputError(
                "feedback.touchpoint",
                _("{touchpoint!r} is no touchpoint.").format(touchpoint=touchpoint[:40]),
                next_step=_("Choose one of {touchpoints}.").format(touchpoints=", ".join(TOUCHPOINTS)),
            )
        if not text:
            raise InputError(
                "feedback.empty", _("A field note needs a text."), next_step=_("Say what was wished.")
            )
        if len(text) > LONGEST:
            raise InputError(
                "feedback.long",
                _("The text has {count} characters; {longest} are taken.").format(
                    count=len(text), longest=LONGEST
                ),
            )
        note = FieldNote(
            id=self._clock.ulid(),
            kind=kind,
            text=text,
            site=site,
            touchpoint=touchpoint,
            day=day,
            by=by,
            audit=audit,
            number=number,
            changed=self._clock.wall(),
        )
        with transaction(self._path, self._lock, vault=self._vault) as database:
            table = database.table(FEEDBACK.name, cache_size=0)
            table.insert(note.model_dump(mode="json", exclude_none=True))
        return note

    def all(
        self,
        *,
        site: str | None = None,
        kind: str | None = None,
        touchpoint: str | None = None,
        since: str = "",
        until: str = "",
    ) -> list[FieldNote]:
        """The notes that fit, the last heard first. `since` and `until` are dates, both included."""
        notes = [FieldNote.model_validate(raw) for raw in read_table(self._path, FEEDBACK.name, self._vault)]
        found = [
            note
            for note in notes
            if (site is None or note.site.casefold() == site.casefold())
            and (kind is None or note.kind == kind)
            and (touchpoint is None or note.touchpoint == touchpoint)
            and note.day >= since
            and (not until or note.day <= until)
        ]
        return sorted(found, key=lambda note: (note.day, note.changed, note.id), reverse=True)

    def remove(self, note_id: str) -> None:
        """Delete a note. InputError where there is none of this id."""
        with transaction(self._path, self._lock, vault=self._vault) as database:
            table = database.table(FEEDBACK.name, cache_size=0)
            if not table.remove(where("id") == note_id):
                raise InputError(
                    "feedback.unknown", _("There is no field note {note_id!r}.").format(note_id=note_id[:40])
                )


def count(notes: Iterable[FieldNote]) -> dict[str, dict[FeedbackKind, int]]:
    """Touchpoint → how many wishes and complaints, in the order of the touchpoints; none left out that has one."""
    found = Counter((note.touchpoint, note.kind) for note in notes)
    return {
        touchpoint: {kind: found[touchpoint, kind] for kind in KINDS}
        for touchpoint in TOUCHPOINTS
        if any(found[touchpoint, kind] for kind in KINDS)
    }
