"""The winners found by compiled loops: the same as `winners` finds, several times sooner."""

from functools import cached_property
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.config import FACETS
from matcher.facets import Refusals, Rows, TermSpace, TopicOverlap
from matcher.facets.parts import BEST_PIECES, SHARE
from matcher.facets.topics import GRAIN, grains
from matcher.kernels.bounding import COMMON, WIDTH, add_common, lay_out, seeming_best, set_rare, take_lost, within_reach
from matcher.kernels.choosing import ceilings, choose, first_scores
from matcher.kernels.projecting import project
from matcher.kernels.scoring import MARKS
from matcher.model.arrays import MentorRows
from matcher.model.evidence import N_SHARED_TERMS
from matcher.model.winners import PlainFinder, Wanted, Winners

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Single = tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float32]]
Listed = tuple[NDArray[np.uint32], NDArray[np.int32], NDArray[np.float32]]
Csr = tuple[NDArray[np.int64], NDArray[np.int32], Floats]

_SLACK = 1e-8


class QuickFinder:
    """Finds the best mentors with compiled loops; one finder serves one thread."""

    def __init__(self, mentors: MentorRows, space: TermSpace, topics: TopicOverlap, refusals: Refusals) -> None:
        self.mentors, self.space, self.topics, self.refusals = mentors, space, topics, refusals
        self.slots = np.zeros(space.n_terms, np.int32), np.zeros(MARKS, np.uint8)
        self._bounds = np.empty((len(topics.mentors), WIDTH), np.float32)
        self._sums = np.empty((16, len(topics.mentors)), np.float32)
        self._dense = np.empty((min(COMMON, space.n_terms), WIDTH), np.float32)

    def find(self, rows: Rows, wanted: Wanted) -> Winners:
        """Return the winners of some applicants."""
        n, k = rows.whole.shape[0], min(wanted.k, len(wanted.barred))
        found = _Found(
            np.zeros(n, np.int64),
            np.zeros((n, k), np.int32),
            np.zeros((n, k, len(FACETS))),
            np.zeros((n, k)),
            np.full((n, k, N_SHARED_TERMS * wanted.shared_terms), -1, np.int32),
        )
        chunk = _Chunk.of(self, rows, wanted)
        for start in range(0, n, WIDTH):
            self._block(chunk, start, min(start + WIDTH, n), wanted, found)
        best, doubtful = found.winners(chunk.weights), np.flatnonzero(chunk.loses & (found.sizes < k))
        return self._mended(best, rows, doubtful, wanted) if len(doubtful) else best

    def _mended(self, best: Winners, rows: Rows, doubtful: NDArray[np.int64], wanted: Wanted) -> Winners:
        """Return the winners with those of some applicants found anew: they may lose all they gain, and still rank."""
        return best.replaced(doubtful, self._plain_finder.find(rows.take(doubtful), wanted))

    @cached_property
    def _plain_finder(self) -> PlainFinder:
        return PlainFinder(self.mentors, self.space, self.topics, self.refusals)

    def _block(self, chunk: "_Chunk", start: int, end: int, wanted: Wanted, found: "_Found") -> None:
        """Write the winners of the applicants from `start` to `end`."""
        products = self._bound(chunk, start, end, wanted)
        per_product = wanted.weights["topics"] / GRAIN**2
        best = np.full((end - start, found.mentors.shape[1]), -1, np.int32)
        seeming_best(self._bounds, products, np.float32(per_product), end - start, best)
        scores, known = np.empty(best.shape), np.empty((*best.shape, len(FACETS)))
        texts = chunk.texts, chunk.topic_rows, chunk.first_passage, chunk.pool, self.slots, chunk.weights
        first_scores(start, best, *texts, chunk.lost, scores, known)
        least, long = np.full(WIDTH, 3e38, np.float32), np.zeros(WIDTH, np.bool_)
        least[: end - start] = np.maximum((scores.min(axis=1) - _SLACK) / chunk.slack[0], 0)
        long[: end - start] = np.diff(chunk.texts[2])[start:end] > 1
        share = np.where(long, 1 - SHARE, 1.0).astype(np.float32) * np.float32(per_product)
        unknown = np.where(long & (len(products) > 0), SHARE * wanted.weights["topics"], 0.0).astype(np.float32)
        some = within_reach(self._bounds, products, share, unknown, least, np.empty((4096, 2), np.int32))
        some = some[np.argsort(some[:, 0], kind="stable")]
        bounded = best, scores, known, some, self._bounds, chunk.slack
        choose(start, *bounded, *texts, chunk.lost, self._names, *found)

    def _bound(self, chunk: "_Chunk", start: int, end: int, wanted: Wanted) -> Singles:
        """Fill the bounds of a block; return the products of its topics, shape (n_mentors, WIDTH) or (0, WIDTH)."""
        block = start, end, *chunk.texts[0][:2], chunk.ceiling
        common, rare, by_mentor, interests = self._products
        set_rare(*block, chunk.interests, rare, interests, self._sums, self._bounds)
        lay_out(*block, common, self._dense)
        add_common(by_mentor, self._dense, self._bounds)
        take_lost(start, end, chunk.lost, chunk.slack[0], self._bounds)
        self._bounds[wanted.barred] = -1
        if not chunk.topic_rows.shape[1]:
            return np.empty((0, WIDTH), np.float32)
        padded = np.zeros((WIDTH, chunk.topic_rows.shape[1]), np.float32)
        padded[: end - start] = chunk.topic_rows[start:end]
        return np.asarray(self.topics.mentors @ padded.T)

    @cached_property
    def pool(self) -> tuple[Any, ...]:
        """The mentors' arrays as the loops take them, topics aside."""
        mentors = self.mentors
        return _plain(mentors.everything), _plain(mentors.pieces), _fixed(mentors.bounds), _plain(mentors.interests)

    @cached_property
    def _products(self) -> tuple[NDArray[np.int32], Listed, Single, Listed]:
        """What bounds are made of: the places of common terms, the ceiling of rare ones, of common ones by mentor."""
        ceiling = self.mentors.ceiling
        said_by = np.bincount(ceiling.indices, minlength=ceiling.shape[1])
        chosen = np.argsort(-said_by, kind="stable")[: len(self._dense)]
        common = np.full(ceiling.shape[1], -1, np.int32)
        common[chosen] = np.arange(len(chosen))
        is_common = common[ceiling.indices] >= 0
        bounds = np.concatenate(([0], np.cumsum(is_common)))[ceiling.indptr]
        by_mentor = bounds, common[ceiling.indices[is_common]], ceiling.data[is_common].astype(np.float32)
        rare = np.where(is_common, 0.0, ceiling.data), ceiling.indices, ceiling.indptr
        listed = _listed(sparse.csr_array(rare, ceiling.shape))
        return common, listed, by_mentor, _listed(self.mentors.interests)

    @cached_property
    def most_pieces(self) -> int:
        """How many pieces of evidence a mentor has at most."""
        return int(max(np.diff(self.mentors.bounds).max(initial=0), BEST_PIECES))

    @cached_property
    def _names(self) -> tuple[int, NDArray[np.int32], NDArray[np.int32], NDArray[np.int64]]:
        """The terms' labels: how many words, the pairs, and the letters of the written words."""
        letters = np.frombuffer("".join(self.space.written).encode("utf-32-le", "surrogatepass"), np.int32)
        ends = np.cumsum([0, *map(len, self.space.written)], dtype=np.int64)
        return self.space.n_words, _fixed(self.space.vocabulary.pairs), letters, ends


class _Chunk(NamedTuple):
    """Some applicants as the loops take them."""

    texts: tuple[Csr, Csr, NDArray[np.int64]]
    ceiling: Singles
    interests: Singles
    topic_rows: Singles
    first_passage: int
    pool: tuple[Any, ...]
    weights: Floats
    lost: Csr
    slack: Floats

    @property
    def loses(self) -> NDArray[np.bool_]:
        """Which applicants lose points with any mentor."""
        return np.diff(self.lost[0]) > 0

    @classmethod
    def of(cls, finder: QuickFinder, rows: Rows, wanted: Wanted) -> Self:
        """Return the arrays of some applicants."""
        whole = _plain(rows.whole)
        texts = whole, whole if rows.passages is rows.whole else _plain(rows.passages), rows.bounds
        weights = np.array([wanted.weights[name] for name in FACETS])
        ceiling = np.empty(len(whole[1]), np.float32)
        ceilings(rows.whole.shape[0], *texts, finder.slots, weights[0], ceiling)
        interests = weights[1] * whole[2] if weights[1] else np.empty(0)
        topic_rows, first_passage = _topic_rows(texts, finder.topics) if weights[2] else (_NO_TOPICS, 0)
        topics = _fixed(finder.topics.mentors if weights[2] else finder.topics.mentors[:, :0])
        pool = (*finder.pool, topics, float(GRAIN**2), finder.most_pieces)
        # a sum of n products in single precision is off by n / 2**24 of itself at most
        slack = np.array([1 + (int(np.diff(whole[0]).max(initial=0)) + 8) * 2.0**-22, _SLACK])
        lost = _plain(finder.refusals.likeness(rows) * wanted.weights["avoid"])
        return cls(texts, ceiling, interests.astype(np.float32), topic_rows, first_passage, pool, weights, lost, slack)


class _Found(NamedTuple):
    """The winners of applicants, k places each, of which the first `sizes` are taken."""

    sizes: NDArray[np.int64]
    mentors: NDArray[np.int32]
    affinities: Floats
    lost: Floats
    shown: NDArray[np.int32]

    def winners(self, weights: Floats) -> Winners:
        """Return the places that are taken."""
        kept = np.arange(self.mentors.shape[1]) < self.sizes[:, None]
        shown = self.shown[kept] if self.shown.shape[2] else np.full((int(kept.sum()), N_SHARED_TERMS), -1, np.int32)
        bounds = np.concatenate(([0], np.cumsum(self.sizes)))
        points = np.column_stack((self.affinities[kept] * weights, self.lost[kept] + 0.0))
        return Winners(bounds, self.mentors[kept].astype(np.int64), points, shown)


_NO_TOPICS = np.empty((0, 0), np.float32)


def _topic_rows(texts: tuple[Csr, Csr, NDArray[np.int64]], topics: TopicOverlap) -> tuple[Singles, int]:
    """Return the topic rows of whole texts and then passages, and where the passages' start."""
    whole, passages, _ = texts
    n_texts, n_passages = len(whole[0]) - 1, 0 if passages is whole else len(passages[0]) - 1
    sums = np.zeros((n_texts + n_passages, topics.components.shape[1]))
    project(texts, _fixed(topics.components), sums[:n_texts], sums[n_texts:])
    return grains(sums), n_texts if n_passages else 0


def _plain(matrix: sparse.csr_array) -> Csr:
    # one kind of each array, or every kind would be compiled
    return matrix.indptr.astype(np.int64), matrix.indices.astype(np.int32, copy=False), matrix.data


def _listed(mentors: sparse.csr_array) -> Listed:
    """Return the mentors of each term, and their weights, entry by entry."""
    by_term = sparse.csr_array(mentors.T.tocsr())
    by_term.eliminate_zeros()
    entries = np.empty((by_term.nnz, 2), np.int32)
    entries[:, 0], entries[:, 1] = by_term.indices, by_term.data.astype(np.float32).view(np.int32)
    return by_term.indptr.astype(np.uint32), entries.ravel(), entries.ravel().view(np.float32)


def _fixed(array: NDArray[Any]) -> NDArray[Any]:
    """Return a view that nobody writes to, as arrays that were loaded are."""
    view = np.ascontiguousarray(array).view()
    view.flags.writeable = False
    return view
