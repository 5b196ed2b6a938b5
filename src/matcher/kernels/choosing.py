"""The best mentors of a block of applicants, scored exactly."""

import numpy as np

from matcher.kernels.compiling import compiled
from matcher.kernels.scoring import (
    MARKS,
    add_cosines,
    enter,
    lost_of,
    mixed_cosines,
    topic_affinity,
    with_best_passages,
)
from matcher.kernels.showing import show, term_points


@compiled()
def take_up(applicant, whole, passages, members, slots):
    """Return an applicant's terms and weights, and enter the terms in `slots`."""
    indptr, indices, data = whole
    start, end = indptr[applicant], indptr[applicant + 1]
    first, last = members[applicant], members[applicant + 1]
    n_rows = 1 if last - first == 1 else 1 + last - first
    weights = np.zeros((end - start + 1, n_rows))
    places, marks = slots
    for at in range(start, end):
        places[indices[at]] = at - start + 1
        marks[indices[at] & (MARKS - 1)] = 1
        weights[at - start + 1, 0] = data[at]
    if n_rows > 1:
        indptr, indices, data = passages
        for passage in range(first, last):
            for at in range(indptr[passage], indptr[passage + 1]):
                weights[places[indices[at]], 1 + passage - first] = data[at]
    return whole[1][start:end], weights


@compiled()
def put_down(terms, slots):
    """Take the terms of an applicant out of `slots`."""
    places, marks = slots
    marks[:] = 0
    for term in terms:
        places[term] = 0


@compiled()
def ceilings(applicants, whole, passages, members, slots, scale, found):
    """Write to `found`, beside the whole texts' entries, what bounds an applicant's weight of each term."""
    for applicant in range(applicants):
        terms, weights = take_up(applicant, whole, passages, members, slots)
        start = whole[0][applicant]
        for at in range(len(terms)):
            bound = weights[at + 1, 0]
            if weights.shape[1] > 1:
                first, second = 0.0, 0.0
                for row in range(1, weights.shape[1]):
                    value = weights[at + 1, row]
                    if value > first:
                        first, second = value, first
                    elif value > second:
                        second = value
                bound = 0.5 * bound + 0.25 * (first + second)
            found[start + at] = scale * bound
        put_down(terms, slots)


@compiled()
def gained(mentor, applicant, taken, topic_rows, pool, slots, weights, known_topics, room):
    """Return what the facets give a pair; `known_topics` is its affinity in topics, below 0 if not known.

    `room` is (cosines, cosines of interests, those by piece, place for one of each piece, affinities found).
    """
    said, pieces, piece_bounds, interests, topics, grains, _ = pool
    terms, rows, passage, last = taken
    found, offered, by_piece, piece_room, affinities = room
    indptr, indices, data = interests
    add_cosines(indptr[mentor], indptr[mentor + 1], indices, data, slots, rows[:, :1], offered)
    affinities[1] = offered[0]
    affinities[2] = known_topics
    if known_topics < 0:
        affinities[2] = topic_affinity(topic_rows, applicant, passage, last, topics[mentor], grains, found)
    mixed_cosines(mentor, said, pieces, piece_bounds, slots, rows, found, by_piece, piece_room)
    affinities[0] = with_best_passages(found)
    return weights[0] * affinities[0] + weights[1] * affinities[1] + weights[2] * affinities[2]


@compiled()
def room_for(n_rows, most_pieces):
    """Return what `gained` writes to."""
    return (
        np.empty(n_rows),
        np.empty(1),
        np.empty((most_pieces, n_rows)),
        np.empty(max(most_pieces, n_rows)),
        np.empty(3),
    )


@compiled()
def taken_up(applicant, texts, first_passage, slots):
    """Take up an applicant; return the terms, weights, and the rows of the passages in topic space."""
    whole, passages, members = texts
    terms, rows = take_up(applicant, whole, passages, members, slots)
    return terms, rows, first_passage + members[applicant], first_passage + members[applicant + 1]


@compiled()
def first_scores(start, best, texts, topic_rows, first_passage, pool, slots, weights, lost, scores, affinities):
    """Write the scores of those who seem best, shape (n_applicants, k), -1 where nobody is named, and affinities."""
    for at in range(len(best)):
        taken = taken_up(start + at, texts, first_passage, slots)
        room = room_for(taken[1].shape[1], pool[6])
        for place in range(best.shape[1]):
            scores[at, place] = -1.0
            if best[at, place] >= 0:
                mentor = best[at, place]
                points = gained(mentor, start + at, taken, topic_rows, pool, slots, weights, -1.0, room)
                scores[at, place] = points + lost_of(start + at, mentor, lost)
                affinities[at, place] = room[4]
        put_down(taken[0], slots)


@compiled()
def choose(
    start,
    best,
    scores,
    known,
    some,
    bounds,
    slack,
    texts,
    topic_rows,
    first_passage,
    pool,
    slots,
    weights,
    lost,
    names,
    sizes,
    chosen,
    affinities,
    points_lost,
    shown,
):
    """Write the best mentors of a block of applicants, their affinities and shown terms, and how many there are.

    `best` were scored to begin with, their affinities are `known`; of `some`, pairs of (applicant, mentor), sorted,
    those are scored whose bound reaches the k-th best so far. `pool` are the mentors' arrays, `lost` the points each
    pair loses, `names` the terms' labels. Scores of 0 or less are left out.
    """
    k, at_pair = chosen.shape[1], 0
    keys = np.empty(k)
    for at in range(len(best)):
        applicant = start + at
        taken = taken_up(applicant, texts, first_passage, slots)
        room = room_for(taken[1].shape[1], pool[6])
        n = 0
        for place in range(best.shape[1]):
            if scores[at, place] > 0:
                key, values = np.rint(scores[at, place] * 1e9) / 1e9, known[at, place]
                n = enter(key, best[at, place], values, keys, chosen[applicant], affinities[applicant], n)
        while at_pair < len(some) and some[at_pair, 0] == at:
            mentor = some[at_pair, 1]
            at_pair += 1
            scored = False
            for place in range(best.shape[1]):
                scored = scored or best[at, place] == mentor
            if scored:
                continue
            bound = bounds[mentor, at] * slack[0] + slack[1]
            in_topics = topic_affinity(topic_rows, applicant, taken[2], taken[3], pool[4][mentor], pool[5], room[0])
            if n == k and bound + weights[2] * in_topics < keys[k - 1]:
                continue
            score = gained(mentor, applicant, taken, topic_rows, pool, slots, weights, in_topics, room)
            score += lost_of(applicant, mentor, lost)
            if score > 0:
                key = np.rint(score * 1e9) / 1e9
                n = enter(key, mentor, room[4], keys, chosen[applicant], affinities[applicant], n)
        sizes[applicant] = n
        points = np.empty(len(taken[0]) + 1)
        for place in range(n):
            mentor = chosen[applicant, place]
            points_lost[applicant, place] = lost_of(applicant, mentor, lost)
            if shown.shape[2]:
                # which passages and pieces count is told by their cosines; where there are none, all counts
                if taken[1].shape[1] > 1 or pool[2][mentor + 1] > pool[2][mentor]:
                    in_topics = affinities[applicant, place, 2]
                    gained(mentor, applicant, taken, topic_rows, pool, slots, weights, in_topics, room)
                term_points(
                    mentor, pool[0], pool[1], pool[3], pool[2], slots, taken[1], weights, room[0], room[2], points
                )
                show(points, taken[0], names[0], names[1], names[2], names[3], shown[applicant, place])
        put_down(taken[0], slots)
