"""An encoder with a cache of its last texts: one statement is ranked, explained and questioned many times."""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import numpy as np

from matcher.semantic.encoder import Encoder, Tokens, Vector, whole_grains

MOST_TEXTS = 32
"""So many texts are cached: the passages of a statement, and those of the mentors it is compared with. A text of a
thousand characters takes some 700 kB."""


_MOST_CACHED = 4000
_CACHE: ContextVar[dict[Any, Any] | None] = ContextVar("cache", default=None)


@contextmanager
def cached_in(cache: dict[Any, Any]) -> Iterator[None]:
    """Within the context cache in a mapping of the caller's, nowhere else: a visit's texts end with the visit."""
    token = _CACHE.set(cache)
    try:
        yield
    finally:
        _CACHE.reset(token)


@dataclass(frozen=True)
class CachedEncoder:
    """The same vectors as an encoder's, from a cache for the last texts, which ends with the process."""

    encoder: Encoder
    _known: "OrderedDict[tuple[str, str], Any]" = field(default_factory=OrderedDict, repr=False)
    _lock: Any = field(default_factory=Lock, repr=False)

    @property
    def name(self) -> str:
        """What a person calls it."""
        return self.encoder.name

    @property
    def digest(self) -> str:
        """What tells it from every other encoder."""
        return self.encoder.digest

    @property
    def width(self) -> int:
        """How many numbers a vector has."""
        return self.encoder.width

    def vector(self, text: str) -> Vector:
        """Return the vector of a text in whole grains, shape (width,), from its tokens where it is their mean."""
        tokens = self.tokens(text)
        if tokens is None:
            vector: Vector = self._cached("vector", text, self.encoder.vector)
            return vector
        # the two marks around a text are no word
        return whole_grains(tokens.vectors.mean(axis=0)) if len(tokens.starts) > 2 else np.zeros(self.width, np.int16)

    def tokens(self, text: str) -> Tokens | None:
        """Return a text token by token, `None` where the vector is no sum over tokens."""
        tokens: Tokens | None = self._cached("tokens", text, self.encoder.tokens)
        return tokens

    def _cached(self, kind: str, text: str, encode: Callable[[str], Any]) -> Any:
        key, cache = (kind, text), _CACHE.get()
        if cache is not None:
            if len(cache) >= _MOST_CACHED:
                cache.clear()
            own = (self.digest, *key)
            if own not in cache:
                cache[own] = encode(text)
            return cache[own]
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        value = encode(text)
        with self._lock:
            self._known[key] = value
            while len(self._known) > MOST_TEXTS:
                self._known.popitem(last=False)
        return value
