"""Reports about one pair, two mentors or a whole ranking, as records from which every output is made."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from matcher.config import Wanted
from matcher.errors import InputError
from matcher.explaining.certainty import Certainty, certainty, one_thread
from matcher.explaining.gaps import Gaps, Understood, find_gaps, understood
from matcher.explaining.pairs import SentencePair, SentencePairs, sentence_pairs, with_meanings
from matcher.explaining.reason import NOTHING_COUNTS, NOTHING_SHARED, reasons
from matcher.explaining.sentences import applicant_text
from matcher.explaining.strongest import Strongest, strongest_sentence
from matcher.model import MatchModel
from matcher.records import Contribution, Explanation, Profile, RankedMentor, Reason
from matcher.text.uncounted import Notice
from matcher.wording import plain


class Comparison(NamedTuple):
    """The gap between two mentors' scores, the first minus the second, and its parts.

    `contributions` are the parts by facet, `reasons` by term and topic, the largest first; both add up to the gap.
    """

    first: Explanation
    second: Explanation
    gap: float
    contributions: tuple[Contribution, ...]
    reasons: tuple[Reason, ...]


def compare(
    model: MatchModel, applicant: Profile, first: str, second: str, weights: Mapping[str, float] | None = None
) -> Comparison:
    """Return why one mentor's score is above or below another's; raises `InputError` if both are the same mentor."""
    if first == second:
        raise InputError(f"a mentor must be compared with another one; {first!r} was given twice")
    return difference(*(model.explain(applicant, mentor, weights) for mentor in (first, second)))


def difference(left: Explanation, right: Explanation) -> Comparison:
    """Return the comparison of two mentors whose scores are already explained."""
    parts: dict[tuple[str, str], Reason] = {}
    for sign, explanation in ((1, left), (-1, right)):
        for part in explanation.reasons:
            before = parts.get((part.facet, part.label), part._replace(points=0.0))
            parts[part.facet, part.label] = before._replace(points=before.points + sign * part.points)
    reasons = [part for part in parts.values() if part.points]
    points_of = dict(right.contributions)
    return Comparison(
        left,
        right,
        left.score - right.score,
        tuple(Contribution(facet, points - points_of[facet]) for facet, points in left.contributions),
        tuple(sorted(reasons, key=lambda reason: (-abs(reason.points), reason.facet, reason.label))),
    )


_PAIR = ("yours", "theirs", "points", "facet", "terms")
"""The parts of a pair of sentences, in the order in which JSON has them."""


class PairReport(NamedTuple):
    """Why one mentor has its place for one applicant; `not_counted` is what in the statement does not count."""

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
        """Return the report as plain data, ready for JSON."""
        return {
            "reason": self.reason,
            "pairs": [{name: plain(getattr(pair, name)) for name in _PAIR} for pair in self.pairs.pairs],
            "pairs_rest": self.pairs.rest,
            "strongest": self.strongest and {**self.strongest.sentence._asdict(), "points": self.strongest.points},
            "rank": self.gaps.rank,
            "missing": plain(self.gaps.missing),
            "into_first": {"k": self.gaps.k, "terms": plain(self.gaps.into_first), "rank": self.gaps.rank_with},
            "understood": plain(self.understood),
            "not_counted": plain(self.not_counted),
            "against": self.comparison
            and {
                "mentor_id": self.comparison.second.mentor_id,
                "score": self.comparison.second.score,
                "gap": self.comparison.gap,
                "points": dict(self.comparison.contributions),
                "reasons": plain(self.comparison.reasons),
            },
        }


@one_thread()
def pair_report(
    model: MatchModel, applicant: Profile, mentor_id: str, wanted: Wanted, against: str | None = None
) -> PairReport:
    """Return why one mentor has its place; raises `InputError` for a mentor that is not in the pool.

    The missing terms are those for the first k; `against` is another mentor to compare with.
    """
    weights = wanted.weights
    explanation = model.explain(applicant, mentor_id, weights)
    mentor = model.mentor(mentor_id)
    counted, notices = model.fitted.copies.counted(applicant)
    [ranking] = model.rank([counted], 1, weights, {mentor_id})
    text = applicant_text(model, counted, weights)
    return PairReport(
        mentor,
        reasons(model, counted, ranking, weights).get(mentor_id, NOTHING_COUNTS if notices else NOTHING_SHARED),
        explanation,
        with_meanings(sentence_pairs(model, counted, mentor_id, weights, text=text), explanation, mentor),
        strongest_sentence(model, counted, mentor_id, weights, text),
        find_gaps(model, applicant, mentor_id, wanted),
        understood(model, counted),
        tuple(notices),
        compare(model, applicant, mentor_id, against, weights) if against is not None else None,
    )


class ReportLine(NamedTuple):
    """One mentor of a report: its line of the ranking, reason, pairs of sentences, and how certain the place is."""

    line: RankedMentor
    mentor: Profile
    reason: str
    pairs: tuple[SentencePair, ...]
    certainty: Certainty | None


class RankingReport(NamedTuple):
    """A ranking with its reasons and weights."""

    lines: tuple[ReportLine, ...]
    n_mentors: int
    weights: Mapping[str, float]
    understood: Understood
    not_counted: tuple[Notice, ...]


def ranking_report(
    model: MatchModel, counted: Profile, notices: Sequence[Notice], wanted: Wanted, ranking: Sequence[RankedMentor]
) -> RankingReport:
    """Return an applicant's ranking with a reason, sentence pairs and certainty for each of its mentors.

    `counted` is the part of the applicant's profile that counts, `notices` the rest, as `FittedPool.copies.counted`
    returns them.
    """
    certainties = {place.mentor_id: place for place in certainty(model, counted, wanted)}
    reason_of = reasons(model, counted, ranking, wanted.weights)
    text = applicant_text(model, counted, wanted.weights)
    lines = (
        ReportLine(
            line,
            model.mentor(line.mentor_id),
            reason_of[line.mentor_id],
            sentence_pairs(model, counted, line.mentor_id, wanted.weights, 2, text).pairs,
            certainties.get(line.mentor_id),
        )
        for line in ranking
    )
    known, n_mentors = understood(model, counted), len(model.mentors)
    return RankingReport(tuple(lines), n_mentors, dict(wanted.weights), known, tuple(notices))
