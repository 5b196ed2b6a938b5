"""Texts as unit vectors of terms: tf-idf weights over the vocabulary of a pool."""

import re
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.index.counts import PLAIN, Backend, TermCounter, n_unknown
from matcher.index.postings import Floats, log_counts, scaled, unit_rows
from matcher.index.specificity import ALWAYS, NEVER, OWN, describing_stems, statement_stems
from matcher.index.vocabulary import UNKNOWN, Vocabulary, other_forms
from matcher.records import PickledFields
from matcher.semantic.closeness import rows_of
from matcher.text.abbreviations import ShortFormSigns
from matcher.text.profile_text import ProfileText, Suspects
from matcher.text.rules import REFUSALS
from matcher.text.uncounted import names_as_one_word

_ITEM_BREAK = re.compile(r"[;,/\n]|\. |\b(?:or|and|nor)\b")


class ApplicantVectors(NamedTuple):
    """Applicants as unit vectors: each text as a whole, and each passage of a long text.

    `whole` has shape (n_applicants, n_terms), `passages` (n_passages, n_terms); the passages of applicant i are the
    rows `bounds[i]` to `bounds[i + 1]`. A short text has one passage. Rows have length 1, less if the text has words
    outside the vocabulary, 0 if it has no others. `refused`, shape (n_applicants, n_terms), holds the terms that each
    applicant does not want, `n_words` the number of words without stop words, `telling` the share of words that may be
    reasons in the squared length of the vector of all words.
    """

    whole: sparse.csr_array
    passages: sparse.csr_array
    bounds: NDArray[np.int64]
    refused: sparse.csr_array
    n_words: NDArray[np.int64]
    telling: Floats

    def take(self, applicants: NDArray[np.int64]) -> "ApplicantVectors":
        """Return the vectors of some applicants, in that order."""
        rows, bounds = rows_of(self.bounds, applicants)
        whole = self.whole[applicants]
        passages = whole if self.passages is self.whole else self.passages[rows]
        of_each = self.refused[applicants], self.n_words[applicants], self.telling[applicants]
        return ApplicantVectors(whole, passages, bounds, *of_each)


@dataclass(frozen=True)
class TermIndex(PickledFields):
    """The terms of a pool in order, with their weights."""

    vocabulary: Vocabulary
    """The terms, each with its column."""
    written: tuple[str, ...]
    """For each word its most frequent written form in the pool."""
    idf: Floats
    """The inverse document frequency of each term, shape (n_terms,), above 0."""
    unknown_idf: float
    """The idf of words that the pool does not know; they lengthen an applicant's vector, so that scores are comparable
    across applicants."""
    short_forms: Mapping[str, str]
    """The expansions of short forms."""
    specificity: NDArray[np.int8]
    """Which terms may be shown as reasons, see `matcher.index.specificity`, shape (n_terms,)."""

    @property
    def n_words(self) -> int:
        """The number of terms that are words; the others are pairs."""
        return len(self.written)

    @property
    def n_terms(self) -> int:
        """The number of words and pairs."""
        return self.vocabulary.n_terms

    def label(self, column: int) -> str:
        """Return the written form of a term."""
        if column < self.n_words:
            return self.written[column]
        return " ".join(self.written[word] for word in self.vocabulary.pairs[column - self.n_words].tolist())

    def is_specific(self, terms: NDArray[np.int32], is_own: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return which terms may be shown as reasons for a mentor, given which ones the mentor's interests name."""
        levels = self.specificity[terms]
        return np.asarray((levels == ALWAYS) | ((levels == OWN) & is_own))

    def applicant_vectors(
        self, texts: Sequence[ProfileText], backend: Backend = PLAIN, suspects: Suspects | None = None
    ) -> ApplicantVectors:
        """Return what applicants say and what they refuse as unit rows; each row depends on its own text only.

        A weight is (1 + log count) times idf. The counts of a whole text are the sums of those of its passages; text
        about what is wanted counts once more, text about values half. `suspects` marks texts that may contain names.
        """
        if suspects is None:
            texts = list(map(self._with_short_names, texts))
        else:
            marked = zip(texts, suspects.texts, suspects.naming, strict=True)
            texts = [
                self._with_short_names(text) if is_marked or text.said is not said else text
                for text, said, is_marked in marked
            ]
        passages = [self.vocabulary.analysis.parts(text.said) for text in texts]
        bounds = np.cumsum([0, *map(len, passages)], dtype=np.int64)
        counter = self._counter(backend)
        words, may_shorten = counter.reading(list(chain.from_iterable(passages)))
        may_shorten = np.logical_or.reduceat(may_shorten, bounds[:-1])
        extra = counter.word_ids(list(map(self._extra_text, texts, may_shorten.tolist())))
        valued = counter.word_ids([text.valued for text in texts])
        counts, passage_counts = counter.passage_counts(words, bounds)
        passage_unknown = n_unknown(words)
        passage_rows = self.weigh(passage_counts, passage_unknown)
        if counts is passage_counts and not len(extra.ids) and not len(valued.ids):
            whole = passage_rows
        else:
            sums: sparse.csr_array = counts + counter.count_words(extra)
            unknown = np.add.reduceat(passage_unknown, bounds[:-1]) + n_unknown(extra)
            if len(valued.ids):
                sums, unknown = sums + counter.count_words(valued) / 2, unknown + n_unknown(valued) / 2
            sums.sort_indices()
            whole = self.weigh(sums, unknown)
        refused = self.refusal_vectors([text.refused for text in texts], whole, backend, are_applicants=True)
        n_words = np.diff(words.bounds[bounds]) + np.diff(valued.bounds)
        return ApplicantVectors(whole, passage_rows, bounds, refused, n_words, self._telling(whole))

    def _telling(self, whole: sparse.csr_array) -> Floats:
        squares = sparse.csr_array((whole.data * whole.data, whole.indices, whole.indptr), shape=whole.shape)
        telling, known = (squares @ self._word_flags).T  # each row is summed in its own order
        return np.asarray(telling / np.where(known > 0, known, 1.0))

    @cached_property
    def _word_flags(self) -> Floats:
        """For each term 1 if it is a word that may be a reason, and 1 if it is a word, shape (n_terms, 2)."""
        is_word = np.arange(self.n_terms) < self.n_words
        return np.column_stack((is_word & (self.specificity != NEVER), is_word)).astype(np.float64)

    def _with_short_names(self, text: ProfileText) -> ProfileText:
        said, wished, valued = (
            names_as_one_word(part, self.vocabulary.knows) for part in (text.said, text.wished, text.valued)
        )
        return text._replace(said=said, wished=wished, valued=valued)

    def _extra_text(self, text: ProfileText, may_shorten: bool) -> str:
        """Return the text that is counted in addition to what an applicant says: interests, wishes, other forms."""
        analysis, words = self.vocabulary.analysis, self.vocabulary.columns
        may_shorten = may_shorten or self._short_form_signs.any_in(text.said)
        others = other_forms(text.said, self.short_forms, words, analysis, may_shorten)
        return "\n".join(filter(None, [text.interests, text.wished, others]))

    @cached_property
    def _short_form_signs(self) -> ShortFormSigns:
        return ShortFormSigns.of(self.short_forms)

    def vectors(self, texts: Iterable[str], backend: Backend = PLAIN) -> sparse.csr_array:
        """Return texts as unit rows with weights (1 + log count) times idf, shape (n_texts, n_terms)."""
        return self.weigh(self.counts(list(texts), backend))

    def refusal_vectors(
        self, texts: Sequence[str], said: sparse.csr_array, backend: Backend = PLAIN, *, are_applicants: bool = False
    ) -> sparse.csr_array:
        """Return what profiles refuse as rows, without the terms that the same profile also says.

        Wanting medical imaging but no medical diagnosis does not refuse *medical*. The other terms keep the weight
        they have in the unit row of the whole refusal. If no term would be left, all are kept: somebody who has
        measured soil carbon may refuse soil carbon. Of these, only terms that the text certainly refuses are kept:
        refusing *catalyst synthesis* does not refuse every catalyst, and *higher* or *current* names nothing.
        Applicants' refusals are compared with mentors' subjects, so one may be an everyday word alone, as *animals*.
        """
        if not any(texts):
            return sparse.csr_array(said.shape)
        rows = self.vectors(texts, backend)
        is_said = sparse.csr_array((np.ones(len(said.data)), said.indices, said.indptr), shape=said.shape)
        refused: sparse.csr_array = (rows - rows * is_said).tocsr()
        refused.eliminate_zeros()
        is_emptied = (np.diff(refused.indptr) == 0) & (np.diff(rows.indptr) > 0)
        if is_emptied.any():
            refused = (refused + scaled(rows, is_emptied)).tocsr()
        for row in np.flatnonzero(np.diff(refused.indptr)).tolist():
            start, end = refused.indptr[row : row + 2].tolist()
            kept = self._refused_columns(texts[row], everyday=are_applicants)
            refused.data[start:end][~np.isin(refused.indices[start:end], list(kept))] = 0.0
        refused.eliminate_zeros()
        return refused

    def _refused_columns(self, text: str, *, everyday: bool) -> set[int]:
        """Return the columns of the terms that a refusal is about: pairs of words, and words that are a whole item.

        The text is split into items at commas, "or" and the like. Pairs of words common in all statements do not count.
        A specific word counts if its item has no pair and no other specific word, known to the pool or not. With
        `everyday` a word that is not specific counts if it is its whole item, unless a one-word item of the text
        describes or is common in all statements.
        """
        kept: set[int] = set()
        vocabulary, analysis = self.vocabulary, self.vocabulary.analysis
        common, describing = statement_stems(analysis), describing_stems(analysis)
        items = [item for item in _ITEM_BREAK.split(text) if not REFUSALS["no_answer"].fullmatch(item)]
        stems_of_items = [[*analysis.stems(item)] for item in items]
        everyday &= not any(
            len(stems) == 1 and (stems[0] in common or stems[0] in describing) for stems in stems_of_items
        )
        for stems in stems_of_items:
            columns = [vocabulary.columns.get(stem, UNKNOWN) for stem in stems]
            pairs = {
                vocabulary.pair_column(first, second)
                for first, second in pairwise(columns)
                if UNKNOWN not in (first, second) and not {vocabulary.words[first], vocabulary.words[second]} <= common
            } - {UNKNOWN}
            content = {column for column in columns if column == UNKNOWN or self.specificity[column] != NEVER}
            is_alone = everyday and len(stems) == 1
            kept |= pairs or (set(columns) if is_alone else content if len(content) == 1 else set())
        return kept - {UNKNOWN}

    def counts(self, texts: Sequence[str], backend: Backend = PLAIN) -> sparse.csr_array:
        """Return the term counts of texts, shape (n_texts, n_terms)."""
        return self._counter(backend).counts(texts)

    def _counter(self, backend: Backend) -> TermCounter:
        # a counter caches tokens, so each thread has its own
        if not hasattr(self._by_thread, backend.name):
            setattr(self._by_thread, backend.name, backend.counter(self.vocabulary, self._short_form_signs.tokens))
        counter: TermCounter = getattr(self._by_thread, backend.name)
        return counter

    @cached_property
    def _by_thread(self) -> threading.local:
        return threading.local()

    def weigh(self, counts: sparse.csr_array, unknown: Floats | None = None) -> sparse.csr_array:
        """Return counts, shape (n_texts, n_terms), as unit rows.

        `unknown` is the number of words of each text outside the vocabulary; they make rows shorter than 1.
        """
        weights = log_counts(counts.data) * self.idf[counts.indices]
        rows = sparse.csr_array((weights, counts.indices, counts.indptr), shape=counts.shape)
        return unit_rows(rows, None if unknown is None else unknown * self.unknown_idf**2)
