"""Loops that find words and characters by which a text may refuse something or identify its writer."""

from typing import NamedTuple

import numpy as np
from numba import uint64
from numpy.typing import NDArray

from matcher.kernels import compiled
from matcher.kernels.tokenize import find_token
from matcher.kernels.utf8 import (
    LETTERS,
    SIGNS,
    TOKENS,
    beyond,
    eight_bytes,
    find_edges,
    find_places,
    of_kind,
    room_for,
    within,
)

DOMAIN, LABEL, CUE = 1, 2, 4
"""Kinds of words: the end of a host name, a label that a name follows, the second word of a pair about a person."""

LONGEST = 16
"""The most letters of a word to find."""

_SPREAD, N_DIGITS = uint64(0x9E3779B97F4A7C15), 16


class Known(NamedTuple):
    """The words to find: the kind of each, a hash table of their numbers + 1 and one of their keys.

    `bits` is a filter that rules out most other words by their first eight letters. `pairs` are pairs of words about a
    person, `negation` is the number of the word that "n't" stands for.
    """

    kinds: NDArray[np.uint8]
    table: NDArray[np.int32]
    keys: NDArray[np.uint64]
    bits: NDArray[np.uint64]
    pairs: NDArray[np.int32]
    negation: int


class Marks(NamedTuple):
    """What texts have: known words, shape (n_words, n_texts); a trace of the writer, a pair of words about a person, a
    possible name of several words, a character that only Python can handle.
    """

    present: NDArray[np.bool_]
    traces: NDArray[np.bool_]
    telling: NDArray[np.bool_]
    names: NDArray[np.bool_]
    care: NDArray[np.bool_]


@compiled()
def is_word(byte):
    """Return whether a byte may be part of a word."""
    return byte >= 0x80 or byte == 95 or 48 <= byte <= 57 or 65 <= byte <= 90 or 97 <= byte <= 122


@compiled(inner=True)
def is_blank(byte):
    """Return whether a byte is a blank."""
    return byte == 32 or 9 <= byte <= 13


@compiled(inner=True)
def is_number_follows(data, at, end):
    """Return whether five characters from `at` may continue a number: digits, blanks, brackets, full stops, dashes."""
    if at + 5 > end:
        return False
    for place in range(at, at + 5):
        byte = data[place]
        part = byte >= 0x80 or is_blank(byte) or 28 <= byte <= 31 or 40 <= byte <= 41 or 45 <= byte <= 57
        if not part:
            return False
    return True


@compiled(inner=True)
def needs_care(data, at, end):
    """Return whether the character at `at` may have a lower case from a to z, or be a digit of another script."""
    byte, after = data[at], data[at + 1] if at + 1 < end else 0
    if byte == 0xC4 or byte == 0xC5:
        return after in (0xB0, 0xB1, 0xBF)
    if byte == 0xE2:
        return after == 0x84
    return byte in (0xD9, 0xDB, 0xDF, 0xE0, 0xE1, 0xEA, 0xEF) or (byte == 0xF0 and after != 0x9F)


@compiled(inner=True)
def is_trace(data, at, end):
    """Return whether a sign is a trace of the writer: a part of an address, a link or a number."""
    byte, after = data[at], data[at + 1] if at + 1 < end else np.uint8(32)
    if byte == 64 or byte == 47:
        return True
    if byte == 58:
        return not is_blank(after)
    if byte == 40 or byte == 91 or byte == 123:
        return at + 2 < end and after | 32 == 97 and data[at + 2] | 32 == 116
    return 48 <= byte <= 57 and is_number_follows(data, at + 1, end)


@compiled(inner=True)
def is_negation(data, at, first, end):
    """Return whether a sign is the apostrophe of "n't", straight or curly."""
    if at == first or data[at - 1] | 32 != 110:
        return False
    if data[at] == 39:
        return at + 1 < end and data[at + 1] | 32 == 116
    is_curly = data[at] == 0xE2 and at + 3 < end and data[at + 1] == 0x80 and data[at + 2] == 0x99
    return is_curly and data[at + 3] | 32 == 116


@compiled(inner=True)
def has_names(eights, start, end):
    """Return whether a capital may follow a word and a blank, a hyphen or a line end."""
    found = uint64(0)
    for place in range(start >> 3, (end + 7) >> 3):
        eight, last = eights[place], eights[place - 1]
        before, second = eight << uint64(8) | last >> uint64(56), eight << uint64(16) | last >> uint64(48)
        capitals = within(eight, 65, 90) | beyond(eight, 0xC3, 0xC5)
        gaps = within(before, 32, 32) | within(before, 45, 45) | within(before, 10, 10)
        found |= capitals & gaps & (of_kind(second, TOKENS) | within(second, 39, 39))
    return found > 0


@compiled(inner=True)
def is_pair(first, second, pairs):
    """Return whether two adjacent words are one of the pairs; a first number of -1 stands for any word."""
    for row in range(len(pairs)):  # noqa: SIM110 (numba compiles no generator)
        if pairs[row, 1] == second and (pairs[row, 0] == -1 or pairs[row, 0] == first):
            return True
    return False


@compiled()
def bit_of(key):
    """Return the filter bit of the first eight letters of a word."""
    return (key * _SPREAD) >> uint64(64 - N_DIGITS)


@compiled(inner=True)
def mark_words(text, data, eights, starts, known, room, marks):
    """Mark the known words of a text; return whether one of them is a label."""
    first, edges, labelled, before = starts[text], room[0], False, np.int32(-1)
    for edge in range(0, find_edges(eights, first, starts[text + 1], LETTERS, room[1], edges), 2):
        at, n = edges[edge], edges[edge + 1] - edges[edge]
        key, number = eight_bytes(data, at, n), np.int32(-1)
        bit = bit_of(key)
        if n <= LONGEST and (known.bits[bit >> uint64(6)] >> (bit & uint64(63))) & uint64(1):
            number = known.table[find_token(key, eight_bytes(data, at + 8, n - 8), known.table, known.keys)] - 1
            if number >= 0:
                kind = known.kinds[number]
                marks.present[number, text] = True
                dotted = at > first + 1 and data[at - 1] == 46 and is_word(data[at - 2])
                marks.traces[text] |= kind & DOMAIN > 0 and dotted
                marks.telling[text] |= kind & CUE > 0 and is_pair(before, number, known.pairs)
                labelled = labelled or kind & LABEL > 0
        before = number
    return labelled


@compiled()
def mark_texts(data, eights, starts, known, marks):
    """Mark what the texts of a `Utf8Buffer` have; there may be false positives, but nothing is missed."""
    room = room_for(starts)
    places, bits = room
    for text in range(len(starts) - 1):
        first, end = starts[text], starts[text + 1]
        labelled = mark_words(text, data, eights, starts, known, room, marks)
        for sign in range(find_places(eights, first, end, SIGNS, bits, places)):
            at = places[sign]
            labels = labelled and (data[at] == 58 or data[at] == 61)
            marks.traces[text] |= labels or is_trace(data, at, end)
            marks.present[known.negation, text] |= is_negation(data, at, first, end)
            marks.care[text] |= data[at] >= 0x80 and needs_care(data, at, end)
        marks.names[text] = has_names(eights, first, end)
