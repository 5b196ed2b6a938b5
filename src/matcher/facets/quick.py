"""Texts read and counted by compiled loops: the same numbers as `forms` and `counting`, ten times sooner."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.facets.counting import Counter, Ways
from matcher.facets.forms import Forms, Sequences
from matcher.facets.vocabulary import Vocabulary
from matcher.kernels.characters import folded, word_bytes
from matcher.kernels.counting import add_rows, count_terms, count_texts, distinct_pairs
from matcher.kernels.reading import move_forms, number_word, read_words
from matcher.kernels.utf8_buffer import Joined
from matcher.text.tokens import forms


class QuickForms:
    """Numbers forms with compiled loops; texts with characters that need care are read by Python."""

    def __init__(self) -> None:
        self._sizes = np.zeros(2, np.int64)
        self._letters = np.empty(1 << 17, np.int32)
        self._ends = np.zeros((1 << 14) + 1, np.int64)
        self._table, self._slots = _tables(1 << 15)

    def read(self, texts: Sequence[str]) -> Sequences:
        """Return texts as the numbers of their forms."""
        joined = Joined.of(texts)
        n_bytes = int(joined.starts[-1])
        numbers, bounds = np.empty(n_bytes // 2 + len(texts) + 1, np.int32), np.zeros(len(texts) + 1, np.int64)
        care = np.zeros(len(texts), np.bool_)
        first = 0
        while first < len(texts):
            parts = word_bytes(), folded(), self._known
            first = int(read_words(joined.data, joined.eights, joined.starts, first, *parts, numbers, bounds, care))
            if first < len(texts):
                self._grow(int(joined.starts[first + 1] - joined.starts[first]) + 4)
        found = Sequences(numbers[: bounds[-1]], bounds)
        return self._mended(found, texts, np.flatnonzero(care)) if care.any() else found

    @property
    def _known(self) -> tuple[NDArray[np.generic], ...]:
        return self._table, self._slots, self._letters, self._ends, self._sizes

    def _grow(self, room: int) -> None:
        """Make room for so many letters, and for forms of them."""
        self._letters = np.resize(self._letters, 2 * len(self._letters) + room)
        self._ends = np.resize(self._ends, 2 * len(self._ends) + room)
        table, slots = _tables(1 << (len(self._ends) * 4 // 3).bit_length())
        move_forms(self._table, self._slots, table, slots)
        self._table, self._slots = table, slots

    def _mended(self, found: Sequences, texts: Sequence[str], care: NDArray[np.int64]) -> Sequences:
        """Return the texts with those read by Python among them."""
        rows = np.split(found.numbers, found.bounds[1:-1])
        for text in care.tolist():
            rows[text] = np.array([self._number(form) for form in forms(texts[text])], np.int32)
        return Sequences(np.concatenate(rows), np.cumsum([0, *map(len, rows)], dtype=np.int64))

    def _number(self, form: str) -> int:
        points = np.array(list(map(ord, form)), np.int32)
        n_forms, n_letters = self._sizes.tolist()
        if n_forms + 1 > len(self._ends) - 1 or n_letters + len(points) > len(self._letters):
            self._grow(len(points))
        return int(number_word(points, len(points), self._known))

    def since(self, number: int) -> list[str]:
        """Return the forms numbered from `number` on, in order."""
        ends = self._ends[number : self._sizes[0] + 1]
        letters = self._letters[ends[0] : ends[-1]].astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
        at = (ends - ends[0]).tolist()
        return [letters[start:end] for start, end in zip(at, at[1:], strict=False)]


def _tables(size: int) -> tuple[NDArray[np.int32], NDArray[np.uint64]]:
    return np.zeros(size, np.int32), np.zeros((size, 2), np.uint64)


class QuickCounter(Counter):
    """Counts the terms of texts with compiled loops."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__(vocabulary)
        self._tally = np.zeros(vocabulary.n_terms, np.int32)
        self._seconds = np.ascontiguousarray(vocabulary.pairs[:, 1])

    def _new_forms(self) -> Forms:
        return QuickForms()

    def rows(self, texts: Sequence[str], bounds: NDArray[np.int64]) -> tuple[sparse.csr_array, sparse.csr_array]:
        """Return how often whole texts, and each of their passages, say each term."""
        starts, columns, counts = self._count(self.codes(texts))
        passages = self._matrix(starts, columns, counts)
        if len(bounds) == len(starts):
            return passages, passages
        room = np.empty(len(columns), np.int32), np.empty(len(columns), np.int32)
        starts = add_rows(starts, columns, counts, bounds, self._tally, self.vocabulary.n_terms, *room)
        return self._matrix(starts, *(part[: starts[-1]] for part in room)), passages

    def counted(self, words: Sequences) -> sparse.csr_array:
        """Return how often each text says each term, of texts given as the columns of their words."""
        return self._matrix(*self._count(words))

    def _count(self, words: Sequences) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
        """Return where each text's terms start, their columns and counts."""
        vocabulary = self.vocabulary
        known = (len(vocabulary.words), vocabulary.n_terms, vocabulary.pair_starts, self._seconds)
        n_most = len(words.numbers) * (2 if len(vocabulary.pairs) else 1)
        columns, counts = np.empty(n_most, np.int32), np.empty(n_most, np.int32)
        starts = count_terms(words.numbers, words.bounds, *known, self._tally, columns, counts)
        return starts, columns[: starts[-1]], counts[: starts[-1]]

    def _matrix(
        self, starts: NDArray[np.int32], columns: NDArray[np.int32], counts: NDArray[np.int32]
    ) -> sparse.csr_array:
        shape = (len(starts) - 1, self.vocabulary.n_terms)
        return sparse.csr_array((counts.astype(np.float64), columns, starts), shape=shape)


def _distinct_pairs(said: Sequences, n_words: int) -> NDArray[np.int32]:
    found: NDArray[np.int32] = distinct_pairs(*said, n_words)
    return found


def _count_texts(read: Sequences, n_numbers: int) -> NDArray[np.int64]:
    found: NDArray[np.int64] = count_texts(*read, n_numbers)
    return found


QUICK = Ways(QuickForms, QuickCounter, _distinct_pairs, _count_texts)
