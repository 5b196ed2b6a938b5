"""Alike in topics: the cosine of two texts in a few directions that the pool's words move along together."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.facets.base import Floats, Share
from matcher.facets.parts import BEST_PASSAGES, mixed, with_passages
from matcher.facets.space import Rows

GRAIN = 4080
"""Topic rows are whole numbers of 1/4080.

Products of such rows of up to 1,000 topics stay below 2**24, so single precision adds them up without any rounding:
the fast dense product of the machine's BLAS gives the same bits in any batch, in any order, on any number of threads.
It costs a cosine some 1e-4.
"""


@dataclass(frozen=True)
class TopicOverlap:
    """The cosine between the topics of an applicant and of a mentor; a negative cosine counts 0.

    Parameters
    ----------
    components
        What each word says about each topic, shape (n_words, n_topics).
    mentors
        Unit rows in topic space in whole grains, shape (n_mentors, n_topics); zeros for an empty profile.
    labels
        The leading words of each topic.
    """

    components: NDArray[np.float32]
    mentors: NDArray[np.float32]
    labels: tuple[str, ...]

    def affinities(self, applicants: Rows) -> Floats:
        """Return the affinities, shape (n_applicants, n_mentors), each in [0, 1]."""
        return with_passages(applicants, self.cosines)

    def cosines(self, rows: sparse.csr_array) -> Floats:
        """Return the cosines of rows of the term space with the mentors, shape (n_rows, n_mentors), in [0, 1]."""
        products = self.project(rows) @ self.mentors.T
        found: Floats = np.clip(products / np.float64(GRAIN**2), 0.0, 1.0)
        return found

    def project(self, rows: sparse.csr_array) -> NDArray[np.float32]:
        """Return rows of the term space as topic rows in whole grains, shape (n_rows, n_topics)."""
        # only the components of words that occur are made double precision: there may be a million of them
        kept = rows.indices < len(self.components)
        used, columns = np.unique(rows.indices[kept], return_inverse=True)
        bounds = np.concatenate(([0], np.cumsum(kept)))[rows.indptr]
        words = sparse.csr_array((rows.data[kept], columns, bounds), shape=(rows.shape[0], len(used)))
        return grains(words @ self.components[used].astype(np.float64))

    def shares(self, applicant: Rows, mentor: int) -> list[Share]:
        """Return what each topic adds to the affinity of one pair, largest first; the values add up to it."""
        [whole] = self._products(applicant.whole, mentor)
        if applicant.passages.shape[0] > 1:
            whole = mixed(whole, self._products(applicant.passages, mentor), BEST_PASSAGES)
        found = [Share(self.labels[topic], value) for topic, value in whole.items() if value]
        return sorted(found, key=lambda share: (-share.value, share.label))

    def _products(self, rows: sparse.csr_array, mentor: int) -> list[dict[int, float]]:
        """Return for each row what each topic adds to its cosine; nothing where the cosine is negative and counts 0."""
        products = self.project(rows).astype(np.float64) * self.mentors[mentor] / GRAIN**2
        return [dict(enumerate(row.tolist())) if row.sum() > 0 else {} for row in products]


def grains(rows: Floats) -> NDArray[np.float32]:
    """Return rows scaled to length 1 and rounded to whole grains; rows of (nearly) no length become zeros.

    >>> grains(np.array([[3.0, 4.0], [0.0, 0.0]]))
    array([[2448., 3264.],
           [   0.,    0.]], dtype=float32)
    """
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    scale = np.divide(GRAIN, lengths, out=np.zeros_like(lengths), where=lengths > 1e-12)
    whole: NDArray[np.float32] = np.rint(rows * scale[:, None]).astype(np.float32)
    return whole
