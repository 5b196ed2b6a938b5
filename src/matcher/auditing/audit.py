"""Audit of a model over applicants: identity swaps, exposure of mentors, length of statements, groups of applicants."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.auditing.records import Audit, Exposed, Exposure, Group, Groups, Length
from matcher.auditing.swaps import Progress, first_places, scores_of, swap_results
from matcher.config import check_count
from matcher.errors import InputError
from matcher.evaluation import Interval, Judgment, measures
from matcher.evaluation.measures import Floats, percentile_interval
from matcher.model import MatchModel
from matcher.records import Profile
from matcher.text.tokens import forms

MIN_GROUP = 2
"""No figures are given for smaller groups: a group of one is a person."""

_HUB = 3


def audit(
    model: MatchModel,
    applicants: Sequence[Profile],
    k: int = 5,
    groups: str | None = None,
    judgments: Iterable[Judgment] = (),
    n_swapped: int = 200,
    progress: Progress = lambda done, n: None,
) -> Audit:
    """Return a model's effect on applicants: identity swaps, exposure, length, groups, language.

    Changes in the first `k` places count; exposure uses the first ten. `groups` is the attribute of applicants that
    names their group; with `judgments` the groups' nDCG@10 is reported too. At most `n_swapped` applicants, taken
    evenly from the list, are swapped and rewritten, because each is scored about 30 times; meanwhile `progress` is
    called. Raises `InputError` if there is no applicant, or for a column that no applicant has.
    """
    k = check_count(k)
    if not applicants:
        raise InputError("an audit must have at least one applicant; none was given")
    names = _column(applicants, groups) if groups is not None else []
    scores = scores_of(model, applicants)
    best = scores.max(axis=1)
    rows = np.unique(np.linspace(0, len(applicants) - 1, max(1, n_swapped)).astype(int))
    swaps, language = swap_results(model, [applicants[row] for row in rows], k, progress)
    return Audit(
        n_applicants=len(applicants),
        n_mentors=len(model.mentors),
        k=k,
        n_unknown=int(np.sum(best <= 0)),
        swaps=swaps,
        exposure=_exposure(model, scores),
        length=_length(applicants, best),
        language=language,
        groups=_groups(groups, names, best, _quality(scores, model, applicants, judgments)) if groups else None,
    )


def _column(applicants: Sequence[Profile], name: str) -> list[str]:
    known = sorted({column for applicant in applicants for column in applicant.attributes})
    if name not in known:
        columns = f"they have {', '.join(known)}" if known else "they have no further columns"
        raise InputError(f"groups must name a column of the applicants; there is no {name!r}: {columns}")
    return [applicant.attributes.get(name, "").strip() for applicant in applicants]


def _exposure(model: MatchModel, scores: Floats) -> Exposure:
    """Return how the first ten places of all rankings are distributed; scores are 0 where nothing is in common."""
    k, ids = 10, model.fitted.ids
    firsts = [first_places(row, k) for row in scores]
    n_rankings = sum(map(bool, firsts))
    shown = np.bincount(np.concatenate(firsts).astype(np.int64), minlength=len(ids))
    even = shown.sum() / len(ids)
    order = sorted(np.flatnonzero(shown).tolist(), key=lambda column: (-shown[column], ids[column]))
    exposed = tuple(Exposed(ids[column], model.mentors[column].name, int(shown[column])) for column in order)
    return Exposure(
        k=k,
        n_rankings=n_rankings,
        mentors=exposed,
        never=tuple(ids[column] for column in np.flatnonzero(shown == 0)),
        gini=gini(shown),
        gini_even=_gini_of_chance(len(ids), n_rankings, k),
        hubs=tuple(mentor for mentor in exposed if mentor.n >= max(_HUB, _HUB * even)),
    )


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


def _gini_of_chance(n_mentors: int, n_rankings: int, k: int) -> float:
    """Return the mean Gini coefficient over 50 draws if every applicant is shown k mentors at random."""
    if not n_rankings:
        return 0.0
    # places are drawn independently: for k far below the pool size equal to k distinct mentors per applicant
    n_places, shares = n_rankings * min(k, n_mentors), np.full(n_mentors, 1 / n_mentors)
    draws = np.random.default_rng(0).multinomial(n_places, shares, size=50)
    return float(np.mean([gini(draw) for draw in draws]))


def _length(applicants: Sequence[Profile], best: Floats) -> Length:
    sizes = [len(forms(f"{applicant.interests}\n{applicant.statement}")) for applicant in applicants]
    return Length(rank_correlation(np.array(sizes, np.float64), best), tuple(zip(sizes, best.tolist(), strict=True)))


def rank_correlation(x: Floats, y: Floats) -> Interval | None:
    """Return Spearman's rank correlation with its bootstrap interval; `None` for fewer than three pairs.

    >>> rank_correlation(np.arange(9.0), np.arange(9.0) ** 2).value
    1.0
    """
    if len(x) < 3:
        return None
    rows = np.random.default_rng(0).integers(len(x), size=(measures.N_RESAMPLES, len(x)))
    return percentile_interval(_spearman(x, y), np.array([_spearman(x[row], y[row]) for row in rows]))


def _spearman(x: Floats, y: Floats) -> float:
    from scipy.stats import rankdata

    a, b = rankdata(x) - (len(x) + 1) / 2, rankdata(y) - (len(y) + 1) / 2
    length = np.sqrt((a @ a) * (b @ b))
    return round(float(a @ b / length), 12) if length else 0.0


def _groups(column: str, names: Sequence[str], best: Floats, quality: Floats) -> Groups:
    """Compare each group of at least two with all other applicants; groups are ordered by name.

    `names` has the group of each applicant, "" for none; `best` the best score, `quality` the result of `_quality`.
    """
    group_of, is_judged = np.array(names), ~np.isnan(quality)
    sizes = {name: int(np.sum(group_of == name)) for name in sorted(set(names) - {""})}
    groups = []
    for name, n in sizes.items():
        members = group_of == name
        others = ~members & (group_of != "")
        if n < MIN_GROUP or not others.any():
            continue
        own, rest = quality[members & is_judged], quality[others & is_judged]
        is_reported = len(own) >= MIN_GROUP
        groups.append(
            Group(
                name,
                n,
                _mean(best[members]),
                gap(best[members], best[others]),
                _mean(own) if is_reported else None,
                gap(own, rest) if is_reported and len(rest) >= MIN_GROUP else None,
                len(own),
            )
        )
    small = tuple(name for name, n in sizes.items() if n < MIN_GROUP)
    return Groups(column, tuple(groups), small, int(np.sum(group_of == "")))


def _mean(values: Floats) -> Interval:
    [interval] = measures.bootstrap(values[:, None])
    return interval


def gap(group: Floats, others: Floats) -> Interval:
    """Return the mean of a group minus that of the others, with its 95 % bootstrap interval; both are resampled.

    Source: Efron and Tibshirani, An introduction to the bootstrap (1993), chapter 8, two samples.
    """
    generator = np.random.default_rng(0)
    resampled = measures.resampled_means(group, generator) - measures.resampled_means(others, generator)
    return percentile_interval(group.mean() - others.mean(), resampled)


def _quality(scores: Floats, model: MatchModel, applicants: Sequence[Profile], judgments: Iterable[Judgment]) -> Floats:
    """Return nDCG@10 of each applicant, NaN for those without a grade above 0, shape (n_applicants,)."""
    columns = model.fitted.columns
    graded: dict[str, dict[int, float]] = {}
    for judgment in judgments:
        if judgment.grade > 0 and judgment.mentor_id in columns:
            graded.setdefault(judgment.applicant_id, {})[columns[judgment.mentor_id]] = judgment.grade
    values, ndcg = np.full(len(applicants), np.nan), measures.measure_of("ndcg@10")
    for row, applicant in enumerate(applicants):
        if grades := graded.get(applicant.id):
            shown = np.where(scores[row] > 0, scores[row], np.nan)[None]
            ranks = measures.ranks_of_graded(shown, np.array([list(grades)]))
            values[row] = ndcg(ranks, np.array([list(grades.values())]))[0]
    return values
