"""What each command does: a few calls of the library between its options and its output."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from matcher.cli.options import pool_options, statement_argument, weights_option
from matcher.config import Weights
from matcher.errors import ConfigError

# the library is imported inside the commands: --help and usage errors answer without numpy
if TYPE_CHECKING:
    from matcher.config import MatchConfig
    from matcher.model import MatchModel
    from matcher.records import Profile


@click.command()
@statement_argument
@pool_options
@weights_option
@click.option("--k", type=click.IntRange(min=1), default=10, show_default=True, help="Length of the ranking.")
@click.option("--where", multiple=True, metavar="COLUMN=VALUE", help="Only mentors with this attribute; repeatable.")
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True)
def match(
    statement: str,
    pool: Path | None,
    evidence: Path | None,
    reference: Path | None,
    model: Path | None,
    no_cache: bool,
    weights: Weights | None,
    k: int,
    where: tuple[str, ...],
    form: str,
) -> None:
    """Rank the mentors of a pool for one statement, FILE ("-" is standard input)."""
    from matcher.cli import show
    from matcher.documents import read_document
    from matcher.profiles import eligible

    applicant = read_document(statement).profile()
    fitted = fitted_model(pool, evidence, reference, model, no_cache)
    _refuse_unknown(fitted, applicant, statement)
    names = eligible(fitted.mentors, where) if where else None
    [ranking] = fitted.rank([applicant], k, weights, names)
    click.echo(show.FORMATS[form](ranking, applicant, fitted, weights or fitted.weights), nl=False)
    if form == "table" and ranking:
        click.echo(f"\nWhy? matcher explain {statement} {ranking[0].mentor_id}", err=True)


@click.command()
@statement_argument
@pool_options
@click.option("--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True)
def read(
    statement: str,
    pool: Path | None,
    evidence: Path | None,
    reference: Path | None,
    model: Path | None,
    no_cache: bool,
    form: str,
) -> None:
    """Show what is read from a document FILE: its parts, what was done, how much of it the pool knows."""
    from matcher.documents import read_document
    from matcher.documents.report import RENDERERS, report

    document = read_document(statement)
    fitted = fitted_model(pool, evidence, reference, model, no_cache)
    click.echo(RENDERERS[form](report(document, fitted.known_share(document.profile()))), nl=False)


@click.command()
@statement_argument
@click.argument("mentor_id")
@pool_options
@weights_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def explain(
    statement: str,
    mentor_id: str,
    pool: Path | None,
    evidence: Path | None,
    reference: Path | None,
    model: Path | None,
    no_cache: bool,
    weights: Weights | None,
    form: str,
) -> None:
    """Say what the score of one mentor for the statement FILE is made of."""
    from matcher.cli import show
    from matcher.documents import read_document

    applicant = read_document(statement).profile()
    fitted = fitted_model(pool, evidence, reference, model, no_cache)
    _refuse_unknown(fitted, applicant, statement)
    found = fitted.explain(applicant, mentor_id, weights)
    click.echo(show.EXPLANATIONS[form](found, weights or fitted.weights), nl=False)


@click.command()
@click.argument("pool", type=Path)
@click.option("--evidence", type=Path, metavar="FILE", help="Table of the mentors' past projects.")
@click.option("--reference", type=Path, metavar="FILE", help="Table of statements that show what everybody writes.")
@click.option("--config", type=Path, metavar="FILE", help="Settings as TOML.")
@click.option("--out", type=Path, required=True, metavar="DIR", help="The folder to write the model to.")
def fit(pool: Path, evidence: Path | None, reference: Path | None, config: Path | None, out: Path) -> None:
    """Learn the table of mentors POOL and save the model as a folder."""
    from matcher.model.cache import PoolFiles, fit_files
    from matcher.model.store import save

    model = fit_files(PoolFiles(pool, evidence, reference), _settings(config))
    click.echo(save(model, out))
    click.echo(f"{len(model.mentors)} mentors, {model.fitted.space.n_terms} terms.", err=True)


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True)
def app(port: int) -> None:
    """Open the page in the browser; it runs on this machine only, until Ctrl-C."""
    from matcher.cli.serve import command_line
    from matcher.model.cache import model_for, sample_files

    model_for(sample_files())  # fitted before the first visitor comes, and kept
    click.echo(f"The page is at http://127.0.0.1:{port} (Ctrl-C stops it).", err=True)
    sys.stderr.flush()
    arguments = command_line(port)
    os.execv(arguments[0], arguments)


def fitted_model(
    pool: Path | None,
    evidence: Path | None,
    reference: Path | None,
    model: Path | None,
    no_cache: bool,
    config: Path | None = None,
) -> "MatchModel":
    """Return the model a command works with: a saved one, or the one of the given pool, or the sample's."""
    from matcher.model.cache import PoolFiles, model_for, sample_files
    from matcher.model.store import load

    if model and (pool or evidence or reference):
        raise ConfigError(
            "give --model or the tables it would be fitted on, not both: drop --pool, --evidence, --reference"
        )
    if evidence and not pool:
        raise ConfigError("--evidence belongs to a pool; give --pool too")
    if model:
        return load(model)
    if not pool:
        files = sample_files()
        files = files._replace(reference=reference or files.reference)
        fitted = model_for(files, _settings(config), keep=not no_cache)
        text = f"Sample pool: {len(fitted.mentors)} invented labs. Use your own with --pool FILE."
        click.echo(text, err=True)
        return fitted
    return model_for(PoolFiles(pool, evidence, reference), _settings(config), keep=not no_cache)


def _settings(config: Path | None) -> "MatchConfig | None":
    """Return the settings of a TOML file, or `None` where none was given."""
    from matcher.config import MatchConfig
    from matcher.tables import decode, read_bytes

    return MatchConfig.from_toml(decode(read_bytes(config), str(config)), str(config)) if config else None


def _refuse_unknown(model: "MatchModel", applicant: "Profile", where: str) -> None:
    """Raise when the pool knows no word of the statement, and warn when it knows few."""
    from matcher.explain import FOREIGN_SHARE, refuse_unknown

    share = model.known_share(applicant)
    refuse_unknown(share, where)
    if share < FOREIGN_SHARE:
        click.echo(f"Note: the pool knows only {share:.0%} of the words; is it in the pool's language?", err=True)
