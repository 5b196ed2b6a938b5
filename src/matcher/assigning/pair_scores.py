"""All pairs of a problem, too many for memory: the best at some prices, those above some score, and their ranks.

A pair improves the placement only if its score minus the price is more than the applicant's present gain. For a fitted
model that is retrieval with a threshold for each applicant, as in MaxScore, with a price subtracted from every bound:
upper bounds of scores rule most pairs out, the others are scored exactly.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.assigning.network import INFINITE, Ints, Mask, within_runs
from matcher.assigning.problem import Pairs, Problem
from matcher.assigning.records import PER_POINT
from matcher.errors import InputError

if TYPE_CHECKING:
    from matcher.kernels.kept_bounds import Bounds, KeptBounds

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
        most = worth.max(axis=1, initial=-INFINITE)
        rows = np.flatnonzero(most > offer.least)
        some, n_kept = worth[rows], min(k + 1, worth.shape[1])
        mentors = np.argpartition(-some, n_kept - 1, axis=1)[:, :n_kept]
        values = np.take_along_axis(some, mentors, axis=1)
        order = np.argsort(-values, axis=1, kind="stable")
        mentors, values = np.take_along_axis(mentors, order, axis=1), np.take_along_axis(values, order, axis=1)
        paying = values > offer.least[rows][:, None]
        paying[:, k:] = False
        most[rows] = np.where(paying, -INFINITE, values).max(axis=1, initial=-INFINITE)
        chosen, nth = np.nonzero(paying)
        row, mentor = rows[chosen], mentors[chosen, nth]
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
        self.problem, self.source = problem, source
        self._places = np.arange(len(problem.applicants)) if places is None else places
        self._groups = [problem.groups(rule) for rule in problem.eligible]
        self.bars = bool(problem.conflicts or problem.eligible)
        self._barred = np.column_stack(problem.positions(problem.conflicts))

    def _rows(self, applicants: Ints, *, barred: bool = True) -> Iterator[tuple[slice, Ints, Rows]]:
        """Yield blocks of applicants: their slice of the request, their positions, their rows."""
        for at, rows in self.source(self._places[applicants]):
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


def scored_rows(scores: Callable[[Ints], NDArray[np.floating]], n_mentors: int) -> RowSource:
    """Return rows from a function that gives, block by block, scores with every mentor; NaN where there is no pair."""
    size = max(1, _CELLS // max(1, n_mentors))

    def rows(applicants: Ints) -> Iterator[tuple[slice, Rows]]:
        for start in range(0, len(applicants), size):
            at = slice(start, start + size)
            points = np.asarray(scores(applicants[at]))
            if np.nanmax(points, initial=0) > 1e6 or np.nanmin(points, initial=0) < 0:
                raise InputError("scores must lie between 0 and 1,000,000")
            yield at, Rows(np.where(np.isnan(points), _NO_PAIR, np.rint(points * PER_POINT)).astype(np.int64))

    return rows


def bounded_rows(kept: "KeptBounds") -> RowSource:
    """Return rows of pairs for the applicants and mentors of the kept bounds, in their order."""
    return lambda applicants: ((at, _BoundedRows(kept, block, rows)) for block, at, rows in kept.blocks(applicants))


class _BoundedRows(Rows):
    """The bounds of some applicants of one block; dropped pairs are set to 0, exact scores lower the kept bounds."""

    def __init__(self, kept: "KeptBounds", block: int, rows: Ints) -> None:
        self._kept, self._block, self._rows = kept, block, rows
        self._all: Bounds = kept.read(block)
        self._bounds: Bounds = self._all[self._rows]
        self._is_new = False

    def drop(self, pairs: Mask | tuple[Ints, Ints]) -> None:
        self._bounds[pairs] = 0

    def best(self, offer: Offer, k: int) -> tuple[Pairs, Ints]:
        """Return the k best pairs of each row, and the most that the others are worth, by bounds where not scored."""
        from matcher.kernels.kept_bounds import most_worth  # without numba there are no loops, nor any kept bounds

        bonus = np.int64(offer.bonus)
        likely = self._scored(most_worth(self._bounds, offer.price, bonus, offer.bonus_from, offer.least, k))
        # rows with k good pairs need only pairs better than the last of these
        limit, n = np.full(len(offer.least), INFINITE), np.bincount(likely.applicant, minlength=len(offer.least))
        np.minimum.at(limit, likely.applicant, _worth(likely, offer))
        others, left = self._worth_more(offer, np.where(n < k, offer.least, np.maximum(limit, offer.least)))
        pairs = Pairs.joined([likely, others])
        worth = _worth(pairs, offer)
        order = np.lexsort((pairs.mentor, -worth, pairs.applicant))
        pairs, worth = pairs.at(order), worth[order]
        chosen = (within_runs(np.bincount(pairs.applicant)) < k) & (worth > offer.least[pairs.applicant])
        np.maximum.at(left, pairs.applicant[~chosen], worth[~chosen])
        return pairs.at(chosen), left

    def reaching(self, least: Ints) -> Pairs:
        free = Offer(np.zeros(self._bounds.shape[1], np.int64), least - 1, 0, np.zeros(len(least), np.int64))
        pairs, _ = self._worth_more(free, free.least)
        return pairs.at(pairs.score >= least[pairs.applicant])

    def scores(self, row: Ints, mentor: Ints) -> Ints:
        return self._kept.scores(self._block, self._rows[row], mentor)

    def _worth_more(self, offer: Offer, least: Ints) -> tuple[Pairs, Ints]:
        """Return and drop all pairs that may be worth more than `least`, and the most that the others may be worth."""
        from matcher.kernels.kept_bounds import worth_more

        left, room = np.full(len(least), -INFINITE), np.empty((1 << 14, 2), np.int64)
        bonus = np.int64(offer.bonus)
        return self._scored(worth_more(self._bounds, offer.price, bonus, offer.bonus_from, least, room, left)), left

    def _scored(self, pairs: Ints) -> Pairs:
        """Return pairs of (row, mentor) with their scores, -1 where there is no pair, and drop them."""
        from matcher.kernels.kept_bounds import to_bounds

        row, mentor = pairs[:, 0], pairs[:, 1]
        if not len(row):
            return Pairs.joined([])
        scores = self.scores(row, mentor)
        self._all[self._rows[row], mentor] = to_bounds(scores)
        self._bounds[row, mentor], self._is_new = 0, True
        return Pairs.of(row, mentor, scores)

    def keep(self) -> None:
        if self._is_new:
            self._kept.write(self._block, self._all)


def _worth(pairs: Pairs, offer: Offer) -> Ints:
    bonus = offer.bonus * (pairs.score >= offer.bonus_from[pairs.applicant])
    return np.where(pairs.score < 0, -INFINITE, pairs.score - offer.price[pairs.mentor] + bonus)
