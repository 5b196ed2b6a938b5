"""Top-k of a block of applicants: mentors whose upper bound reaches the k-th best score are scored exactly."""

import numpy as np

from matcher.facets.base import BEST_PASSAGES, BEST_PIECES, BEST_SHARE
from matcher.index.specificity import ALWAYS, OWN
from matcher.kernels import compiled
from matcher.kernels.exact_scores import (
    clear_query,
    find_shared,
    points_gained,
    score_pair,
    scratch_for,
    set_query,
    topic_affinity,
)
from matcher.ranking.retriever import add_up_chains, link_pairs, show_best_chains
from matcher.ranking.top_k import TIE_DECIMALS

_TIES = 10.0**TIE_DECIMALS

_link_pairs = compiled()(link_pairs)
_add_up_chains = compiled()(add_up_chains)
_show_best_chains = compiled()(show_best_chains)


@compiled()
def copy(values, into):
    """Copy a few numbers; numba takes seconds to compile the assignment of an array, for an error message."""
    for at in range(len(values)):
        into[at] = values[at]


@compiled()
def score_first(start, likely, applicants, mentors, slots, weights, points, scores, affinities):
    """Write the scores and affinities of the mentors with the best bounds, shape (n_applicants, k).

    The score is below 0 if there is no mentor.
    """
    for row in range(len(likely)):
        query = set_query(start + row, applicants, slots)
        scratch = scratch_for(query, mentors)
        for place in range(likely.shape[1]):
            scores[row, place] = -1.0
            mentor = np.int64(likely[row, place])  # one type of number, as loops are compiled for each type
            if mentor >= 0:
                in_topics = topic_affinity(query, applicants.topic_rows, mentors.topics[mentor], scratch.cosines)
                gained = points.gained[:, row, mentor]
                scores[row, place] = score_pair(
                    mentor, in_topics, gained, points.lost, mentors, slots, weights, query, scratch
                )
                copy(scratch.affinities, affinities[row, place])
        clear_query(query, slots)


@compiled(inner=True)
def tie_key(score):
    """Return a score rounded to the precision by which ties are decided."""
    return np.rint(score * _TIES) / _TIES


@compiled()
def insert(key, mentor, affinities, keys, mentors, kept, n):
    """Insert a mentor into the n best so far, best first, ties by column; return their number."""
    k = len(keys)
    if n == k and (key < keys[k - 1] or (key == keys[k - 1] and mentor > mentors[k - 1])):
        return n
    place = n if n < k else k - 1
    while place > 0 and (keys[place - 1] < key or (keys[place - 1] == key and mentors[place - 1] > mentor)):
        keys[place], mentors[place] = keys[place - 1], mentors[place - 1]
        copy(kept[place - 1], kept[place])
        place -= 1
    keys[place], mentors[place] = key, mentor
    copy(affinities, kept[place])
    return min(n + 1, k)


@compiled()
def select(start, first, pairs, bounds, slack, scored, labels, selected):
    """Write the best mentors of a block of applicants, the first of which is `start`, to `selected`.

    `first` are the mentors that were scored before, with scores and affinities; `scored` are arguments of
    `score_pair`. Of the sorted `pairs` of (applicant, mentor), those are scored whose bound reaches the k-th best score
    so far. Scores of 0 or less are left out.
    """
    likely, scores, affinities = first
    applicants, mentors, slots, weights, points = scored
    k, next_pair = selected.mentors.shape[1], 0
    keys = np.empty(k)
    for row in range(len(likely)):
        applicant = start + row
        query = set_query(applicant, applicants, slots)
        scratch = scratch_for(query, mentors)
        chosen, kept = selected.mentors[applicant], selected.affinities[applicant]
        n = np.int64(0)
        for place in range(likely.shape[1]):
            if scores[row, place] > 0:
                key = tie_key(scores[row, place])
                n = insert(key, np.int64(likely[row, place]), affinities[row, place], keys, chosen, kept, n)
        while next_pair < len(pairs) and pairs[next_pair, 0] == row:
            mentor = np.int64(pairs[next_pair, 1])
            next_pair += 1
            if np.any(likely[row] == mentor):
                continue
            bound = bounds[mentor, row] * slack[0] + slack[1]
            in_topics = topic_affinity(query, applicants.topic_rows, mentors.topics[mentor], scratch.cosines)
            if n == k and bound + weights[2] * in_topics < keys[k - 1]:
                continue
            gained = points.gained[:, row, mentor]
            score = score_pair(mentor, in_topics, gained, points.lost, mentors, slots, weights, query, scratch)
            if score > 0:
                n = insert(tie_key(score), mentor, scratch.affinities, keys, chosen, kept, n)
        selected.sizes[applicant] = n
        if selected.shown.shape[2]:
            show_terms(chosen[:n], kept, mentors, slots, weights, query, scratch, labels, selected.shown[applicant])
        clear_query(query, slots)


@compiled(inner=True)
def show_terms(chosen, affinities, mentors, slots, weights, query, scratch, labels, shown):
    """Write the shared terms of each of an applicant's best mentors."""
    for place in range(len(chosen)):
        mentor = np.int64(chosen[place])
        # cosines decide which passages and pieces count; without any, the whole text counts
        if query.weights.shape[1] > 1 or mentors.bounds[mentor + 1] > mentors.bounds[mentor]:
            points_gained(mentor, affinities[place, 2], mentors, slots, weights, query, scratch)
        shared = shared_slots(mentor, mentors, slots, scratch)
        points, listed = term_points(mentor, mentors, slots, weights, query, scratch, shared)
        show(shared, points, listed, query.terms, labels, shown[place])


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
def add_products(row, matrix, slots, weights, text, share, scratch, values):
    """Add a share of the products of one row of mentors with one text of the query to the values of their slots."""
    for at in range(find_shared(row, matrix, slots, scratch)):
        slot = scratch.slots[at]
        values[slot] += share * (weights[slot, text] * matrix.data[scratch.entries[at]])


@compiled(inner=True)
def text_values(mentor, mentors, slots, query, scratch, shared, text, values):
    """Write what each shared slot adds to the cosine of one text with a mentor and the mentor's best pieces."""
    for slot in shared:
        values[slot] = 0.0
    add_products(mentor, mentors.said, slots, query.weights, text, 1.0, scratch, values)
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
        add_products(piece, mentors.pieces, slots, query.weights, text, BEST_SHARE / BEST_PIECES, scratch, values)


@compiled(inner=True)
def term_points(mentor, mentors, slots, weights, query, scratch, shared):
    """Return what each slot of the query adds to a score, and to the cosine with the mentor's interests.

    `scratch` has the cosines of the pair; only shared slots are written.
    """
    points, values = scratch.values[0], scratch.values[1]
    text_values(mentor, mentors, slots, query, scratch, shared, np.int64(0), points)
    n_passages = query.weights.shape[1] - 1
    if n_passages > 0:
        for slot in shared:
            points[slot] *= 1 - BEST_SHARE
        n_best, is_taken = min(n_passages, BEST_PASSAGES), np.zeros(n_passages, np.bool_)
        for _ in range(n_best):
            text = 1 + next_best(scratch.cosines[1:], is_taken)
            text_values(mentor, mentors, slots, query, scratch, shared, text, values)
            for slot in shared:
                points[slot] += BEST_SHARE / BEST_PASSAGES * values[slot]
    for slot in shared:
        points[slot] *= weights[0]
        values[slot] = 0.0
    add_products(mentor, mentors.interests, slots, query.weights, np.int64(0), 1.0, scratch, values)
    for slot in shared:
        points[slot] += weights[1] * values[slot]
    return points, values


@compiled()
def show(shared, points, listed, columns, labels, shown):
    """Write to `shown` the codes of the shared terms to show, the same as those of `matcher.ranking.retriever`."""
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
