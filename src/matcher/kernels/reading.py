"""Words found in UTF-8 and numbered, without a Python object for each."""

import numpy as np
from numba import uint64

from matcher.kernels.compiling import compiled

SEED, PRIME = uint64(14695981039346656037), uint64(1099511628211)


@compiled()
def read_words(data, starts, first, fold, table, hashes, letters, ends, sizes, numbers, bounds, care):
    """Number the words of the texts from `first` on; return the text at which the tables want room, or how many.

    `data` are the texts' bytes, text i from `starts[i]` to `starts[i + 1]`. Known forms: `hashes` and `ends` of their
    `letters` by number, `table` from hash to number + 1, `sizes` how many forms and letters there are. Found:
    `numbers`, text by text, with `bounds`; a text that needs Python gets a mark in `care` and no numbers.

    One loop, because each step hands the next a letter: reading a letter, ending a word, looking it up.
    """
    word = np.empty(np.max(starts[1:] - starts[:-1]) + 4 if len(starts) > 1 else 4, np.int32)
    mask = uint64(len(table) - 1)
    found = bounds[first]
    for text in range(first, len(starts) - 1):
        at, end = starts[text], starts[text + 1]
        size = end - at
        # a text of n bytes holds at most n / 2 words, and n letters
        if sizes[0] + size // 2 + 1 > len(hashes) or sizes[1] + size + 2 > len(letters):
            return text
        before = found
        n, hashed = 0, SEED
        while at <= end:
            letter = 0
            step = 1
            if at < end:
                byte = np.int32(data[at])
                if byte < 0x80:
                    point = byte
                elif byte < 0xE0:
                    point = ((byte & 0x1F) << 6) | (data[at + 1] & 0x3F)
                    step = 2
                elif byte < 0xF0:
                    point = ((byte & 0x0F) << 12) | ((data[at + 1] & 0x3F) << 6) | (data[at + 2] & 0x3F)
                    step = 3
                else:
                    point = (
                        ((byte & 0x07) << 18)
                        | ((data[at + 1] & 0x3F) << 12)
                        | ((data[at + 2] & 0x3F) << 6)
                        | (data[at + 3] & 0x3F)
                    )
                    step = 4
                letter = fold[point] if point < len(fold) else -1
                if letter < 0:
                    care[text] = True
                    found = before
                    break
                if letter > 0:
                    word[n] = letter
                    n += 1
                    hashed = (hashed ^ uint64(letter)) * PRIME
                    at += step
                    continue
            if n == 1:  # of single letters only the names of languages: c++, c#, f#, c, r
                only = word[0]
                sharp = at < end and data[at] == 35
                if only == 99 and at + 1 < end and data[at] == 43 and data[at + 1] == 43:
                    word[1], word[2], n = 43, 43, 3
                    hashed = (((hashed ^ uint64(43)) * PRIME) ^ uint64(43)) * PRIME
                    step = 2
                elif (only == 99 or only == 102) and sharp:
                    word[1], n = 35, 2
                    hashed = (hashed ^ uint64(35)) * PRIME
                elif only != 99 and only != 114:
                    n = 0
            if n > 0:
                slot = (hashed ^ (hashed >> uint64(29))) & mask
                number = -1
                while table[slot] > 0:
                    other = table[slot] - 1
                    if hashes[other] == hashed:
                        start = ends[other]
                        if ends[other + 1] - start == n:
                            same = True
                            for place in range(n):
                                if letters[start + place] != word[place]:
                                    same = False
                                    break
                            if same:
                                number = other
                                break
                    slot = (slot + uint64(1)) & mask
                if number < 0:
                    number = sizes[0]
                    hashes[number] = hashed
                    for place in range(n):
                        letters[sizes[1] + place] = word[place]
                    sizes[0] += 1
                    sizes[1] += n
                    ends[number + 1] = sizes[1]
                    table[slot] = number + 1
                numbers[found] = number
                found += 1
                n, hashed = 0, SEED
            elif n == 0:
                hashed = SEED
            at += step
        bounds[text + 1] = found
    return len(starts) - 1


@compiled()
def fill_table(table, hashes, n):
    """Enter the first n hashes into an empty table."""
    mask = uint64(len(table) - 1)
    for number in range(n):
        slot = (hashes[number] ^ (hashes[number] >> uint64(29))) & mask
        while table[slot] > 0:
            slot = (slot + uint64(1)) & mask
        table[slot] = number + 1


@compiled()
def hash_of(points):
    """Return the hash of one form, as the reader makes it."""
    hashed = SEED
    for point in points:
        hashed = (hashed ^ uint64(point)) * PRIME
    return hashed
