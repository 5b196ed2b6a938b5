"""Marks among many texts those that may hold something that does not count; `CopyIndex` looks at these closely."""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from matcher.kernels.tokenize import Utf8Buffer
from matcher.kernels.uncounted_loops import REPEATS, mark_uncounted
from matcher.text import shingles
from matcher.text.person import CUE_PAIRS
from matcher.text.uncounted import MOST_ITEMS, SEPARATORS


def may_not_count(texts: Sequence[str], hashes: shingles.Hashes) -> NDArray[np.bool_]:
    """Return which texts may hold copied or repeated text, a long list, or a sign of an absence; never too few.

    `hashes` are the sampled shingles of a pool, sorted.
    """
    marks = np.zeros(len(texts), np.bool_)
    buffer = Utf8Buffer.of(texts)
    scratch = np.zeros(REPEATS, np.uint64), np.zeros(REPEATS, np.int64)
    mark_uncounted(
        *(buffer.data, buffer.starts, _lower(), (shingles.BYTE_POWERS, shingles.WORD_POWERS, np.uint64(shingles.STEP))),
        *(hashes, *_bits(hashes), _pairs(), _is_second(), MOST_ITEMS, *scratch, marks),
    )
    return marks


def _bits(hashes: shingles.Hashes) -> tuple[shingles.Hashes, np.uint64]:
    """Return one bit for each shingle by its leading digits, some sixteen times as many as there are, and the shift."""
    n_digits = max(6, (16 * max(len(hashes), 1)).bit_length())
    shift, bits = np.uint64(64 - n_digits), np.zeros((1 << n_digits) // 64, np.uint64)
    places = hashes >> shift
    np.bitwise_or.at(bits, (places >> np.uint64(6)).astype(np.intp), np.uint64(1) << (places & np.uint64(63)))
    return bits, shift


@cache
def _lower() -> NDArray[np.uint8]:
    table = np.zeros(256, np.uint8)
    table[np.flatnonzero(shingles.IS_WORD)] = np.flatnonzero(shingles.IS_WORD)
    table[ord("A") : ord("Z") + 1] = np.arange(ord("a"), ord("z") + 1)
    # the bytes of a separator beyond ASCII are letters here; the loop counts them by the last one
    table[[ord(sign) for sign in SEPARATORS if ord(sign) < 128]] = 1
    return table


@cache
def _pairs() -> shingles.Hashes:
    return np.array([[shingles.word_hash(first), shingles.word_hash(second)] for first, second in CUE_PAIRS])


@cache
def _is_second() -> NDArray[np.bool_]:
    table = np.zeros(4096, np.bool_)
    table[_pairs()[:, 1] & np.uint64(4095)] = True
    return table
