"""Which terms a pool has, how telling each is, and the mentors as unit vectors."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.errors import InputError
from matcher.facets.counting import PLAIN, Ways
from matcher.facets.fitting.statements import expected_shares
from matcher.facets.forms import Forms, Sequences
from matcher.facets.space import Floats, TermSpace, unit_rows
from matcher.facets.vocabulary import STOP, UNKNOWN, Vocabulary
from matcher.text.tokens import Analysis

SATURATION = 2.0
"""How soon saying a term again adds little to a mentor's weight of it (BM25's k1)."""

PRIOR_STATEMENTS = 10.0
"""How many statements the expected shares are worth beside a reference's own."""


class Counted(NamedTuple):
    """How often the texts of pool and reference say each term of the pool; shapes (n_texts, n_terms)."""

    vocabulary: Vocabulary
    written: tuple[str, ...]
    pool: sparse.csr_array
    reference: sparse.csr_array


def counted(
    pool: Sequence[str],
    reference: Sequence[str] = (),
    refused: Sequence[str] = (),
    analysis: Analysis = Analysis(),  # noqa: B008
    quick: bool = False,
) -> Counted:
    """Return the term counts of pool and reference; `quick` has compiled loops read and count.

    The vocabulary is the pool's alone, with what its mentors refuse: no word that only a reference holds is kept.
    Raises `InputError` when no text of the pool holds a word.
    """
    ways = _ways(quick)
    forms = ways.forms()
    read = forms.read([*pool, *refused])
    written = forms.since(0)
    stems = [analysis.stem(form) for form in written]
    words = tuple(sorted({stem for stem in stems if stem is not None}))
    if not words:
        raise InputError("the pool must describe its mentors; no profile holds a word to match on")
    column = {word: at for at, word in enumerate(words)}
    codes = np.array([STOP if stem is None else column[stem] for stem in stems], np.int32)
    said = read.coded(codes, STOP)
    vocabulary = Vocabulary(words, ways.distinct_pairs(said, len(words)) if analysis.pairs else _NO_PAIRS, analysis)
    counter = ways.counter(vocabulary)
    shown = _most_written(written, ways.count_texts(read, len(written)), codes, len(words))
    others = _reference(forms, reference, codes, analysis)
    return Counted(vocabulary, shown, counter.counted(said.first(len(pool))), counter.counted(others))


def _ways(quick: bool) -> Ways:
    if not quick:
        return PLAIN
    from matcher.facets.quick import QUICK

    return QUICK


_NO_PAIRS = np.empty((0, 2), np.int32)


def _reference(forms: Forms, texts: Sequence[str], codes: NDArray[np.int32], analysis: Analysis) -> Sequences:
    """Return the texts of a reference as columns of the pool's words, which `codes` has for the pool's forms."""
    found = forms.read(texts)
    fresh = forms.since(len(codes))
    column = dict(zip(map(analysis.stem, forms.since(0)), codes.tolist(), strict=False))
    later = [STOP if (stem := analysis.stem(form)) is None else column.get(stem, UNKNOWN) for form in fresh]
    return found.coded(np.concatenate((codes, np.array(later, np.int32))), STOP)


def _most_written(
    written: Sequence[str], n_texts: NDArray[np.int64], codes: NDArray[np.int32], n_words: int
) -> tuple[str, ...]:
    """Return for each word the form that most texts of the pool write, the first in the alphabet among equals."""
    best: list[tuple[int, str]] = [(1, "")] * n_words
    for form, code, count in zip(written, codes.tolist(), n_texts.tolist(), strict=True):
        if code >= 0:
            best[code] = min(best[code], (-count, form))
    return tuple(form for _, form in best)


def fit_space(found: Counted, weighting: str = "balanced") -> TermSpace:
    """Learn how telling each term is, in one of the two weightings of `MatchConfig`."""
    idf = _smooth_idf(found.pool) if weighting == "tfidf" else _balanced_idf(found)
    return TermSpace(found.vocabulary, found.written, idf)


def _balanced_idf(found: Counted) -> Floats:
    """Return minus the logarithm of each term's mean share of the texts of the two sides.

    A term that most applicants write tells little, however rare it is among mentors, and the other way round; hence
    the mean of the two shares, not the share of all texts together, in which the larger side would drown the other.
    Without a reference, what applicants write is the expected share alone.
    """
    n_pool, n_reference = found.pool.shape[0], found.reference.shape[0]
    offered = (_said_by(found.pool) + 0.5) / (n_pool + 1)
    expected = np.maximum(offered, expected_shares(found.vocabulary)) * PRIOR_STATEMENTS
    written = (_said_by(found.reference) + expected) / (n_reference + PRIOR_STATEMENTS)
    return -np.log((offered + written) / 2)


def _smooth_idf(pool: sparse.csr_array) -> Floats:
    """Return scikit-learn's smooth inverse document frequency."""
    return np.log((1 + pool.shape[0]) / (1 + _said_by(pool))) + 1


def _said_by(counts: sparse.csr_array) -> Floats:
    return np.bincount(counts.indices, minlength=counts.shape[1]).astype(np.float64)


def unit_columns(counts: sparse.csr_array, space: TermSpace, weighting: str = "balanced") -> sparse.csr_array:
    """Return mentors as unit vectors, one column each, shape (n_terms, n_mentors)."""
    rows = space.weighed(counts) if weighting == "tfidf" else _saturated(counts, space)
    return rows.T.tocsr()


def _saturated(counts: sparse.csr_array, space: TermSpace) -> sparse.csr_array:
    """Return unit rows of weights that are the BM25 saturation of the count times idf.

    With b = 1 a text that says everything twice is the same vector. Source: Robertson and Zaragoza, The probabilistic
    relevance framework: BM25 and beyond (2009).
    """
    lengths = counts.sum(axis=1)
    room = SATURATION * lengths * len(lengths) / max(lengths.sum(), 1.0)
    saturated = counts.data * (SATURATION + 1) / (counts.data + np.repeat(room, np.diff(counts.indptr)))
    weights = saturated * space.idf[counts.indices]
    return unit_rows(sparse.csr_array((weights, counts.indices, counts.indptr), shape=counts.shape))
