"""How much terms tell: their inverse document frequencies, and which are specific.

Those of a subject may be shown as a reason, not what is generic in English or statements.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.index.counts import Backend, TokenSequences, document_frequencies
from matcher.index.postings import Floats
from matcher.index.vocabulary import UNKNOWN, Vocabulary, pair_keys
from matcher.text.background import (
    count_and_time_words,
    general_shares,
    names_no_subject,
    no_subjects,
    statement_words,
    zipf_of,
)
from matcher.text.tokens import Analysis

PRIOR_STATEMENTS = 10.0
"""How many statements the expected shares are worth beside a reference's own."""

EXPECTED, EXPECTED_PAIR = 0.1, 0.01
"""The share of statements that a word of any statement, and a pair of such words, is expected in."""

_MOST_GENERAL = 1 - 1e-6
"""The share of English texts that hold a word, at most: its idf stays above 0."""

NEVER, OWN, ALWAYS = 0, 1, 2
"""A term is never shown, shown for mentors whose own interests name it, or always shown."""

_RARE_ANYWHERE, _RARE_IN_INTERESTS = 4.3, 4.3
"""Zipf values up to which a word is specific: 4.3 is a word of 20 in a million, as "reef" or "neural"."""

_HEAD, _HEAD_OWN, _MODIFIER_OWN, _ADJECTIVE = 4.7, 5.0, 4.9, 3.9
"""The same for the last word of a phrase of interests, for mentors who name it, for words before, for adjectives."""

_PAIR_MOST, _PAIR_LEAST, _PHRASE_LEAST = 5.75, 5.3, 5.7
"""The same for pairs: the commoner word of one, the rarer one, and the rarer one of a phrase of interests."""

_PHRASE_BREAK = re.compile(r"[;,\n]")
_UNBROKEN, _BLANK_LINE = re.compile(r"[\w\s'’\-/+#]+"), re.compile(r"\n\s*\n")
_ADJECTIVAL = ("al", "ic", "ive", "ary", "ous", "able", "ible", "ed")
_DOING = ("ing", "ation")
"""Common words for what is done ("warning", "explanation") may be about anything: only who names one is about it."""
_SHORT = frozenset({"c++", "c#", "f#", "ai", "ml"})


def balanced_idf(pool: sparse.csr_array, reference: sparse.csr_array, vocabulary: Vocabulary) -> Floats:
    """Return minus the logarithm of each term's mean share of the texts of the two sides, shape (n_terms,).

    A term that most applicants write weighs little, however rare it is among mentors, and the other way round; hence
    the mean of the two shares, not the share of all texts together, in which the larger side would drown the other.
    Nor does a term weigh more than general English lets it, however seldom both sides happen to write it.
    Without a reference, what applicants write is the expected share alone.

    The term counts have the shapes (n_mentors, n_terms) and (n_reference, n_terms).
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
    first, second = vocabulary.pairs.T
    pairs = known[first] & known[second]
    return np.concatenate((np.where(known, EXPECTED, 0.0), np.where(pairs, EXPECTED_PAIR, 0.0)))


@cache
def statement_stems(analysis: Analysis) -> frozenset[str]:
    """Return the stems that applicants write whatever their subject: the prior of a pool that has no reference."""
    return frozenset(filter(None, map(analysis.stem, statement_words())))


@cache
def describing_stems(analysis: Analysis) -> frozenset[str]:
    """Return the stems of words that name no subject."""
    return frozenset(analysis.stems(" ".join(no_subjects())))


def general_english(vocabulary: Vocabulary) -> Floats:
    """Return the share of short general English texts that hold each term, shape (n_terms,); 0 for pairs."""
    shares = general_word_shares(vocabulary.analysis)
    words = [shares.get(word, 0.0) for word in vocabulary.words]
    return np.minimum(np.concatenate((words, np.zeros(len(vocabulary.pairs)))), _MOST_GENERAL)


@cache
def general_word_shares(analysis: Analysis) -> Mapping[str, float]:
    """Return the share of short general English texts that hold each stem; one left out is rarer than all."""
    return general_shares(analysis.stem)


@cache
def _shares() -> Mapping[str, float]:
    return general_shares(str)


def unknown_idf(n_mentors: int) -> float:
    """Return how much a word weighs that the pool does not know: as one that no statement and one mentor holds."""
    return float(-np.log(1.5 / (n_mentors + 1) / 2))


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

    A word tells by how rare it is in general English, and by standing in somebody's interests; a pair if it stands
    side by side in the pool, with neither small word nor comma between, and one of its words tells.
    """
    named = _Interests(interests, vocabulary)
    shares = general_word_shares(vocabulary.analysis)
    stems = vocabulary.analysis.stems
    common = statement_stems(vocabulary.analysis) | set(stems(" ".join(count_and_time_words())))
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
    if not len(vocabulary.pairs):
        return levels
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
    """Return whether a lower-cased word may name something: no adverb, no word with a digit, none that is common.

    >>> [form for form in ("38k", "3rd", "kindly", "lack", "grade", "electrospinning") if is_informative(form)]
    ['electrospinning']
    """
    is_common = names_no_subject(form) or form in statement_words() or form in count_and_time_words()
    has_digit = any(map(str.isdigit, form))
    return _may_name(form) and not is_common and not has_digit and zipf_of(_shares().get(form, 0.0)) <= _RARE_ANYWHERE


def _may_name(word: str) -> bool:
    """Return whether a word holds a letter and is no adverb."""
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
    words = np.array(list(map(_may_name, vocabulary.words)), np.bool_)
    in_interests = np.isin(np.arange(n_words), list(named.words))
    phrases = np.array(sorted(pair for pair in named.pairs if UNKNOWN not in pair), np.int64).reshape(-1, 2)
    is_phrase = np.isin(vocabulary.pair_keys, phrases[:, 0] * n_words + phrases[:, 1])
    # column by column: sums and maxima of rows of two take ten times longer
    first, second = np.ascontiguousarray(pairs.T)
    rarer, commoner = np.minimum(zipf[first], zipf[second]), np.maximum(zipf[first], zipf[second])
    tells = (levels[first] == ALWAYS) | (levels[second] == ALWAYS)
    tells |= (rarer <= _PAIR_LEAST) & in_interests[first] & in_interests[second]
    tells &= ~(is_generic[first] | is_generic[second]) & (commoner <= _PAIR_MOST)
    tells &= _side_by_side(vocabulary, runs, backend)
    tells = np.where(is_phrase, (rarer <= _PHRASE_LEAST) & ~(is_generic[first] & is_generic[second]), tells)
    return np.where(tells & words[first] & words[second], ALWAYS, NEVER).astype(np.int8)


def _side_by_side(vocabulary: Vocabulary, runs: TokenSequences, backend: Backend) -> NDArray[np.bool_]:
    """Return which pairs stand side by side in a text, nothing but a blank or a hyphen between, shape (n_pairs,)."""
    pairs = backend.distinct_pairs(runs, len(vocabulary.words))
    keys = pair_keys(pairs[:, 0], pairs[:, 1], len(vocabulary.words))
    # both ascend: looking up takes a fourth of the time of `np.isin`
    is_there, places = np.zeros(len(vocabulary.pair_keys) + 1, np.bool_), np.searchsorted(vocabulary.pair_keys, keys)
    is_there[places[np.append(vocabulary.pair_keys, -1)[places] == keys]] = True
    return is_there[:-1]


def unbroken_runs(text: str) -> list[str]:
    """Return the runs of a text in which nothing but blanks, hyphens, strokes and words stands; they hold all words.

    >>> unbroken_runs("Coral reefs, deep-sea kelp.")
    ['Coral reefs', ' deep-sea kelp']
    """
    # runs are found several times sooner than what breaks them
    runs = _UNBROKEN.findall(text)
    return runs if "\n" not in text else [part for run in runs for part in _BLANK_LINE.split(run)]
