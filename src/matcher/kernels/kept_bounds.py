"""Scores of all pairs without a matrix in memory: upper bounds on disk, two bytes a pair; exact scores on demand."""

import pickle
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from tempfile import TemporaryFile
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.facets.base import Applicants, Facet
from matcher.kernels.arrays import ApplicantArrays, Csr, Floats, read_only
from matcher.kernels.pricing import GRAIN, keep_bounds, score_pairs
from matcher.kernels.retriever import Chunk, CompiledRetriever
from matcher.kernels.upper_bounds import WIDTH
from matcher.ranking.top_k import Request

Ints = NDArray[np.int64]
Bounds = NDArray[np.uint16]

_MILLION = 1_000_000


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
        for start in range(0, len(applicants), WIDTH):
            end = min(start + WIDTH, len(applicants))
            points = self._retriever.known_points(applicants, chunk, start, end, self._request)
            self._retriever.bound(chunk, points, start, end, self._request)
            passages = arrays.bounds[start : end + 1] - arrays.bounds[start]
            # one product for whole texts and passages is faster than two
            rows = arrays.topic_rows[start:end]
            if arrays.first_passage:
                first = arrays.first_passage + arrays.bounds[start]
                rows = np.concatenate([rows, arrays.topic_rows[first : first + passages[-1]]])
            products = topics @ rows.T if topics.shape[1] else np.empty((0, 0), np.float32)
            block = self._mentors, products, end - start + passages, chunk.weights[2], chunk.slack
            keep_bounds(self._retriever.bounds, *block, kept[start:end])
        self._bounds.write(kept.tobytes())
        others = replace(applicants, texts=()) if self._others else applicants.take(np.zeros(0, np.int64))
        pickle.dump(_Block(chunk.applicants, chunk.lost, others), self._features, pickle.HIGHEST_PROTOCOL)
        self._weights, self._mentor_arrays = chunk.weights, chunk.mentors

    def close(self) -> None:
        """Remove the files."""
        self._bounds.close()
        self._features.close()

    def blocks(self, applicants: Ints) -> Iterator[tuple[int, slice]]:
        """Yield the blocks of the given, sorted applicants, and the slice of those in each block."""
        edges = np.searchsorted(applicants, self._starts)
        for block, (start, end) in enumerate(zip(edges, edges[1:], strict=False)):
            if start < end:
                yield block, slice(int(start), int(end))

    def rows(self, block: int, applicants: Ints) -> Ints:
        """Return the rows of applicants within a block."""
        return applicants - int(self._starts[block])

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
