"""What followed the end of an audit: returned, corrected, verified, appealed; and what a second person can do now.

Everything is asked first and written in one step; what is typed until then, remarks at questions above all, is kept
as it is typed. Who corrects goes on in the walk as ever.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import ClassVar

from textual.binding import BindingType

from audit_tui.clock import iso
from audit_tui.errors import AuditError
from audit_tui.keeping import Keeper, Remarks
from audit_tui.locale_format import day_words, led_by
from audit_tui.model.event import Event
from audit_tui.model.text import pick
from audit_tui.phrases.review import follow_words, review_words, score_words
from audit_tui.phrases.wrapping import cells, wrap
from audit_tui.reports.words import answer_words
from audit_tui.reviewing import Reviewer
from audit_tui.rules.moments import read_moment
from audit_tui.rules.record import Record
from audit_tui.rules.review import differences, editions, followed
from audit_tui.rules.values import ValueProblem
from audit_tui.rules.view import AuditView
from audit_tui.tui import actions
from audit_tui.tui.days import day_column
from audit_tui.tui.kept_words import put_back_words
from audit_tui.tui.screens.form import Check, Field, FormScreen
from audit_tui.tui.screens.lists import ListScreen, head
from audit_tui.tui.screens.remark import ask_remark
from audit_tui.tui.talk import _, language, plural
from audit_tui.tui.widgets.bars import KeyBar
from audit_tui.tui.widgets.lines import Line, Lines


class ReviewScreen(ListScreen):
    """The review of one finished audit. Answers with its id where it is to be walked, else None."""

    SCOPE = "review"
    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("review")]

    def __init__(self, record: Record) -> None:
        super().__init__()
        self._view = AuditView(record)
        self._keeper: Keeper | None = None

    @property
    def of_demo(self) -> bool:
        return self._view.record.header.demo

    def on_mount(self) -> None:
        super().on_mount()
        self._show()

    def on_unmount(self) -> None:
        if self._keeper is not None:
            self._keeper.close()

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        if self.is_attached and self._settled:
            self._show()

    @property
    def keeper(self) -> Keeper:
        """Keeps what is typed here until it is in the audit."""
        if self._keeper is None:
            self._keeper = Keeper(self.host.workspace, self._ref, self.host.clock)
        return self._keeper

    @property
    def remarks(self) -> Remarks:
        return Remarks(self.keeper)

    @property
    def view(self) -> AuditView:
        return self._view

    def on_resize(self) -> None:
        if self.is_attached and self._settled:
            self._show()

    def retell(self) -> None:
        super().retell()
        self._show()

    # -- showing --------------------------------------------------------------------------------------

    def _show(self) -> None:
        record = self._view.record
        self.entitle(f"{_('Review')} · {self._view.site.name}", number=record.header.number)
        self.head(review_words(record, _), bold=True)
        self.fill([*self._remarked(), *self._asked(), *self._followed(), *self._editions(), *self._changed()])
        self.query_one(KeyBar).show(self._bar())

    def _bar(self) -> list[actions.Action]:
        """The keys that lead on as the audit stands."""
        review = self._view.record.projection.review
        if review.appeal == "open":
            names = ["uphold", "reject", "look", "remark", "back"]
        elif review.state == "returned":
            names = ["correct", "look", "remark", "return", "appeal", "back"]
        else:
            names = ["look", "remark", "return", "verify", "appeal", "back"]
        return [*(actions.get(f"review.{name}") for name in names), actions.get("app.help")]

    def _remarked(self) -> list[Line]:
        """What the second person wants to be looked at, until it is sent."""
        found = self.remarks.all(slot.path for slot in self._view.slots)
        if not found:
            return []
        lines = [head(_("Remarks, not sent yet"), str(len(found)))]
        for path, words in found.items():
            lines += self._told(f"remark|{path}", self._question(path), words)
        return lines

    def _told(self, key: str | None, question: str, words: str, tone: str = "", depth: int = 1) -> list[Line]:
        """A question, and under it what is said of it, whole; a line without a question where it is about all."""
        # A line that can be chosen stands a column further in.
        blank = " " * (depth if key is None else depth + 1)
        rows = wrap(" ".join(words.split()), max(20, self.size.width - 8 - depth))
        if not question:
            rest = [Line(None, f"{blank}{row}", "", tone) for row in rows[1:]]
            return [Line(key, f"{' ' * depth}{rows[0]}", "", tone), *rest]
        said = [Line(None, f"{blank}  {row}", "", "dim") for row in rows]
        return [Line(key, f"{' ' * depth}{question}", "", tone), *said]

    def _asked(self) -> list[Line]:
        """What it was returned for, while that waits."""
        review = self._view.record.projection.review
        if review.state != "returned":
            return []
        lines = [head(_("Returned for"))]
        for path, words in review.remarks.items():
            lines += self._told(f"asked|{path}", self._question(path) if path else "", words, "warn")
        return lines

    def _followed(self) -> list[Line]:
        lines = [head(_("What followed"))]
        for one in followed(self._view.record):
            words = follow_words(one, self._view.record.kind, _)
            day = day_column(_day(one.event))
            rows = wrap(words, max(20, self.size.width - 8 - cells(day)))
            lines.append(Line(f"event|{one.event.seq}", f" {day}  {rows[0]}"))
            lines += [Line(None, f"  {' ' * cells(day)}  {row}") for row in rows[1:]]
            for path, said in one.questions.items():
                lines += self._told(None, self._question(path), said, "dim", depth=5)
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

    def _do(
        self, what: str, values: Mapping[str, str], act: Callable[[dict[str, str]], Record], told: str
    ) -> None:
        """Do what a form says. What is refused stands in it again, but for the name where that is why."""
        given = dict(values)
        try:
            record = act(given)
        except AuditError as error:
            self.keeper.keep(what, given | ({"by": ""} if error.code == "review.self" else {}))
            self.say(str(error), "bad")
            return
        self.keeper.drop(what)
        self._view = AuditView(record)
        self._show()
        self.say(told, "good")

    def _ask(
        self,
        what: str,
        title: str,
        act: Callable[[str, str], Record],
        told: str,
        *,
        help_: str = "",
        needs_why: bool = True,
    ) -> None:
        """Ask who says so and why, then do it. `what` is the name under which it is kept while it is typed."""
        fields = [
            Field("by", _("Your name"), hint=_("somebody else than the auditor")),
            Field("why", _("Why"), hint="" if needs_why else _("may stay empty"), long=True),
        ]

        def check(values: Mapping[str, str]) -> dict[str, str]:
            wanted = ("by", "why") if needs_why else ("by",)
            return {name: _("Please type something.") for name in wanted if not values[name].strip()}

        self._form(what, title, fields, check, lambda values: act(values["by"], values["why"]), told, help_)

    def _form(
        self,
        what: str,
        title: str,
        fields: list[Field],
        check: Check,
        act: Callable[[dict[str, str]], Record],
        told: str,
        help_: str = "",
    ) -> None:
        """Ask for some fields, put back what was typed in them before, and do what they say."""
        empty = {field.name: field.start for field in fields}
        half = self.keeper.get(what)
        if half is not None and isinstance(half.text, dict):
            typed = half.text
            fields = [replace(field, value=typed.get(field.name, field.value)) for field in fields]
            help_ = f"{help_} {put_back_words(half, self.host.clock)}".strip()

        def kept(values: dict[str, str]) -> None:
            if values == empty:
                self.keeper.drop(what)
            else:
                self.keeper.keep(what, values)

        def filled(values: dict[str, str] | None) -> None:
            if values is None:
                self.keeper.drop(what)
            else:
                self._do(what, values, act, told)

        box = FormScreen(title, fields, check, help=help_, unsaved=half is not None)
        box.typing = kept
        self.app.push_screen(box, filled)

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        event.stop()
        kind, _bar, path = event.key.partition("|")
        if kind == "asked":
            self.invoke("correct")
        elif kind == "remark":
            ask_remark(self, self._view, self.remarks, path, self._remarked_at)
        elif kind == "change":
            self._walk(path.partition("|")[2])

    def _chosen(self) -> str:
        """The path of the question that the line at hand is about; empty where it is about none."""
        kind, _bar, path = (self.lines.key or "").partition("|")
        return {"asked": path, "remark": path, "change": path.partition("|")[2]}.get(kind, "")

    def do_correct(self) -> None:
        try:
            self.dismiss(self._reviewer.reopen(self._ref))
        except AuditError as error:
            self.say(str(error), "bad")

    def do_look(self) -> None:
        review = self._view.record.projection.review
        asked = review.grounds if review.appeal == "open" else review.remarks
        self._walk(self._chosen() or next((path for path in asked if path), ""))

    def _walk(self, path: str) -> None:
        """Look at the audit in the walk, where a remark can be put at each question; at `path` first."""
        from audit_tui.tui.opening import open_desk
        from audit_tui.tui.screens.walk import WalkScreen

        try:
            desk = open_desk(self.host, self._ref)
        except AuditError as error:
            self.say(str(error), "bad")
            return
        walk = WalkScreen(desk)
        if not desk.session.is_open:
            desk.remarks = self.remarks
            told = _("{key} puts a remark at a question; Esc goes back to the review.")
            walk.echo = told.format(key=actions.key("walk.note"))
        if path and desk.session.visible(path) is not None:
            desk.session.move_to(path)
        self.app.push_screen(walk)

    def do_remark(self) -> None:
        """Put a remark at the question at hand, or at one that is chosen now."""
        vault = self.host.workspace.vault
        if vault.locked:
            self.say(str(vault.why_locked()), "bad")
        elif path := self._chosen():
            ask_remark(self, self._view, self.remarks, path, self._remarked_at)
        else:
            from audit_tui.tui.screens.outline import OutlineScreen

            def chosen(path: str | None) -> None:
                if path:
                    ask_remark(self, self._view, self.remarks, path, self._remarked_at)

            self.app.push_screen(OutlineScreen(self._view, searching=False), chosen)

    def _remarked_at(self, words: str) -> None:
        self._show()
        self.say(words, "good")

    def do_verify(self) -> None:
        left = len(self.remarks.all())
        help_ = _("A second person has looked at it and stands for it.")
        if left:
            told = plural(
                "{count} remark was not sent; return the audit to send it.",
                "{count} remarks were not sent; return the audit to send them.",
                left,
            )
            help_ = f"{help_} {told}"
        self._ask(
            "verify",
            _("Verify {number}").format(number=self._view.record.header.number),
            lambda by, why: self._reviewer.confirm(self._ref, by, why),
            _("Verified."),
            help_=help_,
            needs_why=False,
        )

    def do_return(self) -> None:
        remarks = self.remarks.all(slot.path for slot in self._view.slots)
        help_ = _("Its auditor corrects it and hands it in again; both results are kept.")
        if remarks:
            told = plural("{count} remark goes with it.", "{count} remarks go with it.", len(remarks))
            help_ = f"{help_} {told}"

        def act(by: str, why: str) -> Record:
            record = self._reviewer.hand_back(self._ref, by, why, remarks)
            self.remarks.sent()
            return record

        self._ask(
            "return",
            _("Return {number}").format(number=self._view.record.header.number),
            act,
            _("Returned to its auditor."),
            help_=help_,
        )

    def do_uphold(self) -> None:
        self._decide(upheld=True)

    def do_reject(self) -> None:
        self._decide(upheld=False)

    def _decide(self, *, upheld: bool) -> None:
        title = _("Uphold the appeal") if upheld else _("Reject the appeal")
        self._ask(
            "uphold" if upheld else "reject",
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

        self._form(
            "appeal",
            _("Appeal of the site"),
            fields,
            check,
            lambda values: self._reviewer.appeal(self._ref, values["role"], day(values), values["why"]),
            _("The appeal is recorded; it is to be decided."),
        )


def _day(event: Event) -> str:
    """The day it was on the machine where it was said."""
    return iso(event.wall, event.offset)[:10]
