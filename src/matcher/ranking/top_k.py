"""The score rule, and by it the k best mentors of each applicant, the same whatever order the files came in."""

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
"""Scores that agree to this many decimals are tied; what differs below is arithmetic, not fit."""

Positions = NDArray[np.int64]


def combine(affinities: Mapping[str, Floats], weights: Mapping[str, float], lost: Floats | float = 0.0) -> Floats:
    """Return the scores: the weighted sum of the facets less the points lost, NaN where no facet gains anything.

    NaN is never ranked: a mentor with whom an applicant has nothing in common is left out, and a penalty alone ranks
    nobody. No rescaling per applicant: a poor best match stays a low score. A score may fall below 0 where more is
    lost than gained.

    Parameters
    ----------
    affinities
        Of each facet, all of one shape, in [0, 1]; they are added up in this order.
    weights
        Of each facet. Only a facet of weight 0 may be missing among the affinities.
    lost
        What penalties take away, 0 or more, of the same shape.

    Raises
    ------
    ConfigError
        When a facet has no weight or a weight no facet.

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
    """Return the scores of facets and penalties together; penalties are what has a weight below 0."""
    gained = {name: values for name, values in affinities.items() if weights[name] >= 0}
    lost = [-weights[name] * affinities[name] for name in affinities if weights[name] < 0]
    return combine(gained, {name: weights[name] for name in weights if weights[name] >= 0}, add_points([0.0, *lost]))


def add_points(points: Iterable[Any]) -> Any:
    """Return the sum of numbers or arrays, added up one after the other: the same bits wherever a score is made."""
    return reduce(np.add, points)


class Request(NamedTuple):
    """What is asked of a retriever."""

    k: int
    """How many mentors for each applicant at most."""
    weights: Mapping[str, float]
    """What each contributor's affinity counts: those of facets sum to 1, those of penalties are 0 or less."""
    excluded: NDArray[np.bool_]
    """Who may not be ranked, shape (n_mentors,)."""
    shared_terms: bool = True
    """Whether the terms shown beside each score are wanted too."""


class TopK(NamedTuple):
    """The best mentors of applicants, best first."""

    bounds: Positions
    """Those of applicant i are the entries `bounds[i]` to `bounds[i + 1]`; shape (n_applicants + 1,)."""
    mentors: Positions
    """Columns of the pool, shape (n_entries,)."""
    points: Floats
    """What each contributor adds, shape (n_entries, n_contributors); they add up to `scores`."""
    shared_terms: NDArray[np.int32]
    """Codes of the phrases shown, see `matcher.ranking.phrases`, shape (n_entries, N_CODES)."""
    strengths: NDArray[np.int8]
    """How strong each match is in itself, a place in `ranking.strength.STRENGTHS`, -1 where unknown."""

    @classmethod
    def joined(cls, parts: list["TopK"], n_contributors: int) -> "TopK":
        """Return the best mentors of several groups of applicants as one."""
        points, shown = np.empty((0, n_contributors)), np.empty((0, N_CODES), np.int32)
        nobody = cls(np.zeros(1, np.int64), np.empty(0, np.int64), points, shown, np.empty(0, np.int8))
        sizes = [np.diff(part.bounds) for part in parts]
        bounds = np.cumsum(np.concatenate([[0], *sizes]), dtype=np.int64)
        return cls(bounds, *map(np.concatenate, zip(*(part[1:] for part in (nobody, *parts)), strict=True)))

    def replaced(self, applicants: Positions, others: "TopK") -> "TopK":
        """Return the same with the mentors of some applicants exchanged for those of `others`, in the same order."""
        lines, new = self._lines(), others._lines()
        for applicant, line in zip(applicants.tolist(), new, strict=True):
            lines[applicant] = line
        return TopK.joined(lines, self.points.shape[1])

    def _lines(self) -> list["TopK"]:
        """Return the best mentors of each applicant alone."""
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
        """Return the best mentors of some applicants."""
        ...


def top_k(scores: Floats, k: int) -> Positions:
    """Return the positions of the k best scores, best first, ties by position.

    Mentors are ordered by id, so ties go by id. A score that is NaN was not given (not eligible, or nothing in common)
    and is left out, so fewer than k may come.

    >>> top_k(np.array([0.2, 0.9, np.nan, 0.9]), 3)
    array([1, 3, 0])
    """
    scored = np.flatnonzero(~np.isnan(scores))
    keys = np.round(scores[scored], TIE_DECIMALS)
    if check_count(k) < len(scored):
        is_near = keys >= np.partition(keys, len(keys) - k)[len(keys) - k]
        scored, keys = scored[is_near], keys[is_near]
    return np.asarray(scored[np.argsort(-keys, kind="stable")[:k]])
