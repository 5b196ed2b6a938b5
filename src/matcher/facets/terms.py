"""Alike in words: the cosine of two texts in the term space, as a whole and passage by passage."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.facets.base import Floats, Share
from matcher.facets.parts import BEST_PASSAGES, BEST_PIECES, SHARE, best_mean, mixed, with_passages
from matcher.facets.space import Rows, TermSpace


@dataclass(frozen=True)
class TermOverlap:
    """The cosine between all that an applicant and what a mentor wrote; serves `interests`.

    Parameters
    ----------
    by_term
        The mentors' unit vectors, shape (n_terms, n_mentors): a row lists who writes a term, and how much of it.
    space
        The term space, for the words of a term.
    """

    by_term: sparse.csr_array
    space: TermSpace

    def affinities(self, applicants: Rows) -> Floats:
        """Return the cosines, shape (n_applicants, n_mentors), each in [0, 1]."""
        return self.cosines(applicants.whole)

    def cosines(self, rows: sparse.csr_array) -> Floats:
        """Return the cosines of unit rows with the mentors, shape (n_rows, n_mentors)."""
        # sparse times sparse adds up each row in the order of its own terms: the same bits in any batch
        found: Floats = (rows @ self.by_term).toarray()
        return np.minimum(found, 1.0)

    def shares(self, applicant: Rows, mentor: int) -> list[Share]:
        """Return the shared terms of one pair, the most telling first; their values add up to the cosine."""
        return labelled(self.products(applicant.whole, mentor)[0], self.space)

    def products(self, rows: sparse.csr_array, mentor: int) -> list[dict[int, float]]:
        """Return for each row what each shared term adds to its cosine with a mentor, by term."""
        shared = np.unique(rows.indices)
        column = dict(zip(shared.tolist(), self.by_term[shared, :][:, [mentor]].toarray()[:, 0].tolist(), strict=True))
        return [_products(rows, row, column) for row in range(rows.shape[0])]


@dataclass(frozen=True)
class EvidenceOverlap:
    """The cosine with mentors who show evidence: half with all they say, half the mean of their pieces that fit best.

    What a mentor really does stands in separate texts, and an applicant fits some of them. A mentor without evidence
    has the plain cosine.

    Parameters
    ----------
    everything
        The cosine with all that each mentor says.
    pieces
        The cosine with each piece of evidence, those of one mentor side by side.
    bounds
        The pieces of mentor i are the columns `bounds[i]` to `bounds[i + 1]`.
    """

    everything: TermOverlap
    pieces: TermOverlap
    bounds: NDArray[np.int64]

    @property
    def space(self) -> TermSpace:
        """The term space of all texts."""
        return self.everything.space

    def cosines(self, rows: sparse.csr_array) -> Floats:
        """Return the mixed cosines of unit rows with the mentors, shape (n_rows, n_mentors)."""
        found = self.everything.cosines(rows)
        shown = np.flatnonzero(np.diff(self.bounds))
        if len(shown):
            pieces = self.pieces.cosines(rows).T
            for mentor in shown:
                best = best_mean(pieces[self.bounds[mentor] : self.bounds[mentor + 1]], BEST_PIECES)
                found[:, mentor] = (1 - SHARE) * found[:, mentor] + SHARE * best
        return found

    def products(self, rows: sparse.csr_array, mentor: int) -> list[dict[int, float]]:
        """Return for each row what each shared term adds to its mixed cosine with a mentor, by term."""
        whole = self.everything.products(rows, mentor)
        pieces = [self.pieces.products(rows, piece) for piece in range(*self.bounds[mentor : mentor + 2])]
        if not pieces:
            return whole
        return [mixed(one, [piece[row] for piece in pieces], BEST_PIECES) for row, one in enumerate(whole)]


@dataclass(frozen=True)
class PassageOverlap:
    """Half the cosine of the whole texts, half the mean cosine of the passages that fit a mentor best; serves `terms`.

    A long statement is several texts: what fits a mentor may be one paragraph of it. For a short one both halves are
    the same cosine.

    Parameters
    ----------
    overlap
        The term overlap it asks for every cosine.
    """

    overlap: EvidenceOverlap

    def affinities(self, applicants: Rows) -> Floats:
        """Return the affinities, shape (n_applicants, n_mentors), each in [0, 1]."""
        return with_passages(applicants, self.overlap.cosines)

    def shares(self, applicant: Rows, mentor: int) -> list[Share]:
        """Return the shared terms of one pair, the most telling first; their values add up to the affinity."""
        [whole] = self.overlap.products(applicant.whole, mentor)
        if applicant.passages.shape[0] == 1:
            return labelled(whole, self.overlap.space)
        parts = self.overlap.products(applicant.passages, mentor)
        return labelled(mixed(whole, parts, BEST_PASSAGES), self.overlap.space)


def _products(rows: sparse.csr_array, row: int, column: dict[int, float]) -> dict[int, float]:
    span = slice(*rows.indptr[row : row + 2])
    pairs: list[tuple[int, float]] = list(zip(rows.indices[span].tolist(), rows.data[span].tolist(), strict=True))
    return {term: value * column[term] for term, value in pairs if column[term]}


def labelled(products: Mapping[int, float], space: TermSpace) -> list[Share]:
    """Return products by term as shares by label, largest first."""
    found = [Share(space.label(term), value) for term, value in products.items()]
    return sorted(found, key=lambda share: (-share.value, share.label))
