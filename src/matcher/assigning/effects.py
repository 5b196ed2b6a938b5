"""The consequences of a placement: exact costs of places, rules and pins, blocking pairs, and who moved since."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from matcher.assigning.inputs import PAIR, Given, pair_of, rows_of
from matcher.assigning.network import INFINITE
from matcher.assigning.placement import Placement, place
from matcher.assigning.problem import Aims, Problem
from matcher.assigning.records import PER_POINT, Blocking, Line, MentorLine, Rule, RulePrice
from matcher.errors import InputError

_EACH = 50
"""Up to this number of pins, or of conflicts, each is priced separately."""


def place_lines(placement: Placement) -> Iterator[Line]:
    """Yield the places, ordered by applicant and mentor, each with the mentor that is cheapest to pin instead."""
    problem, levels = placement.problem, placement.built.levels
    who, where = (side.tolist() for side in placement.placed)
    n_free, best = len(who) - len(problem.pins), problem.best.tolist()
    _, _, score, rank = (column.tolist() for column in problem.pairs.at(placement.pairs))
    pairs, costs = placement.residual.alternates
    alternates = problem.pairs.mentor[placement.built.kept[pairs]].tolist() if len(placement.built.kept) else []
    for at in np.lexsort(placement.placed[::-1]).tolist():
        one, mentor, cost = who[at], problem.mentors[where[at]], int(costs[who[at]])
        alternate: tuple[str, str, float | None, int | None] = "", "", None, None
        if pairs[one] >= 0 and cost < INFINITE and not levels.breaks_minimum(cost):
            other, worth = problem.mentors[alternates[one]], levels.worth(cost)
            alternate = other.id, other.name, worth.points, worth.placed
        share = score[at] / best[one] if best[one] else 1.0
        yield Line(
            problem.applicants[one].id,
            mentor.id,
            mentor.name,
            score[at] / PER_POINT if rank[at] else None,
            rank[at] or None,
            share if rank[at] else None,
            "yes" if at >= n_free else "",
            *alternate,
        )


def mentor_lines(placement: Placement) -> Iterator[MentorLine]:
    """Yield the mentors, ordered by id, each with the gain of one more place and the loss of one fewer."""
    levels = placement.built.levels
    numbers = (
        placement.filled.tolist(),
        placement.prices.price.tolist(),
        placement.greatest.price.tolist(),
        placement.built.network.mentors.most.tolist(),
    )
    for mentor, filled, gain, loss, free in zip(placement.problem.mentors, *numbers, strict=True):
        more, lost = levels.worth(max(0, gain)), max(0, loss) if filled >= mentor.capacity else 0
        fewer: tuple[float | None, int | None] = None, None
        if free and mentor.minimum < mentor.capacity and not levels.breaks_minimum(lost):
            fewer = levels.worth(lost).points, levels.worth(lost).placed
        own = mentor.id, mentor.name, mentor.capacity, mentor.minimum, filled
        yield MentorLine(*own, more.points, more.placed, *fewer)


def rule_prices(placement: Placement, solver: str = "auto") -> list[RulePrice]:
    """Return the cost of each kind of rule, and of each pin and conflict if few, by placing again without it."""
    problem, prices = placement.problem, []
    cases = _relaxed(problem)
    for kind in ("pins", "conflicts"):
        if 1 < len(rules := getattr(problem, kind)) <= _EACH:
            names = [f"{rule} [{rule.source}]" if str(rule.source) else str(rule) for rule in rules]
            cases += [(name, 1, _without(problem, kind, rule)) for name, rule in zip(names, rules, strict=True)]
    for name, n_rules, less in cases:
        free = place(less, solver)
        people = int((free.has > 0).sum() - (placement.has > 0).sum())
        total = (free.total - placement.total) / PER_POINT
        prices.append(RulePrice(name, n_rules, people, total, worst_share(free)))
    return prices


def _relaxed(problem: Problem) -> list[tuple[str, int, Problem]]:
    """Return each kind of rule that is used, the number of its rules, and the problem without them."""
    free = tuple(mentor._replace(minimum=0) for mentor in problem.mentors)
    floor, fair = problem.aims
    cases: list[tuple[str, int, Problem]] = [
        ("pins", len(problem.pins), replace(problem, pins=())),
        ("conflicts", len(problem.conflicts), replace(problem, conflicts=())),
        ("minima", sum(mentor.minimum > 0 for mentor in problem.mentors), replace(problem, mentors=free)),
    ]
    cases += [(f"eligible {rule.reason}", 1, _without(problem, "eligible", rule)) for rule in problem.eligible]
    cases.append((f"floor share={floor / PER_POINT:g}", bool(floor), replace(problem, aims=Aims(0, fair))))
    cases.append(("fair", fair, replace(problem, aims=Aims(floor))))
    return [(name, int(n_rules), less) for name, n_rules, less in cases if n_rules]


def _without(problem: Problem, kind: str, rule: Rule) -> Problem:
    rest = tuple(other for other in getattr(problem, kind) if other is not rule)
    return replace(problem, **{kind: rest})  # type: ignore[arg-type]


def worst_share(placement: Placement) -> float | None:
    """Return the smallest share of one's own best score, pins aside; `None` if nobody else is placed."""
    n_free = len(placement.pairs) - len(placement.problem.pins)
    shares = placement.problem.shares[placement.pairs[:n_free]]
    return float(shares.min()) if len(shares) else None


def pin_costs(placement: Placement, applicant_id: str) -> list[tuple[str, float | None, int]]:
    """Return the cost of pinning an applicant to each mentor, as `Assignment.pin_costs` does, without solving again.

    A pair without a score counts 0; a conflict or group rule that excludes the pair is ignored.
    """
    problem, (network, _, levels) = placement.problem, placement.built
    at = problem.position[applicant_id]
    values, own = np.full(len(problem.mentors), levels.placed), problem.pairs.applicant == at
    mentors = problem.pairs.mentor[own]
    values[mentors] += problem.pairs.score[own]
    if problem.aims.floor:
        values[mentors] += levels.floor * problem.at_least(problem.aims.floor)[own]
    has_pin = {pin.mentor for pin in problem.pins if pin.applicant == applicant_id}
    costs: list[tuple[str, float | None, int]] = []
    for mentor, cost in zip(problem.mentors, placement.residual.pin_costs(at, values).tolist(), strict=True):
        if mentor.id in has_pin:
            costs.append((mentor.id, 0.0, 0))
        elif cost >= INFINITE or levels.breaks_minimum(cost) or not network.applicants.most[at]:
            costs.append((mentor.id, None, 0))
        else:
            costs.append((mentor.id, levels.worth(cost).points, levels.worth(cost).placed))
    return costs


def blocking_pairs(placement: Placement) -> list[Blocking]:
    """Return the scored, allowed pairs in which both would score higher together, the highest score first.

    A placement with the greatest total may have some: it counts everybody's gain, not that of two. No pin is displaced.
    """
    problem, pairs = placement.problem, placement.problem.pairs
    who, where = placement.placed
    scores = pairs.score[placement.pairs]
    free = np.arange(len(who) - len(problem.pins))
    best_first = free[np.argsort(-scores[free], kind="stable")]
    # the worst place of each applicant and mentor: the last one written, -1 for none
    worst_of, worst_at = np.full(len(problem.applicants), -1), np.full(len(problem.mentors), -1)
    worst_of[who[best_first]], worst_at[where[best_first]] = best_first, best_first
    score_of = np.append(scores, INFINITE)
    lacking, full = placement.has < problem.places, placement.filled >= problem.capacity
    wants = lacking[pairs.applicant] | (pairs.score > score_of[worst_of[pairs.applicant]])
    takes = ~full[pairs.mentor] | (pairs.score > score_of[worst_at[pairs.mentor]])
    wants[placement.pairs] = False
    blocking = np.flatnonzero(wants & takes & problem.allowed)
    return [
        Blocking(
            problem.applicants[one].id,
            problem.mentors[mentor].id,
            score / PER_POINT,
            "" if lacking[one] or worst_of[one] < 0 else problem.mentors[where[worst_of[one]]].id,
            problem.applicants[who[worst_at[mentor]]].id if full[mentor] and worst_at[mentor] >= 0 else "",
        )
        for one, mentor, score, _ in zip(
            *pairs.at(blocking[np.argsort(-pairs.score[blocking], kind="stable")]), strict=True
        )
    ]


class Move(NamedTuple):
    """One applicant whose mentors differ between two placements."""

    applicant_id: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    gain: float
    """The difference of the scores, in points."""


class Difference(NamedTuple):
    """How a placement differs after a change."""

    moves: tuple[Move, ...]
    people: int
    """How many more people are placed."""
    total: float
    """By how much the total rose, in points."""


class Earlier(NamedTuple):
    """An earlier assignment."""

    mentors: Mapping[str, tuple[str, ...]]
    """The mentors of each applicant, by id and in order."""
    scores: Mapping[tuple[str, str], int]
    """Millionths, of the pairs that have a score."""

    @classmethod
    def of(cls, placement: Placement) -> "Earlier":
        """Return a placement as an earlier assignment, for comparison."""
        problem = placement.problem
        applicants, ids = ([person.id for person in side] for side in (problem.applicants, problem.mentors))
        mentors: dict[str, list[str]] = {person: [] for person in applicants}
        for who, mentor in zip(*(side.tolist() for side in placement.placed), strict=True):
            mentors[applicants[who]].append(ids[mentor])
        columns = (column.tolist() for column in problem.pairs[:3])
        scores = {(applicants[who], ids[mentor]): score for who, mentor, score in zip(*columns, strict=True)}
        return cls({who: tuple(sorted(some)) for who, some in mentors.items()}, scores)

    @classmethod
    def read(cls, given: Given) -> "Earlier":
        """Read a table with `applicant_id`, `mentor_id`, and optionally `score`."""
        rows, file = rows_of(given, "assignment", PAIR, "give a file from `assign --out`")
        mentors: dict[str, list[str]] = {}
        scores = {}
        for row in rows:
            pair = pair_of(row)
            mentors.setdefault(pair[0], []).append(pair[1])
            text = row.cells.get("score", "").strip()
            try:
                scores[pair] = round(float(text or 0) * PER_POINT)
            except (ValueError, OverflowError) as error:
                raise InputError(f"{file} line {row.line}: score must be a number; it is {text!r}") from error
        return cls({who: tuple(sorted(some)) for who, some in mentors.items()}, scores)


def difference(before: Earlier, after: Placement) -> Difference:
    """Return who moved, and at what cost; a pair without a score in `after` counts its earlier score, or 0."""
    current = Earlier.of(after)
    scores = {**before.scores, **current.scores}

    def total(applicant: str, mentors: tuple[str, ...]) -> int:
        return sum(scores.get((applicant, mentor), 0) for mentor in mentors)

    moves = [
        Move(applicant, was, has, (total(applicant, has) - total(applicant, was)) / PER_POINT)
        for applicant in sorted(before.mentors.keys() | current.mentors.keys())
        if (was := before.mentors.get(applicant, ())) != (has := current.mentors.get(applicant, ()))
    ]
    people = sum(map(bool, current.mentors.values())) - sum(map(bool, before.mentors.values()))
    return Difference(tuple(moves), people, round(sum((move.gain for move in moves), 0.0), 6))
