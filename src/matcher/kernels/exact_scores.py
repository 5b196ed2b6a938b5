"""Exact scores of single pairs, with additions in the same order as in the facets."""

from typing import Any, NamedTuple

import numpy as np

from matcher.facets.base import BEST_PASSAGES, BEST_PIECES, BEST_SHARE
from matcher.kernels import compiled
from matcher.kernels.counts import place_of
from matcher.semantic.encoder import GRAIN

MARKS = 1 << 15
"""The size of the filter of an applicant's terms, in bytes: it fits the first cache."""

_UNIT = float(GRAIN**2)
"""The product of two equal topic rows."""

if max(BEST_PASSAGES, BEST_PIECES) > 3:
    raise NotImplementedError("best_mean keeps the three largest values")


class Query(NamedTuple):
    """The current applicant: the terms, and their weights, shape (n_terms + 1, n_texts).

    The first row of weights is zeros, for all other terms. The first column is the whole text, the others are the
    passages of a long one. The topic row of the whole text is `applicant`, those of passages are `first` to `last`.
    """

    applicant: Any
    terms: Any
    weights: Any
    first: Any
    last: Any


class Scratch(NamedTuple):
    """Buffers for scoring a pair.

    Cosines by text, of interests, by piece and text, and of the pieces for one text; affinities of terms, interests and
    topics, and the points lost; the entries that a row of mentors shares with the query, and their slots; the values of
    each slot in total and for one text; and the slots with a value, in order, with a flag for each slot.
    """

    cosines: Any
    interests: Any
    by_piece: Any
    pieces: Any
    affinities: Any
    entries: Any
    slots: Any
    values: Any
    touched: Any
    is_touched: Any


@compiled(inner=True)
def set_query(applicant, applicants, slots):
    """Return an applicant as the query, and write its terms to `slots`."""
    whole, passages = applicants.whole, applicants.passages
    start, end = whole.indptr[applicant], whole.indptr[applicant + 1]
    first, last = applicants.bounds[applicant], applicants.bounds[applicant + 1]
    n_texts = 1 if last - first == 1 else 1 + last - first
    weights = np.zeros((end - start + 1, n_texts))
    for entry in range(start, end):
        term = whole.indices[entry]
        slots.places[term] = entry - start + 1
        slots.marks[term & (MARKS - 1)] = 1
        weights[entry - start + 1, 0] = whole.data[entry]
    if n_texts > 1:
        for passage in range(first, last):
            for entry in range(passages.indptr[passage], passages.indptr[passage + 1]):
                weights[slots.places[passages.indices[entry]], 1 + passage - first] = passages.data[entry]
    shift = applicants.first_passage
    return Query(applicant, whole.indices[start:end], weights, shift + first, shift + last)


@compiled(inner=True)
def clear_query(query, slots):
    """Remove an applicant's terms from `slots`."""
    slots.marks[:] = 0
    for term in query.terms:
        slots.places[term] = 0


@compiled(inner=True)
def scratch_for(query, mentors):
    """Return the buffers for scoring the query's pairs."""
    n_slots, n_texts = query.weights.shape
    return Scratch(
        np.empty(n_texts),
        np.empty(1),
        np.empty((mentors.most_pieces, n_texts)),
        np.empty(max(mentors.most_pieces, n_texts)),
        np.empty(4),
        np.empty(mentors.most_entries, np.int64),
        np.empty(mentors.most_entries, np.int32),
        np.empty((2, n_slots)),
        np.empty(n_slots, np.int32),
        np.zeros(n_slots, np.bool_),
    )


@compiled(inner=True)
def find_shared(row, matrix, slots, scratch):
    """Write the entries of one row of mentors whose terms the query has, and their slots; return their number.

    Few of a mentor's terms pass the filter. There are no branches, as half of them would be predicted wrong.
    """
    entries, shared_slots = scratch.entries, scratch.slots
    n_marked, n = 0, 0
    for entry in range(matrix.indptr[row], matrix.indptr[row + 1]):
        entries[n_marked] = entry
        n_marked += slots.marks[np.uint32(matrix.indices[entry]) & np.uint32(MARKS - 1)]
    for entry in entries[:n_marked]:
        entries[n], shared_slots[n] = entry, slots.places[np.uint32(matrix.indices[entry])]
        n += shared_slots[n] > 0
    return n


@compiled(inner=True)
def add_cosines(row, matrix, slots, weights, scratch, cosines):
    """Write to `cosines` the products, at most 1, of one row of mentors with the first texts of the query."""
    cosines[:] = 0.0
    for at in range(find_shared(row, matrix, slots, scratch)):
        value, slot = matrix.data[scratch.entries[at]], scratch.slots[at]
        for text in range(len(cosines)):
            cosines[text] += value * weights[slot, text]
    for text in range(len(cosines)):
        cosines[text] = min(cosines[text], 1.0)


@compiled(inner=True)
def best_mean(values, n, most):
    """Return the sum of the `most`, two or three, largest of n values of at least 0, smallest first, over `most`."""
    first, second, third = 0.0, 0.0, 0.0
    for number in range(n):
        value = values[number]
        if value > first:
            first, second, third = value, first, second
        elif value > second:
            second, third = value, second
        elif value > third:
            third = value
    if most == 2:
        return (second + first) / most
    return (third + second + first) / most


@compiled(inner=True)
def mix(whole, best):
    """Return the weighted sum of the value of a whole text and the mean of its best parts."""
    return (1 - BEST_SHARE) * whole + BEST_SHARE * best


@compiled()
def pool_pieces(mentor, mentors, slots, query, scratch):
    """Write to `scratch` the cosines of the query's texts with one mentor, with pieces of evidence pooled."""
    add_cosines(mentor, mentors.said, slots, query.weights, scratch, scratch.cosines)
    first, n = mentors.bounds[mentor], mentors.bounds[mentor + 1] - mentors.bounds[mentor]
    if n == 0:
        return
    for piece in range(n):
        add_cosines(first + piece, mentors.pieces, slots, query.weights, scratch, scratch.by_piece[piece])
    for text in range(len(scratch.cosines)):
        for piece in range(n):
            scratch.pieces[piece] = scratch.by_piece[piece, text]
        scratch.cosines[text] = mix(scratch.cosines[text], best_mean(scratch.pieces, n, np.int64(BEST_PIECES)))


@compiled()
def pool_passages(cosines):
    """Return the affinity from the cosines of a whole text and its passages."""
    if len(cosines) == 1:
        return cosines[0]
    return mix(cosines[0], best_mean(cosines[1:], len(cosines) - 1, np.int64(BEST_PASSAGES)))


@compiled(fast=True)
def dot(a, b):
    """Return the product of two rows of whole numbers, exact in any order."""
    total = np.float32(0)
    for i in range(len(a)):
        total += a[i] * b[i]
    return total


@compiled(inner=True)
def topic_unit(product):
    """Return the cosine of two topic rows from their product, in [0, 1]."""
    return min(max(product / _UNIT, 0.0), 1.0)


@compiled(inner=True)
def topic_affinity(query, topic_rows, mentor, cosines):
    """Return the topic affinity of the query with a mentor's topic row."""
    cosines[0] = topic_unit(dot(topic_rows[query.applicant], mentor))
    if query.last - query.first == 1:
        return cosines[0]
    for row in range(query.first, query.last):
        cosines[1 + row - query.first] = topic_unit(dot(topic_rows[row], mentor))
    return pool_passages(cosines[: 1 + query.last - query.first])


@compiled(inner=True)
def points_gained(mentor, in_topics, mentors, slots, weights, query, scratch):
    """Return the points of terms, interests and topics of a pair; `in_topics` is its topic affinity."""
    add_cosines(mentor, mentors.interests, slots, query.weights, scratch, scratch.interests)
    pool_pieces(mentor, mentors, slots, query, scratch)
    affinities = scratch.affinities
    affinities[0] = pool_passages(scratch.cosines)
    affinities[1] = scratch.interests[0]
    affinities[2] = in_topics
    return weights[0] * affinities[0] + weights[1] * affinities[1] + weights[2] * affinities[2]


@compiled(inner=True)
def score_pair(mentor, in_topics, gained, lost, mentors, slots, weights, query, scratch):
    """Return a pair's score, below 0 if no facet gains anything; the score rule of `ranking.top_k`.

    `gained` are the pair's points of facets that the loops do not compute, `lost` the penalty points of all pairs;
    those of this pair are written after its affinities.
    """
    score = points_gained(mentor, in_topics, mentors, slots, weights, query, scratch)
    for points in gained:
        score += points
    if score <= 0:
        return -1.0
    start, end = lost.indptr[query.applicant], lost.indptr[query.applicant + 1]
    place = place_of(mentor, lost.indices, start, end)
    scratch.affinities[3] = lost.data[place] if place >= 0 else 0.0
    return score + scratch.affinities[3]
