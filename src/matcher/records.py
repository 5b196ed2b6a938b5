"""The facts that travel between the rooms: frozen, one record per thing, never parallel lists."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

_NO_ATTRIBUTES: Mapping[str, str] = MappingProxyType({})


class Evidence(NamedTuple):
    """One separate short text that shows what a mentor really does."""

    title: str
    text: str
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """What one applicant or one mentor says of themselves.

    Parameters
    ----------
    id
        Unique among its kind.
    name
        As shown to people; never part of the features.
    interests
        Phrases, separated by semicolons or line ends.
    statement
        Free text. An empty interests *and* statement is an empty profile, unrelated to everyone.
    evidence
        Separate texts, for instance past projects.
    avoid
        What this person does not want.
    capacity
        How many people a mentor can take; `None` where nothing was said.
    attributes
        Every other column of the table the profile came from; a filter can use them.

    Examples
    --------
    >>> Profile("zoe", interests="reefs; acoustics").is_empty
    False
    """

    id: str
    name: str = ""
    interests: str = ""
    statement: str = ""
    evidence: tuple[Evidence, ...] = ()
    avoid: str = ""
    capacity: int | None = None
    url: str = ""
    attributes: Mapping[str, str] = field(default_factory=lambda: _NO_ATTRIBUTES)

    @property
    def is_empty(self) -> bool:
        """True when the profile says nothing a facet could read."""
        return not any(text.strip() for text in (self.interests, self.statement, *(e.text for e in self.evidence)))


class Contribution(NamedTuple):
    """What one facet adds to a score, in points; the contributions of a score add up to it.

    The contributor `avoid`, what one side does not want, takes points away: its points are 0 or less.
    """

    facet: str
    points: float


class RankedMentor(NamedTuple):
    """One line of one applicant's ranking."""

    applicant_id: str
    rank: int
    mentor_id: str
    mentor_name: str
    score: float
    contributions: tuple[Contribution, ...]
    shared_terms: tuple[str, ...]

    @property
    def points(self) -> dict[str, float]:
        """The contributions by facet name, in the order of the facets."""
        return dict(self.contributions)


class Reason(NamedTuple):
    """What one term or one topic adds to a score, in points, in the words people wrote."""

    facet: str
    label: str
    points: float


class Explanation(NamedTuple):
    """Why one mentor has the score it has: the same arithmetic as the score, taken apart."""

    applicant_id: str
    mentor_id: str
    mentor_name: str
    score: float
    contributions: tuple[Contribution, ...]
    reasons: tuple[Reason, ...]

    def of(self, facet: str) -> list[Reason]:
        """Return the reasons of one facet, largest first; their points add up to its contribution."""
        return [reason for reason in self.reasons if reason.facet == facet]
