"""What facets share: their interface, applicants as their input, and passage pooling.

Passage pooling: half of an affinity is that of the whole text, half the mean of the best passages or pieces.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.config import MatchConfig
from matcher.index.corpus import Corpus, PoolIndex
from matcher.index.postings import Floats
from matcher.index.tfidf import ApplicantVectors
from matcher.text.profile_text import ProfileText

Arrays = Mapping[str, NDArray[Any]]
Ints = NDArray[np.int64]

BEST_PASSAGES = 2
"""How many passages of a long statement count for a mentor: those most similar to the mentor's text."""

BEST_PIECES = 3
"""How many pieces of a mentor's evidence count for an applicant: those most similar to the applicant's text.

Their sum is always divided by this number, so that a mentor with a single piece has no advantage.
"""

_BLOCK = 16
"""The number of applicants whose passages are computed at a time."""

BEST_SHARE = 0.5
"""The share of the best passages or pieces in an affinity; the rest is that of the whole text."""


class AffinityPart(NamedTuple):
    """What one term, topic or pair of sentences adds to an affinity; the parts of an affinity add up to it.

    For a pair of sentences, `sentences` are the applicant's and the mentor's, and `cosine` is their cosine.
    """

    label: str
    value: float
    sentences: tuple[str, str] | None = None
    cosine: float | None = None


@dataclass(frozen=True)
class Applicants:
    """Some applicants as input of facets."""

    texts: Sequence[ProfileText]
    """What each says and refuses."""
    vectors: ApplicantVectors
    """The texts as unit vectors of terms."""
    encoded: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    """The results of each facet's `encode`, by facet: one entry for each applicant, or no entries."""

    def __len__(self) -> int:
        return len(self.vectors.n_words)

    def take(self, rows: NDArray[np.int64]) -> "Applicants":
        """Return the applicants in the given rows, in that order."""
        if len(rows) == len(self) and (np.diff(rows) == 1).all():
            return self
        encoded = {
            name: [entries[row] for row in rows] if len(entries) else entries for name, entries in self.encoded.items()
        }
        return Applicants([self.texts[row] for row in rows], self.vectors.take(rows), encoded)


class Facet(ABC):
    """One kind of similarity, fitted on a pool.

    Guarantees: affinities are in [0, 1]; an applicant without text and a mentor with an empty profile have affinity 0
    with everyone; an applicant's affinities are the same to the bit whoever else is computed with it; `contributions`
    add up to the affinity. `matcher.registry` has the name, label and weight of each facet.
    """

    @classmethod
    @abstractmethod
    def fit(cls, corpus: Corpus, config: MatchConfig) -> Self:
        """Return the facet fitted on a pool."""

    def encode(self, texts: Sequence[ProfileText], vectors: ApplicantVectors) -> Sequence[Any]:  # noqa: ARG002
        """Return what the facet needs for each applicant besides texts and vectors, one entry each; by default nothing.

        It is called once for all applicants, which are then ranked in blocks.
        """
        return ()

    @abstractmethod
    def affinities(self, applicants: Applicants) -> Floats:
        """Return the affinities, shape (n_applicants, n_mentors)."""

    def pair_affinities(self, applicants: Applicants, rows: Ints, mentors: Ints) -> Floats:
        """Return the affinities of some pairs, equal to the bit to those of `affinities`, shape (n_pairs,)."""
        return np.asarray(self.affinities(applicants)[rows, mentors])

    @abstractmethod
    def contributions(self, applicant: Applicants, mentor: int) -> list[AffinityPart]:
        """Return the parts of the affinity of the single applicant with a mentor, largest first."""

    @abstractmethod
    def arrays(self) -> Arrays:
        """Return the fitted state as arrays of numbers or text, by name; no objects."""

    @classmethod
    @abstractmethod
    def from_arrays(cls, arrays: Arrays, index: PoolIndex) -> Self:
        """Return the facet from its `arrays`, for the same pool."""


def largest_first(parts: Sequence[AffinityPart]) -> list[AffinityPart]:
    """Return parts in the order of display: the largest first, equal ones by label."""
    return sorted(parts, key=lambda part: (-part.value, part.label))


def pool_passages(applicants: ApplicantVectors, cosines: Callable[[sparse.csr_array], Floats]) -> Floats:
    """Return the affinities of applicants, shape (n_applicants, n_mentors); those of long statements half by passages.

    Only one paragraph of a long statement may fit a mentor. A short statement is a single passage, so that both halves
    are the same cosine.
    """
    whole, bounds = applicants.whole, applicants.bounds
    if applicants.passages is whole:
        return cosines(whole)
    blocks = []
    for start in range(0, whole.shape[0], _BLOCK):
        end = min(start + _BLOCK, whole.shape[0])
        # one product for whole texts and passages: reading the arrays of a large pool once takes half the time
        rows = sparse.vstack([whole[start:end], applicants.passages[bounds[start] : bounds[end]]], format="csr")
        products = cosines(rows)
        affinities, by_passage = products[: end - start], products[end - start :]
        for row in np.flatnonzero(np.diff(bounds[start : end + 1]) > 1):
            first, last = bounds[start + row : start + row + 2] - bounds[start]
            affinities[row] = mix(affinities[row], best_mean(by_passage[first:last], BEST_PASSAGES))
        blocks.append(affinities)
    return np.concatenate(blocks)


def pool_pieces(whole: Floats, by_piece: Floats, bounds: NDArray[np.int64]) -> Floats:
    """Return cosines with mentors, shape (n_rows, n_mentors); for mentors with evidence half comes from its pieces.

    `whole` are the cosines with each mentor's whole text, `by_piece` those with each piece of evidence, shape (n_rows,
    n_pieces); the pieces of mentor i are `bounds[i]` to `bounds[i + 1]`.
    """
    pooled, sizes = whole.copy(), np.diff(bounds)
    for size in np.unique(sizes[sizes > 0]):  # mentors with the same number of pieces are pooled together
        mentors = np.flatnonzero(sizes == size)
        pieces = by_piece[:, bounds[mentors] + np.arange(size)[:, None]].swapaxes(0, 1)
        pooled[:, mentors] = mix(whole[:, mentors], best_mean(pieces, BEST_PIECES))
    return pooled


def mix(whole: Floats, best: Floats) -> Floats:
    """Return the weighted sum of the values of a whole text and of its best parts."""
    return (1 - BEST_SHARE) * whole + BEST_SHARE * best


def best_mean(cosines: Floats, n: int) -> Floats:
    """Return the sum of the n best cosines along the first axis, divided by n; shape (n_rows, ...) to (...).

    They are added from the smallest up, so that the result is the same to the bit for any order of rows. Missing rows
    count as 0.

    >>> best_mean(np.array([[0.0, 0.4], [0.5, 0.4], [0.3, 0.1]]), 2)
    array([0.4, 0.4])
    >>> best_mean(np.array([[0.5]]), 2)
    array([0.25])
    """
    best = list(cosines[:n])
    for row in cosines[n:]:  # a few passes of maxima and minima are several times faster than sorting columns
        for rank in range(n):
            best[rank], row = np.maximum(best[rank], row), np.minimum(best[rank], row)
    mean: Floats = np.sum(np.sort(best, axis=0), axis=0) / n
    return mean


def best_first(cosines: Floats, n: int) -> NDArray[np.int64]:
    """Return the n rows with the best cosines in each column, shape (n, n_columns); ties in the order of rows."""
    return np.argsort(-cosines, axis=0, kind="stable")[:n]


def mix_best(whole: Floats, parts: Floats, best: NDArray[np.int64], n: int) -> Floats:
    """Return the contribution of each entry, a term or topic, to the result of `best_mean` and `mix`.

    `whole` are the contributions to the cosine of the whole text, shape (n_pairs, n_entries), and `parts` those to the
    cosine of each part, shape (n_parts, n_pairs, n_entries); for each pair the parts in `best` count, shape (n_best,
    n_pairs), at most n.
    """
    mixed = (1 - BEST_SHARE) * whole
    for part in np.take_along_axis(parts, best[:, :, None], axis=0):
        mixed += BEST_SHARE / n * part
    return mixed
