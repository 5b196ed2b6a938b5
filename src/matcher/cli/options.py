"""Options that several commands share; related options are passed to a command as one record, checked once."""

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from matcher.cli.card_option import notes
from matcher.cli.terminal import encoding_shown, say
from matcher.config import MatchConfig, Wanted, Weights
from matcher.errors import ConfigError

# the library is imported inside the functions: --help and usage errors answer without numpy
if TYPE_CHECKING:
    from matcher.model import MatchModel
    from matcher.tables import Table
    from matcher.tables.columns import Needs

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]
COUNT = click.IntRange(min=1)


def bundled(name: str, record: Callable[..., Any], options: Mapping[str, Decorator]) -> Decorator:
    """Return a decorator that adds options to a command and passes them as the single argument `name`.

    `options` has each option by the name of its value; `record` makes the argument from these values.
    """

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(command)
        def call(**values: Any) -> Any:
            own = {key: values.pop(key) for key in options}
            return command(**{name: record(**own)}, **values)

        decorated: Callable[..., Any] = call
        for option in reversed([*options.values()]):
            decorated = option(decorated)
        return decorated

    return decorate


def format_option(default: str, *others: str) -> Decorator:
    """Return the option `--format`, one of these names."""
    return click.option("--format", "form", type=click.Choice([default, *others]), default=default, show_default=True)


def file_option(name: str, text: str, **settings: Any) -> Decorator:
    """Return the option `name`, the path of a file."""
    return click.option(name, type=Path, metavar="FILE", help=text, **settings)


statement_argument = click.argument("statement", metavar="FILE")
config_option = file_option("--config", "Settings as TOML, to fit the pool with.")
evidence_option = file_option("--evidence", "Table of the mentors' past projects.")
reference_option = file_option("--reference", "Table of statements that show what all applicants write.")
_WEIGHTS_HELP = "Share of each facet, for example terms=0.5,interests=0.2,topics=0.3; must sum to 1."
_MAP_HELP = 'Which column is which field, for example id=Email,statement="Why you?"; repeatable.'


@dataclass(frozen=True)
class ColumnOptions:
    """The columns named by the user, whether proposed ones are accepted, and where the table is in the file."""

    maps: tuple[str, ...] = ()
    yes: bool = False
    sheet: str | None = None
    header_row: int | None = None

    def chosen(
        self, table: "Table", where: str, needs: "Needs | None" = None, left: str = "not read"
    ) -> dict[str, str]:
        """Return the column of each field and print them on standard error.

        `left` says what happens to the other columns. Raises `ConfigError` if a column is not certain.
        """
        from matcher.tables.columns import APPLICANT_NEEDS, parse_map, propose, required
        from matcher.tables.rows import listed

        needs = needs or APPLICANT_NEEDS
        proposal = propose(table.columns, parse_map(",".join(self.maps)), needs, table.sample)
        if table.note:
            say(f"Note: {table.note}")
        columns = required(proposal, table.columns, where, needs, accept=True)
        if not proposal.is_certain and not self.yes:
            texts = listed(proposal.unread_texts, repr)
            lost = f" (long texts in {texts} would not be read)" if texts else ""
            mapping = f"--map {shlex.quote(str(proposal))}"
            raise ConfigError(f"{where}: which column is which?{lost} Accept this with --yes, or change it: {mapping}")
        if proposal.alike or not proposal.is_certain or self.maps:
            unread = [column for column in table.columns if column not in columns.values()]
            say(f"Columns: {proposal}" + (f"; {left}: {listed(unread)}" if unread else ""))
        notes().columns = columns
        return columns


column_options = bundled(
    "columns",
    ColumnOptions,
    {
        "maps": click.option("--map", "maps", multiple=True, metavar="LIST", help=_MAP_HELP),
        "sheet": click.option("--sheet", metavar="NAME", help="The sheet of a workbook, by name or number."),
        "header_row": click.option("--header-row", type=COUNT, metavar="N", help="The row that names the columns."),
        "yes": click.option("--yes", is_flag=True, help="Accept the proposed columns."),
    },
)


_POOL_OPTIONS: dict[str, Decorator] = {
    "pool": file_option("--pool", "Table of mentors: CSV, JSON lines, Parquet, XLSX."),
    "evidence": evidence_option,
    "reference": reference_option,
    "model": click.option("--model", type=Path, metavar="DIR", help="A folder made by `matcher fit`, not a pool."),
    "config": config_option,
    "no_cache": click.option("--no-cache", is_flag=True, help="Do not cache the fitted pool."),
}
_RANKING_OPTIONS: dict[str, Decorator] = {
    "weights": click.option("--weights", type=Weights.parse, metavar="LIST", help=_WEIGHTS_HELP),
    "k": click.option("--k", type=COUNT, default=10, show_default=True, help="Length of a ranking."),
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
        from matcher.model.cache import PoolFiles, model_for, sample_files
        from matcher.model.store import load

        self.check()
        if self.model:
            fitted = load(self.model)
        else:
            pool, evidence, reference = (self.pool, self.evidence, None) if self.pool else sample_files()
            files = PoolFiles(pool, evidence, self.reference or reference)
            with encoding_shown() as step:
                fitted = model_for(files, read_config(self.config), keep=not self.no_cache, step=step)
        notes().model = fitted
        if not self.model and not self.pool:
            say(f"Sample pool: {len(fitted.mentors)} invented labs. Use your own with --pool FILE.")
        return fitted

    def wanted(self, model: "MatchModel") -> Wanted:
        """Return length, weights and eligible mentors of a ranking; raises if no mentor meets the conditions."""
        from matcher.mentors import eligible

        allowed = eligible(model.mentors, self.where) if self.where else None
        return Wanted(self.k, self.weights or model.weights, allowed)

    def page_pool(self) -> dict[str, str]:
        """Return the pool as it is passed to the page: absolute paths by option."""
        paths = {name: getattr(self, name) for name in ("pool", "evidence", "reference", "model", "config")}
        return {name: str(path.absolute()) for name, path in paths.items() if path}

    def command(self, name: str, *operands: str, keep: tuple[str, ...] = ()) -> str:
        """Return a command with these options, quoted for a shell; `keep` names the ranking options it takes."""
        words = ["matcher", name]
        for field in fields(self):
            if field.name in _POOL_OPTIONS or field.name in keep:
                words += _words(f"--{field.name.replace('_', '-')}", getattr(self, field.name))
        return shlex.join([*words, *["--"] * any(operand.startswith("-") for operand in operands), *operands])


def _words(flag: str, value: object) -> list[str]:
    """Return the words of an option on the command line; none if it has no value."""
    if isinstance(value, Weights):
        value = ",".join(f"{name}={share!r}" for name, share in value.items())
    if value is None or isinstance(value, bool):
        return [flag] * bool(value)
    return [word for item in (value if isinstance(value, tuple) else (value,)) for word in (flag, str(item))]


def pool_options(*ranking: str) -> Decorator:
    """Return the options of a pool and the named options of a ranking (`weights`, `k`, `where`), as `chosen`."""
    return bundled("chosen", PoolOptions, {**_POOL_OPTIONS, **{name: _RANKING_OPTIONS[name] for name in ranking}})


def read_config(path: Path | None) -> MatchConfig | None:
    """Return the settings of a TOML file, or `None` without a file."""
    from matcher.tables import decode, read_bytes

    return MatchConfig.from_toml(decode(read_bytes(path), str(path)), str(path)) if path else None
