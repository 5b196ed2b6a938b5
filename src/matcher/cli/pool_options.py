"""The pool that a command works with: its options, checked once, and the model they ask for."""

import shlex
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

import click

from matcher.cli.card_option import note
from matcher.cli.options import (
    Decorator,
    bundled,
    config_option,
    evidence_option,
    file_option,
    reference_option,
    weights_option,
)
from matcher.cli.terminal import say
from matcher.config import Weights
from matcher.errors import ConfigError

# the library is imported inside the functions: --help and usage errors answer without numpy
if TYPE_CHECKING:
    from matcher.config import MatchConfig
    from matcher.model import MatchModel
    from matcher.model.cache import PoolFiles

_POOL_OPTIONS: dict[str, Decorator] = {
    "pool": file_option("--pool", "Table of mentors: CSV, JSON lines, Parquet, XLSX."),
    "evidence": evidence_option,
    "reference": reference_option,
    "model": click.option("--model", type=Path, metavar="DIR", help="A folder made by `matcher fit`, not a pool."),
    "config": config_option,
    "no_cache": click.option("--no-cache", is_flag=True, help="Do not keep the fitted pool for the next time."),
}
_RANKING_OPTIONS: dict[str, Decorator] = {
    "weights": weights_option,
    "k": click.option("--k", type=click.IntRange(min=1), default=10, show_default=True, help="Length of a ranking."),
    "where": click.option(
        "--where", multiple=True, metavar="COLUMN=VALUE", help="Only mentors with this attribute; repeatable."
    ),
}


@dataclass(frozen=True)
class PoolOptions:
    """Which mentors are ranked, and how: a table or a fitted model, or neither for the sample pool."""

    pool: Path | None = None
    evidence: Path | None = None
    reference: Path | None = None
    model: Path | None = None
    config: Path | None = None
    no_cache: bool = False
    weights: Weights | None = None
    k: int = 10
    where: tuple[str, ...] = ()

    def check(self) -> None:
        """Raise `ConfigError` for options that exclude each other."""
        if self.model and (self.pool or self.evidence or self.reference):
            raise ConfigError(
                "give --model or the tables it would be fitted on, not both: drop --pool, --evidence, --reference"
            )
        if self.model and self.config:
            raise ConfigError("give --model or --config, not both: a model was fitted with its own settings")
        if self.evidence and not self.pool:
            raise ConfigError("--evidence belongs to a pool; give --pool too")

    def fitted(self) -> "MatchModel":
        """Return the model: the saved one, or that of the pool, or the sample's."""
        from matcher.cli.terminal import encoding_shown
        from matcher.model.cache import model_for
        from matcher.model.store import load

        self.check()
        if self.model:
            fitted = load(self.model)
            note(model=fitted)
            return fitted
        with encoding_shown() as step:
            fitted = model_for(self._files(), read_config(self.config), keep=not self.no_cache, step=step)
        note(model=fitted)
        if not self.pool:
            say(f"Sample pool: {len(fitted.mentors)} invented labs. Use your own with --pool FILE.")
        return fitted

    def inputs(self) -> "tuple[Path | None, ...]":
        """Return the files that are read, which no command may write over."""
        if self.model:
            return (self.config,)
        # what finds the sample's files loads the model's code, which placing from a file does without
        tables = (self.pool, self.evidence, self.reference) if self.pool else self._files()
        return (*tables, self.config)

    def _files(self) -> "PoolFiles":
        from matcher.model.cache import PoolFiles, sample_files

        if self.pool:
            return PoolFiles(self.pool, self.evidence, self.reference)
        files = sample_files()
        return files._replace(reference=self.reference or files.reference)

    def eligible(self, model: "MatchModel") -> set[str] | None:
        """Return the ids of the mentors who meet the conditions, or `None` where there is no condition."""
        from matcher.mentors import eligible

        return eligible(model.mentors, self.where) if self.where else None

    def page_pool(self) -> dict[str, str]:
        """Return the pool as the page reads it from its environment: absolute paths by option."""
        paths = {name: getattr(self, name) for name in ("pool", "evidence", "reference", "model", "config")}
        return {name: str(path.absolute()) for name, path in paths.items() if path}

    def command(self, name: str, *operands: str, keep: tuple[str, ...] = ()) -> str:
        """Return a command with these options, quoted for a shell; `keep` names the ranking options it takes."""
        words = ["matcher", name]
        for field in fields(self):
            if field.name in _POOL_OPTIONS or field.name in keep:
                words += _words(f"--{field.name.replace('_', '-')}", getattr(self, field.name))
        ambiguous = any(operand.startswith("-") for operand in operands)
        return shlex.join([*words, *(["--"] if ambiguous else []), *operands])


def _words(flag: str, value: object) -> list[str]:
    """Return an option as it is typed; nothing where it has no value."""
    if isinstance(value, bool):
        return [flag] if value else []
    if isinstance(value, tuple):
        return [word for one in value for word in (flag, str(one))]
    if isinstance(value, Weights):
        value = ",".join(f"{name}={share!r}" for name, share in value.items())
    return [] if value is None else [flag, str(value)]


def pool_options(*ranking: str) -> Decorator:
    """Take the options of a pool, and those named of a ranking (`weights`, `k`, `where`), as the argument `chosen`."""
    return bundled("chosen", PoolOptions, {**_POOL_OPTIONS, **{name: _RANKING_OPTIONS[name] for name in ranking}})


def read_config(path: Path | None) -> "MatchConfig | None":
    """Return the settings of a TOML file, or `None` where none was given."""
    from matcher.config import MatchConfig
    from matcher.tables import decode, read_bytes

    return MatchConfig.from_toml(decode(read_bytes(path), str(path)), str(path)) if path else None
