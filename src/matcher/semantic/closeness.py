"""How close an applicant is to each mentor in meaning, from the cosines of their passages, sentences and interests."""

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
"""How many pairs of passages count for a mentor. The sum is divided by this number always: a mentor with a single
passage gains nothing by it."""

FLOOR = 0.1
"""A cosine up to here says nothing: any two texts in one language have about so much."""

WISHED_SHARE = 0.3
"""The share of what is wished; the rest is that of all passages together."""

INTERESTS_SHARE = 0.2
"""The share of the best pairs of an applicant's sentence and a phrase of a mentor's interests; the rest is that of
passages, and the whole where no interests are listed."""

SCALE = 0.125
"""What a closeness of 1 is worth as an affinity: cosines of meaning are several times those of words."""

COMMON_LENGTH, MOST = 200.0, 2.0
"""A statement of so many words has the factor 1; a shorter one at most this factor."""

COMMON_TELLING, MOST_BY_TELLING = 0.36, 1.7
"""One of which such a share tells has the factor 1, one of which less does at most this factor (decision 85)."""


def closeness(cosines: Floats, n_wished: int, bounds: Ints) -> Floats:
    """Return the closeness of an applicant with each mentor, shape (n_mentors,), in [0, 1].

    The cosines are those of the applicant's passages, the `n_wished` that hold what is wished first, with the mentors'
    passages, shape (n_passages, n_mentor_passages); those of mentor i are the columns `bounds[i]` to `bounds[i + 1]`.

    >>> closeness(np.array([[0.1, 1.0], [0.55, 0.1]]), 0, np.array([0, 1, 2])).round(3).tolist()
    [0.25, 0.5]
    """
    if not len(cosines):
        return np.zeros(len(bounds) - 1)
    everything = best_pairs(cosines, bounds)
    if not n_wished:
        return everything
    return (1 - WISHED_SHARE) * everything + WISHED_SHARE * best_pairs(cosines[:n_wished], bounds)


def pair_shares(cosines: Floats, n_wished: int) -> list[tuple[int, int, float]]:
    """Return the pairs of passages that count for one mentor, each by its rows and what it adds to the closeness.

    `cosines` has shape (n_passages, n_mentor_passages). A pair that counts as wished and among all comes twice.
    """
    risen = _risen(cosines)
    groups = [(len(risen), 1 - WISHED_SHARE), (n_wished, WISHED_SHARE)] if n_wished else [(len(risen), 1.0)]
    shares = []
    for n, share in groups:
        for place in np.argsort(-risen[:n], axis=None, kind="stable")[:BEST_PAIRS].tolist():
            row, column = divmod(place, risen.shape[1])
            shares.append((row, column, share * float(risen[row, column]) / BEST_PAIRS))
    return [one for one in shares if one[2] > 0]


def _risen(cosines: Floats) -> Floats:
    return np.asarray(np.maximum(cosines - FLOOR, 0.0) / (1 - FLOOR))


def best_pairs(cosines: Floats, bounds: Ints) -> Floats:
    """Return for each mentor what the best pairs of texts say above the floor, divided by `BEST_PAIRS`."""
    found = np.zeros(len(bounds) - 1)
    filled = np.flatnonzero(np.diff(bounds))
    if not len(filled):
        return found
    # of each column two may count, so the two best of a mentor are among the two best of its columns
    first, second = _two_best_rows(cosines)
    starts = bounds[:-1][filled]
    top = np.maximum.reduceat(first, starts)
    of = np.repeat(np.arange(len(filled)), np.diff(bounds)[filled])
    places = np.flatnonzero(first == top[of])
    taken = places[np.unique(of[places], return_index=True)[1]]
    left = first.copy()
    left[taken] = second[taken]
    found[filled] = (_risen(top) + _risen(np.maximum.reduceat(left, starts))) / BEST_PAIRS
    return found


def _two_best_rows(cosines: Floats) -> tuple[Floats, Floats]:
    """Return the largest and the second largest of each column; zeros for a second that is not there."""
    first, second = cosines[0], np.zeros(cosines.shape[1])
    if len(cosines) > 1:
        first, second = np.maximum(first, cosines[1]), np.minimum(first, cosines[1])
    for row in cosines[2:]:  # passes over rows are several times as fast as sorting columns
        second = np.maximum(second, np.minimum(first, row))
        first = np.maximum(first, row)
    return first, second


def affinity_factor(n_words: Ints | Floats, telling: Floats) -> Floats:
    """Return what a closeness of 1 is worth for statements of so many words, of which such a share tells, in [0, 1].

    Stop words are no words here. The less somebody writes, the less its words tell and the more its meaning does. And
    plain words match by chance: the fewer of somebody's words may be a reason, the more the meaning counts.

    >>> affinity_factor(np.array([200, 800, 3, 200, 200]), np.array([0.36, 0.36, 0.36, 1.0, 0.0])) / SCALE
    array([1. , 0.5, 2. , 0.6, 1.7])
    """
    by_length = np.minimum(MOST, np.sqrt(COMMON_LENGTH / np.maximum(n_words, 1)))
    by_telling = np.minimum(MOST_BY_TELLING, np.sqrt(COMMON_TELLING / np.maximum(telling, 1e-9)))
    return np.asarray(SCALE * (by_length * by_telling))


class EncodedApplicant(NamedTuple):
    """An applicant as the facet `semantic` reads one.

    `vectors` are those of the passages, shape (n_passages, width), `sentence_vectors` those of the sentences;
    `sentence_places` says in which passage each stands. An affinity is the closeness times `factor`.
    """

    passages: Passages
    vectors: Vector
    factor: float
    sentences: tuple[str, ...]
    sentence_vectors: Vector
    sentence_places: Ints

    def of_passages(self, kept: Ints) -> "EncodedApplicant":
        """Return the same with only some passages, given in order, and the sentences in them."""
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
    """Two texts that count for a mentor, by their places, what they add to the closeness, and their cosine."""

    are_passages: bool
    yours: int
    theirs: int
    points: float
    cosine: float


@dataclass(frozen=True)
class PoolVectors(PickledFields):
    """The vectors of a pool in whole grains, those of one mentor side by side."""

    passages: Vector
    bounds: Ints
    """Those of mentor i are the rows `bounds[i]` to `bounds[i + 1]`, shape (n_passages, width)."""
    phrases: Vector
    phrase_bounds: Ints
    """The same of the phrases of their interests."""

    def closeness(self, one: EncodedApplicant) -> Floats:
        """Return the closeness of an applicant with each mentor, shape (n_mentors,), in [0, 1]."""
        said, named = self._cosines(one)
        by_passage = closeness(said, one.passages.n_wished, self.bounds)
        if not len(named):
            return by_passage
        share = INTERESTS_SHARE * (np.diff(self.phrase_bounds) > 0)
        return np.asarray((1 - share) * by_passage + share * best_pairs(named, self.phrase_bounds))

    def of_mentors(self, mentors: Ints) -> "PoolVectors":
        """Return the vectors of some mentors, in that order."""
        passages, bounds = rows_of(self.bounds, mentors)
        phrases, phrase_bounds = rows_of(self.phrase_bounds, mentors)
        return PoolVectors(self.passages[passages], bounds, self.phrases[phrases], phrase_bounds)

    def pairs(self, one: EncodedApplicant, mentor: int) -> list[Pair]:
        """Return the pairs of texts that count for a mentor; their points add up to the closeness."""
        mine = self.of_mentors(np.array([mentor]))
        share = INTERESTS_SHARE if len(mine.phrases) else 0.0
        said, named = mine._cosines(one)
        of_passages, of_phrases = pair_shares(said, one.passages.n_wished), pair_shares(named, 0)
        return [
            *(Pair(True, a, b, (1 - share) * value, float(said[a, b])) for a, b, value in of_passages),
            *(Pair(False, a, b, share * value, float(named[a, b])) for a, b, value in of_phrases),
        ]

    def _cosines(self, one: EncodedApplicant) -> tuple[Floats, Floats]:
        """Return the cosines of an applicant's passages with the pool's, and of the sentences with the phrases."""
        passages, phrases = self._columns
        return cosines(one.vectors, passages), cosines(one.sentence_vectors, phrases)

    def phrase_cosines(self, one: EncodedApplicant, mentor: int) -> Floats:
        """Return the cosines of an applicant's sentences with a mentor's interests, (n_sentences, n_phrases)."""
        return cosines(one.sentence_vectors, self.phrases_of(mentor))

    def phrases_of(self, mentor: int) -> Vector:
        """Return the vectors of a mentor's interests, shape (n_phrases, width)."""
        first, end = self.phrase_bounds[mentor : mentor + 2]
        return self.phrases[first:end]

    @cached_property
    def _columns(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        # laid out for the product, once
        return np.asfortranarray(self.passages, np.float32), np.asfortranarray(self.phrases, np.float32)


def rows_of(bounds: Ints, mentors: Ints) -> tuple[Ints, Ints]:
    """Return the rows of some mentors, those of mentor i being `bounds[i]` to `bounds[i + 1]`, and their own bounds."""
    sizes = np.diff(bounds)[mentors]
    ends = np.cumsum(sizes)
    return np.arange(sizes.sum()) + np.repeat(bounds[mentors] - (ends - sizes), sizes), np.concatenate(([0], ends))
