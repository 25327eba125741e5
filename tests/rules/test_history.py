"""The history of a question: every step with who, when, before, after and why; what is gone is told as gone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit_tui.clock import FixedClock
from audit_tui.model.audit import Action, Evidence, State
from audit_tui.model.checklist import Checklist
from audit_tui.model.event import SealedValue
from audit_tui.model.site import Person, Site
from audit_tui.rules.erasure import erased
from audit_tui.rules.history import Entry, Told, history, touched
from audit_tui.rules.record import Change, Record, published_classes
from audit_tui.rules.writing import Pen, begin, new_run
from audit_tui.session import AuditSession

CHECKLIST = Checklist.model_validate(
    {
        "format": "audit-checklist/1",
        "id": "desk",
        "version": "1",
        "title": "Desk",
        "sections": [
            {
                "id": "s",
                "title": "S",
                "questions": [
                    {"id": "greeted", "type": "yes_no", "text": "Greeted?", "points": 2, "allow_na": True},
                    {"id": "wait", "type": "stopwatch", "text": "How long?", "points": 1, "meets": ". <= 9"},
                    {"id": "other", "type": "yes_no", "text": "Other?", "points": 1},
                    {
                        "id": "calls",
                        "type": "repeat",
                        "text": "Call",
                        "questions": [{"id": "rings", "type": "count", "text": "Rings"}],
                    },
                    {"id": "name", "type": "signature", "text": "Your name", "required": False},
                ],
            }
        ],
    }
)
GREETED = "desk/greeted"


class Walk:
    """A session whose proposals are taken in at once, a second after one another."""

    def __init__(self, kind: str = "open") -> None:
        self.clock = FixedClock(now=1_795_341_600_000, minutes_ahead=60)
        clock = self.clock
        self.person = Person(id=clock.ulid(), name="Anna Example", alias="Shopper 7")
        header, change = begin(
            number="AUD-1",
            site=Site(id="S1", name="Fictional"),
            checklists=[CHECKLIST],
            facts={"kind": kind, "auditor": self.person.name, "alias": self.person.alias},
            clock=clock,
            actor=self.person.id,
            device=clock.ulid(),
            run=new_run(clock),
        )
        record = Record.build(header, change.events, change.values)
        self.session = AuditSession(
            record, clock=clock, actor=self.person.id, device=clock.ulid(), run=new_run(clock)
        )

    def take(self, change: Change | None) -> None:
        assert change is not None
        self.session.apply(change)
        self.clock.tick(1_000)

    @property
    def record(self) -> Record:
        return self.session.record

    def pen(self, actor: str) -> Pen:
        projection = self.record.projection
        return Pen(self.clock, actor, self.clock.ulid(), new_run(self.clock), projection.seq, projection.head)


def steps(entries: list[Entry]) -> list[tuple[Any, ...]]:
    """Operation, value before, value after, reason of each entry."""

    def plain(told: Told | None) -> Any:
        return told and (told.absent or told.value)

    return [(entry.op, plain(entry.old), plain(entry.new), plain(entry.why)) for entry in entries]


def test_an_untouched_question_has_no_history() -> None:
    walk = Walk()
    walk.take(walk.session.answer(GREETED, "yes"))
    assert history(walk.record, "desk/other") == []
    assert history(walk.record, "desk/unheard_of") == []


def test_each_answer_is_told_with_the_moment_its_offset_the_person_and_what_stood_before() -> None:
    walk = Walk()
    walk.take(walk.session.answer(GREETED, "no"))
    walk.take(walk.session.answer(GREETED, "yes", reason="misheard"))
    walk.take(walk.session.clear(GREETED))
    first, second, third = history(walk.record, GREETED)
    assert (first.wall, first.offset, first.who) == (1_795_341_600_000, 60, "Anna Example")
    assert second.wall == first.wall + 1_000
    assert steps([first, second, third]) == [
        ("answered", None, "no", None),
        ("answered", "no", "yes", "misheard"),
        ("cleared", "yes", None, None),
    ]


def test_an_undo_is_told_as_one_with_what_it_brought_back() -> None:
    walk = Walk()
    walk.take(walk.session.answer(GREETED, "no"))
    walk.take(walk.session.answer(GREETED, "yes"))
    walk.take(walk.session.undo())
    walk.take(walk.session.undo())
    entries = history(walk.record, GREETED)
    assert [entry.undone for entry in entries] == [False, False, True, True]
    assert steps(entries)[2:] == [("answered", "yes", "no", None), ("cleared", "no", None, None)]


def test_setting_aside_is_told_with_its_reason_apart_from_what_stands() -> None:
    walk = Walk()
    walk.take(walk.session.not_applicable(GREETED, "nobody there"))
    walk.take(walk.session.answer(GREETED, "yes"))
    first, second = history(walk.record, GREETED)
    assert first.new == Told("not_applicable") and first.why == Told("not_applicable", "nobody there")
    assert second.old == Told("not_applicable")


def test_a_time_is_told_as_measured_noted_or_estimated() -> None:
    walk = Walk()
    walk.take(walk.session.start_timer("desk/wait"))
    walk.clock.tick(4_000)
    walk.take(walk.session.stop_timer("desk/wait"))
    walk.take(walk.session.answer("desk/wait", "6", grade="noted"))
    walk.take(walk.session.answer("desk/wait", "7", grade="estimated"))
    entries = history(walk.record, "desk/wait")
    assert [(entry.op, entry.grade) for entry in entries] == [
        ("timer", None),
        ("timer", None),
        ("answered", "measured"),
        ("answered", "noted"),
        ("answered", "estimated"),
    ]
    assert steps(entries)[2:] == [
        ("answered", None, "5", None),
        ("answered", "5", "6", None),
        ("answered", "6", "7", None),
    ]


def test_notes_flags_evidence_and_actions_are_told_each_with_its_own_past() -> None:
    walk = Walk()
    session = walk.session
    walk.take(session.answer(GREETED, "no"))
    walk.take(session.note(GREETED, "one"))
    walk.take(session.note(GREETED, "secret", private=True))
    walk.take(session.note(GREETED, "two"))
    walk.take(session.note(GREETED, ""))
    walk.take(session.flag(GREETED, True))
    walk.take(session.flag(GREETED, False))
    photo = Evidence(id=walk.clock.ulid(), sha256="a" * 64, kind="photo", extension="jpg", size=3)
    walk.take(session.add_evidence(GREETED, photo))
    walk.take(session.remove_evidence(GREETED, photo.id))
    action = Action(id=walk.clock.ulid(), what="Train the team")
    walk.take(session.add_action(GREETED, action))
    walk.take(session.add_action(GREETED, action.model_copy(update={"owner": "Store manager"})))
    walk.take(session.remove_action(GREETED, action.id))
    entries = history(walk.record, GREETED)[1:]
    assert steps(entries[:6]) == [
        ("noted", None, "one", None),
        ("noted", None, "secret", None),
        ("noted", "one", "two", None),
        ("noted", "two", None, None),
        ("flagged", None, True, None),
        ("flagged", None, False, None),
    ]
    assert [entry.private for entry in entries[:4]] == [False, True, False, False]
    added, removed, asked, changed, dropped = entries[6:]
    assert added.new is not None and added.new.value["sha256"] == "a" * 64
    assert removed.old == added.new and removed.new is None
    assert changed.old == asked.new and dropped.old == changed.new
    assert changed.new is not None and changed.new.value["owner"] == "Store manager"


def test_a_repeat_tells_its_instances_by_their_place_and_each_question_in_them_its_own() -> None:
    walk, path = Walk(), "desk/calls"
    for _ in range(2):
        walk.take(walk.session.add_instance(path))
    first, second = walk.record.projection.instances[path]
    walk.take(walk.session.answer(f"{path}/{second}/rings", "3"))
    walk.take(walk.session.remove_instance(path, second))
    assert steps(history(walk.record, path)) == [
        ("repeat_added", None, 1, None),
        ("repeat_added", None, 2, None),
        ("repeat_removed", 2, None, None),
    ]
    assert history(walk.record, f"{path}/{first}/rings") == []
    assert steps(history(walk.record, f"{path}/{second}/rings")) == [("answered", None, "3", None)]
    assert touched(walk.record) == [path, f"{path}/{second}/rings"]


@pytest.mark.parametrize(
    ("kind", "auditor", "other"),
    [("mystery", "Shopper 7", "Shopper 9"), ("open", "Anna Example", "Ben Sample")],
)
def test_a_mystery_visit_names_everybody_by_alias(kind: str, auditor: str, other: str) -> None:
    walk = Walk(kind)
    walk.take(walk.session.answer(GREETED, "no"))
    colleague = Person(id=walk.clock.ulid(), name="Ben Sample", alias="Shopper 9")
    for actor in (colleague.id, walk.clock.ulid()):
        pen = walk.pen(actor)
        pen.write("answered", GREETED, value=pen.seal("yes", "answer"))
        walk.take(pen.change())
    whos = [entry.who for entry in history(walk.record, GREETED, [colleague])]
    assert whos == [auditor, other, ""]


def test_private_notes_and_on_mystery_visits_signatures_are_withheld_from_what_is_handed_out() -> None:
    for kind in ("mystery", "open"):
        walk = Walk(kind)
        walk.take(walk.session.note(GREETED, "CANARY-PRIVATE", private=True))
        walk.take(walk.session.note(GREETED, "public words"))
        walk.take(walk.session.answer("desk/name", "CANARY-SIGNED"))
        classes = published_classes(kind)
        notes = history(walk.record, GREETED, classes=classes)
        assert steps(notes) == [
            ("noted", None, "withheld", None),
            ("noted", None, "public words", None),
        ]
        assert notes[0].private
        (signed,) = history(walk.record, "desk/name", classes=classes)
        assert signed.new is not None
        assert signed.new.absent == ("withheld" if kind == "mystery" else None)
        assert "CANARY-PRIVATE" in str(history(walk.record, GREETED))


def test_an_erased_value_is_told_as_erased_with_the_ground_and_one_merely_missing_as_withheld() -> None:
    walk = Walk()
    walk.take(walk.session.note(GREETED, "Mr Example was there"))
    walk.take(walk.session.note(GREETED, "nobody named"))
    walk.take(walk.session.note("desk/other", "untouched"))
    gone = next(each.value for each in walk.record.events if each.op == "noted")
    assert gone is not None
    after = erased(walk.record, [gone], "on request", walk.pen(walk.person.id))
    told = steps(history(after, GREETED))
    assert told == [
        ("noted", None, "erased", None),
        ("noted", "erased", "nobody named", None),
        ("erased", None, 1, "on request"),
    ]
    assert [entry.op for entry in history(after, "desk/other")] == ["noted"]
    kept = [value for value in walk.record.values.values() if value.commitment != gone]
    partial = Record.build(walk.record.header, walk.record.events, kept)
    assert steps(history(partial, GREETED))[0] == ("noted", None, "withheld", None)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(["yes", "no", "clear", "undo", "na"]), max_size=12))
def test_the_last_entry_always_ends_where_the_question_stands_and_each_begins_where_the_last_ended(
    doings: list[str],
) -> None:
    walk = Walk()
    for doing in doings:
        change = (
            walk.session.clear(GREETED)
            if doing == "clear"
            else walk.session.undo()
            if doing == "undo"
            else walk.session.not_applicable(GREETED, "why")
            if doing == "na"
            else walk.session.answer(GREETED, doing)
        )
        if change is not None:
            walk.take(change)
    entries = history(walk.record, GREETED)
    standing = None
    for entry in entries:
        assert entry.old == standing
        standing = entry.new
    item = walk.session.item(GREETED)
    if item.state is State.OPEN:
        assert standing is None
    else:
        assert standing is not None and standing.op == item.state.value and standing.value == item.value


def test_a_part_taken_away_twice_is_told_without_a_number() -> None:
    walk = Walk()
    walk.take(walk.session.add_instance("desk/calls"))
    (instance,) = walk.record.projection.instances["desk/calls"]
    for _ in range(2):
        pen = walk.pen(walk.person.id)
        pen.write("repeat_removed", f"desk/calls/{instance}")
        walk.record.apply(pen.change())
    *_, once, twice = history(walk.record, "desk/calls")
    assert once.old is not None and once.old.value == 1
    assert twice.old is not None and twice.old.value is None
    assert walk.record.projection.instances["desk/calls"] == []


def test_a_part_that_is_put_back_has_the_number_it_had() -> None:
    walk = Walk()
    for _ in range(3):
        walk.take(walk.session.add_instance("desk/calls"))
    ids = list(walk.record.projection.instances["desk/calls"])
    walk.take(walk.session.remove_instance("desk/calls", ids[1]))
    walk.take(walk.session.undo())
    assert walk.record.projection.instances["desk/calls"] == ids
    *_, gone, back = history(walk.record, "desk/calls")
    assert (gone.old, back.new) == (Told("repeat_removed", 2), Told("repeat_added", 2))
    assert back.undone and not back.redone
    walk.take(walk.session.redo())
    assert walk.record.projection.instances["desk/calls"] == [ids[0], ids[2]]
    assert history(walk.record, "desk/calls")[-1].redone


def test_a_value_that_is_locked_is_told_as_such_to_who_may_see_it() -> None:
    walk = Walk()
    walk.take(walk.session.note(GREETED, "secret", private=True))
    (gone,) = [each for each, stored in walk.record.values.items() if stored.value == "secret"]
    stored = walk.record.values.pop(gone)
    walk.record.sealed[gone] = SealedValue(commitment=gone, cls=stored.cls, sealed=f"{'0' * 16}:AAAA")
    (told,) = history(walk.record, GREETED)
    assert told.new == Told("noted", absent="locked")
    (hidden,) = history(walk.record, GREETED, classes=published_classes("open"))
    assert hidden.new == Told("noted", absent="withheld")


def test_each_photo_has_a_past_of_its_own_and_a_changed_note_tells_why() -> None:
    walk = Walk()
    photos = [
        Evidence(id=walk.clock.ulid(), sha256=f"{n}a" * 32, kind="photo", extension="jpg", size=9)
        for n in "12"
    ]
    for photo in photos:
        walk.take(walk.session.add_evidence(GREETED, photo))
    walk.take(walk.session.remove_evidence(GREETED, photos[0].id))
    walk.take(walk.session.note(GREETED, "first"))
    walk.take(walk.session.note(GREETED, "second", reason="misspelt"))
    one, two, gone, note, changed = history(walk.record, GREETED)
    assert one.old is two.old is gone.new is None
    assert gone.old is not None and gone.old.value["id"] == photos[0].id
    assert (note.why, changed.why) == (None, Told("noted", "misspelt"))
    assert (changed.old, changed.new) == (Told("noted", "first"), Told("noted", "second"))
