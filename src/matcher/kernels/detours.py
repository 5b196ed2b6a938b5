"""Shortest detours, compiled: for every applicant the other mentor that costs the whole the least."""

import heapq

import numpy as np

from matcher.kernels.compiling import compiled

_FAR = np.int64(2**60)


@compiled()
def best_detours(by_mentor, starts, applicant, mentor, taken, loss, held, held_starts, out, back):
    """Return for every applicant who has a mentor the pair to pin next, -1 for none, and what that loses.

    Dijkstra from each mentor backwards, until no holder of its places can find anything nearer.

    Parameters
    ----------
    by_mentor, starts
        Pairs by mentor, and where those of each mentor begin.
    applicant, mentor, taken, loss
        The pairs; what taking one, or leaving one that is taken, loses beyond the prices.
    held, held_starts
        The pairs taken by applicant, and where those of each begin.
    out, back
        What it loses to leave a mentor's place empty or its holder without one, and to fill one from outside.
    """
    n, m = len(held_starts) - 1, len(starts) - 1
    best, pair = np.full(n, _FAR), np.full(n, -1, np.int64)
    near = np.full(m + 1, _FAR)
    place_loss, stamp = np.zeros(n, np.int64), np.full(n, -1, np.int64)
    holders = np.zeros(n, np.int64)
    for target in range(m):
        n_holders = 0
        for at in range(starts[target], starts[target + 1]):
            e = by_mentor[at]
            if taken[e]:
                i = applicant[e]
                holders[n_holders], stamp[i], place_loss[i] = i, target, loss[e]
                n_holders += 1
        if not n_holders:
            continue
        near[:] = _FAR
        near[target] = 0
        heap = [(np.int64(0), np.int64(target))]
        while len(heap):
            far, j = heapq.heappop(heap)
            if far > near[j]:
                continue
            worst = np.int64(0)
            for h in range(n_holders):
                worst = max(worst, best[holders[h]] - place_loss[holders[h]])
            if far >= worst:
                break
            if j == m:
                for k in range(m):
                    if far + out[k] < near[k]:
                        near[k] = far + out[k]
                        heapq.heappush(heap, (near[k], np.int64(k)))
                continue
            if far + back[j] < near[m]:
                near[m] = far + back[j]
                heapq.heappush(heap, (near[m], np.int64(m)))
            for at in range(starts[j], starts[j + 1]):
                e = by_mentor[at]
                if taken[e]:
                    continue
                i = applicant[e]
                further = far + loss[e]
                if stamp[i] == target:
                    whole = further + place_loss[i]
                    if whole < best[i] or (whole == best[i] and e < pair[i]):
                        best[i], pair[i] = whole, e
                for at_held in range(held_starts[i], held_starts[i + 1]):
                    lost = held[at_held]
                    k = mentor[lost]
                    if further + loss[lost] < near[k]:
                        near[k] = further + loss[lost]
                        heapq.heappush(heap, (near[k], np.int64(k)))
    return pair, best
