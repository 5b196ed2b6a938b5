"""Pooling: half of an affinity is the whole text's, half the mean of the passages or pieces that fit best."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.index.postings import Floats
from matcher.index.tfidf import ApplicantVectors

BEST_PASSAGES = 2
"""How many passages of a long statement count for a mentor: those most like what the mentor wrote."""

BEST_PIECES = 3
"""How many pieces of a mentor's evidence count for an applicant: those most like what the applicant wrote.

Their sum is divided by this number always: who shows a single piece gains nothing by it.
"""

_BLOCK = 16
"""How many applicants' passages are computed at a time."""

BEST_SHARE = 0.5
"""The share of the best passages or pieces in an affinity; the rest is the whole text's."""


def pool_passages(applicants: ApplicantVectors, cosines: Callable[[sparse.csr_array], Floats]) -> Floats:
    """Return the affinities of applicants, shape (n_applicants, n_mentors), half of the long ones' from passages.

    A long statement is several texts: what fits a mentor may be one paragraph of it. For a short one both halves are
    the same cosine.
    """
    whole, bounds = applicants.whole, applicants.bounds
    if applicants.passages is whole:
        return cosines(whole)
    blocks = []
    for start in range(0, whole.shape[0], _BLOCK):
        end = min(start + _BLOCK, whole.shape[0])
        # one product for wholes and passages: reading a large pool's arrays once is half the time of reading them twice
        rows = sparse.vstack([whole[start:end], applicants.passages[bounds[start] : bounds[end]]], format="csr")
        products = cosines(rows)
        affinities, by_passage = products[: end - start], products[end - start :]
        for row in np.flatnonzero(np.diff(bounds[start : end + 1]) > 1):
            first, last = bounds[start + row : start + row + 2] - bounds[start]
            affinities[row] = mix(affinities[row], best_mean(by_passage[first:last], BEST_PASSAGES))
        blocks.append(affinities)
    return np.concatenate(blocks)


def pool_pieces(whole: Floats, by_piece: Floats, bounds: NDArray[np.int64]) -> Floats:
    """Return cosines with mentors, shape (n_rows, n_mentors), half of those with evidence from their pieces.

    `whole` are those with all that each mentor says, `by_piece` those with each piece, shape (n_rows, n_pieces), of
    mentor i from `bounds[i]` to `bounds[i + 1]`.
    """
    pooled, sizes = whole.copy(), np.diff(bounds)
    for size in np.unique(sizes[sizes > 0]):  # mentors with as many pieces are pooled together
        mentors = np.flatnonzero(sizes == size)
        pieces = by_piece[:, bounds[mentors] + np.arange(size)[:, None]].swapaxes(0, 1)
        pooled[:, mentors] = mix(whole[:, mentors], best_mean(pieces, BEST_PIECES))
    return pooled


def mix(whole: Floats, best: Floats) -> Floats:
    """Return a whole text's values and those of its best parts in their shares."""
    return (1 - BEST_SHARE) * whole + BEST_SHARE * best


def best_mean(cosines: Floats, n: int) -> Floats:
    """Return the sum of the n best cosines along the first axis, divided by n; shape (n_rows, ...) to (...).

    They are added up from the least on, so that the order of the rows changes no bit. Rows that are missing count 0.

    >>> best_mean(np.array([[0.0, 0.4], [0.5, 0.4], [0.3, 0.1]]), 2)
    array([0.4, 0.4])
    >>> best_mean(np.array([[0.5]]), 2)
    array([0.25])
    """
    best = list(cosines[:n])
    for row in cosines[n:]:  # a few passes of maxima and minima are several times as fast as sorting columns
        for rank in range(n):
            best[rank], row = np.maximum(best[rank], row), np.minimum(best[rank], row)
    mean: Floats = np.sum(np.sort(best, axis=0), axis=0) / n
    return mean


def best_first(cosines: Floats, n: int) -> NDArray[np.int64]:
    """Return which n rows have the best cosines in each column, shape (n, n_columns), the first among equals first."""
    return np.argsort(-cosines, axis=0, kind="stable")[:n]


def mix_best(whole: Floats, parts: Floats, best: NDArray[np.int64], n: int) -> Floats:
    """Return what a whole text and its best parts add, entry by entry: `best_mean` and `mix` taken apart.

    `whole` is what each term or topic adds to the cosine of the whole text, shape (n_pairs, n_entries), `parts` the
    same of each part, shape (n_parts, n_pairs, n_entries), of which those in `best`, shape (n_best, n_pairs), count for
    each pair, at most n.
    """
    mixed = (1 - BEST_SHARE) * whole
    for part in np.take_along_axis(parts, best[:, :, None], axis=0):
        mixed += BEST_SHARE / n * part
    return mixed
