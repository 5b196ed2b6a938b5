"""Compiled assignment: the pairs of greatest total under bounds on both sides.

Source: Jonker and Volgenant, A shortest augmenting path algorithm for dense and sparse linear assignment problems
(1987), here with several places on both sides.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.kernels import compiled

Ints = NDArray[np.int64]

_FAR = np.int64(2**61)
_STAYS, _FILLS, _DROPS = 0, 1, 2


class Pairs(NamedTuple):
    """The pairs, those of applicant i from `first[i]` to `first[i + 1]`, with their values, and which are taken."""

    first: Ints
    applicant: Ints
    mentor: Ints
    value: Ints
    taken: NDArray[np.bool_]


class Bounds(NamedTuple):
    """Least places of applicants, capacity and least filled places of mentors, and the bonuses for these minima."""

    least_places: Ints
    capacity: Ints
    least_filled: Ints
    first_bonus: int
    fill_bonus: int


class Held(NamedTuple):
    """The pair of each place, the places of mentor j from `starts[j]`; the place of each pair; and the numbers of taken
    pairs by applicant and by mentor.
    """

    pairs: Ints
    starts: Ints
    place_of: Ints
    by_applicant: Ints
    by_mentor: Ints


class Labels(NamedTuple):
    """The distances of mentors and applicants from the start of a search, and the pairs by which they were reached.

    `gain` and `price` are the duals, by which no arc has a negative loss.
    """

    far_mentor: Ints
    far_applicant: Ints
    into_mentor: Ints
    into_applicant: Ints
    done: NDArray[np.bool_]
    reached: Ints
    seen: Ints
    gain: Ints
    price: Ints


@compiled(inner=True)
def relax(i, far, limit, pairs, labels, n_reached):
    """Lower the distances of the mentors of applicant i, at distance `far`; return the number of reached ones."""
    for e in range(pairs.first[i], pairs.first[i + 1]):
        if pairs.taken[e]:
            continue
        to = pairs.mentor[e]
        further = far + labels.gain[i] + labels.price[to] - pairs.value[e]
        if further < labels.far_mentor[to] and further < limit:
            if labels.far_mentor[to] == _FAR:
                labels.reached[n_reached] = to
                n_reached += 1
            labels.far_mentor[to], labels.into_mentor[to] = further, e
    return n_reached


@compiled(inner=True)
def nearest_of(labels, n_reached, nearest_end):
    """Return the nearest reached mentor that is not done and nearer than any end, -1 for none, and its distance."""
    j, nearest = np.int64(-1), nearest_end
    for r in range(n_reached):
        mentor = labels.reached[r]
        if not labels.done[mentor] and labels.far_mentor[mentor] < nearest:
            j, nearest = mentor, labels.far_mentor[mentor]
    return j, nearest


@compiled(inner=True)
def find_end(start, pairs, bounds, held, labels):
    """Return the end of an applicant's shortest path: its kind, who, the distance; and the numbers of reached and seen.

    Mentors are settled in the order of their distances, until an end is nearer than any.
    """
    labels.seen[0], labels.far_applicant[start], n_seen = start, 0, 1
    is_short = held.by_applicant[start] < bounds.least_places[start]
    kind, end, nearest_end = _STAYS, start, labels.gain[start] + (bounds.first_bonus if is_short else 0)
    n_reached = relax(start, 0, nearest_end, pairs, labels, np.int64(0))
    while True:
        j, nearest = nearest_of(labels, n_reached, nearest_end)
        if j < 0:
            return kind, end, nearest_end, n_reached, n_seen
        labels.done[j] = True
        if held.by_mentor[j] < bounds.capacity[j]:
            bonus = bounds.fill_bonus if held.by_mentor[j] < bounds.least_filled[j] else 0
            if nearest - labels.price[j] - bonus < nearest_end:
                kind, end, nearest_end = _FILLS, j, nearest - labels.price[j] - bonus
        for place in range(held.starts[j], held.starts[j] + held.by_mentor[j]):
            out = held.pairs[place]
            i = pairs.applicant[out]
            far = nearest + pairs.value[out] - labels.gain[i] - labels.price[j]
            if far >= labels.far_applicant[i] or far >= nearest_end:
                continue
            if labels.far_applicant[i] == _FAR:
                labels.seen[n_seen] = i
                n_seen += 1
            labels.far_applicant[i], labels.into_applicant[i] = far, out
            bonus = bounds.first_bonus if held.by_applicant[i] <= bounds.least_places[i] else 0
            if far + labels.gain[i] + bonus < nearest_end:
                kind, end, nearest_end = _DROPS, i, far + labels.gain[i] + bonus
            n_reached = relax(i, far, nearest_end, pairs, labels, n_reached)


@compiled(inner=True)
def exchange(start, kind, end, pairs, held, labels):
    """Take and leave the pairs of the path, from its end back to the applicant where it started."""
    held.by_applicant[start] += 1
    if kind == _FILLS:
        j, place = end, held.starts[end] + held.by_mentor[end]
        held.by_mentor[end] += 1
    else:
        out = labels.into_applicant[end]
        held.by_applicant[end] -= 1
        pairs.taken[out] = False
        j, place = pairs.mentor[out], held.place_of[out]
    while True:
        e = labels.into_mentor[j]
        i = pairs.applicant[e]
        pairs.taken[e], held.pairs[place], held.place_of[e] = True, e, place
        out = labels.into_applicant[i]
        if i == start and out < 0:
            return
        pairs.taken[out] = False
        j, place = pairs.mentor[out], held.place_of[out]


@compiled(inner=True)
def change_prices(nearest_end, labels, n_reached, n_seen):
    """Raise prices and lower gains by how much nearer than the end a mentor or applicant is."""
    for mentor in labels.reached[:n_reached]:
        if labels.done[mentor] and labels.far_mentor[mentor] < nearest_end:
            labels.price[mentor] += nearest_end - labels.far_mentor[mentor]
    for i in labels.seen[:n_seen]:
        if labels.far_applicant[i] < nearest_end:
            labels.gain[i] -= nearest_end - labels.far_applicant[i]


@compiled(inner=True)
def forget(labels, n_reached, n_seen):
    """Reset the labels to their state before the search."""
    for mentor in labels.reached[:n_reached]:
        labels.far_mentor[mentor], labels.into_mentor[mentor], labels.done[mentor] = _FAR, -1, False
    for i in labels.seen[:n_seen]:
        labels.far_applicant[i], labels.into_applicant[i] = _FAR, -1


@compiled()
def take_best(first, applicant, mentor, value, units, least_places, capacity, least_filled, first_bonus, fill_bonus):
    """Return a mask of the pairs to take.

    `first` is the start of each applicant's pairs, length n + 1. `units` are the applicants in the order in which their
    places are assigned, each as often as it has places, first places before second ones. Prices of mentors and gains of
    applicants are always such that no arc of the residual graph has a negative loss.
    """
    n, m = len(first) - 1, len(capacity)
    pairs = Pairs(first, applicant, mentor, value, np.zeros(len(mentor), np.bool_))
    bounds = Bounds(least_places, capacity, least_filled, first_bonus, fill_bonus)
    starts, price = np.zeros(m + 1, np.int64), np.zeros(m, np.int64)
    for j in range(m):  # np.where takes two seconds to compile, most of it for an error that cannot happen
        starts[j + 1] = starts[j] + capacity[j]
        price[j] = -fill_bonus if least_filled[j] > 0 else 0
    counts = np.zeros(n, np.int64), np.zeros(m, np.int64)
    held = Held(np.zeros(starts[m], np.int64), starts, np.zeros(len(mentor), np.int64), counts[0], counts[1])
    far, into = (np.full(m, _FAR), np.full(n, _FAR)), (np.full(m, -1, np.int64), np.full(n, -1, np.int64))
    visited = np.zeros(m, np.bool_), np.zeros(m, np.int64), np.zeros(n, np.int64)
    gain, n_searches = np.zeros(n, np.int64), np.zeros(n, np.int64)
    labels = Labels(far[0], far[1], into[0], into[1], visited[0], visited[1], visited[2], gain, price)
    for start in units:
        n_searches[start] += 1
        if first[start] == first[start + 1] or held.by_applicant[start] < n_searches[start] - 1:
            continue  # an applicant whose earlier place stayed empty gets no further one: prices only rise
        if n_searches[start] == 1:
            gain[start] = -_FAR
            for e in range(first[start], first[start + 1]):
                gain[start] = max(gain[start], value[e] - price[mentor[e]])
        kind, end, nearest_end, n_reached, n_seen = find_end(start, pairs, bounds, held, labels)
        change_prices(nearest_end, labels, n_reached, n_seen)
        if kind != _STAYS:
            exchange(start, kind, end, pairs, held, labels)
        forget(labels, n_reached, n_seen)
    return pairs.taken
