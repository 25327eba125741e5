"""A second person looks at a finished audit, the site appeals, the auditor corrects: the same for every face.

Joins the rules of the review with the store and the registry; shows nothing and asks nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from audit_tui.clock import Clock
from audit_tui.rules import judging
from audit_tui.rules.record import Record
from audit_tui.rules.writing import Pen
from audit_tui.store.audits import AuditStore
from audit_tui.store.following import follow, reopen
from audit_tui.store.registry import Registry


@dataclass(frozen=True, slots=True)
class Reviewer:
    """What can be done with finished audits of one workspace. Every method takes the audit as `AuditStore.open` does.

    They raise RefusedError where it cannot follow or not by this person, InputError for what is missing or wrong,
    LockedError in a locked workspace, EnvironmentFault where the audit is held, NotSavedError where the disk refuses;
    the audit is then as it was.
    """

    store: AuditStore
    registry: Registry
    clock: Clock
    run: str

    def hand_back(self, ref: str, by: str, why: str, remarks: Mapping[str, str] | None = None) -> Record:
        """Return it to its auditor. `remarks`: path of a question → what is to be looked at there."""
        actor = self.registry.remember_person(by).id
        return follow(
            self.store,
            ref,
            lambda record: judging.hand_back(record, self._pen(record, actor), actor, by, why, remarks),
        )

    def confirm(self, ref: str, by: str, why: str = "") -> Record:
        """Verify it: a second person stands for it."""
        actor = self.registry.remember_person(by).id
        return follow(
            self.store, ref, lambda record: judging.confirm(record, self._pen(record, actor), actor, by, why)
        )

    def appeal(
        self, ref: str, role: str, received: str, why: str, grounds: Mapping[str, str] | None = None
    ) -> Record:
        """Record an appeal of the site, in whose name `role` speaks, that came in on the day `received`."""
        return follow(
            self.store,
            ref,
            lambda record: judging.appeal(
                record,
                # Nobody's name is needed: it is the site that speaks.
                self._pen(record, self.registry.device()),
                role,
                received or self.store.today(),
                why,
                grounds,
                today=self.store.today(),
            ),
        )

    def decide(self, ref: str, by: str, why: str, *, upheld: bool) -> Record:
        """Decide the open appeal; one that is upheld returns the audit for correction."""
        actor = self.registry.remember_person(by).id
        return follow(
            self.store,
            ref,
            lambda record: judging.decide(record, self._pen(record, actor), actor, by, why, upheld=upheld),
        )

    def reopen(self, ref: str, by: str = "") -> str:
        """Open a returned audit for correction, by its auditor or by whom is named; returns its id."""
        named = self.registry.remember_person(by).id if by else ""
        return reopen(
            self.store,
            ref,
            lambda record: judging.reopen(record, self._pen(record, named or record.events[0].actor)),
        )

    def _pen(self, record: Record, actor: str) -> Pen:
        device, last = self.registry.device(), record.projection
        return Pen(self.clock, actor, device, self.run, last.seq, last.head)
