"""A workspace in which every private place holds a canary, to be encrypted by tests."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from audit_tui.clock import FixedClock
from audit_tui.evidence.files import keep
from audit_tui.store.actions import ActionList
from audit_tui.store.audits import AuditStore
from audit_tui.store.encrypting import Pass, convert, make_keys
from audit_tui.store.feedback import FieldNotes
from audit_tui.store.halftyped import HalfTyped, change_half_typed
from audit_tui.store.holds import Holds
from audit_tui.store.registry import Registry
from audit_tui.store.responses import Given, SurveyResponses
from audit_tui.store.workspace import Workspace, open_workspace
from tests.store.builders import PLACE, Auditor, save, started

SIGNS = ("kanari", "zdenka", "privatecanary", "photocanary")
PASSPHRASE = "four unrelated canary words"
NAME = "Zdenka Kanariová"


@dataclass
class Sealed:
    """The workspace and what opens it."""

    workspace: Workspace
    clock: FixedClock
    recovery: str = ""

    @property
    def store(self) -> AuditStore:
        return AuditStore(self.workspace, self.clock)

    def again(self, passphrase: str | None = PASSPHRASE) -> Sealed:
        """The same workspace as another process sees it, locked without a passphrase."""
        other = Sealed(open_workspace(self.workspace.base, {}), self.clock, self.recovery)
        if passphrase is not None:
            assert other.workspace.vault.by_passphrase(passphrase)
        return other

    def on(self, passphrase: str | None = PASSPHRASE) -> Pass:
        if self.workspace.vault.file is None:
            self.recovery = make_keys(self.workspace, passphrase=passphrase, keyring=False)
        return convert(self.workspace, self.clock, "on")

    def off(self) -> Pass:
        return convert(self.workspace, self.clock, "off")

    def audit(self, number: str, *, finish: bool, kind: str = "open") -> Path:
        """An audit with a canary in every class of value that is encrypted."""
        auditor = Auditor(self.clock, kind=kind, auditor=NAME, alias="MS-07", visit_start="2026-09-14T10:00")
        with started(self.store, auditor, number) as audit:
            source = self.workspace.base.parent / "source.txt"
            source.write_text(f"PHOTOCANARY of {number}", encoding="utf-8")
            workspace = self.workspace
            evidence = keep(
                workspace.blobs, source, clock=self.clock, caption="A desk", vault=workspace.vault
            )
            source.unlink()
            action = {"id": self.clock.ulid(), "what": "Man the desk", "owner": NAME, "due": "2026-12-01"}
            for op, path, value, cls in (
                ("noted", "phone/q2", "A quiet morning.", None),
                ("noted", "phone/q2#private", "PRIVATECANARY was rude.", None),
                ("noted", "phone/q2#private", "PRIVATECANARY was very rude.", None),
                ("answered", "phone/sign", NAME, "person"),
                ("fact_changed", "fact/participants", f"The manager; {NAME}", None),
                ("evidence_added", "phone/q2", evidence.model_dump(mode="json", exclude_none=True), None),
                ("action_added", "phone/q2", action, None),
            ):
                save(audit, auditor.change(audit.record, op, path, value, cls))
            if not finish:
                return audit.path
            end = auditor.finish(audit.record)
            path = audit.end(end, PLACE)
            audit.record.apply(end)
            ActionList(self.workspace, self.clock).record_actions(audit.record)
            return path

    def fill(self) -> None:
        """Canaries everywhere: audits of both kinds, the registry, lists, a hold, a draft that was deleted."""
        workspace, clock = self.workspace, self.clock
        registry = Registry(workspace, clock)
        registry.remember_person(NAME, "Kanari-7")
        registry.device()
        self.audit("AUD-2026-ROMA-01", finish=True)
        draft = self.audit("AUD-2026-ROMA-02", finish=False)
        half = HalfTyped("PRIVATECANARY was half typed", 1)
        change_half_typed(workspace, draft.stem, {"private:phone/q1": half})
        self.audit("AUD-2026-ROMA-03", finish=True, kind="mystery")
        self.audit("AUD-2026-ROMA-04", finish=False)
        self.store.delete_draft("AUD-2026-ROMA-04")
        notes = FieldNotes(workspace, clock)
        notes.add("wish", f"{NAME} wishes a chair", site="ROMA", touchpoint="phone", day="2026-09-01")
        responses = SurveyResponses(workspace, clock)
        responses.add(Given(site="ROMA", day="2020-09-01", answer=4))
        responses.add(Given(site="ROMA", day="2020-09-01", answer=9, comment=f"{NAME} was kind"))
        Holds(workspace, clock).hold(self.store.find("AUD-2026-ROMA-03"), NAME)
        self.store.rows()


def canaries(workspace: Workspace | Path, signs: tuple[str, ...] = SIGNS) -> list[str]:
    """Files under the workspace (or folder) in whose bytes a canary sings."""
    found = []
    base = workspace if isinstance(workspace, Path) else workspace.base
    for path in base.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        text = content.decode("utf-8", "replace").casefold().encode()
        if any(sign.encode() in text for sign in signs):
            found.append(path.relative_to(base).as_posix())
    return sorted(found)
