"""The interface of facets, and applicants as input of facets."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from matcher.config import MatchConfig
from matcher.index.corpus import Corpus, PoolIndex
from matcher.index.postings import Floats
from matcher.index.tfidf import ApplicantVectors
from matcher.text.profile_text import ProfileText

Arrays = Mapping[str, NDArray[Any]]
Ints = NDArray[np.int64]


class AffinityPart(NamedTuple):
    """What one term, topic or pair of sentences adds to an affinity; the parts of an affinity add up to it.

    For a pair of sentences, `sentences` are the applicant's and the mentor's, and `cosine` is their cosine.
    """

    label: str
    value: float
    sentences: tuple[str, str] | None = None
    cosine: float | None = None


@dataclass(frozen=True)
class Applicants:
    """Some applicants as input of facets."""

    texts: Sequence[ProfileText]
    """What each says and refuses."""
    vectors: ApplicantVectors
    """The texts as unit vectors of terms."""
    encoded: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    """The results of each facet's `encode`, by facet: one entry for each applicant, or no entries."""

    def __len__(self) -> int:
        return len(self.vectors.n_words)

    def take(self, rows: NDArray[np.int64]) -> "Applicants":
        """Return the applicants in the given rows, in that order."""
        if len(rows) == len(self) and (np.diff(rows) == 1).all():
            return self
        encoded = {
            name: [entries[row] for row in rows] if len(entries) else entries for name, entries in self.encoded.items()
        }
        return Applicants([self.texts[row] for row in rows], self.vectors.take(rows), encoded)


class Facet(ABC):
    """One kind of similarity, fitted on a pool.

    Guarantees: affinities are in [0, 1]; an applicant without text and a mentor with an empty profile have affinity 0
    with everyone; an applicant's affinities are the same to the bit whoever else is computed with it; `contributions`
    add up to the affinity. `matcher.registry` has the name, label and weight of each facet.
    """

    @classmethod
    @abstractmethod
    def fit(cls, corpus: Corpus, config: MatchConfig) -> Self:
        """Return the facet fitted on a pool."""

    def encode(self, texts: Sequence[ProfileText], vectors: ApplicantVectors) -> Sequence[Any]:  # noqa: ARG002
        """Return what the facet needs for each applicant besides texts and vectors, one entry each; by default nothing.

        It is called once for all applicants, which are then ranked in blocks.
        """
        return ()

    @abstractmethod
    def affinities(self, applicants: Applicants) -> Floats:
        """Return the affinities, shape (n_applicants, n_mentors)."""

    def pair_affinities(self, applicants: Applicants, rows: Ints, mentors: Ints) -> Floats:
        """Return the affinities of some pairs, equal to the bit to those of `affinities`, shape (n_pairs,)."""
        return np.asarray(self.affinities(applicants)[rows, mentors])

    @abstractmethod
    def contributions(self, applicant: Applicants, mentor: int) -> list[AffinityPart]:
        """Return the parts of the affinity of the single applicant with a mentor, largest first."""

    @abstractmethod
    def arrays(self) -> Arrays:
        """Return the fitted state as arrays of numbers or text, by name; no objects."""

    @classmethod
    @abstractmethod
    def from_arrays(cls, arrays: Arrays, index: PoolIndex) -> Self:
        """Return the facet from its `arrays`, for the same pool."""


def largest_first(parts: Sequence[AffinityPart]) -> list[AffinityPart]:
    """Return parts in the order of display: the largest first, equal ones by label."""
    return sorted(parts, key=lambda part: (-part.value, part.label))
