"""What it costs the whole to force one pair, exactly, without solving again.

Forcing a pair sends one more unit of flow through it; the best answer that holds it differs from the optimal one by the
shortest path back through the residual graph (Ahuja, Magnanti and Orlin, Network flows, 1993, chapter 9). With prices
that fit, the reduced cost of every arc is 0 or more.
"""

from functools import cached_property
from typing import NamedTuple

import numpy as np

from matcher.assigning.network import INFINITE, Ints, Mask, Network, Segments
from matcher.assigning.prices import Limits, Prices
from matcher.kernels import installed

_DENSE = 600
"""Up to this number of mentors all distances are found at once in a matrix."""


class ReducedCosts(NamedTuple):
    """The reduced costs of the arcs of the residual graph: 0 or more, `INFINITE` where there is no arc."""

    loss: Ints
    """Of each pair: of taking it, or of leaving it where it is taken."""
    spare: Ints
    """Of a mentor: to fill an empty place."""
    empty: Ints
    """Of a mentor: to leave a place empty."""
    drop: Ints
    """Of an applicant: to have one pair fewer."""
    insert: Ints
    """Of an applicant: to have one pair more."""

    @classmethod
    def of(cls, network: Network, taken: Mask, prices: Prices) -> "ReducedCosts":
        """Return what each step away from an optimal answer loses beyond the prices."""
        limits = Limits.of(network, taken)
        has, filled = network.degrees(taken)
        price, gain = prices
        over = network.value - gain[network.applicant] - price[network.mentor]
        return cls(
            np.where(taken, over, -over),
            np.where(filled < network.mentors.most, limits.price_most - price, INFINITE),
            np.where(filled > 0, price - limits.price_least, INFINITE),
            np.where(has > 0, gain - limits.gain_least, INFINITE),
            np.where(has < network.applicants.most, limits.gain_most - gain, INFINITE),
        )


class Residual:
    """The residual graph of an optimal answer: shortest paths from a place that somebody else is to have.

    Parameters
    ----------
    network, taken
        An optimal answer.
    prices
        The least prices that fit it.
    """

    def __init__(self, network: Network, taken: Mask, prices: Prices) -> None:
        self.network, self.taken, self.prices = network, taken, prices
        self.costs = ReducedCosts.of(network, taken, prices)
        self._of_applicant, self._of_mentor = Segments.of(network.applicant), Segments.of(network.mentor)
        self._enter = np.where(taken, INFINITE, self.costs.loss)
        self._leave = np.where(taken, self.costs.loss, INFINITE)

    def pin_costs(self, applicant: int, values: Ints) -> Ints:
        """Return what pinning an applicant to each mentor costs, in the network's units; shape (n_mentors,).

        `values` has what the pair with each mentor would be worth, whether or not the network has it: a negative cost
        is what the pair would gain. A pair that is taken costs 0; `INFINITE` is a pair that cannot be had.
        """
        mine = self.network.applicant == applicant
        near = np.full(self.network.n_mentors, INFINITE)
        near[self.network.mentor[mine]] = self._leave[mine]
        near = self._distances(near, int(self.costs.insert[applicant]))
        cost = self.prices.gain[applicant] + self.prices.price - values + near
        cost[self.network.mentor[mine & self.taken]] = 0
        return np.where(near >= INFINITE, INFINITE, cost)

    def to_outside(self) -> Ints:
        """Return what it loses to take one place from those who have it and to let them find another, or none."""
        return self._distances(np.full(self.network.n_mentors, INFINITE), 0)

    def _distances(self, near: Ints, outside: int) -> Ints:
        """Return the lengths of the shortest paths from each mentor to a goal, given those of one arc."""
        network, costs = self.network, self.costs
        for _ in range(network.n_mentors + 2):
            onward = self._of_applicant.least(
                np.minimum(self._enter + near[network.mentor], INFINITE), network.n_applicants, INFINITE
            )
            left = np.minimum(onward, costs.drop + outside)
            step = np.minimum(self._leave + left[network.applicant], INFINITE)
            nearer = np.minimum(self._of_mentor.least(step, network.n_mentors, INFINITE), costs.spare + outside)
            from_outside = min(
                int((costs.empty + near).min(initial=INFINITE)),
                int((costs.insert + onward).min(initial=INFINITE)),
                outside,
            )
            nearer = np.minimum(nearer, near)
            if from_outside == outside and (nearer == near).all():
                break
            near, outside = nearer, from_outside
        return near

    @cached_property
    def alternates(self) -> tuple[Ints, Ints]:
        """For every applicant the cheapest pair to pin instead, -1 for none, and its cost; shape (n,).

        Applicants with an empty place are among them; then the pair would fill it.
        """
        network, costs = self.network, self.costs
        outside = self.to_outside()
        left = self._of_applicant.least(self._leave, network.n_applicants, INFINITE)
        # from outside every place is reached without a loss beyond the least prices, see `least_prices`
        back = np.minimum(left, costs.insert)[network.applicant]
        nobody = np.full(network.n_applicants, -1, np.int64), np.full(network.n_applicants, INFINITE)
        pair, cost = self._cheapest(np.minimum(self._enter + outside[network.mentor] + back, INFINITE), *nobody)
        if network.n_mentors <= _DENSE or not installed():
            return self._dense(pair, cost)
        self._compiled(outside, pair, cost)
        return pair, cost

    def _cheapest(self, costs: Ints, pair: Ints, cost: Ints) -> tuple[Ints, Ints]:
        """Return the cheaper of what is given and the cheapest of each applicant's pairs by `costs`."""
        n = self.network.n_applicants
        lowest = self._of_applicant.least(costs, n, INFINITE)
        where = np.flatnonzero((costs == lowest[self.network.applicant]) & (costs < INFINITE))
        first = np.full(n, -1, np.int64)
        first[self.network.applicant[where[::-1]]] = where[::-1]
        better = (lowest < cost) | ((lowest == cost) & (first >= 0) & ((pair < 0) | (first < pair)))
        return np.where(better, first, pair), np.minimum(lowest, cost)

    def _together(self) -> tuple[Ints, Ints]:
        """Return every combination of a taken pair and one not taken of the same applicant."""
        network = self.network
        held = np.flatnonzero(self.taken)
        counts = np.bincount(network.applicant, minlength=network.n_applicants)
        starts = np.cumsum(counts) - counts
        n_each = counts[network.applicant[held]]
        lost = np.repeat(held, n_each)
        nth = np.arange(len(lost)) - np.repeat(np.cumsum(n_each) - n_each, n_each)
        won = starts[network.applicant[lost]] + nth
        some = ~self.taken[won]
        return lost[some], won[some]

    def _dense(self, pair: Ints, cost: Ints) -> tuple[Ints, Ints]:
        """Return the cheaper of what is given and the paths between mentors, all found at once in a matrix."""
        network, loss, m = self.network, self.costs.loss, self.network.n_mentors
        steps = np.full((m, m), INFINITE)
        lost, won = self._together()
        np.minimum.at(steps, (network.mentor[lost], network.mentor[won]), loss[lost] + loss[won])
        sums = np.empty_like(steps)
        for via in range(m):
            np.add(steps[:, via, None], steps[None, via, :], out=sums)
            np.minimum(steps, sums, out=steps)
        costs = np.full(len(network.value), INFINITE)
        path = steps[network.mentor[won], network.mentor[lost]]
        np.minimum.at(costs, won, loss[won] + path + loss[lost])
        return self._cheapest(np.minimum(costs, INFINITE), pair, cost)

    def _compiled(self, outside: Ints, pair: Ints, cost: Ints) -> None:
        from matcher.kernels.alternates import best_alternates

        network = self.network
        order = self._of_mentor.order
        starts = np.searchsorted(network.mentor[order], np.arange(network.n_mentors + 1))
        held = np.flatnonzero(self.taken)
        held_starts = np.searchsorted(network.applicant[held], np.arange(network.n_applicants + 1))
        best_alternates(
            order,
            starts.astype(np.int64),
            network.applicant,
            network.mentor,
            self.taken,
            self.costs.loss,
            held.astype(np.int64),
            held_starts.astype(np.int64),
            outside,
            pair,
            cost,
        )
