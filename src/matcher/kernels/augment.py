"""Augmenting paths, compiled: the pairs of greatest total under bounds on both sides.

Source: Jonker and Volgenant, A shortest augmenting path algorithm for dense and sparse linear assignment problems
(1987), here with several places on both sides.
"""

import numpy as np

from matcher.kernels.compiling import compiled

_FAR = np.int64(2**61)
_STAYS, _FILLS, _DROPS = 0, 1, 2


@compiled()
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
        n_reached = relax(start, 0, nearest_end, pairs, gain, price, labels, 0)
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
