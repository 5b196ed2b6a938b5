"""The term space: the pool's vocabulary with its weights, and texts as unit vectors in it."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.facets.counting import Counter
from matcher.facets.vocabulary import Vocabulary

Floats = NDArray[np.float64]

_LOGS = 1 + np.log(np.arange(1, 4097, dtype=np.float64))


class Rows(NamedTuple):
    """Applicants in the term space: each as a whole, and each passage of the long ones by itself.

    `whole` has shape (n_applicants, n_terms), `passages` (n_passages, n_terms); the passages of applicant i are the
    rows `bounds[i]` to `bounds[i + 1]`. A short text is its own only passage. Rows have length 1, or 0 where the space
    knows no word.
    `refused`, shape (n_applicants, n_terms), is what each does not want.
    """

    whole: sparse.csr_array
    passages: sparse.csr_array
    bounds: NDArray[np.int64]
    refused: sparse.csr_array

    def one(self, applicant: int) -> "Rows":
        """Return the rows of one applicant."""
        return self.take(np.array([applicant]))

    def take(self, applicants: NDArray[np.int64]) -> "Rows":
        """Return the rows of some applicants, in that order."""
        whole, refused = self.whole[applicants], self.refused[applicants]
        sizes = np.diff(self.bounds)[applicants]
        bounds = np.concatenate(([0], np.cumsum(sizes)))
        if self.passages is self.whole:
            return Rows(whole, whole, bounds, refused)
        places = np.arange(bounds[-1]) + np.repeat(self.bounds[applicants] - bounds[:-1], sizes)
        return Rows(whole, self.passages[places], bounds, refused)


@dataclass(frozen=True)
class TermSpace:
    """A fitted vocabulary: every term of the pool, in order, and how telling each one is.

    Parameters
    ----------
    vocabulary
        The terms, each with its column.
    written
        For each of the words the form most often written in the pool.
    idf
        How telling each term is, shape (n_terms,), more than 0.
    """

    vocabulary: Vocabulary
    written: tuple[str, ...]
    idf: Floats

    def __getstate__(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("vocabulary", "written", "idf")}

    @property
    def n_words(self) -> int:
        """How many of the terms are words; the others are pairs."""
        return len(self.written)

    @property
    def n_terms(self) -> int:
        """How many words and pairs there are."""
        return self.vocabulary.n_terms

    def label(self, column: int) -> str:
        """Return a term as people write it."""
        if column < self.n_words:
            return self.written[column]
        return " ".join(self.written[word] for word in self.vocabulary.pairs[column - self.n_words].tolist())

    def rows(self, texts: Iterable[str], refused: Sequence[str], quick: bool = False) -> Rows:
        """Return what applicants say, and what they refuse, as unit rows; each depends on its own text alone.

        A weight is (1 + log count) times idf; the counts of a whole text are those of its passages together.
        `quick` has compiled loops read and count: the same rows.
        """
        pieces = list(map(self.vocabulary.analysis.parts, texts))
        bounds = np.cumsum([0, *map(len, pieces)], dtype=np.int64)
        counts, parts_counts = self._counter_of(quick).rows(list(chain.from_iterable(pieces)), bounds)
        parts = self.weighed(parts_counts)
        whole = parts if counts is parts_counts else self.weighed(counts)
        return Rows(whole, parts, bounds, self.refused(refused, whole))

    def vectors(self, texts: Iterable[str], quick: bool = False) -> sparse.csr_array:
        """Return texts as unit rows, shape (n_texts, n_terms), a weight being (1 + log count) times idf."""
        return self.weighed(self.counts(list(texts), quick))

    def refused(self, texts: Sequence[str], said: sparse.csr_array, quick: bool = False) -> sparse.csr_array:
        """Return what profiles refuse as rows, a term that the same profile also says left out.

        Who wants medical imaging but no medical diagnosis does not refuse *medical*. The other terms keep the weight
        they have in the unit row of the whole refusal.
        """
        if not any(texts):
            return sparse.csr_array(said.shape)
        rows = self.vectors(texts, quick)
        also = sparse.csr_array((np.ones(len(said.data)), said.indices, said.indptr), shape=said.shape)
        left: sparse.csr_array = (rows - rows * also).tocsr()
        left.eliminate_zeros()
        return left

    def counts(self, texts: Sequence[str], quick: bool = False) -> sparse.csr_array:
        """Return how often each text says each term, shape (n_texts, n_terms)."""
        return self._counter_of(quick).counts(texts)

    def _counter_of(self, quick: bool) -> Counter:
        return self._quick_counter if quick else self._counter

    @property
    def _counter(self) -> Counter:
        # a counter remembers words, so each thread has its own
        if not hasattr(self._own, "counter"):
            self._own.counter = Counter(self.vocabulary)
        counter: Counter = self._own.counter
        return counter

    @property
    def _quick_counter(self) -> Counter:
        if not hasattr(self._own, "quick"):
            from matcher.facets.quick import QuickCounter

            self._own.quick = QuickCounter(self.vocabulary)
        counter: Counter = self._own.quick
        return counter

    @cached_property
    def _own(self) -> threading.local:
        return threading.local()

    def weighed(self, counts: sparse.csr_array) -> sparse.csr_array:
        """Return counts, shape (n_texts, n_terms), as unit rows."""
        weights = log_counts(counts.data) * self.idf[counts.indices]
        return unit_rows(sparse.csr_array((weights, counts.indices, counts.indptr), shape=counts.shape))


def log_counts(counts: Floats) -> Floats:
    """Return 1 + log of counts of 1 or more."""
    if len(counts) and counts.max() > len(_LOGS):
        return np.asarray(1 + np.log(counts))
    return _LOGS[counts.astype(np.intp) - 1]


def unit_rows(rows: sparse.csr_array) -> sparse.csr_array:
    """Return sparse rows scaled to length 1; empty rows stay empty. Each row is summed up by itself."""
    sizes = np.diff(rows.indptr)
    scale = np.zeros(len(sizes))
    filled = np.flatnonzero(sizes)
    if len(filled):
        squares = np.add.reduceat(rows.data * rows.data, rows.indptr[:-1][filled])
        scale[filled] = np.divide(1.0, np.sqrt(squares), out=np.zeros(len(filled)), where=squares > 0)
    return sparse.csr_array((rows.data * np.repeat(scale, sizes), rows.indices, rows.indptr), shape=rows.shape)
