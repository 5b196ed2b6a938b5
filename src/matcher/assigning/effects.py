"""What would be otherwise: without a rule, with an override, with another pin; and who would rather have each other."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from matcher.assigning.building import checked
from matcher.assigning.network import INFINITE
from matcher.assigning.placement import Placement, place
from matcher.assigning.problem import Aims, Problem
from matcher.assigning.records import PER_POINT, Blocking, Difference, Move, Rule, RulePrice
from matcher.errors import ConfigError, InputError

_EACH = 50
"""Up to this number of pins, or of conflicts, has a price of its own."""


def rule_prices(placement: Placement, solver: str = "auto") -> list[RulePrice]:
    """Return what each kind of rule costs, and each pin and conflict where there are few, by placing again without."""
    problem, prices = placement.problem, []
    for name, n_rules, less in _relaxed(problem):
        prices.append(_price(placement, name, n_rules, less, solver))
    for kind, rules in (("pins", problem.pins), ("conflicts", problem.conflicts)):
        if 1 < len(rules) <= _EACH:
            for rule in rules:
                rest = tuple(other for other in rules if other is not rule)
                less = replace(problem, pins=rest) if kind == "pins" else replace(problem, conflicts=rest)
                prices.append(_price(placement, rule.with_source, 1, less, solver))
    return prices


def _relaxed(problem: Problem) -> list[tuple[str, int, Problem]]:
    """Return each kind of rule that there is, and the problem without."""
    free = tuple(one._replace(minimum=0) for one in problem.mentors)
    cases: list[tuple[str, int, Problem]] = [
        ("pins", len(problem.pins), replace(problem, pins=())),
        ("conflicts", len(problem.conflicts), replace(problem, conflicts=())),
        ("minima", sum(one.minimum > 0 for one in problem.mentors), replace(problem, mentors=free)),
    ]
    for rule in problem.eligible:
        others = tuple(other for other in problem.eligible if other is not rule)
        cases.append((f"eligible {rule.reason}", 1, replace(problem, eligible=others)))
    if problem.aims.floor:
        aims = Aims(0, problem.aims.fair)
        cases.append((f"floor share={problem.aims.floor / PER_POINT:g}", 1, replace(problem, aims=aims)))
    if problem.aims.fair:
        cases.append(("fair", 1, replace(problem, aims=Aims(problem.aims.floor))))
    return [case for case in cases if case[1]]


def _price(placement: Placement, name: str, n_rules: int, less: Problem, solver: str) -> RulePrice:
    free = place(less, solver)
    people = int((free.has > 0).sum() - (placement.has > 0).sum())
    return RulePrice(name, n_rules, people, (free.total - placement.total) / PER_POINT, worst_share(free))


def worst_share(placement: Placement) -> float | None:
    """Return the smallest share of their own best that anybody who is not pinned has; `None` where nobody is placed."""
    n_free = len(placement.pairs) - len(placement.problem.pins)
    shares = placement.problem.shares[placement.pairs[:n_free]]
    return float(shares.min()) if len(shares) else None


def pin_costs(placement: Placement, applicant_id: str) -> list[tuple[str, float | None, int]]:
    """Return what pinning an applicant to each mentor would cost: mentor, points lost, people lost.

    Exact, without solving again: the cost of the placement made with that pin. `None` where it cannot be. A pair
    without a score counts 0; a conflict or a group that bars it is taken as lifted.
    """
    problem, (network, _, levels) = placement.problem, placement.built
    at = problem.position[applicant_id]
    values = np.full(len(problem.mentors), levels.placed)
    mine = problem.pairs.applicant == at
    labs = problem.pairs.mentor[mine]
    values[labs] += problem.pairs.score[mine]
    if problem.aims.floor:
        values[labs] += levels.floor * problem.at_least(problem.aims.floor)[mine]
    costs = placement.residual.pin_costs(at, values)
    has_pin = {pin.mentor for pin in problem.pins if pin.applicant == applicant_id}
    found: list[tuple[str, float | None, int]] = []
    for lab, cost in zip(problem.mentors, costs.tolist(), strict=True):
        if lab.id in has_pin:
            found.append((lab.id, 0.0, 0))
        elif cost >= INFINITE or levels.breaks_minimum(cost) or not network.applicants.most[at]:
            found.append((lab.id, None, 0))
        else:
            worth = levels.worth(cost)
            found.append((lab.id, worth.score / PER_POINT, worth.placed))
    return found


def blocking_pairs(placement: Placement) -> list[Blocking]:
    """Return the scored pairs, barred by no rule, of whom both would score higher together, the highest score first.

    A placement of greatest total may have some: it weighs everybody's gain, not that of two. A pin is never displaced.
    """
    problem, pairs = placement.problem, placement.problem.pairs
    n, m = len(problem.applicants), len(problem.mentors)
    scores = pairs.score[placement.pairs]
    who, where = placement.placed
    free = np.arange(len(who)) < len(who) - len(problem.pins)
    worst_of, worst_at = np.full(n, INFINITE), np.full(m, INFINITE)
    np.minimum.at(worst_of, who[free], scores[free])
    np.minimum.at(worst_at, where[free], scores[free])
    wants = (placement.has < problem.places)[pairs.applicant] | (
        (worst_of < INFINITE)[pairs.applicant] & (pairs.score > worst_of[pairs.applicant])
    )
    takes = (placement.filled < problem.capacity)[pairs.mentor] | (
        (worst_at < INFINITE)[pairs.mentor] & (pairs.score > worst_at[pairs.mentor])
    )
    taken = np.zeros(len(pairs.score), np.bool_)
    taken[placement.pairs] = True
    blocking = np.flatnonzero(wants & takes & problem.allowed & ~taken)
    blocking = blocking[np.argsort(-pairs.score[blocking], kind="stable")]
    by_score = np.argsort(-scores, kind="stable")
    by_score = by_score[free[by_score]]
    last_of = dict(zip(who[by_score].tolist(), where[by_score].tolist(), strict=True))
    last_at = dict(zip(where[by_score].tolist(), who[by_score].tolist(), strict=True))
    return [_blocking(placement, int(at), last_of, last_at) for at in blocking]


def _blocking(placement: Placement, at: int, last_of: dict[int, int], last_at: dict[int, int]) -> Blocking:
    problem, pairs = placement.problem, placement.problem.pairs
    who, lab = int(pairs.applicant[at]), int(pairs.mentor[at])
    full = placement.filled[lab] >= problem.capacity[lab]
    lacking = placement.has[who] < problem.places[who]
    return Blocking(
        problem.applicants[who].id,
        problem.mentors[lab].id,
        int(pairs.score[at]) / PER_POINT,
        "" if lacking or who not in last_of else problem.mentors[last_of[who]].id,
        problem.applicants[last_at[lab]].id if full and lab in last_at else "",
    )


class Change(NamedTuple):
    """One override: `pin`, `forbid`, `capacity` or `places`."""

    kind: str
    applicant: str = ""
    mentor: str = ""
    amount: int = 0

    @classmethod
    def parse(cls, text: str) -> "Change":
        """Return what `pin=zoe:reef`, `forbid=zoe:reef`, `capacity=reef:+1` or `places=zoe:+1` says."""
        kind, _, rest = text.partition("=")
        left, colon, right = rest.rpartition(":")
        kind = kind.strip()
        if kind in {"pin", "forbid"} and colon and left and right:
            return cls(kind, left.strip(), right.strip())
        number = right.strip()
        if kind in {"capacity", "places"} and colon and left and number.lstrip("+-").isdecimal() and number.isascii():
            who = {"capacity": "mentor", "places": "applicant"}[kind]
            return cls(kind, **{who: left.strip()}, amount=int(number))
        raise ConfigError(
            f"what-if must read like pin=APPLICANT:MENTOR, forbid=APPLICANT:MENTOR, capacity=MENTOR:+1 or "
            f"places=APPLICANT:+1; it is {text!r}"
        )

    def __str__(self) -> str:
        who = ":".join(part for part in (self.applicant, self.mentor) if part)
        return f"{self.kind}={who}{f':{self.amount:+d}' if self.kind in {'capacity', 'places'} else ''}"

    def applied(self, problem: Problem) -> Problem:
        """Return the problem with this override; raises `InputError` for somebody unknown or a number below 0."""
        if self.applicant and self.applicant not in problem.position:
            raise InputError(f"what-if {self} must name an applicant; {self.applicant!r} is not one")
        if self.mentor and self.mentor not in problem.mentor_position:
            raise InputError(f"what-if {self} must name a mentor of the pool; {self.mentor!r} is not one")
        rule = Rule(self.kind, self.applicant, self.mentor, reason="what-if")
        if self.kind == "pin":
            known = any(pin[1:3] == rule[1:3] for pin in problem.pins)
            return checked(replace(problem, pins=problem.pins if known else (*problem.pins, rule)))
        if self.kind == "forbid":
            return checked(replace(problem, conflicts=(*problem.conflicts, rule._replace(kind="conflict"))))
        if self.kind == "capacity":
            mentors = [
                one._replace(capacity=self._sum(one.capacity)) if one.id == self.mentor else one
                for one in problem.mentors
            ]
            return checked(replace(problem, mentors=tuple(mentors)))
        applicants = [
            one._replace(places=self._sum(one.places)) if one.id == self.applicant else one
            for one in problem.applicants
        ]
        return checked(replace(problem, applicants=tuple(applicants)))

    def _sum(self, before: int) -> int:
        if before + self.amount < 0:
            raise InputError(f"what-if {self} must leave 0 or more; there are {before}")
        return before + self.amount


def with_changes(problem: Problem, changes: Sequence[Change]) -> Problem:
    """Return the problem with some overrides, one after the other."""
    for change in changes:
        problem = change.applied(problem)
    return problem


def difference(before: Placement, after: Placement) -> Difference:
    """Return who moved between two placements of the same people, and what it cost."""
    return difference_from(mentors_of(before), after, _scores(before.problem))


def difference_from(
    old: Mapping[str, tuple[str, ...]], after: Placement, more: Mapping[tuple[str, str], int]
) -> Difference:
    """Return who moved since the mentors of each applicant were others, and what it cost.

    A pair that is not scored any more counts what `more` says, in millionths, else 0.
    """
    new, scores = mentors_of(after), {**more, **_scores(after.problem)}
    moves = []
    for one in sorted(old.keys() | new.keys()):
        was, now = old.get(one, ()), new.get(one, ())
        if was != now:
            gain = sum(scores.get((one, lab), 0) for lab in now) - sum(scores.get((one, lab), 0) for lab in was)
            moves.append(Move(one, was, now, gain / PER_POINT))
    people = sum(map(bool, new.values())) - sum(map(bool, old.values()))
    return Difference(tuple(moves), people, round(sum((move.gain for move in moves), 0.0), 6))


def mentors_of(placement: Placement) -> dict[str, tuple[str, ...]]:
    """Return the mentors of every applicant, by id; nobody for those who were not placed."""
    problem = placement.problem
    found: dict[str, list[str]] = {one.id: [] for one in problem.applicants}
    for who, lab in zip(*(side.tolist() for side in placement.placed), strict=True):
        found[problem.applicants[who].id].append(problem.mentors[lab].id)
    return {who: tuple(sorted(labs)) for who, labs in found.items()}


def _scores(problem: Problem) -> dict[tuple[str, str], int]:
    pairs = problem.pairs
    return {
        (problem.applicants[who].id, problem.mentors[lab].id): score
        for who, lab, score in zip(pairs.applicant.tolist(), pairs.mentor.tolist(), pairs.score.tolist(), strict=True)
    }
