"""The best mentors of many applicants: bounded by one product, scored exactly where the bound leaves room."""

from collections.abc import Mapping
from functools import reduce
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.config import CONTRIBUTORS
from matcher.facets import Refusals, Rows, TermSpace, TopicOverlap
from matcher.model.arrays import MentorRows
from matcher.model.evidence import N_SHARED_TERMS, leading, term_points
from matcher.model.pairs import Applicant, PairScorer, applicants_of
from matcher.model.top_k import TIE_DECIMALS

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

_BLOCK = 32
_SMALL_POOL = 400
_SLACK = 1e-8
"""More than rounding can move a bound, and more than the decimals that ties are judged by."""


class Winners(NamedTuple):
    """The best mentors of applicants, best first: those of applicant i are the entries `bounds[i]` to `bounds[i + 1]`.

    `mentors` are columns of the pool. `points` has shape (n_winners, n_contributors) and adds up to `scores`.
    `shared_terms` has shape (n_winners, 5): columns of shared terms, -1 where there is none.
    """

    bounds: Places
    mentors: Places
    points: Floats
    shared_terms: NDArray[np.int32]

    def replaced(self, applicants: Places, fresh: "Winners") -> "Winners":
        """Return the winners with those of some applicants, in rising order, exchanged."""
        lines = [self._line(at) for at in range(len(self.bounds) - 1)]
        for at, line in zip(applicants.tolist(), map(fresh._line, range(len(applicants))), strict=True):
            lines[at] = line
        return _joined(lines)

    def _line(self, applicant: int) -> "Winners":
        start, end = self.bounds[applicant : applicant + 2].tolist()
        bounds = np.array([0, end - start])
        return Winners(bounds, self.mentors[start:end], self.points[start:end], self.shared_terms[start:end])

    @property
    def scores(self) -> Floats:
        """The scores, shape (n_winners,)."""
        return reduce(np.add, self.points.T)


class Wanted(NamedTuple):
    """How many mentors are asked for, by which weights, and who may not be ranked."""

    k: int
    weights: Mapping[str, float]
    barred: NDArray[np.bool_]
    shared_terms: bool = True


class Finder(Protocol):
    """Finds the best mentors; one finder serves one thread."""

    def __init__(self, mentors: MentorRows, space: TermSpace, topics: TopicOverlap, refusals: Refusals) -> None: ...

    def find(self, rows: Rows, wanted: Wanted) -> Winners:
        """Return the winners of some applicants."""
        ...


class PlainFinder:
    """Finds the best mentors with numpy and scipy."""

    def __init__(self, mentors: MentorRows, space: TermSpace, topics: TopicOverlap, refusals: Refusals) -> None:
        self.mentors, self.space, self.topics, self.refusals = mentors, space, topics, refusals
        self._scorer = PairScorer(mentors)
        self._ceiling = sparse.csr_array(mentors.ceiling.T.tocsr())
        self._interests = sparse.csr_array(mentors.interests.T.tocsr())

    def find(self, rows: Rows, wanted: Wanted) -> Winners:
        """Return the winners of some applicants."""
        applicants = applicants_of(rows, topic_rows(rows, self.topics, wanted.weights))
        found = []
        for start in range(0, len(applicants), _BLOCK):
            block = applicants[start : start + _BLOCK]
            some = rows if len(block) == len(applicants) else rows.take(np.arange(start, start + len(block)))
            words = self._word_bounds(some.whole, block, wanted)
            refusals = self.refusals.affinities(some)
            for applicant, by_words, refused in zip(block, words, refusals, strict=True):
                self._scorer.load(applicant)
                found.append(self._best(applicant, by_words, refused, wanted))
                self._scorer.unload(applicant)
        return _joined(found)

    def _word_bounds(self, whole: sparse.csr_array, block: list[Applicant], wanted: Wanted) -> Floats:
        """Return what words can give no score more than, shape (n_applicants, n_mentors); -1 for the barred."""
        n_mentors = len(wanted.barred)
        if n_mentors <= max(_SMALL_POOL, 2 * wanted.k):
            bounds = np.ones((len(block), n_mentors))
        else:
            ceilings = wanted.weights["terms"] * np.concatenate([applicant.ceiling for applicant in block])
            bounds = (sparse.csr_array((ceilings, whole.indices, whole.indptr), whole.shape) @ self._ceiling).toarray()
            if wanted.weights["interests"]:
                bounds += wanted.weights["interests"] * (whole @ self._interests).toarray()
        bounds[:, wanted.barred] = -1
        return bounds

    def _best(self, applicant: Applicant, words: Floats, refused: Floats, wanted: Wanted) -> Winners:
        mentors = self._candidates(applicant, words, refused, wanted)
        affinities = self._affinities(applicant, mentors, refused)
        order = ranked(scores_of(affinities, wanted.weights), wanted.k)
        mentors, affinities = mentors[order], affinities[order]
        points = affinities * [wanted.weights[name] for name in CONTRIBUTORS] + 0.0  # no -0.0 where nothing is lost
        return Winners(np.array([0, len(mentors)]), mentors, points, self._evidence(applicant, mentors, wanted))

    def _affinities(self, applicant: Applicant, mentors: Places, refused: Floats) -> Floats:
        return np.column_stack((self._scorer.affinities(applicant, mentors), refused[mentors]))

    def _candidates(self, applicant: Applicant, words: Floats, refused: Floats, wanted: Wanted) -> Places:
        """Return the mentors whose score may be among the k best: all but those a bound rules out.

        What is not wanted is known exactly and lowers every bound. Topics are computed only where words leave room for
        the most they could give.
        """
        mentors = np.flatnonzero(words >= 0)
        if len(mentors) <= max(_SMALL_POOL, wanted.k):
            return mentors
        known, by_topics = words + wanted.weights["avoid"] * refused, wanted.weights["topics"]
        first = mentors[np.argpartition(-known[mentors], wanted.k)[: wanted.k]]
        least = np.min(scores_of(self._affinities(applicant, first, refused), wanted.weights)) - _SLACK
        mentors = mentors[known[mentors] + by_topics >= least]
        if not by_topics:
            return mentors
        return mentors[known[mentors] + by_topics * self._scorer.topics(applicant, mentors) >= least]

    def _evidence(self, applicant: Applicant, mentors: Places, wanted: Wanted) -> NDArray[np.int32]:
        found = np.full((len(mentors), N_SHARED_TERMS), -1, np.int32)
        if wanted.shared_terms and len(mentors):
            points = term_points(self._scorer, applicant, mentors, wanted.weights)[:, 1:]
            for shown, values in zip(found, points, strict=True):
                columns = leading(values, applicant.terms, self.space)
                shown[: len(columns)] = columns
        return found


def topic_rows(rows: Rows, topics: TopicOverlap, weights: Mapping[str, float]) -> NDArray[np.float32]:
    """Return the topic rows of applicants' whole texts and passages; without columns where topics do not count."""
    if not weights["topics"]:
        return np.empty((rows.whole.shape[0] + rows.passages.shape[0], 0), np.float32)
    whole = topics.project(rows.whole)
    return whole if rows.passages is rows.whole else np.concatenate((whole, topics.project(rows.passages)))


def scores_of(affinities: Floats, weights: Mapping[str, float]) -> Floats:
    """Return the scores of affinities, shape (n, n_contributors): what `fuse` says; -inf where nothing is in common."""
    *gained, lost = (weights[name] * affinities[:, at] for at, name in enumerate(CONTRIBUTORS))
    together = sum(gained[1:], gained[0])
    return np.where(together > 0, together + lost, -np.inf)


def ranked(scores: Floats, k: int) -> Places:
    """Return the places of the k best scores, best first, the first among equals; -inf is no score."""
    keys = np.round(scores, TIE_DECIMALS)
    order = np.argsort(-keys, kind="stable")
    return order[np.isfinite(scores[order])][:k]


def _joined(found: list[Winners]) -> Winners:
    bounds = np.cumsum([0, *(len(one.mentors) for one in found)], dtype=np.int64)
    return Winners(bounds, *map(np.concatenate, zip(*(one[1:] for one in (NONE, *found)), strict=True)))


NONE = Winners(
    np.zeros(1, np.int64),
    np.empty(0, np.int64),
    np.empty((0, len(CONTRIBUTORS))),
    np.empty((0, N_SHARED_TERMS), np.int32),
)
"""The winners of nobody."""
