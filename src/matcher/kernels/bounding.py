"""What no score can exceed, for a block of applicants and all mentors, and who seems best by it."""

import numpy as np

from matcher.kernels.compiling import compiled

WIDTH = 128
"""How many applicants are bounded together: each row of a common term is used for all of them once it is at hand."""

COMMON = 512
"""How many of the pool's terms are common: their weights for a block of applicants lie dense in the second cache."""

_LINE = 16


@compiled(fast=True)
def add_listed(terms, weights, listed, sums):
    """Add the products of one applicant's terms with the mentors that write them.

    `listed` are the places where each term's mentors start, and mentors and weights side by side: as whole numbers, and
    the same memory as numbers of single precision.
    """
    starts, mentors, values = listed
    for at in range(len(terms)):
        weight = weights[at]
        for place in range(starts[np.uint32(terms[at])], starts[np.uint32(terms[at]) + 1]):
            sums[np.uint32(mentors[np.uint32(2 * place)])] += weight * values[np.uint32(2 * place + 1)]


@compiled(fast=True)
def set_rare(start, end, indptr, indices, ceiling, offered, rare, interests, sums, bounds):
    """Set `bounds`, shape (n_mentors, WIDTH), to what rare terms and interests give applicants `start` to `end`.

    `ceiling` and `offered` are the applicants' weights of terms. Rare terms have few mentors: each is added where it
    counts, 16 applicants at a time, one line of memory.
    """
    for group in range(0, WIDTH, _LINE):
        sums[:] = 0
        for a in range(max(0, min(_LINE, end - start - group))):
            first, last = indptr[start + group + a], indptr[start + group + a + 1]
            add_listed(indices[first:last], ceiling[first:last], rare, sums[a])
            if len(offered):
                add_listed(indices[first:last], offered[first:last], interests, sums[a])
        for mentor in range(len(bounds)):
            for a in range(_LINE):
                bounds[mentor, group + a] = sums[a, mentor]


@compiled()
def lay_out(start, end, indptr, indices, ceiling, common, dense):
    """Lay out the common terms of a block of applicants in `dense`, shape (n_common, WIDTH)."""
    dense[:] = 0
    for a in range(end - start):
        for at in range(indptr[start + a], indptr[start + a + 1]):
            if common[indices[at]] >= 0:
                dense[common[indices[at]], a] = ceiling[at]


@compiled(fast=True)
def add_common(mentors, dense, bounds):
    """Add the products of the mentors' rows of common terms with a block of applicants.

    Four terms at a time: half of the traffic is reading and writing the sums. Unsigned places, or a check for places
    counted from the end keeps the sums from being vectors.
    """
    indptr, indices, data = mentors
    for mentor in range(len(bounds)):
        sums = bounds[mentor]
        start, end = indptr[mentor], indptr[mentor + 1]
        fours = start + (end - start) // 4 * 4
        for at in range(start, fours, 4):
            one, two = dense[np.uint32(indices[at])], dense[np.uint32(indices[at + 1])]
            three, four = dense[np.uint32(indices[at + 2])], dense[np.uint32(indices[at + 3])]
            first, second, third, fourth = data[at], data[at + 1], data[at + 2], data[at + 3]
            for a in range(WIDTH):
                sums[a] += first * one[a] + second * two[a] + third * three[a] + fourth * four[a]
        for at in range(fours, end):
            one, first = dense[np.uint32(indices[at])], data[at]
            for a in range(WIDTH):
                sums[a] += first * one[a]


@compiled()
def take_lost(start, end, lost, slack, bounds):
    """Take the points lost from the bounds of applicants `start` to `end`; no bound falls below 0."""
    indptr, indices, data = lost
    for a in range(end - start):
        for at in range(indptr[start + a], indptr[start + a + 1]):
            bound = bounds[indices[at], a]
            if bound > 0:
                bounds[indices[at], a] = max(bound * slack + data[at] * (1 - 2.0**-22), 0.0)


@compiled(fast=True)
def seeming_best(bounds, topics, weight, n_applicants, best):
    """Write to `best`, shape (n_applicants, k), the mentors with the highest bounds plus `weight` times topics."""
    k = best.shape[1]
    highest = np.full((WIDTH, k), np.float32(-1), np.float32)
    least = np.full(WIDTH, np.float32(0), np.float32)
    least[n_applicants:] = np.float32(3e38)
    with_topics = len(topics) > 0
    guess = np.empty(WIDTH, np.float32)
    for mentor in range(len(bounds)):
        hits = 0
        if with_topics:
            for a in range(WIDTH):
                guess[a] = bounds[mentor, a] + weight * max(topics[mentor, a], np.float32(0))
                hits += guess[a] > least[a]
        else:
            for a in range(WIDTH):
                guess[a] = bounds[mentor, a]
                hits += guess[a] > least[a]
        if hits == 0:
            continue
        for a in range(n_applicants):
            if guess[a] > least[a]:
                at = k - 1
                while at > 0 and highest[a, at - 1] < guess[a]:
                    highest[a, at], best[a, at] = highest[a, at - 1], best[a, at - 1]
                    at -= 1
                highest[a, at], best[a, at] = guess[a], mentor
                least[a] = max(highest[a, k - 1], np.float32(0))


@compiled(fast=True)
def within_reach(bounds, topics, weight, unknown, least, some):
    """Return (applicant, mentor) of all pairs whose bound reaches `least`, mentor by mentor.

    `weight` is what a whole text's topic product counts for each applicant, `unknown` what its passages may add.
    """
    n, with_topics = 0, len(topics) > 0
    limit = least - unknown
    for mentor in range(len(bounds)):
        hits = 0
        if with_topics:
            for a in range(WIDTH):
                hits += bounds[mentor, a] + weight[a] * max(topics[mentor, a], np.float32(0)) >= limit[a]
        else:
            for a in range(WIDTH):
                hits += bounds[mentor, a] >= limit[a]
        if hits == 0:
            continue
        if n + WIDTH > len(some):
            more = np.empty((2 * len(some) + WIDTH, 2), np.int32)
            more[:n] = some[:n]
            some = more
        for a in range(WIDTH):
            whole = weight[a] * max(topics[mentor, a], np.float32(0)) if with_topics else np.float32(0)
            if bounds[mentor, a] >= 0 and bounds[mentor, a] + whole >= limit[a]:
                some[n, 0], some[n, 1] = a, mentor
                n += 1
    return some[:n]
