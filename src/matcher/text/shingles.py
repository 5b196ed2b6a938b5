"""Shingles: runs of eight words as hashes, so that copied text is found by looking up numbers."""

from collections.abc import Sequence
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

SIZE = 8
"""The number of words of a shingle. Source: Broder, On the resemblance and containment of documents (1997)."""

SAMPLE = np.uint64(3)
"""Of a pool only shingles whose hash ends in two zero bits are kept: a run of 24 words is missed once in a hundred
times."""

_BATCH_SIZE = 64
"""The number of texts of a pool that are hashed together: with more, the arrays do not fit the processor cache."""

_LONGEST_WORD = 32
_BASE, STEP = 1_099_511_628_211, 11_400_714_819_323_198_485
Hashes = NDArray[np.uint64]


def _powers(base: int, n: int) -> Hashes:
    return np.array([pow(base, i + 1, 1 << 64) for i in range(n)], np.uint64)


BYTE_POWERS, WORD_POWERS = _powers(_BASE, _LONGEST_WORD), _powers(STEP, SIZE)

IS_WORD = np.zeros(256, np.bool_)
IS_WORD[[*range(ord("0"), ord("9") + 1), *range(ord("a"), ord("z") + 1), *range(128, 256)]] = True


class Shingles(NamedTuple):
    """The shingles of a text: shingle i are the words i to i + 7."""

    hashes: Hashes
    """Shape (n_words - 7,), empty for a shorter text. The same words have the same hash, whatever is between them and
    in any case."""
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    """The place of each word in the text as UTF-8, in bytes."""


class HashSet(NamedTuple):
    """Sorted hashes of shingles, with a filter that rejects most other hashes."""

    hashes: Hashes
    """The hashes."""
    bits: Hashes
    """One bit for each hash by its leading digits, about sixteen times as many bits as hashes."""
    shift: np.uint64
    """How far a hash is shifted to get its leading digits."""

    @classmethod
    def of(cls, hashes: Hashes) -> Self:
        """Return sorted hashes with their filter; read-only as in a loaded model, so that one loop fits both."""
        hashes = hashes.view()
        hashes.flags.writeable = False
        n_digits = max(6, (16 * max(len(hashes), 1)).bit_length())
        shift, is_present = np.uint64(64 - n_digits), np.zeros(1 << n_digits, np.bool_)
        is_present[hashes >> shift] = True
        return cls(hashes, np.packbits(is_present, bitorder="little").view("<u8"), shift)


def shingles(data: bytes) -> Shingles:
    """Return the shingles of a text given as UTF-8; a word is a run of letters and digits.

    >>> first, second = shingles(b"a b c d e f g h i"), shingles(b"B, C, D, E, F, G, H, I!")
    >>> bool(first.hashes[1] == second.hashes[0])
    True
    """
    text = np.frombuffer(data.lower(), np.uint8)
    inside = np.concatenate(([False], IS_WORD[text], [False]))
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    starts, ends = edges[::2], edges[1::2]
    if len(starts) < SIZE:
        return Shingles(np.empty(0, np.uint64), starts, ends)
    places = np.flatnonzero(inside[1:-1])
    within = np.minimum(places - np.repeat(starts, ends - starts), _LONGEST_WORD - 1)
    weighed = text[places].astype(np.uint64) * BYTE_POWERS[within]
    words = np.add.reduceat(weighed, np.concatenate(([0], np.cumsum(ends - starts)[:-1])))
    n = len(words) - SIZE + 1
    hashes = np.zeros(n, np.uint64)
    for place in range(SIZE):
        hashes += words[place : place + n] * WORD_POWERS[place]
    # after this multiplication the low digits depend on all others, so that a sample may use them
    hashes ^= hashes >> np.uint64(32)
    hashes *= np.uint64(STEP)
    return Shingles(hashes ^ (hashes >> np.uint64(29)), starts, ends)


def sample(texts: Sequence[str]) -> tuple[Hashes, NDArray[np.int32]]:
    """Return the sampled shingles of texts, text by text, and the index of the text of each."""
    parts = [(np.empty(0, np.uint64), np.empty(0, np.int32))]
    for first in range(0, len(texts), _BATCH_SIZE):
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts[first : first + _BATCH_SIZE]]
        runs = shingles(b"\n".join(encoded))
        owners = np.searchsorted(np.cumsum([len(text) + 1 for text in encoded]), runs.starts, side="right")
        # a shingle must not continue into the next text
        n = len(runs.hashes)
        kept = (owners[:n] == owners[len(owners) - n :]) & (runs.hashes & SAMPLE == 0)
        parts.append((runs.hashes[kept], (first + owners[:n][kept]).astype(np.int32)))
    return np.concatenate([hashes for hashes, _ in parts]), np.concatenate([owners for _, owners in parts])
