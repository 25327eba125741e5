"""What can be done about the store: rescue, quarantine, erasures, backups."""

from __future__ import annotations

from audit_tui.tui.actions.core import act
from audit_tui.tui.talk import later, later_in

ACTIONS = (
    act("rescue.again", "enter", later("say again"), later("Say the entry under the cursor again."), 1, True),
    act("rescue.all", "a,f10", later("all of them"), later("Say again all that the audit does not hold."), 2),
    act("rescue.leave", "escape", later("leave"), later("Go on without; it can be said again later."), 3),
    act(
        "store.look",
        "enter",
        later_in("key", "open"),
        later("Open what is under the cursor, or read it whole."),
        1,
        True,
    ),
    act("store.quarantine", "q,f2", later("quarantine"), later("What was deleted, damaged or set aside."), 2),
    act("store.privacy", "p,f3", later("erasures"), later("What is due for erasure, and what is held."), 3),
    act("store.backups", "b,f4", later("backups"), later("Backups made here; make one."), 4),
    act(
        "store.encryption",
        "e,f7",
        later("encryption"),
        later("Encrypt what names people; passphrase and recovery key."),
    ),
    act("store.refresh", "f5,r", later("look again"), later("Look at everything anew."), 5),
    act("store.back", "escape,f6", later("back"), later("Back to the list of audits."), 6),
    act(
        "quarantine.look",
        "enter",
        later("look into"),
        later("Look into it as at an audit, unchanged."),
        1,
        True,
    ),
    act(
        "quarantine.rescue",
        "a,f4",
        later("say again"),
        later("Say what it holds again in the audit of the same number, one by one or all."),
        2,
    ),
    act(
        "quarantine.restore", "r,f3", later("put back"), later("Put an audit back, if its place is free."), 3
    ),
    act("quarantine.delete", "delete", later("delete"), later("Delete it for good, after a question."), 4),
    act("quarantine.back", "escape", later("back"), later("Back to the store."), 5),
    act("privacy.look", "enter", later("choose"), later("Say what is to be done with it."), 1, True),
    act("privacy.erase", "e,f3", later("erase all"), later("Erase all that is due and not held."), 2),
    act(
        "privacy.hold",
        "h,f2",
        later("hold"),
        later("Keep an audit from all erasure, with a reason."),
        3,
    ),
    act("privacy.release", "l,f4", later("release"), later("Let go of an audit that is held."), 4),
    act("privacy.refresh", "f5,r", later("look again"), later("Look again.")),
    act("privacy.back", "escape", later("back"), later("Back to the store."), 5),
    act(
        "backups.look", "enter", later("tell"), later("Tell all about the backup under the cursor."), 1, True
    ),
    act(
        "backups.make",
        "b,f2",
        later("make a backup"),
        later("Write everything into one ZIP and prove it."),
        2,
    ),
    act("backups.stop", "x,f8", later_in("key", "stop"), later("Stop the backup that is being made.")),
    act(
        "encryption.turn",
        "o,f2",
        later("on or off"),
        later("Turn encryption on or off, or go on where it stopped."),
        1,
    ),
    act("encryption.passphrase", "p,f3", later("passphrase"), later("Set or change the passphrase."), 2),
    act(
        "encryption.recovery",
        "r,f4",
        later("recovery key"),
        later("Make a new recovery key; the old one opens nothing any more."),
        3,
    ),
    act("encryption.stop", "x,f8", later_in("key", "stop"), later("Stop it; it goes on the next time.")),
    act("encryption.refresh", "f5", later("look again"), later("Look again.")),
    act("encryption.back", "escape", later("back"), later("Back to the store."), 4),
    act("backups.refresh", "f5,r", later("look again"), later("Look again.")),
    act("backups.back", "escape", later("back"), later("Back to the store."), 3),
)
