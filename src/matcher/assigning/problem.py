"""The problem of a placement as arrays ordered by id, so that the order of input rows does not matter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from matcher.assigning.network import Floats, Ints, Mask, split_by, within_runs
from matcher.assigning.records import PER_POINT, Applicant, Mentor, Rule


class Scored(NamedTuple):
    """Scored pairs as read, in parallel columns; each id is stored once and referred to by position."""

    applicants: Sequence[str]
    mentors: Sequence[str]
    applicant: Ints
    mentor: Ints
    score: Floats
    rank: Ints | None
    """Ranks; `None` where the file has none, which means that it leaves no pair out."""
    file: str

    def complete(self, n_mentors: int) -> list[str]:
        """Return the applicants whose lists leave out no possible mentor.

        A batch lists every mentor with a score above 0, up to the length of a ranking: a list that is shorter than the
        longest one is complete.
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
    """Return the distinct texts, and the position of each text among them."""
    number = {text: at for at, text in enumerate(dict.fromkeys(texts))}
    return list(number), np.fromiter(map(number.__getitem__, texts), np.int64, len(texts))


class Pairs(NamedTuple):
    """Scored pairs, ordered by applicant and then by mentor; positions are those of the ordered ids."""

    applicant: Ints
    mentor: Ints
    score: Ints
    """Millionths of a point."""
    rank: Ints
    """Rank in the applicant's list, from 1; 0 for a pinned pair without a score."""

    @classmethod
    def of(cls, applicant: Ints, mentor: Ints, score: Ints) -> "Pairs":
        """Return unranked pairs."""
        return cls(applicant, mentor, score, np.ones(len(score), np.int64))

    @classmethod
    def joined(cls, parts: Sequence["Pairs"]) -> "Pairs":
        """Return the pairs of all parts, concatenated."""
        return cls(*map(np.concatenate, zip(*parts, (np.zeros(0, np.int64),) * 4, strict=True)))

    def at(self, chosen: Ints | Mask) -> "Pairs":
        """Return the chosen pairs."""
        return Pairs(*(column[chosen] for column in self))

    def ordered(self) -> "Pairs":
        """Return the pairs sorted by applicant and mentor."""
        return self.at(np.lexsort((self.mentor, self.applicant)))

    def ranked(self) -> "Pairs":
        """Return sorted pairs with ranks by score, then by mentor."""
        best_first = np.lexsort((self.mentor, -self.score, self.applicant))
        rank = np.empty(len(best_first), np.int64)
        rank[best_first] = 1 + within_runs(np.bincount(self.applicant))
        return self._replace(rank=rank)


class Aims(NamedTuple):
    """The aims after the rules and before the total."""

    floor: int = 0
    """Least share of an applicant's own best score, in millionths; 0 for none."""
    fair: bool = False
    """Whether the lowest share is raised as far as possible."""


@dataclass(frozen=True)
class Problem:
    """The problem of one placement, checked and ordered by id: `matcher.assigning.building.problem_of` builds it."""

    applicants: tuple[Applicant, ...]
    mentors: tuple[Mentor, ...]
    pairs: Pairs
    complete: Mask
    """For each applicant: whether all its possible mentors are among the pairs."""
    conflicts: tuple[Rule, ...] = ()
    pins: tuple[Rule, ...] = ()
    eligible: tuple[Rule, ...] = ()
    aims: Aims = Aims()

    @cached_property
    def position(self) -> Mapping[str, int]:
        """Position of each applicant, by id."""
        return {applicant.id: at for at, applicant in enumerate(self.applicants)}

    @cached_property
    def mentor_position(self) -> Mapping[str, int]:
        """Position of each mentor, by id."""
        return {mentor.id: at for at, mentor in enumerate(self.mentors)}

    @cached_property
    def applicants_of(self) -> list[Ints]:
        """The applicants of each mentor's scored pairs."""
        return split_by(self.pairs.mentor, self.pairs.applicant, len(self.mentors))

    @cached_property
    def places(self) -> Ints:
        """How many mentors each applicant should get."""
        return np.array([applicant.places for applicant in self.applicants], np.int64)

    @cached_property
    def capacity(self) -> Ints:
        """The most applicants that each mentor takes."""
        return np.array([mentor.capacity for mentor in self.mentors], np.int64)

    @cached_property
    def minimum(self) -> Ints:
        """The fewest applicants that each mentor takes."""
        return np.array([mentor.minimum for mentor in self.mentors], np.int64)

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
        """Which pairs a rule of equal columns excludes."""
        excluded = np.zeros(len(self.pairs.score), np.bool_)
        for rule in self.eligible:
            of_applicants, of_mentors = self.groups(rule)
            excluded |= of_applicants[self.pairs.applicant] != of_mentors[self.pairs.mentor]
        return excluded

    def groups(self, rule: Rule) -> tuple[Ints, Ints]:
        """Return the group of each applicant and of each mentor by the columns that a rule compares, as numbers."""
        column, other = rule.reason.split("=")
        groups = [profile.attributes[column].strip().casefold() for profile in self.applicants]
        groups += [profile.attributes[other].strip().casefold() for profile in self.mentors]
        number = {group: at for at, group in enumerate(dict.fromkeys(groups))}
        numbers = np.array([number[group] for group in groups], np.int64)
        return numbers[: len(self.applicants)], numbers[len(self.applicants) :]

    @cached_property
    def allowed(self) -> Mask:
        """Which pairs no rule excludes; a pinned pair without a score is not one of them."""
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
