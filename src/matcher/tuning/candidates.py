"""What a search tries: weightings counted in whole steps, and one setting changed at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import combinations, pairwise
from math import comb
from typing import Any

from matcher.config import MatchConfig, Weights
from matcher.errors import ConfigError
from matcher.evaluation.measures import measure_of
from matcher.registry import facet_names

_MOST = 1001
"""As many weightings as five facets have in ten steps."""

_DECIMALS = 9


@dataclass(frozen=True)
class Search:
    """What is searched, and how it is proved.

    Parameters
    ----------
    measure
        What is made larger, a name such as `mrr`, `ndcg@20` or `precision@3`.
    steps
        Into how many whole steps a weight is cut; `None` takes ten, or as many as keep to 1,001 weightings.
    n_folds
        Into how many folds applicants are cut; each fold is held out once.
    settings
        Values to try instead of the config's own, one setting changed at a time; `None` takes those that `MatchConfig`
        declares, `{}` tries weights alone. Each value fits the pool once more.
    seed
        For the folds and for the intervals.
    """

    measure: str = "ndcg@10"
    steps: int | None = None
    n_folds: int = 5
    settings: Mapping[str, Sequence[Any]] | None = None
    seed: int = 0

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


def simplex(n_facets: int, steps: int) -> Iterator[tuple[float, ...]]:
    """Yield every weighting of n facets in whole steps, each summing to 1.

    >>> list(simplex(2, 2))
    [(0.0, 1.0), (0.5, 0.5), (1.0, 0.0)]
    """
    # counted in whole steps: sums of 0.1 do not always compare equal to 1.0
    slots = steps + n_facets - 1
    for bars in combinations(range(slots), n_facets - 1):
        yield tuple((after - before - 1) / steps for before, after in pairwise((-1, *bars, slots)))


def whole_steps(n_facets: int) -> int:
    """Return into how many steps weights are cut: ten, or as many as keep to 1,001 weightings."""
    return next(n for n in range(10, 0, -1) if n == 1 or comb(n + n_facets - 1, n_facets - 1) <= _MOST)


def nearest_first(default: Mapping[str, float], steps: int | None = None) -> list[Weights]:
    """Return the default weights, then every weighting in whole steps, the nearest to the default first."""
    names = facet_names()
    shares = simplex(len(names), steps or whole_steps(len(names)))
    grid = [Weights(dict(zip(names, row, strict=True))) for row in shares]
    moved = {w: round(sum(abs(w[name] - default[name]) for name in names), _DECIMALS) for w in grid}
    return [Weights(default), *sorted((w for w in grid if moved[w]), key=lambda w: (moved[w], tuple(w.values())))]
