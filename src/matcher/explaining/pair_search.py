"""Which pairs of sentences show best what two texts share: one after the other, by what each still brings."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.explaining.sentences import Sentence
from matcher.explaining.words import Text
from matcher.index.postings import Floats
from matcher.text.tokens import stems

Held = NDArray[np.bool_]

_LEAST_SHARE, _LEAST_SHARE_OF_MORE = 0.04, 0.15
"""A pair must bring this share of what all pairs together bring, one beyond the first `FEW` the larger: by reading,
what is less is mostly said in passing."""

LEAST = 0.0005
"""What is shown as 0.000 is no reason."""

_FAR, _FAR_DESCRIBING = 0.3, 0.4
"""Cosine up to which a single word stands in a sentence and an interest by chance; the second for a word that
describes another one, as "boundary" in "boundary conditions"."""

FEW = 2
"""With fewer pairs by words of the mentor's interests others are looked for."""


class PairSearch(NamedTuple):
    """The sentences of both sides, and what each holds.

    Parameters
    ----------
    labels
        Those of the terms that the two texts share.
    left, right
        Which terms stand in each sentence of the two sides, shape (n_sentences, n_terms).
    sizes
        Of how many words each term is, 0 for one that is generic, shape (n_terms,).
    near
        How close the sentences are in meaning, shape (n_ours, n_theirs), NaN where that is not known; or `None`.
    """

    ours: Sequence[Sentence]
    theirs: Sequence[Sentence]
    labels: Sequence[str]
    left: Held
    right: Held
    sizes: Floats
    near: Floats | None

    def best(
        self, points: Floats, n: int, least_terms: NDArray[np.int64]
    ) -> Iterator[tuple[int, int, NDArray[np.intp]]]:
        """Yield the pairs that bring most, one after the other, each with the terms that it is the first to show.

        `least_terms` says how many terms a sentence of the mentor's must share, shape (n_theirs,). Of pairs that bring
        as much it is the closest in meaning. One that shares a single word is left out where it is far in meaning.
        """
        left_open, n_found = points.copy(), 0
        is_single = (self.left * self.sizes) @ self.right.T < 2
        refused = np.zeros(is_single.shape, np.bool_) if self.near is None else is_single & (self.near < _FAR)
        while n_found < n:
            share = _LEAST_SHARE if n_found < FEW else _LEAST_SHARE_OF_MORE
            gains = (self.left * left_open) @ self.right.T.astype(np.float64)
            gains[(self.left & (left_open > 0)).astype(np.float64) @ self.right.T < least_terms] = 0.0
            gains[refused] = 0.0
            if gains.max() <= max(LEAST, share * float(points.sum())):
                return
            row, column = self._closest(gains >= gains.max() * (1 - 1e-9))
            held = np.flatnonzero(self.left[row] & self.right[column] & (left_open > 0))
            if is_single[row, column] and self._only_describes(row, column, held):
                refused[row, column] = True
                continue
            yield row, column, held
            left_open[held] = 0.0
            n_found += 1

    def _closest(self, among: Held) -> tuple[int, int]:
        order = among if self.near is None else np.where(among, np.nan_to_num(self.near, nan=_FAR), -2.0)
        row, column = np.unravel_index(int(np.argmax(order)), among.shape)
        return int(row), int(column)

    def _only_describes(self, row: int, column: int, held: NDArray[np.intp]) -> bool:
        """Return whether the one word that sentences share, which are not close, describes another one in yours."""
        if self.near is None or not self.near[row, column] < _FAR_DESCRIBING:
            return False
        yours = Text.of(self.ours[row].text)
        ends = [last for place in held for _, last in yours.places(stems(self.labels[place]))]
        return bool(ends) and all(map(yours.describes, ends))
