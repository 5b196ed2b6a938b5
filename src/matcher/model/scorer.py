"""Scores of many applicants that are asked for again and again: each statement is read once."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.config import MatchConfig
from matcher.index.postings import Floats
from matcher.model.match_model import MatchModel
from matcher.model.weights import signed_weights
from matcher.ranking.combine import combined
from matcher.records import Profile

_BLOCK = 512


class Scorer:
    """Gives the same scores as `MatchModel.scores`, of applicants by their position; it holds what they say, no scores.

    Parameters
    ----------
    model
        A fitted model.
    applicants
        Everybody whose scores will be asked for.
    """

    def __init__(self, model: MatchModel, applicants: Sequence[Profile]) -> None:
        self._pool = model.fitted
        self._signed = signed_weights(self._pool, model.config or MatchConfig(), None)
        self._blocks = [
            self._pool.encode(applicants[start : start + _BLOCK], self._signed)
            for start in range(0, len(applicants), _BLOCK)
        ]

    def scores(self, rows: NDArray[np.int64]) -> Floats:
        """Return the scores of some applicants, shape (n_rows, n_mentors); NaN where nothing is in common."""
        scores = np.empty((len(rows), len(self._pool.mentors)))
        for block in np.unique(rows // _BLOCK).tolist():
            mine = np.flatnonzero(rows // _BLOCK == block)
            some = self._blocks[block].take(rows[mine] - block * _BLOCK)
            scores[mine] = combined(self._pool.affinities(some, self._signed), self._signed)
        return scores
