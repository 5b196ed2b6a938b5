"""Tokenising of UTF-8 to token ids, without a Python object for each token.

A word of up to 16 ASCII characters is lower-cased, compared and looked up as two numbers of eight bytes. Other words
are read letter by letter and identified by two hashes.
"""

import numpy as np
from numba import uint64

from matcher.kernels import compiled
from matcher.kernels.utf8 import BEYOND, TOKENS, eight_bytes, find_edges, room_for

_SEED, _PRIME = uint64(14695981039346656037), uint64(1099511628211)
_OTHER_SEED, _OTHER_PRIME = uint64(0x9E3779B97F4A7C15), uint64(0xD6E8FEB86659FD93)
_HASHED = uint64(1 << 63)
"""Marks a key of hashes: no ASCII character has this bit."""


@compiled()
def key_of(word, n):
    """Return the key of a form, the first n letters of `word`."""
    key, other = uint64(0), uint64(0)
    plain = n <= 16
    for place in range(n):
        plain = plain and word[place] < 0x80
    if plain:
        for place in range(n):
            byte = uint64(word[place] | 0x20) << uint64((place & 7) * 8)
            if place < 8:
                key |= byte
            else:
                other |= byte
        return key, other
    key, other = _SEED, _OTHER_SEED
    for place in range(n):
        key = (key ^ uint64(word[place])) * _PRIME
        other = (other ^ uint64(word[place])) * _OTHER_PRIME
    return key, other | _HASHED


@compiled()
def find_token(key, other, table, slots):
    """Return the slot of a key in a hash table, or the empty slot where it belongs."""
    mixed = (key ^ (other * _OTHER_PRIME)) * _OTHER_SEED
    slot = (mixed ^ (mixed >> uint64(32))) & uint64(len(slots) - 1)
    while table[slot] > 0 and (slots[slot, 0] != key or slots[slot, 1] != other):
        slot = (slot + uint64(1)) & uint64(len(slots) - 1)
    return slot


@compiled(inner=True)
def enter_token(word, n, slot, key, other, known):
    """Add a new form, the first n letters of `word`, and return its number."""
    table, slots, letters, ends, sizes = known
    number = sizes[0]
    table[slot], slots[slot, 0], slots[slot, 1] = number + 1, key, other
    for place in range(n):
        letters[sizes[1] + place] = word[place]
    sizes[0] += 1
    sizes[1] += n
    ends[number + 1] = sizes[1]
    return number


@compiled()
def number_word(word, n, known):
    """Return the number of a form, the first n letters of `word`, which is added if it is new."""
    key, other = key_of(word, n)
    slot = find_token(key, other, known[0], known[1])
    return known[0][slot] - 1 if known[0][slot] > 0 else enter_token(word, n, slot, key, other, known)


@compiled(inner=True)
def with_symbols(word, n, data, at, end):
    """Return the length of a word with the signs after it: of single letters only c++, c#, f#, c and r are words."""
    if n != 1:
        return n
    if word[0] == 99 and at + 1 < end and data[at] == 43 and data[at + 1] == 43:
        word[1], word[2] = 43, 43
        return 3
    if (word[0] == 99 or word[0] == 102) and at < end and data[at] == 35:
        word[1] = 35
        return 2
    return 1 if word[0] == 99 or word[0] == 114 else 0


@compiled(inner=True)
def read_run(data, at, last, end, fold, word, numbers, n_read, known):
    """Number the words of a run without ASCII blanks or signs; return the total, -1 if the text needs Python."""
    n = np.int64(0)
    while at <= last:
        letter, step = np.int32(0), 1
        if at < last:
            point = np.int32(data[at])
            if point >= 0xF0:
                middle = ((data[at + 1] & 0x3F) << 12) | ((data[at + 2] & 0x3F) << 6)
                point, step = ((point & 0x07) << 18) | middle | (data[at + 3] & 0x3F), 4
            elif point >= 0xE0:
                point, step = ((point & 0x0F) << 12) | ((data[at + 1] & 0x3F) << 6) | (data[at + 2] & 0x3F), 3
            elif point >= 0x80:
                point, step = ((point & 0x1F) << 6) | (data[at + 1] & 0x3F), 2
            letter = fold[point] if point < len(fold) else np.int32(-1)
            if letter < 0:
                return -1
        if letter > 0:
            word[n] = letter
            n += 1
        else:
            n = with_symbols(word, n, data, at, end)
            if n > 0:
                numbers[n_read] = number_word(word, n, known)
                n_read += 1
            n = np.int64(0)
        at += step
    return n_read


@compiled()
def read_words(data, eights, starts, first, fold, known, numbers, bounds, is_odd):
    """Number the words of the texts from `first` on; return the text for which the tables are too small, or `n_texts`.

    `data`, `eights` and `starts` are those of `Utf8Buffer`, `fold` are the lower cases of characters. `known` are a
    hash table of numbers + 1 and one of keys, the `letters` of the tokens and their `ends` by number, the numbers of
    tokens and of letters. `numbers` are written text by text, with `bounds`; a text that needs Python is marked in
    `is_odd` and has no numbers.
    """
    table, slots, letters, ends, sizes = known
    edges, bits = room_for(starts)
    word = np.empty(len(edges), np.int32)
    n_read = bounds[first]
    for text in range(first, len(starts) - 1):
        end, size = starts[text + 1], starts[text + 1] - starts[text]
        # a text of n bytes has at most n / 2 words and n letters
        if sizes[0] + size // 2 + 1 > len(ends) - 1 or sizes[1] + size + 2 > len(letters):
            return text
        n_before = n_read
        for edge in range(0, find_edges(eights, starts[text], end, TOKENS, bits, edges), 2):
            at, last = edges[edge], edges[edge + 1]
            n = last - at
            if 1 < n <= 16:
                key, other = eight_bytes(data, at, n), eight_bytes(data, at + 8, n - 8)
                if (key | other) & BEYOND == uint64(0):
                    slot = find_token(key, other, table, slots)
                    if table[slot] == 0:
                        for place in range(n):
                            word[place] = fold[data[at + place]]
                        enter_token(word, n, slot, key, other, known)
                    numbers[n_read] = table[slot] - 1
                    n_read += 1
                    continue
            n_read = read_run(data, at, last, end, fold, word, numbers, n_read, known)
            if n_read < 0:
                is_odd[text] = True
                n_read = n_before
                break
        bounds[text + 1] = n_read
    return len(starts) - 1


@compiled()
def move_tokens(table, slots, larger, larger_slots):
    """Copy all tokens of a hash table to a larger, empty one."""
    for old in range(len(table)):
        if table[old] > 0:
            slot = find_token(slots[old, 0], slots[old, 1], larger, larger_slots)
            larger[slot] = table[old]
            larger_slots[slot, 0], larger_slots[slot, 1] = slots[old, 0], slots[old, 1]
