"""Single pairs scored exactly, in the order of additions of `matcher.model.pairs`."""

import numpy as np

from matcher.kernels.compiling import compiled
from matcher.kernels.counting import place_of

MARKS = 1 << 15
"""How many marks tell that an applicant may say a term: so many bytes stay in the first cache."""


@compiled()
def slot_said(term, slots):
    """Return the slot of a term that the applicant says, else 0.

    `slots` are the slots of all terms, and the marks of those taken up: few of a mentor's terms get past the marks.
    """
    places, marks = slots
    return places[term] if marks[term & (MARKS - 1)] else np.int32(0)


@compiled()
def add_cosines(start, end, indices, data, slots, weights, found):
    """Write to `found` the products of one mentor's row with each row of an applicant, at most 1."""
    found[:] = 0.0
    for at in range(start, end):
        slot = slot_said(indices[at], slots)
        if slot > 0:
            for row in range(len(found)):
                found[row] += data[at] * weights[slot, row]
    for row in range(len(found)):
        found[row] = min(found[row], 1.0)


@compiled()
def best_mean(values, n, most):
    """Return the mean of the `most` (2 or 3) largest of n values of 0 or more, added up from the least on."""
    first, second, third = 0.0, 0.0, 0.0
    for at in range(n):
        value = values[at]
        if value > first:
            first, second, third = value, first, second
        elif value > second:
            second, third = value, second
        elif value > third:
            third = value
    if most == 2:
        return (second + first) / 2
    return (third + second + first) / min(n, most)


@compiled()
def mixed_cosines(mentor, whole, pieces, bounds, slots, weights, found, by_piece, room):
    """Write to `found` the mixed cosines of one mentor, and to `by_piece` those of the mentor's pieces."""
    indptr, indices, data = whole
    add_cosines(indptr[mentor], indptr[mentor + 1], indices, data, slots, weights, found)
    first, n = bounds[mentor], bounds[mentor + 1] - bounds[mentor]
    if n == 0:
        return
    indptr, indices, data = pieces
    for piece in range(n):
        start, end = indptr[first + piece], indptr[first + piece + 1]
        add_cosines(start, end, indices, data, slots, weights, by_piece[piece])
    for row in range(len(found)):
        for piece in range(n):
            room[piece] = by_piece[piece, row]
        found[row] = 0.5 * found[row] + 0.5 * best_mean(room, n, 3)


@compiled()
def with_best_passages(cosines):
    """Return the affinity of the cosines of a whole text and its passages."""
    if len(cosines) == 1:
        return cosines[0]
    return 0.5 * cosines[0] + 0.5 * best_mean(cosines[1:], len(cosines) - 1, 2)


@compiled(fast=True)
def dot(one, other):
    """Return the product of two rows of whole numbers, exact in any order."""
    found = np.float32(0)
    for at in range(len(one)):
        found += one[at] * other[at]
    return found


@compiled()
def topic_affinity(rows, first, passages, last, mentor, grains, room):
    """Return the affinity in topics of an applicant: row `first`, and rows from `passages` to `last`, of `rows`."""
    if rows.shape[1] == 0:
        return 0.0
    room[0] = min(max(dot(rows[first], mentor) / grains, 0.0), 1.0)
    if last - passages == 1:
        return room[0]
    for row in range(passages, last):
        room[1 + row - passages] = min(max(dot(rows[row], mentor) / grains, 0.0), 1.0)
    return with_best_passages(room[: 1 + last - passages])


@compiled()
def lost_of(applicant, mentor, lost):
    """Return the points an applicant's score with a mentor loses, 0 or less."""
    indptr, indices, data = lost
    place = place_of(mentor, indices, indptr[applicant], indptr[applicant + 1])
    return data[place] if place >= 0 else 0.0


@compiled()
def enter(key, mentor, values, keys, mentors, kept, n):
    """Enter a mentor and its affinities into the best so far, best first, ties by place; return how many there are."""
    k = len(keys)
    if n == k and (key < keys[k - 1] or (key == keys[k - 1] and mentor > mentors[k - 1])):
        return n
    at = n if n < k else k - 1
    while at > 0 and (keys[at - 1] < key or (keys[at - 1] == key and mentors[at - 1] > mentor)):
        keys[at], mentors[at], kept[at] = keys[at - 1], mentors[at - 1], kept[at - 1]
        at -= 1
    keys[at], mentors[at], kept[at] = key, mentor, values
    return min(n + 1, k)
