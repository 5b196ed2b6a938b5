"""Which texts may hold something that does not count, in one pass over their bytes."""

import numpy as np

from matcher.kernels.compiling import compiled

SIZE = 8
"""How many words a shingle has; that of `matcher.text.shingles`, and a power of two."""

REPEATS = 1 << 13
"""How many places the table has in which the shingles of one text are looked for again."""


@compiled()
def mixed(number, step):
    """Return a sum of words with its low digits depending on all others."""
    number ^= number >> np.uint64(32)
    number *= step
    return number ^ (number >> np.uint64(29))


@compiled()
def is_held(number, hashes, bits, shift):
    """Return whether a sorted array holds a number; `bits` says no without looking for most."""
    place = number >> shift
    if not (bits[place >> np.uint64(6)] >> (place & np.uint64(63))) & np.uint64(1):
        return False
    nearest = np.searchsorted(hashes, number)
    return nearest < len(hashes) and hashes[nearest] == number


@compiled()
def is_pair(first, second, pairs):
    """Return whether two words side by side are one of the pairs; a pair whose first number is 0 is its second word."""
    for row in range(len(pairs)):  # noqa: SIM110 (numba compiles no generator)
        if pairs[row, 1] == second and (pairs[row, 0] == 0 or pairs[row, 0] == first):
            return True
    return False


@compiled()
def mark_uncounted(
    data, starts, lower, powers, hashes, bits, shift, pairs, is_second, most_items, table, stamps, marks
):
    """Mark the texts that may hold copied or repeated text, a long list, or a sign of an absence; never too few.

    Parameters
    ----------
    data, starts
        Texts in UTF-8: text i is `data[starts[i] : starts[i + 1]]`.
    lower
        Of each byte: 0 between words, 1 what separates items of a list, else the byte in lower case.
    powers
        What the letters of a word, and the words of a shingle, are multiplied with: two arrays, and the last step.
    hashes, bits, shift
        The sample of shingles of a pool, sorted, and a bit for each by its leading digits.
    pairs
        Pairs of words that may tell of an absence, as the numbers of the words.
    is_second
        By the last digits of a number whether it may be the second word of a pair.
    table, stamps
        Room for the shingles of one text.
    marks
        Written: shape (n_texts,).
    """
    letters, words, step = powers
    ring = np.zeros(SIZE, np.uint64)
    longest = len(letters) - 1
    for text in range(len(starts) - 1):
        n_words, n_letters, n_items, word = 0, 0, 0, np.uint64(0)
        found, start, end = False, starts[text], starts[text + 1]
        for place in range(start, end + 1):
            own = data[np.uint64(place)] if place < end else np.uint8(0)
            byte = lower[own]
            if byte > 1:
                word += np.uint64(byte) * letters[min(n_letters, longest)]
                n_letters += 1
                if own >= 0x80:
                    # how the bullets end that separate items
                    n_items += int(own == 0xA2 or own == 0xB7)
                    # the Kelvin sign is a k in lower case
                    found |= own == 0xE2 and place + 1 < end and data[place + 1] == 0x84
                continue
            n_items += int(byte)
            if n_letters == 0:
                continue
            if is_second[word & np.uint64(4095)]:
                found |= is_pair(ring[(n_words - 1) & (SIZE - 1)] if n_words else np.uint64(0), word, pairs)
            ring[n_words & (SIZE - 1)] = word
            n_words += 1
            word, n_letters = np.uint64(0), 0
            if n_words < SIZE or found:
                continue
            number = np.uint64(0)
            for back in range(SIZE):
                number += ring[(n_words + back) & (SIZE - 1)] * words[back]
            number = mixed(number, step)
            found |= number & np.uint64(3) == 0 and is_held(number, hashes, bits, shift)
            found |= n_words > REPEATS // 2 or is_known(number, text + 1, table, stamps)
            if found:
                break
        marks[text] = found or n_items > most_items


@compiled()
def is_known(number, stamp, table, stamps):
    """Return whether a number stands in the table of this text, and enter it."""
    slot = number & np.uint64(REPEATS - 1)
    while stamps[slot] == stamp:
        if table[slot] == number:
            return True
        slot = (slot + np.uint64(1)) & np.uint64(REPEATS - 1)
    stamps[slot], table[slot] = stamp, number
    return False
