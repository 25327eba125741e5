"""What belongs to an answer: notes, photos and files, corrective actions, and what a failure demands of them."""

from __future__ import annotations

from audit_tui.clock import site_now
from audit_tui.errors import AuditError
from audit_tui.linear.bench import Bench
from audit_tui.linear.dates import understood_due, with_example
from audit_tui.model.audit import Action, Cause
from audit_tui.phrases.causes import cause_of, causes
from audit_tui.rules.routing import Slot
from audit_tui.store.workspace import Workspace
from audit_tui.tui.talk import _
from audit_tui.tui.typed import typed_path
from audit_tui.tui.words import owed_word


def note(bench: Bench, slot: Slot, text: str, *, private: bool = False) -> bool:
    """Write a note, asked for where `text` is empty; whether it is there now."""
    item = bench.session.item(slot.path)
    before, what = (
        item.private_note if private else item.note,
        f"{'private' if private else 'note'}:{slot.path}",
    )
    if not text:
        if before:
            bench.voice.say(_("So far: {text}").format(text=before))
        question = (
            _("Private note: it never leaves this computer.")
            if private
            else _("Note: it is printed in the report.")
        )
        text = bench.ask_text(what, question)
    if not text:
        return bool(before)
    saved = bench.put(lambda: bench.session.note(slot.path, text, private=private))
    if saved:
        bench.forget(what)
    return saved


def evidence(bench: Bench, slot: Slot, text: str, workspace: Workspace, *, quietly: bool = False) -> bool:
    """Attach a photo or file, its path asked for where `text` is empty; whether one is attached.

    `quietly` leaves saying that it is saved to the caller.
    """
    from audit_tui.evidence.files import keep

    text = text or bench.voice.ask_path(_("Path of the photo or file, or Enter to step back."))
    if not text:
        return False
    path = typed_path(text)
    if not path.is_file():
        bench.voice.say(_("There is no such file: {path}").format(path=str(path)[:200]))
        return False
    caption = bench.voice.ask(_("Caption, or Enter."))
    try:
        kept = keep(workspace.blobs, path, clock=bench.clock, caption=caption, vault=workspace.vault)
    except AuditError as error:
        bench.voice.say(" ".join(part for part in (error.what, error.next_step) if part))
        return False
    return bench.put(lambda: bench.session.add_evidence(slot.path, kept), quietly=quietly)


def _ask_due(bench: Bench) -> str | None:
    """A day to come, or none."""
    today = site_now(bench.clock.wall(), bench.session.site.zone).date()
    question = with_example(_("By when? As {example}, tomorrow or +14 days; or Enter."))
    lines = bench.voice.asks(question)
    while typed := next(lines):
        if (due := understood_due(bench.voice, typed, today)) is not None:
            return due
    return None


def _ask_cause(bench: Bench) -> Cause | None:
    """Why the finding came about, as one of a few causes, or nothing; asked on an open visit only."""
    if not bench.session.record.asks_cause:
        return None
    known = causes(_)
    chosen = bench.voice.ask_one_of(_("What is the root cause? Enter leaves it open."), list(known.values()))
    return None if chosen is None else cause_of(list(known)[chosen])


def action(bench: Bench, slot: Slot, what: str) -> bool:
    """Ask for a corrective action: what, who, by when, how verified, why. Whether there is one now."""
    voice, before = bench.voice, bench.session.item(slot.path).actions
    if before:
        voice.say(_("So far: {text}").format(text=before[-1].what))
    what = what or voice.ask(_("What is to be done? Enter steps back."))
    if not what:
        return bool(before)
    owner = voice.ask(_("Who does it? A function or team, or Enter."))
    due = _ask_due(bench)
    verify = voice.ask(_("How will it be checked? Or Enter."))
    cause = _ask_cause(bench)
    asked = Action(
        id=before[-1].id if before else bench.clock.ulid(),
        what=what,
        owner=owner,
        due=due,
        verify=verify,
        cause=cause,
    )
    return bench.put(lambda: bench.session.add_action(slot.path, asked))


def settle(bench: Bench, slot: Slot, workspace: Workspace) -> None:
    """Ask for all that the answer demands, one after another; an empty line puts a thing off."""
    for owed in [one for one in bench.session.owed() if one.path == slot.path]:
        bench.voice.say(_("This asks for {what}; Enter puts it off.").format(what=owed_word(owed)))
        if owed.what == "comment":
            note(bench, slot, "")
        elif owed.what == "action":
            action(bench, slot, "")
        else:
            evidence(bench, slot, "", workspace)
