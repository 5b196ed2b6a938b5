"""Sliders to shares: the only arithmetic of the page."""

from collections.abc import Mapping

from matcher.config import Weights
from matcher.errors import ConfigError


def as_weights(steps: Mapping[str, int]) -> Weights:
    """Return the shares of sliders of any size; raises `ConfigError` when all stand at 0.

    >>> dict(as_weights({"terms": 30, "interests": 30, "topics": 60}))
    {'terms': 0.25, 'interests': 0.25, 'topics': 0.5}
    """
    total = sum(steps.values())
    if total == 0:
        raise ConfigError("weights must not all be 0, or nothing counts; move at least one slider to the right")
    return Weights({name: value / total for name, value in steps.items()})


def percents(shares: Mapping[str, float]) -> dict[str, int]:
    """Return shares that sum to 1 as whole percents that sum to 100; the largest remainders are rounded up.

    >>> percents({"terms": 1 / 3, "interests": 1 / 3, "topics": 1 / 3})
    {'terms': 34, 'interests': 33, 'topics': 33}
    """
    exact = {name: round(100 * share, 6) for name, share in shares.items()}
    whole = {name: int(value) for name, value in exact.items()}
    by_remainder = sorted(exact, key=lambda name: whole[name] - exact[name])
    for name in by_remainder[: 100 - sum(whole.values())]:
        whole[name] += 1
    return whole
