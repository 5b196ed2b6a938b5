"""Loops of the pricing step of column generation: which pairs may be worth more than their price, and exact scores.

A pair's worth is its score minus the mentor's price, plus a bonus if the score reaches a floor. Upper bounds of scores
are stored in 16 bits, 0 for no pair.
"""

import numpy as np

from matcher.facets.base import BEST_PASSAGES
from matcher.kernels import compiled
from matcher.kernels.exact_scores import (
    best_mean,
    clear_query,
    mix,
    points_gained,
    points_lost,
    scratch_for,
    set_query,
    topic_affinity,
    topic_unit,
)

GRAIN = 16
"""The unit of bounds in millionths of a point: the greatest score, 1, fits 16 bits."""

_GRAINS = 1e6 / GRAIN


@compiled()
def keep_bounds(bounds, mentors, products, passages, weight, slack, kept):
    """Write upper bounds of a block's scores to `kept`, shape (n_applicants, n_mentors), in grains, rounded up.

    `bounds`, shape (n_pool, WIDTH), are those of everything but topics; `mentors` are the rows to keep. `products` are
    those of the topic rows of the block's texts: the first columns are the whole texts; `passages[a]` to `passages[a +
    1]` are the columns of the passages of applicant a if there is more than one. They are empty without topics.
    """
    cosines = np.empty(max(1, np.max(passages[1:] - passages[:-1])))
    most, in_topics = np.empty(len(kept)), np.zeros(len(kept))
    for place in range(len(mentors)):
        mentor = mentors[place]
        if len(products) > 0:
            for a in range(len(kept)):
                in_topics[a] = topic_unit(products[mentor, a])
                n_passages = passages[a + 1] - passages[a]
                if n_passages > 1:
                    for passage in range(n_passages):
                        cosines[passage] = topic_unit(products[mentor, passages[a] + passage])
                    in_topics[a] = mix(in_topics[a], best_mean(cosines, n_passages, np.int64(BEST_PASSAGES)))
        for a in range(len(kept)):
            # half a millionth is added, as scores are rounded to millionths
            grains = (bounds[mentor, a] * slack[0] + weight * in_topics[a] + slack[1] + 5e-7) * _GRAINS
            is_pair = bounds[mentor, a] > 0 or in_topics[a] > 0
            most[a] = min(np.ceil(grains), 65535.0) if is_pair else 0.0
        for a in range(len(kept)):
            kept[a, place] = np.uint16(most[a])


@compiled(inner=True)
def worth_at_most(bound, price, bonus, bonus_from):
    """Return an upper bound of a pair's worth."""
    score = np.int64(bound) * GRAIN
    return score - price + (bonus if score >= bonus_from else np.int64(0))


@compiled()
def most_worth(bounds, price, bonus, bonus_from, least, k):
    """Return (row, mentor) of at most k pairs of each row: those with the greatest bounds of worth above `least`."""
    pairs = np.empty((len(bounds) * k, 2), np.int64)
    highest, mentors = np.empty(k, np.int64), np.empty(k, np.int64)
    n = 0
    for row in range(len(bounds)):
        n_kept, limit = 0, least[row]
        for mentor in range(len(price)):
            bound = bounds[row, mentor]
            if bound == 0:
                continue
            worth = worth_at_most(bound, price[mentor], bonus, bonus_from[row])
            if worth > limit:
                place = min(n_kept, k - 1)
                while place > 0 and highest[place - 1] < worth:
                    highest[place], mentors[place] = highest[place - 1], mentors[place - 1]
                    place -= 1
                highest[place], mentors[place] = worth, mentor
                n_kept = min(n_kept + 1, k)
                if n_kept == k:
                    limit = max(limit, highest[k - 1])
        for place in range(n_kept):
            pairs[n, 0], pairs[n, 1] = row, mentors[place]
            n += 1
    return pairs[:n]


@compiled()
def worth_more(bounds, price, bonus, bonus_from, least, pairs, left):
    """Return (row, mentor) of all pairs that may be worth more than `least`; raise `left` to the bounds of the others.

    `pairs` is a buffer for the first pairs.
    """
    n = 0
    for row in range(len(bounds)):
        if n + len(price) > len(pairs):
            more = np.empty((2 * len(pairs) + len(price), 2), np.int64)
            for at in range(n):  # see `top_k.copy`
                more[at, 0], more[at, 1] = pairs[at, 0], pairs[at, 1]
            pairs = more
        highest, limit = left[row], least[row]
        for mentor in range(len(price)):
            bound = bounds[row, mentor]
            if bound > 0:
                worth = worth_at_most(bound, price[mentor], bonus, bonus_from[row])
                if worth > limit:
                    pairs[n, 0], pairs[n, 1] = row, mentor
                    n += 1
                else:
                    highest = max(highest, worth)
        left[row] = highest
    return pairs[:n]


@compiled()
def score_pairs(pairs, applicants, mentors, slots, weights, lost, gained, scores):
    """Write the scores of pairs of (applicant, mentor), sorted by applicant; 0 or less for no pair.

    `gained`, shape (n_facets, n_pairs), are the points of facets that the loops do not compute.
    """
    at = 0
    while at < len(pairs):
        applicant = pairs[at, 0]
        query = set_query(applicant, applicants, slots)
        scratch = scratch_for(query, mentors)
        while at < len(pairs) and pairs[at, 0] == applicant:
            mentor = pairs[at, 1]
            in_topics = topic_affinity(query, applicants.topic_rows, mentors.topics[mentor], scratch.cosines)
            score = points_gained(mentor, in_topics, mentors, slots, weights, query, scratch)
            for facet in range(len(gained)):
                score += gained[facet, at]
            scores[at] = score + points_lost(applicant, mentor, lost) if score > 0 else 0.0
            at += 1
        clear_query(query, slots)
