"""How strong a match is in itself, on one scale for all applicants: not how it compares with the best of a ranking.

Three things speak for a match: how close in meaning the best passages are, what shared words add, and how much of all
that somebody writes the pool knows, of what a pool of its size should. The third is the same for statements of any
length: two sentences may share few words with a mentor who fits, but what they are about stands somewhere in the pool.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.facets.base import Facet
from matcher.index.postings import Floats
from matcher.index.tfidf import ApplicantVectors
from matcher.registry import MINILM, SEMANTIC, USE
from matcher.semantic.closeness import affinity_factor

STRENGTHS = ("none", "weak", "good", "strong")
"""The steps, from the least on; `none` says that nothing fits."""


class Scale(NamedTuple):
    """From which evidence on a match is weak, good, strong.

    Evidence is the closeness, `words` times what shared words add, `known` times what the pool knows above its due.
    """

    words: float
    known: float
    steps: tuple[float, float, float]


WORDS = Scale(1.0, 0.1, (0.08, 0.127, 0.187))
"""Of words alone: without closeness, or where nobody knows the scale of an encoder."""

SCALES = {MINILM: Scale(1.5, 0.3, (0.395, 0.52, 0.68)), USE: Scale(2.0, 0.4, (0.31, 0.47, 0.61))}
"""By encoder. They were set on graded pairs, and on statements that fit and that nothing fits."""

FOREIGN, _FOREIGN_SHARE = Scale(0.0, 0.0, (0.165, 0.24, 0.31)), 0.25
"""By `use`, where the pool knows a smaller share of what is said: it may be in another language, and fit."""

REFUSED = 0.005
"""From so many points lost to `avoid` on, one side does not want what the other is about: a match is weak at most."""


def strengths_of_lines(
    vectors: ApplicantVectors,
    owner: NDArray[np.int64],
    points: Mapping[str, Floats],
    weights: Mapping[str, float],
    vocabulary: int,
    encoder: str = "",
) -> NDArray[np.int8]:
    """Return the step of each line as a place in `STRENGTHS`, -1 where nothing is known to judge it by.

    `owner` says whose each line is, `points` what each contributor adds to it, `vocabulary` how many words the pool
    knows. An encoder of the user's own has no known scale: words may show a match, or else nothing is known.
    """
    semantic, lexical = weights.get(SEMANTIC, 0.0), weights["terms"] + weights["interests"]
    if lexical <= 0:
        return np.full(len(owner), -1, np.int8)
    n_words, share, expected = vectors.n_words[owner], known_shares(vectors)[owner], expected_share(vocabulary)
    # the more words, the lower the cosines: with the fourth root, up to a hundred words, as measured
    words = (points["terms"] + points["interests"]) / lexical * np.sqrt(np.sqrt(np.minimum(n_words, 100.0)))
    if semantic > 0 and encoder in SCALES:
        closeness = points[SEMANTIC] / semantic / affinity_factor(n_words, vectors.telling[owner])
        reached = _steps(SCALES[encoder], closeness, words, share - expected)
        if encoder == USE:
            reached = np.where(share < _FOREIGN_SHARE, _steps(FOREIGN, closeness, words, share), reached)
    else:
        reached = _steps(WORDS, 0.0, words, share - expected)
        if semantic > 0:
            reached[reached == 0] = -1
    most = np.where(points.get("avoid", np.zeros(1)) < -REFUSED, STRENGTHS.index("weak"), STRENGTHS.index("strong"))
    return np.minimum(reached, most).astype(np.int8)


def known_shares(vectors: ApplicantVectors) -> Floats:
    """Return how much of what each applicant says the pool knows, in [0, 1], rare words counting more."""
    return np.asarray((vectors.whole * vectors.whole).sum(axis=1))  # rows are shorter than 1 by what it does not know


def expected_share(vocabulary: int) -> float:
    """Return how much of a statement a pool of so many words knows, half-way from fitting to unfitting ones."""
    return float(np.clip(0.12 * np.log2(vocabulary) - 0.89, 0.0, 1.0))


def _steps(scale: Scale, closeness: Floats | float, words: Floats, known: Floats) -> NDArray[np.int64]:
    evidence = closeness + scale.words * words + scale.known * known
    return np.searchsorted(scale.steps, evidence + 1e-12, side="right")  # the last bits of a division are no reason


def encoder_of(facets: Mapping[str, Facet]) -> str:
    """Return the name of the encoder that a pool was fitted with, "" where there is none."""
    return str(getattr(facets.get(SEMANTIC), "encoder_name", ""))
