"""The score rule, and the top k mentors of each applicant, independent of the order of the input files."""

from collections.abc import Iterable, Mapping
from functools import reduce
from itertools import pairwise
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from matcher.config import check_count
from matcher.errors import ConfigError
from matcher.facets.base import Applicants
from matcher.index.postings import Floats
from matcher.ranking.phrases import N_CODES

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
    """Codes of the phrases to show, see `matcher.ranking.phrases`, shape (n_entries, N_CODES)."""
    strengths: NDArray[np.int8]
    """The strength of each match as an index of `ranking.strength.STRENGTHS`, -1 if unknown."""

    @classmethod
    def joined(cls, parts: list["TopK"], n_contributors: int) -> "TopK":
        """Return the best mentors of several groups of applicants as one."""
        points, shown = np.empty((0, n_contributors)), np.empty((0, N_CODES), np.int32)
        empty = cls(np.zeros(1, np.int64), np.empty(0, np.int64), points, shown, np.empty(0, np.int8))
        sizes = [np.diff(part.bounds) for part in parts]
        bounds = np.cumsum(np.concatenate([[0], *sizes]), dtype=np.int64)
        return cls(bounds, *map(np.concatenate, zip(*(part[1:] for part in (empty, *parts)), strict=True)))

    def replaced(self, applicants: Positions, others: "TopK") -> "TopK":
        """Return a copy in which the mentors of `applicants` are those of `others`, in the same order."""
        lines, new = self._lines(), others._lines()
        for applicant, line in zip(applicants.tolist(), new, strict=True):
            lines[applicant] = line
        return TopK.joined(lines, self.points.shape[1])

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
        ...


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
