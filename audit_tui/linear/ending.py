"""How an audit ends in lines: what is open or owed is said first, then one question, then the report's path."""

from __future__ import annotations

from datetime import date

from audit_tui.clock import site_now
from audit_tui.linear import reporting, tell
from audit_tui.linear.bench import Bench
from audit_tui.linear.dates import understood, understood_due, with_example
from audit_tui.linear.photos import declare_one
from audit_tui.model.text import pick
from audit_tui.session import AuditSession
from audit_tui.tui.talk import _, language, later, plural
from audit_tui.tui.words import moment, owed_words

FACTS = {
    "visit_end": later("When did the visit end? As {moment}."),
    "client": later("Who asked for the audit?"),
    "objective": later("What is it to find out?"),
    "scope": later("What was looked at, and what not?"),
    "criteria": later("By which criteria? Enter: the checklists."),
    "participants": later("Who took part besides the auditor?"),
    "conclusion": later("The result in your words."),
    "diverging_opinion": later("Where does somebody disagree?"),
    "distribution": later("Who receives the report?"),
    "confidentiality": later("How confidential is it?"),
    "follow_up": later("Follow-up on which day? As {example}."),
    "acquaintance": later("Whom of the staff does the auditor know? Or: none."),
}


class Ending:
    """Steps at the end of one audit. Each answers with a path to go to, "" where the audit has ended, else None."""

    def __init__(self, bench: Bench) -> None:
        self._bench, self._voice = bench, bench.voice

    @property
    def _session(self) -> AuditSession:
        return self._bench.session

    def _today(self) -> date:
        return site_now(self._bench.clock.wall(), self._session.site.zone).date()

    def finish(self, _rest: str) -> str | None:
        session, voice = self._session, self._voice
        if self._bench.readonly:
            return self.report("")
        aborted = session.record.projection.facts.get("outcome") == "aborted"
        waiting = session.open_required()
        if waiting and not aborted:
            voice.say(
                plural(
                    "{count} required question is open:", "{count} required questions are open:", len(waiting)
                )
            )
            for slot in waiting[:6]:
                voice.say(pick(slot.question.text, language()))
            voice.say(_("Answer them, or mark them as not observed with a reason (/v)."))
            return waiting[0].path
        for slot, photo in session.undeclared():
            if not declare_one(self._bench, slot, photo):
                voice.say(_("No report before each photo is declared."))
                return None
        if owed := session.owed():
            voice.say(_("Failed items still ask for: {what}.").format(what=owed_words(owed)))
        if follow := session.photos_owed():
            voice.say(
                plural(
                    "{count} photo is still owed; after this it cannot be attached.",
                    "{count} photos are still owed; after this they cannot be attached.",
                    len(follow),
                )
            )
        for line in tell.score(session):
            voice.say(line)
        voice.say(_("After this no answer can be changed. The report is written at once."))
        if not voice.is_sure(_("Finish {number}?").format(number=session.record.header.number)):
            return None
        why = ""
        if session.is_correction:
            why = voice.ask(_("What was corrected, and why? Enter steps back."))
            if not why:
                return None
        if not self._bench.put(lambda: session.finish(why=why)):
            return None
        # Why, and what failed, was told before the question.
        voice.say(next(tell.score(session)))
        self.report("")
        return ""

    def report(self, _rest: str) -> str | None:
        """Write the report; of an open audit it is provisional and says so."""
        reporting.write(self._bench.here, self._session.record.header.id)
        return None

    def form(self, _rest: str) -> str | None:
        """Write a report of a form, language, paper and folder that are asked for."""
        reporting.choose(self._bench.here, self._session.record.header.id)
        return None

    def facts(self, _rest: str) -> str | None:
        """Ask for the facts of the visit one after another; nothing keeps what is there, a hyphen empties it."""
        session, voice = self._session, self._voice
        voice.say(_("Visit details. Enter keeps what is there, a hyphen empties it, /q stops."))
        for name, label in FACTS.items():
            before = str(session.record.projection.facts.get(name) or "")
            if before:
                voice.say(_("So far: {text}").format(text=moment(before) if name == "visit_end" else before))
            voice.say(with_example(_(label)))
            typed = voice.line()
            if typed == "/q":
                return None
            if not typed:
                continue
            value = "" if typed == "-" else typed
            if value and name == "visit_end":
                value = understood(voice, "datetime", value, self._today()) or ""
                if not value or value < str(session.record.projection.facts.get("visit_start") or ""):
                    voice.say(_("This is no date and time after the visit began; it stays as it was."))
                    continue
            if value and name == "follow_up":
                value = understood_due(voice, value, self._today()) or ""
                if not value:
                    voice.say(_("This is no date; it stays as it was."))
                    continue
            self._bench.put(lambda name=name, value=value: session.set_fact(name, value))  # type: ignore[misc]
        return None

    def known(self, whom: str) -> str | None:
        """Declare whom of the staff the auditor knows, or that it is nobody."""
        session, voice = self._session, self._voice
        if before := str(session.record.projection.facts.get("acquaintance") or ""):
            voice.say(_("So far: {text}").format(text=before))
        whom = whom or voice.ask(_(FACTS["acquaintance"]))
        if whom:
            self._bench.put(lambda: session.set_fact("acquaintance", whom))
        return None

    def abort(self, why: str) -> str | None:
        """Say that the visit was broken off: it then has no score. Said again it asks whether it was completed."""
        if self._session.record.projection.facts.get("outcome") == "aborted" and not why:
            if self._voice.is_sure(_("Was the visit completed after all?")) and self._bench.put(
                lambda: self._session.set_fact("outcome", "completed")
            ):
                self._voice.say(_("The visit counts as completed."))
            return None
        why = why or self._voice.ask(_("Why was the visit aborted? Enter steps back."))
        put, session = self._bench.put, self._session
        if (
            why
            and put(lambda: session.set_fact("abort_reason", why), quietly=True)
            and put(lambda: session.set_fact("outcome", "aborted"))
        ):
            self._voice.say(_("The visit is marked as aborted: no score. /f ends the audit."))
        return None

    def correct_site(self, ref: str) -> str | None:
        """Correct the site, with a reason; the first one stays in the history."""
        registry, voice, session = self._bench.here.registry, self._voice, self._session
        ref = ref or voice.ask(_("Id of the right site; Enter steps back."))
        if not ref:
            return None
        site = registry.find_site(ref)
        if site is None:
            near = registry.suggest_sites(ref)
            hint = _("Did you mean {near}?").format(near=", ".join(near)) if near else ""
            voice.say(f"{_('There is no site {ref}.').format(ref=ref[:40])} {hint}".rstrip())
            return None
        why = voice.ask(_("Why is the site corrected?"))
        if why and self._bench.put(lambda: session.correct_site(site, why)):
            voice.say(_("The site is corrected."))
        return None

    def correct_date(self, typed: str) -> str | None:
        """Correct date and time of the visit, with a reason."""
        voice, session = self._voice, self._session
        typed = typed or voice.ask(
            with_example(_("When did the visit begin? As {moment}, local time of the site."))
        )
        when = understood(voice, "datetime", typed, self._today()) if typed else None
        if when is None:
            return None
        why = voice.ask(_("Why is the date corrected?"))
        if why and self._bench.put(lambda: session.set_fact("visit_start", when, reason=why)):
            voice.say(_("The date of the visit is corrected."))
        return None

    def abandon(self, why: str) -> str | None:
        """Close the audit without a result, with a reason."""
        why = why or self._voice.ask(_("Why is it abandoned? Enter steps back."))
        if why and self._bench.put(lambda: self._session.abandon(why)):
            self._voice.say(
                _("{number} is abandoned and kept.").format(number=self._session.record.header.number)
            )
            return ""
        return None
