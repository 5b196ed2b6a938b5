"""Texts as sequences of token ids, one id for each lower-cased form of a word."""

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from matcher.text.tokens import forms


class TokenSequences(NamedTuple):
    """Texts as ids: those of text i are `ids[bounds[i] : bounds[i + 1]]`."""

    ids: NDArray[np.int32]
    bounds: NDArray[np.int64]

    def mapped(self, new_ids: NDArray[np.int32], dropped: int) -> "TokenSequences":
        """Return the texts with each id exchanged for `new_ids[id]`; those that become `dropped` are left out."""
        ids = new_ids[self.ids]
        kept = ids != dropped
        return TokenSequences(ids[kept], np.concatenate(([0], np.cumsum(kept)))[self.bounds])

    def holding(self, is_wanted: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return which texts hold an id that is wanted, shape (n_texts,)."""
        found = np.zeros(len(self.bounds) - 1, np.bool_)
        found[np.searchsorted(self.bounds, np.flatnonzero(is_wanted[self.ids]), side="right") - 1] = True
        return found

    def followed_by(self, others: "TokenSequences") -> "TokenSequences":
        """Return these texts and then others."""
        bounds = np.concatenate((self.bounds, self.bounds[-1] + others.bounds[1:]))
        return TokenSequences(np.concatenate((self.ids, others.ids)), bounds)

    def first(self, n: int) -> "TokenSequences":
        """Return the first n texts."""
        return TokenSequences(self.ids[: self.bounds[n]], self.bounds[: n + 1])


class TokenIds(Protocol):
    """Tokenises texts and numbers the tokens as they come; the same token always has the same id."""

    def tokenize(self, texts: Sequence[str]) -> TokenSequences:
        """Return texts as the ids of their tokens."""
        ...

    def tokens_from(self, first_id: int) -> list[str]:
        """Return the tokens with ids from `first_id` on, in order."""
        ...


class _Numbering(dict[str, int]):
    def __init__(self) -> None:
        self.tokens: list[str] = []

    def __missing__(self, token: str) -> int:
        token_id = self[token] = len(self)
        self.tokens.append(token)
        return token_id


class PlainTokenIds:
    """Tokenises with Python's regular expressions and a dictionary."""

    def __init__(self) -> None:
        self._ids = _Numbering()

    def tokenize(self, texts: Sequence[str]) -> TokenSequences:
        """Return texts as the ids of their tokens."""
        id_of = self._ids.__getitem__
        ids_by_text = [list(map(id_of, forms(text))) for text in texts]
        bounds = np.cumsum([0, *map(len, ids_by_text)], dtype=np.int64)
        return TokenSequences(np.fromiter(chain.from_iterable(ids_by_text), np.int32, int(bounds[-1])), bounds)

    def tokens_from(self, first_id: int) -> list[str]:
        """Return the tokens with ids from `first_id` on, in order."""
        return self._ids.tokens[first_id:]
