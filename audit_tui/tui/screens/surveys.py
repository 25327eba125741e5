"""Taking in survey answers: the site and the scale once, then one or two keys an answer, each saved at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from textual import events
from textual.binding import BindingType
from textual.content import Content

from audit_tui.clock import iso
from audit_tui.errors import AuditError
from audit_tui.locale_format import day_words
from audit_tui.model.checklist import TOUCHPOINTS
from audit_tui.model.survey import HIGHEST, SCALES, NpsScale, SurveyResponse, lowest
from audit_tui.phrases.nps import channels, reading_sentence, scale_words, score_sentence
from audit_tui.phrases.touchpoints import touchpoint_words
from audit_tui.rules.nps import scores
from audit_tui.store.responses import Given, SurveyResponses, opinions
from audit_tui.tui import actions
from audit_tui.tui.app import AuditApp
from audit_tui.tui.cards import Digits, Option
from audit_tui.tui.guard import Bounce, safe
from audit_tui.tui.screens.editor import EditorScreen
from audit_tui.tui.screens.form import Field, FormScreen, date_hint, is_day
from audit_tui.tui.screens.lists import ListScreen
from audit_tui.tui.talk import _, plural
from audit_tui.tui.widgets.lines import Line


@dataclass(frozen=True, slots=True)
class Round:
    """What all answers of one sitting have in common."""

    site: str
    site_name: str
    scale: NpsScale
    day: str
    channel: str
    touchpoint: str


class SurveyScreen(ListScreen):
    """One sitting of taking answers in."""

    SCOPE = "surveys"
    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("surveys")]

    def __init__(self, common: Round) -> None:
        super().__init__()
        self._round = common
        self._kept: list[SurveyResponse] = []
        """The answers of this sitting, in their order."""
        self._digits, self._bounce = Digits(), Bounce()

    def on_mount(self) -> None:
        super().on_mount()
        self._show()

    def _store(self) -> SurveyResponses:
        return SurveyResponses(self.host.workspace, self.host.clock)

    def _options(self) -> list[Option]:
        return [Option(str(n), "", str(n)) for n in range(lowest(self._round.scale), HIGHEST + 1)]

    # -- keys ----------------------------------------------------------------------------------------------

    def first_look(self, event: events.Key) -> bool:
        """Digits answer; a 1 waits for a 0, for Enter or for the next answer. A held or bouncing key counts once."""
        if event.character is not None and event.character in "0123456789":
            if self._bounce.counts(event.key, event.time):
                if self._digits.typed and event.character != "0":
                    # Nothing but a 0 goes on from 1, so the 1 was an answer by itself.
                    self._take_typed()
                option = self._digits.press(event.character, self._options())
                self._take(option) if option else self._waiting()
            return True
        if event.key == "enter" and self._digits.typed:
            self._take_typed()
            return True
        self._digits.typed = ""
        return False

    def _take_typed(self) -> None:
        option = self._digits.settle(self._options())
        if option is not None:
            self._take(option)

    def _waiting(self) -> None:
        if self._digits.typed:
            self.say(_("1 … 0 makes it 10, Enter keeps 1."))
        else:
            low = lowest(self._round.scale)
            self.say(_("The scale runs from {low} to 10.").format(low=low), "bad")

    def _take(self, option: Option) -> None:
        common = self._round
        given = Given(
            common.site, common.day, int(option.value), common.scale, common.channel, common.touchpoint
        )
        try:
            self._kept += self._store().add(given)
        except AuditError as error:
            self.say(_("NOT SAVED: {answer}. {why}").format(answer=option.value, why=error), "bad")
            return
        self._show()
        moment = iso(self.host.clock.wall(), self.host.clock.offset())[11:19]
        self.say(
            _("{answer} saved {moment} · {undo} undo · {comment} comment").format(
                answer=option.value,
                moment=moment,
                undo=actions.key("surveys.undo"),
                comment=actions.key("surveys.comment"),
            ),
            "good",
        )

    # -- showing -------------------------------------------------------------------------------------------

    def _show(self) -> None:
        common = self._round
        place = common.site_name
        if common.touchpoint:
            place = f"{place} · {touchpoint_words(common.touchpoint, _)}"
        count = plural("{count} answer", "{count} answers", len(self._kept))
        self.entitle(f"{_('Survey')} · {place} · {day_words(common.day)}", right=count)
        scale = scale_words(common.scale)
        head = [
            Content(_("How likely is it that you recommend us? Type the answer.")).stylize("bold"),
            Content(_("Scale {scale}; 10 is 1 then 0, 1 is 1 then Enter.").format(scale=scale)),
        ]
        for one in scores(opinions(self._kept)).overall:
            head.append(Content(_("This sitting: {score}.").format(score=score_sentence(one, _))))
            head.append(Content(reading_sentence(one, _)))
        self.head(Content("\n").join(head))
        lines = [
            Line(
                one.id,
                f"{at}.  {one.answer:>2}  {' '.join(one.comment.split())}",
                f"{channels(_)[one.channel]} · {day_words(one.day)}",
            )
            for at, one in enumerate(self._kept, 1)
        ]
        last = self._kept[-1].id if self._kept else None
        self.lines.show(lines[::-1], keep=last)

    # -- actions -------------------------------------------------------------------------------------------

    def do_undo(self) -> None:
        if not self._kept:
            self.say(_("There is nothing to undo in this sitting."))
            return
        last = self._kept[-1]
        try:
            self._store().remove(last.id)
        except AuditError as error:
            self.say(_("NOT undone. {why}").format(why=error), "bad")
            return
        self._kept.pop()
        self._show()
        self.say(_("{answer} taken back.").format(answer=last.answer), "good")

    def do_comment(self) -> None:
        """Put words to the answer under the cursor, by default the last one."""
        chosen = next((one for one in self._kept if one.id == self.lines.key), None)
        if chosen is None:
            self.say(_("The first answer is still to come."))
            return

        def written(text: str | None) -> None:
            if text is None or text == chosen.comment:
                return
            try:
                kept = self._store().comment(chosen.id, text)
            except AuditError as error:
                ask(text, str(error))
                return
            self._kept = [kept if one.id == kept.id else one for one in self._kept]
            self._show()
            self.say(_("The comment is saved."), "good")

        def ask(text: str, problem: str = "") -> None:
            title = _("What did the customer who answered {answer} say?").format(answer=chosen.answer)
            help_ = safe(problem) or _("Never write down who it was.")
            self.app.push_screen(EditorScreen(title, help=help_, text=text, limit=4000), written)

        ask(chosen.comment)

    def do_change(self) -> None:
        """Another site, scale, day or channel for what comes next."""

        def changed(screen: SurveyScreen) -> None:
            self._round = screen._round
            self._show()

        survey_form(self.host, self._round.site, changed, self._round)


def survey_form(
    host: AuditApp, site: str, begun: Callable[[SurveyScreen], None], before: Round | None = None
) -> None:
    """Ask for what all answers of a sitting have in common; answers with the screen to take them in on."""

    def check(given: Mapping[str, str]) -> dict[str, str]:
        faults = {}
        if host.registry.find_site(given["site"]) is None:
            known = ", ".join(one.id for one in host.registry.sites()[:12])
            faults["site"] = _("there is no such site; known are {names}").format(names=known)
        if not is_day(given["day"]) or given["day"] > _today(host, 1):
            faults["day"] = _("write a date that has come, as 2026-12-31.")
        return faults

    def filled(given: dict[str, str] | None) -> None:
        if given is None:
            return
        found = host.registry.find_site(given["site"])
        scale = next((one for one in SCALES if one == given["scale"]), None)
        if found is not None and scale is not None:
            begun(
                SurveyScreen(
                    Round(found.id, found.name, scale, given["day"], given["channel"], given["touchpoint"])
                )
            )

    zone = host.registry.find_site(site)
    fields = [
        Field("site", _("Site"), site, _("short id")),
        Field(
            "scale",
            _("Scale"),
            before.scale if before else SCALES[0],
            _("0–10 or 1–10; they are never mixed"),
            choices={scale: scale_words(scale) for scale in SCALES},
        ),
        Field(
            "day",
            _("Given on"),
            before.day if before else _today(host, 0, zone.zone if zone else None),
            date_hint(),
        ),
        Field(
            "channel",
            _("Channel"),
            before.channel if before else "paper",
            _("how they were asked; ← → or a letter chooses"),
            choices=channels(_),
        ),
        Field(
            "touchpoint",
            _("Touchpoint"),
            before.touchpoint if before else "",
            _("only if they were asked about one"),
            choices={"": "–", **{each: touchpoint_words(each, _) for each in TOUCHPOINTS}},
        ),
    ]
    help_ = _("Customers' answers, apart from visits. Never write down who a customer was.")
    host.push_screen(FormScreen(_("Survey answers"), fields, check, help=help_), filled)


def _today(host: AuditApp, later: int, zone: str | None = None) -> str:
    moment = datetime.fromtimestamp(host.clock.wall() / 1000 + later * 86_400, UTC)
    return moment.astimezone(ZoneInfo(zone) if zone else None).date().isoformat()
