"""Why a score is what it is, in sentences: question, section, checklist and visit, and the shortest way to pass."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from gettext import NullTranslations
from typing import Any, Final

from audit_tui.locale_format import FIRM, figure_words, quoted
from audit_tui.model.question import Multi, Single
from audit_tui.model.text import pick
from audit_tui.phrases.limits import limit_words, unit_of, whole
from audit_tui.phrases.numbers import (
    measure_words,
    number_as_written,
    number_words,
    percent_words,
)
from audit_tui.rules.recorded import recorded_rules
from audit_tui.rules.repair import Way
from audit_tui.rules.results import RULES_VERSION
from audit_tui.rules.routing import Slot
from audit_tui.rules.trace import (
    Cap,
    ChecklistTrace,
    Ground,
    Part,
    QuestionTrace,
    SectionTrace,
    VisitTrace,
)
from audit_tui.rules.view import AuditView

NAMED: Final = 6
"""So many findings or questions are named one by one."""


class ScoreWords:
    """Tells the score of one audit in one language. Plain text; a space that must not break is `FIRM`."""

    def __init__(self, view: AuditView, language: str, words: NullTranslations) -> None:
        self._view = view
        self._language = language
        self._words = words
        self._ = words.gettext

    @cached_property
    def _slots(self) -> dict[str, Slot]:
        """Every slot by its path, the hidden ones too; most things can be told without."""
        return {slot.path: slot for laid_out in self._view.layouts.values() for slot in laid_out.slots}

    # -- the visit and its checklists -----------------------------------------------------------------

    def visit(self, trace: VisitTrace) -> str:
        """How the visit comes to its percentage and its verdict."""
        _, several = self._, len(trace.parts) > 1
        if trace.mean is None:
            head = _("Visit: no percentage")
        elif several:
            counted = [part for part in trace.parts if part.percent is not None]
            head = self._words.ngettext(
                "Visit: mean of {n} checklist by weight: {sum}",
                "Visit: mean of {n} checklists by weight: {sum}",
                len(counted),
            ).format(n=len(counted), sum=self._sum(counted, trace.mean))
        else:
            head = _("Visit: as its only checklist, {percent}").format(percent=percent_words(trace.mean))
        return _joined(head, self._caps(trace.caps, trace.mean), self.verdict(trace.passed, trace.grounds))

    def checklist(self, trace: ChecklistTrace) -> str:
        """How a checklist comes to its percentage and its verdict."""
        _, score = self._, trace.score
        title = self.title(score.id)
        counted = [part for part in trace.parts if part.percent is not None]
        if trace.mean is None:
            head = _("{title}: no percentage").format(title=title)
        elif not trace.weighted and not any(section.caps for section in trace.sections):
            head = _("{title}: {points} = {percent}").format(
                title=title,
                points=self._points(score.got, score.max),
                percent=percent_words(trace.mean, *_given(score.pass_from)),
            )
        else:
            head = _("{title}: {sum}").format(
                title=title, sum=self._sum(counted, trace.mean, score.pass_from)
            )
        return _joined(head, self._caps(trace.caps, trace.mean), self.verdict(score.passed, trace.grounds))

    def section(self, checklist: str, trace: SectionTrace) -> str:
        """How a section comes to its percentage, and whether it reaches its minimum."""
        _, score = self._, trace.score
        title = self.section_title(checklist, score.id)
        if score.state == "incomplete":
            why = _("no percentage yet, {questions} not answered").format(
                questions=self._named(trace.missing)
            )
            if not trace.missing:
                why = _("no percentage yet, too few rounds")
            return _("{title}: {why}").format(title=title, why=why)
        if score.raw_percent is None:
            return _("{title}: nothing was assessed, so it leaves the mean").format(title=title)
        head = _("{title}: {points} = {percent}").format(
            title=title,
            points=self._points(score.got, score.max),
            percent=percent_words(score.raw_percent, *_given(score.pass_from)),
        )
        limit = ""
        if score.pass_from is not None:
            words = (
                _("below its minimum of {limit}")
                if score.passed is False
                else _("not below its minimum of {limit}")
            )
            limit = words.format(limit=_limit(score.pass_from))
        return _joined(head, self._caps(trace.caps, score.raw_percent), limit)

    def verdict(self, passed: bool | None, grounds: Iterable[Ground]) -> str:
        """`passed: …`, `not passed: …` or `no verdict: …`."""
        _ = self._
        word = {True: _("passed"), False: _("not passed"), None: _("no verdict")}[passed]
        return _("{verdict}: {why}").format(
            verdict=word, why="; ".join(self._ground(ground) for ground in grounds)
        )

    def _ground(self, ground: Ground) -> str:
        _, about = self._, ground.about
        percent = percent_words(ground.percent, *_given(ground.limit))
        limit = _limit(ground.limit) if ground.limit is not None else ""
        match ground.code:
            case "critical":
                return self._words.ngettext(
                    "critical item failed: {questions}", "critical items failed: {questions}", len(about)
                ).format(questions=self._named(about))
            case "incomplete":
                if not about:
                    return _("too few rounds")
                return self._words.ngettext(
                    "{n} required question is open: {questions}",
                    "{n} required questions are open: {questions}",
                    len(about),
                ).format(n=len(about), questions=self._named(about))
            case "section":
                title = self.section_title(*about)
                return _("{section} is at {percent}, below its minimum of {limit}").format(
                    section=title, percent=percent, limit=limit
                )
            case "below":
                return _("{percent} is below {limit}").format(percent=percent, limit=limit)
            case "reached":
                return _("{percent} reaches {limit}").format(percent=percent, limit=limit)
            case "sections_reached":
                return _("every section reaches its minimum")
            case "no_limit":
                return _("the checklist has no pass mark")
            case "all_passed":
                return _("every checklist passes")
            case "checklists":
                titles = self._and([self.title(id_) for id_ in about])
                return self._words.ngettext(
                    "{checklists} does not pass", "{checklists} do not pass", len(about)
                ).format(checklists=titles)
            case "no_verdict" if about:
                titles = self._and([self.title(id_) for id_ in about])
                return self._words.ngettext(
                    "{checklists} has none", "{checklists} have none", len(about)
                ).format(checklists=titles)
            case _:
                return _("nothing was assessed")

    def _sum(self, parts: Sequence[Part], mean: Fraction, *limits: Decimal | None) -> str:
        """`40 × 50.0 % + 60 × 100.0 %, over 100 = 80.0 %`."""
        terms = " + ".join(
            f"{number_words(part.weight)}{FIRM}×{FIRM}{percent_words(part.percent)}"
            for part in parts
            if part.weight
        )
        total = sum((part.weight for part in parts), Fraction(0))
        return self._("{terms}, over {total} = {percent}").format(
            terms=terms,
            total=number_words(total),
            percent=percent_words(mean, *(limit for limit in limits if limit is not None)),
        )

    def _caps(self, caps: Sequence[Cap], percent: Fraction | None) -> str:
        if not caps:
            return ""
        _, lowest = self._, caps[0].cap
        named = self._named([cap.label for cap in caps if cap.cap == lowest])
        if percent is not None and percent <= lowest:
            return _("critical {questions} caps it at {cap}, which it does not reach").format(
                questions=named, cap=_limit(lowest)
            )
        return _("capped at {cap} by {questions} (critical)").format(cap=_limit(lowest), questions=named)

    # -- questions ------------------------------------------------------------------------------------

    def question(self, trace: QuestionTrace) -> str:
        """Why a question earned what it earned."""
        _, score = self._, trace.score
        leaves = _("leaves both sums")
        match score.reason:
            case "hidden":
                return _("not asked here: {leaves}").format(leaves=leaves)
            case "not_applicable" | "not_observed":
                word = _("not applicable") if score.reason == "not_applicable" else _("not observed")
                why = f" ({trace.params['reason']})" if trace.params.get("reason") else ""
                return _("{state}: {leaves}").format(state=word + why, leaves=leaves)
            case "unanswered.required" | "unanswered.optional" if not score.points:
                return _("not answered; not scored")
            case "unanswered.optional":
                return _("not answered, and may stay so: {leaves}").format(leaves=leaves)
            case "unanswered.required" if score.max:
                points = self._points(score.got, score.max)
                return _("{points}: not answered, which counts as 0").format(points=points)
            case "unanswered.required":
                return _("not answered: required, so there is no percentage yet")
        if not score.points and not score.failed:
            return _("asked, not scored")
        return _joined(self.short(trace), self._capping(trace.cap))

    def short(self, trace: QuestionTrace) -> str:
        """What an answer earned and by what rule: `3 of 6 points: 22 s is within 30 s, not within 15 s`."""
        _, score = self._, trace.score
        why = self._why(trace)
        if trace.delight:
            if not score.got:
                return _("a delight not given costs nothing: {why}").format(why=why)
            return _("{points} gained by a delight: {why}").format(
                points=self._points(score.got, score.points), why=why
            )
        if not score.points:
            return _("failed, without points: {why}").format(why=why)
        return _("{points}: {why}").format(points=self._points(score.got, score.points), why=why)

    def points(self, trace: QuestionTrace) -> str:
        """`3 of 6 points`; empty where the question is not scored."""
        return self._points(trace.score.got, trace.score.points) if trace.score.points else ""

    def _capping(self, cap: Cap | None) -> str:
        if cap is None:
            return ""
        _ = self._
        words = {
            "section": _("critical: caps the section at {cap}"),
            "checklist": _("critical: caps the checklist at {cap}"),
            "visit": _("critical: caps the visit at {cap}"),
        }
        return words[cap.scope].format(cap=_limit(cap.cap))

    def _why(self, trace: QuestionTrace) -> str:
        _, params, reason = self._, trace.params, trace.score.reason
        slot = self._slots[trace.score.path]
        question, unit = slot.question, unit_of(slot.question)
        find = self._view.layouts[slot.checklist].lookup(slot)
        answer = measure_words(params.get("answer", ""), unit)
        limits = {
            name: limit_words(params[name], question.id, unit, find, _)
            for name in ("meets", "partly")
            if name in params
        }
        match reason:
            case "yes_no":
                words = {"yes": _("yes"), "no": _("no")}
                said, good = words.get(params["answer"], params["answer"]), words[params["good"]]
                if said == good:
                    return _("the answer is {answer}").format(answer=said)
                return _("the answer is {answer}, {good} is asked for").format(answer=said, good=good)
            case "choice" | "choice.fails":
                return self._choice(slot.checklist, question, params)
            case "scale":
                return _("{answer} on the scale {low}–{high}").format(
                    answer=figure_words(params["answer"]),
                    low=figure_words(params["min"]),
                    high=figure_words(params["max"]),
                )
            case "meets":
                return _("{answer}, asked is {limit}").format(answer=answer, limit=limits["meets"])
            case "partly" if "meets" in limits:
                return _("{answer} is {partly}, not {meets}").format(answer=answer, **limits)
            case "partly":
                return _("{answer} is {limit}, which earns half").format(
                    answer=answer, limit=limits["partly"]
                )
            case "misses":
                wanted = limits.get("partly") or limits["meets"]
                return _("{answer} is not {limit}").format(answer=answer, limit=wanted)
            case "step.none":
                return _("{answer} fits no step").format(answer=answer)
            case _:
                return self._rung(answer, unit, params)

    def _rung(self, answer: str, unit: str | None, params: Any) -> str:
        _ = self._
        if "up_to" in params and "above" in params:
            words = _("{answer} is above {above} and within {up_to}")
        elif "up_to" in params:
            words = _("{answer} is within {up_to}")
        else:
            words = _("{answer} is above {above}")
        limits = {name: measure_words(params[name], unit) for name in ("up_to", "above") if name in params}
        said = words.format(answer=answer, **limits)
        missed = params.get("missed_up_to")
        if missed is not None and "up_to" in params and "above" not in params:
            said = _("{said}, not within {limit}").format(said=said, limit=measure_words(missed, unit))
        return said

    def _choice(self, checklist: str, question: Single | Multi, params: Any) -> str:
        _ = self._
        labels = {
            one.id: pick(one.label, self._language) or one.id
            for one in self._view.checklist(checklist).choices_of(question)
        }

        def named(ids: str) -> str:
            return ", ".join(quoted(labels.get(id_, id_)) for id_ in ids.split(", ") if id_)

        if params.get("fails"):
            return _("{choice} fails it").format(choice=named(params["fails"]))
        return named(params["answer"]) or _("nothing is chosen")

    # -- the shortest way to pass ---------------------------------------------------------------------

    def way(self, way: Way) -> str:
        """The shortest way to pass, or why there is none."""
        _ = self._
        titles = self._and([self.title(id_) for id_ in way.blocking])
        match way.state:
            case "passed":
                return _("The visit passes; nothing has to be repaired.")
            case "open":
                return self._open_way(way)
            case "incomplete":
                return _("Shortest way to pass: known once every required question is answered.")
            case "no_limit":
                return _("Shortest way to pass: none, as {checklists} has no pass mark.").format(
                    checklists=titles
                )
            case "not_assessed":
                return _("Shortest way to pass: none, as nothing of {checklists} was assessed.").format(
                    checklists=titles or _("the visit")
                )
            case "closed":
                return _(
                    "Shortest way to pass: none; with every finding repaired {checklists} does not pass."
                ).format(checklists=titles)
            case _:
                return _("Shortest way to pass: not worked out for a score that stands as recorded.")

    def _open_way(self, way: Way) -> str:
        _ = self._
        found = self._and([one.number for one in way.findings[:NAMED]])
        if len(way.findings) > NAMED:
            more = len(way.findings) - NAMED
            first = ", ".join(one.number for one in way.findings[:NAMED])
            found = self._words.ngettext("{first} and {n} more", "{first} and {n} more", more).format(
                first=first, n=more
            )
        said = _("Shortest way to pass: repair {findings} → {percent}").format(
            findings=found, percent=percent_words(way.percent)
        )
        if way.least < len(way.findings):
            said += " " + _("(the shortest found; at least {n} are needed)").format(n=way.least)
        return said

    # -- a score that stands as recorded ----------------------------------------------------------------

    def kept(self) -> str:
        """That the score is the recorded one, and why; empty where it is not."""
        _ = self._
        match self._view.kept:
            case "rules":
                return _(
                    "The score stands as recorded under rules {recorded}; the questions are told by rules {now}."
                ).format(recorded=recorded_rules(self._view.record) or "?", now=RULES_VERSION)
            case "erased":
                return _("The score stands as recorded; answers that it rests on were erased since.")
            case _:
                return ""

    # -- names ------------------------------------------------------------------------------------------

    def title(self, checklist: str) -> str:
        return pick(self._view.checklist(checklist).title, self._language) or checklist

    def section_title(self, checklist: str, section: str) -> str:
        """The title of a section of that checklist."""
        titles = {one.id: one.title for one in self._view.checklist(checklist).sections}
        return pick(titles[section], self._language) or section

    def text(self, trace: QuestionTrace) -> str:
        """What the question asks."""
        return pick(self._slots[trace.score.path].question.text, self._language)

    def _points(self, got: Fraction, most: Fraction) -> str:
        return self._words.ngettext(
            "{got} of {max} point", "{got} of {max} points", whole(Decimal(most.numerator) / most.denominator)
        ).format(got=number_words(got), max=number_words(most))

    def _named(self, labels: Sequence[str]) -> str:
        named = ", ".join(labels[:NAMED])
        return f"{named} …" if len(labels) > NAMED else named

    def _and(self, names: Sequence[str]) -> str:
        """`A`, `A and B`, `A, B and C`."""
        if len(names) < 2:
            return "".join(names)
        return self._("{first} and {last}").format(first=", ".join(names[:-1]), last=names[-1])


def _given(limit: Decimal | None) -> tuple[Decimal, ...]:
    return () if limit is None else (limit,)


def _limit(limit: Decimal) -> str:
    """A limit as its author wrote it: `80 %`."""
    return f"{number_as_written(limit)}{FIRM}%"


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)
