"""The interface of every facet, and applicants as facets read them."""

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

    `sentences` are the applicant's and the mentor's, where it is a pair of sentences, and `cosine` how close they are.
    """

    label: str
    value: float
    sentences: tuple[str, str] | None = None
    cosine: float | None = None


@dataclass(frozen=True)
class Applicants:
    """Some applicants as facets read them."""

    texts: Sequence[ProfileText]
    """What each says and refuses."""
    vectors: ApplicantVectors
    """The same as unit vectors of terms."""
    encoded: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    """What each facet's `encode` returned, by facet: one entry for each applicant, or none."""

    def __len__(self) -> int:
        return len(self.vectors.n_words)

    def take(self, rows: NDArray[np.int64]) -> "Applicants":
        """Return some of the applicants, in that order."""
        if len(rows) == len(self) and (np.diff(rows) == 1).all():
            return self
        encoded = {
            name: [entries[row] for row in rows] if len(entries) else entries for name, entries in self.encoded.items()
        }
        return Applicants([self.texts[row] for row in rows], self.vectors.take(rows), encoded)


class Facet(ABC):
    """One kind of similarity, fitted on a pool.

    It promises: affinities lie in [0, 1]; an applicant who says nothing, and a mentor whose profile is empty, have
    affinity 0 with everyone; each applicant is computed alone, to the bit; `contributions` add up to the affinity.
    `matcher.registry` has its name, label and weight.
    """

    @classmethod
    @abstractmethod
    def fit(cls, corpus: Corpus, config: MatchConfig) -> Self:
        """Return the facet learned from the texts of a pool."""

    def encode(self, texts: Sequence[ProfileText], vectors: ApplicantVectors) -> Sequence[Any]:  # noqa: ARG002
        """Return what the facet needs of each applicant besides texts and vectors, one entry each.

        By default nothing. It is called once for applicants who are then ranked in blocks.
        """
        return ()

    @abstractmethod
    def affinities(self, applicants: Applicants) -> Floats:
        """Return the affinities, shape (n_applicants, n_mentors)."""

    def pair_affinities(self, applicants: Applicants, rows: Ints, mentors: Ints) -> Floats:
        """Return the affinities of some pairs, to the bit, shape (n_pairs,)."""
        return np.asarray(self.affinities(applicants)[rows, mentors])

    @abstractmethod
    def contributions(self, applicant: Applicants, mentor: int) -> list[AffinityPart]:
        """Return what makes up the affinity of the one applicant with a mentor, largest first."""

    @abstractmethod
    def arrays(self) -> Arrays:
        """Return what was fitted as plain arrays by name; numbers or texts, no objects."""

    @classmethod
    @abstractmethod
    def from_arrays(cls, arrays: Arrays, index: PoolIndex) -> Self:
        """Return the facet that `arrays` was called on, for the same pool."""


def largest_first(parts: Sequence[AffinityPart]) -> list[AffinityPart]:
    """Return parts in the order they are shown: the largest first, equal ones by label."""
    return sorted(parts, key=lambda part: (-part.value, part.label))
