"""How much each term tells: inverse document frequencies."""

import numpy as np
from scipy import sparse

from matcher.index.counts import document_frequencies
from matcher.index.postings import Floats
from matcher.index.statement_words import expected_shares
from matcher.index.vocabulary import Vocabulary

PRIOR_STATEMENTS = 10.0
"""How many statements the expected shares are worth beside a reference's own."""


def balanced_idf(pool: sparse.csr_array, reference: sparse.csr_array, vocabulary: Vocabulary) -> Floats:
    """Return minus the logarithm of each term's mean share of the texts of the two sides, shape (n_terms,).

    A term that most applicants write tells little, however rare it is among mentors, and the other way round; hence
    the mean of the two shares, not the share of all texts together, in which the larger side would drown the other.
    Without a reference, what applicants write is the expected share alone.

    Parameters
    ----------
    pool, reference
        Term counts, shapes (n_mentors, n_terms) and (n_reference, n_terms).
    vocabulary
        The terms, of which some are expected in any statement.
    """
    n_pool, n_reference = pool.shape[0], reference.shape[0]
    pool_share = (document_frequencies(pool) + 0.5) / (n_pool + 1)
    expected = np.maximum(pool_share, expected_shares(vocabulary)) * PRIOR_STATEMENTS
    statement_share = (document_frequencies(reference) + expected) / (n_reference + PRIOR_STATEMENTS)
    return -np.log((pool_share + statement_share) / 2)


def smooth_idf(pool: sparse.csr_array) -> Floats:
    """Return scikit-learn's smooth inverse document frequency."""
    return np.log((1 + pool.shape[0]) / (1 + document_frequencies(pool))) + 1
