"""What is learned from a pool, as plain arrays and records: all that ranking needs."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.config import CONTRIBUTORS, MatchConfig
from matcher.errors import InputError
from matcher.facets import EvidenceOverlap, Facet, PassageOverlap, Refusals, Rows, TermOverlap, TermSpace, TopicOverlap
from matcher.kernels import worth
from matcher.model.arrays import MentorRows
from matcher.model.winners import NONE, Finder, PlainFinder, Wanted, Winners
from matcher.records import Contribution, Profile, Reason
from matcher.text.profile_text import all_told, offered, shown
from matcher.text.tokens import Analysis

Floats = NDArray[np.float64]

_FEW = 16
"""Compiled loops rank so many at once that fewer than these are ranked sooner without."""

_SECONDS_EACH, _SECONDS_PAIR = 4e-4, 2e-7
"""About what an applicant, and a pair, cost without compiled loops."""

_SECONDS_LETTER = 2e-7
"""About what a letter costs to fit without compiled loops."""


@dataclass(frozen=True)
class FittedPool:
    """A pool of mentors, ordered by id, with the facets fitted on it."""

    mentors: tuple[Profile, ...]
    space: TermSpace
    terms: PassageOverlap
    interests: TermOverlap
    topics: TopicOverlap
    refusals: Refusals

    @property
    def contributors(self) -> dict[str, Facet]:
        """All that adds to a score, by name: the facets in their order, and what takes points away."""
        return {"terms": self.terms, "interests": self.interests, "topics": self.topics, "avoid": self.refusals}

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The mentors' ids, in the order of the columns."""
        return tuple(mentor.id for mentor in self.mentors)

    @cached_property
    def positions(self) -> dict[str, int]:
        """The column of each mentor."""
        return {mentor: column for column, mentor in enumerate(self.ids)}

    def position(self, mentor_id: str) -> int:
        """Return a mentor's column; raises `InputError` for one the pool does not have."""
        if mentor_id not in self.positions:
            raise InputError(
                f"mentor must be one of the pool's {len(self.ids)}; there is none with the id {mentor_id!r}"
            )
        return self.positions[mentor_id]

    def rows(self, applicants: Sequence[Profile], quick: bool = False) -> Rows:
        """Return applicants in the term space; `quick` has compiled loops read them."""
        refusals = self.space.vocabulary.analysis.refusals
        both = all_told(applicants, are_applicants=True, refusals=refusals, quick=quick)
        return self.space.rows((one.said for one in both), [one.refused for one in both], quick)

    def affinities(self, rows: Rows) -> dict[str, Floats]:
        """Return each contributor's affinities, shape (n_applicants, n_mentors), in [0, 1]."""
        return {name: contributor.affinities(rows) for name, contributor in self.contributors.items()}

    def reasons(self, row: Rows, mentor: int, weights: Mapping[str, float]) -> list[Reason]:
        """Return what each term and topic adds to one score, contributor by contributor, largest first."""
        return [
            Reason(name, label, weights[name] * value)
            for name, contributor in self.contributors.items()
            if weights[name]
            for label, value in contributor.shares(row, mentor)
        ]

    def winners(self, applicants: Sequence[Profile], wanted: Wanted) -> Winners:
        """Return the best mentors of some applicants, found by compiled loops once there is work enough for them."""
        if not applicants:
            return NONE
        if len(applicants) < _FEW:
            return self.finder(False).find(self.rows(applicants), wanted)
        self._work[0] += len(applicants) * (_SECONDS_EACH + _SECONDS_PAIR * len(self.mentors))
        quick = worth(self._work[0])
        return self.finder(quick).find(self.rows(applicants, quick), wanted)

    def finder(self, quick: bool) -> Finder:
        """Return what finds the best mentors, with compiled loops or without; there is one for each thread."""
        name = "quick" if quick else "plain"
        if not hasattr(self._own, name):
            setattr(self._own, name, self._finder(quick)(self._mentor_rows, self.space, self.topics, self.refusals))
        finder: Finder = getattr(self._own, name)
        return finder

    @staticmethod
    def _finder(quick: bool) -> type[Finder]:
        if not quick:
            return PlainFinder
        from matcher.model.quick import QuickFinder

        return QuickFinder

    @cached_property
    def _work(self) -> list[float]:
        return [0.0]

    @cached_property
    def _own(self) -> threading.local:
        return threading.local()

    @cached_property
    def _mentor_rows(self) -> MentorRows:
        return MentorRows.of(self.terms, self.interests, self.topics)

    def __getstate__(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


def contributions(affinities: Mapping[str, float], weights: Mapping[str, float]) -> tuple[Contribution, ...]:
    """Return what each contributor adds to a score, in points; what is not wanted takes some away."""
    return tuple(Contribution(name, weights[name] * float(affinities[name]) + 0.0) for name in CONTRIBUTORS)


def fit_pool(mentors: Iterable[Profile], reference: Iterable[Profile], config: MatchConfig) -> FittedPool:
    """Learn a pool; the order of mentors and reference changes nothing."""
    from matcher.facets.fitting import counted, fit_space, fit_topics, unit_columns

    ordered = _in_order(mentors)
    others = () if config.weighting == "tfidf" else tuple(reference)
    quick = worth(_SECONDS_LETTER * sum(map(_n_letters, (*ordered, *others))))
    both = all_told(ordered, refusals=config.refusals, quick=quick)
    texts, refusals = [one.said for one in both], [one.refused for one in both]
    read = sorted(one.said for one in all_told(others, are_applicants=True, refusals=config.refusals, quick=quick))
    found = counted(texts, read, refusals, analysis_of(config), quick)
    space = fit_space(found, config.weighting)
    said = TermOverlap(unit_columns(found.pool, space, config.weighting), space)
    refused = space.refused(refusals, found.pool, quick)
    return FittedPool(
        ordered,
        space,
        terms=PassageOverlap(_evidence_overlap(ordered, said, config.weighting, quick)),
        interests=TermOverlap(space.vectors(map(offered, ordered), quick).T.tocsr(), space),
        topics=fit_topics(space, said.by_term.T.tocsr(), space.weighed(found.reference), config.n_topics),
        refusals=Refusals(said, TermOverlap(refused.T.tocsr(), space)),
    )


def _n_letters(profile: Profile) -> int:
    return len(profile.statement) + sum(len(piece.text) for piece in profile.evidence)


def analysis_of(config: MatchConfig) -> Analysis:
    """Return how a config's text becomes terms."""
    return Analysis(config.pairs, config.plurals, config.stop_words, config.passages, config.refusals)


def _evidence_overlap(mentors: Sequence[Profile], said: TermOverlap, weighting: str, quick: bool) -> EvidenceOverlap:
    from matcher.facets.fitting import unit_columns

    pieces = said.space.counts([shown(piece) for mentor in mentors for piece in mentor.evidence], quick)
    bounds = np.cumsum([0, *(len(mentor.evidence) for mentor in mentors)], dtype=np.int64)
    return EvidenceOverlap(said, TermOverlap(unit_columns(pieces, said.space, weighting), said.space), bounds)


def _in_order(mentors: Iterable[Profile]) -> tuple[Profile, ...]:
    ordered = tuple(sorted(mentors, key=lambda mentor: mentor.id))
    if not ordered:
        raise InputError("a pool must hold at least one mentor; it is empty")
    ids = [mentor.id for mentor in ordered]
    doubled = sorted({first for first, second in zip(ids, ids[1:], strict=False) if first == second})
    if doubled:
        raise InputError(f"mentors must have unique ids; check {', '.join(map(repr, doubled[:5]))}")
    return ordered
