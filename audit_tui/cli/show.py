"""Show one audit: its score by section, what failed, what is open, and what was noted; or its history.

Private notes and, on mystery visits, the auditor's name are left out. A score of a finished audit is the
one that was recorded when it was finished.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from audit_tui.cli import experience, explain, history
from audit_tui.cli.common import add_json, columns, say, say_json, workspace_of
from audit_tui.cli.standards import replaced_json
from audit_tui.clock import SystemClock, iso
from audit_tui.errors import DONE
from audit_tui.i18n import _, language, later, ngettext, plural
from audit_tui.locale_format import FIRM, Figure, led_by
from audit_tui.model.audit import State
from audit_tui.model.site import Person
from audit_tui.model.text import pick
from audit_tui.phrases.insights import previous_words
from audit_tui.phrases.numbers import percent_figure
from audit_tui.phrases.recall import recall_words
from audit_tui.phrases.review import review_words
from audit_tui.phrases.standards import law_words, replaced_words
from audit_tui.phrases.states import status_words
from audit_tui.phrases.visits import aside_words, severity_words, visit_kind
from audit_tui.reports import histories
from audit_tui.reports.insights_json import comparison_json
from audit_tui.reports.words import answer_words
from audit_tui.rules.comparison import Comparison, compare
from audit_tui.rules.compliance import nonconformities
from audit_tui.rules.experience import experience_json
from audit_tui.rules.gathering import result_of
from audit_tui.rules.moving import moves
from audit_tui.rules.recall import recall
from audit_tui.rules.record import Record
from audit_tui.rules.results import QuestionScore, as_json
from audit_tui.rules.view import AuditView
from audit_tui.store.audits import AuditStore
from audit_tui.store.registry import Registry
from audit_tui.store.results import result_before

EXAMPLES = """examples:
  audit-tui show AUD-2026-HARBOUR-03
  audit-tui show 8RMMHXPM --json           a unique ending of the id is enough
  audit-tui show 8RMMHXPM --experience     the balance 5 : 1, facts and feelings, departments, conduct
  audit-tui show 8RMMHXPM --explain        why this score, and the shortest way to pass
  audit-tui show 8RMMHXPM --history        who said what when, for every question
  audit-tui show 8RMMHXPM --history phone.rings"""

_STATES = {
    "scored": "",
    "incomplete": later("incomplete: required questions are open"),
    "not_assessed": later("not assessed"),
}
_VERDICTS = {True: later("passed"), False: later("NOT PASSED"), None: later("no verdict")}


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "audit", metavar="AUDIT", help=_("number, id, or a unique ending of at least 6 characters")
    )
    parser.add_argument(
        "--history",
        metavar="QUESTION",
        nargs="?",
        const="",
        help=_(
            "what was said about a question when, by whom, and what stood there before (default: about all)"
        ),
    )
    parser.add_argument(
        "--experience",
        action="store_true",
        help=_(
            "the balance of positives against five times the negatives, facts and feelings, phases, conduct"
        ),
    )
    parser.add_argument(
        "--explain",
        action="store_true",
        help=_("how the score comes about, down to each question, and the shortest way to pass"),
    )
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    workspace, clock = workspace_of(args), SystemClock()
    store = AuditStore(workspace, clock)
    with store.open(args.audit, write=False) as audit:
        record = audit.record
    view = AuditView(record)
    if args.history is not None:
        return _history(view, args.history, Registry(workspace, clock).people(), json=args.json)
    if args.experience:
        return _experience(view, json=args.json)
    if args.explain:
        return _explain(view, json=args.json)
    score = score_of(record, view)
    before = result_before(workspace, store.rows(), record)
    comparison = compare(before, result_of(view)) if before is not None else None
    remembered = recall(view) if record.kind == "mystery" else None
    document = {
        "id": record.header.id,
        "number": record.header.number,
        "status": record.projection.status,
        "review": record.projection.review.state or None,
        "appeal": record.projection.review.appeal or None,
        "edition": record.projection.review.edition,
        "site": view.site.id,
        "checklists": [embedded.id for embedded in record.checklists],
        "score": score,
        "previous": comparison_json(comparison),
        "recall": None
        if remembered is None
        else {
            "since": remembered.since,
            "answers": remembered.answers,
            "median_seconds": remembered.median,
            "longest_seconds": remembered.longest,
        },
        "replaced": [
            {"standard": f"{one.checklist.id}/{code}", **replaced_json(each)}
            for one in view.checklists
            for code, found in (one.checklist.replaced or {}).items()
            for each in found
        ],
    }
    if args.json:
        say_json(document)
    else:
        for line in _lines(record, view, score, comparison):
            say(line)
    return DONE


def _history(view: AuditView, name: str, people: Sequence[Person], *, json: bool) -> int:
    header = view.record.header
    found = histories.asked(view, name, people)
    if json:
        questions = [histories.as_json(one) for one in found]
        say_json({"id": header.id, "number": header.number, "questions": questions})
        return DONE
    _say_whose(view)
    for line in history.lines(found):
        say(line)
    return DONE


def _experience(view: AuditView, *, json: bool) -> int:
    header, seen = view.record.header, experience.of(view, language())
    if json:
        say_json({"id": header.id, "number": header.number, "experience": experience_json(seen)})
        return DONE
    _say_whose(view)
    for line in experience.lines(seen, view, language()):
        say(line)
    return DONE


def _explain(view: AuditView, *, json: bool) -> int:
    if json:
        say_json(explain.document(view))
        return DONE
    _say_whose(view)
    for line in explain.lines(view, language()):
        say(line)
    return DONE


def _say_whose(view: AuditView) -> None:
    header = view.record.header
    if header.demo:
        say(_("DEMO: everything here is invented."))
    say(
        _("Audit {number} · {status} · {name} ({id})").format(
            number=header.number,
            status=status_words(view.record.projection.status, _),
            name=view.site.name,
            id=view.site.id,
        )
    )
    for line in locked_lines(view.record):
        say(line)


def locked_lines(record: Record) -> list[str]:
    """A word about what is encrypted and was not opened; nothing where all is shown."""
    if not record.sealed:
        return []
    return [
        plural(
            "LOCKED: {count} value is encrypted and not shown; the passphrase opens it.",
            "LOCKED: {count} values are encrypted and not shown; the passphrase opens them.",
            len(record.sealed),
        )
    ]


def score_of(record: Record, view: AuditView) -> dict[str, Any]:
    """The score as JSON: of a finished audit the recorded one, else computed from what is said so far."""
    recorded = (record.projection.score or {}).get("score")
    return _with_numbers(recorded) if isinstance(recorded, dict) else as_json(view.score())


_NUMBERS = frozenset({"percent", "raw_percent", "provisional_percent", "na_share", "got", "max"})


def _with_numbers(value: Any, key: str = "") -> Any:
    """A recorded score with its figures as numbers again; the record keeps every number as text."""
    if isinstance(value, dict):
        return {name: _with_numbers(each, name) for name, each in value.items()}
    if isinstance(value, list):
        return [_with_numbers(each) for each in value]
    if key in _NUMBERS and isinstance(value, str):
        number = float(value)
        return int(number) if number.is_integer() else number
    return value


def _lines(
    record: Record, view: AuditView, score: dict[str, Any], comparison: Comparison | None
) -> Iterator[str]:
    header, projection, facts = record.header, record.projection, record.projection.facts
    if header.demo:
        yield _("DEMO: everything here is invented.")
    yield _("Audit {number} · {status} · {name} ({id})").format(
        number=header.number, status=status_words(projection.status, _), name=view.site.name, id=view.site.id
    )
    start, end = str(facts.get("visit_start") or ""), str(facts.get("visit_end") or "")
    visit = f"{start.replace('T', ' ')}{'–' + end[11:] if end else ''}" if start else _("no date yet")
    yield _("Visit: {kind}, {visit}, {zone} · by {auditor}").format(
        kind=visit_kind(record.kind, _), visit=visit, zone=view.site.zone, auditor=_auditor(record)
    )
    yield _("Id: {id} · fingerprint {head}… after {events}").format(
        id=header.id,
        head=projection.head[:16],
        events=plural("{count} event", "{count} events", projection.seq),
    )
    if projection.ended_at:
        yield _("Ended: {iso}").format(iso=iso(projection.ended_at))
    if not projection.review.is_untouched:
        yield _("Review: {words}").format(words=review_words(record, _))
    for one in moves(record):
        aside = ", ".join(path.replace("/", ".") for path in one.aside)
        more = _("; set aside: {aside}").format(aside=aside) if aside else ""
        yield _("Moved: {checklist} from {version} to {version2}, {iso}{more}").format(
            checklist=one.checklist,
            version=one.old.version,
            version2=one.new.version,
            iso=iso(one.wall, one.offset),
            more=more,
        )
    if facts.get("outcome") == "aborted":
        yield _("Aborted: {abort_reason}").format(
            abort_reason=facts.get("abort_reason") or _("no reason given")
        )
    yield from locked_lines(record)
    if projection.ending_reason:
        yield _("Reason: {ending_reason}").format(ending_reason=projection.ending_reason)
    remembered = recall(view) if record.kind == "mystery" else None
    if remembered is not None:
        yield _("Recall: {delay}.").format(delay=recall_words(remembered, _, ngettext))
    yield ""
    yield from _score_lines(view, score)
    if comparison is not None:
        yield previous_words(comparison, _)
    yield from _failed_lines(view)
    yield from _note_lines(view)
    yield from _limit_lines(view)
    yield from _open_lines(view)
    yield from _replaced_lines(view)


def _auditor(record: Record) -> str:
    facts = record.projection.facts
    alias, name = str(facts.get("alias") or ""), str(facts.get("auditor") or "")
    shown = alias if record.kind == "mystery" else name or alias
    return shown or _("an auditor without an alias")


def _percent(value: Any, *limits: Decimal | None) -> str:
    """With so many decimals that it does not contradict a limit: `84.96 %` against 85."""
    if value is None:
        return "–"
    return f"{percent_figure(Fraction(str(value)), *(limit for limit in limits if limit is not None))}{FIRM}%"


def _score_lines(view: AuditView, score: dict[str, Any]) -> Iterator[str]:
    note = _(_STATES[score["state"]])
    if score["state"] == "incomplete":
        note += _("; so far {percent}").format(percent=_percent(score["provisional_percent"]))
    verdict = _(_VERDICTS[score["passed"]]) + (f" ({note})" if note else "")
    rows = [[_("SCORE"), _percent(score["percent"]), verdict]]
    for one in score["checklists"]:
        checklist = view.checklist(one["id"])
        percent = _percent(one["percent"], checklist.scoring.pass_from)
        rows.append([f"  {pick(checklist.title, language())}", percent, _mark(one["passed"])])
        sections = {section.id: section for section in checklist.sections}
        for section in one["sections"]:
            points = (
                _("{got:g} of {max:g}").format(
                    got=Figure(round(section["got"], 2)), max=Figure(section["max"])
                )
                if section["max"]
                else _("not assessed")
            )
            rows.append(
                [
                    f"    {pick(sections[section['id']].title, language())}",
                    _percent(section["percent"], sections[section["id"]].pass_from),
                    "  ".join(part for part in (points, _mark(section["passed"])) if part),
                ]
            )
    yield from columns(rows, right=(1,))
    if score["critical_failed"]:
        yield _("Critical failed: {critical_failed}").format(
            critical_failed=", ".join(score["critical_failed"])
        )
    yield from explain.remarks(view, language())


def _mark(passed: bool | None) -> str:
    return "" if passed is None else _(_VERDICTS[passed])


def _failed_lines(view: AuditView) -> Iterator[str]:
    found = nonconformities(view.score())
    if not found:
        return
    questions = {one.path: one for one in view.score().questions}
    yield ""
    yield _("FELL SHORT ({count})").format(count=len(found))
    for finding in found:
        standard = finding.standard.partition("/")[2] if finding.standard else ""
        yield f"  {finding.number} {severity_words(finding.severity, _)}{' · ' + standard if standard else ''}"
        for path in finding.questions:
            yield from _question_lines(view, path, questions[path])


def _question_lines(view: AuditView, path: str, scored: QuestionScore) -> Iterator[str]:
    slot, item = view.slot(path), view.item(path)
    text = pick(slot.question.text, language())
    answer = answer_words(view.checklist(slot.checklist), slot.question, item, language(), _)
    yield f"    {slot.label}: {text}"
    yield "      " + _("{answer} · {got:g} of {points:g} points").format(
        answer=answer, got=Figure(round(float(scored.got), 2)), points=Figure(scored.points)
    )
    if item.note:
        yield from (f"      {line}" for line in _("note: {note}").format(note=item.note).split("\n"))
    for action in item.actions:
        due = _(", by {due}").format(due=action.due) if action.due else ""
        yield "      " + _("action: {what} ({owner}{due})").format(
            what=action.what, owner=action.owner or _("no owner"), due=due
        )
    if item.evidence:
        yield "      " + _("evidence: {evidence}").format(
            evidence=", ".join(one.sha256[:12] for one in item.evidence)
        )


def _note_lines(view: AuditView) -> Iterator[str]:
    told = {path for finding in nonconformities(view.score()) for path in finding.questions}
    noted = [slot for slot in view.slots if view.item(slot.path).note and slot.path not in told]
    if noted:
        yield ""
        yield _("NOTES ({count})").format(count=len(noted))
        for slot in noted:
            yield f"  {slot.label}: {view.item(slot.path).note}"


def _limit_lines(view: AuditView) -> Iterator[str]:
    aside = [
        slot
        for slot in view.slots
        if slot.is_asked and view.state(slot.path) in (State.NOT_APPLICABLE, State.NOT_OBSERVED)
    ]
    if aside:
        yield ""
        yield _("NOT APPLICABLE OR NOT OBSERVED ({count})").format(count=len(aside))
        for slot in aside:
            item = view.item(slot.path)
            yield f"  {slot.label}: {led_by(aside_words(item.state, _), item.reason)}"


def _replaced_lines(view: AuditView) -> Iterator[str]:
    """Which figures are not the shipped ones, and where they come from."""
    found = [
        (f"{one.checklist.id}/{code}", one.checklist.standards[code], replaced)
        for one in view.checklists
        for code, replaced in (one.checklist.replaced or {}).items()
    ]
    if found:
        yield ""
        yield _("STANDARDS OF ITS OWN ({count})").format(count=len(found))
        for id_, standard, replaced in found:
            law = law_words(standard, view.record.header.site.jurisdiction, language(), _)
            figure = law or pick(standard.figure, language()) or pick(standard.text, language())
            yield f"  {id_}: {figure if standard.applies else _('does not apply')}"
            yield f"    {replaced_words(replaced, language(), _)}"


def _open_lines(view: AuditView) -> Iterator[str]:
    waiting = view.open_required()
    if waiting:
        yield ""
        yield _("OPEN ({questions})").format(
            questions=plural("{count} required question", "{count} required questions", len(waiting))
        )
        for slot in waiting:
            text = pick(slot.question.text, language())
            yield f"  {slot.label}: {text}"
