"""What every facet promises."""

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from matcher.facets.space import Rows

Floats = NDArray[np.float64]


class Share(NamedTuple):
    """What one term or topic adds to an affinity; the shares of an affinity add up to it."""

    label: str
    value: float


class Facet(Protocol):
    """One fitted way of being alike; ranking needs its arrays and nothing else.

    It promises: affinities lie in [0, 1]; a row of zeros, and a mentor whose profile is empty, have affinity 0 with
    everyone; each applicant is computed alone, to the bit.
    """

    def affinities(self, applicants: Rows) -> Floats:
        """Return the affinities, shape (n_applicants, n_mentors)."""
        ...

    def shares(self, applicant: Rows, mentor: int) -> list[Share]:
        """Return what makes up the affinity of one applicant with one mentor, largest first."""
        ...
