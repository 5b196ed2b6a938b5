"""The commands that process tables: batch ranks for every row, import converts other data."""

import shlex
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from matcher.cli.card_option import rejects_beside
from matcher.cli.options import ColumnOptions, Decorator, PoolOptions, bundled, column_options, pool_options
from matcher.cli.terminal import Terminated, progress_shown, say
from matcher.errors import ConfigError, MatcherError
from matcher.wording import counted

if TYPE_CHECKING:
    from matcher.batching.records import FileExecution, Progress

_CHUNK, _JOBS = click.IntRange(1, 100_000), click.IntRange(1, 1024)
_CHUNK_HELP = "Number of rows processed at a time."
_EFFORT_OPTIONS: dict[str, Decorator] = {
    "resume": click.option("--resume", is_flag=True, help="Continue a run that was stopped."),
    "chunk": click.option("--chunk", type=_CHUNK, default=1000, show_default=True, help=_CHUNK_HELP),
    "jobs": click.option("--jobs", type=_JOBS, default=1, show_default=True, help="Processes on this machine."),
    "backend": click.option("--backend", type=click.Choice(["local", "dask"]), default="local", show_default=True),
    "scheduler": click.option("--scheduler", metavar="ADDRESS", help="A running Dask cluster, as tcp://host:8786."),
}


def _execution(**values: Any) -> "FileExecution":
    from matcher.batching.records import FileExecution

    if values["scheduler"] and values["backend"] != "dask":
        raise ConfigError("--scheduler needs a Dask cluster; give --backend dask too")
    return FileExecution(**values)


@click.command()
@click.argument("applicants", metavar="APPLICANTS")
@click.option("--out", required=True, metavar="MATCHES", help="CSV, JSON lines, Parquet or XLSX by ending; - is CSV.")
@pool_options("weights", "k", "where")
@column_options
@click.option("--rejects", metavar="FILE", help="The file for rows that cannot be scored; by default beside MATCHES.")
@bundled("execution", _execution, _EFFORT_OPTIONS)
def batch(
    applicants: str,
    out: str,
    chosen: PoolOptions,
    columns: ColumnOptions,
    rejects: str | None,
    execution: "FileExecution",
) -> int:
    """Rank the mentors of a pool for every row of the table APPLICANTS ("-" is standard input).

    Every row is scored or listed among the rejects. Finished rows are kept beside MATCHES: if the run is stopped, the
    same command with --resume continues it. Exit code 3 means finished, with rejects.
    """
    from matcher.batching.records import Files, Progress, RankingOptions
    from matcher.batching.run import batch_files

    files = Files(applicants, out, rejects or rejects_beside(out), columns.sheet, columns.header_row)
    files.check()
    name = "standard input" if applicants == "-" else applicants
    progress = Progress(on_reject=lambda reject: say(f"Rejected: {reject}"))
    try:
        model, options = chosen.fitted(), RankingOptions(chosen.k, chosen.weights, chosen.where)
        chosen.wanted(model)  # raises if no mentor meets the conditions
        with progress_shown(progress):
            done = batch_files(
                files, chosen.model or model, lambda table: columns.chosen(table, name), options, execution, progress
            )
    except (KeyboardInterrupt, MatcherError, OSError) as error:
        return _stopped(error, progress, out)
    where = f" ({files.rejects})" if files.rejects else ""
    say(
        f"{counted(done.n_rows, 'row')}: {done.n_scored:,} scored, {done.n_rejected:,} rejected{where}. "
        f"{done.n_matches:,} match{'' if done.n_matches == 1 else 'es'}{'' if out == '-' else f' in {out}'}."
    )
    return 3 if done.n_rejected else 0


def _stopped(error: BaseException, progress: "Progress", out: str) -> int:
    """Print why a run stopped and how to continue it; return the exit code."""
    if not progress.begun or isinstance(error, ConfigError | BrokenPipeError):
        raise error
    from matcher.tables.files import NO_ROOM, unwritable

    if isinstance(error, OSError) and error.errno in NO_ROOM:
        error = unwritable("standard output" if out == "-" else out, error)
    reason = getattr(error, "strerror", "") or str(error) or type(error).__name__
    say("Stopped." if isinstance(error, KeyboardInterrupt) else f"Error: {reason}")
    if out == "-":
        say("A run to standard output cannot be continued; for that, give --out FILE.")
    elif progress.n_done:
        words = [word for word in sys.argv[1:] if word != "--resume"]
        say(f"{progress.n_done:,} rows are done. Go on with:\n  matcher {shlex.join([*words, '--resume'])}")
    if isinstance(error, Terminated):
        return 128 + signal.SIGTERM
    return 130 if isinstance(error, KeyboardInterrupt) else 1


_SHOWN = 10


@click.group("import")
def import_() -> None:
    """Convert data of other tools to matcher's tables."""


@import_.command()
@click.argument("folder", type=Path, metavar="DIR")
@click.option("--out", type=Path, required=True, metavar="DIR", help="The folder to write the three tables to.")
def openreview(folder: Path, out: Path) -> None:
    """Convert submissions and reviewers' archives in OpenReview's layout to pool, evidence and applicants."""
    from matcher.importers import import_openreview

    imported = import_openreview(folder, out)
    for left_out in imported.notes[:_SHOWN]:
        say(f"Note: {left_out}.")
    if len(imported.notes) > _SHOWN:
        say(f"Note: and {len(imported.notes) - _SHOWN} more of that kind.")
    click.echo(
        f"Applicants (submissions): {imported.n_applicants}; mentors (reviewers): {imported.n_mentors}; "
        f"evidence (their papers): {imported.n_papers}."
    )
    tables = [word for name in ("pool", "evidence", "applicants") for word in (f"--{name}", str(out / f"{name}.csv"))]
    say(f"Next: {shlex.join(['matcher', 'score', *tables, '--out', 'scores.csv'])}")


@import_.command()
@click.argument("file", metavar="FILE")
@column_options
@click.option("--pool", is_flag=True, help="The rows are mentors; by default they are applicants.")
@click.option("--out", required=True, metavar="FILE", help="CSV, JSON lines, Parquet or XLSX, by its ending.")
def table(file: str, columns: ColumnOptions, pool: bool, out: str) -> None:
    """Write the table FILE with matcher's column names; every other column is kept unchanged.

    A row that cannot be read, or whose number of places is none, is named in an error; then nothing is written.
    """
    from matcher.errors import InputError
    from matcher.tables import open_table, write_table
    from matcher.tables.columns import APPLICANT_NEEDS, POOL_NEEDS
    from matcher.tables.files import refuse_overwriting, unchanged
    from matcher.tables.keyed_rows import renamed
    from matcher.tables.read import whole_rows
    from matcher.tables.rows import joined_problems, whole_cell

    refuse_overwriting([out], [file])
    with unchanged(file), open_table(file, sheet=columns.sheet, header_row=columns.header_row) as opened:
        needs = POOL_NEEDS if pool else APPLICANT_NEEDS
        # columns that only `matcher assign` reads
        needs = needs._replace(optional=(*needs.optional, *(("capacity_min",) if pool else ("places", "conflicts"))))
        column_of = columns.chosen(opened, file, needs, left="kept as they are")
        numbers, problems = ("capacity", "capacity_min", "places"), list[tuple[int, str]]()
        rows = []
        for row in whole_rows(opened.rows, file):
            for column in filter(None, map(column_of.get, numbers)):
                whole_cell(row, column, problems)
            rows.append(renamed(row.cells, column_of))
    if problems:
        raise joined_problems(file, problems)
    names = dict.fromkeys(name for cells in rows for name in cells)
    if not names:
        raise InputError(f"{file} must have at least one row below its header; it has none")
    write_table(Path(out), dict.fromkeys(names, str), ([cells.get(name, "") for name in names] for cells in rows))
    say(f"{counted(len(rows), 'row')}{'' if out == '-' else f' in {out}'}.")
