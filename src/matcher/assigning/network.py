"""The numbers of a placement, without ids and scores: pairs with values, bounds, and the prices that prove an answer.

A price is what a place is worth to those who wanted it. Prices that fit an answer exist exactly when it is optimal, and
their dual total is then the objective. The least prices are what one more place gains, the greatest what one place
fewer loses (Shapley and Shubik, The assignment game I, 1971; the two ends of their lattice).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

INFINITE = 2**60
"""Stands for no bound; twice as much still fits an int64."""


class Bounds(NamedTuple):
    """How many pairs each applicant, or each mentor, takes part in."""

    least: Ints
    """Up to this number each pair brings the bonus: what should be filled first."""
    most: Ints
    bonus: int = 0
    """What each pair up to the least is worth besides its value."""


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
        """One number for each pair, the same in every network of the same people, in order."""
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
        """Return what the pairs that were taken are worth."""
        filled = sum(
            side.bonus * int(np.minimum(degree, side.least).sum())
            for degree, side in zip(self.degrees(taken), (self.applicants, self.mentors), strict=True)
        )
        # in Python's numbers: the values of a hundred thousand people may not fit an int64 together
        total: int = sum(self.value[taken].tolist())
        return total + filled

    def keeps_bounds(self, taken: Mask) -> bool:
        """Return whether nobody has more pairs than allowed."""
        of_applicants, of_mentors = self.degrees(taken)
        return bool((of_applicants <= self.applicants.most).all() and (of_mentors <= self.mentors.most).all())


def within_runs(lengths: Ints) -> Ints:
    """Return 0, 1, 2 and so on within each run of some lengths, one after the other."""
    return np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)


def _reduced(reduce: np.ufunc, keys: Ints, values: Ints, n: int, nothing: int) -> Ints:
    result = np.full(n, nothing, np.int64)
    reduce.at(result, keys, values)
    return result


class Prices(NamedTuple):
    """A price for each mentor's place, and what each applicant gains beyond it."""

    price: Ints
    gain: Ints


class Limits(NamedTuple):
    """How far prices and gains may go because of the bounds alone, given an answer."""

    price_least: Ints
    price_most: Ints
    gain_least: Ints
    gain_most: Ints

    @classmethod
    def of(cls, network: Network, taken: Mask) -> "Limits":
        """Return the limits that an answer sets: a place that stays empty costs nothing, and so on."""
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


def least_prices(network: Network, taken: Mask) -> Prices:
    """Return the smallest prices that fit an optimal answer: what one more place at each mentor gains."""
    limits = Limits.of(network, taken)
    price = limits.price_least
    for _ in range(network.n_mentors + 2):
        gain = _most_gain(network, taken, price, limits)
        asked = np.where(taken, -INFINITE, network.value - gain[network.applicant])
        raised = np.maximum(network.of_mentors(np.maximum, asked, -INFINITE), price)
        if (raised == price).all():
            break
        price = raised
    return Prices(price, fitting_gains(network, taken, price))


def greatest_prices(network: Network, taken: Mask) -> Prices:
    """Return the greatest prices that fit an optimal answer: what one place fewer at each full mentor loses.

    A mentor without a place has the price `INFINITE`.
    """
    limits = Limits.of(network, taken)
    price = limits.price_most
    for _ in range(network.n_mentors + 2):
        asked = np.where(taken, -INFINITE, network.value - price[network.mentor])
        gain = np.maximum(network.of_applicants(np.maximum, asked, -INFINITE), limits.gain_least)
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
    """Return the greatest gains of applicants that fit an optimal answer and some prices that do."""
    gain = _most_gain(network, taken, price, Limits.of(network, taken))
    # who has no place at all may gain as much as a pair would be worth: it costs nothing
    worth = network.of_applicants(np.maximum, network.value - price[network.mentor], 0)
    return np.where(gain >= INFINITE, worth, gain)


def dual_total(network: Network, prices: Prices) -> int:
    """Return an upper bound on the objective of every answer, whatever the prices are."""
    price, gain = prices
    over = network.value - gain[network.applicant] - price[network.mentor]
    total: int = sum(over[over > 0].tolist())
    for side, worth in ((network.applicants, gain), (network.mentors, price)):
        least = np.minimum(side.least, side.most)
        total += _product(least, worth + side.bonus) + _product(side.most - least, worth)
    return total


def _product(places: Ints, worth: Ints) -> int:
    """Return the sum of places times what each is worth, where it is worth anything; in Python's numbers."""
    some = (worth > 0) & (places > 0)
    return sum(n * value for n, value in zip(places[some].tolist(), worth[some].tolist(), strict=True))
