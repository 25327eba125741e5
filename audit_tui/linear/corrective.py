"""The corrective actions of all audits in lines: those overdue first, and how far each is."""

from __future__ import annotations

from audit_tui.linear.here import Here
from audit_tui.locale_format import day_words, led_by, listed
from audit_tui.phrases.causes import cause_words
from audit_tui.phrases.states import action_words
from audit_tui.store.actions import ActionList, ActionStatus, TrackedAction
from audit_tui.tui.keyboard import latin
from audit_tui.tui.talk import _, plural

_WORDS: dict[str, ActionStatus] = {"d": "done", "v": "verified", "o": "open"}


def corrective(here: Here) -> None:
    """Tell the actions that are open, or all, and ask how far each is, until nothing is typed."""
    voice, store, every = here.voice, ActionList(here.workspace, here.clock), False
    found: list[TrackedAction] | None = None
    while True:
        if found is None:
            found = [one for one in store.list_actions() if every or one.status == "open"]
            voice.say(plural("{count} corrective action.", "{count} corrective actions.", len(found)))
            for at, action in enumerate(found, 1):
                voice.say(f"{at}. {_line(here, action)}")
        typed = voice.ask_next(
            _(
                "d and a number: it is done; v: it was checked; o: it is open again; s tells all, or only those open; "
                "Enter goes back."
            )
        ).casefold()
        word, _space, number = typed.partition(" ")
        word = latin(word)
        if not word:
            return
        if word == "s":
            every, found = not every, None
        elif word in _WORDS and number.isdecimal() and 1 <= int(number) <= len(found):
            changed = store.set_status(found[int(number) - 1].id, _WORDS[word])
            told = _("{state}: {what}")
            voice.say(told.format(state=action_words(changed.status, _), what=changed.what))
            found = None
        else:
            voice.say(_("This is no choice here."))


def _line(here: Here, action: TrackedAction) -> str:
    late = action.status == "open" and action.due is not None and action.due < here.store.today()
    parts = [
        action.what,
        action_words("overdue" if late else action.status, _),
        _("by {day}").format(day=day_words(action.due)) if action.due else "",
        action.owner,
        action.site,
        action.number,
        _("to be verified by: {how}").format(how=action.verify) if action.verify else "",
        led_by(_("Root cause"), cause_words(action.cause, _)) if action.cause else "",
    ]
    return listed(part for part in parts if part)
