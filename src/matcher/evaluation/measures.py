"""Measures of a ranking's quality, from the ranks of graded mentors, with bootstrap intervals.

Every measure takes ranks and grades of shape (n_applicants, n_graded): the rank of each graded mentor (1 is best, inf
if not ranked), and its grade, padded with 0. It returns one value in [0, 1] per applicant, 0 without a ranking.
"""

import math
import re
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.errors import ConfigError
from matcher.ranking.top_k import TIE_DECIMALS

Floats = NDArray[np.float64]

Measure = Callable[[Floats, Floats], Floats]


def reciprocal_rank(ranks: Floats, grades: Floats, *, k: float = math.inf) -> Floats:
    """Return 1 / rank of the first fitting mentor, 0 if none is among the first k; the mean is the MRR.

    Source: Kantor and Voorhees, The TREC-5 confusion track (2000).

    >>> reciprocal_rank(np.array([[4.0, 2.0]]), np.array([[3.0, 1.0]]))
    array([0.5])
    """
    return np.asarray(np.max(np.where(_hits(ranks, grades, k), 1 / ranks, 0.0), axis=1))


def recall(ranks: Floats, grades: Floats, *, k: int) -> Floats:
    """Return the share of the fitting mentors that are among the first k.

    Source: Cleverdon, The Cranfield tests on index language devices (1967).

    >>> recall(np.array([[4.0, 12.0]]), np.array([[3.0, 1.0]]), k=10)
    array([0.5])
    """
    return np.asarray(np.sum(_hits(ranks, grades, k), axis=1) / np.sum(grades > 0, axis=1))


def precision(ranks: Floats, grades: Floats, *, k: int) -> Floats:
    """Return the share of the first k that fit; mentors without a grade do not.

    Source: Cleverdon, The Cranfield tests on index language devices (1967).

    >>> precision(np.array([[4.0, 12.0]]), np.array([[3.0, 1.0]]), k=10)
    array([0.1])
    """
    return np.asarray(np.sum(_hits(ranks, grades, k), axis=1) / k)


def success(ranks: Floats, grades: Floats, *, k: int) -> Floats:
    """Return 1 if a fitting mentor is among the first k, else 0.

    Source: Craswell and Hawking, Overview of the TREC-2004 web track (2004).

    >>> success(np.array([[4.0, 12.0]]), np.array([[3.0, 1.0]]), k=1)
    array([0.])
    """
    return np.asarray(np.any(_hits(ranks, grades, k), axis=1).astype(np.float64))


def ndcg(ranks: Floats, grades: Floats, *, k: float = math.inf) -> Floats:
    """Return the sum of grade / log2(1 + rank) over the first k (or all), divided by that of the ideal order.

    Source: Järvelin and Kekäläinen, Cumulated gain-based evaluation of IR techniques (2002), equation 3 with
    the discount of trec_eval's `ndcg_cut`.

    >>> ndcg(np.array([[1.0, 3.0]]), np.array([[1.0, 1.0]]), k=10).round(3)  # (1 + 1/2) / (1 + 0.631)
    array([0.92])
    """
    best = -np.sort(-grades, axis=1)
    best_ranks = np.arange(1.0, 1 + best.shape[1])
    return _gain(ranks, grades, k) / _gain(best_ranks, best, k)


def _hits(ranks: Floats, grades: Floats, k: float) -> NDArray[np.bool_]:
    return (grades > 0) & (ranks <= k)


def _gain(ranks: Floats, grades: Floats, k: float) -> Floats:
    return np.asarray(np.sum(np.where(ranks <= k, grades / np.log2(1 + ranks), 0.0), axis=1))


MEASURES = ("mrr", "recall@1", "recall@5", "recall@10", "ndcg@10", "success@1")
"""The default measures of an evaluation."""

_FAMILIES: dict[str, Callable[..., Floats]] = {
    "mrr": reciprocal_rank,
    "ndcg": ndcg,
    "precision": precision,
    "recall": recall,
    "success": success,
}
_WHOLE = ("mrr", "ndcg")
"""The measures that also work without a cut-off, on a whole ranking."""

_NAME = re.compile(r"(?P<family>[a-z]+)(?:@(?P<k>[1-9][0-9]{0,5}))?")


def measure_of(name: str) -> Measure:
    """Return the measure of a name: a family and a cut-off k after `@`, as in ir_measures.

    Raises `ConfigError` for an unknown family, and for a cut-off that is not a whole number of 1 or more.

    >>> measure_of("recall@5")(np.array([[4.0, 12.0]]), np.array([[3.0, 1.0]]))
    array([0.5])
    """
    match = _NAME.fullmatch(name)
    family = match["family"] if match else ""
    if match is None or family not in _FAMILIES or not (match["k"] or family in _WHOLE):
        known = ", ".join(f"{family}@k" for family in _FAMILIES)
        raise ConfigError(f"measure must be one of {known} (k a whole number), mrr or ndcg; it is {name!r}")
    return partial(_FAMILIES[family], k=int(match["k"] or 0) or math.inf)


def ranks_of_graded(scores: Floats, mentors: NDArray[np.intp]) -> Floats:
    """Return the rank of each graded mentor, shaped like `mentors`; inf if not ranked and for the padding -1.

    `scores` has shape (n_applicants, n_mentors), columns in the order of the mentors' ids, so that ties break by id;
    NaN is not ranked.

    >>> ranks_of_graded(np.array([[0.2, 0.9, np.nan, 0.9]]), np.array([[3, 2, 0]]))
    array([[ 2., inf,  3.]])
    """
    keys, columns = np.round(scores, TIE_DECIMALS), np.arange(scores.shape[1])
    ranks = np.full(mentors.shape, np.inf)
    for slot, at in enumerate(mentors.T):
        own = np.where(at >= 0, keys[np.arange(len(keys)), at], np.nan)[:, None]
        ahead = np.sum((keys > own) | ((keys == own) & (columns < at[:, None])), axis=1)
        ranks[:, slot] = np.where(np.isnan(own[:, 0]), np.inf, 1.0 + ahead)
    return ranks


N_RESAMPLES = 2000
_SURE, _POWER = 1.959964, 0.841621
"""Quantiles of the normal distribution: two-sided 95 %, and 80 % power."""


class Interval(NamedTuple):
    """A mean over applicants with its 95 % interval."""

    value: float
    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        """True if the whole interval is on one side of 0."""
        return self.low > 0 or self.high < 0


def bootstrap(values: Floats, seed: int = 0) -> list[Interval]:
    """Return the mean of each column of `values` with its 95 % percentile interval over applicants.

    `values` has shape (n_applicants, n_columns). All columns are resampled together, so a column of differences gets
    a paired interval. The same seed gives the same interval, to the bit.

    Source: Efron and Tibshirani, An introduction to the bootstrap (1993), chapter 13.
    """
    resampled = resampled_means(values, np.random.default_rng(seed))
    return [percentile_interval(*column) for column in zip(values.mean(axis=0), resampled.T, strict=True)]


def resampled_means(values: Floats, generator: np.random.Generator) -> Floats:
    """Return the means of applicants drawn with replacement, one for each of the resamples."""
    n = len(values)
    return np.asarray(generator.multinomial(n, np.full(n, 1 / n), size=N_RESAMPLES) @ values / n)


def percentile_interval(value: float, resampled: Floats) -> Interval:
    """Return a value with the 95 % percentile interval of its resamples."""
    low, high = np.percentile(resampled, [2.5, 97.5])
    return Interval(float(value), float(low), float(high))


def n_needed(differences: Floats) -> int | None:
    """Return how many judged applicants would tell two systems apart, `None` if no number would.

    If mean and deviation of the differences stay the same, so many applicants give an interval without 0 with a power
    of 80 %: n = ((z(97.5 %) + z(80 %)) * deviation / mean) squared.

    Source: Cohen, Statistical power analysis for the behavioral sciences (1988), chapter 2, for pairs.

    >>> n_needed(np.array([0.0, 0.2, 0.0, 0.2]))  # ((1.96 + 0.84) * 0.1155 / 0.1) squared is 10.46
    11
    """
    if len(differences) < 2 or abs(float(np.mean(differences))) < 1e-12:
        return None
    ratio = float(np.std(differences, ddof=1)) / float(np.mean(differences))
    return max(2, math.ceil(((_SURE + _POWER) * ratio) ** 2))
