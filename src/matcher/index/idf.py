"""How much each term weighs: inverse document frequencies."""

from collections.abc import Mapping
from functools import cache

import numpy as np
from scipy import sparse

from matcher.index.counts import document_frequencies
from matcher.index.postings import Floats
from matcher.index.vocabulary import Vocabulary
from matcher.text.background import general_shares, statement_words
from matcher.text.tokens import Analysis

PRIOR_STATEMENTS = 10.0
"""How many statements the expected shares are worth beside a reference's own."""

EXPECTED, EXPECTED_PAIR = 0.1, 0.01
"""The share of statements that a word of any statement, and a pair of such words, is expected in."""

_MOST_GENERAL = 1 - 1e-6
"""The share of English texts that hold a word, at most: its idf stays above 0."""


def balanced_idf(pool: sparse.csr_array, reference: sparse.csr_array, vocabulary: Vocabulary) -> Floats:
    """Return minus the logarithm of each term's mean share of the texts of the two sides, shape (n_terms,).

    A term that most applicants write weighs little, however rare it is among mentors, and the other way round; hence
    the mean of the two shares, not the share of all texts together, in which the larger side would drown the other.
    Nor does a term weigh more than general English lets it, however seldom both sides happen to write it.
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
    return -np.log(np.maximum((pool_share + statement_share) / 2, general_english(vocabulary)))


def expected_shares(vocabulary: Vocabulary) -> Floats:
    """Return the share of statements each term is expected in before any is read, shape (n_terms,)."""
    common = statement_stems(vocabulary.analysis)
    known = np.array([word in common for word in vocabulary.words], dtype=bool)
    pairs = known[vocabulary.pairs].all(axis=1)
    return np.concatenate((np.where(known, EXPECTED, 0.0), np.where(pairs, EXPECTED_PAIR, 0.0)))


@cache
def statement_stems(analysis: Analysis) -> frozenset[str]:
    """Return the stems that applicants write whatever their subject: the prior of a pool that has no reference."""
    return frozenset(filter(None, map(analysis.stem, statement_words())))


def general_english(vocabulary: Vocabulary) -> Floats:
    """Return the share of short general English texts that hold each term, shape (n_terms,); 0 for pairs."""
    shares = general_word_shares(vocabulary.analysis)
    words = [shares.get(word, 0.0) for word in vocabulary.words]
    return np.minimum(np.concatenate((words, np.zeros(len(vocabulary.pairs)))), _MOST_GENERAL)


@cache
def general_word_shares(analysis: Analysis) -> Mapping[str, float]:
    """Return the share of short general English texts that hold each stem; one left out is rarer than all."""
    return general_shares(analysis.stem)


def unknown_idf(n_mentors: int) -> float:
    """Return how much a word weighs that the pool does not know: as one that no statement and one mentor holds."""
    return float(-np.log(1.5 / (n_mentors + 1) / 2))


def smooth_idf(pool: sparse.csr_array) -> Floats:
    """Return scikit-learn's smooth inverse document frequency."""
    return np.log((1 + pool.shape[0]) / (1 + document_frequencies(pool))) + 1
