"""The command group that brings data of others to our tables."""

import shlex
from pathlib import Path

import click

from matcher.cli.options import ColumnOptions, column_options
from matcher.cli.terminal import say

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

    imported = import_openreview(folder, out)
    for note in imported.notes[:_SHOWN]:
        say(f"Note: {note}.")
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
    """Write the table FILE with the columns that matcher knows; every other column is kept as it is.

    The table is written whole or not at all: a row that cannot be read is named, and nothing is written.
    """
    from matcher.errors import InputError
    from matcher.tables import open_table, write_table
    from matcher.tables.columns import APPLICANT_NEEDS, POOL_NEEDS
    from matcher.tables.files import refuse_overwriting, unchanged
    from matcher.tables.keyed_rows import renamed
    from matcher.tables.read import whole_rows
    from matcher.wording import counted

    refuse_overwriting([out], [file])
    with unchanged(file), open_table(file, sheet=columns.sheet, header_row=columns.header_row) as opened:
        needs = POOL_NEEDS if pool else APPLICANT_NEEDS
        # what only `matcher assign` reads
        needs = needs._replace(optional=(*needs.optional, "capacity_min" if pool else "places"))
        column_of = columns.chosen(opened, file, needs, left="kept as they are")
        rows = [renamed(row.cells, column_of) for row in whole_rows(opened.rows, file)]
    names = dict.fromkeys(name for cells in rows for name in cells)
    if not names:
        raise InputError(f"{file} must hold at least one row below its header; it holds none")
    write_table(Path(out), dict.fromkeys(names, str), ([cells.get(name, "") for name in names] for cells in rows))
    say(f"{counted(len(rows), 'row')} in {out}.")
