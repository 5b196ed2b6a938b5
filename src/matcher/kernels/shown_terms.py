"""The shared terms shown with a score, the same as those of `matcher.ranking.retriever`."""

import numpy as np

from matcher.facets.base import BEST_PASSAGES, BEST_PIECES, BEST_SHARE
from matcher.index.specificity import ALWAYS, OWN
from matcher.kernels import compiled
from matcher.kernels.exact_scores import find_shared
from matcher.ranking.phrases import add_up_chains, link_pairs, show_best_chains

_link_pairs = compiled()(link_pairs)
_add_up_chains = compiled()(add_up_chains)
_show_best_chains = compiled()(show_best_chains)


@compiled(inner=True)
def next_best(values, is_taken):
    """Return the index of the largest value that is not taken, the first of equal ones, and mark it as taken."""
    best = -1
    for place in range(len(values)):
        if not is_taken[place] and (best < 0 or values[place] > values[best]):
            best = place
    is_taken[best] = True
    return best


@compiled(inner=True)
def touch(row, matrix, slots, scratch, n):
    """Insert the slots of one row of mentors into the n sorted touched ones; return their number."""
    for slot in scratch.slots[: find_shared(row, matrix, slots, scratch)]:
        if scratch.is_touched[slot]:
            continue
        scratch.is_touched[slot] = True
        place = n
        while place > 0 and scratch.touched[place - 1] > slot:
            scratch.touched[place] = scratch.touched[place - 1]
            place -= 1
        scratch.touched[place] = slot
        n += 1
    return n


@compiled(inner=True)
def shared_slots(mentor, mentors, slots, scratch):
    """Return the sorted slots of all terms that the query shares with a mentor."""
    n = touch(mentor, mentors.said, slots, scratch, np.int64(0))
    for piece in range(mentors.bounds[mentor], mentors.bounds[mentor + 1]):
        n = touch(piece, mentors.pieces, slots, scratch, n)
    n = touch(mentor, mentors.interests, slots, scratch, n)
    for slot in scratch.touched[:n]:
        scratch.is_touched[slot] = False
    return scratch.touched[:n]


@compiled(inner=True)
def add_products(n, data, weights, text, share, scratch, values):
    """Add the products of the n shared entries, as `find_shared` wrote them, with one text of the query."""
    for at in range(n):
        slot = scratch.slots[at]
        values[slot] += share * (weights[slot, text] * data[scratch.entries[at]])


@compiled(inner=True)
def text_values(mentor, n_said, mentors, slots, query, scratch, shared, text, values):
    """Write what each shared slot adds to the cosine of one text with a mentor and the mentor's best pieces.

    `find_shared` must have been called for the mentor's text before, and is called for it again at the end.
    """
    for slot in shared:
        values[slot] = 0.0
    add_products(n_said, mentors.said.data, query.weights, text, 1.0, scratch, values)
    first, n = mentors.bounds[mentor], mentors.bounds[mentor + 1] - mentors.bounds[mentor]
    if n == 0:
        return
    for slot in shared:
        values[slot] *= 1 - BEST_SHARE
    n_best, is_taken = min(n, BEST_PIECES), np.zeros(n, np.bool_)
    for place in range(n):
        scratch.pieces[place] = scratch.by_piece[place, text]
    for _ in range(n_best):
        piece = first + next_best(scratch.pieces[:n], is_taken)
        n_entries = find_shared(piece, mentors.pieces, slots, scratch)
        add_products(n_entries, mentors.pieces.data, query.weights, text, BEST_SHARE / BEST_PIECES, scratch, values)
    find_shared(mentor, mentors.said, slots, scratch)


@compiled(inner=True)
def term_points(mentor, mentors, slots, weights, query, scratch, shared):
    """Return what each slot of the query adds to a score, and to the cosine with the mentor's interests.

    `scratch` has the cosines of the pair; only shared slots are written.
    """
    points, values = scratch.values[0], scratch.values[1]
    n_said = find_shared(mentor, mentors.said, slots, scratch)
    text_values(mentor, n_said, mentors, slots, query, scratch, shared, np.int64(0), points)
    n_passages = query.weights.shape[1] - 1
    if n_passages > 0:
        for slot in shared:
            points[slot] *= 1 - BEST_SHARE
        n_best, is_taken = min(n_passages, BEST_PASSAGES), np.zeros(n_passages, np.bool_)
        for _ in range(n_best):
            text = 1 + next_best(scratch.cosines[1:], is_taken)
            text_values(mentor, n_said, mentors, slots, query, scratch, shared, text, values)
            for slot in shared:
                points[slot] += BEST_SHARE / BEST_PASSAGES * values[slot]
    for slot in shared:
        points[slot] *= weights[0]
        values[slot] = 0.0
    n_listed = find_shared(mentor, mentors.interests, slots, scratch)
    add_products(n_listed, mentors.interests.data, query.weights, np.int64(0), 1.0, scratch, values)
    for slot in shared:
        points[slot] += weights[1] * values[slot]
    return points, values


@compiled()
def show(shared, points, listed, columns, labels, shown):
    """Write to `shown` the codes of the shared terms to show."""
    kept, terms, words = np.empty(len(shared)), np.empty(len(shared), np.int32), np.full((2, len(shared)), -1)
    n = 0
    for slot in shared:
        term = columns[slot - 1]
        level = labels.specificity[term]
        if points[slot] > 0 and (level == ALWAYS or (level == OWN and listed[slot] > 0)):
            # most points first, ties by column; terms are few, and numba takes seconds to compile a sort
            place = n
            while place > 0 and kept[place - 1] < points[slot]:
                kept[place], terms[place] = kept[place - 1], terms[place - 1]
                place -= 1
            kept[place], terms[place] = points[slot], term
            n += 1
    for place in range(n):
        if terms[place] < labels.n_words:
            words[0, place] = terms[place]
        else:
            words[0, place], words[1, place] = labels.pairs[terms[place] - labels.n_words]
    first, second = words[0, :n], words[1, :n]
    pairs, chains, sizes = _link_pairs(first, second)
    values = _add_up_chains(kept[:n], first, second, pairs, chains, sizes)
    _show_best_chains(terms[:n], first, second, chains, sizes, values, shown)
