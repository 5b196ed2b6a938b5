"""Scored pairs as parallel columns."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.assigning.network import Ints

Floats = NDArray[np.float64]


class Scored(NamedTuple):
    """Pairs with their scores, as parallel columns; ids are given once, and by their position."""

    applicants: Sequence[str]
    mentors: Sequence[str]
    applicant: Ints
    mentor: Ints
    score: Floats
    rank: Ints | None
    """Places in the rankings; `None` where the file has none, and so leaves no pair out."""
    file: str

    def complete(self, n_mentors: int) -> list[str]:
        """Return the applicants whose lists leave out no mentor they could have.

        A batch lists every mentor with whom an applicant has anything in common, up to the length of a ranking: a
        shorter list than the longest is whole.
        """
        counts = np.bincount(self.applicant, minlength=len(self.applicants))
        whole = self.rank is None or counts.max(initial=0) >= n_mentors
        kept = np.flatnonzero(whole | (counts < counts.max(initial=0)))
        return [self.applicants[at] for at in kept.tolist()]


def scored_pairs(
    applicant: Sequence[str],
    mentor: Sequence[str],
    score: Sequence[float],
    rank: Sequence[int] | None = None,
    file: str = "",
) -> Scored:
    """Return pairs given by their ids."""
    people, labs = list(dict.fromkeys(applicant)), list(dict.fromkeys(mentor))
    who, where = ({one: at for at, one in enumerate(ids)} for ids in (people, labs))
    return Scored(
        people,
        labs,
        np.array([who[one] for one in applicant], np.int64),
        np.array([where[one] for one in mentor], np.int64),
        np.asarray(score, np.float64),
        None if rank is None else np.asarray(rank, np.int64),
        file,
    )
