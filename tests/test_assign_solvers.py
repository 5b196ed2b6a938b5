"""The solvers of `matcher.assigning`, their prices and residual graph, held to answers by trying everything."""

import numpy as np
import pytest
from placements import answers, best_by_trying, random_network

from matcher.assigning import prices
from matcher.assigning.network import INFINITE, Bounds, Network, solve
from matcher.assigning.placement import break_ties
from matcher.assigning.prices import Prices, Residual, dual_total, greatest_prices, least_prices
from matcher.errors import ConfigError

CASES = [(seed, 1 + seed % 3, seed % 2 == 0) for seed in range(60)]


def _ints(*numbers):
    return np.array(numbers, np.int64)


def up_to(most):
    return Bounds(np.zeros_like(most), most)


def two_by_two(values=(9, 8, 7, 1), capacity=(1, 1)):
    """Both applicants like mentor 0 best: 9 + 1 loses to 8 + 7."""
    return Network(_ints(0, 0, 1, 1), _ints(0, 1, 0, 1), _ints(*values), up_to(_ints(1, 1)), up_to(_ints(*capacity)))


@pytest.mark.parametrize("solver", ["scipy", "compiled", "ortools"])
def test_the_greatest_total_is_not_everybodys_first_choice(solver):
    pytest.importorskip("ortools") if solver == "ortools" else None
    assert solve(two_by_two(), solver).tolist() == [False, True, True, False]


def test_prices_say_what_one_more_place_gains_and_one_fewer_loses():
    network = two_by_two()
    taken = solve(network, "scipy")
    # one more place at mentor 0: 9 + 7 = 16 instead of 15; one fewer: 8 or 7 or 1 alone, 8 at mentor 1, so 15 - 8 = 7
    assert least_prices(network, taken).price.tolist() == [1, 0]
    assert greatest_prices(network, taken).price.tolist() == [7, 6]


@pytest.mark.parametrize(("seed", "places", "minima"), CASES)
def test_every_solver_finds_what_trying_everything_finds_and_the_prices_prove_it(seed, places, minima):
    network = random_network(np.random.default_rng(seed), places, minima)
    best = best_by_trying(network)
    for solver in ["compiled", "ortools", *(["scipy"] if places == 1 else [])]:
        if solver == "ortools":
            pytest.importorskip("ortools")
        taken = solve(network, solver)
        assert network.keeps_bounds(taken)
        assert network.objective(taken) == best
        assert dual_total(network, least_prices(network, taken)) == best


@pytest.mark.parametrize(("seed", "places", "minima"), CASES[:30])
def test_one_more_place_and_one_fewer_are_worth_what_solving_again_says(seed, places, minima):
    network = random_network(np.random.default_rng(seed), places, minima)
    taken = solve(network, "compiled")
    best, (least, most, bonus) = network.objective(taken), network.mentors
    gains, losses = least_prices(network, taken).price, greatest_prices(network, taken).price
    for lab in range(network.n_mentors):
        one = np.arange(network.n_mentors) == lab
        more = best_by_trying(network._replace(mentors=Bounds(least, most + one, bonus)))
        assert more - best == max(0, gains[lab])
        if most[lab] and network.degrees(taken)[1][lab] == most[lab] and least[lab] < most[lab]:
            fewer = best_by_trying(network._replace(mentors=Bounds(least, most - one, bonus)))
            assert best - fewer == max(0, losses[lab])


@pytest.mark.parametrize(("seed", "places", "minima"), CASES[:30])
def test_the_cost_of_a_pin_is_what_solving_again_with_it_says(seed, places, minima):
    network = random_network(np.random.default_rng(seed), places, minima)
    taken = solve(network, "compiled")
    ways = Residual(network, taken, least_prices(network, taken))
    tried = [(some, network.objective(some)) for some in answers(network)]
    for who in range(network.n_applicants):
        mine = network.applicant == who
        values = np.zeros(network.n_mentors, np.int64)
        values[network.mentor[mine]] = network.value[mine]
        costs = ways.pin_costs(who, values)
        for pair in np.flatnonzero(mine):
            forced = [total for some, total in tried if some[pair]]
            assert costs[network.mentor[pair]] == (network.objective(taken) - max(forced) if forced else INFINITE)


@pytest.mark.parametrize(("seed", "places", "minima"), CASES[:30])
def test_the_alternates_are_the_cheapest_pins_with_compiled_loops_and_without(seed, places, minima, monkeypatch):
    network = random_network(np.random.default_rng(seed), places, minima)
    taken = solve(network, "compiled")
    ways = Residual(network, taken, least_prices(network, taken))
    pairs, costs = ways.alternates
    monkeypatch.setattr(prices, "_DENSE", -1)
    assert Residual(network, taken, ways.prices).alternates[1].tolist() == costs.tolist()
    tried = [(some, network.objective(some)) for some in answers(network)]
    for who, (pair, cost) in enumerate(zip(pairs, costs, strict=True)):
        others = np.flatnonzero((network.applicant == who) & ~taken)
        forced = [total for some, total in tried if some[others].any()]
        assert cost == (network.objective(taken) - max(forced) if forced else INFINITE)
        assert pair in others if forced else pair == -1


@pytest.mark.parametrize(("seed", "places", "minima"), CASES[:30])
def test_of_equally_good_answers_the_hash_chooses_the_same_whichever_was_given(seed, places, minima):
    rng = np.random.default_rng(seed)
    network = random_network(rng, places, minima)
    hashes = rng.integers(0, 2**62, len(network.value))
    best = best_by_trying(network)
    chosen = set()
    for taken in answers(network):
        if network.objective(taken) == best:
            fair = break_ties(network, taken, least_prices(network, taken), lambda pairs: hashes[pairs], "compiled")
            assert network.objective(fair) == best
            chosen.add(tuple(fair.tolist()))
    assert len(chosen) == 1


def test_prices_of_a_worse_answer_do_not_prove_it():
    network = two_by_two()
    worse = np.array([True, False, False, True])
    assert dual_total(network, least_prices(network, worse)) > network.objective(worse)


def test_any_prices_are_an_upper_bound():
    network = two_by_two()
    assert dual_total(network, Prices(_ints(0, 0), _ints(0, 0))) >= 15


def test_an_unknown_solver_is_refused_and_scipy_takes_one_place_each():
    with pytest.raises(ConfigError, match="solver must be auto, scipy, compiled, ortools; it is 'magic'"):
        solve(two_by_two(), "magic")
    several = two_by_two()._replace(applicants=up_to(_ints(2, 2)))
    with pytest.raises(ConfigError, match="solver scipy must have one place for each applicant"):
        solve(several, "scipy")


def test_no_pairs_no_places_and_nobody_are_solved_too():
    nobody = Network(_ints(), _ints(), _ints(), up_to(_ints()), up_to(_ints()))
    assert solve(nobody).tolist() == []
    closed = two_by_two(capacity=(0, 0))
    for solver in ("scipy", "compiled"):
        assert not solve(closed, solver).any()


def test_without_numba_and_or_tools_scipy_solves_and_several_places_say_what_to_install(monkeypatch):
    from matcher.assigning import network

    monkeypatch.setattr(network, "installed", lambda: False)
    monkeypatch.setattr(network, "_has_ortools", lambda: False)
    assert solve(two_by_two()).tolist() == [False, True, True, False]
    with pytest.raises(ConfigError, match="must have OR-tools or numba: pip install matcher\\[assign\\]"):
        solve(two_by_two()._replace(applicants=up_to(_ints(2, 2))))
