"""The command group that brings data of others to our tables."""

from pathlib import Path

import click

from matcher.cli.columns import chosen, map_options

_SHOWN = 10


@click.group("import")
def import_() -> None:
    """Bring the data of others to matcher's tables."""


@import_.command()
@click.argument("folder", type=Path, metavar="DIR")
@click.option("--out", type=Path, required=True, metavar="DIR", help="The folder to write the three tables to.")
def openreview(folder: Path, out: Path) -> None:
    """Turn submissions and reviewers' archives of OpenReview's layout into pool, evidence and applicants."""
    from matcher.importers import import_openreview

    found = import_openreview(folder, out)
    for note in found.notes[:_SHOWN]:
        click.echo(f"Note: {note}.", err=True)
    if len(found.notes) > _SHOWN:
        click.echo(f"Note: and {len(found.notes) - _SHOWN} more of that kind.", err=True)
    click.echo(
        f"Applicants (submissions): {found.n_applicants}; mentors (reviewers): {found.n_mentors}; "
        f"evidence (their papers): {found.n_papers}."
    )
    tables = f"--pool {out / 'pool.csv'} --evidence {out / 'evidence.csv'} --applicants {out / 'applicants.csv'}"
    click.echo(f"Next: matcher score {tables} --out scores.csv", err=True)


@import_.command()
@click.argument("file", metavar="FILE")
@map_options
@click.option("--pool", is_flag=True, help="The rows are mentors; by default they are applicants.")
@click.option("--out", required=True, metavar="FILE", help="CSV, JSON lines, Parquet or XLSX, by its ending.")
def table(file: str, maps: tuple[str, ...], yes: bool, pool: bool, out: str) -> None:
    """Write the table FILE with the columns that matcher knows; every other column is kept as it is.

    The table is written whole or not at all: a row that cannot be read is named, and nothing is written.
    """
    from matcher.errors import InputError
    from matcher.tables import open_table, read_rows, write_table
    from matcher.tables.columns import APPLICANT_NEEDS, POOL_NEEDS, renamed

    with open_table(file) as opened:
        columns = chosen(opened, file, maps, yes, POOL_NEEDS if pool else APPLICANT_NEEDS)
    rows = [renamed(row.cells, columns) for row in read_rows(file)]
    names = dict.fromkeys(name for cells in rows for name in cells)
    if not names:
        raise InputError(f"{file} must hold at least one row below its header; it holds none")
    write_table(Path(out), dict.fromkeys(names, str), ([cells.get(name, "") for name in names] for cells in rows))
    click.echo(f"{len(rows):,} rows in {out}.", err=True)
