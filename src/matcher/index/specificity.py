"""Inverse document frequencies of terms, and which terms are specific.

Only specific terms may be shown as reasons: terms of a subject, not words common in English or in statements.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.index.counts import Backend, TokenSequences, document_frequencies
from matcher.index.postings import Floats, places_in
from matcher.index.vocabulary import UNKNOWN, Vocabulary, pair_keys
from matcher.text.lexicon import general_shares, is_common, names_no_subject, word_list, zipf_of
from matcher.text.tokens import Analysis

PRIOR_STATEMENTS = 10.0
"""The weight of the prior: the expected shares count as much as so many statements of the reference."""

EXPECTED, EXPECTED_PAIR = 0.1, 0.01
"""The expected share of statements that contain a common word of statements, and a pair of such words."""

_MOST_GENERAL = 1 - 1e-6
"""The upper limit of the share of English texts that contain a word, so that its idf stays above 0."""

NEVER, OWN, ALWAYS = 0, 1, 2
"""A term is never shown, shown for mentors whose own interests name it, or always shown."""

_RARE_ANYWHERE, _RARE_IN_INTERESTS = 4.3, 4.3
"""Zipf values up to which a word is specific: 4.3 is 20 in a million words, as for "reef" or "neural"."""

_HEAD, _HEAD_OWN, _MODIFIER_OWN, _ADJECTIVE = 4.7, 5.0, 4.9, 3.9
"""Such limits for the last word of a phrase of interests: for all mentors, and for those who name it; for the words
before it, for those who name it; for adjectives."""

_PAIR_MOST, _PAIR_LEAST, _PHRASE_LEAST = 5.75, 5.3, 5.7
"""Such limits for pairs: for the commoner word, for the rarer word, and for the rarer word of a phrase of interests."""

_PHRASE_BREAK = re.compile(r"[;,\n]")
_UNBROKEN, _BLANK_LINE = re.compile(r"[\w\s'’\-/+#]+"), re.compile(r"\n\s*\n")
_ADJECTIVAL = ("al", "ic", "ive", "ary", "ous", "able", "ible", "ed")
_DOING = ("ing", "ation")
"""Common words for activities ("warning", "explanation") fit any subject: they count only for mentors who name them."""
_SHORT = frozenset({"c++", "c#", "f#", "ai", "ml"})


def balanced_idf(pool: sparse.csr_array, reference: sparse.csr_array, vocabulary: Vocabulary) -> Floats:
    """Return the idf of each term, minus the logarithm of the mean of its shares of the two sides, shape (n_terms,).

    A term that most applicants write gets a low weight even if it is rare among mentors, and the reverse. The mean of
    the two shares is used because in the share of all texts together the larger side would dominate. The share is at
    least that in general English, even if both sides use the term less. Without a reference the applicants' share is
    the expected share alone.

    The term counts have the shapes (n_mentors, n_terms) and (n_reference, n_terms).
    """
    n_pool, n_reference = pool.shape[0], reference.shape[0]
    pool_share = (document_frequencies(pool) + 0.5) / (n_pool + 1)
    expected = np.maximum(pool_share, expected_shares(vocabulary)) * PRIOR_STATEMENTS
    statement_share = (document_frequencies(reference) + expected) / (n_reference + PRIOR_STATEMENTS)
    return -np.log(np.maximum((pool_share + statement_share) / 2, general_english(vocabulary)))


def expected_shares(vocabulary: Vocabulary) -> Floats:
    """Return the prior share of statements that contain each term, shape (n_terms,)."""
    common = statement_stems(vocabulary.analysis)
    is_common = np.array([word in common for word in vocabulary.words], dtype=bool)
    first, second = vocabulary.pairs.T
    is_common_pair = is_common[first] & is_common[second]
    return np.concatenate((np.where(is_common, EXPECTED, 0.0), np.where(is_common_pair, EXPECTED_PAIR, 0.0)))


@cache
def statement_stems(analysis: Analysis) -> frozenset[str]:
    """Return the stems of words that applicants of any subject write: the prior if there is no reference."""
    return frozenset(filter(None, map(analysis.stem, word_list("statement_words"))))


@cache
def describing_stems(analysis: Analysis) -> frozenset[str]:
    """Return the stems of words that describe and name no subject."""
    return frozenset(analysis.stems(" ".join(word_list("no_subjects"))))


def general_english(vocabulary: Vocabulary) -> Floats:
    """Return the share of short general English texts that contain each term, shape (n_terms,); 0 for pairs."""
    shares = general_word_shares(vocabulary.analysis)
    words = [shares.get(word, 0.0) for word in vocabulary.words]
    return np.minimum(np.concatenate((words, np.zeros(len(vocabulary.pairs)))), _MOST_GENERAL)


@cache
def general_word_shares(analysis: Analysis) -> Mapping[str, float]:
    """Return the share of short general English texts that contain each stem; missing stems are rarer than all."""
    return general_shares(analysis.stem)


_shares = cache(general_shares)


def unknown_idf(n_mentors: int, weighting: str) -> float:
    """Return the idf of a word that the pool does not know: that of a word of one mentor and no statement.

    With the weighting `tfidf` unknown words do not count.
    """
    return float(-np.log(1.5 / (n_mentors + 1) / 2)) if weighting == "balanced" else 0.0


def smooth_idf(pool: sparse.csr_array) -> Floats:
    """Return scikit-learn's smooth inverse document frequency."""
    return np.log((1 + pool.shape[0]) / (1 + document_frequencies(pool))) + 1


class _Interests:
    """The words, last words and pairs of words of all phrases of interests, as columns."""

    def __init__(self, texts: Sequence[str], vocabulary: Vocabulary) -> None:
        self.words: set[int] = set()
        self.heads: set[int] = set()
        self.pairs: set[tuple[int, int]] = set()
        for phrase in (phrase for text in texts for phrase in _PHRASE_BREAK.split(text)):
            columns = [vocabulary.columns.get(stem, UNKNOWN) for stem in vocabulary.analysis.stems(phrase)]
            self.words.update(columns)
            self.heads.update(columns[-1:])
            self.pairs.update(zip(columns, columns[1:], strict=False))


def specificity_levels(
    vocabulary: Vocabulary, interests: Sequence[str], runs: TokenSequences, backend: Backend
) -> NDArray[np.int8]:
    """Return for each term whether it may be shown as a reason: `NEVER`, `OWN` or `ALWAYS`, shape (n_terms,).

    A word is specific if it is rare in general English; the limit is higher for words in mentors' interests. A pair is
    specific if its words are adjacent in the pool, with no stop word or comma between, and one of them is specific.
    """
    named = _Interests(interests, vocabulary)
    shares = general_word_shares(vocabulary.analysis)
    stems = vocabulary.analysis.stems
    common = statement_stems(vocabulary.analysis) | set(stems(" ".join(word_list("count_and_time_words"))))
    describing = describing_stems(vocabulary.analysis)
    zipf = np.array([zipf_of(shares.get(word, 0.0)) for word in vocabulary.words])
    is_generic = np.array([word in common for word in vocabulary.words], np.bool_)
    levels = np.array(
        [
            NEVER
            if word in common
            else _word_level(word, zipf[n], n, named, word in describing or names_no_subject(word))
            for n, word in enumerate(vocabulary.words)
        ],
        np.int8,
    )
    return np.concatenate((levels, _pair_levels(vocabulary, levels, zipf, is_generic, named, runs, backend)))


def _word_level(word: str, zipf: float, column: int, named: _Interests, describes: bool) -> int:
    if not _may_name(word) or (len(word) < 3 and word not in _SHORT):
        return NEVER
    is_adjective = describes or word.endswith(_ADJECTIVAL)
    if is_adjective and column not in named.heads and zipf > _ADJECTIVE:
        return NEVER
    if column not in named.words:
        return ALWAYS if zipf <= _RARE_ANYWHERE and not describes and not word.endswith(("ed", "ing")) else NEVER
    if zipf <= _RARE_IN_INTERESTS:
        return ALWAYS
    if column in named.heads:
        return ALWAYS if zipf <= _HEAD and not word.endswith(_DOING) else OWN if zipf <= _HEAD_OWN else NEVER
    return OWN if zipf <= _MODIFIER_OWN else NEVER


def is_informative(form: str) -> bool:
    """Return whether a lower-cased word may name something: not an adverb, not common, without a digit.

    >>> [form for form in ("38k", "3rd", "kindly", "lack", "grade", "electrospinning") if is_informative(form)]
    ['electrospinning']
    """
    has_digit = any(map(str.isdigit, form))
    is_rare = zipf_of(_shares(str).get(form, 0.0)) <= _RARE_ANYWHERE
    return _may_name(form) and not is_common(form) and not has_digit and is_rare


def _may_name(word: str) -> bool:
    """Return whether a word has a letter and is not an adverb."""
    return (word.isalpha() or bool(re.search(r"[^\W\d_]", word))) and not word.endswith("ly")


def _pair_levels(
    vocabulary: Vocabulary,
    levels: NDArray[np.int8],
    zipf: NDArray[np.float64],
    is_generic: NDArray[np.bool_],
    named: _Interests,
    runs: TokenSequences,
    backend: Backend,
) -> NDArray[np.int8]:
    pairs, n_words = vocabulary.pairs, len(vocabulary.words)
    may_name = np.array(list(map(_may_name, vocabulary.words)), np.bool_)
    in_interests = np.isin(np.arange(n_words), list(named.words))
    phrases = np.array(sorted(pair for pair in named.pairs if UNKNOWN not in pair), np.int64).reshape(-1, 2)
    is_phrase = np.isin(vocabulary.pair_keys, phrases[:, 0] * n_words + phrases[:, 1])
    # by columns: sums and maxima over rows of two take ten times as long
    first, second = np.ascontiguousarray(pairs.T)
    rarer, commoner = np.minimum(zipf[first], zipf[second]), np.maximum(zipf[first], zipf[second])
    is_specific = (levels[first] == ALWAYS) | (levels[second] == ALWAYS)
    is_specific |= (rarer <= _PAIR_LEAST) & in_interests[first] & in_interests[second]
    is_specific &= ~(is_generic[first] | is_generic[second]) & (commoner <= _PAIR_MOST)
    is_specific &= _adjacent(vocabulary, runs, backend)
    is_specific = np.where(is_phrase, (rarer <= _PHRASE_LEAST) & ~(is_generic[first] & is_generic[second]), is_specific)
    return np.where(is_specific & may_name[first] & may_name[second], ALWAYS, NEVER).astype(np.int8)


def _adjacent(vocabulary: Vocabulary, runs: TokenSequences, backend: Backend) -> NDArray[np.bool_]:
    """Return which pairs are adjacent in some text, with only a space or hyphen between, shape (n_pairs,)."""
    pairs = backend.distinct_pairs(runs, len(vocabulary.words))
    keys = pair_keys(pairs[:, 0], pairs[:, 1], len(vocabulary.words))
    # both ascend: this takes a quarter of the time of `np.isin`
    places, is_known = places_in(vocabulary.pair_keys, keys)
    adjacent = np.zeros(len(vocabulary.pair_keys), np.bool_)
    adjacent[places[is_known]] = True
    return adjacent


def unbroken_runs(text: str) -> list[str]:
    """Return the runs of a text that consist of words, spaces, hyphens and slashes only; together they hold all words.

    >>> unbroken_runs("Coral reefs, deep-sea kelp.")
    ['Coral reefs', ' deep-sea kelp']
    """
    # matching the runs is several times as fast as splitting at what is between them
    runs = _UNBROKEN.findall(text)
    return runs if "\n" not in text else [part for run in runs for part in _BLANK_LINE.split(run)]
