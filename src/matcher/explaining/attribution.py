"""Points of a score given to the sentences that hold its terms: what a term adds is shared among its occurrences."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.config import MatchConfig
from matcher.explaining.sentences import Sentence
from matcher.facets.base import Applicants
from matcher.facets.interests import Interests
from matcher.facets.terms import Terms
from matcher.index.postings import Floats
from matcher.index.tfidf import TermIndex
from matcher.model import MatchModel
from matcher.model.fitted_pool import FittedPool
from matcher.model.scoring import signed_weights

LEXICAL = ("terms", "interests")
"""The facets whose points belong to words that both sides wrote."""


def weights_of(model: MatchModel, weights: Mapping[str, float] | None) -> dict[str, float]:
    """Return what each contributor's affinity counts in a model, that of penalties 0 or less."""
    return signed_weights(model.fitted, model.config or MatchConfig(), weights)


class TermPoints(NamedTuple):
    """What each term of one applicant adds to scores, all lexical facets together.

    `values` has shape (n_mentors, n_terms), a column for each of `terms`, which are columns of the vocabulary.
    """

    terms: NDArray[np.int32]
    values: Floats


def term_points(
    pool: FittedPool, applicant: Applicants, mentors: NDArray[np.int64], weights: Mapping[str, float]
) -> TermPoints:
    """Return the points of each term with some mentors; they add up to the points of the lexical facets."""
    terms = cast(Terms, pool.facets["terms"]).term_contributions(applicant.vectors, mentors)
    values = weights["terms"] * terms.values
    if weights["interests"]:
        interests = cast(Interests, pool.facets["interests"]).term_contributions(applicant.vectors, mentors)
        values = values + weights["interests"] * interests.values
    return TermPoints(terms.terms, values)


def occurrence_shares(index: TermIndex, sentences: Sequence[Sentence], terms: NDArray[np.int32]) -> sparse.csc_array:
    """Return which share of each term's occurrences stands in each sentence, shape (n_sentences, n_terms).

    The column of a term that stands in no single sentence, as a pair of words on both sides of a full stop, is empty.
    """
    counts = index.counts([sentence.text for sentence in sentences]).tocsc()[:, terms]
    totals = np.asarray(counts.sum(axis=0)).ravel()
    scale = np.divide(1.0, totals, out=np.zeros(len(totals)), where=totals > 0)
    shares: sparse.csc_array = (counts @ sparse.diags_array(scale)).tocsc()
    return shares
