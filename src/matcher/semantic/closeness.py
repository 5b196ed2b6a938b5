"""Closeness in meaning of an applicant and each mentor: pooled cosines of passages, sentences and interests."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.records import PickledFields
from matcher.semantic.encoder import Floats, Vector, cosines
from matcher.semantic.passages import Passages

Ints = NDArray[np.int64]

BEST_PAIRS = 2
"""How many pairs of passages count for a mentor. The sum is always divided by this number, so that having a single
passage is no advantage."""

FLOOR = 0.1
"""Cosines up to this value count as 0: any two texts in one language have about this cosine."""

WISHED_SHARE = 0.3
"""The share of the passages with wishes in the closeness; the rest is the share of all passages."""

INTERESTS_SHARE = 0.2
"""The share of the best pairs of an applicant's sentence and a phrase of a mentor's interests; the rest is the share of
passages. It is 0 for a mentor without interests."""

SCALE = 0.125
"""The affinity of a closeness of 1: cosines of meaning are several times as large as those of words."""

COMMON_LENGTH, MOST = 200.0, 2.0
"""The length in words of a statement with factor 1, and the largest factor of a shorter one."""

COMMON_TELLING, MOST_BY_TELLING = 0.36, 1.7
"""The share of words that may be reasons with factor 1, and the largest factor of a smaller share (decision 85)."""


def closeness(cosines: Floats, n_wished: int, bounds: Ints) -> Floats:
    """Return the closeness of an applicant with each mentor, shape (n_mentors,), in [0, 1].

    `cosines`, shape (n_passages, n_mentor_passages), are those of the applicant's passages, the `n_wished` with wishes
    first, with the mentors' passages; those of mentor i are the columns `bounds[i]` to `bounds[i + 1]`.

    >>> closeness(np.array([[0.1, 1.0], [0.55, 0.1]]), 0, np.array([0, 1, 2])).round(3).tolist()
    [0.25, 0.5]
    """
    if not len(cosines):
        return np.zeros(len(bounds) - 1)
    overall = best_pairs(cosines, bounds)
    if not n_wished:
        return overall
    return (1 - WISHED_SHARE) * overall + WISHED_SHARE * best_pairs(cosines[:n_wished], bounds)


def pair_shares(cosines: Floats, n_wished: int) -> list[tuple[int, int, float]]:
    """Return the pairs of passages that count for one mentor: row, column, and what the pair adds to the closeness.

    `cosines` has shape (n_passages, n_mentor_passages). A pair that counts both among wishes and among all is listed
    twice.
    """
    above = _above_floor(cosines)
    groups = [(len(above), 1 - WISHED_SHARE), (n_wished, WISHED_SHARE)] if n_wished else [(len(above), 1.0)]
    shares = []
    for n, share in groups:
        for place in np.argsort(-above[:n], axis=None, kind="stable")[:BEST_PAIRS].tolist():
            row, column = divmod(place, above.shape[1])
            shares.append((row, column, share * float(above[row, column]) / BEST_PAIRS))
    return [(row, column, value) for row, column, value in shares if value > 0]


def _above_floor(cosines: Floats) -> Floats:
    return np.asarray(np.maximum(cosines - FLOOR, 0.0) / (1 - FLOOR))


def best_pairs(cosines: Floats, bounds: Ints) -> Floats:
    """Return for each mentor the sum of the best pairs' cosines above the floor, divided by `BEST_PAIRS`."""
    sums = np.zeros(len(bounds) - 1)
    filled = np.flatnonzero(np.diff(bounds))
    if not len(filled):
        return sums
    # the two best pairs of a mentor are among the two best of each of its columns
    first, second = _two_best_rows(cosines)
    starts = bounds[:-1][filled]
    best = np.maximum.reduceat(first, starts)
    owner = np.repeat(np.arange(len(filled)), np.diff(bounds)[filled])
    places = np.flatnonzero(first == best[owner])
    taken = places[np.unique(owner[places], return_index=True)[1]]
    remaining = first.copy()
    remaining[taken] = second[taken]
    sums[filled] = (_above_floor(best) + _above_floor(np.maximum.reduceat(remaining, starts))) / BEST_PAIRS
    return sums


def _two_best_rows(cosines: Floats) -> tuple[Floats, Floats]:
    """Return the largest and the second largest value of each column; 0 if there is only one row."""
    first, second = cosines[0], np.zeros(cosines.shape[1])
    if len(cosines) > 1:
        first, second = np.maximum(first, cosines[1]), np.minimum(first, cosines[1])
    for row in cosines[2:]:  # passes over rows are several times as fast as sorting columns
        second = np.maximum(second, np.minimum(first, row))
        first = np.maximum(first, row)
    return first, second


def affinity_factor(n_words: Ints | Floats, telling: Floats) -> Floats:
    """Return the affinity of a closeness of 1, in [0, 1], for each statement.

    `n_words` is the number of words without stop words, `telling` the share of them that may be reasons. In a short
    statement words say less and meaning counts more. Common words match by chance: the fewer words may be reasons, the
    more meaning counts.

    >>> affinity_factor(np.array([200, 800, 3, 200, 200]), np.array([0.36, 0.36, 0.36, 1.0, 0.0])) / SCALE
    array([1. , 0.5, 2. , 0.6, 1.7])
    """
    by_length = np.minimum(MOST, np.sqrt(COMMON_LENGTH / np.maximum(n_words, 1)))
    by_telling = np.minimum(MOST_BY_TELLING, np.sqrt(COMMON_TELLING / np.maximum(telling, 1e-9)))
    return np.asarray(SCALE * (by_length * by_telling))


class EncodedApplicant(NamedTuple):
    """An applicant in the form that the facet `semantic` reads.

    `vectors` are those of the passages, shape (n_passages, width), `sentence_vectors` those of the sentences;
    `sentence_places` is the passage of each sentence. An affinity is the closeness times `factor`.
    """

    passages: Passages
    vectors: Vector
    factor: float
    sentences: tuple[str, ...]
    sentence_vectors: Vector
    sentence_places: Ints

    def of_passages(self, kept: Ints) -> "EncodedApplicant":
        """Return a copy with only some passages, given in order, and their sentences."""
        passages = Passages(tuple(self.passages.texts[n] for n in kept), int((kept < self.passages.n_wished).sum()))
        inside = np.flatnonzero(np.isin(self.sentence_places, kept))
        return EncodedApplicant(
            passages,
            self.vectors[kept],
            self.factor,
            tuple(self.sentences[n] for n in inside),
            self.sentence_vectors[inside],
            np.searchsorted(kept, self.sentence_places[inside]),
        )


class Pair(NamedTuple):
    """Two texts that count for a mentor: their positions, the part of the closeness they add, and their cosine."""

    are_passages: bool
    yours: int
    theirs: int
    points: float
    cosine: float


@dataclass(frozen=True)
class PoolVectors(PickledFields):
    """The vectors of a pool in whole grains, those of one mentor adjacent."""

    passages: Vector
    bounds: Ints
    """The passages of mentor i are the rows `bounds[i]` to `bounds[i + 1]` of `passages`, shape (n_passages, width)."""
    phrases: Vector
    phrase_bounds: Ints
    """The same for the phrases of mentors' interests."""

    def closeness(self, applicant: EncodedApplicant) -> Floats:
        """Return the closeness of an applicant with each mentor, shape (n_mentors,), in [0, 1]."""
        of_passages, of_phrases = self._cosines(applicant)
        by_passage = closeness(of_passages, applicant.passages.n_wished, self.bounds)
        if not len(of_phrases):
            return by_passage
        share = INTERESTS_SHARE * (np.diff(self.phrase_bounds) > 0)
        return np.asarray((1 - share) * by_passage + share * best_pairs(of_phrases, self.phrase_bounds))

    def of_mentors(self, mentors: Ints) -> "PoolVectors":
        """Return the vectors of some mentors, in that order."""
        passages, bounds = rows_of(self.bounds, mentors)
        phrases, phrase_bounds = rows_of(self.phrase_bounds, mentors)
        return PoolVectors(self.passages[passages], bounds, self.phrases[phrases], phrase_bounds)

    def pairs(self, applicant: EncodedApplicant, mentor: int) -> list[Pair]:
        """Return the pairs of texts that count for a mentor; their points add up to the closeness."""
        vectors = self.of_mentors(np.array([mentor]))
        share = INTERESTS_SHARE if len(vectors.phrases) else 0.0
        of_passages, of_phrases = vectors._cosines(applicant)
        passages, phrases = pair_shares(of_passages, applicant.passages.n_wished), pair_shares(of_phrases, 0)
        return [
            *(Pair(True, a, b, (1 - share) * value, float(of_passages[a, b])) for a, b, value in passages),
            *(Pair(False, a, b, share * value, float(of_phrases[a, b])) for a, b, value in phrases),
        ]

    def _cosines(self, applicant: EncodedApplicant) -> tuple[Floats, Floats]:
        """Return the cosines of an applicant's passages with the pool's, and of the sentences with the phrases."""
        passages, phrases = self._columns
        return cosines(applicant.vectors, passages), cosines(applicant.sentence_vectors, phrases)

    def phrase_cosines(self, applicant: EncodedApplicant, mentor: int) -> Floats:
        """Return the cosines of an applicant's sentences with a mentor's interests, (n_sentences, n_phrases)."""
        return cosines(applicant.sentence_vectors, self.phrases_of(mentor))

    def phrases_of(self, mentor: int) -> Vector:
        """Return the vectors of a mentor's interests, shape (n_phrases, width)."""
        first, end = self.phrase_bounds[mentor : mentor + 2]
        return self.phrases[first:end]

    @cached_property
    def _columns(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        # converted once to the memory layout of the product
        return np.asfortranarray(self.passages, np.float32), np.asfortranarray(self.phrases, np.float32)


def rows_of(bounds: Ints, mentors: Ints) -> tuple[Ints, Ints]:
    """Return the rows of mentors, of mentor i `bounds[i]` to `bounds[i + 1]`, and the bounds within the result."""
    sizes = np.diff(bounds)[mentors]
    ends = np.cumsum(sizes)
    return np.arange(sizes.sum()) + np.repeat(bounds[mentors] - (ends - sizes), sizes), np.concatenate(([0], ends))
