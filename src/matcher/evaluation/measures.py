"""How good a ranking is, measured by where it puts the mentors a person graded above 0, and how sure that is.

Every measure takes ranks and grades of shape (n_applicants, n_graded): the rank of each graded mentor (1 is best, inf
where it was not ranked), and its grade (0 fills up). It returns one value in [0, 1] per applicant; an applicant who got
no ranking has 0.
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


def reciprocal_rank(ranks: Floats, grades: Floats, *, k: int | None = None) -> Floats:
    """Return 1 / rank of the first mentor that fits, 0 where none is among the first k; its mean is the MRR.

    Source: Kantor and Voorhees, The TREC-5 confusion track (2000).

    >>> reciprocal_rank(np.array([[4.0, 2.0]]), np.array([[3.0, 1.0]]))
    array([0.5])
    """
    return np.asarray(np.max(np.where(_hits(ranks, grades, k), 1 / ranks, 0.0), axis=1))


def recall(ranks: Floats, grades: Floats, *, k: int) -> Floats:
    """Return the share of the fitting mentors that stand among the first k.

    Source: Cleverdon, The Cranfield tests on index language devices (1967).

    >>> recall(np.array([[4.0, 12.0]]), np.array([[3.0, 1.0]]), k=10)
    array([0.5])
    """
    return np.asarray(np.sum(_hits(ranks, grades, k), axis=1) / np.sum(grades > 0, axis=1))


def precision(ranks: Floats, grades: Floats, *, k: int) -> Floats:
    """Return the share of the first k that fit; a mentor nobody graded does not.

    Source: Cleverdon, The Cranfield tests on index language devices (1967).

    >>> precision(np.array([[4.0, 12.0]]), np.array([[3.0, 1.0]]), k=10)
    array([0.1])
    """
    return np.asarray(np.sum(_hits(ranks, grades, k), axis=1) / k)


def success(ranks: Floats, grades: Floats, *, k: int) -> Floats:
    """Return 1 where a fitting mentor stands among the first k, else 0.

    Source: Craswell and Hawking, Overview of the TREC-2004 web track (2004).

    >>> success(np.array([[4.0, 12.0]]), np.array([[3.0, 1.0]]), k=1)
    array([0.])
    """
    return np.asarray(np.any(_hits(ranks, grades, k), axis=1).astype(np.float64))


def ndcg(ranks: Floats, grades: Floats, *, k: int | None = None) -> Floats:
    """Return the gain of the first k (or of all), each grade divided by log2(1 + rank), as a share of the best order's.

    Source: Järvelin and Kekäläinen, Cumulated gain-based evaluation of IR techniques (2002), equation 3 with
    the discount of trec_eval's `ndcg_cut`.

    >>> ndcg(np.array([[1.0, 3.0]]), np.array([[1.0, 1.0]]), k=10).round(3)  # (1 + 1/2) / (1 + 0.631)
    array([0.92])
    """
    best = -np.sort(-grades, axis=1)
    best_ranks = np.arange(1.0, 1 + best.shape[1])
    return _gain(ranks, grades, k) / _gain(best_ranks, best, k)


def _hits(ranks: Floats, grades: Floats, k: int | None) -> NDArray[np.bool_]:
    return (grades > 0) & (ranks <= (np.inf if k is None else k))


def _gain(ranks: Floats, grades: Floats, k: int | None) -> Floats:
    return np.asarray(np.sum(np.where(ranks <= (np.inf if k is None else k), grades / np.log2(1 + ranks), 0.0), axis=1))


MEASURES = ("mrr", "recall@1", "recall@5", "recall@10", "ndcg@10", "success@1")
"""The measures of an evaluation that names none."""

_FAMILIES: dict[str, Callable[..., Floats]] = {
    "mrr": reciprocal_rank,
    "ndcg": ndcg,
    "precision": precision,
    "recall": recall,
    "success": success,
}
_WHOLE = ("mrr", "ndcg")
"""Those that also measure a whole ranking, without a cut-off."""

_NAME = re.compile(r"(?P<family>[a-z]+)(?:@(?P<k>[1-9][0-9]{0,5}))?")


def measure_of(name: str) -> Measure:
    """Return the measure of a name as ir_measures writes it: a family, and the cut-off k behind an `@`.

    Raises `ConfigError` for an unknown family, and for a cut-off that is no whole number of 1 or more.

    >>> measure_of("recall@5")(np.array([[4.0, 12.0]]), np.array([[3.0, 1.0]]))
    array([0.5])
    """
    match = _NAME.fullmatch(name)
    family = match["family"] if match else ""
    if match is None or family not in _FAMILIES or not (match["k"] or family in _WHOLE):
        known = ", ".join(f"{one}@k" for one in _FAMILIES)
        raise ConfigError(f"measure must be one of {known} (k a whole number), mrr or ndcg; it is {name!r}")
    return partial(_FAMILIES[family], k=int(match["k"]) if match["k"] else None)


def ranks_of_graded(scores: Floats, mentors: NDArray[np.intp]) -> Floats:
    """Return the rank of each graded mentor, shaped like `mentors`; inf for one not ranked and where -1 fills up.

    `scores` has shape (n_applicants, n_mentors), columns in the order of the mentors' ids, so that ties break by id; a
    score that is NaN was not given.

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
