"""Search for the settings that rank judged applicants best, tested on held-out applicants."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import combinations, pairwise
from math import comb
from typing import Any, NamedTuple

import numpy as np

from matcher.config import MatchConfig, Weights
from matcher.errors import ConfigError, InputError
from matcher.evaluation.evaluator import judged_applicants
from matcher.evaluation.judgments import Judged, JudgmentLike, LeftOut, match_judgments
from matcher.evaluation.measures import Floats, Interval, Measure, bootstrap, measure_of, n_needed, ranks_of_graded
from matcher.model import MatchModel
from matcher.model.as_profiles import ApplicantLike, MentorLike, as_applicants, as_mentors
from matcher.ranking.top_k import combine
from matcher.registry import facet_names
from matcher.semantic.store import Encoding

_MOST = 1001
"""The most weightings: those of five facets in ten steps."""

_DECIMALS, _ROWS = 9, 64


@dataclass(frozen=True)
class Search:
    """What is searched, and how it is tested."""

    measure: str = "ndcg@10"
    """The measure to maximise, a name such as `mrr`, `ndcg@20` or `precision@3`."""
    steps: int | None = None
    """The number of steps from weight 0 to 1; `None` takes ten, or fewer to keep to 1,001 weightings."""
    n_folds: int = 5
    """The number of folds of applicants; each is held out once."""
    settings: Mapping[str, Sequence[Any]] | None = None
    """Values to try instead of the config's own, one setting at a time; `None` takes those that `MatchConfig` declares,
    `{}` tries weights alone. Each value needs another fit of the pool."""
    seed: int = 0
    """The seed of folds and intervals."""

    def __post_init__(self) -> None:
        measure_of(self.measure)
        if self.steps is not None and self.steps < 1:
            raise ConfigError(f"steps must be a whole number of 1 or more; it is {self.steps}")
        if self.n_folds < 2:
            raise ConfigError(f"folds must be a whole number of 2 or more; it is {self.n_folds}")


def variations(default: MatchConfig, settings: Mapping[str, Sequence[Any]] | None = None) -> list[MatchConfig]:
    """Return the default, then the default with one setting changed at a time."""
    if settings is None:
        settings = {f.name: f.metadata["tries"] for f in fields(default) if "tries" in f.metadata}
    unknown = sorted(set(settings) - {f.name for f in fields(default)} | set(settings) & {"weights"})
    if unknown:
        raise ConfigError(f"settings to try must be settings other than weights; check {', '.join(unknown)}")
    changed = [replace(default, **{name: value}) for name, values in settings.items() for value in values]
    return [default, *(setting for setting in changed if setting != default)]


def as_encoded(setting: MatchConfig) -> MatchConfig:
    """Return a config with the settings that do not affect the encoding of applicants (topics, avoid) made equal."""
    return replace(setting, n_topics=1, avoid=0.0)


def simplex(n_facets: int, steps: int) -> Iterator[tuple[float, ...]]:
    """Yield every weighting of n facets in multiples of 1 / steps, each with the sum 1.

    >>> list(simplex(2, 2))
    [(0.0, 1.0), (0.5, 0.5), (1.0, 0.0)]
    """
    # counted in whole steps: sums of 0.1 are not always equal to 1.0
    slots = steps + n_facets - 1
    for bars in combinations(range(slots), n_facets - 1):
        yield tuple((after - before - 1) / steps for before, after in pairwise((-1, *bars, slots)))


def whole_steps(n_facets: int) -> int:
    """Return the number of steps of a weight: ten, or fewer to keep to 1,001 weightings."""
    return next(n for n in range(10, 0, -1) if n == 1 or comb(n + n_facets - 1, n_facets - 1) <= _MOST)


def nearest_first(default: Mapping[str, float], steps: int | None = None) -> list[Weights]:
    """Return the default weights, then every weighting in whole steps, nearest to the default first."""
    names = facet_names()
    shares = simplex(len(names), steps or whole_steps(len(names)))
    grid = [Weights(dict(zip(names, row, strict=True))) for row in shares]
    distance = {w: round(sum(abs(w[name] - default[name]) for name in names), _DECIMALS) for w in grid}
    others = sorted((w for w in grid if distance[w]), key=lambda w: (distance[w], tuple(w.values())))
    return [Weights(default), *others]


class Fold(NamedTuple):
    """Held-out applicants: the mean of the default on them, and that of the settings that won on all others."""

    n_applicants: int
    default: float
    winner: float
    config: MatchConfig


@dataclass(frozen=True)
class Tuning:
    """The result of a search: means over all applicants, each held out once, with their intervals."""

    measure: str
    n_applicants: int
    n_candidates: int
    folds: tuple[Fold, ...]
    default: Interval
    winner: Interval
    """Of the settings that won on the other folds."""
    difference: Interval
    """Of the winner minus the default, applicant by applicant."""
    n_needed: int | None
    """An estimate of how many judged applicants would tell the two apart."""
    best: MatchConfig
    """The settings that win on all applicants together."""
    config: MatchConfig
    """The settings to use: the best, or the default if the difference could be chance."""
    left_out: LeftOut

    def to_toml(self) -> str:
        """Return the settings file, with the test result as a comment at the top."""
        gap = self.difference
        proof = (
            f"# matcher tune: {self.measure} over {self.n_applicants} judged applicants, each held out once\n"
            f"# default {self.default.value:.4f}, winner {self.winner.value:.4f}, "
            f"difference {gap.value:+.4f} ({gap.low:+.4f} to {gap.high:+.4f})\n"
        )
        return proof + self.config.to_toml()


def tune(
    mentors: MentorLike,
    applicants: ApplicantLike,
    judgments: JudgmentLike,
    reference: ApplicantLike = (),
    config: MatchConfig | None = None,
    search: Search | None = None,
    progress: Callable[[float], object] = lambda _: None,
    encoding: Encoding | None = None,
) -> Tuning:
    """Return the settings that rank judged applicants best, and the test on held-out applicants.

    For each setting tried the pool is fitted and affinities are computed once; then only weights vary. Of equally good
    settings the nearest to `config` wins, and `config` is kept unless the 95 % interval of the difference is above 0.
    `progress` is called with the share done, in [0, 1]; `encoding` names the file that keeps the pool's vectors between
    settings. Raises `InputError` if there are fewer than two judged applicants for each fold.
    """
    default, search = config or MatchConfig(), search or Search()
    pool, people, statements = [*as_mentors(mentors)], [*as_applicants(applicants)], [*as_applicants(reference)]
    judged = match_judgments(judgments, [a.id for a in people], sorted(mentor.id for mentor in pool))
    _refuse_few(judged, search)
    people = judged_applicants(people, judged)
    candidates: list[tuple[MatchConfig, Floats]] = []
    encoded: dict[MatchConfig, Mapping[str, Sequence[Any]]] = {}
    settings = variations(default, search.settings)
    for done, setting in enumerate(settings):
        progress(done / len(settings))
        model = MatchModel(setting).fit(pool, statements, encoding=encoding)
        encoding_key = as_encoded(setting)
        if encoding_key not in encoded:
            encoded[encoding_key] = model.fitted.encode(people).encoded
        not_encoded = model.fitted.encode(people, dict.fromkeys(model.fitted.facets, 0.0))
        affinities = model.fitted.affinities(replace(not_encoded, encoded=encoded[encoding_key]))
        lost = setting.avoid * affinities.pop("avoid")
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
    affinities: Mapping[str, Floats], lost: Floats, weightings: Sequence[Weights], judged: Judged, measure: Measure
) -> Floats:
    """Return the measure of every weighting for every applicant, shape (n_weightings, n_applicants)."""
    values = np.empty((len(weightings), len(judged.applicants)))
    for start in range(0, len(judged.applicants), _ROWS):  # a block of rows stays in the processor's cache
        rows = slice(start, start + _ROWS)
        block = {facet: affinity[rows] for facet, affinity in affinities.items()}
        for n, weights in enumerate(weightings):
            ranks = ranks_of_graded(combine(block, weights, lost[rows]), judged.mentors[rows])
            values[n, rows] = measure(ranks, judged.grades[rows])
    return values


def _best(values: Floats) -> int:
    """Return the first candidate with the largest mean; candidates are ordered by distance from the default."""
    return int(np.argmax(np.round(values.mean(axis=1), _DECIMALS)))


def proved(candidates: Sequence[MatchConfig], values: Floats, judged: Judged, search: Search) -> Tuning:
    """Return the result of cross-validation: each fold is measured with the winner of the others.

    `values` are those of `_values`, a row for each candidate.
    """
    n = len(judged.applicants)
    order = np.random.default_rng(search.seed).permutation(n)
    default, winner, folds = values[0], np.empty(n), []
    for held_out in np.array_split(order, search.n_folds):
        best_of_others = _best(np.delete(values, held_out, axis=1))
        winner[held_out] = values[best_of_others, held_out]
        means = float(default[held_out].mean()), float(winner[held_out].mean())
        folds.append(Fold(len(held_out), *means, candidates[best_of_others]))
    gap = winner - default
    of_default, of_winner, difference = bootstrap(np.column_stack([default, winner, gap]), search.seed)
    best = candidates[_best(values)]
    return Tuning(
        search.measure,
        n,
        len(candidates),
        tuple(folds),
        of_default,
        of_winner,
        difference,
        n_needed(gap),
        best,
        best if difference.low > 0 else candidates[0],
        judged.left_out,
    )
