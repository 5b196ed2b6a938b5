"""Prices of places from any optimal answer, and the proof that it is optimal; whole numbers, numpy only.

A price is what a place is worth to those who wanted it. Prices that fit an answer exist exactly when it is optimal, and
their dual total is then the objective. The least prices are what one more place gains, the greatest what one place
fewer loses (Shapley and Shubik, The assignment game I, 1971; the two ends of their lattice).
"""

from typing import NamedTuple

import numpy as np

from matcher.assigning.network import INFINITE, Ints, Mask, Network, Segments


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
        first, needed = network.applicants.bonus, network.mentors.bonus
        next_place = np.where(filled < network.mentors.least, -needed, 0)
        last_place = np.where(filled <= network.mentors.least, -needed, 0)
        next_pair = np.where(has < network.applicants.least, -first, 0)
        last_pair = np.where(has <= network.applicants.least, -first, 0)
        return cls(
            np.where(filled > 0, last_place, np.where(filled < network.mentors.most, next_place, 0)),
            np.where(filled < network.mentors.most, next_place, INFINITE),
            np.where(has > 0, last_pair, -INFINITE),
            np.where(has < network.applicants.most, next_pair, INFINITE),
        )


def least_prices(network: Network, taken: Mask) -> Prices:
    """Return the smallest prices that fit an optimal answer: what one more place at each mentor gains."""
    limits = Limits.of(network, taken)
    of_applicant, of_mentor = Segments.of(network.applicant), Segments.of(network.mentor)
    price = limits.price_least
    for _ in range(network.n_mentors + 2):
        left = np.where(taken, network.value - price[network.mentor], INFINITE)
        gain = np.minimum(of_applicant.least(left, network.n_applicants, INFINITE), limits.gain_most)
        asked = np.where(taken, -INFINITE, network.value - gain[network.applicant])
        raised = np.maximum(of_mentor.greatest(asked, network.n_mentors, -INFINITE), price)
        if (raised == price).all():
            break
        price = raised
    return Prices(price, fitting_gains(network, taken, price))


def greatest_prices(network: Network, taken: Mask) -> Prices:
    """Return the greatest prices that fit an optimal answer: what one place fewer at each full mentor loses.

    A mentor without a place has the price `INFINITE`.
    """
    limits = Limits.of(network, taken)
    of_applicant, of_mentor = Segments.of(network.applicant), Segments.of(network.mentor)
    price = limits.price_most
    for _ in range(network.n_mentors + 2):
        asked = np.where(taken, -INFINITE, network.value - price[network.mentor])
        gain = np.maximum(of_applicant.greatest(asked, network.n_applicants, -INFINITE), limits.gain_least)
        left = np.where(taken, network.value - gain[network.applicant], INFINITE)
        lowered = np.minimum(of_mentor.least(left, network.n_mentors, INFINITE), price)
        if (lowered == price).all():
            break
        price = lowered
    nothing = gain < -INFINITE // 2
    return Prices(price, np.where(nothing, np.minimum(limits.gain_most, 0), gain))


def fitting_gains(network: Network, taken: Mask, price: Ints) -> Ints:
    """Return the greatest gains of applicants that fit an optimal answer and some prices that do."""
    of_applicant, limits = Segments.of(network.applicant), Limits.of(network, taken)
    left = np.where(taken, network.value - price[network.mentor], INFINITE)
    gain = np.minimum(of_applicant.least(left, network.n_applicants, INFINITE), limits.gain_most)
    # who has no place at all may gain as much as a pair would be worth: it costs nothing
    worth = of_applicant.greatest(network.value - price[network.mentor], network.n_applicants, 0)
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
