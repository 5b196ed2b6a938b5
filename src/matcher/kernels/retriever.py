"""The compiled retriever: the same mentors, points and shared terms as the plain one, several times faster."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple, Self, cast

import numpy as np

from matcher.facets.avoid import Avoid
from matcher.facets.base import BEST_PIECES, BEST_SHARE, Applicants, Facet
from matcher.facets.terms import Interests, Terms
from matcher.facets.topics import Topics, to_grains
from matcher.index.corpus import PoolIndex
from matcher.index.postings import Floats
from matcher.index.tfidf import ApplicantVectors
from matcher.kernels.arrays import (
    ApplicantArrays,
    BoundArrays,
    Csr,
    Labels,
    MentorArrays,
    Points,
    Selected,
    Singles,
    Slots,
    csr,
    read_only,
)
from matcher.kernels.counts import project
from matcher.kernels.exact_scores import MARKS
from matcher.kernels.top_k import score_first, select
from matcher.kernels.upper_bounds import (
    LINE,
    WIDTH,
    add_common,
    add_known_points,
    lay_out,
    most_likely,
    pairs_within_reach,
    set_rare,
    term_ceilings,
)
from matcher.ranking.retriever import N_CODES, PlainRetriever
from matcher.ranking.top_k import Positions, Request, TopK, encoder_of, strengths_of_lines
from matcher.semantic.encoder import GRAIN

_NATIVE = ("terms", "interests", "topics")
_SLACK = 1e-8
"""More than rounding can change a bound, and more than the precision by which ties are decided."""


class CompiledRetriever:
    """Finds the best mentors by upper-bound pruning in compiled loops: bounds for all pairs, exact scores for few.

    The loops compute terms, interests and topics; penalties and all other facets are exact points for each pair. The
    result is that of the plain retriever to the bit, for any facets. A retriever must be used by one thread only.
    `facets` are all contributors by name, the facets and then the penalties, fitted on the pool of `index`.
    """

    def __init__(self, facets: Mapping[str, Facet], index: PoolIndex) -> None:
        self.facets, self.index = facets, index
        self.encoder = encoder_of(facets)
        self.terms, self.interests = cast("Terms", facets["terms"]), cast("Interests", facets["interests"])
        self.topics, self.avoid = cast("Topics", facets["topics"]), cast("Avoid", facets["avoid"])
        self.others = {name: facet for name, facet in facets.items() if name not in (*_NATIVE, "avoid")}
        n_mentors, terms = len(index.mentors), index.terms
        self.slots = Slots(np.zeros(terms.n_terms, np.int32), np.zeros(MARKS, np.uint8))
        self._labels = Labels(terms.n_words, read_only(terms.vocabulary.pairs), read_only(terms.specificity))
        self._bound_arrays = BoundArrays.of(self.terms, self.interests)
        self.bounds = np.empty((n_mentors, WIDTH), np.float32)
        self._sums = np.empty((LINE, n_mentors), np.float32)
        self._dense = np.empty((self._bound_arrays.n_common, WIDTH), np.float32)

    def top_k(self, applicants: Applicants, request: Request) -> TopK:
        """Return the best mentors of some applicants."""
        n, k = len(applicants), min(request.k, len(request.excluded))
        selected = Selected(
            np.zeros(n, np.int64),
            np.zeros((n, k), np.int32),
            np.zeros((n, k, len(_NATIVE) + 1)),
            np.full((n, k, N_CODES * request.shared_terms), -1, np.int32),
        )
        chunk = Chunk.of(self, applicants, request)
        gained = []
        for start, end, points in self.bounded_blocks(applicants, chunk, request):
            self._select(chunk, points, start, end, request, selected)
            # the points of the block's chosen pairs, shape (n_applicants, k, n_facets)
            chosen = points.gained[:, np.arange(end - start)[:, None], selected.mentors[start:end]]
            gained.append(np.moveaxis(chosen, 0, -1))
        best = self._best(chunk, selected, np.concatenate(gained), applicants.vectors, request)
        # a pair whose points a penalty takes may still rank, with 0 or less; bounds cover scores above 0 only
        incomplete = np.flatnonzero((np.diff(chunk.lost.indptr) > 0) & (selected.sizes < k))
        if not len(incomplete):
            return best
        return best.replaced(
            incomplete, PlainRetriever(self.facets, self.index.terms).top_k(applicants.take(incomplete), request)
        )

    def bounded_blocks(
        self, applicants: Applicants, chunk: "Chunk", request: Request
    ) -> Iterator[tuple[int, int, Points]]:
        """Yield start and end of each block of applicants, and the points of penalties and other facets of its pairs.

        Until the next block, `bounds`, shape (n_mentors, WIDTH), has the bounds of its scores without topics.
        """
        arrays = self._bound_arrays
        others = {name: facet for name, facet in self.others.items() if request.weights[name]}
        for start in range(0, len(applicants), WIDTH):
            end = min(start + WIDTH, len(applicants))
            gained = np.zeros((len(others), end - start, len(self.index.mentors)))
            for number, (name, facet) in enumerate(others.items()):
                gained[number] = request.weights[name] * facet.affinities(applicants.take(np.arange(start, end)))
            points, block = Points(chunk.lost, gained), (start, end, chunk.applicants.whole, chunk.ceilings)
            set_rare(*block, chunk.interest_weights, arrays.rare, arrays.interests, self._sums, self.bounds)
            lay_out(*block, arrays.common, self._dense)
            add_common(arrays.by_mentor, self._dense, self.bounds)
            add_known_points(start, end, points, chunk.slack[0], self.bounds)
            self.bounds[request.excluded] = -1
            yield start, end, points

    def _select(
        self, chunk: "Chunk", points: Points, start: int, end: int, request: Request, selected: Selected
    ) -> None:
        """Write the best mentors of the applicants from `start` to `end`."""
        # the products of the block's topics, shape (n_mentors, WIDTH)
        padded = np.zeros((WIDTH, chunk.mentors.topics.shape[1]), np.float32)
        padded[: end - start] = chunk.applicants.topic_rows[start:end]
        topics = chunk.mentors.topics @ padded.T
        per_product = request.weights["topics"] / GRAIN**2
        likely = np.full((end - start, selected.mentors.shape[1]), -1, np.int32)
        most_likely(self.bounds, topics, np.float32(per_product), end - start, likely)
        scores, affinities = np.empty(likely.shape), np.empty((*likely.shape, len(_NATIVE) + 1))
        scored = chunk.applicants, chunk.mentors, self.slots, chunk.weights, points
        score_first(start, likely, *scored, scores, affinities)
        least, is_long = np.full(WIDTH, 3e38, np.float32), np.zeros(WIDTH, np.bool_)
        least[: end - start] = np.maximum((scores.min(axis=1) - _SLACK) / chunk.slack[0], 0)
        is_long[: end - start] = np.diff(chunk.applicants.bounds)[start:end] > 1
        share = np.where(is_long, 1 - BEST_SHARE, 1.0).astype(np.float32) * np.float32(per_product)
        most_by_passages = BEST_SHARE * request.weights["topics"]
        unknown = np.where(is_long, most_by_passages, 0.0).astype(np.float32)
        pairs = pairs_within_reach(self.bounds, topics, share, unknown, least, np.empty((4096, 2), np.int32))
        pairs = pairs[np.argsort(pairs[:, 0], kind="stable")]
        first = likely, scores, affinities
        select(start, first, pairs, self.bounds, chunk.slack, scored, self._labels, selected)

    def _best(
        self, chunk: "Chunk", selected: Selected, gained: Floats, vectors: ApplicantVectors, request: Request
    ) -> TopK:
        """Return the selected mentors; `gained`, shape (n_applicants, k, n_facets), are points of other facets."""
        kept = np.arange(selected.mentors.shape[1]) < selected.sizes[:, None]
        bounds, mentors = np.concatenate(([0], np.cumsum(selected.sizes))), selected.mentors[kept].astype(np.int64)
        # the points that penalties take follow the affinities
        native = selected.affinities[kept] * [*chunk.weights, 1.0]
        points = dict(zip((*_NATIVE, "avoid"), (native + 0.0).T, strict=True))  # no -0.0
        points |= zip((name for name in self.others if request.weights[name]), gained[kept].T, strict=True)
        owner = np.repeat(np.arange(len(kept)), selected.sizes)
        zeros = np.zeros(len(mentors))
        shown = selected.shown[kept] if request.shared_terms else np.full((len(mentors), N_CODES), -1, np.int32)
        steps = strengths_of_lines(vectors, owner, points, request.weights, self.index.terms.n_words, self.encoder)
        all_points = np.column_stack([points.get(name, zeros) for name in self.facets])
        return TopK(bounds, mentors, all_points, shown, steps)

    @cached_property
    def mentors(self) -> MentorArrays:
        """The mentors' arrays as input of the loops."""
        said, pieces = csr(self.index.said.vectors), csr(self.terms.pieces.vectors)
        most_pieces = int(max(np.diff(self.terms.bounds).max(initial=0), BEST_PIECES))
        interests = csr(self.interests.interests.vectors)
        most_entries = 1 + max(int(np.diff(rows.indptr).max(initial=0)) for rows in (said, pieces, interests))
        bounds, topics = read_only(self.terms.bounds), read_only(self.topics.mentors)
        return MentorArrays(said, pieces, bounds, interests, topics, most_pieces, most_entries)


class Chunk(NamedTuple):
    """Some applicants as input of the loops, and the mentors' arrays for the given weights."""

    applicants: ApplicantArrays
    mentors: MentorArrays
    ceilings: Singles
    interest_weights: Singles
    weights: Floats
    lost: Csr
    slack: Floats

    @classmethod
    def of(cls, retriever: CompiledRetriever, applicants: Applicants, request: Request) -> Self:
        """Return the arrays of some applicants."""
        vectors, mentors = applicants.vectors, retriever.mentors
        whole = csr(vectors.whole)
        passages = whole if vectors.passages is vectors.whole else csr(vectors.passages)
        weights = np.array([request.weights[name] for name in _NATIVE])
        n_topics = mentors.topics.shape[1] if weights[2] else 0
        mentors = mentors._replace(topics=read_only(mentors.topics[:, :n_topics]))
        components = read_only(retriever.topics.components[:, :n_topics])
        topics = _topic_rows(whole, passages, vectors.bounds, components)
        arrays = ApplicantArrays(whole, passages, vectors.bounds, *topics)
        ceilings = np.empty(len(whole.indices), np.float32)
        term_ceilings(len(applicants), arrays, retriever.slots, weights[0], ceilings)
        interest_weights = weights[1] * whole.data
        # the relative error of a sum of n products in single precision is at most n / 2**24
        n_products = int(np.diff(whole.indptr).max(initial=0)) + 8 + 2 * len(retriever.others)
        slack = np.array([1 + n_products * 2.0**-22, _SLACK])
        lost = csr(retriever.avoid.sparse_affinities(applicants) * request.weights["avoid"])
        return cls(arrays, mentors, ceilings, interest_weights.astype(np.float32), weights, lost, slack)


def _topic_rows(whole: Csr, passages: Csr, bounds: Positions, components: Singles) -> tuple[Singles, int]:
    """Return the topic rows of whole texts, then of passages, and the first row of passages."""
    n_texts, n_passages = len(whole.indptr) - 1, 0 if passages is whole else len(passages.indptr) - 1
    sums = np.zeros((n_texts + n_passages, components.shape[1]))
    project(whole, passages, bounds, components, sums[:n_texts], sums[n_texts:])
    return to_grains(sums), n_texts if n_passages else 0
