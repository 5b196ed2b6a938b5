"""Rounds of column generation: solve the pairs at hand, look for pairs that would pay, until there are none."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from matcher.assigning.checks import with_pinned_pairs
from matcher.assigning.network import INFINITE, Ints
from matcher.assigning.placement import Placement, prove
from matcher.assigning.prices import Prices, fitting_gains
from matcher.assigning.pricing import NO_PAIR, AllPairs, Chosen, choose
from matcher.assigning.problem import Pairs, Problem
from matcher.assigning.records import PER_POINT
from matcher.errors import MatcherError

_BEST = 5
"""So many of the first pairs are the best by score, where the others are the best by score - price."""
_ADDED = 5
"""At most so many pairs join for each applicant in a round."""
_ROUNDS = 200
_NEVER = 2**55


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
