"""A placement over all pairs without holding them, proven; and the same for so few that they can be held.

First lists, and then rounds of column generation: see `matcher.assigning.column_generation`.
"""

from dataclasses import replace

import numpy as np

from matcher.assigning.checks import ordered_pairs
from matcher.assigning.column_generation import N_BEST, Rounds, between, with_pairs
from matcher.assigning.contradictions import contradiction
from matcher.assigning.network import Ints
from matcher.assigning.pair_scores import AllPairs, Found
from matcher.assigning.placement import Placement, place, raise_worst
from matcher.assigning.problem import Pairs, Problem
from matcher.assigning.records import InfeasibleError
from matcher.errors import InputError

_LIST = 20
_SAMPLE = 10_000
_EVERY = 5
_FAIR_PAIRS = 40_000_000


def place_all(everything: AllPairs, solver: str = "auto", key: str = "", n_listed: int = _LIST) -> Placement:
    """Return the best placement over all pairs, proven, from a problem without pairs.

    Parameters
    ----------
    everything
        The pairs, with the problem: everybody and the rules; pairs that it holds are ignored.
    solver, key
        See `matcher.assigning.placement.place`.
    n_listed
        Length of the lists to begin with; the placement does not depend on it, save where several are equally good.

    Raises
    ------
    InfeasibleError
        When the rules contradict each other.
    """
    problem = everything.problem
    placed = Rounds(everything, n_listed, _first_prices(everything, solver, n_listed)).run(solver)
    answer: Ints | None = placed.answer
    found = replace(placed.problem, aims=problem.aims)
    if problem.aims.fair:
        found, answer = _fair(found, everything, solver), None
    found = replace(_ranked(found), complete=np.ones(len(problem.applicants), np.bool_))
    try:
        return _truly_ranked(place(found, solver, key, answer), everything, min(N_BEST, n_listed))
    except InfeasibleError as error:
        raise InfeasibleError(*contradiction(_columns_of(found, everything, error))) from error


def with_all_pairs(everything: AllPairs) -> Problem:
    """Return the problem with every pair that has a score, for so few that they can be held."""
    n = len(everything.problem.applicants)
    found = list(everything.reaching(np.arange(n), np.zeros(n, np.int64), barred=False))
    return _ranked(with_pairs(replace(everything.problem, pairs=_NONE), found))


_NONE = Pairs(*(np.zeros(0, np.int64) for _ in Pairs._fields))


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
    nothing = np.zeros(len(mentors), np.int64)
    return between(Rounds(everything.of_some(sample, who), n_listed, nothing).run(solver, exact=False)).price


def _ranked(problem: Problem) -> Problem:
    """Return the problem with pairs ranked among those at hand."""
    unknown = problem.pairs.rank == 0
    pairs = ordered_pairs(*problem.pairs[:3])
    return replace(problem, pairs=pairs._replace(rank=np.where(unknown, 0, pairs.rank)))


def _truly_ranked(placed: Placement, everything: AllPairs, n_known: int) -> Placement:
    """Return the placement with the rank of each placed pair among all of its applicant's, rules or not.

    Where no rule bars a pair the first `n_known` of each applicant are at hand, and so have their true ranks.
    """
    problem, pairs = placed.problem, placed.problem.pairs
    at = np.sort(placed.pairs[pairs.rank[placed.pairs] > 0])
    if not everything.bars:
        at = at[pairs.rank[at] > n_known]
    rank = pairs.rank.copy()
    rank[at] = everything.ranks(Found(*(column[at] for column in pairs[:3])))
    return replace(placed, problem=replace(problem, pairs=pairs._replace(rank=rank)))


def _fair(problem: Problem, everything: AllPairs, solver: str) -> Problem:
    """Return the problem with every pair that a placement with the greatest worst share may have."""
    share, _ = raise_worst(problem, problem.allowed, solver)
    least = np.maximum(np.floor(share * problem.best).astype(np.int64) - 1, 0)
    found, n_pairs = [], 0
    for some in everything.reaching(np.arange(len(least)), least):
        found.append(some)
        n_pairs += len(some.score)
        if n_pairs > _FAIR_PAIRS:
            raise InputError(f"fair over all pairs must hold at most {_FAIR_PAIRS:,} pairs; place from a batch's lists")
    pinned = Pairs(*(column[np.sort(problem.find(*problem.pinned))] for column in problem.pairs))
    return with_pairs(replace(problem, pairs=pinned), found)


def _columns_of(problem: Problem, everything: AllPairs, error: InfeasibleError) -> Problem:
    """Return the problem with every pair of the mentors whose minima cannot be met, and no other minimum."""
    n = len(problem.applicants)
    labs = sorted({problem.mentor_position[rule.mentor] for rule in error.rules if rule.kind == "minimum"})
    found = []
    for some in everything.reaching(np.arange(n), np.zeros(n, np.int64), barred=False):
        theirs = np.isin(some.mentor, labs)
        found.append(Found(*(column[theirs] for column in some)))
    inside = {problem.mentors[lab].id for lab in labs}
    mentors = tuple(one if one.id in inside else one._replace(minimum=0) for one in problem.mentors)
    return with_pairs(replace(problem, mentors=mentors, pairs=_NONE), found)
