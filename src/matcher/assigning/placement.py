"""Computing a placement: the aims in order, the proof, and the tie-break."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from matcher.assigning.building import Built, Levels, build
from matcher.assigning.network import Ints, Mask, Prices, dual_total, greatest_prices, least_prices
from matcher.assigning.problem import Problem
from matcher.assigning.records import PER_POINT, InfeasibleError
from matcher.assigning.residual import Residual, break_ties
from matcher.assigning.solvers import solve
from matcher.errors import InputError, MatcherError

_EXACT = 2**56
"""Values below this leave room for sums along every path, and for `INFINITE`."""


@dataclass(frozen=True)
class Placement:
    """A placement that is proven optimal over the pairs of the problem."""

    problem: Problem
    built: Built
    """The problem as the network that was solved."""
    taken: Mask
    """The pairs of that network that are taken."""
    prices: Prices
    """The least prices that fit."""
    dual: int
    """The upper bound that the prices prove; equal to the network's objective."""
    worst_share: float | None = None
    """With `--fair`: the share of their own best score that all applicants can have together."""

    @cached_property
    def pairs(self) -> Ints:
        """Positions of the placed pairs among the problem's pairs, pins last."""
        who, where = self.problem.pinned
        return np.concatenate([self.built.kept[self.taken], self.problem.find(who, where)])

    @cached_property
    def placed(self) -> tuple[Ints, Ints]:
        """The placed pairs, pins last: positions of applicants and of mentors."""
        return self.problem.pairs.applicant[self.pairs], self.problem.pairs.mentor[self.pairs]

    @property
    def answer(self) -> Ints:
        """Keys of the pairs of the network that are taken."""
        return self.built.network.keys[self.taken]

    @cached_property
    def greatest(self) -> Prices:
        """The greatest prices that fit."""
        return greatest_prices(self.built.network, self.taken)

    @cached_property
    def residual(self) -> Residual:
        """The residual graph, which gives the cost of forcing a pair."""
        return Residual(self.built.network, self.taken, self.prices)

    @cached_property
    def has(self) -> Ints:
        """How many mentors each applicant has."""
        return np.bincount(self.placed[0], minlength=len(self.problem.applicants)).astype(np.int64)

    @cached_property
    def filled(self) -> Ints:
        """How many people each mentor has."""
        return np.bincount(self.placed[1], minlength=len(self.problem.mentors)).astype(np.int64)

    @cached_property
    def total(self) -> int:
        """The sum of the scores placed, in millionths."""
        return int(self.problem.pairs.score[self.pairs].sum())

    @property
    def n_unmatched(self) -> int:
        """How many applicants lack at least one of their mentors."""
        return int((self.has < self.problem.places).sum())


def place(problem: Problem, solver: str = "auto", key: str = "", answer: Ints | None = None) -> Placement:
    """Return the best placement in the order of the aims.

    Rules first, then minima, the number of people placed, the floor, the total score, and last a hash of both ids with
    `key`: another key chooses differently among equally good placements. `solver` is one of
    `matcher.assigning.solvers.solve`; `answer` has the keys of the pairs of an optimal placement, if one is known; it
    is proven too.

    Raises `InfeasibleError` if the rules contradict each other, with a smallest set of rules that do.
    """
    allowed, share = problem.allowed, None
    if problem.aims.fair:
        share, allowed = raise_worst(problem, allowed, solver)
    placed = prove(problem, allowed, solver, share, answer)
    network = placed.built.network
    if (network.degrees(placed.taken)[1] < network.mentors.least).any():
        from matcher.assigning.reasons import contradiction

        raise InfeasibleError(*contradiction(problem))
    kept = placed.built.kept
    taken = break_ties(network, placed.taken, placed.prices, lambda pairs: _hashes(problem, kept[pairs], key), solver)
    return replace(placed, taken=taken)


def prove(
    problem: Problem, allowed: Mask, solver: str, share: float | None = None, answer: Ints | None = None
) -> Placement:
    """Return the best placement with the allowed pairs, proven by its prices; impossible minima are not met.

    `answer` has the keys of the pairs of an optimal placement, if one is known.
    """
    floored = problem.at_least(problem.aims.floor) if problem.aims.floor else None
    levels = Levels.of(int(problem.pairs.score.max(initial=0)), len(problem.mentors), floored is not None)
    if levels.minimum >= _EXACT:
        raise InputError(
            f"scores up to {problem.pairs.score.max() / PER_POINT:g} and {len(problem.mentors):,} mentors must stay "
            f"exact in 64 bits{' with a floor' if floored is not None else ''}; they do not: give smaller scores"
        )
    built = build(problem, allowed, levels, floored)
    taken = solve(built.network, solver) if answer is None else np.isin(built.network.keys, answer)
    prices = least_prices(built.network, taken)
    dual = dual_total(built.network, prices)
    if dual != built.network.objective(taken) or not built.network.keeps_bounds(taken):
        raise MatcherError(f"solver {solver} must return an optimal placement; it did not: try another --solver")
    return Placement(problem, built, taken, prices, dual, share)


def raise_worst(problem: Problem, allowed: Mask, solver: str) -> tuple[float, Mask]:
    """Return the greatest lowest share at which as many are placed, and the pairs that reach it.

    A bottleneck assignment: a binary search over all shares of one's own best score, each step a maximum matching.
    """
    shares = problem.shares
    network = build(problem, allowed).network
    most = network.objective(solve(network, solver))
    steps = np.unique(shares[allowed])
    low, high = 0, len(steps)
    while high - low > 1:
        middle = (low + high) // 2
        some = build(problem, allowed & (shares >= steps[middle])).network
        if some.objective(solve(some, solver)) == most:
            low = middle
        else:
            high = middle
    if not len(steps):
        return 1.0, allowed
    return float(steps[low]), allowed & (shares >= steps[low])


def _hashes(problem: Problem, pairs: Ints, key: str) -> Ints:
    """Return a 62-bit hash for each pair, from both ids and a key."""
    from hashlib import blake2b

    secret, chosen = key.encode()[:64], problem.pairs.at(pairs)
    hashes = []
    for i, j in zip(chosen.applicant.tolist(), chosen.mentor.tolist(), strict=True):
        one, mentor = problem.applicants[i].id, problem.mentors[j].id
        digest = blake2b(f"{len(one)}:{one}{mentor}".encode(), digest_size=8, key=secret).digest()
        hashes.append(int.from_bytes(digest, "big") >> 2)
    return np.array(hashes, np.int64)
