"""Upper-bound pruning (MaxScore): bounds of the scores of a block of applicants with all mentors.

A bound is the sum over terms of the most that each can add. It is computed for all pairs in single precision and in any
order, and rules most pairs out; the others are scored exactly.
"""

import numpy as np

from matcher.facets.base import BEST_PASSAGES
from matcher.kernels import compiled
from matcher.kernels.exact_scores import best_mean, clear_query, mix, set_query

WIDTH = 128
"""The number of applicants in a block: each row of a common term is loaded once and used for all of them."""

N_COMMON = 512
"""The number of common terms: their weights for a block of applicants are a dense matrix in the second cache."""

LINE = 16
"""The number of single-precision numbers in a cache line."""


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


@compiled(fast=True, inner=True)
def add_postings(terms, weights, postings, sums):
    """Add the products of one applicant's terms with the mentors that have them.

    `postings` are the start of each term's mentors, and mentors and weights interleaved: as integers, and the same
    memory as single-precision numbers.
    """
    starts, mentors, values = postings
    for i in range(len(terms)):
        weight = weights[i]
        for entry in range(starts[np.uint32(terms[i])], starts[np.uint32(terms[i]) + 1]):
            sums[np.uint32(mentors[np.uint32(2 * entry)])] += weight * values[np.uint32(2 * entry + 1)]


@compiled(fast=True)
def set_rare(start, end, whole, ceilings, interest_weights, rare, interests, sums, bounds):
    """Set `bounds`, shape (n_mentors, WIDTH), to the bounds by rare terms and interests of applicants `start` to `end`.

    `ceilings` and `interest_weights` are the applicants' weights of terms. Rare terms have few mentors, so postings are
    used, for 16 applicants at a time, one cache line.
    """
    for group in range(0, WIDTH, LINE):
        sums[:] = 0
        for a in range(max(0, min(LINE, end - start - group))):
            first, last = whole.indptr[start + group + a], whole.indptr[start + group + a + 1]
            add_postings(whole.indices[first:last], ceilings[first:last], rare, sums[a])
            add_postings(whole.indices[first:last], interest_weights[first:last], interests, sums[a])
        for mentor in range(len(bounds)):
            for a in range(LINE):
                bounds[mentor, group + a] = sums[a, mentor]


@compiled()
def lay_out(start, end, whole, ceilings, common, dense):
    """Write the weights of a block's common terms to `dense`, shape (n_common, WIDTH)."""
    dense[:] = 0
    for a in range(end - start):
        for entry in range(whole.indptr[start + a], whole.indptr[start + a + 1]):
            if common[whole.indices[entry]] >= 0:
                dense[common[whole.indices[entry]], a] = ceilings[entry]


@compiled(fast=True)
def add_common(mentors, dense, bounds):
    """Add the products of the mentors' rows of common terms with a block of applicants.

    Four terms at a time, as half of the memory traffic is reading and writing the sums. Indices are unsigned, as the
    check for negative ones would prevent vectorisation.
    """
    indptr, indices, data = mentors
    for mentor in range(len(bounds)):
        sums = bounds[mentor]
        start, end = indptr[mentor], indptr[mentor + 1]
        fours = start + (end - start) // 4 * 4
        for entry in range(start, fours, 4):
            one, two = dense[np.uint32(indices[entry])], dense[np.uint32(indices[entry + 1])]
            three, four = dense[np.uint32(indices[entry + 2])], dense[np.uint32(indices[entry + 3])]
            first, second, third, fourth = data[entry], data[entry + 1], data[entry + 2], data[entry + 3]
            for a in range(WIDTH):
                sums[a] += first * one[a] + second * two[a] + third * three[a] + fourth * four[a]
        for entry in range(fours, end):
            one, first = dense[np.uint32(indices[entry])], data[entry]
            for a in range(WIDTH):
                sums[a] += first * one[a]


@compiled()
def add_known_points(start, end, points, slack, bounds):
    """Add the points of other facets and penalties to the bounds of applicants `start` to `end`.

    Both are exact, and are rounded up when converted to single precision. No bound falls below 0.
    """
    for facet in range(len(points.gained)):
        for mentor in range(len(bounds)):
            for a in range(end - start):
                bounds[mentor, a] += points.gained[facet, a, mentor] * (1 + 2.0**-22)
    indptr, indices, data = points.lost
    for a in range(end - start):
        for entry in range(indptr[start + a], indptr[start + a + 1]):
            bound = bounds[indices[entry], a]
            if bound > 0:
                bounds[indices[entry], a] = max(bound * slack + data[entry] * (1 - 2.0**-22), 0.0)


@compiled(fast=True)
def most_likely(bounds, topics, weight, n_applicants, likely):
    """Write to `likely`, shape (n_applicants, k), the mentors with the greatest bounds plus `weight` times topics."""
    k = likely.shape[1]
    highest = np.full((WIDTH, k), np.float32(-1), np.float32)
    least = np.full(WIDTH, np.float32(0), np.float32)
    least[n_applicants:] = np.float32(3e38)
    guess = np.empty(WIDTH, np.float32)
    for mentor in range(len(bounds)):
        hits = 0
        for a in range(WIDTH):
            guess[a] = bounds[mentor, a] + weight * max(topics[mentor, a], np.float32(0))
            hits += guess[a] > least[a]
        if hits == 0:
            continue
        for a in range(n_applicants):
            if guess[a] > least[a]:
                place = k - 1
                while place > 0 and highest[a, place - 1] < guess[a]:
                    highest[a, place], likely[a, place] = highest[a, place - 1], likely[a, place - 1]
                    place -= 1
                highest[a, place], likely[a, place] = guess[a], mentor
                least[a] = max(highest[a, k - 1], np.float32(0))


@compiled(fast=True)
def pairs_within_reach(bounds, topics, weight, unknown, least, pairs):
    """Return (applicant, mentor) of all pairs whose bound reaches `least`, mentor by mentor.

    `weight` is the weight of a whole text's topic product for each applicant, `unknown` the most its passages may add.
    """
    n, limit = 0, least - unknown
    for mentor in range(len(bounds)):
        hits = 0
        for a in range(WIDTH):
            hits += bounds[mentor, a] + weight[a] * max(topics[mentor, a], np.float32(0)) >= limit[a]
        if hits == 0:
            continue
        if n + WIDTH > len(pairs):
            more = np.empty((2 * len(pairs) + WIDTH, 2), np.int32)
            for pair in range(n):  # see `top_k.copy`
                more[pair, 0], more[pair, 1] = pairs[pair, 0], pairs[pair, 1]
            pairs = more
        for a in range(WIDTH):
            whole = weight[a] * max(topics[mentor, a], np.float32(0))
            if bounds[mentor, a] >= 0 and bounds[mentor, a] + whole >= limit[a]:
                pairs[n, 0], pairs[n, 1] = a, mentor
                n += 1
    return pairs[:n]
