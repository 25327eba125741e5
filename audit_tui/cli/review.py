"""What follows the end of an audit: return it, verify it, record and decide an appeal, correct it.

An audit that is returned goes back to its auditor, who corrects it in the app or with `correct` and hands it in
again: that is its next edition. The edition before stays in the record with its score, and reports tell both.
Nobody judges their own audit, so `--by` is somebody else than its auditor. An appeal that is upheld returns the
audit too. AUDIT is an id, a number, or a unique ending of at least six characters.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit_tui.beginning import take_up
from audit_tui.cli.common import add_json, day_of, say, say_json, warn, workspace_of
from audit_tui.cli.playing import Player, raise_if_any
from audit_tui.clock import SystemClock, iso
from audit_tui.errors import DONE, InputError, RefusedError
from audit_tui.evidence.files import keep
from audit_tui.i18n import _
from audit_tui.library.answers import read_answers
from audit_tui.model.audit import Evidence
from audit_tui.phrases.review import follow_words, review_words
from audit_tui.reports.review_json import review_json
from audit_tui.reviewing import Reviewer
from audit_tui.rules.judging import reopen
from audit_tui.rules.record import Change, Record
from audit_tui.rules.review import followed
from audit_tui.rules.writing import Pen, new_run
from audit_tui.saver import Saver
from audit_tui.session import AuditSession
from audit_tui.store.audits import AuditStore
from audit_tui.store.registry import Registry

if TYPE_CHECKING:
    from audit_tui.library.answers import AnswersFile

EXAMPLES = """examples:
  audit-tui review return ROMA-03 --by "Eva Example" --why "The photo of the desk is blurred" \\
      --question "reception.greeting=Was it really within ten seconds?"
  audit-tui review correct ROMA-03 --answers corrections.yaml --why "Looked at the photo again"
  audit-tui review verify ROMA-03 --by "Eva Example"
  audit-tui review appeal ROMA-03 --role "Store manager" --received 2026-11-20 --why "There was a delivery"
  audit-tui review uphold ROMA-03 --by "Eva Example" --why "The delivery note shows it"
  audit-tui review show ROMA-03 --json"""

NAMES = ("show", "return", "verify", "appeal", "uphold", "reject", "correct")


def configure(parser: argparse.ArgumentParser) -> None:
    doing = parser.add_subparsers(dest="doing", metavar="|".join(NAMES), required=True)
    showing = doing.add_parser("show", help=_("tell what followed the end of an audit"))
    returning = doing.add_parser("return", help=_("give an audit back to its auditor"))
    verifying = doing.add_parser("verify", help=_("stand for an audit as a second person"))
    appealing = doing.add_parser("appeal", help=_("record that the site appeals against the result"))
    upholding = doing.add_parser("uphold", help=_("decide for the site: the audit is corrected"))
    rejecting = doing.add_parser("reject", help=_("decide that the result stands"))
    correcting = doing.add_parser("correct", help=_("correct a returned audit and hand it in again"))
    for one in (showing, returning, verifying, appealing, upholding, rejecting, correcting):
        one.add_argument("audit", metavar="AUDIT")
        add_json(one)
        one.add_argument(
            "--workspace", metavar="DIR", type=Path, default=argparse.SUPPRESS, help=argparse.SUPPRESS
        )
    for one in (returning, verifying, upholding, rejecting):
        one.add_argument("--by", metavar="NAME", required=True, help=_("who says so: not the auditor"))
    verifying.add_argument("--why", metavar="TEXT", default="", help=_("a word on it"))
    for one in (returning, appealing, upholding, rejecting, correcting):
        one.add_argument("--why", metavar="TEXT", required=True, help=_("the reason, in a few words"))
    for one in (returning, appealing):
        one.add_argument(
            "--question",
            metavar="QUESTION=TEXT",
            action="append",
            default=[],
            help=_("what is to be looked at there, as phone.rings=…; may be given again"),
        )
    appealing.add_argument(
        "--role", metavar="ROLE", required=True, help=_("who appeals: a role rather than a name")
    )
    appealing.add_argument("--received", metavar="DATE", help=_("when it came in (default: today)"))
    correcting.add_argument(
        "--answers",
        metavar="FILE",
        type=Path,
        help=_("what is answered anew, as for fill; without it nothing is changed"),
    )
    correcting.add_argument(
        "--by", metavar="NAME", default="", help=_("who corrects (default: who began the audit)")
    )
    correcting.add_argument(
        "--allow-open", action="store_true", help=_("hand in although required questions are open")
    )


def run(args: argparse.Namespace) -> int:
    workspace, clock = workspace_of(args), SystemClock()
    registry, store = Registry(workspace, clock), AuditStore(workspace, clock)
    reviewer = Reviewer(store, registry, clock, new_run(clock))
    refusal: RefusedError | None = None
    match args.doing:
        case "show":
            with store.open(args.audit, write=False) as audit:
                record = audit.record
        case "return":
            record = reviewer.hand_back(args.audit, args.by, args.why, _by_question(args.question))
        case "verify":
            record = reviewer.confirm(args.audit, args.by, args.why)
        case "appeal":
            received = day_of(args.received)
            record = reviewer.appeal(args.audit, args.role, received, args.why, _by_question(args.question))
        case "correct":
            record, refusal = _Correcting(reviewer, args).done()
        case _:
            upheld = args.doing == "uphold"
            record = reviewer.decide(args.audit, args.by, args.why, upheld=upheld)
    say_json(as_json(record)) if args.json else _say(record)
    if refusal is not None:
        warn(_("Not handed in: {refusal}").format(refusal=refusal))
        return refusal.exit_code
    return DONE


def as_json(record: Record) -> dict[str, Any]:
    """What followed the end of an audit, as `review --json` prints it."""
    return {
        "id": record.header.id,
        "number": record.header.number,
        "status": record.projection.status,
        **review_json(record, names=record.kind != "mystery"),
    }


def _say(record: Record) -> None:
    say(review_words(record, _))
    for each in followed(record):
        moment = iso(each.event.wall, each.event.offset)[:16].replace("T", " ")
        say(f"  {moment}  {follow_words(each, record.kind, _)}")
        for path, words in each.questions.items():
            say(f"      {path.replace('/', '.')}: {words}")


def _by_question(given: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in given:
        question, is_there, words = each.partition("=")
        path = question.strip().replace(".", "/")
        if not is_there or not path or not words.strip():
            raise InputError(
                "usage",
                _("{given!r} is not written as QUESTION=TEXT.").format(given=each[:80]),
                next_step=_('Write it as --question "phone.rings=Was it three times?"'),
            )
        found[path] = words
    return found


@dataclass
class _Correcting:
    """Answers played into a returned audit: tried out first, so that with a fault nothing is opened."""

    reviewer: Reviewer
    args: argparse.Namespace

    def done(self) -> tuple[Record, RefusedError | None]:
        reviewer, args = self.reviewer, self.args
        file = read_answers(args.answers) if args.answers is not None else None
        if file is not None and file.visit:
            first = next(iter(file.visit))
            raise_if_any(
                [
                    file.visit_fault(
                        first, "visit.unknown", _("a correction answers questions; the visit stays as it was")
                    )
                ]
            )
        with reviewer.store.open(args.audit, write=False) as audit:
            record = audit.record
        # A correction that was kept and not handed in goes on.
        goes_on = record.projection.review.state == "reopened"
        self._try_out(file, record, goes_on=goes_on)
        id_ = record.header.id if goes_on else reviewer.reopen(args.audit, args.by)
        refusal: RefusedError | None = None
        with reviewer.store.open(id_) as audit:
            session = take_up(audit, reviewer.registry, reviewer.clock, reviewer.run)
            saver = Saver(audit, session)
            walk = _Walk(session, saver)
            blobs, vault = reviewer.store.workspace.blobs, reviewer.store.workspace.vault
            self._play(file, walk, blobs, vault)
            try:
                walk.take(session.finish(allow_open=args.allow_open, why=args.why))
            except RefusedError as error:
                refusal = error
            saver.close()
            return session.record, refusal

    def _try_out(self, file: AnswersFile | None, record: Record, *, goes_on: bool) -> None:
        """Play the file into a copy for its faults only. FaultyFileError with all of them."""
        clock, first, last = self.reviewer.clock, record.events[0], record.projection
        pen = Pen(clock, first.actor, first.device, self.reviewer.run, last.seq, last.head)
        opening = [] if goes_on else reopen(record, pen).events
        copy = Record.build(
            record.header, [*record.events, *opening], record.values.values(), record.sealed.values()
        )
        session = AuditSession(
            copy, clock=clock, actor=first.actor, device=first.device, run=self.reviewer.run
        )
        with tempfile.TemporaryDirectory(prefix="audit-tui-") as folder:
            self._play(file, _Walk(session, None), Path(folder), self.reviewer.store.workspace.vault)

    def _play(self, file: AnswersFile | None, walk: _Walk, blobs: Path, vault: Any) -> None:
        if file is None:
            return

        def take_in(photo: Path) -> Evidence:
            return keep(blobs, photo, clock=self.reviewer.clock, vault=vault)

        player = Player(file, walk, take_in)
        player.play()
        raise_if_any(player.faults)


@dataclass
class _Walk:
    """A session whose changes are saved at once; without a saver only taken in."""

    session: AuditSession
    saver: Saver | None

    def take(self, change: Change | None) -> None:
        if change is None:
            return
        if self.saver is None:
            self.session.apply(change)
        else:
            self.saver.save(change)
