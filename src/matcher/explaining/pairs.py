"""Where it was said: the sentences of both sides that hold what they share, each pair with its points."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.explaining.sentences import Sentence, applicant_sentences, mentor_sentences, occurrence_shares, term_points
from matcher.index.postings import Floats
from matcher.index.specificity import ALWAYS, OWN
from matcher.model import MatchModel
from matcher.model.fitted_pool import FittedPool
from matcher.records import Explanation, Profile
from matcher.semantic.passages import SHORTEST
from matcher.text.profile_text import interest_phrases
from matcher.text.tokens import stems

Held = NDArray[np.bool_]

_LEAST_SHARE, _LEAST_SHARE_OF_MORE = 0.04, 0.15
"""A pair must bring this share of what all pairs together bring, one beyond the first `_FEW` the larger: by reading,
what is less is mostly said in passing."""

_LEAST = 0.0005
"""What is shown as 0.000 is no reason."""

CLOSE = 0.4
"""Cosine from which on two sentences have a subject in common, by reading; of unlike ones it is .1 to .3."""

_TO_READER = re.compile(r"\byou(?:rs?)?\b", re.IGNORECASE)
"""A mentor speaks to applicants about rooms, manners and what to bring: a word shared there means little."""

_FEW = 2
"""With fewer pairs by words of the mentor's interests others are looked for."""


class TermPoints(NamedTuple):
    """A term, and what it adds to the score, or would add."""

    label: str
    points: float


class SentencePair(NamedTuple):
    """A sentence of the applicant's beside one of the mentor's, and what their shared terms add to the score."""

    yours: Sentence
    theirs: Sentence
    points: float
    terms: tuple[TermPoints, ...]
    facet: str = "terms"


class SentencePairs(NamedTuple):
    """The best pairs of sentences; their points and `rest` add up to `total`."""

    pairs: tuple[SentencePair, ...]
    rest: float
    """What the pairs that are not shown, and terms across two sentences, add."""
    total: float
    """The points of the facets that compare words."""
    in_passing: bool = False
    """Only single words outside the mentor's interests are shared."""


def sentence_pairs(
    model: MatchModel,
    applicant: Profile,
    mentor_id: str,
    weights: Mapping[str, float] | None = None,
    n: int = 4,
    ours: Sequence[Sentence] | None = None,
) -> SentencePairs:
    """Return the n best pairs of sentences at most, the best first.

    A pair has the points of all terms that stand in both its sentences and in no pair before it, so no term is shown
    twice and the points of the pairs never add up to more than those of the terms. `ours` are the applicant's
    sentences, where they were found before for another mentor.
    """
    pool = model.fitted
    signed = model.signed_weights(weights)
    mentor = pool.column(mentor_id)
    refusals = pool.terms.vocabulary.analysis.refusals
    ours = applicant_sentences(applicant, refusals) if ours is None else ours
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
    alone = np.array([not _TO_READER.search(one.text) for one in theirs])
    best = [*_best(left, right, np.where(named, points, 0.0), n, np.where(alone, 1, 2))]
    in_passing = not best
    if len(best) < _FEW:
        # two words that stand together on both sides are hardly there in passing
        is_left = specific & (terms < pool.terms.n_words)
        is_left[[term for _, _, held in best for term in held]] = False
        least_terms = np.where(alone & in_passing, 1, 2)
        best += _best(left, right, np.where(is_left, points, 0.0), _FEW - len(best), least_terms)

    def pair(row: int, column: int, held: NDArray[np.intp]) -> SentencePair:
        labels = (TermPoints(pool.terms.label(int(terms[place])), float(points[place])) for place in held)
        ordered = tuple(sorted(labels, key=lambda term: (-term.points, term.label)))
        return SentencePair(ours[row], theirs[column], float(points[held].sum()), ordered)

    shown = [pair(*found) for found in best]
    return SentencePairs(tuple(shown), total - sum(pair.points for pair in shown), total, in_passing and bool(shown))


def with_meanings(found: SentencePairs, explanation: Explanation, mentor: Profile, n: int = 4) -> SentencePairs:
    """Return pairs of sentences with two at most that are close in meaning, the closest first.

    Their points are parts of the facet that compares meanings, and stand in no other pair; `rest` and `total` stay
    those of the words. Long sentences add more than close ones: by points alone those would be shown. The mentor's
    sentence must hold a word of what the mentor names as interests.
    """
    subjects, phrases = set(stems(mentor.interests)), interest_phrases(mentor.interests)
    close: list[SentencePair] = []
    # those that share a single word come last: one that is worth it stands in a pair already
    for one in sorted(explanation.reasons, key=lambda one: (_share_one_word(one.sentences), -(one.cosine or 0.0))):
        if (one.cosine or 0.0) < CLOSE or one.points <= _LEAST or not one.sentences:
            continue
        yours, theirs = (text.strip(" ;\n") for text in one.sentences)
        said = {text for pair in close for text in (pair.yours.text, pair.theirs.text)}
        is_shown = any(yours in pair.yours.text and theirs == pair.theirs.text for pair in found.pairs)
        is_subject = not _TO_READER.search(theirs) and (not subjects or not subjects.isdisjoint(stems(theirs)))
        if len(yours) >= SHORTEST and is_subject and not is_shown and said.isdisjoint((yours, theirs)):
            source = "interests" if theirs in phrases else "statement"
            close.append(
                SentencePair(Sentence(yours, "statement"), Sentence(theirs, source), one.points, (), one.facet)
            )
    close = close[: 1 if len(found.pairs) >= _FEW and not found.in_passing else _FEW]
    kept = () if close and found.in_passing else found.pairs[: n - len(close)]
    return SentencePairs((*kept, *close), found.total - sum(pair.points for pair in kept), found.total)


def _share_one_word(sentences: Sequence[str] | None) -> bool:
    yours, theirs = (set(stems(side)) for side in sentences or ("", ""))
    return len(yours & theirs) == 1


def _may_show(pool: FittedPool, mentor: int, terms: NDArray[np.int32]) -> tuple[Held, Held]:
    """Return which terms are specific, and which of them are a phrase or stand in the mentor's interests.

    A pair of sentences is never chosen for generic terms, and for those of the first kind only where there is
    nothing better: a single word may stand there in passing.
    """
    index = pool.terms
    levels = index.specificity[terms] if len(index.specificity) else np.full(len(terms), ALWAYS)
    own = np.isin(terms, index.counts([pool.mentors[mentor].interests]).indices)
    specific = np.asarray((levels == ALWAYS) | ((levels == OWN) & own))
    return specific, specific & (own | (terms >= index.n_words))


def _best(
    left: Held, right: Held, points: Floats, n: int, least_terms: NDArray[np.int64]
) -> Iterator[tuple[int, int, NDArray[np.intp]]]:
    """Yield the pairs that bring most, one after the other, each with the terms that it is the first to show.

    Parameters
    ----------
    left, right
        Which terms stand in each sentence of the two sides, shape (n_sentences, n_terms).
    least_terms
        How many terms a sentence of the mentor's must share, shape (n_sentences,).
    """
    left_open = points.copy()
    for n_found in range(n):
        share = _LEAST_SHARE if n_found < _FEW else _LEAST_SHARE_OF_MORE
        gains = (left * left_open) @ right.T.astype(np.float64)
        gains[(left & (left_open > 0)).astype(np.float64) @ right.T < least_terms] = 0.0
        row, column = np.unravel_index(int(np.argmax(gains)), gains.shape)
        if gains[row, column] <= max(_LEAST, share * float(points.sum())):
            return
        held = np.flatnonzero(left[row] & right[column] & (left_open > 0))
        yield int(row), int(column), held
        left_open[held] = 0.0
