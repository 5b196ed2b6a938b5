"""Pairs of sentences, one of each side, that have what both sides share, with the points of each pair."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.explaining.pair_search import FEW, LEAST, Mask, PairSearch
from matcher.explaining.sentences import (
    ApplicantText,
    Sentence,
    applicant_text,
    mentor_sentences,
    occurrence_shares,
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
"""Cosine from which two sentences have a subject in common, by reading; unrelated sentences have .1 to .3."""

_BY_MEANING, _TO_SENTENCE, _BY_WORD = 0.46, 0.5, 0.42
"""The least cosine of a pair that is shown for its meaning: with an interest of the mentor; with a sentence, which may
be similar in more than its subject; and if both have forms of a specific word. A word that both have in the same form
gives a pair by words instead."""

_TO_READER = re.compile(r"\byou(?:rs?)?\b", re.IGNORECASE)
"""A sentence to the reader is about rooms, manners and what to bring: a word shared there means little."""


class TermPoints(NamedTuple):
    """A term and the points that it adds to the score, or would add."""

    label: str
    points: float


class SentencePair(NamedTuple):
    """A sentence of the applicant and one of the mentor, and the points that their shared terms add to the score."""

    yours: Sentence
    theirs: Sentence
    points: float
    terms: tuple[TermPoints, ...]
    facet: str = "terms"


class SentencePairs(NamedTuple):
    """The best pairs of sentences; their points and `rest` add up to `total`."""

    pairs: tuple[SentencePair, ...]
    rest: float
    """The points of pairs that are not shown and of terms across two sentences."""
    total: float
    """The points of the facets that compare words."""
    in_passing: bool = False
    """True if only single words outside the mentor's interests are shared."""


def sentence_pairs(
    model: MatchModel,
    applicant: Profile,
    mentor_id: str,
    weights: Mapping[str, float] | None = None,
    n: int = 4,
    text: ApplicantText | None = None,
) -> SentencePairs:
    """Return at most n pairs of sentences, the best first.

    A pair has the points of all terms that are in both its sentences and in no pair before it, so no term is shown
    twice and the points of the pairs never add up to more than those of the terms. `text` is the applicant's text if it
    was already read for another mentor.
    """
    pool = model.fitted
    signed = model.signed_weights(weights)
    mentor = pool.column(mentor_id)
    text = text or applicant_text(model, applicant, weights)
    ours, theirs = text.sentences, mentor_sentences(pool.mentors[mentor], pool.terms.vocabulary.analysis.refusals)
    terms, values = term_points(pool, text.encoded, np.array([mentor]), signed)
    shared = np.flatnonzero(values[0])
    terms, points = terms[shared], values[0, shared]
    total = float(points.sum())
    if not len(terms) or not ours or not theirs:
        return SentencePairs((), total, total)
    left, right = (occurrence_shares(pool.terms, side, terms).toarray() > 0 for side in (ours, theirs))
    specific, best_terms = _specific_terms(pool, mentor, terms)
    is_subject = np.array([not _TO_READER.search(sentence.text) for sentence in theirs])
    labels = [pool.terms.label(term) for term in terms.tolist()]
    sizes = np.where(specific, np.where(terms < pool.terms.n_words, 1.0, 2.0), 0.0)
    search = PairSearch(ours, theirs, labels, left, right, sizes, text.nearness(pool, mentor, len(theirs)))
    best = [*search.best(np.where(best_terms, points, 0.0), n, np.where(is_subject, 1, 2))]
    in_passing = not best
    if len(best) < FEW:
        # two words that are in the same sentence on both sides are seldom mentioned in passing
        is_left = specific & (terms < pool.terms.n_words)
        is_left[[term for _, _, shown in best for term in shown]] = False
        least_terms = np.where(is_subject & in_passing, 1, 2)
        best += search.best(np.where(is_left, points, 0.0), FEW - len(best), least_terms)

    def pair(row: int, column: int, shown: NDArray[np.intp]) -> SentencePair:
        shared_terms = (TermPoints(labels[term], float(points[term])) for term in shown)
        ordered = tuple(sorted(shared_terms, key=lambda term: (-term.points, term.label)))
        return SentencePair(ours[row], theirs[column], float(points[shown].sum()), ordered)

    pairs = [pair(*row_column_terms) for row_column_terms in best]
    return SentencePairs(tuple(pairs), total - sum(pair.points for pair in pairs), total, in_passing and bool(pairs))


def with_meanings(by_words: SentencePairs, explanation: Explanation, mentor: Profile, n: int = 4) -> SentencePairs:
    """Return pairs of sentences with at most two that are close in meaning, the closest first.

    Their points are parts of the semantic facet, and count in no other pair; `rest` and `total` stay those of the
    words. They are ordered by cosine, as by points long sentences would come before close ones. The mentor's sentence
    must have a word of the mentor's interests.
    """
    subjects, phrases = set(stems(mentor.interests)), interest_phrases(mentor.interests)
    close: list[SentencePair] = []
    # pairs that share a single word come last: if the word matters, a pair by words shows it already
    for part in sorted(explanation.reasons, key=lambda part: (_share_one_word(part.sentences), -(part.cosine or 0.0))):
        if part.cosine is None or part.cosine < _BY_WORD or part.points <= LEAST or not part.sentences:
            continue
        yours, theirs = (without_bullet(text.strip(" ;\n")) for text in part.sentences)
        source = "interests" if theirs in phrases else "statement"
        used = {text for pair in close for text in (pair.yours.text, pair.theirs.text)}
        paired = [pair.yours.text for pair in by_words.pairs if pair.theirs.text == theirs]
        is_shown = any(yours in text or text in yours for text in paired)
        is_subject = not _TO_READER.search(theirs) and (not subjects or not subjects.isdisjoint(stems(theirs)))
        is_close = part.cosine >= (_BY_MEANING if theirs in phrases else _TO_SENTENCE) or _share_forms(yours, theirs)
        if len(yours) >= SHORTEST and is_subject and is_close and not is_shown and used.isdisjoint((yours, theirs)):
            close.append(
                SentencePair(Sentence(yours, "statement"), Sentence(theirs, source), part.points, (), part.facet)
            )
    close = close[: 1 if len(by_words.pairs) >= FEW and not by_words.in_passing else FEW]
    kept = () if close and by_words.in_passing else by_words.pairs[: n - len(close)]
    return SentencePairs((*kept, *close), by_words.total - sum(pair.points for pair in kept), by_words.total)


def _share_forms(yours: str, theirs: str) -> bool:
    """Return whether an informative word of theirs has a form in your sentence, and the two do not share just one word.

    >>> _share_forms("Catalysts for cells.", "catalysis"), _share_forms("A simulation game.", "pedestrian simulation")
    (True, False)
    """
    words, informative = set(forms(yours)), filter(is_informative, forms(theirs))
    return not _share_one_word((yours, theirs)) and any(is_form(a, b) for a in informative for b in words)


def _share_one_word(sentences: Sequence[str] | None) -> bool:
    yours, theirs = (set(stems(side)) for side in sentences or ("", ""))
    return len(yours & theirs) == 1


def _specific_terms(pool: FittedPool, mentor: int, terms: NDArray[np.int32]) -> tuple[Mask, Mask]:
    """Return which terms are specific, and which of these are a phrase or in the mentor's interests.

    A pair of sentences is never chosen for generic terms, and for other specific words only if there is no better pair:
    a single word may be mentioned in passing.
    """
    index = pool.terms
    levels = index.specificity[terms]
    own = np.isin(terms, index.counts([pool.mentors[mentor].interests]).indices)
    specific = np.asarray((levels == ALWAYS) | ((levels == OWN) & own))
    return specific, specific & (own | (terms >= index.n_words))
