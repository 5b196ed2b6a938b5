"""One placement: the aims in their order, the proof, and the tie-break."""

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
"""Values below this leave room for sums along every way, and for what stands for no way."""


@dataclass(frozen=True)
class Placement:
    """Who goes where, proven optimal over the pairs of the problem."""

    problem: Problem
    built: Built
    """The problem as the network that was solved."""
    taken: Mask
    """The pairs of that network that are taken."""
    prices: Prices
    """The least prices that fit."""
    dual: int
    """What the prices prove no answer can exceed; equal to the network's objective."""
    worst_share: float | None = None
    """With `--fair` the share of their own best that everybody can have at the same time."""

    @cached_property
    def pairs(self) -> Ints:
        """Positions of the pairs that are placed among the problem's, pins last."""
        who, where = self.problem.pinned
        return np.concatenate([self.built.kept[self.taken], self.problem.find(who, where)])

    @cached_property
    def placed(self) -> tuple[Ints, Ints]:
        """The pairs that are placed, pins last: positions of applicants and of mentors."""
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
        """The residual graph: what it costs to force a pair."""
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
        """How many applicants lack at least one mentor they were to get."""
        return int((self.has < self.problem.places).sum())


def place(problem: Problem, solver: str = "auto", key: str = "", answer: Ints | None = None) -> Placement:
    """Return the placement that is best in the order of the aims.

    Rules first, then minima, the number of people placed, the floor, the total score, and last a hash of both ids:
    another `key` prefers others among placements that are equally good. `solver` is one of
    `matcher.assigning.solvers.solve`; `answer` has the keys of the pairs of an optimal placement, where one is known,
    which is proven all the same.

    Raises `InfeasibleError` when the rules contradict each other, with a smallest set of them that does.
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
    """Return the best placement by some pairs, proven by its prices; minima may be short where they cannot be met.

    `answer` has the keys of the pairs of an optimal placement, where one is known.
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
    """Return the greatest worst share of one's own best at which as many are placed, and the pairs that reach it.

    The bottleneck of the assignment: a binary search over all shares, each step a maximum matching.
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
    """Return a number of 62 bits for each pair, from the ids of both and a key."""
    from hashlib import blake2b

    secret, chosen = key.encode()[:64], problem.pairs.at(pairs)
    hashes = []
    for i, j in zip(chosen.applicant.tolist(), chosen.mentor.tolist(), strict=True):
        one, mentor = problem.applicants[i].id, problem.mentors[j].id
        digest = blake2b(f"{len(one)}:{one}{mentor}".encode(), digest_size=8, key=secret).digest()
        hashes.append(int.from_bytes(digest, "big") >> 2)
    return np.array(hashes, np.int64)
