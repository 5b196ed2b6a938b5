"""The texts a pool is fitted on, tokenised and counted once for all facets."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.config import MatchConfig
from matcher.errors import InputError
from matcher.index.counts import PLAIN, Backend, TokenIds, TokenSequences
from matcher.index.postings import Postings, unit_rows
from matcher.index.specificity import balanced_idf, smooth_idf, specificity_levels, unbroken_runs, unknown_idf
from matcher.index.tfidf import TermIndex
from matcher.index.vocabulary import STOP, UNKNOWN, Vocabulary, closed_forms, other_forms, pool_short_forms
from matcher.records import Profile
from matcher.semantic.store import Encoding
from matcher.text.abbreviations import ShortFormSigns
from matcher.text.profile_text import ProfileText, profile_texts, screened
from matcher.text.tokens import Analysis

SATURATION = 2.0
"""How fast a mentor's weight of a term saturates as its count grows (BM25's k1)."""


class CorpusCounts(NamedTuple):
    """Term counts of the texts of pool and reference, shapes (n_texts, n_terms).

    `short_forms` maps the short forms that the pool knows to their expansions. Expansions are counted too;
    `has_other_forms`, shape (n_mentors,), marks the mentors where any were. `runs` are the unbroken runs of words of
    the pool's texts, as columns, with `UNKNOWN` for stop words.
    """

    vocabulary: Vocabulary
    written: tuple[str, ...]
    pool: sparse.csr_array
    reference: sparse.csr_array
    short_forms: Mapping[str, str]
    has_other_forms: NDArray[np.bool_]
    runs: TokenSequences


@dataclass(frozen=True)
class PoolIndex:
    """Shared by all facets of a fitted pool: the mentors, ordered by id, the terms, and the terms of each mentor."""

    mentors: tuple[Profile, ...]
    terms: TermIndex
    said: Postings


@dataclass(frozen=True)
class Corpus:
    """The data that facets are fitted on."""

    index: PoolIndex
    """The part that is kept in the fitted pool."""
    texts: tuple[ProfileText, ...]
    """The text and the refusals of each mentor."""
    has_other_forms: NDArray[np.bool_]
    """Marks mentors whose counts include expansions of short forms besides `texts`, shape (n_mentors,)."""
    reference_counts: sparse.csr_array
    """Term counts of the reference, shape (n_reference, n_terms)."""
    backend: Backend = PLAIN
    """The backend that counts further texts."""
    encoding: Encoding = Encoding()
    """The file that keeps vectors of passages, and a function called with the progress of encoding."""

    @classmethod
    def of(
        cls,
        mentors: tuple[Profile, ...],
        reference: Sequence[Profile],
        config: MatchConfig,
        backend: Backend = PLAIN,
        encoding: Encoding = Encoding(),  # noqa: B008
    ) -> "Corpus":
        """Read and count the texts of a pool, with mentors ordered by id, and of a reference in any order."""
        texts, statements = (
            profile_texts(
                profiles,
                are_applicants=profiles is reference,
                refusals=config.refusals,
                suspects=screened(profiles, backend.screen),
            )
            for profiles in (mentors, reference)
        )
        said, refused = [text.said for text in texts], [text.refused for text in texts]
        counts = count_corpus(said, sorted(text.said for text in statements), refused, analysis_of(config), backend)
        terms = fit_terms(counts, [mentor.interests for mentor in mentors], config.weighting, backend)
        index = PoolIndex(mentors, terms, Postings.of(mentor_vectors(counts.pool, terms, config.weighting)))
        return cls(index, tuple(texts), counts.has_other_forms, counts.reference, backend, encoding)


def analysis_of(config: MatchConfig) -> Analysis:
    """Return the config's settings of how text becomes terms."""
    return Analysis(**{setting.name: getattr(config, setting.name) for setting in fields(Analysis)})


def count_corpus(
    pool: Sequence[str],
    reference: Sequence[str] = (),
    refused: Sequence[str] = (),
    analysis: Analysis = Analysis(),  # noqa: B008
    backend: Backend = PLAIN,
) -> CorpusCounts:
    """Return the term counts of pool and reference.

    The vocabulary comes from the pool alone, including its mentors' refusals: no word that occurs only in the
    reference is kept. Raises `InputError` if no text of the pool contains a word.
    """
    token_ids, short_forms = backend.counter.token_ids(), pool_short_forms(pool) if analysis.spelling else {}
    runs, sequences = _tokenize_pool(token_ids, pool, refused, analysis)
    stems = [analysis.stem(token) for token in token_ids.tokens_from(0)]
    others = _other_forms(pool, sequences, token_ids.tokens_from(0), short_forms, {*filter(None, stems)}, analysis)
    sequences = sequences.followed_by(token_ids.tokenize(others))
    tokens = token_ids.tokens_from(0)
    stems += map(analysis.stem, tokens[len(stems) :])
    words = tuple(sorted({*filter(None, stems)}))
    if not words:
        raise InputError("the pool must describe its mentors; no profile holds a word to match on")
    column = {word: number for number, word in enumerate(words)}
    word_ids = np.array([STOP if stem is None else column[stem] for stem in stems], np.int32)
    said = sequences.mapped(word_ids)
    pairs = backend.distinct_pairs(said, len(words)) if analysis.pairs else np.empty((0, 2), np.int32)
    vocabulary = Vocabulary(words, pairs, analysis)
    statements = token_ids.tokenize(reference)
    new_ids = vocabulary.word_ids(token_ids.tokens_from(len(tokens)))
    statements = statements.mapped(np.concatenate((word_ids, new_ids)))
    vocabulary = replace(vocabulary, closed=closed_forms(pool, vocabulary))
    vocabulary.remember(tokens, word_ids.tolist())
    written = _most_written(tokens, backend.text_frequencies(sequences, len(tokens)), word_ids, len(words))
    counter = backend.counter(vocabulary)
    counts = counter.count_words(said)
    pool_counts: sparse.csr_array = counts[: len(pool)]
    if any(others):
        pool_counts = pool_counts + counts[-len(pool) :]
        pool_counts.sort_indices()
    runs = runs.mapped(np.where(word_ids == STOP, UNKNOWN, word_ids))
    reference_counts = counter.count_words(statements)
    return CorpusCounts(vocabulary, written, pool_counts, reference_counts, short_forms, np.array(others) != "", runs)


def _tokenize_pool(
    token_ids: TokenIds, pool: Sequence[str], refused: Sequence[str], analysis: Analysis
) -> tuple[TokenSequences, TokenSequences]:
    """Return the unbroken runs of the pool's texts, and its texts followed by its refusals."""
    parts = list(map(unbroken_runs, pool)) if analysis.pairs else [[text] for text in pool]
    runs = token_ids.tokenize([*chain.from_iterable(parts), *refused])
    ends = np.cumsum([0, *map(len, parts), *([1] * len(refused))])
    return runs.first(int(ends[len(pool)])), TokenSequences(runs.ids, runs.bounds[ends])


def _other_forms(
    pool: Sequence[str],
    sequences: TokenSequences,
    tokens: Sequence[str],
    short_forms: Mapping[str, str],
    words: Collection[str],
    analysis: Analysis,
) -> list[str]:
    """Return `other_forms` of the texts of a pool; `sequences` are the same texts tokenised."""
    signs = ShortFormSigns.of(short_forms)
    has_sign = sequences.first(len(pool)).holding(np.array([token in signs.tokens for token in tokens], np.bool_))
    return [
        other_forms(text, short_forms, words, analysis, is_marked or signs.any_in(text))
        for text, is_marked in zip(pool, has_sign.tolist(), strict=True)
    ]


def _most_written(
    tokens: Sequence[str], n_texts: NDArray[np.int64], word_ids: NDArray[np.int32], n_words: int
) -> tuple[str, ...]:
    """Return for each word the form used by most texts of the pool; ties go to the first in alphabetical order."""
    best, most = [""] * n_words, [0] * n_words
    for token, word, count in zip(tokens, word_ids.tolist(), n_texts.tolist(), strict=True):
        if word >= 0 and (count > most[word] or (count == most[word] and token < best[word])):
            best[word], most[word] = token, count
    return tuple(best)


def fit_terms(
    counts: CorpusCounts, interests: Sequence[str] = (), weighting: str = "balanced", backend: Backend = PLAIN
) -> TermIndex:
    """Compute the idf and the specificity of each term; `weighting` is that of `MatchConfig`."""
    vocabulary, n_mentors = counts.vocabulary, counts.pool.shape[0]
    is_balanced = weighting == "balanced"
    idf = balanced_idf(counts.pool, counts.reference, vocabulary) if is_balanced else smooth_idf(counts.pool)
    specificity = specificity_levels(vocabulary, interests, counts.runs, backend)
    unknown = unknown_idf(n_mentors, weighting)
    return TermIndex(vocabulary, counts.written, idf, unknown, counts.short_forms, specificity)


def mentor_vectors(counts: sparse.csr_array, terms: TermIndex, weighting: str = "balanced") -> sparse.csr_array:
    """Return mentors as unit rows, shape (n_mentors, n_terms).

    The weighting `balanced` multiplies the BM25 saturation of the count by the idf. With b = 1 a text repeated twice
    has the same vector. Source: Robertson and Zaragoza, The probabilistic relevance framework: BM25 and beyond (2009).
    """
    if weighting == "tfidf":
        return terms.weigh(counts)
    lengths = counts.sum(axis=1)
    length_factor = SATURATION * lengths * len(lengths) / max(lengths.sum(), 1.0)
    saturated = counts.data * (SATURATION + 1) / (counts.data + np.repeat(length_factor, np.diff(counts.indptr)))
    weights = saturated * terms.idf[counts.indices]
    return unit_rows(sparse.csr_array((weights, counts.indices, counts.indptr), shape=counts.shape))
