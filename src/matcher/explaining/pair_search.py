"""Greedy choice of the pairs of sentences that show best what two texts share, by the points that each pair adds."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.explaining.sentences import Sentence
from matcher.explaining.words import Text
from matcher.index.postings import Floats
from matcher.text.tokens import stems

Mask = NDArray[np.bool_]

_LEAST_SHARE, _LEAST_SHARE_OF_MORE = 0.04, 0.15
"""The least share of all points that a pair must add, the larger one after the first `FEW` pairs: by reading, pairs
below it are mostly mentions in passing."""

LEAST = 0.0005
"""Fewer points are shown as 0.000 and are no reason."""

_FAR, _FAR_DESCRIBING = 0.3, 0.4
"""Cosine below which a sentence and an interest share a single word by chance; the second for a word that describes
another one, as "boundary" in "boundary conditions"."""

FEW = 2
"""Other pairs are searched if there are fewer than this by words of the mentor's interests."""


class PairSearch(NamedTuple):
    """The sentences of both sides, and the shared terms in each.

    Parameters
    ----------
    labels
        The labels of the shared terms.
    left, right
        Which terms each sentence of the applicant and of the mentor has, shape (n_sentences, n_terms).
    sizes
        The number of words of each term, 0 for a generic one, shape (n_terms,).
    near
        The cosines of the sentences, shape (n_ours, n_theirs), NaN where unknown; `None` if there are none.
    """

    ours: Sequence[Sentence]
    theirs: Sequence[Sentence]
    labels: Sequence[str]
    left: Mask
    right: Mask
    sizes: Floats
    near: Floats | None

    def best(
        self, points: Floats, n: int, least_terms: NDArray[np.int64]
    ) -> Iterator[tuple[int, int, NDArray[np.intp]]]:
        """Yield at most n pairs as row, column and new terms, the one that adds most points first.

        A term counts only in the first pair that has it. `least_terms` is how many terms a sentence of the mentor must
        share, shape (n_theirs,). Ties go to the pair with the largest cosine. A pair that shares a single word is left
        out if its cosine is small.
        """
        open_points, n_pairs = points.copy(), 0
        is_single = (self.left * self.sizes) @ self.right.T < 2
        excluded = np.zeros(is_single.shape, np.bool_) if self.near is None else is_single & (self.near < _FAR)
        while n_pairs < n:
            share = _LEAST_SHARE if n_pairs < FEW else _LEAST_SHARE_OF_MORE
            gains = (self.left * open_points) @ self.right.T.astype(np.float64)
            gains[(self.left & (open_points > 0)).astype(np.float64) @ self.right.T < least_terms] = 0.0
            gains[excluded] = 0.0
            if gains.max() <= max(LEAST, share * float(points.sum())):
                return
            row, column = self._closest(gains >= gains.max() * (1 - 1e-9))
            shared = np.flatnonzero(self.left[row] & self.right[column] & (open_points > 0))
            if is_single[row, column] and self._only_describes(row, column, shared):
                excluded[row, column] = True
                continue
            yield row, column, shared
            open_points[shared] = 0.0
            n_pairs += 1

    def _closest(self, tied: Mask) -> tuple[int, int]:
        order = tied if self.near is None else np.where(tied, np.nan_to_num(self.near, nan=_FAR), -2.0)
        row, column = np.unravel_index(int(np.argmax(order)), tied.shape)
        return int(row), int(column)

    def _only_describes(self, row: int, column: int, shared: NDArray[np.intp]) -> bool:
        """Return whether two sentences that are not close share one word only, and it describes another one in ours."""
        if self.near is None or not self.near[row, column] < _FAR_DESCRIBING:
            return False
        ours = Text.of(self.ours[row].text)
        ends = [last for term in shared for _, last in ours.places(stems(self.labels[term]))]
        return bool(ends) and all(map(ours.describes, ends))
