"""Overrides: a pin, a prohibition, more places or fewer; who moves with them, and what that costs."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from matcher.assigning.checks import checked
from matcher.assigning.placement import Placement, place
from matcher.assigning.problem import Problem
from matcher.assigning.records import PER_POINT, Difference, Move, Rule
from matcher.errors import ConfigError, InputError


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


def what_if(placement: Placement, changes: Sequence[Change], solver: str = "auto", key: str = "") -> Difference:
    """Return what some overrides together would change; raises `InfeasibleError` where they cannot be kept."""
    return difference(placement, place(with_changes(placement.problem, changes), solver, key))
