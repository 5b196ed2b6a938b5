"""All pairs of a problem, too many to hold: those worth the most at some prices, those with some score, their ranks."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.assigning.network import INFINITE, Ints, Mask
from matcher.assigning.problem import Problem
from matcher.assigning.records import PER_POINT
from matcher.errors import InputError

Scores = Callable[[Ints], NDArray[np.floating]]
"""Gives the scores of some applicants with every mentor, shape (n_some, n_mentors); NaN where there is no pair."""

_NO_PAIR = -(2**40)
"""The score of what is no pair."""

_CELLS = 2_000_000


class Found(NamedTuple):
    """Some pairs and their scores in millionths."""

    applicant: Ints
    mentor: Ints
    score: Ints

    @classmethod
    def joined(cls, parts: Sequence["Found"]) -> "Found":
        """Return pairs found one after the other as one."""
        nothing = np.zeros(0, np.int64)
        return cls(*map(np.concatenate, zip(*parts, (nothing, nothing, nothing), strict=True)))


class Offer(NamedTuple):
    """What makes a pair worth having: its score less a price, and a bonus where the score reaches a floor."""

    price: Ints
    """Of each mentor's place."""
    least: Ints
    """What a pair must be worth more than, of each applicant that is asked about."""
    bonus: int
    bonus_from: Ints
    """The least score with a bonus, of each applicant that is asked about."""

    @classmethod
    def any_pair(cls, price: Ints, n: int) -> "Offer":
        """Return the offer that takes any pair of n applicants."""
        return cls(price, np.full(n, -INFINITE // 2), 0, np.zeros(n, np.int64))


class AllPairs(ABC):
    """The pairs of a problem, looked up whenever they are asked for; what a rule bars is no pair."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._groups = [problem.groups(rule) for rule in problem.eligible]
        self.bars = bool(problem.conflicts or problem.eligible)
        barred = [
            (problem.position[rule.applicant], problem.mentor_position[rule.mentor]) for rule in problem.conflicts
        ]
        self._barred = np.array(sorted(barred), np.int64).reshape(-1, 2)

    @abstractmethod
    def of_some(self, problem: Problem, applicants: Ints) -> "AllPairs":
        """Return the pairs of some of the applicants, for a problem of theirs."""

    @abstractmethod
    def best(self, applicants: Ints, offer: Offer, k: int, held: Found) -> tuple[Found, Ints]:
        """Return of each applicant the k best pairs that are worth it, and what the best other one is worth at most.

        `applicants` are in order; the pairs `held`, in the order of applicants, are left out of both.
        """

    @abstractmethod
    def reaching(self, applicants: Ints, least: Ints, *, barred: bool = True) -> Iterator[Found]:
        """Yield the pairs with at least some score of each applicant, some applicants at a time, in order."""

    @abstractmethod
    def scores_of(self, applicants: Ints, mentors: Ints) -> Ints:
        """Return the scores of some pairs, barred or not, in the order of applicants; below 0 where there is none."""

    def ranks(self, pairs: Found) -> Ints:
        """Return the places of pairs, in the order of applicants, in whole rankings: by score, then by mentor."""
        who, first = np.unique(pairs.applicant, return_index=True)
        ranks = np.zeros(len(pairs.score), np.int64)
        if not len(who):
            return ranks
        least = np.minimum.reduceat(pairs.score, first)
        for found in self.reaching(who, least, barred=False):
            start, end = np.searchsorted(pairs.applicant, [found.applicant[0], found.applicant[-1] + 1]).tolist()
            edges = np.searchsorted(found.applicant, [pairs.applicant[start:end], pairs.applicant[start:end] + 1])
            for at, low, high in zip(range(start, end), *edges.tolist(), strict=True):
                score, mentor = found.score[low:high], found.mentor[low:high]
                own = pairs.score[at]
                ranks[at] = 1 + ((score > own) | ((score == own) & (mentor < pairs.mentor[at]))).sum()
        return ranks

    def _is_barred(self, who: Ints) -> Mask:
        """Return which pairs of some applicants, in order, a rule bars; shape (n_some, n_mentors)."""
        barred = np.zeros((len(who), len(self.problem.mentors)), np.bool_)
        for mine, theirs in self._groups:
            barred |= mine[who][:, None] != theirs[None, :]
        some = self._barred[np.isin(self._barred[:, 0], who)]
        barred[np.searchsorted(who, some[:, 0]), some[:, 1]] = True
        return barred

    @staticmethod
    def _rows_of(pairs: Found, who: Ints) -> tuple[Ints, Ints]:
        """Return the rows and mentors of those pairs that are some applicants'; both are in the order of applicants."""
        start, end = np.searchsorted(pairs.applicant, [who[0], who[-1] + 1]).tolist()
        row = np.minimum(np.searchsorted(who, pairs.applicant[start:end]), len(who) - 1)
        mine = who[row] == pairs.applicant[start:end]
        return row[mine], pairs.mentor[start:end][mine]


class ScoredPairs(AllPairs):
    """Pairs whose scores come as arrays, some applicants at a time, again and again."""

    def __init__(self, problem: Problem, scores: Scores) -> None:
        super().__init__(problem)
        self._scores = scores

    def of_some(self, problem: Problem, applicants: Ints) -> AllPairs:
        """Return the pairs of some of the applicants."""
        return ScoredPairs(problem, lambda rows: self._scores(applicants[rows]))

    def _chunks(self, applicants: Ints, *, barred: bool = True) -> Iterator[tuple[slice, Ints, Ints]]:
        """Yield some applicants at a time: where they stand, who they are, their scores in millionths."""
        size = max(1, _CELLS // max(1, len(self.problem.mentors)))
        for start in range(0, len(applicants), size):
            at = slice(start, start + size)
            points = np.asarray(self._scores(applicants[at]))
            if np.nanmax(points, initial=0) > 1e6 or np.nanmin(points, initial=0) < 0:
                raise InputError("scores must lie between 0 and 1,000,000")
            score = np.where(np.isnan(points), _NO_PAIR, np.rint(points * PER_POINT)).astype(np.int64)
            if barred and self.bars:
                score[self._is_barred(applicants[at])] = _NO_PAIR
            yield at, applicants[at], score

    def best(self, applicants: Ints, offer: Offer, k: int, held: Found) -> tuple[Found, Ints]:
        """Return of each applicant the k best pairs that are worth it, and what the best other one is worth at most."""
        found, most = [], np.full(len(applicants), -INFINITE)
        for at, who, score in self._chunks(applicants):
            worth = score - offer.price
            if offer.bonus:
                worth += offer.bonus * (score >= offer.bonus_from[at][:, None])
            worth[score == _NO_PAIR] = -INFINITE
            worth[self._rows_of(held, who)] = -INFINITE
            chosen, most[at] = _choose(who, score, worth, offer.least[at], k)
            found.append(chosen)
        return Found.joined(found), most

    def reaching(self, applicants: Ints, least: Ints, *, barred: bool = True) -> Iterator[Found]:
        """Yield the pairs with at least some score of each applicant, some applicants at a time, in order."""
        for at, who, score in self._chunks(applicants, barred=barred):
            row, lab = np.nonzero(score >= np.maximum(least[at], 0)[:, None])
            if len(row):
                yield Found(who[row], lab.astype(np.int64), score[row, lab])

    def scores_of(self, applicants: Ints, mentors: Ints) -> Ints:
        """Return the scores of some pairs, barred or not; below 0 where there is none."""
        found = np.zeros(len(applicants), np.int64)
        for _, who, score in self._chunks(np.unique(applicants), barred=False):
            mine = np.isin(applicants, who)
            found[mine] = score[np.searchsorted(who, applicants[mine]), mentors[mine]]
        return found


def _choose(who: Ints, score: Ints, worth: Ints, least: Ints, k: int) -> tuple[Found, Ints]:
    """Return at most k pairs of each row that are worth more than its least, and what the best other one is worth."""
    most = worth.max(axis=1, initial=-INFINITE)
    rows = np.flatnonzero(most > least)
    some, n_kept = worth[rows], min(k + 1, worth.shape[1])
    if n_kept < worth.shape[1]:
        labs = np.argpartition(-some, n_kept - 1, axis=1)[:, :n_kept]
    else:
        labs = np.broadcast_to(np.arange(n_kept), some.shape)
    values = np.take_along_axis(some, labs, axis=1)
    order = np.argsort(-values, axis=1, kind="stable")
    labs, values = np.take_along_axis(labs, order, axis=1), np.take_along_axis(values, order, axis=1)
    paying = values > least[rows][:, None]
    paying[:, k:] = False
    most[rows] = np.where(paying, -INFINITE, values).max(axis=1, initial=-INFINITE)
    row, nth = np.nonzero(paying)
    lab = labs[row, nth].astype(np.int64)
    return Found(who[rows[row]], lab, score[rows[row], lab]), most
