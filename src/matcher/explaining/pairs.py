"""Where it was said: the sentences of both sides that hold what they share, each pair with its points."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.explaining.attribution import occurrence_shares, term_points, weights_of
from matcher.explaining.sentences import Sentence, applicant_sentences, mentor_sentences
from matcher.index.postings import Floats
from matcher.index.specificity import ALWAYS, OWN
from matcher.model import MatchModel
from matcher.model.fitted_pool import FittedPool
from matcher.records import Explanation, Profile
from matcher.semantic.sentences import SHORTEST

Held = NDArray[np.bool_]

_LEAST_SHARE = 0.04
"""A pair must bring this share of what all pairs together bring; what is less is not worth reading."""


_LEAST = 0.0005
"""What is shown as 0.000 is no reason."""


class SharedTerm(NamedTuple):
    """A term that stands in both sentences of a pair, and what it adds there."""

    label: str
    points: float


class SentencePair(NamedTuple):
    """A sentence of the applicant's beside one of the mentor's, and what their shared terms add to the score."""

    yours: Sentence
    theirs: Sentence
    points: float
    terms: tuple[SharedTerm, ...]
    facet: str = "terms"


class SentencePairs(NamedTuple):
    """The best pairs of sentences; their points and `rest` add up to `total`.

    Parameters
    ----------
    total
        The points of the facets that compare words.
    rest
        What the pairs that are not shown, and terms across two sentences, add.
    in_passing
        Only single words outside the mentor's interests are shared.
    """

    pairs: tuple[SentencePair, ...]
    rest: float
    total: float
    in_passing: bool = False


def sentence_pairs(
    model: MatchModel, applicant: Profile, mentor_id: str, weights: Mapping[str, float] | None = None, n: int = 4
) -> SentencePairs:
    """Return the n best pairs of sentences at most, the best first.

    A pair has the points of all terms that stand in both its sentences and in no pair before it, so no term is shown
    twice and the points of the pairs never add up to more than those of the terms.
    """
    pool = model.fitted
    signed = weights_of(model, weights)
    mentor = pool.column(mentor_id)
    refusals = pool.terms.vocabulary.analysis.refusals
    ours = applicant_sentences(applicant, refusals)
    theirs = mentor_sentences(pool.mentors[mentor], refusals)
    terms, values = term_points(
        pool, pool.encode([applicant], dict.fromkeys(pool.facets, 0.0)), np.array([mentor]), signed
    )
    shared = np.flatnonzero(values[0])
    terms, points = terms[shared], values[0, shared]
    total = float(points.sum())
    if not len(terms) or not ours or not theirs:
        return SentencePairs((), total, total)
    left, right = (occurrence_shares(pool.terms, side, terms).toarray() > 0 for side in (ours, theirs))
    specific, named = _may_show(pool, mentor, terms)
    for may_show in (named, specific):
        shown = [
            _pair(pool, ours[row], theirs[column], terms[held], points[held])
            for row, column, held in _best(left, right, np.where(may_show, points, 0.0), n)
        ]
        if shown:
            break
    return SentencePairs(tuple(shown), total - sum(pair.points for pair in shown), total, may_show is specific)


def with_meanings(found: SentencePairs, explanation: Explanation, n: int = 4) -> SentencePairs:
    """Return pairs of sentences with two at most that are close in meaning, where these add enough to be read.

    Their points are parts of the facet that compares meanings, and stand in no other pair; `rest` and `total` stay
    those of the words. Where no word is shared, the closest pair comes if what it adds is more than 0.000.
    """
    least = _LEAST_SHARE * explanation.score if found.pairs and not found.in_passing else _LEAST
    close = []
    for one in explanation.reasons:
        if one.sentences and one.points > least and min(map(len, one.sentences)) >= SHORTEST:
            yours, theirs = (Sentence(text.strip(" ;\n"), "statement") for text in one.sentences)
            close.append(SentencePair(yours, theirs, one.points, (), one.facet))
    close = close[: 1 if not found.pairs or found.in_passing else 2]
    words = () if close and found.in_passing else found.pairs[: n - len(close)]
    return SentencePairs((*words, *close), found.total - sum(pair.points for pair in words), found.total)


def _may_show(pool: FittedPool, mentor: int, terms: NDArray[np.int32]) -> tuple[Held, Held]:
    """Return which terms are specific, and which of them are a phrase or stand in the mentor's interests.

    A pair of sentences is never chosen for generic terms, and for those of the first kind only where there is
    nothing better: a single word may stand there in passing.
    """
    index = pool.terms
    if not len(index.specificity):
        return np.ones(len(terms), np.bool_), np.ones(len(terms), np.bool_)
    levels = index.specificity[terms]
    own = np.isin(terms, index.counts([pool.mentors[mentor].interests]).indices)
    specific = np.asarray((levels == ALWAYS) | ((levels == OWN) & own))
    return specific, specific & (own | (terms >= index.n_words))


def _best(left: Held, right: Held, points: Floats, n: int) -> Iterator[tuple[int, int, NDArray[np.intp]]]:
    """Yield the pairs that bring most, one after the other, each with the terms that it is the first to show.

    Parameters
    ----------
    left, right
        Which terms stand in each sentence of the two sides, shape (n_sentences, n_terms).
    """
    left_open = points.copy()
    least = max(_LEAST, _LEAST_SHARE * float(points.sum()))
    for _ in range(n):
        gains = (left * left_open) @ right.T.astype(np.float64)
        row, column = np.unravel_index(int(np.argmax(gains)), gains.shape)
        if gains[row, column] <= least:
            return
        held = np.flatnonzero(left[row] & right[column] & (left_open > 0))
        yield int(row), int(column), held
        left_open[held] = 0.0


def _pair(
    pool: FittedPool, yours: Sentence, theirs: Sentence, terms: NDArray[np.int32], points: Floats
) -> SentencePair:
    labels = [
        SharedTerm(pool.terms.label(term), value) for term, value in zip(terms.tolist(), points.tolist(), strict=True)
    ]
    ordered = tuple(sorted(labels, key=lambda term: (-term.points, term.label)))
    return SentencePair(yours, theirs, float(points.sum()), ordered)
