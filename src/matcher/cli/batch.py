"""The command for many applicants."""

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from matcher.cli.columns import chosen, map_options
from matcher.cli.options import pool_options, weights_option
from matcher.cli.progress import shown
from matcher.config import Weights
from matcher.errors import ConfigError, MatcherError

if TYPE_CHECKING:
    from matcher.batch.order import Done, Progress
    from matcher.model import MatchModel


@click.command()
@click.argument("applicants", metavar="APPLICANTS")
@click.option("--out", required=True, metavar="MATCHES", help="CSV, JSON lines, Parquet or XLSX by ending; - is CSV.")
@pool_options
@click.option("--config", type=Path, metavar="FILE", help="Settings as TOML, to fit a pool with.")
@weights_option
@click.option("--k", type=click.IntRange(min=1), default=10, show_default=True, help="Length of each ranking.")
@click.option("--where", multiple=True, metavar="COLUMN=VALUE", help="Only mentors with this attribute; repeatable.")
@map_options
@click.option("--rejects", metavar="FILE", help="Where rows that cannot be scored go; by default beside MATCHES.")
@click.option("--resume", is_flag=True, help="Go on with a run that was stopped.")
@click.option("--chunk", type=click.IntRange(1, 100_000), default=1000, show_default=True, help="Rows done at a time.")
@click.option("--jobs", type=click.IntRange(1, 1024), default=1, show_default=True, help="Processes on this machine.")
@click.option("--backend", type=click.Choice(["local", "dask"]), default="local", show_default=True)
@click.option("--scheduler", metavar="ADDRESS", help="A Dask cluster that runs already, as tcp://host:8786.")
def batch(
    applicants: str,
    out: str,
    pool: Path | None,
    evidence: Path | None,
    reference: Path | None,
    model: Path | None,
    no_cache: bool,
    config: Path | None,
    weights: Weights | None,
    k: int,
    where: tuple[str, ...],
    maps: tuple[str, ...],
    yes: bool,
    rejects: str | None,
    resume: bool,
    chunk: int,
    jobs: int,
    backend: str,
    scheduler: str | None,
) -> int:
    """Rank the mentors of a pool for every row of the table APPLICANTS ("-" is standard input).

    Every row is scored or named among the rejects. What is finished is kept beside MATCHES until all is: stopped for
    whatever reason, the same command with --resume goes on. Exit code 3 means finished, with rejects.
    """
    from matcher.batch.order import Effort, Files, Progress, Settings
    from matcher.batch.run import batch_files

    if scheduler and backend != "dask":
        raise ConfigError("--scheduler belongs to a cluster; give --backend dask too")
    files = Files(applicants, out, rejects or _beside(out))
    files.check()
    name = "standard input" if applicants == "-" else applicants
    progress = Progress(on_reject=lambda reject: click.echo(f"Rejected: {reject}", err=True))
    try:
        fitted = _fitted(pool, evidence, reference, model, no_cache, config, where)
        settings, effort = Settings(k, weights, where), Effort(chunk, jobs, backend, scheduler, resume)
        with shown(progress):
            done = batch_files(files, fitted, lambda table: chosen(table, name, maps, yes), settings, effort, progress)
    except (KeyboardInterrupt, MatcherError, OSError) as error:
        return _stopped(error, progress, out)
    return _finished(done, files.matches, files.rejects)


def _beside(out: str) -> str | None:
    path = Path(out)
    return None if out == "-" else str(path.with_name(f"{path.stem}.rejects.csv"))


def _fitted(
    pool: Path | None,
    evidence: Path | None,
    reference: Path | None,
    model: Path | None,
    no_cache: bool,
    config: Path | None,
    where: tuple[str, ...],
) -> "MatchModel | Path":
    """Return the folder of the model that was given, else the model of the pool; its mentors meet the conditions."""
    from matcher.cli.commands import fitted_model
    from matcher.model.store import load
    from matcher.profiles import eligible

    if model and config:
        raise ConfigError("give --model or --config, not both: a model was fitted with its own settings")
    if model and (pool or evidence or reference):
        raise ConfigError("give --model or the tables it would be fitted on, not both")
    found = load(model) if model else fitted_model(pool, evidence, reference, None, no_cache, config)
    if where:
        eligible(found.mentors, where)
    return model if model else found


def _finished(done: "Done", matches: str, rejects: str | None) -> int:
    where = f" ({rejects})" if rejects else ""
    rows = "row" if done.n_rows == 1 else "rows"
    click.echo(
        f"{done.n_rows:,} {rows}: {done.n_scored:,} scored, {done.n_rejected:,} rejected{where}. "
        f"{done.n_matches:,} matches{'' if matches == '-' else f' in {matches}'}.",
        err=True,
    )
    return 3 if done.n_rejected else 0


def _stopped(error: BaseException, progress: "Progress", out: str) -> int:
    """Say in one line what stopped a run, and in one how to go on; return the exit code."""
    if not progress.begun or isinstance(error, ConfigError | BrokenPipeError):
        raise error
    said = (
        str(error)
        if isinstance(error, MatcherError)
        else getattr(error, "strerror", "") or str(error) or type(error).__name__
    )
    click.echo("Stopped." if isinstance(error, KeyboardInterrupt) else f"Error: {said}", err=True)
    if out == "-":
        click.echo("Nothing is kept of a run to standard output; give --out FILE to be able to go on.", err=True)
    elif progress.n_done:
        words = [word for word in sys.argv[1:] if word != "--resume"]
        click.echo(f"{progress.n_done:,} rows are done. Go on with:\n  matcher {shlex.join(words)} --resume", err=True)
    return 130 if isinstance(error, KeyboardInterrupt) else 1
