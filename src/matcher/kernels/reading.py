"""Words found in UTF-8 and numbered, without a Python object for each."""

import numpy as np
from numba import uint64

from matcher.kernels.compiling import compiled

SEED, PRIME = uint64(14695981039346656037), uint64(1099511628211)
_OTHER_SEED, _OTHER_PRIME = uint64(0x9E3779B97F4A7C15), uint64(0xD6E8FEB86659FD93)
_NUMBER = uint64((1 << 24) - 1)
_CHECK = ~_NUMBER

MOST_FORMS = (1 << 24) - 2
"""How many forms can be numbered."""


@compiled()
def slot_of(hashed, n_slots):
    """Return where in a table of hashes one is looked for first."""
    return (hashed ^ (hashed >> uint64(29))) & uint64(n_slots - 1)


@compiled()
def number_form(word, n, hashed, other, slots, letters, ends, sizes):
    """Return the number of a form, the first n of `word`, entering it if it is new.

    A slot holds its hash, and of another hash the upper 40 bits beside the number + 1: 104 bits tell forms apart.
    """
    slot, check = slot_of(hashed, len(slots)), other & _CHECK
    while slots[slot, 1] > uint64(0):
        if slots[slot, 0] == hashed and slots[slot, 1] & _CHECK == check:
            return np.int32((slots[slot, 1] & _NUMBER) - uint64(1))
        slot = (slot + uint64(1)) & uint64(len(slots) - 1)
    number = sizes[0]
    slots[slot, 0], slots[slot, 1] = hashed, check | uint64(number + 1)
    for place in range(n):
        letters[sizes[1] + place] = word[place]
    sizes[0] += 1
    sizes[1] += n
    ends[number + 1] = sizes[1]
    return np.int32(number)


@compiled()
def read_words(data, starts, first, ascii_letters, fold, slots, letters, ends, sizes, numbers, bounds, care):
    """Number the words of the texts from `first` on; return the text at which the tables want room, or how many.

    `data` are the texts' bytes, text i from `starts[i]` to `starts[i + 1]`. Known forms: `slots` as `number_form` fills
    them, the `ends` of their `letters` by number, `sizes` how many forms and letters there are. Found: `numbers`, text
    by text, with `bounds`; a text that needs Python gets a mark in `care` and no numbers.

    One loop, because each step hands the next a letter: reading a letter, ending a word, looking it up.
    """
    word = np.empty(np.max(starts[1:] - starts[:-1]) + 4 if len(starts) > 1 else 4, np.int32)
    found = bounds[first]
    for text in range(first, len(starts) - 1):
        at, end = starts[text], starts[text + 1]
        size = end - at
        # a text of n bytes holds at most n / 2 words, and n letters
        if sizes[0] + size // 2 + 1 > len(ends) - 1 or sizes[1] + size + 2 > len(letters):
            return text
        before = found
        n, hashed, other = 0, SEED, _OTHER_SEED
        while at <= end:
            step = 1
            if at < end:
                byte = data[at]
                letter = ascii_letters[byte]
                if letter == 0 and byte >= 0x80:
                    point, step = np.int32(byte), 2
                    if byte < 0xE0:
                        point = ((point & 0x1F) << 6) | (data[at + 1] & 0x3F)
                    elif byte < 0xF0:
                        point = ((point & 0x0F) << 12) | ((data[at + 1] & 0x3F) << 6) | (data[at + 2] & 0x3F)
                        step = 3
                    else:
                        middle = ((data[at + 1] & 0x3F) << 12) | ((data[at + 2] & 0x3F) << 6)
                        point = ((point & 0x07) << 18) | middle | (data[at + 3] & 0x3F)
                        step = 4
                    letter = fold[point] if point < len(fold) else np.int32(-1)
                    if letter < 0:
                        care[text] = True
                        found = before
                        break
                if letter > 0:
                    word[n] = letter
                    n += 1
                    hashed = (hashed ^ uint64(letter)) * PRIME
                    other = (other ^ uint64(letter)) * _OTHER_PRIME
                    at += step
                    continue
            if n == 1:  # of single letters only the names of languages: c++, c#, f#, c, r
                only, more = word[0], 0
                if only == 99 and at + 1 < end and data[at] == 43 and data[at + 1] == 43:
                    more = 2
                elif (only == 99 or only == 102) and at < end and data[at] == 35:
                    more = 1
                elif only != 99 and only != 114:
                    n = 0
                for place in range(more):
                    word[n] = data[at + place]
                    hashed = (hashed ^ uint64(word[n])) * PRIME
                    other = (other ^ uint64(word[n])) * _OTHER_PRIME
                    n += 1
                step = max(step, more)
            if n > 0:
                numbers[found] = number_form(word, n, hashed, other, slots, letters, ends, sizes)
                found += 1
                n = 0
            hashed, other = SEED, _OTHER_SEED
            at += step
        bounds[text + 1] = found
    return len(starts) - 1


@compiled()
def number_word(word, slots, letters, ends, sizes):
    """Return the number of one form, given as letters, entering it if it is new."""
    hashed, other = SEED, _OTHER_SEED
    for letter in word:
        hashed = (hashed ^ uint64(letter)) * PRIME
        other = (other ^ uint64(letter)) * _OTHER_PRIME
    return number_form(word, len(word), hashed, other, slots, letters, ends, sizes)


@compiled()
def move_slots(slots, larger):
    """Enter all forms of a table into a larger one that is empty."""
    for old in range(len(slots)):
        if slots[old, 1] > uint64(0):
            slot = slot_of(slots[old, 0], len(larger))
            while larger[slot, 1] > uint64(0):
                slot = (slot + uint64(1)) & uint64(len(larger) - 1)
            larger[slot, 0], larger[slot, 1] = slots[old, 0], slots[old, 1]


@compiled()
def hash_of(points):
    """Return the hash of one word."""
    hashed = SEED
    for point in points:
        hashed = (hashed ^ uint64(point)) * PRIME
    return hashed


@compiled()
def fill_table(table, hashes):
    """Enter the numbers of words into an empty table, by hash."""
    for number in range(len(hashes)):
        slot = slot_of(hashes[number], len(table))
        while table[slot] > 0:
            slot = (slot + uint64(1)) & uint64(len(table) - 1)
        table[slot] = number + 1
