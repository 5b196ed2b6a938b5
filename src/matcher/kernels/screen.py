"""Compiled search for the texts that Python must examine in detail."""

from collections.abc import Collection, Sequence
from functools import cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from matcher.kernels.screen_loops import CUE, DOMAIN, LABEL, N_DIGITS, Known, Marks, bit_of, mark_texts
from matcher.kernels.shingle_loops import mark_uncounted, sample_shingles
from matcher.kernels.tokenize import find_token, key_of
from matcher.kernels.utf8 import Utf8Buffer
from matcher.text import shingles
from matcher.text.background import function_words_elsewhere
from matcher.text.identity import DOMAINS, LABELS
from matcher.text.person import CUE_PAIRS
from matcher.text.profile_text import FOREIGN_SIGNS, IDIOM_SIGNS, Suspects
from matcher.text.refusal_rules import RULES
from matcher.text.uncounted import MOST_ITEMS
from matcher.text.wishes import WISH_SIGNS

Groups = Sequence[Collection[str]]

_NEEDS: tuple[Sequence[Groups], ...] = (
    [groups for rule in RULES for groups in rule.needs],
    [[("www",)], [("at",), ("dot",)]],
    [[IDIOM_SIGNS], [FOREIGN_SIGNS, function_words_elsewhere()]],
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
