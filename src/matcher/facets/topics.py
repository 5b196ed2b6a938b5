"""Similarity of topics: the cosine of two texts in the topic space of latent semantic analysis."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.config import MatchConfig
from matcher.facets.base import (
    BEST_PASSAGES,
    AffinityPart,
    Applicants,
    Arrays,
    Facet,
    best_first,
    largest_first,
    mix_best,
    pool_passages,
)
from matcher.index.corpus import Corpus, PoolIndex
from matcher.index.postings import Floats, check_shape, check_within
from matcher.semantic.encoder import GRAIN

_AT_ONCE = 64
"""The number of topic rows that are rounded at a time, so that they stay in the cache."""

_LARGEST = 1e3
"""Greater than any component of a pool: components are columns of unit length, multiplied by shares."""


@dataclass(frozen=True)
class Topics(Facet):
    """The cosine between the topics of an applicant and of a mentor, pooled by passage; negative cosines count as 0."""

    components: NDArray[np.float32]
    """The weight of each word in each topic, shape (n_words, n_topics)."""
    mentors: NDArray[np.float32]
    """Unit rows in topic space in whole grains, shape (n_mentors, n_topics); zeros for an empty profile."""
    labels: tuple[str, ...]
    """The leading words of each topic."""

    @classmethod
    def fit(cls, corpus: Corpus, config: MatchConfig) -> Self:
        """Return the topics of a pool and its reference."""
        from matcher.index.lsa import fit_lsa  # loads modules that ranking does not need

        terms, mentors = corpus.index.terms, corpus.index.said.vectors
        components, labels = fit_lsa(terms, mentors, terms.weigh(corpus.reference_counts), config.n_topics)
        rows = to_grains(mentors[:, : terms.n_words].astype(np.float32) @ components)
        return cls(components, rows, labels)

    def affinities(self, applicants: Applicants) -> Floats:
        """Return the affinities, shape (n_applicants, n_mentors)."""
        return pool_passages(applicants.vectors, self.cosines)

    def cosines(self, rows: sparse.csr_array) -> Floats:
        """Return the cosines of rows of terms with the mentors, shape (n_rows, n_mentors), in [0, 1]."""
        products = self.project(rows) @ self.mentors.T
        cosines: Floats = np.clip(products / np.float64(GRAIN**2), 0.0, 1.0)
        return cosines

    def project(self, rows: sparse.csr_array) -> NDArray[np.float32]:
        """Return rows of terms as topic rows in grains, shape (n_rows, n_topics)."""
        # only components of words that occur are converted to double precision: there may be a million of them
        is_word = rows.indices < len(self.components)
        used, columns = np.unique(rows.indices[is_word], return_inverse=True)
        bounds = np.concatenate(([0], np.cumsum(is_word)))[rows.indptr]
        words = sparse.csr_array((rows.data[is_word], columns, bounds), shape=(rows.shape[0], len(used)))
        return to_grains(words @ self.components[used].astype(np.float64))

    def contributions(self, applicant: Applicants, mentor: int) -> list[AffinityPart]:
        """Return what each topic adds to the affinity with a mentor, largest first; some parts may be negative."""
        vectors = applicant.vectors
        values = self._products(vectors.whole, mentor)
        if vectors.passages.shape[0] > 1:
            by_passage = self._products(vectors.passages, mentor)[:, None]
            best = best_first(by_passage.sum(axis=2), BEST_PASSAGES)
            values = mix_best(values, by_passage, best, BEST_PASSAGES)
        parts = zip(self.labels, values[0].tolist(), strict=True)
        return largest_first([AffinityPart(label, value) for label, value in parts if value])

    def _products(self, rows: sparse.csr_array, mentor: int) -> Floats:
        """Return what each topic adds to the cosine of each row; zeros if the cosine is negative, as it counts as 0."""
        products = self.project(rows).astype(np.float64) * self.mentors[mentor] / GRAIN**2
        return np.where(products.sum(axis=1, keepdims=True) > 0, products, 0.0)

    def arrays(self) -> Arrays:
        """Return the fitted state as arrays."""
        return {"components": self.components, "mentors": self.mentors, "labels": np.array(self.labels, np.str_)}

    @classmethod
    def from_arrays(cls, arrays: Arrays, index: PoolIndex) -> Self:
        """Return the facet from its `arrays`."""
        components, mentors, labels = (arrays[name] for name in ("components", "mentors", "labels"))
        check_shape("topics.components", components, np.float32, (index.terms.n_words, len(labels)))
        check_shape("topics.mentors", mentors, np.float32, (len(index.mentors), len(labels)))
        check_within("topics.components", components, -_LARGEST, _LARGEST)
        check_within("topics.mentors", mentors, -GRAIN, GRAIN)
        if labels.dtype.kind != "U" or (mentors != np.rint(mentors)).any():
            raise ValueError("topics must have labels, and mentors in whole grains")
        return cls(components, mentors, tuple(labels.tolist()))


def to_grains(rows: Floats) -> NDArray[np.float32]:
    """Return rows scaled to length 1 and rounded to whole grains; rows of length (nearly) 0 become zeros.

    >>> to_grains(np.array([[3.0, 4.0], [0.0, 0.0]]))
    array([[2448., 3264.],
           [   0.,    0.]], dtype=float32)
    """
    grains = np.empty(rows.shape, np.float32)
    for start in range(0, len(rows), _AT_ONCE):
        block = rows[start : start + _AT_ONCE]
        lengths = np.sqrt(np.einsum("ij,ij->i", block, block))
        scale = np.divide(GRAIN, lengths, out=np.zeros_like(lengths), where=lengths > 1e-12)
        scaled = block * scale[:, None]
        grains[start : start + _AT_ONCE] = np.rint(scaled, out=scaled)
    return grains
