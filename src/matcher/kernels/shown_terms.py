"""The shared terms shown beside a score, as `matcher.ranking.shown_terms` finds them."""

import numpy as np

from matcher.facets.pooling import BEST_PASSAGES, BEST_PIECES, BEST_SHARE
from matcher.kernels.compiling import compiled
from matcher.kernels.exact_scores import slot_of


@compiled()
def add_products(row, matrix, slots, weights, text, share, values):
    """Add what each term of one row of mentors gives with one text of the query."""
    for entry in range(matrix.indptr[row], matrix.indptr[row + 1]):
        slot = slot_of(matrix.indices[entry], slots)
        if slot > 0:
            values[slot] += share * (weights[slot, text] * matrix.data[entry])


@compiled()
def next_best(values, is_taken):
    """Return the place of the largest value that is not taken, the first among equals, and take it."""
    best = -1
    for place in range(len(values)):
        if not is_taken[place] and (best < 0 or values[place] > values[best]):
            best = place
    is_taken[best] = True
    return best


@compiled()
def text_values(mentor, mentors, slots, query, text, by_piece, values):
    """Write what each slot adds to the cosine of one text with a mentor and the mentor's best pieces."""
    values[:] = 0.0
    add_products(mentor, mentors.said, slots, query.weights, text, 1.0, values)
    first, n = mentors.bounds[mentor], mentors.bounds[mentor + 1] - mentors.bounds[mentor]
    if n == 0:
        return
    values *= 1 - BEST_SHARE
    n_best, is_taken = min(n, BEST_PIECES), np.zeros(n, np.bool_)
    for _ in range(n_best):
        piece = first + next_best(by_piece[:n, text], is_taken)
        add_products(piece, mentors.pieces, slots, query.weights, text, BEST_SHARE / BEST_PIECES, values)


@compiled()
def term_points(mentor, mentors, slots, weights, query, scratch):
    """Return what each slot of the query adds to a score; `scratch` holds the cosines of the pair."""
    points, values = scratch.values[0], scratch.values[1]
    text_values(mentor, mentors, slots, query, 0, scratch.by_piece, points)
    n_passages = query.weights.shape[1] - 1
    if n_passages > 0:
        points *= 1 - BEST_SHARE
        n_best, is_taken = min(n_passages, BEST_PASSAGES), np.zeros(n_passages, np.bool_)
        for _ in range(n_best):
            text = 1 + next_best(scratch.cosines[1:], is_taken)
            text_values(mentor, mentors, slots, query, text, scratch.by_piece, values)
            for slot in range(len(points)):
                points[slot] += BEST_SHARE / BEST_PASSAGES * values[slot]
    points *= weights[0]
    add_products(mentor, mentors.interests, slots, query.weights, 0, weights[1], points)
    return points


@compiled()
def words_of(column, labels):
    """Return the words of a term, the second below 0 for a single word."""
    if column < labels.n_words:
        return np.int32(column), np.int32(-1)
    return labels.pairs[column - labels.n_words, 0], labels.pairs[column - labels.n_words, 1]


@compiled()
def is_label_before(one, other, labels):
    """Return whether a term's label comes before another's in the order of its letters."""
    first, second = words_of(one, labels)
    third, fourth = words_of(other, labels)
    letters, ends = labels.letters, labels.ends
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
def next_term(slots, is_used, points, columns, labels, only_pairs):
    """Return the place of the unused slot with most points, ties by label, and use it; -1 when there is none."""
    best = -1
    for place in range(len(slots)):
        column = columns[slots[place] - 1]
        if is_used[place] or (only_pairs and column < labels.n_words):
            continue
        if best < 0:
            best = place
            continue
        value, highest = points[slots[place]], points[slots[best]]
        if value > highest or (value == highest and is_label_before(column, columns[slots[best] - 1], labels)):
            best = place
    if best >= 0:
        is_used[best] = True
    return best


@compiled()
def shares_word(term, shown, n_shown, labels):
    """Return whether a term has a word with one of the shown terms in common."""
    first, second = words_of(term, labels)
    for place in range(n_shown):
        third, fourth = words_of(shown[place], labels)
        if first in (third, fourth) or (second >= 0 and second in (third, fourth)):
            return True
    return False


@compiled()
def whole_pair(term, pairs, n_pairs, labels):
    """Return the first of the leading pairs that a word is part of, else the term itself."""
    if term < labels.n_words:
        for place in range(n_pairs):
            first, second = words_of(pairs[place], labels)
            if term in (first, second):
                return pairs[place]
    return term


@compiled()
def show(points, columns, labels, shown):
    """Write to `shown` the columns of the terms to show: those with most points, no word twice."""
    slots = np.flatnonzero(points[1:] > 0) + 1
    pairs, n_pairs = np.empty(len(shown), np.int32), 0
    is_used = np.zeros(len(slots), np.bool_)
    while n_pairs < len(shown):
        place = next_term(slots, is_used, points, columns, labels, True)
        if place < 0:
            break
        pairs[n_pairs] = columns[slots[place] - 1]
        n_pairs += 1
    is_used[:] = False
    n_shown = 0
    while n_shown < len(shown):
        place = next_term(slots, is_used, points, columns, labels, False)
        if place < 0:
            break
        term = whole_pair(columns[slots[place] - 1], pairs, n_pairs, labels)
        if not shares_word(term, shown, n_shown, labels):
            shown[n_shown] = term
            n_shown += 1
