"""Words and characters that tell which texts may refuse something or tell who wrote them."""

import numpy as np

from matcher.kernels import compiled
from matcher.kernels.tokenize import eight_bytes, find_edges, find_token

DOMAIN, LABEL = 1, 2
"""What a word may be: the end of a host's name, a label that a name follows."""

LONGEST = 16
"""How many letters a word that is looked for has at most."""


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
    """Return whether five characters from `at` on may go on with a number: digits, blanks, brackets, stops, strokes."""
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
    """Return whether the character that begins here may lower-case to one of a to z, or be another script's digit."""
    byte, after = data[at], data[at + 1] if at + 1 < end else 0
    if byte == 0xC4 or byte == 0xC5:
        return after in (0xB0, 0xB1, 0xBF)
    if byte == 0xE2:
        return after == 0x84
    return byte in (0xD9, 0xDB, 0xDF, 0xE0, 0xE1, 0xEA, 0xEF) or (byte == 0xF0 and after != 0x9F)


@compiled(inner=True)
def find_signs(data, at, end, signs, places):
    """Write where bytes stand that may be a sign of something; return how many there are."""
    n = 0
    for place in range(at, end):
        places[n] = place
        n += signs[data[place]]
    return n


@compiled(inner=True)
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


@compiled(inner=True)
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
