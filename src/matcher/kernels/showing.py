"""The shared terms shown beside a score, as `matcher.model.evidence` finds them."""

import numpy as np

from matcher.kernels.compiling import compiled
from matcher.kernels.scoring import slot_said


@compiled()
def add_points(start, end, indices, data, slots, weights, row, share, points):
    """Add what each term of one mentor's row gives with one row of an applicant."""
    for at in range(start, end):
        slot = slot_said(indices[at], slots)
        if slot > 0:
            points[slot] += share * (weights[slot, row] * data[at])


@compiled()
def largest(values, taken):
    """Return the place of the largest value that is not taken, the first among equals."""
    best = -1
    for at in range(len(values)):
        if not taken[at] and (best < 0 or values[at] > values[best]):
            best = at
    return best


@compiled()
def add_pieces(mentor, pieces, bounds, slots, weights, row, share, by_piece, points):
    """Add the points of a mentor's three best pieces with one row of an applicant."""
    indptr, indices, data = pieces
    first, n = bounds[mentor], bounds[mentor + 1] - bounds[mentor]
    values, taken = by_piece[:n, row], np.zeros(n, np.bool_)
    for _ in range(min(n, 3)):
        best = largest(values, taken)
        taken[best] = True
        start, end = indptr[first + best], indptr[first + best + 1]
        add_points(start, end, indices, data, slots, weights, row, share * (0.5 / min(n, 3)), points)


@compiled()
def term_points(mentor, whole, pieces, interests, bounds, slots, weights, shares, found, by_piece, points):
    """Write to `points` what each slot of an applicant adds to a score; `found` and `by_piece` are its cosines."""
    points[:] = 0.0
    n_rows, n_pieces = weights.shape[1], bounds[mentor + 1] - bounds[mentor]
    texts, by_text = np.zeros(3, np.int64), np.full(3, shares[0])
    n = 1
    if n_rows > 1:
        taken = np.zeros(n_rows - 1, np.bool_)
        for place in range(1, 3):
            best = largest(found[1:], taken)
            taken[best] = True
            texts[place] = best + 1
        by_text[0], by_text[1], by_text[2] = shares[0] * 0.5, shares[0] * 0.25, shares[0] * 0.25
        n = 3
    indptr, indices, data = whole
    start, end = indptr[mentor], indptr[mentor + 1]
    for text in range(n):
        share = by_text[text] * (0.5 if n_pieces else 1.0)
        add_points(start, end, indices, data, slots, weights, texts[text], share, points)
    if n_pieces:
        for text in range(n):
            add_pieces(mentor, pieces, bounds, slots, weights, texts[text], by_text[text], by_piece, points)
    indptr, indices, data = interests
    add_points(indptr[mentor], indptr[mentor + 1], indices, data, slots, weights, 0, shares[1], points)


@compiled()
def words_of(column, n_words, pairs):
    """Return the words of a term, the second below 0 for a single word."""
    if column < n_words:
        return np.int32(column), np.int32(-1)
    return pairs[column - n_words, 0], pairs[column - n_words, 1]


@compiled()
def label_before(one, other, n_words, pairs, letters, ends):
    """Return whether a term's label comes before another's in the order of its letters."""
    first, second = words_of(one, n_words, pairs)
    third, fourth = words_of(other, n_words, pairs)
    at, end, other_at, other_end = ends[first], ends[first + 1], ends[third], ends[third + 1]
    while True:
        letter, other_letter = -1, -1
        if at < end:
            letter = letters[at]
        elif second >= 0:
            letter, at, end, second = 32, ends[second] - 1, ends[second + 1], np.int32(-1)
        if other_at < other_end:
            other_letter = letters[other_at]
        elif fourth >= 0:
            other_letter, other_at, other_end, fourth = 32, ends[fourth] - 1, ends[fourth + 1], np.int32(-1)
        if letter != other_letter:
            return letter < other_letter
        if letter < 0:
            return False
        at += 1
        other_at += 1


@compiled()
def next_term(slots, n, used, points, columns, n_words, pairs, letters, ends, only_pairs):
    """Return the place of the unused term with most points, ties by label; -1 when there is none."""
    best = -1
    for at in range(n):
        column = columns[slots[at] - 1]
        if used[at] or (only_pairs and column < n_words):
            continue
        if best < 0:
            best = at
            continue
        value, highest = points[slots[at]], points[slots[best]]
        if value > highest or (
            value == highest and label_before(column, columns[slots[best] - 1], n_words, pairs, letters, ends)
        ):
            best = at
    return best


@compiled()
def show(points, columns, n_words, pairs, letters, ends, shown):
    """Write to `shown` the columns of the terms to show: those with most points, no word twice."""
    slots, n = np.empty(len(columns), np.int32), 0
    for slot in range(1, len(columns) + 1):
        if points[slot] > 0:
            slots[n] = slot
            n += 1
    leading, n_leading = np.empty(len(shown), np.int32), 0
    used = np.zeros(n, np.bool_)
    while n_leading < len(shown):
        at = next_term(slots, n, used, points, columns, n_words, pairs, letters, ends, True)
        if at < 0:
            break
        used[at] = True
        leading[n_leading] = columns[slots[at] - 1]
        n_leading += 1
    used[:] = False
    kept = 0
    while kept < len(shown):
        at = next_term(slots, n, used, points, columns, n_words, pairs, letters, ends, False)
        if at < 0:
            break
        used[at] = True
        term = columns[slots[at] - 1]
        if term < n_words:
            for place in range(n_leading):
                first, second = words_of(leading[place], n_words, pairs)
                if term in (first, second):
                    term = leading[place]
                    break
        first, second = words_of(term, n_words, pairs)
        new = True
        for place in range(kept):
            third, fourth = words_of(shown[place], n_words, pairs)
            if first in (third, fourth) or (second >= 0 and second in (third, fourth)):
                new = False
        if new:
            shown[kept] = term
            kept += 1
