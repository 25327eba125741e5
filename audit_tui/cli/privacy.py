"""Find, hand over or erase what is held about a person, and see what is due for erasure.

PERSON is a name, an alias or an id, in any case. An erasure deletes values for good and leaves a record that
still proves itself: `audit-tui verify` says how many values were erased, when, and on what ground.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from audit_tui.cli.common import add_json, columns, say, say_json, warn, workspace_of
from audit_tui.clock import SystemClock, iso
from audit_tui.errors import DONE, FINDING, InputError
from audit_tui.i18n import _, later, plural
from audit_tui.rules.writing import new_run
from audit_tui.store.copies import Copy, copies
from audit_tui.store.disclosure import disclose
from audit_tui.store.due import Due, due
from audit_tui.store.erasing import Eraser, Outcome, check_ground
from audit_tui.store.holds import Hold
from audit_tui.store.privacy import UNREACHED, Privacy, Somebody, Spot

EXAMPLES = """examples:
  audit-tui privacy find "Anna Conti"
  audit-tui privacy export "Anna Conti" -o anna/
  audit-tui privacy erase "Anna Conti" --ground "request under Art. 17 GDPR" --dry-run
  audit-tui privacy due
  audit-tui privacy due --erase --ground "kept for two years" --yes
  audit-tui privacy hold AUD-2026-HARBOUR-03 --reason "complaint pending"
  audit-tui privacy release AUD-2026-HARBOUR-03
  audit-tui privacy backups"""

_TITLES = {
    "audit": later("Audits"),
    "registry": later("Registry"),
    "action": later("Corrective actions"),
    "feedback": later("Field notes"),
    "survey": later("Survey responses"),
    "plan": later("Plan"),
    "evidence": later("Evidence of no audit"),
    "quarantine": later("Quarantine"),
    "typed": later("Half typed, not saved"),
    "report": later("Reports and exports"),
    "backup": later("Backups"),
    "file": later("Other files"),
}


def configure(parser: argparse.ArgumentParser) -> None:
    doing = parser.add_subparsers(
        dest="doing", metavar="find|export|erase|due|hold|release|backups", required=True
    )
    finding = doing.add_parser("find", help=_("show every place that speaks of a person"))
    giving = doing.add_parser("export", help=_("write what is held about a person"))
    giving.add_argument(
        "-o",
        dest="output",
        metavar="DIR|FILE",
        type=Path,
        required=True,
        help=_("new folder (with the photos and files), or a .json file"),
    )
    erasing = doing.add_parser("erase", help=_("erase what is held about a person"))
    for one in (finding, giving, erasing):
        one.add_argument("person", metavar="PERSON", help=_("name, alias or id"))
    listing = doing.add_parser("due", help=_("show what is due for erasure, and what is held"))
    listing.add_argument("--erase", action="store_true", help=_("erase what is due and not held"))
    _erasure(erasing, required=True)
    _erasure(listing, required=False)
    holding = doing.add_parser("hold", help=_("keep an audit from all erasure"))
    holding.add_argument("--reason", metavar="TEXT", required=True, help=_("why; do not name anybody in it"))
    releasing = doing.add_parser("release", help=_("let go of an audit that was held"))
    for one in (holding, releasing):
        one.add_argument("audit", metavar="AUDIT", help=_("number, id, or a unique ending of it"))
    copying = doing.add_parser(
        "backups", help=_("list the backups made here: which still hold what was erased")
    )
    for one in (finding, giving, erasing, listing, holding, releasing, copying):
        add_json(one)
        one.add_argument(
            "--workspace", metavar="DIR", type=Path, default=argparse.SUPPRESS, help=argparse.SUPPRESS
        )


def _erasure(parser: argparse.ArgumentParser, *, required: bool) -> None:
    parser.add_argument(
        "--ground",
        metavar="TEXT",
        required=required,
        default="",
        help=_("on what ground; it stays in the record"),
    )
    parser.add_argument("--by", metavar="NAME", default="", help=_("who erases (default: this machine)"))
    parser.add_argument("--yes", action="store_true", help=_("do not ask"))
    parser.add_argument("--dry-run", action="store_true", help=_("only say what would be erased"))


def run(args: argparse.Namespace) -> int:
    clock = SystemClock()
    privacy = Privacy(workspace_of(args), clock)
    if args.doing == "due":
        return _due(privacy, clock, args)
    if args.doing in ("hold", "release"):
        return _hold(privacy, args)
    if args.doing == "backups":
        return _backups(privacy, clock, args)
    somebody = privacy.resolve(args.person)
    if args.doing == "erase":
        check_ground(args.ground, somebody.wanted)
    spots = privacy.find(somebody)
    if args.doing == "find":
        return _find(somebody, spots, args)
    if args.doing == "export":
        written = disclose(privacy, somebody, spots, clock, args.output)
        return _told_export(written, spots, args)
    return _erase(privacy, clock, somebody, spots, args)


# -- find and export ----------------------------------------------------------------------------------


def _find(somebody: Somebody, spots: list[Spot], args: argparse.Namespace) -> int:
    if args.json:
        say_json(
            {
                "names": list(somebody.wanted.names),
                "person": somebody.person.id if somebody.person else None,
                "spots": [_spot_json(spot) for spot in spots],
                "notes": list(somebody.notes),
                "unreached": list(UNREACHED),
            }
        )
        return DONE
    _print_spots(somebody, spots)
    _print_unreached()
    return DONE


def _print_spots(somebody: Somebody, spots: list[Spot]) -> None:
    if not spots:
        say(_("Nothing here speaks of {shown}.").format(shown=somebody.shown))
    for kind, title in _TITLES.items():
        mine = [spot for spot in spots if spot.kind == kind]
        if mine:
            say(f"{_(title)} ({len(mine)})")
            rows = [[f"  {spot.name}", spot.path, spot.cls, spot.excerpt, _fate(spot)] for spot in mine]
            for line in columns(rows):
                say(line)
            say()
    for note in somebody.notes:
        say(_("Note: {note}").format(note=note))


def _fate(spot: Spot) -> str:
    if not spot.certain:
        return _("perhaps; stays: {why}").format(why=spot.why) if spot.why else _("perhaps; stays")
    words = {"erase": _("would be erased"), "delete": _("would be deleted"), "stay": _("stays")}[spot.fate]
    return f"{words}: {spot.why}" if spot.why else words


def _spot_json(spot: Spot) -> dict[str, Any]:
    return {
        "kind": spot.kind,
        "name": spot.name,
        "audit": spot.audit or None,
        "seq": spot.seq or None,
        "path": spot.path,
        "class": spot.cls or None,
        "excerpt": spot.excerpt,
        "certain": spot.certain,
        "fate": spot.fate,
        "why": spot.why or None,
    }


def _told_export(written: list[Path], spots: list[Spot], args: argparse.Namespace) -> int:
    perhaps = sum(1 for spot in spots if not spot.certain)
    if args.json:
        say_json({"files": [str(path) for path in written], "perhaps": perhaps})
        return DONE
    for path in written:
        say(str(path))
    say(_("Read it before you hand it over: a text about one person may speak of others."))
    if perhaps:
        noun = plural("{count} place that holds", "{count} places that hold", perhaps)
        say(_("Left out: {noun} only a part of the name.").format(noun=noun))
    return DONE


# -- erase --------------------------------------------------------------------------------------------


def _erase(
    privacy: Privacy, clock: SystemClock, somebody: Somebody, spots: list[Spot], args: argparse.Namespace
) -> int:
    wanted = [spot for spot in spots if spot.certain]
    if args.dry_run or not wanted:
        if args.json:
            say_json(_outcome_json(Outcome(remains=wanted), dry_run=args.dry_run))
        else:
            _print_spots(somebody, spots)
            _print_unreached()
        return DONE
    if not args.json:
        _print_spots(somebody, spots)
    _ask(args)
    outcome = _eraser(privacy, clock, args, somebody).erase(somebody, args.ground)
    return _told(outcome, args)


def _ask(args: argparse.Namespace) -> None:
    """Go on only with `--yes` or a yes in a terminal."""
    if args.yes:
        return
    if args.json or not sys.stdin.isatty():
        raise InputError(
            "erase.unasked",
            _("An erasure cannot be undone, so it has to be asked for."),
            next_step=_("Look with --dry-run, then give --yes."),
        )
    print(_("Erase this? It cannot be undone. Type yes: "), end="", flush=True)
    if sys.stdin.readline().strip().casefold() != "yes":
        raise InputError("erase.refused", _("Nothing was erased."))


def _eraser(
    privacy: Privacy, clock: SystemClock, args: argparse.Namespace, somebody: Somebody | None = None
) -> Eraser:
    device = privacy.registry.device()
    actor = device
    if args.by.strip():
        if somebody is not None and somebody.wanted.speaks_of(args.by):
            raise InputError(
                "erase.by",
                _("Who is erased cannot be who erases."),
                next_step=_("Name somebody else with --by."),
            )
        known = privacy.registry.find_person(args.by)
        actor = (known or privacy.registry.remember_person(args.by)).id
    return Eraser(privacy, clock, actor=actor, device=device, run=new_run(clock))


def _told(outcome: Outcome, args: argparse.Namespace) -> int:
    code = FINDING if outcome.skipped or outcome.remains else DONE
    if args.json:
        say_json(_outcome_json(outcome))
        return code
    for one in outcome.audits:
        say(
            _("Audit {number}: {values} erased; its fingerprint is now {fingerprint}").format(
                number=one.number,
                values=plural("{count} value", "{count} values", one.values),
                fingerprint=one.fingerprint,
            )
        )
        say("  " + _("(reports made before bear {before})").format(before=one.before))
    for line in outcome.changed:
        say(line)
    for note in outcome.notes:
        say(note)
    for name, why in outcome.skipped:
        warn(_("Not erased: {name}: {why}").format(name=name, why=why))
    for spot in outcome.remains:
        warn(
            _("Still there: {name} {path}: {why}").format(
                name=spot.name, path=spot.path, why=spot.why or spot.excerpt
            )
        )
    _print_unreached()
    return code


def _print_unreached() -> None:
    say(_("This cannot be searched or reached from here:"))
    for what in UNREACHED:
        say(f"- {_(what)}")


def _outcome_json(outcome: Outcome, *, dry_run: bool = False) -> dict[str, Any]:
    return {
        "dry_run": dry_run,
        "audits": [
            {
                "id": one.id,
                "number": one.number,
                "values": one.values,
                "fingerprint": one.fingerprint,
                "before": one.before,
            }
            for one in outcome.audits
        ],
        "changed": outcome.changed,
        "notes": outcome.notes,
        "skipped": [{"name": name, "why": why} for name, why in outcome.skipped],
        "remains": [_spot_json(spot) for spot in outcome.remains],
        "unreached": list(UNREACHED),
    }


# -- due and holds ------------------------------------------------------------------------------------


def _due(privacy: Privacy, clock: SystemClock, args: argparse.Namespace) -> int:
    (found, unread), holds = due(privacy, clock), privacy.holds.all()
    outcome: Outcome | None = None
    if args.erase:
        check_ground(args.ground, None)
    if not args.json:
        _print_due(privacy, found, list(holds.values()))
        for name, why in unread:
            warn(_("Not looked at: {name}: {why}").format(name=name, why=why))
    if args.erase and found and not args.dry_run:
        _ask(args)
        outcome = _eraser(privacy, clock, args).erase_due(found, args.ground)
    if args.json:
        say_json(
            {
                "due": [_due_json(one) for one in found],
                "unread": [{"name": name, "why": why} for name, why in unread],
                "holds": [hold.model_dump(mode="json") for hold in holds.values()],
                "erasure": _outcome_json(outcome) if outcome else None,
            }
        )
        return FINDING if outcome and outcome.skipped else DONE
    return _told(outcome, args) if outcome else DONE


def _print_due(privacy: Privacy, found: list[Due], holds: list[Hold]) -> None:
    periods = privacy.workspace.settings.retention.periods
    if not periods:
        say(_("No periods are set: [retention] in audit-workspace.toml has none."))
    elif not found:
        say(_("Nothing is due for erasure."))
    else:
        head = [_("AUDIT"), _("CLASS"), _("VALUES"), _("DUE SINCE"), _("HELD")]
        rows = [[one.number, one.cls, str(one.values), str(one.since), one.held] for one in found]
        for line in columns([head, *rows], right=(2,)):
            say(line)
    for hold in holds:
        say(
            _("Held since {iso}: {number}: {reason}").format(
                iso=iso(hold.since)[:10], number=hold.number, reason=hold.reason
            )
        )


def _due_json(one: Due) -> dict[str, Any]:
    return {
        "audit": one.audit,
        "number": one.number,
        "class": one.cls,
        "values": one.values,
        "since": one.since.isoformat(),
        "held": one.held or None,
    }


def _hold(privacy: Privacy, args: argparse.Namespace) -> int:
    row = privacy.store.find(args.audit)
    is_held = args.doing == "hold"
    hold = privacy.holds.hold(row, args.reason) if is_held else privacy.holds.release(row)
    if args.json:
        say_json({**hold.model_dump(mode="json"), "held": is_held})
    elif is_held:
        say(
            _("Audit {number} is held: nothing in it is erased until it is released.").format(
                number=hold.number
            )
        )
    else:
        say(
            _("Audit {number} is released (it was held: {reason}).").format(
                number=hold.number, reason=hold.reason
            )
        )
    return DONE


# -- backups ------------------------------------------------------------------------------------------


def _backups(privacy: Privacy, clock: SystemClock, args: argparse.Namespace) -> int:
    found = copies(privacy.workspace, clock)
    code = FINDING if any(one.holds_erased for one in found) else DONE
    if args.json:
        say_json({"backups": [_copy_json(one) for one in found]})
        return code
    if not found:
        say(_("No backup was made of this workspace here."))
        return code
    rows = [[iso(one.kept.made)[:10], one.kept.file, _held_words(one)] for one in found]
    for line in columns([[_("MADE"), _("FILE"), _("STILL HOLDS")], *rows]):
        say(line)
    if code:
        say(_("A backup is never changed: make a new one, then delete the old ones."))
    return code


def _held_words(one: Copy) -> str:
    if one.fault:
        return one.fault
    parts = (
        [plural("{count} person", "{count} people", one.people) + " " + _("erased since")]
        if one.people
        else []
    )
    if one.audits:
        parts.append(_("values erased since of {audits}").format(audits=", ".join(one.audits)))
    return "; ".join(parts) or _("nothing that was erased since")


def _copy_json(one: Copy) -> dict[str, Any]:
    return {
        "file": one.kept.file,
        "made": iso(one.kept.made),
        "size": one.kept.size,
        "sha256": one.kept.sha256,
        "there": one.there,
        "people": one.people,
        "audits": list(one.audits),
        "fault": one.fault or None,
    }
