"""Move an open audit to newer versions of its checklists, after showing what changes.

An audit stays on the versions it was begun with until somebody moves it. Questions are known by their id; an
answer that the newer question does not take stays in the history, and the question is open again.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from audit_tui.cli.common import add_json, nearest, say, say_json, workspace_of
from audit_tui.clock import SystemClock
from audit_tui.errors import DONE, InputError, RefusedError
from audit_tui.i18n import _, language, plural
from audit_tui.library.finder import resolve
from audit_tui.library.loader import load_checklist
from audit_tui.library.newer import newer_versions
from audit_tui.library.overrides import laid_down
from audit_tui.model.checklist import Checklist
from audit_tui.model.text import pick
from audit_tui.paths import shipped_checklists
from audit_tui.phrases.moving import counts_words, fate_words, rows, subject_words, what_words
from audit_tui.reports.words import answer_words
from audit_tui.rules.comparing import Difference
from audit_tui.rules.moving import Fate, Move
from audit_tui.rules.results import number
from audit_tui.rules.writing import new_run
from audit_tui.saver import Saver
from audit_tui.session import AuditSession
from audit_tui.store.audits import AuditStore
from audit_tui.store.registry import Registry
from audit_tui.store.workspace import Workspace

EXAMPLES = """examples:
  audit-tui move AUD-2026-HARBOUR-03 --dry-run            what would change
  audit-tui move AUD-2026-HARBOUR-03                      shows it, asks, moves
  audit-tui move AUD-2026-HARBOUR-03 --checklist phone --yes
  audit-tui move AUD-2026-HARBOUR-03 --stay               stay, and do not be asked about this version again"""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "audit", metavar="AUDIT", help=_("number, id, or a unique ending of at least 6 characters")
    )
    parser.add_argument(
        "--checklist", metavar="ID|FILE", help=_("which one (default: every one that has a newer version)")
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--dry-run", action="store_true", help=_("show what would change, and change nothing"))
    how.add_argument("--yes", action="store_true", help=_("move without being asked"))
    how.add_argument(
        "--stay", action="store_true", help=_("stay on the version there is; the app does not ask again")
    )
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    workspace, clock = workspace_of(args), SystemClock()
    with AuditStore(workspace, clock).open(args.audit, write=not args.dry_run) as audit:
        first, record = audit.record.events[0], audit.record
        if record.projection.status != "draft":
            raise RefusedError(
                "move.ended",
                _("Audit {number} is {status}; it stays as it was judged.").format(
                    number=record.header.number, status=record.projection.status
                ),
            )
        if audit.readonly and not args.dry_run:
            raise RefusedError(
                "audit.readonly",
                _("Audit {number} can only be read. {why_readonly}").format(
                    number=record.header.number, why_readonly=audit.why_readonly
                ),
            )
        device = first.device if audit.readonly else Registry(workspace, clock).device()
        session = AuditSession(record, clock=clock, actor=first.actor, device=device, run=new_run(clock))
        if audit.place.path is not None:
            session.resume(audit.place.path, audit.place.seq)
        newer = _newer(session, workspace, args.checklist)
        plans = [session.plan_move(one) for one in newer]
        documents = [_document(session, plan) for plan in plans]
        if not args.json:
            for line in _lines(session, plans):
                say(line)
        done = "nothing"
        if plans and not args.dry_run:
            done = _decide(args)
        if done in ("moved", "stayed"):
            with closing(Saver(audit, session)) as saver:
                for one in newer:
                    make = session.move_checklist if done == "moved" else session.decline_checklist
                    saver.save(make(one))
        if args.json:
            header = record.header
            say_json({"id": header.id, "number": header.number, "done": done, "moves": documents})
        else:
            _say_done(session, plans, done)
    return DONE


def _newer(session: AuditSession, workspace: Workspace, wanted: str | None) -> list[Checklist]:
    folders = [workspace.checklists, shipped_checklists()]
    laid = laid_down(workspace.standards, session.site)
    in_force = {one.id: one.version for one in session.record.checklists}
    if wanted is None:
        return session.newer_checklists(newer_versions(folders, in_force, laid), declined=True)
    is_file = Path(wanted).suffix.lower() in (".yaml", ".yml")
    if not is_file and wanted not in in_force:
        raise InputError(
            "move.other",
            _("This audit has no checklist {wanted!r}.{nearest}").format(
                wanted=wanted, nearest=nearest(wanted, in_force)
            ),
            next_step=_("It has {in_force}.").format(in_force=", ".join(in_force)),
        )
    return [load_checklist(resolve(wanted, folders), laid)]


def _decide(args: argparse.Namespace) -> str:
    """What is to be done: `moved`, `stayed`, or `nothing` where the person says no. RefusedError unasked."""
    if args.yes or args.stay:
        return "moved" if args.yes else "stayed"
    if args.json or not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise RefusedError(
            "move.unasked",
            _("Nothing was moved: the auditor has to agree, and nobody can be asked here."),
            next_step="--yes agrees, --stay declines, --dry-run only shows what would change.",
        )
    try:
        answer = input(_("\nMove? Type yes to move, anything else to leave it: "))
    except EOFError:
        answer = ""
    return "moved" if answer.strip().casefold() in ("y", "yes") else "nothing"


def _label(session: AuditSession, path: str) -> str:
    """The name of a place as answers files have it, where it is asked now."""
    return next((slot.label for slot in session.slots if slot.path == path), path.replace("/", "."))


def _answer(session: AuditSession, path: str) -> str:
    """What is said there, in words, by the question as it is asked until now."""
    asked = session.told_of(path)
    return answer_words(*asked, session.item(path), language(), _) if asked is not None else ""


def _lines(session: AuditSession, plans: Sequence[Move]) -> Iterator[str]:
    header = session.record.header
    yield _("Audit {number} · {name} ({id})").format(
        number=header.number, name=session.site.name, id=session.site.id
    )
    if not plans:
        yield _("Its checklists have no newer versions.")
    for plan in plans:
        old, new = plan.old.checklist, plan.new.checklist
        yield ""
        yield f"{pick(new.title, language())}: {old.version} → {new.version}"
        yield counts_words(plan, _)
        for row in rows(plan, partial(_label, session), partial(_answer, session), language(), _):
            if row.kind == "head":
                yield ""
            yield {"head": "", "entry": "  ", "detail": "      "}[row.kind] + row.text


def _say_done(session: AuditSession, plans: Sequence[Move], done: str) -> None:
    if not plans:
        return
    say()
    if done == "nothing":
        say(_("Nothing was changed."))
        return
    for plan in plans:
        old, new = plan.old.checklist.version, plan.new.checklist.version
        if done == "stayed":
            say(
                _("{id} stays at {old}; version {new} is not offered again.").format(
                    id=plan.new.checklist.id, old=old, new=new
                )
            )
            continue
        waiting = [_label(session, path) for path in plan.open_again]
        again = " " + _("Open again: {waiting}.").format(waiting=", ".join(waiting)) if waiting else ""
        say(
            _("{id} is moved from {old} to {new}.{again}").format(
                id=plan.new.checklist.id, old=old, new=new, again=again
            )
        )
    say(
        _("{questions} open.").format(
            questions=plural(
                "{count} required question", "{count} required questions", len(session.open_required())
            )
        )
    )


def _document(session: AuditSession, plan: Move) -> dict[str, Any]:
    return {
        "checklist": plan.new.checklist.id,
        "from": plan.old.checklist.version,
        "to": plan.new.checklist.version,
        "kept": sum(not fate.is_aside for fate in plan.fates),
        "answers": [_fate(session, fate) for fate in plan.fates if fate.outcome != "kept"],
        "open_again": [_label(session, path) for path in plan.open_again],
        "rounds_dropped": [_label(session, path) for path in plan.dropped],
        "differences": [_difference(each) for each in plan.differences],
    }


def _fate(session: AuditSession, fate: Fate) -> dict[str, Any]:
    points = {
        name: None if counted is None else {"got": number(counted[0]), "max": number(counted[1])}
        for name, counted in (("before", fate.before), ("after", fate.after))
    }
    return {
        "path": fate.path,
        "label": _label(session, fate.path),
        "outcome": fate.outcome,
        "why": fate.why or None,
        "words": fate_words(fate, _),
        **points,
    }


def _difference(each: Difference) -> dict[str, Any]:
    return {
        "of": each.of,
        "id": each.id,
        "what": each.what,
        "words": f"{subject_words(each, _)}: {what_words(each, _)}",
        "text": pick(each.text, language()),
        "changed": [{"key": one.key, "old": one.old, "new": one.new} for one in each.changed],
    }
