"""The score rule, the top k mentors of each applicant (whatever the order of the input files), and their strengths.

The strength of a match is on one scale for all applicants, independent of the other lines of the ranking. The evidence
for a match has three parts: the closeness in meaning of the best passages, the points of shared words, and the share of
the applicant's words that the pool knows, above what is expected of a pool of its size. The third does not depend on
length: a short statement may share few words with a fitting mentor, but its subject occurs in the pool.
"""

from collections.abc import Iterable, Mapping
from functools import reduce
from itertools import pairwise
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from matcher.config import check_count
from matcher.errors import ConfigError
from matcher.facets.base import Applicants, Facet
from matcher.index.postings import Floats
from matcher.index.tfidf import ApplicantVectors
from matcher.registry import MINILM, SEMANTIC, USE
from matcher.semantic.closeness import affinity_factor

TIE_DECIMALS = 9
"""Scores that agree to this many decimals are tied; smaller differences come from rounding."""

Positions = NDArray[np.int64]


def combine(affinities: Mapping[str, Floats], weights: Mapping[str, float], lost: Floats | float = 0.0) -> Floats:
    """Return the scores: the weighted sum of the facets minus the points lost, NaN where no facet adds anything.

    NaN is never ranked: mentors with nothing in common with the applicant are left out, whatever the penalties. Scores
    are not rescaled per applicant: a poor best match keeps its low score. A score is negative if more is lost than
    gained.

    Parameters
    ----------
    affinities
        Of each facet, all of one shape, in [0, 1]; they are summed in this order.
    weights
        Of each facet. Only a facet of weight 0 may be missing in `affinities`.
    lost
        The points that penalties take away, 0 or more, of the same shape.

    Raises
    ------
    ConfigError
        If a facet has no weight or a weight has no facet.

    Examples
    --------
    >>> both = {"terms": np.array([0.5, 0.0]), "topics": np.array([1.0, 0.0])}
    >>> combine(both, {"terms": 0.6, "topics": 0.4}, lost=np.array([0.1, 0.1]))
    array([0.6, nan])
    """
    weighted = {name for name in weights if weights[name]}
    unmatched = sorted((affinities.keys() - weights.keys()) | (weighted - affinities.keys()))
    if unmatched:
        raise ConfigError(f"no pair of affinity and weight for: {', '.join(unmatched)}")
    gained = add_points(weights[name] * values for name, values in affinities.items())
    return np.where(gained > 0, gained - lost, np.nan)


def combined(affinities: Mapping[str, Floats], weights: Mapping[str, float]) -> Floats:
    """Return the scores of facets and penalties together; contributors with a weight below 0 are penalties."""
    gained = {name: values for name, values in affinities.items() if weights[name] >= 0}
    lost = [-weights[name] * affinities[name] for name in affinities if weights[name] < 0]
    return combine(gained, {name: weights[name] for name in weights if weights[name] >= 0}, add_points([0.0, *lost]))


def add_points(points: Iterable[Any]) -> Any:
    """Return the sum of numbers or arrays, added in order, so that every caller gets the same bits."""
    return reduce(np.add, points)


class Request(NamedTuple):
    """A query to a retriever."""

    k: int
    """The most mentors for each applicant."""
    weights: Mapping[str, float]
    """The factor of each contributor's affinity: facets' weights sum to 1, penalties' are 0 or less."""
    excluded: NDArray[np.bool_]
    """Marks the mentors that may not be ranked, shape (n_mentors,)."""
    shared_terms: bool = True
    """Whether to find the terms shown with each score."""


class TopK(NamedTuple):
    """The best mentors of applicants, best first."""

    bounds: Positions
    """The mentors of applicant i are the entries `bounds[i]` to `bounds[i + 1]`; shape (n_applicants + 1,)."""
    mentors: Positions
    """Columns of the pool, shape (n_entries,)."""
    points: Floats
    """The points of each contributor, shape (n_entries, n_contributors); they add up to `scores`."""
    shared_terms: NDArray[np.int32]
    """Codes of the phrases to show, see `matcher.ranking.retriever:N_CODES`, shape (n_entries, N_CODES)."""
    strengths: NDArray[np.int8]
    """The strength of each match as an index of `STRENGTHS`, -1 if unknown."""

    @classmethod
    def joined(cls, parts: list["TopK"]) -> "TopK":
        """Return the best mentors of several groups of applicants, at least one, as one."""
        sizes = [np.diff(part.bounds) for part in parts]
        bounds = np.cumsum(np.concatenate([[0], *sizes]), dtype=np.int64)
        return cls(bounds, *map(np.concatenate, zip(*(part[1:] for part in parts), strict=True)))

    def replaced(self, applicants: Positions, others: "TopK") -> "TopK":
        """Return a copy in which the mentors of `applicants` are those of `others`, in the same order."""
        lines, new = self._lines(), others._lines()
        for applicant, line in zip(applicants.tolist(), new, strict=True):
            lines[applicant] = line
        return TopK.joined(lines)

    def _lines(self) -> list["TopK"]:
        """Return the best mentors of each applicant separately."""
        _, mentors, points, shown, steps = self
        return [
            TopK(np.array([0, end - start]), mentors[start:end], points[start:end], shown[start:end], steps[start:end])
            for start, end in pairwise(self.bounds.tolist())
        ]

    @property
    def scores(self) -> Floats:
        """The scores, shape (n_entries,)."""
        return np.asarray(add_points(self.points.T))


class Retriever(Protocol):
    """Finds the best mentors of applicants; one retriever serves one thread."""

    def top_k(self, applicants: Applicants, request: Request) -> TopK:
        """Return the best mentors of applicants."""


def top_k(scores: Floats, k: int) -> Positions:
    """Return the positions of the k best scores, best first, ties by position.

    Mentors are ordered by id, so ties break by id. NaN scores (not eligible, or nothing in common) are left out, so the
    result may be shorter than k.

    >>> top_k(np.array([0.2, 0.9, np.nan, 0.9]), 3)
    array([1, 3, 0])
    """
    scored = np.flatnonzero(~np.isnan(scores))
    keys = np.round(scores[scored], TIE_DECIMALS)
    if check_count(k) < len(scored):
        is_near = keys >= np.partition(keys, len(keys) - k)[len(keys) - k]
        scored, keys = scored[is_near], keys[is_near]
    return np.asarray(scored[np.argsort(-keys, kind="stable")[:k]])


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
    n_words, share = vectors.n_words[owner], known_shares(vectors)[owner]
    # midway between the known shares of fitting and unfitting statements for a pool of so many words
    expected = np.clip(0.12 * np.log2(vocabulary) - 0.89, 0.0, 1.0)
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


def _steps(scale: Scale, closeness: Floats | float, words: Floats, known: Floats) -> NDArray[np.int64]:
    evidence = closeness + scale.words * words + scale.known * known
    return np.searchsorted(scale.steps, evidence + 1e-12, side="right")  # a margin for rounding


def encoder_of(facets: Mapping[str, Facet]) -> str:
    """Return the name of the encoder that a pool was fitted with, "" for none."""
    return str(getattr(facets.get(SEMANTIC), "encoder_name", ""))
