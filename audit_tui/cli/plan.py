"""Plan visits, surveys and focus groups, take a plan in from a CSV file, and say what is due.

A round is done once, between two days; what is done every month, quarter or year follows the calendar. Without a
site it holds for every site that is open then. A visit is done when an audit of that site and kind with all these
checklists is finished; an aborted one does not count. A survey is done when its answers are kept (`audit-tui
surveys`), a focus group when it is marked as held. What was missed in the month, quarter or year before is overdue
and made up first.

The first line of a CSV file names the columns: title, and where wanted task, site, kind, checklists (separated by
spaces), every, times, from, to, weight, scenario. With a fault nothing is taken in; what is planned already is not
planned twice. ENTRY is an id or a unique ending of at least six characters.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from audit_tui.cli.common import add_json, columns, day_of, nearest, say, say_json, site_of, workspace_of
from audit_tui.clock import SystemClock
from audit_tui.errors import DONE, FaultyFileError, InputError
from audit_tui.i18n import _, plural
from audit_tui.library.finder import find_checklists
from audit_tui.model.plan import HEAVIEST, PLAN_TASKS, RHYTHMS, PlanEntry
from audit_tui.model.site import VISIT_KINDS
from audit_tui.paths import shipped_checklists
from audit_tui.phrases.planning import progress_words, rhythm_words, span_words, state_words, task_words
from audit_tui.rules.planning import DueTask
from audit_tui.store.audits import AuditStore
from audit_tui.store.plan import SHORTEST_ENDING, Plan
from audit_tui.store.planned import due, places_of
from audit_tui.store.registry import Registry
from audit_tui.store.workspace import Workspace

EXAMPLES = """examples:
  audit-tui plan add visit "Mystery visits" --kind mystery --checklists phone,reception --every quarter
  audit-tui plan add survey "Recommendation" --every month --times 30
  audit-tui plan add focus_group "Customers and staff" --every year
  audit-tui plan import rounds.csv
  audit-tui plan due --json"""


def configure(parser: argparse.ArgumentParser) -> None:
    doing = parser.add_subparsers(dest="doing", metavar="add|import|list|due|held|remove", required=True)
    adding = doing.add_parser("add", help=_("plan something, once or again and again"))
    adding.add_argument("task", choices=PLAN_TASKS)
    adding.add_argument("title", metavar="TITLE", help=_("what the round or the habit is called"))
    adding.add_argument("--site", metavar="ID", help=_("where (default: every site)"))
    adding.add_argument("--kind", choices=VISIT_KINDS, help=_("kind of the visit"))
    adding.add_argument("--checklists", metavar="ID,…", default="", help=_("what a visit has to cover"))
    adding.add_argument("--every", choices=RHYTHMS, default="once", help=_("default: once"))
    adding.add_argument(
        "--times",
        metavar="N",
        type=int,
        default=1,
        help=_("how many visits, answers or focus groups each time"),
    )
    adding.add_argument(
        "--from",
        dest="since",
        metavar="DATE",
        help=_("first day (default: of this month, quarter or year; of a round: today)"),
    )
    adding.add_argument("--to", dest="until", metavar="DATE", help=_("last day"))
    adding.add_argument(
        "--weight",
        metavar="N",
        type=int,
        default=1,
        help=_("1 to {heaviest}: of what is due at the same time the heavier comes first").format(
            heaviest=HEAVIEST
        ),
    )
    adding.add_argument(
        "--scenario", metavar="TEXT", default="", help=_("what the auditor is to do; read before the visit")
    )
    taking = doing.add_parser("import", help=_("take in a plan from a CSV file"))
    taking.add_argument("file", metavar="FILE", type=Path, help=_("CSV with a line of column names"))
    listing = doing.add_parser("list", help=_("list what is planned"))
    due = doing.add_parser("due", help=_("say what is overdue and due today"))
    due.add_argument("--all", action="store_true", help=_("what is done already as well"))
    for one in (listing, due):
        one.add_argument("--site", metavar="ID", help=_("only what is planned at this site"))
    holding = doing.add_parser("held", help=_("say that a focus group or a survey was held"))
    holding.add_argument("entry", metavar="ENTRY")
    holding.add_argument("--day", metavar="DATE", help=_("when (default: today)"))
    removing = doing.add_parser("remove", help=_("take something out of the plan; audits stay"))
    removing.add_argument("entry", metavar="ENTRY")
    for one in (adding, taking, listing, due, holding, removing):
        add_json(one)
        one.add_argument(
            "--workspace", metavar="DIR", type=Path, default=argparse.SUPPRESS, help=argparse.SUPPRESS
        )


def run(args: argparse.Namespace) -> int:
    workspace, clock = workspace_of(args), SystemClock()
    plan, registry = Plan(workspace, clock), Registry(workspace, clock)
    match args.doing:
        case "add":
            _add(plan, registry, workspace, args)
        case "import":
            _import(plan, registry, workspace, args)
        case "list":
            site = site_of(registry, args.site).id if args.site else None
            _list([entry for entry in plan.entries() if site is None or entry.site in (None, site)], args)
        case "due":
            site = site_of(registry, args.site).id if args.site else None
            rows = AuditStore(workspace, clock).rows()
            tasks = due(workspace, rows, places_of(workspace), plan.today())
            _due(plan, [task for task in tasks if site is None or task.site == site], args)
        case "held":
            day = day_of(args.day) or plan.today().isoformat()
            entry = plan.mark_held(plan.find(args.entry).id, day)
            told = _("Held on {day}: {title}.").format(day=day, title=entry.title)
            say_json({"plan": [as_json(entry)]}) if args.json else say(told)
        case "remove":
            entry = plan.find(args.entry)
            plan.remove(entry.id)
            told = _("No longer planned: {title}.").format(title=entry.title)
            say_json({"removed": entry.id}) if args.json else say(told)
    return DONE


def _known(workspace: Workspace) -> list[str]:
    found = find_checklists([workspace.checklists, shipped_checklists()])
    return [one.id for one in found if not one.problem]


def _add(plan: Plan, registry: Registry, workspace: Workspace, args: argparse.Namespace) -> None:
    checklists = args.checklists.replace(",", " ").split()
    known = _known(workspace) if checklists else []
    for id_ in checklists:
        if id_ not in known:
            raise InputError(
                "checklist.unknown",
                _("There is no checklist {id!r}.{nearest}").format(id=id_[:64], nearest=nearest(id_, known)),
            )
    entry = plan.make(
        {
            "task": args.task,
            "title": args.title,
            "site": site_of(registry, args.site).id if args.site else None,
            "kind": args.kind,
            "checklists": checklists,
            "every": args.every,
            "times": args.times,
            "since": day_of(args.since),
            "until": day_of(args.until),
            "weight": args.weight,
            "scenario": args.scenario,
        }
    )
    added = plan.add(entry)
    if args.json:
        say_json({"plan": [as_json(one) for one in added]})
    elif added:
        say(
            _("Planned: {title}, {rhythm} ({id}).").format(
                title=entry.title, rhythm=rhythm_words(entry), id=entry.id
            )
        )
    else:
        say(_("This is planned already."))


def _import(plan: Plan, registry: Registry, workspace: Workspace, args: argparse.Namespace) -> None:
    from audit_tui.store.import_plan import import_plan

    done = import_plan(plan, registry, args.file, _known(workspace))
    if done.faults:
        raise FaultyFileError(done.faults)
    if args.json:
        say_json({"plan": [as_json(one) for one in done.added], "known": done.known})
        return
    say(plural("{count} line planned.", "{count} lines planned.", len(done.added)))
    if done.known:
        say(plural("{count} was planned already.", "{count} were planned already.", done.known))


def _list(found: list[PlanEntry], args: argparse.Namespace) -> None:
    if args.json:
        say_json({"plan": [as_json(entry) for entry in found]})
    elif not found:
        say(_("Nothing is planned."))
    else:
        head = [_("ENTRY"), _("TASK"), _("HOW OFTEN"), _("SITE"), _("FROM"), _("TO"), _("TITLE")]
        rows = [
            [
                entry.id[-SHORTEST_ENDING:],
                task_words(entry.task),
                rhythm_words(entry),
                entry.site or _("all"),
                entry.since,
                entry.until or "–",
                entry.title,
            ]
            for entry in found
        ]
        for line in columns([head, *rows]):
            say(line)


def _due(plan: Plan, tasks: list[DueTask], args: argparse.Namespace) -> None:
    tasks = tasks if args.all else [task for task in tasks if task.state != "done"]
    if args.json:
        say_json({"day": plan.today().isoformat(), "due": [_task_json(task) for task in tasks]})
    elif not tasks:
        say(_("Nothing is due."))
    else:
        head = [_("STATE"), _("UNTIL"), _("SITE"), _("TASK"), _("DONE"), _("TITLE")]
        rows = [
            [
                state_words(task.state),
                span_words(task),
                task.site or _("all"),
                task_words(task.entry.task),
                progress_words(task),
                task.entry.title,
            ]
            for task in tasks
        ]
        for line in columns([head, *rows]):
            say(line)


def as_json(entry: PlanEntry) -> dict[str, object]:
    """An entry as the verb prints it."""
    return {
        "id": entry.id,
        "task": entry.task,
        "title": entry.title,
        "site": entry.site,
        "kind": entry.kind,
        "checklists": list(entry.checklists),
        "every": entry.every,
        "times": entry.times,
        "from": entry.since,
        "to": entry.until,
        "weight": entry.weight,
        "scenario": entry.scenario or None,
        "held": list(entry.held),
    }


def _task_json(task: DueTask) -> dict[str, object]:
    return {
        "entry": task.entry.id,
        "task": task.entry.task,
        "title": task.entry.title,
        "site": task.site,
        "from": task.span.first.isoformat(),
        "to": task.span.last.isoformat() if task.span.last else None,
        "wanted": task.wanted,
        "done": task.done,
        "begun": task.begun,
        "state": task.state,
    }
