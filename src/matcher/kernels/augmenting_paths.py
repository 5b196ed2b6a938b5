"""Assignment, compiled: the pairs of greatest total under bounds on both sides, and the cheapest alternates to them.

Source: Jonker and Volgenant, A shortest augmenting path algorithm for dense and sparse linear assignment problems
(1987), here with several places on both sides.
"""

import heapq

import numpy as np

from matcher.kernels import compiled

_FAR, _OUT_OF_REACH = np.int64(2**61), np.int64(2**60)
_STAYS, _FILLS, _DROPS = 0, 1, 2


@compiled(inner=True)
def relax(i, far, limit, pairs, gain, price, labels, n_reached):
    """Lower the distances of the mentors that applicant i, reached at `far`, may go to; return how many are reached."""
    first, mentor, value, taken = pairs
    far_mentor, into_mentor, reached = labels
    for e in range(first[i], first[i + 1]):
        if taken[e]:
            continue
        to = mentor[e]
        further = far + gain[i] + price[to] - value[e]
        if further < far_mentor[to] and further < limit:
            if far_mentor[to] == _FAR:
                reached[n_reached] = to
                n_reached += 1
            far_mentor[to], into_mentor[to] = further, e
    return n_reached


@compiled()
def take_best(first, applicant, mentor, value, units, least_places, capacity, least_filled, first_bonus, fill_bonus):
    """Return which pairs to take, as a mask.

    `first` has where the pairs of each applicant begin, length n + 1; `units` the applicants in the order in which
    their places are given out, each as often as it has places, first places before second ones. Prices of mentors and
    gains of applicants stay such that no arc of the residual graph has a negative loss.
    """
    n, m = len(first) - 1, len(capacity)
    taken = np.zeros(len(mentor), np.bool_)
    has, filled, tried = np.zeros(n, np.int64), np.zeros(m, np.int64), np.zeros(n, np.int64)
    gain, price = np.zeros(n, np.int64), np.where(least_filled > 0, -fill_bonus, 0).astype(np.int64)
    slot_start = np.zeros(m + 1, np.int64)
    slot_start[1:] = np.cumsum(capacity)
    held, slot_of = np.zeros(slot_start[m], np.int64), np.zeros(len(mentor), np.int64)
    far_mentor, far_applicant = np.full(m, _FAR), np.full(n, _FAR)
    into_mentor, into_applicant = np.full(m, -1, np.int64), np.full(n, -1, np.int64)
    done = np.zeros(m, np.bool_)
    reached, seen = np.zeros(m, np.int64), np.zeros(n, np.int64)
    for start in units:
        tried[start] += 1
        if first[start] == first[start + 1] or has[start] < tried[start] - 1:
            continue  # a place that stayed empty once stays empty: prices only rise
        if tried[start] == 1:
            gain[start] = -_FAR
            for e in range(first[start], first[start + 1]):
                gain[start] = max(gain[start], value[e] - price[mentor[e]])
        n_seen = 1
        seen[0], far_applicant[start] = start, 0
        nearest_end = gain[start] + (first_bonus if has[start] < least_places[start] else 0)
        kind, end = _STAYS, start
        labels = far_mentor, into_mentor, reached
        pairs = first, mentor, value, taken
        n_reached = relax(start, 0, nearest_end, pairs, gain, price, labels, np.int64(0))
        while True:
            # settle mentors by their distance until an end is nearer than any
            j, nearest = -1, nearest_end
            for r in range(n_reached):
                if not done[reached[r]] and far_mentor[reached[r]] < nearest:
                    j, nearest = reached[r], far_mentor[reached[r]]
            if j < 0:
                break
            done[j] = True
            if filled[j] < capacity[j]:
                far = nearest - price[j] - (fill_bonus if filled[j] < least_filled[j] else 0)
                if far < nearest_end:
                    nearest_end, kind, end = far, _FILLS, j
            for slot in range(slot_start[j], slot_start[j] + filled[j]):
                out = held[slot]
                i = applicant[out]
                far = nearest + value[out] - gain[i] - price[j]
                if far >= far_applicant[i] or far >= nearest_end:
                    continue
                if far_applicant[i] == _FAR:
                    seen[n_seen] = i
                    n_seen += 1
                far_applicant[i], into_applicant[i] = far, out
                dropped = far + gain[i] + (first_bonus if has[i] <= least_places[i] else 0)
                if dropped < nearest_end:
                    nearest_end, kind, end = dropped, _DROPS, i
                n_reached = relax(i, far, nearest_end, pairs, gain, price, labels, n_reached)
        for r in range(n_reached):
            if done[reached[r]] and far_mentor[reached[r]] < nearest_end:
                price[reached[r]] += nearest_end - far_mentor[reached[r]]
        for r in range(n_seen):
            if far_applicant[seen[r]] < nearest_end:
                gain[seen[r]] -= nearest_end - far_applicant[seen[r]]
        if kind != _STAYS:
            has[start] += 1
            slot = -1
            if kind == _FILLS:
                j, slot = end, slot_start[end] + filled[end]
                filled[end] += 1
            else:
                out = into_applicant[end]
                has[end] -= 1
                taken[out] = False
                j, slot = mentor[out], slot_of[out]
            while True:
                e = into_mentor[j]
                i = applicant[e]
                taken[e], held[slot], slot_of[e] = True, e, slot
                if i == start and into_applicant[i] < 0:
                    break
                out = into_applicant[i]
                taken[out] = False
                j, slot = mentor[out], slot_of[out]
        for r in range(n_reached):
            far_mentor[reached[r]], into_mentor[reached[r]], done[reached[r]] = _FAR, -1, False
        for r in range(n_seen):
            far_applicant[seen[r]], into_applicant[seen[r]] = _FAR, -1
    return taken


@compiled()
def best_alternates(by_mentor, starts, applicant, mentor, taken, loss, held, held_starts, outside, pair, best):
    """Lower for every applicant the cost of the cheapest other pair to pin, and say which pair it is.

    Dijkstra from each mentor backwards. Ways by the outside are no part of the search, the costs that are given must be
    the least by such ways already: so a step is of use only where it loses less than to go outside.

    Parameters
    ----------
    by_mentor, starts
        Pairs by mentor, and where those of each mentor begin.
    applicant, mentor, taken, loss
        The pairs; what taking one, or leaving one that is taken, loses beyond the prices.
    held, held_starts
        The pairs taken by applicant, and where those of each begin.
    outside
        How far each mentor is from the outside: a way between two mentors is at least the difference.
    pair, best
        Of each applicant the pair and its cost; written to.
    """
    n, m = len(held_starts) - 1, len(starts) - 1
    step_starts, step_from, step_loss = useful_steps(
        by_mentor, starts, applicant, mentor, taken, loss, held, held_starts, outside
    )
    first = np.searchsorted(applicant, np.arange(n + 1))
    pairs = first, mentor, taken, loss
    near, reached = np.full(m, _OUT_OF_REACH), np.zeros(m, np.int64)
    for target in range(m):
        radius = np.int64(0)
        for at in range(starts[target], starts[target + 1]):
            if taken[by_mentor[at]]:
                radius = max(radius, radius_of(by_mentor[at], applicant, best, outside, pairs))
        if radius <= 0:
            continue
        near[target], reached[0], n_reached = 0, target, 1
        heap = [(np.int64(0), np.int64(target))]
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
        for at in range(starts[target], starts[target + 1]):
            lost = by_mentor[at]
            if taken[lost]:
                i = applicant[lost]
                for e in range(first[i], first[i + 1]):
                    whole = loss[e] + near[mentor[e]] + loss[lost]
                    if not taken[e] and (whole < best[i] or (whole == best[i] and (pair[i] < 0 or e < pair[i]))):
                        best[i], pair[i] = whole, e
        for at in range(n_reached):
            near[reached[at]] = _OUT_OF_REACH


@compiled(inner=True)
def useful_steps(by_mentor, starts, applicant, mentor, taken, loss, held, held_starts, outside):
    """Return the steps into each mentor that lose less than to go outside: where they begin, whence, and the loss."""
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
    """Return how far a mentor may be to matter to the holder of a place; 0 where none can."""
    first, mentor, taken, loss = pairs
    i = applicant[lost]
    slack, radius = best[i] - loss[lost], np.int64(0)
    for e in range(first[i], first[i + 1]):
        if not taken[e] and loss[e] + max(0, outside[mentor[e]] - outside[mentor[lost]]) < slack:
            radius = max(radius, slack - loss[e])
    return radius
