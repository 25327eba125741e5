"""What is asked: which questions are visible and required, given the answers so far, and computed values.

A checklist is compiled once and laid out by `layout`; `relaid` then works out anew, at each answer, only what
depends on it. An answer to a hidden question stays in the record and counts here as empty, so that hiding passes
down a chain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from audit_tui.i18n import _
from audit_tui.model.audit import State
from audit_tui.model.checklist import Checklist, Section
from audit_tui.model.question import Repeat, is_required
from audit_tui.model.text import pick
from audit_tui.rules.expressions import Expression, Lookup, Value, parse
from audit_tui.rules.functions import Scalar
from audit_tui.rules.values import Canonical, ValueProblem, as_value, check_value, reader

CONDITIONS = ("show_if", "require_if", "valid_if", "meets", "partly", "formula")
"""The keys of an item that hold an expression."""


_UNASKED = frozenset({"info", "calc", "repeat"})
_ANSWERED = State.ANSWERED


@dataclass(frozen=True, slots=True)
class Given:
    """What was said about a question; `value` is canonical, and set only when it was answered."""

    state: State
    value: Canonical | None = None


@dataclass(frozen=True, slots=True)
class Instance:
    """One round of a repeat: its ULID, and its place counted from 1 (for display only)."""

    ulid: str
    index: int


class Slot(NamedTuple):
    """A place in the walk: a question, a text to read, a computed value, or the head of a repeat."""

    path: str
    """`phone/rings`; in a repeat `phone/calls/<ULID>/rings`."""
    checklist: str
    section: Section
    question: Any
    repeat: Repeat | None
    instance: Instance | None
    visible: bool
    required: bool
    """Finishing waits for it: visible, and required by itself or by `require_if`; a repeat that `lacks`."""
    lacks: int = 0
    """Of the head of a repeat: how many instances are missing to its `min_count`."""

    @property
    def is_asked(self) -> bool:
        """Whether it is a question that takes an answer."""
        return self.question.type not in _UNASKED

    @property
    def label(self) -> str:
        """`phone.rings`, in a repeat `phone.calls[1].rings`: the name in answers files and results."""
        if self.repeat is None or self.instance is None:
            return f"{self.checklist}.{self.question.id}"
        return f"{self.checklist}.{self.repeat.id}[{self.instance.index}].{self.question.id}"


class _Scope(dict[str, Value]):
    """The values of one repeat instance; what is not in it is looked up outside."""

    __slots__ = ("_outer",)

    def __init__(self, outer: Mapping[str, Value]) -> None:
        super().__init__()
        self._outer = outer

    def over(self, outer: Mapping[str, Value]) -> _Scope:
        """The same values with another outside."""
        scope = _Scope(outer)
        scope.update(self)
        return scope

    def __missing__(self, name: str) -> Value:
        return self._outer.get(name)


@dataclass(frozen=True, slots=True)
class Layout:
    """One checklist laid out for the answers so far."""

    slots: tuple[Slot, ...]
    """Every item in encounter order, the hidden ones too; the head of a repeat before its instances."""
    calc: Mapping[str, Value]
    """Path of each visible calc question → its value."""
    _outer: dict[str, Value] = field(repr=False)
    _scopes: Mapping[tuple[str, str], _Scope] = field(repr=False)
    _visible: Mapping[str, bool] = field(repr=False)
    """By path."""
    _where: dict[str, list[int]] = field(repr=False, default_factory=dict)
    """Question id → its places among the slots; found when it is first needed, and handed on."""

    def asks_the_same(self, other: Layout) -> bool:
        """Whether it was made of `other` by `relaid` and the same slots are visible in both."""
        return self._visible is other._visible

    def lookup(self, slot: Slot) -> Lookup:
        """How conditions at `slot` look up names: in its own instance first, then outside."""
        if slot.repeat is not None and slot.instance is not None:
            return self._scopes[slot.repeat.id, slot.instance.ulid].__getitem__
        return self._outer.get

    def value(self, slot: Slot) -> Value:
        """What conditions see of this question: None while it is hidden or has no answer."""
        return self.lookup(slot)(slot.question.id)


class Item(NamedTuple):
    """An entry of a checklist with what it takes to lay it out."""

    section: Section
    question: Any
    repeat: Repeat | None
    expressions: Mapping[str, Expression]
    """By key: `show_if`, `require_if`, `valid_if`, `meets`, `partly`, `formula`."""
    required: bool


class _Place(NamedTuple):
    """An item in the order of evaluation, with all that does not change between two answers."""

    id: str
    path: str
    item: Item
    section: str
    show_if: Expression | None
    read: Callable[[Canonical | None], Value]
    head: str | None
    """Of a repeated question: the path of its repeat."""
    kind: str


@dataclass(frozen=True, slots=True, eq=False)
class CompiledChecklist:
    """A checklist with every condition parsed and the order in which to evaluate them."""

    checklist: Checklist
    items: Mapping[str, Item]
    """By question id, in encounter order."""
    sections: Mapping[str, Expression]
    """Section id → its `show_if`, where it has one."""
    order: tuple[str, ...]
    """Question ids so that each comes after those that its visibility or value depends on."""
    cycle: tuple[str, ...]
    """Questions whose conditions go round in a circle, empty in a sound checklist."""
    _places: tuple[_Place, ...] = field(repr=False)
    """The items as `order` says."""
    _repeats: tuple[_Place, ...] = field(repr=False)
    _rank: Mapping[str, int] = field(repr=False)
    """Question id → its place in `order`."""
    _followers: Mapping[str, Sequence[str]] = field(repr=False)
    """Question id → those whose visibility or value depends on it directly."""
    _demanding: Mapping[str, Sequence[str]] = field(repr=False)
    """Question id → those that it may make required."""


def compile_checklist(checklist: Checklist) -> CompiledChecklist:
    """Parse every condition; ExpressionError at the first that is none.

    Names are taken as they are: unknown ones are the linter's to refuse (they would be empty here).
    """
    items: dict[str, Item] = {}
    for section, question, repeat in checklist.walk():
        sources = ((key, getattr(question, key, None)) for key in CONDITIONS)
        expressions = {key: parse(source) for key, source in sources if source is not None}
        items[question.id] = Item(section, question, repeat, expressions, is_required(question))
    sections = {one.id: parse(one.show_if) for one in checklist.sections if one.show_if is not None}
    dependencies = _dependencies(items, sections)
    order, cycle = _order(dependencies)
    places = tuple(_place(checklist.id, id_, items[id_]) for id_ in order)
    return CompiledChecklist(
        checklist,
        items,
        sections,
        order,
        cycle,
        places,
        _repeats=tuple(place for place in places if place.kind == "repeat"),
        _rank={id_: at for at, id_ in enumerate(order)},
        _followers=_inverted(dependencies),
        _demanding=_inverted(
            {
                id_: item.expressions["require_if"].names
                for id_, item in items.items()
                if "require_if" in item.expressions
            }
        ),
    )


def _place(checklist: str, id_: str, item: Item) -> _Place:
    head = f"{checklist}/{item.repeat.id}" if item.repeat is not None else None
    return _Place(
        id=id_,
        path=f"{checklist}/{id_}",
        item=item,
        section=item.section.id,
        show_if=item.expressions.get("show_if"),
        read=reader(item.question),
        head=head,
        kind=item.question.type,
    )


def _dependencies(
    items: Mapping[str, Item], sections: Mapping[str, Expression]
) -> dict[str, tuple[str, ...]]:
    """Question id → the ids that have to be known before its visibility and value are."""
    found = {}
    for id_, item in items.items():
        wanted: set[str] = set()
        if item.section.id in sections:
            wanted |= sections[item.section.id].names
        if item.repeat is not None:
            wanted.add(item.repeat.id)
        for key in ("show_if", "formula"):
            expression = item.expressions.get(key)
            if expression is not None:
                wanted |= expression.names
                wanted |= {id_} if expression.uses_self else set()
        found[id_] = tuple(sorted(name for name in wanted if name in items))
    return found


def _inverted(names: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Name → the ids that name it."""
    found: dict[str, list[str]] = {}
    for id_, wanted in names.items():
        for name in wanted:
            found.setdefault(name, []).append(id_)
    return found


def _order(dependencies: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """An order of evaluation that keeps to the encounter where it can, and the first circle met."""
    done: dict[str, None] = {}
    cycle: tuple[str, ...] = ()
    for start in dependencies:
        trail: list[str] = [start]
        waiting: list[Iterator[str]] = [iter(dependencies[start])]
        if start in done:
            continue
        while trail:
            following = next((name for name in waiting[-1] if name not in done), None)
            if following is None:
                done[trail.pop()] = None
                waiting.pop()
            elif following in trail:
                cycle = cycle or (*trail[trail.index(following) :], following)
            else:
                trail.append(following)
                waiting.append(iter(dependencies[following]))
    return tuple(done), cycle


def layout(
    compiled: CompiledChecklist, answers: Mapping[str, Given], instances: Mapping[str, Sequence[str]]
) -> Layout:
    """Lay a checklist out for `answers` (by path) and `instances` (path of a repeat → ULIDs in order)."""
    outer: dict[str, Value] = {}
    scopes = {round_: _Scope(outer) for round_ in _rounds(compiled, instances)}
    visible: dict[str, bool] = {}
    calc: dict[str, Value] = {}
    _settle(compiled, compiled._places, answers, instances, outer, scopes, visible, calc)
    slots = tuple(_slots(compiled, instances, visible, outer, scopes))
    return Layout(slots, calc, outer, scopes, visible)


def relaid(
    compiled: CompiledChecklist,
    before: Layout,
    answers: Mapping[str, Given],
    instances: Mapping[str, Sequence[str]],
    changed: Iterable[str],
) -> Layout:
    """What `layout` gives for `answers` and `instances`, made of the layout there was.

    `changed`: ids of the questions about which something else is said now than for `before`. They are worked out
    anew, with those that depend on them; all others are taken over, so that an answer costs the same however
    long the checklist is. `before` stays as it was.
    """
    if compiled.cycle or list(before._scopes) != _rounds(compiled, instances):
        # Round a circle it matters where one begins; and rounds that come or go move all slots behind them.
        return layout(compiled, answers, instances)
    ids = sorted(_closure(compiled._followers, changed), key=compiled._rank.__getitem__)
    outer, calc, visible = before._outer.copy(), dict(before.calc), dict(before._visible)
    scopes = {round_: scope.over(outer) for round_, scope in before._scopes.items()}
    places = [compiled._places[compiled._rank[id_]] for id_ in ids]
    _settle(compiled, places, answers, instances, outer, scopes, visible, calc)
    where = before._where
    if not where:
        for at, slot in enumerate(before.slots):
            where.setdefault(slot.question.id, []).append(at)
    slots = list(before.slots)
    for id_ in {*ids, *(after for one in ids for after in compiled._demanding.get(one, ()))}:
        for at in where.get(id_, ()):
            path, instance = slots[at].path, slots[at].instance
            slots[at] = _slot(
                compiled, path, compiled.items[id_], instance, instances, visible, outer, scopes
            )
    same = visible == before._visible
    return Layout(tuple(slots), calc, outer, scopes, before._visible if same else visible, where)


def _rounds(compiled: CompiledChecklist, instances: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """The instances of all repeats, as (id of the repeat, ULID), in order."""
    return [(repeat.id, ulid) for repeat in compiled._repeats for ulid in instances.get(repeat.path, ())]


def _closure(followers: Mapping[str, Sequence[str]], ids: Iterable[str]) -> set[str]:
    """`ids`, what follows from them, what follows from that …"""
    found = set(ids)
    waiting = list(found)
    while waiting:
        new = [each for each in followers.get(waiting.pop(), ()) if each not in found]
        found.update(new)
        waiting += new
    return found


def _settle(
    compiled: CompiledChecklist,
    places: Iterable[_Place],
    answers: Mapping[str, Given],
    instances: Mapping[str, Sequence[str]],
    outer: dict[str, Value],
    scopes: Mapping[tuple[str, str], _Scope],
    visible: dict[str, bool],
    calc: dict[str, Value],
) -> None:
    """Find out, in this order, which of `places` are visible and what they are worth; writes the last four."""
    shown: dict[str, bool] = {}
    find, said = outer.get, answers.get

    def settle(place: _Place, path: str, above: bool, scope: dict[str, Value], find: Lookup) -> bool:
        given, condition = said(path), place.show_if
        value = place.read(given.value) if given is not None and given.state is _ANSWERED else None
        seen = visible[path] = above and (condition is None or condition.truth(find, value))
        if place.kind == "calc":
            calc.pop(path, None)
            if seen:
                value = calc[path] = place.item.expressions["formula"].evaluate(find)
        scope[place.id] = value if seen else None
        return seen

    for place in places:
        head, section = place.head, place.section
        if section not in shown:
            condition = compiled.sections.get(section)
            shown[section] = condition is None or condition.truth(find)
        if head is None:
            seen = settle(place, place.path, shown[section], outer, find)
            if place.kind == "repeat":
                outer[place.id] = list(instances.get(place.path, ())) if seen else []
            continue
        collected: list[Scalar] = []
        for ulid in instances.get(head, ()):
            repeat = head.rpartition("/")[2]
            scope, path = scopes[repeat, ulid], f"{head}/{ulid}/{place.id}"
            seen = settle(place, path, visible.get(head, True), scope, scope.__getitem__)
            value = scope[place.id]
            if seen and not isinstance(value, list):
                collected.append(value)
        outer[place.id] = collected


def _slots(
    compiled: CompiledChecklist,
    instances: Mapping[str, Sequence[str]],
    visible: Mapping[str, bool],
    outer: Mapping[str, Value],
    scopes: Mapping[tuple[str, str], _Scope],
) -> Iterator[Slot]:
    checklist, items = compiled.checklist.id, compiled.items
    for section in compiled.checklist.sections:
        for question in section.questions:
            head = f"{checklist}/{question.id}"
            yield _slot(compiled, head, items[question.id], None, instances, visible, outer, scopes)
            if not isinstance(question, Repeat):
                continue
            for index, ulid in enumerate(instances.get(head, ()), start=1):
                instance = Instance(ulid, index)
                for inner in question.questions:
                    path = f"{head}/{ulid}/{inner.id}"
                    yield _slot(compiled, path, items[inner.id], instance, instances, visible, outer, scopes)


def _slot(
    compiled: CompiledChecklist,
    path: str,
    item: Item,
    instance: Instance | None,
    instances: Mapping[str, Sequence[str]],
    visible: Mapping[str, bool],
    outer: Mapping[str, Value],
    scopes: Mapping[tuple[str, str], _Scope],
) -> Slot:
    seen, lacks, question, repeat = visible[path], 0, item.question, item.repeat
    if question.type == "repeat":
        lacks = max(0, question.min_count - len(instances.get(path, ()))) if seen else 0
        required = lacks > 0
    else:
        required = seen and item.required
        if seen and not required:
            condition = item.expressions.get("require_if")
            if condition is not None:
                find: Lookup = outer.get
                if repeat is not None and instance is not None:
                    find = scopes[repeat.id, instance.ulid].__getitem__
                required = condition.truth(find, find(question.id))
    return Slot(path, compiled.checklist.id, item.section, question, repeat, instance, seen, required, lacks)


def check_valid(compiled: CompiledChecklist, slot: Slot, value: Canonical, laid_out: Layout) -> None:
    """ValueProblem `value.valid_if` where the canonical `value` breaks the question's `valid_if`.

    The message is the checklist's own `valid_message` in its language of reference, if it has one; for
    other languages take it from the question.
    """
    item = compiled.items[slot.question.id]
    condition = item.expressions.get("valid_if")
    if condition is None:
        return
    this = as_value(slot.question, value)
    find, own = laid_out.lookup(slot), slot.question.id
    # The new answer counts under its own name too, before it is recorded.
    if not condition.truth(lambda name: this if name == own else find(name), this):
        message = pick(slot.question.valid_message, compiled.checklist.languages[0])
        raise ValueProblem(
            "value.valid_if",
            message or _("the answer does not satisfy {source}").format(source=condition.source),
            condition=condition.source,
        )


__all__ = [
    "CompiledChecklist",
    "Given",
    "Instance",
    "Item",
    "Layout",
    "Slot",
    "State",
    "ValueProblem",
    "as_value",
    "check_valid",
    "check_value",
    "compile_checklist",
    "layout",
    "relaid",
]
