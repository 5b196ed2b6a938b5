"""Top-k of a block of applicants: mentors whose upper bound reaches the k-th best score are scored exactly."""

import numpy as np

from matcher.facets.base import BEST_PASSAGES
from matcher.kernels import compiled
from matcher.kernels.exact_scores import (
    best_mean,
    clear_query,
    mix,
    points_gained,
    score_pair,
    scratch_for,
    set_query,
    topic_affinity,
)
from matcher.kernels.shown_terms import shared_slots, show, term_points
from matcher.ranking.top_k import TIE_DECIMALS

_TIES = 10.0**TIE_DECIMALS


@compiled()
def term_ceilings(n_applicants, applicants, slots, scale, ceilings):
    """Write to `ceilings`, for each entry of the whole texts, an upper bound of the applicant's weight of the term.

    The affinity of a long text is a mix of the whole text and the best passages; for each term, the mix of its weight
    in the whole text and its largest weights in any passages is at least as great.
    """
    for applicant in range(n_applicants):
        query = set_query(applicant, applicants, slots)
        start, n_texts = applicants.whole.indptr[applicant], query.weights.shape[1]
        for slot in range(1, len(query.weights)):
            weights = query.weights[slot]
            ceiling = weights[0]
            if n_texts > 1:
                ceiling = mix(ceiling, best_mean(weights[1:], n_texts - 1, np.int64(BEST_PASSAGES)))
            ceilings[start + slot - 1] = scale * ceiling
        clear_query(query, slots)


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
                scores[row, place] = score_pair(mentor, row, in_topics, mentors, slots, weights, points, query, scratch)
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

    `first` are the mentors that were scored before, with scores and affinities; `scored` are the arguments of
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
            score = score_pair(mentor, row, in_topics, mentors, slots, weights, points, query, scratch)
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
