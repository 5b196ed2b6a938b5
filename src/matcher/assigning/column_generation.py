"""Column generation: solve with some pairs, use the prices to find pairs that would improve it, until there are none.

Dantzig and Wolfe, Decomposition principle for linear programs, 1960. When no pair is worth more than the prices of its
two sides (no reduced cost is negative), the prices prove the placement over all pairs.
"""

from dataclasses import replace

import numpy as np

from matcher.assigning.building import with_pinned_pairs
from matcher.assigning.network import INFINITE, Ints
from matcher.assigning.pair_scores import AllPairs, Offer
from matcher.assigning.placement import Placement, place, prove, raise_worst
from matcher.assigning.prices import Prices, fitting_gains
from matcher.assigning.problem import Pairs, Problem
from matcher.assigning.reasons import contradiction
from matcher.assigning.records import PER_POINT, InfeasibleError
from matcher.errors import InputError, MatcherError

_LIST, _BEST = 20, 5
"""The number of pairs first listed for each applicant; and, if there are prices already, how many of them are the best
by score, the others being the best by score - price."""
_ADDED = 5
"""The most pairs that are added for each applicant in a round."""
_ROUNDS = 200
_NEVER = 2**55
_SAMPLE, _EVERY = 10_000, 5
"""With more applicants, a sample of about this size, at most every fifth, gives the prices for the first lists."""
_FAIR_PAIRS = 40_000_000


def place_all(everything: AllPairs, solver: str = "auto", key: str = "") -> Placement:
    """Return the best placement over all pairs, proven, as `place` does; pairs in the problem itself are ignored."""
    problem = everything.problem
    placed = Rounds(everything, _first_prices(everything, solver)).run(solver)
    answer: Ints | None = placed.answer
    problem = replace(placed.problem, aims=problem.aims)
    del placed
    if problem.aims.fair:
        problem, answer = _fair(problem, everything, solver), None
    problem = replace(_ranked(problem), complete=np.ones(len(problem.applicants), np.bool_))
    try:
        return _truly_ranked(place(problem, solver, key, answer), everything)
    except InfeasibleError as error:
        raise InfeasibleError(*contradiction(_columns_of(problem, everything, error))) from error


def with_all_pairs(everything: AllPairs) -> Problem:
    """Return the problem with every pair that has a score; for few enough pairs to keep in memory."""
    n = len(everything.problem.applicants)
    pairs = everything.reaching(np.arange(n), np.zeros(n, np.int64), barred=False)
    return _ranked(_with_pairs(everything.problem, *pairs))


def _first_prices(everything: AllPairs, solver: str) -> Ints:
    """Return prices for the first lists: from a sample of the applicants with its share of the places."""
    problem = everything.problem
    n = len(problem.applicants)
    if n <= _SAMPLE:
        return np.zeros(len(problem.mentors), np.int64)
    who = np.arange(0, n, max(_EVERY, n // _SAMPLE))
    share = np.diff(np.floor(np.cumsum(problem.capacity) * (len(who) / n)), prepend=0).astype(np.int64)
    mentors = tuple(m._replace(capacity=int(n), minimum=0) for m, n in zip(problem.mentors, share, strict=True))
    sample = replace(
        problem, applicants=tuple(problem.applicants[at] for at in who), mentors=mentors, conflicts=(), pins=()
    )
    nothing = np.zeros(len(mentors), np.int64)
    return between(Rounds(AllPairs(sample, everything.source, who), nothing).run(solver, exact=False)).price


def _ranked(problem: Problem) -> Problem:
    """Return the problem with its pairs ranked among themselves."""
    rank = np.where(problem.pairs.rank == 0, 0, problem.pairs.ranked().rank)
    return replace(problem, pairs=problem.pairs._replace(rank=rank))


def _truly_ranked(placed: Placement, everything: AllPairs) -> Placement:
    """Return the placement with the rank of each placed pair among all pairs of its applicant, whatever the rules.

    If no rule excludes pairs, the first `_BEST` of each applicant are in the problem, so these ranks are right already.
    """
    problem, pairs = placed.problem, placed.problem.pairs
    at = np.sort(placed.pairs[pairs.rank[placed.pairs] > 0])
    if not everything.bars:
        at = at[pairs.rank[at] > _BEST]
    rank = pairs.rank.copy()
    rank[at] = everything.ranks(pairs.at(at))
    return replace(placed, problem=replace(problem, pairs=pairs._replace(rank=rank)))


def _fair(problem: Problem, everything: AllPairs, solver: str) -> Problem:
    """Return the problem with every pair that a placement with the greatest worst share may contain."""
    share, _ = raise_worst(problem, problem.allowed, solver)
    least = np.maximum(np.floor(share * problem.best).astype(np.int64) - 1, 0)
    parts, n_pairs = [problem.pairs.at(np.sort(problem.find(*problem.pinned)))], 0
    for some in everything.reaching(np.arange(len(least)), least):
        parts.append(some)
        n_pairs += len(some.score)
        if n_pairs > _FAIR_PAIRS:
            raise InputError(f"fair over all pairs must hold at most {_FAIR_PAIRS:,} pairs; place from a batch's lists")
    return _with_pairs(problem, *parts)


def _columns_of(problem: Problem, everything: AllPairs, error: InfeasibleError) -> Problem:
    """Return the problem with every pair of the mentors whose minima cannot be met, without the other minima."""
    n = len(problem.applicants)
    short = {rule.mentor for rule in error.rules if rule.kind == "minimum"}
    positions = [problem.mentor_position[mentor] for mentor in short]
    everyone = everything.reaching(np.arange(n), np.zeros(n, np.int64), barred=False)
    pairs = [some.at(np.isin(some.mentor, positions)) for some in everyone]
    mentors = tuple(mentor if mentor.id in short else mentor._replace(minimum=0) for mentor in problem.mentors)
    return _with_pairs(replace(problem, mentors=mentors), *pairs)


class Rounds:
    """Rounds of solving and pricing, until no pair would improve the placement."""

    def __init__(self, everything: AllPairs, prices: Ints) -> None:
        """Make the first lists: the best pairs by score, and the best by score - price."""
        self._everything = everything
        n = len(everything.problem.applicants)
        self._priced, everybody = prices, np.arange(n)
        n_best = _BEST if prices.any() else _LIST
        offer = Offer(np.zeros_like(prices), np.full(n, -INFINITE // 2), 0, np.zeros(n, np.int64))
        self._first, self._most = everything.best(everybody, offer, n_best, Pairs.joined([]))
        """Upper bound of score - price of each applicant's best pair outside its list, at the prices `_priced`."""
        if n_best < _LIST:
            by_price = offer._replace(price=prices)
            more, self._most = everything.best(everybody, by_price, _LIST - n_best, self._first)
            self._first = Pairs.joined([self._first, more])

    def run(self, solver: str, *, exact: bool = True) -> Placement:
        """Return the best placement over all pairs, with all the pairs that matter.

        `exact` makes gains and losses of places exact over all pairs too, not only the placement.
        """
        problem = self._everything.problem
        problem = _with_pairs(replace(problem, aims=problem.aims._replace(fair=False)), self._first)
        problem, self._first = _with_pairs(problem, problem.pairs, self._pinned(problem)), Pairs.joined([])
        self._best, ends, answer = problem.best, 0, None
        for _ in range(_ROUNDS):
            placed = prove(problem, problem.allowed, solver, answer=answer)
            missing = Pairs.joined([])
            # prices between least and greatest converge fastest; at these ends, gains and losses of places are exact
            while ends < (len(_ENDS) if exact else 1) and not len(missing.score):
                missing = self._missing(placed, _ENDS[ends](placed))
                ends += not len(missing.score)
            if not len(missing.score):
                return placed
            # once some prices leave no pair out, the placement is optimal; only the prices still change
            answer = placed.answer if ends else None
            problem = _with_pairs(problem, problem.pairs, missing)
            del placed, missing  # for 100,000 applicants each round takes 100 MB
        raise MatcherError(f"a placement over all pairs must be found in {_ROUNDS} rounds; it was not")

    def _pinned(self, problem: Problem) -> Pairs:
        """Return the pinned pairs that have a score and are on no list."""
        who, where = (side[problem.pairs.rank[problem.find(*problem.pinned)] == 0] for side in problem.pinned)
        order = np.argsort(who, kind="stable")
        pairs = Pairs.of(who[order], where[order], self._everything.scores_of(who[order], where[order]))
        return pairs.at(pairs.score >= 0)

    def _missing(self, placed: Placement, prices: Prices) -> Pairs:
        """Return pairs that would improve the placement at these prices."""
        problem, network, levels = placed.problem, placed.built.network, placed.built.levels
        price = np.where(network.mentors.most > 0, np.minimum(prices.price, _NEVER), _NEVER)
        least = prices.gain - levels.placed
        # where prices fell, pairs outside the lists are worth more than when last computed
        self._most += int(np.maximum(self._priced - price, 0).max(initial=0))
        self._priced = price
        open_to = np.flatnonzero((network.applicants.most > 0) & (self._most + levels.floor > least))
        floor_from = -(-self._best * problem.aims.floor // PER_POINT)
        offer = Offer(price, least[open_to], levels.floor, floor_from[open_to])
        listed = problem.pairs.at(np.isin(problem.pairs.applicant, open_to))
        missing, self._most[open_to] = self._everything.best(open_to, offer, _ADDED, listed)
        return missing


def between(placed: Placement) -> Prices:
    """Return prices half way between the least and the greatest; they fit as well."""
    low, high = placed.prices, placed.greatest
    price = (low.price + np.where(high.price >= INFINITE, low.price, high.price)) // 2
    return Prices(price, fitting_gains(placed.built.network, placed.taken, price))


_ENDS = (between, lambda placed: placed.prices, lambda placed: placed.greatest)


def _with_pairs(problem: Problem, *parts: Pairs) -> Problem:
    """Return the problem with these pairs and those of its pins, each once; ranks are set at the end."""
    pairs = Pairs.joined(parts)
    pairs = pairs.at(pairs.rank > 0)
    _, order = np.unique(problem.keys(*pairs[:2]), return_index=True)
    ones = np.ones(len(order), np.int64)
    return with_pinned_pairs(replace(problem, pairs=pairs.at(order)._replace(rank=ones)))
