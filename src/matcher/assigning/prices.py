"""The prices that prove an answer, and the exact cost of forcing a pair, without solving again.

Prices are dual variables: the value of one more place. Prices that fit an answer exist exactly if it is optimal; then
their dual total is the objective. The least prices are the gains of one more place, the greatest the losses of one
place fewer (Shapley and Shubik, The assignment game I, 1971; the two ends of their lattice).

Forcing a pair sends one more unit of flow through it; the best answer with the pair differs from the optimal one by the
shortest path back through the residual graph (Ahuja, Magnanti and Orlin, Network flows, 1993, chapter 9). With fitting
prices, the reduced cost of every arc is 0 or more.
"""

from functools import cached_property
from typing import NamedTuple

import numpy as np

from matcher.assigning.network import INFINITE, Ints, Mask, Network, within_runs
from matcher.kernels import installed

_DENSE = 600
"""Up to this number of mentors, all distances are computed together in a matrix."""


class Prices(NamedTuple):
    """The price of a place at each mentor, and the gain of each applicant beyond it."""

    price: Ints
    gain: Ints


class Limits(NamedTuple):
    """Limits of prices and gains that follow from the bounds alone, given an answer."""

    price_least: Ints
    price_most: Ints
    gain_least: Ints
    gain_most: Ints

    @classmethod
    def of(cls, network: Network, taken: Mask) -> "Limits":
        """Return the limits for an answer: a place that stays empty has the price 0, and so on."""
        has, filled = network.degrees(taken)
        (first, places, first_bonus), (least, most, bonus) = network.applicants, network.mentors
        next_place, next_pair = np.where(filled < least, -bonus, 0), np.where(has < first, -first_bonus, 0)
        return cls(
            np.where(filled > 0, np.where(filled <= least, -bonus, 0), np.where(filled < most, next_place, 0)),
            np.where(filled < most, next_place, INFINITE),
            np.where(has > 0, np.where(has <= first, -first_bonus, 0), -INFINITE),
            np.where(has < places, next_pair, INFINITE),
        )


class ReducedCosts(NamedTuple):
    """The reduced costs of the arcs of the residual graph: 0 or more, `INFINITE` where there is no arc."""

    loss: Ints
    """For each pair: of taking it, or of dropping it if it is taken."""
    spare: Ints
    """For each mentor: of filling an empty place."""
    empty: Ints
    """For each mentor: of leaving a place empty."""
    drop: Ints
    """For each applicant: of having one pair fewer."""
    insert: Ints
    """For each applicant: of having one pair more."""

    @classmethod
    def of(cls, network: Network, taken: Mask, prices: Prices) -> "ReducedCosts":
        """Return the reduced costs of the residual graph of an optimal answer."""
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


def least_prices(network: Network, taken: Mask) -> Prices:
    """Return the smallest prices that fit an optimal answer: the gain of one more place at each mentor."""
    limits = Limits.of(network, taken)
    price = limits.price_least
    for _ in range(network.n_mentors + 2):
        gain = _most_gain(network, taken, price, limits)
        offer = np.where(taken, -INFINITE, network.value - gain[network.applicant])
        raised = np.maximum(network.of_mentors(np.maximum, offer, -INFINITE), price)
        if (raised == price).all():
            break
        price = raised
    return Prices(price, fitting_gains(network, taken, price))


def greatest_prices(network: Network, taken: Mask) -> Prices:
    """Return the greatest prices that fit an answer, losses of one place fewer; `INFINITE` where there is no place."""
    limits = Limits.of(network, taken)
    price = limits.price_most
    for _ in range(network.n_mentors + 2):
        offer = np.where(taken, -INFINITE, network.value - price[network.mentor])
        gain = np.maximum(network.of_applicants(np.maximum, offer, -INFINITE), limits.gain_least)
        left = np.where(taken, network.value - gain[network.applicant], INFINITE)
        lowered = np.minimum(network.of_mentors(np.minimum, left, INFINITE), price)
        if (lowered == price).all():
            break
        price = lowered
    nothing = gain < -INFINITE // 2
    return Prices(price, np.where(nothing, np.minimum(limits.gain_most, 0), gain))


def _most_gain(network: Network, taken: Mask, price: Ints, limits: Limits) -> Ints:
    left = np.where(taken, network.value - price[network.mentor], INFINITE)
    return np.minimum(network.of_applicants(np.minimum, left, INFINITE), limits.gain_most)


def fitting_gains(network: Network, taken: Mask, price: Ints) -> Ints:
    """Return the greatest gains of applicants that fit an optimal answer and fitting prices."""
    gain = _most_gain(network, taken, price, Limits.of(network, taken))
    # an applicant without any place may gain the value of a pair: it costs nothing
    worth = network.of_applicants(np.maximum, network.value - price[network.mentor], 0)
    return np.where(gain >= INFINITE, worth, gain)


def dual_total(network: Network, prices: Prices) -> int:
    """Return an upper bound on the objective of every answer; valid for any prices."""
    price, gain = prices
    over = network.value - gain[network.applicant] - price[network.mentor]
    total: int = sum(over[over > 0].tolist())
    for side, worth in ((network.applicants, gain), (network.mentors, price)):
        least = np.minimum(side.least, side.most)
        total += _product(least, worth + side.bonus) + _product(side.most - least, worth)
    return total


def _product(places: Ints, worth: Ints) -> int:
    """Return the sum of places times worth, where worth is positive; in Python integers."""
    some = (worth > 0) & (places > 0)
    return sum(n * value for n, value in zip(places[some].tolist(), worth[some].tolist(), strict=True))


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
