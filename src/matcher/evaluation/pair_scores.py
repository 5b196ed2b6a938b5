"""Every pair's score by a model, a bounded number of applicants at a time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

import numpy as np

from matcher.evaluation.measures import Floats
from matcher.evaluation.runs import Scored
from matcher.model import MatchModel
from matcher.ranking.top_k import top_k
from matcher.records import Profile

_PAIRS_AT_ONCE = 500_000


def iter_scores(
    model: MatchModel, applicants: Iterable[Profile], weights: Mapping[str, float] | None = None
) -> Iterator[tuple[list[Profile], Floats]]:
    """Yield some applicants at a time with their scores, as `MatchModel.scores` returns them."""
    stream, n_rows = iter(applicants), max(1, _PAIRS_AT_ONCE // len(model.mentors))
    while chunk := list(islice(stream, n_rows)):
        yield chunk, model.scores(chunk, weights)


def iter_run(
    model: MatchModel,
    applicants: Iterable[Profile],
    k: int | None = None,
    weights: Mapping[str, float] | None = None,
) -> Iterator[tuple[str, list[Scored]]]:
    """Yield each applicant's id and ranking, in the order of `MatchModel.rank`; all that have anything in common, or k.

    The scores are those of `rank`, without the reasons, which makes long rankings cheap.
    """
    ids = [mentor.id for mentor in model.mentors]
    for chunk, scores in iter_scores(model, applicants, weights):
        for applicant, row in zip(chunk, scores, strict=True):
            best = top_k(row, len(ids) if k is None else k)
            yield applicant.id, [Scored(ids[column], float(row[column])) for column in best]


def iter_pairs(
    model: MatchModel,
    applicants: Iterable[Profile],
    k: int | None = None,
    weights: Mapping[str, float] | None = None,
) -> Iterator[tuple[str, Sequence[Scored]]]:
    """Yield each applicant's id and scores: of every mentor, by id, zeros included; or of the k best."""
    if k is not None:
        yield from iter_run(model, applicants, k, weights)
        return
    ids = [mentor.id for mentor in model.mentors]
    for chunk, scores in iter_scores(model, applicants, weights):
        for applicant, row in zip(chunk, np.nan_to_num(scores).tolist(), strict=True):
            yield applicant.id, [Scored(*pair) for pair in zip(ids, row, strict=True)]
