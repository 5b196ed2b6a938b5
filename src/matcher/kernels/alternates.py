"""Compiled search for the cheapest alternative to each pair of an assignment."""

import heapq

import numpy as np

from matcher.kernels import compiled

_OUT_OF_REACH = np.int64(2**60)


@compiled()
def best_alternates(by_mentor, starts, applicant, mentor, taken, loss, held, held_starts, outside, pair, best):
    """Lower for every applicant the cost `best` of the cheapest other pair to pin, and write which `pair` it is.

    Dijkstra's algorithm backwards from each mentor. Paths through the outside are not searched, as `best` must already
    be the least cost by such paths: so only steps that lose less than going outside are useful.

    Pairs are sorted `by_mentor`, those of each mentor from `starts`; `loss` is what taking a pair, or leaving a taken
    one, loses beyond the prices. `held` are the taken pairs by applicant, from `held_starts`. `outside` is the distance
    of each mentor from the outside: a path between two mentors is at least as long as their difference.
    """
    n, m = len(held_starts) - 1, len(starts) - 1
    steps = useful_steps(by_mentor, starts, applicant, mentor, taken, loss, held, held_starts, outside)
    first = np.searchsorted(applicant, np.arange(n + 1))
    pairs = first, mentor, taken, loss
    near, reached = np.full(m, _OUT_OF_REACH), np.zeros(m, np.int64)
    for target in range(m):
        own = by_mentor[starts[target] : starts[target + 1]]
        radius = np.int64(0)
        for lost in own:
            if taken[lost]:
                radius = max(radius, radius_of(lost, applicant, best, outside, pairs))
        if radius <= 0:
            continue
        n_reached = search(np.int64(target), radius, steps, outside, near, reached)
        for lost in own:
            if taken[lost]:
                lower(lost, applicant[lost], near, pairs, pair, best)
        for at in range(n_reached):
            near[reached[at]] = _OUT_OF_REACH


@compiled(inner=True)
def search(target, radius, steps, outside, near, reached):
    """Write the distances of mentors within a radius to the target; return the number of mentors reached."""
    step_starts, step_from, step_loss = steps
    near[target], reached[0], n_reached = 0, target, 1
    heap = [(np.int64(0), target)]
    while len(heap):
        far, j = heapq.heappop(heap)
        if far > near[j]:
            continue
        if far >= radius:
            break
        for at in range(step_starts[j], step_starts[j + 1]):
            k, further = step_from[at], far + step_loss[at]
            if further < min(near[k], min(radius, outside[k])):
                if near[k] == _OUT_OF_REACH:
                    reached[n_reached] = k
                    n_reached += 1
                near[k] = further
                heapq.heappush(heap, (further, np.int64(k)))
    return n_reached


@compiled(inner=True)
def lower(lost, i, near, pairs, pair, best):
    """Lower the cost of the cheapest other pair of applicant i, who leaves pair `lost`; ties go to the first pair."""
    first, mentor, taken, loss = pairs
    for e in range(first[i], first[i + 1]):
        whole = loss[e] + near[mentor[e]] + loss[lost]
        if not taken[e] and (whole < best[i] or (whole == best[i] and (pair[i] < 0 or e < pair[i]))):
            best[i], pair[i] = whole, e


@compiled(inner=True)
def useful_steps(by_mentor, starts, applicant, mentor, taken, loss, held, held_starts, outside):
    """Return the steps into each mentor that lose less than going outside: starts by mentor, sources, and losses."""
    n_steps = 0
    for e in range(len(taken)):
        n_steps += 0 if taken[e] else held_starts[applicant[e] + 1] - held_starts[applicant[e]]
    step_starts = np.zeros(len(starts), np.int64)
    step_from, step_loss = np.zeros(n_steps, np.int64), np.zeros(n_steps, np.int64)
    n_steps = 0
    for j in range(len(starts) - 1):
        for at in range(starts[j], starts[j + 1]):
            e = by_mentor[at]
            if taken[e]:
                continue
            i = applicant[e]
            for at_held in range(held_starts[i], held_starts[i + 1]):
                lost = held[at_held]
                whole = loss[e] + loss[lost]
                if whole < outside[mentor[lost]]:
                    step_from[n_steps], step_loss[n_steps] = mentor[lost], whole
                    n_steps += 1
        step_starts[j + 1] = n_steps
    return step_starts, step_from[:n_steps].copy(), step_loss[:n_steps].copy()


@compiled(inner=True)
def radius_of(lost, applicant, best, outside, pairs):
    """Return the greatest distance at which a mentor may matter to the applicant of pair `lost`; 0 if none can."""
    first, mentor, taken, loss = pairs
    i = applicant[lost]
    slack, radius = best[i] - loss[lost], np.int64(0)
    for e in range(first[i], first[i + 1]):
        if not taken[e] and loss[e] + max(0, outside[mentor[e]] - outside[mentor[lost]]) < slack:
            radius = max(radius, slack - loss[e])
    return radius
