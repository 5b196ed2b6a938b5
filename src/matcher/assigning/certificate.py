"""The proof of a placement; for a placement from lists, a bound on what it may lose against all pairs."""

from typing import NamedTuple

import numpy as np

from matcher.assigning.network import INFINITE, Ints, Mask
from matcher.assigning.placement import Placement
from matcher.assigning.prices import Prices, dual_total
from matcher.assigning.records import PER_POINT
from matcher.wording import counted


class Certificate(NamedTuple):
    """The proof: prices under which no placement is worth more than this one."""

    total: float
    dual: float
    gap: float
    placed: int
    """People with at least one mentor."""
    unmatched: int
    """People who lack at least one."""
    pairs_considered: int
    pairs: int
    """All pairs of an applicant and a mentor."""
    proven: bool
    """Whether no better placement exists over all pairs."""
    loss_bound: float
    """The most by which the best total over all pairs can be greater; 0 if proven."""
    people_bound: int
    """The most additional places of applicants that could be filled over all pairs."""
    certified: int
    """The number of applicants for whom certainly no pair outside their list matters."""

    @property
    def words(self) -> str:
        """The certificate in a sentence."""
        proof = (
            f"total {self.total:.6f} = dual {self.dual:.6f}, gap {self.gap:g}; "
            f"{self.pairs_considered:,} of {self.pairs:,} pairs considered"
        )
        if self.proven:
            return f"Proven optimal: {proof}, and no other can matter."
        more = f"at most {counted(self.people_bound, 'place')} more could be filled, and " if self.people_bound else ""
        return (
            f"Proven optimal over the lists: {proof}. Over all pairs {more}the total could be at most "
            f"{self.loss_bound:.6f} greater."
        )


class Loss(NamedTuple):
    """Upper bounds on how much better the best placement over all pairs is, including pairs outside the lists."""

    people: int
    """How many more people, or places of people, might be placed."""
    score: int
    """By how much the total might be greater, in millionths."""
    certified: int
    """The number of applicants whose lists certainly leave out nothing that matters."""
    share_open: bool = False
    """With `--fair`: whether pairs outside the lists might raise the worst share further."""

    @property
    def proven(self) -> bool:
        """Whether no placement can be better."""
        return not self.people and not self.score and not self.share_open


def loss_bound(placement: Placement) -> Loss:
    """Return an upper bound on what the pairs outside the applicants' lists could add.

    An unlisted pair is worth no more than the last listed one, and costs at least the cheapest place that the applicant
    may have outside the list. The applicant's gain is raised by any excess, so that the prices stay a valid bound.
    """
    fitting = [
        prices
        for prices in (placement.prices, placement.greatest)
        if dual_total(placement.built.network, prices) == placement.dual
    ]
    raised = min((_raised_gains(placement, prices) for prices in fitting), key=lambda one: int(one.sum()))
    total = int(raised.sum())
    levels = placement.built.levels
    certified = int((raised == 0).sum())
    share_open = placement.worst_share is not None and bool(_open_to_more(placement).any())
    if 2 * total < levels.placed:
        worth = levels.worth(total)
        # with a floor, the total may fall in exchange for pairs at the floor
        ceiling = most_loss(placement).score if worth.at_floor else worth.score
        return Loss(0, max(0, ceiling), certified, share_open)
    most = most_loss(placement)
    people = min(most.people, total // levels.placed + 1)
    return Loss(people, most.score if people else min(total, most.score), certified, share_open)


def most_loss(placement: Placement) -> Loss:
    """Return the trivial bound: everybody has their best score, and everybody unmatched gets an empty place."""
    problem = placement.problem
    several = int((problem.places > 1).any())
    n_missing = int((problem.places - placement.has).sum()) + several * int((placement.has == 0).sum())
    spare = int((problem.capacity - placement.filled).sum())
    ceiling = max(0, int((problem.best * problem.places).sum()) - placement.total)
    return Loss(min(n_missing, (1 + several) * spare), ceiling, 0)


def _raised_gains(placement: Placement, prices: Prices) -> Ints:
    """Return how much the gain of each applicant must rise to cover every unlisted pair, for all its places."""
    network, _, levels = placement.built
    most = levels.placed + levels.floor + _last_scores(placement)
    over = np.maximum(most - _cheapest_off_list(placement, prices.price) - prices.gain, 0)
    return np.where(_open_to_more(placement), over * network.applicants.most, 0)


def _last_scores(placement: Placement) -> Ints:
    """Return the score of each applicant's last listed pair, which no unlisted pair exceeds."""
    problem = placement.problem
    listed = problem.pairs.rank > 0
    last = np.full(len(problem.applicants), INFINITE)
    np.minimum.at(last, problem.pairs.applicant[listed], problem.pairs.score[listed])
    return np.where(last >= INFINITE, max(PER_POINT, int(problem.pairs.score.max(initial=0))), last)


def _open_to_more(placement: Placement) -> Mask:
    """Return for which applicants a pair outside their list could matter."""
    problem = placement.problem
    open_to = ~problem.complete & (placement.built.network.applicants.most > 0)
    if placement.worst_share is None:
        return open_to
    best = problem.best
    reaches: Mask = (best == 0) | (_last_scores(placement) >= placement.worst_share * best - 0.5)
    return open_to & reaches


def _cheapest_off_list(placement: Placement, price: Ints) -> Ints:
    """Return the least price of a place outside each applicant's list; `INFINITE` where there is none."""
    problem = placement.problem
    listed = np.concatenate([problem.keys(*problem.pairs[:2]), problem.keys(*problem.positions(problem.conflicts))])
    groups = [problem.groups(rule) for rule in problem.eligible]
    cheapest, waiting = np.full(len(problem.applicants), INFINITE), np.flatnonzero(~problem.complete)
    open_mentors = np.flatnonzero(placement.built.network.mentors.most)
    for mentor in open_mentors[np.argsort(price[open_mentors], kind="stable")].tolist():
        if not len(waiting):
            break
        free = ~np.isin(problem.keys(waiting, np.full(len(waiting), mentor)), listed, kind="sort")
        for of_applicants, of_mentors in groups:
            free &= of_applicants[waiting] == of_mentors[mentor]
        cheapest[waiting[free]] = price[mentor]
        waiting = waiting[~free]
    return cheapest


def certificate(placement: Placement, loss: Loss, pairs_considered: int | None) -> Certificate:
    """Return the proof; `pairs_considered`, if given, includes pairs that were scored but not kept."""
    problem = placement.problem
    gap = placement.dual - placement.built.network.objective(placement.taken)
    n_pairs = len(problem.applicants) * len(problem.mentors)
    if pairs_considered is None:
        pairs_considered = n_pairs if problem.complete.all() else int((problem.pairs.rank > 0).sum())
    return Certificate(
        placement.total / PER_POINT,
        (placement.total + gap) / PER_POINT,
        gap / PER_POINT,
        int((placement.has > 0).sum()),
        placement.n_unmatched,
        pairs_considered,
        n_pairs,
        loss.proven,
        loss.score / PER_POINT,
        loss.people,
        loss.certified,
    )
