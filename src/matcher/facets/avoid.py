"""The penalty for a subject that one side does not want and the other is about."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy import sparse

from matcher.config import MatchConfig
from matcher.facets.base import AffinityPart, Applicants, Arrays, Facet, largest_first
from matcher.index.corpus import Corpus, PoolIndex
from matcher.index.postings import Floats, Postings, scaled


@dataclass(frozen=True)
class Avoid(Facet):
    """How much of what one side refuses is what the other is about: the sum of the cosines both ways, at most 1.

    Only phrases and technical words count as refused, not everyday words. An applicant's refusals are compared with
    what a mentor is about, not with every word that the mentor uses.
    """

    index: PoolIndex
    about: Postings
    """What mentors are about, compared with applicants' refusals: the interests they list, or the first passage."""
    refused: Postings
    """What mentors refuse, compared with applicants' texts; empty rows for mentors without refusals."""

    @classmethod
    def fit(cls, corpus: Corpus, config: MatchConfig) -> Self:  # noqa: ARG003
        """Return the facet fitted on a pool."""
        refused = [text.refused for text in corpus.texts]
        index, said = corpus.index, corpus.index.said.vectors
        parts = index.terms.vocabulary.analysis.parts
        texts = zip(index.mentors, corpus.texts, strict=True)
        leading = [mentor.interests.strip() or parts(text.said)[0] for mentor, text in texts]
        # a mentor with neither interests nor several passages is about the whole text
        is_whole = np.array([lead == text.said for lead, text in zip(leading, corpus.texts, strict=True)])
        is_whole &= ~corpus.has_other_forms
        about = index.said
        if not is_whole.all():
            leads = [lead * (not whole) for lead, whole in zip(leading, is_whole.tolist(), strict=True)]
            is_about = index.terms.counts(leads, corpus.backend)
            is_about.data[:] = 1.0
            about = Postings.of((said * is_about + scaled(said, is_whole)).tocsr())
        return cls(index, about, Postings.of(index.terms.refusal_vectors(refused, said, corpus.backend)))

    def affinities(self, applicants: Applicants) -> Floats:
        """Return the affinities, shape (n_applicants, n_mentors)."""
        if not applicants.vectors.refused.nnz and not self.refused.by_term.nnz:
            return np.zeros((len(applicants), len(self.index.mentors)))
        return np.asarray(self.sparse_affinities(applicants).toarray())

    def sparse_affinities(self, applicants: Applicants) -> sparse.csr_array:
        """Return the affinities as a sparse matrix, the columns of each row in order."""
        vectors = applicants.vectors
        return _at_most_one(_cosines(vectors.refused, self.about) + _cosines(vectors.whole, self.refused))

    def contributions(self, applicant: Applicants, mentor: int) -> list[AffinityPart]:
        """Return the terms that one side refuses and the other is about, largest first."""
        values: dict[int, float] = {}
        for row, postings in ((applicant.vectors.refused, self.about), (applicant.vectors.whole, self.refused)):
            products = row.data * postings.weights(np.array([mentor]), row.indices)[0]
            for term, value in zip(row.indices.tolist(), products.tolist(), strict=True):
                if value:
                    values[term] = values.get(term, 0.0) + value
        scale = 1 / max(1.0, sum(values.values()))
        label = self.index.terms.label
        return largest_first([AffinityPart(label(term), scale * value) for term, value in values.items()])

    def arrays(self) -> Arrays:
        """Return the fitted state as arrays."""
        return {**self.about.arrays("about"), **self.refused.arrays("refused")}

    @classmethod
    def from_arrays(cls, arrays: Arrays, index: PoolIndex) -> Self:
        """Return the facet from its `arrays`."""
        shape = (index.terms.n_terms, len(index.mentors))
        return cls(index, Postings.from_arrays(arrays, "about", shape), Postings.from_arrays(arrays, "refused", shape))


def _cosines(rows: sparse.csr_array, postings: Postings) -> sparse.csr_array:
    if not rows.nnz or not postings.by_term.nnz:
        return sparse.csr_array((rows.shape[0], postings.n_documents))
    cosines = _at_most_one(rows @ postings.by_term)
    cosines.sort_indices()
    return cosines


def _at_most_one(cosines: sparse.csr_array) -> sparse.csr_array:
    np.minimum(cosines.data, 1.0, out=cosines.data)
    return cosines
