"""What followed the end of the audit, for its report: who returned, verified or appealed, what a correction changed.

Both results of a corrected audit are told, with every question that was answered anew (21 CFR 11.10(e): a change never
obscures what was recorded before).
"""

from __future__ import annotations

from audit_tui.locale_format import ended, led_by, quoted
from audit_tui.model.audit import Item
from audit_tui.model.question import Signature as SignatureQuestion
from audit_tui.phrases.review import follow_words, score_words
from audit_tui.reports.content import Aftermath, Changed, Happened
from audit_tui.reports.subject import Subject
from audit_tui.reports.words import answer_words, day_words, evidence_words, local
from audit_tui.rules.review import EndedEdition, differences, editions, followed


def aftermath(subject: Subject) -> Aftermath | None:
    """What followed; None where nothing did."""
    record = subject.record
    if record.projection.review.is_untouched:
        return None
    _ = subject.say
    happened = []
    for one in followed(record):
        if one.event.op == "reopened":
            # That a correction was begun is told by its end.
            continue
        said = [
            led_by(subject.label(path), f"{quoted(_question(subject, path))} {words}")
            for path, words in one.questions.items()
        ]
        words = follow_words(one, record.kind, _)
        day = day_words(local(one.event.wall, subject.zone).date().isoformat())
        happened.append(Happened(day, "\n".join([words, *said])))
    ended_ = editions(record)
    return Aftermath(
        tuple(happened),
        tuple(_edition(subject, one) for one in ended_) if len(ended_) > 1 else (),
        tuple(change for one in ended_[1:] for change in _changes(subject, one.number)),
    )


def _edition(subject: Subject, one: EndedEdition) -> tuple[str, str, str]:
    day = local(one.event.wall, subject.zone).date().isoformat()
    return str(one.number), day_words(day), score_words(one, subject.say)


def _changes(subject: Subject, number: int) -> list[Changed]:
    return [
        Changed(
            str(number),
            subject.label(one.path),
            _question(subject, one.path),
            _told(subject, one.path, one.before),
            _told(subject, one.path, one.after),
        )
        for one in differences(subject.record, number)
    ]


def _question(subject: Subject, path: str) -> str:
    slot = subject.view.visible(path)
    if slot is not None:
        return subject.asked(slot)
    known = subject.view.told_of(path)
    return subject.pick(known[1].text) if known is not None else path


def _told(subject: Subject, path: str, item: Item) -> str:
    """An answer with its reason, its public note and how much is attached; a signature only where names are told."""
    known = subject.view.told_of(path)
    if known is None:
        return ""
    checklist, question = known
    if subject.mystery and isinstance(question, SignatureQuestion):
        item = Item(item.path, state=item.state, reason=item.reason, note=item.note)
    parts = [answer_words(checklist, question, item, subject.language, subject.say), item.reason, item.note]
    photos = sum(each.kind == "photo" for each in item.evidence)
    if photos:
        parts.append(evidence_words(photos, "photo", subject.language))
    return " · ".join(part for part in parts if part)


def review_notice(subject: Subject) -> str:
    """What every page says while the result may still change because of what followed; else empty."""
    _, review = subject.say, subject.record.projection.review
    if review.appeal == "open":
        return _("Preliminary: the site has appealed against this result, and nobody has decided yet.")
    if review.state == "returned":
        return _("Preliminary: this audit was returned to its auditor and waits to be corrected.")
    if review.state == "reopened":
        return _("Preliminary: this audit was returned to its auditor and is being corrected.")
    return ""


def edition_words(subject: Subject) -> str:
    """`Edition 2 of 25 November 2026; edition 1 scored 83.3 %, not passed.` Empty for the only one."""
    ended_ = editions(subject.record)
    if len(ended_) < 2:
        return ""
    before, now = ended_[-2], ended_[-1]
    words = subject.say("Edition {number} of {day}; the result of edition {before}: {score}.")
    return ended(
        words.format(
            number=now.number,
            day=day_words(local(now.event.wall, subject.zone).date().isoformat()),
            before=before.number,
            score=score_words(before, subject.say),
        )
    )


def verified_by(subject: Subject) -> tuple[str, str]:
    """Who verified the audit as it stands (no name where names are not told), and the day; empty where nobody did."""
    if subject.record.projection.review.state != "verified":
        return "", ""
    last = [one for one in followed(subject.record) if one.event.op == "verified"][-1]
    return "" if subject.mystery else last.by, local(last.event.wall, subject.zone).date().isoformat()
