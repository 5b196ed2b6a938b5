"""Computing a placement: the aims in order, the proof, and the choice among equally good answers.

Equally good answers differ along cycles of the residual graph of reduced cost 0: only the pairs on such cycles are
solved again, with a keyed hash of the ids as value.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from matcher.assigning.building import Built, Levels, build
from matcher.assigning.network import Bounds, Ints, Mask, Network, solve
from matcher.assigning.prices import Prices, ReducedCosts, Residual, dual_total, greatest_prices, least_prices
from matcher.assigning.problem import Problem
from matcher.assigning.records import PER_POINT, InfeasibleError
from matcher.errors import InputError, MatcherError

_HASH_BITS = 62
Hash = Callable[[Ints], Ints]
"""Gives a 62-bit integer for each pair at some positions."""

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
    `matcher.assigning.network.solve`; `answer` has the keys of the pairs of an optimal placement, if one is known; it
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
    """Return the best placement with the allowed pairs, proven by its prices; impossible minima are not met."""
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


def break_ties(network: Network, taken: Mask, prices: Prices, hash_of: Hash, solver: str = "auto") -> Mask:
    """Return the answer that the hash prefers among those as good as `taken`; any of these gives the same result."""
    free = np.flatnonzero(_on_a_cycle(network, taken, prices))
    if not len(free):
        return taken
    fixed = taken.copy()
    fixed[free] = False
    applicant, mentor = network.applicant[free], network.mentor[free]
    n_mentors = len(np.unique(mentor))
    bits = int(np.clip(46 - 2 * np.ceil(np.log2(n_mentors + 2)), 20, 40))
    bonus = 2 * (n_mentors + 2) << bits
    value, bounds = (hash_of(free) >> (_HASH_BITS - bits)) + 1, []
    sides, worth = (network.applicants, network.mentors), (prices.gain, prices.price)
    for side, values, degree, who in zip(sides, worth, network.degrees(fixed), (applicant, mentor), strict=True):
        least, most = _rest(side, values, degree)
        # a bound that must be met exactly is expressed in values; solvers are faster without a least bound
        value = value + bonus * (least == most)[who]
        bounds.append(Bounds(np.where(least == most, 0, least), most, bonus))
    fixed[free] = solve(Network(applicant, mentor, value.astype(np.int64), *bounds), solver)
    return fixed if network.objective(fixed) == network.objective(taken) else taken


def _rest(side: Bounds, worth: Ints, fixed: Ints) -> tuple[Ints, Ints]:
    """Return the least and most further pairs of each in an equally good answer, at these prices."""
    least = np.minimum(side.least, side.most)
    low = np.where(worth > 0, side.most, np.where(worth > -side.bonus, least, 0))
    high = np.where(worth >= 0, side.most, np.where(worth >= -side.bonus, least, 0))
    return np.maximum(low - fixed, 0), np.maximum(high - fixed, 0)


def _on_a_cycle(network: Network, taken: Mask, prices: Prices) -> Mask:
    """Return which pairs are on a cycle of the residual graph with reduced cost 0."""
    n, m = network.n_applicants, network.n_mentors
    who, where, people, mentors = network.applicant, n + network.mentor, np.arange(n), n + np.arange(m)
    outside = n + m
    # arcs in the order of the reduced costs
    tails = [np.where(taken, where, who), mentors, np.full(m, outside), people, np.full(n, outside)]
    heads = [np.where(taken, who, where), np.full(m, outside), mentors, np.full(n, outside), people]
    loss = np.concatenate(ReducedCosts.of(network, taken, prices))
    arcs = np.flatnonzero(loss == 0)
    tail, head = np.concatenate(tails)[arcs], np.concatenate(heads)[arcs]
    on_a_cycle = np.zeros(len(loss), np.bool_)
    while len(arcs):
        first, last = _lowest_before(tail, head, outside + 1), _lowest_before(head, tail, outside + 1)
        # a node that reaches both ends and is reached from both closes a cycle; no cycle leaves its component
        together = (first[tail] == first[head]) & (last[tail] == last[head])
        closed = together & (first[tail] == last[tail])
        on_a_cycle[arcs[closed]] = True
        rest = together & ~closed
        arcs, tail, head = arcs[rest], tail[rest], head[rest]
    return on_a_cycle[: len(taken)]


def _lowest_before(tail: Ints, head: Ints, n_nodes: int) -> Ints:
    """Return for each node the lowest node from which it is reached, itself included."""
    lowest = np.arange(n_nodes)
    while True:
        lower = lowest.copy()
        np.minimum.at(lower, head, lowest[tail])
        lower = lower[lower]  # pointer jumping: halves the length of the paths
        if (lower == lowest).all():
            return lowest
        lowest = lower
