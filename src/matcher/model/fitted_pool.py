"""What is learned from a pool, as plain arrays and records: all that ranking needs."""

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
from matcher.ranking.retriever import PlainRetriever
from matcher.ranking.top_k import Request, Retriever, TopK
from matcher.records import PickledFields, Profile
from matcher.registry import contributor_names, spec_of
from matcher.semantic.store import Encoding
from matcher.tables.write import text_array
from matcher.text.profile_text import ProfileText, profile_texts, screened

_FEW = 16
"""Compiled loops rank so many at once that fewer than these are ranked sooner without."""

_REMEMBERED = 2
"""An applicant is asked about several times in a row, as written and without what does not count."""

_SAVED_EACH, _SAVED_LETTER, _SAVED_PAIR = 5e-4, 8e-7, 5e-7
"""About how many seconds compiled loops save for an applicant, a letter of the text and a pair."""

_SAVED_FITTING_LETTER = 2e-7
"""About how many seconds they save for a letter that a pool is fitted on."""


MOST_REFERENCE = 10_000
"""The most statements of a reference that are read: more tell hardly more, and all of them are in memory at once."""


@dataclass(frozen=True)
class FittedPool(PickledFields):
    """A pool of mentors, ordered by id, with the facets fitted on it."""

    index: PoolIndex
    """The mentors, the terms, and what each mentor says."""
    facets: Mapping[str, Facet]
    """All that adds to a score, by name: the facets in their order, then what takes points away."""
    copies: CopyIndex
    """What tells text that was copied from a mentor, and other text that does not count."""

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
        """The mentors' ids, their names, and the words as they are written, "" behind them, as arrays of pyarrow."""
        return (
            text_array(self.ids),
            text_array([mentor.name for mentor in self.mentors]),
            text_array([*self.terms.written, ""]),
        )

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return all that was fitted as plain arrays: the index, then each facet's, by its name and theirs."""
        terms = self.terms
        arrays: dict[str, NDArray[Any]] = {"idf": terms.idf, "specificity": terms.specificity}
        arrays["pairs"] = terms.vocabulary.pairs
        arrays |= self.index.said.arrays("said")
        arrays |= {"copies.hashes": self.copies.hashes, "copies.owners": self.copies.owners}
        for name, facet in self.facets.items():
            arrays |= {f"{name}.{part}": array for part, array in facet.arrays().items()}
        return arrays

    def column(self, mentor_id: str) -> int:
        """Return a mentor's column; raises `InputError` for one the pool does not have."""
        if mentor_id not in self.columns:
            near = nearest(str(mentor_id), self.ids)
            offer = f": did you mean {' or '.join(near)}?" if near else ""
            raise InputError(
                f"mentor must be one of the pool's {len(self.ids)}; there is none with the id {mentor_id!r:.80}{offer}"
            )
        return self.columns[mentor_id]

    def encode(
        self, profiles: Sequence[Profile], weights: Mapping[str, float] | None = None, backend: Backend = PLAIN
    ) -> Applicants:
        """Return applicants as the facets read them; facets of weight 0 need nothing of their own."""
        last: list[tuple[Profile, Applicants]] = self._by_thread.__dict__.setdefault("last", [])
        applicants = (
            next((one for profile, one in last if [profile] == [*profiles]), None) if backend is PLAIN else None
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
        applicants = self._with_own(applicants, weights)
        if len(profiles) == 1:
            last[:] = [(profiles[0], applicants), *(one for one in last if one[0] != profiles[0])][:_REMEMBERED]
        return applicants

    def encode_texts(self, texts: Sequence[ProfileText], weights: Mapping[str, float]) -> Applicants:
        """Return what `encode` returns, of texts that are read already."""
        return self._with_own(Applicants(texts, self.terms.applicant_vectors(texts, PLAIN)), weights)

    def _with_own(self, applicants: Applicants, weights: Mapping[str, float] | None) -> Applicants:
        needed = [name for name in self.facets if name not in applicants.encoded and (weights is None or weights[name])]
        own = {name: self.facets[name].encode(applicants.texts, applicants.vectors) for name in needed}
        return replace(applicants, encoded={**applicants.encoded, **own})

    def affinities(self, applicants: Applicants, weights: Mapping[str, float] | None = None) -> dict[str, Floats]:
        """Return each contributor's affinities, shape (n_applicants, n_mentors), in [0, 1]; weight 0 leaves one out."""
        return {
            name: facet.affinities(applicants)
            for name, facet in self.facets.items()
            if weights is None or weights[name]
        }

    def top_k(self, profiles: Sequence[Profile], request: Request) -> TopK:
        """Return the best mentors of some applicants, found by compiled loops once there is work enough for them."""
        if not profiles:
            return TopK.joined([], len(self.facets))
        backend = PLAIN
        if len(profiles) >= _FEW:
            each = _SAVED_EACH + _SAVED_PAIR * len(self.mentors)
            self._saved[0] += len(profiles) * each + _SAVED_LETTER * sum(map(_n_letters, profiles))
            backend = backend_for(self._saved[0])
        return self.retriever(backend).top_k(self.encode(profiles, request.weights, backend), request)

    def retriever(self, backend: Backend) -> Retriever:
        """Return what finds the best mentors; there is one for each thread."""
        retrievers: dict[str, Retriever] = self._by_thread.__dict__
        if backend is PLAIN and backend.name not in retrievers:
            retrievers[backend.name] = PlainRetriever(self.facets, self.terms)
        elif backend.name not in retrievers:
            from matcher.kernels.retriever import CompiledRetriever

            retrievers[backend.name] = CompiledRetriever(self.facets, self.index)
        return retrievers[backend.name]

    @cached_property
    def _saved(self) -> list[float]:
        """Seconds that compiled loops saved or would have saved so far; when there are enough, they are compiled."""
        return [0.0]

    @cached_property
    def _by_thread(self) -> threading.local:
        return threading.local()


def nearest(name: str, names: Sequence[str]) -> list[str]:
    """Return the names most like one that is not among them, at most three.

    >>> nearest("reef", ["reef-lab", "soil"])
    ['reef-lab']
    """
    from difflib import get_close_matches

    lower = {one.lower(): one for one in names}
    begun = sorted(one for key, one in lower.items() if name and key.startswith(name.lower()))
    alike = [lower[key] for key in get_close_matches(name.lower(), lower, 3, 0.7)]
    return list(dict.fromkeys([*begun, *alike]))[:3]


def backend_for(seconds: float) -> Backend:
    """Return compiled loops where they are worth their start for so many seconds saved."""
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
    """Learn a pool; the order of mentors and reference changes nothing.

    Of a reference of more than `MOST_REFERENCE` statements those of the least digests are read, always the same ones. A
    facet that comes with an extra is left out where its weight is 0.
    """
    ordered = _in_order(mentors)
    others = () if config.weighting == "tfidf" else heapq.nsmallest(MOST_REFERENCE, reference, _digest)
    backend = backend_for(_SAVED_FITTING_LETTER * sum(map(_n_letters, (*ordered, *others))))
    corpus = Corpus.of(ordered, others, config, backend, encoding)
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
    doubled = sorted({first for first, second in zip(ids, ids[1:], strict=False) if first == second})
    if doubled:
        raise InputError(f"mentors must have unique ids; check {', '.join(map(repr, doubled[:5]))}")
    return ordered
