"""Which of several equally good answers: the one a keyed hash of the ids prefers, whatever the order of rows.

The answers that are as good as one differ from it along cycles of the residual graph that lose nothing. Only the pairs
on such cycles are solved again, with the hash for a value; all the others stay.
"""

from collections.abc import Callable

import numpy as np

from matcher.assigning.network import Bounds, Ints, Mask, Network
from matcher.assigning.prices import Prices, ReducedCosts
from matcher.assigning.solvers import solve

_HASH_BITS = 62
Hash = Callable[[Ints], Ints]
"""Gives the pairs at some positions a whole number of 62 bits each."""


def break_ties(network: Network, taken: Mask, prices: Prices, hash_of: Hash, solver: str = "auto") -> Mask:
    """Return the answer as good as `taken` that the hash prefers; it does not depend on which one was given."""
    free = np.flatnonzero(_on_a_cycle(network, taken, prices))
    if not len(free):
        return taken
    fixed = taken.copy()
    fixed[free] = False
    applicant, mentor = network.applicant[free], network.mentor[free]
    n_mentors = len(np.unique(mentor))
    bits = int(np.clip(46 - 2 * np.ceil(np.log2(n_mentors + 2)), 20, 40))
    bonus = 2 * (n_mentors + 2) << bits
    value, bounds = (hash_of(free) >> (_HASH_BITS - bits)) + 1, []
    sides, worth = (network.applicants, network.mentors), (prices.gain, prices.price)
    for side, values, degree, who in zip(sides, worth, network.degrees(fixed), (applicant, mentor), strict=True):
        least, most = _rest(side, values, degree)
        # a bound that must be met exactly is met by values; the solvers are quicker without a least
        value = value + bonus * (least == most)[who]
        bounds.append(Bounds(np.where(least == most, 0, least), most, bonus))
    fixed[free] = solve(Network(applicant, mentor, value.astype(np.int64), *bounds), solver)
    return fixed if network.objective(fixed) == network.objective(taken) else taken


def _rest(side: Bounds, worth: Ints, fixed: Ints) -> tuple[Ints, Ints]:
    """Return how many more pairs each may have in an answer that is as good, at these prices: least and most."""
    least = np.minimum(side.least, side.most)
    low = np.where(worth > 0, side.most, np.where(worth > -side.bonus, least, 0))
    high = np.where(worth >= 0, side.most, np.where(worth >= -side.bonus, least, 0))
    return np.maximum(low - fixed, 0), np.maximum(high - fixed, 0)


def _on_a_cycle(network: Network, taken: Mask, prices: Prices) -> Mask:
    """Return which pairs lie on a cycle of the residual graph that loses nothing."""
    n, m = network.n_applicants, network.n_mentors
    who, where, people, labs = network.applicant, n + network.mentor, np.arange(n), n + np.arange(m)
    outside = n + m
    # arcs in the order of the reduced costs
    tails = [np.where(taken, where, who), labs, np.full(m, outside), people, np.full(n, outside)]
    heads = [np.where(taken, who, where), np.full(m, outside), labs, np.full(n, outside), people]
    loss = np.concatenate(ReducedCosts.of(network, taken, prices))
    arcs = np.flatnonzero(loss == 0)
    tail, head = np.concatenate(tails)[arcs], np.concatenate(heads)[arcs]
    on_a_cycle = np.zeros(len(loss), np.bool_)
    while len(arcs):
        first, last = _lowest_before(tail, head, outside + 1), _lowest_before(head, tail, outside + 1)
        # a node that reaches both ends and is reached from both closes a cycle; no cycle leaves its component
        together = (first[tail] == first[head]) & (last[tail] == last[head])
        closed = together & (first[tail] == last[tail])
        on_a_cycle[arcs[closed]] = True
        rest = together & ~closed
        arcs, tail, head = arcs[rest], tail[rest], head[rest]
    return on_a_cycle[: len(taken)]


def _lowest_before(tail: Ints, head: Ints, n_nodes: int) -> Ints:
    """Return the lowest of the nodes from which each node is reached, itself included."""
    lowest = np.arange(n_nodes)
    while True:
        lower = lowest.copy()
        np.minimum.at(lower, head, lowest[tail])
        lower = lower[lower]  # what reaches a node that reaches this one: ways are halved
        if (lower == lowest).all():
            return lowest
        lowest = lower
