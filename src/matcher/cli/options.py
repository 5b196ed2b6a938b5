"""Options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from matcher.config import Weights

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class WeightsType(click.ParamType[Weights]):
    """Weights as they are written on the command line."""

    name = "weights"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Weights:  # noqa: ARG002
        """Return the weights; a `ConfigError` becomes a usage error at the edge."""
        return value if isinstance(value, Weights) else Weights.parse(value)


def statement_argument(command: Callable[..., Any]) -> Callable[..., Any]:
    """Take the statement: a document, or "-" for standard input."""
    return click.argument("statement", metavar="FILE")(command)


def pool_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Take the pool: a table, or a fitted model, or neither for the sample pool."""
    options: list[Decorator] = [
        click.option("--pool", type=Path, metavar="FILE", help="Table of mentors: CSV, JSON lines or Parquet."),
        click.option("--evidence", type=Path, metavar="FILE", help="Table of the mentors' past projects."),
        click.option(
            "--reference", type=Path, metavar="FILE", help="Table of statements that show what everybody writes."
        ),
        click.option("--model", type=Path, metavar="DIR", help="A folder made by `matcher fit`, instead of a pool."),
        click.option("--no-cache", is_flag=True, help="Do not keep the fitted pool for the next time."),
    ]
    return _all(options)(command)


def weights_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Take the weights of the facets."""
    text = "Share of each facet, for example terms=0.5,interests=0.2,topics=0.3; must sum to 1."
    return click.option("--weights", type=WeightsType(), metavar="LIST", help=text)(command)


def _all(options: list[Decorator]) -> Decorator:
    def apply(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            command = option(command)
        return command

    return apply
