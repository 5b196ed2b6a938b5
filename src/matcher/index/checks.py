"""Checks of arrays from an untrusted model folder: compiled loops and scipy do not check the indices they are given.

Each raises `ValueError` with the name of the array.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

_NUMBERS_AND_TEXTS = "biufU"
_UNIT = 1 + 1e-9
"""The largest weight in a unit vector, with a margin for rounding."""
LARGEST_IDF = 1e3
"""An upper bound of the idf of any term: logarithms of counts stay below 50."""


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


def check_pairs(pairs: NDArray[Any], n_words: int) -> None:
    """Refuse pairs that are not columns of words, not sorted, or not distinct."""
    if pairs.ndim != 2 or pairs.shape[1] != 2:
        raise ValueError("pairs must have two columns")
    check_shape("pairs", pairs, np.int32, (len(pairs), 2))
    check_within("pairs", pairs, 0, n_words - 1)
    keys = pairs[:, 0].astype(np.int64) * n_words + pairs[:, 1]
    if (np.diff(keys) <= 0).any():
        raise ValueError("pairs must be in order, each once")


def check_postings(
    name: str, data: NDArray[Any], indices: NDArray[Any], indptr: NDArray[Any], shape: tuple[int, int]
) -> None:
    """Refuse postings that are not sorted sparse rows of shape (n_terms, n_documents) with weights of unit vectors."""
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
