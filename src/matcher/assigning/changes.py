"""Overrides of a placement, and who moves between two placements."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from matcher.assigning.building import checked
from matcher.assigning.inputs import PAIR, Given, pair_of, rows_of
from matcher.assigning.placement import Placement
from matcher.assigning.problem import Problem
from matcher.assigning.records import PER_POINT, Rule
from matcher.errors import ConfigError, InputError
from matcher.tables.rows import no_number


class Change(NamedTuple):
    """One override: `pin`, `forbid`, `capacity` or `places`."""

    kind: str
    applicant: str = ""
    mentor: str = ""
    amount: int = 0

    @classmethod
    def parse(cls, text: str) -> "Change":
        """Parse a change as `pin=zoe:reef`, `forbid=zoe:reef`, `capacity=reef:+1` or `places=zoe:+1`."""
        kind, _, rest = text.partition("=")
        left, _, right = rest.rpartition(":")
        kind, left, right = kind.strip(), left.strip(), right.strip()
        if kind in {"pin", "forbid"} and left and right:
            return cls(kind, left, right)
        if kind in {"capacity", "places"} and left and re.fullmatch(r"[+-]?[0-9]{1,9}", right):
            return cls(kind, **{"mentor" if kind == "capacity" else "applicant": left}, amount=int(right))
        raise ConfigError(
            f"what-if must read like pin=APPLICANT:MENTOR, forbid=APPLICANT:MENTOR, capacity=MENTOR:+1 or "
            f"places=APPLICANT:+1; it is {no_number(text)}"
        )

    def __str__(self) -> str:
        who = ":".join(part for part in (self.applicant, self.mentor) if part)
        return f"{self.kind}={who}{f':{self.amount:+d}' if self.kind in {'capacity', 'places'} else ''}"

    def applied(self, problem: Problem) -> Problem:
        """Return the problem with this override; raises `InputError` for an unknown id or a number below 0."""
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
            mentors = (mentor._replace(capacity=self._new(mentor.id, mentor.capacity)) for mentor in problem.mentors)
            return checked(replace(problem, mentors=tuple(mentors)))
        people = (person._replace(places=self._new(person.id, person.places)) for person in problem.applicants)
        return checked(replace(problem, applicants=tuple(people)))

    def _new(self, who: str, before: int) -> int:
        """Return the capacity or places of an id after the change."""
        if who != (self.mentor or self.applicant):
            return before
        if before + self.amount < 0:
            raise InputError(f"what-if {self} must leave 0 or more; there are {before}")
        return before + self.amount


def with_changes(problem: Problem, changes: Iterable[Change]) -> Problem:
    """Return the problem with some overrides, one after the other."""
    for change in changes:
        problem = change.applied(problem)
    return problem


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
    """Return who moved since an earlier assignment, and at what cost.

    A pair without a score in `after` counts its earlier score, or 0.
    """
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
