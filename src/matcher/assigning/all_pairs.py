"""A placement over all pairs without holding them: lists, prices, the pairs that would pay, and again until none does.

Column generation (Dantzig and Wolfe, Decomposition principle for linear programs, 1960). Each round solves the pairs at
hand and passes over all others in chunks of applicants, ranking score - price: a pair that is worth more than the
prices of its two sides joins. When none is left the prices prove the placement over all pairs.
"""

from dataclasses import replace

import numpy as np

from matcher.assigning.checks import ordered_pairs
from matcher.assigning.column_generation import NO_PAIR, AllPairs, Chosen, Rounds, Scores, between, with_pairs
from matcher.assigning.contradictions import contradiction
from matcher.assigning.network import Ints
from matcher.assigning.placement import Placement, place, raise_worst
from matcher.assigning.problem import Pairs, Problem
from matcher.assigning.records import InfeasibleError
from matcher.errors import InputError

_LIST = 20
_SAMPLE = 10_000
_EVERY = 5
_FAIR_PAIRS = 40_000_000


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
    placed = Rounds(everything, n_listed, _first_prices(everything, solver, n_listed)).run(solver)
    answer: Ints | None = placed.answer
    found = replace(placed.problem, aims=problem.aims)
    if problem.aims.fair:
        found, answer = _fair(found, everything, solver), None
    found = replace(_ranked(found), complete=np.ones(len(problem.applicants), np.bool_))
    try:
        return _truly_ranked(place(found, solver, key, answer), everything, n_listed)
    except InfeasibleError as error:
        raise InfeasibleError(*contradiction(_columns_of(found, everything, error))) from error


def _first_prices(everything: AllPairs, solver: str, n_listed: int) -> Ints:
    """Return prices to make the first lists with: of a sample of the applicants with its share of the places."""
    problem = everything.problem
    n = len(problem.applicants)
    if n <= _SAMPLE:
        return np.zeros(len(problem.mentors), np.int64)
    who = np.arange(0, n, max(_EVERY, n // _SAMPLE))
    share = np.diff(np.floor(np.cumsum(problem.capacity) * (len(who) / n)), prepend=0).astype(np.int64)
    mentors = tuple(one._replace(capacity=int(n), minimum=0) for one, n in zip(problem.mentors, share, strict=True))
    sample = replace(
        problem, applicants=tuple(problem.applicants[at] for at in who), mentors=mentors, conflicts=(), pins=()
    )
    some = AllPairs(sample, lambda rows: everything.scores(who[rows]))
    nothing = np.zeros(len(mentors), np.int64)
    return between(Rounds(some, n_listed, nothing).run(solver, exact=False)).price


def with_all_pairs(problem: Problem, scores: Scores) -> Problem:
    """Return the problem with every pair that has a score, for so few that they can be held."""
    found = []
    for who, score in AllPairs(problem, scores).chunks(np.arange(len(problem.applicants)), barred=False):
        row, lab = np.nonzero(score != NO_PAIR)
        found.append(Chosen(who[row], lab.astype(np.int64), score[row, lab], row))
    nothing = np.zeros(0, np.int64)
    return _ranked(with_pairs(replace(problem, pairs=Pairs(nothing, nothing, nothing, nothing)), found))


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
    return with_pairs(replace(problem, pairs=pinned), found)


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
    return with_pairs(replace(problem, mentors=mentors, pairs=Pairs(nothing, nothing, nothing, nothing)), found)
