"""Audits for the tests of reports: walked through a real session, with real photos, at a fixed time."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from audit_tui.clock import FixedClock
from audit_tui.model.audit import Action, Evidence
from audit_tui.model.checklist import Checklist
from audit_tui.model.site import Site
from audit_tui.rules.record import Record
from audit_tui.rules.recorded import finished_value
from audit_tui.rules.writing import Pen, begin, new_run
from audit_tui.session import AuditSession
from audit_tui.store.blobs import Blob, PlainFile

ACTOR, DEVICE = "01KAFD00000000000000000AAA", "01KAFD00000000000000000DDD"
SITE = Site(id="0417", name="Aurora Store 0417", address="Via Vincenzo Capelli 3", zone="Europe/Rome")
FACTS: dict[str, Any] = {
    "kind": "open",
    "auditor": "Marta Kowalczyk",
    "alias": "Shopper K7",
    "visit_start": "2026-11-18T10:30",
    "visit_end": "2026-11-18T12:05",
    "client": "Aurora Retail S.p.A.",
    "participants": "Giulia Ferri",
    "diverging_opinion": "The carrier, not the store, left the pallets.",
}


def standard(**more: Any) -> dict[str, Any]:
    """A standard of the small checklist."""
    return {"text": {"en": "Calls are picked up within three rings."}, "owner": {"en": "Front desk"}, **more}


def small(questions: Sequence[Mapping[str, Any]], **more: Any) -> Checklist:
    """A checklist of one section, in English."""
    body: dict[str, Any] = {
        "format": "audit-checklist/1",
        "id": "phone",
        "version": "2026.1",
        "title": {"en": "Telephone"},
        "scoring": {"pass_from": "85", "target": "90"},
        "standards": {
            "PH-01": standard(
                figure={"en": "3 rings"}, source="Custom of the trade", effect={"en": "The caller gives up."}
            ),
            "PH-02": standard(
                text={"en": "The matter is solved in one call."},
                figure={"en": "one call"},
                source="Charter of the house",
                edition="2025",
                grade="charter",
                effect={"en": "The caller calls again."},
                nature="emotional",
            ),
        },
        "sections": [{"id": "answering", "title": {"en": "Answering"}, "questions": list(questions)}],
        **more,
    }
    return Checklist.model_validate(body, context={"language": "en"})


RINGS = {
    "id": "rings",
    "type": "count",
    "text": "How often did it ring?",
    "standard": "PH-01",
    "points": "4",
    "meets": ". <= 3",
    "partly": ". <= 5",
}
SOLVED = {
    "id": "solved",
    "type": "yes_no",
    "text": "Was the matter solved?",
    "standard": "PH-02",
    "points": "8",
    "allow_na": True,
    "critical": {"cap": "60", "reason": {"en": "An unsolved call comes back."}},
}
QUOTE = {
    "id": "quote",
    "type": "text",
    "text": "A sentence worth quoting",
    "required": False,
    "neutral": True,
}


@dataclass
class Walk:
    """An audit that a test walks through, with the folder its photos lie in."""

    folder: Path
    checklists: Sequence[Checklist]
    facts: Mapping[str, Any] = field(default_factory=lambda: FACTS)
    demo: bool = False
    site: Site = SITE
    seed: int = 1

    def __post_init__(self) -> None:
        self.clock = FixedClock(now=1_795_000_000_000, minutes_ahead=60, seed=self.seed)
        run = new_run(self.clock)
        header, change = begin(
            number="2026-0417-11",
            site=self.site,
            checklists=self.checklists,
            facts=self.facts,
            clock=self.clock,
            actor=ACTOR,
            device=DEVICE,
            run=run,
            demo=self.demo,
        )
        record = Record.build(header, change.events, change.values)
        self.session = AuditSession(record, clock=self.clock, actor=ACTOR, device=DEVICE, run=run)

    @property
    def record(self) -> Record:
        return self.session.record

    def say(self, method: str, *given: Any, **more: Any) -> None:
        """One step of the session, taken in."""
        self.clock.tick(20_000)
        change = getattr(self.session, method)(*given, **more)
        if change is not None:
            self.session.apply(change)

    def photo(
        self,
        path: str,
        colour: str = "steelblue",
        size: tuple[int, int] = (800, 600),
        caption: str = "",
        *,
        clear: bool = True,
    ) -> Evidence:
        """Draw a photo, keep it by its content, attach it, and say that it is clear."""
        image = Image.new("RGB", size, colour)
        pen = ImageDraw.Draw(image)
        width, height = size
        pen.rectangle((width * 0.1, height * 0.35, width * 0.5, height * 0.9), fill="peru")
        pen.ellipse((width * 0.5, height * 0.1, width * 0.9, height * 0.6), fill="firebrick")
        made = self.folder / "photo.jpg"
        image.save(made)
        content = made.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        (self.folder / digest).write_bytes(content)
        evidence = Evidence(
            id=self.clock.ulid(),
            sha256=digest,
            kind="photo",
            extension="jpg",
            size=len(content),
            width=width,
            height=height,
            caption=caption,
        )
        self.say("add_evidence", path, evidence)
        if clear:
            self.say("declare_photo", path, evidence.id)
        return evidence

    def end_undeclared(self) -> None:
        """End the audit as versions did that asked nothing about photos."""
        record = self.record
        pen = Pen(
            self.clock, ACTOR, DEVICE, new_run(self.clock), record.projection.seq, record.projection.head
        )
        pen.write("finished", "", value=pen.seal(finished_value(record, self.session.score()), "answer"))
        self.session.apply(pen.change())

    def blobs(self, digest: str) -> Blob:
        return PlainFile(self.folder / digest)

    def action(self, path: str, what: str, owner: str = "L. Conti") -> None:
        self.say("add_action", path, Action(id=self.clock.ulid(), what=what, owner=owner, due="2026-11-25"))
