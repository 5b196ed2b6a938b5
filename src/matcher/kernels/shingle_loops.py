"""Words and shingles as numbers, and by them which texts may hold what does not count."""

import numpy as np

from matcher.kernels import compiled
from matcher.kernels.tokenize import first_bytes
from matcher.text.shingles import SAMPLE, SIZE


@compiled(inner=True)
def is_held(number, hashes, bits, shift):
    """Return whether a sorted array holds a number; `bits` says no without looking for most."""
    place = number >> shift
    if not (bits[place >> np.uint64(6)] >> (place & np.uint64(63))) & np.uint64(1):
        return False
    nearest = np.searchsorted(hashes, number)
    return nearest < len(hashes) and hashes[nearest] == number


@compiled(inner=True)
def is_pair(first, second, pairs):
    """Return whether two words side by side are one of the pairs; a pair whose first number is 0 is its second word."""
    for row in range(len(pairs)):  # noqa: SIM110 (numba compiles no generator)
        if pairs[row, 1] == second and (pairs[row, 0] == 0 or pairs[row, 0] == first):
            return True
    return False


@compiled(inner=True)
def find_words(data, at, end, kinds, edges):
    """Write where words begin and end, in turn; return how many edges and how many separators there are."""
    n, n_items, before = 0, 0, np.uint8(0)
    for place in range(at, end):
        kind = kinds[data[place]]
        edges[n] = place
        n += (kind & 1) ^ before
        n_items += kind >> 1
        before = kind & 1
    edges[n] = end
    return n + before, n_items


@compiled(inner=True)
def number_words(eights, edges, n_edges, byte_powers, words):
    """Write the numbers of words, eight letters at a time without a branch: a byte of 0 adds nothing."""
    most = len(byte_powers) - 8
    for edge in range(0, n_edges, 2):
        at, n, word = edges[edge], edges[edge + 1] - edges[edge], np.uint64(0)
        for part in range(0, n, 8):
            eight, row = first_bytes(eights, at + part, n - part), min(part, most)
            for place in range(8):
                word += byte_powers[row + place, (eight >> np.uint64(8 * place)) & np.uint64(255)]
        words[edge >> 1] = word


@compiled(inner=True)
def has_cue(words, cues):
    """Return whether words hold one of the pairs that may tell of the person."""
    pairs, (seconds, bits, shift) = cues
    before = np.uint64(0)
    for word in words:
        if is_held(word, seconds, bits, shift) and is_pair(before, word, pairs):
            return True
        before = word
    return False


@compiled(inner=True)
def number_shingles(words, word_powers, step, inverse, shingles):
    """Write the number of the shingle that ends at each word; return how many there are."""
    number, first = np.uint64(0), word_powers[0]
    for place in range(len(words)):
        # of the one before: without its first word, all others one place further
        left = words[place - SIZE] * first if place >= SIZE else np.uint64(0)
        number = (number - left) * inverse + words[place] * word_powers[SIZE - 1]
        mixed = (number ^ (number >> np.uint64(32))) * step
        shingles[max(place - SIZE + 1, 0)] = mixed ^ (mixed >> np.uint64(29))
    return max(len(words) - SIZE + 1, 0)


@compiled(inner=True)
def has_copied(shingles, copied, sampled):
    """Return whether a sample of shingles holds one of the pool's; the sample is taken without a branch."""
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
    """Return whether a shingle other than 0 stands twice; at least half of the table stays empty."""
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
    """Return room for the edges of words, the numbers of words, and those of shingles of the longest text."""
    longest = np.max(starts[1:] - starts[:-1]) + 1 if len(starts) > 1 else 1
    return np.empty(longest, np.int64), np.empty(longest, np.uint64), np.empty(longest, np.uint64)


@compiled(inner=True)
def take_apart(data, eights, start, end, kinds, powers, scratch):
    """Return the numbers of the words and of the shingles of a text, and how many separators it has."""
    byte_powers, word_powers, step, inverse = powers
    edges, words, shingles = scratch
    n_edges, n_items = find_words(data, start, end, kinds, edges)
    number_words(eights, edges, n_edges, byte_powers, words)
    said = words[: n_edges >> 1]
    return said, shingles[: number_shingles(said, word_powers, step, inverse, shingles)], n_items


@compiled()
def sample_shingles(data, eights, starts, kinds, powers, hashes, owners):
    """Write the sampled shingles of texts, and which text each is of; return how many there are."""
    scratch, n = scratch_for_shingles(starts), 0
    for text in range(len(starts) - 1):
        _, run, _ = take_apart(data, eights, starts[text], starts[text + 1], kinds, powers, scratch)
        for number in run:
            hashes[n], owners[n] = number, text
            n += number & SAMPLE == 0
    return n


@compiled()
def mark_uncounted(data, eights, starts, kinds, powers, copied, cues, most_items, marks):
    """Mark the texts that may hold copied or repeated text, a long list, or something of the person; never too few.

    Parameters
    ----------
    data, eights, starts
        Texts in UTF-8: text i is `data[starts[i] : starts[i + 1]]`; `eights` are the same bytes eight by eight.
    kinds
        Of each byte 1 if it is part of a word, plus 2 if it separates items of a list.
    powers
        What a byte adds to a word at each place, what the words of a shingle are multiplied with, the last step, and
        the inverse of the first of these factors.
    copied
        The sample of shingles of a pool, sorted, a bit for each by its leading digits, and the shift to these.
    cues
        Pairs of words that may tell of the person, as the numbers of the words, and the second words as `copied`.
    marks
        Written: shape (n_texts,).
    """
    scratch = scratch_for_shingles(starts)
    room = np.empty(2 * len(scratch[0]) + 2 * SIZE, np.uint64)
    for text in range(len(starts) - 1):
        said, run, n_items = take_apart(data, eights, starts[text], starts[text + 1], kinds, powers, scratch)
        marks[text] = (
            n_items > most_items or has_cue(said, cues) or has_copied(run, copied, room) or has_repeated(run, room)
        )
