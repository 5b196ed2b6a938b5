"""The shared terms shown beside a score, as `matcher.ranking.shown_terms` finds them."""

import numpy as np

from matcher.facets.pooling import BEST_PASSAGES, BEST_PIECES, BEST_SHARE
from matcher.index.telling import ALWAYS, OWN
from matcher.kernels.compiling import compiled
from matcher.kernels.exact_scores import slot_of
from matcher.ranking import phrases

choose_phrases = compiled()(phrases.choose_phrases)


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
    """Return what each slot of the query adds to a score, and to the cosine with the interests a mentor lists.

    `scratch` holds the cosines of the pair.
    """
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
    values[:] = 0.0
    add_products(mentor, mentors.interests, slots, query.weights, 0, 1.0, values)
    for slot in range(len(points)):
        points[slot] += weights[1] * values[slot]
    return points, values


@compiled()
def show(points, listed, columns, labels, shown):
    """Write to `shown` the codes of the phrases to show; return the points of all terms that tell."""
    slots = np.empty(len(points), np.int64)
    n, telling = 0, 0.0
    for slot in range(1, len(points)):
        level = labels.telling[columns[slot - 1]]
        if points[slot] > 0 and (level == ALWAYS or (level == OWN and listed[slot] > 0)):
            slots[n] = slot
            n += 1
            telling += points[slot]
    order = np.argsort(-points[slots[:n]], kind="mergesort")
    kept, terms, words = np.empty(n), np.empty(n, np.int32), np.full((n, 2), -1, np.int64)
    for place in range(n):
        slot = slots[order[place]]
        kept[place], terms[place] = points[slot], columns[slot - 1]
        if terms[place] < labels.n_words:
            words[place, 0] = terms[place]
        else:
            words[place, 0], words[place, 1] = labels.pairs[terms[place] - labels.n_words]
    choose_phrases(kept, terms, words[:, 0].copy(), words[:, 1].copy(), shown)
    return telling
