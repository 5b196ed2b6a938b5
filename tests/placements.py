"""Small random placements, and the answer by trying everything: what the tests of `matcher.assigning` are held to."""

from itertools import combinations, product

import numpy as np

from matcher.assigning.building import problem_of
from matcher.assigning.network import Bounds, Network
from matcher.assigning.problem import Problem, scored_pairs
from matcher.assigning.records import PER_POINT, Applicant, Mentor, Rule, Source


def random_network(rng, places: int, minima: bool) -> Network:
    n, m, levels = rng.integers(1, 6), rng.integers(1, 5), rng.choice([3, 1000])
    applicant, mentor = np.nonzero(rng.random((n, m)) < rng.uniform(0.3, 1))
    unit = 2 * (int(m) + 2) * int(levels) + 1
    most = rng.integers(0, places + 1, n) if places > 1 else np.ones(n, np.int64)
    capacity = rng.integers(0, 4, m)
    least = np.minimum(rng.integers(0, 3, m), capacity) if minima else np.zeros(m, np.int64)
    first = np.minimum(1, most) if places > 1 else np.zeros(n, np.int64)
    return Network(
        applicant.astype(np.int64),
        mentor.astype(np.int64),
        unit + rng.integers(0, levels, len(applicant)),
        Bounds(first, most, unit),
        Bounds(least, capacity, 8 * unit),
    )


def answers(network: Network):
    """Yield every answer that keeps the bounds, as a mask."""
    choices = []
    for who in range(network.n_applicants):
        mine = np.flatnonzero(network.applicant == who)
        sizes = range(min(len(mine), network.applicants.most[who]) + 1)
        choices.append([chosen for size in sizes for chosen in combinations(mine, size)])
    for chosen in product(*choices):
        taken = np.zeros(len(network.value), np.bool_)
        taken[[at for some in chosen for at in some]] = True
        if network.keeps_bounds(taken):
            yield taken


def best_by_trying(network: Network) -> int:
    return max(network.objective(taken) for taken in answers(network))


def random_problem(rng, places: int = 1, n_pins: int = 0, n_conflicts: int = 2, minima: bool = True, **more) -> Problem:
    """Return a checked problem; raises `InfeasibleError` for contradictory rules."""
    return problem_of(**random_tables(rng, places, n_pins, n_conflicts, minima), **more)


def random_tables(rng, places: int = 1, n_pins: int = 0, n_conflicts: int = 2, minima: bool = True) -> dict:
    n, m, levels = int(rng.integers(1, 6)), int(rng.integers(1, 5)), int(rng.choice([4, 1000]))
    applicants = [
        Applicant(f"a{at}", int(rng.integers(1, places + 1)), {"track": str(rng.integers(2))}, Source("a.csv", at + 2))
        for at in range(n)
    ]
    mentors = []
    for at in range(m):
        capacity = int(rng.integers(0, 4))
        least = int(rng.integers(0, capacity + 1)) if minima and rng.random() < 0.5 else 0
        mentors.append(Mentor(f"m{at}", "", capacity, least, {"track": str(rng.integers(2))}, Source("m.csv", at + 2)))
    pairs = [(f"a{i}", f"m{j}", rng.integers(levels) / 1000) for i in range(n) for j in range(m) if rng.random() < 0.8]
    cells = [(f"a{i}", f"m{j}") for i in range(n) for j in range(m)]
    rng.shuffle(cells)
    conflicts = [Rule("conflict", *cell, source=Source("c.csv", at + 2)) for at, cell in enumerate(cells[:n_conflicts])]
    rest = cells[n_conflicts : n_conflicts + n_pins]
    pins = [Rule("pin", *cell, source=Source("p.csv", at + 2)) for at, cell in enumerate(rest)]
    return {
        "applicants": applicants,
        "mentors": mentors,
        "scored": scored_pairs(*(zip(*pairs, strict=True) if pairs else ((), (), ()))),
        "conflicts": conflicts,
        "pins": pins,
        "eligible": [Rule("eligible", reason="track=track")] if rng.random() < 0.3 else [],
    }


def best_aims_by_trying(problem: Problem) -> tuple:
    """Return people, filled places, worst share, pairs at the floor and total of the best placement."""
    pairs, best = problem.pairs, problem.best
    score = dict(
        zip(zip(pairs.applicant.tolist(), pairs.mentor.tolist(), strict=True), pairs.score.tolist(), strict=True)
    )
    allowed = [pair for pair, free in zip(score, problem.allowed, strict=True) if free]
    pins = list(zip(*(side.tolist() for side in problem.pinned), strict=True))
    choices = []
    for who, one in enumerate(problem.applicants):
        fixed = tuple(pair for pair in pins if pair[0] == who)
        mine = [pair for pair in allowed if pair[0] == who and pair not in fixed]
        sizes = range(min(one.places - len(fixed), len(mine)) + 1)
        choices.append([fixed + chosen for size in sizes for chosen in combinations(mine, size)])

    def share(pair):
        return score[pair] / best[pair[0]] if best[pair[0]] else 1.0

    def aims(chosen):
        taken = [pair for some in chosen for pair in some]
        filled = np.bincount([lab for _, lab in taken], minlength=len(problem.mentors))
        if (filled > problem.capacity).any() or (filled < problem.minimum).any():
            return None
        free = [pair for pair in taken if pair not in pins]
        worst = min(map(share, free), default=2.0) if problem.aims.fair else 0
        at_floor = sum(share(pair) * PER_POINT >= problem.aims.floor for pair in free) if problem.aims.floor else 0
        return sum(map(bool, chosen)), len(taken), worst, at_floor, sum(score[pair] for pair in taken)

    return max((found for chosen in product(*choices) if (found := aims(chosen))), default=None)
