"""Similarity to interests: the cosine of all that an applicant says with the interests a mentor lists."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from matcher.config import MatchConfig
from matcher.facets.base import AffinityPart, Applicants, Arrays, Facet
from matcher.facets.terms import TermContributions
from matcher.index.corpus import Corpus, PoolIndex
from matcher.index.postings import Floats, Postings
from matcher.index.tfidf import ApplicantVectors


@dataclass(frozen=True)
class Interests(Facet):
    """The cosine of an applicant's whole text with a mentor's interests.

    Parameters
    ----------
    index
        The pool.
    interests
        What each mentor lists.
    """

    index: PoolIndex
    interests: Postings

    @classmethod
    def fit(cls, corpus: Corpus, config: MatchConfig) -> Self:  # noqa: ARG003
        """Return the facet of a pool's interests."""
        listed = [mentor.interests for mentor in corpus.index.mentors]
        return cls(corpus.index, Postings.of(corpus.index.terms.vectors(listed, corpus.backend)))

    def affinities(self, applicants: Applicants) -> Floats:
        """Return the affinities, shape (n_applicants, n_mentors)."""
        return self.interests.cosines(applicants.vectors.whole)

    def contributions(self, applicant: Applicants, mentor: int) -> list[AffinityPart]:
        """Return the terms shared with a mentor's interests, largest first."""
        return self.term_contributions(applicant.vectors, np.array([mentor])).parts(self.index.terms)

    def term_contributions(self, applicant: ApplicantVectors, mentors: NDArray[np.int64]) -> TermContributions:
        """Return what each term of one applicant adds to the affinities with some mentors."""
        terms = applicant.whole.indices
        return TermContributions(terms, applicant.whole.data * self.interests.weights(mentors, terms))

    def arrays(self) -> Arrays:
        """Return what was fitted as plain arrays."""
        return self.interests.arrays("listed")

    @classmethod
    def from_arrays(cls, arrays: Arrays, index: PoolIndex) -> Self:
        """Return the facet that `arrays` was called on."""
        return cls(index, Postings.from_arrays(arrays, "listed", (index.terms.n_terms, len(index.mentors))))
