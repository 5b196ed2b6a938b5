"""The interface of sentence encoders, vectors as whole numbers, and a cache of the last texts."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, NamedTuple, Protocol, cast

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Vector = NDArray[np.int16]

GRAIN = 4080
"""Vectors, and rows of topics, are unit vectors in multiples of 1/4080, stored as whole numbers.

Products of such vectors of up to 1,000 numbers stay below 2**24, so single precision sums them without rounding: a
cosine has the same bits in any batch, in any order, on any number of threads. The error of a cosine is about 1e-4.
"""


class Tokens(NamedTuple):
    """A text token by token, for explanations.

    The sum of `vectors`, shape (n_tokens, width), has the direction of the text's vector. Token i is
    `text[starts[i] : ends[i]]`; special tokens have 0 and 0.
    """

    vectors: Floats
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]

    def mean(self) -> Vector:
        """Return the vector of the text; zeros if there are only the two special tokens."""
        return whole_grains(self.vectors.mean(axis=0) * (len(self.starts) > 2))


class Encoder(Protocol):
    """Turns a text into a vector; texts close in meaning have vectors with a high cosine.

    Requirements: the same text has the same vector, to the bit, whatever was encoded before; a text without a word has
    a vector of zeros; nothing is sent over the network.
    """

    @property
    def name(self) -> str:
        """Its name: `minilm`, `use`, or the path of its folder."""

    @property
    def digest(self) -> str:
        """Identifies the encoder: vectors of different digests are never compared."""

    @property
    def width(self) -> int:
        """The number of elements of a vector."""

    def read(self, text: str) -> str:
        """Return the part of a text that is read; texts with the same part have the same tokens and vector."""

    def vector(self, text: str) -> Vector:
        """Return the vector of a text in whole grains, shape (width,)."""

    def tokens(self, text: str) -> Tokens | None:
        """Return a text token by token, `None` if the vector is not a sum over tokens."""


def whole_grains(vector: Floats) -> Vector:
    """Return a vector scaled to length 1 and rounded to whole grains; one of length (nearly) 0 becomes zeros.

    >>> whole_grains(np.array([3.0, 4.0])).tolist(), whole_grains(np.zeros(2)).tolist()
    ([2448, 3264], [0, 0])
    """
    length = float(np.sqrt(np.dot(vector, vector)))
    if not length > 1e-12:
        return np.zeros(len(vector), np.int16)
    return np.asarray(np.rint(vector * (GRAIN / length)).astype(np.int16))


def centred(vector: Vector, centre: Floats) -> Vector:
    """Return a vector minus the centre, in whole grains; zeros stay zeros."""
    return whole_grains(vector / GRAIN - centre) if centre.any() and vector.any() else vector


def all_centred(vectors: Vector, centre: Floats) -> Vector:
    """Return what `centred` returns, of many vectors, shape (n, width)."""
    return np.array([centred(vector, centre) for vector in vectors], np.int16).reshape(vectors.shape)


def cosines(rows: NDArray[Any], columns: NDArray[Any]) -> Floats:
    """Return the cosines of vectors in whole grains of shapes (n, width) and (m, width), shape (n, m), in [-1, 1]."""
    products = rows.astype(np.float32, copy=False) @ columns.astype(np.float32, copy=False).T
    return np.asarray(np.clip(products / np.float64(GRAIN**2), -1.0, 1.0))


MOST_TEXTS = 32
"""How many texts are cached: the passages of a statement and of the mentors it is compared with. A text of a thousand
characters takes about 700 kB."""

_MOST_IN_GIVEN_CACHE = 4000
_CACHE: ContextVar[dict[Any, Any] | None] = ContextVar("cache", default=None)


@contextmanager
def cached_in(cache: dict[Any, Any]) -> Iterator[None]:
    """Within the context cache only in the caller's mapping, so that a visitor's texts are deleted with the session."""
    token = _CACHE.set(cache)
    try:
        yield
    finally:
        _CACHE.reset(token)


class CachedEncoder:
    """Wraps an encoder with an in-memory cache of the last texts: one statement is ranked and explained many times."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder, self.name, self.digest = encoder, encoder.name, encoder.digest
        self._last = lru_cache(MOST_TEXTS)(self._encode)

    @property
    def width(self) -> int:
        """The number of elements of a vector."""
        return self._encoder.width

    def read(self, text: str) -> str:
        """Return the part of a text that is read."""
        return self._encoder.read(text)

    def vector(self, text: str) -> Vector:
        """Return the vector of a text in whole grains, shape (width,), from its tokens if it is their mean."""
        tokens = self.tokens(text)
        return cast("Vector", self._cached("vector", text)) if tokens is None else tokens.mean()

    def tokens(self, text: str) -> Tokens | None:
        """Return a text token by token, `None` if the vector is not a sum over tokens."""
        return cast("Tokens | None", self._cached("tokens", text))

    def _encode(self, kind: str, text: str) -> Any:
        # texts that differ only after the part that is read share one entry
        read = self._encoder.read(text)
        return getattr(self._encoder, kind)(text) if read == text else self._cached(kind, read)

    def _cached(self, kind: str, text: str) -> Any:
        cache, key = _CACHE.get(), (self.digest, kind, text)
        if cache is None:
            return self._last(kind, text)
        if len(cache) >= _MOST_IN_GIVEN_CACHE:
            cache.clear()
        if key not in cache:
            cache[key] = self._encode(kind, text)
        return cache[key]
