"""A whole and its parts: half of an affinity is the whole text's, half that of the parts that fit best."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from scipy import sparse

from matcher.facets.space import Floats, Rows

BEST_PASSAGES = 2
"""How many passages of a long statement count for a mentor: those most like what the mentor wrote."""

BEST_PIECES = 3
"""How many pieces of a mentor's evidence count for an applicant: those most like what the applicant wrote."""

SHARE = 0.5
"""The best parts' share in an affinity; the rest is the whole text's."""


def with_passages(applicants: Rows, cosines: Callable[[sparse.csr_array], Floats]) -> Floats:
    """Return the affinities of applicants, shape (n_applicants, n_mentors), half of the long ones' from passages.

    A long statement is several texts: what fits a mentor may be one paragraph of it. For a short one both halves are
    the same cosine.
    """
    found, bounds = cosines(applicants.whole), applicants.bounds
    for row in np.flatnonzero(np.diff(bounds) > 1):
        parts = cosines(applicants.passages[bounds[row] : bounds[row + 1]])
        found[row] = (1 - SHARE) * found[row] + SHARE * best_mean(parts, BEST_PASSAGES)
    return found


def best_mean(cosines: Floats, n: int) -> Floats:
    """Return the mean of the n best cosines of each column; shape (n_rows, n_columns) to (n_columns,).

    >>> best_mean(np.array([[0.0, 0.4], [0.5, 0.4], [0.3, 0.1]]), 2)
    array([0.4, 0.4])
    """
    if len(cosines) > n:
        cosines = np.partition(cosines, len(cosines) - n, axis=0)[-n:]
    mean: Floats = np.sum(np.sort(cosines, axis=0), axis=0) / len(cosines)
    return mean


def mixed(whole: Mapping[int, float], parts: Sequence[Mapping[int, float]], n: int) -> dict[int, float]:
    """Return what a whole and its n best parts add in their shares, by term or topic: `best_mean` taken apart."""
    best = sorted(parts, key=lambda part: -sum(part.values()))[:n]
    found: dict[int, float] = defaultdict(float)
    for products, share in [(whole, 1 - SHARE), *((part, SHARE / len(best)) for part in best)]:
        for key, value in products.items():
            found[key] += share * value
    return found
