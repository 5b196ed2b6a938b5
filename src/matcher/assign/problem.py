"""Who is to be placed where, under which rules, as arrays ordered by id: the order of rows decides nothing."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.assign.network import Bounds, Ints, Mask, Network
from matcher.assign.records import PER_POINT, Applicant, InfeasibleError, Mentor, Rule, Worth
from matcher.errors import ConfigError, InputError

_MINIMUM = 8


class Pairs(NamedTuple):
    """Scored pairs, ordered by applicant and then by mentor; positions are those of the ordered ids."""

    applicant: Ints
    mentor: Ints
    score: Ints
    """Millionths of a point."""
    rank: Ints
    """Place in the applicant's ranking, from 1; 0 of a pair without a score, which only a pin names."""


class Aims(NamedTuple):
    """What is aimed for after the rules and before the total."""

    floor: int = 0
    """Least share of an applicant's own best score, in millionths; 0 for none."""
    fair: bool = False
    """Whether the worst share is raised as far as it goes."""


TOTAL_ONLY = Aims()
"""No floor."""


class Levels(NamedTuple):
    """How much one pair at the floor, and one place that is filled, count beyond any difference of scores."""

    floor: int
    placed: int

    @property
    def minimum(self) -> int:
        """How much one place of a minimum counts: more than the people and places one step may lose."""
        return _MINIMUM * self.placed

    @classmethod
    def of(cls, greatest: int, n_mentors: int, floored: bool) -> "Levels":
        """Return levels so large that no later aim outweighs an earlier one.

        Two answers differ along simple cycles, which visit each mentor once: more than that many scores is never lost.
        """
        visits = n_mentors + 2
        floor = 2 * visits * (greatest + 1) if floored else 0
        return cls(floor, 2 * visits * (floor + greatest + 1))

    def worth(self, value: int) -> Worth:
        """Return what a value, or a difference of values, is made of."""
        placed = (int(value) + self.placed // 2) // self.placed
        rest = value - placed * self.placed
        at_floor = (rest + self.floor // 2) // self.floor if self.floor else 0
        return Worth(int(placed), int(at_floor), int(rest - at_floor * self.floor))

    def breaks_minimum(self, cost: int) -> bool:
        """Return whether something costs so much because a minimum would no longer be met."""
        return self.worth(cost).placed > _MINIMUM // 2


@dataclass(frozen=True)
class Problem:
    """One placement to make; everything in it has been checked.

    Build it with `problem_of`, which orders everything by id.
    """

    applicants: tuple[Applicant, ...]
    mentors: tuple[Mentor, ...]
    pairs: Pairs
    complete: Mask
    """Of each applicant: whether every mentor it could have is among the pairs."""
    conflicts: tuple[Rule, ...] = ()
    pins: tuple[Rule, ...] = ()
    eligible: tuple[Rule, ...] = ()
    aims: Aims = Aims()

    @cached_property
    def position(self) -> Mapping[str, int]:
        """Where each applicant is, by id."""
        return {one.id: at for at, one in enumerate(self.applicants)}

    @cached_property
    def mentor_position(self) -> Mapping[str, int]:
        """Where each mentor is, by id."""
        return {one.id: at for at, one in enumerate(self.mentors)}

    @cached_property
    def applicants_of(self) -> list[Ints]:
        """The applicants with whom each mentor is scored."""
        order = np.argsort(self.pairs.mentor, kind="stable")
        bounds = np.searchsorted(self.pairs.mentor[order], np.arange(1, len(self.mentors)))
        return np.split(self.pairs.applicant[order], bounds)

    @property
    def places(self) -> Ints:
        """How many mentors each applicant is to get."""
        return np.array([one.places for one in self.applicants], np.int64)

    @property
    def capacity(self) -> Ints:
        """How many people each mentor takes at most."""
        return np.array([one.capacity for one in self.mentors], np.int64)

    @property
    def minimum(self) -> Ints:
        """How many people each mentor takes at least."""
        return np.array([one.minimum for one in self.mentors], np.int64)

    @property
    def pinned(self) -> tuple[Ints, Ints]:
        """The pinned pairs: positions of applicants and of mentors."""
        return (
            np.array([self.position[pin.applicant] for pin in self.pins], np.int64),
            np.array([self.mentor_position[pin.mentor] for pin in self.pins], np.int64),
        )

    def keys(self, applicant: Ints, mentor: Ints) -> Ints:
        """Return one number for each pair, in the order of the pairs."""
        return applicant * np.int64(len(self.mentors)) + mentor

    def find(self, applicant: Ints, mentor: Ints) -> Ints:
        """Return the positions of some pairs among the scored ones, -1 where a pair has no score."""
        keys, wanted = self.keys(self.pairs.applicant, self.pairs.mentor), self.keys(applicant, mentor)
        if not len(keys):
            return np.full(len(wanted), -1, np.int64)
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        return np.where(keys[at] == wanted, at, -1).astype(np.int64)

    def in_conflict(self) -> Mask:
        """Return which pairs a conflict bars."""
        barred = np.zeros(len(self.pairs.score), np.bool_)
        at = self.find(
            np.array([self.position[rule.applicant] for rule in self.conflicts], np.int64),
            np.array([self.mentor_position[rule.mentor] for rule in self.conflicts], np.int64),
        )
        barred[at[at >= 0]] = True
        return barred

    def not_eligible(self) -> Mask:
        """Return which pairs a rule of equal columns bars."""
        barred = np.zeros(len(self.pairs.score), np.bool_)
        for rule in self.eligible:
            mine, theirs = self.groups(rule)
            barred |= mine[self.pairs.applicant] != theirs[self.pairs.mentor]
        return barred

    def groups(self, rule: Rule) -> tuple[Ints, Ints]:
        """Return the group of each applicant and of each mentor by the columns that a rule compares, as numbers."""
        column, other = rule.reason.split("=")
        names = [_fold(one.attributes[column]) for one in self.applicants]
        theirs = [_fold(one.attributes[other]) for one in self.mentors]
        number = {name: at for at, name in enumerate(sorted({*names, *theirs}))}
        return np.array([number[name] for name in names]), np.array([number[name] for name in theirs])

    def allowed(self) -> Mask:
        """Return which pairs no rule bars; one that only a pin names is no choice."""
        return ~(self.in_conflict() | self.not_eligible()) & (self.pairs.rank > 0)

    def best(self) -> Ints:
        """Return the best score each applicant could have, in millionths; 0 without any pair."""
        best = np.zeros(len(self.applicants), np.int64)
        some = self.allowed()
        np.maximum.at(best, self.pairs.applicant[some], self.pairs.score[some])
        return best

    def shares(self) -> NDArray[np.float64]:
        """Return each pair's share of its applicant's best score; 1 where that is 0."""
        best = self.best()[self.pairs.applicant]
        return np.where(best > 0, self.pairs.score / np.maximum(best, 1), 1.0)

    def at_least(self, share: int) -> Mask:
        """Return which pairs have at least a share, in millionths, of their applicant's best score."""
        best = self.best()[self.pairs.applicant]
        return self.pairs.score * PER_POINT >= best * np.int64(share)

    def with_changes(self, changes: Sequence["Change"]) -> "Problem":
        """Return the problem with some overrides."""
        problem = self
        for change in changes:
            problem = change.applied(problem)
        return problem


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


def problem_of(
    applicants: Iterable[Applicant],
    mentors: Iterable[Mentor],
    scored: tuple[Sequence[str], Sequence[str], Sequence[float]],
    ranks: Sequence[int] | None = None,
    complete: Iterable[str] | None = None,
    conflicts: Iterable[Rule] = (),
    pins: Iterable[Rule] = (),
    eligible: Iterable[Rule] = (),
    aims: Aims = TOTAL_ONLY,
) -> Problem:
    """Return a checked problem, ordered by id.

    Parameters
    ----------
    applicants, mentors
        Everybody, each id once.
    scored
        Ids of applicants, ids of mentors and scores of pairs, each pair at most once.
    ranks
        The place of each pair in the ranking of its applicant; counted by score where it is not given.
    complete
        Ids of the applicants whose every possible mentor is among the pairs; `None` for all.
    conflicts, pins, eligible, aims
        The rules, and the aims after them.

    Raises
    ------
    InputError
        For an id that nobody has, and numbers that make no sense.
    InfeasibleError
        For rules that contradict each other at sight; those that do so only together show when they are placed.
    """
    people = tuple(sorted(applicants, key=lambda one: one.id))
    labs = tuple(sorted(mentors, key=lambda one: one.id))
    position = {one.id: at for at, one in enumerate(people)}
    lab_position = {one.id: at for at, one in enumerate(labs)}
    who = np.array([position[one] for one in scored[0]], np.int64)
    where = np.array([lab_position[one] for one in scored[1]], np.int64)
    score = np.rint(np.asarray(scored[2], np.float64) * PER_POINT).astype(np.int64)
    known = set(complete) if complete is not None else set(position)
    return checked(
        Problem(
            people,
            labs,
            ordered_pairs(who, where, score, None if ranks is None else np.asarray(ranks, np.int64)),
            np.array([one.id in known for one in people], np.bool_),
            tuple(sorted(conflicts, key=_order)),
            tuple(sorted(pins, key=_order)),
            tuple(eligible),
            aims,
        )
    )


def ordered_pairs(applicant: Ints, mentor: Ints, score: Ints, rank: Ints | None = None) -> Pairs:
    """Return pairs in their order; ranks are counted by score, then mentor, where they are not given."""
    order = np.lexsort((mentor, applicant))
    applicant, mentor, score = applicant[order], mentor[order], score[order]
    if rank is not None:
        return Pairs(applicant, mentor, score, rank[order])
    best_first = np.lexsort((mentor, -score, applicant))
    counts = np.bincount(applicant, minlength=int(applicant.max(initial=-1)) + 1)
    nth = np.arange(len(applicant)) - np.repeat(np.cumsum(counts) - counts, counts)
    ranks = np.empty(len(applicant), np.int64)
    ranks[best_first] = nth + 1
    return Pairs(applicant, mentor, score, ranks)


def _order(rule: Rule) -> tuple[str, str]:
    return rule.applicant, rule.mentor


def _fold(text: str) -> str:
    return text.strip().casefold()


def checked(problem: Problem) -> Problem:
    """Return the problem; raises for what contradicts itself at sight, each with the lines that do."""
    for one in problem.mentors:
        if one.minimum > one.capacity:
            rules = [minimum_rule(one), capacity_rule(one)]
            raise InfeasibleError(rules, "a minimum must not exceed the capacity")
    conflicts = {(rule.applicant, rule.mentor): rule for rule in problem.conflicts}
    for pin in problem.pins:
        if (pin.applicant, pin.mentor) in conflicts:
            raise InfeasibleError([pin, conflicts[pin.applicant, pin.mentor]], "a pin must not be a conflict")
    for rule in problem.eligible:
        mine, theirs = problem.groups(rule)
        for pin in problem.pins:
            if mine[problem.position[pin.applicant]] != theirs[problem.mentor_position[pin.mentor]]:
                raise InfeasibleError([pin, rule], "a pin must join two who are eligible for each other")
    _check_pin_counts(problem)
    return _with_pinned_pairs(problem)


def _with_pinned_pairs(problem: Problem) -> Problem:
    """Return the problem with a pair for each pin: one without a score has the score 0 and the rank 0."""
    who, where = problem.pinned
    missing = problem.find(who, where) < 0
    if not missing.any():
        return problem
    given, nothing = problem.pairs, np.zeros(int(missing.sum()), np.int64)
    added = (who[missing], where[missing], nothing, nothing)
    together = [np.concatenate([column, more]) for column, more in zip(given, added, strict=True)]
    return replace(problem, pairs=ordered_pairs(*together))


def _check_pin_counts(problem: Problem) -> None:
    per_mentor = Counter(pin.mentor for pin in problem.pins)
    for lab in problem.mentors:
        if per_mentor[lab.id] > lab.capacity:
            pins = [pin for pin in problem.pins if pin.mentor == lab.id][: lab.capacity + 1]
            because = f"pins must not exceed the capacity; {lab.id} has {per_mentor[lab.id]} pins"
            raise InfeasibleError([*pins, capacity_rule(lab)], because)
    per_applicant = Counter(pin.applicant for pin in problem.pins)
    for one in problem.applicants:
        if per_applicant[one.id] > one.places:
            pins = [pin for pin in problem.pins if pin.applicant == one.id][: one.places + 1]
            rule = Rule("places", one.id, amount=one.places, source=one.source)
            because = f"pins must not exceed the places of an applicant; {one.id} has {per_applicant[one.id]} pins"
            raise InfeasibleError([*pins, rule], because)


def minimum_rule(mentor: Mentor) -> Rule:
    """Return what a mentor's minimum says."""
    return Rule("minimum", mentor=mentor.id, amount=mentor.minimum, source=mentor.source)


def capacity_rule(mentor: Mentor) -> Rule:
    """Return what a mentor's capacity says."""
    return Rule("capacity", mentor=mentor.id, amount=mentor.capacity, source=mentor.source)


class Built(NamedTuple):
    """A problem as a network: pins are taken out, whom they leave no place has no pair."""

    network: Network
    kept: Ints
    """Which of the problem's pairs each pair of the network is."""
    levels: Levels


def build(problem: Problem, kept: Mask, levels: Levels | None = None, floored: Mask | None = None) -> Built:
    """Return the network of some of a problem's pairs; without levels each pair counts one, whatever its score."""
    scored = levels is not None
    who, where = problem.pinned
    n, m = len(problem.applicants), len(problem.mentors)
    pins_of, pins_at = np.bincount(who, minlength=n), np.bincount(where, minlength=m)
    places, capacity = problem.places - pins_of, problem.capacity - pins_at
    least = np.maximum(problem.minimum - pins_at, 0)
    some = kept & (places[problem.pairs.applicant] > 0) & (capacity[problem.pairs.mentor] > 0)
    some[problem.find(who, where)] = False
    chosen = np.flatnonzero(some)
    # the first place of each counts before the second one of anybody
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
