"""The fewest items whose gains meet every need: a small exact search over whole numbers.

Of equally few the one with the least value, of these the one whose items stand first. It knows nothing of what
the items are. The search counts its steps; where they do not suffice it says so and gives the best it has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

BUDGET: Final = 800_000
"""Steps of one search, some tenths of a second: far more than a visit with dozens of findings takes."""


@dataclass(frozen=True, slots=True)
class Item:
    """`gains`: need → how much of it this item meets. `value`: what it is worth, 0 or more."""

    gains: Mapping[int, int]
    value: int


@dataclass(frozen=True, slots=True)
class Cover:
    """`chosen`: places of the items, rising. `least`: so many are needed at least, proved.

    `exact`: no set is smaller, none so small has less value, and none such stands earlier.
    """

    chosen: tuple[int, ...]
    exact: bool
    least: int


def cover(items: Sequence[Item], needs: Sequence[int], floor: int = 0, budget: int = BUDGET) -> Cover | None:
    """The fewest of `items` that meet all `needs`; None where all of them together do not.

    `floor`: no set that meets them can have a value below it, so one at it ends the search.
    """
    wanted = {need: amount for need, amount in enumerate(needs) if amount > 0}
    if any(sum(item.gains.get(need, 0) for item in items) < amount for need, amount in wanted.items()):
        return None
    if not wanted:
        return Cover((), True, 0)
    return _Search(items, wanted, floor, budget).run()


class _Search:
    """Looks at sets of one size after another, of each size in the order in which their items stand.

    Items that gain the same are taken from the first on, since any of them does as well.
    """

    def __init__(self, items: Sequence[Item], needs: Mapping[int, int], floor: int, budget: int) -> None:
        self.needs = needs
        self.floor = floor
        self.left = budget
        self.items = items
        useful = [at for at, item in enumerate(items) if any(item.gains.get(need, 0) for need in needs)]
        self.places = useful
        self.gains = [{n: g for n, g in items[at].gains.items() if g and n in needs} for at in useful]
        self.values = [items[at].value for at in useful]
        alike = [
            (tuple(sorted(gains.items())), value)
            for gains, value in zip(self.gains, self.values, strict=True)
        ]
        numbers = {one: number for number, one in enumerate(dict.fromkeys(alike))}
        self.kinds = [numbers[one] for one in alike]
        self.barred = [0] * len(numbers)
        self.by_value = sorted(range(len(useful)), key=lambda at: -self.values[at])
        self.support = {need: self._by_gain(need) for need in needs}
        self.apart = self._apart()
        self.best: tuple[int, ...] = ()
        self.worth: int | None = None

    def _by_gain(self, need: int) -> list[int]:
        """The items that help with a need, the best first."""
        return sorted(
            (at for at, gains in enumerate(self.gains) if need in gains), key=lambda at: -self.gains[at][need]
        )

    def _apart(self) -> list[int]:
        """Needs that no item meets two of, so that the numbers of items they ask for add up."""
        chosen: list[int] = []
        taken: set[int] = set()
        for need in sorted(self.needs, key=lambda need: len(self.support[need])):
            if taken.isdisjoint(self.support[need]):
                taken.update(self.support[need])
                chosen.append(need)
        self.home = {at: need for need in chosen for at in self.support[need]}
        return chosen

    def run(self) -> Cover:
        # What is promising with so many items is so with more: the first such number lies between these two.
        size, enough = 1, len(self.places)
        while size < enough:
            middle = (size + enough) // 2
            if self._promising(0, middle, self.needs):
                enough = middle
            else:
                size = middle + 1
        while True:
            finished = self._sized(size)
            if self.best:
                return Cover(self._named(self.best), finished, size)
            if not finished:
                return Cover(self._named(self._greedy()), False, size)
            size += 1

    def _named(self, chosen: Sequence[int]) -> tuple[int, ...]:
        return tuple(sorted(self.places[at] for at in chosen))

    def _sized(self, size: int) -> bool:
        """Look for the best set of this size; whether all of them were looked at or ruled out."""
        open_, chosen, value = dict(self.needs), list[int](), 0
        trail: list[tuple[int, bool]] = []
        at = 0
        while True:
            lacking = size - len(chosen)
            if not lacking:
                met = all(amount <= 0 for amount in open_.values())
                if met and (self.worth is None or value < self.worth):
                    self.best, self.worth = tuple(chosen), value
                    if value <= self.floor:
                        return True
            elif self._promising(at, lacking, open_) and self._cheaper(at, lacking, value):
                if not self.barred[self.kinds[at]]:
                    for need, gain in self.gains[at].items():
                        open_[need] -= gain
                    chosen.append(at)
                    value += self.values[at]
                    trail.append((at, True))
                at += 1
                continue
            if self.left < 0:
                self.barred = [0] * len(self.barred)
                return False
            while trail:
                at, was_in = trail.pop()
                if was_in:
                    break
                self.barred[self.kinds[at]] -= 1
            else:
                return True
            chosen.pop()
            value -= self.values[at]
            for need, gain in self.gains[at].items():
                open_[need] += gain
            self.barred[self.kinds[at]] += 1
            trail.append((at, False))
            at += 1

    def _free(self, at: int, start: int) -> bool:
        return at >= start and not self.barred[self.kinds[at]]

    def _promising(self, start: int, lacking: int, open_: Mapping[int, int]) -> bool:
        """Whether `lacking` of the items from `start` on may meet what is open: never False where they do."""
        asked: dict[int, int] = {}
        for need, amount in open_.items():
            if amount <= 0:
                continue
            count, rest = 0, amount
            for at in self.support[need]:
                if self._free(at, start):
                    count += 1
                    rest -= self.gains[at][need]
                    if rest <= 0:
                        break
            self.left -= count + 1
            if rest > 0 or count > lacking:
                return False
            asked[need] = count
        spare = lacking - sum(asked.get(need, 0) for need in self.apart)
        if spare < 0:
            return False
        return all(
            self._reaches(need, start, open_[need], {one: asked.get(one, 0) for one in self.apart}, spare)
            for need in asked
            if need not in self.apart
        )

    def _reaches(self, need: int, start: int, amount: int, asked: dict[int, int], spare: int) -> bool:
        """Whether `need` can be met by so many items as the needs apart ask for and `spare` others."""
        for at in self.support[need]:
            self.left -= 1
            if not self._free(at, start):
                continue
            home = self.home.get(at)
            if home is not None and asked[home]:
                asked[home] -= 1
            elif spare:
                spare -= 1
            else:
                continue
            amount -= self.gains[at][need]
            if amount <= 0:
                return True
        return False

    def _cheaper(self, start: int, lacking: int, value: int) -> bool:
        """Whether a set from here can be worth less than the best one."""
        if self.worth is None:
            return True
        for at in reversed(self.by_value):
            if not lacking:
                break
            if self._free(at, start):
                value += self.values[at]
                lacking -= 1
        self.left -= len(self.places)
        return value < self.worth

    def _greedy(self) -> list[int]:
        """A set that meets the needs: for one need after another the items that help most, less the superfluous."""
        open_, chosen = dict(self.needs), dict[int, None]()
        for need in [*self.apart, *(need for need in self.needs if need not in self.apart)]:
            for at in self.support[need]:
                if open_[need] <= 0:
                    break
                if at not in chosen:
                    chosen[at] = None
                    for other, gain in self.gains[at].items():
                        open_[other] -= gain
        for at in list(chosen):
            if all(open_[need] + gain <= 0 for need, gain in self.gains[at].items()):
                del chosen[at]
                for need, gain in self.gains[at].items():
                    open_[need] += gain
        return list(chosen)
