"""Scores put in order, the same order whatever order the files came in."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.errors import ConfigError

TIE_DECIMALS = 9
"""Scores that agree to this many decimals are tied; what differs below is arithmetic, not fit."""


def top_k(scores: NDArray[np.float64], ids: Sequence[str], k: int) -> list[int]:
    """Return the positions of the k best scores, best first, ties by id.

    A score that is NaN was not given (not eligible, or nothing in common) and is left out, so fewer than k may come.

    >>> top_k(np.array([0.2, 0.9, np.nan, 0.9]), ["a", "c", "x", "b"], 3)
    [3, 1, 0]
    """
    if isinstance(k, bool) or not isinstance(k, int) or k < 1:
        raise ConfigError(f"k must be a whole number of 1 or more; it is {k}")
    scored = np.flatnonzero(~np.isnan(scores))
    if not len(scored):
        return []
    keys = np.round(scores[scored], TIE_DECIMALS)
    if k < len(scored):
        kept = keys >= np.partition(keys, len(keys) - k)[len(keys) - k]
        scored, keys = scored[kept], keys[kept]
    order = np.lexsort((np.array([ids[position] for position in scored.tolist()]), -keys))
    return [int(position) for position in scored[order[:k]]]
