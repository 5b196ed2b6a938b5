"""Single pairs of applicant and mentor scored exactly: what the facets say of all pairs, for the few that matter."""

from functools import reduce
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.facets import Rows
from matcher.facets.parts import BEST_PASSAGES, BEST_PIECES, SHARE
from matcher.facets.topics import GRAIN
from matcher.model.arrays import MentorRows

Floats = NDArray[np.float64]
Places = NDArray[np.int64]


class Applicant(NamedTuple):
    """One applicant's terms and their weights.

    `weights` has shape (n_terms + 1, n_rows): first a row of zeros for every term the applicant does not write; the
    first column is the whole text, the others the passages of a long one. `topics` has the same rows in topic space.
    """

    terms: NDArray[np.int32]
    weights: Floats
    topics: NDArray[np.float32]

    @property
    def ceiling(self) -> Floats:
        """What bounds a score's terms: half the whole, half the mean of the largest weights of any passages."""
        whole, passages = self.weights[1:, 0], self.weights[1:, 1:]
        if not passages.shape[1]:
            return whole
        best = np.partition(passages, -BEST_PASSAGES, axis=1)[:, -BEST_PASSAGES:].sum(axis=1)
        return np.asarray((1 - SHARE) * whole + SHARE * best / BEST_PASSAGES)


def applicants_of(rows: Rows, topics: NDArray[np.float32]) -> list[Applicant]:
    """Return the applicants of some rows; `topics` are the whole texts' topic rows, then those of the passages."""
    return [_applicant(rows, topics, at) for at in range(rows.whole.shape[0])]


def _applicant(rows: Rows, topics: NDArray[np.float32], at: int) -> Applicant:
    span = slice(*rows.whole.indptr[at : at + 2])
    terms, (start, end) = rows.whole.indices[span], rows.bounds[at : at + 2].tolist()
    whole = topics[at : at + 1]
    if end - start == 1:
        return Applicant(terms, np.concatenate(([0.0], rows.whole.data[span]))[:, None], whole)
    bounds = rows.passages.indptr[start : end + 1]
    inside = slice(bounds[0], bounds[-1])
    weights = np.zeros((len(terms) + 1, 1 + end - start))
    weights[1:, 0] = rows.whole.data[span]
    passage = np.repeat(np.arange(1, 1 + end - start), np.diff(bounds))
    weights[1 + np.searchsorted(terms, rows.passages.indices[inside]), passage] = rows.passages.data[inside]
    first = rows.whole.shape[0]
    return Applicant(terms, weights, np.concatenate((whole, topics[first + start : first + end])))


class PairScorer:
    """Scores pairs; `slots` says for each term of the pool which row of an applicant's weights it is, 0 if none."""

    def __init__(self, mentors: MentorRows) -> None:
        self.mentors = mentors
        self.slots = np.zeros(mentors.everything.shape[1], np.int32)

    def load(self, applicant: Applicant) -> None:
        """Take up an applicant."""
        self.slots[applicant.terms] = np.arange(1, len(applicant.terms) + 1, dtype=np.int32)

    def unload(self, applicant: Applicant) -> None:
        """Forget an applicant."""
        self.slots[applicant.terms] = 0

    def affinities(self, applicant: Applicant, mentors: Places) -> Floats:
        """Return the affinities, shape (n_mentors, 3), of the applicant taken up with some mentors."""
        return np.stack(
            (
                with_best_passages(self.mixed(applicant, mentors)[0]),
                self._interests(applicant, mentors),
                self.topics(applicant, mentors),
            ),
            axis=1,
        )

    def _interests(self, applicant: Applicant, mentors: Places) -> Floats:
        if not self.mentors.interests.nnz:
            return np.zeros(len(mentors))
        return self._cosines(self.mentors.interests, mentors, applicant.weights[:, :1])[:, 0]

    def topics(self, applicant: Applicant, mentors: Places) -> Floats:
        """Return the affinities in topics of an applicant with some mentors."""
        return with_best_passages(_clipped(self._topics_of(applicant.topics, mentors) @ applicant.topics.T))

    def _topics_of(self, rows: NDArray[np.float32], mentors: Places | slice) -> NDArray[np.float32]:
        # rows without columns stand for topics that do not count
        return self.mentors.topics[mentors, : rows.shape[1]]

    def mixed(self, applicant: Applicant, mentors: Places) -> tuple[Floats, Floats]:
        """Return the mixed cosines, shape (n_mentors, n_rows), and those of the pieces, (n_mentors, n_pieces, n_rows).

        Mentors with fewer pieces than others have zeros for the rest.
        """
        found = self._cosines(self.mentors.everything, mentors, applicant.weights)
        starts = self.mentors.bounds[mentors]
        sizes = self.mentors.bounds[mentors + 1] - starts
        pieces = np.zeros((len(mentors), max(int(sizes.max(initial=0)), BEST_PIECES), found.shape[1]))
        if not sizes.any():
            return found, pieces
        places = flat(starts, sizes)
        owner, nth = np.repeat(np.arange(len(mentors)), sizes), places - np.repeat(starts, sizes)
        pieces[owner, nth] = self._cosines(self.mentors.pieces, places, applicant.weights)
        best = np.sort(pieces, axis=1)[:, -BEST_PIECES:]
        # added up from the least on: the same bits whatever way it is done
        mean = reduce(np.add, best.swapaxes(0, 1)) / np.clip(sizes, 1, BEST_PIECES)[:, None]
        shown = sizes > 0
        found[shown] = (1 - SHARE) * found[shown] + SHARE * mean[shown]
        return found, pieces

    def _cosines(self, matrix: sparse.csr_array, rows: Places, weights: Floats) -> Floats:
        """Return the products of some mentors' rows with each row of the applicant taken up, at most 1."""
        places, bounds = self.entries(matrix, rows)
        slots = self.slots[matrix.indices[places]]
        # bincount adds up in the order given, as the product of sparse rows does
        shared = np.flatnonzero(slots)
        of, values = np.repeat(np.arange(len(rows)), np.diff(bounds))[shared], matrix.data[places[shared]]
        met = weights[slots[shared]]
        found = [np.bincount(of, values * met[:, text], len(rows)) for text in range(weights.shape[1])]
        return np.minimum(np.stack(found, axis=1), 1.0)

    def entries(self, matrix: sparse.csr_array, rows: Places) -> tuple[Places, Places]:
        """Return the places of the entries of some rows, and where each row's start among them."""
        starts = matrix.indptr[rows].astype(np.int64)
        sizes = matrix.indptr[rows + 1] - starts
        return flat(starts, sizes), np.concatenate(([0], np.cumsum(sizes)))


def _clipped(products: NDArray[np.float32]) -> Floats:
    return np.asarray(np.clip(products / np.float64(GRAIN**2), 0.0, 1.0))


def with_best_passages(cosines: Floats) -> Floats:
    """Return affinities from the cosines of a whole (first column) and its passages, shape (n_mentors, n_rows)."""
    if cosines.shape[1] == 1:
        return cosines[:, 0]
    best = np.sort(cosines[:, 1:], axis=1)[:, -BEST_PASSAGES:]
    return np.asarray((1 - SHARE) * cosines[:, 0] + SHARE * ((best[:, 0] + best[:, 1]) / BEST_PASSAGES))


def flat(starts: Places, sizes: Places) -> Places:
    """Return the places of runs that start at `starts` and have `sizes`, one after the other.

    >>> flat(np.array([5, 0]), np.array([2, 3]))
    array([5, 6, 0, 1, 2])
    """
    ends = np.cumsum(sizes)
    return np.asarray(np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(starts - (ends - sizes), sizes))
