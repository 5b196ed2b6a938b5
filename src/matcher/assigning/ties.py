"""Which of several equally good answers: the one a keyed hash of the ids prefers, whatever the order of rows.

The answers that are as good as one differ from it along cycles of the residual graph that lose nothing. Only the pairs
on such cycles are solved again, with the hash for a value; all the others stay.
"""

from collections.abc import Callable

import numpy as np

from matcher.assigning.network import Bounds, Ints, Mask, Network
from matcher.assigning.prices import Prices
from matcher.assigning.residual import ReducedCosts
from matcher.assigning.solvers import solve

Hash = Callable[[Ints], Ints]
"""Gives the pairs at some positions a whole number of 62 bits each."""

_HASH_BITS = 62
_FEW = 20_000


def break_ties(network: Network, taken: Mask, prices: Prices, hash_of: Hash, solver: str = "auto") -> Mask:
    """Return the answer as good as `taken` that the hash prefers; it does not depend on which one was given."""
    open_pairs = np.flatnonzero(_on_a_cycle(network, taken, prices))
    if not len(open_pairs):
        return taken
    fixed = taken.copy()
    fixed[open_pairs] = False
    sides = [
        _rest(side, worth, degree)
        for side, worth, degree in zip(
            (network.applicants, network.mentors),
            (prices.gain, prices.price),
            network.degrees(fixed),
            strict=True,
        )
    ]
    some = network.only(np.isin(np.arange(len(taken)), open_pairs))
    mentors = len(np.unique(some.mentor))
    bits = int(np.clip(46 - 2 * np.ceil(np.log2(mentors + 2)), 20, 40))
    bonus = 2 * (mentors + 2) << bits
    value = (hash_of(open_pairs) >> (_HASH_BITS - bits)) + 1
    # a bound that must be met exactly is met by values; the solvers are quicker without a least
    for side, who in zip(sides, (some.applicant, some.mentor), strict=True):
        exact = side.least == side.most
        value = value + bonus * exact[who]
        side.least[exact] = 0
    bounds = [side._replace(bonus=bonus) for side in sides]
    again = solve(Network(some.applicant, some.mentor, value.astype(np.int64), *bounds), solver)
    fixed[open_pairs] = again
    return fixed if network.objective(fixed) == network.objective(taken) else taken


def _rest(side: Bounds, worth: Ints, fixed: Ints) -> Bounds:
    """Return how many more pairs each may have in an answer that is as good, at these prices."""
    least = np.minimum(side.least, side.most)
    low = np.where(worth > 0, side.most, np.where(worth > -side.bonus, least, 0))
    high = np.where(worth >= 0, side.most, np.where(worth >= -side.bonus, least, 0))
    return Bounds(np.maximum(low - fixed, 0), np.maximum(high - fixed, 0))


def _on_a_cycle(network: Network, taken: Mask, prices: Prices) -> Mask:
    """Return which pairs lie on a cycle of the residual graph that loses nothing."""
    tail, head, pair = _free_steps(network, taken, prices)
    n_nodes = network.n_applicants + network.n_mentors + 1
    while True:
        # whoever cannot be reached, or cannot go on, is on no cycle
        reached, leaves = np.zeros(n_nodes, np.bool_), np.zeros(n_nodes, np.bool_)
        reached[head], leaves[tail] = True, True
        kept = reached[tail] & leaves[head]
        if kept.all():
            break
        tail, head, pair = tail[kept], head[kept], pair[kept]
    on_a_cycle = np.zeros(len(taken), np.bool_)
    if len(tail):
        part = _components(tail, head)
        on_a_cycle[pair[(part[tail] == part[head]) & (pair >= 0)]] = True
    return on_a_cycle


def _components(tail: Ints, head: Ints) -> Ints:
    """Return the strongly connected component of each node."""
    n_nodes = int(max(tail.max(), head.max())) + 1
    if len(tail) > _FEW:
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import connected_components

        graph = csr_array((np.ones(len(tail), np.int8), (tail, head)), shape=(n_nodes, n_nodes))
        return np.asarray(connected_components(graph, directed=True, connection="strong")[1], np.int64)
    # Kosaraju's two searches: a few arcs are searched before scipy is loaded
    onward, back = _neighbours(tail, head), _neighbours(head, tail)
    order: list[int] = []
    seen: set[int] = set()
    for start in onward:
        _search(start, onward, seen, order)
    part = np.full(n_nodes, -1, np.int64)
    seen = set()
    for start in reversed(order):
        reached: list[int] = []
        _search(start, back, seen, reached)
        part[reached] = start
    return part


def _neighbours(tail: Ints, head: Ints) -> dict[int, list[int]]:
    neighbours: dict[int, list[int]] = {}
    for one, other in zip(tail.tolist(), head.tolist(), strict=True):
        neighbours.setdefault(one, []).append(other)
    return neighbours


def _search(start: int, neighbours: dict[int, list[int]], seen: set[int], order: list[int]) -> None:
    """Append every node that is reached and was not seen to the order, after all that it leads to."""
    if start in seen:
        return
    seen.add(start)
    waiting = [(start, iter(neighbours.get(start, ())))]
    while waiting:
        node, others = waiting[-1]
        for other in others:
            if other not in seen:
                seen.add(other)
                waiting.append((other, iter(neighbours.get(other, ()))))
                break
        else:
            order.append(node)
            waiting.pop()


def _free_steps(network: Network, taken: Mask, prices: Prices) -> tuple[Ints, Ints, Ints]:
    """Return the arcs of the residual graph that lose nothing: tail, head, and the pair or -1."""
    costs = ReducedCosts.of(network, taken, prices)
    n, outside = network.n_applicants, network.n_applicants + network.n_mentors
    free = np.flatnonzero(costs.loss == 0)
    out_of = np.where(taken[free], n + network.mentor[free], network.applicant[free])
    into = np.where(taken[free], network.applicant[free], n + network.mentor[free])
    ends = [
        (n + np.flatnonzero(costs.spare == 0), True),
        (n + np.flatnonzero(costs.empty == 0), False),
        (np.flatnonzero(costs.drop == 0), True),
        (np.flatnonzero(costs.insert == 0), False),
    ]
    tails = [out_of, *(who if leaves else np.full(len(who), outside) for who, leaves in ends)]
    heads = [into, *(np.full(len(who), outside) if leaves else who for who, leaves in ends)]
    pairs = [free, np.full(sum(len(who) for who, _ in ends), -1)]
    return np.concatenate(tails), np.concatenate(heads), np.concatenate(pairs)
