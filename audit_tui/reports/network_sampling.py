"""On what a network report rests: which visits, how many, and what was left out and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from gettext import NullTranslations

from audit_tui.locale_format import clauses, finished, in_a_row, led_by, listed
from audit_tui.phrases import insights as words
from audit_tui.reports.content import Fact
from audit_tui.reports.foreign import keeping
from audit_tui.rules.insights import Selected
from audit_tui.store.results import Unread


@dataclass(frozen=True, slots=True)
class Left:
    """What fits the selection and does not count, besides visits broken off or without a score."""

    drafts: int
    abandoned: int
    unread: Sequence[Unread]
    without_visit: Sequence[str]
    """Names of the sites of the registry at which there was no visit that counts."""

    @property
    def count(self) -> int:
        """Audits that do not count."""
        return self.drafts + self.abandoned + len(self.unread)


def sampling(
    selected: Selected,
    left: Left,
    *,
    selection: str,
    asked: str,
    period: str,
    aside: int,
    translation: NullTranslations,
) -> tuple[Fact, ...]:
    """The sampling statement, item by item."""
    _ = translation.gettext
    each = [len(visits) for visits in selected.sites.values()]
    kinds = Counter(one.kind for one in selected.visits)
    named = {
        "mystery": _("mystery visits"),
        "open": _("announced visits"),
        "phone": _("audits by telephone"),
        "delivery": _("test deliveries"),
    }
    spread = str(min(each)) if min(each) == max(each) else f"{min(each)}–{max(each)}"
    facts = [
        Fact(
            _("Sample"),
            _("{visits} visits at {sites} sites, {period}; {spread} a site. Of them {kinds}.").format(
                visits=len(selected.visits),
                sites=len(each),
                period=period,
                spread=spread,
                kinds=listed(led_by(name, str(kinds[kind])) for kind, name in named.items() if kinds[kind]),
            ),
        ),
        Fact(_("Chosen"), keeping(finished(clauses([selection, asked])), asked)),
        Fact(_("Left out"), _left_words(selected, left, _)),
    ]
    if left.without_visit:
        shown = listed(left.without_visit[:20])
        more = len(left.without_visit) - 20
        facts.append(
            Fact(
                _("Sites without a visit"),
                led_by(str(len(left.without_visit)), shown) + (f" (+{more})" if more > 0 else ""),
            )
        )
    facts += [
        Fact(
            _("Compared"),
            in_a_row(
                (
                    _(
                        "Only visits of the same site, and only questions that both visits assessed in the same "
                        "meaning; every comparison says how many of how many those are."
                    ),
                    words.remeasured_words(selected.remeasured, _),
                    words.aside_words(aside, _),
                )
            ),
        ),
        Fact(
            _("Intervals"),
            _(
                "At 95 %: of a median exact and without assuming a shape, from six visits on; of a rate after "
                "Wilson. The unit is the visit, never the question. A site with fewer than five visits gets no "
                "rank."
            ),
        ),
        Fact(
            _("Sampling risk"),
            _(
                "Sites and days were chosen by the organisation, not drawn by lot. The intervals tell what chance "
                "alone explains; they do not make up for days, shifts and sites that nobody visited."
            ),
        ),
    ]
    return tuple(facts)


def _left_words(selected: Selected, left: Left, _: words.Translate) -> str:
    parts = [
        (selected.aborted, _("broken off")),
        (
            selected.unscored,
            _("without a score, because required questions stayed open or nothing was assessed"),
        ),
        (left.drafts, _("not finished")),
        (left.abandoned, _("abandoned")),
        (len(left.unread), _("not readable")),
    ]
    said = clauses(f"{count} {why}" for count, why in parts if count) or _("Nothing.")
    numbers = [f"{one.number} ({one.why.rstrip('.')})" for one in left.unread[:8]]
    return in_a_row([finished(said), finished(listed(numbers))])
