"""Numbers of an audit: how unevenly places are shared, whether length pays, gaps between groups."""

import numpy as np
from numpy.typing import NDArray

from matcher.evaluation import Interval

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

N_RESAMPLES = 2000


def gini(counts: Counts | Floats) -> float:
    """Return Gini's coefficient of counts: 0 when all are equal, near 1 when one has everything.

    Source: Sen, On economic inequality (1973), chapter 2.

    >>> gini(np.array([1, 1, 1, 1])), gini(np.array([0, 0, 0, 4]))
    (0.0, 0.75)
    """
    ordered = np.sort(counts.astype(np.float64))
    n, total = len(ordered), ordered.sum()
    if not n or not total:
        return 0.0
    return float((2 * np.arange(1, n + 1) - n - 1) @ ordered / (n * total))


def gini_of_chance(n_mentors: int, n_rankings: int, k: int, seed: int = 0) -> float:
    """Return the mean coefficient when every applicant is shown k mentors drawn at random, from 50 draws."""
    if not n_rankings:
        return 0.0
    generator = np.random.default_rng(seed)
    shown = min(k, n_mentors)
    # places drawn one by one: for k far below the pool the same as k different mentors an applicant
    draws = generator.multinomial(n_rankings * shown, np.full(n_mentors, 1 / n_mentors), size=50)
    return float(np.mean([gini(draw) for draw in draws]))


def rank_correlation(x: Floats, y: Floats, seed: int = 0) -> Interval | None:
    """Return Spearman's rank correlation with its bootstrap interval; `None` for fewer than three pairs.

    >>> rank_correlation(np.arange(9.0), np.arange(9.0) ** 2).value
    1.0
    """
    if len(x) < 3:
        return None
    value = _spearman(x, y)
    generator = np.random.default_rng(seed)
    rows = generator.integers(len(x), size=(N_RESAMPLES, len(x)))
    resampled = [_spearman(x[row], y[row]) for row in rows]
    low, high = np.percentile(resampled, [2.5, 97.5])
    return Interval(value, float(low), float(high))


def _spearman(x: Floats, y: Floats) -> float:
    from scipy.stats import rankdata

    a, b = rankdata(x) - (len(x) + 1) / 2, rankdata(y) - (len(y) + 1) / 2
    length = np.sqrt((a @ a) * (b @ b))
    return round(float(a @ b / length), 12) if length else 0.0


def gap(group: Floats, others: Floats, seed: int = 0) -> Interval:
    """Return the mean of a group minus that of the others, with its 95 % interval: both sides are resampled.

    Source: Efron and Tibshirani, An introduction to the bootstrap (1993), chapter 8, two samples.
    """
    generator = np.random.default_rng(seed)
    differences = _means(group, generator) - _means(others, generator)
    low, high = np.percentile(differences, [2.5, 97.5])
    return Interval(float(group.mean() - others.mean()), float(low), float(high))


def mean(values: Floats, seed: int = 0) -> Interval:
    """Return the mean of values with its 95 % bootstrap interval."""
    low, high = np.percentile(_means(values, np.random.default_rng(seed)), [2.5, 97.5])
    return Interval(float(values.mean()), float(low), float(high))


def _means(values: Floats, generator: np.random.Generator) -> Floats:
    n = len(values)
    means: Floats = generator.multinomial(n, np.full(n, 1 / n), size=N_RESAMPLES) @ values / n
    return means
