"""Similarity of words: cosines of passages with mentors' texts and evidence, and of whole texts with interests."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.config import MatchConfig
from matcher.facets.base import (
    BEST_PASSAGES,
    BEST_PIECES,
    AffinityPart,
    Applicants,
    Arrays,
    Facet,
    best_first,
    largest_first,
    mix_best,
    pool_passages,
    pool_pieces,
)
from matcher.index.corpus import Corpus, PoolIndex, mentor_vectors
from matcher.index.postings import Floats, Postings, check_bounds
from matcher.index.tfidf import ApplicantVectors, TermIndex
from matcher.semantic.closeness import rows_of
from matcher.text.profile_text import evidence_text


class TermContributions(NamedTuple):
    """What each term of one applicant adds to the affinities with some mentors.

    `values` has shape (n_mentors, n_terms), a column for each of `terms`; each row adds up to the mentor's affinity.
    """

    terms: NDArray[np.int32]
    values: Floats

    def parts(self, index: TermIndex) -> list[AffinityPart]:
        """Return the terms shared with the mentor, largest first; there must be one mentor only."""
        [values] = self.values
        shared = np.flatnonzero(values)
        return largest_first(
            [
                AffinityPart(index.label(term), value)
                for term, value in zip(self.terms[shared].tolist(), values[shared].tolist(), strict=True)
            ]
        )


@dataclass(frozen=True)
class Terms(Facet):
    """Half the cosine of the whole texts, half the mean of the passages that fit a mentor best.

    For a mentor with evidence, each of these cosines is half the one with the mentor's whole text, half the mean of the
    pieces that fit best: evidence is separate texts, and an applicant fits only some of them.
    """

    index: PoolIndex
    pieces: Postings
    """All pieces of evidence, grouped by mentor."""
    bounds: NDArray[np.int64]
    """The pieces of mentor i are the documents `bounds[i]` to `bounds[i + 1]` of `pieces`."""

    @classmethod
    def fit(cls, corpus: Corpus, config: MatchConfig) -> Self:
        """Return the facet fitted on a pool's texts and evidence."""
        terms, mentors = corpus.index.terms, corpus.index.mentors
        texts = [evidence_text(piece) for mentor in mentors for piece in mentor.evidence]
        pieces = mentor_vectors(terms.counts(texts, corpus.backend), terms, config.weighting)
        bounds = np.cumsum([0, *(len(mentor.evidence) for mentor in mentors)], dtype=np.int64)
        return cls(corpus.index, Postings.of(pieces), bounds)

    def affinities(self, applicants: Applicants) -> Floats:
        """Return the affinities, shape (n_applicants, n_mentors)."""
        return pool_passages(applicants.vectors, self.cosines)

    def cosines(self, rows: sparse.csr_array) -> Floats:
        """Return the cosines of unit rows with the mentors and their evidence, shape (n_rows, n_mentors)."""
        whole = self.index.said.cosines(rows)
        return pool_pieces(whole, self.pieces.cosines(rows), self.bounds) if self.pieces.n_documents else whole

    def contributions(self, applicant: Applicants, mentor: int) -> list[AffinityPart]:
        """Return the terms shared with a mentor, largest first."""
        return self.term_contributions(applicant.vectors, np.array([mentor])).parts(self.index.terms)

    def term_contributions(self, applicant: ApplicantVectors, mentors: NDArray[np.int64]) -> TermContributions:
        """Return what each term of one applicant adds to the affinities with some mentors."""
        terms = applicant.whole.indices
        said = self.index.said.weights(mentors, terms)
        rows, bounds = rows_of(self.bounds, mentors)
        evidence = self.pieces.weights(rows, terms)
        pieces = np.split(evidence, bounds[1:-1])
        whole = _values(np.broadcast_to(applicant.whole.data, said.shape), said, pieces)
        if applicant.passages.shape[0] == 1:
            return TermContributions(terms, whole)
        # sparse products compare all passages; contributions are computed for the best only
        passages = _in_columns(applicant.passages, terms)
        by_said, by_piece = (np.minimum(passages @ weights.T, 1.0) for weights in (said, evidence))
        cosines = pool_pieces(by_said, by_piece, bounds)
        best = best_first(cosines, BEST_PASSAGES)
        dense = passages.toarray()
        values = np.stack([_values(dense[best_rows], said, pieces) for best_rows in best])
        return TermContributions(terms, mix_best(whole, values, np.indices(best.shape)[0], BEST_PASSAGES))

    def arrays(self) -> Arrays:
        """Return the fitted state as arrays."""
        return {**self.pieces.arrays("pieces"), "bounds": self.bounds}

    @classmethod
    def from_arrays(cls, arrays: Arrays, index: PoolIndex) -> Self:
        """Return the facet from its `arrays`."""
        bounds, n_pieces = arrays["bounds"], sum(len(mentor.evidence) for mentor in index.mentors)
        check_bounds("terms.bounds", bounds, len(index.mentors), n_pieces)
        return cls(index, Postings.from_arrays(arrays, "pieces", (index.terms.n_terms, int(bounds[-1]))), bounds)


@dataclass(frozen=True)
class Interests(Facet):
    """The cosine of an applicant's whole text with a mentor's listed interests."""

    index: PoolIndex
    interests: Postings

    @classmethod
    def fit(cls, corpus: Corpus, config: MatchConfig) -> Self:  # noqa: ARG003
        """Return the facet fitted on a pool's interests."""
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
        """Return the fitted state as arrays."""
        return self.interests.arrays("listed")

    @classmethod
    def from_arrays(cls, arrays: Arrays, index: PoolIndex) -> Self:
        """Return the facet from its `arrays`."""
        return cls(index, Postings.from_arrays(arrays, "listed", (index.terms.n_terms, len(index.mentors))))


def _values(rows: Floats, said: Floats, pieces: Sequence[Floats]) -> Floats:
    """Return what each term adds to the cosine of a text with a mentor, one text for each mentor.

    `rows`, `said` and the result have shape (n_mentors, n_terms), each array of `pieces` (n_pieces, n_terms).
    """
    values = rows * said
    for mentor, weights in enumerate(pieces):
        if len(weights):
            by_piece = (rows[mentor] * weights)[:, None]
            best = best_first(_sums(by_piece), BEST_PIECES)
            values[mentor] = mix_best(values[mentor : mentor + 1], by_piece, best, BEST_PIECES)[0]
    return values


def _sums(values: Floats) -> Floats:
    """Return cosines as sums over terms, added one after the other as sparse products add them, at most 1."""
    return np.minimum(np.cumsum(values, axis=-1)[..., -1], 1.0) if values.shape[-1] else np.zeros(values.shape[:-1])


def _in_columns(passages: sparse.csr_array, terms: NDArray[np.int32]) -> sparse.csr_array:
    """Return the weights of an applicant's terms in each passage, shape (n_passages, n_terms)."""
    columns = np.searchsorted(terms, passages.indices)
    return sparse.csr_array((passages.data, columns, passages.indptr), shape=(passages.shape[0], len(terms)))
