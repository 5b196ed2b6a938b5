"""The score rule: facets and penalties combined into one score. Everything that scores goes by this function."""

from collections.abc import Iterable, Mapping
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.errors import ConfigError

Floats = NDArray[np.float64]


def combine(affinities: Mapping[str, Floats], weights: Mapping[str, float], lost: Floats | float = 0.0) -> Floats:
    """Return the scores: the weighted sum of the facets less the points lost, NaN where no facet gains anything.

    NaN is never ranked: a mentor with whom an applicant has nothing in common is left out, and a penalty alone ranks
    nobody. No rescaling per applicant: a poor best match stays a low score. A score may fall below 0 where more is
    lost than gained.

    Parameters
    ----------
    affinities
        Of each facet, all of one shape, in [0, 1]; they are added up in this order.
    weights
        Of each facet. Only a facet of weight 0 may be missing among the affinities.
    lost
        What penalties take away, 0 or more, of the same shape.

    Raises
    ------
    ConfigError
        When a facet has no weight or a weight no facet.

    Examples
    --------
    >>> both = {"terms": np.array([0.5, 0.0]), "topics": np.array([1.0, 0.0])}
    >>> combine(both, {"terms": 0.6, "topics": 0.4}, lost=np.array([0.1, 0.1]))
    array([0.6, nan])
    """
    weighted = {name for name in weights if weights[name]}
    unmatched = sorted((affinities.keys() - weights.keys()) | (weighted - affinities.keys()))
    if unmatched:
        raise ConfigError(f"no pair of affinity and weight for: {', '.join(unmatched)}")
    gained = add_points(weights[name] * values for name, values in affinities.items())
    return np.where(gained > 0, gained - lost, np.nan)


def combined(affinities: Mapping[str, Floats], weights: Mapping[str, float]) -> Floats:
    """Return the scores of facets and penalties together; penalties are what has a weight below 0."""
    gained = {name: values for name, values in affinities.items() if weights[name] >= 0}
    lost = [-weights[name] * affinities[name] for name in affinities if weights[name] < 0]
    return combine(gained, {name: weights[name] for name in weights if weights[name] >= 0}, add_points([0.0, *lost]))


def add_points(points: Iterable[Any]) -> Any:
    """Return the sum of numbers or arrays, added up one after the other: the same bits wherever a score is made."""
    return reduce(np.add, points)
