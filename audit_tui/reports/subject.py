"""The audit that a report is about, with what all parts of the report ask of it. It decides what is public."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from gettext import NullTranslations
from typing import Any

from audit_tui.locale_format import led_by, listed, written_in
from audit_tui.model.audit import Evidence, Item, State
from audit_tui.model.checklist import Checklist
from audit_tui.model.question import Signature
from audit_tui.model.standard import Replaced, Standard
from audit_tui.phrases.scoring import ScoreWords
from audit_tui.reports.content import Status
from audit_tui.reports.foreign import keeping, pick
from audit_tui.reports.words import answer_words, local
from audit_tui.rules.compliance import NonConformity, nonconformities
from audit_tui.rules.record import Record
from audit_tui.rules.results import QuestionScore, VisitScore
from audit_tui.rules.routing import Slot
from audit_tui.rules.shown import added_at
from audit_tui.rules.view import AuditView
from audit_tui.store.blobs import Blob

Blobs = Callable[[str], Blob]
"""Opens the original with this SHA-256."""


@dataclass(frozen=True)
class Subject:
    """One audit in one language."""

    record: Record
    language: str
    translation: NullTranslations
    blobs: Blobs

    def say(self, message: str) -> str:
        """`message` in the report's language."""
        return self.translation.gettext(message)

    def count(self, one: str, many: str, number: int) -> str:
        """The form for `number`, with `{n}` filled in."""
        return self.translation.ngettext(one, many, number).format(n=number)

    @cached_property
    def view(self) -> AuditView:
        return AuditView(self.record)

    @cached_property
    def told(self) -> ScoreWords:
        """Why the score is what it is, in the report's language."""
        return ScoreWords(self.view, self.language, self.translation)

    @cached_property
    def score(self) -> VisitScore:
        return self.view.score()

    @cached_property
    def findings(self) -> tuple[NonConformity, ...]:
        return nonconformities(self.score)

    @cached_property
    def questions(self) -> Mapping[str, QuestionScore]:
        """Scores of questions by path."""
        return {question.path: question for question in self.score.questions}

    @cached_property
    def finding_of(self) -> Mapping[str, str]:
        """Path of a question → number of the non-conformity it belongs to."""
        return {path: finding.number for finding in self.findings for path in finding.questions}

    @property
    def mystery(self) -> bool:
        """Whether nobody may learn who audited."""
        return self.record.kind == "mystery"

    @property
    def aborted(self) -> bool:
        return self.fact("outcome") == "aborted"

    @property
    def zone(self) -> str:
        return self.view.site.zone

    def fact(self, name: str) -> str:
        """A fact of the visit that may be published, as text; empty where it is not stated."""
        if self.mystery and name in ("auditor", "participants"):
            return ""
        value: Any = self.record.projection.facts.get(name)
        if isinstance(value, list):
            with written_in(self.language):
                return listed(str(one) for one in value)
        return str(value) if value not in (None, "") else ""

    @property
    def auditor(self) -> str:
        """Who audited: the alias alone on a mystery visit."""
        alias = self.fact("alias")
        return alias if self.mystery else self.fact("auditor") or alias

    def checklist(self, checklist_id: str) -> Checklist:
        return self.view.checklist(checklist_id)

    def replaced(self, full_id: str) -> list[Replaced]:
        """What stood in place of the standard `phone/PH-01` before organisation and site replaced it."""
        checklist_id, _, code = full_id.partition("/")
        return (self.checklist(checklist_id).replaced or {}).get(code, [])

    def title(self, checklist_id: str) -> str:
        return pick(self.checklist(checklist_id).title, self.language)

    def pick(self, text: str | Mapping[str, str] | None) -> str:
        """A text of a checklist in the report's language."""
        return pick(text, self.language)

    def standard(self, full_id: str | None) -> Standard | None:
        """The standard addressed as `phone/PH-01`."""
        if not full_id:
            return None
        checklist_id, _, code = full_id.partition("/")
        return self.checklist(checklist_id).standards.get(code)

    @cached_property
    def _codes(self) -> Mapping[str, int]:
        counts: dict[str, int] = {}
        for result in self.score.standards:
            code = result.id.partition("/")[2]
            counts[code] = counts.get(code, 0) + 1
        return counts

    def code(self, full_id: str | None) -> str:
        """`PH-01`; with its checklist where two of them use the same code; empty for none."""
        if not full_id:
            return ""
        code = full_id.partition("/")[2]
        return full_id if self._codes.get(code, 0) > 1 else code

    def label(self, path: str) -> str:
        """`phone.rings`, also for what is no longer asked."""
        return next((slot.label for slot in self.view.slots if slot.path == path), path.replace("/", "."))

    def item(self, slot: Slot) -> Item:
        """What was said at `slot`, without what must not be published."""
        item = self.view.item(slot.path)
        if self.mystery and isinstance(slot.question, Signature):
            return Item(path=item.path, state=item.state, reason=item.reason, note=item.note, at=item.at)
        return item

    def asked(self, slot: Slot) -> str:
        """The question in the report's language, with the round it belongs to."""
        words = self.pick(slot.question.text)
        if slot.repeat is None or slot.instance is None:
            return words
        with written_in(self.language):
            part = self.pick(slot.repeat.text)
            return keeping(led_by(f"{part} {slot.instance.index}", words), part, words)

    def answer(self, slot: Slot) -> str:
        """The answer in words."""
        checklist = self.checklist(slot.checklist)
        with written_in(self.language):
            return answer_words(checklist, slot.question, self.item(slot), self.language, self.say)

    def state(self, slot: Slot) -> State:
        return self.view.state(slot.path)

    @cached_property
    def _added(self) -> Mapping[str, int]:
        return added_at(self.record)

    def taken(self, evidence: Evidence) -> str:
        """Time of day of a photo: from its EXIF, else when it was added; empty where neither is known."""
        if evidence.taken:
            return evidence.taken[11:16]
        added = self._added.get(evidence.id)
        return local(added, self.zone).strftime("%H:%M") if added else ""

    @property
    def visit_day(self) -> str:
        """`YYYY-MM-DD` of the visit: as stated, else the local day on which the audit was begun."""
        stated = self.fact("visit_start")
        if stated:
            return stated[:10]
        return local(self.record.projection.created_at, self.zone).date().isoformat()

    @property
    def dated(self) -> datetime:
        """When the audit was ended (or what followed that happened last), or last changed: the date of the file."""
        projection = self.record.projection
        ended = projection.ended_at if projection.review.is_untouched else projection.changed_at
        return datetime.fromtimestamp((ended or projection.changed_at) / 1000, UTC)


def percent_status(percent: Any, target: Any) -> Status:
    """The colour of a percentage against its target; against the shipped bands where there is none."""
    if percent is None:
        return "na"
    if percent >= (85 if target is None else target):
        return "pass"
    return "minor" if percent >= 70 else "major"
