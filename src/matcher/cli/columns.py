"""The columns of a strange table on the command line: said, proposed, accepted."""

from typing import TYPE_CHECKING, Any

import click

from matcher.cli.options import Decorator

if TYPE_CHECKING:
    from matcher.tables import Table
    from matcher.tables.columns import Needs


def map_options(command: Any) -> Any:
    """Take `--map` and `--yes`."""
    text = 'Which column is which field, for example id=Email,statement="Why you?"; repeatable.'
    options: list[Decorator] = [
        click.option("--map", "maps", multiple=True, metavar="LIST", help=text),
        click.option("--yes", is_flag=True, help="Accept the columns that are proposed."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def chosen(
    table: "Table", where: str, maps: tuple[str, ...], yes: bool, needs: "Needs | None" = None
) -> dict[str, str]:
    """Return the column of each field and say on standard error what was found; raises when that is not certain."""
    from matcher.errors import ConfigError
    from matcher.tables.columns import APPLICANT_NEEDS, parse_map, propose, required

    needs = needs or APPLICANT_NEEDS
    proposal = propose(table.columns, parse_map(",".join(maps)), needs)
    if table.note:
        click.echo(f"Note: {table.note}", err=True)
    if proposal.doubtful and not yes:
        raise ConfigError(f"{where}: which column is which? Accept this with --yes, or change it: --map '{proposal}'")
    columns = required(proposal, table.columns, where, needs, accept=True)
    if proposal.alike or proposal.doubtful or maps:
        unread = [column for column in table.columns if column not in columns.values()]
        rest = f"; not read: {', '.join(unread)}" if unread else ""
        click.echo(f"Columns: {proposal}{rest}", err=True)
    return columns
