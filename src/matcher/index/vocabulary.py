"""The words and pairs of words that a pool knows, each with its column."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.text.tokens import Analysis

UNKNOWN, STOP = -1, -2
"""What stands for a word that the pool does not know, and for a stop word."""


@dataclass(frozen=True)
class Vocabulary:
    """The terms of a pool: first the words, sorted, then the pairs of words, sorted.

    Parameters
    ----------
    words
        The stems of the words; a word's place is its column.
    pairs
        The two words of each pair as columns, shape (n_pairs, 2), sorted. The columns of pairs follow the words'.
    analysis
        How a text becomes terms.
    closed
        Forms in one word that the pool writes with a hyphen only, each with the column of what it writes: "ondevice"
        counts as "on-device" does.
    """

    words: tuple[str, ...]
    pairs: NDArray[np.int32]
    analysis: Analysis = Analysis()
    closed: Mapping[str, int] = field(default_factory=dict)

    def __getstate__(self) -> dict[str, Any]:
        return {"words": self.words, "pairs": self.pairs, "analysis": self.analysis, "closed": self.closed}

    @property
    def n_terms(self) -> int:
        """How many words and pairs there are."""
        return len(self.words) + len(self.pairs)

    @cached_property
    def columns(self) -> dict[str, int]:
        """The column of each word."""
        return {word: column for column, word in enumerate(self.words)}

    @cached_property
    def pair_keys(self) -> NDArray[np.int64]:
        """Each pair as one number, ascending."""
        return pair_keys(self.pairs[:, 0], self.pairs[:, 1], len(self.words))

    @cached_property
    def pair_starts(self) -> NDArray[np.int64]:
        """Where the pairs of each first word start, shape (n_words + 1,)."""
        return np.searchsorted(self.pairs[:, 0], np.arange(len(self.words) + 1))

    def pair_column(self, first: int, second: int) -> int:
        """Return the column of a pair of words, given by their columns, or `UNKNOWN`."""
        seconds = self.pairs[self.pair_starts[first] : self.pair_starts[first + 1], 1]
        place = int(np.searchsorted(seconds, second))
        is_known = place < len(seconds) and seconds[place] == second
        return len(self.words) + int(self.pair_starts[first]) + place if is_known else UNKNOWN

    def word_id(self, token: str) -> int:
        """Return the column of a lower-cased token, or `UNKNOWN` or `STOP`; that of a closed form may be a pair's."""
        stem = self.analysis.stem(token)
        if stem is None:
            return STOP
        column = self.columns.get(stem)
        return self.closed.get(stem, UNKNOWN) if column is None else column


def pair_keys(first: NDArray[np.int32], second: NDArray[np.int32], n_words: int) -> NDArray[np.int64]:
    """Return pairs of words as single numbers that sort like the pairs."""
    return first.astype(np.int64) * n_words + second
