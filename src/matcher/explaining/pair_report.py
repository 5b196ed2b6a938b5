"""All that can be said of one applicant and one mentor, or two of them compared, in records that every output draws."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from matcher.errors import InputError
from matcher.explaining.attribution import Strongest, strongest_sentence
from matcher.explaining.gaps import Gaps, find_gaps
from matcher.explaining.pairs import SentencePairs, sentence_pairs, with_meanings
from matcher.explaining.reason import NOTHING_COUNTS, NOTHING_SHARED, reasons
from matcher.explaining.understood import Understood, parts_of, understood
from matcher.model import MatchModel
from matcher.records import Contribution, Explanation, Profile, Reason
from matcher.text.uncounted import Notice


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
    parts: dict[tuple[str, str], Reason] = {}
    for sign, explanation in ((1, one), (-1, other)):
        for part in explanation.reasons:
            before = parts.get((part.facet, part.label), part._replace(points=0.0))
            parts[part.facet, part.label] = before._replace(points=before.points + sign * part.points)
    reasons = [part for part in parts.values() if part.points]
    points_of = dict(other.contributions)
    return Comparison(
        one,
        other,
        one.score - other.score,
        tuple(Contribution(facet, points - points_of[facet]) for facet, points in one.contributions),
        tuple(sorted(reasons, key=lambda reason: (-abs(reason.points), reason.facet, reason.label))),
    )


class PairReport(NamedTuple):
    """Why one mentor has its place for one applicant.

    Parameters
    ----------
    reason
        One plain sentence.
    explanation
        The score taken apart, down to terms and topics.
    pairs
        Where it was said.
    strongest
        The sentence of the statement that counts most.
    gaps
        What was not found in the statement.
    understood
        How much of the statement the pool knows.
    not_counted
        What stands in the statement and was left out.
    comparison
        Why this mentor is above or below another one, where that was asked.
    """

    mentor: Profile
    reason: str
    explanation: Explanation
    pairs: SentencePairs
    strongest: Strongest | None
    gaps: Gaps
    understood: Understood
    not_counted: tuple[Notice, ...]
    comparison: Comparison | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return all of it as plain data, ready for JSON."""
        return {
            "reason": self.reason,
            "pairs": [
                {
                    "yours": pair.yours._asdict(),
                    "theirs": pair.theirs._asdict(),
                    "points": pair.points,
                    "facet": pair.facet,
                    "terms": [term._asdict() for term in pair.terms],
                }
                for pair in self.pairs.pairs
            ],
            "pairs_rest": self.pairs.rest,
            "strongest": self.strongest and {**self.strongest.sentence._asdict(), "points": self.strongest.points},
            "rank": self.gaps.rank,
            "missing": [term._asdict() for term in self.gaps.missing],
            "into_first": {
                "k": self.gaps.k,
                "terms": None if self.gaps.into_first is None else list(self.gaps.into_first),
                "rank": self.gaps.rank_with,
            },
            "understood": {**self.understood._asdict(), "unknown": list(self.understood.unknown)},
            "not_counted": [notice._asdict() for notice in self.not_counted],
            "against": self.comparison and _compared(self.comparison),
        }


def _compared(comparison: Comparison) -> dict[str, Any]:
    return {
        "mentor_id": comparison.second.mentor_id,
        "score": comparison.second.score,
        "gap": comparison.gap,
        "points": dict(comparison.contributions),
        "reasons": [reason._asdict() for reason in comparison.reasons],
    }


def pair_report(
    model: MatchModel,
    applicant: Profile,
    mentor_id: str,
    weights: Mapping[str, float] | None = None,
    k: int = 10,
    eligible: Collection[str] | None = None,
    against: str | None = None,
) -> PairReport:
    """Return why one mentor has its place; raises `InputError` for a mentor the pool does not have.

    Parameters
    ----------
    k
        What is missing is asked for the first k.
    against
        Another mentor to compare with.
    """
    explanation = model.explain(applicant, mentor_id, weights)
    mentor = model.mentor(mentor_id)
    counted, notices = model.fitted.copies.counted(applicant)
    [ranking] = model.rank([counted], 1, weights, {mentor_id})
    return PairReport(
        mentor,
        reasons(model, counted, ranking, weights).get(mentor_id, NOTHING_COUNTS if notices else NOTHING_SHARED),
        explanation,
        with_meanings(sentence_pairs(model, counted, mentor_id, weights), explanation, mentor),
        strongest_sentence(model, counted, mentor_id, weights),
        find_gaps(model, applicant, mentor_id, k, weights, eligible),
        understood(model, parts_of(model, counted)),
        tuple(notices),
        compare(model, applicant, mentor_id, against, weights) if against is not None else None,
    )
