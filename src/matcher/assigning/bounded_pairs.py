"""All pairs of a fitted model's applicants: found by upper bounds of their scores, scored exactly where these allow it.

A pair can pay only where its score less the price is more than the applicant gains already: retrieval with a threshold
for each applicant, as MaxScore does it, with a price subtracted from every bound.
"""

from collections.abc import Iterator

import numpy as np

from matcher.assigning.network import INFINITE, Ints
from matcher.assigning.pair_scores import AllPairs, Found, Offer
from matcher.assigning.problem import Problem
from matcher.kernels.kept_bounds import Bounds, KeptBounds, to_bounds
from matcher.kernels.pricing import most_worth, worth_more


class BoundedPairs(AllPairs):
    """Pairs of a problem whose applicants and mentors are those of some kept bounds, in that order."""

    def __init__(self, problem: Problem, kept: KeptBounds, applicants: Ints | None = None) -> None:
        super().__init__(problem)
        self._kept = kept
        self._kept_as = np.arange(len(problem.applicants)) if applicants is None else applicants
        """Which of the kept applicants each is."""

    def of_some(self, problem: Problem, applicants: Ints) -> AllPairs:
        """Return the pairs of some of the applicants."""
        return BoundedPairs(problem, self._kept, self._kept_as[applicants])

    def _blocks(self, applicants: Ints) -> Iterator[tuple[slice, Ints, "_Rows"]]:
        """Yield some applicants at a time: where they stand, who they are, and their bounds."""
        for block, at in self._kept.blocks(self._kept_as[applicants]):
            who = applicants[at]
            yield at, who, _Rows(self._kept, block, self._kept_as[who])

    def best(self, applicants: Ints, offer: Offer, k: int, held: Found) -> tuple[Found, Ints]:
        """Return of each applicant the k best pairs that are worth it, and what the best other one is worth at most.

        What others are worth is known by their bounds only, where these rule them out.
        """
        found, most = [], np.full(len(applicants), -INFINITE)
        for at, who, rows in self._blocks(applicants):
            mine = offer._replace(least=offer.least[at], bonus_from=offer.bonus_from[at])
            if self.bars:
                rows.bounds[self._is_barred(who)] = 0
            rows.bounds[self._rows_of(held, who)] = 0
            chosen, most[at] = _best_of_rows(rows, mine, k)
            found.append(chosen._replace(applicant=who[chosen.applicant]))
            rows.keep()
        return Found.joined(found), most

    def reaching(self, applicants: Ints, least: Ints, *, barred: bool = True) -> Iterator[Found]:
        """Yield the pairs with at least some score of each applicant, some applicants at a time, in order."""
        free = np.zeros(len(self.problem.mentors), np.int64)
        for at, who, rows in self._blocks(applicants):
            if barred and self.bars:
                rows.bounds[self._is_barred(who)] = 0
            lowest, left = np.maximum(least[at], 0), np.zeros(len(who), np.int64)
            terms = free, np.int64(0), np.zeros(len(who), np.int64)
            pairs = rows.score(worth_more(rows.bounds, *terms, lowest - 1, _room(), left))
            order = np.argsort(pairs.applicant, kind="stable")
            pairs = Found(*(column[order] for column in pairs))
            rows.keep()
            reaching = pairs.score >= lowest[pairs.applicant]
            if reaching.any():
                yield Found(who[pairs.applicant[reaching]], pairs.mentor[reaching], pairs.score[reaching])

    def scores_of(self, applicants: Ints, mentors: Ints) -> Ints:
        """Return the scores of some pairs, barred or not; below 0 where there is none."""
        found = np.zeros(len(applicants), np.int64)
        for block, at in self._kept.blocks(self._kept_as[applicants]):
            rows = self._kept.rows(block, self._kept_as[applicants[at]])
            found[at] = self._kept.scores(block, rows, mentors[at])
        return found


class _Rows:
    """The bounds of some applicants of one block, to cross pairs out of; exact scores lower those that are kept."""

    def __init__(self, kept: KeptBounds, block: int, applicants: Ints) -> None:
        self._kept, self._block, self._rows = kept, block, kept.rows(block, applicants)
        self._all: Bounds = kept.read(block)
        self.bounds: Bounds = self._all[self._rows]
        self._is_new = False

    def score(self, pairs: Ints) -> Found:
        """Return pairs of (row, mentor) with their scores, -1 where there is no pair, and cross them out."""
        row, mentor = pairs[:, 0], pairs[:, 1]
        if not len(row):
            return Found(row, mentor, np.zeros(0, np.int64))
        scores = self._kept.scores(self._block, self._rows[row], mentor)
        self._all[self._rows[row], mentor] = to_bounds(scores)
        self.bounds[row, mentor], self._is_new = 0, True
        return Found(row, mentor, scores)

    def keep(self) -> None:
        """Keep the scores that were worked out."""
        if self._is_new:
            self._kept.write(self._block, self._all)


def _best_of_rows(rows: _Rows, offer: Offer, k: int) -> tuple[Found, Ints]:
    """Return the k best pairs of each row that are worth it, in order, and what the best other one is worth at most."""
    terms, n_rows = (offer.price, np.int64(offer.bonus), offer.bonus_from), len(offer.least)
    likely = rows.score(most_worth(rows.bounds, *terms, offer.least, k))
    # who has k good ones is asked only for what is better than the last of them
    limit, n = np.full(n_rows, INFINITE), np.bincount(likely.applicant, minlength=n_rows)
    np.minimum.at(limit, likely.applicant, _worth(likely, offer))
    limit, left = np.where(n < k, offer.least, np.maximum(limit, offer.least)), np.full(n_rows, -INFINITE)
    pairs = Found.joined([likely, rows.score(worth_more(rows.bounds, *terms, limit, _room(), left))])
    worth = _worth(pairs, offer)
    order = np.lexsort((pairs.mentor, -worth, pairs.applicant))
    pairs, worth = Found(*(column[order] for column in pairs)), worth[order]
    nth = np.arange(len(order)) - np.searchsorted(pairs.applicant, pairs.applicant)
    chosen = (nth < k) & (worth > offer.least[pairs.applicant])
    np.maximum.at(left, pairs.applicant[~chosen], worth[~chosen])
    return Found(*(column[chosen] for column in pairs)), left


def _worth(pairs: Found, offer: Offer) -> Ints:
    bonus = offer.bonus * (pairs.score >= offer.bonus_from[pairs.applicant])
    return np.where(pairs.score < 0, -INFINITE, pairs.score - offer.price[pairs.mentor] + bonus)


def _room() -> Ints:
    return np.empty((1 << 14, 2), np.int64)
