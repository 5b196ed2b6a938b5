"""Builds a checked problem from records, changes it, and makes its network, in which each aim is a level of value."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from operator import attrgetter
from typing import NamedTuple

import numpy as np

from matcher.assigning.network import Bounds, Ints, Mask, Network
from matcher.assigning.problem import Aims, Pairs, Problem, Scored, scored_pairs
from matcher.assigning.records import PER_POINT, Applicant, InfeasibleError, Mentor, Rule, Worth
from matcher.errors import ConfigError, InputError
from matcher.tables.rows import no_number

_MINIMUM = 8


def problem_of(
    applicants: Iterable[Applicant],
    mentors: Iterable[Mentor],
    scored: Scored | None,
    complete: Iterable[str] | None = None,
    conflicts: Iterable[Rule] = (),
    pins: Iterable[Rule] = (),
    eligible: Iterable[Rule] = (),
    aims: Aims = Aims(),  # noqa: B008
) -> Problem:
    """Return a checked problem, ordered by id.

    `scored` has each pair at most once; without ranks, pairs are ranked by score. `complete` has the ids of the
    applicants of whom every possible mentor is among the pairs; `None` means all applicants. Raises `InfeasibleError`
    for rules that contradict each other directly; indirect contradictions are found by `place`.
    """
    people: tuple[Applicant, ...] = tuple(sorted(applicants, key=attrgetter("id")))
    in_order: tuple[Mentor, ...] = tuple(sorted(mentors, key=attrgetter("id")))
    scored = scored or scored_pairs((), (), ())
    position = {applicant.id: at for at, applicant in enumerate(people)}
    mentor_position = {mentor.id: at for at, mentor in enumerate(in_order)}
    who = np.array([position[applicant_id] for applicant_id in scored.applicants], np.int64)[scored.applicant]
    where = np.array([mentor_position[mentor_id] for mentor_id in scored.mentors], np.int64)[scored.mentor]
    pairs = Pairs.of(who, where, np.rint(scored.score * PER_POINT).astype(np.int64))
    pairs = pairs.ordered().ranked() if scored.rank is None else pairs._replace(rank=scored.rank).ordered()
    known = set(complete) if complete is not None else set(position)
    return checked(
        Problem(
            people,
            in_order,
            pairs,
            np.array([applicant.id in known for applicant in people], np.bool_),
            tuple(sorted(conflicts, key=attrgetter("applicant", "mentor"))),
            tuple(sorted(pins, key=attrgetter("applicant", "mentor"))),
            tuple(eligible),
            aims,
        )
    )


def checked(problem: Problem) -> Problem:
    """Return the problem; raises `InfeasibleError` for a direct contradiction, with the lines that cause it."""
    for mentor in problem.mentors:
        if mentor.minimum > mentor.capacity:
            raise InfeasibleError(
                [mentor.rule("minimum"), mentor.rule("capacity")], "a minimum must not exceed the capacity"
            )
    conflicts = {(rule.applicant, rule.mentor): rule for rule in problem.conflicts}
    for pin in problem.pins:
        if (pin.applicant, pin.mentor) in conflicts:
            raise InfeasibleError([pin, conflicts[pin.applicant, pin.mentor]], "a pin must not be a conflict")
    for rule in problem.eligible:
        of_applicants, of_mentors = problem.groups(rule)
        for pin in problem.pins:
            if of_applicants[problem.position[pin.applicant]] != of_mentors[problem.mentor_position[pin.mentor]]:
                raise InfeasibleError([pin, rule], "a pin must join two who are eligible for each other")
    _check_pin_counts(problem)
    return with_pinned_pairs(problem)


def with_pinned_pairs(problem: Problem) -> Problem:
    """Return the problem with a pair for each pin; a pin without a score gets score 0 and rank 0."""
    who, where = problem.pinned
    missing = problem.find(who, where) < 0
    if not missing.any():
        return problem
    nothing = np.zeros(int(missing.sum()), np.int64)
    added = Pairs(who[missing], where[missing], nothing, nothing)
    return replace(problem, pairs=Pairs.joined([problem.pairs, added]).ordered())


def _check_pin_counts(problem: Problem) -> None:
    per_mentor = Counter(pin.mentor for pin in problem.pins)
    for mentor in problem.mentors:
        if per_mentor[mentor.id] > mentor.capacity:
            pins = [pin for pin in problem.pins if pin.mentor == mentor.id][: mentor.capacity + 1]
            because = f"pins must not exceed the capacity; {mentor.id} has {per_mentor[mentor.id]} pins"
            raise InfeasibleError([*pins, mentor.rule("capacity")], because)
    per_applicant = Counter(pin.applicant for pin in problem.pins)
    for applicant in problem.applicants:
        n_pins = per_applicant[applicant.id]
        if n_pins > applicant.places:
            pins = [pin for pin in problem.pins if pin.applicant == applicant.id][: applicant.places + 1]
            reason = "" if applicant.source.file else "1 unless a table of applicants says more"
            rule = Rule("places", applicant.id, amount=applicant.places, reason=reason, source=applicant.source)
            because = f"pins must not exceed the places of an applicant; {applicant.id} has {n_pins} pins"
            raise InfeasibleError([*pins, rule], because)


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


class Levels(NamedTuple):
    """The value of one pair at the floor and of one filled place: each more than any difference of scores."""

    floor: int
    placed: int

    @property
    def minimum(self) -> int:
        """The value of one place of a minimum: more than the people and places that one step may lose."""
        return _MINIMUM * self.placed

    @classmethod
    def of(cls, greatest: int, n_mentors: int, floored: bool) -> "Levels":
        """Return levels at which no later aim outweighs an earlier one.

        Two answers differ along simple cycles, which visit each mentor at most once: no more scores than that are lost.
        """
        visits, greatest = n_mentors + 2, max(greatest, PER_POINT)
        floor = 2 * visits * (greatest + 1) if floored else 0
        return cls(floor, 2 * visits * (floor + greatest + 1))

    def worth(self, value: int) -> Worth:
        """Split a value, or a difference of values, into its levels."""
        placed = (int(value) + self.placed // 2) // self.placed
        rest = value - placed * self.placed
        at_floor = (rest + self.floor // 2) // self.floor if self.floor else 0
        return Worth(int(placed), int(at_floor), int(rest - at_floor * self.floor))

    def breaks_minimum(self, cost: int) -> bool:
        """Return whether a cost includes a minimum that is no longer met."""
        return self.worth(cost).placed > _MINIMUM // 2


class Built(NamedTuple):
    """A problem as a network without the pins; who has no place left after the pins has no pair."""

    network: Network
    kept: Ints
    """For each pair of the network, its position among the problem's pairs."""
    levels: Levels


def build(problem: Problem, kept: Mask, levels: Levels | None = None, floored: Mask | None = None) -> Built:
    """Return the network of the kept pairs; without levels each pair has the value 1, whatever its score."""
    scored = levels is not None
    who, where = problem.pinned
    n, m = len(problem.applicants), len(problem.mentors)
    pins_of, pins_at = np.bincount(who, minlength=n), np.bincount(where, minlength=m)
    places, capacity = problem.places - pins_of, problem.capacity - pins_at
    least = np.maximum(problem.minimum - pins_at, 0)
    some = kept & (places[problem.pairs.applicant] > 0) & (capacity[problem.pairs.mentor] > 0)
    some[problem.find(who, where)] = False
    chosen = np.flatnonzero(some)
    # the first place of every applicant counts before any second place
    first = np.where((pins_of == 0) & (places > 0), int((problem.places > 1).any()), 0)
    levels = levels or Levels(0, 1)
    value = np.full(len(chosen), levels.placed)
    if scored:
        value = value + problem.pairs.score[chosen]
        if floored is not None:
            value = value + levels.floor * floored[chosen]
    network = Network(
        problem.pairs.applicant[chosen],
        problem.pairs.mentor[chosen],
        value,
        Bounds(first.astype(np.int64), places, levels.placed if first.any() else 0),
        Bounds(least, capacity, levels.minimum if least.any() else 0),
    )
    return Built(network, chosen, levels)
