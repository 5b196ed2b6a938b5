"""Statistics of an audit: inequality of exposure, correlation with length, comparison of groups."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.auditing.records import Group, Groups
from matcher.evaluation import Interval, Judgment
from matcher.evaluation.measures import N_RESAMPLES, Floats, measure_of, ranks_of_graded
from matcher.model import MatchModel
from matcher.records import Profile

MIN_GROUP = 2
"""No figures are given for smaller groups: a group of one is a person."""


def gini(counts: NDArray[np.int64]) -> float:
    """Return the Gini coefficient of counts: 0 if all are equal, near 1 if one has everything.

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
    """Return the mean Gini coefficient over 50 draws if every applicant is shown k mentors at random."""
    if not n_rankings:
        return 0.0
    generator = np.random.default_rng(seed)
    shown = min(k, n_mentors)
    # places are drawn independently: for k far below the pool size equal to k distinct mentors per applicant
    draws = generator.multinomial(n_rankings * shown, np.full(n_mentors, 1 / n_mentors), size=50)
    return float(np.mean([gini(draw) for draw in draws]))


def rank_correlation(x: Floats, y: Floats, seed: int = 0) -> Interval | None:
    """Return Spearman's rank correlation with its bootstrap interval; `None` for fewer than three pairs.

    >>> rank_correlation(np.arange(9.0), np.arange(9.0) ** 2).value
    1.0
    """
    if len(x) < 3:
        return None
    rows = np.random.default_rng(seed).integers(len(x), size=(N_RESAMPLES, len(x)))
    return _interval(_spearman(x, y), np.array([_spearman(x[row], y[row]) for row in rows]))


def _spearman(x: Floats, y: Floats) -> float:
    from scipy.stats import rankdata

    a, b = rankdata(x) - (len(x) + 1) / 2, rankdata(y) - (len(y) + 1) / 2
    length = np.sqrt((a @ a) * (b @ b))
    return round(float(a @ b / length), 12) if length else 0.0


def _interval(value: float, resampled: Floats) -> Interval:
    low, high = np.percentile(resampled, [2.5, 97.5])
    return Interval(float(value), float(low), float(high))


def gap(group: Floats, others: Floats, seed: int = 0) -> Interval:
    """Return the mean of a group minus that of the others, with its 95 % bootstrap interval; both are resampled.

    Source: Efron and Tibshirani, An introduction to the bootstrap (1993), chapter 8, two samples.
    """
    generator = np.random.default_rng(seed)
    return _interval(group.mean() - others.mean(), _means(group, generator) - _means(others, generator))


def mean(values: Floats, seed: int = 0) -> Interval:
    """Return the mean of values with its 95 % bootstrap interval."""
    return _interval(values.mean(), _means(values, np.random.default_rng(seed)))


def _means(values: Floats, generator: np.random.Generator) -> Floats:
    n = len(values)
    means: Floats = generator.multinomial(n, np.full(n, 1 / n), size=N_RESAMPLES) @ values / n
    return means


def group_results(column: str, names: Sequence[str], best: Floats, quality: Floats) -> Groups:
    """Compare each group of at least two with all other applicants; groups are ordered by name.

    `names` has the group of each applicant, "" for none; `best` the best score, `quality` the result of `quality()`.
    """
    group_of = np.array(names)
    sizes = {name: int(np.sum(group_of == name)) for name in sorted(set(names) - {""})}
    groups = []
    for name, n in sizes.items():
        members = group_of == name
        others = ~members & (group_of != "")
        if n < MIN_GROUP or not others.any():
            continue
        own, rest = quality[members], quality[others]
        own, rest = own[~np.isnan(own)], rest[~np.isnan(rest)]
        is_reported = len(own) >= MIN_GROUP
        groups.append(
            Group(
                name,
                n,
                mean(best[members]),
                gap(best[members], best[others]),
                mean(own) if is_reported else None,
                gap(own, rest) if is_reported and len(rest) >= MIN_GROUP else None,
                len(own),
            )
        )
    small = tuple(name for name, n in sizes.items() if n < MIN_GROUP)
    return Groups(column, tuple(groups), small, int(np.sum(group_of == "")))


def quality(scores: Floats, model: MatchModel, applicants: Sequence[Profile], judgments: Iterable[Judgment]) -> Floats:
    """Return nDCG@10 of each applicant, NaN for those without a grade above 0, shape (n_applicants,)."""
    columns = model.fitted.columns
    graded: dict[str, dict[int, float]] = {}
    for judgment in judgments:
        if judgment.grade > 0 and judgment.mentor_id in columns:
            graded.setdefault(judgment.applicant_id, {})[columns[judgment.mentor_id]] = judgment.grade
    values = np.full(len(applicants), np.nan)
    measure = measure_of("ndcg@10")
    for row, applicant in enumerate(applicants):
        if grades := graded.get(applicant.id):
            shown = np.where(scores[row] > 0, scores[row], np.nan)[None]
            ranks = ranks_of_graded(shown, np.array([list(grades)]))
            values[row] = measure(ranks, np.array([list(grades.values())]))[0]
    return values
