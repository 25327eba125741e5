"""Puts an audit on a desk: opened from the store, with its session at the place where the auditor left."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from audit_tui.beginning import take_up
from audit_tui.errors import AuditError
from audit_tui.keeping import Keeper
from audit_tui.tui.desk import Desk
from audit_tui.tui.half_typed import offer
from audit_tui.tui.talk import _

if TYPE_CHECKING:
    from audit_tui.store.audits import OpenAudit
    from audit_tui.tui.app import AuditApp
    from audit_tui.tui.screens.walk import WalkScreen


def open_desk(app: AuditApp, ref: str) -> Desk:
    """The audit `ref`, for writing where that can be. AuditError where it cannot even be read."""
    return desk_of(app, app.store.open(ref), reopened=partial(open_desk, app, ref))


def desk_of(app: AuditApp, audit: OpenAudit, *, reopened: Callable[[], Desk] | None = None) -> Desk:
    """A desk for an audit that is already open; `reopened` opens it once more."""
    session = take_up(audit, app.registry, app.clock, app.run_id)
    return Desk(
        audit,
        session,
        app.clock,
        readonly=audit.why_readonly if audit.readonly else "",
        rescue=audit.rescue,
        reopened=reopened,
        keeper=None if audit.readonly else Keeper(app.workspace, session.record.header.id, app.clock),
    )


def show_walk(app: AuditApp, desk: Desk) -> None:
    """The walk of an audit; what can be said again after a damage stands over it first."""
    from audit_tui.tui.screens.walk import WalkScreen

    walk = WalkScreen(desk)
    whole = desk.session.record.projection.review.remarks.get("", "")
    if desk.session.is_correction and whole:
        walk.echo, walk.echo_tone = _("Returned: {words}").format(words=" ".join(whole.split())), "wait"
    app.push_screen(walk)
    if desk.rescue is not None:
        from audit_tui.tui.screens.rescue import RescueScreen

        app.push_screen(RescueScreen(desk, desk.rescue.later, desk.rescue.what, kept=desk.rescue.kept))
    else:
        offer(walk)


def take_over(app: AuditApp, walk: WalkScreen) -> None:
    """Open an audit that could only be read once more; where it can be changed now, go on with it."""
    from audit_tui.tui.screens.walk import WalkScreen

    reopened = walk.desk.reopened
    if reopened is None:
        walk.say(walk.desk.readonly, "bad")
        return
    try:
        desk = reopened()
    except AuditError as error:
        walk.say(str(error), "bad")
        return
    where, ended = walk.session.cursor, not desk.session.is_open
    desk.session.move_to(where)
    after = WalkScreen(desk)
    if not desk.readonly:
        after.echo, after.echo_tone = _("The audit is yours now: everything said so far is here."), "good"
    elif not ended:
        after.echo, after.echo_tone = _("It can still only be read. {why}").format(why=desk.readonly), "bad"
    app.switch_screen(after)
    # Whoever had it open may have been killed in the middle of a sentence.
    offer(after)


__all__ = ["desk_of", "open_desk", "show_walk", "take_over"]
