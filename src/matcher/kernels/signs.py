"""Words and characters that tell which texts may refuse something, or tell who wrote them."""

import numpy as np
from numba import uint64

from matcher.kernels.compiling import compiled
from matcher.kernels.reading import PRIME, SEED

DOMAIN, LABEL = 1, 2
"""What a word may be: the end of a host's name, a label that a name follows."""


@compiled()
def is_word(byte):
    """Return whether a byte may be part of a word."""
    return byte >= 0x80 or byte == 95 or 48 <= byte <= 57 or 65 <= byte <= 90 or 97 <= byte <= 122


@compiled()
def is_blank(byte):
    """Return whether a byte is a blank."""
    return byte == 32 or 9 <= byte <= 13


@compiled()
def is_number_follows(data, at, end):
    """Return whether five characters from `at` on may go on with a number: digits, blanks, brackets, stops, strokes."""
    if at + 5 > end:
        return False
    for place in range(at, at + 5):
        byte = data[place]
        part = byte >= 0x80 or is_blank(byte) or 28 <= byte <= 31 or 40 <= byte <= 41 or 45 <= byte <= 57
        if not part:
            return False
    return True


@compiled()
def needs_care(data, at, end):
    """Return whether the character that begins here may lower-case to one of a to z, or be another script's digit."""
    byte, after = data[at], data[at + 1] if at + 1 < end else 0
    if byte == 0xC4 or byte == 0xC5:
        return after in (0xB0, 0xB1, 0xBF)
    if byte == 0xE2:
        return after == 0x84
    return byte in (0xD9, 0xDB, 0xDF, 0xE0, 0xE1, 0xEA, 0xEF) or (byte == 0xF0 and after != 0x9F)


@compiled()
def hash_of(points):
    """Return the hash of one word."""
    hashed = SEED
    for point in points:
        hashed = (hashed ^ uint64(point)) * PRIME
    return hashed


@compiled()
def slot_of(hashed, n_slots):
    """Return where in a table a hash is looked for first."""
    return (hashed ^ (hashed >> uint64(29))) & uint64(n_slots - 1)


@compiled()
def fill_table(table, hashes):
    """Enter the numbers of words into an empty table, by hash."""
    for number in range(len(hashes)):
        slot = slot_of(hashes[number], len(table))
        while table[slot] > 0:
            slot = (slot + uint64(1)) & uint64(len(table) - 1)
        table[slot] = number + 1


@compiled()
def number_of(hashed, table, hashes):
    """Return the number of a known word, -1 for any other; words of one hash are taken for the same."""
    slot = slot_of(hashed, len(table))
    while table[slot] > 0:
        if hashes[table[slot] - 1] == hashed:
            return table[slot] - 1
        slot = (slot + uint64(1)) & uint64(len(table) - 1)
    return -1


@compiled()
def mark_texts(data, starts, table, hashes, kinds, negation, present, traces, care):
    """Mark which known words each text holds, whether it holds a trace of who wrote it, and whether Python must look.

    `data` are the texts' bytes, text i from `starts[i]` to `starts[i + 1]`; `table`, `hashes` and `kinds` are those of
    the known words. More may be marked than is so, never less. `negation` is the word that "n't" stands for.
    """
    for text in range(len(starts) - 1):
        first, end = starts[text], starts[text + 1]
        n, hashed, labelled, colon = 0, SEED, False, False
        for at in range(first, end + 1):
            byte = data[at] if at < end else np.uint8(32)
            letter = byte + 32 if 65 <= byte <= 90 else byte
            if 97 <= letter <= 122:
                hashed = (hashed ^ uint64(letter)) * PRIME
                n += 1
                continue
            if n > 0:
                number = number_of(hashed, table, hashes)
                if number >= 0:
                    present[text, number] = True
                    kind, before = kinds[number], at - n - 1
                    if kind & DOMAIN and before > first and data[before] == 46 and is_word(data[before - 1]):
                        traces[text] = True
                    labelled = labelled or kind & LABEL > 0
                n, hashed = 0, SEED
            after = data[at + 1] if at + 1 < end else np.uint8(32)
            if byte == 64 or byte == 47:
                traces[text] = True
            elif byte == 58 or byte == 61:
                colon = True
                traces[text] |= byte == 58 and not is_blank(after)
            elif byte == 40 or byte == 91 or byte == 123:
                traces[text] |= at + 2 < end and after | 32 == 97 and data[at + 2] | 32 == 116
            elif 48 <= byte <= 57:
                traces[text] |= is_number_follows(data, at + 1, end)
            elif byte == 39:
                present[text, negation] |= at > first and data[at - 1] | 32 == 110 and after | 32 == 116
            elif byte >= 0xC4:
                care[text] |= needs_care(data, at, end)
                if byte == 0xE2 and at + 3 < end and after == 0x80 and data[at + 2] == 0x99:
                    present[text, negation] |= at > first and data[at - 1] | 32 == 110 and data[at + 3] | 32 == 116
        traces[text] |= labelled and colon
