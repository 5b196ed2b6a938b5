"""How strong a match is in itself, on one scale for all applicants: not how it compares with the best of a ranking.

With the facet `semantic` it is the closeness of the best pairs of passages and a part of what the telling terms add;
without, these terms alone. Both scales were set on graded pairs (decision 24). A shorter statement has fewer words to
share, hence the root.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.index.postings import Floats
from matcher.semantic.closeness import SCALE, length_factors

STRENGTHS = ("none", "weak", "good", "strong")
"""The steps, from the least on; `none` says that nothing fits."""

CLOSENESS = (0.30, 0.38, 0.50)
"""From which closeness on, telling terms taken in, a match is weak, good, strong."""

TELLING = (0.133, 0.20, 0.35)
"""The same for what telling terms add to a unit of lexical weight, times the root of the number of words."""

_MOST_WORDS, _TELLING_SHARE, _MOST_TELLING = 100.0, 0.3, 0.6


def strengths(n_words: NDArray[np.int64], semantic: Floats | None, telling: Floats | None) -> NDArray[np.int8]:
    """Return the step of each pair as a place in `STRENGTHS`, -1 where nothing is known to tell it by.

    Parameters
    ----------
    n_words
        How many words each pair's applicant writes, small ones left out.
    semantic
        The affinities of the facet `semantic`, `None` where it does not count.
    telling
        The points of the terms that tell, divided by the lexical weights together; `None` where they are not known.
    """
    if telling is None:
        return np.full(len(n_words), -1, np.int8)
    values, steps = telling * np.sqrt(np.minimum(n_words, _MOST_WORDS)), TELLING
    if semantic is not None:
        values = semantic / (SCALE * length_factors(n_words)) + _TELLING_SHARE * np.minimum(values, _MOST_TELLING)
        steps = CLOSENESS
    # the last bits of a division are not a reason
    return np.searchsorted(steps, values + 1e-12, side="right").astype(np.int8)


def strengths_of_lines(
    n_words: NDArray[np.int64],
    points: Mapping[str, Floats],
    telling: Floats | None,
    weights: Mapping[str, float],
) -> NDArray[np.int8]:
    """Return the same from the points of lines, by contributor."""
    semantic, lexical = weights.get("semantic", 0.0), weights["terms"] + weights["interests"]
    by_meaning = points["semantic"] / semantic if semantic > 0 else None
    return strengths(n_words, by_meaning, telling / lexical if telling is not None and lexical > 0 else None)


def strength_names(steps: Sequence[int]) -> list[str | None]:
    """Return the names of steps, `None` for an unknown one."""
    return [STRENGTHS[step] if step >= 0 else None for step in steps]
