"""Inputs and outputs of the loops that rank: arrays of mentors and applicants."""

from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.facets.base import BEST_PIECES, BEST_SHARE
from matcher.facets.terms import Interests, Terms
from matcher.index.postings import Floats, scaled
from matcher.kernels.upper_bounds import N_COMMON

Singles = NDArray[np.float32]


class Csr(NamedTuple):
    """A sparse matrix: the entries of row i are `indptr[i]` to `indptr[i + 1]` of indices and data."""

    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    data: Floats


class MentorArrays(NamedTuple):
    """The mentors' vectors as rows; the pieces of mentor i are the rows `bounds[i]` to `bounds[i + 1]` of `pieces`.

    `most_entries` is greater than the number of entries of any row.
    """

    said: Csr
    pieces: Csr
    bounds: NDArray[np.int64]
    interests: Csr
    topics: Singles
    most_pieces: int
    most_entries: int


class ApplicantArrays(NamedTuple):
    """Applicants' vectors as rows; the passages of applicant i are the rows `bounds[i]` to `bounds[i + 1]`.

    `topic_rows` has the rows of whole texts, then those of passages from `first_passage` on.
    """

    whole: Csr
    passages: Csr
    bounds: NDArray[np.int64]
    topic_rows: Singles
    first_passage: int


class Slots(NamedTuple):
    """The slot of each term of the current applicant, from 1; 0 for a term that the applicant does not use.

    `marks` is a small hashed filter of the same: 0 if no term of the applicant has the hash. It fits the first cache.
    """

    places: NDArray[np.int32]
    marks: NDArray[np.uint8]


class Points(NamedTuple):
    """The points of each pair that are computed before the loops.

    `lost` are the points of penalties, 0 or less, shape (n_applicants, n_mentors). `gained` are the points of facets
    that the loops do not compute, shape (n_facets, n_applicants of a block, n_mentors).
    """

    lost: Csr
    gained: Floats


class Labels(NamedTuple):
    """Facts about terms for the choice of shared terms: how many are words, the words of each pair, specificity."""

    n_words: int
    pairs: NDArray[np.int32]
    specificity: NDArray[np.int8]


class Selected(NamedTuple):
    """The best mentors of applicants, k places each, of which the first `sizes` are used.

    `affinities` are those of terms, interests and topics, then the points lost; the last dimension of `shown` is 0
    without shared terms.
    """

    sizes: NDArray[np.int64]
    mentors: NDArray[np.int32]
    affinities: Floats
    shown: NDArray[np.int32]


def csr(matrix: sparse.csr_array) -> Csr:
    """Return a matrix as input of loops: each array has one type, as loops are compiled for every type."""
    indptr, indices = matrix.indptr.astype(np.int64), matrix.indices.astype(np.int32, copy=False)
    return Csr(read_only(indptr), read_only(indices), read_only(matrix.data))


def read_only(array: NDArray[Any]) -> NDArray[Any]:
    """Return a read-only view, as arrays that were loaded are read-only: loops would be compiled for both types."""
    view = np.ascontiguousarray(array).view()
    view.flags.writeable = False
    return view


_Postings = tuple[NDArray[np.uint32], NDArray[np.int32], NDArray[np.float32]]
_SingleCsr = tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float32]]


class BoundArrays(NamedTuple):
    """Upper bounds of each mentor's weight of each term, in the layout of the loops.

    `common` is the index of each common term, -1 for a rare one. `by_mentor` has the common terms as rows of mentors,
    `rare` the other terms as postings, `interests` the postings of the interests.
    """

    n_common: int
    common: NDArray[np.int32]
    rare: _Postings
    by_mentor: _SingleCsr
    interests: _Postings

    @classmethod
    def of(cls, terms: Terms, interests: Interests) -> Self:
        """Return the arrays of a pool's facets."""
        ceilings = mentor_ceilings(terms)
        n_terms = ceilings.shape[1]
        frequencies = np.bincount(ceilings.indices, minlength=n_terms)
        most_frequent = np.argsort(-frequencies, kind="stable")[:N_COMMON]
        common = np.full(n_terms, -1, np.int32)
        common[most_frequent] = np.arange(len(most_frequent))
        is_common = common[ceilings.indices] >= 0
        bounds = np.concatenate(([0], np.cumsum(is_common)))[ceilings.indptr]
        by_mentor = bounds, common[ceilings.indices[is_common]], ceilings.data[is_common].astype(np.float32)
        rare = np.where(is_common, 0.0, ceilings.data), ceilings.indices, ceilings.indptr
        rare_postings = _postings(sparse.csr_array(rare, ceilings.shape))
        return cls(len(most_frequent), common, rare_postings, by_mentor, _postings(interests.interests.vectors))


def mentor_ceilings(terms: Terms) -> sparse.csr_array:
    """Return weights of terms that bound a pooled cosine from above, shape (n_mentors, n_terms).

    Half is the weight in the mentor's whole text, half the mean of the largest weights in any pieces. The mean cosine
    of the best pieces is a sum over terms with the weights of the same few pieces; for each term, its largest weights
    in any pieces are at least as great.
    """
    said, pieces, sizes = terms.index.said.vectors, terms.pieces.vectors, np.diff(terms.bounds)
    if not sizes.any():
        return said
    largest = _sum_of_largest(pieces, np.repeat(np.arange(len(sizes)), sizes), len(sizes), BEST_PIECES)
    share = np.where(sizes, BEST_SHARE / BEST_PIECES, 0.0)
    mixed = scaled(said, np.where(sizes, 1 - BEST_SHARE, 1.0)) + scaled(largest, share)
    return sparse.csr_array(mixed)


def _sum_of_largest(rows: sparse.csr_array, owner: NDArray[np.int64], n: int, most: int) -> sparse.csr_array:
    """Return for each of n owners and each column the sum of the `most` largest values in the owner's rows."""
    keys = np.repeat(owner, np.diff(rows.indptr)) * rows.shape[1] + rows.indices
    order = np.lexsort((-rows.data, keys))
    keys = keys[order]
    starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))) if len(keys) else np.empty(0, np.int64)
    rank = np.arange(len(keys)) - np.repeat(starts, np.diff(np.append(starts, len(keys))))
    kept = order[rank < most]
    keys = keys[rank < most]
    sums = sparse.coo_array((rows.data[kept], np.divmod(keys, rows.shape[1])), shape=(n, rows.shape[1]))
    return sparse.csr_array(sums)


def _postings(vectors: sparse.csr_array) -> _Postings:
    """Return the mentors of each term and their weights, interleaved: as integers, and the same memory as floats."""
    by_term = sparse.csr_array(vectors.T.tocsr())
    by_term.eliminate_zeros()
    entries = np.empty((by_term.nnz, 2), np.int32)
    entries[:, 0], entries[:, 1] = by_term.indices, by_term.data.astype(np.float32).view(np.int32)
    return by_term.indptr.astype(np.uint32), entries.ravel(), entries.ravel().view(np.float32)
