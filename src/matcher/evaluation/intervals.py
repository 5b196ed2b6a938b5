"""How sure a mean over applicants is: bootstrap intervals, differences of pairs, and how many would be needed."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

N_RESAMPLES = 2000
_SURE, _POWER = 1.959964, 0.841621
"""Normal quantiles: 95 % on both sides, and 80 % power."""


class Interval(NamedTuple):
    """A mean over applicants with its 95 % interval."""

    value: float
    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        """True when the whole interval lies on one side of 0."""
        return self.low > 0 or self.high < 0


def bootstrap(values: Floats, seed: int = 0) -> list[Interval]:
    """Return the mean of each column of `values` with its 95 % percentile interval over applicants.

    `values` has shape (n_applicants, n_columns). All columns are resampled together, so the interval of a column
    of differences is the paired one. The same seed gives the same interval, to the bit.

    Source: Efron and Tibshirani, An introduction to the bootstrap (1993), chapter 13.
    """
    n = len(values)
    counts = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=N_RESAMPLES)
    lows, highs = np.percentile(counts @ values / n, [2.5, 97.5], axis=0)
    means = values.mean(axis=0)
    return [Interval(*map(float, bounds)) for bounds in zip(means, lows, highs, strict=True)]


def n_needed(differences: Floats) -> int | None:
    """Return how many judged applicants would tell two systems apart, or `None` when no number would.

    That many applicants, if the difference and its spread stay as they are, give an interval without 0 four times
    in five: n = ((z(97.5 %) + z(80 %)) * deviation / mean) squared.

    Source: Cohen, Statistical power analysis for the behavioral sciences (1988), chapter 2, for pairs.

    >>> n_needed(np.array([0.0, 0.2, 0.0, 0.2]))  # ((1.96 + 0.84) * 0.1155 / 0.1) squared is 10.46
    11
    """
    if len(differences) < 2 or abs(float(np.mean(differences))) < 1e-12:
        return None
    ratio = float(np.std(differences, ddof=1)) / float(np.mean(differences))
    return max(2, math.ceil(((_SURE + _POWER) * ratio) ** 2))
