"""The facts that go into a placement and come out of it, one record each."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from matcher.errors import InputError
from matcher.wording import people

PER_POINT = 1_000_000
"""Scores are whole numbers of a millionth, so that sums are exact."""

_NO_ATTRIBUTES: Mapping[str, str] = MappingProxyType({})


class Source(NamedTuple):
    """Where something was said: a file and a line of it, or neither."""

    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file} line {self.line}" if self.line else self.file


class Applicant(NamedTuple):
    """Who is to be placed."""

    id: str
    places: int = 1
    """How many different mentors this applicant is to get."""
    attributes: Mapping[str, str] = _NO_ATTRIBUTES
    source: Source = Source()


class Mentor(NamedTuple):
    """Who takes people."""

    id: str
    name: str
    capacity: int
    minimum: int = 0
    attributes: Mapping[str, str] = _NO_ATTRIBUTES
    source: Source = Source()


class Rule(NamedTuple):
    """One thing that a placement must keep, and where it was said."""

    kind: str
    """`pin`, `conflict`, `eligible`, `minimum`, `capacity` or `places`."""
    applicant: str = ""
    mentor: str = ""
    amount: int = 0
    """Of a minimum, a capacity, or places."""
    reason: str = ""
    source: Source = Source()

    def __str__(self) -> str:
        said = {
            "pin": f"{self.applicant} must go to {self.mentor}",
            "conflict": f"{self.applicant} must not go to {self.mentor}",
            "eligible": f"eligible {self.reason}: the two must be equal",
            "minimum": f"{self.mentor} must take at least {people(self.amount)}",
            "capacity": f"{self.mentor} must take at most {people(self.amount)}",
            "places": f"{self.applicant} must get at most {self.amount} mentor{'' if self.amount == 1 else 's'}",
        }[self.kind]
        reason = f" ({self.reason})" if self.reason and self.kind != "eligible" else ""
        return f"{said}{reason}"

    @property
    def with_source(self) -> str:
        """The rule in words, and where it was said."""
        return f"{self} [{self.source}]" if str(self.source) else str(self)

    def as_dict(self) -> dict[str, object]:
        """Return the rule for JSON."""
        return {**self._asdict(), "source": None, "file": self.source.file, "line": self.source.line, "rule": str(self)}


class InfeasibleError(InputError):
    """The rules contradict each other; `rules` has a smallest set of them that does: without any one it does not."""

    def __init__(self, rules: Sequence[Rule], because: str = "") -> None:
        self.rules, self.because = tuple(rules), because
        which = "this rule cannot be kept" if len(rules) == 1 else f"these {len(rules)} contradict each other"
        lines = [f"  {f'{rule.source}: ' if str(rule.source) else ''}{rule}" for rule in rules]
        super().__init__(
            "\n".join([f"rules must allow a placement; {which}{f': {because}' if because else ''}", *lines])
        )


class Worth(NamedTuple):
    """What a placement, or a change of one, is worth, in the order of the aims."""

    placed: int
    """People with a mentor plus places that are filled."""
    at_floor: int
    """Pairs at the floor or above it."""
    score: int
    """Millionths of a point."""

    @property
    def points(self) -> float:
        """The score in points."""
        return self.score / PER_POINT
