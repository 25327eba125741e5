"""The review of a finished audit in lines: looked at, remarks put at questions, returned, verified, appealed, decided.

A remark is kept as soon as it is typed, and goes along when the audit is returned; all else is written in one step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

from audit_tui.clock import iso
from audit_tui.errors import AuditError
from audit_tui.keeping import Keeper, Remarks
from audit_tui.linear import tell
from audit_tui.linear.dates import understood, with_example
from audit_tui.linear.here import Here
from audit_tui.locale_format import day_words, led_by
from audit_tui.model.text import pick
from audit_tui.phrases.review import follow_words, review_words
from audit_tui.reports.words import answer_words
from audit_tui.reviewing import Reviewer
from audit_tui.rules.record import Record
from audit_tui.rules.review import followed
from audit_tui.rules.routing import Slot
from audit_tui.rules.view import AuditView
from audit_tui.tui.keyboard import latin
from audit_tui.tui.talk import _, language, plural
from audit_tui.tui.words import failed_paths, state_word


class Review:
    """The review of one finished audit (ULID)."""

    def __init__(self, here: Here, audit: str) -> None:
        self._here, self._voice, self._audit = here, here.voice, audit
        self._reviewer = Reviewer(here.store, here.registry, here.clock, here.run)
        self._keeper = Keeper(here.workspace, audit, here.clock)
        self._remarks = Remarks(self._keeper)
        self._view = self._read()

    def run(self) -> str:
        """Tell how it stands and ask what to do, until nothing is typed; the id where it is to be corrected now."""
        try:
            return self._ask()
        finally:
            self._keeper.close()

    def _ask(self) -> str:
        self._tell()
        while True:
            typed = self._voice.ask(
                _(
                    "l tells all answers; n and the number of a question puts a remark there; r returns the audit, v "
                    "verifies it, a records an appeal, u upholds it, j rejects it; c corrects; Enter goes back."
                )
            )
            word, _space, rest = typed.partition(" ")
            if not word:
                return ""
            try:
                match latin(word.casefold()):
                    case "l":
                        self._say(self._answers())
                    case "n":
                        self._remark(rest.strip())
                    case "c":
                        return self._reviewer.reopen(self._audit)
                    case letter if letter in self._doing:
                        self._doing[letter]()
                    case _other:
                        self._voice.say(_("This is no choice here."))
            except AuditError as error:
                self._voice.say(str(error))

    @property
    def _doing(self) -> dict[str, Callable[[], None]]:
        return {
            "r": self._return,
            "v": self._verify,
            "a": self._appeal,
            "u": partial(self._decide, upheld=True),
            "j": partial(self._decide, upheld=False),
        }

    def _read(self) -> AuditView:
        with self._here.store.open(self._audit, write=False) as audit:
            return AuditView(audit.record)

    # -- telling --------------------------------------------------------------------------------------

    def _say(self, lines: Iterator[str]) -> None:
        for line in lines:
            self._voice.say(line)

    def _tell(self) -> None:
        record = self._view.record
        self._voice.say(f"{_('Review')}: {self._view.site.name}, {record.header.number}.")
        self._voice.say(review_words(record, _))
        for one in followed(record):
            day = day_words(iso(one.event.wall, one.event.offset)[:10])
            self._voice.say(f"{day}: {follow_words(one, record.kind, _)}")
            self._say(led_by(self._question(path), words) for path, words in one.questions.items())
        self._tell_remarks()

    def _tell_remarks(self) -> None:
        found = self._remarks.all(slot.path for slot in self._view.slots)
        if found:
            self._voice.say(
                plural("{count} remark, not sent yet:", "{count} remarks, not sent yet:", len(found))
            )
            self._say(led_by(self._question(path), words) for path, words in found.items())

    def _question(self, path: str) -> str:
        at = tell.numbers(self._view).get(path)
        known = self._view.told_of(path)
        text = pick(known[1].text, language()) if known is not None else path
        return text if at is None else f"{at}. {text}"

    def _answers(self) -> Iterator[str]:
        """Every question that is asked, with its number, its answer and its note."""
        failed, numbers = failed_paths(self._view), tell.numbers(self._view)
        for slot in self._view.slots:
            if slot.is_asked:
                item, checklist = self._view.item(slot.path), self._view.checklist(slot.checklist)
                said = answer_words(checklist, slot.question, item, language(), _)
                told = f"{said} ({state_word('failed')})" if slot.path in failed else said
                yield led_by(tell.numbered(numbers, slot), told)
                if item.note:
                    yield _("Note: {text}").format(text=item.note)
                if remark := self._remarks.at(slot.path):
                    yield _("Remark, not sent yet: {words}").format(words=remark)

    # -- doing ----------------------------------------------------------------------------------------

    def _done(self, record: Record, told: str) -> None:
        self._view = AuditView(record)
        self._voice.say(told)
        self._voice.say(review_words(record, _))

    def _slot(self, typed: str) -> Slot | None:
        """The question that a number means."""
        if (path := tell.path_numbered(self._view, typed)) is not None:
            return self._view.slot(path)
        self._voice.say(_("There is no question {number} to answer; l tells them.").format(number=typed[:20]))
        return None

    def _remark(self, rest: str) -> None:
        number, _space, text = rest.partition(" ")
        slot = self._slot(number or self._voice.ask(_("At which question? Its number.")))
        if slot is None:
            return
        self._here.workspace.vault.require_open()
        put = partial(self._remarks.put, slot.path)
        if (before := self._remarks.at(slot.path)) and not text:
            self._voice.say(_("So far: {text}").format(text=before))
        first = text.strip() or self._voice.ask(
            _("What is the auditor to look at again there? Enter steps back, a hyphen takes the remark back.")
        )
        if first == "-":
            put("")
            self._voice.say(_("The remark is taken back."))
        elif first:
            put(first)
            if not text:
                more = self._voice.ask_text(
                    _("Go on with the text."), lambda more: put(f"{first}\n{more}".strip())
                )
                put(f"{first}\n{more}".strip())
            self._tell_remarks()

    def _who(self) -> str:
        return self._voice.ask(_("Your name: somebody else than the auditor. Enter steps back."))

    def _return(self) -> None:
        remarks = self._remarks.all(slot.path for slot in self._view.slots)
        if remarks:
            told = plural("{count} remark goes with it.", "{count} remarks go with it.", len(remarks))
            self._voice.say(told)
        by = self._who()
        why = self._voice.ask(_("Why is it returned? Enter steps back.")) if by else ""
        if why:
            record = self._reviewer.hand_back(self._audit, by, why, remarks)
            self._remarks.sent()
            self._done(record, _("Returned to its auditor."))

    def _verify(self) -> None:
        if by := self._who():
            why = self._voice.ask(_("A word on it, or Enter."))
            self._done(self._reviewer.confirm(self._audit, by, why), _("Verified."))

    def _appeal(self) -> None:
        role = self._voice.ask(_("Who appeals? A role rather than a name. Enter steps back."))
        if not role:
            return
        received, today = "", date.fromisoformat(self._here.store.today())
        question = with_example(_("On which day did it come in? As {example}; Enter: today."))
        while not received and (typed := self._voice.ask(question)):
            received = understood(self._voice, "date", typed, today) or ""
        why = self._voice.ask(_("What does the site object to? Enter steps back."))
        if why:
            record = self._reviewer.appeal(self._audit, role, received, why)
            self._done(record, _("The appeal is recorded; it is to be decided."))

    def _decide(self, *, upheld: bool) -> None:
        by = self._who()
        why = self._voice.ask(_("Why is it decided so? Enter steps back.")) if by else ""
        if why:
            told = _("Upheld: the audit is to be corrected.") if upheld else _("Rejected: the result stands.")
            self._done(self._reviewer.decide(self._audit, by, why, upheld=upheld), told)
