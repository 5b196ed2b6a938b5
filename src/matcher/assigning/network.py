"""A placement as numbers, without ids and scores: pairs with values and bounds; and three solvers with the same answer.

The solvers are scipy's matching, compiled augmenting paths and OR-tools' min-cost flow. None of them is trusted:
`matcher.assigning.prices.dual_total` proves their answers.
"""

from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.errors import ConfigError
from matcher.kernels import installed

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

INFINITE = 2**60
"""Means no bound; twice as much still fits an int64."""

_EXACT_IN_FLOATS = 2**52
_INT64 = 2**63 - 1
_SMALL = 120_000
"""Up to this number of pairs scipy is as fast as compiled loops, which take 7 s to compile on their first run."""


class Bounds(NamedTuple):
    """Bounds on the number of pairs of each applicant, or of each mentor."""

    least: Ints
    """Up to this number each pair gets the bonus, so that these are filled first."""
    most: Ints
    bonus: int = 0
    """The value of each pair up to `least`, in addition to its own."""


class Network(NamedTuple):
    """Pairs of applicant and mentor, of which a solver takes those with the greatest objective.

    The objective is the sum of the values taken plus a bonus for each pair that fills a least bound, on either side.
    Pairs are ordered by applicant and then by mentor, each at most once; values are 0 or more.
    """

    applicant: Ints
    mentor: Ints
    value: Ints
    applicants: Bounds
    mentors: Bounds

    @property
    def n_applicants(self) -> int:
        """Number of applicants, those without a pair included."""
        return len(self.applicants.most)

    @property
    def n_mentors(self) -> int:
        """Number of mentors, those without a pair included."""
        return len(self.mentors.most)

    @property
    def keys(self) -> Ints:
        """One number for each pair, in ascending order, the same in every network of the same people."""
        return self.applicant * np.int64(self.n_mentors) + self.mentor

    def degrees(self, taken: Mask) -> tuple[Ints, Ints]:
        """Return how many pairs each applicant and each mentor has."""
        return (
            np.bincount(self.applicant[taken], minlength=self.n_applicants).astype(np.int64),
            np.bincount(self.mentor[taken], minlength=self.n_mentors).astype(np.int64),
        )

    def of_applicants(self, reduce: np.ufunc, values: Ints, nothing: int) -> Ints:
        """Return the smallest (`np.minimum`) or greatest value of each applicant's pairs and `nothing`; shape (n,)."""
        return _reduced(reduce, self.applicant, values, self.n_applicants, nothing)

    def of_mentors(self, reduce: np.ufunc, values: Ints, nothing: int) -> Ints:
        """Return the smallest (`np.minimum`) or greatest value of each mentor's pairs and `nothing`; shape (m,)."""
        return _reduced(reduce, self.mentor, values, self.n_mentors, nothing)

    def objective(self, taken: Mask) -> int:
        """Return the objective of the taken pairs."""
        filled = sum(
            side.bonus * int(np.minimum(degree, side.least).sum())
            for degree, side in zip(self.degrees(taken), (self.applicants, self.mentors), strict=True)
        )
        # Python integers: the sum for 100,000 people may not fit an int64
        total: int = sum(self.value[taken].tolist())
        return total + filled

    def keeps_bounds(self, taken: Mask) -> bool:
        """Return whether no applicant and no mentor has more pairs than allowed."""
        of_applicants, of_mentors = self.degrees(taken)
        return bool((of_applicants <= self.applicants.most).all() and (of_mentors <= self.mentors.most).all())


def split_by(keys: Ints, values: Ints, n: int) -> list[Ints]:
    """Return the values of each of the keys 0 to n - 1, in their order."""
    order = np.argsort(keys, kind="stable")
    return np.split(values[order], np.searchsorted(keys[order], np.arange(1, n)))


def within_runs(lengths: Ints) -> Ints:
    """Return 0, 1, 2, ... for each of the runs with these lengths, concatenated."""
    return np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)


def _reduced(reduce: np.ufunc, keys: Ints, values: Ints, n: int, nothing: int) -> Ints:
    result = np.full(n, nothing, np.int64)
    reduce.at(result, keys, values)
    return result


def solve(network: Network, solver: str = "auto") -> Mask:
    """Return a mask of the network's pairs with the greatest objective.

    `solver` is `scipy` (one place for each applicant), `compiled`, `ortools` (the extra `matcher[assign]`), or `auto`:
    OR-tools where it is installed, scipy for small networks, else compiled loops. Raises `ConfigError` for an unknown
    solver, one that is not installed, or one that cannot solve this network.
    """
    if solver not in {"auto", *SOLVERS}:
        raise ConfigError(f"solver must be auto, {', '.join(SOLVERS)}; it is {solver!r}")
    if solver == "ortools" and not _has_ortools():
        raise ConfigError("solver ortools must be installed: pip install matcher[assign]")
    if solver == "scipy" and not _fits_scipy(network):
        raise ConfigError("solver scipy must have one place for each applicant; use compiled or ortools")
    if not len(network.value):
        return np.zeros(0, np.bool_)
    chosen = solver
    if solver == "auto":
        small = len(network.value) <= _SMALL or not installed()
        chosen = "scipy" if small and _fits_scipy(network) else "compiled"
        # OR-tools multiplies costs by the number of nodes: no sum may overflow
        if _has_ortools() and _greatest(network) * (network.n_applicants + network.n_mentors + 2) < _INT64 // 8:
            chosen = "ortools"
    if chosen == "compiled" and not installed():
        raise ConfigError("this placement must have OR-tools or numba: pip install matcher[assign]")
    return SOLVERS[chosen](network)


def _has_ortools() -> bool:
    return find_spec("ortools") is not None


def _greatest(network: Network) -> int:
    return int(network.value.max(initial=0)) + network.applicants.bonus + network.mentors.bonus


def _fits_scipy(network: Network) -> bool:
    """Return whether the network is a plain matching whose values are exact in floating point."""
    at_most_one = bool((network.applicants.most <= 1).all()) and not network.applicants.least.any()
    return at_most_one and _greatest(network) * 4 < _EXACT_IN_FLOATS // max(1, network.n_mentors)


def _by_matching(network: Network) -> Mask:
    """Solve as a matching between applicants and single places, plus an empty place for each applicant."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    n, wanting = network.n_applicants, np.bincount(network.mentor, minlength=network.n_mentors)
    places = np.minimum(network.mentors.most, wanting)
    first_place = np.concatenate([[0], np.cumsum(places)])
    copies = np.where(network.applicants.most[network.applicant] > 0, places[network.mentor], 0)
    pair = np.repeat(np.arange(len(copies)), copies)
    nth = within_runs(copies)
    value = network.value[pair] + network.mentors.bonus * (nth < network.mentors.least[network.mentor[pair]])
    n_places = int(first_place[-1])
    # scipy takes an explicit 0 for no edge, so 1 is added to every weight; each applicant has exactly one edge
    weights = np.concatenate([value, np.zeros(n, np.int64)]).astype(np.float64) + 1
    rows = np.concatenate([network.applicant[pair], np.arange(n)])
    columns = np.concatenate([first_place[network.mentor[pair]] + nth, n_places + np.arange(n)])
    graph = csr_array((weights, (rows, columns)), shape=(n, n_places + n))
    graph.sort_indices()
    who, where = min_weight_full_bipartite_matching(graph, maximize=True)
    placed = where < n_places
    mentor = np.searchsorted(first_place, where[placed], side="right") - 1
    taken = np.zeros(len(network.value), np.bool_)
    taken[np.searchsorted(network.keys, who[placed] * np.int64(network.n_mentors) + mentor)] = True
    return taken


def _by_augmenting(network: Network) -> Mask:
    from matcher.kernels.augmenting_paths import take_best

    first = np.searchsorted(network.applicant, np.arange(network.n_applicants + 1))
    # all first places in order, then all second ones, and so on
    places = np.minimum(network.applicants.most, np.diff(first))
    units = np.repeat(np.arange(len(places)), places)[np.argsort(within_runs(places), kind="stable")]
    most = np.minimum(network.mentors.most, np.bincount(network.mentor, minlength=network.n_mentors))
    least, bonuses = np.minimum(network.mentors.least, most), (network.applicants.bonus, network.mentors.bonus)
    sides = units, network.applicants.least, most, least, *map(np.int64, bonuses)
    return np.asarray(take_best(first, network.applicant, network.mentor, network.value, *sides), np.bool_)


def _by_flow(network: Network) -> Mask:
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    n, m = network.n_applicants, network.n_mentors
    flow, sink = SimpleMinCostFlow(), n + m
    people, mentors = np.arange(n), n + np.arange(m)
    degree = np.bincount(network.applicant, minlength=n)
    places = np.minimum(network.applicants.most, degree).astype(np.int64)
    first, least = np.minimum(network.applicants.least, places), np.minimum(network.mentors.least, network.mentors.most)
    arcs = flow.add_arcs_with_capacity_and_unit_cost(
        network.applicant.astype(np.int32),
        (n + network.mentor).astype(np.int32),
        np.ones(len(network.value), np.int64),
        -network.value,
    )
    for tails, capacity, cost in (
        (people, places - first, 0),
        (people, first, network.applicants.bonus),
        (mentors, least, -network.mentors.bonus),
        (mentors, network.mentors.most - least, 0),
    ):
        some = capacity > 0
        if some.any():
            ends = np.full(int(some.sum()), sink, np.int32)
            costs = np.full(len(ends), cost, np.int64)
            flow.add_arcs_with_capacity_and_unit_cost(tails[some].astype(np.int32), ends, capacity[some], costs)
    # only nodes that have an arc exist
    flow.set_nodes_supplies(people[places > 0].astype(np.int32), places[places > 0])
    flow.set_node_supply(sink, -int(places.sum()))
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise ConfigError(f"solver ortools must end optimal; it ended with status {status}: use --solver compiled")
    return np.asarray(flow.flows(arcs), np.int64) > 0


SOLVERS: Mapping[str, Callable[[Network], Mask]] = {
    "scipy": _by_matching,
    "compiled": _by_augmenting,
    "ortools": _by_flow,
}
"""The solvers by name."""
