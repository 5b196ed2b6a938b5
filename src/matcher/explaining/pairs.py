"""Where it was said: the sentences of both sides that hold what they share, each pair with its points."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.explaining.pair_search import FEW, LEAST, Held, PairSearch
from matcher.explaining.sentences import (
    Said,
    Sentence,
    mentor_sentences,
    occurrence_shares,
    said_by,
    term_points,
    without_bullet,
)
from matcher.explaining.words import is_form
from matcher.index.specificity import ALWAYS, OWN, is_informative
from matcher.model import MatchModel
from matcher.model.fitted_pool import FittedPool
from matcher.records import Explanation, Profile
from matcher.semantic.passages import SHORTEST
from matcher.text.profile_text import interest_phrases
from matcher.text.tokens import forms, stems

CLOSE = 0.4
"""Cosine from which on two sentences have a subject in common, by reading; of unlike ones it is .1 to .3."""

_BY_MEANING, _TO_SENTENCE, _BY_WORD = 0.46, 0.5, 0.42
"""The same for a pair that is shown for its meaning: with an interest of the mentor's, with a sentence, which is alike
in more than its subject, and where both hold forms of a specific word. One that they share as it is makes a pair of
its own, if any."""

_TO_READER = re.compile(r"\byou(?:rs?)?\b", re.IGNORECASE)
"""A mentor speaks to applicants about rooms, manners and what to bring: a word shared there means little."""


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
    said: Said | None = None,
) -> SentencePairs:
    """Return the n best pairs of sentences at most, the best first.

    A pair has the points of all terms that stand in both its sentences and in no pair before it, so no term is shown
    twice and the points of the pairs never add up to more than those of the terms. `said` is what the applicant says,
    where it was read before for another mentor.
    """
    pool = model.fitted
    signed = model.signed_weights(weights)
    mentor = pool.column(mentor_id)
    said = said or said_by(model, applicant, weights)
    ours, theirs = said.sentences, mentor_sentences(pool.mentors[mentor], pool.terms.vocabulary.analysis.refusals)
    terms, values = term_points(pool, said.encoded, np.array([mentor]), signed)
    shared = np.flatnonzero(values[0])
    terms, points = terms[shared], values[0, shared]
    total = float(points.sum())
    if not len(terms) or not ours or not theirs:
        return SentencePairs((), total, total)
    left, right = (occurrence_shares(pool.terms, side, terms).toarray() > 0 for side in (ours, theirs))
    specific, named = _may_show(pool, mentor, terms)
    alone = np.array([not _TO_READER.search(one.text) for one in theirs])
    labels = [pool.terms.label(term) for term in terms.tolist()]
    sizes = np.where(specific, np.where(terms < pool.terms.n_words, 1.0, 2.0), 0.0)
    search = PairSearch(ours, theirs, labels, left, right, sizes, said.nearness(pool, mentor, len(theirs)))
    best = [*search.best(np.where(named, points, 0.0), n, np.where(alone, 1, 2))]
    in_passing = not best
    if len(best) < FEW:
        # two words that stand together on both sides are hardly there in passing
        is_left = specific & (terms < pool.terms.n_words)
        is_left[[term for _, _, held in best for term in held]] = False
        least_terms = np.where(alone & in_passing, 1, 2)
        best += search.best(np.where(is_left, points, 0.0), FEW - len(best), least_terms)

    def pair(row: int, column: int, held: NDArray[np.intp]) -> SentencePair:
        found = (TermPoints(labels[place], float(points[place])) for place in held)
        ordered = tuple(sorted(found, key=lambda term: (-term.points, term.label)))
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
        if one.cosine is None or one.cosine < _BY_WORD or one.points <= LEAST or not one.sentences:
            continue
        yours, theirs = (without_bullet(text.strip(" ;\n")) for text in one.sentences)
        source = "interests" if theirs in phrases else "statement"
        said = {text for pair in close for text in (pair.yours.text, pair.theirs.text)}
        beside = [pair.yours.text for pair in found.pairs if pair.theirs.text == theirs]
        is_shown = any(yours in text or text in yours for text in beside)
        is_subject = not _TO_READER.search(theirs) and (not subjects or not subjects.isdisjoint(stems(theirs)))
        is_close = one.cosine >= (_BY_MEANING if theirs in phrases else _TO_SENTENCE) or _share_forms(yours, theirs)
        if len(yours) >= SHORTEST and is_subject and is_close and not is_shown and said.isdisjoint((yours, theirs)):
            close.append(
                SentencePair(Sentence(yours, "statement"), Sentence(theirs, source), one.points, (), one.facet)
            )
    close = close[: 1 if len(found.pairs) >= FEW and not found.in_passing else FEW]
    kept = () if close and found.in_passing else found.pairs[: n - len(close)]
    return SentencePairs((*kept, *close), found.total - sum(pair.points for pair in kept), found.total)


def _share_forms(yours: str, theirs: str) -> bool:
    """Return whether a word of theirs that may name something has a form in your sentence that is not all they share.

    >>> _share_forms("Catalysts for cells.", "catalysis"), _share_forms("A simulation game.", "pedestrian simulation")
    (True, False)
    """
    said, named = set(forms(yours)), filter(is_informative, forms(theirs))
    return not _share_one_word((yours, theirs)) and any(is_form(one, other) for one in named for other in said)


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
