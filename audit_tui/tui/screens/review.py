"""What followed the end of an audit: returned, corrected, verified, appealed; and what a second person can do now.

Everything is asked first and written in one step; who corrects goes on in the walk as ever.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import ClassVar

from textual.binding import BindingType

from audit_tui.clock import iso
from audit_tui.errors import AuditError
from audit_tui.locale_format import day_words, led_by
from audit_tui.model.event import Event
from audit_tui.model.text import pick
from audit_tui.phrases.review import follow_words, review_words, score_words
from audit_tui.reports.words import answer_words
from audit_tui.reviewing import Reviewer
from audit_tui.rules.moments import read_moment
from audit_tui.rules.record import Record
from audit_tui.rules.review import differences, editions, followed
from audit_tui.rules.values import ValueProblem
from audit_tui.rules.view import AuditView
from audit_tui.tui import actions
from audit_tui.tui.days import day_column
from audit_tui.tui.screens.form import Field, FormScreen
from audit_tui.tui.screens.lists import ListScreen, head
from audit_tui.tui.talk import _, language
from audit_tui.tui.widgets.lines import Line, Lines


class ReviewScreen(ListScreen):
    """The review of one finished audit. Answers with its id where it is to be walked, else None."""

    SCOPE = "review"
    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("review")]

    def __init__(self, record: Record) -> None:
        super().__init__()
        self._view = AuditView(record)

    @property
    def of_demo(self) -> bool:
        return self._view.record.header.demo

    def on_mount(self) -> None:
        super().on_mount()
        self._show()

    def retell(self) -> None:
        super().retell()
        self._show()

    # -- showing --------------------------------------------------------------------------------------

    def _show(self) -> None:
        record = self._view.record
        self.entitle(f"{_('Review')} · {self._view.site.name}", number=record.header.number)
        self.head(review_words(record, _), bold=True)
        self.fill([*self._asked(), *self._followed(), *self._editions(), *self._changed()])

    def _asked(self) -> list[Line]:
        """What it was returned for, while that waits."""
        review = self._view.record.projection.review
        if review.state != "returned":
            return []
        lines = [head(_("Returned for"))]
        for path, words in review.remarks.items():
            told = led_by(self._question(path), words) if path else words
            lines.append(Line(f"asked|{path}", f" {told}", "", "warn"))
        return lines

    def _followed(self) -> list[Line]:
        lines = [head(_("What followed"))]
        for one in followed(self._view.record):
            words = follow_words(one, self._view.record.kind, _)
            day = day_column(_day(one.event))
            lines.append(Line(f"event|{one.event.seq}", f" {day}  {words}"))
            lines += [
                Line(None, f"     {led_by(self._question(path), said)}", "", "dim")
                for path, said in one.questions.items()
            ]
        return lines if len(lines) > 1 else []

    def _editions(self) -> list[Line]:
        ended = editions(self._view.record)
        if len(ended) < 2:
            return []
        lines = [head(_("Editions"))]
        for one in ended:
            words = _("Edition {number}").format(number=one.number)
            day = day_words(_day(one.event))
            lines.append(Line(f"edition|{one.number}", f" {words} · {day}", score_words(one, _)))
        return lines

    def _changed(self) -> list[Line]:
        lines: list[Line] = []
        for number in range(2, len(editions(self._view.record)) + 1):
            changes = differences(self._view.record, number)
            if changes:
                lines.append(head(_("Changed in edition {number}").format(number=number), str(len(changes))))
            for one in changes:
                known = self._view.told_of(one.path)
                if known is None:
                    continue
                before, after = (
                    answer_words(*known, item, language(), _) for item in (one.before, one.after)
                )
                told = _("was {before}, now {after}").format(before=before, after=after)
                lines.append(
                    Line(f"change|{number}|{one.path}", f" {led_by(self._question(one.path), told)}")
                )
        return lines

    def _question(self, path: str) -> str:
        known = self._view.told_of(path)
        return pick(known[1].text, language()) if known is not None else path

    # -- doing ----------------------------------------------------------------------------------------

    @property
    def _reviewer(self) -> Reviewer:
        host = self.host
        return Reviewer(host.store, host.registry, host.clock, host.run_id)

    @property
    def _ref(self) -> str:
        return self._view.record.header.id

    def _do(self, act: Callable[[], Record], told: str) -> None:
        try:
            record = act()
        except AuditError as error:
            self.say(str(error), "bad")
            return
        self._view = AuditView(record)
        self._show()
        self.say(told, "good")

    def _ask(
        self,
        title: str,
        act: Callable[[str, str], Record],
        told: str,
        *,
        help_: str = "",
        needs_why: bool = True,
    ) -> None:
        """Ask who says so and why, then do it."""
        fields = [
            Field("by", _("Your name"), hint=_("somebody else than the auditor")),
            Field("why", _("Why"), hint="" if needs_why else _("may stay empty"), long=True),
        ]

        def check(values: Mapping[str, str]) -> dict[str, str]:
            wanted = ("by", "why") if needs_why else ("by",)
            return {name: _("Please type something.") for name in wanted if not values[name].strip()}

        def filled(values: dict[str, str] | None) -> None:
            if values is not None:
                self._do(lambda: act(values["by"], values["why"]), told)

        self.app.push_screen(FormScreen(title, fields, check, help=help_), filled)

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        event.stop()
        if event.key.startswith("asked|"):
            self.invoke("correct")

    def do_correct(self) -> None:
        try:
            self.dismiss(self._reviewer.reopen(self._ref))
        except AuditError as error:
            self.say(str(error), "bad")

    def do_look(self) -> None:
        self.dismiss(self._ref)

    def do_verify(self) -> None:
        self._ask(
            _("Verify {number}").format(number=self._view.record.header.number),
            lambda by, why: self._reviewer.confirm(self._ref, by, why),
            _("Verified."),
            help_=_("A second person has looked at it and stands for it."),
            needs_why=False,
        )

    def do_return(self) -> None:
        self._ask(
            _("Return {number}").format(number=self._view.record.header.number),
            lambda by, why: self._reviewer.hand_back(self._ref, by, why),
            _("Returned to its auditor."),
            help_=_("Its auditor corrects it and hands it in again; both results are kept."),
        )

    def do_uphold(self) -> None:
        self._decide(upheld=True)

    def do_reject(self) -> None:
        self._decide(upheld=False)

    def _decide(self, *, upheld: bool) -> None:
        title = _("Uphold the appeal") if upheld else _("Reject the appeal")
        self._ask(
            title,
            lambda by, why: self._reviewer.decide(self._ref, by, why, upheld=upheld),
            _("Upheld: the audit is to be corrected.") if upheld else _("Rejected: the result stands."),
        )

    def do_appeal(self) -> None:
        today = self.host.store.today()
        fields = [
            Field("role", _("Who appeals"), hint=_("a role rather than a name, as: store manager")),
            Field(
                "received", _("Received on"), value=day_words(today), hint=_("the day on which it came in")
            ),
            Field("why", _("Why"), hint=_("what the site objects to"), long=True),
        ]

        def day(values: Mapping[str, str]) -> str:
            text = values["received"].strip()
            return today if text == day_words(today) else read_moment("date", text, date.fromisoformat(today))

        def check(values: Mapping[str, str]) -> dict[str, str]:
            faults = {
                name: _("Please type something.") for name in ("role", "why") if not values[name].strip()
            }
            try:
                day(values)
            except ValueProblem as problem:
                faults["received"] = str(problem.message)
            return faults

        def filled(values: dict[str, str] | None) -> None:
            if values is not None:
                received = day(values)
                self._do(
                    lambda: self._reviewer.appeal(self._ref, values["role"], received, values["why"]),
                    _("The appeal is recorded; it is to be decided."),
                )

        self.app.push_screen(FormScreen(_("Appeal of the site"), fields, check), filled)


def _day(event: Event) -> str:
    """The day it was on the machine where it was said."""
    return iso(event.wall, event.offset)[:10]
