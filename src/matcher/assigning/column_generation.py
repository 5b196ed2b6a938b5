"""Column generation: solve the pairs at hand, look at their prices for pairs that would pay, until there are none.

Dantzig and Wolfe, Decomposition principle for linear programs, 1960. When no pair is worth more than the prices of its
two sides (its reduced cost), they prove the placement over all pairs.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from matcher.assigning.checks import with_pinned_pairs
from matcher.assigning.network import INFINITE, Ints
from matcher.assigning.pair_scores import AllPairs, Found, Offer
from matcher.assigning.placement import Placement, prove
from matcher.assigning.prices import Prices, fitting_gains
from matcher.assigning.problem import Pairs, Problem
from matcher.assigning.records import PER_POINT
from matcher.errors import MatcherError

N_BEST = 5
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
        self._priced, everybody = prices, np.arange(n)
        n_best = min(N_BEST, n_listed) if prices.any() else n_listed
        offer = Offer.by_score(np.zeros_like(prices), n)
        self._first, self._most = everything.best(everybody, offer, n_best, Found.joined([]))
        """What each applicant's best pair off its list is worth at most, less its price, at the prices `_priced`."""
        if n_best < n_listed:
            by_price = offer._replace(price=prices)
            more, self._most = everything.best(everybody, by_price, n_listed - n_best, self._first)
            self._first = Found.joined([self._first, more])

    def run(self, solver: str, *, exact: bool = True) -> Placement:
        """Return the best placement over all pairs, with all the pairs that matter.

        `exact` makes gains and losses of places exact over all pairs too, not only the placement.
        """
        problem = self._everything.problem
        problem = with_pairs(replace(problem, aims=problem.aims._replace(fair=False)), [self._first])
        problem = with_pairs(problem, [self._pinned(problem)])
        self._best, ends, answer = problem.best, 0, None
        for _ in range(_ROUNDS):
            placed = prove(problem, problem.allowed, solver, answer=answer)
            found = Found.joined([])
            # prices between the two ends settle soonest; at the ends, gains and losses of places are exact
            while ends < (len(_ENDS) if exact else 1) and not len(found.score):
                found = self._missing(placed, _ENDS[ends](placed))
                ends += not len(found.score)
            if not len(found.score):
                return placed
            # once some prices leave no pair out the placement is the best of all; only prices go on changing
            answer = placed.answer if ends else None
            problem = with_pairs(problem, [found])
        raise MatcherError(f"a placement over all pairs must be found in {_ROUNDS} rounds; it was not")

    def _pinned(self, problem: Problem) -> Found:
        """Return the scored pairs that pins name and no list has."""
        who, where = (side[problem.pairs.rank[problem.find(*problem.pinned)] == 0] for side in problem.pinned)
        order = np.argsort(who, kind="stable")
        who, where = who[order], where[order]
        score = self._everything.scores_of(who, where)
        return Found(who[score >= 0], where[score >= 0], score[score >= 0])

    def _missing(self, placed: Placement, prices: Prices) -> Found:
        """Return pairs that would pay at some prices."""
        problem, network, levels = placed.problem, placed.built.network, placed.built.levels
        price = np.where(network.mentors.most > 0, np.minimum(prices.price, _NEVER), _NEVER)
        least = prices.gain - levels.placed
        # where prices fell, pairs off the lists are worth more than when they were last looked at
        self._most += int(np.maximum(self._priced - price, 0).max(initial=0))
        self._priced = price
        open_to = np.flatnonzero((network.applicants.most > 0) & (self._most + levels.floor > least))
        floor_from = -(-self._best * problem.aims.floor // PER_POINT)
        offer = Offer(price, least[open_to], levels.floor, floor_from[open_to])
        held = np.isin(problem.pairs.applicant, open_to)
        found, self._most[open_to] = self._everything.best(
            open_to, offer, _ADDED, Found(*(column[held] for column in problem.pairs[:3]))
        )
        return found


def between(placed: Placement) -> Prices:
    """Return prices half way between the two ends; they fit as well."""
    low, high = placed.prices, placed.greatest
    price = (low.price + np.where(high.price >= INFINITE, low.price, high.price)) // 2
    return Prices(price, fitting_gains(placed.built.network, placed.taken, price))


_ENDS = (between, lambda placed: placed.prices, lambda placed: placed.greatest)


def with_pairs(problem: Problem, found: Sequence[Found]) -> Problem:
    """Return the problem with more pairs; they get their ranks at the end."""
    known = problem.pairs.rank > 0
    together = [
        np.concatenate([column[known], *(some[at] for some in found)]) for at, column in enumerate(problem.pairs[:3])
    ]
    _, order = np.unique(problem.keys(together[0], together[1]), return_index=True)
    who, lab, score = (column[order] for column in together)
    pairs = Pairs(who, lab, score, np.ones(len(order), np.int64))
    return with_pinned_pairs(replace(problem, pairs=pairs))
