"""All pairs of a placement, scored a chunk of applicants at a time, and which of them would pay at some prices."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.assigning.network import INFINITE, Ints
from matcher.assigning.problem import Problem
from matcher.assigning.records import PER_POINT
from matcher.errors import InputError

Scores = Callable[[Ints], NDArray[np.floating]]
"""Gives the scores of some applicants with every mentor, shape (n_some, n_mentors); NaN where there is no pair."""

NO_PAIR = -(2**40)
"""The score of what is no pair."""

_CELLS = 2_000_000


class Chosen(NamedTuple):
    """Pairs that one chunk of applicants adds."""

    applicant: Ints
    mentor: Ints
    score: Ints
    most: Ints
    """Of each applicant of the chunk: what its best pair that is not among them is worth."""


class AllPairs:
    """The pairs of a problem, scored again whenever they are asked for; what no rule allows is no pair."""

    def __init__(self, problem: Problem, scores: Scores) -> None:
        self.problem, self.scores = problem, scores
        self._groups = [problem.groups(rule) for rule in problem.eligible]
        self.bars = bool(problem.conflicts or problem.eligible)
        barred = [
            (problem.position[rule.applicant], problem.mentor_position[rule.mentor]) for rule in problem.conflicts
        ]
        self._barred = np.array(sorted(barred), np.int64).reshape(-1, 2)

    def chunks(self, applicants: Ints, *, barred: bool = True) -> Iterator[tuple[Ints, Ints]]:
        """Yield some applicants at a time and their scores in millionths, far below 0 where there is no pair."""
        size = max(1, _CELLS // max(1, len(self.problem.mentors)))
        for start in range(0, len(applicants), size):
            who = applicants[start : start + size]
            points = np.asarray(self.scores(who))
            if np.nanmax(points, initial=0) > 1e6 or np.nanmin(points, initial=0) < 0:
                raise InputError("scores must lie between 0 and 1,000,000")
            score = np.where(np.isnan(points), NO_PAIR, np.rint(points * PER_POINT)).astype(np.int64)
            if barred:
                self._bar(who, score)
            yield who, score

    def _bar(self, who: Ints, score: Ints) -> None:
        for mine, theirs in self._groups:
            score[mine[who][:, None] != theirs[None, :]] = NO_PAIR
        some = self._barred[np.isin(self._barred[:, 0], who)]
        score[np.searchsorted(who, some[:, 0]), some[:, 1]] = NO_PAIR


def choose(who: Ints, score: Ints, worth: Ints, least: Ints, k: int) -> Chosen:
    """Return at most k pairs of each row that are worth more than its least, the best first."""
    most = worth.max(axis=1, initial=-INFINITE)
    rows = np.flatnonzero(most > least)
    some = worth[rows]
    n_kept = min(k + 1, some.shape[1])
    labs = np.argpartition(-some, n_kept - 1, axis=1)[:, :n_kept] if n_kept < some.shape[1] else None
    if labs is None:
        labs = np.broadcast_to(np.arange(some.shape[1]), some.shape)
    values = np.take_along_axis(some, labs, axis=1)
    order = np.argsort(-values, axis=1, kind="stable")
    labs, values = np.take_along_axis(labs, order, axis=1), np.take_along_axis(values, order, axis=1)
    paying = values > least[rows][:, None]
    paying[:, k:] = False
    rest = np.where(paying, -INFINITE, values).max(axis=1, initial=-INFINITE)
    most[rows] = rest
    row, nth = np.nonzero(paying)
    lab = labs[row, nth].astype(np.int64)
    return Chosen(who[rows[row]], lab, score[rows[row], lab], most)
