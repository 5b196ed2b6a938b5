"""What one side does not want and the other is about."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from matcher.facets.base import Floats, Share
from matcher.facets.space import Rows
from matcher.facets.terms import TermOverlap, labelled


@dataclass(frozen=True)
class Refusals:
    """How much of what one side refuses is what the other says: no facet, for it takes points away.

    Parameters
    ----------
    said
        What mentors say, for the refusals of applicants.
    refused
        What mentors refuse, for what applicants say; a column of zeros for a mentor who refuses nothing.
    """

    said: TermOverlap
    refused: TermOverlap

    def affinities(self, applicants: Rows) -> Floats:
        """Return the likeness of refusals, shape (n_applicants, n_mentors), each in [0, 1]: both cosines together."""
        if not applicants.refused.nnz and not self.refused.by_term.nnz:
            return np.zeros((applicants.whole.shape[0], self.said.by_term.shape[1]))
        return np.asarray(self.likeness(applicants).toarray())

    def likeness(self, applicants: Rows) -> sparse.csr_array:
        """Return what `affinities` returns as a sparse matrix, the columns of each row in order."""
        theirs, ours = _cosines(applicants.refused, self.said), _cosines(applicants.whole, self.refused)
        return _at_most_one(theirs + ours)

    def shares(self, applicant: Rows, mentor: int) -> list[Share]:
        """Return the terms one side refuses and the other says, largest first; the values add up to the likeness."""
        [theirs] = self.said.products(applicant.refused, mentor)
        [ours] = self.refused.products(applicant.whole, mentor)
        together = {term: theirs.get(term, 0.0) + ours.get(term, 0.0) for term in theirs | ours}
        scale = 1 / max(1.0, sum(together.values()))
        return labelled({term: scale * value for term, value in together.items()}, self.said.space)


def _cosines(rows: sparse.csr_array, with_: TermOverlap) -> sparse.csr_array:
    if not rows.nnz or not with_.by_term.nnz:
        return sparse.csr_array((rows.shape[0], with_.by_term.shape[1]))
    found = _at_most_one(rows @ with_.by_term)
    found.sort_indices()
    return found


def _at_most_one(cosines: sparse.csr_array) -> sparse.csr_array:
    np.minimum(cosines.data, 1.0, out=cosines.data)
    return cosines
