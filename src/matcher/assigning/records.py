"""The records that go into a placement and come out of it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from matcher.errors import InputError
from matcher.wording import people

PER_POINT = 1_000_000
"""Scores are integers in millionths of a point, so that sums are exact."""

_NO_ATTRIBUTES: Mapping[str, str] = {}


class Source(NamedTuple):
    """The origin of a record: file and line, or neither."""

    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file} line {self.line}" if self.line else self.file


class Applicant(NamedTuple):
    """An applicant to place."""

    id: str
    places: int = 1
    """How many different mentors this applicant should get."""
    attributes: Mapping[str, str] = _NO_ATTRIBUTES
    source: Source = Source()


class Mentor(NamedTuple):
    """A mentor with its places."""

    id: str
    name: str
    capacity: int
    minimum: int = 0
    attributes: Mapping[str, str] = _NO_ATTRIBUTES
    source: Source = Source()

    def rule(self, kind: str) -> "Rule":
        """Return the mentor's `minimum` or `capacity` as a rule."""
        return Rule(kind, mentor=self.id, amount=getattr(self, kind), source=self.source)


class Rule(NamedTuple):
    """One rule of a placement, and its origin."""

    kind: str
    """`pin`, `conflict`, `eligible`, `minimum`, `capacity` or `places`."""
    applicant: str = ""
    mentor: str = ""
    amount: int = 0
    """The number of a minimum, a capacity, or places."""
    reason: str = ""
    source: Source = Source()

    def __str__(self) -> str:
        text = {
            "pin": f"{self.applicant} must go to {self.mentor}",
            "conflict": f"{self.applicant} must not go to {self.mentor}",
            "eligible": f"eligible {self.reason}: the two must be equal",
            "minimum": f"{self.mentor} must take at least {people(self.amount)}",
            "capacity": f"{self.mentor} must take at most {people(self.amount)}",
            "places": f"{self.applicant} must get at most {self.amount} mentor{'' if self.amount == 1 else 's'}",
        }[self.kind]
        reason = f" ({self.reason})" if self.reason and self.kind != "eligible" else ""
        return f"{text}{reason}"


class InfeasibleError(InputError):
    """The rules contradict each other; `rules` is a smallest such set: without any one of them it is consistent."""

    def __init__(self, rules: Sequence[Rule], because: str = "") -> None:
        self.rules, self.because = tuple(rules), because
        which = "this rule cannot be kept" if len(rules) == 1 else f"these {len(rules)} contradict each other"
        lines = [f"  {f'{rule.source}: ' if str(rule.source) else ''}{rule}" for rule in rules]
        super().__init__(
            "\n".join([f"rules must allow a placement; {which}{f': {because}' if because else ''}", *lines])
        )


class Worth(NamedTuple):
    """The value of a placement, or of a change of one, by aim."""

    placed: int
    """People with a mentor plus filled places."""
    at_floor: int
    """Pairs at the floor or above it."""
    score: int
    """Millionths of a point."""

    @property
    def points(self) -> float:
        """The score in points."""
        return self.score / PER_POINT


PLACE_COLUMNS = ("applicant", "mentor", "score", "rank", "share of best", "pinned", "alternate", "alternate cost")
"""The columns of places in a report."""


class Line(NamedTuple):
    """One place of one applicant."""

    applicant_id: str
    mentor_id: str
    mentor_name: str
    score: float | None
    """`None` for a pin without a score."""
    rank: int | None
    share_of_best: float | None
    """Share of the best score this applicant could have."""
    pinned: str
    """`yes` or nothing."""
    alternate_id: str
    """The mentor that is cheapest to pin instead; empty where there is none."""
    alternate_name: str
    alternate_cost: float | None
    """What all lose together by that pin, in points; exact."""
    alternate_unplaces: int | None
    """How many people would lose their place by that pin."""

    @property
    def shown(self) -> dict[str, str]:
        """The cells of a report, by the names of `PLACE_COLUMNS`."""
        cost = _points(self.alternate_cost)
        if self.alternate_unplaces:
            cost += f", and {people(self.alternate_unplaces)} without a place"
        numbers = _points(self.score), str(self.rank or ""), _points(self.share_of_best)
        cells = self.applicant_id, self.mentor_id, *numbers, self.pinned, self.alternate_id, cost
        return dict(zip(PLACE_COLUMNS, cells, strict=True))


class Unmatched(NamedTuple):
    """An applicant who lacks a mentor, and the reason."""

    applicant_id: str
    lacking: int
    """How many places are missing."""
    reason: str
    """`no mentor eligible`, `all eligible in conflict`, `too few places` or `outbid`."""
    explanation: str
    people: int = 0
    """How many people share too few places, this applicant among them."""
    places: int = 0
    """How many places they share."""
    shared_by: tuple[str, ...] = ()
    """Their ids, if they are few."""
    mentor_ids: tuple[str, ...] = ()
    """The mentors whose places they share, if they are few."""
    nearest_mentor_id: str = ""
    """The mentor whose place would cost the others least."""
    gain: float | None = None
    """What this applicant would gain there, in points."""
    cost_to_others: float | None = None
    """What all others would lose in total, in points."""

    @property
    def shown(self) -> dict[str, str]:
        """The cells of a report, by column."""
        return {"applicant": self.applicant_id, "reason": self.reason, "why": self.explanation}


class MentorLine(NamedTuple):
    """One mentor and its places."""

    mentor_id: str
    mentor_name: str
    capacity: int
    capacity_min: int
    filled: int
    one_more: float
    """What one more place would add to the total, in points; exact."""
    one_more_places: int
    """How many more people one more place would place."""
    one_fewer: float | None
    """What one place fewer would take from the total, in points; `None` if the rules do not allow it."""
    one_fewer_unplaces: int | None
    """How many people would lose their place."""

    @property
    def shown(self) -> dict[str, str]:
        """The cells of a report, by column."""
        more, fewer = f"{self.one_more:+.3f}", "not possible"
        if self.one_more_places:
            more += f", {people(self.one_more_places)} more"
        if self.one_fewer is not None:
            lost = f", {people(self.one_fewer_unplaces)} fewer" if self.one_fewer_unplaces else ""
            fewer = f"{-self.one_fewer:+.3f}{lost}"
        filled = f"{self.filled}/{self.capacity}"
        return {"mentor": self.mentor_id, "filled": filled, "one more": more, "one fewer": fewer}


class RulePrice(NamedTuple):
    """The cost of one rule, or of all rules of a kind: the placement solved again without it."""

    rule: str
    n_rules: int
    people: int
    """How many more people would be placed."""
    total: float
    """By how much the total would rise, in points; may be negative if more people are placed."""
    worst_share: float | None = None
    """The lowest share of one's own best score without the rule."""

    @property
    def shown(self) -> dict[str, str]:
        """The cells of a report, by column."""
        numbers = {"total": f"{self.total:+.6f}", "people": f"{self.people:+d}"}
        return {"without": self.rule, "rules": str(self.n_rules), **numbers, "worst share": _points(self.worst_share)}


class Blocking(NamedTuple):
    """A blocking pair: applicant and mentor would both score higher together than now."""

    applicant_id: str
    mentor_id: str
    score: float
    instead_of: str
    """The applicant's present mentor, if any."""
    displacing: str
    """The applicant who would lose the place; empty if there is a free one."""

    @property
    def shown(self) -> dict[str, str]:
        """The cells of a report, by column."""
        names = {"instead of": self.instead_of, "displacing": self.displacing}
        return {"applicant": self.applicant_id, "mentor": self.mentor_id, "score": _points(self.score), **names}


def _points(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
