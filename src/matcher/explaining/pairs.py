"""Pairs of sentences, one of each side, that have what both sides share, with the points of each pair."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.explaining.sentences import (
    ApplicantText,
    Sentence,
    applicant_text,
    mentor_sentences,
    occurrence_shares,
    term_points,
    without_bullet,
)
from matcher.explaining.words import Text, is_form
from matcher.index.postings import Floats
from matcher.index.specificity import is_informative
from matcher.model import MatchModel
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

_LEAST_SHARE, _LEAST_SHARE_OF_MORE = 0.04, 0.15
"""The least share of all points that a pair must add, the larger one after the first `_FEW` pairs: by reading, pairs
below it are mostly mentions in passing."""

_LEAST = 0.0005
"""Fewer points are shown as 0.000 and are no reason."""

_FAR, _FAR_DESCRIBING = 0.3, 0.4
"""Cosine below which a sentence and an interest share a single word by chance; the second for a word that describes
another one, as "boundary" in "boundary conditions"."""

_FEW = 2
"""Other pairs are searched if there are fewer than this by words of the mentor's interests."""

_Mask = NDArray[np.bool_]


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


class PairSearch(NamedTuple):
    """The sentences of both sides, and the shared terms in each.

    Parameters
    ----------
    labels
        The labels of the shared terms.
    left, right
        Which terms each sentence of the applicant and of the mentor has, shape (n_sentences, n_terms).
    sizes
        The number of words of each term, 0 for a generic one, shape (n_terms,).
    near
        The cosines of the sentences, shape (n_ours, n_theirs), NaN where unknown; `None` if there are none.
    """

    ours: Sequence[Sentence]
    theirs: Sequence[Sentence]
    labels: Sequence[str]
    left: _Mask
    right: _Mask
    sizes: Floats
    near: Floats | None

    def best(
        self, points: Floats, n: int, least_terms: NDArray[np.int64]
    ) -> Iterator[tuple[int, int, NDArray[np.intp]]]:
        """Yield at most n pairs as row, column and new terms, the one that adds most points first.

        A term counts only in the first pair that has it. `least_terms` is how many terms a sentence of the mentor must
        share, shape (n_theirs,). Ties go to the pair with the largest cosine. A pair that shares a single word is left
        out if its cosine is small.
        """
        open_points, n_pairs = points.copy(), 0
        is_single = (self.left * self.sizes) @ self.right.T < 2
        excluded = np.zeros(is_single.shape, np.bool_) if self.near is None else is_single & (self.near < _FAR)
        while n_pairs < n:
            share = _LEAST_SHARE if n_pairs < _FEW else _LEAST_SHARE_OF_MORE
            gains = (self.left * open_points) @ self.right.T.astype(np.float64)
            gains[(self.left & (open_points > 0)).astype(np.float64) @ self.right.T < least_terms] = 0.0
            gains[excluded] = 0.0
            if gains.max() <= max(_LEAST, share * float(points.sum())):
                return
            row, column = self._closest(gains >= gains.max() * (1 - 1e-9))
            shared = np.flatnonzero(self.left[row] & self.right[column] & (open_points > 0))
            if is_single[row, column] and self._only_describes(row, column, shared):
                excluded[row, column] = True
                continue
            yield row, column, shared
            open_points[shared] = 0.0
            n_pairs += 1

    def _closest(self, tied: _Mask) -> tuple[int, int]:
        order = tied if self.near is None else np.where(tied, np.nan_to_num(self.near, nan=_FAR), -2.0)
        row, column = np.unravel_index(int(np.argmax(order)), tied.shape)
        return int(row), int(column)

    def _only_describes(self, row: int, column: int, shared: NDArray[np.intp]) -> bool:
        """Return whether two sentences that are not close share one word only, and it describes another one in ours."""
        if self.near is None or not self.near[row, column] < _FAR_DESCRIBING:
            return False
        ours = Text.of(self.ours[row].text)
        ends = [last for term in shared for _, last in ours.places(stems(self.labels[term]))]
        return bool(ends) and all(map(ours.describes, ends))


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
    index = pool.terms
    is_own = np.isin(terms, index.counts([pool.mentors[mentor].interests]).indices)
    specific, is_phrase = index.is_specific(terms, is_own), terms >= index.n_words
    labels = [index.label(term) for term in terms.tolist()]
    sizes = np.where(specific, np.where(is_phrase, 2.0, 1.0), 0.0)
    search = PairSearch(ours, theirs, labels, left, right, sizes, text.nearness(pool, mentor, len(theirs)))
    is_subject = np.array([not _TO_READER.search(sentence.text) for sentence in theirs])
    # a single word outside the interests may be mentioned in passing
    best = [*search.best(np.where(specific & (is_own | is_phrase), points, 0.0), n, np.where(is_subject, 1, 2))]
    in_passing = not best
    if len(best) < _FEW:
        # two words that are in the same sentence on both sides seldom are
        is_left = specific & ~is_phrase
        is_left[[term for _, _, shown in best for term in shown]] = False
        least_terms = np.where(is_subject & in_passing, 1, 2)
        best += search.best(np.where(is_left, points, 0.0), _FEW - len(best), least_terms)
    pairs = [SentencePair(ours[row], theirs[column], *_added(labels, points, new)) for row, column, new in best]
    return SentencePairs(tuple(pairs), total - sum(pair.points for pair in pairs), total, in_passing and bool(pairs))


def _added(labels: Sequence[str], points: Floats, new: NDArray[np.intp]) -> tuple[float, tuple[TermPoints, ...]]:
    """Return the points that a pair's new terms add, and the terms with their points, the largest first."""
    terms = (TermPoints(labels[term], float(points[term])) for term in new)
    return float(points[new].sum()), tuple(sorted(terms, key=lambda term: (-term.points, term.label)))


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
        if part.cosine is None or part.cosine < _BY_WORD or part.points <= _LEAST or not part.sentences:
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
    close = close[: 1 if len(by_words.pairs) >= _FEW and not by_words.in_passing else _FEW]
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
