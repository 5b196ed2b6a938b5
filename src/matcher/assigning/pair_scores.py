"""All pairs of a problem, too many for memory: the best at some prices, those above some score, and their ranks."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.assigning.network import INFINITE, Ints, Mask
from matcher.assigning.problem import Pairs, Problem
from matcher.assigning.records import PER_POINT
from matcher.errors import InputError

Scores = Callable[[Ints], NDArray[np.floating]]
"""Gives the scores of some applicants with every mentor, shape (n_some, n_mentors); NaN where there is no pair."""

_NO_PAIR = -(2**40)
"""The score that marks "no pair"."""

_CELLS = 2_000_000


class Offer(NamedTuple):
    """How a pair is valued: its score minus a price, plus a bonus if the score reaches a floor."""

    price: Ints
    """The price of a place at each mentor."""
    least: Ints
    """The value that a pair must exceed, for each applicant of the request."""
    bonus: int
    bonus_from: Ints
    """The least score with a bonus, for each applicant of the request."""


class Rows:
    """The pairs of some applicants with all mentors, a row for each applicant, with all scores in memory."""

    def __init__(self, score: Ints) -> None:
        self._score = score

    def drop(self, pairs: Mask | tuple[Ints, Ints]) -> None:
        """Exclude pairs: a mask of shape (n_some, n_mentors), or their rows and mentors."""
        self._score[pairs] = _NO_PAIR

    def best(self, offer: Offer, k: int) -> tuple[Pairs, Ints]:
        """Return the k best pairs of each row that exceed `least`, and an upper bound on the value of the others."""
        worth = self._score - offer.price
        if offer.bonus:
            worth += offer.bonus * (self._score >= offer.bonus_from[:, None])
        worth[self._score == _NO_PAIR] = -INFINITE
        row, mentor, most = _choose(worth, offer.least, k)
        return Pairs.of(row, mentor, self._score[row, mentor]), most

    def reaching(self, least: Ints) -> Pairs:
        """Return, in order, the pairs of each row with at least the score `least`, which is 0 or more."""
        row, mentor = np.nonzero(self._score >= least[:, None])
        return Pairs.of(row, mentor, self._score[row, mentor])

    def scores(self, row: Ints, mentor: Ints) -> Ints:
        """Return the scores of some pairs in millionths, below 0 for no pair."""
        return self._score[row, mentor]

    def keep(self) -> None:
        """Keep computed scores for the next request; here all of them are given, so there are none."""


RowSource = Callable[[Ints], Iterator[tuple[slice, Rows]]]
"""Gives the rows of applicants in blocks, in order, each with its slice of the requested applicants."""


class AllPairs:
    """The pairs of a problem, computed on request; pairs that a rule excludes are left out.

    `places` are the positions of the problem's applicants among those of `source`.
    """

    def __init__(self, problem: Problem, source: RowSource, places: Ints | None = None) -> None:
        self.problem = problem
        self._source = source
        self._places = np.arange(len(problem.applicants)) if places is None else places
        self._groups = [problem.groups(rule) for rule in problem.eligible]
        self.bars = bool(problem.conflicts or problem.eligible)
        self._barred = np.column_stack(problem.positions(problem.conflicts))

    def of_some(self, problem: Problem, applicants: Ints) -> "AllPairs":
        """Return the pairs of some of the applicants; `problem` is the problem with only these."""
        return AllPairs(problem, self._source, self._places[applicants])

    def _rows(self, applicants: Ints, *, barred: bool = True) -> Iterator[tuple[slice, Ints, Rows]]:
        """Yield blocks of applicants: their slice of the request, their positions, their rows."""
        for at, rows in self._source(self._places[applicants]):
            if barred and self.bars:
                rows.drop(self._is_barred(applicants[at]))
            yield at, applicants[at], rows
            rows.keep()

    def best(self, applicants: Ints, offer: Offer, k: int, listed: Pairs) -> tuple[Pairs, Ints]:
        """Return the k best pairs of each applicant that exceed `least`, and an upper bound on the value of the others.

        `applicants` are ascending; the pairs `listed`, ordered by applicant, are left out of both.
        """
        parts, most = [], np.full(len(applicants), -INFINITE)
        for at, who, rows in self._rows(applicants):
            rows.drop(self._rows_of(*listed[:2], who))
            chosen, most[at] = rows.best(offer._replace(least=offer.least[at], bonus_from=offer.bonus_from[at]), k)
            parts.append(chosen._replace(applicant=who[chosen.applicant]))
        return Pairs.joined(parts), most

    def reaching(self, applicants: Ints, least: Ints, *, barred: bool = True) -> Iterator[Pairs]:
        """Yield the pairs of each applicant with at least the score `least`, in blocks of applicants, in order."""
        for at, who, rows in self._rows(applicants, barred=barred):
            pairs = rows.reaching(np.maximum(least[at], 0))
            if len(pairs.score):
                yield pairs._replace(applicant=who[pairs.applicant])

    def scores_of(self, applicants: Ints, mentors: Ints) -> Ints:
        """Return the scores of some pairs, excluded by rules or not, ordered by applicant; below 0 for no pair."""
        some = self._rows(np.unique(applicants), barred=False)
        scores = [rows.scores(*self._rows_of(applicants, mentors, who)) for _, who, rows in some]
        return np.concatenate([*scores, np.zeros(0, np.int64)])

    def ranks(self, pairs: Pairs) -> Ints:
        """Return the ranks of ordered pairs among all pairs of their applicants: by score, then by mentor."""
        who, first = np.unique(pairs.applicant, return_index=True)
        rank, keys = np.zeros(len(pairs.score), np.int64), self.problem.keys(*pairs[:2])
        if len(who):
            for some in self.reaching(who, np.minimum.reduceat(pairs.score, first), barred=False):
                start, end = np.searchsorted(pairs.applicant, [some.applicant[0], some.applicant[-1] + 1])
                at = np.searchsorted(self.problem.keys(*some[:2]), keys[start:end])
                rank[start:end] = some.ranked().rank[at]
        return rank

    def _is_barred(self, who: Ints) -> Mask:
        """Return which pairs of some applicants, in order, a rule excludes; shape (n_some, n_mentors)."""
        barred = np.zeros((len(who), len(self.problem.mentors)), np.bool_)
        for of_applicants, of_mentors in self._groups:
            barred |= of_applicants[who][:, None] != of_mentors[None, :]
        some = self._barred[np.isin(self._barred[:, 0], who)]
        barred[np.searchsorted(who, some[:, 0]), some[:, 1]] = True
        return barred

    @staticmethod
    def _rows_of(applicant: Ints, mentor: Ints, who: Ints) -> tuple[Ints, Ints]:
        """Return rows and mentors of the pairs that belong to the applicants `who`; all are ordered by applicant."""
        some = slice(*np.searchsorted(applicant, [who[0], who[-1] + 1]))
        row = np.minimum(np.searchsorted(who, applicant[some]), len(who) - 1)
        belongs = who[row] == applicant[some]
        return row[belongs], mentor[some][belongs]


def scored_rows(scores: Scores, n_mentors: int) -> RowSource:
    """Return rows from a function that gives scores as arrays; it is called for blocks of applicants, repeatedly."""
    return partial(_scored_rows, scores, max(1, _CELLS // max(1, n_mentors)))


def _scored_rows(scores: Scores, size: int, applicants: Ints) -> Iterator[tuple[slice, Rows]]:
    for start in range(0, len(applicants), size):
        at = slice(start, start + size)
        points = np.asarray(scores(applicants[at]))
        if np.nanmax(points, initial=0) > 1e6 or np.nanmin(points, initial=0) < 0:
            raise InputError("scores must lie between 0 and 1,000,000")
        yield at, Rows(np.where(np.isnan(points), _NO_PAIR, np.rint(points * PER_POINT)).astype(np.int64))


def _choose(worth: Ints, least: Ints, k: int) -> tuple[Ints, Ints, Ints]:
    """Return row and mentor of the k best pairs of each row above its `least`, and the value of the next one."""
    most = worth.max(axis=1, initial=-INFINITE)
    rows = np.flatnonzero(most > least)
    some, n_kept = worth[rows], min(k + 1, worth.shape[1])
    mentors = np.argpartition(-some, n_kept - 1, axis=1)[:, :n_kept]
    values = np.take_along_axis(some, mentors, axis=1)
    order = np.argsort(-values, axis=1, kind="stable")
    mentors, values = np.take_along_axis(mentors, order, axis=1), np.take_along_axis(values, order, axis=1)
    paying = values > least[rows][:, None]
    paying[:, k:] = False
    most[rows] = np.where(paying, -INFINITE, values).max(axis=1, initial=-INFINITE)
    row, nth = np.nonzero(paying)
    return rows[row], mentors[row, nth], most
