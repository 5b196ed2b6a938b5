"""The columns of a strange table on the command line: given, proposed, accepted."""

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from matcher.cli.options import Decorator, bundled
from matcher.cli.terminal import say
from matcher.errors import ConfigError

if TYPE_CHECKING:
    from matcher.tables import Table
    from matcher.tables.columns import Needs

_MAP_HELP = 'Which column is which field, for example id=Email,statement="Why you?"; repeatable.'
_OPTIONS: dict[str, Decorator] = {
    "maps": click.option("--map", "maps", multiple=True, metavar="LIST", help=_MAP_HELP),
    "sheet": click.option("--sheet", metavar="NAME", help="The sheet of a workbook, by name or number."),
    "header_row": click.option(
        "--header-row",
        type=click.IntRange(min=1),
        metavar="N",
        help="The row that names the columns.",
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

    def chosen(self, table: "Table", where: str, needs: "Needs | None" = None) -> dict[str, str]:
        """Return the column of each field and name them on standard error; raises when that is not certain."""
        from matcher.tables.columns import APPLICANT_NEEDS, parse_map, propose, required
        from matcher.tables.rows import listed

        needs = needs or APPLICANT_NEEDS
        proposal = propose(table.columns, parse_map(",".join(self.maps)), needs, table.sample)
        if table.note:
            say(f"Note: {table.note}")
        columns = required(proposal, table.columns, where, needs, accept=True)
        unread = [column for column in table.columns if column not in columns.values()]
        rest = f"; not read: {listed(unread)}" if unread else ""
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
