"""Texts as unit vectors of terms: tf-idf weights over the vocabulary of a pool."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.index.counts import PLAIN, Backend, TermCounter, n_unknown
from matcher.index.postings import Floats, log_counts, unit_rows
from matcher.index.refused_terms import keep_refused
from matcher.index.specificity import NEVER
from matcher.index.vocabulary import Vocabulary, other_forms
from matcher.records import PickledFields
from matcher.text.abbreviations import ShortFormSigns
from matcher.text.person import names_as_one_word
from matcher.text.profile_text import ProfileText, Suspects


class ApplicantVectors(NamedTuple):
    """Applicants as unit vectors: each text as a whole, and each passage of the long ones by itself.

    `whole` has shape (n_applicants, n_terms), `passages` (n_passages, n_terms); the passages of applicant i are the
    rows `bounds[i]` to `bounds[i + 1]`. A short text is its own only passage. Rows have length 1, less where the
    vocabulary does not hold all words of a text, 0 where it holds none. `refused`, shape (n_applicants, n_terms), is
    what each does not want, `n_words` how many words each writes, small ones left out, `telling` the share that words
    which may be reasons have in the square of the vector of all words.
    """

    whole: sparse.csr_array
    passages: sparse.csr_array
    bounds: NDArray[np.int64]
    refused: sparse.csr_array
    n_words: NDArray[np.int64]
    telling: Floats

    def take(self, applicants: NDArray[np.int64]) -> "ApplicantVectors":
        """Return the vectors of some applicants, in that order."""
        whole, refused = self.whole[applicants], self.refused[applicants]
        n_words, telling = self.n_words[applicants], self.telling[applicants]
        sizes = np.diff(self.bounds)[applicants]
        bounds = np.concatenate(([0], np.cumsum(sizes)))
        if self.passages is self.whole:
            return ApplicantVectors(whole, whole, bounds, refused, n_words, telling)
        rows = np.arange(bounds[-1]) + np.repeat(self.bounds[applicants] - bounds[:-1], sizes)
        return ApplicantVectors(whole, self.passages[rows], bounds, refused, n_words, telling)


@dataclass(frozen=True)
class TermIndex(PickledFields):
    """The terms of a pool in order, and how much each one tells."""

    vocabulary: Vocabulary
    """The terms, each with its column."""
    written: tuple[str, ...]
    """For each of the words the form most often written in the pool."""
    idf: Floats
    """How much each term tells (inverse document frequency), shape (n_terms,), more than 0."""
    unknown_idf: float = 0.0
    """How much a word tells that the pool does not know: it lengthens an applicant's vector, so that scores compare
    across applicants."""
    short_forms: Mapping[str, str] = field(default_factory=dict)
    """What short forms stand for."""
    specificity: NDArray[np.int8] = field(default_factory=lambda: np.empty(0, np.int8))
    """Which terms may be shown as reasons, see `matcher.index.specificity`, shape (n_terms,)."""

    @property
    def n_words(self) -> int:
        """How many of the terms are words; the others are pairs."""
        return len(self.written)

    @property
    def n_terms(self) -> int:
        """How many words and pairs there are."""
        return self.vocabulary.n_terms

    def label(self, column: int) -> str:
        """Return a term as people write it."""
        if column < self.n_words:
            return self.written[column]
        return " ".join(self.written[word] for word in self.vocabulary.pairs[column - self.n_words].tolist())

    def applicant_vectors(
        self, texts: Sequence[ProfileText], backend: Backend = PLAIN, suspects: Suspects | None = None
    ) -> ApplicantVectors:
        """Return what applicants say, and what they refuse, as unit rows; each depends on its own text alone.

        A weight is (1 + log count) times idf; the counts of a whole text are those of its passages together, and of
        what is wanted once more. `suspects` tell which texts may hold names.
        """
        if suspects is None:
            texts = list(map(self._with_short_names, texts))
        else:
            marked = zip(texts, suspects.texts, suspects.naming, strict=True)
            texts = [
                self._with_short_names(one) if is_marked or one.said is not said else one
                for one, said, is_marked in marked
            ]
        passages = [self.vocabulary.analysis.parts(text.said) for text in texts]
        bounds = np.cumsum([0, *map(len, passages)], dtype=np.int64)
        counter = self._counter(backend)
        words, may_shorten = counter.reading(list(chain.from_iterable(passages)))
        may_shorten = np.logical_or.reduceat(may_shorten, bounds[:-1])
        besides = counter.word_ids(list(map(self._besides, texts, may_shorten.tolist())))
        counts, passage_counts = counter.passage_counts(words, bounds)
        passage_unknown = n_unknown(words)
        passage_rows = self.weigh(passage_counts, passage_unknown)
        if counts is passage_counts and not len(besides.ids):
            whole = passage_rows
        else:
            sums: sparse.csr_array = counts + counter.count_words(besides)
            sums.sort_indices()
            unknown = np.add.reduceat(passage_unknown, bounds[:-1]) + n_unknown(besides)
            whole = self.weigh(sums, unknown)
        refused = self.refusal_vectors([text.refused for text in texts], whole, backend, are_applicants=True)
        n_words = np.diff(words.bounds[bounds])
        return ApplicantVectors(whole, passage_rows, bounds, refused, n_words, self._telling(whole))

    def _telling(self, whole: sparse.csr_array) -> Floats:
        squares = sparse.csr_array((whole.data * whole.data, whole.indices, whole.indptr), shape=whole.shape)
        telling, known = (squares @ self._tells).T  # each row is added up in its own order
        return np.asarray(telling / np.where(known > 0, known, 1.0))

    @cached_property
    def _tells(self) -> Floats:
        """Whether each term is a word that may be a reason, and whether it is a word, shape (n_terms, 2)."""
        is_word = np.arange(self.n_terms) < self.n_words
        may_be_reason = self.specificity != NEVER if len(self.specificity) else is_word
        return np.column_stack((is_word & may_be_reason, is_word)).astype(np.float64)

    def _with_short_names(self, text: ProfileText) -> ProfileText:
        said, wished = (names_as_one_word(part, self.vocabulary.knows) for part in (text.said, text.wished))
        return text._replace(said=said, wished=wished)

    def _besides(self, text: ProfileText, may_shorten: bool) -> str:
        """Return what is counted of an applicant besides all that is said: what is wanted, and other forms of it."""
        analysis, words = self.vocabulary.analysis, self.vocabulary.columns
        may_shorten = may_shorten or self._short_form_signs.any_in(text.said)
        others = other_forms(text.said, self.short_forms, words, analysis, may_shorten)
        return "\n".join(filter(None, [text.interests, text.wished, others]))

    @cached_property
    def _short_form_signs(self) -> ShortFormSigns:
        return ShortFormSigns.of(self.short_forms)

    def vectors(self, texts: Iterable[str], backend: Backend = PLAIN) -> sparse.csr_array:
        """Return texts as unit rows, shape (n_texts, n_terms), a weight being (1 + log count) times idf."""
        return self.weigh(self.counts(list(texts), backend))

    def refusal_vectors(
        self, texts: Sequence[str], said: sparse.csr_array, backend: Backend = PLAIN, *, are_applicants: bool = False
    ) -> sparse.csr_array:
        """Return what profiles refuse as rows, a term that the same profile also says left out.

        Who wants medical imaging but no medical diagnosis does not refuse *medical*. The other terms keep the weight
        they have in the unit row of the whole refusal. A refusal of which nothing would be left stays whole: who has
        measured soil carbon may refuse soil carbon.
        """
        if not any(texts):
            return sparse.csr_array(said.shape)
        rows = self.vectors(texts, backend)
        is_said = sparse.csr_array((np.ones(len(said.data)), said.indices, said.indptr), shape=said.shape)
        refused: sparse.csr_array = (rows - rows * is_said).tocsr()
        refused.eliminate_zeros()
        is_void = (np.diff(refused.indptr) == 0) & (np.diff(rows.indptr) > 0)
        if is_void.any():
            whole = sparse.diags_array(is_void.astype(np.float64), format="csr") @ rows
            refused = (refused + whole).tocsr()
        if len(self.specificity):
            keep_refused(texts, refused, self.vocabulary, self.specificity, are_applicants=are_applicants)
        refused.eliminate_zeros()
        return refused

    def counts(self, texts: Sequence[str], backend: Backend = PLAIN) -> sparse.csr_array:
        """Return how often each text holds each term, shape (n_texts, n_terms)."""
        return self._counter(backend).counts(texts)

    def _counter(self, backend: Backend) -> TermCounter:
        # a counter remembers tokens, so each thread has its own
        if not hasattr(self._by_thread, backend.name):
            setattr(self._by_thread, backend.name, backend.counter(self.vocabulary, self._short_form_signs.tokens))
        counter: TermCounter = getattr(self._by_thread, backend.name)
        return counter

    @cached_property
    def _by_thread(self) -> threading.local:
        return threading.local()

    def weigh(self, counts: sparse.csr_array, unknown: Floats | None = None) -> sparse.csr_array:
        """Return counts, shape (n_texts, n_terms), as unit rows.

        Where `unknown` says how many words of each text the pool does not know, rows are shorter than 1 by these.
        """
        weights = log_counts(counts.data) * self.idf[counts.indices]
        rows = sparse.csr_array((weights, counts.indices, counts.indptr), shape=counts.shape)
        return unit_rows(rows, None if unknown is None else unknown * self.unknown_idf**2)
