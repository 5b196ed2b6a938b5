"""Groups of applicants side by side: best scores and, with judgments, quality, each with an interval."""

from collections.abc import Iterable, Sequence

import numpy as np

from matcher.auditing.measures import Floats, gap, mean
from matcher.auditing.records import Group, Groups
from matcher.evaluation import Judgment
from matcher.evaluation.measures import measure_of, ranks_of_graded
from matcher.model import MatchModel
from matcher.records import Profile

MIN_GROUP = 2
"""A group of one is a person: no number is said of it."""


def group_results(
    column: str,
    names: Sequence[str],
    best: Floats,
    scores: Floats,
    model: MatchModel,
    applicants: Sequence[Profile],
    judgments: Iterable[Judgment],
) -> Groups:
    """Return each group of at least two beside all other applicants; the groups in order of their names.

    Parameters
    ----------
    names
        The group of each applicant; "" for none.
    best, scores
        The best score of each applicant, and all scores, (n_applicants, n_mentors).
    """
    of = np.array(names)
    sizes = {name: int(np.sum(of == name)) for name in sorted(set(names) - {""})}
    quality = _quality(scores, model, applicants, judgments)
    groups = []
    for name, n in sizes.items():
        members = of == name
        others = ~members & (of != "")
        if n < MIN_GROUP or not others.any():
            continue
        own, rest = quality[members], quality[others]
        own, rest = own[~np.isnan(own)], rest[~np.isnan(rest)]
        said = len(own) >= MIN_GROUP
        groups.append(
            Group(
                name,
                n,
                mean(best[members]),
                gap(best[members], best[others]),
                mean(own) if said else None,
                gap(own, rest) if said and len(rest) >= MIN_GROUP else None,
                len(own),
            )
        )
    small = tuple(name for name, n in sizes.items() if n < MIN_GROUP)
    return Groups(column, tuple(groups), small, int(np.sum(of == "")))


def _quality(scores: Floats, model: MatchModel, applicants: Sequence[Profile], judgments: Iterable[Judgment]) -> Floats:
    """Return nDCG@10 of each applicant, NaN for those without a grade above 0, shape (n_applicants,)."""
    columns = {mentor.id: column for column, mentor in enumerate(model.mentors)}
    graded: dict[str, dict[int, float]] = {}
    for judgment in judgments:
        if judgment.grade > 0 and judgment.mentor_id in columns:
            graded.setdefault(judgment.applicant_id, {})[columns[judgment.mentor_id]] = judgment.grade
    quality = np.full(len(applicants), np.nan)
    measure = measure_of("ndcg@10")
    for row, applicant in enumerate(applicants):
        if grades := graded.get(applicant.id):
            mentors, values = np.array([list(grades)]), np.array([list(grades.values())])
            shown = np.where(scores[row] > 0, scores[row], np.nan)[None]
            quality[row] = measure(ranks_of_graded(shown, mentors), values)[0]
    return quality
