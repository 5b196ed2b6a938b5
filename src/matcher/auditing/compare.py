"""Two versions of one statement compared by the rankings they get."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from matcher.auditing.measures import Floats
from matcher.auditing.records import Example
from matcher.auditing.versions import Versions
from matcher.records import Profile


class Compared(NamedTuple):
    """What differs between the rankings of two versions.

    Parameters
    ----------
    example
        The mentor whose score changed most, and who enters or leaves the first k.
    only_order
        The first k are the same, in another order.
    overlap
        The share of the first k that stay, in [0, 1].
    best_change
        The best score of the second version minus that of the first.
    other_first
        Somebody else has the first place.
    """

    example: Example
    only_order: bool
    overlap: float
    best_change: float
    other_first: bool


def compare(versions: Versions, before: Floats, after: Floats, mentors: Sequence[Profile], k: int) -> Compared:
    """Return what differs; scores have shape (n_mentors,), 0 where nothing is in common."""
    first, then = _first(before, k), _first(after, k)
    moved = int(np.argmax(np.abs(after - before)))
    example = Example(
        versions.before.id,
        versions.change,
        mentors[moved].id,
        float(before[moved]),
        float(after[moved]),
        tuple(mentors[column].id for column in then if column not in first),
        tuple(mentors[column].id for column in first if column not in then),
    )
    stayed = len(set(first) & set(then))
    return Compared(
        example,
        only_order=first != then and set(first) == set(then),
        overlap=stayed / max(len(first), len(then)) if first or then else 1.0,
        best_change=float(after.max() - before.max()),
        other_first=first[:1] != then[:1],
    )


def _first(scores: Floats, k: int) -> list[int]:
    """Return the columns of the first k, ties by id, nobody without points."""
    order = np.argsort(-np.round(scores, 9), kind="stable")[:k]
    return [column for column in order.tolist() if scores[column] > 0]
