"""How an audit ends: what is still open or owed is said first, then one question, then the report."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from audit_tui.model.text import pick
from audit_tui.tui.desk import Desk, Typed
from audit_tui.tui.screens.prompt import ConfirmScreen, PromptScreen
from audit_tui.tui.talk import _, language, plural
from audit_tui.tui.words import owed_words

if TYPE_CHECKING:
    from audit_tui.tui.app import AuditApp

_NAMED = 6
"""So many open questions are named; the rest are counted."""


def finish(app: AuditApp, desk: Desk, jump: Callable[[str | None], None], leave: Callable[[], None]) -> None:
    """Ask whether to finish; then finish, show the report, and `leave`. Open questions lead to a jump instead."""
    session = desk.session
    if not session.is_open or desk.readonly:
        report(app, desk)
        return
    aborted = session.record.projection.facts.get("outcome") == "aborted"
    waiting = session.open_required()
    if waiting and not aborted:
        named = "\n".join(
            f"  {slot.label}: {pick(slot.question.text, language())}" for slot in waiting[:_NAMED]
        )
        if len(waiting) > _NAMED:
            more = len(waiting) - _NAMED
            named += "\n  " + plural("and {count} more", "and {count} more", more)
        text = f"{named}\n" + _("Answer them, or mark them as not observed with a reason (v).")
        title = plural(
            "{count} required question is open", "{count} required questions are open", len(waiting)
        )

        def go(answer: str | None) -> None:
            if answer == "go":
                jump(waiting[0].path)

        answers = [("go", _("Go to the first of them")), ("back", _("Not now"))]
        app.push_screen(ConfirmScreen(title, text, answers), go)
        return

    if undeclared := session.undeclared():
        from audit_tui.tui.screens.photos import PhotosScreen

        def declare(answer: str | None) -> None:
            if answer == "declare":
                app.push_screen(PhotosScreen(desk), jump)

        title = plural("{count} photo is not declared", "{count} photos are not declared", len(undeclared))
        text = _(
            "No report before it is said of each photo that nobody can be recognised in it, or what is masked."
        )
        answers = [("declare", _("Look at the photos")), ("back", _("Not now"))]
        app.push_screen(ConfirmScreen(title, text, answers), declare)
        return

    if session.record.kind == "mystery" and not session.record.projection.facts.get("acquaintance"):
        ask_acquaintance(app, desk, lambda: finish(app, desk, jump, leave))
        return

    def hand_in(why: str | None) -> None:
        if why is None:
            desk.forget("why")
        elif why:
            typed = Typed("why", _("what was corrected and why"), why)
            desk.queue(partial(desk.put, partial(session.finish, why=why), done, typed=typed))

    def chosen(answer: str | None) -> None:
        if answer == "finish" and session.is_correction:
            help_ = _("The report tells it beside both results.")
            value = desk.typed("why") or ""
            box = PromptScreen(_("What was corrected, and why?"), help=help_, value=value)
            desk.watch(box, "why", "")
            app.push_screen(box, hand_in)
        elif answer == "finish":
            desk.queue(partial(desk.put, session.finish, done))
        elif answer == "owed":
            jump(owed[0].path)
        elif answer == "photos":
            jump(follow[0].path)

    def done() -> None:
        from audit_tui.tui.screens.report import ReportScreen

        app.push_screen(ReportScreen(session.record.header.id), lambda _closed: leave())

    owed, follow = session.owed(), session.photos_owed()
    lines = [_("After this no answer can be changed. The report is written at once.")]
    answers = [("finish", _("Finish and write the report"))]
    if aborted:
        lines.append(_("The visit was broken off, so there is no score."))
    if owed:
        lines.append(_("Failed items still ask for: {what}.").format(what=owed_words(owed)))
        answers.append(("owed", _("Look at what is still asked for")))
    if follow:
        told = plural(
            "{count} photo is still owed; after this it cannot be attached.",
            "{count} photos are still owed; after this they cannot be attached.",
            len(follow),
        )
        lines.append(told)
        answers.append(("photos", _("Go to the first photo that is owed")))
    answers.append(("back", _("Not yet")))
    title = _("Finish {number}?").format(number=session.record.header.number)
    if session.is_correction:
        title = _("Hand {number} in again?").format(number=session.record.header.number)
    app.push_screen(ConfirmScreen(title, "\n".join(lines), answers), chosen)


def ask_acquaintance(app: AuditApp, desk: Desk, then: Callable[[], None]) -> None:
    """Ask once whether the auditor knows anybody of the staff, keep what is said, and go on with `then`."""

    def keep(words: str) -> None:
        typed = Typed("acquaintance", _("whom of the staff the auditor knows"), words)
        fact = partial(desk.session.set_fact, "acquaintance", words)
        desk.queue(partial(desk.put, fact, then, typed=typed))

    def named(whom: str | None) -> None:
        if whom:
            keep(whom)

    def chosen(answer: str | None) -> None:
        if answer == "nobody":
            keep(_("none"))
        elif answer == "somebody":
            help_ = _("A function and how you know each other; the report declares it.")
            app.push_screen(PromptScreen(_("Whom do you know?"), help=help_), named)

    answers = [("nobody", _("No, nobody")), ("somebody", _("Yes")), ("back", _("Not now"))]
    text = _("Whoever judges people they know says so; the report declares it.")
    app.push_screen(ConfirmScreen(_("Do you know anybody here?"), text, answers), chosen)


def abandon(app: AuditApp, desk: Desk, leave: Callable[[], None]) -> None:
    """Ask why, then close the audit without a result."""

    def given(why: str | None) -> None:
        if why:
            typed = Typed("abandon", _("the reason to abandon it"), why)
            desk.queue(partial(desk.put, lambda: desk.session.abandon(why), leave, typed=typed))

    title = _("Abandon {number}: why?").format(number=desk.session.record.header.number)
    help_ = _("It is closed without a result and kept with this reason.")
    app.push_screen(PromptScreen(title, help=help_), given)


def report(app: AuditApp, desk: Desk) -> None:
    """Write the report of an audit; of an open one it is provisional and says so."""
    from audit_tui.tui.screens.report import ReportScreen

    app.push_screen(ReportScreen(desk.session.record.header.id))
