"""Prices of places from any optimal answer, and the proof that it is optimal; whole numbers, numpy only.

A price is what a place is worth to those who wanted it. Prices that fit an answer exist exactly when it is optimal, and
their dual total is then the objective. The least prices are what one more place gains, the greatest what one place
fewer loses (Shapley and Shubik, The assignment game I, 1971; the two ends of their lattice).
"""

from typing import NamedTuple

import numpy as np

from matcher.assigning.network import INFINITE, Ints, Mask, Network


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
