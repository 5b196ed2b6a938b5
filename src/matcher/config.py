"""Settings as frozen data: everything that affects a ranking, and nothing else."""

import math
import operator
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple, Self

from matcher.errors import ConfigError
from matcher.registry import FACETS, MINILM, USE, facet_names, facets, missing_packages
from matcher.text import TextSettings

WEIGHTINGS = ("balanced", "tfidf")
"""How a term's count becomes a weight."""


class Weights(Mapping[str, float]):
    """Share of each facet in the score: non-negative, sum 1, 0 for a facet left out. Immutable, hashable.

    Examples
    --------
    >>> dict(Weights({"terms": 0.75, "topics": 0.25}))
    {'terms': 0.75, 'interests': 0.0, 'topics': 0.25}
    """

    def __init__(self, shares: Mapping[str, float]) -> None:
        if not isinstance(shares, Mapping):
            raise ConfigError(f"weights must map facets to shares, like {{'terms': 1.0}}; it is {shares!r}")
        names = facet_names()
        unknown = sorted(set(shares) - set(names))
        if unknown:
            raise ConfigError(f"weights must name {', '.join(names)}; {_advice(unknown)}")
        self._shares = {name: _number(f"weight of {name}", shares.get(name, 0.0)) for name in names}
        total = math.fsum(self._shares.values())
        if abs(total - 1) > 1e-9:
            raise ConfigError(f"weights must sum to 1, these sum to {total:g}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the weights in a text such as `terms=0.5,interests=0.2,topics=0.3`."""
        shares: dict[str, float] = {}
        for item in text.split(","):
            name, equals, number = (part.strip() for part in item.partition("="))
            if not equals or name in shares:
                raise ConfigError(f"weights must read like terms=0.5,topics=0.5; check {item.strip()!r}")
            try:
                shares[name] = float(number)
            except ValueError:
                raise ConfigError(f"weight of {name} must be a number; it is {number!r}") from None
        return cls(shares)

    @classmethod
    def in_proportion(cls, parts: Mapping[str, float]) -> Self:
        """Return weights proportional to numbers with any sum.

        >>> dict(Weights.in_proportion({"terms": 30, "interests": 30, "topics": 60}))
        {'terms': 0.25, 'interests': 0.25, 'topics': 0.5}
        """
        total = math.fsum(parts.values())
        if total == 0:
            raise ConfigError("weights must not all be 0, or nothing counts; raise at least one")
        return cls({name: value / total for name, value in parts.items()})

    def __getitem__(self, name: str) -> float:
        return self._shares[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._shares)

    def __len__(self) -> int:
        return len(self._shares)

    def __hash__(self) -> int:
        return hash(tuple(self._shares.items()))

    def __repr__(self) -> str:
        return f"Weights({self._shares})"


class Wanted(NamedTuple):
    """A person's settings for a ranking, in the order of the parameters of `MatchModel.rank`."""

    k: int
    weights: Mapping[str, float]
    eligible: Collection[str] | None = None
    """The ids of the mentors that may be ranked; `None` for all."""


def _advice(unknown: Sequence[str]) -> str:
    """Return advice on unknown facet names: one may need an extra that is not installed."""
    missing = [spec for spec in FACETS if spec.name in unknown and spec.extra]
    if missing:
        return f"{missing[0].name} needs the extra of that name: pip install 'matcher[{missing[0].extra}]'"
    return f"check {', '.join(map(repr, unknown))}"


def _number(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        raise ConfigError(f"{name} must be a number of 0 or more; it is {value}")
    return float(value)


def check_count(value: Any, name: str = "k") -> int:
    """Return `value` if it is a whole number of 1 or more; raises `ConfigError` for anything else."""
    try:
        if not isinstance(value, bool) and operator.index(value) >= 1:
            return operator.index(value)
    except TypeError:
        pass
    raise ConfigError(f"{name} must be a whole number of 1 or more; it is {value!r}")


def default_encoder() -> str:
    """Return the name of the encoder whose extra is installed; `minilm` if neither or both are."""
    return USE if missing_packages(MINILM) and not missing_packages(USE) else MINILM


def default_weights() -> Weights:
    """Return the default weights of the available facets, scaled to sum to 1."""
    return Weights.in_proportion({spec.name: spec.default_weight for spec in facets()})


@dataclass(frozen=True)
class MatchConfig(TextSettings):
    """Everything that affects a ranking; invalid settings raise `ConfigError` on construction.

    Examples
    --------
    >>> MatchConfig(weights={"terms": 1.0}).weights["terms"]
    1.0
    >>> MatchConfig.from_toml("n_topics = 0")
    Traceback (most recent call last):
    matcher.errors.ConfigError: settings: n_topics must be a whole number of 1 or more; it is 0
    """

    weights: Mapping[str, float] = field(default_factory=default_weights)
    """Share of each facet in the score. Non-negative, sums to 1."""

    n_topics: int = field(default=400, metadata={"tries": (100, 200, 400)})
    """The number of topics learned from the pool; fewer for a small pool."""

    avoid: float = field(default=0.25, metadata={"tries": (0.0, 0.25, 0.5)})
    """Points lost per unit of similarity between what one side does not want and what the other is about."""

    encoder: str = field(default_factory=default_encoder)
    """The sentence encoder that compares meanings: `minilm` (English), `use` (16 languages), or a folder with
    `model.onnx` and `tokenizer.json`."""

    weighting: str = "balanced"
    """How terms are weighted. `balanced`: idf from the term's share of both sides' texts, counts of mentors saturated.
    `tfidf`: the logarithm of counts times the inverse document frequency among the mentors, as in scikit-learn's
    `TfidfVectorizer` with `sublinear_tf`; a reference is not read."""

    def __post_init__(self) -> None:
        if not isinstance(self.weights, Weights):
            object.__setattr__(self, "weights", Weights(self.weights))
        for setting in fields(TextSettings):
            if not isinstance(value := getattr(self, setting.name), bool):
                raise ConfigError(f"{setting.name} must be true or false; it is {value!r}")
        if not isinstance(self.encoder, str) or not self.encoder.strip():
            raise ConfigError(f"encoder must be minilm, use, or a folder; it is {self.encoder!r}")
        if self.weighting not in WEIGHTINGS:
            raise ConfigError(f"weighting must be one of {', '.join(WEIGHTINGS)}; it is {self.weighting!r}")
        if isinstance(self.n_topics, bool) or not isinstance(self.n_topics, int) or self.n_topics < 1:
            raise ConfigError(f"n_topics must be a whole number of 1 or more; it is {self.n_topics}")
        object.__setattr__(self, "avoid", _number("avoid", self.avoid))

    def to_dict(self) -> dict[str, Any]:
        """Return the settings as plain data."""
        return {**{name: getattr(self, name) for name in self._names()}, "weights": dict(self.weights)}

    @classmethod
    def _names(cls) -> list[str]:
        """Return the names of all settings, those of `TextSettings` last."""
        return sorted((setting.name for setting in fields(cls)), key=lambda name: hasattr(TextSettings, name))

    @classmethod
    def from_dict(cls, settings: Mapping[str, Any], where: str = "settings") -> Self:
        """Return the config of plain data; a missing setting keeps its default, an unknown one raises `ConfigError`."""
        known = cls._names()
        if unknown := sorted(set(settings) - set(known)):
            raise ConfigError(f"{where} must name {', '.join(known)}; check {', '.join(map(repr, unknown))}")
        if not isinstance(settings.get("weights", {}), Mapping):
            raise ConfigError(f"{where}: weights must be a table of facets; it is {settings['weights']!r}")
        try:
            return cls(**settings)
        except ConfigError as error:
            raise ConfigError(f"{where}: {error}") from error

    def to_toml(self) -> str:
        """Return the settings as TOML; `from_toml` reads it back to an equal config."""
        import tomli_w

        return tomli_w.dumps(self.to_dict())

    @classmethod
    def from_toml(cls, text: str, where: str = "settings") -> Self:
        """Return the config in a TOML text; `where` names the file in errors."""
        import tomllib

        try:
            return cls.from_dict(tomllib.loads(text), where)
        except tomllib.TOMLDecodeError as error:
            raise ConfigError(f"{where} is not TOML: {error}") from error
