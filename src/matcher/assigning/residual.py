"""The exact cost of forcing one pair, without solving again; and the choice among equally good answers.

Forcing a pair sends one more unit of flow through it; the best answer with the pair differs from the optimal one by the
shortest path back through the residual graph (Ahuja, Magnanti and Orlin, Network flows, 1993, chapter 9). With fitting
prices, the reduced cost of every arc is 0 or more. Equally good answers differ along cycles of reduced cost 0: only the
pairs on such cycles are solved again, with a keyed hash of the ids as value.
"""

from collections.abc import Callable
from functools import cached_property

import numpy as np

from matcher.assigning.network import INFINITE, Bounds, Ints, Mask, Network, Prices, ReducedCosts, within_runs
from matcher.assigning.solvers import solve
from matcher.kernels import installed

_DENSE = 600
"""Up to this number of mentors, all distances are computed together in a matrix."""

_HASH_BITS = 62
Hash = Callable[[Ints], Ints]
"""Gives a 62-bit integer for each pair at some positions."""


class Residual:
    """The residual graph of an optimal answer, with the least prices that fit it; finds its shortest paths."""

    def __init__(self, network: Network, taken: Mask, prices: Prices) -> None:
        self.network, self.taken, self.prices = network, taken, prices
        self.costs = ReducedCosts.of(network, taken, prices)
        self._enter = np.where(taken, INFINITE, self.costs.loss)
        self._leave = np.where(taken, self.costs.loss, INFINITE)

    def pin_costs(self, applicant: int, values: Ints) -> Ints:
        """Return the cost of pinning an applicant to each mentor, in the network's units; shape (n_mentors,).

        `values` has the value of the pair with each mentor, whether or not the network contains it: a negative cost is
        a gain. A taken pair costs 0, an impossible one `INFINITE`.
        """
        own = self.network.applicant == applicant
        near = np.full(self.network.n_mentors, INFINITE)
        near[self.network.mentor[own]] = self._leave[own]
        near = self._distances(near, int(self.costs.insert[applicant]))
        cost = self.prices.gain[applicant] + self.prices.price - values + near
        cost[self.network.mentor[own & self.taken]] = 0
        return np.where(near >= INFINITE, INFINITE, cost)

    def _distances(self, near: Ints, outside: int) -> Ints:
        """Return the lengths of the shortest paths from each mentor to a goal; `near` has those of one arc."""
        network, costs = self.network, self.costs
        for _ in range(network.n_mentors + 2):
            onward = network.of_applicants(np.minimum, self._enter + near[network.mentor], INFINITE)
            left = np.minimum(onward, costs.drop + outside)
            nearer = network.of_mentors(np.minimum, self._leave + left[network.applicant], INFINITE)
            nearer = np.minimum(np.minimum(nearer, costs.spare + outside), near)
            from_outside = min(
                int((costs.empty + near).min(initial=INFINITE)),
                int((costs.insert + onward).min(initial=INFINITE)),
                outside,
            )
            if from_outside == outside and (nearer == near).all():
                break
            near, outside = nearer, from_outside
        return near

    @cached_property
    def alternates(self) -> tuple[Ints, Ints]:
        """For each applicant the cheapest other pair to pin, -1 for none, and its cost; shape (n,).

        For an applicant with an empty place, the pair would fill it.
        """
        network, costs = self.network, self.costs
        # the loss of taking a place from the one who has it, who then gets another place or none
        outside = self._distances(np.full(network.n_mentors, INFINITE), 0)
        left = network.of_applicants(np.minimum, self._leave, INFINITE)
        # from outside, every place is reached without loss beyond the least prices, see `least_prices`
        back = np.minimum(left, costs.insert)[network.applicant]
        nobody = np.full(network.n_applicants, -1, np.int64), np.full(network.n_applicants, INFINITE)
        pair, cost = self._cheapest(np.minimum(self._enter + outside[network.mentor] + back, INFINITE), *nobody)
        if network.n_mentors <= _DENSE or not installed():
            return self._dense(pair, cost)
        self._compiled(outside, pair, cost)
        return pair, cost

    def _cheapest(self, costs: Ints, pair: Ints, cost: Ints) -> tuple[Ints, Ints]:
        """Return for each applicant the cheaper of the given pair and its cheapest pair by `costs`."""
        lowest = self.network.of_applicants(np.minimum, costs, INFINITE)
        where = np.flatnonzero((costs == lowest[self.network.applicant]) & (costs < INFINITE))
        first = np.full(len(lowest), -1, np.int64)
        first[self.network.applicant[where[::-1]]] = where[::-1]
        better = (lowest < cost) | ((lowest == cost) & (first >= 0) & ((pair < 0) | (first < pair)))
        return np.where(better, first, pair), np.minimum(lowest, cost)

    def _dense(self, pair: Ints, cost: Ints) -> tuple[Ints, Ints]:
        """Return for each applicant the cheaper of the given pair and the best path between mentors, from a matrix."""
        network, loss, m = self.network, self.costs.loss, self.network.n_mentors
        steps = np.full((m, m), INFINITE)
        # every combination of a taken pair and one not taken of the same applicant
        starts = np.searchsorted(network.applicant, np.arange(network.n_applicants + 1))
        n_each = np.diff(starts)[network.applicant[self.taken]]
        lost = np.repeat(np.flatnonzero(self.taken), n_each)
        won = starts[network.applicant[lost]] + within_runs(n_each)
        lost, won = lost[~self.taken[won]], won[~self.taken[won]]
        np.minimum.at(steps, (network.mentor[lost], network.mentor[won]), loss[lost] + loss[won])
        sums = np.empty_like(steps)
        for via in range(m):
            np.add(steps[:, via, None], steps[None, via, :], out=sums)
            np.minimum(steps, sums, out=steps)
        costs = np.full(len(network.value), INFINITE)
        path = steps[network.mentor[won], network.mentor[lost]]
        np.minimum.at(costs, won, loss[won] + path + loss[lost])
        return self._cheapest(costs, pair, cost)

    def _compiled(self, outside: Ints, pair: Ints, cost: Ints) -> None:
        from matcher.kernels.alternates import best_alternates

        network, taken = self.network, np.flatnonzero(self.taken)
        order = np.argsort(network.mentor, kind="stable")
        starts = np.searchsorted(network.mentor[order], np.arange(network.n_mentors + 1))
        taken_starts = np.searchsorted(network.applicant[taken], np.arange(network.n_applicants + 1))
        pairs = network.applicant, network.mentor, self.taken, self.costs.loss
        best_alternates(order, starts, *pairs, taken, taken_starts, outside, pair, cost)


def break_ties(network: Network, taken: Mask, prices: Prices, hash_of: Hash, solver: str = "auto") -> Mask:
    """Return the answer that the hash prefers among those as good as `taken`; any of these gives the same result."""
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
        # a bound that must be met exactly is expressed in values; solvers are faster without a least bound
        value = value + bonus * (least == most)[who]
        bounds.append(Bounds(np.where(least == most, 0, least), most, bonus))
    fixed[free] = solve(Network(applicant, mentor, value.astype(np.int64), *bounds), solver)
    return fixed if network.objective(fixed) == network.objective(taken) else taken


def _rest(side: Bounds, worth: Ints, fixed: Ints) -> tuple[Ints, Ints]:
    """Return the least and most further pairs of each in an equally good answer, at these prices."""
    least = np.minimum(side.least, side.most)
    low = np.where(worth > 0, side.most, np.where(worth > -side.bonus, least, 0))
    high = np.where(worth >= 0, side.most, np.where(worth >= -side.bonus, least, 0))
    return np.maximum(low - fixed, 0), np.maximum(high - fixed, 0)


def _on_a_cycle(network: Network, taken: Mask, prices: Prices) -> Mask:
    """Return which pairs are on a cycle of the residual graph with reduced cost 0."""
    n, m = network.n_applicants, network.n_mentors
    who, where, people, mentors = network.applicant, n + network.mentor, np.arange(n), n + np.arange(m)
    outside = n + m
    # arcs in the order of the reduced costs
    tails = [np.where(taken, where, who), mentors, np.full(m, outside), people, np.full(n, outside)]
    heads = [np.where(taken, who, where), np.full(m, outside), mentors, np.full(n, outside), people]
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
    """Return for each node the lowest node from which it is reached, itself included."""
    lowest = np.arange(n_nodes)
    while True:
        lower = lowest.copy()
        np.minimum.at(lower, head, lowest[tail])
        lower = lower[lower]  # pointer jumping: halves the length of the paths
        if (lower == lowest).all():
            return lowest
        lowest = lower
