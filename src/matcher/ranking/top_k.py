"""The k best mentors of each applicant, the same whatever order the files came in."""

from collections.abc import Mapping
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from matcher.errors import ConfigError
from matcher.facets.base import Applicants
from matcher.ranking.combine import Floats, add_points
from matcher.ranking.phrases import N_CODES

TIE_DECIMALS = 9
"""Scores that agree to this many decimals are tied; what differs below is arithmetic, not fit."""

Positions = NDArray[np.int64]


class Request(NamedTuple):
    """What is asked of a retriever.

    Parameters
    ----------
    k
        How many mentors for each applicant at most.
    weights
        What each contributor's affinity counts: those of facets sum to 1, those of penalties are 0 or less.
    excluded
        Who may not be ranked, shape (n_mentors,).
    shared_terms
        Whether the terms shown beside each score are wanted too.
    """

    k: int
    weights: Mapping[str, float]
    excluded: NDArray[np.bool_]
    shared_terms: bool = True


class TopK(NamedTuple):
    """The best mentors of applicants, best first: those of applicant i are the entries `bounds[i]` to `bounds[i + 1]`.

    Parameters
    ----------
    bounds
        Shape (n_applicants + 1,).
    mentors
        Columns of the pool, shape (n_entries,).
    points
        What each contributor adds, shape (n_entries, n_contributors); they add up to `scores`.
    shared_terms
        Codes of the phrases shown, see `matcher.ranking.phrases`, shape (n_entries, N_CODES).
    strengths
        How strong each match is in itself, a place in `ranking.strength.STRENGTHS`, -1 where unknown.
    """

    bounds: Positions
    mentors: Positions
    points: Floats
    shared_terms: NDArray[np.int32]
    strengths: NDArray[np.int8]

    @classmethod
    def joined(cls, parts: list["TopK"], n_contributors: int) -> "TopK":
        """Return the best mentors of several groups of applicants as one."""
        nobody = cls(
            np.zeros(1, np.int64),
            np.empty(0, np.int64),
            np.empty((0, n_contributors)),
            np.empty((0, N_CODES), np.int32),
            np.empty(0, np.int8),
        )
        sizes = [np.diff(part.bounds) for part in parts]
        bounds = np.concatenate(([0], np.cumsum(np.concatenate(sizes) if sizes else []))).astype(np.int64)
        return cls(bounds, *map(np.concatenate, zip(*(part[1:] for part in (nobody, *parts)), strict=True)))

    def replaced(self, applicants: Positions, others: "TopK") -> "TopK":
        """Return the same with the mentors of some applicants exchanged for those of `others`, in the same order."""
        lines = [self._line(applicant) for applicant in range(len(self.bounds) - 1)]
        for applicant, line in zip(applicants.tolist(), map(others._line, range(len(applicants))), strict=True):
            lines[applicant] = line
        return TopK.joined(lines, self.points.shape[1])

    def _line(self, applicant: int) -> "TopK":
        start, end = self.bounds[applicant : applicant + 2].tolist()
        bounds = np.array([0, end - start])
        mentors, points = self.mentors[start:end], self.points[start:end]
        return TopK(bounds, mentors, points, self.shared_terms[start:end], self.strengths[start:end])

    @property
    def scores(self) -> Floats:
        """The scores, shape (n_entries,)."""
        scores: Floats = add_points(self.points.T)
        return scores


class Retriever(Protocol):
    """Finds the best mentors of applicants; one retriever serves one thread."""

    def top_k(self, applicants: Applicants, request: Request) -> TopK:
        """Return the best mentors of some applicants."""
        ...


def check_k(k: object) -> int:
    """Return k; raises `ConfigError` unless it is a whole number of 1 or more."""
    if isinstance(k, bool) or not hasattr(k, "__index__") or k.__index__() < 1:
        raise ConfigError(f"k must be a whole number of 1 or more; it is {k!r}")
    return int(k.__index__())


def top_k(scores: Floats, k: int) -> Positions:
    """Return the positions of the k best scores, best first, ties by position.

    Mentors are ordered by id, so ties go by id. A score that is NaN was not given (not eligible, or nothing in common)
    and is left out, so fewer than k may come.

    >>> top_k(np.array([0.2, 0.9, np.nan, 0.9]), 3)
    array([1, 3, 0])
    """
    scored = np.flatnonzero(~np.isnan(scores))
    keys = np.round(scores[scored], TIE_DECIMALS)
    if check_k(k) < len(scored):
        is_near = keys >= np.partition(keys, len(keys) - k)[len(keys) - k]
        scored, keys = scored[is_near], keys[is_near]
    return np.asarray(scored[np.argsort(-keys, kind="stable")[:k]])
