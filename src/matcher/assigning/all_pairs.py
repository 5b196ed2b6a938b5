"""A placement over all pairs without holding them: lists, prices, the pairs that would pay, and again until none does.

Column generation (Dantzig and Wolfe, Decomposition principle for linear programs, 1960). Each round solves the pairs at
hand and passes over all others in chunks of applicants, ranking score - price: a pair that is worth more than the
prices of its two sides joins. When none is left the prices prove the placement over all pairs.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from matcher.assigning.checks import ordered_pairs, with_pinned_pairs
from matcher.assigning.contradictions import contradiction
from matcher.assigning.network import INFINITE
from matcher.assigning.placement import Placement, place, prove, raise_worst
from matcher.assigning.prices import Prices, fitting_gains
from matcher.assigning.pricing import NO_PAIR, AllPairs, Chosen, Scores, choose
from matcher.assigning.problem import Pairs, Problem
from matcher.assigning.records import PER_POINT, InfeasibleError
from matcher.errors import InputError, MatcherError

_LIST = 20
_ADDED = 5
"""At most so many pairs join for each applicant in a round."""
_ROUNDS = 200
_FAIR_PAIRS = 40_000_000
_NEVER = 2**55


def place_all(
    problem: Problem, scores: Scores, solver: str = "auto", key: str = "", n_listed: int = _LIST
) -> Placement:
    """Return the best placement over all pairs, proven, from a problem without pairs.

    Parameters
    ----------
    problem
        Everybody and the rules; its pairs are ignored.
    scores
        Scores of any applicants with all mentors, in the problem's order; asked for again in each round.
    solver, key
        See `matcher.assigning.placement.place`.
    n_listed
        Length of the lists to begin with; the placement does not depend on it, save where several are equally good.

    Raises
    ------
    InfeasibleError
        When the rules contradict each other.
    """
    everything = AllPairs(problem, scores)
    rounds = _Rounds(everything, n_listed)
    problem = rounds.run(problem, solver)
    if problem.aims.fair:
        problem = _fair(problem, everything, solver)
    problem = replace(_ranked(problem), complete=np.ones(len(problem.applicants), np.bool_))
    try:
        return _truly_ranked(place(problem, solver, key), everything, n_listed)
    except InfeasibleError as error:
        raise InfeasibleError(*contradiction(_columns_of(problem, everything, error))) from error


def with_all_pairs(problem: Problem, scores: Scores) -> Problem:
    """Return the problem with every pair that has a score, for so few that they can be held."""
    found = []
    for who, score in AllPairs(problem, scores).chunks(np.arange(len(problem.applicants)), barred=False):
        row, lab = np.nonzero(score != NO_PAIR)
        found.append(Chosen(who[row], lab.astype(np.int64), score[row, lab], row))
    nothing = np.zeros(0, np.int64)
    return _ranked(_with_pairs(replace(problem, pairs=Pairs(nothing, nothing, nothing, nothing)), found))


class _Rounds:
    """Rounds of solving and pricing until no pair is left that would pay."""

    def __init__(self, everything: AllPairs, n_listed: int) -> None:
        self._everything = everything
        problem, n = everything.problem, len(everything.problem.applicants)
        self._most, self._priced = np.zeros(n, np.int64), np.zeros(len(problem.mentors), np.int64)
        """What each applicant's best pair off its list is worth at most, less its price, and at which prices."""
        self._first = []
        for who, score in everything.chunks(np.arange(n)):
            self._first.append(choose(who, score, score, np.full(len(who), NO_PAIR // 2), n_listed))
            self._most[who] = self._first[-1].most

    def run(self, problem: Problem, solver: str) -> Problem:
        """Return the problem with all the pairs that matter."""
        problem = _with_pairs(replace(problem, aims=problem.aims._replace(fair=False)), self._first)
        problem = _with_pairs(problem, self._pinned(problem))
        self._best, ends = problem.best, 0
        for _ in range(_ROUNDS):
            placed = prove(problem, problem.allowed, solver)
            found: list[Chosen] = []
            while ends < len(_ENDS) and not found:
                # prices between the two ends settle soonest; at the ends, gains and losses of places are exact
                found = self._missing(placed, _ENDS[ends](placed))
                ends += not found
            if not found:
                return replace(problem, aims=self._everything.problem.aims)
            problem = _with_pairs(problem, found)
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


def _between(placed: Placement) -> Prices:
    """Return prices half way between the two ends; they fit as well."""
    low, high = placed.prices, placed.greatest
    price = (low.price + np.where(high.price >= INFINITE, low.price, high.price)) // 2
    return Prices(price, fitting_gains(placed.built.network, placed.taken, price))


_ENDS = (_between, lambda placed: placed.prices, lambda placed: placed.greatest)


def _with_pairs(problem: Problem, found: Sequence[Chosen]) -> Problem:
    """Return the problem with more pairs; they get their ranks at the end."""
    known = problem.pairs.rank > 0
    together = [
        np.concatenate([column[known], *(some[at] for some in found)]) for at, column in enumerate(problem.pairs[:3])
    ]
    _, order = np.unique(problem.keys(together[0], together[1]), return_index=True)
    who, lab, score = (column[order] for column in together)
    pairs = Pairs(who, lab, score, np.ones(len(order), np.int64))
    return with_pinned_pairs(replace(problem, pairs=pairs))


def _ranked(problem: Problem) -> Problem:
    """Return the problem with pairs ranked among those at hand."""
    unknown = problem.pairs.rank == 0
    pairs = ordered_pairs(*problem.pairs[:3])
    return replace(problem, pairs=pairs._replace(rank=np.where(unknown, 0, pairs.rank)))


def _truly_ranked(placed: Placement, everything: AllPairs, n_listed: int) -> Placement:
    """Return the placement with the rank of each placed pair among all of its applicant's, rules or not."""
    problem, pairs = placed.problem, placed.problem.pairs
    at = placed.pairs[pairs.rank[placed.pairs] > 0]
    if not everything.bars:
        at = at[pairs.rank[at] > n_listed]
    rank = pairs.rank.copy()
    by_applicant: dict[int, list[int]] = {}
    for one in at.tolist():
        by_applicant.setdefault(int(pairs.applicant[one]), []).append(one)
    for who, score in everything.chunks(np.array(sorted(by_applicant), np.int64), barred=False):
        for row, one in zip(score, who.tolist(), strict=True):
            for pair in by_applicant[one]:
                lab, own = int(pairs.mentor[pair]), int(pairs.score[pair])
                rank[pair] = 1 + int((row > own).sum()) + int((row[:lab] == own).sum())
    return replace(placed, problem=replace(problem, pairs=pairs._replace(rank=rank)))


def _fair(problem: Problem, everything: AllPairs, solver: str) -> Problem:
    """Return the problem with every pair that a placement with the greatest worst share may have."""
    share, _ = raise_worst(problem, problem.allowed, solver)
    least = np.maximum(np.floor(share * problem.best).astype(np.int64) - 1, 0)
    found, n_pairs = [], 0
    for who, score in everything.chunks(np.arange(len(least))):
        row, lab = np.nonzero(score >= least[who][:, None])
        found.append(Chosen(who[row], lab.astype(np.int64), score[row, lab], row))
        n_pairs += len(row)
        if n_pairs > _FAIR_PAIRS:
            raise InputError(f"fair over all pairs must hold at most {_FAIR_PAIRS:,} pairs; place from a batch's lists")
    pinned = Pairs(*(column[np.sort(problem.find(*problem.pinned))] for column in problem.pairs))
    return _with_pairs(replace(problem, pairs=pinned), found)


def _columns_of(problem: Problem, everything: AllPairs, error: InfeasibleError) -> Problem:
    """Return the problem with every pair of the mentors whose minima cannot be met, and no other minimum."""
    labs = sorted({problem.mentor_position[rule.mentor] for rule in error.rules if rule.kind == "minimum"})
    found = []
    for who, score in everything.chunks(np.arange(len(problem.applicants)), barred=False):
        row, column = np.nonzero(score[:, labs] != NO_PAIR)
        lab = np.array(labs, np.int64)[column]
        found.append(Chosen(who[row], lab, score[row, lab], row))
    inside = {problem.mentors[lab].id for lab in labs}
    mentors = tuple(one if one.id in inside else one._replace(minimum=0) for one in problem.mentors)
    nothing = np.zeros(0, np.int64)
    return _with_pairs(replace(problem, mentors=mentors, pairs=Pairs(nothing, nothing, nothing, nothing)), found)
