"""How strong a match is in itself, on one scale for all applicants: not how it compares with the best of a ranking.

With the facet `semantic` it is the closeness of the best pairs of passages and a part of what the specific terms add;
whether anything fits is asked of closeness and words together. Without, it is what words add in all. The scales were
set on graded pairs and on statements that nothing fits (decisions 24, 74, 80). The longer a statement, the lower its
cosines of words: with the fourth root of its length, as measured on statements that fit and that do not.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.facets.base import Facet
from matcher.index.postings import Floats
from matcher.registry import MINILM, SEMANTIC, USE
from matcher.semantic.closeness import SCALE, length_factor

STRENGTHS = ("none", "weak", "good", "strong")
"""The steps, from the least on; `none` says that nothing fits."""

CLOSENESS = (0.30, 0.38, 0.50)
"""From which closeness on, specific terms taken in, a match is weak, good, strong."""

FITS, _WORDS_SHARE = 0.52, 3.0
"""From which closeness on, a share of what words add taken in, a match by `minilm` is more than none. A text in another
language than the pool, which `use` reads, may share no word with what fits it."""

_STRETCHED = {MINILM: 1.0, USE: 1.6}
"""How many times the closeness by `minilm` is that by another encoder, of a statement with its best mentor."""

LEXICAL = (0.085, 0.115, 0.18)
"""The same for what words add to a unit of lexical weight, times the fourth root of the number of words."""

REFUSED = 0.005
"""From so many points lost to `avoid` on, one side does not want what the other is about: a match is weak at most."""

_MOST_WORDS, _SPECIFIC_SHARE, _MOST_SPECIFIC = 100.0, 0.3, 0.6


def strengths_of_lines(
    n_words: NDArray[np.int64],
    points: Mapping[str, Floats],
    specific: Floats | None,
    weights: Mapping[str, float],
    stretch: float | None = 1.0,
) -> NDArray[np.int8]:
    """Return the step of each line as a place in `STRENGTHS`, -1 where nothing is known to judge it by.

    Parameters
    ----------
    n_words
        How many words each line's applicant writes, small ones left out.
    points
        What each contributor adds to each line.
    specific
        The points of the specific terms; `None` where they are not known.
    stretch
        How many times the closeness of `minilm` is that of the encoder in use. `None` for an encoder of the user's own,
        whose scale nobody knows: words may show that a match is weak or more, and that they do not shows nothing.
    """
    semantic, lexical = weights.get(SEMANTIC, 0.0), weights["terms"] + weights["interests"]
    if specific is None or lexical <= 0:
        return np.full(len(n_words), -1, np.int8)
    length = np.minimum(n_words, _MOST_WORDS)
    # the last bits of a division are not a reason
    words = (points["terms"] + points["interests"]) / lexical * np.sqrt(np.sqrt(length)) + 1e-12
    reached = np.searchsorted(LEXICAL, words, side="right")
    if semantic > 0 and stretch is not None:
        closeness = stretch * points[SEMANTIC] / semantic / (SCALE * length_factor(n_words)) + 1e-12
        of_terms = np.minimum(specific / lexical * np.sqrt(length), _MOST_SPECIFIC)
        reached = np.searchsorted(CLOSENESS, closeness + _SPECIFIC_SHARE * of_terms, side="right")
        if stretch == _STRETCHED[MINILM]:
            reached = np.where(closeness + _WORDS_SHARE * words < FITS, 0, np.maximum(reached, 1))
    if semantic > 0 and stretch is None:
        reached[reached == 0] = -1
    is_refused = points["avoid"] < -REFUSED if "avoid" in points else np.zeros(len(reached), np.bool_)
    return np.where(is_refused, np.minimum(reached, STRENGTHS.index("weak")), reached).astype(np.int8)


def stretch_of(facets: Mapping[str, Facet]) -> float | None:
    """Return how many times the closeness of `minilm` is that of a pool's encoder, `None` where nobody knows."""
    return _STRETCHED.get(getattr(facets.get(SEMANTIC), "encoder_name", ""))


def strength_names(steps: Sequence[int]) -> list[str | None]:
    """Return the names of steps, `None` for an unknown one."""
    return [STRENGTHS[step] if step >= 0 else None for step in steps]
