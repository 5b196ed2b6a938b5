"""The numbers of a placement: pairs with values, bounds on both sides; nothing here knows an id or a score."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

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
