"""What is learned from a pool, as plain arrays and records: everything that ranking needs."""

import hashlib
import heapq
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from numpy.typing import NDArray

from matcher.config import MatchConfig
from matcher.errors import InputError
from matcher.facets.base import Applicants, Facet
from matcher.index.copies import CopyIndex
from matcher.index.corpus import Corpus, PoolIndex
from matcher.index.counts import PLAIN, Backend
from matcher.index.postings import Floats
from matcher.index.tfidf import TermIndex
from matcher.kernels import should_compile
from matcher.ranking.retriever import PlainRetriever, no_matches
from matcher.ranking.top_k import Request, Retriever, TopK
from matcher.records import PickledFields, Profile
from matcher.registry import contributor_names, spec_of
from matcher.semantic.store import Encoding
from matcher.tables.write import text_array
from matcher.text.profile_text import ProfileText, profile_texts, screened

_FEW = 16
"""Fewer applicants than this are ranked faster without compiled loops."""

_REMEMBERED = 2
"""How many encoded applicants are cached: one is ranked several times in a row, as written and without uncounted
text."""

_SAVED_EACH, _SAVED_LETTER, _SAVED_PAIR = 5e-4, 8e-7, 5e-7
"""Approximate seconds that compiled loops save per applicant, letter of text and pair."""

_SAVED_FITTING_LETTER = 2e-7
"""Approximate seconds that they save per letter when a pool is fitted."""

MOST_REFERENCE = 10_000
"""The most statements of a reference that are read: more change little, and all are held in memory at once."""


@dataclass(frozen=True)
class FittedPool(PickledFields):
    """A pool of mentors, ordered by id, with the facets fitted on it."""

    index: PoolIndex
    """The mentors, the terms, and the terms of each mentor."""
    facets: Mapping[str, Facet]
    """The facets by name in their order, then the penalties."""
    copies: CopyIndex
    """Finds text copied from a mentor and other text that does not count."""

    @property
    def mentors(self) -> tuple[Profile, ...]:
        """The mentors, in the order of the columns."""
        return self.index.mentors

    @property
    def terms(self) -> TermIndex:
        """The terms of the pool."""
        return self.index.terms

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The mentors' ids, in the order of the columns."""
        return tuple(mentor.id for mentor in self.mentors)

    @cached_property
    def columns(self) -> dict[str, int]:
        """The column of each mentor."""
        return {mentor: column for column, mentor in enumerate(self.ids)}

    @cached_property
    def columns_of_texts(self) -> tuple[Any, Any, Any]:
        """The mentors' ids, their names, and the words as written followed by "", as arrays of pyarrow."""
        return (
            text_array(self.ids),
            text_array([mentor.name for mentor in self.mentors]),
            text_array([*self.terms.written, ""]),
        )

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return everything fitted as plain arrays: the index, then those of each facet as `facet.array`."""
        terms = self.terms
        arrays: dict[str, NDArray[Any]] = {"idf": terms.idf, "specificity": terms.specificity}
        arrays["pairs"] = terms.vocabulary.pairs
        arrays |= self.index.said.arrays("said")
        arrays |= {"copies.hashes": self.copies.hashes, "copies.owners": self.copies.owners}
        for name, facet in self.facets.items():
            arrays |= {f"{name}.{part}": array for part, array in facet.arrays().items()}
        return arrays

    def column(self, mentor_id: str) -> int:
        """Return a mentor's column; raises `InputError` for an id that is not in the pool."""
        if mentor_id not in self.columns:
            similar = nearest(str(mentor_id), self.ids)
            hint = f": did you mean {' or '.join(similar)}?" if similar else ""
            raise InputError(
                f"mentor must be one of the pool's {len(self.ids)}; there is none with the id {mentor_id!r:.80}{hint}"
            )
        return self.columns[mentor_id]

    def encode(
        self, profiles: Sequence[Profile], weights: Mapping[str, float] | None = None, backend: Backend = PLAIN
    ) -> Applicants:
        """Return applicants in the form that facets read; facets of weight 0 encode nothing."""
        last: list[tuple[Profile, Applicants]] = self._by_thread.__dict__.setdefault("last", [])
        applicants = (
            next((encoded for profile, encoded in last if [profile] == [*profiles]), None) if backend is PLAIN else None
        )
        if applicants is None:
            analysis = self.terms.vocabulary.analysis
            copied = self.copies.hash_set if backend.screen else None
            suspects = screened(profiles, backend.screen, copied)
            texts = profile_texts(
                self.copies.all_counted(profiles, suspects),
                are_applicants=True,
                refusals=analysis.refusals,
                wishes=analysis.wishes,
                suspects=suspects,
            )
            applicants = Applicants(texts, self.terms.applicant_vectors(texts, backend, suspects))
        applicants = self._with_encoded(applicants, weights)
        if len(profiles) == 1:
            others = [(profile, encoded) for profile, encoded in last if profile != profiles[0]]
            last[:] = [(profiles[0], applicants), *others][:_REMEMBERED]
        return applicants

    def encode_texts(self, texts: Sequence[ProfileText], weights: Mapping[str, float]) -> Applicants:
        """Return what `encode` returns, for texts already read from profiles."""
        return self._with_encoded(Applicants(texts, self.terms.applicant_vectors(texts, PLAIN)), weights)

    def _with_encoded(self, applicants: Applicants, weights: Mapping[str, float] | None) -> Applicants:
        missing = [
            name for name in self.facets if name not in applicants.encoded and (weights is None or weights[name])
        ]
        encoded = {name: self.facets[name].encode(applicants.texts, applicants.vectors) for name in missing}
        return replace(applicants, encoded={**applicants.encoded, **encoded})

    def affinities(self, applicants: Applicants, weights: Mapping[str, float] | None = None) -> dict[str, Floats]:
        """Return each contributor's affinities, shape (n_applicants, n_mentors), in [0, 1]; none for weight 0."""
        return {
            name: facet.affinities(applicants)
            for name, facet in self.facets.items()
            if weights is None or weights[name]
        }

    def top_k(self, profiles: Sequence[Profile], request: Request) -> TopK:
        """Return the best mentors of applicants; compiled loops are used once they save more time than they cost."""
        if not profiles:
            return no_matches(len(self.facets))
        backend = PLAIN
        if len(profiles) >= _FEW:
            saved_each = _SAVED_EACH + _SAVED_PAIR * len(self.mentors)
            self._saved[0] += len(profiles) * saved_each + _SAVED_LETTER * sum(map(_n_letters, profiles))
            backend = backend_for(self._saved[0])
        return self.retriever(backend).top_k(self.encode(profiles, request.weights, backend), request)

    def retriever(self, backend: Backend) -> Retriever:
        """Return this thread's retriever of a backend."""
        retrievers: dict[str, Retriever] = self._by_thread.__dict__
        if backend is PLAIN and backend.name not in retrievers:
            retrievers[backend.name] = PlainRetriever(self.facets, self.terms)
        elif backend.name not in retrievers:
            from matcher.kernels.retriever import CompiledRetriever

            retrievers[backend.name] = CompiledRetriever(self.facets, self.index)
        return retrievers[backend.name]

    @cached_property
    def _saved(self) -> list[float]:
        """Seconds that compiled loops have saved or would have saved so far; enough of them start the compiler."""
        return [0.0]

    @cached_property
    def _by_thread(self) -> threading.local:
        return threading.local()


def nearest(name: str, names: Sequence[str]) -> list[str]:
    """Return the names most similar to an unknown one, at most three.

    >>> nearest("reef", ["reef-lab", "soil"])
    ['reef-lab']
    """
    from difflib import get_close_matches

    by_lower = {known.lower(): known for known in names}
    completions = sorted(known for lower, known in by_lower.items() if name and lower.startswith(name.lower()))
    similar = [by_lower[lower] for lower in get_close_matches(name.lower(), by_lower, 3, 0.7)]
    return list(dict.fromkeys([*completions, *similar]))[:3]


def backend_for(seconds: float) -> Backend:
    """Return the compiled backend if the seconds it saves outweigh its start, else the plain one."""
    if not should_compile(seconds):
        return PLAIN
    from matcher.kernels.backend import COMPILED

    return COMPILED


def fit_pool(
    mentors: Iterable[Profile],
    reference: Iterable[Profile],
    config: MatchConfig,
    encoding: Encoding = Encoding(),  # noqa: B008
) -> FittedPool:
    """Fit a pool; the order of mentors and reference does not matter.

    Of a reference of more than `MOST_REFERENCE` statements those with the smallest digests are read, always the same
    ones. A facet of an extra is left out if its weight is 0.
    """
    ordered = _in_order(mentors)
    sample = () if config.weighting == "tfidf" else heapq.nsmallest(MOST_REFERENCE, reference, _digest)
    backend = backend_for(_SAVED_FITTING_LETTER * sum(map(_n_letters, (*ordered, *sample))))
    corpus = Corpus.of(ordered, sample, config, backend, encoding)
    names = [name for name in contributor_names() if not spec_of(name).extra or config.weights.get(name)]
    facets = {name: spec_of(name).load().fit(corpus, config) for name in names}
    return FittedPool(corpus.index, facets, CopyIndex.of(corpus.index.mentors, backend))


def _digest(profile: Profile) -> bytes:
    texts = "\0".join((profile.id, profile.interests, profile.statement))
    return hashlib.sha256(texts.encode("utf-8", "surrogatepass")).digest()


def _n_letters(profile: Profile) -> int:
    return len(profile.statement) + sum(len(piece.text) for piece in profile.evidence)


def _in_order(mentors: Iterable[Profile]) -> tuple[Profile, ...]:
    ordered = tuple(sorted(mentors, key=lambda mentor: mentor.id))
    if not ordered:
        raise InputError("a pool must hold at least one mentor; it is empty")
    ids = [mentor.id for mentor in ordered]
    if not all(id.strip() for id in ids):
        raise InputError("mentors must have an id each; one of them has none")
    repeated = sorted({first for first, second in zip(ids, ids[1:], strict=False) if first == second})
    if repeated:
        raise InputError(f"mentors must have unique ids; check {', '.join(map(repr, repeated[:5]))}")
    return ordered
