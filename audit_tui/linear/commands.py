"""The commands of the walk: their letters, their words, and what each does, in a few words."""

from __future__ import annotations

from typing import Final

from audit_tui.rules.routing import Slot
from audit_tui.tui import cards
from audit_tui.tui.keyboard import latin
from audit_tui.tui.talk import later

COMMANDS: Final[dict[str, tuple[str, str]]] = {
    "?": ("help", later("all commands")),
    "r": ("repeat", later("say the question again")),
    "b": ("back", later("the question before")),
    "+": ("next", later("the next question, this one stays as it is")),
    "o": ("open", later("the next question without an answer")),
    "failed": ("failed", later("the next question that failed")),
    "flagged": ("flagged", later("the next question with a flag")),
    "j": ("return", later("back to where you were before the last jump")),
    "g": ("go", later("go to a question: its number in /l, or words to search for")),
    "l": ("list", later("all questions with their numbers and states")),
    "s": ("summary", later("score so far, what is open, failed, flagged and owed")),
    "why": ("why", later("why this score, down to each question, and the shortest way to pass")),
    "h": ("history", later("who said what here when, what stood there before, and why")),
    "standard": ("standard", later("the standard of this question and its source; without one, all of them")),
    "experience": ("experience", later("positives against negatives, and what they rest on")),
    "x": ("na", later("does not apply here; a reason may follow")),
    "v": ("unseen", later("could not be observed; a reason may follow")),
    "=": ("same", later("on an open visit: still so as the last time")),
    "n": ("note", later("note to this question; the text may follow")),
    "p": ("private", later("private note; the text may follow")),
    "e": ("photo", later("attach a photo or file; its path may follow")),
    "k": ("owed", later("a photo of this follows from the phone, or follows no longer")),
    "inbox": ("inbox", later("pictures from the phone: match them with the photos that are owed")),
    "declare": ("declare", later("photos for the report: each is clear, or what of it is masked")),
    "a": ("action", later("corrective action")),
    "m": ("flag", later("flag the question, or take the flag away")),
    "t": ("time", later("start or stop the stopwatch, from any question; on a counter, one more")),
    "c": ("count", later("one more on this counter, or on the one used last")),
    "grade": ("grade", later("say whether a figure was noted, estimated, or measured")),
    "d": ("delete", later("take the answer away; on a repeat, a round")),
    "u": ("undo", later("take back what was said last")),
    "y": ("redo", later("say again what was taken back")),
    "jot": ("jot", later("jot pad: what was seen or heard, with its time; the text may follow")),
    "wish": ("wish", later("note what a customer wished for or complained about")),
    "i": ("info", later("visit details, one after another")),
    "known": ("known", later("whom of the staff the auditor knows, or none; it may follow")),
    "site": ("site", later("correct the site, with a reason")),
    "date": ("date", later("correct date and time of the visit, with a reason")),
    "newer": ("newer", later("what a newer version of the checklist changes; move to it, or stay")),
    "rescue": ("rescue", later("after a damage: say again what was said after it")),
    "z": ("retry", later("save again what the disk refused; see whether the audit is free by now")),
    "hide": ("hide", later("clear the screen; Enter brings the question back")),
    "f": ("finish", later("end the audit and write its report")),
    "w": ("report", later("write the report as it stands")),
    "form": ("form", later("write a report of another form, language, paper or folder")),
    "abort": ("abort", later("the visit was broken off: no score; a reason may follow")),
    "abandon": ("abandon", later("close the audit without a result; a reason may follow")),
    "q": ("quit", later("leave; everything said is saved")),
}
"""Letter → the word that means the same, and what it does."""
OFTEN: Final = ("r", "b", "+", "o", "g", "l", "s", "x", "v", "n", "e", "t", "u", "f", "q")
"""What a visit needs; the help tells these first, for hearing all of them takes minutes."""


def letter_of(word: str) -> str:
    """The letter of the command that a word means, or nothing.

    The beginning of a word is enough where it fits one only. A letter typed on a Cyrillic keyboard counts as the
    one on its key.
    """
    for typed in (word, word.casefold(), "".join(map(latin, word)).casefold()):
        if typed in COMMANDS:
            return typed
        exact = [letter for letter, (each, _what) in COMMANDS.items() if each == typed]
        if exact:
            return exact[0]
        begun = [letter for letter, (each, _what) in COMMANDS.items() if each.startswith(typed)]
        if len(typed) > 1 and len(begun) == 1:
            return begun[0]
    return ""


def is_command(slot: Slot | None, typed: str) -> bool:
    """Whether a line is a command. A path may begin with a slash too, where one is asked for."""
    if not typed.startswith("/") or typed.startswith("//"):
        return False
    asks_for_path = slot is not None and cards.manner(slot.question) == "attach"
    return not asks_for_path or letter_of(typed[1:].partition(" ")[0]) != ""
