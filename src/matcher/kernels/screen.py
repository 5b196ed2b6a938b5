"""Which of many texts Python must look at closely, found by compiled loops in their bytes."""

import string
from collections.abc import Collection, Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.kernels.screen_loops import DOMAIN, LABEL, mark_texts
from matcher.kernels.shingle_loops import mark_uncounted, sample_shingles
from matcher.kernels.tokenize import Utf8Buffer, find_token, key_of
from matcher.text import shingles
from matcher.text.background import function_words_elsewhere
from matcher.text.identity import DOMAINS, LABELS
from matcher.text.person import CUE_PAIRS
from matcher.text.profile_text import FOREIGN_SIGNS, IDIOM_SIGNS, WISH_SIGNS, Suspects
from matcher.text.refusal_rules import RULES
from matcher.text.uncounted import MOST_ITEMS, SEPARATORS

Groups = Sequence[Collection[str]]

_NEEDS: tuple[Sequence[Groups], ...] = (
    [groups for rule in RULES for groups in rule.needs],
    [[("www",)], [("at",), ("dot",)]],
    [[IDIOM_SIGNS], [FOREIGN_SIGNS, function_words_elsewhere()]],
    WISH_SIGNS,
)
"""The words that a refusal, an address, an idiom, small words of another language and a wish need."""


def screen(texts: Sequence[str], copied: shingles.HashSet | None = None) -> Suspects:
    """Return which texts may hold a refusal, tell who wrote them, hold an idiom, a wish, what does not count.

    Never too few are marked. `copied` are the shingles of a pool; without them nothing is marked as the last.
    """
    known, buffer, is_odd = _known(), Utf8Buffer.of(texts), np.zeros(len(texts), np.bool_)
    present, identifying = np.zeros((len(texts), len(known.words)), np.bool_), np.zeros(len(texts), np.bool_)
    tables = known.letters, known.signs, known.table, known.keys, known.kinds, known.words["not"]
    mark_texts(*buffer, *tables, present, identifying, is_odd)
    refusing, traces, idiomatic, wishing = (_holds_any(needs, known.words, present) for needs in _NEEDS)
    uncounted = np.zeros(len(texts), np.bool_)
    if copied is not None:
        mark_uncounted(*buffer, _word_bytes(), _powers(), copied, _cues(), MOST_ITEMS, uncounted)
    marks = refusing, traces | identifying, idiomatic, wishing, uncounted
    return Suspects(texts, *((mark | is_odd).tolist() for mark in marks))


def sample(texts: Sequence[str]) -> tuple[shingles.Hashes, NDArray[np.int32]]:
    """Return the sampled shingles of texts, text by text, and which text each is of."""
    buffer = Utf8Buffer.of(texts)
    n_most = len(buffer.data) // 2 + 1
    hashes, owners = np.empty(n_most, np.uint64), np.empty(n_most, np.int32)
    n = sample_shingles(*buffer, _word_bytes(), _powers(), hashes, owners)
    return hashes[:n], owners[:n]


def _holds_any(needs: Sequence[Groups], words: dict[str, int], present: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which texts have, of one of these lists of groups of words, a word of each group."""
    found = np.zeros(len(present), np.bool_)
    for groups in needs:
        found |= np.logical_and.reduce([present[:, [words[word] for word in group]].any(axis=1) for group in groups])
    return found


class _Known(NamedTuple):
    """The words that are looked for, by number and by their bytes; which bytes may matter."""

    words: dict[str, int]
    letters: NDArray[np.uint8]
    signs: NDArray[np.uint8]
    table: NDArray[np.int32]
    keys: NDArray[np.uint64]
    kinds: NDArray[np.uint8]


@cache
def _known() -> _Known:
    kinds = dict.fromkeys([*LABELS, "pronoun", "pronouns"], LABEL) | dict.fromkeys(DOMAINS, DOMAIN)
    needed = chain.from_iterable(chain.from_iterable(chain.from_iterable(_NEEDS)))
    words = {word: n for n, word in enumerate(sorted({*kinds, *needed}))}
    table, keys = np.zeros(2048, np.int32), np.zeros((2048, 2), np.uint64)
    for number, word in enumerate(words, 1):
        key = key_of(np.frombuffer(word.encode(), np.uint8).astype(np.int32), len(word))
        slot = find_token(*map(np.uint64, key), table, keys)
        table[slot], keys[slot] = number, key
    by_kind = np.array([kinds.get(word, 0) for word in words], np.uint8)
    letters, signs = np.zeros((2, 256), np.uint8)
    letters[list(string.ascii_letters.encode())] = 1
    signs[[*b"@/:=([{'0123456789", *range(0xC4, 256)]] = 1
    return _Known(words, letters, signs, table, keys, by_kind)


@cache
def _word_bytes() -> NDArray[np.uint8]:
    """Return of each byte 1 if it is part of a word, plus 2 if it separates items of a list, or ends what does."""
    table = shingles.IS_WORD.astype(np.uint8)
    table[ord("A") : ord("Z") + 1] = 1
    for sign in SEPARATORS:
        table[sign.encode()[-1]] |= 2
    return table


@cache
def _powers() -> tuple[shingles.Hashes, shingles.Hashes, np.uint64, np.uint64]:
    """Return what makes numbers of words and shingles: the powers of bytes and of words, a step and its inverse.

    Of bytes it is what each adds to a word at each place, shape (n_places, 256), capitals as small letters; the last
    place stands eight times more, for all letters behind it.
    """
    bytes_ = np.arange(256, dtype=np.uint64)
    bytes_[ord("A") : ord("Z") + 1] += np.uint64(32)
    places = np.append(shingles.BYTE_POWERS, np.repeat(shingles.BYTE_POWERS[-1:], 8))
    step, inverse = np.uint64(shingles.STEP), np.uint64(pow(shingles.STEP, -1, 1 << 64))
    return np.multiply.outer(places, bytes_), shingles.WORD_POWERS, step, inverse


@cache
def _cues() -> tuple[shingles.Hashes, shingles.HashSet]:
    """Return the pairs of words that may tell of the person as numbers, and the second words."""
    pairs = np.array([[shingles.word_hash(first), shingles.word_hash(second)] for first, second in CUE_PAIRS])
    return pairs, shingles.HashSet.of(np.unique(pairs[:, 1]))
