"""Options that several commands share; those that belong together reach a command as one record."""

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, wraps
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from matcher.cli.terminal import say
from matcher.config import Weights
from matcher.errors import ConfigError

if TYPE_CHECKING:
    from matcher.tables import Table
    from matcher.tables.columns import Needs

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class WeightsType(click.ParamType[Weights]):
    """Weights as they are written on the command line."""

    name = "weights"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Weights:  # noqa: ARG002
        """Return the weights; a `ConfigError` becomes a usage error at the edge."""
        return value if isinstance(value, Weights) else Weights.parse(value)


class FormatType(click.Choice[str]):
    """The formats of an output: the keys of the mapping that renders them, imported only when they are asked for."""

    def __init__(self, home: str) -> None:
        self.case_sensitive = True
        self._home = home

    @cached_property
    def renderers(self) -> Mapping[str, Callable[..., str]]:
        """The function that renders each format."""
        module, _, name = self._home.partition(":")
        renderers: Mapping[str, Callable[..., str]] = getattr(import_module(module), name)
        return renderers

    @cached_property
    def choices(self) -> tuple[str, ...]:  # type: ignore[override]
        """The names of the formats."""
        return tuple(self.renderers)


def bundled(name: str, record: Callable[..., Any], options: Mapping[str, Decorator]) -> Decorator:
    """Return a decorator that adds options to a command and hands them on as the one argument `name`.

    `options` holds each option by the name of its value; `record` makes the argument of these values.
    """

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(command)
        def call(**values: Any) -> Any:
            own = {key: values.pop(key) for key in options}
            return command(**{name: record(**own)}, **values)

        decorated: Callable[..., Any] = call
        for option in reversed(list(options.values())):
            decorated = option(decorated)
        return decorated

    return decorate


def format_option(home: str, default: str) -> Decorator:
    """Take `--format`: a key of the mapping from formats to renderers at `home`, written "module:NAME"."""
    return click.option("--format", "form", type=FormatType(home), default=default, show_default=True)


def file_option(name: str, text: str, **settings: Any) -> Decorator:
    """Take the option `name`, the path of a file."""
    return click.option(name, type=Path, metavar="FILE", help=text, **settings)


statement_argument = click.argument("statement", metavar="FILE")
config_option = file_option("--config", "Settings as TOML, to fit the pool with.")
evidence_option = file_option("--evidence", "Table of the mentors' past projects.")
reference_option = file_option("--reference", "Table of statements that show what everybody writes.")
_WEIGHTS_HELP = "Share of each facet, for example terms=0.5,interests=0.2,topics=0.3; must sum to 1."
weights_option = click.option("--weights", type=WeightsType(), metavar="LIST", help=_WEIGHTS_HELP)

_MAP_HELP = 'Which column is which field, for example id=Email,statement="Why you?"; repeatable.'
_OPTIONS: dict[str, Decorator] = {
    "maps": click.option("--map", "maps", multiple=True, metavar="LIST", help=_MAP_HELP),
    "sheet": click.option("--sheet", metavar="NAME", help="The sheet of a workbook, by name or number."),
    "header_row": click.option(
        "--header-row", type=click.IntRange(min=1), metavar="N", help="The row that names the columns."
    ),
    "yes": click.option("--yes", is_flag=True, help="Accept the columns that are proposed."),
}


@dataclass(frozen=True)
class ColumnOptions:
    """Which columns a person named, whether the proposed ones are accepted, and where in the file they stand."""

    maps: tuple[str, ...] = ()
    yes: bool = False
    sheet: str | None = None
    header_row: int | None = None

    def chosen(
        self, table: "Table", where: str, needs: "Needs | None" = None, left: str = "not read"
    ) -> dict[str, str]:
        """Return the column of each field and name them on standard error; raises when that is not certain.

        `left` says what becomes of the other columns.
        """
        from matcher.tables.columns import APPLICANT_NEEDS, parse_map, propose, required
        from matcher.tables.rows import listed

        needs = needs or APPLICANT_NEEDS
        proposal = propose(table.columns, parse_map(",".join(self.maps)), needs, table.sample)
        if table.note:
            say(f"Note: {table.note}")
        columns = required(proposal, table.columns, where, needs, accept=True)
        unread = [column for column in table.columns if column not in columns.values()]
        rest = f"; {left}: {listed(unread)}" if unread else ""
        if not proposal.is_certain and not self.yes:
            mapping = f"--map {shlex.quote(str(proposal))}"
            texts = listed(proposal.unread_texts, repr)
            left = f" (long texts in {texts} would not be read)" if texts else ""
            raise ConfigError(f"{where}: which column is which?{left} Accept this with --yes, or change it: {mapping}")
        if proposal.alike or not proposal.is_certain or self.maps:
            say(f"Columns: {proposal}{rest}")
        return columns


column_options = bundled("columns", ColumnOptions, _OPTIONS)
"""Take `--map` and `--yes` as the argument `columns`."""
