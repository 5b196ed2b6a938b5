"""Why one mentor stands above another: the gap between two scores, part by part."""

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from matcher.errors import InputError
from matcher.model import MatchModel
from matcher.records import Contribution, Explanation, Profile, Reason


class Comparison(NamedTuple):
    """The gap between two mentors' scores, taken apart.

    Parameters
    ----------
    first, second
        The explanation of each score.
    gap
        The first score minus the second.
    contributions
        The gap by facet; they add up to it.
    reasons
        The gap by term and topic, the largest differences first; they add up to it too.
    """

    first: Explanation
    second: Explanation
    gap: float
    contributions: tuple[Contribution, ...]
    reasons: tuple[Reason, ...]


def compare(
    model: MatchModel, applicant: Profile, first: str, second: str, weights: Mapping[str, float] | None = None
) -> Comparison:
    """Return why one mentor's score is above (or below) another's; raises `InputError` for a mentor with itself."""
    if first == second:
        raise InputError(f"a mentor must be compared with another one; {first!r} was given twice")
    one, other = (model.explain(applicant, mentor, weights) for mentor in (first, second))
    parts: dict[tuple[str, str], float] = defaultdict(float)
    for sign, explanation in ((1, one), (-1, other)):
        for facet, label, points, _ in explanation.reasons:
            parts[facet, label] += sign * points
    reasons = [Reason(facet, label, points) for (facet, label), points in parts.items() if points]
    points_of = dict(other.contributions)
    return Comparison(
        one,
        other,
        one.score - other.score,
        tuple(Contribution(facet, points - points_of[facet]) for facet, points in one.contributions),
        tuple(sorted(reasons, key=lambda reason: (-abs(reason.points), reason.facet, reason.label))),
    )
