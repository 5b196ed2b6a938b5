"""Facets fused into one score: the weighted mean of the affinities."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from matcher.errors import ConfigError


def fuse(affinities: Mapping[str, NDArray[np.float64]], weights: Mapping[str, float]) -> NDArray[np.float64]:
    """Return the scores, shaped like each of the affinities and in [0, 1] like them.

    No rescaling per applicant: a poor best match stays a low score. Raises `ConfigError` when a facet has no weight
    or a weight no facet.

    >>> fuse({"terms": np.array([0.5]), "topics": np.array([1.0])}, {"terms": 0.6, "topics": 0.4})
    array([0.7])
    """
    strange = sorted(affinities.keys() ^ weights.keys())
    if strange:
        raise ConfigError(f"no pair of affinity and weight for: {', '.join(strange)}")
    return np.sum([weights[name] * affinities[name] for name in weights], axis=0)  # type: ignore[no-any-return]
