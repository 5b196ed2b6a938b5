"""Tokenising, counting and screening by compiled loops: the same results as in `matcher.index`, ten times faster."""

from collections.abc import Collection, Sequence
from functools import cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.index.counts import Backend, TermCounter, TokenIds, TokenSequences
from matcher.index.vocabulary import Vocabulary
from matcher.kernels import counts as loops
from matcher.kernels.arrays import read_only
from matcher.kernels.screen_loops import CUE, DOMAIN, LABEL, N_DIGITS, Known, Marks, bit_of, mark_texts
from matcher.kernels.shingle_loops import mark_uncounted, sample_shingles
from matcher.kernels.tokenize import find_token, key_of, move_tokens, number_word, read_words
from matcher.kernels.utf8 import Utf8Buffer
from matcher.text import shingles
from matcher.text.identity import DOMAINS, LABELS
from matcher.text.lexicon import word_list
from matcher.text.profile_text import FOREIGN_SIGNS, IDIOM_SIGNS, Suspects
from matcher.text.rules import RULES, WISH_SIGNS
from matcher.text.tokens import forms
from matcher.text.uncounted import CUE_PAIRS, MOST_ITEMS

Groups = Sequence[Collection[str]]

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

    token_ids = CompiledTokenIds

    def __init__(self, vocabulary: Vocabulary, marked: Collection[str] = ()) -> None:
        super().__init__(vocabulary, marked)
        self._tally = np.zeros(vocabulary.n_terms, np.int32)
        self._second_words = read_only(vocabulary.pairs[:, 1])

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


_NEEDS: tuple[Sequence[Groups], ...] = (
    [groups for rule in RULES for groups in rule.needs],
    [[("www",)], [("at",), ("dot",)]],
    [[IDIOM_SIGNS], [FOREIGN_SIGNS, word_list("function_words_elsewhere")]],
    WISH_SIGNS,
)
"""The words that a refusal, an address, an idiom, function words of another language, and a wish must contain."""


def screen(texts: Sequence[str], copied: shingles.HashSet | None = None) -> Suspects:
    """Return which texts may have a refusal, identify their writer, have an idiom, a wish, uncounted text, or names.

    There may be false positives, but no text is missed. `copied` are the shingles of a pool; without them nothing is
    marked as uncounted.
    """
    (words, known), buffer, n = _known(), Utf8Buffer.of(texts), len(texts)
    marks = Marks(np.zeros((len(words), n), np.bool_), *np.zeros((4, n), np.bool_))
    mark_texts(*buffer, known, marks)
    refusing, traces, idiomatic, wishing = (_holds_any(needs, words, marks.present) for needs in _NEEDS)
    uncounted = np.zeros(n, np.bool_)
    if copied is not None:
        mark_uncounted(*buffer, _powers(), copied, MOST_ITEMS, uncounted)
        uncounted |= marks.telling
    suspects = refusing, traces | marks.traces, idiomatic, wishing, uncounted, marks.names
    return Suspects(texts, *((mark | marks.care).tolist() for mark in suspects))


def sample(texts: Sequence[str]) -> tuple[shingles.Hashes, NDArray[np.int32]]:
    """Return the sampled shingles of texts, and the index of each one's text."""
    buffer = Utf8Buffer.of(texts)
    n_most = len(buffer.data) // 2 + 1
    hashes, owners = np.empty(n_most, np.uint64), np.empty(n_most, np.int32)
    n = sample_shingles(*buffer, _powers(), hashes, owners)
    return hashes[:n], owners[:n]


def _holds_any(needs: Sequence[Groups], words: dict[str, int], present: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which texts have a word of every group of at least one list of groups."""
    holds = np.zeros(present.shape[1], np.bool_)
    for groups in needs:
        holds |= np.logical_and.reduce([present[[words[word] for word in group]].any(axis=0) for group in groups])
    return holds


@cache
def _known() -> tuple[dict[str, int], Known]:
    """Return the numbers of the words to find, and their arrays for the loops."""
    kinds = dict.fromkeys([*LABELS, "pronoun", "pronouns"], LABEL) | dict.fromkeys(DOMAINS, DOMAIN)
    needed = chain.from_iterable(chain.from_iterable(chain.from_iterable(_NEEDS)))
    words = {word: n for n, word in enumerate(sorted({*kinds, *needed, *chain.from_iterable(CUE_PAIRS)} - {""}))}
    pairs = np.array([(words.get(first, -1), words[second]) for first, second in CUE_PAIRS], np.int32)
    table, keys, bits = np.zeros(2048, np.int32), np.zeros((2048, 2), np.uint64), np.zeros(1 << N_DIGITS, np.bool_)
    for number, word in enumerate(words, 1):
        key = key_of(np.frombuffer(word.encode(), np.uint8).astype(np.int32), len(word))
        slot = find_token(*map(np.uint64, key), table, keys)
        table[slot], keys[slot] = number, key
        bits[bit_of(np.uint64(key[0]))] = True
    by_kind = np.array([kinds.get(word, 0) for word in words], np.uint8)
    by_kind[pairs[:, 1]] |= CUE
    return words, Known(by_kind, table, keys, np.packbits(bits, bitorder="little").view("<u8"), pairs, words["not"])


@cache
def _powers() -> tuple[shingles.Hashes, shingles.Hashes, np.uint64, np.uint64]:
    """Return the factors of the hashes of words and shingles: powers of bytes and of words, a step and its inverse.

    The power of the last byte is repeated eight times, for all later letters of a word.
    """
    byte_powers = np.append(shingles.BYTE_POWERS, np.repeat(shingles.BYTE_POWERS[-1:], 8))
    return byte_powers, shingles.WORD_POWERS, np.uint64(shingles.STEP), np.uint64(pow(shingles.STEP, -1, 1 << 64))


COMPILED = Backend("compiled", CompiledCounter, loops.distinct_pairs, loops.text_frequencies, sample, screen)
"""The backend for batches and large pools, as it starts the compiler."""
