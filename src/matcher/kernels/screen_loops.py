"""Words and characters that tell which texts may refuse something, tell who wrote them, or hold what does not count."""

import numpy as np

from matcher.kernels import compiled
from matcher.kernels.tokenize import eight_bytes, find_edges, find_token, first_bytes

DOMAIN, LABEL = 1, 2
"""What a word may be: the end of a host's name, a label that a name follows."""

LONGEST = 16
"""How many letters a word that is looked for has at most."""

SIZE = 8
"""How many words a shingle has; that of `matcher.text.shingles`, and a power of two."""

REPEATS = 1 << 13
"""How many places the table has in which the shingles of one text are looked for again."""


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
def find_signs(data, at, end, signs, places):
    """Write where bytes stand that may be a sign of something; return how many there are."""
    n = 0
    for place in range(at, end):
        places[n] = place
        n += signs[data[place]]
    return n


@compiled()
def is_trace(data, at, end):
    """Return whether a sign is a trace of who wrote the text: part of an address, a link, a number."""
    byte, after = data[at], data[at + 1] if at + 1 < end else np.uint8(32)
    if byte == 64 or byte == 47:
        return True
    if byte == 58:
        return not is_blank(after)
    if byte == 40 or byte == 91 or byte == 123:
        return at + 2 < end and after | 32 == 97 and data[at + 2] | 32 == 116
    return 48 <= byte <= 57 and is_number_follows(data, at + 1, end)


@compiled()
def is_negation(data, at, first, end):
    """Return whether a sign is the apostrophe of "n't", straight or round."""
    if at == first or data[at - 1] | 32 != 110:
        return False
    if data[at] == 39:
        return at + 1 < end and data[at + 1] | 32 == 116
    round_one = data[at] == 0xE2 and at + 3 < end and data[at + 1] == 0x80 and data[at + 2] == 0x99
    return round_one and data[at + 3] | 32 == 116


@compiled()
def mark_texts(data, eights, starts, letters, signs, table, keys, kinds, negation, present, traces, care):
    """Mark which known words each text holds, whether it holds a trace of who wrote it, and whether Python must look.

    `data` are the texts' bytes, text i from `starts[i]` to `starts[i + 1]`, `eights` the same bytes eight by eight;
    `letters` and `signs` tell the bytes of words and those that may be a sign of something. `table`, `keys` and `kinds`
    are those of the known words, of which `negation` is what "n't" stands for. Too much may be marked, not too little.
    """
    places = np.empty(np.max(starts[1:] - starts[:-1]) + 1 if len(starts) > 1 else 1, np.int64)
    for text in range(len(starts) - 1):
        first, end = starts[text], starts[text + 1]
        labelled = False
        for edge in range(0, find_edges(data, first, end, letters, places), 2):
            at, n = places[edge], places[edge + 1] - places[edge]
            if n > LONGEST:
                continue
            key, other = eight_bytes(eights, at, n), eight_bytes(eights, at + 8, n - 8)
            number = table[find_token(key, other, table, keys)] - 1
            if number >= 0:
                present[text, number] = True
                dotted = at > first + 1 and data[at - 1] == 46 and is_word(data[at - 2])
                traces[text] |= kinds[number] & DOMAIN > 0 and dotted
                labelled = labelled or kinds[number] & LABEL > 0
        for sign in range(find_signs(data, first, end, signs, places)):
            at = places[sign]
            labels = labelled and (data[at] == 58 or data[at] == 61)
            traces[text] |= labels or is_trace(data, at, end)
            present[text, negation] |= is_negation(data, at, first, end)
            care[text] |= data[at] >= 0x80 and needs_care(data, at, end)


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
def is_known(number, stamp, table, stamps):
    """Return whether a number stands in the table of this text, and enter it."""
    slot = number & np.uint64(REPEATS - 1)
    while stamps[slot] == stamp:
        if table[slot] == number:
            return True
        slot = (slot + np.uint64(1)) & np.uint64(REPEATS - 1)
    stamps[slot], table[slot] = stamp, number
    return False


@compiled()
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


@compiled()
def mark_uncounted(data, eights, starts, kinds, powers, copied, cues, most_items, table, stamps, marks):
    """Mark the texts that may hold copied or repeated text, a long list, or a sign of an absence; never too few.

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
        Pairs of words that may tell of an absence, as the numbers of the words, and by the last digits of a number
        whether it may be the second word of a pair.
    table, stamps
        Room for the shingles of one text.
    marks
        Written: shape (n_texts,).
    """
    byte_powers, word_powers, step, inverse = powers
    hashes, bits, shift = copied
    pairs, is_second = cues
    longest = np.max(starts[1:] - starts[:-1]) + 1 if len(starts) > 1 else 1
    edges, words = np.empty(longest, np.int64), np.zeros(SIZE + longest, np.uint64)
    for text in range(len(starts) - 1):
        n_edges, n_items = find_words(data, starts[text], starts[text + 1], kinds, edges)
        found, number = n_items > most_items or n_edges > REPEATS, np.uint64(0)
        for edge in range(0, n_edges, 2):
            at, n, word = edges[edge], edges[edge + 1] - edges[edge], np.uint64(0)
            # eight letters without a branch: a byte of 0 adds nothing
            eight = first_bytes(eights, at, n)
            for place in range(8):
                word += byte_powers[place, (eight >> np.uint64(8 * place)) & np.uint64(255)]
            for place in range(8, n):
                word += byte_powers[min(place, len(byte_powers) - 1), data[at + place]]
            # what stands before the first word counts as words of 0
            place = (edge >> 1) + SIZE
            words[place] = word
            if is_second[word & np.uint64(4095)]:
                found |= is_pair(words[place - 1], word, pairs)
            # the shingle that ends here, of the one before: without its first word, all others one place further
            number = (number - words[place - SIZE] * word_powers[0]) * inverse + word * word_powers[SIZE - 1]
            if edge < 2 * (SIZE - 1):
                continue
            mixed = number ^ (number >> np.uint64(32))
            mixed *= step
            mixed ^= mixed >> np.uint64(29)
            found |= mixed & np.uint64(3) == 0 and is_held(mixed, hashes, bits, shift)
            if found or is_known(mixed, text + 1, table, stamps):
                found = True
                break
        marks[text] = found
