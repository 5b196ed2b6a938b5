"""A whole ranking with its reasons, for a report that somebody can be handed."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from matcher.explaining.certainty import Certainty, certainty
from matcher.explaining.pairs import SentencePair, sentence_pairs
from matcher.explaining.reason import reasons
from matcher.explaining.sentences import applicant_sentences
from matcher.explaining.understood import Understood, parts_of, understood
from matcher.model import MatchModel
from matcher.records import Profile, RankedMentor
from matcher.text.uncounted import Notice

_PAIRS = 2


class ReportLine(NamedTuple):
    """One mentor of a report: its line of the ranking, one sentence, where it was said, how sure the place is."""

    line: RankedMentor
    mentor: Profile
    reason: str
    pairs: tuple[SentencePair, ...]
    certainty: Certainty | None


class RankingReport(NamedTuple):
    """A ranking with its reasons.

    Parameters
    ----------
    weights
        What the ranking was made with.
    not_counted
        What stands in the statement and was left out.
    """

    lines: tuple[ReportLine, ...]
    n_mentors: int
    weights: Mapping[str, float]
    understood: Understood
    not_counted: tuple[Notice, ...]


def ranking_report(
    model: MatchModel,
    counted: Profile,
    notices: Sequence[Notice],
    k: int = 10,
    weights: Mapping[str, float] | None = None,
    eligible: Collection[str] | None = None,
) -> RankingReport:
    """Return an applicant's ranking with a reason, sentence pairs and certainty for each of at most k mentors.

    `counted` is what of the applicant counts, `notices` what does not, as `FittedPool.copies.counted` returns them.
    """
    [ranking] = model.rank([counted], k, weights, eligible)
    sure = {one.mentor_id: one for one in certainty(model, counted, k, weights, eligible)}
    why = reasons(model, counted, ranking, weights)
    sentences = applicant_sentences(counted, model.fitted.terms.vocabulary.analysis.refusals)
    lines = []
    for line in ranking:
        mentor = model.mentor(line.mentor_id)
        pairs = sentence_pairs(model, counted, line.mentor_id, weights, _PAIRS, sentences).pairs
        lines.append(ReportLine(line, mentor, why[line.mentor_id], pairs, sure.get(line.mentor_id)))
    return RankingReport(
        tuple(lines),
        len(model.mentors),
        dict(weights or model.weights),
        understood(model, parts_of(model, counted)),
        tuple(notices),
    )
