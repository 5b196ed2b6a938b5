"""All pairs of a problem, too many to hold: those worth the most at some prices, those with some score, their ranks."""

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
"""The score of what is no pair."""

_CELLS = 2_000_000


class Offer(NamedTuple):
    """What makes a pair worth having: its score less a price, and a bonus where the score reaches a floor."""

    price: Ints
    """Of each mentor's place."""
    least: Ints
    """What a pair must be worth more than, of each applicant that is asked about."""
    bonus: int
    bonus_from: Ints
    """The least score with a bonus, of each applicant that is asked about."""


class Rows:
    """The pairs of some applicants with all mentors, a row for each applicant; their scores are at hand."""

    def __init__(self, score: Ints) -> None:
        self._score = score

    def drop(self, pairs: Mask | tuple[Ints, Ints]) -> None:
        """Leave pairs out: a mask of shape (n_some, n_mentors), or their rows and mentors."""
        self._score[pairs] = _NO_PAIR

    def best(self, offer: Offer, k: int) -> tuple[Pairs, Ints]:
        """Return of each row the k best pairs that are worth it, and what the best other one is worth at most."""
        worth = self._score - offer.price
        if offer.bonus:
            worth += offer.bonus * (self._score >= offer.bonus_from[:, None])
        worth[self._score == _NO_PAIR] = -INFINITE
        row, mentor, most = _choose(worth, offer.least, k)
        return Pairs.of(row, mentor, self._score[row, mentor]), most

    def reaching(self, least: Ints) -> Pairs:
        """Return, in order, the pairs with at least some score, 0 or more, of each row."""
        row, mentor = np.nonzero(self._score >= least[:, None])
        return Pairs.of(row, mentor, self._score[row, mentor])

    def scores(self, row: Ints, mentor: Ints) -> Ints:
        """Return the scores of some pairs in millionths, below 0 where there is none."""
        return self._score[row, mentor]

    def keep(self) -> None:
        """Keep what was worked out for the next time; nothing was that was not given."""


RowSource = Callable[[Ints], Iterator[tuple[slice, Rows]]]
"""Gives the rows of applicants, some at a time in their order, and where these stand among those asked for."""


class AllPairs:
    """The pairs of a problem, looked up whenever they are asked for; what a rule bars is no pair.

    `places` are those of the problem's applicants among all whom `source` knows.
    """

    def __init__(self, problem: Problem, source: RowSource, places: Ints | None = None) -> None:
        self.problem = problem
        self._source = source
        self._places = np.arange(len(problem.applicants)) if places is None else places
        self._groups = [problem.groups(rule) for rule in problem.eligible]
        self.bars = bool(problem.conflicts or problem.eligible)
        self._barred = np.column_stack(problem.positions(problem.conflicts))

    def of_some(self, problem: Problem, applicants: Ints) -> "AllPairs":
        """Return the pairs of some of the applicants, for a problem of theirs."""
        return AllPairs(problem, self._source, self._places[applicants])

    def _rows(self, applicants: Ints, *, barred: bool = True) -> Iterator[tuple[slice, Ints, Rows]]:
        """Yield some applicants at a time: where they stand, who they are, their rows."""
        for at, rows in self._source(self._places[applicants]):
            if barred and self.bars:
                rows.drop(self._is_barred(applicants[at]))
            yield at, applicants[at], rows
            rows.keep()

    def best(self, applicants: Ints, offer: Offer, k: int, listed: Pairs) -> tuple[Pairs, Ints]:
        """Return of each applicant the k best pairs that are worth it, and what the best other one is worth at most.

        `applicants` are in order; the pairs `listed`, in the order of applicants, are left out of both.
        """
        parts, most = [], np.full(len(applicants), -INFINITE)
        for at, who, rows in self._rows(applicants):
            rows.drop(self._rows_of(*listed[:2], who))
            chosen, most[at] = rows.best(offer._replace(least=offer.least[at], bonus_from=offer.bonus_from[at]), k)
            parts.append(chosen._replace(applicant=who[chosen.applicant]))
        return Pairs.joined(parts), most

    def reaching(self, applicants: Ints, least: Ints, *, barred: bool = True) -> Iterator[Pairs]:
        """Yield the pairs with at least some score of each applicant, some applicants at a time, in order."""
        for at, who, rows in self._rows(applicants, barred=barred):
            pairs = rows.reaching(np.maximum(least[at], 0))
            if len(pairs.score):
                yield pairs._replace(applicant=who[pairs.applicant])

    def scores_of(self, applicants: Ints, mentors: Ints) -> Ints:
        """Return the scores of some pairs, barred or not, in the order of applicants; below 0 where there is none."""
        some = self._rows(np.unique(applicants), barred=False)
        scores = [rows.scores(*self._rows_of(applicants, mentors, who)) for _, who, rows in some]
        return np.concatenate([*scores, np.zeros(0, np.int64)])

    def ranks(self, pairs: Pairs) -> Ints:
        """Return the places of ordered pairs in whole rankings: by score, then by mentor."""
        who, first = np.unique(pairs.applicant, return_index=True)
        rank, keys = np.zeros(len(pairs.score), np.int64), self.problem.keys(*pairs[:2])
        if len(who):
            for some in self.reaching(who, np.minimum.reduceat(pairs.score, first), barred=False):
                start, end = np.searchsorted(pairs.applicant, [some.applicant[0], some.applicant[-1] + 1])
                at = np.searchsorted(self.problem.keys(*some[:2]), keys[start:end])
                rank[start:end] = some.ranked().rank[at]
        return rank

    def _is_barred(self, who: Ints) -> Mask:
        """Return which pairs of some applicants, in order, a rule bars; shape (n_some, n_mentors)."""
        barred = np.zeros((len(who), len(self.problem.mentors)), np.bool_)
        for of_applicants, of_mentors in self._groups:
            barred |= of_applicants[who][:, None] != of_mentors[None, :]
        some = self._barred[np.isin(self._barred[:, 0], who)]
        barred[np.searchsorted(who, some[:, 0]), some[:, 1]] = True
        return barred

    @staticmethod
    def _rows_of(applicant: Ints, mentor: Ints, who: Ints) -> tuple[Ints, Ints]:
        """Return the rows and mentors of those pairs that are some applicants'; both are in the order of applicants."""
        some = slice(*np.searchsorted(applicant, [who[0], who[-1] + 1]))
        row = np.minimum(np.searchsorted(who, applicant[some]), len(who) - 1)
        asked = who[row] == applicant[some]
        return row[asked], mentor[some][asked]


def scored_rows(scores: Scores, n_mentors: int) -> RowSource:
    """Return rows of scores that come as arrays, some applicants at a time, again and again."""
    return partial(_scored_rows, scores, max(1, _CELLS // max(1, n_mentors)))


def _scored_rows(scores: Scores, size: int, applicants: Ints) -> Iterator[tuple[slice, Rows]]:
    for start in range(0, len(applicants), size):
        at = slice(start, start + size)
        points = np.asarray(scores(applicants[at]))
        if np.nanmax(points, initial=0) > 1e6 or np.nanmin(points, initial=0) < 0:
            raise InputError("scores must lie between 0 and 1,000,000")
        yield at, Rows(np.where(np.isnan(points), _NO_PAIR, np.rint(points * PER_POINT)).astype(np.int64))


def _choose(worth: Ints, least: Ints, k: int) -> tuple[Ints, Ints, Ints]:
    """Return row and mentor of the k best of each row that are worth more than its least, and the worth of the next."""
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
