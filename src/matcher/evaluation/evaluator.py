"""Evaluation of a model: measures over judged applicants, compared with baselines."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from matcher.errors import ConfigError, InputError
from matcher.evaluation.baselines import BASELINES
from matcher.evaluation.judgments import Judged, JudgmentLike, LeftOut, match_judgments
from matcher.evaluation.measures import MEASURES, Floats, Interval, bootstrap, measure_of, n_needed, ranks_of_graded
from matcher.evaluation.runs import iter_scores
from matcher.model import MatchModel
from matcher.model.as_profiles import ApplicantLike, as_applicants
from matcher.records import Profile
from matcher.text.profile_text import whole_text


class Compared(NamedTuple):
    """A baseline's value, the paired difference of the model and it, and the applicants needed to tell them apart."""

    value: Interval
    difference: Interval
    n_needed: int | None

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as plain data, ready for JSON."""
        return {**self.value._asdict(), "difference": {**self.difference._asdict(), "n_needed": self.n_needed}}


@dataclass(frozen=True)
class Evaluation:
    """The measures of a model over judged applicants."""

    n_applicants: int
    """The number of judged applicants, those with at least one grade above 0."""
    n_unranked: int
    """How many of them got no ranking; they count as 0."""
    measures: Mapping[str, Interval]
    """The model's mean of each measure, with its interval."""
    baselines: Mapping[str, Mapping[str, Compared]] = field(default_factory=dict)
    """The same for each baseline, with the difference to it."""
    left_out: LeftOut = LeftOut()
    """Ids in the judgments that could not be used."""

    def to_dict(self) -> dict[str, Any]:
        """Return the evaluation as plain data, ready for JSON."""
        return {
            "n_applicants": self.n_applicants,
            "n_unranked": self.n_unranked,
            "measures": {name: interval._asdict() for name, interval in self.measures.items()},
            "baselines": {
                name: {measure: compared.to_dict() for measure, compared in measures.items()}
                for name, measures in self.baselines.items()
            },
            "left_out": {name: list(ids) for name, ids in self.left_out._asdict().items()},
        }


def evaluate(
    model: MatchModel,
    applicants: ApplicantLike,
    judgments: JudgmentLike,
    *,
    weights: Mapping[str, float] | None = None,
    measures: Sequence[str] = MEASURES,
    baselines: bool | Iterable[str] = False,
    seed: int = 0,
) -> Evaluation:
    """Return how well a fitted model ranks judged applicants: each measure with its 95 % interval over applicants.

    An applicant without a ranking counts as 0. Pairs with an unknown id and applicants without a grade above 0 are
    left out and listed.

    Parameters
    ----------
    measures
        Names such as `mrr`, `ndcg@20`, `precision@3`.
    baselines
        True evaluates every baseline on the same texts too, with paired differences; or the names of some.

    Raises
    ------
    InputError
        If no judgment can be used.
    ConfigError
        For an unknown measure or baseline.

    Examples
    --------
    >>> pool = [Profile("ada", interests="coral reefs"), Profile("bo", interests="compilers")]
    >>> evaluation = evaluate(MatchModel().fit(pool), [Profile("zoe", interests="reefs")], [("zoe", "ada", 1)])
    >>> evaluation.measures["mrr"]
    Interval(value=1.0, low=1.0, high=1.0)
    """
    wanted = list(BASELINES if baselines is True else baselines or ())
    if unknown := [name for name in wanted if name not in BASELINES]:
        raise ConfigError(f"baselines must be among {', '.join(BASELINES)}; check {', '.join(map(repr, unknown))}")
    names, people = list(dict.fromkeys(measures)), list(as_applicants(applicants))
    judged = match_judgments(judgments, [a.id for a in people], [mentor.id for mentor in model.mentors])
    ranks, unranked = _model_ranks(model, people, judged, weights)
    values = measured(ranks, judged, names)
    compared = {}
    for name in wanted:
        theirs = measured(_baseline_ranks(name, model, people, judged), judged, names)
        compared[name] = dict(zip(names, _compared(values, theirs, seed), strict=True))
    of_model = dict(zip(names, bootstrap(values, seed), strict=True))
    return Evaluation(len(judged.applicants), unranked, of_model, compared, judged.left_out)


def _compared(values: Floats, theirs: Floats, seed: int) -> Iterable[Compared]:
    gaps = values - theirs
    return map(Compared, bootstrap(theirs, seed), bootstrap(gaps, seed), map(n_needed, gaps.T))


def measured(ranks: Floats, judged: Judged, measures: Sequence[str] = MEASURES) -> Floats:
    """Return all measures of all judged applicants, shape (n_applicants, n_measures)."""
    return np.column_stack([measure_of(name)(ranks, judged.grades) for name in measures])


def judged_applicants(applicants: Iterable[Profile], judged: Judged) -> list[Profile]:
    """Return the profiles of the judged applicants, in their order."""
    profiles = {applicant.id: applicant for applicant in applicants}
    return [profiles[name] for name in judged.applicants]


def _model_ranks(
    model: MatchModel, applicants: Sequence[Profile], judged: Judged, weights: Mapping[str, float] | None
) -> tuple[Floats, int]:
    """Return the ranks of the graded mentors, and the number of applicants without a ranking."""
    ranks, unranked, start = [], 0, 0
    for chunk, scores in iter_scores(model, judged_applicants(applicants, judged), weights):
        ranks.append(ranks_of_graded(scores, judged.mentors[start : start + len(chunk)]))
        unranked += int(np.sum(np.all(np.isnan(scores), axis=1)))
        start += len(chunk)
    return np.vstack(ranks), unranked


def _baseline_ranks(name: str, model: MatchModel, applicants: Sequence[Profile], judged: Judged) -> Floats:
    row = {applicant.id: n for n, applicant in enumerate(applicants)}
    try:
        scores = BASELINES[name]([*map(whole_text, model.mentors)], [*map(whole_text, applicants)])
    except ValueError as error:
        if "empty vocabulary" not in str(error):
            raise
        raise InputError(f"{name} must find words of two letters or more in the pool; it finds none") from error
    return ranks_of_graded(scores[[row[name] for name in judged.applicants]], judged.mentors)
