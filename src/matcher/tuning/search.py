"""The search: every weighting measured on every judged applicant, affinities computed once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from matcher.config import MatchConfig, Weights
from matcher.errors import InputError
from matcher.evaluation.evaluator import judged_applicants
from matcher.evaluation.judgments import Judged, Judgment, match_judgments
from matcher.evaluation.measures import Floats, Measure, measure_of, ranks_of_graded
from matcher.model import MatchModel
from matcher.ranking.combine import combine
from matcher.records import Profile
from matcher.tuning.candidates import Search, nearest_first, variations
from matcher.tuning.proof import Tuning, proved

_ROWS = 64


def tune(
    mentors: Sequence[Profile],
    applicants: Sequence[Profile],
    judgments: Iterable[Judgment],
    reference: Sequence[Profile] = (),
    config: MatchConfig | None = None,
    search: Search | None = None,
    progress: Callable[[float], object] = lambda _: None,
) -> Tuning:
    """Return the settings that rank judged applicants best, and the proof on held-out applicants.

    The pool is fitted, and affinities are computed, once for each setting that is tried; only weights move after that.
    Among equals the nearest to `config` wins, and `config` is kept unless the 95 % interval of the difference lies
    above 0. `progress` is called with the share that is done, in [0, 1]. Raises `InputError` when there are fewer
    than two judged applicants for each fold.
    """
    default, search = config or MatchConfig(), search or Search()
    judged = match_judgments(judgments, [a.id for a in applicants], sorted(mentor.id for mentor in mentors))
    _refuse_few(judged, search)
    people = judged_applicants(applicants, judged)
    candidates: list[tuple[MatchConfig, Floats]] = []
    settings = variations(default, search.settings)
    for done, setting in enumerate(settings):
        progress(done / len(settings))
        model = MatchModel(setting).fit(mentors, reference)
        affinities, lost = model.affinities(people), model.penalties(people)
        weightings = nearest_first(default.weights, search.steps)
        values = _values(affinities, lost, weightings, judged, measure_of(search.measure))
        candidates += [(replace(setting, weights=w), row) for w, row in zip(weightings, values, strict=True)]
    return proved([config for config, _ in candidates], np.array([row for _, row in candidates]), judged, search)


def _refuse_few(judged: Judged, search: Search) -> None:
    needed = 2 * search.n_folds
    if len(judged.applicants) < needed:
        raise InputError(
            f"tuning must have at least {needed} applicants with a grade above 0, two for each of {search.n_folds} "
            f"folds; there are {len(judged.applicants)}: judge more, or take fewer folds"
        )


def _values(
    affinities: Mapping[str, Floats],
    lost: Floats,
    weightings: Sequence[Weights],
    judged: Judged,
    measure: Measure,
) -> Floats:
    """Return the measure of every weighting for every applicant, shape (n_weightings, n_applicants)."""
    values = np.empty((len(weightings), len(judged.applicants)))
    for start in range(0, len(judged.applicants), _ROWS):  # few rows at a time stay in the processor's cache
        rows = slice(start, start + _ROWS)
        some = {facet: affinity[rows] for facet, affinity in affinities.items()}
        for n, weights in enumerate(weightings):
            ranks = ranks_of_graded(combine(some, weights, lost[rows]), judged.mentors[rows])
            values[n, rows] = measure(ranks, judged.grades[rows])
    return values
