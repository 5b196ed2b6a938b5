"""Scores of all pairs without a matrix in memory: upper bounds on disk, two bytes a pair; exact scores on demand.

The loops are those of the pricing step of column generation: which pairs may be worth more than their price. A pair's
worth is its score minus the mentor's price, plus a bonus if the score reaches a floor.
"""

import pickle
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from tempfile import TemporaryFile
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.facets.base import BEST_PASSAGES, Applicants, Facet
from matcher.index.postings import Floats
from matcher.kernels import compiled
from matcher.kernels.arrays import ApplicantArrays, Csr, read_only
from matcher.kernels.counts import longest_run
from matcher.kernels.exact_scores import (
    best_mean,
    clear_query,
    mix,
    score_pair,
    scratch_for,
    set_query,
    topic_affinity,
    topic_unit,
)
from matcher.kernels.retriever import Chunk, CompiledRetriever
from matcher.ranking.top_k import Request

Ints = NDArray[np.int64]
Bounds = NDArray[np.uint16]

_MILLION = 1_000_000

GRAIN = 16
"""The unit of bounds in millionths of a point: the greatest score, 1, fits 16 bits. A bound of 0 is no pair."""


class _Block(NamedTuple):
    """Applicants as input of the loops, read from disk; and as input of other facets, if one counts."""

    arrays: ApplicantArrays
    lost: Csr
    applicants: Applicants


class KeptBounds:
    """Upper bounds of the scores of all pairs in a file without a name, and exact scores in millionths.

    A statement is read once. A computed score replaces its bound. `weights` are signed. Mentors have the order of
    `mentors`, columns of the pool; applicants have the order of `blocks`, each with some of them.
    """

    def __init__(
        self, retriever: CompiledRetriever, weights: Mapping[str, float], mentors: Ints, blocks: Iterable[Applicants]
    ) -> None:
        self._retriever, self._mentors = retriever, mentors
        self._request = Request(1, weights, np.zeros(len(retriever.index.mentors), np.bool_), shared_terms=False)
        self._others: list[tuple[float, Facet]] = [
            (weights[name], facet) for name, facet in retriever.others.items() if weights[name]
        ]
        self._bounds, self._features = TemporaryFile(), TemporaryFile()  # noqa: SIM115 - see close
        starts, places = [0], []
        for applicants in blocks:
            starts.append(starts[-1] + len(applicants))
            places.append(self._features.tell())
            self._add(applicants)
        self._starts, self._places = np.array(starts, np.int64), places

    def _add(self, applicants: Applicants) -> None:
        chunk = Chunk.of(self._retriever, applicants, self._request)
        kept = np.empty((len(applicants), len(self._mentors)), np.uint16)
        arrays, topics = chunk.applicants, chunk.mentors.topics
        for start, end, _ in self._retriever.bounded_blocks(applicants, chunk, self._request):
            passages = arrays.bounds[start : end + 1] - arrays.bounds[start]
            # one product for whole texts and passages is faster than two
            rows = arrays.topic_rows[start:end]
            if arrays.first_passage:
                first = arrays.first_passage + arrays.bounds[start]
                rows = np.concatenate([rows, arrays.topic_rows[first : first + passages[-1]]])
            block = self._mentors, topics @ rows.T, end - start + passages, chunk.weights[2], chunk.slack
            keep_bounds(self._retriever.bounds, *block, kept[start:end])
        self._bounds.write(kept.tobytes())
        others = replace(applicants, texts=()) if self._others else applicants.take(np.zeros(0, np.int64))
        pickle.dump(_Block(chunk.applicants, chunk.lost, others), self._features, pickle.HIGHEST_PROTOCOL)
        self._weights, self._mentor_arrays = chunk.weights, chunk.mentors

    def close(self) -> None:
        """Remove the files."""
        self._bounds.close()
        self._features.close()

    def blocks(self, applicants: Ints) -> Iterator[tuple[int, slice, Ints]]:
        """Yield the blocks of the given, sorted applicants, the slice of those in each block, and their rows in it."""
        for block, (start, end) in enumerate(pairwise(np.searchsorted(applicants, self._starts).tolist())):
            if start < end:
                yield block, slice(start, end), applicants[start:end] - self._starts[block]

    def read(self, block: int) -> Bounds:
        """Return the bounds of a block, shape (n_applicants, n_mentors), in grains of `GRAIN` millionths."""
        shape = int(self._starts[block + 1] - self._starts[block]), len(self._mentors)
        self._bounds.seek(2 * int(self._starts[block]) * shape[1])
        return np.frombuffer(bytearray(self._bounds.read(2 * shape[0] * shape[1])), np.uint16).reshape(shape)

    def write(self, block: int, bounds: Bounds) -> None:
        """Write the current bounds of a block."""
        self._bounds.seek(2 * int(self._starts[block]) * bounds.shape[1])
        self._bounds.write(bounds.tobytes())

    def scores(self, block: int, rows: Ints, mentors: Ints) -> Ints:
        """Return the scores of pairs of a block in millionths, -1 for no pair."""
        order = np.argsort(rows, kind="stable")
        pairs = np.column_stack([rows, self._mentors[mentors]])[order]
        arrays, lost, applicants = self._load(block)
        gained = np.zeros((len(self._others), len(pairs)))
        for number, (weight, facet) in enumerate(self._others):
            gained[number] = weight * facet.pair_affinities(applicants, pairs[:, 0], pairs[:, 1])
        scores: Floats = np.empty(len(pairs))
        score_pairs(pairs, arrays, self._mentor_arrays, self._retriever.slots, self._weights, lost, gained, scores)
        millionths = np.empty(len(pairs), np.int64)
        millionths[order] = np.where(scores > 0, np.rint(scores * _MILLION), -1)
        return millionths

    def _load(self, block: int) -> _Block:
        self._features.seek(self._places[block])
        arrays, lost, applicants = pickle.load(self._features)
        # each array has one type, as loops are compiled for every type
        whole, passages = (Csr(*map(read_only, matrix)) for matrix in (arrays.whole, arrays.passages))
        return _Block(arrays._replace(whole=whole, passages=passages), Csr(*map(read_only, lost)), applicants)


def to_bounds(scores: Ints) -> Bounds:
    """Return scores in millionths, -1 for no pair, as bounds, 0 for no pair."""
    return np.where(scores >= 0, np.maximum(-(-scores // GRAIN), 1), 0).astype(np.uint16)


@compiled()
def keep_bounds(bounds, mentors, products, passages, weight, slack, kept):
    """Write upper bounds of a block's scores to `kept`, shape (n_applicants, n_mentors), in grains, rounded up.

    `bounds`, shape (n_pool, WIDTH), are those of everything but topics; `mentors` are the rows to keep. `products` are
    those of the topic rows of the block's texts: the first columns are the whole texts; `passages[a]` to `passages[a +
    1]` are the columns of the passages of applicant a if there is more than one.
    """
    cosines = np.empty(max(1, longest_run(passages)))
    most, in_topics = np.empty(len(kept)), np.zeros(len(kept))
    for place in range(len(mentors)):
        mentor = mentors[place]
        for a in range(len(kept)):
            in_topics[a] = topic_unit(products[mentor, a])
            n_passages = passages[a + 1] - passages[a]
            if n_passages > 1:
                for passage in range(n_passages):
                    cosines[passage] = topic_unit(products[mentor, passages[a] + passage])
                in_topics[a] = mix(in_topics[a], best_mean(cosines, n_passages, np.int64(BEST_PASSAGES)))
        for a in range(len(kept)):
            # half a millionth is added, as scores are rounded to millionths
            grains = (bounds[mentor, a] * slack[0] + weight * in_topics[a] + slack[1] + 5e-7) * (_MILLION / GRAIN)
            is_pair = bounds[mentor, a] > 0 or in_topics[a] > 0
            most[a] = min(np.ceil(grains), 65535.0) if is_pair else 0.0
        for a in range(len(kept)):
            kept[a, place] = np.uint16(most[a])


@compiled(inner=True)
def worth_at_most(bound, price, bonus, bonus_from):
    """Return an upper bound of a pair's worth."""
    score = np.int64(bound) * GRAIN
    return score - price + (bonus if score >= bonus_from else np.int64(0))


@compiled()
def most_worth(bounds, price, bonus, bonus_from, least, k):
    """Return (row, mentor) of at most k pairs of each row: those with the greatest bounds of worth above `least`."""
    pairs = np.empty((len(bounds) * k, 2), np.int64)
    highest, mentors = np.empty(k, np.int64), np.empty(k, np.int64)
    n = 0
    for row in range(len(bounds)):
        n_kept, limit = 0, least[row]
        for mentor in range(len(price)):
            bound = bounds[row, mentor]
            if bound == 0:
                continue
            worth = worth_at_most(bound, price[mentor], bonus, bonus_from[row])
            if worth > limit:
                place = min(n_kept, k - 1)
                while place > 0 and highest[place - 1] < worth:
                    highest[place], mentors[place] = highest[place - 1], mentors[place - 1]
                    place -= 1
                highest[place], mentors[place] = worth, mentor
                n_kept = min(n_kept + 1, k)
                if n_kept == k:
                    limit = max(limit, highest[k - 1])
        for place in range(n_kept):
            pairs[n, 0], pairs[n, 1] = row, mentors[place]
            n += 1
    return pairs[:n]


@compiled()
def worth_more(bounds, price, bonus, bonus_from, least, pairs, left):
    """Return (row, mentor) of all pairs that may be worth more than `least`; raise `left` to the bounds of the others.

    `pairs` is a buffer for the first pairs.
    """
    n = 0
    for row in range(len(bounds)):
        if n + len(price) > len(pairs):
            more = np.empty((2 * len(pairs) + len(price), 2), np.int64)
            for at in range(n):  # see `top_k.copy`
                more[at, 0], more[at, 1] = pairs[at, 0], pairs[at, 1]
            pairs = more
        highest, limit = left[row], least[row]
        for mentor in range(len(price)):
            bound = bounds[row, mentor]
            if bound > 0:
                worth = worth_at_most(bound, price[mentor], bonus, bonus_from[row])
                if worth > limit:
                    pairs[n, 0], pairs[n, 1] = row, mentor
                    n += 1
                else:
                    highest = max(highest, worth)
        left[row] = highest
    return pairs[:n]


@compiled()
def score_pairs(pairs, applicants, mentors, slots, weights, lost, gained, scores):
    """Write the scores of pairs of (applicant, mentor), sorted by applicant; 0 or less for no pair.

    `gained`, shape (n_facets, n_pairs), are the points of facets that the loops do not compute.
    """
    at = 0
    while at < len(pairs):
        applicant = pairs[at, 0]
        query = set_query(applicant, applicants, slots)
        scratch = scratch_for(query, mentors)
        while at < len(pairs) and pairs[at, 0] == applicant:
            mentor = pairs[at, 1]
            in_topics = topic_affinity(query, applicants.topic_rows, mentors.topics[mentor], scratch.cosines)
            others = gained[:, at]
            scores[at] = score_pair(mentor, in_topics, others, lost, mentors, slots, weights, query, scratch)
            at += 1
        clear_query(query, slots)
