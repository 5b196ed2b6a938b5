"""All pairs of a fitted model's applicants: found by upper bounds of their scores, scored exactly where these allow it.

A pair can pay only where its score less the price is more than the applicant gains already: retrieval with a threshold
for each applicant, as MaxScore does it, with a price subtracted from every bound.
"""

from collections.abc import Iterator

import numpy as np

from matcher.assigning.network import INFINITE, Ints, within_runs
from matcher.assigning.pair_scores import AllPairs, Offer
from matcher.assigning.problem import Pairs, Problem
from matcher.kernels.kept_bounds import Bounds, KeptBounds, to_bounds
from matcher.kernels.pricing import most_worth, worth_more


class BoundedPairs(AllPairs):
    """Pairs of a problem whose applicants and mentors are those of some kept bounds, in that order."""

    def __init__(self, problem: Problem, kept: KeptBounds, kept_as: Ints | None = None) -> None:
        super().__init__(problem)
        self._kept = kept
        self._kept_as = np.arange(len(problem.applicants)) if kept_as is None else kept_as
        """Which of the kept applicants each is."""

    def of_some(self, problem: Problem, applicants: Ints) -> AllPairs:
        """Return the pairs of some of the applicants."""
        return BoundedPairs(problem, self._kept, self._kept_as[applicants])

    def _blocks(self, applicants: Ints, *, barred: bool = True) -> Iterator[tuple[slice, Ints, "_Rows"]]:
        """Yield some applicants at a time: where they stand, who they are, and their bounds; keep what was scored."""
        for block, at in self._kept.blocks(self._kept_as[applicants]):
            who = applicants[at]
            rows = _Rows(self._kept, block, self._kept_as[who])
            if barred and self.bars:
                rows.bounds[self._is_barred(who)] = 0
            yield at, who, rows
            rows.keep()

    def best(self, applicants: Ints, offer: Offer, k: int, listed: Pairs) -> tuple[Pairs, Ints]:
        """Return of each applicant the k best pairs that are worth it, and what the best other one is worth at most.

        What others are worth is known by their bounds only, where these rule them out.
        """
        parts, most = [], np.full(len(applicants), -INFINITE)
        for at, who, rows in self._blocks(applicants):
            rows.bounds[self._rows_of(*listed[:2], who)] = 0
            asked = offer._replace(least=offer.least[at], bonus_from=offer.bonus_from[at])
            chosen, most[at] = _best_of_rows(rows, asked, k)
            parts.append(chosen._replace(applicant=who[chosen.applicant]))
        return Pairs.joined(parts), most

    def reaching(self, applicants: Ints, least: Ints, *, barred: bool = True) -> Iterator[Pairs]:
        """Yield the pairs with at least some score of each applicant, some applicants at a time, in order."""
        free = np.zeros(len(self.problem.mentors), np.int64)
        for at, who, rows in self._blocks(applicants, barred=barred):
            lowest = np.maximum(least[at], 0)
            pairs, _ = rows.worth_more(Offer(free, lowest - 1, 0, np.zeros(len(who), np.int64)), lowest - 1)
            pairs = pairs.at(pairs.score >= lowest[pairs.applicant])
            if len(pairs.score):
                yield pairs._replace(applicant=who[pairs.applicant])

    def scores_of(self, applicants: Ints, mentors: Ints) -> Ints:
        """Return the scores of some pairs, barred or not; below 0 where there is none."""
        scores = np.zeros(len(applicants), np.int64)
        for block, at in self._kept.blocks(self._kept_as[applicants]):
            rows = self._kept.rows(block, self._kept_as[applicants[at]])
            scores[at] = self._kept.scores(block, rows, mentors[at])
        return scores


class _Rows:
    """The bounds of some applicants of one block, to cross pairs out of; exact scores lower those that are kept."""

    def __init__(self, kept: KeptBounds, block: int, applicants: Ints) -> None:
        self._kept, self._block, self._rows = kept, block, kept.rows(block, applicants)
        self._all: Bounds = kept.read(block)
        self.bounds: Bounds = self._all[self._rows]
        self._is_new = False

    def most_worth(self, offer: Offer, k: int) -> Pairs:
        """Return, and cross out, at most k pairs of each row that may be worth the most and are worth it."""
        bonus = np.int64(offer.bonus)
        return self._scored(most_worth(self.bounds, offer.price, bonus, offer.bonus_from, offer.least, k))

    def worth_more(self, offer: Offer, least: Ints) -> tuple[Pairs, Ints]:
        """Return, and cross out, all pairs that may be worth more than something; and what the others may be worth."""
        left, room = np.full(len(least), -INFINITE), np.empty((1 << 14, 2), np.int64)
        bonus = np.int64(offer.bonus)
        return self._scored(worth_more(self.bounds, offer.price, bonus, offer.bonus_from, least, room, left)), left

    def _scored(self, pairs: Ints) -> Pairs:
        """Return pairs of (row, mentor) with their scores, -1 where there is no pair, and cross them out."""
        row, mentor = pairs[:, 0], pairs[:, 1]
        if not len(row):
            return Pairs.joined([])
        scores = self._kept.scores(self._block, self._rows[row], mentor)
        self._all[self._rows[row], mentor] = to_bounds(scores)
        self.bounds[row, mentor], self._is_new = 0, True
        return Pairs.of(row, mentor, scores)

    def keep(self) -> None:
        """Keep the scores that were worked out."""
        if self._is_new:
            self._kept.write(self._block, self._all)


def _best_of_rows(rows: _Rows, offer: Offer, k: int) -> tuple[Pairs, Ints]:
    """Return the k best pairs of each row that are worth it, in order, and what the best other one is worth at most."""
    likely = rows.most_worth(offer, k)
    # who has k good ones is asked only for what is better than the last of them
    limit, n = np.full(len(offer.least), INFINITE), np.bincount(likely.applicant, minlength=len(offer.least))
    np.minimum.at(limit, likely.applicant, _worth(likely, offer))
    others, left = rows.worth_more(offer, np.where(n < k, offer.least, np.maximum(limit, offer.least)))
    pairs = Pairs.joined([likely, others])
    worth = _worth(pairs, offer)
    order = np.lexsort((pairs.mentor, -worth, pairs.applicant))
    pairs, worth = pairs.at(order), worth[order]
    chosen = (within_runs(np.bincount(pairs.applicant)) < k) & (worth > offer.least[pairs.applicant])
    np.maximum.at(left, pairs.applicant[~chosen], worth[~chosen])
    return pairs.at(chosen), left


def _worth(pairs: Pairs, offer: Offer) -> Ints:
    bonus = offer.bonus * (pairs.score >= offer.bonus_from[pairs.applicant])
    return np.where(pairs.score < 0, -INFINITE, pairs.score - offer.price[pairs.mentor] + bonus)
