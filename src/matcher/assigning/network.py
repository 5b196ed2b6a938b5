"""The numbers of a placement: pairs with values, bounds on both sides; nothing here knows an id or a score."""

from typing import NamedTuple, Self

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

    def degrees(self, taken: Mask) -> tuple[Ints, Ints]:
        """Return how many pairs each applicant and each mentor has."""
        return (
            np.bincount(self.applicant[taken], minlength=self.n_applicants).astype(np.int64),
            np.bincount(self.mentor[taken], minlength=self.n_mentors).astype(np.int64),
        )

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

    def only(self, kept: Mask) -> "Network":
        """Return the network with some of its pairs."""
        return self._replace(applicant=self.applicant[kept], mentor=self.mentor[kept], value=self.value[kept])


class Segments(NamedTuple):
    """The pairs of each applicant, or of each mentor, side by side: for minima and maxima over them."""

    order: Ints
    """Positions of pairs, grouped."""
    starts: Ints
    """Where each group begins in `order`."""
    members: Ints
    """Whose group it is; those without a pair have none."""

    @classmethod
    def of(cls, keys: Ints) -> Self:
        """Return the groups of equal keys."""
        order = np.argsort(keys, kind="stable").astype(np.int64)
        ordered = keys[order]
        # np.unique would do, and load masked arrays for it: a tenth of the time of a small placement
        starts = np.flatnonzero(np.concatenate([np.ones(min(1, len(ordered)), np.bool_), ordered[1:] != ordered[:-1]]))
        return cls(order, starts.astype(np.int64), ordered[starts])

    def least(self, values: Ints, n: int, nothing: int) -> Ints:
        """Return the smallest value of each group, `nothing` for those without a pair; shape (n,)."""
        return self._reduced(np.minimum, values, n, nothing)

    def greatest(self, values: Ints, n: int, nothing: int) -> Ints:
        """Return the greatest value of each group, `nothing` for those without a pair; shape (n,)."""
        return self._reduced(np.maximum, values, n, nothing)

    def _reduced(self, reduce: np.ufunc, values: Ints, n: int, nothing: int) -> Ints:
        result = np.full(n, nothing, np.int64)
        if len(self.order):
            result[self.members] = reduce.reduceat(values[self.order], self.starts)
        return result
