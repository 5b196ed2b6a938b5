"""What is compared in meaning: passages with passages, and an applicant's sentences with mentors' interests."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.semantic.closeness import INTERESTS_SHARE, closeness, pair_shares, with_interests
from matcher.semantic.encoder import GRAIN, Floats, Vector
from matcher.semantic.passages import Passages

Ints = NDArray[np.int64]


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
class PoolVectors:
    """The vectors of a pool in whole grains, those of one mentor side by side.

    Parameters
    ----------
    passages, bounds
        Those of mentor i are the rows `bounds[i]` to `bounds[i + 1]`, shape (n_passages, width).
    phrases, phrase_bounds
        The same of the phrases of their interests.
    """

    passages: Vector
    bounds: Ints
    phrases: Vector
    phrase_bounds: Ints

    def __getstate__(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    def closeness(self, one: EncodedApplicant) -> Floats:
        """Return the closeness of an applicant with each mentor, shape (n_mentors,), in [0, 1]."""
        by_passage = closeness(_cosines(one.vectors, self._passage_columns), one.passages.n_wished, self.bounds)
        return with_interests(by_passage, _cosines(one.sentence_vectors, self._phrase_columns), self.phrase_bounds)

    def of_mentors(self, mentors: Ints) -> "PoolVectors":
        """Return the vectors of some mentors, in that order."""
        passages, bounds = _rows(self.bounds, mentors)
        phrases, phrase_bounds = _rows(self.phrase_bounds, mentors)
        return PoolVectors(self.passages[passages], bounds, self.phrases[phrases], phrase_bounds)

    def pairs(self, one: EncodedApplicant, mentor: int) -> list[Pair]:
        """Return the pairs of texts that count for a mentor; their points add up to the closeness."""
        mine = self.of_mentors(np.array([mentor]))
        share = INTERESTS_SHARE if len(mine.phrases) else 0.0
        said, named = _cosines(one.vectors, mine._passage_columns), _cosines(one.sentence_vectors, mine._phrase_columns)
        of_passages, of_phrases = pair_shares(said, one.passages.n_wished), pair_shares(named, 0)
        return [
            *(Pair(True, a, b, (1 - share) * value, float(said[a, b])) for a, b, value in of_passages),
            *(Pair(False, a, b, share * value, float(named[a, b])) for a, b, value in of_phrases),
        ]

    @cached_property
    def _passage_columns(self) -> NDArray[np.float32]:
        return np.ascontiguousarray(self.passages.astype(np.float32).T)

    @cached_property
    def _phrase_columns(self) -> NDArray[np.float32]:
        return np.ascontiguousarray(self.phrases.astype(np.float32).T)


def _rows(bounds: Ints, mentors: Ints) -> tuple[Ints, Ints]:
    """Return the rows of some mentors, and the bounds of these rows."""
    sizes = np.diff(bounds)[mentors]
    ends = np.cumsum(sizes)
    return np.arange(sizes.sum()) + np.repeat(bounds[mentors] - (ends - sizes), sizes), np.concatenate(([0], ends))


def _cosines(rows: Vector, columns: NDArray[np.float32]) -> Floats:
    return np.asarray(np.clip(rows.astype(np.float32) @ columns / np.float64(GRAIN**2), -1.0, 1.0))
