"""Hashes of words and shingles, and by them the texts that may have copied or repeated text."""

import numpy as np
from numba import uint64

from matcher.kernels import compiled
from matcher.kernels.utf8 import ENDS_OF_ITEMS, WORDS, find_bytes, find_edges, first_bytes, n_bits, room_for
from matcher.text.shingles import SAMPLE, SIZE

_LETTER = uint64(0x4040404040404040)
"""The bit that all letters of ASCII have and no digit has."""


@compiled(inner=True)
def is_held(number, hashes, bits, shift):
    """Return whether a sorted array has a number; the filter `bits` rules out most numbers without a search."""
    place = number >> shift
    if not (bits[place >> np.uint64(6)] >> (place & np.uint64(63))) & np.uint64(1):
        return False
    nearest = np.searchsorted(hashes, number)
    return nearest < len(hashes) and hashes[nearest] == number


@compiled(inner=True)
def lowered(eight):
    """Return eight bytes of a word in lower case: the bit by which small letters differ from capitals is set."""
    return eight | (eight & _LETTER & ~(eight >> uint64(1))) >> uint64(1)


@compiled(inner=True)
def sum_of(eight, powers, place):
    """Return the part of a word's hash that comes from the eight bytes at `place`."""
    total = uint64(0)
    for byte in range(8):
        total += powers[place + byte] * ((eight >> uint64(8 * byte)) & uint64(255))
    return total


@compiled(inner=True)
def number_words(data, edges, n_words, powers, words, seconds):
    """Write the hashes of words; the first 16 letters in loops over all words, and a byte of 0 adds nothing."""
    for word in range(n_words):
        at, n = edges[2 * word], edges[2 * word + 1] - edges[2 * word]
        words[word], seconds[word] = first_bytes(data, at, n), first_bytes(data, at + 8, n - 8)
    for word in range(n_words):
        words[word] = sum_of(lowered(words[word]), powers, 0) + sum_of(lowered(seconds[word]), powers, 8)
    for word in range(n_words):
        at, n = edges[2 * word], edges[2 * word + 1] - edges[2 * word]
        for part in range(16, n, 8):
            place = min(part, len(powers) - 8)
            words[word] += sum_of(lowered(first_bytes(data, at + part, n - part)), powers, place)


@compiled(inner=True)
def number_shingles(words, word_powers, step, inverse, shingles):
    """Write the hash of the shingle that ends at each word; return the number of shingles."""
    number, first = np.uint64(0), word_powers[0]
    for place in range(len(words)):
        # from the previous shingle: its first word is removed, and all others move by one place
        left = words[place - SIZE] * first if place >= SIZE else np.uint64(0)
        number = (number - left) * inverse + words[place] * word_powers[SIZE - 1]
        mixed = (number ^ (number >> np.uint64(32))) * step
        shingles[max(place - SIZE + 1, 0)] = mixed ^ (mixed >> np.uint64(29))
    return max(len(words) - SIZE + 1, 0)


@compiled(inner=True)
def has_copied(shingles, copied, sampled):
    """Return whether a sample of shingles has one of the pool; the sample is taken without branches."""
    n, hashes, bits, shift = 0, copied[0], copied[1], copied[2]
    for number in shingles:
        sampled[n] = number
        n += number & SAMPLE == 0
    for number in sampled[:n]:  # noqa: SIM110 (numba compiles no generator)
        if is_held(number, hashes, bits, shift):
            return True
    return False


@compiled(inner=True)
def has_repeated(shingles, table):
    """Return whether a shingle other than 0 occurs twice; at least half of the hash table stays empty."""
    n_slots = np.uint64(SIZE)
    while n_slots < np.uint64(2 * len(shingles)):
        n_slots *= np.uint64(2)
    table[:n_slots] = 0
    for number in shingles:
        slot = number & (n_slots - np.uint64(1))
        while table[slot] != np.uint64(0):
            if table[slot] == number:
                return True
            slot = (slot + np.uint64(1)) & (n_slots - np.uint64(1))
        table[slot] = number
    return False


@compiled(inner=True)
def scratch_for_shingles(starts):
    """Return buffers for the edges of words, for their bytes and hashes, and for the hashes of a text's shingles."""
    edges, bits = room_for(starts)
    return edges, bits, np.empty((3, len(edges)), np.uint64)


@compiled(inner=True)
def number_text(data, eights, start, end, powers, scratch):
    """Return the hashes of the shingles of a text."""
    byte_powers, word_powers, step, inverse = powers
    edges, bits, (words, seconds, shingles) = scratch
    n_words = find_edges(eights, start, end, WORDS, bits, edges) >> 1
    number_words(data, edges, n_words, byte_powers, words, seconds)
    return shingles[: number_shingles(words[:n_words], word_powers, step, inverse, shingles)]


@compiled()
def sample_shingles(data, eights, starts, powers, hashes, owners):
    """Write the sampled shingles of texts, and the index of each one's text; return their number."""
    scratch, n = scratch_for_shingles(starts), 0
    for text in range(len(starts) - 1):
        for number in number_text(data, eights, starts[text], starts[text + 1], powers, scratch):
            hashes[n], owners[n] = number, text
            n += number & SAMPLE == 0
    return n


@compiled()
def mark_uncounted(data, eights, starts, powers, copied, most_items, marks):
    """Write to `marks` which texts of a `Utf8Buffer` may have copied or repeated text, or a long list; none is missed.

    `powers` are the factor of a byte at each place of a word, the factors of the words of a shingle, that of the last
    step, and its inverse. `copied` are the sorted sample of shingles of a pool, a filter with a bit for each by its
    leading digits, and the shift to these.
    """
    scratch = scratch_for_shingles(starts)
    room = np.empty(2 * len(scratch[0]) + 2 * SIZE, np.uint64)
    for text in range(len(starts) - 1):
        start, end, n_items = starts[text], starts[text + 1], 0
        for block in find_bytes(eights, start, end, ENDS_OF_ITEMS, scratch[1]):
            n_items += n_bits(block)
        run = number_text(data, eights, start, end, powers, scratch)
        marks[text] = n_items > most_items or has_copied(run, copied, room) or has_repeated(run, room)
