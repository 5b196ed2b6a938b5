"""Single pairs scored exactly, in the order of additions of the facets' own arithmetic."""

from typing import Any, NamedTuple

import numpy as np

from matcher.facets.pooling import BEST_PASSAGES, BEST_PIECES, BEST_SHARE
from matcher.facets.topics import GRAIN
from matcher.kernels import compiled
from matcher.kernels.counts import place_of

MARKS = 1 << 15
"""How many marks tell that an applicant may say a term: so many bytes stay in the first cache."""

_UNIT = float(GRAIN**2)
"""The product of two equal topic rows."""

if max(BEST_PASSAGES, BEST_PIECES) > 3:
    raise NotImplementedError("best_mean keeps the three largest values")


class Query(NamedTuple):
    """The applicant at hand: the terms, and their weights, shape (n_terms + 1, n_texts).

    The first row of weights is zeros, for all other terms; the first column is the whole text, the others the passages
    of a long one. Their topic rows are `applicant`, and `first` to `last`.
    """

    applicant: Any
    terms: Any
    weights: Any
    first: Any
    last: Any


class Scratch(NamedTuple):
    """What scoring a pair writes to.

    Cosines by text, of interests, by piece and text, of the pieces for one text; affinities; the entries that a row of
    mentors shares with the query and their slots; what each slot adds in all and for one text; and the slots that add
    something, in order, with a mark for each.
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
    """Return an applicant as the query, and enter the terms in `slots`."""
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
    """Take the terms of an applicant out of `slots`."""
    slots.marks[:] = 0
    for term in query.terms:
        slots.places[term] = 0


@compiled(inner=True)
def scratch_for(query, mentors):
    """Return what scoring the query's pairs writes to."""
    n_slots, n_texts = query.weights.shape
    return Scratch(
        np.empty(n_texts),
        np.empty(1),
        np.empty((mentors.most_pieces, n_texts)),
        np.empty(max(mentors.most_pieces, n_texts)),
        np.empty(3),
        np.empty(mentors.most_entries, np.int64),
        np.empty(mentors.most_entries, np.int32),
        np.empty((2, n_slots)),
        np.empty(n_slots, np.int32),
        np.zeros(n_slots, np.bool_),
    )


@compiled(inner=True)
def find_shared(row, matrix, slots, scratch):
    """Write the entries of one row of mentors whose terms the query says, and their slots; return how many there are.

    Few of a mentor's terms get past the marks. Nothing is branched on: half of the branches would be guessed wrong.
    """
    entries, found = scratch.entries, scratch.slots
    n_marked, n = 0, 0
    for entry in range(matrix.indptr[row], matrix.indptr[row + 1]):
        entries[n_marked] = entry
        n_marked += slots.marks[np.uint32(matrix.indices[entry]) & np.uint32(MARKS - 1)]
    for entry in entries[:n_marked]:
        entries[n], found[n] = entry, slots.places[np.uint32(matrix.indices[entry])]
        n += found[n] > 0
    return n


@compiled(inner=True)
def add_cosines(row, matrix, slots, weights, scratch, cosines):
    """Write to `cosines` the products of one row of mentors with the first texts of the query, at most 1."""
    cosines[:] = 0.0
    for at in range(find_shared(row, matrix, slots, scratch)):
        value, slot = matrix.data[scratch.entries[at]], scratch.slots[at]
        for text in range(len(cosines)):
            cosines[text] += value * weights[slot, text]
    for text in range(len(cosines)):
        cosines[text] = min(cosines[text], 1.0)


@compiled(inner=True)
def best_mean(values, n, most):
    """Return the sum of the `most`, two or three, largest of n values of 0 or more, least first, divided by `most`."""
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
    """Return a whole's value and the mean of its best parts in their shares."""
    return (1 - BEST_SHARE) * whole + BEST_SHARE * best


@compiled()
def pool_pieces(mentor, mentors, slots, query, scratch):
    """Write the cosines of the query's texts with one mentor, pieces of evidence pooled, to `scratch`."""
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
    """Return the affinity of the cosines of a whole text and its passages."""
    if len(cosines) == 1:
        return cosines[0]
    return mix(cosines[0], best_mean(cosines[1:], len(cosines) - 1, np.int64(BEST_PASSAGES)))


@compiled(fast=True)
def dot(one, other):
    """Return the product of two rows of whole numbers, exact in any order."""
    total = np.float32(0)
    for place in range(len(one)):
        total += one[place] * other[place]
    return total


@compiled(inner=True)
def topic_unit(product):
    """Return the cosine of two topic rows from their product, in [0, 1]."""
    return min(max(product / _UNIT, 0.0), 1.0)


@compiled(inner=True)
def topic_cosine(row, mentor):
    """Return the cosine of two topic rows, in [0, 1]."""
    return topic_unit(dot(row, mentor))


@compiled(inner=True)
def topic_affinity(query, topic_rows, mentor, cosines):
    """Return the affinity in topics of the query with a mentor's topic row; 0 where topics do not count."""
    if topic_rows.shape[1] == 0:
        return 0.0
    cosines[0] = topic_cosine(topic_rows[query.applicant], mentor)
    if query.last - query.first == 1:
        return cosines[0]
    for row in range(query.first, query.last):
        cosines[1 + row - query.first] = topic_cosine(topic_rows[row], mentor)
    return pool_passages(cosines[: 1 + query.last - query.first])


@compiled(inner=True)
def points_gained(mentor, in_topics, mentors, slots, weights, query, scratch):
    """Return what terms, interests and topics give a pair; `in_topics` is its affinity in topics."""
    add_cosines(mentor, mentors.interests, slots, query.weights, scratch, scratch.interests)
    pool_pieces(mentor, mentors, slots, query, scratch)
    affinities = scratch.affinities
    affinities[0] = pool_passages(scratch.cosines)
    affinities[1] = scratch.interests[0]
    affinities[2] = in_topics
    return weights[0] * affinities[0] + weights[1] * affinities[1] + weights[2] * affinities[2]


@compiled(inner=True)
def score_pair(mentor, row, in_topics, mentors, slots, weights, points, query, scratch):
    """Return a pair's score, below 0 where no facet gains anything; the score rule of `ranking.top_k`.

    `row` is the applicant's place in its block, by which points known beforehand are found.
    """
    score = points_gained(mentor, in_topics, mentors, slots, weights, query, scratch)
    for facet in range(len(points.gained)):
        score += points.gained[facet, row, mentor]
    if score <= 0:
        return -1.0
    return score + points_lost(query.applicant, mentor, points.lost)


@compiled(inner=True)
def points_lost(applicant, mentor, lost):
    """Return the points an applicant's score with a mentor loses, 0 or less."""
    place = place_of(mentor, lost.indices, lost.indptr[applicant], lost.indptr[applicant + 1])
    return lost.data[place] if place >= 0 else 0.0
