"""Tokenising and counting by compiled loops: the same numbers as in `matcher.index`, ten times faster."""

from collections.abc import Collection, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.index.counts import Backend, TermCounter, TokenIds, TokenSequences
from matcher.index.vocabulary import Vocabulary
from matcher.kernels import counts as loops
from matcher.kernels.arrays import read_only
from matcher.kernels.screen import sample, screen
from matcher.kernels.tokenize import move_tokens, number_word, read_words
from matcher.kernels.utf8 import Utf8Buffer
from matcher.text.tokens import forms

_N_CHARACTERS = 0x20000
"""Later characters (rare ideographs) are left to Python, like those whose lower case is not one character."""

_OTHER, _CARE = 0, -1


class CompiledTokenIds(TokenIds):
    """Tokenises with compiled loops; Python reads texts with characters whose lower case is irregular."""

    def __init__(self) -> None:
        self._sizes = np.zeros(2, np.int64)
        self._letters = np.empty(1 << 17, np.int32)
        self._ends = np.zeros((1 << 14) + 1, np.int64)
        self._table, self._keys = _tables(1 << 15)

    def tokenize(self, texts: Sequence[str]) -> TokenSequences:
        """Return texts as the ids of their tokens."""
        buffer = Utf8Buffer.of(texts)
        n_bytes = int(buffer.starts[-1])
        ids, bounds = np.empty(n_bytes // 2 + len(texts) + 1, np.int32), np.zeros(len(texts) + 1, np.int64)
        is_odd = np.zeros(len(texts), np.bool_)
        next_text = 0
        while next_text < len(texts):  # the loop stops at a text for which the tables are too small
            next_text = int(read_words(*buffer, next_text, _folded(), self._token_tables, ids, bounds, is_odd))
            if next_text < len(texts):
                self._grow(int(buffer.starts[next_text + 1] - buffer.starts[next_text]) + 4)
        sequences = TokenSequences(ids[: bounds[-1]], bounds)
        return self._with_odd_texts(sequences, texts, np.flatnonzero(is_odd)) if is_odd.any() else sequences

    @property
    def _token_tables(self) -> tuple[NDArray[np.generic], ...]:
        return self._table, self._keys, self._letters, self._ends, self._sizes

    def _grow(self, n_letters: int) -> None:
        """Make room for at least `n_letters` more letters, and for their tokens."""
        self._letters = np.resize(self._letters, 2 * len(self._letters) + n_letters)
        self._ends = np.resize(self._ends, 2 * len(self._ends) + n_letters)
        table, keys = _tables(1 << (len(self._ends) * 4 // 3).bit_length())
        move_tokens(self._table, self._keys, table, keys)
        self._table, self._keys = table, keys

    def _with_odd_texts(
        self, sequences: TokenSequences, texts: Sequence[str], odd: NDArray[np.int64]
    ) -> TokenSequences:
        """Return the sequences with those of odd texts, which Python reads."""
        rows = np.split(sequences.ids, sequences.bounds[1:-1])
        for text in odd.tolist():
            rows[text] = np.array([self._id_of(token) for token in forms(texts[text])], np.int32)
        return TokenSequences(np.concatenate(rows), np.cumsum([0, *map(len, rows)], dtype=np.int64))

    def _id_of(self, token: str) -> int:
        """Return the id of a token, which may be new."""
        points = np.array(list(map(ord, token)), np.int32)
        n_tokens, n_letters = self._sizes.tolist()
        if n_tokens + 1 > len(self._ends) - 1 or n_letters + len(points) > len(self._letters):
            self._grow(len(points))
        return int(number_word(points, len(points), self._token_tables))

    def tokens_from(self, first_id: int) -> list[str]:
        """Return the tokens with ids from `first_id` on, in order."""
        ends = self._ends[first_id : self._sizes[0] + 1]
        letters = self._letters[ends[0] : ends[-1]].astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
        cuts = (ends - ends[0]).tolist()
        return [letters[start:end] for start, end in zip(cuts, cuts[1:], strict=False)]


def _tables(size: int) -> tuple[NDArray[np.int32], NDArray[np.uint64]]:
    return np.zeros(size, np.int32), np.zeros((size, 2), np.uint64)


@cache
def _folded() -> NDArray[np.int32]:
    """Return for each character its lower case if it is part of words, `_OTHER` if not, `_CARE` if it needs Python.

    The lower case of a sigma depends on the letters around it, that of the dotted I is two characters.
    """
    letters = "".join(map(chr, range(_N_CHARACTERS))).replace("Σ", "σ").replace("İ", "i").lower()
    points = np.frombuffer(letters.encode("utf-32-le", "surrogatepass"), "<i4")
    points = np.where([letter.isalnum() or letter == "_" for letter in letters], points, _OTHER).astype(np.int32)
    points[[ord("Σ"), ord("İ")]] = _CARE
    return points


class CompiledCounter(TermCounter):
    """Counts the terms of texts with compiled loops."""

    def __init__(self, vocabulary: Vocabulary, marked: Collection[str] = ()) -> None:
        super().__init__(vocabulary, marked)
        self._tally = np.zeros(vocabulary.n_terms, np.int32)
        self._second_words = read_only(vocabulary.pairs[:, 1])

    def _new_token_ids(self) -> TokenIds:
        return CompiledTokenIds()

    def passage_counts(
        self, passages: TokenSequences, bounds: NDArray[np.int64]
    ) -> tuple[sparse.csr_array, sparse.csr_array]:
        """Return the term counts of whole texts, and of their passages."""
        starts, columns, counts = self._count(passages)
        by_passage = self._matrix(starts, columns, counts)
        if len(bounds) == len(starts):
            return by_passage, by_passage
        sums = np.empty(len(columns), np.int32), np.empty(len(columns), np.int32)
        starts = loops.add_rows(starts, columns, counts, bounds, self._tally, self.vocabulary.n_terms, *sums)
        return self._matrix(starts, *(part[: starts[-1]] for part in sums)), by_passage

    def count_words(self, words: TokenSequences) -> sparse.csr_array:
        """Return the counts of terms in texts that are given as sequences of word columns."""
        return self._matrix(*self._count(words))

    def _count(self, words: TokenSequences) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
        """Return the start of each text's terms, their columns and counts."""
        vocabulary = self.vocabulary
        terms = (len(vocabulary.words), vocabulary.n_terms, vocabulary.pair_starts, self._second_words)
        n_most = len(words.ids) * (2 if len(vocabulary.pairs) else 1)
        columns, counts = np.empty(n_most, np.int32), np.empty(n_most, np.int32)
        starts = loops.count_terms(*words, *terms, self._tally, columns, counts)
        return starts, columns[: starts[-1]], counts[: starts[-1]]

    def _matrix(
        self, starts: NDArray[np.int32], columns: NDArray[np.int32], counts: NDArray[np.int32]
    ) -> sparse.csr_array:
        shape = (len(starts) - 1, self.vocabulary.n_terms)
        return sparse.csr_array((counts.astype(np.float64), columns, starts), shape=shape)


COMPILED = Backend(
    "compiled", CompiledTokenIds, CompiledCounter, loops.distinct_pairs, loops.text_frequencies, sample, screen
)
"""The backend for batches and large pools, as it starts the compiler."""
