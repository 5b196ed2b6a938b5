"""Texts as sequences of token ids, their term counts, and the backend that tokenises and counts them."""

from collections.abc import Callable, Collection, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.index.postings import places_in
from matcher.index.vocabulary import STOP, UNKNOWN, Vocabulary, pair_keys
from matcher.text.profile_text import Screen
from matcher.text.shingles import Hashes, sample
from matcher.text.tokens import forms

_MOST_TOKENS = 1_000_000
"""After so many different tokens the numbering starts again: a long stream of texts keeps bringing new misspellings."""


class TokenSequences(NamedTuple):
    """Texts as token ids: text i is `ids[bounds[i] : bounds[i + 1]]`."""

    ids: NDArray[np.int32]
    bounds: NDArray[np.int64]

    def mapped(self, new_ids: NDArray[np.int32]) -> "TokenSequences":
        """Return the texts with each id replaced by `new_ids[id]`; ids replaced by `STOP` are left out."""
        ids = new_ids[self.ids]
        is_dropped = ids == STOP
        return TokenSequences(ids[~is_dropped], self.bounds - np.searchsorted(np.flatnonzero(is_dropped), self.bounds))

    def holding(self, is_wanted: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return which texts contain a wanted id, shape (n_texts,)."""
        has_wanted = np.zeros(len(self.bounds) - 1, np.bool_)
        has_wanted[np.searchsorted(self.bounds, np.flatnonzero(is_wanted[self.ids]), side="right") - 1] = True
        return has_wanted

    def followed_by(self, others: "TokenSequences") -> "TokenSequences":
        """Return these texts followed by others."""
        bounds = np.concatenate((self.bounds, self.bounds[-1] + others.bounds[1:]))
        return TokenSequences(np.concatenate((self.ids, others.ids)), bounds)

    def first(self, n: int) -> "TokenSequences":
        """Return the first n texts."""
        return TokenSequences(self.ids[: self.bounds[n]], self.bounds[: n + 1])


class _Numbering(dict[str, int]):
    def __init__(self) -> None:
        self.tokens: list[str] = []

    def __missing__(self, token: str) -> int:
        token_id = self[token] = len(self)
        self.tokens.append(token)
        return token_id


class TokenIds:
    """Tokenises texts and numbers the tokens in order of appearance, with regular expressions and a dictionary."""

    def __init__(self) -> None:
        self._ids = _Numbering()

    def tokenize(self, texts: Sequence[str]) -> TokenSequences:
        """Return texts as the ids of their tokens."""
        id_of = self._ids.__getitem__
        # variants of a long text share most of its passages
        ids_of_text = {text: list(map(id_of, forms(text))) for text in dict.fromkeys(texts)}
        ids_by_text = [ids_of_text[text] for text in texts]
        bounds = np.cumsum([0, *map(len, ids_by_text)], dtype=np.int64)
        return TokenSequences(np.fromiter(chain.from_iterable(ids_by_text), np.int32, int(bounds[-1])), bounds)

    def tokens_from(self, first_id: int) -> list[str]:
        """Return the tokens with ids from `first_id` on, in order."""
        return self._ids.tokens[first_id:]


class TermCounter:
    """Counts the terms of texts; caches the tokens it has seen, so each thread needs its own counter.

    `reading` reports which texts contain one of the `marked` tokens.
    """

    token_ids: Callable[[], TokenIds] = TokenIds
    """Makes the numbering of tokens."""

    def __init__(self, vocabulary: Vocabulary, marked: Collection[str] = ()) -> None:
        self.vocabulary, self._marked = vocabulary, marked
        self._forget()

    def _forget(self) -> None:
        self._numbering = self.token_ids()
        self._word_ids, self._is_marked = np.empty(0, np.int32), np.empty(0, np.bool_)

    def passage_counts(
        self, passages: TokenSequences, bounds: NDArray[np.int64]
    ) -> tuple[sparse.csr_array, sparse.csr_array]:
        """Return the term counts of whole texts and of their passages; passages are given as columns of words.

        The passages of text i are those from `bounds[i]` to `bounds[i + 1]`; its counts are the sums of theirs. If
        every text has one passage, both results are the same object.
        """
        counts = self.count_words(passages)
        return (counts if len(bounds) == len(passages.bounds) else _sum_rows(counts, bounds)), counts

    def counts(self, texts: Sequence[str]) -> sparse.csr_array:
        """Return the term counts of texts, shape (n_texts, n_terms), columns sorted."""
        return self.count_words(self.word_ids(texts))

    def count_words(self, words: TokenSequences) -> sparse.csr_array:
        """Return the result of `counts` for texts given as columns of words."""
        vocabulary, texts = self.vocabulary, _text_of_each(words)
        is_known = words.ids >= 0
        pair_rows, pair_columns = _known_pairs(words, texts, vocabulary)
        rows = np.concatenate((texts[is_known], pair_rows))
        columns = np.concatenate((words.ids[is_known].astype(np.int64), pair_columns))
        shape = len(words.bounds) - 1, vocabulary.n_terms
        keys, counts = np.unique(rows * shape[1] + columns, return_counts=True)
        rows, columns = np.divmod(keys, shape[1])
        bounds = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=shape[0]))))
        entries = counts.astype(np.float64), columns.astype(np.int32), bounds.astype(np.int32)
        return sparse.csr_array(entries, shape=shape)

    def word_ids(self, texts: Sequence[str]) -> TokenSequences:
        """Return texts as the columns of their words, stop words left out."""
        return self.reading(texts)[0]

    def reading(self, texts: Sequence[str]) -> tuple[TokenSequences, NDArray[np.bool_]]:
        """Return the result of `word_ids`, and which texts contain a marked token, shape (n_texts,)."""
        if len(self._word_ids) > _MOST_TOKENS:
            self._forget()
        sequences = self._numbering.tokenize(texts)
        new = self._numbering.tokens_from(len(self._word_ids))
        if new:
            self._word_ids = np.append(self._word_ids, self.vocabulary.word_ids(new))
            self._is_marked = np.append(self._is_marked, np.array([token in self._marked for token in new], np.bool_))
        return sequences.mapped(self._word_ids), sequences.holding(self._is_marked)


def distinct_pairs(words: TokenSequences, n_words: int) -> NDArray[np.int32]:
    """Return the distinct pairs of adjacent known words of all texts, sorted, shape (n_pairs, 2)."""
    first = _first_of_pairs(words, _text_of_each(words), n_words)
    keys = _distinct(pair_keys(words.ids[first], words.ids[first + 1], n_words))
    return np.stack(np.divmod(keys, n_words), axis=1).astype(np.int32)


def text_frequencies(sequences: TokenSequences, n_ids: int) -> NDArray[np.int64]:
    """Return how many texts contain each id, shape (n_ids,)."""
    ids = _distinct(_text_of_each(sequences) * n_ids + sequences.ids) % n_ids
    return np.bincount(ids, minlength=n_ids)


def n_unknown(words: TokenSequences) -> NDArray[np.float64]:
    """Return the number of words of each text that the vocabulary does not have, shape (n_texts,)."""
    places = np.flatnonzero(words.ids == UNKNOWN)
    return np.diff(np.searchsorted(places, words.bounds)).astype(np.float64)


def document_frequencies(counts: sparse.csr_array) -> NDArray[np.float64]:
    """Return how many rows contain each term, shape (n_terms,)."""
    return np.bincount(counts.indices, minlength=counts.shape[1]).astype(np.float64)


def _text_of_each(sequences: TokenSequences) -> NDArray[np.int64]:
    """Return for each id the number of its text."""
    return np.repeat(np.arange(len(sequences.bounds) - 1), np.diff(sequences.bounds))


def _first_of_pairs(words: TokenSequences, texts: NDArray[np.int64], n_words: int) -> NDArray[np.int64]:
    """Return the positions of known words followed by a known word of the same text; closed forms do not count."""
    known = (words.ids >= 0) & (words.ids < n_words)
    return np.flatnonzero(known[:-1] & known[1:] & (texts[:-1] == texts[1:]))


def _known_pairs(
    words: TokenSequences, texts: NDArray[np.int64], vocabulary: Vocabulary
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the text and the column of every pair of adjacent words that is in the vocabulary."""
    first = _first_of_pairs(words, texts, len(vocabulary.words))
    keys = pair_keys(words.ids[first], words.ids[first + 1], len(vocabulary.words))
    places, is_known = places_in(vocabulary.pair_keys, keys)
    return texts[first[is_known]], places[is_known] + len(vocabulary.words)


def _distinct(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the distinct keys, ascending; sorting is several times as fast as numpy's hash table."""
    ordered = np.sort(keys)
    return ordered[np.concatenate(([True], ordered[1:] != ordered[:-1]))] if len(ordered) else ordered


def _sum_rows(counts: sparse.csr_array, bounds: NDArray[np.int64]) -> sparse.csr_array:
    """Return the counts of texts, the sums of the counts of their passages."""
    n_texts, n_passages = len(bounds) - 1, counts.shape[0]
    # 32-bit indices: with 64-bit ones the product would first convert all postings of the pool
    members = (np.ones(n_passages), np.arange(n_passages, dtype=np.int32), bounds.astype(np.int32))
    sums: sparse.csr_array = sparse.csr_array(members, shape=(n_texts, n_passages)) @ counts
    sums.sort_indices()
    return sums


class Backend(NamedTuple):
    """An implementation of preparing and counting texts; all backends give the same numbers, to the bit.

    `screen` marks the texts that may hold a refusal, something that identifies the writer, or text that does not count,
    so that only these are searched; with None all texts are searched. `sample` is `matcher.text.shingles.sample`.
    """

    name: str
    counter: type[TermCounter]
    distinct_pairs: Callable[[TokenSequences, int], NDArray[np.int32]]
    text_frequencies: Callable[[TokenSequences, int], NDArray[np.int64]]
    sample: Callable[[Sequence[str]], tuple[Hashes, NDArray[np.int32]]]
    screen: Screen | None = None


PLAIN = Backend("plain", TermCounter, distinct_pairs, text_frequencies, sample)
"""The backend without a compiler, for single statements."""
