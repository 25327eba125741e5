"""The one registry of what a person can do: bindings, the key bar, F1 help and the palette all read it.

Keys of the numeric keypad carry two names, since terminals with the kitty protocol report them apart.
Never bound: alt, ctrl+shift, and ctrl with i, j, m, h, s or z, which terminals keep or confuse.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from textual.binding import Binding

from audit_tui.tui.talk import later

_KEY_NAMES = {
    "escape": "Esc",
    "enter": "Enter",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "question_mark": "?",
    "plus": "+",
    "minus": "-",
    "full_stop": ".",
    "asterisk": "*",
    "slash": "/",
    "delete": "Del",
    "space": "Space",
    "tab": "Tab",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
}
_KEYPAD = {"add", "subtract", "decimal", "multiply", "divide"}


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do on a screen. `id` is `screen.name`; the name is the method `do_<name>` there."""

    id: str
    keys: str
    label: str
    help: str
    bar: int = 0
    """Rank in the key bar, 1 first; 0 keeps it out."""
    by_card: bool = False
    """Listed for help only: the card or list itself understands the key."""

    @property
    def name(self) -> str:
        return self.id.partition(".")[2]

    def shown_keys(self) -> list[str]:
        """The keys as a person reads them, keypad twins left out."""
        keys = [key.strip() for key in self.keys.split(",")]
        return [_shown(key) for key in keys if key not in _KEYPAD]


def _shown(key: str) -> str:
    if key in _KEY_NAMES:
        return _KEY_NAMES[key]
    if key.startswith("ctrl+"):
        return "^" + key[5:]
    return key.upper() if len(key) > 1 and key[0] == "f" and key[1:].isdigit() else key


def _act(id_: str, keys: str, label: str, help_: str, bar: int = 0, by_card: bool = False) -> Action:
    return Action(id_, keys, label, help_, bar, by_card)


ACTIONS: tuple[Action, ...] = (
    # -- home
    _act(
        "home.open",
        "enter",
        later("open"),
        later("Go on with the audit under the cursor, at the exact question."),
        1,
        True,
    ),
    _act(
        "home.new",
        "n,f2",
        later("new audit"),
        later("Begin an audit: site, auditor, kind of visit, checklists."),
        2,
    ),
    _act("home.report", "r,f9", later("report"), later("Write the PDF report of a finished audit."), 4),
    _act(
        "home.abandon",
        "a",
        later("abandon"),
        later("Close an open audit without a result, with a reason; it is kept."),
    ),
    _act("home.delete", "delete", later("delete draft"), later("Delete an open audit, after a question.")),
    _act("home.demo", "d", later("demo"), later("Open a made-up chain of shops to look around in."), 3),
    _act(
        "home.find",
        "slash,divide,f7",
        later("find"),
        later("Type to find: site, number, status, date, auditor, checklist; the arrows go into the list."),
        5,
    ),
    _act(
        "home.feedback",
        "w",
        later("wishes and complaints"),
        later("Field notes: what customers wished for or complained about, counted by touchpoint."),
    ),
    _act(
        "home.store",
        "t,f6",
        later("store"),
        later("What is wrong and what to do, the quarantine, what is due for erasure, backups."),
    ),
    _act(
        "home.nps",
        "p",
        later("recommendation"),
        later("Net promoter score of surveys by site and month; takes survey answers in."),
    ),
    _act(
        "home.agreement",
        "g",
        later("agreement"),
        later("How far auditors of the same visit agree, who is lenient, what divides them."),
    ),
    _act("home.sort", "s,f3", later("sort"), later("Sort by status, date, site or score, in turn."), 6),
    _act(
        "home.insights",
        "i,f4",
        later("what improved"),
        later("Over many visits: what improved, the league of sites, heat map, trend, what recurs."),
        7,
    ),
    _act("home.all", "escape", later("show all"), later("Show every audit again.")),
    _act("home.refresh", "f5", later("look again"), later("Read the list anew.")),
    # -- insights
    _act(
        "insights.open",
        "enter",
        later("go there"),
        later("To the trend of the site, or to the audit under the cursor."),
        1,
        True,
    ),
    _act("insights.next_part", "tab", later("next part"), later("The next of the five parts."), 2),
    _act("insights.previous_part", "shift+tab", later("part before"), later("The part before.")),
    _act("insights.site", "s,f2", later("site"), later("Look at one site or one region only, or at all."), 3),
    _act(
        "insights.period",
        "p,f3",
        later("period"),
        later("All visits, or those of the last 12, 6 or 3 months, in turn."),
        4,
    ),
    _act(
        "insights.checklist",
        "c,f4",
        later("checklist"),
        later("Look at one checklist only, by its own percentage, or at all."),
        5,
    ),
    _act(
        "insights.mean",
        "m,f5",
        later("mean"),
        later("In the heat map: the mean over the period, or the last visit."),
        6,
    ),
    _act("insights.improved", "1", later("improved"), later("What improved at each site.")),
    _act("insights.league", "2", later("league"), later("The sites side by side.")),
    _act("insights.heatmap", "3", later("heat map"), later("Sites by touchpoints.")),
    _act("insights.trend", "4", later("trend"), later("Each site over time.")),
    _act("insights.recurring", "5", later("recurring"), later("The standards that keep falling short.")),
    _act(
        "insights.right",
        "right",
        later("columns to the right"),
        later("In the heat map: further touchpoints."),
    ),
    _act(
        "insights.left",
        "left",
        later("columns to the left"),
        later("In the heat map: the touchpoints before."),
    ),
    _act(
        "insights.report",
        "r,f9",
        later("report"),
        later("Write the network report, a PDF file, over the visits that are chosen."),
        6,
    ),
    _act("insights.back", "escape", later("back"), later("Back to the view before, then home."), 7),
    _act(
        "home.standards",
        "k",
        later("standards"),
        later("The service standards: their figures, whose they are, and which questions measure them."),
    ),
    # -- new audit
    _act("new.choose", "enter", later("choose"), later("Take what is under the cursor and go on."), 1, True),
    _act("new.tick", "space", later("tick"), later("Tick or untick a checklist."), 2, True),
    _act("new.back", "escape", later("back"), later("Back to the step before."), 3),
    # -- walk: answers
    _act(
        "walk.digits",
        "1-9",
        later("answer"),
        later("Answer with the number before a choice; the walk goes on to the next open question."),
        1,
        True,
    ),
    _act(
        "walk.confirm",
        "enter",
        later("confirm"),
        later("Confirm what is typed or ticked; otherwise go on."),
        0,
        True,
    ),
    _act(
        "walk.count",
        "space,c",
        later("count or time"),
        later("A counter counts one more; a stopwatch starts or stops."),
        0,
        True,
    ),
    _act("walk.now", "n", later("now"), later("On a date or time: today, or now, at the site."), 0, True),
    _act(
        "walk.not_applicable",
        "x,ctrl+n",
        later("N/A"),
        later("Does not apply here (where the checklist allows it; 0 does the same). Asks why."),
    ),
    _act(
        "walk.not_observed",
        "v,ctrl+o",
        later("not observed"),
        later("Could not be seen on this visit. Asks why; it leaves the score."),
        7,
    ),
    _act(
        "walk.grade",
        "g,ctrl+g",
        later("noted or estimated"),
        later("Say whether a typed figure was noted down or estimated."),
    ),
    _act("walk.clear", "delete", later("clear"), later("Take the answer away; the history keeps it.")),
    _act("walk.undo", "f8,u", later("undo"), later("Take back the last answer, wherever it was."), 5),
    # -- walk: around the answer
    _act(
        "walk.note",
        "f4,asterisk,multiply",
        later("note"),
        later("Write a note to this question; Esc keeps it."),
        4,
    ),
    _act(
        "walk.private_note",
        "p,ctrl+t",
        later("private note"),
        later("A note that never leaves this computer."),
    ),
    _act("walk.flag", "f5,full_stop,decimal", later("flag"), later("Mark the question to come back to.")),
    _act(
        "walk.evidence", "e,ctrl+f", later("photo or file"), later("Attach a photo or a file, by its path.")
    ),
    _act(
        "walk.action",
        "a,ctrl+r",
        later("corrective action"),
        later("Ask for a corrective action: what, who, by when."),
    ),
    _act(
        "walk.feedback",
        "w,ctrl+l",
        later("wish or complaint"),
        later("Note what a customer wished for or complained about; it belongs to no answer."),
    ),
    # -- walk: moving
    _act("walk.next", "pagedown,plus,add,down", later("next"), later("Next question.")),
    _act("walk.previous", "pageup,minus,subtract,up", later("previous"), later("Previous question.")),
    _act("walk.read_on", "ctrl+down", later("read on"), later("Scroll a text that is longer than the card.")),
    _act("walk.read_back", "ctrl+up", later("read back"), later("Scroll the text back.")),
    _act("walk.next_open", "f3,o", later("next open"), later("Next question without an answer."), 3),
    _act("walk.outline", "f2,l", later("outline"), later("All questions with their state; Enter jumps."), 2),
    _act(
        "walk.search",
        "f7,slash,divide",
        later("search"),
        later("Find a question by its words, its standard or its note."),
    ),
    _act(
        "walk.history",
        "h,ctrl+y",
        later("history"),
        later("Who said what here when, what stood there before, and why."),
    ),
    _act(
        "walk.standard",
        "k,ctrl+k",
        later("standard"),
        later("All about the standard of this question; without one, all standards of the audit."),
    ),
    _act(
        "walk.newer",
        "m,ctrl+e",
        later("newer checklist"),
        later("What a newer version of the checklist changes; move to it, or stay."),
    ),
    _act(
        "walk.summary",
        "f6,s",
        later("summary"),
        later("What is open, failed and owed; the provisional score; the facts of the visit."),
        6,
    ),
    _act("walk.finish", "f10,f", later("finish"), later("End the audit and write its report.")),
    _act("walk.report", "f9,r", later("report"), later("Write the report of a finished audit.")),
    _act(
        "walk.retry",
        "f12,z",
        later("try again"),
        later("Save what was refused; or see whether an audit that is open elsewhere is free by now."),
    ),
    _act(
        "walk.leave", "escape", later("home"), later("Back to the list of audits; everything said is saved.")
    ),
    # -- summary
    _act(
        "summary.jump",
        "enter",
        later("go there"),
        later("Go to the question, or open the facts of the visit."),
        1,
        True,
    ),
    _act(
        "summary.facts",
        "d,f4",
        later("visit details"),
        later("The facts of the visit that the report prints."),
        2,
    ),
    _act("summary.finish", "f10,f", later("finish"), later("End the audit and write its report."), 3),
    _act("summary.report", "f9,r", later("report"), later("Write the report of a finished audit."), 4),
    _act(
        "summary.why",
        "y",
        later("why"),
        later("Why this score: how it comes about, down to each question, and the shortest way to pass."),
        6,
    ),
    _act(
        "summary.experience",
        "x",
        later("experience"),
        later("Positives against five times the negatives; facts, feelings, departments, conduct."),
    ),
    _act(
        "summary.correct_site",
        "w",
        later("wrong site"),
        later("Correct the site, with a reason; the first one stays in the history."),
    ),
    _act(
        "summary.correct_date",
        "t",
        later("wrong date"),
        later("Correct the date and time of the visit, with a reason."),
    ),
    _act(
        "summary.abort",
        "b",
        later("visit aborted"),
        later("Say that the visit was broken off, and why; it then has no score."),
    ),
    _act(
        "summary.abandon",
        "a",
        later("abandon"),
        later("Close the audit without a result, with a reason; it is kept."),
    ),
    _act(
        "summary.standards",
        "k",
        later("standards"),
        later("All standards of the audit and how each came out; Enter leads to its questions."),
    ),
    _act("summary.retry", "f12,z", later("try again"), later("Save what the disk refused.")),
    _act("summary.back", "escape,f6", later("back"), later("Back to the question."), 5),
    # -- why
    _act("why.jump", "enter", later("go there"), later("Go to the question."), 1, True),
    _act("why.back", "escape,y", later("back"), later("Back to the summary."), 2),
    # -- feedback
    _act("feedback.add", "n,f2", later("new note"), later("Note a wish or a complaint of a customer."), 1),
    _act("feedback.kind", "k", later("wishes or complaints"), later("Show wishes, complaints, or both."), 2),
    _act(
        "feedback.remove",
        "delete",
        later("delete"),
        later("Delete the note under the cursor, after a question."),
    ),
    _act("feedback.back", "escape", later("back"), later("Back."), 3),
    # -- a newer checklist
    _act("move.agree", "y,f10", later("move"), later("Move the audit to the newer version."), 1),
    _act(
        "move.stay",
        "n,f8",
        later("stay"),
        later("Stay on the version there is; this newer one is not offered again."),
        2,
    ),
    _act("move.back", "escape,m,ctrl+e", later("decide later"), later("Back to the question."), 3),
    # -- net promoter score
    _act(
        "nps.add", "n,f2", later("take in answers"), later("Take in survey answers, one or two keys each."), 1
    ),
    _act("nps.site", "s,f3", later("site"), later("Look at one site only, or at all."), 2),
    _act(
        "nps.period",
        "p,f4",
        later("period"),
        later("All time, the last 12 months, the last 3, or this month, in turn."),
        3,
    ),
    _act(
        "nps.tell", "enter", later("all figures"), later("What the line under the cursor rests on."), 4, True
    ),
    _act("nps.back", "escape", later("back"), later("Back."), 5),
    # -- survey answers
    _act(
        "surveys.digits",
        "0-9",
        later("answer"),
        later(
            "The answer of one customer; it is saved at once. 1 waits for a 0, for Enter or for the next answer."
        ),
        1,
        True,
    ),
    _act("surveys.undo", "f8,u", later("undo"), later("Take the last answer of this sitting back."), 2),
    _act(
        "surveys.comment",
        "f4,asterisk,multiply",
        later("comment"),
        later("What the customer said to the answer under the cursor; Esc keeps it."),
        3,
    ),
    _act(
        "surveys.change",
        "f2,s",
        later("site and scale"),
        later("Another site, scale, day, channel or touchpoint for the answers to come."),
        4,
    ),
    _act("surveys.back", "escape", later("back"), later("Back; every answer is saved."), 5),
    # -- agreement
    _act(
        "agreement.open",
        "enter",
        later("look closer"),
        later("A question, a visit alone, or all about a pair or an auditor."),
        1,
        True,
    ),
    _act("agreement.back", "escape", later("back"), later("Back."), 2),
    _act("agreed.back", "escape,enter", later("back"), later("Back to all questions."), 1),
    # -- experience
    _act("experience.back", "escape,x,enter", later("back"), later("Back to the summary."), 1),
    # -- standards
    _act(
        "standards.open",
        "enter",
        later("show"),
        later("All about the standard, with its questions."),
        1,
        True,
    ),
    _act("standards.site", "s", later("site"), later("As they hold at one site, or for all sites."), 2),
    _act("standards.back", "escape,k", later("back"), later("Back to where you came from."), 3),
    # -- rescue
    _act(
        "rescue.again", "enter", later("say again"), later("Say the entry under the cursor again."), 1, True
    ),
    _act(
        "rescue.all", "a,f10", later("all of them"), later("Say again all that the audit does not hold."), 2
    ),
    _act("rescue.leave", "escape", later("leave"), later("Go on without; it can be said again later."), 3),
    # -- store
    _act(
        "store.look",
        "enter",
        later("open"),
        later("Open what is under the cursor, or read it whole."),
        1,
        True,
    ),
    _act(
        "store.quarantine", "q,f2", later("quarantine"), later("What was deleted, damaged or set aside."), 2
    ),
    _act("store.privacy", "p,f3", later("erasures"), later("What is due for erasure, and what is held."), 3),
    _act("store.backups", "b,f4", later("backups"), later("Backups made here; make one."), 4),
    _act("store.refresh", "f5,r", later("look again"), later("Look at everything anew."), 5),
    _act("store.back", "escape,f6", later("back"), later("Back to the list of audits."), 6),
    # -- quarantine
    _act(
        "quarantine.look",
        "enter",
        later("look into"),
        later("Look into it as at an audit, unchanged."),
        1,
        True,
    ),
    _act(
        "quarantine.rescue",
        "a,f4",
        later("say again"),
        later("Say what it holds again in the audit of the same number, one by one or all."),
        2,
    ),
    _act(
        "quarantine.restore", "r,f3", later("put back"), later("Put an audit back, if its place is free."), 3
    ),
    _act("quarantine.delete", "delete", later("delete"), later("Delete it for good, after a question."), 4),
    _act("quarantine.back", "escape", later("back"), later("Back to the store."), 5),
    # -- privacy
    _act("privacy.look", "enter", later("choose"), later("Say what is to be done with it."), 1, True),
    _act("privacy.erase", "e,f3", later("erase all"), later("Erase all that is due and not held."), 2),
    _act(
        "privacy.hold",
        "h,f2",
        later("hold"),
        later("Keep an audit from all erasure, with a reason."),
        3,
    ),
    _act("privacy.release", "l,f4", later("release"), later("Let go of an audit that is held."), 4),
    _act("privacy.refresh", "f5,r", later("look again"), later("Look again.")),
    _act("privacy.back", "escape", later("back"), later("Back to the store."), 5),
    # -- backups
    _act(
        "backups.look", "enter", later("tell"), later("Tell all about the backup under the cursor."), 1, True
    ),
    _act(
        "backups.make",
        "b,f2",
        later("make a backup"),
        later("Write everything into one ZIP and prove it."),
        2,
    ),
    _act("backups.stop", "x,f8", later("stop"), later("Stop the backup that is being made.")),
    _act("backups.refresh", "f5,r", later("look again"), later("Look again.")),
    _act("backups.back", "escape", later("back"), later("Back to the store."), 3),
    # -- report
    _act("report.elsewhere", "w,f4", later("elsewhere"), later("Write it into another folder."), 3),
    _act("report.open", "enter,o", later("open"), later("Open the report in the system's viewer."), 1),
    _act("report.copy", "c", later("copy path"), later("Copy the path of the report."), 2),
    _act("report.close", "escape", later("back"), later("Close."), 4),
    # -- everywhere
    _act("app.help", "f1,question_mark", later("help"), later("The keys of this screen."), 8),
    _act("app.palette", "ctrl+p", later("commands"), later("All commands, by typing.")),
    _act("app.quit", "ctrl+q", later("quit"), later("Leave the program; everything said is saved.")),
)

_BY_ID = {action.id: action for action in ACTIONS}


def of(scope: str) -> Iterator[Action]:
    """The actions of one screen, in the order of the help."""
    return (action for action in ACTIONS if action.id.startswith(f"{scope}."))


def get(id_: str) -> Action:
    return _BY_ID[id_]


def bindings(scope: str) -> list[Binding]:
    """Textual's bindings of one screen; each leads to `action_act(name)` and can be remapped by its id."""
    return [
        Binding(action.keys, f"act({action.name!r})", action.label, show=False, id=action.id)
        for action in of(scope)
        if not action.by_card
    ]


def by_key(scope: str) -> dict[str, str]:
    """Key → name of the action on that screen."""
    return {
        key.strip(): action.name
        for action in of(scope)
        if not action.by_card
        for key in action.keys.split(",")
    }


def bar(scope: str) -> list[Action]:
    """What the key bar offers on that screen, most wanted first."""
    chosen = [action for action in (*of(scope), get("app.help")) if action.bar]
    return sorted(chosen, key=lambda action: action.bar)[:8]
