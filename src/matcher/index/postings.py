"""Postings: the inverted index from which cosines are computed. And checks of arrays from an untrusted model folder.

Compiled loops and scipy do not check the indices they are given. Each check raises `ValueError` with the array's name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.records import PickledFields

Floats = NDArray[np.float64]

_PARTS = ("data", "indices", "indptr")

_NUMBERS_AND_TEXTS = "biufU"
_UNIT = 1 + 1e-9
"""The largest weight in a unit vector, with a margin for rounding."""

_LOGS = 1 + np.log(np.arange(1, 8193, dtype=np.float64) / 2)
_LOGS[0] = 0.5


@dataclass(frozen=True)
class Postings(PickledFields):
    """Documents as unit vectors, stored by term."""

    by_term: sparse.csr_array
    """Shape (n_terms, n_documents): a row lists the documents that contain a term, with its weights."""

    @classmethod
    def of(cls, vectors: sparse.csr_array) -> "Postings":
        """Return the postings of unit rows, shape (n_documents, n_terms)."""
        return cls(vectors.T.tocsr())

    @property
    def n_documents(self) -> int:
        """The number of documents."""
        return int(self.by_term.shape[1])

    @cached_property
    def vectors(self) -> sparse.csr_array:
        """The documents as unit rows, shape (n_documents, n_terms), columns sorted."""
        return self.by_term.T.tocsr()

    def cosines(self, rows: sparse.csr_array) -> Floats:
        """Return the cosines of unit rows with the documents, shape (n_rows, n_documents), each in [0, 1]."""
        # a sparse product sums each row in the order of its own terms: the same bits in any batch
        products: Floats = (rows @ self.by_term).toarray()
        return np.minimum(products, 1.0)

    def weights(self, documents: NDArray[np.int64], terms: NDArray[np.int32]) -> Floats:
        """Return the weights of terms (ascending) in documents, shape (n_documents, n_terms)."""
        rows = self.vectors[documents]
        places, is_wanted = places_in(terms, rows.indices)
        weights = np.zeros((len(documents), len(terms)))
        owner = np.repeat(np.arange(len(documents)), np.diff(rows.indptr))
        weights[owner[is_wanted], places[is_wanted]] = rows.data[is_wanted]
        return weights

    def arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """Return the arrays for `from_arrays`, with names that start with `name`."""
        return {f"{name}_{part}": getattr(self.by_term, part) for part in _PARTS}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], name: str, shape: tuple[int, int]) -> "Postings":
        """Return the postings of shape (n_terms, n_documents) saved under a name.

        Raises `ValueError` for arrays that are not sorted sparse rows with weights of unit vectors.
        """
        data, indices, indptr = (arrays[f"{name}_{part}"] for part in _PARTS)
        if indices.ndim != 1 or indices.dtype.kind != "i" or indices.dtype != indptr.dtype:
            raise ValueError(f"{name}_indices must be whole numbers of the type of {name}_indptr")
        check_bounds(f"{name}_indptr", indptr, shape[0], len(indices))
        check_shape(f"{name}_data", data, np.float64, (len(indices),))
        check_within(f"{name}_indices", indices, 0, shape[1] - 1)
        check_within(f"{name}_data", data, 0, _UNIT)
        # columns must rise within a row; from one row to the next any step is allowed
        rises = np.diff(indices) > 0
        starts = indptr[1:-1]
        rises[starts[(starts > 0) & (starts < len(indices))] - 1] = True
        if not rises.all():
            raise ValueError(f"{name}_indices must rise within each row")
        return cls(sparse.csr_array((data, indices, indptr), shape=shape))


def places_in(ordered: NDArray[Any], wanted: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return where each of some numbers is in an ascending array, and whether it is there at all."""
    places = np.searchsorted(ordered, wanted)
    is_there = places < len(ordered)
    is_there[is_there] = ordered[places[is_there]] == wanted[is_there]
    return places, is_there


def log_counts(counts: Floats) -> Floats:
    """Return 1 + log of counts in halves, of a single half itself."""
    if len(counts) and counts.max() > len(_LOGS) // 2:
        return np.where(counts < 1, counts, 1 + np.log(counts))
    return _LOGS[(2 * counts).astype(np.intp) - 1]


def unit_rows(rows: sparse.csr_array, unknown: Floats | None = None) -> sparse.csr_array:
    """Return sparse rows scaled to length 1; empty rows stay empty. Each row is summed separately.

    `unknown`, shape (n_rows,), is the squared length of the part of each vector that has no column.
    """
    sizes = np.diff(rows.indptr)
    scale = np.zeros(len(sizes))
    filled = np.flatnonzero(sizes)
    if len(filled):
        squares = np.add.reduceat(rows.data * rows.data, rows.indptr[:-1][filled])
        squares += 0.0 if unknown is None else unknown[filled]
        scale[filled] = np.divide(1.0, np.sqrt(squares), out=np.zeros(len(filled)), where=squares > 0)
    return scaled(rows, scale)


def scaled(rows: sparse.csr_array, factors: NDArray[Any]) -> sparse.csr_array:
    """Return sparse rows, each multiplied by its factor."""
    data = rows.data * np.repeat(factors, np.diff(rows.indptr))
    return sparse.csr_array((data, rows.indices, rows.indptr), shape=rows.shape)


def check_plain(name: str, array: NDArray[Any]) -> None:
    """Refuse anything but a one- or two-dimensional array of finite numbers or of texts, C-contiguous, native order."""
    if not isinstance(array, np.ndarray) or array.dtype.kind not in _NUMBERS_AND_TEXTS or array.ndim not in (1, 2):
        raise ValueError(f"{name} must be a list or a table of numbers or texts")
    if not array.dtype.isnative or not array.flags.c_contiguous:
        raise ValueError(f"{name} must be laid out row by row in the byte order of this machine")
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        raise ValueError(f"{name} must hold finite numbers")


def check_shape(name: str, array: NDArray[Any], dtype: type, shape: tuple[int, ...]) -> None:
    """Refuse an array of another type or shape."""
    if array.dtype != np.dtype(dtype) or array.shape != shape:
        expected = f"{np.dtype(dtype)} of shape {shape}"
        raise ValueError(f"{name} must be {expected}; it is {array.dtype} of shape {array.shape}")


def check_within(name: str, array: NDArray[Any], low: float, high: float) -> None:
    """Refuse an array with a value below `low` or above `high`, or with NaN."""
    if array.size and not (array.min() >= low and array.max() <= high):
        raise ValueError(f"{name} must lie in {low:g} to {high:g}; it goes from {array.min():g} to {array.max():g}")


def check_bounds(name: str, bounds: NDArray[Any], n_groups: int, n_entries: int) -> None:
    """Refuse bounds that do not split `n_entries` into `n_groups` consecutive ranges."""
    if bounds.ndim != 1 or bounds.dtype.kind != "i" or len(bounds) != n_groups + 1:
        raise ValueError(f"{name} must be {n_groups + 1} whole numbers")
    if bounds[0] != 0 or bounds[-1] != n_entries or (np.diff(bounds) < 0).any():
        raise ValueError(f"{name} must rise from 0 to {n_entries}")
