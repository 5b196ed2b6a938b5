"""A fitted pool's arrays, mentor by mentor, and the one product that bounds every score from above."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.facets import EvidenceOverlap, PassageOverlap, TermOverlap, TopicOverlap
from matcher.facets.parts import BEST_PIECES, SHARE

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class MentorRows:
    """The mentors' vectors as rows, shape (n_mentors, n_terms), which is how single pairs are scored.

    The pieces of mentor i are the rows `bounds[i]` to `bounds[i + 1]` of `pieces`. `ceiling` has for each mentor and
    term the most that a passage's weight of the term can be multiplied with: an affinity's bound is one product.
    """

    everything: sparse.csr_array
    pieces: sparse.csr_array
    bounds: NDArray[np.int64]
    interests: sparse.csr_array
    ceiling: sparse.csr_array
    topics: NDArray[np.float32]

    @classmethod
    def of(cls, terms: PassageOverlap, interests: TermOverlap, topics: TopicOverlap) -> "MentorRows":
        """Return the arrays of a pool's facets."""
        overlap = terms.overlap
        everything, pieces = _rows(overlap.everything), _rows(overlap.pieces)
        return cls(
            everything, pieces, overlap.bounds, _rows(interests), _ceiling(everything, pieces, overlap), topics.mentors
        )


def _rows(overlap: TermOverlap) -> sparse.csr_array:
    return overlap.by_term.T.tocsr()


def _ceiling(everything: sparse.csr_array, pieces: sparse.csr_array, overlap: EvidenceOverlap) -> sparse.csr_array:
    """Return what bounds a mixed cosine: half of everything, half the mean of the largest weights of any pieces.

    The mean of a mentor's best pieces' cosines is a sum over terms in which each term has the weights of the same few
    pieces; the largest weights it has in any pieces can only be more.
    """
    sizes = np.diff(overlap.bounds)
    if not sizes.any():
        return everything
    best = _largest_summed(pieces, np.repeat(np.arange(len(sizes)), sizes), len(sizes), BEST_PIECES)
    share = np.where(sizes, SHARE / np.clip(sizes, 1, BEST_PIECES), 0.0)
    mixed = _scaled(everything, np.where(sizes, 1 - SHARE, 1.0)) + _scaled(best, share)
    return sparse.csr_array(mixed)


def _scaled(rows: sparse.csr_array, by: Floats) -> sparse.csr_array:
    return sparse.csr_array((rows.data * np.repeat(by, np.diff(rows.indptr)), rows.indices, rows.indptr), rows.shape)


def _largest_summed(rows: sparse.csr_array, owner: NDArray[np.int64], n: int, most: int) -> sparse.csr_array:
    """Return for each owner and column the sum of the `most` largest values of the owner's rows."""
    keys = np.repeat(owner, np.diff(rows.indptr)) * rows.shape[1] + rows.indices
    order = np.lexsort((-rows.data, keys))
    keys = keys[order]
    starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))) if len(keys) else np.empty(0, np.int64)
    place = np.arange(len(keys)) - np.repeat(starts, np.diff(np.append(starts, len(keys))))
    kept = order[place < most]
    keys = keys[place < most]
    found = sparse.coo_array((rows.data[kept], np.divmod(keys, rows.shape[1])), shape=(n, rows.shape[1]))
    return sparse.csr_array(found)
