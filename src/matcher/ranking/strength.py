"""How strong a match is, on one scale for all applicants, independent of the other lines of the ranking.

The evidence for a match has three parts: the closeness in meaning of the best passages, the points of shared words, and
the share of the applicant's words that the pool knows, above what is expected of a pool of its size. The third does not
depend on length: a short statement may share few words with a fitting mentor, but its subject occurs in the pool.
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
"""The strengths in ascending order; `none` means that nothing fits."""


class Scale(NamedTuple):
    """The lower limits `steps` of evidence for a weak, good and strong match.

    Evidence is the closeness, plus `words` times the points of shared words, plus `known` times the known share above
    the expected one.
    """

    words: float
    known: float
    steps: tuple[float, float, float]


WORDS = Scale(1.0, 0.1, (0.08, 0.127, 0.187))
"""The scale without closeness: no semantic facet, or an encoder without a known scale."""

SCALES = {MINILM: Scale(1.5, 0.3, (0.395, 0.52, 0.68)), USE: Scale(2.0, 0.4, (0.31, 0.47, 0.61))}
"""The scales by encoder, set on graded pairs and on statements with and without fitting mentors."""

FOREIGN, _FOREIGN_SHARE = Scale(0.0, 0.0, (0.165, 0.24, 0.31)), 0.25
"""The scale of `use` if the pool knows less than this share of the words: the text may be in another language."""

REFUSED = 0.005
"""A match that loses more points than this to `avoid` is at most weak: one side does not want the other's subject."""


def strengths_of_lines(
    vectors: ApplicantVectors,
    owner: NDArray[np.int64],
    points: Mapping[str, Floats],
    weights: Mapping[str, float],
    vocabulary: int,
    encoder: str = "",
) -> NDArray[np.int8]:
    """Return the strength of each line as an index of `STRENGTHS`, -1 if unknown.

    `owner` is the applicant of each line, `points` holds the points of each contributor, `vocabulary` is the number of
    words that the pool knows. A custom encoder has no known scale: then words may show a match, else it is unknown.
    """
    semantic, lexical = weights.get(SEMANTIC, 0.0), weights["terms"] + weights["interests"]
    if lexical <= 0:
        return np.full(len(owner), -1, np.int8)
    n_words, share, expected = vectors.n_words[owner], known_shares(vectors)[owner], expected_share(vocabulary)
    # cosines fall as texts get longer: measured, with the fourth root of the length, up to a hundred words
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
    """Return the share of each applicant's words that the pool knows, weighted by squared term weights, in [0, 1]."""
    return np.asarray((vectors.whole * vectors.whole).sum(axis=1))  # unknown words make rows shorter than 1


def expected_share(vocabulary: int) -> float:
    """Return the expected known share for a pool of so many words: midway between fitting and unfitting statements."""
    return float(np.clip(0.12 * np.log2(vocabulary) - 0.89, 0.0, 1.0))


def _steps(scale: Scale, closeness: Floats | float, words: Floats, known: Floats) -> NDArray[np.int64]:
    evidence = closeness + scale.words * words + scale.known * known
    return np.searchsorted(scale.steps, evidence + 1e-12, side="right")  # a margin for rounding


def encoder_of(facets: Mapping[str, Facet]) -> str:
    """Return the name of the encoder that a pool was fitted with, "" for none."""
    return str(getattr(facets.get(SEMANTIC), "encoder_name", ""))
