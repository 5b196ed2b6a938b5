"""How often texts say each term of a vocabulary."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.facets.forms import Forms, PlainForms, Sequences
from matcher.facets.vocabulary import STOP, Vocabulary, pair_keys

_MOST_FORMS = 1_000_000
"""A long stream of texts holds ever new slips of the pen; beyond so many the numbering starts anew."""


class Counter:
    """Counts the terms of texts; remembers the words it has seen, so one counter serves one thread."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._forget()

    def _forget(self) -> None:
        self._forms = self._new_forms()
        self._codes = np.empty(0, np.int32)

    def _new_forms(self) -> Forms:
        return PlainForms()

    def rows(self, texts: Sequence[str], bounds: NDArray[np.int64]) -> tuple[sparse.csr_array, sparse.csr_array]:
        """Return how often whole texts, and each of their passages `texts`, say each term.

        The passages of text i are `texts[bounds[i] : bounds[i + 1]]`.
        """
        passages = self.counts(texts)
        return (passages if len(bounds) == len(texts) + 1 else _summed(passages, bounds)), passages

    def counts(self, texts: Sequence[str]) -> sparse.csr_array:
        """Return how often each text says each term, shape (n_texts, n_terms), columns in order."""
        return self.counted(self.codes(texts))

    def counted(self, words: Sequences) -> sparse.csr_array:
        """Return what `counts` returns of texts given as the columns of their words."""
        return _counted_terms(words, self.vocabulary)

    def codes(self, texts: Sequence[str]) -> Sequences:
        """Return texts as the columns of their words, stop words left out."""
        if len(self._codes) > _MOST_FORMS:
            self._forget()
        found = self._forms.read(texts)
        fresh = [self.vocabulary.code(form) for form in self._forms.since(len(self._codes))]
        self._codes = np.concatenate((self._codes, np.array(fresh, np.int32)))
        return found.coded(self._codes, STOP)


def distinct_pairs(said: Sequences, n_words: int) -> NDArray[np.int32]:
    """Return the pairs of known words that stand side by side in any text, sorted, shape (n_pairs, 2)."""
    first = _neighbours(said, _texts_of(said))
    keys = _distinct(pair_keys(said.numbers[first], said.numbers[first + 1], n_words))
    return np.stack(np.divmod(keys, n_words), axis=1).astype(np.int32)


def count_texts(read: Sequences, n_numbers: int) -> NDArray[np.int64]:
    """Return how many texts hold each number, shape (n_numbers,)."""
    held = _distinct(_texts_of(read) * n_numbers + read.numbers) % n_numbers
    return np.bincount(held, minlength=n_numbers)


class Ways(NamedTuple):
    """How texts are read and counted: in plain Python, or by compiled loops to the same numbers."""

    forms: Callable[[], Forms]
    counter: Callable[[Vocabulary], Counter]
    distinct_pairs: Callable[[Sequences, int], NDArray[np.int32]]
    count_texts: Callable[[Sequences, int], NDArray[np.int64]]


PLAIN = Ways(PlainForms, Counter, distinct_pairs, count_texts)


def _counted_terms(found: Sequences, vocabulary: Vocabulary) -> sparse.csr_array:
    texts = _texts_of(found)
    known = found.numbers >= 0
    texts_of, columns = [texts[known]], [found.numbers[known].astype(np.int64)]
    if len(vocabulary.pairs):
        at, columns_at = _pairs(found, texts, vocabulary)
        texts_of, columns = [*texts_of, at], [*columns, columns_at]
    return _tallied(np.concatenate(texts_of), np.concatenate(columns), (len(found.bounds) - 1, vocabulary.n_terms))


def _texts_of(found: Sequences) -> NDArray[np.int64]:
    """Return for each number which text it is of."""
    return np.repeat(np.arange(len(found.bounds) - 1), np.diff(found.bounds))


def _neighbours(found: Sequences, texts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the places of known words whose next word is known and of the same text."""
    known = found.numbers >= 0
    return np.flatnonzero(known[:-1] & known[1:] & (texts[:-1] == texts[1:]))


def _pairs(
    found: Sequences, texts: NDArray[np.int64], vocabulary: Vocabulary
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    first = _neighbours(found, texts)
    keys = pair_keys(found.numbers[first], found.numbers[first + 1], len(vocabulary.words))
    at = np.minimum(np.searchsorted(vocabulary.pair_keys, keys), len(vocabulary.pairs) - 1)
    hit = vocabulary.pair_keys[at] == keys
    return texts[first[hit]], at[hit] + len(vocabulary.words)


def _distinct(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the different numbers among keys, ascending; sorting is several times as fast as numpy's table."""
    ordered = np.sort(keys)
    return ordered[np.concatenate(([True], ordered[1:] != ordered[:-1]))] if len(ordered) else ordered


def _tallied(texts: NDArray[np.int64], columns: NDArray[np.int64], shape: tuple[int, int]) -> sparse.csr_array:
    keys, counts = np.unique(texts * shape[1] + columns, return_counts=True)
    texts, columns = np.divmod(keys, shape[1])
    bounds = np.concatenate(([0], np.cumsum(np.bincount(texts, minlength=shape[0]))))
    return sparse.csr_array((counts.astype(np.float64), columns.astype(np.int32), bounds.astype(np.int32)), shape=shape)


def _summed(counts: sparse.csr_array, bounds: NDArray[np.int64]) -> sparse.csr_array:
    """Return the counts of texts from those of their passages."""
    n_texts, n_passages = len(bounds) - 1, counts.shape[0]
    members = (np.ones(n_passages), np.arange(n_passages), bounds)
    summed: sparse.csr_array = sparse.csr_array(members, shape=(n_texts, n_passages)) @ counts
    summed.sort_indices()
    return summed
