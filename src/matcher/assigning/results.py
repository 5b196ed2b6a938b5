"""A finished placement, and everything that is said about it: worked out when it is first asked for."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from matcher.assigning.bounds import Loss, loss_bound, most_loss
from matcher.assigning.effects import (
    Change,
    blocking_pairs,
    difference,
    difference_from,
    pin_costs,
    rule_prices,
    with_changes,
    worst_share,
)
from matcher.assigning.inputs import Earlier, Given, read_assignment
from matcher.assigning.network import INFINITE
from matcher.assigning.placement import Placement, place
from matcher.assigning.reasons import Unmatched, unmatched
from matcher.assigning.records import PER_POINT, Blocking, Certificate, Difference, Line, MentorLine, RulePrice
from matcher.errors import InputError
from matcher.records import html_table

if TYPE_CHECKING:
    import pandas as pd

_SHOWN = 20
"""How many places a notebook shows."""


@dataclass(frozen=True, repr=False)
class Assignment:
    """A finished placement with everything that is said about it.

    Parameters
    ----------
    placement
        Who goes where.
    pairs_considered
        How many pairs were looked at, those that were scored but not kept included; `None` for those of the problem.
    solver, key
        What it was solved with, for what is solved again.
    some_pairs
        Whether only the pairs were looked at that mattered before something changed.
    """

    placement: Placement
    pairs_considered: int | None = None
    solver: str = "auto"
    key: str = ""
    some_pairs: bool = False

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The places, ordered by applicant and mentor."""
        placement, problem = self.placement, self.placement.problem
        who, where = (side.tolist() for side in placement.placed)
        n_free = len(who) - len(problem.pins)
        best, alternates = problem.best.tolist(), self._alternates()
        score, rank = problem.pairs.score[placement.pairs].tolist(), problem.pairs.rank[placement.pairs].tolist()
        return tuple(
            Line(
                problem.applicants[who[at]].id,
                problem.mentors[where[at]].id,
                problem.mentors[where[at]].name,
                score[at] / PER_POINT if rank[at] else None,
                rank[at] or None,
                (score[at] / best[who[at]] if best[who[at]] else 1.0) if rank[at] else None,
                "yes" if at >= n_free else "",
                *alternates[who[at]],
            )
            for at in np.lexsort(placement.placed[::-1]).tolist()
        )

    def _alternates(self) -> list[tuple[str, str, float | None, int | None]]:
        """Return for every applicant the mentor that is cheapest to pin instead, and what that costs."""
        placement, problem = self.placement, self.placement.problem
        levels, kept = placement.built.levels, placement.built.kept
        alternates: list[tuple[str, str, float | None, int | None]] = []
        for pair, cost in zip(*(side.tolist() for side in placement.residual.alternates), strict=True):
            if pair < 0 or cost >= INFINITE or levels.breaks_minimum(cost):
                alternates.append(("", "", None, None))
                continue
            worth, lab = levels.worth(cost), problem.mentors[int(problem.pairs.mentor[kept[pair]])]
            alternates.append((lab.id, lab.name, worth.points, worth.placed))
        return alternates

    @cached_property
    def unmatched(self) -> tuple[Unmatched, ...]:
        """Everybody who lacks a mentor, and why."""
        return tuple(unmatched(self.placement))

    @cached_property
    def mentors(self) -> tuple[MentorLine, ...]:
        """The mentors, ordered by id."""
        placement, levels = self.placement, self.placement.built.levels
        numbers = (
            placement.filled.tolist(),
            placement.prices.price.tolist(),
            placement.greatest.price.tolist(),
            placement.built.network.mentors.most.tolist(),
        )
        lines = []
        for one, filled, gain, loss, free in zip(placement.problem.mentors, *numbers, strict=True):
            more = levels.worth(max(0, gain))
            lost = max(0, loss) if filled >= one.capacity else 0
            fewer: tuple[float | None, int | None] = None, None
            if free and one.minimum < one.capacity and not levels.breaks_minimum(lost):
                fewer = levels.worth(lost).points, levels.worth(lost).placed
            names = one.id, one.name, one.capacity, one.minimum
            lines.append(MentorLine(*names, filled, more.points, more.placed, *fewer))
        return tuple(lines)

    @cached_property
    def loss(self) -> Loss:
        """What pairs that no list has could add at most."""
        return most_loss(self.placement) if self.some_pairs else loss_bound(self.placement)

    @cached_property
    def certificate(self) -> Certificate:
        """The proof."""
        placement, problem = self.placement, self.placement.problem
        gap = placement.dual - placement.built.network.objective(placement.taken)
        n_pairs = len(problem.applicants) * len(problem.mentors)
        considered = n_pairs if problem.complete.all() else int((problem.pairs.rank > 0).sum())
        return Certificate(
            placement.total / PER_POINT,
            (placement.total + gap) / PER_POINT,
            gap / PER_POINT,
            int((placement.has > 0).sum()),
            placement.n_unmatched,
            considered if self.pairs_considered is None else self.pairs_considered,
            n_pairs,
            self.loss.proven,
            self.loss.points,
            self.loss.people,
            self.loss.certified,
        )

    @cached_property
    def blocking(self) -> tuple[Blocking, ...]:
        """Pairs that would rather have each other."""
        return tuple(blocking_pairs(self.placement))

    @cached_property
    def rule_prices(self) -> tuple[RulePrice, ...]:
        """What each rule costs."""
        return tuple(rule_prices(self.placement, self.solver))

    @property
    def worst_share(self) -> float | None:
        """The smallest share of one's own best score that anybody who is not pinned has."""
        return worst_share(self.placement)

    @property
    def exit_code(self) -> int:
        """0 when everybody is placed and that is proven optimal, else 3."""
        return 0 if not self.placement.n_unmatched and self.certificate.proven else 3

    def pin_costs(self, applicant_id: str) -> list[tuple[str, float | None, int]]:
        """Return what pinning an applicant to each mentor would cost: mentor, points, people who lose their place.

        Exact. Points are `None` where no placement has that pin. Raises `InputError` for an unknown applicant.
        """
        if applicant_id not in self.placement.problem.position:
            raise InputError(f"pin costs must name an applicant; {applicant_id!r} is not one")
        return pin_costs(self.placement, applicant_id)

    def what_if(self, *changes: Change | str) -> Difference:
        """Return who would move with some overrides, as `pin=zoe:reef` or `capacity=reef:+1`, and what that costs."""
        return difference(self.placement, self.changed(*changes).placement)

    def changed(self, *changes: Change | str) -> "Assignment":
        """Return the assignment made again with some overrides, as `what_if` takes them.

        Where all pairs were too many to be held it is proven over those that came to matter only.
        """
        parsed = [Change.parse(one) if isinstance(one, str) else one for one in changes]
        placed = place(with_changes(self.placement.problem, parsed), self.solver, self.key)
        n_held = len(placed.problem.pairs.score)
        some = self.some_pairs or (self.pairs_considered or 0) > n_held
        return Assignment(placed, n_held if some else self.pairs_considered, self.solver, self.key, some)

    def since(self, before: "Given | Earlier") -> Difference:
        """Return who moved since an earlier assignment, given as its table, and what it cost."""
        earlier = before if isinstance(before, Earlier) else read_assignment(before)
        return difference_from(earlier.mentors, self.placement, earlier.scores)

    def frame(self) -> "pd.DataFrame":
        """Return the places as a DataFrame."""
        return _frame(Line, self.lines)

    def unmatched_frame(self) -> "pd.DataFrame":
        """Return who lacks a mentor as a DataFrame."""
        return _frame(Unmatched, self.unmatched)

    def mentors_frame(self) -> "pd.DataFrame":
        """Return the mentors as a DataFrame."""
        return _frame(MentorLine, self.mentors)

    def report(self) -> str:
        """Return the report as text."""
        from matcher.assigning.reports import text_report

        return text_report(self)

    def _repr_html_(self) -> str:
        from matcher.assigning.reports import PLACE_COLUMNS, place_cells, summary

        said = "".join(f"<p>{line}</p>" for line in (*summary(self), self.certificate.words))
        n_more = len(self.lines) - _SHOWN
        more = f"<p>and {n_more:,} more places: frame()</p>" if n_more > 0 else ""
        return said + html_table(PLACE_COLUMNS, map(place_cells, self.lines[:_SHOWN])) + more

    def __repr__(self) -> str:
        """Return what matters in a line."""
        placed, lacking = int((self.placement.has > 0).sum()), self.placement.n_unmatched
        return f"<Assignment: {placed} placed, {lacking} unmatched, total {self.placement.total / PER_POINT:.3f}>"


def _frame(record: Any, lines: Any) -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame(list(lines), columns=list(record._fields))
