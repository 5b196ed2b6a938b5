"""How close an applicant is to each mentor in meaning, from the cosines of their passages."""

import numpy as np
from numpy.typing import NDArray

from matcher.semantic.encoder import Floats

BEST_PAIRS = 2
"""How many pairs of passages count for a mentor. The sum is divided by this number always: a mentor with a single
passage gains nothing by it."""

FLOOR = 0.1
"""A cosine up to here says nothing: any two texts in one language have about so much."""

WISHED_SHARE = 0.3
"""The share of what is wished; the rest is that of all passages together."""

INTERESTS_SHARE = 0.2
"""The share of the best pairs of an applicant's sentence and a phrase of a mentor's interests; the rest is that of
passages, and the whole where no interests are listed."""

SCALE = 0.125
"""What a closeness of 1 is worth as an affinity: cosines of meaning are several times those of words."""

COMMON_LENGTH, MOST = 200.0, 2.0
"""A statement of so many words has the factor 1; a shorter one at most this factor."""


def closeness(cosines: Floats, n_wished: int, bounds: NDArray[np.int64]) -> Floats:
    """Return the closeness of an applicant with each mentor, shape (n_mentors,), in [0, 1].

    Parameters
    ----------
    cosines
        Of the applicant's passages, the wished ones first, with the mentors' passages: (n_passages, n_mentor_passages).
    n_wished
        How many passages hold what is wished.
    bounds
        The passages of mentor i are the columns `bounds[i]` to `bounds[i + 1]`.

    Examples
    --------
    >>> closeness(np.array([[0.1, 1.0], [0.55, 0.1]]), 0, np.array([0, 1, 2])).round(3).tolist()
    [0.25, 0.5]
    """
    if not len(cosines):
        return np.zeros(len(bounds) - 1)
    everything = best_pairs(cosines, bounds)
    if not n_wished:
        return everything
    return (1 - WISHED_SHARE) * everything + WISHED_SHARE * best_pairs(cosines[:n_wished], bounds)


def with_interests(by_passage: Floats, cosines: Floats, bounds: NDArray[np.int64]) -> Floats:
    """Return the closeness by passages with that of sentences to interests taken in, shape (n_mentors,), in [0, 1].

    `cosines` are those of the applicant's sentences with the phrases of the mentors' interests, shape (n_sentences,
    n_phrases); the phrases of mentor i are the columns `bounds[i]` to `bounds[i + 1]`.

    >>> with_interests(np.array([0.5, 0.5]), np.array([[1.0], [0.1]]), np.array([0, 1, 1])).round(3).tolist()
    [0.5, 0.5]
    """
    if not len(cosines):
        return by_passage
    share = INTERESTS_SHARE * (np.diff(bounds) > 0)
    return (1 - share) * by_passage + share * best_pairs(cosines, bounds)


def pair_shares(cosines: Floats, n_wished: int) -> list[tuple[int, int, float]]:
    """Return the pairs of passages that count for one mentor, each by its rows and what it adds to the closeness.

    `cosines` has shape (n_passages, n_mentor_passages). A pair that counts as wished and among all comes twice.
    """
    risen = _risen(cosines)
    groups = [(len(risen), 1 - WISHED_SHARE), (n_wished, WISHED_SHARE)] if n_wished else [(len(risen), 1.0)]
    shares = []
    for n, share in groups:
        for place in np.argsort(-risen[:n], axis=None, kind="stable")[:BEST_PAIRS].tolist():
            row, column = divmod(place, risen.shape[1])
            shares.append((row, column, share * float(risen[row, column]) / BEST_PAIRS))
    return [one for one in shares if one[2] > 0]


def _risen(cosines: Floats) -> Floats:
    risen: Floats = np.maximum(cosines - FLOOR, 0.0) / (1 - FLOOR)
    return risen


def best_pairs(cosines: Floats, bounds: NDArray[np.int64]) -> Floats:
    """Return for each mentor what the best pairs of texts say above the floor, divided by `BEST_PAIRS`."""
    found = np.zeros(len(bounds) - 1)
    filled = np.flatnonzero(np.diff(bounds))
    if not len(filled):
        return found
    # of each column two may count, so the two best of a mentor are among the two best of its columns
    first, second = _two_best_rows(cosines)
    starts = bounds[:-1][filled]
    top = np.maximum.reduceat(first, starts)
    of = np.repeat(np.arange(len(filled)), np.diff(bounds)[filled])
    places = np.flatnonzero(first == top[of])
    taken = places[np.unique(of[places], return_index=True)[1]]
    left = first.copy()
    left[taken] = second[taken]
    found[filled] = (_risen(top) + _risen(np.maximum.reduceat(left, starts))) / BEST_PAIRS
    return found


def _two_best_rows(cosines: Floats) -> tuple[Floats, Floats]:
    """Return the largest and the second largest of each column; zeros for a second that is not there."""
    first, second = cosines[0], np.zeros(cosines.shape[1])
    if len(cosines) > 1:
        first, second = np.maximum(first, cosines[1]), np.minimum(first, cosines[1])
    for row in cosines[2:]:  # passes over rows are several times as fast as sorting columns
        second = np.maximum(second, np.minimum(first, row))
        first = np.maximum(first, row)
    return first, second


def length_factor(n_words: int) -> float:
    """Return how much closeness counts for a statement of so many words, stop words left out.

    The less somebody writes, the less its words tell and the more its meaning does.

    >>> length_factor(200), length_factor(800), length_factor(3)
    (1.0, 0.5, 2.0)
    """
    return float(length_factors(np.array([n_words]))[0])


def length_factors(n_words: NDArray[np.int64]) -> Floats:
    """Return what `length_factor` returns, of many statements."""
    return np.minimum(MOST, np.sqrt(COMMON_LENGTH / np.maximum(n_words, 1)))
