"""Customers' voices in lines: wishes and complaints, survey answers, and the net promoter score. Never who it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from audit_tui.clock import site_now
from audit_tui.errors import AuditError
from audit_tui.linear.bench import Bench
from audit_tui.linear.dates import is_date, understood
from audit_tui.linear.here import Here
from audit_tui.locale_format import bracketed, day_words, finished, led_by, listed, month_words
from audit_tui.model.checklist import TOUCHPOINTS
from audit_tui.model.site import Site
from audit_tui.model.survey import CHANNELS, HIGHEST, NpsScale, SurveyResponse, lowest
from audit_tui.phrases.nps import channels, reading_sentence, scale_words, score_sentence
from audit_tui.phrases.touchpoints import touchpoint_words
from audit_tui.phrases.visits import FEEDBACK
from audit_tui.rules.moments import example_day, read_moment
from audit_tui.rules.nps import Part, Scores, by_question, scores
from audit_tui.store.comparing import visit_opinions
from audit_tui.store.feedback import KINDS, FieldNote, FieldNotes, count
from audit_tui.store.responses import Given, SurveyResponses, opinions
from audit_tui.store.results import Results
from audit_tui.tui.keyboard import latin
from audit_tui.tui.talk import _, plural
from audit_tui.tui.typed import as_feedback, as_scale


def ask_site(here: Here, question: str, *, before: str = "") -> Site | None:
    """A site by its id, its number or words of its name; nothing is `before`, where there is one."""
    sites = here.registry.sites()
    if not sites:
        here.voice.say(_("There is no site yet; the first audit (n at home) makes one."))
        return None
    if len(sites) == 1:
        return sites[0]
    told = [f"{at}. {site.name} ({site.id})" for at, site in enumerate(sites[:20], 1)]
    lines = here.voice.asks("\n".join([*told, question]))
    while True:
        typed = next(lines)
        if not typed:
            return here.registry.find_site(before) if before else None
        if typed.isdecimal() and 1 <= int(typed) <= min(20, len(sites)):
            return sites[int(typed) - 1]
        wanted = typed.casefold()
        near = [one for one in sites if wanted in f"{one.name} {one.id}".casefold()]
        found = here.registry.find_site(typed) or (near[0] if len(near) == 1 else None)
        if found is not None:
            return found
        here.voice.say(_("No site fits what you typed."))


def ask_touchpoint(here: Here, *, before: str, optional: bool = False) -> str:
    """One of the touchpoints by its number or name; nothing is `before`."""
    names = {name: touchpoint_words(name, _) for name in TOUCHPOINTS}
    named = listed(f"{at} {words}" for at, words in enumerate(names.values(), 1))
    question = _("Which touchpoint? {names}. Enter: {before}.")
    if optional:
        question = _("Only if asked about one touchpoint: {names}. Enter: {before}.")
    lines = here.voice.asks(question.format(names=named, before=names.get(before, before) or _("none")))
    while True:
        typed = next(lines).casefold()
        if not typed:
            return before
        if typed.isdecimal() and 1 <= int(typed) <= len(TOUCHPOINTS):
            return tuple(TOUCHPOINTS)[int(typed) - 1]
        found = [name for name, words in names.items() if typed in (name, words.casefold())]
        if found:
            return found[0]
        here.voice.say(_("This is no choice here."))


def ask_day(here: Here, zone: str) -> str:
    """A day that has come; nothing is today at the site."""
    today = site_now(here.clock.wall(), zone).date()
    question = _("On which day? As {example}; Enter: {today}.")
    lines = here.voice.asks(question.format(example=example_day(), today=day_words(today.isoformat())))
    while True:
        typed = next(lines)
        if not typed:
            return today.isoformat()
        day = understood(here.voice, "date", typed, today)
        if day is not None and day <= today.isoformat():
            return day
        if day is not None:
            here.voice.say(_("This day has not come yet."))


# -- wishes and complaints ------------------------------------------------------------------------------


def wish(here: Here, text: str = "", bench: Bench | None = None) -> None:
    """Note a wish or a complaint; within an audit its site and touchpoint are known."""
    voice = here.voice
    voice.say(_("Wish or complaint of a customer. Enter steps back. Never write down who the customer was."))
    lines = voice.asks(_("w wish, c complaint"))
    while (kind := as_feedback(typed := next(lines))) is None:
        if not typed:
            return
        voice.say(_("type w for a wish or c for a complaint."))
    text = text or voice.ask_text(_("What did the customer say?"))
    if not text:
        return
    site = bench.session.site if bench is not None else ask_site(here, _("At which site? Enter steps back."))
    if site is None:
        return
    slot = bench.session.visible(bench.session.cursor or "") if bench is not None else None
    before = bench.session.checklist(slot.checklist).touchpoint or "" if bench and slot else ""
    touchpoint = ask_touchpoint(here, before=before)
    header = bench.session.record.header if bench is not None else None
    while True:
        try:
            FieldNotes(here.workspace, here.clock).add(
                kind,
                text,
                site=site.id,
                touchpoint=touchpoint,
                day=ask_day(here, site.zone),
                by=bench.session.record.events[0].actor if bench is not None else None,
                audit=header.id if header is not None else None,
                number=header.number if header is not None else "",
            )
        except AuditError as error:
            voice.say(str(error))
            if not voice.is_sure(_("Try again?")):
                return
        else:
            voice.say(_("Noted: {text}").format(text=text))
            return


def wishes(here: Here) -> None:
    """All field notes: counted by touchpoint, then each; take one in, or delete one."""
    voice, store = here.voice, FieldNotes(here.workspace, here.clock)
    notes: list[FieldNote] | None = None
    while True:
        if notes is None:
            notes = _tell_notes(here, store)
        typed = voice.ask(_("n notes one, d and a number deletes one; Enter goes back.")).casefold()
        word, _space, number = typed.partition(" ")
        word = latin(word)
        if not typed:
            return
        if word == "n":
            wish(here)
            notes = None
        elif word == "d" and number.isdecimal() and 1 <= int(number) <= len(notes):
            if voice.is_sure(_("Delete this note for good?")):
                store.remove(notes[int(number) - 1].id)
                voice.say(_("Deleted."))
                notes = None
        else:
            voice.say(_("This is no choice here."))


def _tell_notes(here: Here, store: FieldNotes) -> list[FieldNote]:
    notes = store.all()
    here.voice.say(plural("{count} field note.", "{count} field notes.", len(notes)))
    for touchpoint, counts in count(notes).items():
        figures = listed(f"{_(FEEDBACK[kind])} {counts[kind]}" for kind in KINDS)
        here.voice.say(led_by(touchpoint_words(touchpoint, _), figures))
    for at, note in enumerate(notes, 1):
        place = [day_words(note.day), note.site, touchpoint_words(note.touchpoint, _), _(FEEDBACK[note.kind])]
        here.voice.say(f"{at}. {led_by(listed(place), note.text)}")
    return notes


# -- surveys --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sitting:
    """What all answers of one sitting have in common."""

    site: Site
    scale: NpsScale
    day: str
    channel: str
    touchpoint: str


def surveys(here: Here) -> None:
    """The net promoter score of surveys and visits; leads to taking answers in."""
    voice, site, since, tell = here.voice, "", "", True
    today = date.fromisoformat(here.store.today())
    while True:
        if tell:
            _say_all(here, _overall(here, site, since))
        tell = True
        typed = voice.ask_next(
            _(
                "n takes answers in, m tells it by month and of visits, s and a site looks at one, p and a date looks "
                "from it on; Enter goes back."
            )
        )
        word, _space, rest = typed.partition(" ")
        word = latin(word.casefold())
        found = here.registry.find_site(rest) if rest and word == "s" else None
        if not word:
            return
        if word == "n":
            sitting = _ask_sitting(here, site)
            if sitting is not None:
                _take_in(here, sitting)
        elif word == "m":
            _say_all(here, _parts(here, site, since))
            tell = False
        elif word == "s" and (not rest or found is not None):
            site = found.id if found is not None else ""
        elif word == "p" and (not rest or is_date(rest, today)):
            since = read_moment("date", rest, today) if rest else ""
        else:
            voice.say(_("No site fits what you typed.") if word == "s" else _("This is no choice here."))
            tell = False


def _say_all(here: Here, lines: Iterable[str]) -> None:
    for line in lines:
        here.voice.say(line)


def _scored(here: Here, site: str, since: str) -> Scores:
    return scores(opinions(SurveyResponses(here.workspace, here.clock).all(site=site or None, since=since)))


def _overall(here: Here, site: str, since: str) -> Iterator[str]:
    """The score of all answers, then site by site."""
    names = {one.id: one.name for one in here.registry.sites()}
    where = names.get(site, site) or _("all sites")
    when = _("since {day}").format(day=day_words(since)) if since else _("all time")
    yield finished(listed([_("Net promoter score"), where, when]))
    found = _scored(here, site, since)
    if not found.overall:
        yield _("No survey answers here yet.")
    for one in found.overall:
        yield finished(score_sentence(one, _))
        yield reading_sentence(one, _)
    yield from _group(_("Surveys by site"), found.sites, names)


def _parts(here: Here, site: str, since: str) -> Iterator[str]:
    """The score month by month, and apart from it what shoppers answered on visits."""
    yield from _group(_("Surveys by month"), _scored(here, site, since).months, {})
    results = Results(here.workspace).of(here.store.rows())
    visits = by_question(visit_opinions(results, site=site or None, since=since))
    yield from _group(_("Shopper visits, apart"), visits, {})
    if not visits:
        yield _("No finished visit asked for a recommendation.")


def _group(title: str, parts: Sequence[Part], names: Mapping[str, str]) -> Iterator[str]:
    if parts:
        yield f"{title}:"
    for part in parts:
        name = bracketed(names[part.name], part.name) if part.name in names else month_words(part.name)
        yield finished(led_by(name, score_sentence(part.score, _)))


def _ask_sitting(here: Here, before: str) -> Sitting | None:
    """The site, scale, day, channel and touchpoint of all answers of one sitting."""
    voice = here.voice
    voice.say(_("Customers' answers, apart from visits. Never write down who a customer was."))
    site = ask_site(here, _("At which site? Enter steps back."), before=before)
    if site is None:
        return None
    lines = voice.asks(_("Scale: type 0 for 0 to 10, 1 for 1 to 10; never mixed."))
    while (scale := as_scale(next(lines) or "0")) is None:
        voice.say(_("type 0 for the scale 0–10, 1 for the scale 1–10."))
    day = ask_day(here, site.zone)
    channel = voice.ask_one_of(
        _("How were they asked? Enter: paper."), [channels(_)[one] for one in CHANNELS]
    )
    touchpoint = ask_touchpoint(here, before="", optional=True)
    return Sitting(site, scale, day, "paper" if channel is None else CHANNELS[channel], touchpoint)


def _take_in(here: Here, sitting: Sitting) -> None:
    """One line an answer, each saved at once; words after the figure are what the customer said to it."""
    voice, store = here.voice, SurveyResponses(here.workspace, here.clock)
    kept: list[SurveyResponse] = []
    low = lowest(sitting.scale)
    voice.say(_("How likely is it that you recommend us? Type the answer."))
    voice.say(
        _(
            "Scale {scale}; words after the figure are kept with it. u takes the last back; Enter ends."
        ).format(scale=scale_words(sitting.scale))
    )
    while typed := voice.line():
        figure, _space, comment = typed.partition(" ")
        try:
            if latin(figure.casefold()) == "u":
                _undo(here, store, kept)
            elif not figure.isdecimal() or not low <= int(figure) <= HIGHEST:
                voice.say(_("The scale runs from {low} to 10.").format(low=low))
            else:
                given = Given(sitting.site.id, sitting.day, int(figure), sitting.scale, sitting.channel)
                kept += store.add(replace(given, touchpoint=sitting.touchpoint, comment=comment.strip()))
                voice.say(_("{answer} saved, number {count}.").format(answer=figure, count=len(kept)))
        except AuditError as error:
            voice.say(_("NOT SAVED: {answer}. {why}").format(answer=figure, why=error))
    for one in scores(opinions(kept)).overall:
        voice.say(_("This sitting: {score}.").format(score=score_sentence(one, _)))


def _undo(here: Here, store: SurveyResponses, kept: list[SurveyResponse]) -> None:
    if not kept:
        here.voice.say(_("There is nothing to undo in this sitting."))
        return
    store.remove(kept[-1].id)
    here.voice.say(_("{answer} taken back.").format(answer=kept.pop().answer))
