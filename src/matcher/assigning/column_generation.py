"""Rounds of column generation: solve the pairs at hand, look for pairs that would pay, until there are none.

All pairs are scored a chunk of applicants at a time and never held.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.assigning.checks import with_pinned_pairs
from matcher.assigning.network import INFINITE, Ints
from matcher.assigning.placement import Placement, prove
from matcher.assigning.prices import Prices, fitting_gains
from matcher.assigning.problem import Pairs, Problem
from matcher.assigning.records import PER_POINT
from matcher.errors import InputError, MatcherError

Scores = Callable[[Ints], NDArray[np.floating]]
"""Gives the scores of some applicants with every mentor, shape (n_some, n_mentors); NaN where there is no pair."""

NO_PAIR = -(2**40)
"""The score of what is no pair."""

_CELLS = 2_000_000
_BEST = 5
"""So many of the first pairs are the best by score, where the others are the best by score - price."""
_ADDED = 5
"""At most so many pairs join for each applicant in a round."""
_ROUNDS = 200
_NEVER = 2**55


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


class Rounds:
    """Rounds of solving and pricing until no pair is left that would pay."""

    def __init__(self, everything: AllPairs, n_listed: int, prices: Ints) -> None:
        """Make the first lists: the best pairs by score, and the best by score - price."""
        self._everything = everything
        n = len(everything.problem.applicants)
        self._most, self._priced = np.zeros(n, np.int64), prices
        """What each applicant's best pair off its list is worth at most, less its price, and at which prices."""
        self._first, n_best = [], min(_BEST, n_listed) if prices.any() else n_listed
        for who, score in everything.chunks(np.arange(n)):
            nobody = np.full(len(who), NO_PAIR // 2)
            best = choose(who, score, score, nobody, n_best)
            self._first.append(best)
            self._most[who] = best.most
            if prices.any():
                worth = np.where(score == NO_PAIR, -INFINITE, score - prices)
                worth[np.searchsorted(who, best.applicant), best.mentor] = -INFINITE
                more = choose(who, score, worth, np.full(len(who), -INFINITE // 2), n_listed - n_best)
                self._first.append(more)
                self._most[who] = more.most

    def run(self, solver: str, *, exact: bool = True) -> Placement:
        """Return the best placement over all pairs, with all the pairs that matter.

        `exact` makes gains and losses of places exact over all pairs too, not only the placement.
        """
        problem = self._everything.problem
        problem = with_pairs(replace(problem, aims=problem.aims._replace(fair=False)), self._first)
        problem = with_pairs(problem, self._pinned(problem))
        self._best, ends, answer = problem.best, 0, None
        for _ in range(_ROUNDS):
            placed = prove(problem, problem.allowed, solver, answer=answer)
            found: list[Chosen] = []
            # prices between the two ends settle soonest; at the ends, gains and losses of places are exact
            while ends < (len(_ENDS) if exact else 1) and not found:
                found = self._missing(placed, _ENDS[ends](placed))
                ends += not found
            if not found:
                return placed
            # once some prices leave no pair out the placement is the best of all; only prices go on changing
            answer = placed.answer if ends else None
            problem = with_pairs(problem, found)
        raise MatcherError(f"a placement over all pairs must be found in {_ROUNDS} rounds; it was not")

    def _pinned(self, problem: Problem) -> list[Chosen]:
        """Return the scored pairs that pins name and no list has."""
        who, where = (side[problem.pairs.rank[problem.find(*problem.pinned)] == 0] for side in problem.pinned)
        found = []
        for some, score in self._everything.chunks(np.unique(who), barred=False):
            mine = np.isin(who, some)
            own = score[np.searchsorted(some, who[mine]), where[mine]]
            real = own != NO_PAIR
            found.append(Chosen(who[mine][real], where[mine][real], own[real], own))
        return found

    def _missing(self, placed: Placement, prices: Prices) -> list[Chosen]:
        """Return pairs that would pay at some prices."""
        problem, network, levels = placed.problem, placed.built.network, placed.built.levels
        price = np.where(network.mentors.most > 0, np.minimum(prices.price, _NEVER), _NEVER)
        least = prices.gain - levels.placed
        # where prices fell, pairs off the lists are worth more than when they were last looked at
        self._most += int(np.maximum(self._priced - price, 0).max(initial=0))
        self._priced = price
        open_to = np.flatnonzero((network.applicants.most > 0) & (self._most + levels.floor > least))
        starts = np.searchsorted(problem.pairs.applicant, np.arange(len(problem.applicants) + 1))
        found = []
        for who, score in self._everything.chunks(open_to):
            worth = score - price
            if problem.aims.floor:
                worth += levels.floor * (score * PER_POINT >= self._best[who][:, None] * problem.aims.floor)
            row = np.repeat(np.arange(len(who)), starts[who + 1] - starts[who])
            at = np.concatenate([np.arange(starts[one], starts[one + 1]) for one in who.tolist()])
            worth[row, problem.pairs.mentor[at]] = -INFINITE
            worth[score == NO_PAIR] = -INFINITE
            chosen = choose(who, score, worth, least[who], _ADDED)
            self._most[who] = chosen.most
            if len(chosen.applicant):
                found.append(chosen)
        return found


def between(placed: Placement) -> Prices:
    """Return prices half way between the two ends; they fit as well."""
    low, high = placed.prices, placed.greatest
    price = (low.price + np.where(high.price >= INFINITE, low.price, high.price)) // 2
    return Prices(price, fitting_gains(placed.built.network, placed.taken, price))


_ENDS = (between, lambda placed: placed.prices, lambda placed: placed.greatest)


def with_pairs(problem: Problem, found: Sequence[Chosen]) -> Problem:
    """Return the problem with more pairs; they get their ranks at the end."""
    known = problem.pairs.rank > 0
    together = [
        np.concatenate([column[known], *(some[at] for some in found)]) for at, column in enumerate(problem.pairs[:3])
    ]
    _, order = np.unique(problem.keys(together[0], together[1]), return_index=True)
    who, lab, score = (column[order] for column in together)
    pairs = Pairs(who, lab, score, np.ones(len(order), np.int64))
    return with_pinned_pairs(replace(problem, pairs=pairs))
