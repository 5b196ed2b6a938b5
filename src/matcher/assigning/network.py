"""A placement as numbers, without ids and scores: pairs with values, bounds, and the prices that prove an answer.

Prices are dual variables: the value of one more place. Prices that fit an answer exist exactly if it is optimal; then
their dual total is the objective. The least prices are the gains of one more place, the greatest the losses of one
place fewer (Shapley and Shubik, The assignment game I, 1971; the two ends of their lattice).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

INFINITE = 2**60
"""Means no bound; twice as much still fits an int64."""


class Bounds(NamedTuple):
    """Bounds on the number of pairs of each applicant, or of each mentor."""

    least: Ints
    """Up to this number each pair gets the bonus, so that these are filled first."""
    most: Ints
    bonus: int = 0
    """The value of each pair up to `least`, in addition to its own."""


class Network(NamedTuple):
    """Pairs of applicant and mentor, of which a solver takes those with the greatest objective.

    The objective is the sum of the values taken plus a bonus for each pair that fills a least bound, on either side.
    Pairs are ordered by applicant and then by mentor, each at most once; values are 0 or more.
    """

    applicant: Ints
    mentor: Ints
    value: Ints
    applicants: Bounds
    mentors: Bounds

    @property
    def n_applicants(self) -> int:
        """Number of applicants, those without a pair included."""
        return len(self.applicants.most)

    @property
    def n_mentors(self) -> int:
        """Number of mentors, those without a pair included."""
        return len(self.mentors.most)

    @property
    def keys(self) -> Ints:
        """One number for each pair, in ascending order, the same in every network of the same people."""
        return self.applicant * np.int64(self.n_mentors) + self.mentor

    def degrees(self, taken: Mask) -> tuple[Ints, Ints]:
        """Return how many pairs each applicant and each mentor has."""
        return (
            np.bincount(self.applicant[taken], minlength=self.n_applicants).astype(np.int64),
            np.bincount(self.mentor[taken], minlength=self.n_mentors).astype(np.int64),
        )

    def of_applicants(self, reduce: np.ufunc, values: Ints, nothing: int) -> Ints:
        """Return the smallest (`np.minimum`) or greatest value of each applicant's pairs and `nothing`; shape (n,)."""
        return _reduced(reduce, self.applicant, values, self.n_applicants, nothing)

    def of_mentors(self, reduce: np.ufunc, values: Ints, nothing: int) -> Ints:
        """Return the smallest (`np.minimum`) or greatest value of each mentor's pairs and `nothing`; shape (m,)."""
        return _reduced(reduce, self.mentor, values, self.n_mentors, nothing)

    def objective(self, taken: Mask) -> int:
        """Return the objective of the taken pairs."""
        filled = sum(
            side.bonus * int(np.minimum(degree, side.least).sum())
            for degree, side in zip(self.degrees(taken), (self.applicants, self.mentors), strict=True)
        )
        # Python integers: the sum for 100,000 people may not fit an int64
        total: int = sum(self.value[taken].tolist())
        return total + filled

    def keeps_bounds(self, taken: Mask) -> bool:
        """Return whether no applicant and no mentor has more pairs than allowed."""
        of_applicants, of_mentors = self.degrees(taken)
        return bool((of_applicants <= self.applicants.most).all() and (of_mentors <= self.mentors.most).all())


def within_runs(lengths: Ints) -> Ints:
    """Return 0, 1, 2, ... for each of the runs with these lengths, concatenated."""
    return np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)


def _reduced(reduce: np.ufunc, keys: Ints, values: Ints, n: int, nothing: int) -> Ints:
    result = np.full(n, nothing, np.int64)
    reduce.at(result, keys, values)
    return result


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
    """Return the greatest prices that fit an optimal answer: the loss of one place fewer at each full mentor.

    A mentor without a place has the price `INFINITE`.
    """
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
