"""Who is to be placed where, under which rules, as arrays ordered by id: the order of rows decides nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from matcher.assigning.network import Floats, Ints, Mask, within_runs
from matcher.assigning.records import PER_POINT, Applicant, Mentor, Rule


class Scored(NamedTuple):
    """Pairs with their scores as they were read: parallel columns; ids are given once, and by their position."""

    applicants: Sequence[str]
    mentors: Sequence[str]
    applicant: Ints
    mentor: Ints
    score: Floats
    rank: Ints | None
    """Places in the rankings; `None` where the file has none, and so leaves no pair out."""
    file: str

    def complete(self, n_mentors: int) -> list[str]:
        """Return the applicants whose lists leave out no mentor they could have.

        A batch lists every mentor with whom an applicant has anything in common, up to the length of a ranking: a
        shorter list than the longest is whole.
        """
        counts = np.bincount(self.applicant, minlength=len(self.applicants))
        whole = self.rank is None or counts.max(initial=0) >= n_mentors
        kept = np.flatnonzero(whole | (counts < counts.max(initial=0)))
        return [self.applicants[at] for at in kept.tolist()]


def scored_pairs(
    applicant: Sequence[str],
    mentor: Sequence[str],
    score: Sequence[float],
    rank: Sequence[int] | None = None,
    file: str = "",
) -> Scored:
    """Return pairs given by their ids."""
    (people, who), (mentors, where) = _coded(applicant), _coded(mentor)
    ranks = None if rank is None else np.asarray(rank, np.int64)
    return Scored(people, mentors, who, where, np.asarray(score, np.float64), ranks, file)


def _coded(texts: Sequence[str]) -> tuple[list[str], Ints]:
    """Return the different texts, and which of them each is."""
    number = {one: at for at, one in enumerate(dict.fromkeys(texts))}
    return list(number), np.fromiter(map(number.__getitem__, texts), np.int64, len(texts))


class Pairs(NamedTuple):
    """Scored pairs, ordered by applicant and then by mentor; positions are those of the ordered ids."""

    applicant: Ints
    mentor: Ints
    score: Ints
    """Millionths of a point."""
    rank: Ints
    """Place in the applicant's ranking, from 1; 0 of a pair without a score, which only a pin names."""

    @classmethod
    def of(cls, applicant: Ints, mentor: Ints, score: Ints) -> "Pairs":
        """Return pairs as they are, not ranked yet."""
        return cls(applicant, mentor, score, np.ones(len(score), np.int64))

    @classmethod
    def joined(cls, parts: Sequence["Pairs"]) -> "Pairs":
        """Return pairs that come one after the other."""
        return cls(*map(np.concatenate, zip(*parts, (np.zeros(0, np.int64),) * 4, strict=True)))

    def at(self, chosen: Ints | Mask) -> "Pairs":
        """Return some of the pairs."""
        return Pairs(*(column[chosen] for column in self))

    def ordered(self) -> "Pairs":
        """Return the pairs in their order, whatever order they have."""
        return self.at(np.lexsort((self.mentor, self.applicant)))

    def ranked(self) -> "Pairs":
        """Return ordered pairs with ranks counted by score, then by mentor."""
        best_first = np.lexsort((self.mentor, -self.score, self.applicant))
        rank = np.empty(len(best_first), np.int64)
        rank[best_first] = 1 + within_runs(np.bincount(self.applicant))
        return self._replace(rank=rank)


class Aims(NamedTuple):
    """What is aimed for after the rules and before the total."""

    floor: int = 0
    """Least share of an applicant's own best score, in millionths; 0 for none."""
    fair: bool = False
    """Whether the worst share is raised as far as it goes."""


@dataclass(frozen=True)
class Problem:
    """One placement to make; everything in it has been checked.

    Build it with `matcher.assigning.building.problem_of`, which orders everything by id.
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

    @cached_property
    def places(self) -> Ints:
        """How many mentors each applicant is to get."""
        return np.array([one.places for one in self.applicants], np.int64)

    @cached_property
    def capacity(self) -> Ints:
        """How many people each mentor takes at most."""
        return np.array([one.capacity for one in self.mentors], np.int64)

    @cached_property
    def minimum(self) -> Ints:
        """How many people each mentor takes at least."""
        return np.array([one.minimum for one in self.mentors], np.int64)

    @cached_property
    def pinned(self) -> tuple[Ints, Ints]:
        """The pinned pairs: positions of applicants and of mentors."""
        return self.positions(self.pins)

    def positions(self, rules: Sequence[Rule]) -> tuple[Ints, Ints]:
        """Return the positions of the applicants and of the mentors of some pins or conflicts."""
        return (
            np.array([self.position[rule.applicant] for rule in rules], np.int64),
            np.array([self.mentor_position[rule.mentor] for rule in rules], np.int64),
        )

    def keys(self, applicant: Ints, mentor: Ints) -> Ints:
        """Return one number for each pair, in the order of the pairs."""
        return applicant * np.int64(len(self.mentors)) + mentor

    def find(self, applicant: Ints, mentor: Ints) -> Ints:
        """Return the positions of some pairs among the scored ones, -1 where a pair has no score."""
        keys, wanted = self.keys(*self.pairs[:2]), self.keys(applicant, mentor)
        if not len(keys):
            return np.full(len(wanted), -1, np.int64)
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        return np.where(keys[at] == wanted, at, -1).astype(np.int64)

    @cached_property
    def not_eligible(self) -> Mask:
        """Which pairs a rule of equal columns bars."""
        barred = np.zeros(len(self.pairs.score), np.bool_)
        for rule in self.eligible:
            of_applicants, of_mentors = self.groups(rule)
            barred |= of_applicants[self.pairs.applicant] != of_mentors[self.pairs.mentor]
        return barred

    def groups(self, rule: Rule) -> tuple[Ints, Ints]:
        """Return the group of each applicant and of each mentor by the columns that a rule compares, as numbers."""
        column, other = rule.reason.split("=")
        groups = [one.attributes[column].strip().casefold() for one in self.applicants]
        groups += [one.attributes[other].strip().casefold() for one in self.mentors]
        number = {group: at for at, group in enumerate(dict.fromkeys(groups))}
        numbers = np.array([number[group] for group in groups], np.int64)
        return numbers[: len(self.applicants)], numbers[len(self.applicants) :]

    @cached_property
    def allowed(self) -> Mask:
        """Which pairs no rule bars; one that only a pin names is no choice."""
        allowed = ~self.not_eligible & (self.pairs.rank > 0)
        in_conflict = self.find(*self.positions(self.conflicts))
        allowed[in_conflict[in_conflict >= 0]] = False
        return allowed

    @cached_property
    def best(self) -> Ints:
        """The best score each applicant could have, in millionths; 0 without any pair."""
        best = np.zeros(len(self.applicants), np.int64)
        some = self.allowed
        np.maximum.at(best, self.pairs.applicant[some], self.pairs.score[some])
        return best

    @cached_property
    def shares(self) -> Floats:
        """Each pair's share of its applicant's best score; 1 where that is 0."""
        best = self.best[self.pairs.applicant]
        return np.where(best > 0, self.pairs.score / np.maximum(best, 1), 1.0)

    def at_least(self, share: int) -> Mask:
        """Return which pairs have at least a share, in millionths, of their applicant's best score."""
        best = self.best[self.pairs.applicant]
        return self.pairs.score * PER_POINT >= best * np.int64(share)
