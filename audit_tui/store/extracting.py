"""From the file of a finished audit to what the cache of results keeps of it: plain lists, figures as text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson
from pydantic import ValidationError

from audit_tui.model.audit import Evidence, Item, State
from audit_tui.model.basics import Profile
from audit_tui.model.checklist import Checklist
from audit_tui.model.question import Nps
from audit_tui.rules.gathering import edition_of, outcomes_of
from audit_tui.rules.outcomes import Edition, write_falls, write_outcomes, write_statuses
from audit_tui.rules.results import RULES_VERSION, QuestionScore, as_json
from audit_tui.rules.routing import CompiledChecklist, Given, compile_checklist
from audit_tui.rules.scoring import score_questions, score_visit
from audit_tui.rules.view import answered_by_files, as_given
from audit_tui.store.editions import plain_edition
from audit_tui.store.tables import Tables


class Extractor:
    """Reads audits one after another; checklists that it has met are compiled and hashed once."""

    def __init__(self, editions: dict[str, Edition] | None = None) -> None:
        self.editions = {} if editions is None else editions
        """By the SHA-256 of the checklist as it is embedded."""
        self._compiled: dict[str, CompiledChecklist] = {}
        self._surprising: dict[tuple[str, Profile], frozenset[str]] = {}
        self._known: dict[str, tuple[dict[str, Any], str]] = {}
        """By the hash that an audit gives for a checklist: its body, and the SHA-256 of how it is embedded."""

    def extract(self, tables: Tables) -> list[Any]:
        """What is kept of the audit: of the whole visit, and last of each checklist.

        Raises KeyError, TypeError, ValueError or AttributeError where its answers do not fit its checklists.
        """
        audit = tables["audit"]["1"]
        facts, site = audit["facts"], audit["facts"].get("site") or audit["site"]
        aborted = facts.get("outcome") == "aborted"
        hashes, compiled = [], []
        for embedded in _in_force(tables):
            hash_ = self._hash(embedded)
            hashes.append(hash_)
            compiled.append(self._compile(hash_, embedded["body"]))
        given = dict(_given(tables, compiled))
        profile: Profile = site.get("profile") or "private"
        recorded = _recorded(tables)
        shown = recorded.get("score")
        if shown:
            # The percentages were recorded; only what came out of each question is to be worked out.
            scored = score_questions(compiled, given, audit["instances"], profile)
        else:
            score = score_visit(compiled, given, audit["instances"], profile)
            shown, scored = as_json(score), [one.questions for one in score.checklists]
        by_id = {one["id"]: one for one in shown["checklists"]}
        statuses = {one["id"]: one["status"] for one in shown["standards"]}
        checklists = []
        for hash_, questions in zip(hashes, scored, strict=True):
            edition = self.editions[hash_]
            kept = by_id[edition.id]
            outcomes = {} if aborted else outcomes_of(edition, questions)
            sections = {each["id"]: each["percent"] for each in kept["sections"]}
            checklists.append(
                [
                    hash_,
                    _text(kept["percent"]),
                    kept["passed"],
                    [_text(sections[each.id]) for each in edition.sections],
                    write_statuses(edition, statuses, self._delights(hash_, profile)),
                    write_falls(edition, outcomes, {} if aborted else statuses),
                    write_outcomes(edition, outcomes),
                ]
            )
        return [
            str(site.get("region") or ""),
            aborted,
            str(recorded.get("rules") or RULES_VERSION),
            _text(shown["percent"]),
            shown["passed"],
            list(shown["critical_failed"]),
            [] if aborted else [list(each) for each in _recommendations(compiled, scored, given)],
            str(tables["journal"]["1"]["chain"]),
            checklists,
        ]

    def _hash(self, embedded: dict[str, Any]) -> str:
        """Of the body as it stands. The hash that goes with it is not trusted, but tells where to look first."""
        body, told = embedded["body"], str(embedded.get("hash"))
        known = self._known.get(told)
        if known is not None and known[0] == body:
            return known[1]
        hash_ = hashlib.sha256(orjson.dumps(body)).hexdigest()
        self._known.setdefault(told, (body, hash_))
        return hash_

    def _compile(self, hash_: str, body: dict[str, Any]) -> CompiledChecklist:
        if hash_ not in self._compiled:
            try:
                self._compiled[hash_] = compile_checklist(Checklist.model_validate(body))
            except ValidationError as error:
                raise ValueError(str(error)) from None
            self.editions[hash_] = edition_of(self._compiled[hash_])
        return self._compiled[hash_]

    def _delights(self, hash_: str, profile: Profile) -> frozenset[str]:
        """The standards that customers of such a site do not expect, as `phone/PH-01`."""
        if (hash_, profile) not in self._surprising:
            checklist = self._compiled[hash_].checklist
            self._surprising[hash_, profile] = frozenset(
                f"{checklist.id}/{code}"
                for code, one in checklist.standards.items()
                if one.kind_for(profile) == "delight"
            )
        return self._surprising[hash_, profile]

    def plain(self, hashes: Iterable[str]) -> dict[str, list[Any]]:
        """Those editions as JSON holds them."""
        return {hash_: plain_edition(self.editions[hash_]) for hash_ in hashes}


def _text(value: Any) -> str:
    """A recorded figure, number or text, as text; empty for none."""
    return "" if value is None else str(value)


def _in_force(tables: Tables) -> list[dict[str, Any]]:
    """The embedded checklists that an audit was judged by: those it was begun with, or moved to since."""
    audit = tables["audit"]["1"]
    found = {str(one["id"]): one for one in audit["checklists"]}
    if audit["moved"]:
        values = {stored["commitment"]: stored.get("value") for stored in tables["values"].values()}
        moved = [event for event in tables["events"].values() if event["op"] == "checklist_moved"]
        found |= {event["path"]: values[event["value"]] for event in moved}
    return list(found.values())


def _recorded(tables: Tables) -> dict[str, Any]:
    """What the last edition recorded: `rules` and `score`; empty where it holds none."""
    ends = [event["value"] for event in tables["events"].values() if event["op"] in ("finished", "amended")]
    values = {stored["commitment"]: stored.get("value") for stored in tables["values"].values()}
    found = values.get(ends[-1]) if ends else None
    return dict(found) if isinstance(found, dict) else {}


def _given(tables: Tables, compiled: Sequence[CompiledChecklist]) -> Iterator[tuple[str, Given]]:
    """What was said, by path, as the rules read it."""
    by_files = answered_by_files(compiled)
    for document in tables["answers"].values():
        path, state = document["path"], State(document["state"])
        if document["evidence"]:
            item = Item(path, state, document["value"])
            item.evidence = [Evidence.model_validate(one) for one in document["evidence"]]
            yield path, as_given(item, by_files)
        else:
            yield path, Given(state, document["value"])


def _recommendations(
    compiled: Sequence[CompiledChecklist],
    scored: Sequence[Sequence[QuestionScore]],
    given: Mapping[str, Given],
) -> Iterator[tuple[str, str, int, int, int]]:
    for checklist, questions in zip(compiled, scored, strict=True):
        for one in questions:
            question = checklist.items[one.path.rpartition("/")[2]].question
            said = given.get(one.path)
            if isinstance(question, Nps) and one.state != "hidden" and said and str(said.value).isdecimal():
                yield (
                    checklist.checklist.id,
                    question.id,
                    question.meaning,
                    question.min,
                    int(str(said.value)),
                )
