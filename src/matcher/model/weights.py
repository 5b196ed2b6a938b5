"""What each contributor's affinity counts in a model: a person's weights, and what the config takes off."""

from collections.abc import Mapping

import numpy as np

from matcher.config import MatchConfig, Weights
from matcher.errors import ConfigError
from matcher.facets.base import Applicants
from matcher.index.postings import Floats
from matcher.model.fitted_pool import FittedPool
from matcher.registry import penalties


def facet_weights(pool: FittedPool, config: MatchConfig, weights: Mapping[str, float] | None) -> dict[str, float]:
    """Return the weight of each facet of a pool, in their order; `None` takes the config's.

    Raises
    ------
    ConfigError
        For weights that make no sense, or a weight of a facet the pool was not fitted with.
    """
    shares = Weights(config.weights if weights is None else weights)
    names = [name for name in pool.facets if name not in penalty_weights(pool, config)]
    unknown = sorted(name for name, share in shares.items() if share and name not in names)
    if unknown:
        facets = f"facets of this model, {', '.join(names)}"
        raise ConfigError(f"weights must name {facets}; check {', '.join(unknown)}")
    return {name: shares.get(name, 0.0) for name in names}


def penalty_weights(pool: FittedPool, config: MatchConfig) -> dict[str, float]:
    """Return how many points a unit of each penalty takes away: the setting of its name."""
    return {spec.name: float(getattr(config, spec.name)) for spec in penalties() if spec.name in pool.facets}


def signed_weights(pool: FittedPool, config: MatchConfig, weights: Mapping[str, float] | None) -> dict[str, float]:
    """Return what each contributor's affinity counts: of facets 0 or more, of penalties 0 or less."""
    lost = {name: -weight for name, weight in penalty_weights(pool, config).items()}
    return facet_weights(pool, config, weights) | lost


def points_lost(pool: FittedPool, applicants: Applicants, signed: Mapping[str, float]) -> Floats:
    """Return the points that penalties take, 0 or more, shape (n_applicants, n_mentors)."""
    lost = np.zeros((len(applicants), len(pool.mentors)))
    for name, weight in signed.items():
        if weight < 0:
            lost -= weight * pool.facets[name].affinities(applicants)
    return lost
