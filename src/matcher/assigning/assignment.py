"""A finished placement with its reports, each computed when first used."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from matcher.assigning import effects
from matcher.assigning.building import Change, with_changes
from matcher.assigning.certificate import Certificate, Loss, certificate, loss_bound, most_loss
from matcher.assigning.inputs import Given
from matcher.assigning.placement import Placement, place
from matcher.assigning.reasons import unmatched
from matcher.assigning.records import PER_POINT, PLACE_COLUMNS, Blocking, Line, MentorLine, RulePrice, Unmatched
from matcher.errors import InputError
from matcher.records import html_table
from matcher.wording import aligned, counted, people

if TYPE_CHECKING:
    import pandas as pd

TABLES: Mapping[str, tuple[str, Any]] = {
    "assignment": ("lines", Line),
    "unmatched": ("unmatched", Unmatched),
    "mentors": ("mentors", MentorLine),
    "rules": ("rule_prices", RulePrice),
    "blocking": ("blocking", Blocking),
}
"""The tables of an assignment: the attribute with its rows, and the type of a row."""

Section = tuple[str, tuple[str, ...], Sequence[tuple[str, ...]], int]
"""A part of the report: its title, its columns, its rows, and the number of rows left out."""

_SHOWN_PLACES = 20
"""The number of places that a notebook shows."""


@dataclass(frozen=True, repr=False)
class Assignment:
    """A finished placement with its reports."""

    placement: Placement
    pairs_considered: int | None = None
    """How many pairs were considered, including those scored but not kept; `None`: the pairs of the problem."""
    solver: str = "auto"
    key: str = ""
    """The tie key; solver and key are used again when a changed problem is solved."""
    some_pairs: bool = False
    """Whether only the pairs that mattered before a change were considered."""

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The places, ordered by applicant and mentor."""
        return tuple(effects.place_lines(self.placement))

    @cached_property
    def unmatched(self) -> tuple[Unmatched, ...]:
        """The applicants who lack a mentor, with the reason."""
        return tuple(unmatched(self.placement))

    @cached_property
    def mentors(self) -> tuple[MentorLine, ...]:
        """The mentors, ordered by id."""
        return tuple(effects.mentor_lines(self.placement))

    @cached_property
    def loss(self) -> Loss:
        """The most that pairs outside the lists could add."""
        return most_loss(self.placement) if self.some_pairs else loss_bound(self.placement)

    @cached_property
    def certificate(self) -> Certificate:
        """The proof."""
        return certificate(self.placement, self.loss, self.pairs_considered)

    @cached_property
    def blocking(self) -> tuple[Blocking, ...]:
        """Blocking pairs: applicant and mentor would both score higher together."""
        return tuple(effects.blocking_pairs(self.placement))

    @cached_property
    def rule_prices(self) -> tuple[RulePrice, ...]:
        """The cost of each rule."""
        return tuple(effects.rule_prices(self.placement, self.solver))

    @property
    def worst_share(self) -> float | None:
        """The smallest share of one's own best score among applicants who are not pinned."""
        return effects.worst_share(self.placement)

    @property
    def exit_code(self) -> int:
        """0 if everybody is placed and the placement is proven optimal, else 3."""
        return 0 if not self.placement.n_unmatched and self.certificate.proven else 3

    def pin_costs(self, applicant_id: str) -> list[tuple[str, float | None, int]]:
        """Return the cost of pinning an applicant to each mentor: mentor, points, people who lose their place.

        Costs are exact; points are `None` where the pin is impossible. Raises `InputError` for an unknown applicant.
        """
        if applicant_id not in self.placement.problem.position:
            raise InputError(f"pin costs must name an applicant; {applicant_id!r} is not one")
        return effects.pin_costs(self.placement, applicant_id)

    def what_if(self, *changes: Change | str) -> effects.Difference:
        """Return who would move with some overrides, as `pin=zoe:reef` or `capacity=reef:+1`, and at what cost."""
        return effects.difference(effects.Earlier.of(self.placement), self.changed(*changes).placement)

    def changed(self, *changes: Change | str) -> "Assignment":
        """Return the assignment solved again with some overrides, as `what_if` takes them.

        If there were too many pairs to keep all in memory, it is proven over the kept pairs only.
        """
        parsed = [Change.parse(change) if isinstance(change, str) else change for change in changes]
        placed = place(with_changes(self.placement.problem, parsed), self.solver, self.key)
        n_held = len(placed.problem.pairs.score)
        some = self.some_pairs or (self.pairs_considered or 0) > n_held
        return Assignment(placed, n_held if some else self.pairs_considered, self.solver, self.key, some)

    def since(self, before: "Given | effects.Earlier") -> effects.Difference:
        """Return who moved since an earlier assignment, given as its table, and at what cost."""
        earlier = before if isinstance(before, effects.Earlier) else effects.Earlier.read(before)
        return effects.difference(earlier, self.placement)

    def frame(self) -> "pd.DataFrame":
        """Return the places as a DataFrame."""
        return self._frame("assignment")

    def unmatched_frame(self) -> "pd.DataFrame":
        """Return the unmatched as a DataFrame."""
        return self._frame("unmatched")

    def mentors_frame(self) -> "pd.DataFrame":
        """Return the mentors as a DataFrame."""
        return self._frame("mentors")

    def _frame(self, name: str) -> "pd.DataFrame":
        import pandas as pd

        rows, record = TABLES[name]
        return pd.DataFrame(list(getattr(self, rows)), columns=list(record._fields))

    def report(self) -> str:
        """Return the report as text: the proof, the unmatched, the worst off, the costs of rules and places."""
        blocks = [summary(self), [self.certificate.words]]
        for title, columns, rows, more in sections(self):
            lines = [f"  {line}" for line in aligned([columns, *rows])]
            blocks.append([f"{title}:", *lines, *([f"  and {more:,} more"] if more else [])])
        return "\n\n".join("\n".join(lines) for lines in blocks) + "\n"

    def _repr_html_(self) -> str:
        text = "".join(f"<p>{line}</p>" for line in (*summary(self), self.certificate.words))
        n_more = len(self.lines) - _SHOWN_PLACES
        more = f"<p>and {n_more:,} more places: frame()</p>" if n_more > 0 else ""
        places = [list(line.shown.values()) for line in self.lines[:_SHOWN_PLACES]]
        return text + html_table(PLACE_COLUMNS, places) + more

    def __repr__(self) -> str:
        placed, lacking = int((self.placement.has > 0).sum()), self.placement.n_unmatched
        return f"<Assignment: {placed} placed, {lacking} unmatched, total {self.placement.total / PER_POINT:.3f}>"


def summary(assignment: Assignment) -> list[str]:
    """Return how many were placed and how well, in sentences."""
    proof, problem = assignment.certificate, assignment.placement.problem
    n_places = sum(mentor.capacity for mentor in problem.mentors)
    ranks = Counter(line.rank for line in assignment.lines)
    n_lines = max(1, len(assignment.lines))
    top5 = sum(n for rank, n in ranks.items() if rank and rank <= 5)
    lines = [
        f"{people(proof.placed)} of {len(problem.applicants):,} placed with {counted(len(problem.mentors), 'mentor')} "
        f"({counted(n_places, 'place')}), {proof.unmatched:,} unmatched.",
        f"First choice {ranks[1] / n_lines:.1%}, among the first five {top5 / n_lines:.1%}.",
    ]
    if (worst := assignment.worst_share) is not None:
        aside = ", pins aside" if problem.pins else ""
        lines.append(f"Worst share of one's own best score{aside}: {worst:.3f}.")
    return lines


def sections(assignment: Assignment, n: int = 5) -> Iterator[Section]:
    """Yield each part of the report that has rows: title, columns, rows, and the number of rows left out."""
    worst_off = [line for line in assignment.lines if not line.pinned and (line.share_of_best or 0) < 1]
    worst_off.sort(key=lambda line: (line.share_of_best, line.applicant_id))
    scarce = [line for line in assignment.mentors if line.one_more or line.one_more_places]
    scarce.sort(key=lambda line: (-line.one_more_places, -line.one_more, line.mentor_id))
    blocking = f"Pairs that would rather have each other ({len(assignment.blocking):,})"
    parts: tuple[tuple[str, Sequence[Any], int], ...] = (
        ("Unmatched", assignment.unmatched, n),
        ("Worst off", worst_off[:n], n),
        ("Where one more place helps most", scarce, n),
        ("What each rule costs", assignment.rule_prices, max(n, 20)),
        (blocking, assignment.blocking, n),
    )
    for title, rows, most in parts:
        if rows:
            cells = [tuple(row.shown.values()) for row in rows[:most]]
            yield title, tuple(rows[0].shown), cells, max(0, len(rows) - most)
