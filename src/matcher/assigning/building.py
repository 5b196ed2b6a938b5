"""A problem as a network: each aim a level of value that no later aim outweighs."""

from typing import NamedTuple

import numpy as np

from matcher.assigning.network import Bounds, Ints, Mask, Network
from matcher.assigning.problem import Problem
from matcher.assigning.records import PER_POINT, Worth

_MINIMUM = 8


class Levels(NamedTuple):
    """How much one pair at the floor, and one place that is filled, count beyond any difference of scores."""

    floor: int
    placed: int

    @property
    def minimum(self) -> int:
        """How much one place of a minimum counts: more than the people and places one step may lose."""
        return _MINIMUM * self.placed

    @classmethod
    def of(cls, greatest: int, n_mentors: int, floored: bool) -> "Levels":
        """Return levels so large that no later aim outweighs an earlier one.

        Two answers differ along simple cycles, which visit each mentor once: more than that many scores is never lost.
        """
        visits, greatest = n_mentors + 2, max(greatest, PER_POINT)
        floor = 2 * visits * (greatest + 1) if floored else 0
        return cls(floor, 2 * visits * (floor + greatest + 1))

    def worth(self, value: int) -> Worth:
        """Return what a value, or a difference of values, is made of."""
        placed = (int(value) + self.placed // 2) // self.placed
        rest = value - placed * self.placed
        at_floor = (rest + self.floor // 2) // self.floor if self.floor else 0
        return Worth(int(placed), int(at_floor), int(rest - at_floor * self.floor))

    def breaks_minimum(self, cost: int) -> bool:
        """Return whether something costs so much because a minimum would no longer be met."""
        return self.worth(cost).placed > _MINIMUM // 2


class Built(NamedTuple):
    """A problem as a network: pins are taken out, whom they leave no place has no pair."""

    network: Network
    kept: Ints
    """Which of the problem's pairs each pair of the network is."""
    levels: Levels

    @property
    def keys(self) -> Ints:
        """One number for each pair, the same in every network of the same people."""
        return self.network.applicant * np.int64(self.network.n_mentors) + self.network.mentor


def build(problem: Problem, kept: Mask, levels: Levels | None = None, floored: Mask | None = None) -> Built:
    """Return the network of some of a problem's pairs; without levels each pair counts one, whatever its score."""
    scored = levels is not None
    who, where = problem.pinned
    n, m = len(problem.applicants), len(problem.mentors)
    pins_of, pins_at = np.bincount(who, minlength=n), np.bincount(where, minlength=m)
    places, capacity = problem.places - pins_of, problem.capacity - pins_at
    least = np.maximum(problem.minimum - pins_at, 0)
    some = kept & (places[problem.pairs.applicant] > 0) & (capacity[problem.pairs.mentor] > 0)
    some[problem.find(who, where)] = False
    chosen = np.flatnonzero(some)
    # the first place of each counts before the second one of anybody
    first = np.where((pins_of == 0) & (places > 0), int((problem.places > 1).any()), 0)
    levels = levels or Levels(0, 1)
    value = np.full(len(chosen), levels.placed)
    if scored:
        value = value + problem.pairs.score[chosen]
        if floored is not None:
            value = value + levels.floor * floored[chosen]
    network = Network(
        problem.pairs.applicant[chosen],
        problem.pairs.mentor[chosen],
        value,
        Bounds(first.astype(np.int64), places, levels.placed if first.any() else 0),
        Bounds(least, capacity, levels.minimum if least.any() else 0),
    )
    return Built(network, chosen, levels)
