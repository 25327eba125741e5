"""What can be done at home: the list of audits and the ways from it."""

from __future__ import annotations

from audit_tui.tui.actions.core import act
from audit_tui.tui.talk import later, later_in

ACTIONS = (
    act(
        "home.open",
        "enter",
        later_in("key", "open"),
        later("Go on with the audit under the cursor, at the exact question."),
        1,
        True,
    ),
    act(
        "home.new",
        "n,f2",
        later("new audit"),
        later("Begin an audit: site, auditor, kind of visit, checklists."),
        2,
    ),
    act(
        "home.report",
        "r,f9",
        later("report"),
        later("Write the PDF report of the audit under the cursor, or of all that are marked."),
        4,
    ),
    act(
        "home.mark",
        "space",
        later("mark"),
        later("Mark a finished audit for a report, or take the mark away."),
        by_card=True,
    ),
    act(
        "home.review",
        "c",
        later("review"),
        later("What followed the end of an audit: return it, verify it, decide an appeal, correct it."),
    ),
    act("home.mark_all", "m", later("mark all"), later("Mark all finished audits that show, or none.")),
    act(
        "home.blank",
        "b",
        later("blank form"),
        later("Write a blank form of a checklist, to print and fill in by hand."),
    ),
    act(
        "home.abandon",
        "a",
        later("abandon"),
        later("Close an open audit without a result, with a reason; it is kept."),
    ),
    act(
        "home.unlock",
        "u",
        later("unlock"),
        later("Give the passphrase or the recovery key of an encrypted workspace."),
    ),
    act("home.delete", "delete", later("delete draft"), later("Delete an open audit, after a question.")),
    act(
        "home.demo",
        "d",
        later_in("key", "demo"),
        later("Open a made-up chain of shops to look around in."),
        3,
    ),
    act(
        "home.find",
        "slash,divide,f7",
        later("find"),
        later("Type to find: site, number, status, date, auditor, checklist; the arrows go into the list."),
        5,
    ),
    act(
        "home.feedback",
        "w",
        later("wishes and complaints"),
        later("Field notes: what customers wished for or complained about, counted by touchpoint."),
    ),
    act(
        "home.store",
        "t,f6",
        later("store"),
        later("What is wrong and what to do, the quarantine, what is due for erasure, backups."),
    ),
    act(
        "home.nps",
        "p",
        later("recommendation"),
        later("Net promoter score of surveys by site and month; takes survey answers in."),
    ),
    act(
        "home.agreement",
        "g",
        later("agreement"),
        later("How far auditors of the same visit agree, who is lenient, what divides them."),
    ),
    act(
        "home.day",
        "v,f8",
        later_in("key", "visits"),
        later("The visits of one day with store and number, their briefings, and what is due."),
        6,
    ),
    act(
        "home.corrective",
        "o",
        later("corrective actions"),
        later("The corrective actions of all finished audits, those overdue first, and how far each is."),
    ),
    act("home.sort", "s,f3", later("sort"), later("Sort by status, date, site or score, in turn.")),
    act(
        "home.insights",
        "i,f4",
        later("what improved"),
        later("Over many visits: what improved, the league of sites, heat map, trend, what recurs."),
        7,
    ),
    act("home.all", "escape", later("show all"), later("Show every audit again.")),
    act("home.refresh", "f5", later("look again"), later("Read the list anew.")),
    act(
        "home.standards",
        "k",
        later("standards"),
        later("The service standards: their figures, whose they are, and which questions measure them."),
    ),
)
