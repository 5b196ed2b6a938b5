"""All pairs of a fitted model's applicants: upper bounds of scores rule most pairs out, the others are scored exactly.

A pair improves the placement only if its score minus the price is more than the applicant's present gain. That is
retrieval with a threshold for each applicant, as in MaxScore, with a price subtracted from every bound.
"""

from collections.abc import Iterator

import numpy as np

from matcher.assigning.network import INFINITE, Ints, Mask, within_runs
from matcher.assigning.pair_scores import Offer, Rows, RowSource
from matcher.assigning.problem import Pairs
from matcher.kernels.kept_bounds import Bounds, KeptBounds, most_worth, to_bounds, worth_more


def bounded_rows(kept: KeptBounds) -> RowSource:
    """Return rows of pairs for the applicants and mentors of the kept bounds, in their order."""

    def rows(applicants: Ints) -> Iterator[tuple[slice, Rows]]:
        return ((at, _BoundedRows(kept, block, rows)) for block, at, rows in kept.blocks(applicants))

    return rows


class _BoundedRows(Rows):
    """The bounds of some applicants of one block; dropped pairs are set to 0, exact scores lower the kept bounds."""

    def __init__(self, kept: KeptBounds, block: int, rows: Ints) -> None:
        self._kept, self._block, self._rows = kept, block, rows
        self._all: Bounds = kept.read(block)
        self._bounds: Bounds = self._all[self._rows]
        self._is_new = False

    def drop(self, pairs: Mask | tuple[Ints, Ints]) -> None:
        self._bounds[pairs] = 0

    def best(self, offer: Offer, k: int) -> tuple[Pairs, Ints]:
        """Return the k best pairs of each row, and the most that the others are worth, by bounds where not scored."""
        bonus = np.int64(offer.bonus)
        likely = self._scored(most_worth(self._bounds, offer.price, bonus, offer.bonus_from, offer.least, k))
        # rows with k good pairs need only pairs better than the last of these
        limit, n = np.full(len(offer.least), INFINITE), np.bincount(likely.applicant, minlength=len(offer.least))
        np.minimum.at(limit, likely.applicant, _worth(likely, offer))
        others, left = self._worth_more(offer, np.where(n < k, offer.least, np.maximum(limit, offer.least)))
        pairs = Pairs.joined([likely, others])
        worth = _worth(pairs, offer)
        order = np.lexsort((pairs.mentor, -worth, pairs.applicant))
        pairs, worth = pairs.at(order), worth[order]
        chosen = (within_runs(np.bincount(pairs.applicant)) < k) & (worth > offer.least[pairs.applicant])
        np.maximum.at(left, pairs.applicant[~chosen], worth[~chosen])
        return pairs.at(chosen), left

    def reaching(self, least: Ints) -> Pairs:
        free = Offer(np.zeros(self._bounds.shape[1], np.int64), least - 1, 0, np.zeros(len(least), np.int64))
        pairs, _ = self._worth_more(free, free.least)
        return pairs.at(pairs.score >= least[pairs.applicant])

    def scores(self, row: Ints, mentor: Ints) -> Ints:
        return self._kept.scores(self._block, self._rows[row], mentor)

    def _worth_more(self, offer: Offer, least: Ints) -> tuple[Pairs, Ints]:
        """Return and drop all pairs that may be worth more than `least`, and the most that the others may be worth."""
        left, room = np.full(len(least), -INFINITE), np.empty((1 << 14, 2), np.int64)
        bonus = np.int64(offer.bonus)
        return self._scored(worth_more(self._bounds, offer.price, bonus, offer.bonus_from, least, room, left)), left

    def _scored(self, pairs: Ints) -> Pairs:
        """Return pairs of (row, mentor) with their scores, -1 where there is no pair, and drop them."""
        row, mentor = pairs[:, 0], pairs[:, 1]
        if not len(row):
            return Pairs.joined([])
        scores = self.scores(row, mentor)
        self._all[self._rows[row], mentor] = to_bounds(scores)
        self._bounds[row, mentor], self._is_new = 0, True
        return Pairs.of(row, mentor, scores)

    def keep(self) -> None:
        if self._is_new:
            self._kept.write(self._block, self._all)


def _worth(pairs: Pairs, offer: Offer) -> Ints:
    bonus = offer.bonus * (pairs.score >= offer.bonus_from[pairs.applicant])
    return np.where(pairs.score < 0, -INFINITE, pairs.score - offer.price[pairs.mentor] + bonus)
